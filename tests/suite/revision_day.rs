//! The source's own procedure in its own utility, by keys: requests come from the portal, the clerk finds his, reaches account and case, revises a
//! wrong reading over three months, the SDO approves, the next bill shows it; another is rejected.

use ebcm::acts::application::{ImportApplications, OnlineRow};
use ebcm::acts::pay::Pay;
use ebcm::acts::user::AddUser;
use ebcm::base::{ConsumerNo, PaperNo};
use ebcm::journal::Fact;
use ebcm::rules::role::Role;
use ebcm::store::open::How;
use ebcm::store::{Reader, application_rows};
use ebcm::tui::program::House;

use super::revision::{bills, close, day, money, on};
use crate::support::connect::typed;
use crate::support::office::{Office, exact_cash, reading_of, row};
use crate::support::program::{COLOUR, open_on};
use crate::support::stage::Stage;

/// Lucknow in February: of two consumers one's reading of November was written down as 1900 in place of 1300, and both have raised a request.
fn lucknow() -> (tempfile::TempDir, [ConsumerNo; 2], [PaperNo; 2]) {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found_as(dir.path(), "uppcl", "LKO", How::default());
    office.act("admin", &AddUser { name: "ee".to_owned(), roles: vec![Role::Ee], password: "not a hash".to_owned() }).unwrap();
    office.open_counter();
    let consumers = office.import_rows((1..=2).map(|i| row(i, "10B", None)).collect());
    office.pay(consumers[0], 1_900).unwrap();
    office.pay(consumers[1], 1_300).unwrap();
    let office = close(&dir, office, "2026-11");
    let office = close(&dir, office, "2026-12");
    let mut office = on(&dir, office, "2027-01-10");
    for consumer in consumers.clone() {
        office.act("clerk", &Pay { consumer, basis: None, handed: exact_cash(1_000_000), protest: None }).unwrap();
    }
    let office = close(&dir, office, "2027-01");
    let mut office = on(&dir, office, "2027-02-05");
    let line = |line, reference: &str, consumer| OnlineRow {
        line,
        reference: reference.to_owned(),
        workflow: "bill-revision".to_owned(),
        step: "online-submit".to_owned(),
        consumer: Some(consumer),
        typed: typed([("bill", "2026-11"), ("about", "wrong reading"), ("details", "the meter stood at 1300")]),
    };
    let rows = vec![line(2, "WSS-1", consumers[0]), line(3, "WSS-2", consumers[1])];
    let made = office.act("clerk", &ImportApplications { rows }).unwrap().papers();
    (dir, [consumers[0], consumers[1]], [made[0].clone(), made[1].clone()])
}

/// Keys pressed so far.
struct Keys {
    stage: Stage<House>,
    count: usize,
}

impl Keys {
    fn keys(&mut self, names: &str) -> &mut Self {
        self.count += names.split_whitespace().count();
        self.stage.keys(names).settle();
        self
    }

    fn types(&mut self, text: &str) -> &mut Self {
        self.count += text.chars().count();
        self.stage.types(text);
        self
    }
}

fn state(dir: &tempfile::TempDir, no: &PaperNo) -> String {
    let reader = Reader::open(dir.path()).unwrap();
    application_rows::read(reader.connection(), no).unwrap().expect("a request").stand.text
}

#[test]
fn the_sources_procedure_by_keys() {
    let (dir, [wrong, right], [first, second]) = lucknow();
    let begin = |user: &str| Keys { stage: open_on(dir.path(), day("2027-02-05"), Some(user), COLOUR, (80, 24)), count: 0 };
    // The source: menu, search, all types, assigned to user, the user's id, two dates with times, arrow, row, a second tab for account and
    // case: ten steps and some sixty keystrokes before the bill is looked at.
    let mut clerk = begin("clerk");
    clerk.keys("Ctrl-K").types("bill rev").keys("Enter Enter");
    assert!(clerk.stage.shows(&first.to_string()) && clerk.stage.shows("Initiate Bill Complaint"), "{}", clerk.stage.text());
    assert!(clerk.stage.shows(&wrong.to_string()), "account and case on one screen: {}", clerk.stage.text());
    clerk.keys("s").types("1300");
    assert!(clerk.stage.shows("approves it"), "{}", clerk.stage.text());
    clerk.keys("Enter y");
    assert_eq!(state(&dir, &first), "Sent for Approval");
    assert!(clerk.count <= 19, "{} keys from home to *Sent for Approval*", clerk.count);
    drop(clerk);
    let mut sdo = begin("ae");
    sdo.keys("Ctrl-K").types("bill rev").keys("Enter Down Up Enter s Enter");
    if !sdo.stage.shows("Approve:") {
        // The other of the two stood first.
        sdo.keys("Esc Esc Down Enter s Enter");
    }
    assert!(sdo.stage.shows("Approve:"), "{}", sdo.stage.text());
    sdo.keys("y");
    assert_eq!(state(&dir, &first), "Case Completed");
    drop(sdo);
    let mut office = Office::on(dir.path(), How::default(), day("2027-02-05")).unwrap();
    office.step("ae", &second, "reject", [("reason", "the reading was right")]).unwrap();
    assert_eq!(state(&dir, &second), "Reject the Case");
    // The next bill shows it, surcharges by close, on what was outstanding (the tariff's base there).
    let revised = office.consumer(wrong);
    assert_eq!((revised.revised.len(), revised.meter.base.value, bills(&office, wrong).len()), (1, 1_300, 3));
    let handed = ebcm::acts::money::Handed { tenders: vec![], keep: None };
    let pay = Pay { consumer: wrong, basis: Some(reading_of(1_600)), handed, protest: None };
    let done = office.act("clerk", &pay).unwrap();
    let bill = &done.entries[0].fact.issued().unwrap().bill;
    let posted: Vec<&str> = bill.posted_lines().map(|line| line.text.as_str()).collect();
    assert_eq!(posted[0], format!("Bill revision {first}"));
    assert_eq!(posted.iter().filter(|text| text.starts_with("Less BPSC ")).count(), posted.len() - 1);
    assert!(bill.postings < money("0") && bill.units.kwh() == 300, "{bill:?}");
    assert!(office.consumer(right).revised.is_empty());
    assert!(matches!(done.entries[0].fact, Fact::Paid(_)));
    office.assert_whole();
}
