//! The statuses of a consumer, and what payment does to them (`lifecycle.md`).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How far a chain of months has gone: 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step(u8);

impl Step {
    pub const FIRST: Self = Self(1);

    pub fn new(step: u8) -> Option<Self> {
        (1..=5).contains(&step).then_some(Self(step))
    }

    pub const fn number(self) -> u8 {
        self.0
    }
}

/// Where a general connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Active.
    Live,
    /// Belated: the last bill stands unpaid past the close.
    Bltd,
    /// Disconnected for non-payment, by month.
    Dis(Step),
    /// Paid but not reconnected, by month.
    Pnr(Step),
    /// Permanently disconnected for non-payment, unpaid.
    Pdnp,
    /// Deactivated, nothing outstanding.
    Deaa,
    /// Permanently disconnected on request, unpaid.
    Pdor,
    /// Deactivated on request, nothing outstanding.
    Dear,
    /// Stop-bill, payment pending.
    Stbl,
    /// Stop-bill, safe fuse-off, may be reactivated.
    Stbp,
    /// Reactivated, security deposit pending.
    Stsd,
    /// Imported with arrears, not active.
    Blog,
    /// Online application, Government accommodation.
    Gvac,
}

impl Status {
    pub fn code(self) -> String {
        match self {
            Self::Live => "LIVE".into(),
            Self::Bltd => "BLTD".into(),
            Self::Dis(step) => format!("DIS{}", step.0),
            Self::Pnr(step) => format!("PNR{}", step.0),
            Self::Pdnp => "PDNP".into(),
            Self::Deaa => "DEAA".into(),
            Self::Pdor => "PDOR".into(),
            Self::Dear => "DEAR".into(),
            Self::Stbl => "STBL".into(),
            Self::Stbp => "STBP".into(),
            Self::Stsd => "STSD".into(),
            Self::Blog => "BLOG".into(),
            Self::Gvac => "GVAC".into(),
        }
    }

    /// In a clerk's words.
    pub fn words(self) -> String {
        match self {
            Self::Live => "active".into(),
            Self::Bltd => "belated: the last bill is unpaid".into(),
            Self::Dis(step) => format!("disconnected, month {}", step.0),
            Self::Pnr(step) => format!("paid but not reconnected, month {}", step.0),
            Self::Pdnp => "permanently disconnected for non-payment, unpaid".into(),
            Self::Deaa => "deactivated, nothing outstanding".into(),
            Self::Pdor => "permanently disconnected on request, unpaid".into(),
            Self::Dear => "deactivated on request, nothing outstanding".into(),
            Self::Stbl => "stop-bill, payment pending".into(),
            Self::Stbp => "stop-bill, may be reactivated".into(),
            Self::Stsd => "reactivated, security deposit pending".into(),
            Self::Blog => "imported with arrears, not active".into(),
            Self::Gvac => "online application, Government accommodation".into(),
        }
    }

    /// Whether a current bill is made for it at the window; the others can pay dues only (`L-12`).
    pub const fn is_billed(self) -> bool {
        matches!(self, Self::Live | Self::Bltd)
    }

    /// What it becomes when nothing is outstanding any more (table "Between the closes").
    #[must_use]
    pub const fn when_paid(self) -> Self {
        match self {
            Self::Bltd => Self::Live,
            Self::Dis(step) => Self::Pnr(step),
            Self::Pdnp | Self::Blog => Self::Deaa,
            Self::Pdor => Self::Dear,
            Self::Stbl => Self::Stbp,
            same => same,
        }
    }

    /// What it becomes when a payment that had settled the account is taken back (`L-12`, dishonoured cheque).
    #[must_use]
    pub const fn when_dishonoured(self) -> Self {
        match self {
            Self::Live => Self::Bltd,
            Self::Pnr(step) => Self::Dis(step),
            Self::Deaa => Self::Pdnp,
            Self::Dear => Self::Pdor,
            Self::Stbp | Self::Stsd => Self::Stbl,
            same => same,
        }
    }

    /// What it becomes when the receipt that had settled the account was another consumer's (`C-11`): as after a dishonour, but who
    /// did not pay late is not belated before the close says so (`L-6`).
    #[must_use]
    pub const fn when_moved_away(self) -> Self {
        match self {
            Self::Live => Self::Live,
            paid => paid.when_dishonoured(),
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.code())
    }
}

impl std::str::FromStr for Status {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let step = |digits: &str| digits.parse().ok().and_then(Step::new);
        Ok(match text {
            "LIVE" => Self::Live,
            "BLTD" => Self::Bltd,
            "PDNP" => Self::Pdnp,
            "DEAA" => Self::Deaa,
            "PDOR" => Self::Pdor,
            "DEAR" => Self::Dear,
            "STBL" => Self::Stbl,
            "STBP" => Self::Stbp,
            "STSD" => Self::Stsd,
            "BLOG" => Self::Blog,
            "GVAC" => Self::Gvac,
            other => match (other.get(..3), other.get(3..).and_then(step)) {
                (Some("DIS"), Some(step)) => Self::Dis(step),
                (Some("PNR"), Some(step)) => Self::Pnr(step),
                _ => return Err(format!("'{text}' is not a status")),
            },
        })
    }
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.code())
    }
}

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back() {
        for code in ["LIVE", "BLTD", "DIS1", "DIS5", "PNR1", "PNR5", "PDNP", "DEAA", "PDOR", "DEAR", "STBL", "STBP", "STSD", "BLOG", "GVAC"]
        {
            assert_eq!(code.parse::<Status>().map(Status::code), Ok(code.to_owned()));
        }
        for code in ["", "DIS", "DIS0", "DIS6", "PNRx", "live"] {
            assert!(code.parse::<Status>().is_err(), "{code}");
        }
    }
}
