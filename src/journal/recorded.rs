//! An entry as it is recorded and handed over: its bodies are the very texts that the chain covers.

use serde::{Deserialize, Serialize};

use super::chain::{Covered, Hash};
use super::{Entry, Fact, Hlc};

/// A row of the journal, as it stands in the file and goes over the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    pub desk: String,
    pub seq: i64,
    pub at: i64,
    pub day: String,
    pub user: String,
    pub kind: String,
    pub body: String,
    pub personal: Option<String>,
    pub personal_hash: Option<Vec<u8>>,
    pub hash: Vec<u8>,
}

impl Recorded {
    pub fn name(&self) -> String {
        format!("{}/{}", self.desk, self.seq)
    }

    /// The hash that the chain asks for after `previous`.
    pub fn expected_hash(&self, previous: Hash) -> Hash {
        Covered {
            previous,
            desk: &self.desk,
            seq: self.seq,
            at: self.at,
            day: &self.day,
            user: &self.user,
            kind: &self.kind,
            body: Hash::of(self.body.as_bytes()),
            personal: self.personal_hash.as_deref().and_then(Hash::from_slice),
        }
        .hash()
    }

    /// The entry as the program reads it.
    ///
    /// # Errors
    /// What in it this program can't read: altered, or of a newer one.
    pub fn decode(&self) -> Result<Entry, String> {
        let fact: Fact = serde_json::from_str(&self.body).map_err(|e| e.to_string())?;
        let personal = self.personal.as_deref().map(serde_json::from_str).transpose().map_err(|e| e.to_string())?;
        Ok(Entry {
            desk: self.desk.parse().map_err(|e: crate::base::number::NotANumber| e.to_string())?,
            seq: self.seq,
            at: Hlc::from_raw(self.at),
            day: self.day.parse().map_err(|e| format!("{e}"))?,
            user: self.user.clone(),
            fact,
            personal,
            hash: Hash::from_slice(&self.hash).unwrap_or(Hash::ZERO),
            apart: false,
        })
    }
}
