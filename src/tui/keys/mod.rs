//! Keys as data: `assets/keys.toml` says layer → key → action → one line of help; footer, F1 and Ctrl-K read the same table.

pub mod action;
mod map;
mod press;

pub use action::Action;
pub use map::{Binding, Keymap};
pub use press::{Key, NotAKey};
