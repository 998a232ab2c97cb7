//! What comes in from the machine: its clock, its randomness, its settings. Nothing else in the program asks for them.

pub mod clock;
pub mod log;
pub mod secret;
pub mod settings;

pub use clock::{Clock, SystemClock};
pub use settings::Settings;
