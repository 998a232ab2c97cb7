//! Exact values: money, units, days, periods, numbers. No input or output; knows nothing of bills.

pub mod day;
pub mod energy;
pub mod fault;
pub mod money;
pub mod number;
pub mod period;
pub mod refusal;
pub mod rounding;
pub mod stamp;
pub mod words;

pub use day::Day;
pub use energy::{Digits, Factor, Register, Units};
pub use fault::{Fault, No};
pub use money::Money;
pub use number::{ConsumerNo, DeskId, PaperKind, PaperNo};
pub use period::{FinYear, Period};
pub use refusal::Refusal;
pub use stamp::Stamp;
