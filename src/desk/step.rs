//! Entries of other desks come in: in small steps, so that a receipt never waits long (`J-8`).

use super::{Desk, Session, month};
use crate::base::No;
use crate::journal::Subject;
use crate::rules::role::PROGRAM;
use crate::store::append::Head;
use crate::store::exchange::{self, Intake};
use crate::store::receive::receive;

/// Entries in one step.
const STEP: usize = 100;
/// From so many on, an answer is bulk work: without its log taken into the file after each, a month of them would make every page dear to find.
const MANY: usize = 1_000;

impl Desk {
    /// Takes in some of what was given and believed; `false` when all of it stands here.
    ///
    /// # Errors
    /// Faults. What was taken in before stays; the rest is fetched again.
    pub fn take_in(&mut self, intake: &mut Intake) -> Result<bool, No> {
        self.still_sure()?;
        if !intake.wide && intake.entries.len() >= MANY {
            self.store.widen()?;
            intake.wide = true;
        }
        let end = STEP.min(intake.entries.len());
        let step: Vec<_> = intake.entries.drain(..end).collect();
        let is_last = intake.entries.is_empty();
        let millis = self.watch.pc_millis();
        let tx = self.store.begin()?;
        let received = receive(&tx, &step)?;
        // Never behind what stands: what the hub loses is handed back by its own word.
        exchange::put_those_that_stand(&tx, &mut intake.signed)?;
        if is_last {
            exchange::remember(&tx, intake, millis)?;
        }
        if let Err(error) = tx.commit() {
            return Err(self.not_committed(&error));
        }
        if is_last && intake.wide {
            self.store.narrow()?;
        }
        if received.unfolds {
            self.store.rebuild(&mut |_| true)?;
        }
        // Time goes on from what was heard (J-1).
        self.head = Head::of(self.store.connection(), &self.id)?;
        if received.unfolds || step.iter().filter_map(|raw| raw.decode().ok()).any(|e| e.fact.subjects(&e.desk).contains(&Subject::Setup)) {
            self.learn();
        }
        self.late |= step.iter().filter_map(|raw| raw.decode().ok()).any(|e| month::comes_late(&e, self.today()));
        if is_last && std::mem::take(&mut self.late) {
            // What can't be closed again now is tried again with the next late payment, and before the next close (L-13).
            let _ = self.reclose(&Session::of_program(PROGRAM));
        }
        Ok(!is_last)
    }
}
