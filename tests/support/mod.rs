//! What the tests stand on: a disk that forgets, a terminal without a person, the program as a command, a child to kill.

pub mod arrive;
#[allow(dead_code, reason = "a driver is whole: each test takes what it needs of it")]
pub mod cell;
pub mod chance;
#[allow(dead_code, reason = "a driver is whole: each test takes what it needs of it")]
pub mod cli;
#[allow(dead_code, reason = "a driver is whole: each test takes what it needs of it")]
pub mod connect;
pub mod days;
pub mod escp;
pub mod gallery;
pub mod hands;
#[allow(dead_code, reason = "a driver is whole: each test takes what it needs of it")]
pub mod hub;
pub mod kill;
#[allow(dead_code, reason = "a driver is whole: each test takes what it needs of it")]
pub mod line;
pub mod model;
#[allow(dead_code, reason = "a driver is whole: each test takes what it needs of it")]
pub mod office;
pub mod papers;
pub mod patience;
#[allow(dead_code, reason = "a driver is whole: each test takes what it needs of it")]
pub mod postgres;
pub mod program;
#[allow(dead_code, reason = "a driver is whole: each test takes what it needs of it")]
pub mod pty;
pub mod satellite;
pub mod source;
pub mod stage;
pub mod story;
pub mod tally;
pub mod vfs;
