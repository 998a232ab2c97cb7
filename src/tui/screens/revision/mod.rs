//! The revision sheet (`R-7`): the account's bills with what each should have been, worked out anew at each key; the lit one line by line. The
//! clerk changes and sends it for approval; the officer sees the same sheet, and decides.

mod draw;
mod hold;
mod work;

use std::borrow::Cow;
use std::sync::Arc;

use self::work::{Known, Worked, read, typed_for, work_out};
use super::connections::step::{Next, Task, carry_out};
use super::connections::told::Taken;
use super::patterns::Sheet as Form;
use super::{connections, consumer, parts::wishes};
use crate::acts::application::{TakeStep, Typed};
use crate::base::PaperNo;
use crate::rules::revision::{Change, parse};
use crate::rules::role::Role;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, Key, action};
use crate::tui::program::{Answer, House, Outcome, Work, ask};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::{Field, Kind};

const GENERAL: Action = Action("from-a-month-on");
const SEND_BACK: Action = Action("send-back");
const REJECT: Action = Action("reject-case");
const HOLD: Action = Action("hold-dispute");
const STATEMENT: Action = Action("revision-statement");
const LINES_DOWN: Action = Action("lines-down");
const LINES_UP: Action = Action("lines-up");

/// Requests about bills, each with its sheet.
pub const CARD: Card<House> = Card {
    name: "revision",
    title: "Bill revision",
    about: "Disputed bills, each worked out on its sheet",
    roles: &[Role::Bcc, Role::Ae, Role::Ee],
    actions: &[GENERAL, SEND_BACK, REJECT, HOLD, STATEMENT, LINES_DOWN, LINES_UP],
    open: |_| connections::work::requests(),
};

/// Letters of what is typed for one bill, and from a month on.
const FOR_A_BILL: usize = 120;
const FROM_A_MONTH: usize = 300;

/// The sheet of a request.
pub fn screen(no: PaperNo) -> Box<dyn Screen<House>> {
    Box::new(Sheet {
        no,
        known: None,
        lit: 0,
        fields: Vec::new(),
        general: Field::new("general", "From a month on", Kind::Text(FROM_A_MONTH)),
        at_general: false,
        worked: Worked::default(),
        top: 0,
    })
}

struct Sheet {
    no: PaperNo,
    known: Option<Box<Known>>,
    /// The lit bill's place.
    lit: usize,
    /// What is typed for each bill.
    fields: Vec<Field>,
    /// What is changed from a month on.
    general: Field,
    at_general: bool,
    worked: Worked,
    /// The first line of the lit bill that shows.
    top: usize,
}

impl Sheet {
    fn may(&self, step: &str) -> bool {
        self.known.as_ref().is_some_and(|known| known.open.iter().any(|name| name == step))
    }

    /// Whether the clerk works in it.
    fn is_open(&self) -> bool {
        self.may("propose")
    }

    /// All that is typed, as a command would have it.
    fn changes(&self) -> String {
        let Some(known) = &self.known else { return String::new() };
        let of_bills = known.bills.iter().zip(&self.fields).filter_map(|(issued, field)| typed_for(&issued.no, field.text()));
        let general = self.general.text().trim().to_owned();
        of_bills.chain((!general.is_empty()).then_some(general)).collect::<Vec<_>>().join("; ")
    }

    fn take(&mut self, known: Option<Known>) -> Effect<House> {
        let Some(known) = known else {
            return Effect::All(vec![Effect::Pop, Effect::warn(format!("there is no request {} about a bill", self.no))]);
        };
        let first = self.known.is_none();
        if first {
            self.lit = known.bills.iter().position(|issued| issued.no == known.disputed).unwrap_or(0);
            self.fields = known.bills.iter().map(|_| Field::new("bill", "Change", Kind::Text(FOR_A_BILL))).collect();
            self.fill(&known);
        }
        self.known = Some(Box::new(known));
        self.compute()
    }

    /// What was proposed before stands in the sheet, to go on from.
    fn fill(&mut self, known: &Known) {
        let mut general: Vec<String> = Vec::new();
        for change in known.proposed.iter().flat_map(|revision| &revision.changes) {
            let place = change.bill().and_then(|named| known.bills.iter().position(|issued| issued.no.to_string() == named.to_string()));
            match (place.and_then(|place| self.fields.get_mut(place)), change) {
                (Some(field), change) => {
                    let said = work::said_of(change);
                    let text = if field.text().is_empty() { said } else { format!("{}; {said}", field.text()) };
                    field.set(&text);
                }
                (None, other) => general.push(other.to_string()),
            }
        }
        self.general.set(&general.join("; "));
    }

    /// The bills anew.
    fn compute(&mut self) -> Effect<House> {
        let changes = self.changes();
        let Some(known) = self.known.as_ref().filter(|_| !changes.is_empty()) else {
            self.worked = Worked::default();
            return Effect::Nothing;
        };
        let (no, entries) = (known.consumer, Arc::clone(&known.entries));
        ask(move |view| Ok(work_out(view, no, &entries, changes)))
    }

    fn go(&mut self, by: isize) -> Effect<House> {
        let last = self.fields.len().saturating_sub(1);
        self.lit = self.lit.saturating_add_signed(by).min(last);
        self.top = 0;
        self.at_general = false;
        Effect::Nothing
    }

    /// Sends it for approval, or approves it: asked once more, with the amount.
    fn main(&self) -> Effect<House> {
        if self.may("approve") {
            return self.known.as_ref().map_or(Effect::Nothing, |known| draw::approval(known));
        }
        if !self.is_open() {
            return Effect::warn("nothing is yours to do here: the line above says for whom it waits");
        }
        match &self.worked.refusal {
            Some(refusal) => Effect::bad(refusal.message.clone()),
            None => match &self.worked.revision {
                Some(revision) if !revision.is_nothing() => draw::sending(revision, self.worked.approver),
                _ => Effect::warn("nothing is changed yet: type the right reading beside its bill"),
            },
        }
    }

    fn record(&self) -> Effect<House> {
        let mut typed = Typed::new();
        let step = if self.may("approve") { "approve" } else { "propose" };
        if step == "propose" {
            typed.insert("changes".to_owned(), self.changes());
        }
        let act = TakeStep { application: self.no.clone(), step: step.to_owned(), typed, handed: None, confirmed: false };
        Effect::Act(Work::new(move |bench| carry_out(bench, &act)))
    }

    /// A step that asks for words: on its form.
    fn form(&self, step: &'static str) -> Effect<House> {
        let no = self.no.clone();
        ask(move |view| Task::next(view, &no, step))
    }
}

impl Screen<House> for Sheet {
    fn name(&self) -> &'static str {
        CARD.name
    }

    fn title(&self) -> Cow<'_, str> {
        format!("Bill revision {}", self.no).into()
    }

    fn layers(&self) -> &'static [&'static str] {
        if self.is_open() {
            &["revision-sheet"]
        } else if self.may("approve") {
            &["revision-approve", "revision-look"]
        } else {
            &["revision-look"]
        }
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        let no = self.no.clone();
        ask(move |view| read(view, &no))
    }

    fn uncovered(&mut self, status: &Status) -> Effect<House> {
        self.opened(status)
    }

    fn answered(&mut self, answer: Answer, status: &Status) -> Effect<House> {
        match answer.take::<Option<Known>>() {
            Ok(known) => self.take(known),
            Err(answer) => match answer.take::<Worked>() {
                Ok(worked) => {
                    self.worked = worked;
                    Effect::Nothing
                }
                Err(answer) => match answer.take::<Next>() {
                    Ok(Next::Form(task)) => Form::open(task, &[], status),
                    Ok(Next::Gone(why)) => Effect::warn(why),
                    _ => Effect::Nothing,
                },
            },
        }
    }

    fn act(&mut self, action: Action, status: &Status) -> Effect<House> {
        match action {
            action::UP => self.go(-1),
            action::DOWN => self.go(1),
            LINES_DOWN => {
                self.top += 1;
                Effect::Nothing
            }
            LINES_UP => {
                self.top = self.top.saturating_sub(1);
                Effect::Nothing
            }
            GENERAL => {
                self.at_general = !self.at_general;
                Effect::Nothing
            }
            action::MAIN => self.main(),
            action::YES => self.record(),
            SEND_BACK => self.form("send-back"),
            REJECT => self.form("reject"),
            HOLD => hold::open(&self.no, status),
            STATEMENT => wishes::again("revision", &self.no),
            connections::VIEW => self.known.as_ref().map_or(Effect::Nothing, |known| consumer::open(known.consumer)),
            _ => Effect::Pass,
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        if !self.is_open() {
            return Effect::Nothing;
        }
        let field = if self.at_general { Some(&mut self.general) } else { self.fields.get_mut(self.lit) };
        let Some(field) = field else { return Effect::Nothing };
        let before = field.text().to_owned();
        field.typed(key);
        if field.text() == before { Effect::Nothing } else { self.compute() }
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        match outcome {
            Ok(Outcome::Gave(answer)) if answer.look::<wishes::Queued>().is_some() => Effect::good("it goes to the printer"),
            Ok(outcome) => Effect::All(vec![Effect::Pop, Effect::good(Taken::of(&outcome).map(Taken::said).unwrap_or_default())]),
            Err(trouble) => Effect::bad(trouble.to_string()),
        }
    }

    fn has_typed(&self) -> bool {
        let Some(known) = self.known.as_ref().filter(|_| self.is_open()) else { return false };
        let before: &[Change] = known.proposed.as_ref().map_or(&[], |revision| revision.changes.as_slice());
        let now = self.changes();
        if now.is_empty() { !before.is_empty() } else { parse(&now).map_or(true, |changes| changes != before) }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        draw::sheet(self, canvas);
    }
}
