//! A complaint: its calls, steps, rectification, and the outage that it is part of (`M-3`, `M-6`).
//!
//! Each complaint is folded from its own entries alone. Where one follows another's rectification is said by [`standing`], from the
//! two states: so it comes out the same in whatever order desks hear of them (`M-10`).

use serde::{Deserialize, Serialize};

use crate::base::{ConsumerNo, Day, DeskId, PaperNo, Stamp};
use crate::journal::fact::{ComplaintLogged, Fact, Proof, Rectified, StepTaken, Then};
use crate::journal::{Entry, Hlc};

/// Where an entry stands in the journal's order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark(pub Hlc, pub DeskId, pub i64);

impl Mark {
    fn of(entry: &Entry) -> Self {
        Self(entry.at, entry.desk.clone(), entry.seq)
    }
}

/// Everything of a complaint but who called and in which words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    pub logged: ComplaintLogged,
    /// Its business date.
    pub day: Day,
    pub user: String,
    /// The entry that logged it, which has the caller's words.
    pub entry: i64,
    /// Repeat calls.
    pub calls: Vec<Stamp>,
    /// In the journal's order.
    pub steps: Vec<Step>,
    /// The rectification of each round that stands, the first round's first.
    pub closures: Vec<Closure>,
    /// Those made apart for a round that another had closed: their words stay, they count for nothing.
    pub apart: Vec<Closure>,
    /// How often it was reopened, and when.
    pub reopened: Vec<(Stamp, Mark)>,
    /// The outage that it is part of, since which entry.
    pub parent: Option<(PaperNo, Mark)>,
    pub children: Vec<PaperNo>,
}

/// An action taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub at: Stamp,
    pub user: String,
    pub desk: DeskId,
    pub staff: String,
    pub done: String,
    pub material: String,
    pub then: Then,
    /// How often the complaint had been reopened before it.
    pub round: u32,
}

/// A rectification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    pub round: u32,
    pub at: Stamp,
    pub user: String,
    pub desk: DeskId,
    pub by: String,
    pub cause: String,
    pub proof: Proof,
    pub mark: Mark,
}

/// Where a complaint stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    Open,
    Passed(String),
    Held(String),
    /// Put right, by itself or with its outage.
    Rectified {
        closure: Closure,
        with: Option<PaperNo>,
    },
}

impl Standing {
    pub fn words(&self) -> String {
        match self {
            Self::Open => "open".to_owned(),
            Self::Passed(to) => format!("with {to}"),
            Self::Held(reason) => format!("on hold: {reason}"),
            Self::Rectified { with: Some(parent), .. } => format!("rectified with {parent}"),
            Self::Rectified { closure, .. } if closure.proof == Proof::None => "rectified, not proved".to_owned(),
            Self::Rectified { .. } => "rectified".to_owned(),
        }
    }

    pub const fn is_open(&self) -> bool {
        !matches!(self, Self::Rectified { .. })
    }

    pub const fn closure(&self) -> Option<&Closure> {
        if let Self::Rectified { closure, .. } = self { Some(closure) } else { None }
    }
}

impl Complaint {
    pub const fn no(&self) -> &PaperNo {
        &self.logged.no
    }

    pub const fn consumer(&self) -> Option<ConsumerNo> {
        self.logged.consumer
    }

    /// How often it was reopened.
    pub fn round(&self) -> u32 {
        u32::try_from(self.reopened.len()).unwrap_or(u32::MAX)
    }

    /// When somebody first did something about it.
    pub fn responded(&self) -> Option<Stamp> {
        let first = self.steps.iter().map(|s| s.at).min();
        first.or_else(|| self.closures.first().map(|c| c.at))
    }

    /// The moment until which nothing about it can be: the call, and what was done last.
    pub fn latest(&self) -> Stamp {
        let steps = self.steps.iter().map(|s| s.at);
        steps.chain(self.closures.iter().map(|c| c.at)).chain(self.reopened.iter().map(|r| r.0)).fold(self.logged.at, Stamp::max)
    }
}

/// Folds one entry of the complaint `no`.
pub fn fold(state: Option<Complaint>, no: &PaperNo, entry: &Entry) -> Option<Complaint> {
    let Some(mut complaint) = state else { return begin(no, entry) };
    match &entry.fact {
        Fact::ComplaintCalled(call) => complaint.calls.push(call.at),
        Fact::ComplaintStep(step) => complaint.steps.push(taken(step, complaint.round(), entry)),
        Fact::ComplaintRectified(rectified) => rectify(&mut complaint, rectified, entry),
        Fact::ComplaintReopened(reopened) if reopened.round == complaint.round() => complaint.reopened.push((reopened.at, Mark::of(entry))),
        // Two cells heard the same caller: the second is one more call.
        Fact::ComplaintReopened(reopened) => complaint.calls.push(reopened.at),
        Fact::OutageGrouped(outage) if outage.parent == *no => {
            complaint.children.extend(outage.children.iter().cloned());
            complaint.children.sort();
            complaint.children.dedup();
        }
        Fact::OutageGrouped(outage) => complaint.parent = Some((outage.parent.clone(), Mark::of(entry))),
        Fact::OutageParted(parted) if parted.parent == *no => complaint.children.retain(|child| *child != parted.child),
        Fact::OutageParted(parted) => drop(complaint.parent.take_if(|(parent, _)| *parent == parted.parent)),
        _ => {}
    }
    Some(complaint)
}

fn begin(no: &PaperNo, entry: &Entry) -> Option<Complaint> {
    let Fact::ComplaintLogged(logged) = &entry.fact else { return None };
    (logged.no == *no).then(|| Complaint {
        logged: (**logged).clone(),
        day: entry.day,
        user: entry.user.clone(),
        entry: entry.seq,
        calls: Vec::new(),
        steps: Vec::new(),
        closures: Vec::new(),
        apart: Vec::new(),
        reopened: Vec::new(),
        parent: None,
        children: Vec::new(),
    })
}

fn taken(step: &StepTaken, round: u32, entry: &Entry) -> Step {
    Step {
        at: step.at,
        user: entry.user.clone(),
        desk: entry.desk.clone(),
        staff: step.staff.clone(),
        done: step.done.clone(),
        material: step.material.clone(),
        then: step.then.clone(),
        round,
    }
}

/// The earlier rectification of a round stands; another of it is marked.
fn rectify(complaint: &mut Complaint, rectified: &Rectified, entry: &Entry) {
    let closure = Closure {
        round: rectified.round,
        at: rectified.at,
        user: entry.user.clone(),
        desk: entry.desk.clone(),
        by: rectified.by.clone(),
        cause: rectified.cause.clone(),
        proof: rectified.proof,
        mark: Mark::of(entry),
    };
    let is_of_now = rectified.round == complaint.round();
    if is_of_now && !complaint.closures.iter().any(|c| c.round == rectified.round) {
        complaint.closures.push(closure);
    } else {
        complaint.apart.push(closure);
    }
}

/// Where a complaint stands, seen with the outage that it is part of.
///
/// It follows each rectification of its outage that was recorded after it was put into it, unless its own caller reopened it since.
pub fn standing(complaint: &Complaint, parent: Option<&Complaint>) -> Standing {
    if let Some(closure) = complaint.closures.iter().find(|c| c.round == complaint.round()) {
        return Standing::Rectified { closure: closure.clone(), with: None };
    }
    if let (Some((no, since)), Some(parent)) = (&complaint.parent, parent) {
        let since = complaint.reopened.last().map_or(since, |(_, mark)| mark.max(since));
        if let Some(closure) = parent.closures.iter().find(|c| c.mark > *since) {
            return Standing::Rectified { closure: closure.clone(), with: Some(no.clone()) };
        }
    }
    let last = complaint.steps.last().map(|step| &step.then);
    let passed = complaint.steps.iter().rev().find_map(|step| if let Then::Passed { to } = &step.then { Some(to) } else { None });
    match (last, passed) {
        (Some(Then::Held { reason }), _) => Standing::Held(reason.clone()),
        (_, Some(to)) => Standing::Passed(to.clone()),
        _ => Standing::Open,
    }
}

/// The shifts of a complaint cell: the last one handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub last: crate::journal::fact::ShiftHandedOver,
    pub by: String,
    /// The entry's number at its desk.
    pub entry: i64,
}

/// Folds one entry of a cell.
pub fn fold_cell(state: Option<Cell>, entry: &Entry) -> Option<Cell> {
    match &entry.fact {
        Fact::ShiftHandedOver(shift) => Some(Cell { last: shift.clone(), by: entry.user.clone(), entry: entry.seq }),
        _ => state,
    }
}
