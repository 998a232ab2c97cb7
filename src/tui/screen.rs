//! What a screen is, what it may answer, and the register of all of them.

use std::borrow::Cow;

use super::backend::{Backend, Progress, Status, Trouble};
use super::canvas::Canvas;
use super::keys::{Action, Key};
use super::looks::Tone;

/// One screen of the stack. It keeps what is typed and shown; it reads and writes nothing itself.
pub trait Screen<B: Backend> {
    /// Its name: that of its card, of its layer of keys, and of its text of help.
    fn name(&self) -> &'static str;

    fn title(&self) -> Cow<'_, str>;

    /// The layers of keys in force, nearest first; `global` is always below. They may change with what has the focus.
    fn layers(&self) -> &'static [&'static str];

    /// When it comes onto the stack: the place to ask its first question.
    fn opened(&mut self, _status: &Status) -> Effect<B> {
        Effect::Nothing
    }

    /// When the screen above it has gone without a word.
    fn uncovered(&mut self, _status: &Status) -> Effect<B> {
        Effect::Nothing
    }

    /// A quarter of a second has gone by with the screen on top, nothing over it and no key pressed: for what changes by itself.
    fn ticked(&mut self, _status: &Status) -> Effect<B> {
        Effect::Nothing
    }

    /// A key's action. [`Effect::Pass`] leaves it to the loop (back, help, leave, another screen).
    fn act(&mut self, action: Action, status: &Status) -> Effect<B>;

    /// A key without a binding: typing.
    fn typed(&mut self, _key: Key) -> Effect<B> {
        Effect::Nothing
    }

    /// What came of its act.
    fn done(&mut self, outcome: Result<B::Done, Trouble>, status: &Status) -> Effect<B>;

    /// How far its long work has come ([`Effect::Long`]).
    fn progressed(&mut self, _progress: &Progress) {}

    /// An answer to its question, or what a screen above handed down.
    fn answered(&mut self, _answer: B::Answer, _status: &Status) -> Effect<B> {
        Effect::Nothing
    }

    /// What is typed, to be kept on this machine against a power cut; empty where there is nothing to keep any more.
    fn draft(&self) -> Option<String> {
        None
    }

    /// Whether something typed would be lost if it closed now.
    fn has_typed(&self) -> bool {
        false
    }

    fn draw(&self, canvas: &mut Canvas<'_>);
}

/// What a screen answers. The loop carries it out.
pub enum Effect<B: Backend> {
    Nothing,
    /// Not this screen's to answer.
    Pass,
    Push(Box<dyn Screen<B>>),
    Replace(Box<dyn Screen<B>>),
    Pop,
    /// Closes the screen and hands a word to the one below.
    Return(B::Answer),
    /// Opens a registered screen by its name, where the user's roles allow it.
    Open(&'static str),
    /// Puts every screen away and starts with this one: after logging on.
    Home(Box<dyn Screen<B>>),
    /// Does a piece of work. The screen waits for it; keys typed meanwhile are kept.
    Act(B::Act),
    /// Begins a long piece of work that nobody waits for: every screen goes on, and `done` hears of its end. One at a time.
    Long(B::Act),
    /// Asks the long work to stop.
    Stop,
    Ask(B::Query),
    Print(B::Job),
    Say(Say),
    /// Asks yes or no; on yes the screen gets the action.
    Confirm(Confirm),
    Lock,
    Quit,
    All(Vec<Effect<B>>),
}

impl<B: Backend> Effect<B> {
    pub fn good(text: impl Into<String>) -> Self {
        Self::Say(Say { tone: Tone::Good, text: text.into() })
    }

    pub fn warn(text: impl Into<String>) -> Self {
        Self::Say(Say { tone: Tone::Warn, text: text.into() })
    }

    pub fn bad(text: impl Into<String>) -> Self {
        Self::Say(Say { tone: Tone::Bad, text: text.into() })
    }
}

/// A line for the person at the desk. It stands until the next one or the next action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Say {
    pub tone: Tone,
    pub text: String,
}

/// A question that is answered by yes or no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    pub question: String,
    /// What follows from a yes; may be empty.
    pub detail: String,
    /// What the screen is told on a yes.
    pub yes: Action,
    /// Whether Enter alone says yes. Not where something would be lost.
    pub ready: bool,
}

/// One line of the register: a screen that menu, Ctrl-K, help and tests know of.
pub struct Card<B: Backend> {
    pub name: &'static str,
    pub title: &'static str,
    /// One line for the menu.
    pub about: &'static str,
    /// Who may open it; nobody named: everyone.
    pub roles: &'static [B::Role],
    /// Its own actions, beside those of the kit.
    pub actions: &'static [Action],
    pub open: fn(&Status) -> Box<dyn Screen<B>>,
}

impl<B: Backend> Card<B> {
    /// The action that opens it: its name.
    pub const fn action(&self) -> Action {
        Action(self.name)
    }

    pub fn allows(&self, roles: &[B::Role]) -> bool {
        self.roles.is_empty() || self.roles.iter().any(|role| roles.contains(role))
    }
}

/// All screens that can be opened by name: the one place where a new one is mentioned.
pub type Register<B> = &'static [Card<B>];

/// Every action that the register's screens add to the kit's, for the keys to be checked against.
pub fn actions<B: Backend>(register: Register<B>) -> impl Iterator<Item = Action> {
    register.iter().flat_map(|card| std::iter::once(card.action()).chain(card.actions.iter().copied()))
}
