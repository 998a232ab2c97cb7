//! Home: what stands today, by role, and the way to everything.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::REGISTER;
use crate::base::{Money, No};
use crate::folds::counter::Open;
use crate::rules::role::Role as Duty;
use crate::rules::tariff::TariffMark;
use crate::store::applications::{self, Waiting};
use crate::store::complaints::{self, Count};
use crate::store::list::{self, Filter, Which};
use crate::store::{read, rounds, spool};
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, Key};
use crate::tui::looks::Tone;
use crate::tui::program::{Answer, House, Outcome, View, ask};
use crate::tui::screen::{Effect, Screen};
use crate::tui::widgets::{Panel, Pick, PickMove};

/// Postings counted at most: more than an approver looks through.
const MANY: u32 = 999;

/// Rows from which nothing need be crowded.
const ROOMY: u16 = 24;

/// Consumers are counted so far: going through a million would hold up the first picture.
const COUNTED: i64 = 50_000;

/// What stands today.
struct Today {
    duties: Vec<Duty>,
    open: Option<Open>,
    mine: bool,
    in_hand: bool,
    postings: usize,
    /// Government consumers without a reading in this month.
    unread: u32,
    /// What waits for the JE.
    walk: Option<Walk>,
    waiting: u32,
    consumers: i64,
    complaints: Count,
    /// Applications that wait for this user; of an engineer of the division, all that are open in the office.
    applications: Waiting,
    /// Temporary connections past their last date, for the JE.
    expired: usize,
    /// Items of the To Do list that are this user's to do.
    todo: usize,
    users: usize,
    sample: bool,
}

/// How many stand in the lists that a JE works from.
struct Walk {
    to_cut: i64,
    to_reconnect: i64,
    stuck: i64,
}

impl Walk {
    fn read(view: &View<'_>) -> Result<Self, No> {
        let filter = Filter { key: view.today().to_string(), ..Filter::default() };
        let count = |which| list::sums(view.conn(), which, &filter).map(|(rows, _)| rows);
        Ok(Self { to_cut: count(Which::DueForCut)?, to_reconnect: count(Which::DueForReconnection)?, stuck: count(Which::StuckMeter)? })
    }
}

fn read_today(view: &View<'_>) -> Result<Today, No> {
    let counter = read::counter(view.conn(), view.desk())?;
    let users = if view.session.has(Duty::Adm) { read::users(view.conn(), view.desk().office())?.len() } else { 0 };
    Ok(Today {
        duties: view.session.roles().to_vec(),
        mine: counter.open.as_ref().is_some_and(|o| o.clerk == view.session.user()),
        in_hand: counter.in_hand.iter().any(|(_, amount)| *amount > Money::ZERO),
        open: counter.open,
        postings: read::postings(view.conn(), "waiting", MANY)?.len(),
        unread: if view.session.has(Duty::Bcc) { unread(view)? } else { 0 },
        walk: if view.session.has(Duty::Je) { Some(Walk::read(view)?) } else { None },
        waiting: spool::waiting(view.conn())?.0,
        consumers: read::consumers_upto(view.conn(), COUNTED)?,
        complaints: complaints::count(view.conn(), view.eye.now())?,
        applications: applications(view)?,
        expired: if view.session.has(Duty::Je) { applications::expired(view.conn(), view.today())?.len() } else { 0 },
        todo: crate::tui::program::todo_count(view.eye, view.session)?,
        users,
        sample: view.rules().tariffs.of_period(view.today().period()).is_ok_and(|(_, t)| t.mark == TariffMark::Sample),
    })
}

fn applications(view: &View<'_>) -> Result<Waiting, No> {
    let hands = [Duty::Bcc, Duty::Je, Duty::Ae];
    let mine: Vec<Duty> = hands.into_iter().filter(|duty| view.session.has(*duty)).collect();
    let duties = if mine.is_empty() && view.session.has(Duty::Ee) { hands.to_vec() } else { mine };
    let mut all = Waiting::default();
    for duty in duties {
        let Waiting { open, late } = applications::waiting(view.conn(), duty, view.desk().office(), view.today())?;
        (all.open, all.late) = (all.open + open, all.late + late);
    }
    Ok(all)
}

fn unread(view: &View<'_>) -> Result<u32, No> {
    Ok(rounds::departments(view.conn(), view.today().period())?.iter().map(|d| d.unread).sum())
}

/// Facts above, screens below.
pub struct Home {
    pick: Pick,
    cards: Vec<&'static str>,
    today: Option<Today>,
}

/// The home of whoever is logged on.
pub fn first(_: &Status) -> Box<dyn Screen<House>> {
    Box::new(Home { pick: Pick::new(Vec::new()), cards: Vec::new(), today: None })
}

impl Home {
    fn take(&mut self, today: Today) {
        let cards: Vec<_> = REGISTER.iter().filter(|card| card.allows(&today.duties)).collect();
        // The first time; later the lit row stays where it is.
        if self.cards.is_empty() {
            self.pick = Pick::new(cards.iter().map(|c| (c.title.to_owned(), c.about.to_owned())).collect());
            self.cards = cards.iter().map(|c| c.name).collect();
        }
        self.today = Some(today);
    }

    fn step(&self, step: PickMove) -> Effect<House> {
        match step {
            PickMove::Taken(place) => self.cards.get(place).map_or(Effect::Nothing, |name| Effect::Open(name)),
            PickMove::Stays => Effect::Nothing,
            PickMove::Pass => Effect::Pass,
        }
    }
}

impl Screen<House> for Home {
    fn name(&self) -> &'static str {
        "home"
    }

    fn title(&self) -> Cow<'_, str> {
        let duties = self.today.as_ref().map(|t| t.duties.iter().map(|d| d.name()).collect::<Vec<_>>().join(", "));
        duties.filter(|d| !d.is_empty()).map_or_else(|| "Home".into(), |d| format!("Home {} {d}", "\u{b7}").into())
    }

    fn layers(&self) -> &'static [&'static str] {
        &["pick"]
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        ask(read_today)
    }

    fn uncovered(&mut self, _: &Status) -> Effect<House> {
        ask(read_today)
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        if let Ok(today) = answer.take() {
            self.take(today);
        }
        Effect::Nothing
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        let step = self.pick.act(action);
        self.step(step)
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        let step = self.pick.typed(key);
        self.step(step)
    }

    fn done(&mut self, _: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        Effect::Nothing
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let Some(today) = &self.today else { return };
        let area = Rect { x: canvas.area.x + 1, y: canvas.area.y + 1, width: canvas.area.width - 2, height: canvas.area.height - 1 };
        let facts = facts(today);
        facts.draw(canvas, area);
        // Air around the line where there is room for it.
        let air = u16::from(area.height >= ROOMY);
        let below = facts.height() + air;
        canvas.rule(area, below, "");
        let above = below + 1 + air;
        let list = Rect { x: area.x - 1, y: area.y + above, width: area.width + 2, height: area.height.saturating_sub(above) };
        self.pick.draw(canvas, list, true);
    }
}

fn facts(today: &Today) -> Panel {
    let is = |duty| today.duties.contains(&duty);
    let mut panel = Panel::new();
    if is(Duty::Bcc) {
        panel = match &today.open {
            Some(open) if today.mine => {
                panel.pair("Counter", format!("open since {}, {}", open.date.dmy(), count(open.receipts.into(), "receipt")))
            }
            Some(open) => panel.pair("Counter", format!("{}'s, of {}", open.clerk, open.date.dmy())),
            None => panel.pair("Counter", "closed"),
        };
        if today.in_hand {
            panel = panel.pair("In hand", "closed counters' money is to be remitted");
        }
    }
    if is(Duty::Bcc) || is(Duty::Ae) {
        panel = panel.pair("Postings", waiting(today.postings, "for the AE's approval"));
    }
    if today.unread > 0 {
        panel = panel.pair("Government", count(today.unread.into(), "reading") + " of this month not posted yet");
    }
    if let Some(walk) = &today.walk {
        let shown = |n: i64| crate::base::money::group_indian(&n.to_string());
        panel = panel.pair("To cut", format!("{} due for disconnection", shown(walk.to_cut)));
        panel = panel.pair("To reconnect", format!("{} have paid and are still cut", shown(walk.to_reconnect)));
        panel = panel.pair("Stuck meters", shown(walk.stuck));
    }
    if !is(Duty::Adm) || today.todo > 0 {
        panel = panel.pair("To Do", waiting(today.todo, "for you"));
    }
    if today.applications.open > 0 {
        let Waiting { open, late } = today.applications;
        let whose = if is(Duty::Bcc) || is(Duty::Je) || is(Duty::Ae) { "waiting for you" } else { "open" };
        let late = if late > 0 { format!(", {late} past the limit") } else { String::new() };
        panel = panel.pair("Connections", format!("{open} {whose}{late}"));
    }
    if today.expired > 0 {
        panel = panel.pair("Temporary", format!("{} past the last date", today.expired));
    }
    if today.complaints.open > 0 && !is(Duty::Adm) {
        let Count { open, danger, late } = today.complaints;
        let danger = if danger > 0 { format!("{danger} DANGER") } else { "none dangerous".to_owned() };
        let words = format!("{open} pending, {danger}, {late} past the limit");
        panel = panel.pair("Complaints", words);
    }
    if is(Duty::Adm) {
        panel = panel.pair("Users", today.users.to_string());
    }
    let more = if today.consumers == COUNTED { " and more" } else { "" };
    panel = panel.pair("Consumers", crate::base::money::group_indian(&today.consumers.to_string()) + more);
    if today.waiting > 0 {
        panel = panel.pair("Printing", count(today.waiting.into(), "paper") + " waiting");
    }
    if today.sample {
        panel = panel.note(Tone::Warn, "SAMPLE TARIFF: the administrator is to put the notified one in its place");
    }
    panel
}

fn waiting(count: usize, what: &str) -> String {
    match count {
        0 => "none waiting".to_owned(),
        n => format!("{n} waiting {what}"),
    }
}

fn count(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
