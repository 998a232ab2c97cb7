//! The backend of the screens: orders to the writer, readings on an own eye, the status line kept ready.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use zeroize::Zeroizing;

use super::keep::Keeper;
use super::query::{Answer, Query, View};
use super::status;
use super::work::{Outcome, Work};
use super::writer::{Order, Writer};
use crate::base::{Day, No};
use crate::desk::{Desk, Eye, Session};
use crate::edge::{Settings, SystemClock};
use crate::journal::Subject;
use crate::print::Patience;
use crate::rules::role::Role;
use crate::spool::{self, Handle, Message};
use crate::store::spool::NewJob;
use crate::sync::thread::{self, Message as News};
use crate::tui::backend::{Backend, Reply, Status, Ticket, Trouble, Wake};
use crate::tui::looks::Tone;

/// Desk and eye behind the screens.
pub struct House {
    eye: Eye,
    session: Session,
    status: Status,
    orders: Sender<Order>,
    wakes: Sender<Wake<House>>,
    came: Receiver<Session>,
    stopped: Arc<AtomicU64>,
    writer: Option<JoinHandle<()>>,
    keeper: Keeper,
    spooler: Option<Handle>,
    /// The talk with the hub.
    hub: Option<thread::Handle>,
    /// Another hand changed profile, tariffs or desks.
    learnt: Arc<AtomicBool>,
    /// What is typed, by the name it is kept under; and whether it is new.
    draft: Option<(String, String, bool)>,
}

impl House {
    /// Takes the desk into the writer's thread. Without a session nobody is logged on.
    pub fn new(desk: Desk, eye: Eye, settings: Settings, session: Option<Session>, wakes: Sender<Wake<Self>>) -> Self {
        let (orders, ordered) = channel();
        let (gives, came) = channel();
        let stopped = Arc::new(AtomicU64::new(0));
        let learnt = Arc::new(AtomicBool::new(false));
        let keeper = Keeper::new(desk.store().dir());
        let writer = Writer {
            desk,
            settings,
            clock: Box::new(SystemClock),
            orders: ordered,
            wakes: wakes.clone(),
            came: gives,
            stopped: Arc::clone(&stopped),
            long: VecDeque::new(),
            hub: None,
            learnt: Arc::clone(&learnt),
        };
        let writer = Some(std::thread::spawn(move || writer.run()));
        let session = session.unwrap_or_else(Session::onlooker);
        let status = status::first(&eye, &session);
        let (spooler, hub, draft) = (None, None, None);
        let mut house = Self { eye, session, status, orders, wakes, came, stopped, writer, keeper, spooler, hub, learnt, draft };
        house.renew();
        house
    }

    /// The channel that the backend itself wakes the loop through.
    pub fn sender(&self) -> Sender<Wake<Self>> {
        self.wakes.clone()
    }

    /// Starts printing: until then jobs only stand in the spool.
    pub fn start_spooler(&mut self, dir: &Path, on: Option<Day>, settings: Settings) {
        let (orders, wakes) = (self.orders.clone(), self.wakes.clone());
        let tell = move |message| {
            // Where nobody listens any more the program is ending.
            let _ = match message {
                Message::Write(asked) => orders.send(Order::Spool(asked)).is_ok(),
                Message::Moved(_) => wakes.send(Wake::Status).is_ok(),
                Message::Trouble(line) => wakes.send(Wake::News(Tone::Bad, line)).is_ok(),
            };
        };
        self.spooler = Some(spool::start(dir, on, settings, Patience::default(), tell));
    }

    /// Starts the talk with the hub, where the data file has one.
    ///
    /// # Errors
    /// Faults of the data file.
    pub fn start_sync(&mut self, dir: &Path) -> Result<(), No> {
        let (orders, wakes) = (self.orders.clone(), self.wakes.clone());
        self.hub = thread::start(dir, move |message| match message {
            News::Take(taking) => orders.send(Order::TakeIn(taking)).is_ok(),
            News::Keep { name, text } => orders.send(Order::Keep { name: name.to_owned(), text }).is_ok(),
            News::Moved => wakes.send(Wake::Status).is_ok(),
        })?;
        if let Some(hub) = &self.hub {
            self.order(Order::Hub(hub.voice().clone()));
        }
        self.renew();
        Ok(())
    }

    /// Ends the talk with the hub, the spooler after the paper it is sending, then the writer when everything ordered before is done.
    pub fn end(&mut self) {
        self.flush();
        drop(self.hub.take());
        if let Some(spooler) = self.spooler.take() {
            spooler.end();
        }
        let _ = self.orders.send(Order::End);
        if let Some(writer) = self.writer.take() {
            // It catches what its work does; a panic beyond that has been reported by the hook.
            let _ = writer.join();
        }
    }

    pub const fn session(&self) -> &Session {
        &self.session
    }

    fn come_in(&mut self, session: Session) {
        self.session = session;
        self.renew();
    }

    /// The status line's facts anew.
    fn renew(&mut self) {
        if self.learnt.swap(false, Ordering::Relaxed)
            && let Err(no) = self.eye.learn()
        {
            self.complain(&no);
        }
        let hub = self.hub.as_ref().map(|hub| hub.voice().state());
        if let Err(no) = status::renew(&mut self.status, &self.eye, &self.session, hub.as_ref()) {
            self.complain(&no);
        }
    }

    fn complain(&self, no: &No) {
        let _ = self.wakes.send(Wake::News(Tone::Bad, no.to_string()));
    }

    /// The profile or a tariff has changed: the eye reads them again.
    fn learn(&mut self, outcome: &Outcome) {
        let Outcome::Recorded(done) = outcome else { return };
        if done.entries.iter().any(|e| e.fact.subjects(&e.desk).contains(&Subject::Setup))
            && let Err(no) = self.eye.learn()
        {
            self.complain(&no);
        }
    }

    /// What was typed since the last quarter of a second goes to the disk; nobody waits for it.
    fn flush(&mut self) {
        if let Some((name, text, is_new)) = &mut self.draft
            && std::mem::take(is_new)
        {
            let order = Order::Keep { name: name.clone(), text: text.clone() };
            self.order(order);
        }
    }

    fn look_at_spool(&self) {
        if let Some(spooler) = &self.spooler {
            spooler.look();
        }
    }

    fn order(&self, order: Order) {
        // The writer ends with the house alone; an order to one that has gone is answered below, where a ticket waits.
        if let Err(unsent) = self.orders.send(order)
            && let Order::Work(ticket, ..) = unsent.0
        {
            let line = "the data file is not being written any more; start the program again".to_owned();
            let _ = self.wakes.send(Wake::Done(ticket, Err(Trouble::Fault(line))));
        }
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.end();
    }
}

impl Backend for House {
    type Act = Work;
    type Done = Outcome;
    type Query = Query;
    type Answer = Answer;
    type Job = NewJob;
    type Role = Role;

    fn start(&mut self, ticket: Ticket, act: Work) {
        self.order(Order::Work(ticket, self.session.clone(), act));
    }

    fn stop(&mut self, ticket: Ticket) {
        self.stopped.store(ticket.0, Ordering::Relaxed);
    }

    fn ask(&mut self, _ticket: Ticket, query: Query) -> Reply<Answer> {
        match query.read(&View { eye: &self.eye, session: &self.session, hub: self.hub.as_ref().map(thread::Handle::voice) }) {
            Ok(answer) => Reply::Now(answer),
            Err(no) => {
                self.complain(&no);
                Reply::Later
            }
        }
    }

    fn keep(&mut self, screen: &'static str, draft: String) {
        let name = format!("draft {screen} {}", self.session.user());
        let same = self.draft.as_ref().is_some_and(|(n, text, _)| *n == name && *text == draft);
        if !same {
            self.draft = Some((name, draft, true));
        }
    }

    fn print(&mut self, job: NewJob) {
        self.order(Order::Print(job));
    }

    fn unlock(&mut self, user: String, pin: Zeroizing<String>) {
        self.order(Order::Unlock { was: self.session.user().to_owned(), user, pin });
    }

    fn noticed(&mut self, wake: &Wake<Self>) {
        match wake {
            Wake::Key(_) | Wake::Paste(_) => self.keeper.typed(),
            Wake::Done(_, Ok(Outcome::CameIn(session))) => self.come_in(session.clone()),
            Wake::Done(_, outcome) => {
                if let Ok(outcome) = outcome {
                    self.learn(outcome);
                    self.look_at_spool();
                    self.keeper.wrote();
                }
                self.renew();
            }
            Wake::Unlocked(Ok(_)) => {
                if let Some(session) = self.came.try_iter().last() {
                    self.come_in(session);
                }
            }
            Wake::Status | Wake::News(..) => self.renew(),
            Wake::Tick => {
                self.flush();
                let due = self.keeper.tick(self.eye.today());
                if due.look {
                    self.renew();
                }
                if due.rest {
                    self.order(Order::Rest);
                }
                if due.backup {
                    self.keeper.backup(self.eye.today(), &self.wakes);
                }
            }
            _ => {}
        }
    }

    fn status(&self) -> &Status {
        &self.status
    }

    fn roles(&self) -> &[Role] {
        self.session.roles()
    }
}
