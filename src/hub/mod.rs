//! The hub: it keeps the journals of all offices, holds each entry to its chain, its desk's key and its user's rights, and gives desks what they lack.

mod admit;
pub mod backup;
pub mod cert;
pub mod core;
mod documents;
pub mod folder;
mod give;
mod hand;
pub mod keep;
mod lend;
pub mod metrics;
pub mod postgres;
pub mod put_back;
pub mod rights;
mod row;
pub mod serve;
pub mod shelf;
mod sql;
pub mod sqlite;
mod stick;
mod take;

pub use core::{Hub, Identity};
