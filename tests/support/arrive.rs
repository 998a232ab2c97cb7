//! Entries of another desk arrive, as an exchange brings them.

use ebcm::journal::Recorded;
use ebcm::store::codec::recorded;
use ebcm::store::receive;
use rusqlite::Connection;

/// One entry into the journal, its subjects and projections.
pub fn receive(conn: &Connection, raw: &Recorded) {
    receive_together(conn, std::slice::from_ref(raw));
}

/// Entries that come together, in whatever order they stand here.
pub fn receive_together(conn: &Connection, entries: &[Recorded]) {
    let mut entries = entries.to_vec();
    entries.sort_by(|a, b| (a.at, &a.desk, a.seq).cmp(&(b.at, &b.desk, b.seq)));
    let names = || entries.iter().map(|raw| format!("{} ({})", raw.name(), raw.kind)).collect::<Vec<_>>().join(", ");
    receive::receive(conn, &entries).unwrap_or_else(|no| panic!("{}: {no}", names()));
}

/// What `from` has of a desk after its entry `known`, into `to`.
pub fn from_desk(from: &Connection, to: &Connection, desk: &str, known: i64) {
    let mut statement = from
        .prepare(
            "SELECT desk, seq, at, day, user, kind, body, personal, personal_hash, hash FROM entry
             WHERE desk = ?1 AND seq > ?2 ORDER BY seq",
        )
        .unwrap();
    let found: Vec<Recorded> = statement.query_map(rusqlite::params![desk, known], recorded).unwrap().collect::<Result<_, _>>().unwrap();
    receive_together(to, &found);
}
