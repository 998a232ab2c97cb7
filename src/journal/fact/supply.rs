//! What is supplied, through which meter, and how it was read.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::base::{ConsumerNo, Day, Digits, Factor, Money, Register, Units};
use crate::rules::status::Status;
use crate::rules::tariff::Phase;

/// A consumer brought in from the former system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConsumerImported {
    pub consumer: ConsumerNo,
    pub office: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_number: Option<String>,
    pub supply: SupplyFact,
    pub meter: MeterFact,
    pub connected_on: Option<Day>,
    pub last_reading: Register,
    pub last_reading_date: Day,
    /// Units of the last metered months, the latest first, at most three (`units_1` to `units_3`).
    pub units: Vec<Units>,
    pub arrears: Money,
    pub sd: Money,
    pub status: Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disconnected_on: Option<Day>,
}

/// What is supplied, and by which tariff category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SupplyFact {
    pub category: String,
    /// Of a temporary supply: the category that it would be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub would_be: Option<String>,
    pub phase: Phase,
    pub load_kw: Decimal,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load_kva: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub govt_department: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub area: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub feeder: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub transformer: String,
}

/// A meter as it was put up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterFact {
    pub no: String,
    pub digits: Digits,
    pub factor: Factor,
}

/// Who gave a reading (`B-8`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    #[serde(rename = "self")]
    Own,
    Reader,
    Surprise,
    Final,
    Initial,
}

impl Source {
    pub const fn words(self) -> &'static str {
        match self {
            Self::Own => "self-reading",
            Self::Reader => "meter reader",
            Self::Surprise => "surprise check",
            Self::Final => "final reading",
            Self::Initial => "initial reading",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingFact {
    pub value: Register,
    pub day: Day,
    pub source: Source,
}

/// A reading taken down without a bill: Government readings, surprise checks, a reader's round (`C-15`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingPosted {
    pub consumer: ConsumerNo,
    pub reading: ReadingFact,
}

/// The old meter's last reading and the new meter's first, together (`B-10`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterChanged {
    pub consumer: ConsumerNo,
    pub day: Day,
    pub last: Register,
    pub meter: MeterFact,
    pub initial: u64,
}
