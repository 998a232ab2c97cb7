//! The screen stack and what wakes it: a machine without terminal, clock or thread, so that tests can drive it by keys.

mod draw;
mod effects;
mod route;

use std::collections::VecDeque;

use super::assets::AssetFault;
use super::backend::{Backend, Progress, TICKS, Ticket, Wake};
use super::chrome;
use super::help::Helps;
use super::keys::{Key, Keymap};
use super::looks::{Ability, Looks, Tone};
use super::overlay::Overlay;
use super::screen::{Register, Say, Screen, actions};
use super::widgets::lock::Lock;

/// Screens on the stack; more than a person can follow.
const DEEPEST: usize = 16;
/// Keys kept while a piece of work is done: minutes of typing.
const MOST_AHEAD: usize = 4_096;
/// Actions named in the report of a bug.
const TRAIL: usize = 20;

/// The data files of the kit, read and checked against the register.
pub struct Kit {
    pub keys: Keymap,
    pub looks: Looks,
    pub helps: Helps,
}

impl Kit {
    pub fn embedded<B: Backend>(register: Register<B>, ability: Ability) -> Result<Self, AssetFault> {
        Ok(Self {
            keys: Keymap::embedded(actions(register))?,
            looks: Looks::embedded(ability)?,
            helps: Helps::embedded(register.iter().map(|card| card.name))?,
        })
    }
}

struct Slot<B: Backend> {
    id: u64,
    screen: Box<dyn Screen<B>>,
}

/// The act that the top screen waits for.
struct Waiting {
    ticket: Ticket,
    slot: u64,
    ticks: u32,
    progress: Option<Progress>,
    stopping: bool,
}

/// The long work that goes on beside the screens.
struct Long {
    ticket: Ticket,
    slot: u64,
    progress: Option<Progress>,
    stopping: bool,
}

/// The terminal's state: everything but the terminal.
pub struct App<B: Backend> {
    backend: B,
    kit: Kit,
    register: Register<B>,
    home: fn(&super::Status) -> Box<dyn Screen<B>>,
    stack: Vec<Slot<B>>,
    overlay: Option<Overlay>,
    lock: Option<Lock>,
    waiting: Option<Waiting>,
    long: Option<Long>,
    ahead: VecDeque<Key>,
    asked: Vec<(Ticket, u64)>,
    say: Option<Say>,
    problems: Vec<String>,
    idle: u32,
    lock_after: Option<u32>,
    last_number: u64,
    trail: VecDeque<&'static str>,
    size: (u16, u16),
    ended: bool,
}

impl<B: Backend> App<B> {
    /// Starts with `first`; `home` makes the screen that another user finds after taking over the desk.
    pub fn new(
        backend: B,
        kit: Kit,
        register: Register<B>,
        lock_after: Option<u32>,
        first: Box<dyn Screen<B>>,
        home: fn(&super::Status) -> Box<dyn Screen<B>>,
    ) -> Self {
        let mut app = Self {
            backend,
            kit,
            register,
            home,
            stack: Vec::new(),
            overlay: None,
            lock: None,
            waiting: None,
            long: None,
            ahead: VecDeque::new(),
            asked: Vec::new(),
            say: None,
            problems: Vec::new(),
            idle: 0,
            lock_after: lock_after.map(|minutes| minutes.saturating_mul(60 * TICKS)),
            last_number: 0,
            trail: VecDeque::new(),
            size: chrome::LEAST,
            ended: false,
        };
        app.push(first);
        app
    }

    pub const fn has_ended(&self) -> bool {
        self.ended
    }

    /// Whether an act is being done.
    pub const fn is_waiting(&self) -> bool {
        self.waiting.is_some()
    }

    /// Whether long work goes on.
    pub const fn is_working(&self) -> bool {
        self.long.is_some()
    }

    pub const fn is_locked(&self) -> bool {
        self.lock.is_some()
    }

    pub const fn backend(&self) -> &B {
        &self.backend
    }

    pub const fn backend_mut(&mut self) -> &mut B {
        &mut self.backend
    }

    /// The names of the screens, the lowest first.
    pub fn screens(&self) -> Vec<&'static str> {
        self.stack.iter().map(|slot| slot.screen.name()).collect()
    }

    /// What was done last, by the names of actions.
    pub fn trail(&self) -> Vec<&'static str> {
        self.trail.iter().copied().collect()
    }

    /// The one way in.
    pub fn handle(&mut self, wake: Wake<B>) {
        self.backend.noticed(&wake);
        match wake {
            Wake::Key(key) => {
                self.idle = 0;
                self.key(key);
                self.keep();
            }
            Wake::Paste(text) => {
                for c in text.chars().filter(|c| !c.is_control()) {
                    self.key(Key::char(c));
                }
                self.keep();
            }
            Wake::Resize(width, height) => self.size = (width, height),
            Wake::Tick => self.tick(),
            Wake::Progress(ticket, progress) => {
                if let Some(waiting) = self.waiting.as_mut().filter(|w| w.ticket == ticket) {
                    waiting.progress = Some(progress);
                } else if let Some(long) = self.long.as_mut().filter(|l| l.ticket == ticket) {
                    if let Some(slot) = self.stack.iter_mut().find(|slot| slot.id == long.slot) {
                        slot.screen.progressed(&progress);
                    }
                    long.progress = Some(progress);
                }
            }
            Wake::Done(ticket, outcome) => {
                self.done(ticket, outcome);
                self.keep();
            }
            Wake::Answer(ticket, answer) => self.answered(ticket, answer),
            Wake::Unlocked(outcome) => self.unlocked(outcome),
            Wake::News(Tone::Good, text) => self.say = Some(Say { tone: Tone::Good, text }),
            Wake::News(_, text) => {
                if !self.problems.contains(&text) {
                    self.problems.push(text);
                }
            }
            Wake::Status => {}
            Wake::Terminate => self.ended = true,
        }
    }

    fn tick(&mut self) {
        if let Some(waiting) = &mut self.waiting {
            waiting.ticks = waiting.ticks.saturating_add(1);
            return;
        }
        self.idle = self.idle.saturating_add(1);
        let logged_on = !self.backend.status().user.is_empty();
        if logged_on && self.lock.is_none() && self.lock_after.is_some_and(|after| self.idle >= after) {
            self.lock();
        }
        if self.overlay.is_none() && self.lock.is_none() {
            self.screen_tick();
        }
    }

    fn screen_tick(&mut self) {
        let Some(slot) = self.stack.last_mut() else { return };
        let (id, effect) = (slot.id, slot.screen.ticked(self.backend.status()));
        self.apply(effect, id);
    }

    /// What is typed on the top screen goes to be kept.
    fn keep(&mut self) {
        if let Some((name, draft)) = self.stack.last().and_then(|slot| slot.screen.draft().map(|draft| (slot.screen.name(), draft))) {
            self.backend.keep(name, draft);
        }
    }

    fn lock(&mut self) {
        self.lock = Some(Lock::new(&self.backend.status().user));
    }
}
