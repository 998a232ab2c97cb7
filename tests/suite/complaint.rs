//! The complaint cell's acts: what is taken, what is refused, and what follows (`M-1` to `M-12`).

use ebcm::acts::complaint::{EraseCaller, GroupOutage, HandOver, LogComplaint, LogInOutage, PartOutage, Proving, Reopen, TakeStep};
use ebcm::base::{Day, No, PaperNo, Stamp};
use ebcm::desk::Done;
use ebcm::journal::Fact;
use ebcm::journal::fact::Then;
use ebcm::rules::complaint::Priority;
use ebcm::store::complaints;
use ebcm::store::open::How;

use crate::support::cell::{Cell, number, rectify, step};
use crate::support::office::{Office, today};

#[track_caller]
fn refused(result: Result<Done, No>) -> (String, &'static str, String) {
    match result {
        Err(No::Refused(refusal)) => (refusal.rule.into_owned(), refusal.field.unwrap_or(""), refusal.message),
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn cell() -> (tempfile::TempDir, Cell) {
    let dir = tempfile::tempdir().unwrap();
    let cell = Cell::found(dir.path());
    (dir, cell)
}

fn at(text: &str) -> Stamp {
    text.parse().unwrap()
}

#[test]
fn m1_m4_a_call_has_its_number_limit_code_and_message() {
    let (_dir, mut cell) = cell();
    let log = LogComplaint {
        consumer: Some(cell.consumers[0]),
        category: "1".to_owned(),
        phone: "+91 94000-00001".to_owned(),
        words: "whole house dark since morning".to_owned(),
        ..LogComplaint::default()
    };
    let done = cell.office.act("cell", &log).unwrap();
    let Fact::ComplaintLogged(logged) = &done.entries[0].fact else { panic!("{done:?}") };
    assert_eq!(logged.no.to_string(), "C-KVT-1-2627-000001");
    assert_eq!((logged.category.as_str(), logged.limit, logged.transformer.as_str()), ("no-supply", 240, "T1"));
    assert_eq!((logged.code.len(), logged.priority), (4, Priority::Normal));
    let personal = done.entries[0].personal.as_ref().unwrap();
    assert_eq!((personal.phone.as_str(), personal.words.as_str()), ("919400000001", "whole house dark since morning"));
    assert!(
        !serde_json::to_string(&done.entries[0].fact).unwrap().contains("dark"),
        "the caller's words stand in the body that can be erased"
    );
    let second = cell.logged(4, "voltage");
    assert_eq!(second.to_string(), "C-KVT-1-2627-000002");
    let conn = cell.office.desk.store().connection();
    let messages = complaints::messages(conn, 9).unwrap();
    assert_eq!(
        messages.iter().map(|m| (m.template.as_str(), m.paper.as_str())).collect::<Vec<_>>(),
        [("complaint-logged", "C-KVT-1-2627-000002"), ("complaint-logged", "C-KVT-1-2627-000001"),]
    );
    cell.office.assert_whole();
}

#[test]
fn m1_what_is_wrong_is_refused_at_its_field_and_nothing_is_recorded() {
    let (_dir, mut cell) = cell();
    let of = |change: fn(&mut LogComplaint)| {
        let mut log = LogComplaint { place: "Jetty road, pole 12".to_owned(), category: "street".to_owned(), ..LogComplaint::default() };
        change(&mut log);
        log
    };
    let cases: [(LogComplaint, &str, &str, &str); 9] = [
        (of(|l| l.consumer = "010099999".parse().ok()), "C-1", "consumer", "no consumer"),
        (of(|l| l.place = "  ".to_owned()), "M-1", "place", "missing"),
        (of(|l| l.category = "comet".to_owned()), "M-2", "category", "no-supply, fuse-off"),
        (of(|l| l.category = String::new()), "M-2", "category", "not a category"),
        (of(|l| l.phone = "12345".to_owned()), "M-1", "phone", "too few digits"),
        (of(|l| l.phone = "94000 OOOO1".to_owned()), "M-1", "phone", "digits only"),
        (of(|l| l.phone = "94000000019400000001".to_owned()), "M-1", "phone", "too many"),
        (of(|l| l.category = "other".to_owned()), "M-1", "words", "missing"),
        (of(|l| l.words = "\u{7}".to_owned()), "M-6", "words", "can't be printed"),
    ];
    for (log, rule, field, words) in cases {
        let (r, f, message) = refused(cell.office.act("cell", &log));
        assert_eq!((r.as_str(), f), (rule, field), "{message}");
        assert!(message.contains(words), "{message}");
    }
    let (rule, field, message) = refused(cell.office.act("cell", &LogComplaint { at: Some(at("2026-11-12T18:00")), ..of(|_| {}) }));
    assert_eq!((rule.as_str(), field), ("M-6", "at"), "{message}");
    let (.., message) = refused(cell.office.act("cell", &LogComplaint { at: Some(at("2026-11-01T18:00")), ..of(|_| {}) }));
    assert!(message.contains("is before"), "{message}");
    assert_eq!(refused(cell.office.act("je", &of(|_| {}))).0, "I-7");
    cell.office.act("clerk", &of(|_| {})).expect("a billing clerk may log a call (M-12)");
    let conn = cell.office.desk.store().connection();
    assert_eq!(complaints::count(conn, cell.office.desk.now()).unwrap().open, 1);
}

#[test]
fn m3_a_second_call_is_added_and_another_matter_is_another_complaint() {
    let (_dir, mut cell) = cell();
    let first = cell.logged(0, "1");
    assert_eq!(cell.logged(0, "1"), first);
    assert_ne!(cell.logged(0, "billing"), first);
    assert_eq!(cell.line(&first).calls, 1);
    // A place that is no consumer's, said in other letters.
    let mut pole = |place: &str| {
        number(
            &cell
                .office
                .act("cell", &LogComplaint { place: place.to_owned(), category: "street".to_owned(), ..LogComplaint::default() })
                .unwrap(),
        )
    };
    assert_eq!(pole("South beach, pole 7"), pole(" south Beach, POLE 7"));
    let no = pole("Harbour, pole 1");
    assert_eq!(cell.line(&no).area, "");
    assert_eq!(cell.line(&"C-KVT-1-2627-000003".parse().unwrap()).area, "South", "the place names an area");
    cell.office.assert_whole();
}

#[test]
fn m3_a_second_call_that_tells_of_danger_makes_the_complaint_dangerous() {
    let (_dir, mut cell) = cell();
    let no = cell.logged(0, "1");
    cell.logged(5, "1");
    let again = |priority| LogComplaint {
        consumer: Some(cell.consumers[0]),
        category: "1".to_owned(),
        words: "now it sparks".to_owned(),
        priority,
        ..LogComplaint::default()
    };
    let (danger, calm) = (again(Some(Priority::Danger)), again(Some(Priority::Normal)));
    assert_eq!(number(&cell.office.act("cell", &danger).unwrap()), no);
    let open = complaints::open(cell.office.desk.store().connection(), 9, 0).unwrap();
    assert_eq!((&open[0].no, open[0].priority), (&no, Priority::Danger), "on top");
    cell.office.act("cell", &calm).unwrap();
    assert_eq!((cell.line(&no).priority, cell.line(&no).calls), (Priority::Danger, 2), "it stays so");
    cell.office.assert_whole();
}

#[test]
fn m2_danger_is_on_top_whenever_it_came() {
    let (_dir, mut cell) = cell();
    let danger = cell.logged(0, "4");
    cell.logged(1, "1");
    cell.logged(5, "1");
    let conn = cell.office.desk.store().connection();
    let open = complaints::open(conn, 10, 0).unwrap();
    assert_eq!((&open[0].no, open[0].priority), (&danger, Priority::Danger));
    assert_eq!((open.len(), complaints::count(conn, cell.office.desk.now()).unwrap().danger), (3, 1));
}

#[test]
fn m6_steps_hold_pass_and_the_end() {
    let (_dir, mut cell) = cell();
    let no = cell.logged(0, "1");
    let (rule, field, message) = refused(cell.rectify(&no));
    assert_eq!((rule.as_str(), field), ("M-6", "done"), "a closure before the first step: {message}");
    cell.step(&no, "crew 2 sent out").unwrap();
    let then = |then| TakeStep { then, ..step(&no, "") };
    assert_eq!(refused(cell.office.act("cell", &then(Then::Held { reason: " ".to_owned() }))).1, "reason");
    cell.office.act("cell", &then(Then::Held { reason: "no fuse wire in the store".to_owned() })).unwrap();
    assert_eq!(cell.stands(&no), "on hold: no fuse wire in the store");
    let (_, field, message) = refused(cell.office.act("cell", &then(Then::Passed { to: "the moon".to_owned() })));
    assert!(field == "to" && message.contains("Stores"), "{message}");
    cell.office.act("cell", &then(Then::Passed { to: "stores".to_owned() })).unwrap();
    assert_eq!((cell.stands(&no).as_str(), cell.line(&no).open), ("with Stores", true));
    let early = ebcm::acts::complaint::Rectify { at: Some(at("2026-11-11T08:00")), ..rectify(&no, Proving::None) };
    assert_eq!(refused(cell.office.act("cell", &early)).1, "at", "it can't end before it began");
    let wrong = refused(cell.office.act("cell", &rectify(&no, Proving::Code("x".to_owned()))));
    assert_eq!((wrong.0.as_str(), wrong.1), ("M-11", "code"));
    let code = cell.whole(&no).0.logged.code;
    cell.office.act("cell", &rectify(&no, Proving::Code(code))).unwrap();
    assert_eq!((cell.stands(&no).as_str(), cell.line(&no).proof.as_deref()), ("rectified", Some("code")));
    let (_, _, message) = refused(cell.step(&no, "again"));
    assert!(message.contains("reopen it first"), "{message}");
    // Nothing open is left: the next call of the same consumer is a new complaint.
    assert_ne!(cell.logged(0, "1"), no);
    cell.office.assert_whole();
}

fn reopen(no: &PaperNo) -> Reopen {
    Reopen { no: no.clone(), at: None, phone: String::new(), words: "dark again".to_owned() }
}

#[test]
fn m6_reopened_within_seven_days_under_its_number() {
    let (dir, mut cell) = cell();
    let no = cell.logged(0, "1");
    assert_eq!(refused(cell.office.act("cell", &reopen(&no))).1, "complaint", "it is open still");
    cell.step(&no, "fuse changed").unwrap();
    cell.rectify(&no).unwrap();
    cell.office.act("cell", &reopen(&no)).unwrap();
    assert_eq!((cell.stands(&no).as_str(), cell.line(&no).reopened), ("open", 1));
    assert_eq!(refused(cell.rectify(&no)).1, "done", "what was done before did not help");
    cell.office.act("cell", &ebcm::acts::complaint::Rectify { done: "line tightened".to_owned(), ..rectify(&no, Proving::None) }).unwrap();
    assert_eq!(cell.stands(&no), "rectified, not proved");
    drop(cell);
    let day = |n: i32| -> Day { today().plus_days(n) };
    let mut later = Office::on(dir.path(), How::default(), day(8)).unwrap();
    let (_, _, message) = refused(later.act("cell", &reopen(&no)));
    assert!(message.contains("more than 7 days"), "{message}");
    drop(later);
    let mut in_time = Office::on(dir.path(), How::default(), day(7)).unwrap();
    in_time.act("cell", &reopen(&no)).expect("the seventh day is within seven days");
}

#[test]
fn m3_an_outage_takes_its_children_with_it_and_one_comes_back() {
    let (_dir, mut cell) = cell();
    let four: Vec<PaperNo> = (0..4).map(|place| cell.logged(place, "1")).collect();
    let group = GroupOutage { parent: four[0].clone(), children: four[1..].to_vec() };
    cell.office.act("cell", &group).unwrap();
    assert_eq!(cell.line(&four[0]).children, 3);
    assert_eq!(refused(cell.office.act("cell", &group)).0, "M-3", "nothing is left to add");
    let other = cell.logged(5, "1");
    let wrong = GroupOutage { parent: four[1].clone(), children: vec![other.clone()] };
    assert!(refused(cell.office.act("cell", &wrong)).2.contains("is part of C-KVT-1-2627-000001"));
    cell.office.act("cell", &PartOutage { child: four[3].clone() }).unwrap();
    cell.step(&four[0], "transformer fuse replaced").unwrap();
    cell.rectify(&four[0]).unwrap();
    let stands: Vec<String> = four.iter().map(|no| cell.stands(no)).collect();
    assert_eq!(stands, ["rectified", "rectified with C-KVT-1-2627-000001", "rectified with C-KVT-1-2627-000001", "open"]);
    cell.office.act("cell", &reopen(&four[1])).unwrap();
    assert_eq!(cell.stands(&four[1]), "open");
    cell.office.act("cell", &reopen(&four[0])).unwrap();
    assert_eq!((cell.stands(&four[0]).as_str(), cell.line(&four[2]).open), ("open", false), "the others have their light");
    cell.step(&four[1], "service wire mended").unwrap();
    cell.rectify(&four[1]).unwrap();
    assert_eq!(cell.stands(&four[1]), "rectified");
    assert_eq!(cell.stands(&other), "open");
    cell.office.assert_whole();
}

#[test]
fn m6_a_hold_or_a_passing_on_is_over_when_the_complaint_is_reopened() {
    let (_dir, mut cell) = cell();
    for then in [Then::Held { reason: "no wire".to_owned() }, Then::Passed { to: "stores".to_owned() }] {
        let no = cell.logged(0, "1");
        cell.office.act("cell", &TakeStep { then, ..step(&no, "") }).unwrap();
        cell.rectify(&no).unwrap();
        cell.office.act("cell", &reopen(&no)).unwrap();
        assert_eq!((cell.stands(&no).as_str(), cell.line(&no).passed), ("open", None));
        cell.step(&no, "wire came").unwrap();
        cell.rectify(&no).unwrap();
    }
    let no = cell.logged(1, "1");
    let to = |to: &str| TakeStep { then: Then::Passed { to: to.to_owned() }, ..step(&no, "") };
    cell.office.act("cell", &to("me")).unwrap();
    assert_eq!(cell.stands(&no), "with Meter section");
    assert_eq!(refused(cell.office.act("cell", &to(""))).1, "to");
}

#[test]
fn m3_a_call_into_an_outage_is_logged_with_it_or_not_at_all() {
    let (_dir, mut cell) = cell();
    let (parent, near) = (cell.logged(0, "1"), cell.logged(1, "1"));
    let log = |place: usize| LogComplaint { consumer: Some(cell.consumers[place]), category: "1".to_owned(), ..LogComplaint::default() };
    let (third, again, fourth) = (log(2), log(2), log(3));
    let outage =
        |children: &[&PaperNo]| GroupOutage { parent: parent.clone(), children: children.iter().map(|no| (*no).clone()).collect() };
    cell.office.act("cell", &LogInOutage { log: third, outage: outage(&[&near]) }).unwrap();
    assert_eq!(cell.line(&parent).children, 2);
    // A second call of one that belongs to it already is one more call.
    let done = cell.office.act("cell", &LogInOutage { log: again, outage: outage(&[&near]) }).unwrap();
    assert_eq!((done.entries.len(), cell.line(&parent).children), (1, 2));
    // Put right at another desk in the meantime: the clerk is told, and nothing is half done.
    cell.step(&parent, "fuse replaced").unwrap();
    cell.rectify(&parent).unwrap();
    let (rule, _, message) = refused(cell.office.act("cell", &LogInOutage { log: fourth, outage: outage(&[]) }));
    assert!(rule == "M-3" && message.contains("rectified: choose an open one"), "{message}");
    assert_eq!(complaints::count(cell.office.desk.store().connection(), cell.office.desk.now()).unwrap().open, 0);
    cell.office.assert_whole();
}

#[test]
fn m3_two_outages_turn_out_to_be_one() {
    let (_dir, mut cell) = cell();
    let all: Vec<PaperNo> = [0, 1, 4, 5].map(|place| cell.logged(place, "1")).to_vec();
    let group = |parent: usize, child: usize| GroupOutage { parent: all[parent].clone(), children: vec![all[child].clone()] };
    for (parent, child) in [(0, 1), (2, 3), (0, 2)] {
        cell.office.act("cell", &group(parent, child)).unwrap();
    }
    assert_eq!(cell.line(&all[0]).children, 3);
    assert!(refused(cell.office.act("cell", &group(2, 0))).2.contains(&format!("is part of {}", all[0])));
    assert!(refused(cell.office.act("cell", &group(0, 3))).2.contains("Name the complaints"), "it belongs to it already");
    cell.step(&all[0], "feeder closed again").unwrap();
    cell.rectify(&all[0]).unwrap();
    assert!(all.iter().all(|no| !cell.line(no).open));
    cell.office.assert_whole();
}

#[test]
fn m11_a_shift_is_handed_over_with_what_is_open() {
    let (_dir, mut cell) = cell();
    cell.logged(0, "4");
    cell.logged(1, "1");
    let over = |to: &str| HandOver { to: to.to_owned(), crews: "crew 2 at T1".to_owned(), promises: "House 1 before dusk".to_owned() };
    assert_eq!(refused(cell.office.act("cell", &over(" "))).1, "to");
    let done = cell.office.act("cell", &over("clerk")).unwrap();
    let Fact::ShiftHandedOver(shift) = &done.entries[0].fact else { panic!("{done:?}") };
    assert_eq!((shift.open, shift.danger, shift.late), (2, 1, 0));
    let kept = complaints::cell(cell.office.desk.store().connection(), cell.office.desk.id()).unwrap().unwrap();
    assert_eq!((kept.by.as_str(), kept.last.promises.as_str()), ("cell", "House 1 before dusk"));
}

#[test]
fn j19_who_called_is_erased_by_order_and_the_journal_verifies() {
    let (_dir, mut cell) = cell();
    let log = |consumer| LogComplaint {
        consumer,
        place: "Lagoon road".to_owned(),
        category: "street".to_owned(),
        caller: "Hamza Tester".to_owned(),
        phone: "9400000077".to_owned(),
        words: "lamp swings in the wind".to_owned(),
        ..LogComplaint::default()
    };
    let of_place = number(&cell.office.act("cell", &log(None)).unwrap());
    let of_consumer = number(&cell.office.act("cell", &log(Some(cell.consumers[2]))).unwrap());
    assert_eq!(cell.line(&of_place).words, "lamp swings in the wind");
    cell.office.act("admin", &EraseCaller { no: of_place.clone(), order: "order 12 of the EE".to_owned() }).unwrap();
    let erase = ebcm::acts::consumer::ErasePerson { consumer: cell.consumers[2], order: "order 13 of the EE".to_owned() };
    cell.office.act("admin", &erase).unwrap();
    for no in [&of_place, &of_consumer] {
        let line = cell.line(no);
        assert_eq!((line.words.as_str(), line.phone.as_str()), ("", ""), "{no}");
    }
    assert_eq!(refused(cell.office.act("admin", &EraseCaller { no: of_place, order: "again".to_owned() })).0, "J-19");
    cell.office.assert_whole();
    cell.office.desk.store_mut().rebuild(&mut |_| true).unwrap();
    cell.office.assert_whole();
}

#[test]
fn m1_a_caller_is_known_by_the_end_of_the_number() {
    let (_dir, mut cell) = cell();
    let log = LogComplaint {
        consumer: Some(cell.consumers[6]),
        category: "1".to_owned(),
        phone: "04896 262 345".to_owned(),
        ..LogComplaint::default()
    };
    cell.office.act("cell", &log).unwrap();
    let conn = cell.office.desk.store().connection();
    let found = |typed: &str| complaints::known(conn, typed, 8).unwrap().iter().map(|h| h.consumer).collect::<Vec<_>>();
    // Its own number of the master, whole, with the country's code, and its end; then the number that it once called from.
    for typed in ["9400000003", "+91 94000 00003", "0003"] {
        assert_eq!(found(typed).first(), Some(&cell.consumers[2]), "{typed}");
    }
    // As a telephone's display or a caller's tongue has it.
    for typed in ["09400000003", "(94000) 00003", "+919400000003", "0091 94000 00003", "94000/00003", " 9400000003 "] {
        assert_eq!(found(typed).first(), Some(&cell.consumers[2]), "{typed}");
    }
    assert_eq!(found("2345"), [cell.consumers[6]]);
    assert_eq!(found("777777"), []);
    assert_eq!(found("House 5"), [cell.consumers[4]]);
}

#[test]
fn m1_long_words_letters_of_every_script_and_a_place_with_more_blanks() {
    let (_dir, mut cell) = cell();
    let log = |words: &str, place: &str| LogComplaint {
        place: place.to_owned(),
        category: "7".to_owned(),
        words: words.to_owned(),
        ..LogComplaint::default()
    };
    let (_, field, message) = refused(cell.office.act("cell", &log(&"x".repeat(201), "Jetty")));
    assert!(field == "words" && message.contains("longer than 200"), "{message}");
    let hindi = "\u{916}\u{902}\u{92d}\u{947} \u{92a}\u{930} \u{91a}\u{93f}\u{902}\u{917}\u{93e}\u{930}\u{940}";
    let no = number(&cell.office.act("cell", &log(&hindi.repeat(11), hindi)).unwrap());
    assert_eq!((cell.line(&no).words, cell.line(&no).place), (hindi.repeat(11), hindi.to_owned()));
    let pole = number(&cell.office.act("cell", &log("", "Jetty road, pole 4")).unwrap());
    assert_eq!(number(&cell.office.act("cell", &log("", " Jetty  road,   pole 4")).unwrap()), pole);
    cell.office.assert_whole();
}

#[test]
fn i7_each_act_is_its_roles_alone() {
    use ebcm::acts::Act;
    let (_dir, mut cell) = cell();
    let (no, other) = (cell.logged(0, "1"), cell.logged(1, "1"));
    let over = HandOver { to: "clerk".to_owned(), crews: String::new(), promises: String::new() };
    let log = LogComplaint { place: "Jetty".to_owned(), category: "7".to_owned(), ..LogComplaint::default() };
    let group = GroupOutage { parent: no.clone(), children: vec![other.clone()] };
    let erase = EraseCaller { no: no.clone(), order: "order 1".to_owned() };
    let part = PartOutage { child: other };
    let (take, close, again) = (step(&no, "crew sent"), rectify(&no, Proving::None), reopen(&no));
    let of: [(&dyn Act, &[&str]); 8] = [
        (&log, &["je", "ae", "admin"]),
        (&take, &["admin"]),
        (&close, &["admin"]),
        (&again, &["je", "ae", "admin"]),
        (&group, &["admin"]),
        (&part, &["admin"]),
        (&over, &["je", "ae", "admin"]),
        (&erase, &["cell", "clerk", "je", "ae"]),
    ];
    for (act, others) in of {
        for user in others {
            assert_eq!(refused(cell.office.act(user, act)).0, "I-7", "{user}: {}", act.work());
        }
    }
    for user in ["je", "ae"] {
        cell.office.act(user, &take).unwrap();
    }
}

#[test]
fn j19_m6_who_called_again_after_an_order_stands_until_the_next_order() {
    let (_dir, mut cell) = cell();
    let all: Vec<PaperNo> = (0..2)
        .map(|place| {
            let log = LogComplaint {
                consumer: Some(cell.consumers[place]),
                category: "1".to_owned(),
                words: "dark".to_owned(),
                ..LogComplaint::default()
            };
            number(&cell.office.act("cell", &log).unwrap())
        })
        .collect();
    cell.office.act("cell", &GroupOutage { parent: all[0].clone(), children: vec![all[1].clone()] }).unwrap();
    let erase = EraseCaller { no: all[1].clone(), order: "order 1".to_owned() };
    cell.office.act("admin", &erase).unwrap();
    assert_eq!((cell.line(&all[1]).words.as_str(), cell.line(&all[1]).outage.is_some()), ("", true));
    cell.step(&all[0], "fuse").unwrap();
    cell.rectify(&all[0]).unwrap();
    cell.office.act("cell", &reopen(&all[1])).unwrap();
    let callers = |cell: &Cell| complaints::callers(cell.office.desk.store().connection(), &all[1]).unwrap();
    assert_eq!(callers(&cell).into_values().map(|c| c.words).collect::<Vec<_>>(), ["dark again"]);
    cell.office.act("admin", &erase).unwrap();
    assert_eq!((callers(&cell).len(), cell.stands(&all[1]).as_str()), (0, "open"));
    cell.office.assert_whole();
}
