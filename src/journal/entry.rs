//! An entry: one act's whole outcome, so that no part of an act is ever seen without the rest.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::chain::Hash;
use super::{Fact, Hlc};
use crate::base::{ConsumerNo, Day, DeskId, PaperNo};

/// One entry of the journal as the program reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub desk: DeskId,
    /// Its running number at its desk, from 1, without gaps.
    pub seq: i64,
    pub at: Hlc,
    /// The business date.
    pub day: Day,
    pub user: String,
    pub fact: Fact,
    /// `None` where the entry has none, or where it was erased by order.
    pub personal: Option<Personal>,
    pub hash: Hash,
    /// A step of an application that was taken apart, after another had taken its turn: its money is kept, nothing else comes of it. The
    /// application says so, not the entry.
    pub apart: bool,
}

impl Entry {
    /// `KVT-1/42`: how people name it.
    pub fn name(&self) -> String {
        format!("{}/{}", self.desk, self.seq)
    }

    /// The order in which all holders fold: recorded time, then desk and number (`L-13`).
    pub fn order(&self) -> (Hlc, &DeskId, i64) {
        (self.at, &self.desk, self.seq)
    }
}

/// Personal details: they stand apart from the facts, in a body that can be erased by order (`J-19`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Personal {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// What a caller said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// What an entry is about; each subject is folded by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    Consumer(ConsumerNo),
    /// The counters of a desk, one after the other.
    Counter(DeskId),
    /// A posting on its way from maker to approver.
    Posting(PaperNo),
    /// A user of an office: two offices may have one of the same name.
    User {
        office: String,
        name: String,
    },
    /// The utility: profile, tariffs, desks.
    Setup,
    /// The pre-printed forms of a desk.
    Stationery(DeskId),
    /// The month closes of an office.
    Month(String),
    /// A payment of the online system, by its reference there.
    Online(String),
    Complaint(PaperNo),
    /// The complaint cell of a desk: its shifts.
    Cell(DeskId),
    Application(PaperNo),
    /// What was arranged about an item of the To Do list, by its key there.
    Item(String),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Consumer(no) => write!(f, "c{no}"),
            Self::Counter(desk) => write!(f, "k{desk}"),
            Self::Posting(no) => write!(f, "p{no}"),
            Self::User { office, name } => write!(f, "u{office}/{name}"),
            Self::Setup => f.write_str("setup"),
            Self::Stationery(desk) => write!(f, "s{desk}"),
            Self::Month(office) => write!(f, "m{office}"),
            Self::Online(reference) => write!(f, "o{reference}"),
            Self::Complaint(no) => write!(f, "t{no}"),
            Self::Cell(desk) => write!(f, "x{desk}"),
            Self::Application(no) => write!(f, "a{no}"),
            Self::Item(key) => write!(f, "i{key}"),
        }
    }
}
