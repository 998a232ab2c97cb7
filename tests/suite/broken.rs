//! What an auditor and a hostile clerk tried: each case once went wrong.

use std::path::Path;

use ebcm::acts::cheque::Dishonour;
use ebcm::acts::counter::OpenCounter;
use ebcm::acts::meter::ChangeMeter;
use ebcm::acts::misc::Misc;
use ebcm::acts::money::Handed;
use ebcm::acts::pay::Pay;
use ebcm::acts::posting::{DecidePosting, MakePosting};
use ebcm::acts::shows::Shows;
use ebcm::acts::transfer::{Rightful, Transfer};
use ebcm::acts::user::SetRoles;
use ebcm::base::{ConsumerNo, Day, Money, No, PaperNo};
use ebcm::desk::nothing_printed;
use ebcm::folds::Counter;
use ebcm::journal::fact::Posting;
use ebcm::rules::role::Role;
use ebcm::rules::status::{Status, Step};
use ebcm::rules::tender::{Mode, Tender};
use ebcm::store::open::How;
use ebcm::store::{read, search};

use crate::support::office::{Office, exact_cash, reading_of, row, today};

fn rupees(amount: i64) -> Money {
    Money::from_rupees(amount)
}

#[track_caller]
fn refused(result: Result<ebcm::desk::Done, No>) -> (String, String) {
    match result {
        Err(No::Refused(refusal)) => (refusal.rule.into_owned(), refusal.message),
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn cheque(amount: i64) -> Handed {
    Handed { tenders: vec![Tender::instrument(Mode::Cheque, rupees(amount), "SBI", "004512", today())], keep: None }
}

fn pay(no: ConsumerNo, reading: u64, handed: Handed) -> Pay {
    Pay { consumer: no, basis: Some(reading_of(reading)), handed, protest: None }
}

/// Asks for a transfer and has it approved.
#[track_caller]
fn transfer(office: &mut Office, receipt: &PaperNo, to: Rightful) {
    let asked = office.act("clerk", &Transfer { receipt: receipt.clone(), to, reason: "wrong".to_owned() }).unwrap();
    approve(office, &asked.papers()[0]);
}

#[track_caller]
fn approve(office: &mut Office, no: &PaperNo) {
    office.act("ae", &DecidePosting { no: no.clone(), approve: true, remark: None }).unwrap();
}

fn counter(office: &Office) -> Counter {
    read::counter(office.desk.store().connection(), office.desk.id()).unwrap()
}

fn on(dir: &Path, day: &str) -> Office {
    let day: Day = day.parse().unwrap();
    Office::on(dir, How::default(), day).unwrap()
}

#[test]
fn c16_a_cheque_whose_receipt_was_moved_comes_back_on_the_account_it_was_moved_to() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let no = office.import(2);
    office.open_counter();
    let done = office.act("clerk", &pay(no[0], 1_320, cheque(245))).unwrap();
    let receipt = done.papers()[1].clone();
    transfer(&mut office, &receipt, Rightful::Consumer(no[1]));
    assert_eq!((office.consumer(no[0]).balance, office.consumer(no[1]).balance), (rupees(245), rupees(-245)));
    let bounced = Dishonour { bank: "SBI".to_owned(), number: "004512".to_owned(), charge: Some(rupees(100)) };
    office.act("clerk", &bounced).unwrap();
    assert_eq!((office.consumer(no[0]).balance, office.consumer(no[1]).balance), (rupees(245), rupees(100)));
    assert_eq!(refused(office.act("clerk", &bounced)).0, "C-16");
    office.assert_whole();
    office.desk.store_mut().rebuild(&mut |_| true).unwrap();
    office.assert_whole();
}

#[test]
fn c11_a_receipt_moved_away_takes_back_the_status_it_had_brought() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let mut rows = vec![row(1, "DOM", None), row(2, "DOM", None), row(3, "DOM", None)];
    for (row, status) in rows.iter_mut().zip([Status::Dis(Step::FIRST), Status::Blog, Status::Live]) {
        row.import.status = status;
        row.import.arrears = rupees(400);
        row.import.disconnected_on = matches!(status, Status::Dis(_)).then(|| "2026-10-22".parse().unwrap());
    }
    let no = office.import_rows(rows);
    office.open_counter();
    for (paid, after, back) in [(no[0], "PNR1", "DIS1"), (no[1], "DEAA", "PDNP")] {
        let dues = Pay { consumer: paid, basis: None, handed: exact_cash(400), protest: None };
        let done = office.act("clerk", &dues).unwrap();
        assert_eq!(office.consumer(paid).status.code(), after);
        transfer(&mut office, &done.papers()[0], Rightful::Consumer(no[2]));
        let consumer = office.consumer(paid);
        assert_eq!((consumer.balance, consumer.status.code().as_str()), (rupees(400), back));
    }
    office.assert_whole();
}

#[test]
fn c11_a_mode_put_right_after_the_close_leaves_the_open_counter_alone() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let no = office.import(2);
    office.open_counter();
    let done = office.pay(no[0], 1_320).unwrap();
    let receipt = done.papers()[1].clone();
    office.close_counter().unwrap();
    drop(office);
    let mut office = on(dir.path(), "2026-11-13");
    office.open_counter();
    transfer(&mut office, &receipt, Rightful::Mode(Mode::Upi));
    let state = counter(&office);
    let open = state.open.as_ref().unwrap();
    assert_eq!((open.expected(Mode::Cash), open.expected(Mode::Upi)), (rupees(500), Money::ZERO));
    assert_eq!((state.in_hand(Mode::Cash), state.in_hand(Mode::Upi)), (Money::ZERO, rupees(245)));
    // One of the open counter is put right in its drawer.
    let done = office.pay(no[1], 1_320).unwrap();
    transfer(&mut office, &done.papers()[1], Rightful::Mode(Mode::Upi));
    let open = counter(&office).open.unwrap();
    assert_eq!((open.expected(Mode::Cash), open.expected(Mode::Upi)), (rupees(500), rupees(245)));
    office.assert_whole();
}

#[test]
fn j16_roles_taken_away_end_at_once_also_in_an_open_session() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let clerk = office.session("clerk");
    let open = OpenCounter { float: rupees(500) };
    office.act("admin", &SetRoles { name: "clerk".to_owned(), roles: vec![Role::Ccc] }).unwrap();
    assert_eq!(refused(office.desk.act(&clerk, &open, &nothing_printed)).0, "I-7");
    office.act("admin", &SetRoles { name: "clerk".to_owned(), roles: vec![Role::Bcc] }).unwrap();
    office.desk.act(&clerk, &open, &nothing_printed).unwrap();
}

#[test]
fn l18_what_is_disputed_is_not_collected_with_the_next_bill() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let no = office.import(1)[0];
    office.open_counter();
    office.pay(no, 1_320).unwrap();
    office.close_counter().unwrap();
    drop(office);
    let mut office = on(dir.path(), "2026-12-10");
    office.close_month("2026-11").unwrap();
    office.open_counter();
    let handed = Handed { tenders: vec![Tender::cash(rupees(245))], keep: Some(rupees(245)) };
    let protest = Pay { protest: Some("the meter runs fast".to_owned()), ..pay(no, 1_900, handed) };
    office.act("clerk", &protest).unwrap();
    let disputed = office.consumer(no).disputed;
    assert!(disputed > rupees(1_000), "{disputed}");
    office.close_counter().unwrap();
    drop(office);
    let mut office = on(dir.path(), "2027-01-10");
    office.close_month("2026-12").unwrap();
    office.open_counter();
    let done = office.pay(no, 2_020).unwrap();
    let ebcm::journal::Fact::Paid(paid) = &done.entries[0].fact else { panic!("a payment") };
    let bill = &paid.bill.as_ref().unwrap().bill;
    assert_eq!(bill.payable, bill.bill_amount + disputed);
    assert_eq!((bill.collect, paid.receipt.amount), (rupees(245), rupees(245)));
}

#[test]
fn c8_the_drawer_holds_whole_rupees_alone() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let no = office.import(1)[0];
    let float = OpenCounter { float: Money::from_paise(50_050) };
    assert_eq!(refused(office.act("clerk", &float)).0, "C-8");
    office.open_counter();
    let mixed = |upi: i64| Handed {
        tenders: vec![Tender::cash(rupees(400)), Tender::by_reference(Mode::Upi, Money::from_paise(upi), "612345678901")],
        keep: None,
    };
    let (rule, message) = refused(office.act("clerk", &pay(no, 1_320, mixed(10_050))));
    assert_eq!(rule, "C-4");
    assert!(message.contains("whole rupees"), "{message}");
    office.act("clerk", &pay(no, 1_320, mixed(10_000))).unwrap();
}

#[test]
fn c11_a_posting_refers_to_a_bill_of_its_own_consumer() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let no = office.import(2);
    office.open_counter();
    let bill = office.pay(no[0], 1_320).unwrap().papers()[0].clone();
    let debit = |consumer, bill: PaperNo| MakePosting {
        what: Posting::Debit { consumer, amount: rupees(50), head: "ADJUST".to_owned(), bill: Some(bill) },
        reason: "wrong reading".to_owned(),
    };
    assert_eq!(refused(office.act("clerk", &debit(no[1], bill.clone()))).0, "C-11");
    assert_eq!(refused(office.act("clerk", &debit(no[0], "B-KVT-1-2627-000099".parse().unwrap()))).0, "C-11");
    office.act("clerk", &debit(no[0], bill)).unwrap();
}

#[test]
fn c1_search_takes_whatever_is_typed() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let mut rows = vec![row(1, "DOM", None), row(2, "DOM", None)];
    rows[0].personal.name = "അബ്ദുൽ റഹ്മാൻ".to_owned();
    rows[1].personal.name = "श्रीमती आमिना".to_owned();
    let no = office.import_rows(rows);
    let connection = office.desk.store().connection();
    let found = |text: &str| search::find(connection, text, 10).unwrap().iter().map(|hit| hit.consumer).collect::<Vec<_>>();
    for (typed, consumer) in [("അബ്", no[0]), ("റഹ്മാൻ അബ്ദുൽ", no[0]), ("श्री", no[1]), ("आमिना", no[1])]
    {
        assert_eq!(found(typed), [consumer], "{typed}");
    }
    let long = "a".repeat(1_000);
    for odd in
        ["", "\"", "*", "-", "'", "^", "NEAR(", "x\" OR \"y", "Ⓐ", "aⒶb", "½", "കⒶ്ക", "😀", "\u{200d}", "।", "₹", &long, "\0", "{name}:"]
    {
        assert_eq!(found(odd), [], "{odd}");
    }
}

#[test]
fn an_empty_report_has_the_totals_of_a_full_one() {
    let world = crate::support::cli::World::training("KVT", 1);
    let empty = world.run(&["report", "collection"]).done();
    assert_eq!(empty["by_mode_totals"], serde_json::json!({ "amount": "0.00" }));
    assert_eq!(empty["by_day_totals"], serde_json::json!({ "receipts": 0, "amount": "0.00" }));
}

#[test]
fn l12_a_deposit_paid_by_a_bad_cheque_makes_nobody_belated() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let no = office.import(1)[0];
    office.open_counter();
    office.pay(no, 1_320).unwrap();
    let deposit = Misc { consumer: Some(no), head: "SD".to_owned(), remark: String::new(), amount: rupees(200), handed: cheque(200) };
    office.act("clerk", &deposit).unwrap();
    assert_eq!(office.consumer(no).sd, rupees(1_000));
    let bounced = Dishonour { bank: "SBI".to_owned(), number: "004512".to_owned(), charge: Some(rupees(100)) };
    office.act("clerk", &bounced).unwrap();
    let consumer = office.consumer(no);
    assert_eq!((consumer.sd, consumer.balance, consumer.status), (rupees(800), rupees(100), Status::Live));
    assert!(consumer.cash_only_until.is_some());
    office.assert_whole();
}

#[test]
fn c13_a_protest_needs_a_claim() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let no = office.import(1)[0];
    office.open_counter();
    office.pay(no, 1_320).unwrap();
    let handed = Handed { keep: Some(rupees(100)), ..exact_cash(100) };
    let advance = Pay { consumer: no, basis: None, handed, protest: Some("just so".to_owned()) };
    assert_eq!(refused(office.act("clerk", &advance)).0, "C-13");
    office.act("clerk", &Pay { protest: None, ..advance }).unwrap();
}

#[test]
fn c8_what_an_open_counter_took_is_not_summed() {
    let mut world = crate::support::cli::World::training("KVT", 1);
    world.on("2026-11-12").run(&["user", "add", "clerk", "--roles", "BCC"]).done();
    world.be("clerk").run(&["counter", "open", "--float", "0"]).done();
    world.run(&["receipt", "misc", "--head", "APPFORM", "--amount", "20", "--remark", "a form", "--cash", "20"]).done();
    let list =
        |world: &crate::support::cli::World| world.run(&["receipt", "list", "--date", "2026-11-12"]).done()["totals"]["amount"].clone();
    assert_eq!(list(&world), serde_json::Value::Null);
    world.run(&["counter", "close", "--count", "10=2"]).done();
    assert_eq!(list(&world), "20.00");
}

#[test]
fn b19_after_a_meter_change_no_meter_is_said_to_have_stood_where_it_never_was() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let no = office.import(1)[0];
    office.open_counter();
    let change = ChangeMeter {
        consumer: no,
        last: Shows::plain("1290"),
        meter: "N1".to_owned(),
        digits: 6,
        factor: 1.into(),
        initial: "5".to_owned(),
    };
    office.act("je", &change).unwrap();
    let done = office.pay(no, 35).unwrap();
    let ebcm::journal::Fact::Paid(paid) = &done.entries[0].fact else { panic!("a payment") };
    let steps = ebcm::rules::bill::explain(&paid.bill.as_ref().unwrap().bill);
    assert_eq!(steps[0], "The meter was changed since the last bill. The new one began at 5 and stands at 35 now.");
    assert_eq!(steps[1], "With what the old one had counted since it was last billed that is 120 units.");
}
