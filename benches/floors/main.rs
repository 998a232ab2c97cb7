//! Each speed beside its floor, measured in the same run: `cargo bench [-- NAME...]`.
//!
//! Times belong to this machine and minute; the ratios to the floor carry over. Nothing here passes or fails.

#![allow(
    clippy::float_arithmetic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a bench measures and prints"
)]

mod application;
mod away;
mod close;
mod complaint;
mod engine;
mod hub;
mod lists;
mod paper;
mod payment;
mod people;
#[path = "../../tests/support/postgres.rs"]
#[allow(dead_code, reason = "the tests' own server: a bench takes what it needs of it")]
mod postgres;
mod revision;
mod sample;
mod screen;
mod todo;
mod year;

fn main() {
    // cargo's own flag is no name of ours.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    if let [make, dir] = wanted.as_slice()
        && make == "make"
    {
        return sample::make_large(std::path::Path::new(dir));
    }
    let all: [(&str, fn()); 14] = [
        ("away", away::run),
        ("close", close::run),
        ("engine", engine::run),
        ("hub", hub::run),
        ("lists", lists::run),
        ("paper", paper::run),
        ("payment", payment::run),
        ("people", people::run),
        ("screen", screen::run),
        ("complaint", complaint::run),
        ("application", application::run),
        ("todo", todo::run),
        ("year", year::run),
        ("revision", revision::run),
    ];
    for (name, run) in all {
        if wanted.is_empty() || wanted.iter().any(|w| w == name) {
            println!("\n== {name}");
            run();
        }
    }
}
