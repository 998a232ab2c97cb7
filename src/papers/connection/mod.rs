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
use super::{Ask, Source, Written, name_of, unknown};
use crate::base::{ConsumerNo, No, PaperKind, PaperNo};
use crate::folds::{Application, application as folds};
use crate::journal::fact::Effected;
use crate::journal::{Entry, Personal, Subject};
use crate::print::{Document, Section};
use crate::reports::application::labelled;
use crate::store::{application_rows, read};

/// An application as one of its steps left it.
struct Case {
    application: Application,
    /// Who applied, as known then.
    applicant: Personal,
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
        let mut applicant = Personal { name: "(erased by order)".to_owned(), ..Personal::default() };
        for entry in entries.iter().take(last + 1) {
            state = folds::fold(state, &number, entry);
            let is_applicants = state.as_ref().is_some_and(|a: &Application| (&a.applicant.0, a.applicant.1) == (&entry.desk, entry.seq));
            if let Some(personal) = entry.personal.as_ref().filter(|_| is_applicants) {
                applicant = personal.clone();
            }
        }
        let entry = entries.into_iter().nth(last);
        let (Some(application), Some(entry)) = (state, entry) else { return Err(unknown(what, ask.id)) };
        Ok(Self { application, applicant, entry })
    }

    fn effect<T>(&self, pick: impl Fn(&Effected) -> Option<T>) -> Option<T> {
        self.entry.fact.effects().iter().find_map(pick)
    }

    /// A paper of this step, headed and dated.
    fn letter(&self, source: &Source, title: &str, copy: u32) -> Document {
        letter(source, &self.entry.desk, title, self.entry.day, copy)
    }

    /// Who applied.
    fn who(&self) -> Section {
        let Personal { name, address, phone, .. } = &self.applicant;
        pairs([
            ("Application", self.application.no.to_string()),
            ("Consumer no", self.application.whose().map(|no| no.to_string()).unwrap_or_default()),
            ("Name", name.clone()),
            ("Address", address.clone()),
            ("Telephone", phone.clone()),
        ])
    }

    /// What was applied for, by the names that the workflow has for its fields.
    fn asked(&self, source: &Source) -> Section {
        let workflow = source.rules.workflows.get(&self.application.workflow);
        Section::Pairs(labelled(workflow, &self.application.given).into_iter().filter(|(_, text)| !text.is_empty()).collect())
    }

    /// The applied-for supply in a line.
    fn supply(&self) -> String {
        let given = &self.application.given;
        let of = |name: &str| given.get(name).map(crate::rules::workflow::Value::shown).unwrap_or_default();
        let load = if of("load_kva").is_empty() { format!("{} kW", of("load_kw")) } else { format!("{} kVA", of("load_kva")) };
        [of("category"), load, format!("{} phase", of("phase"))].join(", ")
    }

    fn written(&self, document: Document, name: &str, copy: u32, counted: Option<&PaperNo>) -> Written {
        let name = counted.map_or_else(|| format!("{name}-{}", self.application.no), |no| name_of(no, copy));
        Written { name, sheet: sheet(document), consumer: self.consumer(), counted: counted.cloned() }
    }

    fn consumer(&self) -> Option<ConsumerNo> {
        self.application.whose()
    }
}
