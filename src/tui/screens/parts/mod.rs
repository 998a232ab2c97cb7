//! Pieces of the trade that more than one screen shows.

pub mod areas;
pub mod bill;
pub mod documents;
pub mod doubt;
pub mod who;
pub mod why;
pub mod wishes;
