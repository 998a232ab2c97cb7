//! The commit of one counter payment beside a bare transaction that writes the same rows durably.

use ebcm::acts::bill::Basis;
use ebcm::acts::money::Handed;
use ebcm::acts::pay::Pay;
use ebcm::base::{ConsumerNo, Money};
use ebcm::desk::nothing_printed;
use ebcm::journal::fact::Source;
use ebcm::rules::tender::Tender;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::sample::{Sample, office};

/// The tables that a payment writes, with what tells its rows: by entry, or by the key of the row it changes.
const BY_ENTRY: [&str; 4] = ["entry", "bill", "receipt", "ledger"];

pub fn run() {
    let count = 2_000;
    let dir = tempfile::tempdir().unwrap();
    let mut desk = office(dir.path(), "led", "KVT", 20_000);
    let bare_path = dir.path().join("bare.db");
    std::fs::copy(dir.path().join("ebcm.db"), &bare_path).unwrap();
    let bare = Connection::open(&bare_path).unwrap();
    for (name, value) in [("journal_mode", "WAL"), ("synchronous", "FULL"), ("wal_autocheckpoint", "0"), ("cache_size", "-16000")] {
        bare.pragma_update(None, name, value).unwrap();
    }
    bare.set_prepared_statement_cache_capacity(128);
    let clerk = desk.training_session("clerk").unwrap();
    let (mut ours, mut floor) = (Sample::default(), Sample::default());
    for i in 1..=count {
        let no = desk.rules().profile.make_number("KVT", i).unwrap();
        let pay = Pay {
            consumer: no,
            basis: Some(Basis::Reading { typed: (1_300 + i % 90).to_string(), source: Source::Own, rollover: false, confirmed: false }),
            handed: Handed { tenders: vec![Tender::cash(Money::from_rupees(500))], keep: None },
            protest: None,
        };
        let done = ours.time(|| desk.act(&clerk, &pay, &nothing_printed)).unwrap();
        let rows = rows_of(desk.store().connection(), done.entries[0].seq, no);
        floor.time(|| write(&bare, &rows));
        if i % 200 == 0 {
            desk.store().checkpoint().unwrap();
            bare.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        }
    }
    ours.say("a payment: reading, bill, receipt, cash, durable");
    floor.say("the same rows in a bare transaction, durable");
    let ratio = |a: std::time::Duration, b: std::time::Duration| a.as_secs_f64() / b.as_secs_f64();
    println!("ratio p50 {:.2}, p99 {:.2}", ratio(ours.p50(), floor.p50()), ratio(ours.p99(), floor.p99()));
}

/// A statement and its values.
type Rows = Vec<(String, Vec<Value>)>;

fn take(conn: &Connection, table: &str, query: &str, rows: &mut Rows) {
    let mut statement = conn.prepare_cached(query).unwrap();
    let columns = statement.column_count();
    let marks = vec!["?"; columns].join(", ");
    let mut found = statement.query([]).unwrap();
    while let Some(row) = found.next().unwrap() {
        let values = (0..columns).map(|i| row.get(i).unwrap()).collect();
        rows.push((format!("INSERT OR REPLACE INTO {table} VALUES ({marks})"), values));
    }
}

/// Every row that the payment's entry wrote.
fn rows_of(conn: &Connection, seq: i64, no: ConsumerNo) -> Rows {
    let mut rows = Rows::new();
    for table in BY_ENTRY {
        take(conn, table, &format!("SELECT * FROM {table} WHERE desk = 'KVT-1' AND seq = {seq}"), &mut rows);
    }
    take(conn, "subject", &format!("SELECT * FROM subject WHERE desk = 'KVT-1' AND seq = {seq}"), &mut rows);
    take(
        conn,
        "tender",
        &format!("SELECT t.* FROM tender t JOIN receipt r ON r.no = t.receipt WHERE r.desk = 'KVT-1' AND r.seq = {seq}"),
        &mut rows,
    );
    take(conn, "consumer", &format!("SELECT * FROM consumer WHERE id = {}", no.key()), &mut rows);
    take(conn, "state", "SELECT * FROM state WHERE subject = 'kKVT-1'", &mut rows);
    take(conn, "series", "SELECT * FROM series WHERE kind IN ('B', 'R')", &mut rows);
    rows
}

fn write(bare: &Connection, rows: &Rows) {
    let tx = rusqlite::Transaction::new_unchecked(bare, rusqlite::TransactionBehavior::Immediate).unwrap();
    for (text, values) in rows {
        tx.prepare_cached(text).unwrap().execute(params_from_iter(values)).unwrap();
    }
    tx.commit().unwrap();
}
