//! What the tests of this binary share.

pub mod gallery;
pub mod stage;
