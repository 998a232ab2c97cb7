//! The To Do list on paper and in figures: an item whole, and what management asks (`R-4`, `R-11`).

pub mod entry;
pub mod mis;
