//! What a screen asks to be done: a piece of work for the writer's thread.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;

use super::House;
use super::query::Answer;
use crate::acts::Act;
use crate::base::No;
use crate::desk::{Desk, Done, Session, nothing_printed};
use crate::edge::Settings;
use crate::journal::Entry;
use crate::store::spool::NewJob;
use crate::sync::thread::Voice;
use crate::tui::backend::{Progress, Ticket, Wake};
use crate::tui::screen::Effect;

/// What came of a piece of work.
pub enum Outcome {
    /// An act was recorded.
    Recorded(Done),
    /// A user has shown who it is, and sits at the desk from now on.
    CameIn(Session),
    /// What the screen knows how to read.
    Gave(Answer),
}

type Once = dyn FnOnce(&mut Bench<'_>) -> Result<Outcome, No> + Send;
type Step = dyn FnMut(&mut Bench<'_>) -> Result<Option<Outcome>, No> + Send;

/// A piece of work: it runs on the writer's thread, in the name of whoever is logged on.
pub struct Work(Task);

enum Task {
    Once(Box<Once>),
    Steps(Box<Step>),
}

/// What came of running a piece of work.
pub(super) enum Ran {
    Done(Outcome),
    /// One step of it; the rest is to be run when nothing else waits.
    More(Work),
}

/// What a piece of work has at hand.
pub struct Bench<'a> {
    pub desk: &'a mut Desk,
    pub session: &'a Session,
    pub settings: &'a Settings,
    pub(super) ticket: Ticket,
    pub(super) wakes: &'a Sender<Wake<House>>,
    /// The ticket of the work that the clerk asked to stop.
    pub(super) stopped: &'a AtomicU64,
    /// The talk with the hub, where there is one.
    pub hub: Option<&'a Voice>,
}

impl Bench<'_> {
    /// Whether the clerk asked this work to stop.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed) == self.ticket.0
    }

    /// Shows how far it has come; `of` 0 where the whole isn't known.
    pub fn progress(&self, what: &str, done: u64, of: u64) {
        // Without a loop nobody looks.
        let _ = self.wakes.send(Wake::Progress(self.ticket, Progress { what: what.to_owned(), done, of }));
    }
}

impl Work {
    /// Work that is more than one act.
    pub fn new(task: impl FnOnce(&mut Bench<'_>) -> Result<Outcome, No> + Send + 'static) -> Self {
        Self(Task::Once(Box::new(task)))
    }

    /// Long work in small steps, each whole in itself: `step` is called until it gives an outcome. Between two steps everything else
    /// that was ordered is done first, a receipt above all, and the clerk may stop it. For [`Effect::Long`].
    pub fn steps(step: impl FnMut(&mut Bench<'_>) -> Result<Option<Outcome>, No> + Send + 'static) -> Self {
        Self(Task::Steps(Box::new(step)))
    }

    pub(super) fn run(self, bench: &mut Bench<'_>) -> Result<Ran, No> {
        match self.0 {
            Task::Once(task) => task(bench).map(Ran::Done),
            Task::Steps(mut step) => Ok(match step(bench)? {
                Some(outcome) => Ran::Done(outcome),
                None => Ran::More(Self(Task::Steps(step))),
            }),
        }
    }
}

/// The effect of doing one act, which prints nothing.
pub fn act(act: impl Act + 'static) -> Effect<House> {
    Effect::Act(Work::new(move |bench| Ok(Outcome::Recorded(bench.desk.act(bench.session, &act, &nothing_printed)?))))
}

/// The effect of doing one act whose papers print with it: the jobs stand in the same transaction.
pub fn print_act(act: impl Act + 'static, wishes: impl Fn(&Settings, &Session, &[Entry]) -> Vec<NewJob> + Send + 'static) -> Effect<House> {
    Effect::Act(Work::new(move |bench| {
        let (settings, session) = (bench.settings, bench.session);
        let done = bench.desk.act(session, &act, &|entries: &[Entry]| wishes(settings, session, entries))?;
        Ok(Outcome::Recorded(done))
    }))
}
