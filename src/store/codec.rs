//! Entries to rows and back.

use rusqlite::Row;

use super::fault::{broken, unreadable};
use crate::base::No;
use crate::journal::chain::{Covered, Hash};
use crate::journal::{Entry, Fact, Hlc};

/// A row of the journal as it stands in the file.
#[derive(Debug, Clone)]
pub struct RawEntry {
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

impl RawEntry {
    /// Reads the columns of the statements that give entries.
    pub fn from_row(row: &Row) -> rusqlite::Result<Self> {
        Ok(Self {
            desk: row.get(0)?,
            seq: row.get(1)?,
            at: row.get(2)?,
            day: row.get(3)?,
            user: row.get(4)?,
            kind: row.get(5)?,
            body: row.get(6)?,
            personal: row.get(7)?,
            personal_hash: row.get(8)?,
            hash: row.get(9)?,
        })
    }

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
    /// A body that this program can't read: altered, or of a newer one.
    pub fn decode(&self) -> Result<Entry, No> {
        let what = || format!("entry {}", self.name());
        let fact: Fact = serde_json::from_str(&self.body).map_err(|e| unreadable(&what(), &e))?;
        let personal = self.personal.as_deref().map(serde_json::from_str).transpose().map_err(|e| unreadable(&what(), &e))?;
        Ok(Entry {
            desk: self.desk.parse().map_err(|e| unreadable(&what(), &e))?,
            seq: self.seq,
            at: Hlc::from_raw(self.at),
            day: self.day.parse().map_err(|e| unreadable(&what(), &e))?,
            user: self.user.clone(),
            fact,
            personal,
            hash: Hash::from_slice(&self.hash).unwrap_or(Hash::ZERO),
            apart: false,
        })
    }
}

/// Runs a statement that gives entries, and hands each to `take`.
pub fn each_entry(
    conn: &rusqlite::Connection,
    name: &'static str,
    params: impl rusqlite::Params,
    mut take: impl FnMut(RawEntry) -> Result<(), No>,
) -> Result<(), No> {
    let mut statement = conn.prepare_cached(super::sql(name)).map_err(broken)?;
    let mut rows = statement.query(params).map_err(broken)?;
    while let Some(row) = rows.next().map_err(broken)? {
        take(RawEntry::from_row(row).map_err(broken)?)?;
    }
    Ok(())
}
