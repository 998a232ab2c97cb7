//! What is done about a complaint: steps, the rectification, taking it up again (`M-6`, `M-11`).

use super::{CLERKS, WORKERS, now, phone, refuse, text, the, when};
use crate::acts::{Act, Draft, Moment, Sight, needed_text};
use crate::base::{No, PaperNo, Stamp};
use crate::folds::complaint::{Complaint, Standing};
use crate::journal::fact::{Proof, Rectified, Reopened, StepTaken, Then};
use crate::journal::{Fact, Personal};
use crate::rules::role::Role;

/// An action taken; it may pass the complaint on, or put it on hold.
#[derive(Debug, Clone)]
pub struct TakeStep {
    pub no: PaperNo,
    /// `None`: now.
    pub at: Option<Stamp>,
    pub staff: String,
    pub done: String,
    pub material: String,
    pub then: Then,
}

impl Act for TakeStep {
    fn work(&self) -> &'static str {
        "Recording what was done about a complaint"
    }

    fn roles(&self) -> &'static [Role] {
        WORKERS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let (complaint, stands) = the(see, &self.no)?;
        still_open(&complaint, &stands)?;
        let then = checked(&self.then, moment)?;
        let done = match (&then, self.done.trim()) {
            (Then::Passed { to }, "") => format!("passed on to {to}"),
            (Then::Held { .. }, "") => "put on hold".to_owned(),
            (_, done) => needed_text(done, "What was done", "M-6", "done")?,
        };
        let at = when(self.at, now(moment), complaint.logged.at, "the call")?;
        let step = StepTaken {
            no: self.no.clone(),
            consumer: complaint.consumer(),
            at,
            staff: text(&self.staff, "Who did it", "staff")?,
            done,
            material: text(&self.material, "The material", "material")?,
            then,
        };
        Ok(vec![Fact::ComplaintStep(Box::new(step)).into()])
    }
}

fn checked(then: &Then, moment: &Moment) -> Result<Then, No> {
    Ok(match then {
        Then::GoesOn => Then::GoesOn,
        Then::Held { reason } => Then::Held { reason: needed_text(reason, "Why it is on hold", "M-6", "reason")? },
        Then::Passed { to } => {
            let known = &moment.rules.profile.complaints.pass_to;
            let typed = to.trim().to_lowercase();
            let mut begun = known.iter().filter(|name| !typed.is_empty() && name.to_lowercase().starts_with(&typed));
            // What begins two of them means neither.
            let by_start = begun.next().filter(|_| begun.next().is_none());
            let meant = known.iter().find(|name| name.to_lowercase() == typed).or(by_start);
            let to = meant.ok_or_else(|| refuse("M-6", "to", format!("It is passed on to one of {}.", known.join(", "))))?;
            Then::Passed { to: to.clone() }
        }
    })
}

fn still_open(complaint: &Complaint, stands: &Standing) -> Result<(), No> {
    let Some(closure) = stands.closure() else { return Ok(()) };
    let message =
        format!("{} was rectified {} by {}: reopen it first, if it is not right.", complaint.no(), closure.at.short(), closure.by);
    Err(refuse("M-6", "complaint", message))
}

/// How it is shown that it was put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proving {
    /// The code that the crew brought back.
    Code(String),
    CalledBack,
    None,
}

/// It was put right. A last step may be recorded with it.
#[derive(Debug, Clone)]
pub struct Rectify {
    pub no: PaperNo,
    pub at: Option<Stamp>,
    pub by: String,
    pub cause: String,
    pub proof: Proving,
    /// What was done; it must be known before, or said here.
    pub done: String,
    pub material: String,
}

impl Act for Rectify {
    fn work(&self) -> &'static str {
        "Closing a complaint"
    }

    fn roles(&self) -> &'static [Role] {
        WORKERS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let (complaint, stands) = the(see, &self.no)?;
        still_open(&complaint, &stands)?;
        let done = text(&self.done, "What was done", "done")?;
        if done.is_empty() && !complaint.steps.iter().any(|step| step.round == complaint.round()) {
            let message = format!("Nothing was recorded yet of what was done about {}: say it first.", self.no);
            return Err(refuse("M-6", "done", message));
        }
        let by = needed_text(&self.by, "Who put it right", "M-6", "by")?;
        let cause = needed_text(&self.cause, "The cause", "M-6", "cause")?;
        let at = when(self.at, now(moment), complaint.latest(), "what was recorded last")?;
        let proof = match &self.proof {
            Proving::None => Proof::None,
            Proving::CalledBack => Proof::CalledBack,
            Proving::Code(code) if code.trim() == complaint.logged.code => Proof::Code,
            Proving::Code(code) => {
                let message =
                    format!("'{}' is not the code that the caller was told: ask the crew again, or call the caller back.", code.trim());
                return Err(refuse("M-11", "code", message));
            }
        };
        let consumer = complaint.consumer();
        let mut drafts = Vec::new();
        if !done.is_empty() {
            let material = text(&self.material, "The material", "material")?;
            let step = StepTaken { no: self.no.clone(), consumer, at, staff: by.clone(), done, material, then: Then::GoesOn };
            drafts.push(Fact::ComplaintStep(Box::new(step)).into());
        }
        let rectified = Rectified { no: self.no.clone(), consumer, at, by, cause, proof, round: complaint.round() };
        drafts.push(Fact::ComplaintRectified(Box::new(rectified)).into());
        Ok(drafts)
    }
}

/// The caller says that it is not right: taken up again under its number, within the profile's days.
#[derive(Debug, Clone)]
pub struct Reopen {
    pub no: PaperNo,
    pub at: Option<Stamp>,
    pub phone: String,
    pub words: String,
}

impl Act for Reopen {
    fn work(&self) -> &'static str {
        "Reopening a complaint"
    }

    fn roles(&self) -> &'static [Role] {
        CLERKS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let (complaint, stands) = the(see, &self.no)?;
        let Some(closure) = stands.closure() else {
            return Err(refuse("M-6", "complaint", format!("{} is {}: there is nothing to reopen.", self.no, stands.words())));
        };
        let days = moment.rules.profile.complaints.reopen_days;
        let at = when(self.at, now(moment), closure.at, "its rectification")?;
        if at.day().days_since(closure.at.day()) > i32::from(days) {
            let message = format!("{} was rectified {}, more than {days} days ago: log a new complaint.", self.no, closure.at.short());
            return Err(refuse("M-6", "complaint", message));
        }
        let personal =
            Personal { phone: phone(&self.phone)?, words: text(&self.words, "What the caller says", "words")?, ..Personal::default() };
        let said = !(personal.phone.is_empty() && personal.words.is_empty());
        let reopened = Reopened { no: self.no.clone(), consumer: complaint.consumer(), at, round: complaint.round() };
        Ok(vec![Draft { personal: said.then_some(personal), ..Fact::ComplaintReopened(reopened).into() }])
    }
}
