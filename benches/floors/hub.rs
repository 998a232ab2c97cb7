//! What a hub takes in, checked (chain, signature, rights) in batches of 500, beside the bare storage that is given the same rows in the
//! same batches: one connection's binary COPY, one connection's inserts.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ebcm::base::DeskId;
use ebcm::desk::SHIPPED_PROFILES;
use ebcm::hub::keep::Keep;
use ebcm::hub::postgres::PostgresKeep;
use ebcm::hub::sqlite::SqliteKeep;
use ebcm::hub::{Hub, Identity};
use ebcm::journal::chain::Hash;
use ebcm::journal::fact::DeskFounded;
use ebcm::journal::sign::{Head, SecretKey, Signature};
use ebcm::journal::talk::{self, Answer, Enrol, Enrolled, Exchange, PARCEL, VERSION, Witness};
use ebcm::journal::{Fact, Recorded, parcel::Parcel};
use ebcm::rules::profile::Profile;
use rusqlite::{Connection, params};
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, NoTls};

use crate::postgres::Cluster;
use crate::sample::office;

/// A server that keeps what it acknowledged.
const SETTINGS: &str = "-c listen_addresses=127.0.0.1 -c shared_buffers=128MB";
/// Receipts that a desk hands over.
const RECEIPTS: usize = 20_000;
/// Each is measured so often, one after the other with its floor; the best of each counts.
const ROUNDS: usize = 3;

pub fn run() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let desks: Vec<Desk> = (1..=2).map(Desk::made).collect();
    let bytes: usize = desks[0].own.iter().map(|e| e.body.len() + e.personal.as_ref().map_or(0, String::len)).sum();
    let count = desks[0].own.len();
    println!("{count} entries a desk, {} bytes each", bytes / count);
    runtime.block_on(postgres(&desks));
    runtime.block_on(sqlite(&desks));
}

async fn postgres(desks: &[Desk]) {
    let server = Cluster::start_with(SETTINGS);
    let (mut floor, mut alone, mut together) = (Duration::MAX, Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        let (client, connection) = tokio_postgres::connect(&server.database().await, NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(include_str!("../../sql/hub/postgres/0001_hub.sql")).await.unwrap();
        let start = Instant::now();
        for batch in desks[0].own.chunks(PARCEL) {
            copy(&client, batch).await;
        }
        floor = floor.min(start.elapsed());
        let hub = hub(PostgresKeep::connect(&server.database().await).await.unwrap());
        alone = alone.min(ingest(&hub, &desks[..1]).await);
        let hub = self::hub(PostgresKeep::connect(&server.database().await).await.unwrap());
        together = together.min(ingest(&hub, desks).await);
    }
    let (one, all) = (desks[0].own.len(), desks.iter().map(|desk| desk.own.len()).sum());
    say("binary COPY, one connection", one, floor, None);
    say("a hub on PostgreSQL, checked, one desk", one, alone, Some((one, floor)));
    say("a hub on PostgreSQL, checked, two desks at once", all, together, Some((one, floor)));
}

async fn sqlite(desks: &[Desk]) {
    let (mut floor, mut alone, mut together) = (Duration::MAX, Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        let dir = tempfile::tempdir().unwrap();
        floor = floor.min(insert(&dir.path().join("floor.db"), &desks[0].own));
        alone = alone.min(ingest(&hub(SqliteKeep::open(&dir.path().join("alone.db")).unwrap()), &desks[..1]).await);
        together = together.min(ingest(&hub(SqliteKeep::open(&dir.path().join("both.db")).unwrap()), desks).await);
    }
    let (one, all) = (desks[0].own.len(), desks.iter().map(|desk| desk.own.len()).sum());
    say("bare inserts into SQLite", one, floor, None);
    say("a hub on SQLite, checked, one desk", one, alone, Some((one, floor)));
    say("a hub on SQLite, checked, two desks at once", all, together, Some((one, floor)));
}

fn say(what: &str, count: usize, took: Duration, floor: Option<(usize, Duration)>) {
    let rate = |count: usize, took: Duration| count as f64 / took.as_secs_f64();
    let ratio = floor.map_or(String::new(), |(n, floor)| format!("  {:>4.0} % of the floor", 100.0 * rate(count, took) / rate(n, floor)));
    println!("{what:<50} {:>9.0} entries a second{ratio}", rate(count, took));
}

/// A desk's chain, and its letters as they come over the wire.
struct Desk {
    founded: DeskFounded,
    own: Vec<Recorded>,
    letters: Vec<(Vec<u8>, Signature)>,
}

impl Desk {
    /// The first entries of a desk at work, then receipt after receipt.
    fn made(number: u8) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let founding = office(dir.path(), "led", "KVT", 2);
        let conn = founding.store().connection();
        let mut own = first_entries(conn);
        let secret: String = conn.query_row("SELECT value FROM own WHERE name = 'key'", [], |r| r.get(0)).unwrap();
        let key = SecretKey::from_hex(&secret).unwrap();
        let desk = DeskId::new("KVT", number).unwrap();
        let mut founded = founding.setup().desks[0].clone();
        founded.desk = desk.clone();
        own.retain(|entry| entry.kind != "consumer-imported");
        own[0].body = serde_json::to_string(&Fact::DeskFounded(founded.clone())).unwrap();
        let paid = paid(founding);
        for number in 1..=RECEIPTS {
            own.push(receipt(&paid, &desk, u32::try_from(number).unwrap()));
        }
        let mut hash = Hash::ZERO;
        for (seq, entry) in (1..).zip(&mut own) {
            (entry.desk, entry.seq) = (desk.to_string(), seq);
            entry.at = own_time(entry.at, seq);
            hash = entry.expected_hash(hash);
            entry.hash = hash.bytes().to_vec();
        }
        let letters = letters(&desk, &own, &key);
        Self { founded, own, letters }
    }
}

fn own_time(first: i64, seq: i64) -> i64 {
    (first >> 40 << 40) + (seq << 16)
}

fn first_entries(conn: &Connection) -> Vec<Recorded> {
    let mut statement =
        conn.prepare("SELECT desk, seq, at, day, user, kind, body, personal, personal_hash, hash FROM entry ORDER BY seq").unwrap();
    let entry = |r: &rusqlite::Row| {
        Ok(Recorded {
            desk: r.get(0)?,
            seq: r.get(1)?,
            at: r.get(2)?,
            day: r.get(3)?,
            user: r.get(4)?,
            kind: r.get(5)?,
            body: r.get(6)?,
            personal: r.get(7)?,
            personal_hash: r.get(8)?,
            hash: r.get(9)?,
        })
    };
    statement.query_map([], entry).unwrap().collect::<Result<_, _>>().unwrap()
}

/// A receipt as the program records it: reading, bill with its lines, money.
fn paid(mut desk: ebcm::desk::Desk) -> Recorded {
    use ebcm::acts::bill::Basis;
    use ebcm::acts::money::Handed;
    use ebcm::journal::fact::Source;
    let pay = ebcm::acts::pay::Pay {
        consumer: desk.rules().profile.make_number("KVT", 1).unwrap(),
        basis: Some(Basis::Reading { typed: "1345".to_owned(), source: Source::Own, rollover: false, confirmed: false }),
        handed: Handed { tenders: vec![ebcm::rules::tender::Tender::cash(ebcm::base::Money::from_rupees(500))], keep: None },
        protest: None,
    };
    let clerk = desk.training_session("clerk").unwrap();
    desk.act(&clerk, &pay, &ebcm::desk::nothing_printed).unwrap();
    first_entries(desk.store().connection()).pop().unwrap()
}

fn receipt(like: &Recorded, desk: &DeskId, number: u32) -> Recorded {
    let Ok(Fact::Paid(mut paid)) = serde_json::from_str(&like.body) else { panic!("a receipt") };
    (paid.receipt.no.desk, paid.receipt.no.number) = (desk.clone(), number);
    if let Some(bill) = &mut paid.bill {
        (bill.no.desk, bill.no.number) = (desk.clone(), number);
    }
    Recorded { body: serde_json::to_string(&Fact::Paid(paid)).unwrap(), ..like.clone() }
}

fn letters(desk: &DeskId, own: &[Recorded], key: &SecretKey) -> Vec<(Vec<u8>, Signature)> {
    let mut after = 0;
    let letter = |entries: &[Recorded]| {
        let last = entries.last().unwrap();
        let head = Head { desk: desk.clone(), seq: last.seq, hash: Hash::from_slice(&last.hash).unwrap() };
        let parcel = Parcel { desk: desk.clone(), after, entries: entries.to_vec(), signature: key.sign_head("led", &head) };
        after = last.seq;
        let heads = vec![head];
        let signature = key.sign_letter(&Witness::words(desk, &heads));
        let held = Witness { desk: desk.clone(), heads, signature };
        let exchange = Exchange {
            version: VERSION,
            utility: "led".to_owned(),
            desk: desk.clone(),
            held,
            parcel: Some(parcel),
            wait: 0,
            only_send: true,
        };
        let bytes = talk::pack(&exchange).unwrap();
        let signature = key.sign_letter(&bytes);
        (bytes, signature)
    };
    own.chunks(PARCEL).map(letter).collect()
}

fn hub<K: Keep>(keep: K) -> Arc<Hub<K>> {
    let (_, text) = SHIPPED_PROFILES.into_iter().find(|(code, _)| *code == "led").unwrap();
    let profile = Profile::load(text, "led").unwrap();
    let key = SecretKey::from_hex(&"0b".repeat(32)).unwrap();
    Arc::new(Hub::new(keep, Identity { utility: "led".to_owned(), training: true, profile, key }, Arc::new(|| 1_793_000_000_000)))
}

/// All letters of these desks, each desk's one after the other; nothing may be refused.
async fn ingest<K: Keep>(hub: &Arc<Hub<K>>, desks: &[Desk]) -> Duration {
    for desk in desks {
        let code = hub.make_code("KVT", None).await.unwrap();
        let (public_key, origin) = (desk.founded.public_key.clone(), desk.founded.origin.clone());
        let enrol = Enrol { version: VERSION, utility: None, code, founded: Some(desk.founded.clone()), public_key, origin };
        assert!(matches!(hub.enrol(&talk::pack(&enrol).unwrap()).await, Enrolled::In { .. }));
    }
    let start = Instant::now();
    let mut all = Vec::new();
    for desk in desks {
        let (hub, id, letters) = (hub.clone(), desk.founded.desk.clone(), desk.letters.clone());
        all.push(tokio::spawn(async move {
            let mut taken = 0;
            for (letter, signature) in &letters {
                match hub.exchange(&id, letter, signature).await {
                    Answer::Given(given) => taken = given.taken.seq,
                    Answer::Denied(denied) => panic!("{denied:?}"),
                }
            }
            taken
        }));
    }
    for (desk, task) in desks.iter().zip(all) {
        assert_eq!(task.await.unwrap(), desk.own.len() as i64);
    }
    let took = start.elapsed();
    assert_eq!(hub.counts().refused.load(std::sync::atomic::Ordering::Relaxed), 0);
    took
}

/// One batch, as bare as it goes.
async fn copy(client: &Client, batch: &[Recorded]) {
    const COLUMNS: [Type; 12] = [
        Type::TEXT,
        Type::INT2,
        Type::INT8,
        Type::INT8,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT,
        Type::BYTEA,
        Type::BYTEA,
        Type::BYTEA,
    ];
    let sink = client
        .copy_in(
            "COPY entry (office, desk, seq, at, day, \"user\", kind, body, personal, personal_hash, hash, signature) FROM STDIN (FORMAT binary)",
        )
        .await
        .unwrap();
    let mut writer = std::pin::pin!(BinaryCopyInWriter::new(sink, &COLUMNS));
    for e in batch {
        writer
            .as_mut()
            .write(&[
                &"KVT",
                &1_i16,
                &e.seq,
                &e.at,
                &e.day,
                &e.user,
                &e.kind,
                &e.body,
                &e.personal,
                &e.personal_hash,
                &e.hash,
                &None::<Vec<u8>>,
            ])
            .await
            .unwrap();
    }
    writer.as_mut().finish().await.unwrap();
}

/// The same rows in the same batches, as bare as it goes.
fn insert(path: &Path, own: &[Recorded]) -> Duration {
    let conn = Connection::open(path).unwrap();
    for (name, value) in [("journal_mode", "WAL"), ("synchronous", "FULL"), ("secure_delete", "FAST"), ("cache_size", "-32000")] {
        conn.pragma_update(None, name, value).unwrap();
    }
    conn.execute_batch(include_str!("../../sql/hub/sqlite/0001_hub.sql")).unwrap();
    let start = Instant::now();
    for batch in own.chunks(PARCEL) {
        let tx = conn.unchecked_transaction().unwrap();
        let mut statement = tx.prepare_cached("INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)").unwrap();
        for e in batch {
            let nothing = None::<Vec<u8>>;
            statement
                .execute(params!["KVT", 1, e.seq, e.at, e.day, e.user, e.kind, e.body, e.personal, e.personal_hash, e.hash, nothing])
                .unwrap();
        }
        drop(statement);
        tx.commit().unwrap();
    }
    start.elapsed()
}
