//! The complaint cell on one screen: the call above, what is pending below (`M-1`).
//!
//! What is typed is never moved: the list below is read again when another hand has written, or a minute has gone by, and it
//! keeps its lit complaint. What is typed is kept on this machine against a power cut, until it is recorded.

mod call;
mod draw;
mod forms;
mod found;
pub mod pendency;
mod pending;
mod whole;

pub use whole::open;
mod work;

use std::borrow::Cow;

use self::found::{Around, Begin, Context, Draft, Heard};
use self::pending::Pending;
use super::find::Chosen;
use super::patterns::listing::Said;
use crate::base::{ConsumerNo, Refusal, Stamp};
use crate::rules::complaint::Complaints;
use crate::rules::role::Role as Duty;
use crate::store::search::Hit;
use crate::tui::backend::{Status, TICKS, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, Key};
use crate::tui::program::{Answer, House, Outcome, ask};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::{Field, Form, Kind};

const TO_LIST: Action = Action("to-pending");
const OUTAGE: Action = Action("make-outage");
const REOPEN: Action = Action("reopen-complaint");
const EMPTY: Action = Action("empty-call");
const STEP: Action = Action("take-step");
const RECTIFY: Action = Action("rectify-complaint");
const MINE: Action = Action("late-complaints");
const JOBS: Action = Action("job-sheet");
const SHIFT: Action = Action("hand-over-shift");
const REGISTER: Action = Action("day-register");
const FIND: Action = super::find::CARD.action();

pub const CARD: Card<House> = Card {
    name: "complaints",
    title: "Complaints",
    about: "Calls, pending complaints, job sheets",
    roles: &[Duty::Ccc, Duty::Bcc, Duty::Je, Duty::Ae, Duty::Ee],
    actions: &[TO_LIST, OUTAGE, REOPEN, EMPTY, STEP, RECTIFY, MINE, JOBS, SHIFT, REGISTER],
    open: |_| Box::new(Cell::new()),
};

const PRIORITIES: &[&str] = &["normal", "urgent", "danger"];

/// A call as it is being typed, and what is pending.
struct Cell {
    complaints: Complaints,
    office: String,
    /// Whether this user logs calls; an officer only works on what is pending.
    logs: bool,
    form: Form,
    /// Those who may be calling, for the text in the field; the lit one.
    callers: Vec<Hit>,
    lit: usize,
    who: Option<Box<Context>>,
    /// What is known of the place typed, once it is left.
    place: Option<Around>,
    pending: Pending,
    in_list: bool,
    /// What the last call became, to be read to the caller.
    last: Option<String>,
    ticks: u32,
    now: Option<Stamp>,
    /// Not before what was kept has been read.
    keeps: bool,
}

fn fields() -> Vec<Field> {
    vec![
        Field::new("caller", "Caller", Kind::Text(40)).optional(),
        Field::new("place", "Place", Kind::Text(60)).optional(),
        Field::new("category", "Category", Kind::Text(14)),
        Field::new("words", "Says", Kind::Text(160)).optional(),
        Field::new("phone", "Call back", Kind::Text(16)).optional(),
        Field::new("priority", "Priority", Kind::Choice(PRIORITIES)),
    ]
}

impl Cell {
    fn new() -> Self {
        Self {
            complaints: Complaints::default(),
            office: String::new(),
            logs: true,
            form: Form::new(fields()),
            callers: Vec::new(),
            lit: 0,
            who: None,
            place: None,
            pending: Pending::default(),
            in_list: false,
            last: None,
            ticks: 0,
            now: None,
            keeps: false,
        }
    }

    fn begin(&mut self, begin: Begin) -> Effect<House> {
        (self.complaints, self.office, self.logs) = (begin.complaints, begin.office, begin.logs);
        self.in_list = !self.logs;
        self.keeps = true;
        let Some(draft) = begin.draft.filter(|draft| *draft != Draft::default()) else { return Effect::Nothing };
        for (name, text) in &draft.texts {
            if let Some(field) = fields().iter().find(|f| f.name == name).and_then(|f| self.form.field_mut(f.name)) {
                field.set(text);
            }
        }
        let who = draft.consumer.parse().map_or_else(|_| self.look_at_place(), |no: ConsumerNo| ask(move |view| found::context(view, no)));
        self.form.focus(if draft.consumer.is_empty() { "caller" } else { "category" });
        Effect::All(vec![who, Effect::warn("a call was being typed when this was left: go on with it, or Ctrl-X empties it")])
    }

    fn read_pending(&self, anew: bool) -> Effect<House> {
        let (which, from) = (self.pending.which, self.pending.from);
        let seen = if anew { None } else { self.pending.seen() };
        ask(move |view| found::pending(view, which, from, seen))
    }
}

impl Screen<House> for Cell {
    fn name(&self) -> &'static str {
        "complaints"
    }

    fn title(&self) -> Cow<'_, str> {
        "Complaints".into()
    }

    fn layers(&self) -> &'static [&'static str] {
        match (self.in_list, self.logs) {
            (true, _) => &["pending"],
            _ if self.choosing() => &["callers", "call"],
            _ => &["call", "form"],
        }
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        Effect::All(vec![ask(found::begin), self.read_pending(true)])
    }

    fn uncovered(&mut self, _: &Status) -> Effect<House> {
        self.read_pending(true)
    }

    fn ticked(&mut self, _: &Status) -> Effect<House> {
        self.ticks = self.ticks.wrapping_add(1);
        if self.ticks.is_multiple_of(2 * TICKS) { self.read_pending(false) } else { Effect::Nothing }
    }

    fn draft(&self) -> Option<String> {
        if !self.keeps {
            return None;
        }
        if self.is_empty() {
            return Some(String::new());
        }
        let texts = fields().iter().map(|f| (f.name.to_owned(), self.form.text(f.name).to_owned())).collect();
        let consumer = self.who.as_ref().map(|who| who.hit.consumer.to_string()).unwrap_or_default();
        serde_json::to_string(&Draft { consumer, texts }).ok()
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        match answer.take::<Option<Heard>>() {
            Ok(Some(Heard::Pending(pending))) => self.heard_pending(pending),
            Ok(_) => Effect::Nothing,
            Err(other) => match other.take::<Heard>() {
                Ok(Heard::Begin(begin)) => self.begin(*begin),
                Ok(Heard::Callers(typed, hits)) => {
                    if typed == self.form.text("caller") {
                        (self.callers, self.lit) = (hits, 0);
                    }
                    Effect::Nothing
                }
                Ok(Heard::Who(Some(who))) => {
                    self.take_who(who);
                    Effect::Nothing
                }
                Ok(Heard::Who(None)) => Effect::warn("this consumer is not known here any more"),
                Ok(Heard::Place(around)) => {
                    self.place = Some(around);
                    Effect::Nothing
                }
                Ok(Heard::Pending(pending)) => self.heard_pending(pending),
                Err(other) => other.take::<Chosen>().map_or(Effect::Nothing, |Chosen(no)| ask(move |view| found::context(view, no))),
            },
        }
    }

    fn act(&mut self, action: Action, status: &Status) -> Effect<House> {
        if self.in_list {
            return self.act_on_list(action, status);
        }
        let was_at_place = self.at() == "place";
        let effect = self.act_on_call(action, status);
        if was_at_place && self.at() != "place" { Effect::All(vec![effect, self.look_at_place()]) } else { effect }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        if self.in_list {
            return Effect::Nothing;
        }
        let (before, place) = (self.form.text("caller").to_owned(), self.form.text("place").to_owned());
        self.form.typed(key);
        if self.form.text("place") != place {
            self.place = None;
        }
        let typed = self.form.text("caller").to_owned();
        if self.at() != "caller" || typed == before {
            return Effect::Nothing;
        }
        self.let_go();
        if typed.is_empty() { Effect::Nothing } else { ask(move |view| found::callers(view, &typed)) }
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        match outcome {
            Ok(Outcome::Recorded(done)) => {
                let said = self.recorded(&done);
                Effect::All(vec![self.read_pending(true), said])
            }
            Ok(outcome) => Said::of(&outcome).map_or(Effect::Nothing, Effect::good),
            Err(Trouble::Refused(refusal)) => {
                let at = Refusal { field: refusal.field.map(|f| if f == "consumer" { "caller" } else { f }), ..refusal };
                if self.form.refuse(&at) { Effect::Nothing } else { Effect::bad(at.to_string()) }
            }
            Err(trouble) => Effect::bad(trouble.to_string()),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        self.draw_cell(canvas);
    }
}

impl Cell {
    fn heard_pending(&mut self, heard: found::Pending) -> Effect<House> {
        self.now = Some(heard.now);
        self.pending.take(heard);
        Effect::Nothing
    }
}
