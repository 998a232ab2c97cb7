//! A complaint: its calls, steps, rectification, and the outage that it is part of (`M-3`, `M-6`).
//!
//! Each complaint is folded from its own entries alone. Where one follows another's rectification is said by [`standing`], from
//! its state and those of the outages above it: so it comes out the same in whatever order desks hear of them (`M-10`).

use serde::{Deserialize, Serialize};

use crate::base::{ConsumerNo, Day, DeskId, PaperNo, Stamp};
use crate::journal::fact::{ComplaintLogged, Fact, Proof, Rectified, StepTaken, Then};
use crate::journal::{Entry, Hlc};
use crate::rules::complaint::Priority;

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
    /// As it was logged, or as a later call made it: never less.
    pub priority: Priority,
    /// Repeat calls.
    pub calls: Vec<Call>,
    /// In the journal's order.
    pub steps: Vec<Step>,
    /// The rectifications that stood, the first round's first; of a round that a call opened again there are more than one.
    pub closures: Vec<Closure>,
    /// Those made apart for a round that another had closed: their words stay, they count for nothing.
    pub apart: Vec<Closure>,
    /// How often it was reopened, and when.
    pub reopened: Vec<(Stamp, Mark)>,
    /// The outage that it is part of, since which entry.
    pub parent: Option<(PaperNo, Mark)>,
    /// Those that were put under it here; whom another outage took since, its own `parent` says.
    pub children: Vec<PaperNo>,
}

/// One more call about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    pub at: Stamp,
    /// The entry, which has the caller's words.
    pub mark: Mark,
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

    /// When somebody first did something about it alone.
    fn responded(&self) -> Option<Stamp> {
        let first = self.steps.iter().map(|s| s.at).min();
        first.or_else(|| self.closures.first().map(|c| c.at))
    }

    /// Whether a rectification stands against the calls: who called after it at a desk that had not heard of it, is in the dark.
    fn stands(&self, closure: &Closure) -> bool {
        !self.calls.iter().any(|call| call.mark > closure.mark && call.at >= closure.at)
    }

    /// Its own rectification of this round that stands.
    fn closed(&self) -> Option<&Closure> {
        self.closures.iter().rev().find(|c| c.round == self.round() && self.stands(c))
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
        Fact::ComplaintCalled(call) => {
            complaint.calls.push(Call { at: call.at, mark: Mark::of(entry) });
            complaint.priority = call.priority.map_or(complaint.priority, |said| said.min(complaint.priority));
        }
        Fact::ComplaintStep(step) => complaint.steps.push(taken(step, complaint.round(), entry)),
        Fact::ComplaintRectified(rectified) => rectify(&mut complaint, rectified, entry),
        Fact::ComplaintReopened(reopened) if reopened.round == complaint.round() => complaint.reopened.push((reopened.at, Mark::of(entry))),
        // Two cells heard the same caller: the second is one more call.
        Fact::ComplaintReopened(reopened) => complaint.calls.push(Call { at: reopened.at, mark: Mark::of(entry) }),
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
        priority: logged.priority,
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
    if rectified.round == complaint.round() && complaint.closed().is_none() {
        complaint.closures.push(closure);
    } else {
        complaint.apart.push(closure);
    }
}

/// Where a complaint stands, seen with the outages above it: the one that it is part of, then the one that this is part of, and so on.
///
/// It follows each of their rectifications that was recorded after all between them were put together, unless its own caller reopened it
/// or called again since.
pub fn standing(complaint: &Complaint, above: &[Complaint]) -> Standing {
    if let Some(closure) = complaint.closed() {
        return Standing::Rectified { closure: closure.clone(), with: None };
    }
    let mut since = complaint.reopened.last().map(|(_, mark)| mark);
    let mut below = complaint;
    for outage in above {
        since = since.max(below.parent.as_ref().map(|(_, mark)| mark));
        if let Some(closure) = outage.closures.iter().find(|c| Some(&c.mark) > since && complaint.stands(c)) {
            return Standing::Rectified { closure: closure.clone(), with: Some(outage.no().clone()) };
        }
        below = outage;
    }
    // What was done before it was reopened is over.
    let steps = || complaint.steps.iter().filter(|step| step.round == complaint.round()).map(|step| &step.then);
    let passed = steps().filter_map(|then| if let Then::Passed { to } = then { Some(to) } else { None }).next_back();
    let last = steps().next_back();
    match (last, passed) {
        (Some(Then::Held { reason }), _) => Standing::Held(reason.clone()),
        (_, Some(to)) => Standing::Passed(to.clone()),
        _ => Standing::Open,
    }
}

/// When somebody first did something about it, or about an outage above it; at once, where that was before the call.
pub fn responded(complaint: &Complaint, above: &[Complaint]) -> Option<Stamp> {
    let first = std::iter::once(complaint).chain(above).filter_map(Complaint::responded).min();
    first.map(|at| at.max(complaint.logged.at))
}

/// A complaint and the outages above it, the nearest first, as `read` knows them; one in a ring stands once.
///
/// # Errors
/// What `read` has.
pub fn above<E>(no: &PaperNo, read: impl Fn(&PaperNo) -> Result<Option<Complaint>, E>) -> Result<Option<(Complaint, Vec<Complaint>)>, E> {
    let Some(complaint) = read(no)? else { return Ok(None) };
    let mut line: Vec<Complaint> = Vec::new();
    loop {
        let next = line.last().unwrap_or(&complaint).parent.as_ref().map(|(no, _)| no);
        let met = next.is_none_or(|next| next == no || line.iter().any(|c| c.no() == next));
        match next.filter(|_| !met).map(&read).transpose()?.flatten() {
            Some(outage) => line.push(outage),
            None => return Ok(Some((complaint, line))),
        }
    }
}

/// The outage that a complaint belongs to: the topmost above it. Two desks may have put two under each other: the first number is then the
/// outage of all in the ring.
pub fn outage(complaint: &Complaint, above: &[Complaint]) -> Option<PaperNo> {
    let line: Vec<&Complaint> = std::iter::once(complaint).chain(above).collect();
    let top = line.last()?;
    let first = match &top.parent {
        None => top.no(),
        Some((next, _)) => match line.iter().position(|c| c.no() == next) {
            Some(ring) => line.get(ring..)?.iter().map(|c| c.no()).min()?,
            // It was not heard of here yet.
            None => next,
        },
    };
    (first != complaint.no()).then(|| first.clone())
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
