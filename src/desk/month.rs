//! Running a month close: begun, then step by step, each a small transaction of its own so that a receipt never waits long; ended with
//! its report. It may stop anywhere and be run again (`L-3`).

use std::sync::Mutex;

use super::{Desk, Session, nothing_printed};
use crate::acts::close::{BeginClose, CloseConsumers, EndClose, Reclose};
use crate::base::{ConsumerNo, Day, Fault, No, Period};
use crate::folds::month::Closed;
use crate::journal::Entry;
use crate::journal::fact::LeftOut;
use crate::store::month;

/// Consumers in one step.
const STEP: usize = 64;

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
    /// Closes again what late payments made void at this desk (`L-13`); the consumers it was done for.
    ///
    /// # Errors
    /// Faults; a consumer that can't be billed.
    pub fn reclose(&mut self, session: &Session) -> Result<Vec<ConsumerNo>, No> {
        let mut done = Vec::new();
        for consumer in month::to_reclose(self.store().connection())? {
            while !self.act(session, &Reclose { consumer }, &nothing_printed)?.entries.is_empty() {
                if done.last() != Some(&consumer) {
                    done.push(consumer);
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
