//! An item whole: what it is, whose, where it leads, what happened to it; its own next step by one key (`R-4`).

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::list::repeat;
use super::{ASSIGN, CARD, COMMENT, COMPLETE, FORWARD, PUT_BACK, TAKE, forms};
use crate::acts::item::{HandleItem, What};
use crate::base::No;
use crate::reports::todo::entry::{Entry, Goes, Key as About, entry};
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::{Role, Tone};
use crate::tui::program::{Answer, House, Outcome, View, act, ask};
use crate::tui::screen::{Effect, Screen};
use crate::tui::screens::patterns::sheet::Plan;
use crate::tui::screens::patterns::{Look, Sheet};
use crate::tui::screens::{approvals, cases, complaints, connections, consumer, online};
use crate::tui::widgets::{Panel, Pick, PickMove};

/// The effect of opening an item.
pub fn open(key: &str) -> Effect<House> {
    Effect::Push(Box::new(Whole { key: key.to_owned(), known: None, pick: Pick::new(Vec::new()), top: 0 }))
}

fn read(view: &View<'_>, key: &str) -> Result<Option<Box<Entry>>, No> {
    Ok(entry(&Look::from(view).source(), key)?.map(Box::new))
}

struct Whole {
    key: String,
    known: Option<Box<Entry>>,
    /// What it is about.
    pick: Pick,
    /// The first line of the log that shows.
    top: usize,
}

impl Whole {
    fn read(&self) -> Effect<House> {
        let key = self.key.clone();
        ask(move |view| read(view, &key))
    }

    fn picked(&self, step: PickMove, status: &Status) -> Effect<House> {
        match step {
            PickMove::Taken(place) => {
                let key = self.known.as_ref().and_then(|known| known.keys.get(place));
                key.map_or(Effect::Nothing, |key| self.go(key, status))
            }
            PickMove::Stays => Effect::Nothing,
            PickMove::Pass => Effect::Pass,
        }
    }

    fn go(&self, key: &About, status: &Status) -> Effect<House> {
        match &key.goes {
            Goes::Account(no) => consumer::open(*no),
            Goes::Bills(no) => consumer::open_bills(*no),
            Goes::Application(no) => connections::one::open(no.clone()),
            Goes::Complaint(no) => complaints::open(no.clone()),
            Goes::Posting => approvals::decide_on(&self.key, status),
            Goes::Online(reference) => online::settle(reference, status),
            Goes::Case(no, case) => cases::settle_of(case, *no, status),
        }
    }

    /// Where the item's own step is taken: what it is, beside the account.
    fn own_step(&self, status: &Status) -> Effect<House> {
        let Some(known) = &self.known else { return Effect::Nothing };
        if known.line.open().is_none() {
            return Effect::warn("it is done: nothing more is to be taken");
        }
        let own = known.keys.iter().find(|key| !matches!(key.goes, Goes::Account(_) | Goes::Bills(_)));
        own.map_or_else(|| Effect::warn("it has no step of its own"), |key| self.go(key, status))
    }

    fn form(&self, plan: &'static Plan, status: &Status) -> Effect<House> {
        Sheet::open(plan, &[("item", self.key.clone())], status)
    }

    fn handle(&self, what: What) -> Effect<House> {
        act(HandleItem { item: self.key.clone(), what, comment: String::new() })
    }
}

impl Screen<House> for Whole {
    fn name(&self) -> &'static str {
        CARD.name
    }

    fn title(&self) -> Cow<'_, str> {
        format!("To Do {}", self.key).into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["todo-item", "pick"]
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        self.read()
    }

    fn uncovered(&mut self, _: &Status) -> Effect<House> {
        self.read()
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        let Ok(known) = answer.take::<Option<Box<Entry>>>() else { return Effect::Nothing };
        let Some(known) = known else {
            return Effect::All(vec![Effect::Pop, Effect::warn(format!("there is no item {} any more", self.key))]);
        };
        if self.known.as_ref().is_none_or(|before| before.keys != known.keys) {
            self.pick = Pick::new(known.keys.iter().map(|key| (key.name.to_owned(), key.value.clone())).collect());
        }
        self.known = Some(known);
        Effect::Nothing
    }

    fn act(&mut self, action: Action, status: &Status) -> Effect<House> {
        let last = self.known.as_ref().map_or(0, |known| known.log.len().saturating_sub(1));
        match action {
            action::MAIN => self.own_step(status),
            TAKE => self.handle(What::Take),
            PUT_BACK => self.handle(What::PutBack),
            ASSIGN => self.form(&forms::ASSIGN, status),
            FORWARD => self.form(&forms::FORWARD, status),
            COMMENT => self.form(&forms::COMMENT, status),
            COMPLETE => self.form(&forms::COMPLETE, status),
            action::PAGE_DOWN => {
                self.top = (self.top + 5).min(last);
                Effect::Nothing
            }
            action::PAGE_UP => {
                self.top = self.top.saturating_sub(5);
                Effect::Nothing
            }
            _ => {
                let step = self.pick.act(action);
                self.picked(step, status)
            }
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        // A digit lights what it is about; Enter goes there.
        match self.pick.typed(key) {
            PickMove::Taken(place) => {
                self.pick.act(action::FIRST);
                for _ in 0..place {
                    self.pick.act(action::DOWN);
                }
                Effect::Nothing
            }
            _ => Effect::Nothing,
        }
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        match outcome {
            Ok(outcome) => Effect::All(vec![self.read(), Effect::good(forms::said(&outcome))]),
            Err(trouble) => Effect::bad(trouble.to_string()),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let Some(known) = &self.known else { return };
        let area = Rect { x: canvas.area.x + 1, width: canvas.area.width.saturating_sub(2), ..canvas.area };
        let row = draw_head(canvas, area, known);
        canvas.rule(area, row, "About");
        let keys = u16::try_from(known.keys.len()).unwrap_or(1);
        let below = Rect { y: area.y + row + 1, height: area.height.saturating_sub(row + 1), ..area };
        self.pick.draw(canvas, Rect { height: keys.min(below.height), ..below }, true);
        let log = Rect { y: below.y + keys, height: below.height.saturating_sub(keys), ..below };
        draw_log(canvas, log, known, self.top);
    }
}

/// What it is and whose; gives the row below.
fn draw_head(canvas: &mut Canvas<'_>, area: Rect, known: &Entry) -> u16 {
    let line = &known.line;
    canvas.text(area, 0, Role::Value, &line.message);
    let mut panel = Panel::new().pair("Type", format!("{}, priority {}", line.todo, line.priority)).pair("Status", line.status());
    panel = panel.pair("Created", format!("{}, {}", line.created.short(), line.office));
    match line.open() {
        Some(open) => {
            let sent = if open.sender.is_empty() { String::new() } else { format!(", sent by {}", open.sender) };
            let last = line.last_assigned().map_or_else(String::new, |at| at.short());
            let has = match &open.assigned {
                Some(user) => format!("to {user}{sent}, {last}"),
                None => format!("to nobody{sent}; there since {last}"),
            };
            panel = panel.pair("Role", open.role.code()).pair("Assigned", has);
            if let Some((level, role)) = open.level {
                panel =
                    panel.note(Tone::Warn, format!("climbed to level {level}, {role}: it has stood there since {}", open.moved.short()));
            }
        }
        None => panel = panel.pair("Days", line.days(line.created).to_string()),
    }
    if let Some(said) = known.comments().last() {
        panel = panel.pair("Comment", format!("{} ({}, {})", said.details, said.user, said.at.short()));
    }
    if !known.repeats.is_empty() {
        panel = panel.note(Tone::Warn, repeat(&known.repeats));
    }
    let height = panel.height();
    panel.draw(canvas, Rect { y: area.y + 1, height: height.min(area.height.saturating_sub(1)), ..area });
    height + 1
}

/// The newest first: what happened last is asked most.
fn draw_log(canvas: &mut Canvas<'_>, area: Rect, known: &Entry, top: usize) {
    const AT: u16 = 12;
    const USER: u16 = 10;
    canvas.rule(area, 0, "Log");
    let mut row = 1;
    for line in known.log.iter().rev().skip(top) {
        if row >= area.height {
            break;
        }
        canvas.text(Rect { width: AT, ..area }, row, Role::Label, &line.at.short());
        canvas.text(Rect { x: area.x + AT, width: USER, ..area }, row, Role::Label, &line.user);
        let room = Rect { x: area.x + AT + USER, width: area.width.saturating_sub(AT + USER), ..area };
        let words = if line.details.is_empty() { line.kind.clone() } else { format!("{}: {}", line.kind, line.details) };
        for (text, at) in wrap(&words, room.width).iter().zip(row..area.height) {
            canvas.text(room, at, Role::Value, text);
            row = at + 1;
        }
    }
    let shown = known.log.len().saturating_sub(top);
    if top > 0 || usize::from(area.height.saturating_sub(1)) < shown {
        canvas.right(area, 0, Role::Hint, " PgUp PgDn ");
    }
}
