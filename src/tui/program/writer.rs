//! The writer's thread: it owns the desk, does one piece of work after the other, and answers each.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::mpsc::{Receiver, Sender};

use zeroize::Zeroizing;

use super::identity::identify;
use super::work::{Bench, Outcome, Work};
use super::{House, REPORTS};
use crate::base::{Fault, No};
use crate::desk::{Desk, Session};
use crate::edge::Settings;
use crate::edge::clock::Clock;
use crate::spool::Asked;
use crate::store::open::put_own;
use crate::store::spool::{self, NewJob};
use crate::tui::backend::{Ticket, Trouble, Unlocked, Wake};
use crate::tui::bug;
use crate::tui::looks::Tone;

/// What the writer is asked.
pub enum Order {
    Work(Ticket, Session, Work),
    /// The lock screen: who sat here, who shows which PIN.
    Unlock {
        was: String,
        user: String,
        pin: Zeroizing<String>,
    },
    Print(NewJob),
    /// The spooler waits for what it has written.
    Spool(Asked),
    /// What is being typed, to be there after a power cut.
    Keep {
        name: String,
        text: String,
    },
    /// Nobody types: what stands in the write-ahead log goes into the file.
    Rest,
    End,
}

/// What the writer has.
pub struct Writer {
    pub desk: Desk,
    pub settings: Settings,
    pub clock: Box<dyn Clock>,
    pub orders: Receiver<Order>,
    pub wakes: Sender<Wake<House>>,
    /// Sessions of those who unlocked the screen.
    pub came: Sender<Session>,
    pub stopped: Arc<AtomicU64>,
}

impl Writer {
    /// Until it is told to end, or nobody can order any more.
    pub fn run(mut self) {
        let mut was_behind = false;
        while let Ok(order) = self.orders.recv() {
            let wake = match order {
                Order::Work(ticket, session, work) => Some(Wake::Done(ticket, self.work(ticket, &session, work))),
                Order::Unlock { was, user, pin } => Some(Wake::Unlocked(self.unlock(&was, &user, &pin))),
                Order::Print(job) => Some(match spool::put(self.desk.store().connection(), self.clock.millis(), &job) {
                    Ok(_) => Wake::Status,
                    Err(no) => Wake::News(Tone::Bad, no.to_string()),
                }),
                Order::Spool(asked) => {
                    asked.run(&mut self.desk);
                    None
                }
                Order::Keep { name, text } => {
                    put_own(self.desk.store().connection(), &name, &text).err().map(|no| Wake::News(Tone::Bad, no.to_string()))
                }
                Order::Rest => self.rest(&mut was_behind),
                Order::End => break,
            };
            if wake.is_some_and(|wake| self.wakes.send(wake).is_err()) {
                break;
            }
        }
        // A fault here loses nothing: the log is read again at the next start.
        let _ = self.desk.store().checkpoint();
    }

    fn work(&mut self, ticket: Ticket, session: &Session, work: Work) -> Result<Outcome, Trouble> {
        let mut bench =
            Bench { desk: &mut self.desk, session, settings: &self.settings, ticket, wakes: &self.wakes, stopped: &self.stopped };
        match bug::catch(|| work.run(&mut bench)) {
            Ok(Ok(outcome)) => Ok(outcome),
            Ok(Err(no)) => Err(trouble(no)),
            Err(bug) => Err(Trouble::Fault(self.bug_line(&bug))),
        }
    }

    fn unlock(&mut self, was: &str, user: &str, pin: &str) -> Result<Unlocked, Trouble> {
        let session = identify(&mut self.desk, user, pin).map_err(trouble)?;
        let who = if session.user() == was { Unlocked::Same } else { Unlocked::Other };
        // The loop takes it before it hears of the unlocking.
        let _ = self.came.send(session);
        Ok(who)
    }

    /// Idle: the log into the file, and a look at the clock (`J-18`). A clock that stands behind is said once.
    fn rest(&self, was_behind: &mut bool) -> Option<Wake<House>> {
        let behind = self.desk.clock_behind() > 60_000;
        let news = behind && !*was_behind;
        *was_behind = behind;
        match self.desk.store().checkpoint() {
            Err(fault) => Some(Wake::News(Tone::Bad, fault.to_string())),
            Ok(()) if news => Some(Wake::News(Tone::Bad, "the PC's clock stands behind the last entry: set it right".to_owned())),
            Ok(()) => None,
        }
    }

    fn bug_line(&self, bug: &bug::Bug) -> String {
        let folder: PathBuf = self.desk.store().dir().join(REPORTS);
        let fault = match bug::report(&folder, bug, "writer", &[]) {
            Ok(path) => Fault::new(
                "the program failed in this; nothing was recorded",
                format!("try again, and send {} to the maintainers", path.display()),
            ),
            Err(_) => Fault::new("the program failed in this; nothing was recorded", "try again, and tell the maintainers"),
        };
        fault.to_string()
    }
}

fn trouble(no: No) -> Trouble {
    match no {
        No::Refused(refusal) => Trouble::Refused(refusal),
        No::Broken(fault) => Trouble::Fault(fault.to_string()),
    }
}
