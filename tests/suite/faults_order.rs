//! Whatever people do at a counter, and in whatever order desks hear of it: the books agree (`J-6`, `J-9`).

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ebcm::base::{ConsumerNo, Money};
use ebcm::journal::Recorded;
use ebcm::rules::tender::Mode;
use ebcm::store::codec::recorded;
use ebcm::store::open::FILE;
use ebcm::store::rebuild::PROJECTED;
use ebcm::store::{Store, read};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rusqlite::Connection;

use crate::support::arrive::{receive, receive_together};
use crate::support::chance::Chance;
use crate::support::days::{Days, HOW, steps, steps_of_months};
use crate::support::office::Office;

const CASES: u32 = 24;
/// The same days on every machine, so that it is known what happens in them.
const SEED: u64 = 1_956;

/// What must have happened in one of the days at least: else they prove less than they say.
const HAPPENS: [&str; 14] = [
    "cash-turned-in",
    "cheque-dishonoured",
    "counter-closed",
    "counter-handed-over",
    "counter-opened",
    "meter-changed",
    "meter-stuck",
    "misc-received",
    "paid",
    "person-erased",
    "posting-decided",
    "posting-made",
    "reading-posted",
    "remitted",
];

fn cases() -> ProptestConfig {
    let rng_seed = RngSeed::Fixed(SEED);
    ProptestConfig { cases: CASES, failure_persistence: None, max_shrink_iters: 200, rng_seed, ..ProptestConfig::default() }
}

/// The same for days of many months.
const HAPPENS_IN_MONTHS: [&str; 14] = [
    "case-settled",
    "cheque-dishonoured",
    "close-begun",
    "consumer-closed",
    "instalments-ordered",
    "month-closed",
    "notice-served",
    "paid",
    "paid-online",
    "posting-decided",
    "protest-decided",
    "reclosed",
    "supply-cut",
    "supply-restored",
];

/// A founded file with six consumers, to be copied.
fn master() -> (tempfile::TempDir, Vec<ConsumerNo>) {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::found_as(folder.path(), "led", "KVT", HOW());
    let consumers = office.import(6);
    (folder, consumers)
}

pub(crate) fn copy(master: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(master.join(FILE), folder.path().join(FILE)).unwrap();
    folder
}

fn paise(conn: &Connection, sql: &str) -> i64 {
    conn.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// The ledger against what the folds hold, account by account.
fn assert_books_agree(office: &Office, consumers: &[ConsumerNo]) {
    let conn = office.desk.store().connection();
    let account = |code: &str| paise(conn, &format!("SELECT coalesce(sum(amount), 0) FROM ledger WHERE account = '{code}'"));
    let counter = read::counter(conn, office.desk.id()).unwrap();
    let open = |mode| counter.open.as_ref().map_or(Money::ZERO, |open| open.expected(mode));
    for mode in Mode::ALL {
        let safe = if mode == Mode::Cash { counter.safe } else { Money::ZERO };
        let due = open(mode) + counter.in_hand(mode) - safe;
        assert_eq!(account(ebcm::rules::head::Account::of_mode(mode).code()), due.paise(), "{mode}");
    }
    assert_eq!(account("SAFE"), counter.safe.paise(), "with the head cashier");
    assert_eq!(account("FLOAT"), -counter.open.as_ref().map_or(0, |open| open.float.paise()), "float");
    assert_eq!(account("TRANSIT"), 0, "what left one consumer came to another");
    assert_consumers_agree(office, consumers);
    let numbers = "SELECT count(*) FROM (SELECT row_number() OVER (ORDER BY no) AS due, CAST(substr(no, -6) AS INTEGER) AS number FROM receipt) WHERE due <> number";
    assert_eq!(paise(conn, numbers), 0, "receipt numbers without a gap");
}

/// Each consumer's balance and deposit are the sums of its ledger.
fn assert_consumers_agree(office: &Office, consumers: &[ConsumerNo]) {
    let conn = office.desk.store().connection();
    for no in consumers {
        let consumer = office.consumer(*no);
        let of = |account: &str| {
            paise(conn, &format!("SELECT coalesce(sum(amount), 0) FROM ledger WHERE account = '{account}' AND consumer = {}", no.key()))
        };
        assert_eq!(of("DUES"), consumer.balance.paise(), "balance of {no}");
        assert_eq!(of("SD"), -consumer.sd.paise(), "deposit of {no}");
    }
}

#[test]
fn j6_whatever_is_done_at_a_counter_the_books_agree() {
    let (master, consumers) = master();
    let happened = RefCell::new(BTreeSet::new());
    proptest!(cases(), |(steps in steps(60))| {
        let folder = copy(master.path());
        let mut days = Days::over(folder.path(), consumers.clone());
        steps.iter().for_each(|step| days.go(*step));
        let entries = entries(days.office.desk.store().connection());
        happened.borrow_mut().extend(entries.into_iter().map(|raw| raw.kind));
        assert_books_agree(&days.office, &consumers);
        days.office.assert_whole();
    });
    let happened = happened.into_inner();
    let missing: Vec<_> = HAPPENS.into_iter().filter(|kind| !happened.contains(*kind)).collect();
    assert!(missing.is_empty(), "never happened: {missing:?}");
}

pub fn entries(conn: &Connection) -> Vec<Recorded> {
    let mut statement = conn
        .prepare("SELECT desk, seq, at, day, user, kind, body, personal, personal_hash, hash FROM entry ORDER BY at, desk, seq")
        .unwrap();
    statement.query_map([], recorded).unwrap().collect::<Result<_, _>>().unwrap()
}

/// Every projected table, row by row, and what stands of personal details in the journal.
pub fn tables(conn: &Connection) -> Vec<(&'static str, Vec<String>)> {
    let dump = |sql: &str| -> Vec<String> {
        let mut statement = conn.prepare(sql).unwrap();
        let columns = statement.column_count();
        let row = |row: &rusqlite::Row| Ok((0..columns).map(|column| format!("{:?}|", row.get_ref(column).unwrap())).collect::<String>());
        statement.query_map([], row).unwrap().collect::<Result<_, _>>().unwrap()
    };
    let mut tables: Vec<_> =
        PROJECTED.into_iter().map(|(table, key)| (table, dump(&format!("SELECT * FROM {table} ORDER BY {key}")))).collect();
    tables.push(("entry", dump("SELECT desk, seq, personal FROM entry ORDER BY desk, seq")));
    tables.push(("found", dump("SELECT rowid FROM found WHERE found MATCH 'consumer OR erased' ORDER BY rowid")));
    tables
}

/// A file that knows nothing but these entries, in this order of their coming.
pub(crate) fn heard_in(order: &[&Recorded]) -> Vec<(&'static str, Vec<String>)> {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), true, HOW()).unwrap();
    let tx = store.begin().unwrap();
    order.iter().for_each(|raw| receive(&tx, raw));
    tables(&tx)
}

/// The same, so many at a time.
pub(crate) fn heard_together(order: &[&Recorded], at_once: usize) -> Vec<(&'static str, Vec<String>)> {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), true, HOW()).unwrap();
    let tx = store.begin().unwrap();
    for part in order.chunks(at_once) {
        receive_together(&tx, &part.iter().map(|raw| (*raw).clone()).collect::<Vec<_>>());
    }
    tables(&tx)
}

/// Whatever order entries are heard in, they make the same; what they make of it is given back.
pub(crate) fn same_in_any_order(all: &[Recorded], chance: &mut Chance) -> Vec<(&'static str, Vec<String>)> {
    let mut order: Vec<&Recorded> = all.iter().collect();
    order.sort_by_key(|raw| (raw.at, raw.desk.clone(), raw.seq));
    let by_time = heard_in(&order);
    order.sort_by_key(|raw| (std::cmp::Reverse(raw.desk.clone()), raw.seq));
    assert_same(&by_time, &heard_in(&order), "the second desk before the first");
    order.sort_by_key(|raw| (std::cmp::Reverse(raw.at), raw.desk.clone()));
    assert_same(&by_time, &heard_in(&order), "the last first");
    order.sort_by_cached_key(|_| chance.next());
    assert_same(&by_time, &heard_in(&order), "by chance");
    let at_once = 2 + chance.below(60) as usize;
    assert_same(&by_time, &heard_together(&order, at_once), "by chance, many at once");
    by_time
}

pub(crate) fn assert_same(one: &[(&str, Vec<String>)], other: &[(&str, Vec<String>)], order: &str) {
    for ((table, ours), (_, theirs)) in one.iter().zip(other) {
        let differ: Vec<_> = ours.iter().zip(theirs).filter(|(a, b)| a != b).take(2).collect();
        assert!(ours == theirs, "heard {order}, the table {table} differs ({} and {} rows): {differ:#?}", ours.len(), theirs.len());
    }
}

#[test]
fn j9_two_desks_entries_make_the_same_of_it_in_any_order_of_their_coming() {
    let (first, consumers) = master();
    let imports = entries(&Connection::open(first.path().join(FILE)).unwrap());
    let second = tempfile::tempdir().unwrap();
    {
        let office = Office::found_desk(second.path(), "led", "KVT", 2, HOW());
        imports.iter().filter(|raw| raw.kind == "consumer-imported").for_each(|raw| receive(office.desk.store().connection(), raw));
    }
    proptest!(cases(), |(here in steps(40), there in steps(40), seed: u64)| {
        let (one, two) = (copy(first.path()), copy(second.path()));
        let mut all = Vec::new();
        for (dir, steps, own) in [(&one, &here, "KVT-1"), (&two, &there, "KVT-2")] {
            let mut days = Days::over(dir.path(), consumers.clone());
            steps.iter().for_each(|step| days.go(*step));
            all.extend(entries(days.office.desk.store().connection()).into_iter().filter(|raw| raw.desk == own));
        }
        same_in_any_order(&all, &mut Chance::seeded(seed));
    });
}

/// Two desks apart live through months; the first hears of the other, closes again what is void, and both go on apart.
#[test]
fn l13_months_apart_make_the_same_of_it_in_any_order_of_their_coming() {
    let (first, consumers) = master();
    let imports = entries(&Connection::open(first.path().join(FILE)).unwrap());
    let second = tempfile::tempdir().unwrap();
    {
        let office = Office::found_desk(second.path(), "led", "KVT", 2, HOW());
        imports.iter().filter(|raw| raw.kind == "consumer-imported").for_each(|raw| receive(office.desk.store().connection(), raw));
    }
    let happened = RefCell::new(BTreeSet::new());
    proptest!(cases(), |(here in steps_of_months(110), there in steps_of_months(60), later in steps_of_months(60), seed: u64)| {
        let (one, two) = (copy(first.path()), copy(second.path()));
        let mut chance = Chance::seeded(seed);
        let mut elsewhere = Days::over(two.path(), consumers.clone());
        there.iter().for_each(|step| elsewhere.go(*step));
        let foreign: Vec<_> =
            entries(elsewhere.office.desk.store().connection()).into_iter().filter(|raw| raw.desk == "KVT-2").collect();
        let mut days = Days::over(one.path(), consumers.clone());
        here.iter().for_each(|step| days.go(*step));
        // A part arrives, then the rest.
        let cut = chance.below(foreign.len() as u64 + 1) as usize;
        for part in [&foreign[..cut], &foreign[cut..]] {
            receive_together(days.office.desk.store().connection(), part);
            days.has_heard();
            later.iter().for_each(|step| days.go(*step));
        }
        let conn = days.office.desk.store().connection();
        let all = entries(conn);
        happened.borrow_mut().extend(all.iter().map(|raw| raw.kind.clone()));
        let as_it_came = tables(conn);
        let mut order: Vec<&Recorded> = all.iter().collect();
        assert_same(&as_it_came, &heard_in(&order), "by time");
        order.sort_by_key(|raw| (std::cmp::Reverse(raw.at), raw.desk.clone()));
        assert_same(&as_it_came, &heard_in(&order), "the last first");
        order.sort_by_cached_key(|_| chance.next());
        assert_same(&as_it_came, &heard_in(&order), "by chance");
        let at_once = 2 + chance.below(200) as usize;
        assert_same(&as_it_came, &heard_together(&order, at_once), "by chance, many at once");
        assert_consumers_agree(&days.office, &consumers);
    });
    let happened = happened.into_inner();
    let missing: Vec<_> = HAPPENS_IN_MONTHS.into_iter().filter(|kind| !happened.contains(*kind)).collect();
    assert!(missing.is_empty(), "never happened: {missing:?}");
}
