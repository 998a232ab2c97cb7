//! Projections thrown away and built again from the journal (`J-2`).

use std::collections::HashMap;

use rusqlite::{Connection, TransactionBehavior};

use super::bulk::{Bulk, Writes};
use super::codec::each_entry;
use super::fault::broken;
use super::open::{Store, empty_projections};
use super::{append, beside, project, receive, search};
use crate::base::No;
use crate::journal::chain::Hash;

/// Tables that the journal makes; `rebuild` makes them again, `verify` compares them.
pub const PROJECTED: [(&str, &str); 30] = [
    ("subject", "subject, at, desk, seq"),
    ("consumer", "id"),
    ("person", "id"),
    ("bill", "no"),
    ("receipt", "no"),
    ("tender", "receipt, line"),
    ("ledger", "desk, seq, owner, line"),
    ("state", "subject"),
    ("series", "kind, desk, year"),
    ("posting", "no"),
    ("undone", "receipt, number, owner"),
    ("duplicate", "paper, desk, seq"),
    ("book", "desk, seq"),
    ("closing", "consumer, period, desk, seq"),
    ("online", "reference"),
    ("complaint", "no"),
    ("caller", "desk, seq"),
    ("outbox", "desk, seq, line"),
    ("refused", "desk, seq"),
    ("unread", "desk, seq"),
    ("application", "no"),
    ("work_item", "no"),
    ("work_done", "no, made"),
    ("work_word", "word, no"),
    ("work_apart", "user, no"),
    ("applicant", "desk, seq"),
    ("applicant_word", "word, application, desk, seq"),
    ("application_paper", "paper"),
    ("erased", "desk, seq"),
    ("step_apart", "desk, seq"),
];

/// How often the caller hears how far it is.
const STEP: u64 = 1_000;

impl Store {
    /// Drops every projection and folds the journal again, in one transaction. `go_on` hears how many entries are folded and
    /// may stop it: then nothing has changed.
    pub fn rebuild(&mut self, go_on: &mut dyn FnMut(u64) -> bool) -> Result<u64, No> {
        self.widen()?;
        let folded = self.rebuild_in_one(go_on);
        let narrowed = self.narrow();
        let folded = folded?;
        narrowed?;
        Ok(folded)
    }

    fn rebuild_in_one(&mut self, go_on: &mut dyn FnMut(u64) -> bool) -> Result<u64, No> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(broken)?;
        empty_projections(&tx)?;
        let bulk = Bulk::begin(&tx, Writes::Often)?;
        let mut folded = 0;
        let mut stopped = false;
        fold_all(&tx, &mut |count| {
            folded = count;
            stopped = count.is_multiple_of(STEP) && !go_on(count);
            !stopped
        })?;
        if !stopped {
            bulk.end()?;
            search::gather(&tx)?;
            tx.commit().map_err(broken)?;
        }
        Ok(folded)
    }
}

/// Folds every entry of the journal in its order into the (empty) projections of `conn`.
pub(super) fn fold_all(conn: &Connection, go_on: &mut dyn FnMut(u64) -> bool) -> Result<(), No> {
    let mut folded = 0;
    let mut stop = false;
    receive::know_refusals(conn)?;
    each_entry(conn, "entries in order", [], |raw| {
        if stop {
            return Ok(());
        }
        match raw.decode() {
            Ok(entry) if receive::is_refused(conn, &raw)? => beside::count_papers(conn, &entry)?,
            Ok(entry) => {
                append::index(conn, &entry)?;
                project::project(conn, &entry)?;
            }
            Err(_) => receive::keep_unread(conn, &raw)?,
        }
        folded += 1;
        stop = !go_on(folded);
        Ok(())
    })
}

/// A hash over all rows of each projection, in the order of its key.
pub(super) fn hashes(conn: &Connection) -> Result<HashMap<&'static str, Hash>, No> {
    PROJECTED.into_iter().map(|(table, key)| Ok((table, hash_table(conn, table, key)?))).collect()
}

fn hash_table(conn: &Connection, table: &str, key: &str) -> Result<Hash, No> {
    use std::io::Write;
    let mut statement = conn.prepare(&super::sql("all rows").replace("{table}", table).replace("{key}", key)).map_err(broken)?;
    let columns = statement.column_count();
    let mut rows = statement.query([]).map_err(broken)?;
    let mut running = Hash::ZERO;
    let mut line = Vec::new();
    while let Some(row) = rows.next().map_err(broken)? {
        line.clear();
        line.extend_from_slice(running.bytes());
        for column in 0..columns {
            // Writing to a Vec does not fail.
            let _ = write!(line, "{:?}\u{1f}", row.get_ref(column).map_err(broken)?);
        }
        running = Hash::of(&line);
    }
    Ok(running)
}
