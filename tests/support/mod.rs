//! What the tests stand on: a disk that forgets, a terminal without a person, the program as a command, a child to kill.

pub mod chance;
pub mod cli;
pub mod kill;
pub mod patience;
pub mod pty;
pub mod source;
pub mod vfs;
