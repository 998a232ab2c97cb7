//! The writer's thread: it owns the desk, does one piece of work after the other, and answers each. Work in steps gives way to
//! whatever else is ordered.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError};

use zeroize::Zeroizing;

use super::identity::identify;
use super::work::{Bench, Outcome, Ran, Work};
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
    /// Work in steps, begun and not done.
    pub long: VecDeque<Long>,
}

/// Work in steps: who began it under which ticket.
pub struct Long {
    ticket: Ticket,
    session: Session,
    work: Work,
}

impl Writer {
    /// Until it is told to end, or nobody can order any more. Work in steps that is not done then stays as it is.
    pub fn run(mut self) {
        let mut was_behind = false;
        while let Some(order) = self.next_order() {
            let wake = match order {
                Order::Work(ticket, session, work) => self.work(Long { ticket, session, work }),
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

    /// What is ordered next. While nothing is, work in steps goes on; `None` when nobody can order or listen any more.
    fn next_order(&mut self) -> Option<Order> {
        loop {
            let Some(first) = self.long.front() else { return self.orders.recv().ok() };
            let wake = if self.stopped.load(Ordering::Relaxed) == first.ticket.0 {
                let ticket = first.ticket;
                self.long.pop_front();
                Some(Wake::Done(ticket, Err(Trouble::Stopped)))
            } else {
                match self.orders.try_recv() {
                    Ok(order) => return Some(order),
                    Err(TryRecvError::Disconnected) => return None,
                    Err(TryRecvError::Empty) => self.long.pop_front().and_then(|long| self.work(long)),
                }
            };
            if wake.is_some_and(|wake| self.wakes.send(wake).is_err()) {
                return None;
            }
        }
    }

    /// Runs a piece of work, or a step of it; nothing is told while more of it is to be done.
    fn work(&mut self, Long { ticket, session, work }: Long) -> Option<Wake<House>> {
        let mut bench =
            Bench { desk: &mut self.desk, session: &session, settings: &self.settings, ticket, wakes: &self.wakes, stopped: &self.stopped };
        let outcome = match bug::catch(|| work.run(&mut bench)) {
            Ok(Ok(Ran::Done(outcome))) => Ok::<Outcome, Trouble>(outcome),
            Ok(Ok(Ran::More(work))) => {
                self.long.push_back(Long { ticket, session, work });
                return None;
            }
            Ok(Err(no)) => Err(trouble(no)),
            Err(bug) => Err(Trouble::Fault(self.bug_line(&bug))),
        };
        Some(Wake::Done(ticket, outcome))
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
