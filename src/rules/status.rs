//! The statuses of a consumer (`lifecycle.md`); what leads from one to the next stands in `lifecycle`.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How far a chain of months has gone: 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step(u8);

impl Step {
    pub const FIRST: Self = Self(1);
    pub const LAST: Self = Self(5);

    pub fn new(step: u8) -> Option<Self> {
        (1..=5).contains(&step).then_some(Self(step))
    }

    pub const fn number(self) -> u8 {
        self.0
    }

    /// The step after it; `None` after the last of `steps`.
    pub fn next(self, steps: u8) -> Option<Self> {
        if self.0 < steps { Self::new(self.0 + 1) } else { None }
    }
}

/// Where a connection stands.
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
    /// General connection: its number is made, the order awaited.
    Sdp,
    /// General connection: ordered, to be executed.
    Sco,
    /// Temporary connection: its number is made, the order awaited.
    Tap,
    /// Temporary connection: ordered, to be executed.
    Tcc,
    /// Temporary connection, active.
    New,
    /// Temporary connection, extended.
    Extn,
    /// Temporary connection, disconnected, unpaid.
    Disp,
    /// Temporary connection, disconnected, paid.
    Disc,
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
            Self::Sdp => "SDP".into(),
            Self::Sco => "SCO".into(),
            Self::Tap => "TAP".into(),
            Self::Tcc => "TCC".into(),
            Self::New => "NEW".into(),
            Self::Extn => "EXTN".into(),
            Self::Disp => "DISP".into(),
            Self::Disc => "DISC".into(),
        }
    }

    /// Every status, in the order of a connection's life.
    pub fn all() -> impl Iterator<Item = Self> {
        let steps = |of: fn(Step) -> Self| (1..=5).filter_map(Step::new).map(of);
        [Self::Sdp, Self::Sco, Self::Live, Self::Bltd]
            .into_iter()
            .chain(steps(Self::Dis))
            .chain(steps(Self::Pnr))
            .chain([Self::Pdnp, Self::Deaa, Self::Pdor, Self::Dear, Self::Stbl, Self::Stbp, Self::Stsd, Self::Blog, Self::Gvac])
            .chain([Self::Tap, Self::Tcc, Self::New, Self::Extn, Self::Disp, Self::Disc])
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
            Self::Sdp => "deposit collected, order awaited".into(),
            Self::Sco => "order served, to be connected".into(),
            Self::Tap => "temporary connection, advance paid, order awaited".into(),
            Self::Tcc => "temporary connection, order issued, to be executed".into(),
            Self::New => "temporary connection, active".into(),
            Self::Extn => "temporary connection, extended".into(),
            Self::Disp => "temporary connection, disconnected, unpaid".into(),
            Self::Disc => "temporary connection, disconnected, paid".into(),
        }
    }

    /// Whether a current bill is made for it at the window; the others can pay dues only (`L-12`).
    pub const fn is_billed(self) -> bool {
        matches!(self, Self::Live | Self::Bltd)
    }

    /// Whether the connection has ended: its meter may be up elsewhere, its premises may be connected again.
    pub const fn is_ended(self) -> bool {
        matches!(self, Self::Pdnp | Self::Deaa | Self::Pdor | Self::Dear | Self::Blog | Self::Disp | Self::Disc)
    }

    /// Whether it is not connected yet: its number is made, nothing is supplied and nothing read.
    pub const fn is_before_supply(self) -> bool {
        matches!(self, Self::Sdp | Self::Sco | Self::Tap | Self::Tcc)
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
            "SDP" => Self::Sdp,
            "SCO" => Self::Sco,
            "TAP" => Self::Tap,
            "TCC" => Self::Tcc,
            "NEW" => Self::New,
            "EXTN" => Self::Extn,
            "DISP" => Self::Disp,
            "DISC" => Self::Disc,
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
        assert_eq!(Status::all().count(), 29);
        for status in Status::all() {
            assert_eq!(status.code().parse::<Status>(), Ok(status));
        }
        for code in ["", "DIS", "DIS0", "DIS6", "PNRx", "live"] {
            assert!(code.parse::<Status>().is_err(), "{code}");
        }
    }
}
