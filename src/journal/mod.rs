//! The language of facts: what an entry is, its clock, its chain. Pure.

pub mod chain;
pub mod clock;
pub mod entry;
pub mod fact;

pub use clock::Hlc;
pub use entry::{Entry, Personal, Subject};
pub use fact::Fact;
