//! Entries of other desks into the journal and every projection. They were held to their chain and signature before they come here.

use rusqlite::{Connection, params};

use super::codec::{each_entry, recorded};
use super::fault::broken;
use super::{append, beside, project, sql};
use crate::base::No;
use crate::journal::fact::{EntryRefused, Fact};
use crate::journal::{Entry, Recorded};

/// What came of receiving.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Received {
    pub entries: usize,
    /// A refusal came for an entry that is folded here: the projections are to be built again without it.
    pub unfolds: bool,
}

/// Puts entries, each the next of its desk, in the journal's order among themselves, into the file; in the caller's transaction.
///
/// # Errors
/// Faults of the disk; a breach of an invariant. Nothing of it stays then.
pub fn receive(conn: &Connection, entries: &[Recorded]) -> Result<Received, No> {
    let mut received = Received { entries: entries.len(), unfolds: false };
    for raw in entries.iter().filter(|raw| raw.kind == "entry-refused") {
        if let Ok(Entry { fact: Fact::EntryRefused(refused), .. }) = raw.decode() {
            received.unfolds |= stands(conn, &refused)?;
            put_refused(conn, &refused)?;
        }
    }
    let mut to_fold: Vec<Entry> = Vec::with_capacity(entries.len());
    for raw in entries {
        append::write(conn, raw)?;
        match raw.decode() {
            Ok(entry) if is_refused(conn, raw)? => beside::count_papers(conn, &entry)?,
            Ok(entry) => {
                append::index(conn, &entry)?;
                to_fold.push(entry);
            }
            Err(_) => keep_unread(conn, raw)?,
        }
    }
    project::project_together(conn, to_fold)?;
    Ok(received)
}

/// Puts entries in the journal and folds nothing: for a new file, whose projections are built when all is there.
///
/// # Errors
/// Faults of the disk.
pub fn put_down(conn: &Connection, entries: &[Recorded]) -> Result<(), No> {
    entries.iter().try_for_each(|raw| append::write(conn, raw))
}

fn stands(conn: &Connection, refused: &EntryRefused) -> Result<bool, No> {
    let mut statement = conn.prepare_cached(sql("hash of entry")).map_err(broken)?;
    statement.exists(params![refused.desk.to_string(), refused.seq]).map_err(broken)
}

fn put_refused(conn: &Connection, refused: &EntryRefused) -> Result<(), No> {
    conn.prepare_cached(sql("put refused"))
        .map_err(broken)?
        .execute(params![refused.desk.to_string(), refused.seq, refused.kind, refused.user, refused.why])
        .map_err(broken)?;
    Ok(())
}

/// Whether the hub refused this entry: nobody folds it.
pub(super) fn is_refused(conn: &Connection, raw: &Recorded) -> Result<bool, No> {
    conn.prepare_cached(sql("is refused")).map_err(broken)?.query_row(params![raw.desk, raw.seq], |r| r.get(0)).map_err(broken)
}

/// Before the whole journal is folded: what the hub refused, wherever in it the refusals stand.
pub(super) fn know_refusals(conn: &Connection) -> Result<(), No> {
    each_entry(conn, "refusals", [], |raw| match raw.decode() {
        Ok(Entry { fact: Fact::EntryRefused(refused), .. }) => put_refused(conn, &refused),
        _ => Ok(()),
    })
}

/// An entry of a newer program is kept and not folded (`J-20`).
pub(super) fn keep_unread(conn: &Connection, raw: &Recorded) -> Result<(), No> {
    conn.prepare_cached(sql("put unread")).map_err(broken)?.execute(params![raw.desk, raw.seq, raw.kind]).map_err(broken)?;
    Ok(())
}

/// Entries that this program can't read: name and kind.
///
/// # Errors
/// Faults of the disk.
pub fn unread(conn: &Connection) -> Result<Vec<(String, String)>, No> {
    let mut found = Vec::new();
    each_entry(conn, "unread entries", [], |raw| {
        found.push((raw.name(), raw.kind));
        Ok(())
    })?;
    Ok(found)
}

/// Whether this program reads what an older one could not.
pub(super) fn can_read_more(conn: &Connection) -> Result<bool, No> {
    // A file from before there was such a table has none.
    let Ok(mut statement) = conn.prepare(sql("unread entries")) else { return Ok(false) };
    let mut rows = statement.query([]).map_err(broken)?;
    while let Some(row) = rows.next().map_err(broken)? {
        if recorded(row).map_err(broken)?.decode().is_ok() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What the hub refused, and why.
///
/// # Errors
/// Faults of the disk.
pub fn refused(conn: &Connection) -> Result<Vec<EntryRefused>, No> {
    let mut statement = conn.prepare_cached(sql("refused entries")).map_err(broken)?;
    let rows = statement
        .query_map([], |r| {
            let desk: String = r.get(0)?;
            Ok((desk, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?))
        })
        .map_err(broken)?;
    let mut found = Vec::new();
    for row in rows {
        let (desk, seq, kind, user, why) = row.map_err(broken)?;
        let Ok(desk) = desk.parse() else { continue };
        found.push(EntryRefused { desk, seq, kind, user, why });
    }
    Ok(found)
}
