//! Bill revision: a request about a bill on its way to the adjustment that the next bill shows (`R-1` to `R-12`).

use ebcm::acts::money::Handed;
use ebcm::acts::pay::Pay;
use ebcm::base::{ConsumerNo, Day, Money, PaperNo};
use ebcm::rules::role::Role;
use ebcm::rules::status::Status;
use ebcm::store::open::How;

use crate::support::connect::{refused, typed};
use crate::support::office::{Office, exact_cash, reading_of};

pub fn day(iso: &str) -> Day {
    iso.parse().unwrap()
}

/// The same office on another day, its counter open.
pub fn on(dir: &tempfile::TempDir, office: Office, iso: &str) -> Office {
    drop(office);
    let mut office = Office::on(dir.path(), How::default(), day(iso)).unwrap();
    let _ = office.close_counter();
    office.open_counter();
    office
}

pub fn close(dir: &tempfile::TempDir, office: Office, period: &str) -> Office {
    let mut office = on(dir, office, &format!("{period}-27"));
    office.close_counter().unwrap();
    office.close_month(period).unwrap();
    office
}

/// A consumer whose reading of November was written down as 1900 in place of 1300. December could not be read, the reading being below the
/// floor, and was billed by average with a surcharge; January by average too. It is the 5th of February.
pub fn wrong_reading() -> (tempfile::TempDir, Office, ConsumerNo) {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    office.open_counter();
    let no = office.import(1)[0];
    office.pay(no, 1_900).unwrap();
    let office = close(&dir, office, "2026-11");
    let office = close(&dir, office, "2026-12");
    let mut office = on(&dir, office, "2027-01-10");
    assert_eq!(office.consumer(no).status, Status::Bltd);
    office.act("clerk", &Pay { consumer: no, basis: None, handed: exact_cash(100_000), protest: None }).unwrap();
    let office = close(&dir, office, "2027-01");
    let office = on(&dir, office, "2027-02-05");
    (dir, office, no)
}

pub fn bills(office: &Office, no: ConsumerNo) -> Vec<PaperNo> {
    let mut bills: Vec<PaperNo> =
        ebcm::store::read::bills(office.desk.store().connection(), no).unwrap().into_iter().map(|bill| bill.no).collect();
    bills.reverse();
    bills
}

pub fn money(text: &str) -> Money {
    Money::parse(text).unwrap()
}

#[test]
fn r7_a_wrong_reading_over_three_months_is_revised_and_the_next_bill_shows_it() {
    let (_dir, mut office, no) = wrong_reading();
    let before = office.consumer(no);
    let issued = bills(&office, no);
    assert_eq!(issued.len(), 3);
    let request = office.apply("clerk", "bill-revision", Some(no), typed([("bill", "2026-11"), ("about", "wrong reading")])).unwrap();
    assert!(request.to_string().starts_with("Q-KVT-1-"), "{request}");
    assert_eq!(office.state(&request), "IBC");
    office.step("clerk", &request, "propose", [("changes", "2026-11 reading 1300")]).unwrap();
    let proposed = office.application(&request);
    let (revision, maker) = proposed.case.as_ref().unwrap().proposal.clone().unwrap();
    assert_eq!((proposed.stand.state.as_str(), proposed.stand.waits, maker.as_str()), ("SFA", Some(Role::Ae.into()), "clerk"));
    // 700 units are 3,750.00, 100 are 150.00; the mean of 110, 130 and 700 is 313 units (1,041.00), that of 110, 130 and 100 is 113 (189.00).
    let sums: Vec<_> = revision.bills.iter().map(|b| (b.old.units.kwh(), b.old.amount, b.new.units.kwh(), b.new.amount)).collect();
    assert_eq!(
        sums,
        [
            (700, money("3785.00"), 100, money("185.00")),
            (313, money("1076.00"), 113, money("224.00")),
            (313, money("1076.00"), 113, money("224.00")),
        ]
    );
    // December's close charged 2 % of 1,041.00; it would have charged 2 % of 189.00.
    assert_eq!(revision.bpsc.iter().map(|line| (line.old, line.new)).collect::<Vec<_>>(), [(money("20.82"), money("3.78"))]);
    assert_eq!(revision.difference(), money("-5321.04"));
    office.step("ae", &request, "approve", []).unwrap();
    assert_eq!(office.state(&request), "CMP");
    let after = office.consumer(no);
    assert_eq!(after.balance, before.balance + revision.difference());
    assert_eq!(after.meter.base.value, 1_300);
    // The next bill shows it, counts from the right reading, and takes back the averages as they should have been.
    let pay = Pay { consumer: no, basis: Some(reading_of(1_600)), handed: Handed { tenders: vec![], keep: None }, protest: None };
    let done = office.act("clerk", &pay).unwrap();
    let bill = &done.entries[0].fact.issued().unwrap().bill;
    let lines: Vec<String> = bill.lines.iter().map(|line| format!("{} {}", line.text, line.amount)).collect();
    assert_eq!(
        lines,
        [
            "Energy 0-100 450.00".to_owned(),
            "Fixed charge 25.00".to_owned(),
            "Meter rent 10.00".to_owned(),
            "Less ACM 2026-12 -189.00".to_owned(),
            "Less ACM 2027-01 -189.00".to_owned(),
            format!("Bill revision {request} -5304.00"),
            "Less BPSC 2026-12 -17.04".to_owned(),
        ]
    );
    assert_eq!((bill.units.kwh(), bill.bill_amount), (300, money("107.00")));
    assert_eq!(bills(&office, no)[..3], issued[..], "the issued bills stay");
    refused(office.step("ae", &request, "approve", []), "N-1", "nothing more");
    office.assert_whole();
}
