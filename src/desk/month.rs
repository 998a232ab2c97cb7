//! Running a month close: begun, then step by step, each a small transaction of its own so that a receipt never waits long; ended with
//! its report. It may stop anywhere and be run again (`L-3`).

use std::sync::Mutex;

use rusqlite::Connection;

use super::{Desk, Session, nothing_printed};
use crate::acts::Rules;
use crate::acts::close::{BeginClose, CloseConsumers, EndClose, Reclose, closing};
use crate::base::{ConsumerNo, Day, Fault, Money, No, Period};
use crate::folds::month::Closed;
use crate::journal::Fact;
use crate::journal::fact::{CloseTotals, LeftOut, Outcome};
use crate::rules::bill::{Mark, Method};
use crate::rules::profile::Calendar;
use crate::rules::status::Status;
use crate::store::{month, project};

/// Consumers in one step.
const STEP: usize = 64;

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
            desk.store().checkpoint_in_passing()?;
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

/// Whether an entry may have made a close void: a payment of a window that is over.
pub(super) fn comes_late(fact: &Fact, today: Day, calendar: &Calendar) -> bool {
    fact.paid_in().is_some_and(|period| calendar.window(period).1 < today)
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

/// Runs the close's own computation over every consumer and records nothing. `go_on` hears how far it is and may stop it: `None` then.
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
    let todo = month::to_close(conn, period)?;
    let mut rehearsal = Rehearsal::default();
    for (i, &no) in todo.iter().enumerate() {
        if i % STEP == 0 && !go_on(i, todo.len()) {
            return Ok(None);
        }
        let Some(consumer) = project::read_consumer(conn, no)?.filter(|c| c.office == office) else { continue };
        match closing(&consumer, period, today, rules) {
            Ok(Some(closing)) => {
                let bill = closing.bill.as_ref();
                let method = bill.map(|b| b.method);
                let billed = bill.map_or(Money::ZERO, |b| b.bill_amount);
                let lock = bill.is_some_and(|b| b.marks.contains(&Mark::DoorLock));
                rehearsal.totals.count(closing.outcome, method, lock, closing.notice.is_some());
                rehearsal.totals.sum(billed, closing.bpsc, closing.cofee);
                rehearsal.rows.push(Rehearsed {
                    consumer: no,
                    outcome: closing.outcome,
                    from: consumer.status,
                    to: closing.to,
                    method,
                    billed,
                    bpsc: closing.bpsc,
                    cofee: closing.cofee,
                    payable: closing.payable,
                });
            }
            Ok(None) => {}
            Err(refusal) => rehearsal.left.push(LeftOut { consumer: no, why: refusal.message }),
        }
    }
    Ok(Some(rehearsal))
}
