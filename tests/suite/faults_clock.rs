//! Clocks that go wrong: the PC's set back, another desk's ahead (`J-1`, `J-18`).

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ebcm::acts::complaint::{LogComplaint, Proving};
use ebcm::acts::counter::OpenCounter;
use ebcm::base::{DeskId, Money, No};
use ebcm::desk::{Desk, Done, Founding, SHIPPED_PROFILES, found, nothing_printed};
use ebcm::edge::clock::{Clock, noon};
use ebcm::edge::secret;
use ebcm::journal::Hlc;
use ebcm::journal::fact::TextFile;
use ebcm::store::{Store, complaints};
use rusqlite::{Connection, params};

use crate::support::cell;
use crate::support::days::HOW;
use crate::support::office::{Office, exact_cash, reading_of, today};

const DAY: i64 = 86_400_000;
const INDIA: i32 = 5 * 3_600 + 1_800;

/// A PC's clock that the test sets.
#[derive(Clone)]
struct Hands(Arc<AtomicI64>);

impl Hands {
    fn at_noon() -> Self {
        Self(Arc::new(AtomicI64::new(noon(today(), INDIA))))
    }

    fn turn(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::Relaxed);
    }
}

impl Clock for Hands {
    fn millis(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

fn by(dir: &Path, hands: &Hands) -> Office {
    Office { desk: Desk::over(Store::open(dir, false, HOW()).unwrap(), Box::new(hands.clone()), None).unwrap() }
}

fn refusal(result: Result<Done, No>) -> (String, String) {
    match result {
        Err(No::Refused(refusal)) => (refusal.rule.into_owned(), refusal.message),
        other => panic!("a refusal was expected: {other:?}"),
    }
}

#[test]
fn j18_a_clock_set_back_a_day_is_named_and_does_not_turn_time() {
    let folder = tempfile::tempdir().unwrap();
    let hands = Hands::at_noon();
    let consumers = Office::found_as(folder.path(), "led", "KVT", HOW()).import(3);
    let mut office = by(folder.path(), &hands);
    office.open_counter();
    let before = office.pay(consumers[0], 1_320).unwrap().entries[0].at;

    hands.turn(-DAY);
    let (rule, message) = refusal(office.pay(consumers[1], 1_320));
    assert_eq!(
        (rule.as_str(), message.as_str()),
        ("C-8", "The open counter is of 12-11-2026, the PC's date is 11-11-2026: set the PC's clock right.")
    );
    let (_, message) = refusal(office.close_counter());
    assert!(message.contains("12-11-2026") && message.contains("set the date right"), "{message}");

    // What is done all the same comes after what was done before, and so it does after a new start.
    let add = |name: &str| ebcm::acts::user::AddUser {
        name: name.to_owned(),
        roles: vec![ebcm::rules::role::Role::Ae],
        password: "none".to_owned(),
    };
    let here = office.act("admin", &add("ae2")).unwrap().entries[0].at;
    let mut office = by(folder.path(), &hands);
    let again = office.act("admin", &add("ae3")).unwrap().entries[0].at;
    assert!(before < here && here < again, "{before} {here} {again}");

    hands.turn(DAY + 60_000);
    let right = office.pay(consumers[1], 1_320).unwrap();
    assert!(right.entries[0].at > again);
    assert_eq!(right.papers().last().unwrap().to_string(), "R-KVT-1-2627-000002");
    office.assert_whole();
}

#[test]
fn j18_a_desk_knows_how_far_its_clock_is_behind() {
    let folder = tempfile::tempdir().unwrap();
    let (file, text) = SHIPPED_PROFILES[0];
    let founding = Founding {
        profile: TextFile { file: format!("{file}.toml"), text: text.to_owned() },
        office: "KVT".to_owned(),
        desk: 1,
        training: false,
        admin: "admin".to_owned(),
        password: secret::hash_password("a password of the tests 1").unwrap(),
    };
    let hands = Hands::at_noon();
    let mut desk = found(folder.path(), &founding, HOW(), Box::new(hands.clone()), None).unwrap();
    assert_eq!(desk.clock_behind(), 0);
    hands.turn(-DAY);
    assert_eq!(desk.clock_behind(), DAY);
    hands.turn(2 * DAY);
    assert_eq!(desk.clock_behind(), 0);
    let admin = desk.login("admin", "a password of the tests 1").unwrap();
    assert!(desk.act(&admin, &OpenCounter { float: Money::ZERO }, &nothing_printed).is_err(), "the administrator is no clerk");
}

#[test]
fn j1_what_another_desk_recorded_with_its_clock_ahead_came_before() {
    let folder = tempfile::tempdir().unwrap();
    let hands = Hands::at_noon();
    let consumers = Office::found_as(folder.path(), "led", "KVT", HOW()).import(2);
    let ahead = Hlc::default().tick(noon(today(), INDIA) + 400 * DAY).raw();
    // An entry of the desk next door, a year ahead of its time; it is about a user, and comes as sync would bring it.
    {
        let conn = Connection::open(folder.path().join(ebcm::store::open::FILE)).unwrap();
        let body = r#"{"user-locked":{"name":"clerk2"}}"#;
        conn.execute(
            "INSERT INTO entry VALUES ('KVT-2', 1, ?1, '2026-11-12', 'clerk2', 'user-locked', ?2, NULL, NULL, zeroblob(32))",
            params![ahead, body],
        )
        .unwrap();
        conn.execute("INSERT INTO subject VALUES ('uclerk2', ?1, 'KVT-2', 1)", [ahead]).unwrap();
    }
    let mut office = by(folder.path(), &hands);
    office.open_counter();
    let pay = ebcm::acts::pay::Pay { consumer: consumers[0], basis: Some(reading_of(1_320)), handed: exact_cash(1_000), protest: None };
    let done = office.act("clerk", &pay).unwrap();
    let entry = &done.entries[0];
    assert!(entry.at.raw() > ahead, "{} is not after {}", entry.at, Hlc::from_raw(ahead));
    assert_eq!((&entry.desk, entry.day), (&"KVT-1".parse::<DeskId>().unwrap(), today()), "the business date is the PC's own");
}

/// A PC's clock set back while a complaint is worked on, and ahead again: no step stands before what it follows, none is lost.
#[test]
fn m6_a_clock_set_back_and_ahead_keeps_a_complaints_order() {
    let folder = tempfile::tempdir().unwrap();
    let hands = Hands::at_noon();
    let consumers = Office::found_as(folder.path(), "led", "KVT", HOW()).import(1);
    let mut office = by(folder.path(), &hands);
    let call = LogComplaint { consumer: Some(consumers[0]), category: "no-supply".to_owned(), ..LogComplaint::default() };
    let no = cell::number(&office.act("clerk", &call).unwrap());
    hands.turn(-3 * 3_600_000);
    office.act("clerk", &cell::step(&no, "crew sent")).unwrap();
    hands.turn(2 * DAY);
    office.act("clerk", &cell::step(&no, "fuse put in")).unwrap();
    hands.turn(-2 * DAY);
    office.act("clerk", &cell::rectify(&no, Proving::CalledBack)).unwrap();
    let (complaint, _) = complaints::whole(office.desk.store().connection(), &no).unwrap().unwrap();
    let times: Vec<_> = complaint.steps.iter().map(|step| step.at).chain(complaint.closures.iter().map(|closure| closure.at)).collect();
    assert_eq!(times.len(), 3, "{complaint:?}");
    assert!(times[0] >= complaint.logged.at && times.is_sorted(), "{} then {times:?}", complaint.logged.at.short());
    office.assert_whole();
}
