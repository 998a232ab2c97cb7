//! Two desks apart take steps of the same applications: whatever they record, and in whatever order it is heard of, the same comes of it,
//! and no money is lost (`J-9`).

use std::cell::RefCell;
use std::collections::BTreeSet;

use ebcm::acts::application::EraseApplicant;
use ebcm::acts::consumer::ErasePerson;
use ebcm::base::{ConsumerNo, Money, PaperNo};
use ebcm::journal::Recorded;
use ebcm::rules::role::Role;
use ebcm::rules::status::Status;
use ebcm::store::applications::{self, Which};
use ebcm::store::open::{FILE, How};
use proptest::prelude::*;
use rusqlite::Connection;

use super::faults_order::{copy, entries, same_in_any_order};
use crate::support::arrive::receive;
use crate::support::chance::Chance;
use crate::support::connect::{domestic, festival, number, typed};
use crate::support::office::{Office, row, today};

/// What must have happened at least once: else the property proves less than it says.
const HAPPENS: [&str; 4] = ["applicant-erased", "application-made", "application-step", "person-erased"];

/// What somebody does next, to which of the applications that the desk knows.
type Step = (u8, u8, u8);

/// Two desks of one office: the second knows the first's consumers and its first applications.
struct Desks {
    dirs: [tempfile::TempDir; 2],
    consumers: Vec<ConsumerNo>,
    common: Vec<PaperNo>,
}

fn desks() -> Desks {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let mut office = Office::found(dirs[0].path());
    let mut stopped = row(3, "DOM", None);
    stopped.import.status = Status::Stbp;
    stopped.import.disconnected_on = Some("2026-10-25".parse().unwrap());
    stopped.import.sd = Money::from_rupees(500);
    let consumers = office.import_rows(vec![row(1, "DOM", None), row(2, "DOM", None), stopped]);
    let mut common = vec![office.demanded(), office.apply("je", "regular", None, domestic()).unwrap()];
    common.push(office.apply("je", "temporary", None, festival()).unwrap());
    common.push(office.apply("je", "stop-bill", Some(consumers[0]), typed([])).unwrap());
    common.push(office.apply("je", "change-load", Some(consumers[1]), typed([("load_kw", "4")])).unwrap());
    // A deposit of Rs 300 lacks.
    common.push(office.apply("ae", "reactivation", Some(consumers[2]), typed([])).unwrap());
    office.step("ae", &common[5], "admit", []).unwrap();
    office.open_counter();
    drop(office);
    let heard = entries(&Connection::open(dirs[0].path().join(FILE)).unwrap());
    {
        let mut office = Office::found_desk(dirs[1].path(), "led", "KVT", 2, How::default());
        let shared = |raw: &&Recorded| matches!(raw.kind.as_str(), "consumer-imported" | "application-made" | "application-step");
        heard.iter().filter(shared).for_each(|raw| receive(office.desk.store().connection(), raw));
        office.open_counter();
    }
    Desks { dirs, consumers, common }
}

/// What each step is given; a step that is not open there is refused, and that is an answer too.
fn go(office: &mut Office, known: &mut Vec<PaperNo>, consumers: &[ConsumerNo], (what, which, other): Step) {
    let no = known[usize::from(which) % known.len()].clone();
    let meter = format!("NEW-{which}-{other}");
    let execute = [("on", "12"), ("meter", meter.as_str()), ("digits", "5"), ("initial", "0")];
    let done = match what % 24 {
        0 => office.act("je", &ebcm::acts::application::Apply { workflow: "regular".to_owned(), typed: domestic(), ..Default::default() }),
        1 => office.step("je", &no, "sil", [("visit", "20")]),
        2 => office.step("je", &no, "estimate", [("line_metres", "35"), ("recommend", "accept")]),
        3 | 4 => office.step("ae", &no, "sanction", []),
        5 => office.step("ae", &no, "return", [("reason", "again")]),
        6 => office.step("je", &no, "demand-note", []),
        7..=10 => office.collect(&no, "collect"),
        11 | 12 => office.step("ae", &no, "order", []),
        13 => office.step("je", &no, "execute", execute),
        14 => office.step("je", &no, "execute", [("on", "12"), ("reading", "1300")]),
        15 => office.step("ae", &no, "approve", []),
        16 => office.step("je", &no, "finish", [("on", "12"), ("reading", "40")]),
        17 => office.step("je", &no, "extend", [("until", "2026-11-28")]),
        20 => office.step("ae", &no, "withdraw", [("reason", "not paid")]),
        21 => office.step("je", &no, "energise", [("on", "12"), ("reading", "1200")]),
        22 => office.act("ae", &reactivation(consumers[2])),
        23 => office.step("ae", &no, "admit", []),
        18 if other % 3 == 0 => office.act("admin", &EraseApplicant { no, order: "order 1".to_owned() }),
        18 => office.step("je", &no, "execute", [("on", "12")]),
        _ if other % 3 == 0 => {
            let made = office.application(&no).made.unwrap_or(consumers[usize::from(which) % consumers.len()]);
            office.act("admin", &ErasePerson { consumer: made, order: "order 2".to_owned() })
        }
        _ => office.step("je", &no, "reject", [("reason", "no")]),
    };
    if let Ok(done) = done
        && done.entries.iter().any(|e| e.fact.kind() == "application-made")
    {
        known.push(number(&done));
    }
}

/// What the home screen says of how many wait is what the lists hold: per role, office and day.
fn counted_as_listed(conn: &Connection) {
    for role in Role::ALL {
        for office in ["", "KVT", "AGT"] {
            for day in (0..40).step_by(3).map(|days| today().plus_days(days)) {
                let list = |late_on| {
                    let which = Which { role: Some(role), office: office.to_owned(), late_on, ..Which::default() };
                    applications::items(conn, &which, 10_000, 0).unwrap().len()
                };
                let counted = applications::waiting(conn, role, office, day).unwrap();
                assert_eq!((counted.open as usize, counted.late as usize), (list(None), list(Some(day))), "{role:?} {office} {day:?}");
            }
        }
    }
}

fn reactivation(consumer: ConsumerNo) -> ebcm::acts::application::Apply {
    ebcm::acts::application::Apply { workflow: "reactivation".to_owned(), consumer: Some(consumer), ..Default::default() }
}

#[test]
fn j9_two_desks_make_the_same_of_applications_in_any_order_of_hearing() {
    let desks = desks();
    let happened = RefCell::new(BTreeSet::new());
    let apart = RefCell::new(0);
    let config = ProptestConfig {
        cases: 24,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(2_003),
        ..ProptestConfig::default()
    };
    let steps = || prop::collection::vec(any::<Step>(), 40);
    proptest!(config, |(here in steps(), there in steps(), seed: u64)| {
        let mut all = Vec::new();
        for ((dir, steps), own) in desks.dirs.iter().zip([here, there]).zip(["KVT-1", "KVT-2"]) {
            let folder = copy(dir.path());
            let mut office = Office::open(folder.path());
            let mut known = desks.common.clone();
            steps.iter().for_each(|step| go(&mut office, &mut known, &desks.consumers, *step));
            // The second holds a part of the first's chain, as after half a sync: its tables are held to their journal below.
            if own == "KVT-1" {
                office.assert_whole();
            }
            counted_as_listed(office.desk.store().connection());
            all.extend(entries(office.desk.store().connection()).into_iter().filter(|raw| raw.desk == own));
        }
        happened.borrow_mut().extend(all.iter().map(|raw| raw.kind.clone()));
        let made = same_in_any_order(&all, &mut Chance::seeded(seed));
        *apart.borrow_mut() += made.iter().find(|(table, _)| *table == "step_apart").map_or(0, |(_, rows)| rows.len());
    });
    let missing: Vec<_> = HAPPENS.into_iter().filter(|kind| !happened.borrow().contains(*kind)).collect();
    assert!(missing.is_empty(), "never happened: {missing:?}");
    assert!(*apart.borrow() > 20, "steps taken apart: {}", apart.borrow());
}

#[test]
fn one_demand_collected_at_two_desks_is_paid_once_and_the_other_money_is_refund_payable() {
    let desks = desks();
    let no = &desks.common[0];
    let mut numbers = Vec::new();
    for dir in &desks.dirs {
        let mut office = Office::open(dir.path());
        office.collect(no, "collect").unwrap();
        numbers.push(office.application(no).made.unwrap());
    }
    assert_ne!(numbers[0], numbers[1], "each desk makes numbers of its own");
    let theirs = entries(&Connection::open(desks.dirs[0].path().join(FILE)).unwrap());
    let known: Vec<i64> = entries(&Connection::open(desks.dirs[1].path().join(FILE)).unwrap())
        .iter()
        .filter(|raw| raw.desk == "KVT-1")
        .map(|raw| raw.seq)
        .collect();
    // Which of the two came first in the journal's order, the clocks say; the other is the one apart, whichever desk hears of it.
    let office = Office::open(desks.dirs[1].path());
    let conn = office.desk.store().connection();
    let new = |raw: &&Recorded| raw.desk == "KVT-1" && !known.contains(&raw.seq) && raw.kind == "application-step";
    theirs.iter().filter(new).for_each(|raw| receive(conn, raw));
    let application = office.application(no);
    assert_eq!((application.apart.len(), application.stand.state.as_str()), (1, "SDP"));
    let first = application.made.unwrap();
    let second = numbers.into_iter().find(|number| *number != first).unwrap();
    let (stands, refund) = (office.consumer(first), office.consumer(second));
    assert_eq!((stands.status, stands.balance, stands.sd), (Status::Sdp, Money::ZERO, Money::from_rupees(800)));
    assert_eq!((refund.status, refund.balance, refund.sd), (Status::Dear, Money::from_rupees(-1_900), Money::ZERO));
    assert_eq!(applications::apart(conn).unwrap().iter().map(|a| &a.no).collect::<Vec<_>>(), [no], "listed for a person");
}

#[test]
fn one_application_of_the_portal_brought_in_at_two_desks_is_listed() {
    let desks = desks();
    let row = || ebcm::acts::application::OnlineRow {
        consumer: None,
        line: 2,
        reference: "PORTAL-7".to_owned(),
        workflow: "regular".to_owned(),
        step: "online-submit".to_owned(),
        typed: domestic(),
    };
    for dir in &desks.dirs {
        let mut office = Office::open(dir.path());
        let import = || ebcm::acts::application::ImportApplications { rows: vec![row()] };
        assert_eq!(office.act("ae", &import()).unwrap().entries.len(), 1);
        assert_eq!(office.act("ae", &import()).unwrap().entries.len(), 0, "the same file again changes nothing");
    }
    let theirs = entries(&Connection::open(desks.dirs[0].path().join(FILE)).unwrap());
    let office = Office::open(desks.dirs[1].path());
    let conn = office.desk.store().connection();
    assert!(applications::twice(conn).unwrap().is_empty());
    let last = theirs.iter().rfind(|raw| raw.desk == "KVT-1" && raw.kind == "application-made").unwrap();
    receive(conn, last);
    let twice = applications::twice(conn).unwrap();
    assert_eq!(twice.iter().map(|a| a.reference.as_deref()).collect::<Vec<_>>(), [Some("PORTAL-7"), Some("PORTAL-7")]);
}

/// One desk takes a reactivation back, another takes its deposit: what came first in the journal's order stands, whichever was heard first.
#[test]
fn a_reactivation_withdrawn_and_paid_apart_is_one_of_the_two_and_no_money_is_lost() {
    for paid_first in [true, false] {
        let desks = desks();
        let (no, consumer) = (&desks.common[5], desks.consumers[2]);
        Office::open(desks.dirs[0].path()).collect(no, "collect").unwrap();
        let mut office = Office::open(desks.dirs[1].path());
        // On one day the journal's clock counts entries: what is recorded after more of them is later.
        for _ in 0..if paid_first { 9 } else { 0 } {
            office.apply("je", "regular", None, domestic()).unwrap();
        }
        office.step("ae", no, "withdraw", [("reason", "not paid")]).unwrap();
        drop(office);
        let theirs = entries(&Connection::open(desks.dirs[0].path().join(FILE)).unwrap());
        let office = Office::open(desks.dirs[1].path());
        receive(
            office.desk.store().connection(),
            theirs.iter().rfind(|raw| raw.desk == "KVT-1" && raw.kind == "application-step").unwrap(),
        );
        let (application, consumer) = (office.application(no), office.consumer(consumer));
        assert_eq!(application.apart.len(), 1);
        let stands = (application.stand.state.as_str(), consumer.status, consumer.sd.paise(), consumer.balance.paise());
        // The withdrawal first: what was paid is advance, to be refunded.
        let wanted = if paid_first { ("STSP", Status::Stsd, 80_000, 0) } else { ("RAW", Status::Stbp, 50_000, -30_000) };
        assert_eq!(stands, wanted);
    }
}
