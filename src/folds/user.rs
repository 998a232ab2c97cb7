//! A user: roles, password and PIN as hashes, locked or not.

use serde::{Deserialize, Serialize};

use crate::journal::Entry;
use crate::journal::fact::Fact;
use crate::rules::role::Role;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub name: String,
    pub roles: Vec<Role>,
    /// Argon2id, in the PHC form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
}

/// Folds one entry of a user. A new password unlocks.
pub fn fold(state: Option<User>, name: &str, entry: &Entry) -> User {
    let mut user = state.unwrap_or_else(|| User { name: name.to_owned(), ..User::default() });
    match &entry.fact {
        Fact::UserSet(set) => user.roles.clone_from(&set.roles),
        Fact::PasswordSet(set) => {
            if set.password.is_some() {
                user.password.clone_from(&set.password);
                user.locked = false;
            }
            if set.pin.is_some() {
                user.pin.clone_from(&set.pin);
            }
        }
        Fact::UserLocked { .. } => user.locked = true,
        _ => {}
    }
    user
}
