//! What a hub keeps, behind one small trait: SQLite for a small utility, PostgreSQL for a large one (`J-13`).
//!
//! Everything here is keyed by office first. A [`Deed`] is all or nothing; two hub processes that do one at the same time are told
//! apart by the heads they started from: the later is done again from what stands then.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

use super::shelf::Shelf;
use crate::base::{DeskId, Fault};
use crate::journal::Recorded;
use crate::journal::fact::DeskFounded;
use crate::journal::parcel::Parcel;
use crate::journal::sign::{Head, Signature};
use crate::journal::talk::Witness;
use crate::rules::role::Role;

/// News of any office: something may have been missed.
pub const EVERYWHERE: &str = "";

/// A desk that was taken in, or the hub's own hand in an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub founded: DeskFounded,
    /// Where its chain stands here; number 0 where nothing of it came yet.
    pub head: Head,
    /// The time of its last entry (`Hlc`).
    pub at: i64,
    pub standing: Standing,
    /// Why it writes no more.
    pub revoked: Option<String>,
    /// When it was heard last, in milliseconds since 1970; 0 where never.
    pub heard: i64,
}

/// What is known of a desk's chain so that the next entry can be judged without reading the ones before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The last number of each series, `R-2627` (`C-7`).
    pub series: BTreeMap<String, u32>,
    /// Its founding is over: what only a beginning may say without a role, it may no more.
    #[serde(default)]
    pub founded: bool,
    /// Entries behind the head that the hub refused and has not: it was put back from a backup, and its own chain came back first.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub refused: BTreeSet<i64>,
}

/// Entries to be put behind a desk's head. One without entries only holds the head to where it stands.
#[derive(Debug, Clone)]
pub struct Run {
    pub desk: DeskId,
    /// The head must still stand here, else the deed is not done.
    pub after: i64,
    /// With their hashes.
    pub entries: Vec<Recorded>,
    pub head: Head,
    pub at: i64,
    pub signature: Signature,
    pub standing: Standing,
    /// Roles given in this run: user and role, of the desk's office.
    pub granted: Vec<(String, Role)>,
    /// Entries whose personal bodies an order in this run erased (`J-19`).
    pub erased: Vec<(DeskId, i64)>,
    /// Its desk may be revoked: what it had handed over before that is put down again.
    pub of_the_past: bool,
}

/// A one-time code that the administrator gave out (`J-12`); the code itself is known to nobody but its bearer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The SHA-256 of the code's secret, in hex.
    pub id: String,
    pub office: String,
    pub replaces: Option<DeskId>,
    /// Milliseconds since 1970.
    pub until: i64,
    /// The public key of the desk that used it.
    pub used_by: Option<String>,
}

/// What is done in one transaction.
#[derive(Debug, Clone, Default)]
pub struct Deed {
    pub runs: Vec<Run>,
    /// New members; refused where a desk's number is taken.
    pub admit: Vec<DeskFounded>,
    /// After all else.
    pub revoke: Vec<(DeskId, String)>,
    /// The code used, and by which key. A code used before stops the deed.
    pub code: Option<(String, String)>,
    /// What the desk said that it holds, and when: with its entries this costs no transaction of its own.
    pub heard: Option<(Witness, i64)>,
}

/// Where a hub keeps entries and members.
pub trait Keep: Shelf {
    fn member(&self, desk: &DeskId) -> impl Future<Output = Result<Option<Member>, Fault>> + Send;

    /// All members of these offices, the hub's own hands with them.
    fn members(&self, offices: &[String]) -> impl Future<Output = Result<Vec<Member>, Fault>> + Send;

    /// Every user of an office that was ever given a role, with it.
    fn granted(&self, office: &str) -> impl Future<Output = Result<Vec<(String, Role)>, Fault>> + Send;

    /// The hash of one entry.
    fn hash(&self, desk: &DeskId, seq: i64) -> impl Future<Output = Result<Option<crate::journal::chain::Hash>, Fault>> + Send;

    /// A desk's entries behind `after`, about so many: it ends where the desk put its signature. `None` where there are none.
    fn parcel(&self, desk: &DeskId, after: i64, about: usize) -> impl Future<Output = Result<Option<Parcel>, Fault>> + Send;

    /// When the first entry behind each of these was recorded (`Hlc`); nothing for those that have none.
    fn next_at(&self, behind: &[(DeskId, i64)]) -> impl Future<Output = Result<Vec<(DeskId, i64)>, Fault>> + Send;

    /// Does a deed, durably. `false`: something stands otherwise than it started from, and nothing was done.
    fn put(&self, deed: &Arc<Deed>) -> impl Future<Output = Result<bool, Fault>> + Send;

    /// What a desk said that it holds, and when it was heard.
    fn put_witness(&self, witness: &Witness, heard: i64) -> impl Future<Output = Result<(), Fault>> + Send;

    /// What the desks of an office said last that they hold.
    fn witnesses(&self, office: &str) -> impl Future<Output = Result<Vec<Witness>, Fault>> + Send;

    fn put_code(&self, code: &Code) -> impl Future<Output = Result<(), Fault>> + Send;

    fn code(&self, id: &str) -> impl Future<Output = Result<Option<Code>, Fault>> + Send;

    /// The storage is an earlier state of itself: nobody was heard since, and codes given out before it are void.
    fn set_put_back(&self) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Whether the storage was put back, and the office has not caught up since.
    fn is_put_back(&self, office: &str) -> impl Future<Output = Result<bool, Fault>> + Send;

    /// These offices lack nothing more of what the hub itself had recorded there.
    fn set_caught_up(&self, offices: &[String]) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Whether it answers.
    fn ready(&self) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Tells the office in which something was put, by this process or another; [`EVERYWHERE`] where that is not known.
    fn news(&self) -> broadcast::Receiver<String>;
}
