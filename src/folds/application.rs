//! An application: where it stands, its path, what was given and made on the way.
//!
//! Two desks that take the same step apart: the one that comes first in the journal's order stands; the other is kept as `apart`, and
//! nothing comes of it but its money. Which step stands is a function of the application's own entries, in whatever order they were heard.

use serde::{Deserialize, Serialize};

use super::consumer::Held;
use crate::base::{ConsumerNo, Day, DeskId, PaperNo};
use crate::journal::Entry;
use crate::journal::fact::{ApplicationMade, ApplicationStep, Attached, Connection, Demand, Effected, Fact, Revision};
use crate::rules::connection::Estimate;
use crate::rules::todo::TodoType;
use crate::rules::workflow::{Given, Stand};

/// Everything of an application but who applied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Application {
    pub no: PaperNo,
    pub workflow: String,
    pub title: String,
    /// Its type in the To Do list.
    #[serde(default, skip_serializing_if = "TodoType::is_default")]
    pub todo: TodoType,
    pub office: String,
    /// Its business date; nothing of it is before.
    pub day: Day,
    /// Its number at the portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Whom it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<ConsumerNo>,
    /// The number that it made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<ConsumerNo>,
    pub stand: Stand,
    /// Since when it stands there.
    pub since: Day,
    /// What was given, the latest of each field.
    pub given: Given,
    /// How it came where it is, the first step first.
    pub path: Vec<Taken>,
    /// Steps taken apart, after another had taken their turn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<Taken>,
    /// The entry that has the applicant's name.
    pub applicant: (DeskId, i64),
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Estimate>,
    /// What waits to be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand: Option<Demand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<Connection>,
    /// Of a request about a bill: which, and what was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<Box<Case>>,
}

/// What a request about a bill gathers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    pub bill: PaperNo,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Attached>,
    /// What waits for approval, or was approved; and who proposed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<(Revision, String)>,
    /// What is held out of disconnection, and until when (`R-8`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
    /// The receipt under protest with which it began (`C-13`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protest: Option<PaperNo>,
}

/// A step as it stands on the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    pub step: String,
    pub title: String,
    /// The state that it led to.
    pub to: String,
    pub text: String,
    pub day: Day,
    pub user: String,
    pub desk: DeskId,
    pub seq: i64,
    /// Reason, remark or recommendation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub said: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<PaperNo>,
    /// Whose account it touches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumer: Option<ConsumerNo>,
}

impl Application {
    /// The consumer that it made, else whom it is about.
    pub fn whose(&self) -> Option<ConsumerNo> {
        self.made.or(self.about)
    }

    /// How many steps were taken, its beginning not counted.
    pub fn turn(&self) -> u32 {
        u32::try_from(self.path.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// The last day of a temporary supply.
    pub fn until(&self) -> Option<Day> {
        self.given.day("until")
    }

    /// The meter of a supply that is on before its number is made (`N-5`).
    pub fn meter_up(&self) -> Option<&str> {
        let waits = self.made.is_none() && self.stand.is_open();
        self.connection.as_ref().filter(|_| waits).map(|connection| connection.meter.no.as_str())
    }

    /// By when the next step is to be taken.
    pub fn due(&self) -> Option<Day> {
        self.stand.days.map(|days| self.since.plus_days(i32::from(days)))
    }

    /// Whether a step of this entry was taken apart.
    pub fn is_apart(&self, desk: &DeskId, seq: i64) -> bool {
        self.apart.iter().any(|taken| (&taken.desk, taken.seq) == (desk, seq))
    }
}

/// Folds one entry of the application `no`.
pub fn fold(state: Option<Application>, no: &PaperNo, entry: &Entry) -> Option<Application> {
    let Some(mut application) = state else { return begin(no, entry) };
    if let Fact::ApplicationStep(step) = &entry.fact {
        let taken = taken(step, entry);
        if step.turn == application.turn() && application.stand.is_open() {
            application.take(step, taken, entry);
        } else {
            application.apart.push(taken);
        }
    }
    if let (Fact::DisputeHeld(held), Some(case)) = (&entry.fact, &mut application.case)
        && application.stand.is_open()
    {
        case.held = held.until.map(|until| Held { amount: held.amount, until });
    }
    Some(application)
}

fn begin(no: &PaperNo, entry: &Entry) -> Option<Application> {
    let Fact::ApplicationMade(made) = &entry.fact else { return None };
    let ApplicationMade { workflow, title, todo, office, stand, consumer, reference, given, done, .. } = &**made;
    let first = Taken {
        step: made.step.clone(),
        title: made.step_title.clone(),
        to: stand.state.clone(),
        text: stand.text.clone(),
        day: entry.day,
        user: entry.user.clone(),
        desk: entry.desk.clone(),
        seq: entry.seq,
        said: said(given),
        papers: entry.fact.papers().into_iter().cloned().collect(),
        consumer: *consumer,
    };
    let mut application = Application {
        no: no.clone(),
        workflow: workflow.clone(),
        title: title.clone(),
        todo: *todo,
        office: office.clone(),
        day: entry.day,
        reference: reference.clone(),
        about: *consumer,
        made: None,
        stand: stand.clone(),
        since: entry.day,
        given: given.clone(),
        path: vec![first],
        apart: Vec::new(),
        applicant: (entry.desk.clone(), entry.seq),
        estimate: None,
        demand: None,
        connection: None,
        case: None,
    };
    done.iter().for_each(|effect| application.effect(effect, &entry.user));
    if let Some(case) = &mut application.case {
        case.protest.clone_from(&made.by_receipt);
    }
    (made.no == *no).then_some(application)
}

fn taken(step: &ApplicationStep, entry: &Entry) -> Taken {
    Taken {
        step: step.step.clone(),
        title: step.title.clone(),
        to: step.stand.state.clone(),
        text: step.stand.text.clone(),
        day: entry.day,
        user: entry.user.clone(),
        desk: entry.desk.clone(),
        seq: entry.seq,
        said: said(&step.given),
        papers: entry.fact.papers().into_iter().cloned().collect(),
        consumer: step.consumer,
    }
}

/// What an officer said with a step.
fn said(given: &Given) -> String {
    let words =
        ["recommend", "reason", "wanted", "details", "remark"].map(|name| given.text(name)).into_iter().filter(|text| !text.is_empty());
    words.collect::<Vec<_>>().join(": ")
}

impl Application {
    fn take(&mut self, step: &ApplicationStep, taken: Taken, entry: &Entry) {
        self.stand = step.stand.clone();
        self.since = entry.day;
        self.given.merge(&step.given);
        self.path.push(taken);
        if step.applicant {
            self.applicant = (entry.desk.clone(), entry.seq);
        }
        step.done.iter().for_each(|effect| self.effect(effect, &entry.user));
        if let Some(case) = self.case.as_mut().filter(|_| !step.stand.is_open()) {
            case.held = None;
        }
    }

    fn effect(&mut self, effect: &Effected, user: &str) {
        match effect {
            Effected::Estimated(estimate) => self.estimate = Some(estimate.clone()),
            Effected::Demanded(demand) => self.demand = Some(demand.clone()),
            Effected::Collected(_) => self.demand = None,
            Effected::NumberMade(number) => self.made = Some(number.consumer),
            Effected::Connected(connection) => self.connection = Some((**connection).clone()),
            // What was asked for beyond its end is not to be paid any more.
            Effected::TemporarySettled(_) | Effected::ReactivationWithdrawn => self.demand = None,
            Effected::Disputed { bill } => {
                let case = Case { bill: bill.clone(), documents: Vec::new(), proposal: None, held: None, protest: None };
                self.case = Some(Box::new(case));
            }
            effect => {
                let Some(case) = &mut self.case else { return };
                match effect {
                    Effected::Attached(documents) => case.documents.extend(documents.iter().cloned()),
                    Effected::RevisionProposed(revision) => case.proposal = Some(((**revision).clone(), user.to_owned())),
                    _ => {}
                }
            }
        }
    }
}
