//! The meaning of the data, pure: tariff to lines, average, surcharge, calendar, rights.

pub mod head;
pub mod profile;
pub mod role;
pub mod status;
pub mod tender;
