//! A counter's close.

use serde::{Deserialize, Serialize};

use crate::base::{Day, Money, PaperNo};
use crate::rules::tender::Mode;

/// A counter's close: numbered and frozen (`C-9`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterClosed {
    pub no: PaperNo,
    pub date: Day,
    pub float: Money,
    pub turned_in: Money,
    pub lines: Vec<ModeCount>,
    /// Pieces of each denomination, in rupees.
    pub denominations: Vec<(u32, u32)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub receipts: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<PaperNo>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<PaperNo>,
    pub duplicates: u32,
    /// Forms used and spoiled, by form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<FormCount>,
    pub unsent: i64,
    /// Closed and not yet remitted after this close, by mode; what the head cashier holds is in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<(Mode, Money)>,
    /// Over every receipt of the counter, in order.
    pub check: String,
}

impl CounterClosed {
    /// Counted less expected, over all modes.
    pub fn difference(&self) -> Money {
        self.lines.iter().map(|l| l.counted - l.expected).sum()
    }
}

/// A mode's expected and counted money at a close.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModeCount {
    pub mode: Mode,
    pub expected: Money,
    pub counted: Money,
}

/// Pre-printed forms of a counter's day (`C-23`): used = papers printed on them; what is over is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormCount {
    pub form: String,
    pub used: u32,
    pub spoiled: u32,
}
