//! The office at a glance: collection against demand of the month, statuses as bars, the close of each office (`I-6`).

use std::borrow::Cow;

use ratatui::layout::Rect;

use crate::base::money::group_indian;
use crate::base::{Day, Money, No, Period};
use crate::folds::Month;
use crate::reports::Source;
use crate::rules::head::Account;
use crate::rules::role::Role;
use crate::rules::status::Status as Standing;
use crate::store::report::{By, Days, Hidden, collection};
use crate::store::{glance, month, read};
use crate::tui::backend::{Progress, Status, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, action};
use crate::tui::looks::{Role as Look, Tone};
use crate::tui::program::{Answer, House, Outcome, View, Work, ask};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::{Bars, Panel};

pub const CARD: Card<House> = Card {
    name: "offices",
    title: "Office at a glance",
    about: "Collection against demand, statuses, closes",
    roles: &[Role::Ee, Role::Ae],
    actions: &[],
    open: |_| Box::new(Offices::default()),
};

/// Read at once: few rows, from indices.
struct Glance {
    month: Period,
    statuses: Vec<(Standing, i64)>,
    closes: Vec<(String, String, Month)>,
    hidden: bool,
}

fn read_glance(view: &View<'_>) -> Result<Glance, No> {
    let conn = view.conn();
    let mut statuses = glance::statuses(conn)?;
    let others: i64 = statuses.iter().map(|(_, count)| count).sum();
    statuses.insert(0, (Standing::Live, read::consumers(conn)? - others));
    let mut closes = Vec::new();
    for office in glance::offices(conn)? {
        let name = view.rules().profile.office(&office).map_or_else(String::new, |known| known.name.clone());
        let month = month::month(conn, &office)?;
        closes.push((office, name, month));
    }
    if closes.is_empty() {
        let office = view.desk().office().to_owned();
        let name = view.rules().profile.office(&office).map_or_else(String::new, |known| known.name.clone());
        closes.push((office, name, Month::default()));
    }
    Ok(Glance { month: view.today().period(), statuses, closes, hidden: read::counter(conn, view.desk())?.open.is_some() })
}

/// Summed in steps: a month's bills and receipts are many.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    bills: i64,
    demand: Money,
    /// Of consumers' dues.
    dues: Money,
    /// Of everything else: deposits, fees.
    other: Money,
    receipts: i64,
}

/// Sums the month, some thousand bills and then a day's receipts at a time.
fn sum(period: Period) -> Work {
    let mut sums = Sums::default();
    let mut bill = Some(String::new());
    let mut next: Option<Day> = Some(period.first_day());
    Work::steps(move |bench| {
        let conn = bench.desk.store().connection();
        if let Some(after) = bill.take() {
            let page = glance::demand_page(conn, period, &after)?;
            sums.bills += page.bills;
            sums.demand += page.amount;
            bill = page.last;
            return Ok(None);
        }
        if let Some(day) = next.filter(|day| *day <= period.last_day() && *day <= bench.desk.today()) {
            next = Some(day.plus_days(1));
            let hidden = hidden(bench.desk)?;
            for head in collection(conn, By::Head, Days::one(day), &hidden)? {
                sums.receipts += head.count;
                *(if head.what == Account::DUES.code() { &mut sums.dues } else { &mut sums.other }) += head.amount;
            }
            bench.progress("Summing the month", u64::from(day.day_of_month()), u64::from(period.last_day().day_of_month()));
            return Ok(None);
        }
        Ok(Some(Outcome::Gave(Answer::of(sums))))
    })
}

/// What the open counter of this desk took is not shown before it is counted (`C-8`).
fn hidden(desk: &crate::desk::Desk) -> Result<Hidden, No> {
    let conn = desk.store().connection();
    Source { conn, profile: &desk.rules().profile, desk: desk.id(), today: desk.today(), now: desk.now(), training: false }
        .hidden()
        .map(|(hidden, _)| hidden)
}

#[derive(Default)]
struct Offices {
    glance: Option<Glance>,
    sums: Option<Sums>,
    going: bool,
}

impl Screen<House> for Offices {
    fn name(&self) -> &'static str {
        CARD.name
    }

    fn title(&self) -> Cow<'_, str> {
        self.glance.as_ref().map_or_else(|| CARD.title.into(), |glance| format!("{}, {}", CARD.title, glance.month.short()).into())
    }

    fn layers(&self) -> &'static [&'static str] {
        &["offices"]
    }

    fn opened(&mut self, status: &Status) -> Effect<House> {
        Effect::All(vec![ask(read_glance), Effect::Long(sum(status.date.period()))])
    }

    fn uncovered(&mut self, _: &Status) -> Effect<House> {
        ask(read_glance)
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        if let Ok(glance) = answer.take() {
            self.glance = Some(glance);
        }
        Effect::Nothing
    }

    fn progressed(&mut self, _: &Progress) {
        self.going = true;
    }

    fn act(&mut self, action: Action, status: &Status) -> Effect<House> {
        match action {
            action::MAIN => Effect::All(vec![ask(read_glance), Effect::Long(sum(status.date.period()))]),
            // Nobody waits for sums that nobody looks at.
            action::BACK if self.going => Effect::All(vec![Effect::Stop, Effect::Pop]),
            _ => Effect::Pass,
        }
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        self.going = false;
        match outcome {
            Ok(Outcome::Gave(answer)) => {
                self.sums = answer.take().ok();
                Effect::Nothing
            }
            Ok(_) | Err(Trouble::Stopped) => Effect::Nothing,
            Err(trouble) => Effect::bad(trouble.to_string()),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let Some(glance) = &self.glance else { return };
        let area = Rect { x: canvas.area.x + 1, width: canvas.area.width.saturating_sub(2), ..canvas.area };
        let rest = |row: u16| Rect { y: area.y + row.min(area.height), height: area.height.saturating_sub(row), ..area };
        let mut row = 1;
        canvas.rule(rest(row), 0, "Collection against demand");
        let money = self.money(glance);
        money.draw(canvas, rest(row + 1));
        row += 1 + money.height();
        if self.sums.is_none() {
            canvas.text(rest(row), 0, Look::Hint, "being summed");
            row += 1;
        } else if glance.hidden {
            canvas.text(rest(row), 0, Look::Hint, "The counter of this desk is open: what it took since is not in it (C-8).");
            row += 1;
        }
        let closes = closes(glance);
        let below = closes.height() + 1;
        let statuses = statuses(glance);
        let room = area.height.saturating_sub(row + 2 + below);
        canvas.rule(rest(row), 0, "Consumers by status");
        statuses.draw(canvas, Rect { height: room, ..rest(row + 1) });
        let hidden = statuses.height().saturating_sub(room);
        row += 1 + statuses.height().min(room);
        if hidden > 0 {
            canvas.right(rest(row - 1), 0, Look::Hint, &format!(" {hidden} more in a larger window "));
        }
        canvas.rule(rest(row), 0, "Month closes");
        closes.draw(canvas, rest(row + 1));
    }
}

impl Offices {
    fn money(&self, glance: &Glance) -> Bars {
        let sums = self.sums.unwrap_or_default();
        let most = sums.demand.paise().max(sums.dues.paise()).max(1);
        let part =
            if sums.demand > Money::ZERO { format!("{} % of it", sums.dues.paise() * 100 / sums.demand.paise()) } else { String::new() };
        let bills = format!("{} bills of {}", group_indian(&sums.bills.to_string()), glance.month.short());
        Bars::new()
            .figure("Demand", (sums.demand.paise(), most), sums.demand.indian(), bills)
            .figure("Collected, dues", (sums.dues.paise(), most), sums.dues.indian(), part)
            .figure("Collected, other", (sums.other.paise(), most), sums.other.indian(), "fees, deposits")
    }
}

/// Each group of statuses that anyone has; the months of disconnection together.
fn statuses(glance: &Glance) -> Bars {
    let all: i64 = glance.statuses.iter().map(|(_, count)| count).sum();
    let mut groups: Vec<(&str, i64)> = Vec::new();
    for (status, count) in &glance.statuses {
        let word = match status {
            Standing::Live => "Active (LIVE)",
            Standing::Bltd => "Belated (BLTD)",
            Standing::Dis(_) => "Disconnected (DIS1-5)",
            Standing::Pnr(_) => "Paid, not reconnected (PNR1-5)",
            Standing::Pdnp => "Ended unpaid (PDNP)",
            Standing::Deaa => "Deactivated (DEAA)",
            _ => "Other",
        };
        match groups.iter_mut().find(|(known, _)| *known == word) {
            Some((_, sum)) => *sum += count,
            None => groups.push((word, *count)),
        }
    }
    groups
        .iter()
        .filter(|(_, count)| *count > 0)
        .fold(Bars::new(), |bars, (word, count)| bars.bar(word, *count, all, per_cent(*count, all)))
}

/// With one decimal, in whole numbers.
fn per_cent(count: i64, all: i64) -> String {
    let tenths = count * 1000 / all.max(1);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

fn closes(glance: &Glance) -> Panel {
    glance.closes.iter().fold(Panel::new(), |panel, (office, name, month)| {
        let done = month
            .closed
            .last()
            .map_or("none yet".to_owned(), |closed| format!("{} closed on {} ({})", closed.period.short(), closed.run_on.dmy(), closed.no));
        let panel = panel.pair(&format!("{name} {office}"), done);
        match &month.running {
            Some(running) => panel.note(Tone::Warn, format!("{} is begun and not done", running.period.short())),
            None => panel,
        }
    })
}
