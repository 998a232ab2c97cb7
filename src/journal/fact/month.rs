//! What a month close does, and what the office does about it.

use serde::{Deserialize, Serialize};

use super::{BillIssued, ReadingFact, Receipt};
use crate::base::{ConsumerNo, Day, Money, PaperNo, Period};
use crate::journal::Hlc;
use crate::rules::bill::{Line, Method};
use crate::rules::status::Status;

/// The close of a period at an office has begun; what it records is as of the period's last day (`L-3`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseBegun {
    pub office: String,
    pub period: Period,
    /// The day on which it is run: notices count as served from then on (`L-15`).
    pub run_on: Day,
}

/// The AE orders a close though something is missing (`L-2`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseOrdered {
    pub office: String,
    pub period: Period,
    pub reason: String,
    /// What is missing, a line each.
    pub missing: Vec<String>,
}

/// What the close of a period did to a consumer (`L-5` to `L-9`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConsumerClosed {
    pub consumer: ConsumerNo,
    pub period: Period,
    /// The last day of the period's window: a payment of that day or before belongs before this close, whenever it is recorded (`L-13`).
    pub window_to: Day,
    /// How many receipts of bills the close knew of: where more turn out to stand before it, it is void (`L-13`).
    pub receipts: u32,
    pub from: Status,
    pub to: Status,
    pub outcome: Outcome,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bill: Option<BillIssued>,
    /// Charged at this close; where the close made a bill, it stands on that bill.
    #[serde(default, skip_serializing_if = "is_nil")]
    pub bpsc: Money,
    #[serde(default, skip_serializing_if = "is_nil")]
    pub cofee: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
}

fn is_nil(amount: &Money) -> bool {
    amount.is_zero()
}

impl ConsumerClosed {
    /// The numbered papers it made, in order.
    pub fn papers(&self) -> Vec<&PaperNo> {
        self.bill.iter().map(|b| &b.no).chain(self.notice.iter().map(|n| &n.no)).collect()
    }
}

/// Why a close did what it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Without a bill, and regular: billed, nothing more (`L-5`).
    Billed,
    /// Not regular: surcharge and notice (`L-6`).
    Belated,
    /// Left unpaid, and disconnected by the close (`L-7`).
    AutoDisconnected,
    /// Left unpaid, but the notice's days are not over (`L-7`, `L-15`).
    NoticeShort,
    /// Disconnected in this month (`L-8`).
    StaysDisconnected,
    /// Disconnected a month longer (`L-8`).
    NextStep,
    /// Disconnected for the last step: the connection ends (`L-8`).
    Permanent,
    /// Paid, and not reconnected (`L-9`).
    NotReconnected,
    /// Paid, and not reconnected for the last step (`L-9`).
    Deactivated,
    /// A reclose that leaves the consumer as it was before the close (`L-13`).
    Untouched,
}

impl Outcome {
    pub const ALL: [Self; 10] = [
        Self::Billed,
        Self::Belated,
        Self::AutoDisconnected,
        Self::NoticeShort,
        Self::StaysDisconnected,
        Self::NextStep,
        Self::Permanent,
        Self::NotReconnected,
        Self::Deactivated,
        Self::Untouched,
    ];

    /// As in the tables: `auto-disconnected`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Billed => "billed",
            Self::Belated => "belated",
            Self::AutoDisconnected => "auto-disconnected",
            Self::NoticeShort => "notice-short",
            Self::StaysDisconnected => "stays-disconnected",
            Self::NextStep => "next-step",
            Self::Permanent => "permanent",
            Self::NotReconnected => "not-reconnected",
            Self::Deactivated => "deactivated",
            Self::Untouched => "untouched",
        }
    }

    /// In a clerk's words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Billed => "billed by the close, regular",
            Self::Belated => "belated: surcharge and notice",
            Self::AutoDisconnected => "disconnected by the close",
            Self::NoticeShort => "belated still: the notice's days are not over",
            Self::StaysDisconnected => "disconnected in this month",
            Self::NextStep => "disconnected a month longer",
            Self::Permanent => "permanently disconnected for non-payment",
            Self::NotReconnected => "paid, not reconnected yet",
            Self::Deactivated => "paid, deactivated: not reconnected in time",
            Self::Untouched => "left as it was",
        }
    }
}

/// A bill-cum-disconnection notice (`L-15`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub no: PaperNo,
    /// What is outstanding, surcharge included.
    pub payable: Money,
    pub due: Day,
    /// When it counts as served.
    pub served: Day,
    /// The earliest day of a cut.
    pub cut_from: Day,
}

/// A close made anew for one consumer, in the place of one that a late payment made void (`L-13`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reclosed {
    /// The entry that it stands for, `KVT-1/42`; where that close had left the consumer alone, the number of the close.
    pub of: String,
    /// When that close began: the place of what it now does to one whom it had left alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<Hlc>,
    pub closed: ConsumerClosed,
}

/// A close is done: its numbered report's figures (`L-3`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthClosed {
    pub office: String,
    pub period: Period,
    pub no: PaperNo,
    pub totals: CloseTotals,
    /// Consumers that could not be closed, and why; they are as they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<LeftOut>,
}

/// A consumer that the close could not bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    pub consumer: ConsumerNo,
    pub why: String,
}

/// The figures of a close.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseTotals {
    /// Consumers by what the close did to them.
    pub outcomes: Vec<(Outcome, u32)>,
    /// Bills by average, door locks among them.
    pub acm: u32,
    pub door_lock: u32,
    /// Bills on a reading that was posted.
    pub actual: u32,
    pub final_bills: u32,
    /// The sum of the close's bills, surcharges not in it.
    pub billed: Money,
    pub bpsc: Money,
    pub cofee: Money,
    pub notices: u32,
}

impl CloseTotals {
    pub fn of(&self, outcome: Outcome) -> u32 {
        self.outcomes.iter().find(|(o, _)| *o == outcome).map_or(0, |(_, count)| *count)
    }

    /// Counts what a close does to one consumer.
    pub fn count(&mut self, outcome: Outcome, method: Option<Method>, door_lock: bool, notice: bool) {
        match self.outcomes.iter_mut().find(|(o, _)| *o == outcome) {
            Some((_, count)) => *count += 1,
            None => self.outcomes.push((outcome, 1)),
        }
        self.outcomes.sort_unstable_by_key(|(o, _)| *o);
        match method {
            Some(Method::Acm) => self.acm += 1,
            Some(Method::Actual) => self.actual += 1,
            Some(Method::Final) => self.final_bills += 1,
            None => {}
        }
        self.door_lock += u32::from(door_lock);
        self.notices += u32::from(notice);
    }

    /// Adds its amounts.
    pub fn sum(&mut self, billed: Money, bpsc: Money, cofee: Money) {
        self.billed += billed;
        self.bpsc += bpsc;
        self.cofee += cofee;
    }
}

/// A notice was served on a later day than it counted as served (`L-15`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeServed {
    pub consumer: ConsumerNo,
    pub notice: PaperNo,
    pub served: Day,
    pub cut_from: Day,
}

/// The JE cut the supply for non-payment; a reading taken with it is billed at once (`B-21`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SupplyCut {
    pub consumer: ConsumerNo,
    pub day: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<ReadingFact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bill: Option<BillIssued>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
}

/// The JE put the supply on again (`L-12`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplyRestored {
    pub consumer: ConsumerNo,
    pub day: Day,
    pub reading: ReadingFact,
    /// Posted to the account; nothing where the cut was not due (`L-13`).
    pub charge: Money,
}

/// The final reading of a connection that ended, billed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FinalRead {
    pub consumer: ConsumerNo,
    pub reading: ReadingFact,
    pub bill: BillIssued,
}

/// The AE lets a consumer pay in parts (`L-18`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstalmentsOrdered {
    pub consumer: ConsumerNo,
    pub no: PaperNo,
    pub reason: String,
    /// In the order of their days; they sum to what is outstanding.
    pub parts: Vec<Instalment>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instalment {
    pub day: Day,
    pub amount: Money,
}

/// What was paid under protest is decided (`L-18`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProtestDecided {
    pub consumer: ConsumerNo,
    /// Of what was disputed, what is given back to the account.
    pub upheld: Money,
    /// The surcharges of the closes since, on what is outstanding again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bpsc: Vec<Line>,
    pub reason: String,
}

/// A payment of the online system (`C-12`); its business date is the day on which it was paid there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidOnline {
    pub consumer: ConsumerNo,
    pub period: Period,
    pub reference: String,
    pub receipt: Receipt,
}

/// A payment of the online system whose consumer is not known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnlineUnmatched {
    pub reference: String,
    /// The number as the file has it.
    pub number: String,
    pub amount: Money,
    pub paid_on: Day,
    pub why: String,
}

/// An unmatched payment was settled without a consumer: sent back by the payment system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnlineReturned {
    pub reference: String,
    pub reason: String,
}

/// A case that a list holds was looked into (`L-13`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseSettled {
    pub consumer: ConsumerNo,
    pub case: Case,
    pub remark: String,
}

/// Why an officer must look at a consumer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Case {
    /// A late payment made a close void.
    Withdrawn,
    /// Bills stand whose months, previous reading or ACM return no longer hold.
    ToRevise,
    /// Two bills for one period.
    DoubleBilled,
}
