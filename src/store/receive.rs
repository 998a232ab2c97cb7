//! Entries of other desks into the journal and every projection. They were held to their chain and signature before they come here.

use rusqlite::{Connection, params};

use super::codec::{each_entry, recorded};
use super::fault::broken;
use super::{append, fit, project, sql};
use crate::base::No;
use crate::journal::fact::{EntryRefused, Fact};
use crate::journal::{Entry, Recorded};

/// What came of receiving.
#[derive(Debug, Default)]
pub struct Received {
    /// Those that were folded.
    pub folded: Vec<Entry>,
    /// A refusal came for an entry that is folded here: the projections are to be built again without it.
    pub unfolds: bool,
}

/// Puts entries, each the next of its desk, in the journal's order among themselves, into the file; in the caller's transaction.
///
/// # Errors
/// Faults of the disk. Nothing of it stays then.
pub fn receive(conn: &Connection, entries: &[Recorded]) -> Result<Received, No> {
    let mut received = Received::default();
    for raw in entries.iter().filter(|raw| raw.kind == "entry-refused") {
        if let Ok(Entry { fact: Fact::EntryRefused(refused), .. }) = raw.decode() {
            received.unfolds |= stands(conn, &refused)?;
            put_refused(conn, &refused)?;
        }
    }
    for raw in entries {
        append::write(conn, raw)?;
        if let Some(entry) = fit::to_fold(conn, raw)? {
            append::index(conn, &entry)?;
            received.folded.push(entry);
        }
    }
    project::project_together(conn, &mut received.folded)?;
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

/// Before the whole journal is folded: what the hub refused, wherever in it the refusals stand.
pub(super) fn know_refusals(conn: &Connection) -> Result<(), No> {
    each_entry(conn, "refusals", [], |raw| match raw.decode() {
        Ok(Entry { fact: Fact::EntryRefused(refused), .. }) => put_refused(conn, &refused),
        _ => Ok(()),
    })
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
