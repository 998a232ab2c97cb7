//! The lists of the month over a million consumers, one in five belated: the first page as a screen asks for it, beside the bare
//! statement that finds the same rows.

use ebcm::reports::{Ask, LISTS, List, Source};
use ebcm::store::Store;
use ebcm::store::open::How;
use rusqlite::Connection;

use crate::sample::{Sample, large, today};

/// Rows of a large window.
const PAGE: u32 = 50;

/// Who stands in which list; taken back at the end, so that the file serves the others.
const MAKE: &str = "
UPDATE consumer SET status = 'BLTD', stage = 'belated', cut_from = '2026-11-01', balance = 50000 WHERE id % 5 = 0;
UPDATE consumer SET status = 'DIS2', stage = 'disconnected', auto_cut = '2026-09', balance = 70000 WHERE id % 25 = 1;
UPDATE consumer SET status = 'PNR1', stage = 'to-reconnect' WHERE id % 50 = 2;
UPDATE consumer SET status = 'PDNP', stage = 'to-recover', balance = 90000 WHERE id % 50 = 3;
UPDATE consumer SET marks = 1 WHERE id % 40 = 4;
UPDATE consumer SET marks = 64 WHERE id % 200 = 6;
";

pub fn run() {
    let store = Store::open(large(), false, How::default()).unwrap();
    let conn = store.connection();
    let (_, rules) = ebcm::store::read::rules(conn).unwrap();
    let desk = store.desk().unwrap().clone();
    conn.execute_batch(&format!("BEGIN; {MAKE}")).unwrap();
    let source =
        Source { conn, profile: &rules.profile, desk: &desk, today: today(), now: ebcm::base::Stamp::midnight(today()), training: true };
    for list in LISTS.iter().take(13) {
        page(&source, list);
    }
    floor(conn);
    conn.execute_batch("ROLLBACK").unwrap();
}

/// What a screen asks for when the list opens: a page, and how many there are with their sum.
fn page(source: &Source, list: &List) {
    let (mut first, mut sums) = (Sample::default(), Sample::default());
    let mut rows = 0;
    for _ in 0..20 {
        std::hint::black_box(first.time(|| list.page(source, &Ask::page(0, PAGE)).unwrap()));
        rows = sums.time(|| list.totals(source, &Ask::default()).unwrap().rows);
    }
    first.say(&format!("{}, first page of {rows}", list.name));
    sums.say(&format!("{}, totals", list.name));
}

fn floor(conn: &Connection) {
    let mut bare = Sample::default();
    let mut rows = conn
        .prepare(
            "SELECT c.id, p.name, p.address, c.state FROM consumer c INDEXED BY consumer_stage CROSS JOIN person p ON p.id = c.id
             WHERE c.stage = 'belated' ORDER BY c.area, c.place, p.house, c.id LIMIT 50",
        )
        .unwrap();
    let mut sums = conn.prepare("SELECT count(*), sum(balance) FROM consumer INDEXED BY consumer_stage WHERE stage = 'belated'").unwrap();
    for _ in 0..20 {
        bare.time(|| {
            let count = rows.query_map([], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, String>(3)?))).unwrap().count();
            let sum: i64 = sums.query_row([], |r| r.get(1)).unwrap();
            std::hint::black_box((count, sum))
        });
    }
    bare.say("the bare statements of the belated");
}
