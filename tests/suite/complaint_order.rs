//! Two cells apart: whatever they record, and in whatever order it is heard of, the same comes of it and no step is lost (`M-10`, `J-9`).

use std::cell::RefCell;
use std::collections::BTreeSet;

use ebcm::acts::complaint::{EraseCaller, GroupOutage, LogComplaint, PartOutage, Proving, Reopen};
use ebcm::acts::consumer::ErasePerson;
use ebcm::base::{ConsumerNo, PaperNo};
use ebcm::journal::Recorded;
use ebcm::store::open::{FILE, How};
use ebcm::store::{complaints, read};
use proptest::prelude::*;
use rusqlite::Connection;

use super::faults_order::{assert_same, copy, entries, heard_in, same_in_any_order};
use crate::support::arrive::receive;
use crate::support::cell::{Cell, number, rectify, step};
use crate::support::chance::Chance;
use crate::support::office::Office;

const HAPPENS: [&str; 9] = [
    "caller-erased",
    "complaint-called",
    "complaint-logged",
    "complaint-rectified",
    "complaint-reopened",
    "complaint-step",
    "outage-grouped",
    "outage-parted",
    "person-erased",
];

/// What a clerk does next, to which of the complaints that her desk knows.
type Step = (u8, u8, u8);

/// Two desks of one office: the second knows the first's consumers and its first complaints.
struct Cells {
    dirs: [tempfile::TempDir; 2],
    consumers: Vec<ConsumerNo>,
    common: Vec<PaperNo>,
}

fn cells() -> Cells {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let mut cell = Cell::found(dirs[0].path());
    let common: Vec<PaperNo> = (0..4).map(|place| cell.logged(place, "1")).collect();
    let consumers = cell.consumers.clone();
    drop(cell);
    let heard = entries(&Connection::open(dirs[0].path().join(FILE)).unwrap());
    {
        let office = Office::found_desk(dirs[1].path(), "led", "KVT", 2, How::default());
        let shared = |raw: &&Recorded| matches!(raw.kind.as_str(), "consumer-imported" | "complaint-logged");
        heard.iter().filter(shared).for_each(|raw| receive(office.desk.store().connection(), raw));
    }
    Cells { dirs, consumers, common }
}

/// Does what can be done of it: a refusal is an answer too.
fn go(office: &mut Office, known: &mut Vec<PaperNo>, consumers: &[ConsumerNo], (what, which, other): Step) {
    let pick = |n: u8| known[usize::from(n) % known.len()].clone();
    let no = pick(which);
    let done = match what % 9 {
        0 => {
            let consumer = Some(consumers[usize::from(which) % consumers.len()]);
            let log = LogComplaint {
                consumer,
                category: "1".to_owned(),
                phone: "9400000123".to_owned(),
                words: "dark".to_owned(),
                ..LogComplaint::default()
            };
            office.act("clerk", &log)
        }
        1 | 2 => office.act("clerk", &step(&no, "crew sent")),
        3 | 4 => office.act("clerk", &rectify(&no, Proving::None)),
        5 => office.act("clerk", &Reopen { no, at: None, phone: "9400000124".to_owned(), words: "dark again".to_owned() }),
        6 => office.act("clerk", &GroupOutage { parent: no, children: vec![pick(other)] }),
        7 => office.act("clerk", &PartOutage { child: no }),
        _ if other % 2 == 0 => office.act("admin", &EraseCaller { no, order: "order 1".to_owned() }),
        _ => office.act("admin", &ErasePerson { consumer: consumers[usize::from(which) % consumers.len()], order: "order 2".to_owned() }),
    };
    if let Ok(done) = done
        && let Some(fact) = done.entries.first().map(|e| &e.fact)
        && matches!(fact, ebcm::journal::Fact::ComplaintLogged(_))
    {
        known.push(number(&done));
    }
}

#[test]
fn m10_two_cells_make_the_same_of_it_in_any_order_of_hearing() {
    let cells = cells();
    let happened = RefCell::new(BTreeSet::new());
    let config = ProptestConfig {
        cases: 24,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(1_907),
        ..ProptestConfig::default()
    };
    let steps = || prop::collection::vec(any::<Step>(), 24);
    proptest!(config, |(here in steps(), there in steps(), seed: u64)| {
        let mut all = Vec::new();
        for ((dir, steps), own) in cells.dirs.iter().zip([here, there]).zip(["KVT-1", "KVT-2"]) {
            let folder = copy(dir.path());
            let mut office = Office::open(folder.path());
            let mut known = cells.common.clone();
            steps.iter().for_each(|step| go(&mut office, &mut known, &cells.consumers, *step));
            // The second holds a part of the first's chain, as after half a sync: its tables are held to their journal below.
            if own == "KVT-1" {
                office.assert_whole();
            }
            all.extend(entries(office.desk.store().connection()).into_iter().filter(|raw| raw.desk == own));
        }
        happened.borrow_mut().extend(all.iter().map(|raw| raw.kind.clone()));
        same_in_any_order(&all, &mut Chance::seeded(seed));
    });
    let missing: Vec<_> = HAPPENS.into_iter().filter(|kind| !happened.borrow().contains(*kind)).collect();
    assert!(missing.is_empty(), "never happened: {missing:?}");
}

#[test]
fn m10_two_clerks_rectify_one_complaint_apart() {
    let cells = cells();
    let no = &cells.common[0];
    for (dir, crew) in cells.dirs.iter().zip(["crew of the first", "crew of the second"]) {
        let mut office = Office::open(dir.path());
        office.act("clerk", &ebcm::acts::complaint::TakeStep { staff: crew.to_owned(), ..step(no, crew) }).unwrap();
        office.act("clerk", &ebcm::acts::complaint::Rectify { by: crew.to_owned(), ..rectify(no, Proving::CalledBack) }).unwrap();
    }
    let theirs = entries(&Connection::open(cells.dirs[1].path().join(FILE)).unwrap());
    let office = Office::open(cells.dirs[0].path());
    let conn = office.desk.store().connection();
    theirs.iter().filter(|raw| raw.desk == "KVT-2").for_each(|raw| receive(conn, raw));
    let (complaint, stands) = complaints::whole(conn, no).unwrap().unwrap();
    assert_eq!(complaint.steps.len(), 2, "both steps stay");
    assert_eq!((complaint.closures.len(), complaint.apart.len()), (1, 1), "one rectification, the other marked");
    assert!(complaint.closures[0].mark < complaint.apart[0].mark && !stands.is_open());
    let apart = complaints::apart(conn).unwrap();
    assert_eq!((apart.len(), &apart[0].no), (1, no), "the case is listed for a person");
    assert!(read::entries_of(conn, &ebcm::journal::Subject::Complaint(no.clone())).unwrap().len() >= 5);
}

/// Everything that both desks recorded, in the journal's order.
fn everything(cells: &Cells) -> Vec<Recorded> {
    let own = |(dir, own): (&tempfile::TempDir, &'static str)| {
        entries(&Connection::open(dir.path().join(FILE)).unwrap()).into_iter().filter(move |raw| raw.desk == own)
    };
    let mut all: Vec<Recorded> = cells.dirs.iter().zip(["KVT-1", "KVT-2"]).flat_map(own).collect();
    all.sort_by_key(|raw| (raw.at, raw.desk.clone(), raw.seq));
    all
}

/// The first desk hears what the second has recorded: the same comes of it as of hearing all backwards.
fn told(cells: &Cells) -> Cell {
    let all = everything(cells);
    let mut order: Vec<&Recorded> = all.iter().collect();
    let by_time = heard_in(&order);
    order.reverse();
    assert_same(&by_time, &heard_in(&order), "backwards");
    let office = Office::open(cells.dirs[0].path());
    all.iter().filter(|raw| raw.desk == "KVT-2").for_each(|raw| receive(office.desk.store().connection(), raw));
    office.assert_whole();
    drop(office);
    Cell { office: Office::open(cells.dirs[0].path()), consumers: cells.consumers.clone() }
}

fn group(parent: &PaperNo, child: &PaperNo) -> GroupOutage {
    GroupOutage { parent: parent.clone(), children: vec![child.clone()] }
}

/// A desk busy with something else, so that what it does next is recorded later than what the other did.
fn busy(office: &mut Office, no: &PaperNo) {
    (0..12).for_each(|_| drop(office.act("clerk", &step(no, "on the way")).unwrap()));
}

fn put_right(office: &mut Office, no: &PaperNo) {
    office.act("clerk", &step(no, "transformer fuse replaced")).unwrap();
    office.act("clerk", &rectify(no, Proving::CalledBack)).unwrap();
}

#[test]
fn m3_m10_an_outage_under_an_outage_of_another_desk_takes_its_own_with_it() {
    for first_groups_below in [true, false] {
        let cells = cells();
        let [top, middle, below, last] = [0, 1, 2, 3].map(|place| cells.common[place].clone());
        let pairs = if first_groups_below { [(&middle, &below), (&top, &middle)] } else { [(&top, &middle), (&middle, &below)] };
        for (dir, (parent, child)) in cells.dirs.iter().zip(pairs) {
            Office::open(dir.path()).act("clerk", &group(parent, child)).unwrap();
        }
        let mut cell = told(&cells);
        assert_eq!((cell.line(&top).children, cell.line(&middle).children), (2, 0), "one outage of three");
        assert_eq!(cell.line(&below).outage.as_deref(), Some(top.to_string().as_str()));
        // The call that is still on is offered the outage that all belong to, and joins it.
        let near = complaints::near(cell.office.desk.store().connection(), "T1", "North").unwrap();
        let rule = cell.office.desk.rules().profile.complaints.outage;
        let offer = ebcm::acts::complaint::offer(&near, "T1", "North", cell.office.desk.now(), rule, 0).unwrap();
        assert_eq!((offer.parent, offer.children), (top.clone(), vec![last.clone()]));
        put_right(&mut cell.office, &top);
        let with = format!("rectified with {top}");
        assert_eq!([&middle, &below, &last].map(|no| cell.stands(no)), [with.clone(), with.clone(), "open".to_owned()]);
        assert_eq!([&middle, &below].map(|no| (cell.line(no).open, cell.line(no).stands)), [(false, with.clone()), (false, with)]);
        cell.office.assert_whole();
        // Its own caller says that it is still dark: it alone comes back.
        cell.office.act("clerk", &Reopen { no: below.clone(), at: None, phone: String::new(), words: String::new() }).unwrap();
        assert_eq!((cell.line(&below).open, cell.line(&middle).open), (true, false));
        cell.office.assert_whole();
    }
}

#[test]
fn m3_m10_a_complaint_put_into_two_outages_apart_counts_in_one() {
    let cells = cells();
    for (dir, parent) in cells.dirs.iter().zip([0, 2]) {
        Office::open(dir.path()).act("clerk", &group(&cells.common[parent], &cells.common[1])).unwrap();
    }
    let cell = told(&cells);
    let children = [0, 2].map(|place| cell.line(&cells.common[place]).children);
    assert_eq!(children.iter().sum::<u32>(), 1, "{children:?}");
}

#[test]
fn m3_m10_two_that_follow_each_other_are_one_outage_and_end_together() {
    for rectified in [0, 1] {
        let cells = cells();
        let pair = [cells.common[0].clone(), cells.common[1].clone()];
        Office::open(cells.dirs[0].path()).act("clerk", &group(&pair[0], &pair[1])).unwrap();
        Office::open(cells.dirs[1].path()).act("clerk", &group(&pair[1], &pair[0])).unwrap();
        let mut cell = told(&cells);
        let rows = pair.each_ref().map(|no| (cell.line(no).outage.is_some(), cell.line(no).children));
        assert_eq!(rows, [(false, 1), (true, 0)], "the first number is the outage");
        put_right(&mut cell.office, &pair[rectified]);
        assert!(pair.iter().all(|no| !cell.line(no).open), "{:?}", pair.each_ref().map(|no| cell.stands(no)));
        cell.office.assert_whole();
    }
}

#[test]
fn m10_a_call_at_a_desk_that_had_not_heard_of_the_rectification_opens_it_again() {
    let cells = cells();
    let no = cells.common[0].clone();
    put_right(&mut Office::open(cells.dirs[0].path()), &no);
    let call = LogComplaint { consumer: Some(cells.consumers[0]), category: "1".to_owned(), ..LogComplaint::default() };
    {
        let mut office = Office::open(cells.dirs[1].path());
        busy(&mut office, &cells.common[3]);
        let done = office.act("clerk", &call).unwrap();
        assert_eq!(number(&done), no, "it is open, as far as is known there");
    }
    let mut cell = told(&cells);
    assert_eq!((cell.stands(&no).as_str(), cell.line(&no).open), ("open", true), "a caller in the dark is never filed away");
    // Closed once more it is closed, and nothing of it is marked as made apart.
    put_right(&mut cell.office, &no);
    assert_eq!((cell.stands(&no).as_str(), cell.line(&no).apart), ("rectified", 0));
    cell.office.assert_whole();
}

#[test]
fn m10_a_call_before_the_rectification_or_entered_late_from_paper_opens_nothing() {
    let cells = cells();
    let no = cells.common[0].clone();
    put_right(&mut Office::open(cells.dirs[0].path()), &no);
    let at = ebcm::base::Stamp::midnight(crate::support::office::today()).plus(600);
    let call = LogComplaint { at: Some(at), consumer: Some(cells.consumers[0]), category: "1".to_owned(), ..LogComplaint::default() };
    {
        let mut office = Office::open(cells.dirs[1].path());
        busy(&mut office, &cells.common[3]);
        office.act("clerk", &call).unwrap();
    }
    let cell = told(&cells);
    assert_eq!((cell.line(&no).open, cell.line(&no).calls), (false, 1));
}

#[test]
fn m10_a_caller_who_says_so_after_the_second_rectification_opens_it_again() {
    let cells = cells();
    let no = cells.common[0].clone();
    put_right(&mut Office::open(cells.dirs[0].path()), &no);
    {
        let office = Office::open(cells.dirs[1].path());
        let theirs = entries(&Connection::open(cells.dirs[0].path().join(FILE)).unwrap());
        let known = |raw: &&Recorded| matches!(raw.kind.as_str(), "complaint-step" | "complaint-rectified");
        theirs.iter().filter(known).for_each(|raw| receive(office.desk.store().connection(), raw));
    }
    let reopen = Reopen { no: no.clone(), at: None, phone: String::new(), words: "dark again".to_owned() };
    {
        let mut office = Office::open(cells.dirs[0].path());
        office.act("clerk", &reopen).unwrap();
        put_right(&mut office, &no);
    }
    {
        let mut office = Office::open(cells.dirs[1].path());
        busy(&mut office, &cells.common[3]);
        office.act("clerk", &reopen).unwrap();
    }
    let cell = told(&cells);
    assert_eq!((cell.stands(&no).as_str(), cell.line(&no).open), ("open", true));
}
