//! The program: without a command the terminal screen, with one the piece of work it names.

use std::process::ExitCode;

fn main() -> ExitCode {
    ebcm::cli::main()
}
