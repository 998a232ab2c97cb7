//! `ebcm`: the desk program of an electricity utility's counter.
//!
//! Acts decide, by rules, over exact values; the journal records what was decided; folds say what it means; the store
//! keeps and answers; the desk joins them in one transaction; screens, commands and print stand outside.
//! ARCHITECTURE.md draws the house; `tests/suite/house.rs` holds its arrows.

pub mod acts;
pub mod base;
pub mod cli;
pub mod demo;
pub mod desk;
pub mod edge;
pub mod folds;
pub mod hub;
pub mod import;
pub mod journal;
pub mod papers;
pub mod print;
pub mod reports;
pub mod rules;
pub mod spool;
pub mod store;
pub mod sync;
pub mod tui;
