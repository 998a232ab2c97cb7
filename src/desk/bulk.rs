//! An act of a million facts: one transaction as ever, and no more memory than a few hundred of them need.

use std::sync::mpsc::{channel, sync_channel};

use super::Desk;
use super::login::Session;
use super::watch::moment_at;
use crate::acts::{Act, Drafts, Moment};
use crate::base::No;
use crate::journal::Entry;
use crate::rules::role::allow;
use crate::store::append::{Head, Pen, Written};
use crate::store::bulk::{Bulk, Writes};
use crate::store::search;
use crate::store::sight::Seen;

/// So many entries go from hand to hand at once, so that handing over costs nothing beside making them,
const LOT: usize = 256;
/// and so many lots wait.
const WAITING: usize = 4;

/// Entries written down, and what went wrong at one.
type Lot = Vec<Result<Written, No>>;

impl Desk {
    /// Does an act that is gone through rather than held: `heard` gets each entry when it is recorded, before all is durable.
    /// Another thread makes the entries, this one records them. Nothing is printed. Gives how many entries were recorded.
    ///
    /// # Errors
    /// As `act`: nothing is recorded then, whatever `heard` was given.
    pub fn act_in_bulk(&mut self, session: &Session, act: &dyn Act, heard: &mut dyn FnMut(&Entry)) -> Result<u64, No> {
        self.still_sure()?;
        self.store.widen()?;
        let recorded = self.record_in_bulk(session, act, heard);
        if let Err(fault) = self.store.narrow() {
            // What is recorded is recorded; a cache that stays wide harms nobody, a log that grows does.
            self.ended = Some(fault);
        }
        recorded
    }

    fn record_in_bulk(&mut self, session: &Session, act: &dyn Act, heard: &mut dyn FnMut(&Entry)) -> Result<u64, No> {
        allow(session.user(), session.roles(), act.roles(), act.work())?;
        let millis = self.millis();
        let (id, mut head, mut count, mut sets_rules) = (self.id.clone(), self.head, 0, false);
        let tx = self.store.begin()?;
        let roles = super::roles_now(&tx, &id, session, act)?;
        let moment = Moment { roles: &roles, ..moment_at(&self.rules, &self.id, session, millis) };
        let pen = Pen { desk: &id, user: session.user(), day: moment.day, millis };
        let drafts = act.drafts(&Seen { conn: &tx, desk: &id }, &moment)?;
        let bulk = Bulk::begin(&tx, Writes::Once)?;
        std::thread::scope(|threads| {
            let (give, take) = sync_channel(WAITING);
            let (give_back, come_back) = channel::<Lot>();
            threads.spawn(move || {
                write_down(drafts, head, pen, &mut |lot| {
                    come_back.try_iter().for_each(drop);
                    give.send(lot).is_ok()
                });
            });
            for lot in take {
                for written in &lot {
                    let written = written.as_ref().map_err(Clone::clone)?;
                    head = written.head();
                    let entry = written.record(&tx)?;
                    (count, sets_rules) = (count + 1, sets_rules || super::sets_rules(entry));
                    heard(entry);
                }
                // Memory goes back fastest where it was taken; when that thread has ended, it goes here.
                let _ = give_back.send(lot);
            }
            Ok::<_, No>(())
        })?;
        bulk.end()?;
        if count >= super::BULK as u64 {
            search::gather(&tx)?;
        }
        if let Err(error) = tx.commit() {
            return Err(self.not_committed(&error));
        }
        self.head = head;
        if sets_rules {
            self.learn();
        }
        Ok(count)
    }
}

/// Writes drafts down, lot by lot, and reckons what needs no file, until `give` takes no more.
fn write_down(drafts: Drafts, mut head: Head, pen: Pen, give: &mut dyn FnMut(Lot) -> bool) {
    let mut written = drafts.map(|draft| Written::of(&mut head, pen, draft?)?.reckoned());
    loop {
        let lot: Lot = written.by_ref().take(LOT).collect();
        if lot.is_empty() || !give(lot) {
            return;
        }
    }
}
