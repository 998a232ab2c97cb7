//! The screens of records: postings, cheques, readings, meters, forms, users, papers; by keys, over a real data file.

use ebcm::acts::money::Handed;
use ebcm::acts::pay::Pay;
use ebcm::base::{ConsumerNo, Money};
use ebcm::folds::Consumer;
use ebcm::folds::posting::PostingState;
use ebcm::rules::role::Role;
use ebcm::rules::tender::{Mode, Tender};
use ebcm::store::project::read_consumer;
use ebcm::store::{Reader, read, spool};
use ebcm::tui::program::House;

use crate::support::office::{Office, reading_of, today};
use crate::support::program::{COLOUR, found, open};
use crate::support::stage::Stage;

/// An office with an open counter, in a folder of its own.
struct Desk {
    dir: tempfile::TempDir,
    numbers: Vec<ConsumerNo>,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let numbers = found(dir.path());
        Self { dir, numbers }
    }

    fn office(&self) -> Office {
        Office::open(self.dir.path())
    }

    fn stage(&self, user: &str) -> Stage<House> {
        self.stage_of(user, (80, 24))
    }

    fn stage_of(&self, user: &str, size: (u16, u16)) -> Stage<House> {
        open(self.dir.path(), Some(user), COLOUR, size)
    }

    fn reader(&self) -> Reader {
        Reader::open(self.dir.path()).unwrap()
    }

    /// Two consumers pay with one cheque.
    fn takes_a_cheque(&self) {
        let mut office = self.office();
        for (place, reading) in [(0, 1_300), (1, 1_340)] {
            let tender = Tender::instrument(Mode::Cheque, Money::from_rupees(2_000), "SBI Kavaratti", "004512", today());
            let handed = Handed { tenders: vec![tender], keep: None };
            let pay = Pay { consumer: self.numbers[place], basis: Some(reading_of(reading)), handed, protest: None };
            office.act("clerk", &pay).expect("a payment by cheque");
        }
    }

    /// Read beside the program, which has the file.
    fn consumer(&self, place: usize) -> Consumer {
        read_consumer(self.reader().connection(), self.numbers[place]).unwrap().expect("a consumer")
    }

    fn postings(&self, stands: &str) -> Vec<ebcm::folds::Pending> {
        read::postings(self.reader().connection(), stands, 99).unwrap()
    }
}

/// Opens a screen by the beginning of its name.
fn goes_to<'a>(stage: &'a mut Stage<House>, name: &str) -> &'a mut Stage<House> {
    stage.keys("Ctrl-K").types(name).keys("Enter")
}

/// Types text and Enter, field by field.
fn fills<'a>(stage: &'a mut Stage<House>, texts: &[&str]) -> &'a mut Stage<House> {
    for text in texts {
        stage.types(text).keys("Enter");
    }
    stage.settle()
}

/// A clerk asks for a credit of 100 for the third consumer.
fn asks_for_a_credit(stage: &mut Stage<House>) {
    goes_to(stage, "postings").keys("F9");
    fills(stage, &["2", "3", "adj", "100", "", "billed twice for April"]);
}

#[test]
fn c11_a_misc_receipt_tells_the_change() {
    let desk = Desk::new();
    let mut stage = desk.stage("clerk");
    goes_to(&mut stage, "misc");
    insta::assert_snapshot!("misc_heads", stage.text());
    fills(&mut stage, &["app", "", "Hamza, new connection", "50"]);
    stage.types("1").keys("Enter").types("500").keys("Tab");
    insta::assert_snapshot!("misc_change", stage.text());
    stage.keys("F9").settle();
    assert!(stage.shows("R-KVT-1-2627-000001 for 50.00, APPFORM; give 450.00 change"), "{}", stage.text());
    let receipts = read::receipts_of_day(desk.reader().connection(), today()).unwrap();
    assert_eq!((receipts.len(), receipts[0].head.as_str(), receipts[0].amount), (1, "APPFORM", Money::from_rupees(50)));
}

#[test]
fn c11_part_of_a_misc_receipt_by_upi_and_the_rest_in_cash() {
    let desk = Desk::new();
    let mut stage = desk.stage("clerk");
    goes_to(&mut stage, "misc");
    fills(&mut stage, &["SCRAP", "", "old wire", "300", "2", "UPI 12345", "100"]);
    let receipts = read::receipts_of_day(desk.reader().connection(), today()).unwrap();
    let tenders: Vec<_> = receipts[0].tenders.iter().map(|t| (t.mode, t.amount.paise())).collect();
    assert_eq!(tenders, [(Mode::Cash, 20_000), (Mode::Upi, 10_000)]);
}

#[test]
fn c1_a_consumer_is_meant_by_name_and_a_wrong_number_is_refused_at_its_field() {
    let desk = Desk::new();
    let mut stage = desk.stage("clerk");
    goes_to(&mut stage, "misc");
    fills(&mut stage, &["SD", "010000033"]);
    assert!(stage.shows("✗ 010000033 has a wrong check digit"), "{}", stage.text());
    stage.keys("Ctrl-U").types("consumer").keys("Enter");
    insta::assert_snapshot!("misc_who_is_meant", stage.text());
    stage.types(" 12").keys("Enter");
    assert!(stage.shows(&desk.numbers[11].to_string()) && stage.shows("House 12"), "{}", stage.text());
}

#[test]
fn f3_hands_a_consumer_to_the_form() {
    let desk = Desk::new();
    let mut stage = desk.stage("je");
    goes_to(&mut stage, "meter").keys("Enter F3").types("house 7").keys("Enter");
    assert_eq!(stage.app.screens().last(), Some(&"meter"));
    assert!(stage.shows(&desk.numbers[6].to_string()), "{}", stage.text());
}

#[test]
fn c11_what_a_clerk_asks_an_engineer_approves_in_two_keys() {
    let desk = Desk::new();
    let mut stage = desk.stage("clerk");
    asks_for_a_credit(&mut stage);
    insta::assert_snapshot!("postings", stage.text());
    drop(stage);
    let mut stage = desk.stage("ae");
    goes_to(&mut stage, "appr");
    insta::assert_snapshot!("approvals", stage.text());
    stage.keys("F9 Enter").settle();
    assert!(stage.shows("✓ P-KVT-1-2627-000001 approved") && stage.shows("nothing found"), "{}", stage.text());
    assert_eq!(desk.postings("approved").len(), 1);
    assert_eq!(desk.consumer(2).balance, Money::from_paise(113_456));
}

#[test]
fn c11_a_rejection_has_its_reason() {
    let desk = Desk::new();
    let mut stage = desk.stage("clerk");
    asks_for_a_credit(&mut stage);
    drop(stage);
    let mut stage = desk.stage("ae");
    goes_to(&mut stage, "appr").keys("Ctrl-D Enter");
    assert!(stage.shows("✗ reason is needed"), "{}", stage.text());
    fills(&mut stage, &["April was billed once"]);
    let rejected = desk.postings("rejected");
    assert_eq!(rejected[0].remark.as_deref(), Some("April was billed once"));
    assert_eq!(desk.consumer(2).balance, Money::from_paise(123_456));
}

#[test]
fn c11_who_asked_does_not_decide() {
    let desk = Desk::new();
    let mut office = desk.office();
    let roles = ebcm::acts::user::SetRoles { name: "clerk".to_owned(), roles: vec![Role::Bcc, Role::Ae] };
    office.act("admin", &roles).expect("both roles");
    drop(office);
    let mut stage = desk.stage("clerk");
    asks_for_a_credit(&mut stage);
    stage.keys("Esc");
    goes_to(&mut stage, "appr");
    assert!(stage.shows("! you asked for it yourself: another AE decides"), "{}", stage.text());
    stage.keys("F9 Enter").settle();
    assert!(stage.shows("✗ Who made a posting can't decide on it"), "{}", stage.text());
    assert_eq!(desk.postings("waiting")[0].state, PostingState::Waiting);
}

#[test]
fn c11_a_receipt_is_put_right_by_its_last_digits() {
    let desk = Desk::new();
    desk.office().pay(desk.numbers[0], 1_300).expect("a payment");
    let mut stage = desk.stage("clerk");
    goes_to(&mut stage, "postings").keys("F9");
    fills(&mut stage, &["3", "1"]);
    insta::assert_snapshot!("posting_of_a_receipt", stage.text());
    fills(&mut stage, &["3", "paid for the neighbour"]);
    let waiting = desk.postings("waiting");
    assert_eq!(waiting[0].what.consumers(), [desk.numbers[0], desk.numbers[2]]);
}

#[test]
fn c16_a_cheque_comes_back() {
    let desk = Desk::new();
    desk.takes_a_cheque();
    let mut stage = desk.stage("clerk");
    goes_to(&mut stage, "dish");
    fills(&mut stage, &["SBI kavaratti", "004513"]);
    assert!(stage.shows("✗ No standing receipt was paid by 004513"), "{}", stage.text());
    stage.keys("Ctrl-U").types("004512").keys("Enter");
    insta::assert_snapshot!("cheque", stage.text());
    stage.keys("F9");
    assert!(stage.shows("2 receipts are undone; what they paid is owed again."), "{}", stage.text());
    stage.keys("Enter").settle();
    assert!(stage.shows("✓ cheque 004512 undone: 4,000.00 owed again"), "{}", stage.text());
    assert!(desk.consumer(1).cash_only_until.is_some());
}

#[test]
fn c15_government_readings_down_the_column() {
    let desk = Desk::new();
    let mut stage = desk.stage("clerk");
    goes_to(&mut stage, "bulk");
    insta::assert_snapshot!("bulk_departments", stage.text());
    fills(&mut stage, &["1", "", "1"]);
    stage.types("1250").keys("Enter F9").settle();
    assert!(stage.shows("✓ 1 posted; 0 of this sheet are still to read"), "{}", stage.text());
    stage.keys("Esc");
    assert!(stage.shows("all read of 1"), "{}", stage.text());
    let consumer = desk.consumer(5);
    assert_eq!(consumer.unbilled.last().map(|r| r.value.value), Some(1_250));
}

#[test]
fn c15_a_wrong_row_is_marked_the_rest_kept_and_a_far_one_confirmed_in_its_row() {
    let desk = Desk::new();
    let mut stage = desk.stage("clerk");
    goes_to(&mut stage, "bulk");
    fills(&mut stage, &["3", "", "nor"]);
    // 1 to 12 in the order of their houses, the disconnected left out: House 1, 10, 11, 12 ...
    for reading in ["1250", "90000", "900", "12x0", "1300"] {
        stage.types(reading).keys("Enter");
    }
    stage.keys("Ctrl-W");
    insta::assert_snapshot!("round_marked", stage.text());
    assert!(stage.shows("is far above the usual 110 a month"), "{}", stage.text());
    stage.keys("Ctrl-Y F9").settle();
    assert!(stage.shows("✓ 3 posted; 8 of this sheet are still to read"), "{}", stage.text());
    assert!(stage.shows("2 wrong") && stage.shows("12x0"), "{}", stage.text());
    let values = [0, 9, 10].map(|place| desk.consumer(place).unbilled.last().map(|r| r.value.value));
    assert_eq!(values, [Some(1_250), Some(90_000), None]);
    stage.keys("Esc");
    assert!(stage.shows("What was typed here"), "what is not posted is not lost unasked: {}", stage.text());
}

#[test]
fn b10_a_meter_is_changed_and_one_is_stuck() {
    let desk = Desk::new();
    let mut stage = desk.stage("je");
    goes_to(&mut stage, "meter").keys("Enter");
    fills(&mut stage, &["3", "1290", "", "LK900", "", "", ""]);
    insta::assert_snapshot!("meter_sure", stage.text());
    stage.keys("Enter").settle();
    assert_eq!(desk.consumer(2).meter.no, "LK900");
    stage.types("2").keys("Enter");
    fills(&mut stage, &["4", ""]);
    stage.keys("Enter").settle();
    assert_eq!(desk.consumer(3).meter.stuck_since, Some(today()));
}

#[test]
fn c23_forms_are_taken_in_and_spoiled() {
    let desk = Desk::new();
    let mut stage = desk.stage("clerk");
    goes_to(&mut stage, "stat").keys("F9");
    fills(&mut stage, &["1", "100001", "100500"]);
    stage.keys("Ctrl-D");
    fills(&mut stage, &["1", "100001", "torn"]);
    insta::assert_snapshot!("stationery", stage.text());
}

#[test]
fn j16_the_administrator_makes_a_user_and_gives_a_password() {
    let desk = Desk::new();
    let mut stage = desk.stage("admin");
    goes_to(&mut stage, "users").keys("F9");
    fills(&mut stage, &["ramla", "bcc; xyz"]);
    assert!(stage.shows("✗ 'xyz' is not a role"), "{}", stage.text());
    stage.keys("Ctrl-U");
    fills(&mut stage, &["bcc je", "secret words", "secret word"]);
    assert!(stage.shows("✗ The two are not the same"), "{}", stage.text());
    stage.types("s").keys("F9").settle();
    insta::assert_snapshot!("users", stage.text());
    let user = read::user(desk.reader().connection(), &"KVT-1".parse().unwrap(), "ramla").unwrap().expect("the user");
    assert_eq!(user.roles, [Role::Bcc, Role::Je]);
    drop(stage);
    assert!(desk.office().desk.login("ramla", "secret words").is_ok());
}

#[test]
fn b7_a_sample_tariff_is_marked_and_its_text_is_read() {
    let desk = Desk::new();
    let mut stage = desk.stage("admin");
    goes_to(&mut stage, "tariffs");
    assert!(stage.shows("SAMPLE"), "{}", stage.text());
    stage.keys("Enter");
    assert!(stage.shows("id = \"led-sample\""), "{}", stage.text());
    stage.keys("Enter");
    assert_eq!(stage.app.screens().last(), Some(&"tariffs"));
}

#[test]
fn c20_a_paper_is_cancelled_tried_again_and_printed_once_more() {
    let desk = Desk::new();
    desk.takes_a_cheque();
    let mut stage = desk.stage("clerk");
    stage.keys("F5 1 Enter Ctrl-O").settle();
    assert!(stage.shows("✓ it goes to the printer"), "{}", stage.text());
    stage.keys("F7");
    let states = || spool::list(desk.reader().connection(), 9, 0).unwrap().iter().map(|j| j.state.clone()).collect::<Vec<_>>();
    stage.keys("Ctrl-D Enter").settle();
    assert_eq!(states(), ["cancelled"]);
    insta::assert_snapshot!("print_queue", stage.text());
    stage.keys("F9").settle();
    assert!(stage.shows("✗ Job 1 is cancelled"), "{}", stage.text());
    stage.keys("Ctrl-O Enter").settle();
    assert_eq!(states().len(), 2);
}

#[test]
fn c8_receipts_of_an_open_counter_have_no_total() {
    let desk = Desk::new();
    desk.takes_a_cheque();
    let mut stage = desk.stage("clerk");
    stage.keys("F5 1 Enter");
    assert!(stage.shows("2,000.00") && !stage.shows("4,000.00") && !stage.shows("   Total "), "{}", stage.text());
}

#[test]
fn i6_a_list_is_searched_turned_saved_and_printed() {
    let desk = Desk::new();
    let mut stage = desk.stage("clerk");
    stage.keys("F5");
    insta::assert_snapshot!("lists", stage.text());
    stage.keys("g").keys("Ctrl-S Ctrl-R");
    insta::assert_snapshot!("arrears", stage.text());
    stage.keys("Ctrl-E").settle();
    let saved = std::fs::read_to_string(desk.dir.path().join("lists/arrears-2026-11-12.csv")).expect("the saved list");
    assert!(saved.starts_with("Consumer,Name,Area,Category,Status,") && saved.contains(",987.60"), "{saved}");
    stage.keys("Ctrl-P").settle();
    let jobs = spool::list(desk.reader().connection(), 9, 0).unwrap();
    assert_eq!((jobs.len(), jobs[0].job.kind.as_str(), jobs[0].job.paper.as_str()), (1, "list", "arrears"));
    stage.types("consumer 3");
    assert!(stage.shows("1 of 1"), "{}", stage.text());
    stage.keys("Enter");
    assert_eq!(stage.app.screens().last(), Some(&"consumer"));
}

#[test]
fn a_larger_window_shows_more() {
    let desk = Desk::new();
    let mut stage = desk.stage_of("clerk", (120, 40));
    insta::assert_snapshot!("arrears_120x40", stage.keys("F5 g").text());
    stage.keys("Esc Esc");
    goes_to(&mut stage, "bulk");
    fills(&mut stage, &["3", "", "nor", "1250", "90000"]);
    insta::assert_snapshot!("round_120x40", stage.text());
}

#[test]
fn a_report_is_read_printed_and_saved() {
    let desk = Desk::new();
    let mut stage = desk.stage("ae");
    stage.keys("F8 4 Enter");
    insta::assert_snapshot!("day_book", stage.text());
    stage.keys("Ctrl-P Ctrl-E").settle();
    assert!(desk.dir.path().join("lists/day-book-2026-11-12.csv").exists(), "{}", stage.text());
    stage.keys("Esc Esc 1 Enter");
    stage.keys("Ctrl-U").types("31/10").keys("Enter");
    assert!(stage.shows("✗ The days end before they begin."), "{}", stage.text());
}

#[test]
fn i7_a_screen_is_for_its_roles() {
    let desk = Desk::new();
    let mut stage = desk.stage("je");
    for name in ["Misc", "Users", "Approvals"] {
        stage.keys("Ctrl-K").types(name).keys("Enter");
        assert_eq!(stage.app.screens(), ["home"], "{name}");
        stage.keys("Esc");
    }
}
