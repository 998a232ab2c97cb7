//! What a clerk changes when a bill is worked out anew (`R-7`).

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::base::{Day, Factor, Money, PaperNo, Period, Units};

/// Which bill is meant: by its number, or by its period where the account has one bill of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Named {
    Bill(PaperNo),
    Period(Period),
}

/// One change; what follows from it in this bill and in those after it, the engine works out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// The meter stood at `value`; `rollover`: it had passed its last digit since the reading before.
    Reading {
        bill: Named,
        value: u64,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        rollover: bool,
    },
    /// Billed by average: of the months before (`B-15`), or of so many units a month.
    Average {
        bill: Named,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        each: Option<Units>,
    },
    /// Something that was put on the account and stands on that bill is of another amount; of nothing, where it was wrong altogether.
    Item { bill: Named, text: String, amount: Money },
    /// Another category in the bills from a period on.
    Category { code: String, from: Period },
    /// Another connected load, in kW.
    Load { kw: Decimal, from: Period },
    /// Another multiplying factor of the meter.
    Factor { factor: Factor, from: Period },
    /// A month was without supply from beginning to end (`B-12`).
    Dark { period: Period },
    /// A month was supplied that counts as one without.
    Supplied { period: Period },
    /// The meter change recorded on `day` was at other readings.
    Meter { day: Day, last: u64, initial: u64 },
}

impl Change {
    /// The bill that it names.
    pub const fn bill(&self) -> Option<&Named> {
        match self {
            Self::Reading { bill, .. } | Self::Average { bill, .. } | Self::Item { bill, .. } => Some(bill),
            _ => None,
        }
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bill(no) => no.fmt(f),
            Self::Period(period) => period.fmt(f),
        }
    }
}

/// As it is typed.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reading { bill, value, rollover: true } => write!(f, "{bill} reading {value} rollover"),
            Self::Reading { bill, value, .. } => write!(f, "{bill} reading {value}"),
            Self::Average { bill, each: Some(each) } => write!(f, "{bill} average {each}"),
            Self::Average { bill, each: None } => write!(f, "{bill} average"),
            Self::Item { bill, text, amount } if amount.is_zero() => write!(f, "{bill} drop \"{text}\""),
            Self::Item { bill, text, amount } => write!(f, "{bill} item \"{text}\" {amount}"),
            Self::Category { code, from } => write!(f, "category {code} from {from}"),
            Self::Load { kw, from } => write!(f, "load {} from {from}", kw.normalize()),
            Self::Factor { factor, from } => write!(f, "factor {} from {from}", factor.decimal().normalize()),
            Self::Dark { period } => write!(f, "dark {period}"),
            Self::Supplied { period } => write!(f, "supplied {period}"),
            Self::Meter { day, last, initial } => write!(f, "meter {day} last {last} initial {initial}"),
        }
    }
}

/// Changes in one line, as they are typed.
pub fn written(changes: &[Change]) -> String {
    changes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
