//! The program's screens, one file each, and their register.

pub mod account;
pub mod consumer;
pub mod counter;
pub mod find;
pub mod home;
pub mod login;
pub mod parts;
pub mod payment;

use super::program::House;
use super::screen::Register;

/// All screens that a name, a key or the menu opens: the one place where a new one is mentioned. Their keys stand in
/// `assets/keys.toml`, their help in `assets/help.toml`.
pub const REGISTER: Register<House> = &[payment::CARD, find::CARD, counter::CARD, account::CARD];
