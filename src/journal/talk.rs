//! What a desk and the hub say to each other. One exchange is one request and one answer, each whole in itself: it may be cut off
//! anywhere, come twice or late, and is tried again without harm (`J-8`).

use std::io::Read;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::fact::DeskFounded;
use super::parcel::Parcel;
use super::sign::{Head, Signature};
use crate::base::{DeskId, Period};

/// The wire's version; a hub answers those it knows.
pub const VERSION: u16 = 1;
/// Where letters go.
pub const EXCHANGE: &str = "/v1/exchange";
pub const ENROL: &str = "/v1/enrol";
pub const BORROW: &str = "/v1/borrow";
pub const RETURN: &str = "/v1/return";
/// The headers in which a desk says who it is, and proves it.
pub const DESK: &str = "ebcm-desk";
pub const SIGNATURE: &str = "ebcm-signature";
/// Entries in one parcel of one's own.
pub const PARCEL: usize = 500;
/// Entries in one answer, about.
pub const ANSWER: usize = 2_000;
/// No letter unpacks to more bytes: a stick with years of an office stays below it.
const LARGEST: u64 = 512 << 20;
/// Tighter packing costs more than a satellite line saves by it.
const LEVEL: i32 = 9;

/// A desk asks: *this is what I have; take mine; give me what I lack*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    pub version: u16,
    pub utility: String,
    pub desk: DeskId,
    /// How far it holds each desk's chain, its own with it; signed, so that others may see what it was shown.
    pub held: Witness,
    /// Its entries behind those that the hub said it has.
    pub parcel: Option<Parcel>,
    /// How many seconds the hub may wait for news before it answers with none.
    pub wait: u16,
    /// The desk wants no entries now: it only hands over.
    pub only_send: bool,
}

/// What a desk says that it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    pub desk: DeskId,
    pub heads: Vec<Head>,
    pub signature: Signature,
}

/// The hub answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    Given(Given),
    Denied(Denied),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The asking desk's own chain, as far as the hub has it; number 0 where it has none.
    pub taken: Head,
    /// What it lacks, a run a desk.
    pub parcels: Vec<Parcel>,
    /// There is more to fetch at once.
    pub more: bool,
    /// How far each chain that is this desk's to hold goes at the hub.
    pub heads: Vec<Head>,
    /// What other desks said they hold.
    pub witnesses: Vec<Witness>,
}

/// Why the hub does not talk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Denied {
    /// It speaks another version of this wire.
    Version {
        hub: u16,
    },
    /// Another utility's hub.
    Utility {
        hub: String,
    },
    /// It was never admitted here.
    Unknown,
    Revoked {
        reason: String,
    },
    /// The letter's signature is not that of the desk's key.
    Signature,
    /// What was sent as a parcel is not what the desk's own signature covers.
    Tampered {
        why: String,
    },
    /// The hub has this desk's entry with another hash: two files write under one name.
    Forked {
        seq: i64,
    },
    /// The code is wrong, used or too old.
    Code,
    /// The close is another desk's.
    Lent {
        to: DeskId,
    },
    /// The hub can't do it now; it is tried again.
    Later {
        why: String,
    },
    /// It can't be so: what is wrong, and what to do.
    Refused {
        why: String,
    },
}

/// A new desk asks to be taken in, by a one-time code (`J-12`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrol {
    pub version: u16,
    pub utility: Option<String>,
    /// What the code proves without saying it.
    pub code: String,
    /// `None` for a desk that is to be founded: the hub gives it the next number of the code's office.
    pub founded: Option<DeskFounded>,
    pub public_key: String,
    pub origin: String,
}

/// What a desk that was taken in needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Enrolled {
    In { founded: DeskFounded, hub_key: String, utility: String },
    Denied(Denied),
}

/// A desk asks for the close of a period (`J-10`); the answer is the lease, which comes as an entry of the hub too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Borrow {
    pub version: u16,
    pub utility: String,
    pub desk: DeskId,
    pub period: Period,
}

/// A desk hands back what the hub itself had recorded, and lost. The hub's own signature proves it, whoever brings it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandBack {
    pub version: u16,
    pub utility: String,
    /// Of hubs' chains, each signed at its end.
    pub parcels: Vec<Parcel>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HandedBack {
    /// So many entries that the hub had not.
    Taken {
        entries: u64,
    },
    Denied(Denied),
}

/// A letter that can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("what came can't be read: it was cut off, or another program wrote it")]
pub struct Unreadable;

/// Packs a letter for the wire or a stick.
///
/// # Errors
/// None that data can bring about; the packing library's own.
pub fn pack<T: Serialize>(letter: &T) -> Result<Vec<u8>, Unreadable> {
    let bytes = postcard::to_stdvec(letter).map_err(|_| Unreadable)?;
    zstd::bulk::compress(&bytes, LEVEL).map_err(|_| Unreadable)
}

/// Unpacks a letter; one that would unpack to a monstrous size is not read.
///
/// # Errors
/// Anything but a whole letter of this kind.
pub fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unreadable> {
    let mut open = Vec::new();
    let decoder = zstd::stream::read::Decoder::new(bytes).map_err(|_| Unreadable)?;
    let length = decoder.take(LARGEST + 1).read_to_end(&mut open).map_err(|_| Unreadable)?;
    if length as u64 > LARGEST {
        return Err(Unreadable);
    }
    postcard::from_bytes(&open).map_err(|_| Unreadable)
}

impl Witness {
    /// What its signature covers.
    pub fn words(desk: &DeskId, heads: &[Head]) -> Vec<u8> {
        // A list of numbers and texts always has bytes.
        postcard::to_stdvec(&(desk, heads)).unwrap_or_default()
    }
}
