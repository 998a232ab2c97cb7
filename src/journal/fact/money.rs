//! What was billed and paid.

use serde::{Deserialize, Serialize};

use super::ReadingFact;
use crate::base::{ConsumerNo, Day, Money, PaperNo, Period};
use crate::rules::bill::{Bill, Line};
use crate::rules::tender::{Mode, Tender};

/// A payment at the window: reading, bill, receipt and cash in one entry (`C-5`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paid {
    pub consumer: ConsumerNo,
    pub period: Period,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<ReadingFact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bill: Option<BillIssued>,
    pub receipt: Receipt,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protest: Option<Protest>,
}

/// A bill with its number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BillIssued {
    pub no: PaperNo,
    pub bill: Bill,
}

/// A receipt: what was taken, in which modes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub no: PaperNo,
    /// What is kept: the sum of the tenders.
    pub amount: Money,
    pub tenders: Vec<Tender>,
    /// What was handed over, cash before change included.
    pub tendered: Money,
    pub change: Money,
    /// Local time of day, `14:05`.
    pub time: String,
}

/// Paid under protest (`C-13`): what is claimed to be wrong, and what of it stays disputed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protest {
    /// `None` where the profile takes no requests at the counter (`R-1`): advice is printed instead.
    pub request: Option<PaperNo>,
    pub reason: String,
    /// The bill that is disputed; `None` where dues were paid under protest.
    pub bill: Option<PaperNo>,
    /// Not outstanding until decided (`L-18`).
    pub disputed: Money,
}

/// Money for a head of account without a bill; with or without a consumer (`C-11`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MiscReceived {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumer: Option<ConsumerNo>,
    pub head: String,
    /// Who paid, where no consumer did, and what for.
    pub remark: String,
    pub receipt: Receipt,
}

/// A cheque came back unpaid: every receipt it paid, in one act (`C-16`, `L-12`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChequeDishonoured {
    pub bank: String,
    pub number: String,
    pub cash_only_until: Day,
    pub hits: Vec<DishonouredReceipt>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DishonouredReceipt {
    pub receipt: PaperNo,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumer: Option<ConsumerNo>,
    /// The account that the receipt credited; `DUES` for a bill.
    pub head: String,
    pub mode: Mode,
    pub amount: Money,
    /// The bank's charge; it stands at the first receipt of each consumer.
    pub charge: Money,
    /// The surcharges of the closes since the receipt, with the charge (`L-12`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bpsc: Vec<Line>,
}
