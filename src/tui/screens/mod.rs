//! The program's screens, one file each, and their register.

pub mod home;
pub mod login;

use super::program::House;
use super::screen::Register;

/// All screens that a name, a key or the menu opens: the one place where a new one is mentioned. Their keys stand in
/// `assets/keys.toml`, their help in `assets/help.toml`.
pub const REGISTER: Register<House> = &[];
