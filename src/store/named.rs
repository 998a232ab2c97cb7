//! Documents as entries name them: which desk took each, with which request.

use rusqlite::{Connection, Row, params};

use super::codec::rows;
use super::fault::{broken, unreadable};
use super::sql;
use crate::base::{DeskId, No, PaperNo};
use crate::journal::Entry;
use crate::journal::fact::{Attached, Effected};
use crate::rules::role::Role;

/// A document, and the entry that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub desk: DeskId,
    pub seq: i64,
    pub request: PaperNo,
    pub file: Attached,
}

impl Named {
    /// `KVT-1/42`.
    pub fn entry(&self) -> String {
        format!("{}/{}", self.desk, self.seq)
    }
}

/// The documents of a request, those of steps taken apart with them.
///
/// # Errors
/// Faults of the disk.
pub fn of_request(conn: &Connection, no: &PaperNo) -> Result<Vec<Named>, No> {
    read(conn, "documents of application", [no.to_string()])
}

/// Those that entries of a desk behind `after` name, the first entry's first.
///
/// # Errors
/// Faults of the disk.
pub fn of_desk(conn: &Connection, desk: &DeskId, after: i64) -> Result<Vec<Named>, No> {
    read(conn, "documents of desk", params![desk.to_string(), after])
}

/// How many different ones these are.
///
/// # Errors
/// Faults of the disk.
pub fn count_of_desk(conn: &Connection, desk: &DeskId, after: i64) -> Result<usize, No> {
    let mut statement = conn.prepare_cached(sql("count documents of desk")).map_err(broken)?;
    let count: i64 = statement.query_row(params![desk.to_string(), after], |r| r.get(0)).map_err(broken)?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// Those that any entry names.
///
/// # Errors
/// Faults of the disk.
pub fn all(conn: &Connection) -> Result<Vec<Named>, No> {
    read(conn, "all documents", [])
}

/// What an entry of an application names.
pub(super) fn keep(conn: &Connection, entry: &Entry, application: &str) -> Result<(), No> {
    let effects = entry.fact.effects().iter();
    let attached = effects.filter_map(|effect| if let Effected::Attached(files) = effect { Some(files) } else { None }).flatten();
    for (line, file) in (0_i64..).zip(attached.filter(|file| file.has_hash())) {
        let bytes = i64::try_from(file.bytes).unwrap_or(i64::MAX);
        conn.prepare_cached(sql("put document"))
            .map_err(broken)?
            .execute(params![entry.desk.to_string(), entry.seq, line, application, file.name, bytes, file.sha256])
            .map_err(broken)?;
    }
    Ok(())
}

/// A row as it stands.
struct Raw {
    desk: String,
    seq: i64,
    request: String,
    file: Attached,
}

fn raw(r: &Row) -> rusqlite::Result<Raw> {
    let file = Attached { name: r.get(3)?, bytes: r.get::<_, i64>(4)?.unsigned_abs(), sha256: r.get(5)? };
    Ok(Raw { desk: r.get(0)?, seq: r.get(1)?, request: r.get(2)?, file })
}

impl Raw {
    fn named(self) -> Result<Named, No> {
        let Self { desk, seq, request, file } = self;
        let desk = desk.parse().map_err(|e| unreadable(&format!("entry {desk}/{seq}"), &e))?;
        let request = request.parse().map_err(|e| unreadable(&request, &e))?;
        Ok(Named { desk, seq, request, file })
    }
}

fn read(conn: &Connection, name: &'static str, params: impl rusqlite::Params) -> Result<Vec<Named>, No> {
    rows(conn, name, params, raw)?.into_iter().map(Raw::named).collect()
}

/// A document of a request that is open, and whom that waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    pub named: Named,
    pub office: String,
    pub role: Option<Role>,
}

/// The documents of open requests.
///
/// # Errors
/// Faults of the disk.
pub fn of_open(conn: &Connection) -> Result<Vec<Open>, No> {
    let found = rows(conn, "documents of open items", [], |r| Ok((raw(r)?, r.get(6)?, r.get::<_, String>(7)?)))?;
    found.into_iter().map(|(raw, office, role)| Ok(Open { named: raw.named()?, office, role: role.parse().ok() })).collect()
}
