//! The meaning of the data, pure: tariff to lines, average, surcharge, calendar, rights.

pub mod average;
pub mod bill;
pub mod bpsc;
pub mod reading;
pub mod tariff;
