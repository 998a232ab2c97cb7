//! The complaint cell on one screen: the call above, what is pending below (`M-1`).
//!
//! What is typed is never moved: the list below is read again when another hand has written, or a minute has gone by, and it
//! keeps its lit complaint. What is typed is kept on this machine against a power cut, until it is recorded.

mod draw;
mod forms;
mod found;
pub mod pendency;
mod pending;
mod whole;
mod work;

use std::borrow::Cow;

use self::found::{Begin, Context, Draft, Heard};
use self::pending::Pending;
use super::find::Chosen;
use super::patterns::Sheet;
use super::patterns::listing::Said;
use crate::acts::complaint::{GroupOutage, LogComplaint, Near, Offer, offer};
use crate::base::{ConsumerNo, Refusal, Stamp};
use crate::desk::nothing_printed;
use crate::journal::Fact;
use crate::reports::complaint::job_sheet::Jobs;
use crate::rules::complaint::{Complaints, Priority};
use crate::rules::role::Role as Duty;
use crate::store::complaints::Line;
use crate::store::search::Hit;
use crate::tui::backend::{Status, TICKS, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, Key, action};
use crate::tui::program::{Answer, House, Outcome, Work, act, ask};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::{Field, Form, FormMove, Kind};

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
    /// What is open at the place typed, and around it.
    place: (String, Vec<Line>, Vec<Near>),
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
            place: Default::default(),
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
        let who = draft.consumer.parse().map_or(Effect::Nothing, |no: ConsumerNo| ask(move |view| found::context(view, no)));
        self.form.focus(if draft.consumer.is_empty() { "caller" } else { "category" });
        Effect::All(vec![who, Effect::warn("a call was being typed when this was left: go on with it, or Ctrl-X empties it")])
    }

    fn read_pending(&self, anew: bool) -> Effect<House> {
        let (which, from) = (self.pending.which, self.pending.from);
        let seen = if anew { None } else { self.pending.seen() };
        ask(move |view| found::pending(view, which, from, seen))
    }

    fn is_empty(&self) -> bool {
        self.who.is_none() && fields().iter().all(|f| f.name == "priority" || self.form.text(f.name).is_empty())
    }

    fn empty(&mut self) {
        self.form = Form::new(fields());
        self.callers.clear();
        self.lit = 0;
        self.who = None;
        self.place = Default::default();
    }

    fn at(&self) -> &str {
        self.form.focused().map_or("", |f| f.name)
    }

    fn choosing(&self) -> bool {
        !self.in_list && self.at() == "caller" && self.who.is_none() && !self.callers.is_empty()
    }

    /// Whether a call like the one being typed may be part of an outage, and of which.
    fn offered(&self) -> Option<Offer> {
        let (category, _) = self.complaints.meant(self.form.text("category"))?;
        let now = self.now?;
        if !category.nature.may_be_outage() || self.adds_to().is_some() {
            return None;
        }
        match &self.who {
            Some(who) => offer(&who.near, &who.transformer, &who.hit.area, now, self.complaints.outage, 1),
            None => offer(&self.place.2, "", &self.place.0, now, self.complaints.outage, 1),
        }
    }

    /// The open complaint that this call would be added to.
    fn adds_to(&self) -> Option<&Line> {
        let (category, _) = self.complaints.meant(self.form.text("category"))?;
        let open = self.who.as_ref().map_or(&self.place.1, |who| &who.open);
        open.iter().find(|line| line.category == category.code)
    }

    fn log(&self) -> LogComplaint {
        let text = |name: &str| self.form.text(name).to_owned();
        // Whoever is known has a name of its own; what is typed of an unknown caller is the name.
        let caller = if self.who.is_some() { String::new() } else { text("caller") };
        let said = text("priority").parse().ok().filter(|p| *p != Priority::Normal);
        LogComplaint {
            at: None,
            consumer: self.who.as_ref().map(|who| who.hit.consumer),
            place: text("place"),
            category: text("category"),
            priority: said,
            caller,
            phone: text("phone"),
            words: text("words"),
        }
    }

    fn record(&mut self, outage: Option<Offer>) -> Effect<House> {
        if !self.logs {
            return Effect::warn("calls are logged by the complaint cell or the counter");
        }
        if self.choosing() {
            return Effect::warn("take the caller first: Enter takes the lit one");
        }
        let log = self.log();
        match outage {
            None => act(log),
            Some(offer) => Effect::Act(Work::new(move |bench| {
                let mut done = bench.desk.act(bench.session, &log, &nothing_printed)?;
                let logged = done.papers().into_iter().next();
                let children = offer.children.into_iter().chain(logged).collect();
                let group = GroupOutage { parent: offer.parent, children };
                done.entries.extend(bench.desk.act(bench.session, &group, &nothing_printed)?.entries);
                Ok(Outcome::Recorded(done))
            })),
        }
    }

    /// Enter at the caller: takes the lit one, or what else the text is.
    fn take_caller(&mut self) -> Effect<House> {
        if let Some(hit) = self.callers.get(self.lit) {
            let no = hit.consumer;
            return ask(move |view| found::context(view, no));
        }
        let typed = self.form.text("caller").to_owned();
        let digits = crate::acts::complaint::phone(&typed).unwrap_or_default();
        let is_phone = digits.len() >= 6 && typed.chars().all(|c| !c.is_alphabetic());
        if typed.is_empty() || is_phone {
            if let (true, Some(phone)) = (is_phone, self.form.field_mut("phone")) {
                phone.set(&typed);
            }
            if let (true, Some(caller)) = (is_phone, self.form.field_mut("caller")) {
                caller.clear();
            }
            self.form.focus("place");
            return if is_phone { Effect::warn("a number that nobody is known by: where is it?") } else { Effect::Nothing };
        }
        let message = "Nobody is found by that. For a street or pole leave it empty and type the place.";
        self.form.refuse(&Refusal::new("C-1", message).at("caller"));
        Effect::Nothing
    }

    fn take_who(&mut self, who: Box<Context>) {
        if let Some(field) = self.form.field_mut("caller") {
            field.set(&who.hit.consumer.to_string());
        }
        if let Some(field) = self.form.field_mut("phone").filter(|f| f.text().is_empty()) {
            field.set(&who.hit.phone);
        }
        self.who = Some(who);
        self.callers.clear();
        if self.at() == "caller" {
            self.form.focus("category");
        }
    }

    fn next(&mut self) -> Effect<House> {
        match self.at() {
            "caller" if self.who.is_none() => return self.take_caller(),
            "caller" => {
                self.form.focus("category");
                return Effect::Nothing;
            }
            "place" => {
                let typed = self.form.text("place").to_owned();
                self.form.focus("category");
                return if self.who.is_some() || typed.is_empty() { Effect::Nothing } else { ask(move |view| found::place(view, &typed)) };
            }
            "category" if self.complaints.meant(self.form.text("category")).is_none() => {
                let message = "Type the digit of a category; a second one names the kind.";
                self.form.refuse(&Refusal::new("M-2", message).at("category"));
                return Effect::Nothing;
            }
            _ => {}
        }
        match self.form.act(action::NEXT) {
            FormMove::Finished => self.record(None),
            _ => Effect::Nothing,
        }
    }

    /// An action while a call is being typed.
    fn act_on_call(&mut self, action: Action, status: &Status) -> Effect<House> {
        match action {
            action::NEXT => self.next(),
            action::MAIN => self.record(None),
            OUTAGE => match self.offered() {
                Some(offer) => self.record(Some(offer)),
                None => Effect::warn("these are not an outage yet: too few are open there within the hour"),
            },
            REOPEN => match self.who.as_ref().and_then(|who| who.closed.first()) {
                Some(line) => Sheet::open(&forms::REOPEN, &[("complaint", line.no.to_string())], status),
                None => Effect::warn("nothing of this caller was closed in the last days"),
            },
            EMPTY => {
                self.empty();
                Effect::Nothing
            }
            FIND => super::find::pick(),
            TO_LIST => {
                self.in_list = !self.pending.lines.is_empty();
                Effect::Nothing
            }
            action::UP | action::DOWN if self.choosing() => {
                let last = self.callers.len() - 1;
                self.lit = if action == action::DOWN { (self.lit + 1).min(last) } else { self.lit.saturating_sub(1) };
                Effect::Nothing
            }
            action::BACK if self.who.is_some() && self.at() == "caller" => {
                self.empty();
                Effect::Nothing
            }
            JOBS => work::print_jobs(Jobs::All),
            _ => match self.form.act(action) {
                FormMove::Pass => Effect::Pass,
                _ => Effect::Nothing,
            },
        }
    }

    fn recorded(&mut self, done: &crate::desk::Done) -> Effect<House> {
        let mut words = Vec::new();
        for entry in &done.entries {
            match &entry.fact {
                Fact::ComplaintLogged(logged) => {
                    let sms = if logged.callback || logged.consumer.is_some() { "; SMS queued" } else { "" };
                    words.push(format!("{}, code {}, {}{sms}", logged.no, logged.code, logged.title));
                }
                Fact::ComplaintCalled(call) => words.push(format!("the call was added to {}", call.no)),
                Fact::OutageGrouped(outage) => words.push(format!("outage {} has {} more", outage.parent, outage.children.len())),
                _ => return Effect::good("recorded"),
            }
        }
        let logged = done.entries.iter().any(|e| matches!(e.fact, Fact::ComplaintLogged(_) | Fact::ComplaintCalled(_)));
        let said = words.join("; ");
        if logged {
            self.empty();
            self.last = Some(said);
            return Effect::Nothing;
        }
        Effect::good(said)
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
                Ok(Heard::Place(area, open, near)) => {
                    self.place = (area, open, near);
                    Effect::Nothing
                }
                Ok(Heard::Pending(pending)) => self.heard_pending(pending),
                Err(other) => other.take::<Chosen>().map_or(Effect::Nothing, |Chosen(no)| ask(move |view| found::context(view, no))),
            },
        }
    }

    fn act(&mut self, action: Action, status: &Status) -> Effect<House> {
        if self.in_list { self.act_on_list(action, status) } else { self.act_on_call(action, status) }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        if self.in_list {
            return Effect::Nothing;
        }
        let before = self.form.text("caller").to_owned();
        self.form.typed(key);
        let typed = self.form.text("caller").to_owned();
        if self.at() != "caller" || typed == before {
            return Effect::Nothing;
        }
        // Another caller: what was known of the first is known no more.
        self.who = None;
        self.callers.clear();
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
