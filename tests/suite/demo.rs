//! The made-up island: it stands whole, its ledger balances, and the same seed makes the same consumers.

use std::path::Path;

use ebcm::acts::application::{Apply, AtOnce};
use ebcm::base::Money;
use ebcm::demo::{CLERK, PASSWORD, PIN, Plan, Summary, make};
use ebcm::desk::{Desk, nothing_printed};
use ebcm::edge::clock::FixedClock;
use ebcm::journal::fact::Effected;
use ebcm::rules::bill::Head;
use ebcm::rules::status::Status;
use ebcm::rules::tender::Mode;
use ebcm::store::project::read_consumer;
use ebcm::store::{read, search};

use crate::support::connect::typed;
use crate::support::office::today;

const SMALL: fn(u64) -> Plan = |seed| Plan { consumers: 60, months: 3, seed, today: today() };

fn island(dir: &Path, seed: u64) -> (Desk, Summary) {
    let summary = make(dir, &SMALL(seed)).unwrap();
    let desk = Desk::open(dir, Box::new(FixedClock(0)), Some(today())).unwrap();
    (desk, summary)
}

/// Every body of the journal but those with a key or a password in them.
fn bodies(dir: &Path) -> Vec<(String, String)> {
    let conn = rusqlite::Connection::open(dir.join("ebcm.db")).unwrap();
    let mut statement = conn
        .prepare("SELECT body, coalesce(personal, '') FROM entry WHERE kind NOT IN ('desk-founded', 'password-set') ORDER BY seq")
        .unwrap();
    statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().map(Result::unwrap).collect()
}

#[test]
fn the_island_stands_whole_with_one_counter_open() {
    let dir = tempfile::tempdir().unwrap();
    let (mut desk, summary) = island(dir.path(), 2026);
    let report = desk.store().reader().unwrap().verify().unwrap();
    assert_eq!(report.faults, []);
    assert!(summary.entries > 200, "{summary:?}");
    assert!(dir.path().read_dir().unwrap().all(|entry| entry.unwrap().file_name() != "making"));

    let counter = read::counter(desk.store().connection(), desk.id()).unwrap();
    let open = counter.open.unwrap();
    assert_eq!((open.clerk.as_str(), open.date, open.expected(Mode::Cash)), (CLERK, today(), Money::from_rupees(500)));
    assert!(desk.login(CLERK, PASSWORD).is_ok() && desk.login_by_pin(CLERK, PIN).is_ok());
    assert!(make(dir.path(), &SMALL(1)).is_err(), "a second island over the first");
}

#[test]
fn its_five_consumers_are_what_the_readme_says() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, summary) = island(dir.path(), 2026);
    let conn = desk.store().connection();
    let [small, arrears, stuck, locked, cash_only] = summary.tries.as_slice() else { panic!("{summary:?}") };
    let consumer = |no| read_consumer(conn, no).unwrap().unwrap();
    assert_eq!(small.consumer.to_string(), "010000016", "the serial 1 is enough to type");
    assert!(small.reading.is_some() && small.collect < Money::from_rupees(700), "{small:?}");
    assert!(consumer(arrears.consumer).is_outstanding() && arrears.collect > consumer(arrears.consumer).balance - Money::RUPEE);
    assert!(consumer(stuck.consumer).meter.stuck_since.is_some() && stuck.reading.is_none());
    assert!(consumer(locked.consumer).is_government() && locked.reading.is_none());
    assert_eq!(consumer(cash_only.consumer).flags(today()), ["belated", "cash-only", "notice"]);
    let period = today().period();
    for wanted in &summary.tries {
        assert!(!consumer(wanted.consumer).has_bill_of(period), "{} has not paid yet this month", wanted.what);
        assert!(search::one(conn, wanted.consumer).unwrap().is_some());
    }
}

#[test]
fn the_same_seed_makes_the_same_island() {
    let dirs: Vec<_> = (0..3).map(|_| tempfile::tempdir().unwrap()).collect();
    let made: Vec<_> = dirs.iter().zip([7, 7, 8]).map(|(dir, seed)| make(dir.path(), &SMALL(seed)).unwrap()).collect();
    assert_eq!(made[0], made[1]);
    let journals: Vec<_> = dirs.iter().map(|dir| bodies(dir.path())).collect();
    assert_eq!(journals[0], journals[1]);
    assert_ne!(journals[0], journals[2]);
}

/// The first home that is new on the island, serial 7, has its contract still to keep: to end it costs the fee (`L-16`).
#[test]
fn l16_to_end_a_new_connection_of_the_island_costs_the_fee() {
    let dir = tempfile::tempdir().unwrap();
    let (mut desk, _) = island(dir.path(), 2026);
    let no = desk.rules().profile.make_number("KVT", 7).unwrap();
    let before = read_consumer(desk.store().connection(), no).unwrap().unwrap();
    let months = today().period().since(before.connected_on.unwrap().period());
    assert!((10..=24).contains(&months) && before.status == Status::Live, "{before:?}");
    let apply = Apply {
        workflow: "permanent".to_owned(),
        consumer: Some(no),
        typed: typed([("requested", today().to_string().as_str())]),
        ..Apply::default()
    };
    let reading = (before.last_reading().0.value + 40).to_string();
    let fields = typed([("on", today().to_string().as_str()), ("reading", reading.as_str())]);
    let june = desk.training_session("june").unwrap();
    let end = AtOnce { apply, step: "execute".to_owned(), typed: fields, confirmed: false };
    let done = desk.act(&june, &end, &nothing_printed).unwrap();
    let ended = done.entries.iter().flat_map(|entry| entry.fact.effects()).find_map(Effected::ended).expect("an end");
    // 36 months from the day of connection, at Rs 25 for a single phase.
    let left = 36 - months;
    assert_eq!(ended.cofee, Money::from_rupees(25 * i64::from(left)), "{left} months are left");
    assert!(ended.bill.bill.lines.iter().any(|line| line.head == Head::CoFee && line.amount == ended.cofee), "it stands on the final bill");
}
