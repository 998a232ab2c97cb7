//! Entries of other desks come in: in small steps, so that a receipt never waits long (`J-8`).

use std::time::{Duration, Instant};

use super::{Desk, Session, month, sets_rules};
use crate::base::No;
use crate::rules::role::PROGRAM;
use crate::store::append::Head;
use crate::store::exchange::{self, Intake};
use crate::store::receive::{Received, receive};

/// What a step may take beside its commit: whoever wants to record a receipt meanwhile waits for no more than about one.
const BOUND: Duration = Duration::from_millis(60);
/// Entries in the first step; later ones go by what those before them took.
pub(super) const FIRST: usize = 50;
const FEWEST: usize = 25;
const MOST: usize = 2_000;
/// From so many on, an answer is bulk work; after so many the log goes into the file, for in a long one every page is dear to find.
const MANY: usize = 1_000;

impl Desk {
    /// Takes in some of what was given and believed; `false` when all of it stands here.
    ///
    /// # Errors
    /// Faults. What was taken in before stays; the rest is fetched again.
    pub fn take_in(&mut self, intake: &mut Intake) -> Result<bool, No> {
        self.still_sure()?;
        if !self.bulk && intake.entries.len() >= MANY {
            self.store.widen()?;
            self.bulk = true;
        }
        let (entries, received) = self.take_step(intake)?;
        let is_last = intake.entries.is_empty();
        if self.bulk {
            self.pass_log(entries, is_last && !intake.more)?;
        }
        if received.unfolds {
            self.store.rebuild(&mut |_| true)?;
        }
        // Time goes on from what was heard (J-1).
        self.head = Head::of(self.store.connection(), &self.id)?;
        if received.unfolds || received.folded.iter().any(sets_rules) {
            self.learn();
        }
        self.late |= received.folded.iter().any(|entry| month::comes_late(entry, self.today()));
        if is_last && std::mem::take(&mut self.late) {
            // What can't be closed again now is tried again with the next late payment, and before the next close (L-13).
            let _ = self.reclose(&Session::of_program(PROGRAM));
        }
        Ok(!is_last)
    }

    /// Keeps the log short while very many entries come, without waiting for readers.
    fn pass_log(&mut self, entries: usize, is_end: bool) -> Result<(), No> {
        self.unlogged += entries;
        if is_end {
            self.store.narrow_in_passing()?;
            (self.bulk, self.unlogged) = (false, 0);
        } else if self.unlogged >= MANY {
            self.store.checkpoint_in_passing()?;
            self.unlogged = 0;
        }
        Ok(())
    }

    /// One transaction of so many entries.
    fn take_step(&mut self, intake: &mut Intake) -> Result<(usize, Received), No> {
        let end = self.pace.min(intake.entries.len());
        let step: Vec<_> = intake.entries.drain(..end).collect();
        let millis = self.watch.pc_millis();
        let tx = self.store.begin()?;
        let began = Instant::now();
        let received = receive(&tx, &step)?;
        if step.len() == self.pace {
            // The commit takes what the disk takes, for few or for many.
            self.pace = paced(step.len(), began.elapsed());
        }
        // Never behind what stands: what the hub loses is handed back by its own word.
        exchange::put_those_that_stand(&tx, &mut intake.signed)?;
        if intake.entries.is_empty() {
            exchange::remember(&tx, intake, millis)?;
        }
        if let Err(error) = tx.commit() {
            return Err(self.not_committed(&error));
        }
        Ok((step.len(), received))
    }
}

/// How many entries the next step has, after one of so many that took so long.
fn paced(entries: usize, took: Duration) -> usize {
    let fit = BOUND.as_micros().saturating_mul(entries as u128) / took.as_micros().max(1);
    usize::try_from(fit).unwrap_or(MOST).min(entries.saturating_mul(2)).clamp(FEWEST, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j8_a_step_has_as_many_as_its_time_allows() {
        let table = [
            (100, 60, 100),
            (100, 30, 200),
            (100, 1, 200),
            (100, 120, 50),
            (100, 60_000, FEWEST),
            (MOST, 1, MOST),
            (FEWEST, 0, 2 * FEWEST),
        ];
        for (entries, millis, next) in table {
            assert_eq!(paced(entries, Duration::from_millis(millis)), next, "{entries} in {millis} ms");
        }
    }
}
