//! Entries of another desk arrive, as a sync will bring them.

use ebcm::journal::{Entry, Recorded};
use ebcm::store::codec::recorded;
use ebcm::store::project;
use rusqlite::Connection;

/// One entry into the journal, its subjects and projections.
pub fn receive(conn: &Connection, raw: &Recorded) {
    let entry: Entry = raw.decode().unwrap();
    conn.execute(
        "INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        rusqlite::params![raw.desk, raw.seq, raw.at, raw.day, raw.user, raw.kind, raw.body, raw.personal, raw.personal_hash, raw.hash],
    )
    .unwrap();
    for subject in entry.fact.subjects(&entry.desk) {
        conn.execute("INSERT INTO subject VALUES (?1, ?2, ?3, ?4)", rusqlite::params![subject.to_string(), raw.at, raw.desk, raw.seq])
            .unwrap();
    }
    project::project(conn, &entry).unwrap_or_else(|no| panic!("{} ({}): {no}", raw.name(), raw.kind));
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
    found.iter().for_each(|raw| receive(to, raw));
}
