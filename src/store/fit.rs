//! Which entries of the journal are folded: not those that the hub refused, that this program can't read, or that can't be true. These
//! stay in the journal, for the chain covers them, and are named; nothing behind them waits for them (`J-6`, `J-13`, `J-20`).

use std::fmt;

use rusqlite::{Connection, params};

use super::codec::{each_entry, rows};
use super::fault::broken;
use super::{series, sql};
use crate::base::{No, PaperNo};
use crate::folds::fit;
use crate::journal::{Entry, Recorded};

/// An entry of the journal that is not folded.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Unfolded {
    /// `KVT-1/42`.
    pub entry: String,
    pub kind: String,
    pub user: String,
    pub why: String,
    pub remedy: &'static str,
}

impl fmt::Display for Unfolded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { entry, kind, user, why, .. } = self;
        write!(f, "{entry} ({kind}, by {user}) is kept, and nothing comes of it: {why}")
    }
}

/// Looks at an entry that stands in the journal, counts its papers into their series, and gives it back where it is to be folded.
///
/// Of one desk entries come in the order of its chain.
///
/// # Errors
/// Faults of the disk.
pub(super) fn to_fold(conn: &Connection, raw: &Recorded) -> Result<Option<Entry>, No> {
    let Ok(entry) = raw.decode() else {
        conn.prepare_cached(sql("put unread")).map_err(broken)?.execute(params![raw.desk, raw.seq, raw.kind]).map_err(broken)?;
        return Ok(None);
    };
    let papers = entry.fact.papers();
    let again = papers.iter().find_map(|paper| is_used(conn, raw, paper).map(|used| used.then(|| (*paper).clone())).transpose());
    let again = again.transpose()?;
    // A number is used, whatever becomes of the entry; one that is another's, or stands already, is not.
    if again.is_none() {
        papers.into_iter().filter(|paper| paper.desk == entry.desk).try_for_each(|paper| series::count(conn, paper))?;
    }
    if is_refused(conn, raw)? {
        return Ok(None);
    }
    let why = again.map(|paper| format!("{paper} stands in an earlier entry")).or_else(|| fit::breach(&entry));
    let Some(why) = why else { return Ok(Some(entry)) };
    conn.prepare_cached(sql("put unfit")).map_err(broken)?.execute(params![raw.desk, raw.seq, raw.kind, raw.user, why]).map_err(broken)?;
    Ok(None)
}

/// Whether an earlier entry of the desk made this paper. Its chain is gone through only where the series has come so far already, which
/// no entry of a sound desk brings about.
fn is_used(conn: &Connection, raw: &Recorded, paper: &PaperNo) -> Result<bool, No> {
    if series::last(conn, paper)? < paper.number {
        return Ok(false);
    }
    let mut used = false;
    each_entry(conn, "earlier entries that name", params![raw.desk, raw.seq, format!("%{paper}%")], |earlier| {
        used |= earlier.decode().is_ok_and(|earlier| earlier.fact.papers().contains(&paper));
        Ok(())
    })?;
    Ok(used)
}

/// Whether the hub refused this entry: nobody folds it.
fn is_refused(conn: &Connection, raw: &Recorded) -> Result<bool, No> {
    conn.prepare_cached(sql("is refused")).map_err(broken)?.query_row(params![raw.desk, raw.seq], |r| r.get(0)).map_err(broken)
}

/// Entries that stand in the journal and of which nothing comes here, each with its reason.
///
/// # Errors
/// Faults of the disk.
pub fn unfolded(conn: &Connection) -> Result<Vec<Unfolded>, No> {
    let read = |r: &rusqlite::Row| {
        let (desk, seq, why, by): (String, i64, String, String) = (r.get(0)?, r.get(1)?, r.get(4)?, r.get(5)?);
        let (why, remedy) = match by.as_str() {
            "hub" => (format!("the hub refused it: {why}"), "what it was meant for is to be done again, by who may"),
            "newer" => ("a newer program wrote it".to_owned(), "update this program"),
            _ => (why, "tell the administrator: the program of that desk was wrong or tampered with"),
        };
        Ok(Unfolded { entry: format!("{desk}/{seq}"), kind: r.get(2)?, user: r.get(3)?, why, remedy })
    };
    rows(conn, "unfolded entries", [], read)
}
