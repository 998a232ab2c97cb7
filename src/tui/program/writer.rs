//! The writer's thread: it owns the desk, does one piece of work after the other, and answers each. Work in steps gives way to
//! whatever else is ordered.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError};

use zeroize::Zeroizing;

use super::identity::identify;
use super::work::{Bench, Outcome, Ran, Work};
use super::{House, REPORTS};
use crate::base::{Fault, No};
use crate::desk::{Desk, Session};
use crate::edge::Settings;
use crate::edge::clock::Clock;
use crate::folds::Setup;
use crate::spool::Asked;
use crate::store::open::put_own;
use crate::store::spool::{self, NewJob};
use crate::sync::thread::{Taking, Voice};
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
    /// The talk with the hub has begun: it hears of all that is recorded.
    Hub(Voice),
    /// Entries of other desks: they come in behind everything else.
    TakeIn(Taking),
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
    pub hub: Option<Voice>,
    /// Set when another hand changed profile, tariffs or desks: the eye reads them again.
    pub learnt: Arc<AtomicBool>,
}

/// What is done step by step, everything else between.
pub enum Long {
    Clerk(Piece),
    Fetched(Taking),
}

/// A piece of work: who began it under which ticket.
pub struct Piece {
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
                Order::Work(ticket, session, work) => self.work(Piece { ticket, session, work }),
                Order::Unlock { was, user, pin } => Some(Wake::Unlocked(self.unlock(&was, &user, &pin))),
                Order::Print(job) => Some(match spool::put(self.desk.store().connection(), self.clock.millis(), &job) {
                    Ok(_) => Wake::Status,
                    Err(no) => Wake::News(Tone::Bad, no.to_string()),
                }),
                Order::Spool(asked) => {
                    asked.run(&mut self.desk);
                    self.tell_hub();
                    None
                }
                Order::Hub(voice) => {
                    self.hub = Some(voice);
                    None
                }
                Order::TakeIn(taking) => {
                    self.long.push_back(Long::Fetched(taking));
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
            let stopped = if let Long::Clerk(piece) = first { Some(piece.ticket).filter(|t| self.is_stopped(*t)) } else { None };
            let wake = if let Some(ticket) = stopped {
                self.long.pop_front();
                Some(Wake::Done(ticket, Err(Trouble::Stopped)))
            } else {
                match self.orders.try_recv() {
                    Ok(order) => return Some(order),
                    Err(TryRecvError::Disconnected) => return None,
                    Err(TryRecvError::Empty) => match self.long.pop_front() {
                        Some(Long::Clerk(piece)) => self.work(piece),
                        Some(Long::Fetched(taking)) => {
                            self.take_in(taking);
                            None
                        }
                        None => None,
                    },
                }
            };
            if wake.is_some_and(|wake| self.wakes.send(wake).is_err()) {
                return None;
            }
        }
    }

    fn is_stopped(&self, ticket: Ticket) -> bool {
        self.stopped.load(Ordering::Relaxed) == ticket.0
    }

    /// What may have been recorded goes out at once.
    fn tell_hub(&self) {
        if let Some(hub) = &self.hub {
            hub.recorded();
        }
    }

    /// A step of what was fetched.
    fn take_in(&mut self, taking: Taking) {
        let before = rules_of(self.desk.setup());
        match bug::catch(|| taking.step(&mut self.desk)) {
            Ok(Some(rest)) => self.long.push_back(Long::Fetched(rest)),
            Ok(None) => {}
            Err(bug) => {
                // Whoever fetched it hears that it is not taken in, and tries again later.
                let _ = self.wakes.send(Wake::News(Tone::Bad, self.bug_line(&bug)));
            }
        }
        if rules_of(self.desk.setup()) != before {
            self.learnt.store(true, Ordering::Relaxed);
        }
        self.tell_hub();
    }

    /// Runs a piece of work, or a step of it; nothing is told while more of it is to be done.
    fn work(&mut self, Piece { ticket, session, work }: Piece) -> Option<Wake<House>> {
        let mut bench = Bench {
            desk: &mut self.desk,
            session: &session,
            settings: &self.settings,
            ticket,
            wakes: &self.wakes,
            stopped: &self.stopped,
            hub: self.hub.as_ref(),
        };
        let ran = bug::catch(|| work.run(&mut bench));
        self.tell_hub();
        let outcome = match ran {
            Ok(Ok(Ran::Done(outcome))) => Ok::<Outcome, Trouble>(outcome),
            Ok(Ok(Ran::More(work))) => {
                self.long.push_back(Long::Clerk(Piece { ticket, session, work }));
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

/// What tells one state of the rules from a later one: files and desks are added, never taken away.
fn rules_of(setup: &Setup) -> (usize, usize, usize, usize, Option<usize>) {
    let profile = setup.profile.as_ref().map(|file| file.text.len());
    (setup.tariffs.len(), setup.desks.len(), setup.served.len(), setup.revoked.len(), profile)
}

fn trouble(no: No) -> Trouble {
    match no {
        No::Refused(refusal) => Trouble::Refused(refusal),
        No::Broken(fault) => Trouble::Fault(fault.to_string()),
    }
}
