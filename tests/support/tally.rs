//! What stands in a data file, counted from several sides: where they disagree, something is half there.

use rusqlite::Connection;

/// The word by which a test tells a half state from a lost entry.
pub const HALF: &str = "half there: ";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub entries: i64,
    /// Payments with a bill or without.
    pub payments: i64,
    pub closes: i64,
}

/// Counts the journal, and holds every table that follows from it to the count.
///
/// # Errors
/// In words: what is half there, or what SQLite says of the file.
pub fn tally(conn: &Connection) -> Result<Tally, String> {
    let ask = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(|error| error.to_string());
    let entries = ask("SELECT count(*) FROM entry")?;
    let payments = ask("SELECT count(*) FROM entry WHERE kind = 'paid'")?;
    let closes = ask("SELECT count(*) FROM entry WHERE kind = 'counter-closed'")?;
    let bills = ask("SELECT count(*) FROM entry WHERE kind = 'paid' AND json_extract(body, '$.paid.bill') IS NOT NULL")?;
    let sides = [
        ("entries up to the last number", ask("SELECT coalesce(max(seq), 0) FROM entry")?, entries),
        ("receipts of payments", ask("SELECT count(*) FROM receipt WHERE head = 'DUES'")?, payments),
        ("receipts in the series", ask("SELECT coalesce(sum(last), 0) FROM series WHERE kind = 'R'")?, ask("SELECT count(*) FROM receipt")?),
        ("the last receipt", ask("SELECT coalesce(max(CAST(substr(no, -6) AS INTEGER)), 0) FROM receipt")?, ask("SELECT count(*) FROM receipt")?),
        ("bills", ask("SELECT count(*) FROM bill")?, bills),
        ("bills in the series", ask("SELECT coalesce(sum(last), 0) FROM series WHERE kind = 'B'")?, bills),
        ("tenders that are their receipt", ask("SELECT count(*) FROM receipt r WHERE r.amount = (SELECT sum(t.amount) FROM tender t WHERE t.receipt = r.no)")?, ask("SELECT count(*) FROM receipt WHERE amount <> 0")?),
        ("payments in the ledger", ask("SELECT count(DISTINCT l.seq) FROM ledger l JOIN entry e ON e.desk = l.desk AND e.seq = l.seq WHERE e.kind = 'paid'")?, payments),
        ("entries out of balance", ask("SELECT count(*) FROM (SELECT 1 FROM ledger GROUP BY desk, seq HAVING sum(amount) <> 0)")?, 0),
        ("consumers whose balance is not their ledger's", ask("SELECT count(*) FROM consumer c WHERE c.balance <> (SELECT coalesce(sum(amount), 0) FROM ledger l WHERE l.consumer = c.id AND l.account = 'DUES')")?, 0),
        ("consumers whose last payment is not in them", ask("SELECT count(*) FROM consumer c WHERE (c.paid_in IS NULL) <> (NOT EXISTS (SELECT 1 FROM receipt r WHERE r.consumer = c.id AND r.head = 'DUES'))")?, 0),
        (
            "receipts that the counters count",
            ask("SELECT coalesce((SELECT json_extract(state, '$.open.receipts') FROM state WHERE subject GLOB 'k*' AND json_extract(state, '$.open') IS NOT NULL), 0)
                 + coalesce((SELECT sum(json_extract(body, '$.\"counter-closed\".receipts')) FROM entry WHERE kind = 'counter-closed'), 0)")?,
            ask("SELECT count(*) FROM receipt")?,
        ),
        ("closes in the series", ask("SELECT coalesce(sum(last), 0) FROM series WHERE kind = 'K'")?, closes),
    ];
    match sides.iter().find(|(_, there, due)| there != due) {
        Some((what, there, due)) => Err(format!("{HALF}{what}: {there}, by the journal {due}")),
        None => Ok(Tally { entries, payments, closes }),
    }
}
