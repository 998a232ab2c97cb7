//! An application and its first step in one act: a request that is carried out as it is entered (`N-7`).

use super::apply::number_of;
use super::{Apply, TakeStep, Typed, refuse, workflow};
use crate::acts::{Act, Draft, Moment, Numbers, Sight};
use crate::base::{ConsumerNo, No, PaperNo};
use crate::folds::{Application, application};
use crate::journal::chain::Hash;
use crate::journal::{Entry, Hlc};
use crate::rules::role::Role;
use crate::rules::workflow::Effect;

/// Begins an application and takes the step after it.
#[derive(Debug, Clone)]
pub struct AtOnce {
    pub apply: Apply,
    /// The step's name.
    pub step: String,
    pub typed: Typed,
    /// A reading far above the usual was looked at again, and is right (`B-9`).
    pub confirmed: bool,
}

impl Act for AtOnce {
    fn work(&self) -> &'static str {
        "Entering and carrying out a request"
    }

    fn roles(&self) -> &'static [Role] {
        &[]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let mut numbers = Numbers::new(see, moment);
        let begun = self.apply.draft(see, moment, &mut numbers)?;
        let application = imagined(&begun, moment)?;
        let (step, typed, confirmed) = (self.step.clone(), self.typed.clone(), self.confirmed);
        let step = TakeStep { application: application.no.clone(), step, typed, handed: None, confirmed };
        let taken = step.draft(see, moment, (&application, begun.personal.clone()), &mut numbers)?;
        Ok(vec![begun, taken])
    }
}

/// The application as it will stand once its beginning is recorded.
fn imagined(begun: &Draft, moment: &Moment) -> Result<Application, No> {
    let none = || refuse("N-1", "application", "Nothing was begun.");
    let entry = Entry {
        desk: moment.desk.clone(),
        seq: 0,
        at: Hlc::from_raw(0),
        day: moment.day,
        user: moment.user.to_owned(),
        fact: begun.fact.clone(),
        personal: None,
        apart: false,
        hash: Hash::ZERO,
    };
    let no = number_of(begun).ok_or_else(none)?;
    application::fold(None, no, &entry).ok_or_else(none)
}

/// The open application of a consumer that has a step with this effect open now, and the step's name.
///
/// # Errors
/// `N-1` where no application of the consumer waits for it.
pub fn open_step(see: &dyn Sight, moment: &Moment, no: ConsumerNo, effect: Effect) -> Result<(PaperNo, String), No> {
    for (number, name) in see.applications_open(no)? {
        let Some(application) = see.application(&number)? else { continue };
        let found = workflow(moment, &name)?
            .steps_from(&application.stand.state)
            .find(|step| step.effects.contains(&effect))
            .map(|s| s.name.clone());
        if let Some(step) = found {
            return Ok((number, step));
        }
    }
    Err(refuse("N-1", "consumer", format!("No application of {no} waits for it: it is applied for, or admitted, first.")))
}
