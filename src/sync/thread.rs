//! The talk with the hub beside a program that works: on a thread of its own, with a reader of its own. News is waited for at the hub; what
//! is recorded here goes out at once; a line that is away is tried again, ever more seldom, up to a minute.

use std::path::Path;
use std::sync::mpsc as plain;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::{Notify, mpsc, oneshot};

use super::borrow;
use super::line::Off;
use super::round::line_of;
use super::state::{Phase, State, denial};
use super::talk::Talk;
use crate::base::{Fault, No, Period};
use crate::desk::Desk;
use crate::edge::clock::Clock;
use crate::edge::{SystemClock, secret};
use crate::store::Reader;
use crate::store::exchange::Intake;
use crate::store::named::Named;

/// Between two tries of a line that is away.
pub(super) const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What the thread tells whoever started it.
pub enum Message {
    /// Entries that were fetched: the owner of the desk takes them in, step by step.
    Take(Taking),
    /// A fact of this machine that the owner of the desk is to keep.
    Keep { name: &'static str, text: String },
    /// Things stand otherwise than before: see [`Voice::state`].
    Moved,
}

/// What was fetched and believed, on its way into the data file.
pub struct Taking {
    pub(super) intake: Intake,
    pub(super) done: oneshot::Sender<Result<(), No>>,
}

impl Taking {
    /// One small step of it, on the desk's own thread; `None` when all of it stands, or nothing more can be written.
    pub fn step(mut self, desk: &mut Desk) -> Option<Self> {
        let done = match desk.take_in(&mut self.intake) {
            Ok(true) => return Some(self),
            Ok(false) => Ok(()),
            Err(no) => Err(no),
        };
        // Where the talk has ended meanwhile, what is written stays all the same.
        let _ = self.done.send(done);
        None
    }
}

/// What came of asking for a close.
pub type Lent = Result<(), Off>;

pub(super) struct Lease {
    pub(super) period: Period,
    pub(super) reply: plain::Sender<Lent>,
}

/// The thread, as its owner holds it; dropped, it ends.
pub struct Handle {
    voice: Voice,
    end: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
}

impl Handle {
    /// What others speak to it with.
    pub const fn voice(&self) -> &Voice {
        &self.voice
    }
}

/// Speaks to the thread, from wherever.
#[derive(Clone)]
pub struct Voice {
    recorded: Arc<Notify>,
    now: Arc<Notify>,
    leases: mpsc::UnboundedSender<Lease>,
    wants: mpsc::UnboundedSender<Vec<Named>>,
    state: Arc<Mutex<State>>,
}

impl Voice {
    /// How things stand.
    pub fn state(&self) -> State {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Something was recorded: it goes out at once.
    pub fn recorded(&self) {
        self.recorded.notify_one();
    }

    /// A person wants the line to be tried now.
    pub fn try_now(&self) {
        self.now.notify_one();
    }

    /// Somebody opens documents that lie elsewhere: they are fetched next.
    pub fn want(&self, documents: Vec<Named>) {
        // A thread that has ended fetches nothing, and says so by its state.
        let _ = self.wants.send(documents);
    }

    /// Asks for the close of a period; the answer comes when the lease stands in the data file, or was not given.
    pub fn borrow(&self, period: Period) -> plain::Receiver<Lent> {
        let (reply, answer) = plain::channel();
        // A thread that has ended drops the reply, which the asker sees.
        let _ = self.leases.send(Lease { period, reply });
        answer
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.end.notify_one();
        if let Some(thread) = self.thread.take() {
            // A panic in it was reported by the hook.
            let _ = thread.join();
        }
    }
}

/// Starts the talk of the data file in `dir` with its hub; `None` where it has none. `tell` says whether anybody still listens.
///
/// # Errors
/// Faults of the data file.
pub fn start(dir: &Path, tell: impl Fn(Message) -> bool + Send + 'static) -> Result<Option<Handle>, No> {
    if line_of(Reader::open(dir)?.connection())?.is_none() {
        return Ok(None);
    }
    let (leases, asked) = mpsc::unbounded_channel();
    let (wants, wanted) = mpsc::unbounded_channel();
    let voice = Voice { recorded: Arc::default(), now: Arc::default(), leases, wants, state: Arc::default() };
    let ears = Ears { recorded: Arc::clone(&voice.recorded), now: Arc::clone(&voice.now), leases: asked, wanted };
    let mouth = Mouth { tell: Box::new(tell), state: Arc::clone(&voice.state) };
    let end = Arc::new(Notify::new());
    let (dir, ends) = (dir.to_owned(), Arc::clone(&end));
    let thread = std::thread::spawn(move || {
        let Ok(runtime) = borrow::runtime() else { return };
        runtime.block_on(async {
            tokio::select! {
                () = talk(&dir, ears, mouth) => {}
                () = ends.notified() => {}
            }
        });
    });
    Ok(Some(Handle { voice, end, thread: Some(thread) }))
}

/// What the thread listens to.
pub(super) struct Ears {
    pub(super) recorded: Arc<Notify>,
    pub(super) now: Arc<Notify>,
    pub(super) leases: mpsc::UnboundedReceiver<Lease>,
    pub(super) wanted: mpsc::UnboundedReceiver<Vec<Named>>,
}

/// What it speaks with.
pub(super) struct Mouth {
    tell: Box<dyn Fn(Message) -> bool + Send>,
    state: Arc<Mutex<State>>,
}

impl Mouth {
    pub(super) fn tell(&self, message: Message) -> Result<(), Halt> {
        if (self.tell)(message) { Ok(()) } else { Err(Halt::Unheard) }
    }

    pub(super) fn say(&self, state: &State) -> Result<(), Halt> {
        let mut shown = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if *shown == *state {
            return Ok(());
        }
        shown.clone_from(state);
        drop(shown);
        self.tell(Message::Moved)
    }
}

/// Why a talk came to its end for now.
pub(super) enum Halt {
    Off(Off),
    /// The data file can't be read or written.
    Broken(No),
    /// Nobody listens any more.
    Unheard,
}

impl From<No> for Halt {
    fn from(no: No) -> Self {
        Self::Broken(no)
    }
}

impl From<Off> for Halt {
    fn from(off: Off) -> Self {
        Self::Off(off)
    }
}

async fn talk(dir: &Path, mut ears: Ears, mouth: Mouth) {
    let mut tries = 0;
    let mut state = State::default();
    let mut leased: Option<Lease> = None;
    loop {
        let halt = match Talk::begin(dir, &mouth, state.clone()) {
            Ok(mut talk) => {
                let halt = talk.go_on(&mut ears, leased.take()).await;
                tries = if talk.reached { 0 } else { tries };
                state = talk.state;
                halt
            }
            Err(no) => Halt::Broken(no),
        };
        let (phase, keep) = match halt {
            Halt::Unheard => return,
            Halt::Off(off) if !off.mends_itself() => (Phase::Denied(off.fault()), Some(denial(Some(&off.fault())))),
            Halt::Off(off) => (away(&state, off.fault()), None),
            Halt::Broken(No::Broken(fault)) => (Phase::Stuck(fault), None),
            Halt::Broken(No::Refused(refusal)) => (Phase::Stuck(Fault::new(refusal.message, "")), None),
        };
        state.phase = phase;
        let kept = keep.map_or(Ok(()), |(name, text)| mouth.tell(Message::Keep { name, text }));
        if kept.and_then(|()| mouth.say(&state)).is_err() {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(pause(tries)) => {}
            () = ears.now.notified() => {}
            lease = ears.leases.recv() => leased = lease,
        }
        tries = tries.saturating_add(1);
    }
}

fn away(state: &State, fault: Fault) -> Phase {
    let since = if let Phase::Away { since, .. } = state.phase { since } else { SystemClock.millis() };
    Phase::Away { since, fault }
}

/// 1 s, 2 s, 4 s ... 60 s, each shortened by up to a half, so that the desks of a region don't come back all at once.
pub(super) fn pause(tries: u32) -> Duration {
    let whole = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(tries.min(16))).min(LONGEST_PAUSE);
    let chance = secret::random::<1>().map_or(0, |[byte]| u32::from(byte));
    whole - whole / 2 * chance / 255
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_minute_and_are_never_the_same_for_all() {
        for (tries, whole) in [(0, 1_000), (1, 2_000), (3, 8_000), (5, 32_000), (6, 60_000), (60, 60_000)] {
            for _ in 0..20 {
                let pause = pause(tries).as_millis();
                assert!((whole / 2..=whole).contains(&pause), "{tries}: {pause}");
            }
        }
    }
}
