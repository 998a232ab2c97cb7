//! What happens to an application for a connection, step by step, with the results of each.
//!
//! Names and addresses stand in the entry's personal body (`J-19`).

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Attached, BillIssued, MeterFact, ReadingFact, Receipt, Revised, Revision, SupplyFact};
use crate::base::{ConsumerNo, Day, Money, PaperNo};
use crate::rules::bill::Line;
use crate::rules::connection::{DemandLine, Estimate};
use crate::rules::status::Status;
use crate::rules::todo::TodoType;
use crate::rules::workflow::{Given, Stand};

/// An application began: handwritten and entered, or come in online.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApplicationMade {
    pub no: PaperNo,
    /// The workflow's name.
    pub workflow: String,
    /// The workflow's title then.
    pub title: String,
    /// Its type in the To Do list then.
    #[serde(default, rename = "type", skip_serializing_if = "TodoType::is_default")]
    pub todo: TodoType,
    pub office: String,
    pub step: String,
    /// The step's title then.
    pub step_title: String,
    pub stand: Stand,
    /// Whom it is about, where that is a consumer already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumer: Option<ConsumerNo>,
    /// Its number at the portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The receipt under protest that gave it its number (`C-13`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_receipt: Option<PaperNo>,
    #[serde(default, skip_serializing_if = "Given::is_empty")]
    pub given: Given,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub done: Vec<Effected>,
}

/// A step was taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApplicationStep {
    pub no: PaperNo,
    pub workflow: String,
    pub step: String,
    /// The step's title then.
    pub title: String,
    pub from: String,
    pub stand: Stand,
    /// How many steps it knew of: of two taken apart for one turn the earlier stands.
    pub turn: u32,
    /// Whose history it stands in too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumer: Option<ConsumerNo>,
    #[serde(default, skip_serializing_if = "Given::is_empty")]
    pub given: Given,
    /// Whether its personal body is the applicant's, from then on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub applicant: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub done: Vec<Effected>,
}

/// What came of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effected {
    Inspection {
        no: PaperNo,
        visit: Day,
    },
    Estimated(Estimate),
    Demanded(Demand),
    Collected(Collected),
    NumberMade(Box<NumberMade>),
    Ordered {
        no: PaperNo,
    },
    Connected(Box<Connection>),
    Energised {
        reading: ReadingFact,
    },
    WentLive,
    Extended {
        until: Day,
    },
    TemporarySettled(Box<Final>),
    ConnectionEnded(Box<Final>),
    BillStopped(Box<Final>),
    Reactivated,
    ReactivationWithdrawn,
    Claimed,
    Released,
    /// Name, address and telephone are those of the entry's personal body.
    PersonChanged,
    SupplyChanged(Box<SupplyFact>),
    /// A bill is disputed (`R-2`).
    Disputed {
        bill: PaperNo,
    },
    /// Papers of the consumer's came with it.
    Attached(Vec<Attached>),
    RevisionProposed(Box<Revision>),
    Revised(Box<Revised>),
    /// What stood disputed since a payment under protest is decided with the case: what was charged meanwhile (`L-18`).
    ProtestEnded {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        bpsc: Vec<Line>,
    },
}

/// What is to be paid, and until when: a demand note, or the slip of an advance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demand {
    pub no: PaperNo,
    pub last_day: Day,
    pub lines: Vec<DemandLine>,
    /// To the rupee (`B-2`).
    pub collect: Money,
    /// Charges that stand on the next bill, since an advance is kept for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_bill: bool,
}

/// A demand was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collected {
    pub demand: Demand,
    pub receipt: Receipt,
}

/// The consumer's number was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NumberMade {
    pub consumer: ConsumerNo,
    pub office: String,
    pub status: Status,
    pub supply: SupplyFact,
    /// Where the supply was on before the number was made (`N-5`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<Connection>,
    /// The consumer whose premises and line it takes over (`N-4`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<ConsumerNo>,
}

/// An order was executed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Connection {
    pub day: Day,
    pub meter: MeterFact,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub make: String,
    pub initial: u64,
    /// As it was found at the execution, where that is not as applied for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supply: Option<SupplyFact>,
}

/// A supply ended, for now or for good, on a reading that is billed (`B-21`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Final {
    pub reading: ReadingFact,
    /// Stands on the bill (`L-16`).
    #[serde(default, skip_serializing_if = "is_nil")]
    pub cofee: Money,
    pub bill: BillIssued,
}

fn is_nil(amount: &Money) -> bool {
    amount.is_zero()
}

impl Effected {
    /// The numbered papers it made, in order.
    pub fn papers(&self) -> Vec<&PaperNo> {
        match self {
            Self::Inspection { no, .. } | Self::Ordered { no } => vec![no],
            Self::Demanded(demand) => vec![&demand.no],
            Self::Collected(collected) => vec![&collected.receipt.no],
            Self::TemporarySettled(end) | Self::ConnectionEnded(end) | Self::BillStopped(end) => vec![&end.bill.no],
            _ => Vec::new(),
        }
    }

    /// How a supply ended.
    pub const fn ended(&self) -> Option<&Final> {
        match self {
            Self::TemporarySettled(end) | Self::ConnectionEnded(end) | Self::BillStopped(end) => Some(end),
            _ => None,
        }
    }

    /// Money that came in.
    pub const fn collected(&self) -> Option<&Collected> {
        if let Self::Collected(collected) = self { Some(collected) } else { None }
    }
}

/// The load as fields and papers show it.
pub fn load_words(supply: &SupplyFact) -> String {
    let plain = |load: Decimal| load.normalize().to_string();
    supply.load_kva.map_or_else(|| format!("{} kW", plain(supply.load_kw)), |kva| format!("{} kVA", plain(kva)))
}
