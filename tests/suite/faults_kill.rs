//! Killed at any moment: no receipt that was reported is missing, none is half there, numbers have no gap (`J-18`).

use std::path::{Path, PathBuf};
use std::time::Duration;

use ebcm::acts::pay::Pay;
use ebcm::base::{ConsumerNo, Money};
use ebcm::store::open::FILE;

use crate::support::chance::Chance;
use crate::support::kill::{Moment, child_of_this_binary, run_and_kill};
use crate::support::office::{Office, exact_cash, reading_of};
use crate::support::tally::tally;

const ROLE: &str = "EBCM_TEST_TILL";
const REPORT: &str = "receipt ";
const KILLS: u64 = 500;
/// The whole check, once in so many kills.
const WHOLE: u64 = 50;

/// Not a test by itself: takes payments at the folder's desk, and reports each receipt, until it is killed.
#[test]
fn child_that_takes_payments_until_it_is_killed() {
    let Ok(dir) = std::env::var(ROLE) else { return };
    let mut office = Office::open(&PathBuf::from(dir));
    let consumers: Vec<ConsumerNo> = {
        let mut statement = office.desk.store().connection().prepare("SELECT id FROM consumer ORDER BY id").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(|key| ConsumerNo::from_key(key.unwrap()).unwrap()).collect()
    };
    let taken: u32 = office.desk.store().connection().query_row("SELECT count(*) FROM receipt", [], |row| row.get(0)).unwrap();
    // The test's own name stands on the line.
    println!();
    for number in taken as usize.. {
        let consumer = consumers[number % consumers.len()];
        let due = number < consumers.len();
        let pay = Pay {
            consumer,
            basis: due.then(|| reading_of(1_320)),
            // Where the bill is paid already, an advance.
            handed: ebcm::acts::money::Handed { keep: (!due).then_some(Money::from_rupees(10)), ..exact_cash(1_000) },
            protest: None,
        };
        let done = office.act("clerk", &pay).unwrap();
        println!("{REPORT}{}", done.papers().last().unwrap());
    }
}

/// The last receipt that stands; every table agrees with the journal about it.
fn last_receipt(dir: &Path) -> i64 {
    let conn = rusqlite::Connection::open(dir.join(FILE)).unwrap();
    tally(&conn).unwrap().payments
}

#[test]
fn j18_five_hundred_kills_take_no_reported_receipt() {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::found(folder.path());
    office.import(250);
    office.open_counter();
    drop(office);
    let mut before = 0;
    let mut between = 0;
    for seed in 0..KILLS {
        let moment = Moment::by(&mut Chance::seeded(seed), 2, Duration::from_millis(8));
        let mut child =
            child_of_this_binary("faults_kill::child_that_takes_payments_until_it_is_killed", ROLE, &folder.path().display().to_string());
        let seen = run_and_kill(&mut child, REPORT, moment);
        assert!(!seen.ended, "kill {seed}: the child ended by itself: {}", seen.complaints);
        let stands = last_receipt(folder.path());
        let reported: Vec<i64> = seen.lines.iter().map(|line| line[line.len() - 6..].parse().unwrap()).collect();
        let due: Vec<i64> = (before + 1..).take(reported.len()).collect();
        assert_eq!(reported, due, "kill {seed}: numbers have a gap, or come twice");
        let told = before + reported.len() as i64;
        assert!((told..=told + 1).contains(&stands), "kill {seed}: {told} receipts were reported, {stands} stand");
        between += i64::from(stands > told);
        before = stands;
        if (seed + 1).is_multiple_of(WHOLE) {
            Office::open(folder.path()).assert_whole();
        }
    }
    assert!(before > KILLS as i64 / 2, "the children came to only {before} receipts");
    assert!(between > 0, "no kill fell between a commit and its report: the moments are not chance");
}
