//! Entries to rows and back.

use rusqlite::Row;

use super::fault::{broken, unreadable};
use crate::base::No;
use crate::journal::{Entry, Recorded};

/// Room for most bodies and states.
const ROOM: usize = 1_024;

/// Reads the columns of the statements that give entries.
pub fn recorded(row: &Row) -> rusqlite::Result<Recorded> {
    Ok(Recorded {
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

/// The entry as the program reads it.
///
/// # Errors
/// A body that this program can't read: altered, or of a newer one.
pub fn decode(recorded: &Recorded) -> Result<Entry, No> {
    recorded.decode().map_err(|why| unreadable(&format!("entry {}", recorded.name()), &why))
}

/// A body or a state in JSON. Most of them are longer than the text that serde begins with, which would then be moved three times.
pub fn json(value: &impl serde::Serialize) -> serde_json::Result<String> {
    let mut text = Vec::with_capacity(ROOM);
    serde_json::to_writer(&mut text, value)?;
    String::from_utf8(text).map_err(serde::ser::Error::custom)
}

/// Runs a statement that gives entries, and hands each to `take`.
pub fn each_entry(
    conn: &rusqlite::Connection,
    name: &'static str,
    params: impl rusqlite::Params,
    mut take: impl FnMut(Recorded) -> Result<(), No>,
) -> Result<(), No> {
    let mut statement = conn.prepare_cached(super::sql(name)).map_err(broken)?;
    let mut rows = statement.query(params).map_err(broken)?;
    while let Some(row) = rows.next().map_err(broken)? {
        take(recorded(row).map_err(broken)?)?;
    }
    Ok(())
}

/// What a named statement gives, each row read.
pub(super) fn rows<T>(
    conn: &rusqlite::Connection,
    name: &'static str,
    params: impl rusqlite::Params,
    read: impl FnMut(&Row) -> rusqlite::Result<T>,
) -> Result<Vec<T>, No> {
    let mut statement = conn.prepare_cached(super::sql(name)).map_err(broken)?;
    statement.query_map(params, read).map_err(broken)?.collect::<Result<_, _>>().map_err(broken)
}
