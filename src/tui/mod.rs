//! The terminal: loop, screen stack, keys as data, looks, widgets, screens.
//!
//! A screen answers a key's action with an effect and does no I/O; drawing takes `&self`. [`App`] carries the effects
//! out and is driven by one closed enum, [`Wake`]; [`run`] ties it to a real terminal. The house behind it all is the
//! trait [`Backend`]: but for [`program`], which is that house, and the program's [`screens`], nothing in here knows desk
//! or store.

pub mod app;
pub mod assets;
pub mod backend;
mod bug;
mod canvas;
mod chrome;
mod help;
pub mod keys;
pub mod looks;
mod overlay;
pub mod program;
mod run;
mod screen;
pub mod screens;
mod terminal;
pub mod widgets;

pub use app::{App, Kit};
pub use backend::{Backend, Lamp, Progress, Reply, Status, Ticket, Trouble, Unlocked, Wake};
pub use bug::{Bug, catch};
pub use canvas::{Canvas, row, shorten, width, wrap};
pub use help::Helps;
pub use keys::{Action, Key, Keymap, action};
pub use looks::{Ability, Letters, Looks, Role, Tone};
pub use run::{Ended, run, turn};
pub use screen::{Card, Confirm, Effect, Register, Say, Screen, actions};
