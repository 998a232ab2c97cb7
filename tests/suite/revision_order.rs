//! Two officers apart, and entries that come before an approval which did not know of them: nothing is posted twice, a person is told, and it ends the
//! same in whatever order it is heard of (`J-9`, `R-7`).

use ebcm::base::{ConsumerNo, Money, PaperNo};
use ebcm::folds::Consumer;
use ebcm::journal::Recorded;
use ebcm::store::open::{FILE, How};
use rusqlite::Connection;

use super::faults_order::entries;
use super::revision::{day, money, wrong_reading};
use crate::support::arrive::receive;
use crate::support::connect::typed;
use crate::support::office::Office;

/// Two desks that know the same account and the same proposal.
struct Two {
    first: tempfile::TempDir,
    second: tempfile::TempDir,
    no: ConsumerNo,
    cases: Vec<PaperNo>,
}

/// The proposals of these changes, each of its own request about the bill named with it.
fn two(proposals: &[(&str, &str)]) -> Two {
    let (first, mut office, no) = wrong_reading();
    let mut cases = Vec::new();
    for (bill, changes) in proposals {
        let case = office.apply("clerk", "bill-revision", Some(no), typed([("bill", bill), ("about", "wrong reading")])).unwrap();
        office.step("clerk", &case, "propose", [("changes", changes)]).unwrap();
        cases.push(case);
    }
    drop(office);
    let second = tempfile::tempdir().unwrap();
    let heard = entries(&Connection::open(first.path().join(FILE)).unwrap());
    let office = Office::found_desk(second.path(), "led", "KVT", 2, How::default());
    let shared = |raw: &&Recorded| {
        matches!(
            raw.kind.as_str(),
            "consumer-imported" | "application-made" | "application-step" | "paid" | "consumer-closed" | "close-begun" | "month-closed"
        )
    };
    heard.iter().filter(shared).for_each(|raw| receive(office.desk.store().connection(), raw));
    drop(office);
    Two { first, second, no, cases }
}

fn at(dir: &tempfile::TempDir) -> Office {
    Office::on(dir.path(), How::default(), day("2027-02-05")).unwrap()
}

fn said(dir: &tempfile::TempDir, desk: &str, from: usize) -> Vec<Recorded> {
    let all = entries(&Connection::open(dir.path().join(FILE)).unwrap());
    all.into_iter().filter(|raw| raw.desk == desk).skip(from).collect()
}

fn hear(dir: &tempfile::TempDir, news: &[Recorded]) -> Office {
    let office = at(dir);
    news.iter().for_each(|raw| receive(office.desk.store().connection(), raw));
    office
}

/// What each desk made of it once both have heard all.
fn exchanged(two: &Two, act: impl Fn(&mut Office, usize)) -> [(Office, Consumer); 2] {
    let count = |dir: &tempfile::TempDir, desk| said(dir, desk, 0).len();
    let before = [count(&two.first, "KVT-1"), count(&two.second, "KVT-2")];
    for (place, dir) in [&two.first, &two.second].into_iter().enumerate() {
        act(&mut at(dir), place);
    }
    let news = [said(&two.first, "KVT-1", before[0]), said(&two.second, "KVT-2", before[1])];
    let offices = [hear(&two.first, &news[1]), hear(&two.second, &news[0])];
    offices.map(|office| {
        let consumer = office.consumer(two.no);
        (office, consumer)
    })
}

#[test]
fn j9_two_officers_approve_apart_and_nothing_is_posted_twice() {
    let two = two(&[("2026-11", "2026-11 reading 1300")]);
    let before = at(&two.first).consumer(two.no).balance;
    let case = two.cases[0].clone();
    for (office, consumer) in exchanged(&two, |office, _| {
        office.step("ae", &case, "approve", []).unwrap();
    }) {
        assert_eq!(consumer.balance, before + money("-5321.04"), "posted once");
        assert_eq!(consumer.revised.len(), 1);
        let application = office.application(&case);
        assert_eq!((application.stand.state.as_str(), application.apart.len()), ("CMP", 1), "the other is kept apart, and listed");
    }
}

#[test]
fn j9_one_approves_and_one_rejects_apart_the_first_stands() {
    let two = two(&[("2026-11", "2026-11 reading 1300")]);
    let before = at(&two.first).consumer(two.no).balance;
    let case = two.cases[0].clone();
    let mut states = Vec::new();
    for (office, consumer) in exchanged(&two, |office, place| {
        let (step, fields) = if place == 0 { ("reject", vec![("reason", "no")]) } else { ("approve", vec![]) };
        let act = ebcm::acts::application::TakeStep {
            application: case.clone(),
            step: step.to_owned(),
            typed: fields.into_iter().map(|(name, text): (&str, &str)| (name.to_owned(), text.to_owned())).collect(),
            handed: None,
            confirmed: false,
        };
        office.act("ae", &act).unwrap();
    }) {
        // The rejection was recorded first; what the other posted is taken back when that is heard of.
        assert_eq!((consumer.balance, consumer.revised.len()), (before, 0));
        assert_eq!(consumer.meter.base.value, 1_900);
        states.push((office.state(&case), office.application(&case).apart.len()));
    }
    assert_eq!(states, [("REJ".to_owned(), 1), ("REJ".to_owned(), 1)]);
}

#[test]
fn r7_two_revisions_of_one_account_apart_do_not_count_its_bills_twice() {
    let two = two(&[("2026-11", "2026-11 reading 1300"), ("2026-12", "2026-12 average 100")]);
    let before = at(&two.first).consumer(two.no).balance;
    for (_, consumer) in exchanged(&two, |office, place| {
        let case = two.cases[place].clone();
        office.step("ae", &case, "approve", []).unwrap();
    }) {
        assert_eq!(consumer.balance, before + money("-5321.04"), "the second did not know of the first: not posted");
        assert_eq!((consumer.revised.len(), consumer.to_revise.len()), (1, 1), "a person is told of its bill");
    }
}

#[test]
fn r7_what_came_before_an_approval_that_did_not_know_of_it_stands() {
    let two = two(&[("2026-11", "2026-11 reading 1300")]);
    let before = at(&two.first).consumer(two.no).balance;
    let case = two.cases[0].clone();
    for (_, consumer) in exchanged(&two, |office, place| {
        if place == 0 {
            office.act("clerk", &ebcm::acts::meter::Stuck { consumer: two.no, day: day("2027-02-05") }).unwrap_err();
            office.act("je", &ebcm::acts::meter::Stuck { consumer: two.no, day: day("2027-02-05") }).unwrap();
        } else {
            office.step("ae", &case, "approve", []).unwrap();
        }
    }) {
        assert_eq!(consumer.balance, before + money("-5321.04"), "the money stands");
        assert!(consumer.meter.stuck_since.is_some(), "and so does the JE's word on the meter");
        assert_eq!(consumer.to_revise.len(), 3, "what the next bill rests on, a person looks at");
        assert!(consumer.balance < Money::ZERO);
    }
}
