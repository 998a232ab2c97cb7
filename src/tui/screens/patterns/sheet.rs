//! A form that records: fields, what is known of what is typed so far, a question before, and the act.
//!
//! A screen of this kind is a [`Plan`]: constant data and plain functions. After each field the plan looks again, so that a
//! wrong consumer number is refused before the next field is typed (`I-4`).

use std::borrow::Cow;

use ratatui::layout::Rect;

use crate::base::{ConsumerNo, Day, Money, No, Refusal};
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::Role;
use crate::tui::looks::Tone;
use crate::tui::program::{Answer, House, Outcome, View, ask};
use crate::tui::screen::{Confirm, Effect, Screen};
use crate::tui::screens::find::{self, Chosen};
use crate::tui::screens::home;
use crate::tui::widgets::{Field, Form, FormMove, Kind, Panel};

/// The fields that take a consumer.
const CONSUMERS: &[&str] = &["consumer", "to"];

/// What is typed so far, by the fields' names; passwords are never in it.
#[derive(Debug, Clone, Default)]
pub struct Texts(Vec<(&'static str, String)>);

impl Texts {
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| *n == name).map_or("", |(_, text)| text.as_str())
    }

    pub fn owned(&self, name: &str) -> String {
        self.get(name).to_owned()
    }

    /// `None` where nothing is typed.
    pub fn some(&self, name: &str) -> Option<String> {
        Some(self.owned(name)).filter(|text| !text.is_empty())
    }

    /// An amount; nil where none is typed.
    pub fn money(&self, name: &str) -> Money {
        Money::parse(self.get(name)).unwrap_or(Money::ZERO)
    }

    /// A day; `near` where none is typed.
    pub fn day(&self, name: &str, near: Day) -> Day {
        Day::parse_near(self.get(name), near).unwrap_or(near)
    }

    /// A number; 0 where none is typed.
    pub fn number(&self, name: &str) -> u64 {
        self.get(name).parse().unwrap_or(0)
    }

    pub fn put(&mut self, name: &'static str, text: String) {
        self.0.retain(|(n, _)| *n != name);
        self.0.push((name, text));
    }
}

/// What is known of what is typed.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Over the panel.
    pub title: String,
    pub panel: Panel,
    /// The same in a line, for the question before the act.
    pub sum: String,
    /// Why a reading is to be looked at again; empty where none is.
    pub doubt: String,
    /// What is wrong already, at its field.
    pub wrong: Option<Refusal>,
    /// A field's text in its whole form: a consumer's number for a name that was typed.
    pub put: Vec<(&'static str, String)>,
}

impl Found {
    /// A reading is to be looked at again before it is recorded (`B-9`).
    pub fn doubts(&mut self, doubt: Option<String>) {
        if let Some(doubt) = doubt {
            self.panel = std::mem::take(&mut self.panel).note(Tone::Warn, doubt.clone());
            self.doubt = doubt;
        }
    }

    /// The question before the act; a reading in doubt goes before all else.
    pub fn asked(&self, question: String, detail: String) -> Sure {
        if self.doubt.is_empty() {
            return Sure { question, detail };
        }
        Sure { question: "Is the reading right?".to_owned(), detail: format!("{} {question}", self.doubt).trim_end().to_owned() }
    }
}

/// A question before the act.
pub struct Sure {
    pub question: String,
    pub detail: String,
}

/// What the form does when its act is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    Close,
    /// Empty again, for the next one.
    Again,
    /// It opens another screen and records nothing: leaving it loses nothing.
    Opens,
}

/// A form as data.
pub struct Plan {
    /// Of the screen whose keys and help it shares.
    pub name: &'static str,
    pub title: &'static str,
    /// One line above the fields.
    pub intro: &'static str,
    /// The fields, as the choices made so far want them.
    pub fields: fn(&Texts, Day) -> Vec<Field>,
    pub look: fn(&Texts, &View<'_>) -> Result<Found, No>,
    pub sure: fn(&Texts, &Found) -> Option<Sure>,
    pub record: fn(&Form, &Texts, Day) -> Result<Effect<House>, Refusal>,
    pub said: fn(&Outcome) -> String,
    pub then: Then,
}

impl Plan {
    /// For forms that need no looking up.
    pub fn looks_at_nothing(_: &Texts, _: &View<'_>) -> Result<Found, No> {
        Ok(Found::default())
    }

    pub const fn asks_nothing(_: &Texts, _: &Found) -> Option<Sure> {
        None
    }
}

/// What a form asks and does: a [`Plan`], or what a definition of the office says.
pub trait Planned: Clone + 'static {
    /// Of the screen whose keys and help it shares.
    fn name(&self) -> &'static str;
    fn title(&self) -> &str;
    /// Some words above the fields.
    fn intro(&self) -> &str;
    /// The fields, as the choices made so far want them.
    fn fields(&self, texts: &Texts, today: Day) -> Vec<Field>;
    /// # Errors
    /// A fault of the data file; what is wrong with the texts stands in the answer.
    fn look(&self, texts: &Texts, view: &View<'_>) -> Result<Found, No>;
    fn sure(&self, texts: &Texts, found: &Found) -> Option<Sure>;
    /// # Errors
    /// What is wrong, at its field.
    fn record(&self, form: &Form, texts: &Texts, today: Day) -> Result<Effect<House>, Refusal>;
    fn said(&self, outcome: &Outcome) -> String;
    fn then(&self) -> Then;
    /// What takes the form's place once it is recorded; without it [`Then`] says.
    fn after(&self, _: &Outcome) -> Option<Effect<House>> {
        None
    }
}

impl Planned for &'static Plan {
    fn name(&self) -> &'static str {
        self.name
    }

    fn title(&self) -> &str {
        self.title
    }

    fn intro(&self) -> &str {
        self.intro
    }

    fn fields(&self, texts: &Texts, today: Day) -> Vec<Field> {
        (self.fields)(texts, today)
    }

    fn look(&self, texts: &Texts, view: &View<'_>) -> Result<Found, No> {
        (self.look)(texts, view)
    }

    fn sure(&self, texts: &Texts, found: &Found) -> Option<Sure> {
        (self.sure)(texts, found)
    }

    fn record(&self, form: &Form, texts: &Texts, today: Day) -> Result<Effect<House>, Refusal> {
        (self.record)(form, texts, today)
    }

    fn said(&self, outcome: &Outcome) -> String {
        (self.said)(outcome)
    }

    fn then(&self) -> Then {
        self.then
    }
}

/// An answer with what it was asked for.
struct Looked {
    found: Found,
    /// The field left, whose fault may hold the focus.
    left: Option<&'static str>,
    then_record: bool,
}

/// A form at work.
pub struct Sheet<P = &'static Plan> {
    plan: P,
    /// What is given from outside: whose password, which posting; a `title` of its own.
    given: Texts,
    form: Form,
    names: Vec<&'static str>,
    found: Found,
    today: Day,
}

impl<P: Planned> Sheet<P> {
    pub fn new(plan: P, given: &[(&'static str, String)], status: &Status) -> Self {
        let given = Texts(given.to_vec());
        let fields = plan.fields(&given, status.date);
        let mut sheet = Self { plan, given, names: Vec::new(), form: Form::new(Vec::new()), found: Found::default(), today: status.date };
        sheet.put_fields(fields);
        sheet
    }

    /// The effect of opening it over a list.
    pub fn open(plan: P, given: &[(&'static str, String)], status: &Status) -> Effect<House> {
        Effect::Push(Box::new(Self::new(plan, given, status)))
    }

    fn texts(&self) -> Texts {
        let mut texts = self.given.clone();
        for name in &self.names {
            if let Some(field) = self.form.field(name).filter(|f| f.kind != Kind::Secret) {
                texts.put(name, field.text().to_owned());
            }
        }
        texts
    }

    /// Other fields; what was typed stays in those that stay.
    fn put_fields(&mut self, mut fields: Vec<Field>) {
        let focus = self.form.focused().map(|f| f.name);
        for field in &mut fields {
            if let Some(old) = self.form.field(field.name).filter(|old| old.kind == field.kind && !old.text().is_empty()) {
                field.set(old.text());
            } else if !self.given.get(field.name).is_empty() {
                *field = field.clone().holding(self.given.get(field.name));
            }
        }
        self.names = fields.iter().map(|f| f.name).collect();
        self.form.replace(fields);
        if let Some(name) = focus {
            self.form.focus(name);
        }
    }

    fn choices(&self) -> Vec<String> {
        let fields = self.names.iter().filter_map(|name| self.form.field(name));
        fields.filter(|f| matches!(f.kind, Kind::Choice(_))).map(|f| f.text().to_owned()).collect()
    }

    fn look(&self, left: Option<&'static str>, then_record: bool) -> Effect<House> {
        let (plan, texts) = (self.plan.clone(), self.texts());
        ask(move |view| Ok(Looked { found: plan.look(&texts, view)?, left, then_record }))
    }

    /// The consumer that was sought for the field with the focus; the next field has it then.
    fn choose(&mut self, no: ConsumerNo) -> Effect<House> {
        let focused = self.form.focused().map(|f| f.name);
        if let Some(field) = focused.and_then(|name| self.form.field_mut(name)) {
            field.set(&no.to_string());
        }
        self.form.act(action::NEXT);
        self.look(focused, false)
    }

    fn finish(&mut self) -> Effect<House> {
        if self.form.check() { self.look(None, true) } else { Effect::Nothing }
    }

    fn take(&mut self, looked: Looked) -> Effect<House> {
        let Looked { found, left, then_record } = looked;
        for (name, text) in &found.put {
            if let Some(field) = self.form.field_mut(name) {
                field.set(text);
            }
        }
        let wrong = found.wrong.clone();
        self.found = found;
        if let Some(refusal) = wrong.filter(|w| then_record || (left.is_some() && w.field == left)) {
            if !self.form.refuse(&refusal) {
                return Effect::bad(refusal.to_string());
            }
            // It stands at its field: once is enough.
            self.found.panel.unsay(&refusal.message);
            return Effect::Nothing;
        }
        if !then_record {
            return Effect::Nothing;
        }
        match self.plan.sure(&self.texts(), &self.found) {
            Some(Sure { question, detail }) => Effect::Confirm(Confirm { question, detail, yes: action::YES, ready: true }),
            None => self.record(),
        }
    }

    fn record(&mut self) -> Effect<House> {
        match self.plan.record(&self.form, &self.texts(), self.today) {
            Ok(effect) => effect,
            Err(refusal) if self.form.refuse(&refusal) => Effect::Nothing,
            Err(refusal) => Effect::bad(refusal.to_string()),
        }
    }

    /// A password or PIN that was refused is typed anew; one that may be right stays.
    fn forget(&mut self, refused: Option<&str>) {
        for name in &self.names {
            if let Some(field) = self.form.field_mut(name).filter(|f| f.kind == Kind::Secret && refused.is_none_or(|at| at == f.name)) {
                field.clear();
            }
        }
    }

    fn empty(&mut self) {
        for name in &self.names {
            if let Some(field) = self.form.field_mut(name) {
                field.clear();
            }
        }
        self.form = Form::new(Vec::new());
        self.put_fields(self.plan.fields(&self.given, self.today));
    }
}

impl<P: Planned> Screen<House> for Sheet<P> {
    fn name(&self) -> &'static str {
        self.plan.name()
    }

    fn title(&self) -> Cow<'_, str> {
        let given = self.given.get("title");
        if given.is_empty() { self.plan.title().into() } else { given.into() }
    }

    fn layers(&self) -> &'static [&'static str] {
        if self.plan.then() == Then::Opens { &["chooser", "form"] } else { &["record", "form"] }
    }

    fn opened(&mut self, status: &Status) -> Effect<House> {
        self.today = status.date;
        self.look(None, false)
    }

    fn uncovered(&mut self, _: &Status) -> Effect<House> {
        if self.plan.then() == Then::Opens {
            self.empty();
        }
        self.look(None, false)
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        match answer.take() {
            Ok(looked) => self.take(looked),
            Err(answer) => answer.take().map_or(Effect::Nothing, |Chosen(no)| self.choose(no)),
        }
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        let left = self.form.focused().map(|f| f.name);
        match action {
            action::MAIN => return self.finish(),
            action::YES => return self.record(),
            // Where a consumer is asked for, the search hands it down.
            _ if action == find::CARD.action() && left.is_some_and(|name| CONSUMERS.contains(&name)) => return find::pick(),
            _ => {}
        }
        match self.form.act(action) {
            FormMove::Finished => self.finish(),
            FormMove::Moved => self.look(left.filter(|_| action == action::NEXT), false),
            FormMove::Stays => Effect::Nothing,
            FormMove::Pass => Effect::Pass,
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        let before = self.choices();
        self.form.typed(key);
        if before == self.choices() {
            return Effect::Nothing;
        }
        let fields = self.plan.fields(&self.texts(), self.today);
        self.put_fields(fields);
        self.look(None, false)
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, status: &Status) -> Effect<House> {
        match outcome {
            Ok(outcome @ Outcome::CameIn(_)) => {
                Effect::All(vec![Effect::Home(home::first(status)), Effect::good(self.plan.said(&outcome))])
            }
            Ok(outcome) => {
                let said = Effect::good(self.plan.said(&outcome));
                if let Some(after) = self.plan.after(&outcome) {
                    return Effect::All(vec![after, said]);
                }
                match self.plan.then() {
                    Then::Close => Effect::All(vec![Effect::Pop, said]),
                    Then::Opens => said,
                    Then::Again => {
                        self.empty();
                        Effect::All(vec![self.look(None, false), said])
                    }
                }
            }
            Err(Trouble::Refused(refusal)) => {
                self.forget(refusal.field);
                if self.form.refuse(&refusal) { Effect::Nothing } else { Effect::bad(refusal.message) }
            }
            Err(trouble) => Effect::bad(trouble.to_string()),
        }
    }

    fn has_typed(&self) -> bool {
        self.plan.then() != Then::Opens && self.form.has_typed()
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let area = Rect { x: canvas.area.x + 2, width: canvas.area.width.saturating_sub(4), ..canvas.area };
        let mut row = 1;
        for line in wrap(self.plan.intro(), area.width) {
            canvas.text(area, row, Role::Hint, &line);
            row += 1;
        }
        row += 1;
        let rest = |row: u16| Rect { y: area.y + row, height: area.height.saturating_sub(row), ..area };
        self.form.draw(canvas, rest(row), true);
        row += self.form.height(area.width) + 1;
        // Where not all of the panel fits, the empty line above it goes first: whom it is about is to be seen beside a long form.
        if row + 1 + self.found.panel.height() > area.height {
            row -= 1;
        }
        if self.found.panel.height() > 0 && row + 1 < area.height {
            canvas.rule(rest(row), 0, &self.found.title);
            self.found.panel.draw(canvas, rest(row + 1));
            let more = self.found.panel.height().saturating_sub(rest(row + 1).height);
            if more > 0 {
                canvas.right(rest(row), 0, Role::Hint, &format!(" {more} more in a larger window "));
            }
        }
    }
}
