//! The utility, its desks and its people.

use serde::{Deserialize, Serialize};

use crate::base::DeskId;
use crate::rules::role::Role;

/// A desk's first entry: what it is, and the key that signs the head of its chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskFounded {
    pub utility: String,
    pub desk: DeskId,
    /// Ed25519, in hex.
    pub public_key: String,
    /// Tells this file's chain from another that was founded under the same desk number.
    pub origin: String,
    pub training: bool,
}

/// A profile or a tariff, as it was given in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextFile {
    pub file: String,
    pub text: String,
}

/// A user was made, or given other roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserSet {
    pub name: String,
    pub roles: Vec<Role>,
}

/// A user's password or PIN, as its Argon2id hash; never in clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordSet {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
}
