//! What most screens are: a list with deeds, a form that records, a text to read. Such a screen is said as data; how it
//! works is written here once, so that every list is searched, saved and printed the same way (`I-6`).

pub mod board;
pub mod choice;
pub mod folder;
pub mod leaf;
pub mod listed;
pub mod listing;
pub mod lookup;
pub mod monthly;
pub mod offer;
pub mod sheet;

pub use board::{Board, Deed};
pub use leaf::Leaf;
pub use listed::{Listed, Moved};
pub use listing::{Listing, Look};
pub use monthly::{Monthly, OfMonth};
pub use sheet::{Found, Sheet, Sure, Texts, Then};
