//! The papers of an application: each as its step left it, so that it comes out the same for ever (`N-3`).

mod end;
mod form;
mod letters;
mod order;

pub use end::final_bill;
pub use form::{application, estimate, path};
pub use letters::{advance_slip, demand_note, sil};
pub use order::{execution, meter_card, order};

use super::letter::{letter, pairs, sheet};
use super::past::after;
use super::{Ask, Source, Written, name_of, unknown};
use crate::base::words::{capital, house};
use crate::base::{ConsumerNo, No, PaperKind, PaperNo};
use crate::folds::{Application, Consumer, application as folds};
use crate::journal::fact::{Effected, Fact, load_words};
use crate::journal::{Entry, Personal, Subject};
use crate::print::{Document, Section};
use crate::reports::application::labelled;
use crate::rules::tariff::Phase;
use crate::rules::workflow::{Effect, Value};
use crate::store::{application_rows, read};

/// An application as one of its steps left it.
struct Case {
    application: Application,
    /// What the application says of who applied, as known then; empty where it says nothing, or was erased by order.
    said: Personal,
    /// The consumer whom it is about, as the step left it, and who that was.
    about: Option<(Consumer, Personal)>,
    /// It makes a number: who applied is another than whom it is about (`N-4`).
    is_new: bool,
    /// The step's entry.
    entry: Entry,
}

impl Case {
    /// The last step with such an effect; of a paper's own number, its step.
    fn of(source: &Source, ask: Ask, what: &str, is_it: fn(&Effected) -> bool) -> Result<Self, No> {
        Self::of_entry(source, ask, what, |entry| entry.fact.effects().iter().any(is_it))
    }

    fn of_entry(source: &Source, ask: Ask, what: &str, is_it: impl Fn(&Entry) -> bool) -> Result<Self, No> {
        let no = source.number(ask.id)?;
        let (number, own) = match no.kind {
            PaperKind::Application | PaperKind::Request => (no, None),
            _ => match application_rows::entry_of(source.conn, &no)? {
                Some((number, desk, seq)) => (number, Some((desk, seq))),
                None => return Err(unknown(what, ask.id)),
            },
        };
        let entries = read::entries_of(source.conn, &Subject::Application(number.clone()))?;
        let wanted = |entry: &Entry| is_it(entry) && own.as_ref().is_none_or(|own| (&entry.desk, entry.seq) == (&own.0, own.1));
        let last =
            entries.iter().rposition(|entry| wanted(entry) && (own.is_some() || !entry.apart)).ok_or_else(|| unknown(what, ask.id))?;
        let mut state = None;
        let mut said = Personal::default();
        for entry in entries.iter().take(last + 1) {
            state = folds::fold(state, &number, entry);
            let is_applicants = state.as_ref().is_some_and(|a: &Application| (&a.applicant.0, a.applicant.1) == (&entry.desk, entry.seq));
            if let Some(personal) = entry.personal.as_ref().filter(|_| is_applicants) {
                said = personal.clone();
            }
        }
        let entry = entries.into_iter().nth(last);
        let (Some(application), Some(entry)) = (state, entry) else { return Err(unknown(what, ask.id)) };
        let about = application.about.map(|no| after(source.conn, no, &entry)).transpose()?;
        let workflow = source.rules.workflows.get(&application.workflow);
        let makes_number = workflow.is_some_and(|w| w.steps.iter().any(|step| step.effects.contains(&Effect::MakeNumber)));
        Ok(Self { is_new: about.is_none() || makes_number, application, said, about, entry })
    }

    fn effect<T>(&self, pick: impl Fn(&Effected) -> Option<T>) -> Option<T> {
        self.entry.fact.effects().iter().find_map(pick)
    }

    /// A paper of this step, headed and dated.
    fn letter(&self, source: &Source, title: &str, copy: u32) -> Document {
        letter(source, &self.entry.desk, title, self.entry.day, copy)
    }

    /// Who it is for: who applied, or the consumer whom a request is about.
    fn who(&self) -> Section {
        let erased = || Personal { name: "(erased by order)".to_owned(), ..Personal::default() };
        let person = match &self.about {
            Some((_, personal)) if !self.is_new => personal.clone(),
            _ if self.said.name.is_empty() => erased(),
            _ => self.said.clone(),
        };
        let area = self.about.as_ref().map_or("", |(consumer, _)| consumer.supply.area.as_str());
        let area = Some(self.application.given.text("area")).filter(|text| !text.is_empty() && self.is_new).unwrap_or(area);
        let before = self.application.about.filter(|_| self.is_new);
        let consumer = if self.is_new { self.application.made } else { self.application.about };
        pairs([
            ("Application", self.application.no.to_string()),
            ("Consumer no", consumer.map(|no| no.to_string()).unwrap_or_default()),
            ("In place of", before.map(|no| no.to_string()).unwrap_or_default()),
            ("Name", person.name),
            ("Address", house(&person.address, area)),
            ("Telephone", person.phone),
        ])
    }

    /// What was applied for, by the names that the workflow has for its fields; of a consumer's connection, what is to be another.
    fn asked(&self, source: &Source) -> Vec<(String, String)> {
        let workflow = source.rules.workflows.get(&self.application.workflow);
        let label = |name: &str| workflow.and_then(|w| w.field(name)).map_or_else(|| name.to_owned(), |field| field.label.clone());
        let given = labelled(workflow, &self.application.given);
        let Personal { name, address, phone, email, .. } = &self.said;
        let said = [("name", name), ("address", address), ("phone", phone), ("email", email)].into_iter().filter(|_| !self.is_new);
        let said = said.map(|(field, text)| (label(field), text.clone()));
        let supply = (self.is_new && self.about.is_some()).then(|| ("Supply".to_owned(), self.supply()));
        supply.into_iter().chain(said).chain(given).filter(|(_, text)| !text.is_empty()).collect()
    }

    /// The applied-for supply in a line; what was not said is as the consumer's record has it.
    fn supply(&self) -> String {
        let given = &self.application.given;
        let before = self.about.as_ref().map(|(consumer, _)| &consumer.supply);
        let of = |name: &str| given.get(name).map(Value::shown);
        let load = match (of("load_kva"), of("load_kw")) {
            (Some(kva), _) => Some(format!("{kva} kVA")),
            (None, Some(kw)) => Some(format!("{kw} kW")),
            (None, None) => before.map(load_words),
        };
        let category = of("category").or_else(|| before.map(|supply| supply.category.clone()));
        let phase = given.phase().or_else(|| before.map(|supply| supply.phase)).map(|phase| format!("{} phase", phase_word(phase)));
        [category, load, phase].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// Who signs for the office: the step's role, and its user.
    fn signs(&self, source: &Source) -> String {
        let (workflow, name) = match &self.entry.fact {
            Fact::ApplicationMade(made) => (&made.workflow, &made.step),
            Fact::ApplicationStep(step) => (&step.workflow, &step.step),
            _ => return self.entry.user.clone(),
        };
        let by = source.rules.workflows.get(workflow).and_then(|workflow| workflow.step(name)).map_or(&[][..], |step| &step.by);
        match by {
            [role] => format!("{}: {}", capital(role.name()), self.entry.user),
            _ => format!("For the office: {}", self.entry.user),
        }
    }

    fn written(&self, document: Document, name: &str, copy: u32, counted: Option<&PaperNo>) -> Written {
        let name = counted.map_or_else(|| format!("{name}-{}", self.application.no), |no| name_of(no, copy));
        Written { name, sheet: sheet(document), consumer: self.consumer(), counted: counted.cloned() }
    }

    fn consumer(&self) -> Option<ConsumerNo> {
        self.application.whose()
    }
}

const fn phase_word(phase: Phase) -> &'static str {
    match phase {
        Phase::Single => "single",
        Phase::Three => "three",
    }
}
