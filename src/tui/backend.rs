//! What the terminal needs of the rest of the house, as one trait: so that the kit knows neither desk nor store.

use std::fmt;

use zeroize::Zeroizing;

use super::keys::Key;
use super::looks::Tone;
use crate::base::{Day, Refusal};

/// The house behind the screens.
///
/// Acts and prints are started here and done on other threads; what came of them returns as a [`Wake`] through the
/// channel that the keys come through too. Reading is done at once where it is quick.
pub trait Backend: Sized + 'static {
    /// A piece of work to be recorded.
    type Act;
    /// What came of one.
    type Done;
    /// A question to the data file.
    type Query;
    /// Its answer; also what a screen hands to the one below when it closes.
    type Answer;
    /// A paper to be printed.
    type Job;
    /// A role of the trade, `BCC`.
    type Role: Copy + Eq + fmt::Display + 'static;

    /// Starts `act` on the writer's thread; [`Wake::Done`] with the same ticket must follow, whatever happens.
    fn start(&mut self, ticket: Ticket, act: Self::Act);
    /// Asks the work under `ticket` to stop. Its [`Wake::Done`] still follows.
    fn stop(&mut self, ticket: Ticket);
    /// Answers at once, or says that [`Wake::Answer`] will follow. At once means within a millisecond.
    fn ask(&mut self, ticket: Ticket, query: Self::Query) -> Reply<Self::Answer>;
    /// Keeps what is typed on the screen of that name, soon and without being waited for.
    fn keep(&mut self, _screen: &'static str, _draft: String) {}
    /// Puts a paper into the print queue; [`Wake::News`] tells what became of it.
    fn print(&mut self, job: Self::Job);
    /// Checks a PIN for the lock screen, away from this thread; [`Wake::Unlocked`] follows. Another user may take over the desk with it.
    fn unlock(&mut self, user: String, pin: Zeroizing<String>);
    /// Told of each wake-up before the screens are, so that what it keeps ready is of now.
    fn noticed(&mut self, _wake: &Wake<Self>) {}
    /// What the status line shows now. Kept ready: it is read for each frame.
    fn status(&self) -> &Status;
    /// The roles of the user who is logged on.
    fn roles(&self) -> &[Self::Role];
}

/// Ties an outcome to what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket(pub u64);

/// An answer, now or later.
#[derive(Debug)]
pub enum Reply<A> {
    Now(A),
    Later,
}

/// Why an act came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The trade says no; nothing was recorded.
    Refused(Refusal),
    /// Something broke: one plain line with what to do.
    Fault(String),
    /// The clerk stopped it.
    Stopped,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Fault(line) => f.write_str(line),
            Self::Stopped => f.write_str("stopped before it was done; nothing more was recorded"),
        }
    }
}

/// How far a long piece of work has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What is being done, in a few words.
    pub what: String,
    pub done: u64,
    /// Of how many; 0 where that isn't known.
    pub of: u64,
}

/// Who sits at the desk after a PIN was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlocked {
    Same,
    /// Another user: the screens of the first are put away.
    Other,
}

/// Everything that can wake the loop. Closed: there is no other.
pub enum Wake<B: Backend> {
    Key(Key),
    /// Text pasted into the terminal; it types, it never commands.
    Paste(String),
    Resize(u16, u16),
    /// A quarter of a second has gone by.
    Tick,
    Progress(Ticket, Progress),
    Done(Ticket, Result<B::Done, Trouble>),
    Answer(Ticket, B::Answer),
    Unlocked(Result<Unlocked, Trouble>),
    /// From the background: a paper printed, a printer away, the line back. Bad news stays until seen.
    News(Tone, String),
    /// The status line's facts have changed: nothing but a new frame.
    Status,
    /// The system asks the program to end.
    Terminate,
}

/// Ticks in a second.
pub const TICKS: u32 = 4;

/// A lamp of the status line: a word, and whether it is well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lamp {
    pub tone: Tone,
    pub text: String,
}

/// What the status line shows (`I-3`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    pub office: String,
    pub desk: String,
    pub user: String,
    /// The user's roles, as shown: `BCC JE`.
    pub roles: String,
    pub date: Day,
    /// Whether the counter is open, in a few words. No amount: the close counts blind (`C-8`).
    pub counter: String,
    pub printer: Lamp,
    /// How many items of the To Do list are the user's to do.
    pub todo: usize,
    /// `None` where there is no hub.
    pub sync: Option<Lamp>,
    /// Made-up data: said on every screen.
    pub training: bool,
}
