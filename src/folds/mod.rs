//! What entries make of a subject: state + entry → state, and the rows that lists and the ledger read. Pure.
//!
//! A fold never prices and never refuses: what was recorded happened. Whoever holds the same entries of a subject, in
//! the journal's order, has the same state of it.

pub mod application;
pub mod complaint;
pub mod consumer;
pub mod counter;
pub mod fit;
pub mod history;
pub mod item;
pub mod month;
pub mod online;
pub mod outbox;
pub mod posting;
pub mod rows;
pub mod setup;
pub mod stationery;
pub mod user;
pub mod words;
pub mod work;

pub use application::Application;
pub use complaint::Complaint;
pub use consumer::Consumer;
pub use counter::Counter;
pub use item::Item;
pub use month::Month;
pub use online::Online;
pub use posting::Pending;
pub use rows::Rows;
pub use setup::Setup;
pub use stationery::Stationery;
pub use user::User;
pub use work::Work;
