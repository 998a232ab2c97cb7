//! The month closes of an office: what is closed, what is running, what was ordered (`L-2`, `L-3`).

use serde::{Deserialize, Serialize};

use crate::base::{ConsumerNo, Day, DeskId, Money, PaperNo, Period};
use crate::journal::fact::{CloseTotals, Fact, LeftOut, Outcome};
use crate::journal::{Entry, Hlc};
use crate::rules::bill::Method;
use crate::rules::status::Status;

/// The closes of an office.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Month {
    /// Done, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<Closed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub running: Option<Running>,
    /// Ordered by the AE though something was missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ordered: Vec<Period>,
    /// To which desk the hub lent a close.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lent: Vec<(Period, DeskId)>,
}

/// A close that is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    pub period: Period,
    pub no: PaperNo,
    pub run_on: Day,
    /// When it began: what stands before is what it knew.
    pub begun: Hlc,
    pub totals: CloseTotals,
}

/// A close that has begun and is not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    pub period: Period,
    pub run_on: Day,
    pub begun: Hlc,
    /// The desk that runs it.
    pub desk: DeskId,
}

/// What a close would do (`L-3`).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rehearsal {
    pub totals: CloseTotals,
    pub rows: Vec<Rehearsed>,
    pub left: Vec<LeftOut>,
}

/// What it would do to one consumer.
#[derive(Debug, Clone, PartialEq)]
pub struct Rehearsed {
    pub consumer: ConsumerNo,
    pub outcome: Outcome,
    pub from: Status,
    pub to: Status,
    pub method: Option<Method>,
    pub billed: Money,
    pub bpsc: Money,
    pub cofee: Money,
    pub payable: Money,
}

impl Month {
    /// The close of a period, where it is done.
    pub fn close_of(&self, period: Period) -> Option<&Closed> {
        self.closed.iter().find(|c| c.period == period)
    }

    /// The desk to which the hub lent the close of a period last.
    pub fn holder(&self, period: Period) -> Option<&DeskId> {
        self.lent.iter().rev().find(|(lent, _)| *lent == period).map(|(_, desk)| desk)
    }

    /// The last period that is closed.
    pub fn last(&self) -> Option<Period> {
        self.closed.last().map(|c| c.period)
    }
}

/// Folds one entry of an office's closes.
pub fn fold(state: Option<Month>, entry: &Entry) -> Month {
    let mut month = state.unwrap_or_default();
    match &entry.fact {
        Fact::CloseBegun(begun) => {
            month.running = Some(Running { period: begun.period, run_on: begun.run_on, begun: entry.at, desk: entry.desk.clone() });
        }
        Fact::CloseOrdered(ordered) => month.ordered.push(ordered.period),
        Fact::CloseLent(lent) => month.lent.push((lent.period, lent.desk.clone())),
        Fact::MonthClosed(closed) => {
            let running = month.running.take_if(|running| running.period == closed.period);
            let (run_on, begun) = running.map_or((entry.day, entry.at), |running| (running.run_on, running.begun));
            if month.close_of(closed.period).is_none() {
                month.closed.push(Closed { period: closed.period, no: closed.no.clone(), run_on, begun, totals: closed.totals.clone() });
                month.closed.sort_by_key(|c| c.period);
            }
        }
        _ => {}
    }
    month
}
