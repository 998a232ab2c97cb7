//! The meaning of the data, pure: tariff to lines, average, surcharge, calendar, rights.

pub mod average;
pub mod bill;
pub mod bpsc;
pub mod cofee;
pub mod complaint;
pub mod connection;
pub mod head;
pub mod lifecycle;
pub mod notice;
pub mod profile;
pub mod reading;
pub mod revision;
pub mod role;
pub mod sounds;
pub mod status;
pub mod tariff;
pub mod tender;
pub mod todo;
pub mod workflow;
