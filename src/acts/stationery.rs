//! Pre-printed forms and duplicates (`C-7`, `C-23`).

use super::{Act, Draft, Moment, Sight, needed_text};
use crate::base::{ConsumerNo, No, PaperNo, Refusal};
use crate::journal::Fact;
use crate::rules::role::Role;

const CLERKS: &[Role] = &[Role::Bcc];

fn refuse(field: &'static str, message: impl Into<String>) -> No {
    Refusal::new("C-23", message).at(field).into()
}

/// A bundle of forms is taken in.
#[derive(Debug, Clone)]
pub struct TakeIn {
    pub form: String,
    pub first: u64,
    pub last: u64,
}

impl Act for TakeIn {
    fn work(&self) -> &'static str {
        "Taking in forms"
    }

    fn roles(&self) -> &'static [Role] {
        CLERKS
    }

    fn decide(&self, see: &dyn Sight, _moment: &Moment) -> Result<Vec<Draft>, No> {
        if self.first == 0 || self.last < self.first || self.last - self.first >= 100_000 {
            return Err(refuse("last", "A bundle runs from its first serial to its last, at most 1,00,000 forms."));
        }
        let stationery = see.stationery()?;
        if let Some(range) = stationery.ranges.iter().find(|r| r.form == self.form && self.first <= r.last && r.first <= self.last) {
            return Err(refuse("first", format!("Serials {} to {} were taken in before.", range.first, range.last)));
        }
        Ok(vec![Fact::StationeryTaken { form: self.form.clone(), first: self.first, last: self.last }.into()])
    }
}

/// A paper went onto the next form of the bundle.
#[derive(Debug, Clone)]
pub struct UseForm {
    pub form: String,
    pub paper: String,
}

impl Act for UseForm {
    fn work(&self) -> &'static str {
        "Using a form"
    }

    fn roles(&self) -> &'static [Role] {
        &[]
    }

    fn founds(&self) -> bool {
        true
    }

    fn decide(&self, see: &dyn Sight, _moment: &Moment) -> Result<Vec<Draft>, No> {
        let stationery = see.stationery()?;
        if !stationery.knows(&self.form) {
            return Ok(vec![]);
        }
        let serial = stationery
            .next(&self.form)
            .ok_or_else(|| refuse("form", format!("No {} form is left: take in the next bundle.", self.form)))?;
        Ok(vec![Fact::FormUsed { form: self.form.clone(), serial, paper: self.paper.clone() }.into()])
    }
}

/// A form was misfed or torn.
#[derive(Debug, Clone)]
pub struct Spoil {
    pub form: String,
    pub serial: u64,
    pub reason: String,
}

impl Act for Spoil {
    fn work(&self) -> &'static str {
        "Marking a form spoiled"
    }

    fn roles(&self) -> &'static [Role] {
        CLERKS
    }

    fn decide(&self, see: &dyn Sight, _moment: &Moment) -> Result<Vec<Draft>, No> {
        let reason = needed_text(&self.reason, "What spoiled it", "C-23", "reason")?;
        let stationery = see.stationery()?;
        let known =
            stationery.ranges.iter().any(|r| r.form == self.form && (r.first..=r.last).contains(&self.serial) && self.serial <= r.next);
        if !known {
            return Err(refuse("serial", format!("Serial {} is neither used nor the next one of the {} forms.", self.serial, self.form)));
        }
        Ok(vec![Fact::FormSpoiled { form: self.form.clone(), serial: self.serial, reason }.into()])
    }
}

/// A paper is printed again: it says DUPLICATE with its count (`C-7`).
#[derive(Debug, Clone)]
pub struct Duplicate {
    pub paper: PaperNo,
    pub consumer: Option<ConsumerNo>,
}

impl Act for Duplicate {
    fn work(&self) -> &'static str {
        "Printing a duplicate"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Bcc, Role::Je, Role::Ae, Role::Ee]
    }

    fn decide(&self, see: &dyn Sight, _moment: &Moment) -> Result<Vec<Draft>, No> {
        let copy = see.duplicates(&self.paper)? + 1;
        Ok(vec![Fact::DuplicateOrdered { paper: self.paper.clone(), copy, consumer: self.consumer }.into()])
    }
}
