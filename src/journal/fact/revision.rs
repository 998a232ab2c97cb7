//! What a revision of bills found, and what came of it: the results, so that no fold prices anything (`R-2`, `R-7`, `R-8`).

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{ReadingFact, SupplyFact};
use crate::base::{ConsumerNo, Day, Money, PaperNo, Period, Register, Units};
use crate::rules::bill::{AcmBill, Head, Line, Method, MonthBar};
use crate::rules::reading::MeterState;
use crate::rules::revision::Change;

/// Bills worked out anew, from the first that is changed on: what a clerk proposes, and an officer approves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    pub changes: Vec<Change>,
    /// The bills that come out otherwise, the oldest first.
    pub bills: Vec<RevisedBill>,
    /// The surcharges that were charged too high, a line for each close (`B-17`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bpsc: Vec<RevisedBpsc>,
    /// What stood on the account beside the bills, and is of another amount.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<RevisedItem>,
    /// How many revisions of this account it knew of: one that did not know of another is not posted.
    #[serde(default, skip_serializing_if = "none")]
    pub knew: u32,
    /// What the next bill would have rested on; where it is not so any more, what came meanwhile stands.
    pub before: Box<Rest>,
    /// What the next bill rests on from now.
    pub after: Box<Rest>,
}

const fn none(count: &u32) -> bool {
    *count == 0
}

/// A bill as it was, and as it would have been; the issued one stays (`B-18`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RevisedBill {
    pub no: PaperNo,
    pub period: Period,
    pub old: Side,
    pub new: Side,
}

/// One of the two sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Side {
    pub method: Method,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Register>,
    pub units: Units,
    /// The bill's own lines, without what was posted before it.
    pub lines: Vec<Line>,
    /// The bill amount: the sum of the lines.
    pub amount: Money,
}

/// The surcharge of a close.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisedBpsc {
    pub period: Period,
    pub old: Money,
    pub new: Money,
}

/// Something that was put on the account, as a bill shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisedItem {
    pub bill: PaperNo,
    pub head: Head,
    pub text: String,
    pub old: Money,
    pub new: Money,
}

/// What a bill rests on: from which reading its units count, which months it covers, what it takes back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rest {
    pub supply: SupplyFact,
    pub meter: MeterState,
    pub last_actual: Period,
    pub metered: Vec<Units>,
    pub chart: Vec<MonthBar>,
    pub acm: Vec<AcmBill>,
    pub billed: Vec<Period>,
    pub dark: Vec<Period>,
    pub unbilled: Vec<ReadingFact>,
    /// The base of the last bill's surcharge (`B-17`).
    pub cc: Money,
}

impl Revision {
    /// What the account owes more; less where below zero. The surcharges are in it.
    pub fn difference(&self) -> Money {
        self.without_bpsc() + self.bpsc_back()
    }

    /// The same without the surcharges.
    pub fn without_bpsc(&self) -> Money {
        let bills: Money = self.bills.iter().map(|bill| bill.new.amount - bill.old.amount).sum();
        let items: Money = self.items.iter().map(|item| item.new - item.old).sum();
        bills + items
    }

    /// What of the surcharges is taken back: not above zero.
    pub fn bpsc_back(&self) -> Money {
        self.bpsc.iter().map(|line| line.new - line.old).sum()
    }

    /// Whether nothing comes out otherwise.
    pub fn is_nothing(&self) -> bool {
        self.bills.is_empty() && self.bpsc.is_empty() && self.items.is_empty() && self.before == self.after
    }

    /// The periods of the bills that it revises, as people say them.
    pub fn periods(&self) -> String {
        match (self.bills.first(), self.bills.last()) {
            (Some(first), Some(last)) if first.period != last.period => format!("{} to {}", first.period.short(), last.period.short()),
            (Some(first), _) => first.period.short(),
            _ => String::new(),
        }
    }
}

/// An approved revision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Revised {
    pub revision: Revision,
    /// Who proposed it; never who approved it.
    pub maker: String,
    /// The head against which the difference is posted.
    pub head: String,
}

/// A paper of the consumer's, kept in the data folder under its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    pub name: String,
    pub bytes: u64,
    /// SHA-256, in hex.
    pub sha256: String,
}

impl Attached {
    /// What these bytes are known by.
    pub fn hash_of(bytes: &[u8]) -> String {
        hex::encode(Sha256::digest(bytes))
    }

    /// SHA-256 in small hex letters.
    pub fn is_hash(text: &str) -> bool {
        text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    }

    /// Whether its hash is one: it names a file, and what stands in an entry may be anything.
    pub fn has_hash(&self) -> bool {
        Self::is_hash(&self.sha256)
    }

    /// Whether these bytes are the document, not one of them another.
    pub fn is(&self, bytes: &[u8]) -> bool {
        u64::try_from(bytes.len()) == Ok(self.bytes) && Self::hash_of(bytes) == self.sha256
    }

    /// As a step's field says it: name, bytes and hash of each, `|` between them, and a `;` between two files.
    pub fn written(files: &[Self]) -> String {
        files.iter().map(|file| format!("{}|{}|{}", file.name, file.bytes, file.sha256)).collect::<Vec<_>>().join(";")
    }

    /// Back from [`Self::written`].
    ///
    /// # Errors
    /// In words: a file that was not put into the data folder first.
    pub fn read(text: &str) -> Result<Vec<Self>, String> {
        let one = |part: &str| {
            let mut parts = part.trim().split('|');
            let (name, bytes, sha256) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
            let named = !name.is_empty() && name.chars().count() <= 80 && !name.chars().any(char::is_control);
            (parts.next().is_none() && Self::is_hash(sha256) && named).then(|| Self {
                name: name.to_owned(),
                bytes,
                sha256: sha256.to_owned(),
            })
        };
        let read = |part: &str| one(part).ok_or_else(|| format!("'{part}' is not in the data folder: give the file itself."));
        text.split(';').map(read).collect()
    }
}

/// The disputed part is held out of what makes a consumer belated and cut (`R-8`); `until` nothing: no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeHeld {
    /// The request.
    pub no: PaperNo,
    pub consumer: ConsumerNo,
    pub amount: Money,
    /// The last day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    pub reason: String,
}
