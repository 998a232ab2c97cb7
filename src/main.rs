//! The program: see `lib.rs` for the house.

fn main() {}
