//! A bill as it is recorded, whole: nothing about it is ever computed again (`B-18`).

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::base::{Day, Money, PaperNo, Period, Register, Units, rounding};
use crate::rules::tariff::{AcmShare, TariffMark};

/// An issued bill, a preview or a proposal: they are the same computation (`B-20`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bill {
    pub period: Period,
    pub date: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_date: Option<Day>,
    pub method: Method,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// How many months are billed.
    pub months: u32,
    pub units: Units,
    /// The units of each month, oldest first.
    pub month_units: Vec<MonthUnits>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_reading: Option<Register>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Register>,
    /// In the order of `B-16`; what was posted since the previous bill stands last. Less-lines are negative.
    pub lines: Vec<Line>,
    /// The sum of the lines that were not posted before.
    pub bill_amount: Money,
    #[serde(default, skip_serializing_if = "zero")]
    pub bpsc: Money,
    /// Posted since the previous bill, beside BPSC.
    #[serde(default, skip_serializing_if = "zero")]
    pub postings: Money,
    /// Previous payable less receipts since; an advance is negative.
    #[serde(default, skip_serializing_if = "zero")]
    pub arrears: Money,
    /// The account's balance after the bill.
    pub payable: Money,
    /// Of the payable, what is under protest and not to collect until that is decided (`L-18`).
    #[serde(default, skip_serializing_if = "zero")]
    pub disputed: Money,
    /// Of the payable, what falls due after the window by an instalment order (`L-18`).
    #[serde(default, skip_serializing_if = "zero")]
    pub deferred: Money,
    /// What is taken at the counter: whole rupees (`B-2`).
    pub collect: Money,
    pub tariffs: Vec<TariffRef>,
    /// The sum of the energy lines: CC charges.
    pub cc: Money,
    /// What earlier ACM bills are given back with it, by head (`B-14`); its CC lessens the base of `B-17`.
    #[serde(default, skip_serializing_if = "no_share")]
    pub taken_back: AcmShare,
    /// Of a bill by average: what a later actual bill returns (`B-14`).
    #[serde(default, skip_serializing_if = "no_share")]
    pub share: AcmShare,
}

fn zero(amount: &Money) -> bool {
    amount.is_zero()
}

fn no_share(share: &AcmShare) -> bool {
    *share == AcmShare::default()
}

impl Bill {
    /// The bill with a surcharge that the same close charges (`L-6`).
    #[must_use]
    pub fn with_bpsc(mut self, line: Line) -> Self {
        self.bpsc += line.amount;
        self.payable += line.amount;
        self.collect = rounding::to_collect(self.payable - self.disputed - self.deferred);
        // Before what was posted since: B-16 has the surcharge first.
        let place = self.lines.iter().position(|l| l.head.is_posting() && l.head != Head::Bpsc).unwrap_or(self.lines.len());
        self.lines.insert(place, line);
        self
    }

    /// Whether its units are an average, which the next actual bill takes back (`B-14`): also the last bill of a connection may be.
    pub fn is_by_average(&self) -> bool {
        self.method == Method::Acm || self.method == Method::Final && self.reading.is_none() && !no_share(&self.share)
    }

    /// The lines whose sum is the bill amount.
    pub fn own_lines(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|l| !l.head.is_posting())
    }

    /// What was posted since the previous bill.
    pub fn posted_lines(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|l| l.head.is_posting())
    }

    /// The sum of the lines under `head`.
    pub fn sum(&self, head: Head) -> Money {
        self.lines.iter().filter(|l| l.head == head).map(|l| l.amount).sum()
    }

    /// Whether a sample tariff had a part in it (`B-7`).
    pub fn is_sample(&self) -> bool {
        self.tariffs.iter().any(|t| t.mark == TariffMark::Sample)
    }
}

/// Where the units come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    Actual,
    Acm,
    /// The connection ended, or was cut with a reading (`B-21`).
    Final,
}

impl Method {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Actual => "actual",
            Self::Acm => "acm",
            Self::Final => "final",
        }
    }
}

/// What a bill says about itself beside its amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    DoorLock,
    StuckMeter,
    MeterChange,
    Rollover,
    Unmetered,
    CutOff,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthUnits {
    pub period: Period,
    pub units: Units,
    /// Whether fixed charge, minimum and rent are in this bill for it.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub charged: bool,
}

const fn yes() -> bool {
    true
}

const fn is_yes(charged: &bool) -> bool {
    *charged
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub head: Head,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<Units>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Decimal>,
    pub amount: Money,
}

impl Line {
    pub fn new(head: Head, text: impl Into<String>, amount: Money) -> Self {
        Self { head, text: text.into(), units: None, rate: None, amount }
    }
}

/// The head under which an amount is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Head {
    Cc,
    Fixed,
    Minimum,
    Rent,
    Fuel,
    Duty,
    Subsidy,
    Rebate,
    AcmRev,
    Bpsc,
    Misc,
    CoFee,
    Recon,
    Sd,
}

impl Head {
    pub const ALL: [Self; 14] = [
        Self::Cc,
        Self::Fixed,
        Self::Minimum,
        Self::Rent,
        Self::Fuel,
        Self::Duty,
        Self::Subsidy,
        Self::Rebate,
        Self::AcmRev,
        Self::Bpsc,
        Self::Misc,
        Self::CoFee,
        Self::Recon,
        Self::Sd,
    ];

    /// As in the journal: `ACMREV`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cc => "CC",
            Self::Fixed => "FIXED",
            Self::Minimum => "MINIMUM",
            Self::Rent => "RENT",
            Self::Fuel => "FUEL",
            Self::Duty => "DUTY",
            Self::Subsidy => "SUBSIDY",
            Self::Rebate => "REBATE",
            Self::AcmRev => "ACMREV",
            Self::Bpsc => "BPSC",
            Self::Misc => "MISC",
            Self::CoFee => "COFEE",
            Self::Recon => "RECON",
            Self::Sd => "SD",
        }
    }

    /// Whether lines of it come onto the account outside the bill, and the bill only shows them.
    pub const fn is_posting(self) -> bool {
        matches!(self, Self::Bpsc | Self::Misc | Self::CoFee | Self::Recon | Self::Sd)
    }
}

/// A month's units in the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthBar {
    pub period: Period,
    pub units: Units,
    /// Whether the units are an average, not metered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub average: bool,
}

/// A bill by average that a later actual one takes back (`B-14`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AcmBill {
    pub no: PaperNo,
    pub period: Period,
    pub share: AcmShare,
}

/// The tariff version that priced a bill (`B-5`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TariffRef {
    pub id: String,
    /// The first eight hex digits of its text's SHA-256.
    pub hash8: String,
    pub mark: TariffMark,
}
