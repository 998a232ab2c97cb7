//! Running a month close: begun, then step by step, each a small transaction of its own so that a receipt never waits long; ended with
//! its report. It may stop anywhere and be run again (`L-3`).

use std::sync::Mutex;

use rusqlite::Connection;

use super::{Desk, Session, nothing_printed};
use crate::acts::Rules;
use crate::acts::close::{BeginClose, CloseConsumers, Closing, EndClose, Reclose, closing};
use crate::base::{ConsumerNo, Day, Fault, Money, No, Period};
use crate::folds::month::{Closed, Rehearsal, Rehearsed};
use crate::journal::Entry;
use crate::journal::fact::LeftOut;
use crate::rules::bill::Mark;
use crate::rules::status::Status;
use crate::store::{month, project};

/// Consumers in one step.
const STEP: usize = 40;

/// After so many steps the log is taken into the file: a million consumers would make gigabytes of it. Seldom enough that of a hundred
/// receipts made meanwhile not one waits for it.
const STEPS_A_LOG: usize = 128;

/// A close that runs.
pub struct MonthRun {
    period: Period,
    run_on: Day,
    todo: Vec<ConsumerNo>,
    done: usize,
    left: Vec<LeftOut>,
}

impl MonthRun {
    /// Begins the close of a period, or takes up one that was stopped.
    ///
    /// # Errors
    /// Refusals of L-2; faults.
    pub fn begin(desk: &mut Desk, session: &Session, period: Period) -> Result<Self, No> {
        desk.reclose(session)?;
        desk.act(session, &BeginClose { period }, &nothing_printed)?;
        let conn = desk.store().connection();
        let month = month::month(conn, desk.id().office())?;
        let (todo, run_on) = match &month.running {
            Some(running) if running.period == period => (month::to_close(conn, period)?, running.run_on),
            _ => (Vec::new(), desk.today()),
        };
        Ok(Self { period, run_on, todo, done: 0, left: Vec::new() })
    }

    /// How many consumers it has looked at, of how many.
    pub const fn progress(&self) -> (usize, usize) {
        (self.done, self.todo.len())
    }

    /// Some more consumers; `false` when all are done.
    ///
    /// # Errors
    /// Faults; what was done before stays done.
    pub fn step(&mut self, desk: &mut Desk, session: &Session) -> Result<bool, No> {
        let rest = self.todo.get(self.done..).unwrap_or_default();
        let consumers: Vec<ConsumerNo> = rest.iter().take(STEP).copied().collect();
        if consumers.is_empty() {
            return Ok(false);
        }
        let count = consumers.len();
        let act = CloseConsumers { period: self.period, run_on: self.run_on, consumers, left: Mutex::new(Vec::new()) };
        desk.act(session, &act, &nothing_printed)?;
        self.left.extend(act.left.into_inner().unwrap_or_default());
        self.done += count;
        if (self.done / STEP).is_multiple_of(STEPS_A_LOG) {
            // What is recorded is recorded: where the log stays long, nothing is lost by it.
            let _ = desk.store().checkpoint_in_passing();
        }
        Ok(self.done < self.todo.len())
    }

    /// Ends it. A period that is closed already gives its close again.
    ///
    /// # Errors
    /// Faults.
    pub fn end(self, desk: &mut Desk, session: &Session) -> Result<Closed, No> {
        desk.act(session, &EndClose { period: self.period, left: self.left }, &nothing_printed)?;
        let month = month::month(desk.store().connection(), desk.id().office())?;
        let closed = month.close_of(self.period).cloned();
        closed.ok_or_else(|| Fault::new("the close was not recorded", "run it again").into())
    }
}

impl Desk {
    /// Closes again what late payments made void at this desk (`L-13`); the consumers it was done for. One that can't be billed waits.
    ///
    /// # Errors
    /// Faults.
    pub fn reclose(&mut self, session: &Session) -> Result<Vec<ConsumerNo>, No> {
        let mut done = Vec::new();
        for consumer in month::to_reclose(self.store().connection())? {
            loop {
                match self.act(session, &Reclose { consumer }, &nothing_printed) {
                    Ok(closed) if closed.entries.is_empty() => break,
                    Ok(_) if done.last() == Some(&consumer) => {}
                    Ok(_) => done.push(consumer),
                    // It stays in its list; the others don't wait for it.
                    Err(No::Refused(_)) => break,
                    Err(fault) => return Err(fault),
                }
            }
        }
        Ok(done)
    }
}

/// Whether an entry may have made a close void: a payment of an earlier day.
pub(super) fn comes_late(entry: &Entry, today: Day) -> bool {
    entry.fact.pays_bills() && entry.day < today
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
                Ok(Some(closing)) => count(&mut self.rehearsal, no, consumer.status, &closing),
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

fn count(rehearsal: &mut Rehearsal, consumer: ConsumerNo, from: Status, closing: &Closing) {
    let bill = closing.bill.as_ref();
    let method = bill.map(|b| b.method);
    let billed = bill.map_or(Money::ZERO, |b| b.bill_amount);
    let lock = bill.is_some_and(|b| b.marks.contains(&Mark::DoorLock));
    rehearsal.totals.count(closing.outcome, method, lock, closing.notice.is_some());
    rehearsal.totals.sum(billed, closing.bpsc, closing.cofee);
    let (outcome, to, payable) = (closing.outcome, closing.to, closing.payable);
    rehearsal.rows.push(Rehearsed { consumer, outcome, from, to, method, billed, bpsc: closing.bpsc, cofee: closing.cofee, payable });
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
