//! The next step of an application.

use super::apply::{Leads, stand};
use super::carry::{Carried, Carrying};
use super::{Typed, over, refuse, required, take, the, workflow};
use crate::acts::money::Handed;
use crate::acts::{Act, Draft, Moment, Numbers, Sight, known};
use crate::base::{No, PaperNo};
use crate::folds::Application;
use crate::journal::fact::ApplicationStep;
use crate::journal::{Fact, Personal};
use crate::rules::role::{Role, allow};
use crate::rules::workflow::{Effect, Given, Place, Value};

/// Takes a step.
#[derive(Debug, Clone)]
pub struct TakeStep {
    pub application: PaperNo,
    /// The step's name.
    pub step: String,
    pub typed: Typed,
    /// The money, where the step collects.
    pub handed: Option<Handed>,
    /// A reading far above the usual was looked at again, and is right (`B-9`).
    pub confirmed: bool,
}

impl Act for TakeStep {
    fn work(&self) -> &'static str {
        "Taking a step of an application"
    }

    /// The workflow says who may.
    fn roles(&self) -> &'static [Role] {
        &[]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let application = the(see, &self.application)?;
        let mut numbers = Numbers::new(see, moment);
        let applicant = see.applicant(&self.application)?;
        Ok(vec![self.draft(see, moment, (&application, applicant), &mut numbers)?])
    }
}

impl TakeStep {
    /// The step as it is recorded; its papers take the next of `numbers`.
    pub(super) fn draft(
        &self,
        see: &dyn Sight,
        moment: &Moment,
        (application, applicant): (&Application, Option<Personal>),
        numbers: &mut Numbers,
    ) -> Result<Draft, No> {
        let workflow = workflow(moment, &application.workflow)?;
        let item = application.no.to_string();
        let step = workflow.may(&self.step, Place { item: &item, state: &application.stand.state })?;
        allow(moment.user, moment.roles, &step.by, &step.title)?;
        let collects = step.effects.contains(&Effect::Collect);
        if collects && application.office != moment.desk.office() {
            let message = format!("{item} is an application of {}: it is paid there.", application.office);
            return Err(refuse("N-2", "application", message));
        }
        let consumer = application.whose().map(|no| known(see, no)).transpose()?;
        if let Some(consumer) = &consumer {
            required(step, consumer, &step.title)?;
        }
        let (said, person) = take(workflow, step, &self.typed, moment)?;
        not_before(application, &said)?;
        let mut given = application.given.clone();
        given.merge(&said);
        let says_who = person != Personal::default();
        let applicant = if says_who { Some(over(applicant.unwrap_or_default(), &person)) } else { applicant };
        let mut carrying = Carrying {
            see,
            moment,
            workflow,
            step,
            no: &application.no,
            application: Some(application),
            consumer,
            said: &said,
            given,
            applicant: applicant.clone(),
            handed: self.handed.as_ref(),
            confirmed: self.confirmed,
            numbers,
        };
        let Carried { done, owing, personal, made, waits } = carrying.all()?;
        let until = carrying.given.day("until");
        if self.handed.is_some() && !done.iter().any(|effect| effect.collected().is_some()) {
            return Err(refuse("N-2", "amount", format!("'{}' collects nothing: leave the money out.", step.title)));
        }
        let taken = ApplicationStep {
            no: application.no.clone(),
            workflow: workflow.name.clone(),
            step: step.name.clone(),
            title: step.title.clone(),
            from: application.stand.state.clone(),
            stand: stand(moment, workflow, step, Leads { owing, waits, until })?,
            turn: application.turn(),
            consumer: made.or(application.whose()),
            given: said,
            applicant: says_who,
            done,
        };
        let personal = if says_who { applicant } else { personal };
        Ok(Draft { personal, ..Fact::ApplicationStep(Box::new(taken)).into() })
    }
}

/// Nothing of an application is before it; a request on paper may have been carried out before it was entered.
fn not_before(application: &Application, said: &Given) -> Result<(), No> {
    let asked = application.given.day("requested").unwrap_or(application.day).min(application.day);
    for (name, value) in said.iter() {
        if let Value::Day(day) = value
            && *day < asked
        {
            let message = format!("{} is before {}, the day of {}: look at it again.", day.dmy(), asked.dmy(), application.no);
            return Err(crate::base::Refusal::new("N-1", message).at(crate::rules::workflow::field_name(name)).into());
        }
    }
    Ok(())
}
