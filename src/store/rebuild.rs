//! Projections thrown away and built again from the journal (`J-2`).

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use rusqlite::{Connection, TransactionBehavior};

use super::bulk::{Bulk, Writes};
use super::codec::{recorded, rows};
use super::fault::broken;
use super::open::{Store, empty_projections};
use super::{append, fit, project, receive, search, sql};
use crate::base::No;
use crate::journal::Recorded;
use crate::journal::chain::Hash;

/// Tables that the journal makes; `rebuild` makes them again, `verify` compares them.
pub const PROJECTED: [(&str, &str); 33] = [
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
    ("unfit", "desk, seq"),
    ("unread", "desk, seq"),
    ("application", "no"),
    ("work_item", "no"),
    ("work_count", "role, office, due"),
    ("work_done", "no, made"),
    ("work_word", "word, no"),
    ("work_apart", "user, no"),
    ("applicant", "desk, seq"),
    ("applicant_word", "word, application, desk, seq"),
    ("application_paper", "paper"),
    ("erased", "desk, seq"),
    ("step_apart", "desk, seq"),
    ("document", "desk, seq, line"),
];

/// So many entries are folded together, each subject of them once; then the caller hears how far it is.
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
            stopped = !go_on(count);
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

/// Folds every entry of the journal in its order into the (empty) projections of `conn`, some at a time; `go_on` hears how many are folded.
pub(super) fn fold_all(conn: &Connection, go_on: &mut dyn FnMut(u64) -> bool) -> Result<(), No> {
    let (mut seen, mut stop) = (0, false);
    let mut together = Vec::new();
    receive::know_refusals(conn)?;
    in_order(conn, &mut |raw| {
        if let Some(entry) = fit::to_fold(conn, &raw)? {
            append::index(conn, &entry)?;
            together.push(entry);
        }
        seen += 1;
        if seen % STEP == 0 {
            project::project_together(conn, &mut std::mem::take(&mut together))?;
            stop = !go_on(seen);
        }
        Ok(!stop)
    })?;
    if !stop {
        project::project_together(conn, &mut together)?;
        go_on(seen);
    }
    Ok(())
}

/// Every entry in the journal's order, one at a time, until `take` wants no more. Each desk's chain is in the order of its time, so that they
/// are read side by side: to sort whole entries, the file would have to be in memory.
fn in_order(conn: &Connection, take: &mut dyn FnMut(Recorded) -> Result<bool, No>) -> Result<(), No> {
    let desks: Vec<String> = rows(conn, "desks", [], |r| r.get(0))?;
    let mut statements = Vec::with_capacity(desks.len());
    for _ in &desks {
        statements.push(conn.prepare_cached(sql("entries of desk")).map_err(broken)?);
    }
    let mut chains = Vec::with_capacity(desks.len());
    for (statement, desk) in statements.iter_mut().zip(&desks) {
        chains.push((statement.query([desk]).map_err(broken)?, None));
    }
    let mut turns = BinaryHeap::new();
    for (place, (chain, next)) in chains.iter_mut().enumerate() {
        *next = chain.next().map_err(broken)?.map(recorded).transpose().map_err(broken)?;
        turns.extend(next.as_ref().map(|raw: &Recorded| Reverse((raw.at, place))));
    }
    // Places are in the order of the desks' names, which decides between entries of one moment.
    while let Some(Reverse((_, place))) = turns.pop() {
        let Some((chain, next)) = chains.get_mut(place) else { break };
        let following = chain.next().map_err(broken)?.map(recorded).transpose().map_err(broken)?;
        turns.extend(following.as_ref().map(|raw| Reverse((raw.at, place))));
        if let Some(raw) = std::mem::replace(next, following)
            && !take(raw)?
        {
            break;
        }
    }
    Ok(())
}

/// A hash over all rows of each projection, in the order of its key.
pub(super) fn hashes(conn: &Connection) -> Result<HashMap<&'static str, Hash>, No> {
    PROJECTED.into_iter().map(|(table, key)| Ok((table, hash_table(conn, table, key)?))).collect()
}

fn hash_table(conn: &Connection, table: &str, key: &str) -> Result<Hash, No> {
    use std::io::Write;
    let mut statement = conn.prepare(&sql("all rows").replace("{table}", table).replace("{key}", key)).map_err(broken)?;
    let columns = statement.column_count();
    let mut found = statement.query([]).map_err(broken)?;
    let mut running = Hash::ZERO;
    let mut line = Vec::new();
    while let Some(row) = found.next().map_err(broken)? {
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
