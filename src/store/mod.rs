//! The only room that speaks SQLite: open, migrate, append, project, answer, rebuild, verify.

pub mod append;
pub mod application_rows;
pub mod applications;
pub mod backup;
mod beside;
pub mod bulk;
pub mod codec;
mod complaint_rows;
pub mod complaints;
pub mod consumer_rows;
pub mod documents;
pub mod exchange;
pub mod fault;
pub mod glance;
pub mod known;
pub mod list;
pub mod lock;
pub mod month;
pub mod online;
pub mod open;
pub mod project;
pub mod read;
pub mod rebuild;
pub mod receive;
pub mod report;
pub mod rounds;
pub mod search;
pub mod series;
pub mod sight;
pub mod spool;
pub mod sql;
pub mod verify;

pub use open::{Reader, Store};
pub use sql::sql;
