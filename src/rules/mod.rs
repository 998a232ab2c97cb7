//! The meaning of the data, pure: tariff to lines, average, surcharge, calendar, rights.

pub mod average;
pub mod bill;
pub mod bpsc;
pub mod complaint;
pub mod head;
pub mod profile;
pub mod reading;
pub mod role;
pub mod sounds;
pub mod status;
pub mod tariff;
pub mod tender;
