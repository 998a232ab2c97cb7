//! Entries of one desk on their way to another holder: a run of its chain, signed at its end (`J-4`, `J-8`).

use serde::{Deserialize, Serialize};

use super::Recorded;
use super::chain::Hash;
use super::sign::{Head, PublicKey, Signature};
use crate::base::DeskId;

/// A run of a desk's entries, without gaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Packed", into = "Packed")]
pub struct Parcel {
    pub desk: DeskId,
    /// The number of the entry before the first.
    pub after: i64,
    pub entries: Vec<Recorded>,
    /// The desk's own, over the last entry's number and hash.
    pub signature: Signature,
}

/// Why a parcel is not what its desk handed over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Tampered {
    #[error("entry {0} is of another desk, or not the next of its own")]
    OutOfPlace(String),
    #[error("personal details of entry {0} were altered")]
    Personal(String),
    #[error("its time does not follow at entry {0}")]
    Time(String),
    #[error("the entries up to {0} are not what the desk signed: one was altered, left out, put in or moved")]
    Signature(String),
    #[error("it is empty")]
    Empty,
}

impl Parcel {
    /// Where the chain stands after it.
    pub fn last(&self) -> i64 {
        self.after + i64::try_from(self.entries.len()).unwrap_or(0)
    }

    /// Holds the run to the chain that the holder has, and to the desk's signature; fills in the hashes, which don't travel. The head
    /// after it is returned.
    ///
    /// # Errors
    /// The first thing that is not as its desk wrote it. Nothing of the parcel may be believed then.
    pub fn check(&mut self, utility: &str, previous: Hash, previous_at: i64, key: PublicKey) -> Result<Head, Tampered> {
        let desk = self.desk.to_string();
        let (mut hash, mut at) = (previous, previous_at);
        for (seq, entry) in (self.after + 1..).zip(&mut self.entries) {
            if entry.desk != desk || entry.seq != seq {
                return Err(Tampered::OutOfPlace(format!("{desk}/{seq}")));
            }
            if let Some(personal) = &entry.personal {
                entry.personal_hash = Some(Hash::of(personal.as_bytes()).bytes().to_vec());
            }
            if entry.personal_hash.as_ref().is_some_and(|hash| hash.len() != 32) {
                return Err(Tampered::Personal(entry.name()));
            }
            if entry.at <= at {
                return Err(Tampered::Time(entry.name()));
            }
            hash = entry.expected_hash(hash);
            at = entry.at;
            entry.hash = hash.bytes().to_vec();
        }
        let last = self.entries.last().ok_or(Tampered::Empty)?;
        let head = Head { desk: self.desk.clone(), seq: last.seq, hash };
        if key.signed_head(utility, &head, &self.signature) { Ok(head) } else { Err(Tampered::Signature(last.name())) }
    }
}

/// How a parcel travels: column by column, so that what is alike stands together and packs small; what follows from the rest (numbers,
/// the chain's hashes, those of personal bodies that stand) stays at home.
#[derive(Serialize, Deserialize)]
struct Packed {
    desk: DeskId,
    after: i64,
    /// The first time, then what each is later than the one before.
    at: Vec<i64>,
    day: Vec<String>,
    user: Vec<String>,
    kind: Vec<String>,
    body: Vec<String>,
    personal: Vec<Option<String>>,
    /// Of erased bodies alone.
    erased: Vec<Option<Vec<u8>>>,
    signature: Signature,
}

impl From<Parcel> for Packed {
    fn from(parcel: Parcel) -> Self {
        let mut packed = Self {
            desk: parcel.desk,
            after: parcel.after,
            at: Vec::new(),
            day: Vec::new(),
            user: Vec::new(),
            kind: Vec::new(),
            body: Vec::new(),
            personal: Vec::new(),
            erased: Vec::new(),
            signature: parcel.signature,
        };
        let mut before = 0;
        for entry in parcel.entries {
            packed.at.push(entry.at.wrapping_sub(before));
            before = entry.at;
            packed.day.push(entry.day);
            packed.user.push(entry.user);
            packed.kind.push(entry.kind);
            packed.body.push(entry.body);
            packed.erased.push(entry.personal_hash.filter(|_| entry.personal.is_none()));
            packed.personal.push(entry.personal);
        }
        packed
    }
}

impl From<Packed> for Parcel {
    fn from(packed: Packed) -> Self {
        let name = packed.desk.to_string();
        let columns = packed.at.into_iter().zip(packed.day).zip(packed.user).zip(packed.kind).zip(packed.body);
        let mut at = 0_i64;
        let entries = (packed.after.saturating_add(1)..)
            .zip(columns.zip(packed.personal.into_iter().zip(packed.erased)))
            .map(|(seq, (((((later, day), user), kind), body), (personal, erased)))| {
                at = at.wrapping_add(later);
                let personal_hash = erased;
                Recorded { desk: name.clone(), seq, at, day, user, kind, body, personal, personal_hash, hash: Vec::new() }
            })
            .collect();
        Self { desk: packed.desk, after: packed.after, entries, signature: packed.signature }
    }
}
