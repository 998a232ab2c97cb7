//! Applications: begun, and taken step by step along their workflow (`N-1` to `N-8`).
//!
//! The workflow says which step is open to whom and what it asks; each of its effects is carried out here, and its result recorded, so that a
//! fold prices nothing.

mod apply;
mod at_once;
mod carry;
mod end;
mod office;
mod online;
mod revision;
mod step;
mod supply;

pub use apply::Apply;
pub(super) use apply::{Leads, stand};
pub use at_once::{AtOnce, open_step};
pub use office::{AddWorkflow, EraseApplicant, check_workflow};
pub use online::{ImportApplications, Lines, OnlineRow};
pub use step::TakeStep;

use std::collections::BTreeMap;

use super::{Moment, Sight};
use crate::base::{ConsumerNo, No, PaperNo, Refusal};
use crate::folds::{Application, Consumer};
use crate::journal::Personal;
use crate::rules::workflow::{Offered, Requires, Step, Workflow};

/// What was typed for a step: field and text.
pub type Typed = BTreeMap<String, String>;

/// Where a meter is up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MeterAt {
    Consumer(ConsumerNo),
    /// The supply is on; its number is not made yet.
    Application(PaperNo),
}

impl std::fmt::Display for MeterAt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Consumer(no) => no.fmt(f),
            Self::Application(no) => no.fmt(f),
        }
    }
}

/// What an act may ask of the applications.
pub trait Applying {
    fn application(&self, no: &PaperNo) -> Result<Option<Application>, No>;
    /// Who applied; `None` where the details were erased.
    fn applicant(&self, no: &PaperNo) -> Result<Option<Personal>, No>;
    /// Who a consumer is.
    fn person(&self, no: ConsumerNo) -> Result<Option<Personal>, No>;
    /// The open applications of a consumer, with their workflows.
    fn applications_open(&self, no: ConsumerNo) -> Result<Vec<(PaperNo, String)>, No>;
    /// The application of that number at the portal.
    fn by_reference(&self, reference: &str) -> Result<Option<PaperNo>, No>;
    /// Where a meter of that number is up: at a connection that has not ended, or at one that is paid for after its execution (`N-5`).
    fn meter_in_service(&self, meter: &str) -> Result<Option<MeterAt>, No>;
    /// The number under which premises were connected again (`N-4`).
    fn connected_again(&self, no: ConsumerNo) -> Result<Option<ConsumerNo>, No>;
    /// The entries that hold who applied.
    fn applicant_entries(&self, no: &PaperNo) -> Result<Vec<String>, No>;
    /// The states in which open applications of a workflow stand.
    fn states_of_open(&self, workflow: &str) -> Result<Vec<String>, No>;
}

fn refuse(rule: &'static str, field: &'static str, message: impl Into<String>) -> No {
    Refusal::new(rule, message).at(field).into()
}

/// The workflow of that name, as it is in force.
///
/// # Errors
/// `N-1`: the refusal names those there are.
pub fn workflow<'a>(moment: &Moment<'a>, name: &str) -> Result<&'a Workflow, No> {
    let all = &moment.rules.workflows;
    all.get(name).ok_or_else(|| refuse("N-1", "workflow", format!("There is no workflow '{name}': {}.", all.names())))
}

/// The application of a number.
fn the(see: &dyn Sight, no: &PaperNo) -> Result<Application, No> {
    see.application(no)?.ok_or_else(|| refuse("N-1", "application", format!("There is no application {no}: look at its number again.")))
}

/// The categories that a connection may have: those of the tariff in force, temporary supply apart.
pub fn categories(moment: &Moment) -> Vec<String> {
    let tariff = moment.rules.tariffs.on(moment.day);
    tariff.map_or_else(Vec::new, |tariff| tariff.categories.iter().filter(|c| !c.is_temporary()).map(|c| c.code.clone()).collect())
}

/// Reads what was typed for a step.
fn take(workflow: &Workflow, step: &Step, typed: &Typed, moment: &Moment) -> Result<(crate::rules::workflow::Given, Personal), No> {
    let categories = categories(moment);
    let (given, persons) = workflow.take(step, typed, Offered { today: moment.day, categories: &categories })?;
    let mut personal = Personal::default();
    for (field, text) in persons {
        match field {
            "name" => personal.name = text,
            "address" => personal.address = text,
            "phone" => personal.phone = text,
            _ => personal.email = text,
        }
    }
    Ok((given, personal))
}

/// What was said newly, over what was known.
fn over(known: Personal, said: &Personal) -> Personal {
    let of = |new: &String, old: String| if new.is_empty() { old } else { new.clone() };
    Personal {
        name: of(&said.name, known.name),
        address: of(&said.address, known.address),
        phone: of(&said.phone, known.phone),
        email: of(&said.email, known.email),
        words: String::new(),
    }
}

/// What a step asks of the consumer; `what` is what is to be done.
fn required(step: &Step, consumer: &Consumer, what: &str) -> Result<(), No> {
    for requires in &step.requires {
        let is_it = match requires {
            Requires::Settled => !consumer.is_outstanding(),
            Requires::Government => consumer.is_government(),
            of_status => of_status.of_status(consumer.status),
        };
        if !is_it {
            let owed =
                if *requires == Requires::Settled { format!(", {} outstanding", consumer.outstanding().indian()) } else { String::new() };
            let message =
                format!("{} is {} ({}){owed}: {what} is for {}.", consumer.no, consumer.status, consumer.status.words(), requires.words());
            return Err(refuse("N-1", "consumer", message));
        }
    }
    Ok(())
}
