//! Rows of either storage as what they mean.

use super::keep::{Member, Standing};
use crate::base::{DeskId, Fault};
use crate::journal::Recorded;
use crate::journal::chain::Hash;
use crate::journal::sign::Head;
use crate::journal::talk::Witness;

/// A row of `member` with its contact.
pub(super) struct MemberRow {
    pub(super) office: String,
    pub(super) desk: i64,
    pub(super) founded: String,
    pub(super) seq: i64,
    pub(super) hash: Vec<u8>,
    pub(super) at: i64,
    pub(super) standing: String,
    pub(super) revoked: Option<String>,
    pub(super) heard: i64,
}

impl MemberRow {
    pub(super) fn member(self) -> Result<Member, Fault> {
        let desk = desk(&self.office, self.desk)?;
        let unreadable = |e: serde_json::Error| altered(&desk.to_string(), &e);
        let hash = Hash::from_slice(&self.hash).ok_or_else(|| altered(&desk.to_string(), &"its head's hash is not 32 bytes"))?;
        Ok(Member {
            founded: serde_json::from_str(&self.founded).map_err(unreadable)?,
            at: self.at,
            standing: serde_json::from_str(&self.standing).map_err(unreadable)?,
            revoked: self.revoked,
            heard: self.heard,
            head: Head { desk, seq: self.seq, hash },
        })
    }
}

/// What stands in the storage is not what this program wrote there.
pub(super) fn altered(what: &str, why: &dyn std::fmt::Display) -> Fault {
    Fault::new(format!("what the hub keeps of {what} can't be read ({why})"), "restore the hub's storage from its latest backup")
}

pub(super) fn desk(office: &str, number: i64) -> Result<DeskId, Fault> {
    let desk = match u8::try_from(number) {
        Ok(0) => DeskId::hub(office),
        Ok(number) => DeskId::new(office, number),
        Err(_) => None,
    };
    desk.ok_or_else(|| altered(&format!("{office}-{number}"), &"it is no desk"))
}

/// The chain's hash of an entry on its way into the storage.
pub(super) fn hash(bytes: &[u8], entry: &str) -> Result<Hash, Fault> {
    Hash::from_slice(bytes).ok_or_else(|| altered(entry, &"its hash is not 32 bytes"))
}

pub(super) fn standing(standing: &Standing) -> Result<String, Fault> {
    serde_json::to_string(standing).map_err(|e| altered("a desk's standing", &e))
}

pub(super) fn founded(founded: &crate::journal::fact::DeskFounded) -> Result<String, Fault> {
    serde_json::to_string(founded).map_err(|e| altered("a desk's founding", &e))
}

pub(super) fn witness_bytes(witness: &Witness) -> Result<Vec<u8>, Fault> {
    postcard::to_stdvec(witness).map_err(|e| altered("a desk's word", &e))
}

/// Of a witness that an older program wrote nothing is known; the desk says it anew.
pub(super) fn witness(bytes: &[u8]) -> Option<Witness> {
    postcard::from_bytes(bytes).ok()
}

/// The signature that stands with an entry: the run's, at its last.
pub(super) fn signature<'a>(run: &'a super::keep::Run, entry: &Recorded) -> Option<&'a [u8]> {
    (entry.seq == run.head.seq).then(|| run.signature.bytes())
}

/// The offices that a deed changes, each once.
pub(super) fn offices(deed: &super::keep::Deed) -> Vec<String> {
    let mut offices: Vec<String> = deed.runs.iter().map(|run| run.desk.office().to_owned()).collect();
    offices.sort_unstable();
    offices.dedup();
    offices
}
