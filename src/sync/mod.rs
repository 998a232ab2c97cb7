//! The desk's side of the line: it reaches the hub, hands over what is its own, fetches what it lacks, and says how things stand (`J-8`).
//! It never writes: what was fetched goes to whoever owns the desk, in small steps.

pub mod borrow;
pub mod carrier;
pub mod fetch;
pub mod join;
pub mod line;
mod papers;
pub mod pin;
mod porter;
pub mod round;
pub mod state;
pub mod stick;
mod talk;
pub mod thread;
pub mod words;

pub use line::{Line, Off};
pub use state::{Phase, State};
