//! The language of facts: what an entry is, its clock, its chain. Pure.

pub mod carry;
pub mod chain;
pub mod clock;
pub mod code;
pub mod entry;
pub mod fact;
pub mod parcel;
pub mod recorded;
pub mod seal;
pub mod sign;
pub mod talk;

pub use clock::Hlc;
pub use entry::{Entry, Personal, Subject};
pub use fact::Fact;
pub use recorded::Recorded;
