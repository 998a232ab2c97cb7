//! What people arrange among themselves about an item of the To Do list (`R-4`), beside the steps of its own.

use serde::{Deserialize, Serialize};

use crate::rules::role::Role;

/// An item was taken, given, or spoken of. Where it stands does not change by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemHandled {
    /// Its key in the list.
    pub item: String,
    /// Where it stood: an arrangement ends with the item's next step.
    pub stage: String,
    /// How many arrangements of that stage it knew of: of two made apart the earlier stands.
    pub turn: u32,
    pub how: Handled,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
}

/// What was done about an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Handled {
    /// Its user works on it.
    Taken,
    /// It is anybody's of the role again.
    PutBack,
    Assigned {
        to: String,
    },
    Forwarded {
        to: Role,
    },
    Commented,
    /// An officer has seen to a complaint that climbed to this level (1: the first).
    Completed {
        level: u8,
    },
}

impl Handled {
    /// Its word in commands and logs.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::PutBack => "put back",
            Self::Assigned { .. } => "assigned",
            Self::Forwarded { .. } => "forwarded",
            Self::Commented => "commented",
            Self::Completed { .. } => "seen to",
        }
    }

    /// To whom, or how far; empty where that is nobody's.
    pub fn towards(&self) -> String {
        match self {
            Self::Assigned { to } => format!("to {to}"),
            Self::Forwarded { to } => format!("to {to}"),
            Self::Completed { level } => format!("at level {level}"),
            Self::Taken | Self::PutBack | Self::Commented => String::new(),
        }
    }

    /// Whether it says whose the item is: a comment takes nobody's turn.
    pub const fn is_arrangement(&self) -> bool {
        !matches!(self, Self::Commented)
    }
}
