//! An application begins: handwritten and entered, or come in from the portal.

use super::carry::{Carried, Carrying};
use super::supply::changed;
use super::{Typed, over, refuse, required, take, workflow};
use crate::acts::{Act, Draft, Moment, Numbers, Sight, known};
use crate::base::{ConsumerNo, Day, No, PaperKind, PaperNo};
use crate::folds::Consumer;
use crate::journal::fact::{ApplicationMade, load_words};
use crate::journal::{Fact, Personal};
use crate::rules::role::{Role, allow};
use crate::rules::tariff::Phase;
use crate::rules::workflow::{Effect, Given, Hand, NEW, Place, Step, Workflow, field_name};

/// Letters of a number at the portal.
const REFERENCE: usize = 40;

/// Begins an application.
#[derive(Debug, Clone, Default)]
pub struct Apply {
    /// The workflow's name.
    pub workflow: String,
    /// The step that begins it; empty: `apply`.
    pub step: String,
    /// Whom it is about, where the workflow is about a consumer.
    pub consumer: Option<ConsumerNo>,
    pub typed: Typed,
    /// Its number at the portal.
    pub reference: Option<String>,
}

impl Act for Apply {
    fn work(&self) -> &'static str {
        "Entering an application"
    }

    /// The workflow says who may.
    fn roles(&self) -> &'static [Role] {
        &[]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let mut numbers = Numbers::new(see, moment);
        Ok(vec![self.draft(see, moment, &mut numbers)?])
    }
}

impl Apply {
    /// The beginning as it is recorded; its papers take the next of `numbers`.
    pub(super) fn draft(&self, see: &dyn Sight, moment: &Moment, numbers: &mut Numbers) -> Result<Draft, No> {
        let workflow = workflow(moment, &self.workflow)?;
        let name = if self.step.is_empty() { "apply" } else { &self.step };
        let step = workflow.may(name, Place { item: &workflow.title, state: NEW })?;
        allow(moment.user, moment.roles, &step.by, &step.title)?;
        let reference = self.reference(see, step)?;
        let consumer = self.consumer(see, workflow, step)?;
        let (given, personal) = take(workflow, step, &self.typed, moment)?;
        if let Some(consumer) = &consumer {
            changes(workflow, consumer, &given)?;
        }
        let no = numbers.next(step.number())?;
        let personal = whole(see, workflow, consumer.as_ref(), personal)?;
        let mut carrying = Carrying {
            see,
            moment,
            workflow,
            step,
            no: &no,
            application: None,
            consumer: consumer.clone(),
            said: &given,
            given: given.clone(),
            applicant: Some(personal.clone()),
            handed: None,
            confirmed: false,
            numbers,
        };
        let Carried { done, owing, waits, .. } = carrying.all()?;
        let made = ApplicationMade {
            workflow: workflow.name.clone(),
            title: workflow.title.clone(),
            todo: workflow.todo,
            office: moment.desk.office().to_owned(),
            step: step.name.clone(),
            step_title: step.title.clone(),
            stand: stand(moment, workflow, step, Leads { owing, waits, until: given.day("until") })?,
            consumer: consumer.map(|consumer| consumer.no),
            reference,
            by_receipt: None,
            given,
            done,
            no,
        };
        let said = personal != Personal::default();
        Ok(Draft { personal: said.then_some(personal), ..Fact::ApplicationMade(Box::new(made)).into() })
    }

    fn reference(&self, see: &dyn Sight, step: &Step) -> Result<Option<String>, No> {
        let reference = self.reference.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let Some(reference) = reference else {
            if step.online {
                return Err(refuse(
                    "N-1",
                    "reference",
                    format!("'{}' is the applicant's own: its number at the portal is missing.", step.title),
                ));
            }
            return Ok(None);
        };
        if reference.chars().count() > REFERENCE || reference.chars().any(char::is_control) {
            return Err(refuse("N-1", "reference", format!("A number of the portal has at most {REFERENCE} letters.")));
        }
        if let Some(other) = see.by_reference(reference)? {
            return Err(refuse("N-1", "reference", format!("{reference} was brought in already, as {other}.")));
        }
        Ok(Some(reference.to_owned()))
    }

    /// Whom it is about, fit for it, and without an open application of the same kind.
    fn consumer(&self, see: &dyn Sight, workflow: &Workflow, step: &Step) -> Result<Option<Consumer>, No> {
        let Some(no) = self.consumer else {
            if workflow.of_consumer {
                return Err(refuse("N-1", "consumer", format!("{} is about a consumer: give the number.", workflow.title)));
            }
            return Ok(None);
        };
        if !workflow.of_consumer {
            return Err(refuse("N-1", "consumer", format!("{} makes a new number: leave the consumer out.", workflow.title)));
        }
        let consumer = known(see, no)?;
        // Two bills of one consumer may be disputed at a time.
        let alone = step.number() == PaperKind::Application;
        if let Some((open, _)) = see.applications_open(no)?.into_iter().find(|(_, name)| alone && *name == workflow.name) {
            return Err(refuse("N-1", "consumer", format!("{open} of {no} is open already: go on with it.")));
        }
        required(step, &consumer, &workflow.title)?;
        if makes_number(workflow)
            && let Some(new) = see.connected_again(no)?
        {
            let message =
                format!("The premises of {no} were connected again as {new}: its connection ends first, and {new} is referred to.");
            return Err(refuse("N-4", "consumer", message));
        }
        Ok(Some(consumer))
    }
}

fn makes_number(workflow: &Workflow) -> bool {
    workflow.steps.iter().any(|step| step.effects.contains(&Effect::MakeNumber))
}

/// What is asked for is another supply than the one that there is (`N-8`).
fn changes(workflow: &Workflow, consumer: &Consumer, given: &Given) -> Result<(), No> {
    let is_change = |effect: &Effect| matches!(effect, Effect::ChangeCategory | Effect::ChangeLoad | Effect::ChangePhase);
    let before = &consumer.supply;
    if !workflow.steps.iter().flat_map(|step| &step.effects).any(is_change) || changed(before, given) != *before {
        return Ok(());
    }
    let field = given.iter().next().map_or("consumer", |(name, _)| field_name(name));
    let phase = match before.phase {
        Phase::Single => "single-phase",
        Phase::Three => "three-phase",
    };
    let message = format!("{} has {}, {phase}, {} already: nothing would change.", consumer.no, before.category, load_words(before));
    Err(refuse("N-8", field, message))
}

/// Who applies: of a lateral connection what was not said is as the old consumer's record has it.
fn whole(see: &dyn Sight, workflow: &Workflow, consumer: Option<&Consumer>, said: Personal) -> Result<Personal, No> {
    match consumer {
        Some(consumer) if makes_number(workflow) => {
            let premises = Personal { address: see.person(consumer.no)?.unwrap_or_default().address, ..Personal::default() };
            Ok(over(premises, &said))
        }
        _ => Ok(said),
    }
}

/// What else says where a step leads.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::acts) struct Leads {
    /// Something is left to pay.
    pub owing: bool,
    /// Who is to act next, where that isn't for the definition to say.
    pub waits: Option<Role>,
    /// The last date of a temporary supply.
    pub until: Option<Day>,
}

/// Where a step leads.
pub(in crate::acts) fn stand(
    moment: &Moment,
    workflow: &Workflow,
    step: &Step,
    Leads { owing, waits, until }: Leads,
) -> Result<crate::rules::workflow::Stand, No> {
    let code = step.to_owing.as_ref().filter(|_| owing).unwrap_or(&step.to);
    let state = workflow.state(code).ok_or_else(|| refuse("N-1", "step", format!("Workflow '{}' has no state {code}.", workflow.name)))?;
    let stand = moment.rules.profile.connections.stand(state, moment.day, until);
    Ok(crate::rules::workflow::Stand { waits: waits.map(Hand::from).or(stand.waits), ..stand })
}

/// The number of an application that a draft begins.
pub(super) fn number_of(draft: &Draft) -> Option<&PaperNo> {
    if let Fact::ApplicationMade(made) = &draft.fact { Some(&made.no) } else { None }
}
