//! The To Do list: what stands in it, who may arrange what about an item, to whom it climbs, how it is found (`R-3`, `R-4`, `R-9`, `R-10`).

use std::cell::RefCell;
use std::collections::BTreeSet;

use ebcm::acts::complaint::LogComplaint;
use ebcm::acts::item::{HandleItem, What};
use ebcm::acts::online::{ImportOnline, OnlineRow};
use ebcm::acts::posting::{DecidePosting, MakePosting};
use ebcm::acts::user::AddUser;
use ebcm::base::{ConsumerNo, Day, Money, No, PaperNo, Stamp};
use ebcm::folds::history::Happening;
use ebcm::journal::Recorded;
use ebcm::journal::fact::{Handled, Posting};
use ebcm::reports::Source;
use ebcm::reports::consumer_lists::life;
use ebcm::rules::role::Role;
use ebcm::rules::todo::TodoType;
use ebcm::store::open::{FILE, How};
use ebcm::store::work::{self, Lens, Line, Status, Which, Whose};
use ebcm::store::work_rows;
use proptest::prelude::*;
use rusqlite::Connection;

use super::faults_order::{copy, entries, same_in_any_order};
use crate::support::arrive::receive;
use crate::support::chance::Chance;
use crate::support::connect::{domestic, refused, typed};
use crate::support::office::{Office, today};

fn handle(office: &mut Office, user: &str, item: &str, what: What, comment: &str) -> Result<(), No> {
    office.act(user, &HandleItem { item: item.to_owned(), what, comment: comment.to_owned() }).map(drop)
}

fn at(day: i8, hour: u8) -> Stamp {
    Stamp::new(Day::new(2026, 11, day).unwrap(), hour, 0).unwrap()
}

fn lens(office: &Office, now: Stamp) -> Lens<'_> {
    Lens { profile: &office.desk.rules().profile, now }
}

fn found(office: &Office, now: Stamp, which: &Which) -> Vec<Line> {
    let conn = office.desk.store().connection();
    let lines = work::page(conn, lens(office, now), which, 100, 0).unwrap();
    let count = |most| work::count(conn, lens(office, now), which, most).unwrap();
    assert_eq!((count(usize::MAX), count(2)), (lines.len(), lines.len().min(2)), "{which:?}");
    // A page at a time gives the same.
    let paged: Vec<Line> = (0..lines.len()).flat_map(|from| work::page(conn, lens(office, now), which, 1, from).unwrap()).collect();
    assert_eq!(paged, lines);
    lines
}

fn keys(office: &Office, now: Stamp, which: &Which) -> Vec<String> {
    found(office, now, which).into_iter().map(|line| line.key).collect()
}

fn of(whose: Whose) -> Which {
    Which { whose, ..Which::default() }
}

fn mine(user: &str, role: Role) -> Which {
    of(Whose::Mine { user: user.to_owned(), roles: vec![role] })
}

fn posting(office: &mut Office, consumer: ConsumerNo, rupees: i64) -> PaperNo {
    let what = Posting::Credit { consumer, amount: Money::from_rupees(rupees), head: "ADJUST".to_owned(), bill: None };
    let done = office.act("clerk", &MakePosting { what, reason: "Reading was mistyped".to_owned() }).unwrap();
    done.papers().remove(0)
}

/// An office with an item of several types.
struct Desk {
    dir: tempfile::TempDir,
    office: Office,
    consumers: Vec<ConsumerNo>,
    application: PaperNo,
    load: PaperNo,
    posting: PaperNo,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut office = Office::found(dir.path());
        for (name, roles) in [("je2", vec![Role::Je]), ("ee", vec![Role::Ee]), ("cell", vec![Role::Ccc])] {
            office.act("admin", &AddUser { name: name.to_owned(), roles, password: "not a hash".to_owned() }).unwrap();
        }
        let consumers = office.import(3);
        office.open_counter();
        let load = office.apply("je", "change-load", Some(consumers[0]), typed([("load_kw", "4")])).unwrap();
        let application = office.apply("je", "regular", None, domestic()).unwrap();
        let posting = posting(&mut office, consumers[1], 70);
        Self { dir, office, consumers, application, load, posting }
    }
}

#[test]
fn r3_every_kind_of_work_stands_in_one_list_by_priority_then_age() {
    let Desk { dir: _dir, mut office, application, load, posting, .. } = Desk::new();
    let rows =
        vec![OnlineRow { line: 2, reference: "UPI-77".to_owned(), number: "999".to_owned(), amount: Money::from_rupees(50), day: today() }];
    office.act("clerk", &ImportOnline { rows }).unwrap();
    let all = found(&office, at(12, 13), &Which::default());
    let seen: Vec<(&str, u8, TodoType)> = all.iter().map(|line| (line.key.as_str(), line.priority, line.todo)).collect();
    assert_eq!(
        seen,
        [
            (application.to_string().as_str(), 10, TodoType::Application),
            (posting.to_string().as_str(), 30, TodoType::AdjustmentApproval),
            ("online/UPI-77", 30, TodoType::UnmatchedPayment),
            (load.to_string().as_str(), 50, TodoType::Load),
        ]
    );
    assert_eq!(all[3].message, "Change of load: 4 kW");
    // Decided, it is done, with who did it; nothing of it is left among the open ones.
    office.act("ae", &DecidePosting { no: posting.clone(), approve: false, remark: Some("no".to_owned()) }).unwrap();
    office.step("ae", &load, "approve", []).unwrap();
    let open = keys(&office, at(12, 13), &Which::default());
    assert!(!open.contains(&posting.to_string()) && open.contains(&load.to_string()), "{open:?}");
    let done = found(&office, at(12, 13), &Which { status: Status::Done, ..Which::default() });
    assert_eq!(
        done.iter().map(|line| (line.key.clone(), line.status())).collect::<Vec<_>>(),
        [(posting.to_string(), "rejected: rejected".to_owned())]
    );
    assert_eq!(keys(&office, at(12, 13), &Which { status: Status::Rejected, ..mine("ae", Role::Ae) }), [posting.to_string()]);
    assert_eq!(keys(&office, at(12, 13), &Which { status: Status::All, ..Which::default() }).len(), 4);
    office.assert_whole();
}

#[test]
fn r4_who_may_arrange_what() {
    let Desk { dir: _dir, mut office, application, posting, .. } = Desk::new();
    let item = application.to_string();
    let table = [
        ("ae", What::Take, "", "for JE"),
        ("admin", What::Take, "", "for BCC"),
        ("je", What::PutBack, "", "Nobody has"),
        ("je", What::Assign("nobody".to_owned()), "", "no user 'nobody'"),
        ("je", What::Assign("ae".to_owned()), "", "ae is AE"),
        ("clerk", What::Assign("je2".to_owned()), "", "for JE"),
        ("je", What::Forward(Role::Ae), "", "is missing"),
        ("je", What::Forward(Role::Je), "why", "waits for JE already"),
        ("je", What::Forward(Role::Adm), "why", "works at no items"),
        ("je", What::Comment, " ", "is missing"),
        ("je", What::Complete, "done", "its own step"),
    ];
    for (user, what, comment, part) in table {
        let rule = if part.starts_with("for ") { "I-7" } else { "R-4" };
        refused(handle(&mut office, user, &item, what, comment), rule, part);
    }
    refused(handle(&mut office, "je", "A-KVT-1-2627-000099", What::Take, ""), "R-4", "There is no item");
    handle(&mut office, "je", &item, What::Take, "").unwrap();
    refused(handle(&mut office, "je", &item, What::Take, ""), "R-4", "already");
    refused(handle(&mut office, "je2", &item, What::Take, ""), "R-4", "je works on");
    refused(handle(&mut office, "je2", &item, What::PutBack, ""), "R-4", "je has");
    handle(&mut office, "ae", &item, What::Assign("je2".to_owned()), "he knows the house").unwrap();
    handle(&mut office, "je2", &item, What::Forward(Role::Ae), "is the line long enough?").unwrap();
    let now = at(12, 13);
    assert!(keys(&office, now, &mine("ae", Role::Ae)).contains(&item), "it waits for the AE now");
    handle(&mut office, "ae", &item, What::Take, "").unwrap();
    // The item's next step ends what was arranged.
    office.step("je", &application, "sil", [("visit", "2026-11-13")]).unwrap();
    let line = work::line(office.desk.store().connection(), lens(&office, now), &item).unwrap().unwrap();
    let open = line.open().unwrap();
    assert_eq!((open.role, open.assigned.as_deref()), (Role::Je.into(), None));
    // Who made a posting may not decide it; a decided one is done.
    office.act("ae", &DecidePosting { no: posting.clone(), approve: true, remark: None }).unwrap();
    refused(handle(&mut office, "ae", &posting.to_string(), What::Take, ""), "R-4", "done already, by ae");
    office.assert_whole();
}

#[test]
fn r9_an_item_climbs_by_the_matrix_without_an_entry() {
    let Desk { dir: _dir, mut office, application, posting, .. } = Desk::new();
    let item = application.to_string();
    // The regular connection of the 12th climbs to the AE after 7 days, to the EE after 15; the posting to the EE after 7.
    for (now, ae, ee, level) in [
        (at(19, 11), false, false, None),
        (at(19, 13), true, false, Some((1, Role::Ae))),
        (at(26, 13), true, false, Some((1, Role::Ae))),
        (at(28, 13), true, true, Some((2, Role::Ee))),
    ] {
        let holds = |user: &str, role| keys(&office, now, &mine(user, role)).contains(&item);
        assert_eq!((holds("ae", Role::Ae), holds("ee", Role::Ee)), (ae, ee), "{}", now.short());
        let line = work::line(office.desk.store().connection(), lens(&office, now), &item).unwrap().unwrap();
        assert_eq!(line.open().unwrap().level, level, "{}", now.short());
    }
    let escalated = |now, whose| keys(&office, now, &Which { status: Status::Escalated, whose, ..Which::default() });
    assert_eq!(escalated(at(19, 11), Whose::All), Vec::<String>::new());
    assert_eq!(escalated(at(20, 0), Whose::All), [item.clone(), posting.to_string()]);
    assert_eq!(escalated(at(20, 0), Whose::OfRoles(vec![Role::Ee])), [posting.to_string()]);
    // Whoever it climbed to may take it; a step brings it back to the first hand.
    let before = entries(office.desk.store().connection()).len();
    handle(&mut office, "je", &item, What::Take, "").unwrap();
    assert_eq!(keys(&office, at(20, 0), &of(Whose::GivenTo("je".to_owned()))), [item]);
    assert_eq!(entries(office.desk.store().connection()).len(), before + 1);
}

#[test]
fn r9_a_complaint_is_an_item_once_it_has_climbed_and_until_it_was_seen_to() {
    let Desk { dir: _dir, mut office, consumers, .. } = Desk::new();
    let call = LogComplaint {
        consumer: Some(consumers[2]),
        category: "no-supply".to_owned(),
        words: "dark".to_owned(),
        ..LogComplaint::default()
    };
    let done = office.act("cell", &call).unwrap();
    let no = done.papers().remove(0).to_string();
    // A limit of 4 hours in a town: JE after one, AE after two, EE after three.
    let logged = office.desk.now();
    for (hours, whose) in [(3, ""), (4, "JE CCC"), (8, "JE AE CCC"), (12, "JE AE EE CCC")] {
        let now = logged.plus(hours * 60);
        let has = [Role::Je, Role::Ae, Role::Ee, Role::Ccc].into_iter().filter(|role| keys(&office, now, &mine("x", *role)).contains(&no));
        let has: Vec<&str> = has.map(Role::code).collect();
        assert_eq!(has.join(" "), whose, "after {hours} hours");
    }
    refused(handle(&mut office, "je", &no, What::Complete, "crew is on the way"), "R-4", "has not climbed");
    office.assert_whole();
}

#[test]
fn r3_each_filter_of_the_search() {
    let Desk { dir: _dir, mut office, consumers, application, load, posting, .. } = Desk::new();
    let now = at(12, 13);
    let [application, load, posting] = [application, load, posting].map(|no| no.to_string());
    handle(&mut office, "je", &application, What::Take, "").unwrap();
    let number = consumers[0].to_string();
    let text = |text: &str| Which { text: text.to_owned(), ..Which::default() };
    let table: Vec<(Which, Vec<&String>)> = vec![
        (Which { types: vec![TodoType::Load], ..Which::default() }, vec![&load]),
        (Which { types: vec![TodoType::Load, TodoType::AdjustmentApproval], ..Which::default() }, vec![&posting, &load]),
        (Which { types: vec![TodoType::Meter], ..Which::default() }, vec![]),
        (mine("je", Role::Je), vec![&application]),
        (mine("je2", Role::Je), vec![]),
        (of(Whose::OfRoles(vec![Role::Je])), vec![&application]),
        (of(Whose::OfRoles(vec![Role::Ae])), vec![&posting, &load]),
        (of(Whose::GivenTo("je".to_owned())), vec![&application]),
        (Which { status: Status::Working, ..Which::default() }, vec![&application]),
        (Which { status: Status::Waiting, ..Which::default() }, vec![&posting, &load]),
        (Which { status: Status::of("cla"), ..Which::default() }, vec![&load]),
        (Which { from: Some(at(13, 0)), ..Which::default() }, vec![]),
        (Which { from: Some(at(12, 12)), to: Some(at(12, 12)), ..Which::default() }, vec![&application, &posting, &load]),
        (Which { to: Some(at(12, 11)), ..Which::default() }, vec![]),
        (text("pandaram"), vec![&application]),
        (text("mistyped"), vec![&posting]),
        (text(&number), vec![&load]),
        (text(&load), vec![&load]),
        (text("zzz"), vec![]),
        (Which { offices: vec!["AGT".to_owned()], ..Which::default() }, vec![]),
    ];
    for (which, expected) in table {
        assert_eq!(keys(&office, now, &which).iter().collect::<Vec<_>>(), expected, "{which:?}");
    }
}

/// What somebody does next to one of the items that the desk knows.
type Step = (u8, u8);

fn go(office: &mut Office, items: &[PaperNo], (what, which): Step) {
    let no = &items[usize::from(which) % items.len()];
    let key = no.to_string();
    // What is not open is refused, and that is an answer too.
    let _ = match what % 9 {
        0 => handle(office, "je", &key, What::Take, ""),
        1 => handle(office, "ae", &key, What::Take, ""),
        2 => handle(office, "ae", &key, What::PutBack, ""),
        3 => handle(office, "ae", &key, What::Assign("je".to_owned()), ""),
        4 => handle(office, "je", &key, What::Forward(Role::Ae), "look"),
        5 => handle(office, "clerk", &key, What::Comment, "heard of it"),
        6 => office.step("je", no, "sil", [("visit", "20")]).map(drop),
        7 => office.step("ae", no, "reject", [("reason", "no")]).map(drop),
        _ => office.act("ae", &DecidePosting { no: no.clone(), approve: which.is_multiple_of(2), remark: Some("x".to_owned()) }).map(drop),
    };
}

/// Two desks of one office that know the same items.
fn two_desks() -> ([tempfile::TempDir; 2], Vec<PaperNo>) {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let mut office = Office::found(dirs[0].path());
    let consumers = office.import(2);
    let mut items: Vec<PaperNo> = (0..2).map(|_| office.apply("je", "regular", None, domestic()).unwrap()).collect();
    items.push(office.apply("je", "change-load", Some(consumers[0]), typed([("load_kw", "4")])).unwrap());
    items.push(posting(&mut office, consumers[1], 20));
    drop(office);
    let heard = entries(&Connection::open(dirs[0].path().join(FILE)).unwrap());
    let office = Office::found_desk(dirs[1].path(), "led", "KVT", 2, How::default());
    let shared = |raw: &&Recorded| matches!(raw.kind.as_str(), "consumer-imported" | "application-made" | "posting-made");
    heard.iter().filter(shared).for_each(|raw| receive(office.desk.store().connection(), raw));
    (dirs, items)
}

#[test]
fn r4_two_desks_make_the_same_of_items_in_any_order_of_hearing() {
    let (dirs, items) = two_desks();
    let happened = RefCell::new(BTreeSet::new());
    let apart = RefCell::new(0);
    let config = ProptestConfig {
        cases: 16,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(2_211),
        ..ProptestConfig::default()
    };
    let steps = || prop::collection::vec(any::<Step>(), 30);
    proptest!(config, |(here in steps(), there in steps(), seed: u64)| {
        let mut all = Vec::new();
        for ((dir, steps), own) in dirs.iter().zip([here, there]).zip(["KVT-1", "KVT-2"]) {
            let folder = copy(dir.path());
            let mut office = Office::open(folder.path());
            steps.iter().for_each(|step| go(&mut office, &items, *step));
            if own == "KVT-1" {
                office.assert_whole();
            }
            all.extend(entries(office.desk.store().connection()).into_iter().filter(|raw| raw.desk == own));
        }
        happened.borrow_mut().extend(all.iter().map(|raw| raw.kind.clone()));
        let made = same_in_any_order(&all, &mut Chance::seeded(seed));
        *apart.borrow_mut() += made.iter().find(|(table, _)| *table == "work_apart").map_or(0, |(_, rows)| rows.len());
    });
    for kind in ["item-handled", "application-step", "posting-decided"] {
        assert!(happened.borrow().contains(kind), "{kind} never happened");
    }
    assert!(*apart.borrow() > 0, "nobody was ever told");
}

#[test]
fn r4_of_two_who_take_an_item_apart_the_first_has_it_and_the_other_is_told() {
    let (dirs, items) = two_desks();
    let item = items[0].to_string();
    for (dir, user) in dirs.iter().zip(["je", "ae"]) {
        let mut office = Office::open(dir.path());
        if user == "ae" {
            office.act("admin", &AddUser { name: "je2".to_owned(), roles: vec![Role::Je], password: "not a hash".to_owned() }).unwrap();
        }
        let taker = if user == "ae" { "je2" } else { "je" };
        handle(&mut office, taker, &item, What::Take, "").unwrap();
    }
    let theirs = entries(&Connection::open(dirs[0].path().join(FILE)).unwrap());
    let office = Office::open(dirs[1].path());
    let conn = office.desk.store().connection();
    theirs.iter().filter(|raw| raw.kind == "item-handled").for_each(|raw| receive(conn, raw));
    let arranged = work_rows::arranged(conn, &item).unwrap();
    assert_eq!(
        arranged.log.iter().map(|line| (&line.how, line.apart)).collect::<Vec<_>>(),
        [(&Handled::Taken, false), (&Handled::Taken, true)]
    );
    let (first, second) = (arranged.log[0].user.clone(), arranged.log[1].user.clone());
    let line = work::line(conn, lens(&office, at(12, 13)), &item).unwrap().unwrap();
    assert_eq!(line.open().unwrap().assigned.as_ref(), Some(&first));
    assert_eq!(work::told_apart(conn, &second).unwrap(), [(item, "taken".to_owned(), first)]);
}

#[test]
fn r4_what_was_arranged_about_a_consumer_stands_in_its_history() {
    let Desk { dir: _dir, mut office, consumers, application, load, posting } = Desk::new();
    let (item, credit) = (load.to_string(), posting.to_string());
    handle(&mut office, "ae", &item, What::Take, "").unwrap();
    handle(&mut office, "ae", &item, What::Comment, "the fuse is hot").unwrap();
    handle(&mut office, "ae", &item, What::Forward(Role::Je), "is the line enough?").unwrap();
    handle(&mut office, "je", &item, What::Assign("je2".to_owned()), "he knows the house").unwrap();
    office.step("ae", &load, "approve", []).unwrap();
    handle(&mut office, "clerk", &item, What::Take, "").unwrap();
    handle(&mut office, "ae", &credit, What::Comment, "seen the card").unwrap();
    handle(&mut office, "je", &application.to_string(), What::Take, "").unwrap();
    // Done, an item tells what was arranged as before.
    office.act("ae", &DecidePosting { no: posting, approve: true, remark: None }).unwrap();
    let now = at(12, 13);
    let history = |no| {
        let (conn, rules) = (office.desk.store().connection(), office.desk.rules());
        let source = Source { conn, profile: &rules.profile, desk: office.desk.id(), today: today(), now, training: false };
        let told = |h: Happening| (h.user.clone(), h.group(), h.told());
        life(&source, no).unwrap().into_iter().map(told).collect::<Vec<_>>()
    };
    let wanted = [
        ("ae", format!("Taken (Change of load {item})")),
        ("ae", format!("Commented: the fuse is hot (Change of load {item})")),
        ("ae", format!("Forwarded to JE: is the line enough? (Change of load {item})")),
        ("je", format!("Assigned to je2: he knows the house (Change of load {item})")),
        ("ae", format!("{item}: Approval")),
        ("clerk", format!("Taken (Change of load {item})")),
    ];
    let told = history(consumers[0]);
    let after_made: Vec<(&str, String)> = told[told.len() - 6..].iter().map(|(user, _, what)| (user.as_str(), what.clone())).collect();
    assert_eq!(after_made, wanted, "each where it was recorded");
    assert!(told[told.len() - 6..].iter().all(|(_, group, _)| *group == "case"));
    let told = history(consumers[1]);
    assert!(
        told.iter().any(|(_, _, what)| what.starts_with("Commented: seen the card (") && what.ends_with(&format!("{credit})"))),
        "{told:?}"
    );
    assert!(history(consumers[2]).iter().all(|(_, group, _)| *group == "other"), "nobody else's");
}
