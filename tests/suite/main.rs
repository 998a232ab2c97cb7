//! One test binary: a file here is a module of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that meets the unexpected stops with a word")]

#[path = "../support/mod.rs"]
mod support;

mod billing;
mod broken;
mod commands;
mod complaint;
mod complaint_count;
mod complaint_day;
mod complaint_order;
mod complaint_screen;
mod demo;
mod deny;
mod drivers;
mod faults_clock;
mod faults_disk;
mod faults_file;
mod faults_kill;
mod faults_order;
mod faults_power;
mod faults_tampering;
mod fourteen_months;
mod hang_up;
mod house;
mod hub_keep;
mod hub_lies;
mod hub_rights;
mod hub_simulation;
mod hub_stick;
mod import;
mod lists;
mod month;
mod month_faults;
mod month_late;
mod month_model;
mod month_papers;
mod online;
mod package;
mod papers;
mod power;
mod print_command;
mod print_cups;
mod print_devices;
mod print_documents;
mod print_forms;
mod reports;
mod reports_commands;
mod reports_hledger;
mod search;
mod slips;
mod spine;
mod spool;
mod statements;
mod tariff_faults;
mod tariff_forms;
mod terminal_counter;
mod terminal_keys;
mod terminal_lists;
mod terminal_looks;
mod terminal_month;
mod terminal_payment;
mod terminal_records;
mod terminal_walk;
mod whole_day;
