//! What happens to a complaint, from the call to the proof that it was put right.
//!
//! Who called, from which number, in which words, stands in the entry's personal body (`J-19`).

use serde::{Deserialize, Serialize};

use crate::base::{ConsumerNo, PaperNo, Stamp};
use crate::rules::complaint::{Nature, Priority};

/// A call that nobody had made before (`M-1`). Limit and nature are those of its day: a changed profile changes no old complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintLogged {
    pub no: PaperNo,
    /// When the call came.
    pub at: Stamp,
    pub consumer: Option<ConsumerNo>,
    /// Street, pole or line, where it is no consumer's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    pub area: String,
    pub transformer: String,
    pub category: String,
    /// The category in words, with its kind.
    pub title: String,
    pub nature: Nature,
    pub priority: Priority,
    /// Minutes within which it is to be put right.
    pub limit: u32,
    /// What the caller is told, and the crew brings back (`M-11`).
    pub code: String,
    /// Whether a number to call back was given.
    pub callback: bool,
}

/// Another call about an open complaint: it is added, not logged twice (`M-3`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintCalled {
    pub no: PaperNo,
    pub consumer: Option<ConsumerNo>,
    pub at: Stamp,
    pub callback: bool,
    /// Where it makes the complaint more pressing than it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
}

/// Something was done about it (`M-6`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepTaken {
    pub no: PaperNo,
    pub consumer: Option<ConsumerNo>,
    pub at: Stamp,
    pub staff: String,
    pub done: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub material: String,
    pub then: Then,
}

/// What a step leaves behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Then {
    GoesOn,
    Passed {
        to: String,
    },
    /// The clock runs on.
    Held {
        reason: String,
    },
}

/// It was put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rectified {
    pub no: PaperNo,
    pub consumer: Option<ConsumerNo>,
    pub at: Stamp,
    /// Who did it.
    pub by: String,
    pub cause: String,
    pub proof: Proof,
    /// How often it had been reopened: of two made apart for one round the earlier stands.
    pub round: u32,
}

/// What shows that it was put right (`M-11`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// The crew brought the caller's code.
    Code,
    /// The clerk called back.
    CalledBack,
    /// Neither: counted apart.
    None,
}

impl Proof {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::CalledBack => "called back",
            Self::None => "not proved",
        }
    }
}

/// The caller says that it is not right, or not any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopened {
    pub no: PaperNo,
    pub consumer: Option<ConsumerNo>,
    pub at: Stamp,
    /// The round that this ends.
    pub round: u32,
}

/// Several complaints have one cause: `children` follow the rectification of `parent` (`M-3`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutageGrouped {
    pub parent: PaperNo,
    pub children: Vec<PaperNo>,
    pub at: Stamp,
}

/// A complaint has a cause of its own after all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutageParted {
    pub parent: PaperNo,
    pub child: PaperNo,
    pub at: Stamp,
}

/// The shift was handed over (`M-11`): what stood open then, crews out, promises made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftHandedOver {
    pub at: Stamp,
    pub to: String,
    pub crews: String,
    pub promises: String,
    /// Open at that moment, as this desk knew it.
    pub open: u32,
    pub danger: u32,
    pub late: u32,
}
