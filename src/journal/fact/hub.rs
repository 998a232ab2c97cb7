//! What the hub records in an office's name: who may write there, and what it did not take (`J-12`, `J-13`).

use serde::{Deserialize, Serialize};

use super::DeskFounded;
use crate::base::{DeskId, Period};

/// A desk was taken in by a one-time code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskAdmitted {
    pub founded: DeskFounded,
    /// The lost desk in whose place it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<DeskId>,
}

/// A desk writes no more; what it had handed over until then stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskRevoked {
    pub desk: DeskId,
    /// Its last entry that the hub took.
    pub last: i64,
    pub reason: String,
}

/// An entry that its desk had no right to write: every holder keeps it, nobody folds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRefused {
    pub desk: DeskId,
    pub seq: i64,
    pub kind: String,
    pub user: String,
    pub why: String,
}

/// The month close of a period is one desk's alone (`J-10`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseLent {
    pub office: String,
    pub period: Period,
    pub desk: DeskId,
}
