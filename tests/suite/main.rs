//! One test binary: a file here is a module of it.

mod billing;
mod tariff_faults;
mod tariff_forms;
