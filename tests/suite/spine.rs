//! The spine: act, entry, projection, read back; the journal verifies, and the projections come out the same when made again.

use ebcm::acts::pay::Pay;
use ebcm::acts::shows::Shows;
use ebcm::base::{Money, No};
use ebcm::journal::Fact;
use ebcm::store::read;

use crate::support::office::{Office, exact_cash, reading_of};

fn refused(result: Result<ebcm::desk::Done, No>) -> (String, String) {
    match result {
        Err(No::Refused(refusal)) => (refusal.rule.into_owned(), refusal.message),
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[test]
fn a_payment_is_one_entry_and_everything_follows_from_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let consumers = office.import(5);
    assert_eq!(refused(office.pay(consumers[0], 1300)).0, "C-8");
    office.open_counter();

    let done = office.pay(consumers[0], 1320).unwrap();
    let papers: Vec<String> = done.papers().iter().map(ToString::to_string).collect();
    assert_eq!(papers, ["B-KVT-1-2627-000001", "R-KVT-1-2627-000001"]);
    let Fact::Paid(paid) = &done.entries[0].fact else { panic!("a payment") };
    // 120 units: 100 at 1.50, 20 at 3.00; fixed 25, rent 10: 245.00.
    assert_eq!(paid.receipt.amount, Money::from_rupees(245));
    let consumer = office.consumer(consumers[0]);
    assert_eq!((consumer.balance, consumer.status.code().as_str()), (Money::ZERO, "LIVE"));

    assert_eq!(refused(office.pay(consumers[0], 1400)).0, "L-13");
    assert_eq!(refused(office.pay(consumers[1], 1100)).0, "B-9");
    let far = Pay { consumer: consumers[1], basis: Some(reading_of(99_000)), handed: exact_cash(1), protest: None };
    assert_eq!(refused(office.act("clerk", &far)).0, "C-4");
    assert_eq!(refused(office.act("ae", &far)).0, "I-7");

    office.assert_whole();
    let before = read::bills(office.desk.store().connection(), consumers[0]).unwrap();
    let entries = office.desk.store_mut().rebuild(&mut |_| true).unwrap();
    assert!(entries > 10);
    assert_eq!(read::bills(office.desk.store().connection(), consumers[0]).unwrap(), before);
    office.assert_whole();
}

#[test]
fn an_entry_altered_by_another_program_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let consumers = office.import(2);
    office.open_counter();
    let done = office.pay(consumers[0], 1320).unwrap();
    let name = done.entries[0].name();
    let other = rusqlite::Connection::open(dir.path().join("ebcm.db")).unwrap();
    other.execute("UPDATE entry SET body = replace(body, '24500', '14500') WHERE kind = 'paid'", []).unwrap();
    let report = office.desk.store().reader().unwrap().verify().unwrap();
    assert!(report.faults.iter().any(|f| f.entry == name && f.what.contains("altered")), "{report:?}");
}

fn post(office: &mut Office, no: ebcm::base::ConsumerNo, round: ebcm::acts::reading::Round, reading: &str, day: &str) {
    use ebcm::acts::reading::{PostReading, RoundRow};
    let row = RoundRow { consumer: no, reading: Shows::plain(reading), day: day.parse().unwrap() };
    office.act("clerk", &PostReading { round, row }).unwrap();
}

#[test]
fn b11_a_surprise_check_far_above_a_billed_self_reading_is_marked() {
    use ebcm::acts::reading::Round;
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let consumers = office.import(2);
    office.open_counter();
    for (no, surprise, marked) in [(consumers[0], "1320", false), (consumers[1], "1360", true)] {
        office.pay(no, 1310).unwrap();
        post(&mut office, no, Round::Surprise, surprise, "2026-11-12");
        assert_eq!(office.consumer(no).under_reported, marked, "{surprise}");
        assert_eq!(office.consumer(no).last_reading().0.value, surprise.parse::<u64>().unwrap());
    }
    office.assert_whole();
}

#[test]
fn c13_a_protest_deposit_leaves_the_rest_disputed_and_not_outstanding() {
    use ebcm::acts::money::Handed;
    use ebcm::rules::tender::Tender;
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let consumers = office.import(1);
    office.open_counter();
    let protest = |rupees: i64, why: &str| Pay {
        consumer: consumers[0],
        basis: Some(reading_of(1_900)),
        handed: Handed { tenders: vec![Tender::cash(Money::from_rupees(rupees))], keep: Some(Money::from_rupees(rupees)) },
        protest: Some(why.to_owned()),
    };
    // No bill to go by yet: the claim itself is the least.
    assert_eq!(refused(office.act("clerk", &protest(200, "meter runs fast"))).0, "C-13");
    let done = office.act("clerk", &protest(3_785, "meter runs fast")).unwrap();
    let papers: Vec<String> = done.papers().iter().map(ToString::to_string).collect();
    assert_eq!(papers, ["B-KVT-1-2627-000001", "R-KVT-1-2627-000001", "Q-KVT-1-2627-000001"]);
    let consumer = office.consumer(consumers[0]);
    assert_eq!((consumer.balance, consumer.disputed, consumer.is_outstanding()), (Money::ZERO, Money::ZERO, false));
    assert_eq!(refused(office.act("clerk", &protest(1, " "))).0, "L-13");
    office.assert_whole();
}

#[test]
fn b10_a_meter_that_is_up_elsewhere_is_refused() {
    use ebcm::acts::meter::ChangeMeter;
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let consumers = office.import(2);
    let change = |meter: &str| ChangeMeter {
        consumer: consumers[0],
        last: Shows::plain("1250"),
        meter: meter.to_owned(),
        digits: 5,
        factor: rust_decimal::Decimal::ONE,
        initial: "0".to_owned(),
    };
    let (rule, message) = refused(office.act("je", &change("M00002")));
    assert_eq!(rule, "B-10");
    assert!(message.contains(&consumers[1].to_string()), "{message}");
    office.act("je", &change("M90000")).unwrap();
}
