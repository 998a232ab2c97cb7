//! One test binary: a file here is a module of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what it expects")]

mod billing;
mod tariff_faults;
mod tariff_forms;
