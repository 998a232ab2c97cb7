//! Bill revision as data: what may be changed in a bill, and the terms on which (`R-1`, `R-7`, `R-8`).

mod change;
mod parse;
mod terms;

pub use change::{Change, Named, written};
pub use parse::parse;
pub use terms::{Approver, Documents, Fetch, Terms};
