//! The rehearsal of a month close: its own computation over the consumers as they stand, and nothing recorded (`L-3`).

use rusqlite::Connection;

use super::{month, project};
use crate::acts::Rules;
use crate::acts::close::{Closing, closing};
use crate::base::{ConsumerNo, Day, Money, No, Period};
use crate::journal::fact::{CloseTotals, LeftOut, Outcome};
use crate::rules::bill::{Mark, Method};
use crate::rules::status::Status;

/// How often the caller hears how far it is.
const STEP: usize = 64;

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

/// A rehearsal that goes on in steps, as a close does; nothing is recorded.
pub struct Rehearsing {
    period: Period,
    todo: Vec<ConsumerNo>,
    done: usize,
    rehearsal: Rehearsal,
}

impl Rehearsing {
    /// # Errors
    /// Faults of the data file.
    pub fn begin(conn: &Connection, period: Period) -> Result<Self, No> {
        Ok(Self { period, todo: month::to_close(conn, period)?, done: 0, rehearsal: Rehearsal::default() })
    }

    /// How many consumers it has looked at, of how many.
    pub const fn progress(&self) -> (usize, usize) {
        (self.done, self.todo.len())
    }

    /// The close's own computation over some more consumers; `false` when all are done.
    ///
    /// # Errors
    /// Faults of the data file.
    pub fn step(&mut self, conn: &Connection, rules: &Rules, office: &str, today: Day) -> Result<bool, No> {
        let end = (self.done + STEP).min(self.todo.len());
        for &no in self.todo.get(self.done..end).unwrap_or_default() {
            let Some(consumer) = project::read_consumer(conn, no)?.filter(|c| c.office == office) else { continue };
            match closing(&consumer, self.period, today, rules) {
                Ok(Some(closing)) => self.rehearsal.count(no, consumer.status, &closing),
                Ok(None) => {}
                Err(refusal) => self.rehearsal.left.push(LeftOut { consumer: no, why: refusal.message }),
            }
        }
        self.done = end;
        Ok(self.done < self.todo.len())
    }

    /// What came of it so far.
    pub fn end(self) -> Rehearsal {
        self.rehearsal
    }
}

impl Rehearsal {
    fn count(&mut self, consumer: ConsumerNo, from: Status, closing: &Closing) {
        let bill = closing.bill.as_ref();
        let method = bill.map(|b| b.method);
        let billed = bill.map_or(Money::ZERO, |b| b.bill_amount);
        let lock = bill.is_some_and(|b| b.marks.contains(&Mark::DoorLock));
        self.totals.count(closing.outcome, method, lock, closing.notice.is_some());
        self.totals.sum(billed, closing.bpsc, closing.cofee);
        let (outcome, to, payable) = (closing.outcome, closing.to, closing.payable);
        self.rows.push(Rehearsed { consumer, outcome, from, to, method, billed, bpsc: closing.bpsc, cofee: closing.cofee, payable });
    }
}

/// Runs a rehearsal whole. `go_on` hears how far it is and may stop it: `None` then.
///
/// # Errors
/// Faults of the data file.
pub fn rehearse(
    conn: &Connection,
    rules: &Rules,
    office: &str,
    period: Period,
    today: Day,
    go_on: &mut dyn FnMut(usize, usize) -> bool,
) -> Result<Option<Rehearsal>, No> {
    let mut rehearsing = Rehearsing::begin(conn, period)?;
    loop {
        let (done, of) = rehearsing.progress();
        if !go_on(done, of) {
            return Ok(None);
        }
        if !rehearsing.step(conn, rules, office, today)? {
            return Ok(Some(rehearsing.end()));
        }
    }
}
