//! The payment window by keys: what is typed, what is recorded, what is refused and where.

use ebcm::base::Money;
use ebcm::edge::Settings;
use ebcm::journal::Fact;
use ebcm::journal::fact::Paid;
use ebcm::rules::tender::Mode;
use ebcm::store::{Reader, read};
use ebcm::tui::program::House;
use ratatui::style::Color;

use crate::support::office::{Office, today};
use crate::support::program::{ASCII, COLOUR, NONE, found, open, window};
use crate::support::stage::Stage;

/// The payments in the file, in order.
fn paid(dir: &std::path::Path) -> Vec<Paid> {
    let reader = Reader::open(dir).unwrap();
    let lines = read::receipts_of_day(reader.connection(), today()).unwrap();
    let fact = |no| read::receipt(reader.connection(), no).unwrap().unwrap().1.fact;
    lines.iter().map(|line| if let Fact::Paid(paid) = fact(&line.no) { *paid } else { panic!("a payment") }).collect()
}

fn pays(stage: &mut Stage<House>, keys: &str) {
    for part in keys.split(' ') {
        if part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()) {
            stage.types(part)
        } else {
            stage.keys(part)
        };
    }
    stage.settle();
}

#[test]
fn c6_from_the_last_digit_of_the_reading_two_enters_make_the_receipt() {
    let dir = tempfile::tempdir().unwrap();
    let mut stage = window(dir.path());
    pays(&mut stage, "1 Enter 1320");
    assert!(stage.shows("120 units") && stage.shows("₹ 245.00") && stage.shows("SAMPLE TARIFF"));
    assert_eq!(paid(dir.path()), [], "nothing is recorded before the last Enter");
    pays(&mut stage, "Enter Enter");
    assert!(stage.shows("✓ R-KVT-1-2627-000001") && stage.shows("counter open, 1 receipt"));
    let paid = paid(dir.path());
    assert_eq!((paid[0].receipt.amount, paid[0].receipt.change), (Money::from_rupees(245), Money::ZERO));
    assert_eq!(stage.cursor().map(|c| c.y), Some(2), "the cursor waits for the next number");
    drop(stage);
    Office::open(dir.path()).assert_whole();
}

#[test]
fn c6_five_consumers_typed_in_one_go_give_five_receipts_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let numbers = found(dir.path());
    let mut stage = open(dir.path(), Some("clerk"), COLOUR, (80, 24));
    stage.keys("F2");
    for serial in [7, 8, 9, 10, 11] {
        stage.types(&serial.to_string()).keys("Enter").types(&format!("13{serial:02}")).keys("Enter Enter");
    }
    stage.settle();
    let paid = paid(dir.path());
    let readings: Vec<(_, u64)> = paid.iter().map(|p| (p.consumer, p.reading.unwrap().value.value)).collect();
    assert_eq!(readings, [7, 8, 9, 10, 11].map(|i: u64| (numbers[usize::try_from(i).unwrap() - 1], 1300 + i)));
    assert!(paid.iter().map(|p| p.receipt.no.number).eq(1..=5));
}

#[test]
fn c20_the_receipt_prints_while_the_next_number_is_typed() {
    let dir = tempfile::tempdir().unwrap();
    let mut stage = window(dir.path());
    stage.app.backend_mut().start_spooler(dir.path(), Some(today()), Settings::default());
    pays(&mut stage, "1 Enter 1320 Enter Enter 2 Enter");
    assert!(stage.shows("Consumer 2"));
    drop(stage);
    assert!(dir.path().join("printed/R-KVT-1-2627-000001.pdf").exists() || waits(dir.path()), "printed, or still in the spool");
    Office::open(dir.path()).assert_whole();
}

/// Whether the receipt's job stands in the spool, to be printed at the next start.
fn waits(dir: &std::path::Path) -> bool {
    ebcm::store::spool::waiting(Reader::open(dir).unwrap().connection()).unwrap().0 > 0
}

#[test]
fn c4_change_is_large_and_advance_is_kept_where_the_clerk_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let mut stage = window(dir.path());
    pays(&mut stage, "1 Enter 1320 Enter 300");
    assert!(stage.shows("Change                         55.00"), "{}", stage.text());
    pays(&mut stage, "Enter");
    insta::assert_snapshot!("payment_done", stage.text());
    pays(&mut stage, "2 Enter 1320 Enter 300 a Enter");
    let paid = paid(dir.path());
    assert_eq!((paid[0].receipt.change, paid[0].receipt.tendered), (Money::from_rupees(55), Money::from_rupees(300)));
    assert_eq!((paid[1].receipt.change, paid[1].receipt.amount), (Money::ZERO, Money::from_rupees(300)));
}

#[test]
fn c4_each_mode_asks_what_it_needs_and_one_receipt_mixes_them() {
    let dir = tempfile::tempdir().unwrap();
    let mut stage = window(dir.path());
    pays(&mut stage, "1 Enter 1320 Enter u 100 Enter 612345 Enter");
    assert!(stage.shows("UPI 612345") && stage.shows("Rest"));
    pays(&mut stage, "Enter 2 Enter 1320 Enter q Enter sbi Enter 004512 Enter Enter");
    let paid = paid(dir.path());
    let modes = |p: &Paid| p.receipt.tenders.iter().map(|t| (t.mode, t.amount)).collect::<Vec<_>>();
    assert_eq!(modes(&paid[0]), [(Mode::Cash, Money::from_rupees(145)), (Mode::Upi, Money::from_rupees(100))]);
    assert_eq!(modes(&paid[1]), [(Mode::Cheque, Money::from_rupees(245))]);
    assert_eq!(paid[1].receipt.tenders[0].number.as_deref(), Some("004512"));
}

#[test]
fn c13_under_protest_less_is_deposited_for_a_reason() {
    let dir = tempfile::tempdir().unwrap();
    let mut stage = window(dir.path());
    pays(&mut stage, "1 Enter 1320 Enter p 245 Enter");
    stage.types("meter runs fast");
    pays(&mut stage, "Enter");
    let paid = paid(dir.path());
    assert_eq!(paid[0].protest.as_ref().map(|p| p.reason.as_str()), Some("meter runs fast"));
}

#[test]
fn dues_alone_where_no_bill_can_be_made_or_the_clerk_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let mut stage = window(dir.path());
    pays(&mut stage, "5 Enter");
    assert!(stage.shows("Disconnected, month 2 since 03-09-2026: dues alone can be paid"), "{}", stage.text());
    pays(&mut stage, "Enter Enter 3 Enter d Enter Enter");
    let amounts: Vec<_> = paid(dir.path()).iter().map(|p| (p.bill.is_none(), p.receipt.amount)).collect();
    assert_eq!(amounts, [(true, Money::from_rupees(988)), (true, Money::from_rupees(1_235))]);
}

#[test]
fn c12_just_paid_is_said_before_money_is_taken_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut stage = window(dir.path());
    pays(&mut stage, "1 Enter 1320 Enter Enter 1 Enter");
    assert!(stage.shows("✗ Just paid: R-KVT-1-2627-000001 on 12-11-2026 12:00 at KVT-1, 245.00"));
    pays(&mut stage, "1400 Enter");
    assert!(stage.shows("✗ A bill for Nov 2026 stands"), "{}", stage.text());
}

#[test]
fn i4_a_wrong_number_or_reading_is_refused_at_its_field_and_stays() {
    let dir = tempfile::tempdir().unwrap();
    let mut stage = window(dir.path());
    stage.types("010000017");
    assert!(stage.shows("010000017 has a wrong check digit"), "at once, before Enter");
    stage.keys("Backspace Backspace Enter");
    assert!(stage.shows("'0100000' has 7 digits"));
    for _ in 0..7 {
        stage.keys("Backspace");
    }
    pays(&mut stage, "4711 Enter");
    assert!(stage.shows("There is no consumer 010047116"), "{}", stage.text());
    stage.keys("Backspace Backspace Backspace Backspace");
    pays(&mut stage, "1 Enter");
    for (typed, said) in
        [("12x4", "'12x4'"), ("99999999999999999999", "99999999999999999999"), ("1199", "is below 1200"), ("9000", "is far")]
    {
        stage.types(typed).keys("Enter").settle();
        let text = stage.text();
        assert!(text.contains("✗") && text.contains(said) && text.contains(typed), "{typed}\n{text}");
        for _ in 0..typed.len() {
            stage.keys("Backspace");
        }
    }
    assert_eq!(paid(dir.path()), []);
    pays(&mut stage, "9000 y Enter Enter");
    assert_eq!(paid(dir.path()).len(), 1, "confirmed, it is taken");
}

#[test]
fn b9_a_meter_that_passed_its_last_digit() {
    let dir = tempfile::tempdir().unwrap();
    let mut stage = window(dir.path());
    pays(&mut stage, "1 Enter 20 Enter");
    assert!(stage.shows("r It passed its last digit"), "{}", stage.text());
    pays(&mut stage, "r");
    assert!(stage.shows("passed its last digit, ") || stage.shows("98820 units"), "{}", stage.text());
}

#[test]
fn esc_goes_back_a_step_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut stage = window(dir.path());
    pays(&mut stage, "1 Enter 1320 Enter 300 Esc");
    assert!(stage.shows("1320") && stage.shows("300"));
    pays(&mut stage, "Esc Enter Enter");
    assert!(stage.shows("55.00"), "the amount typed stands");
    pays(&mut stage, "Esc Esc Esc");
    assert!(stage.shows("Go back?"), "{}", stage.text());
}

#[test]
fn a_letter_searches_and_enter_takes_the_consumer_into_the_window() {
    let dir = tempfile::tempdir().unwrap();
    let mut stage = window(dir.path());
    stage.types("house 7");
    assert_eq!(stage.app.screens().last(), Some(&"find"));
    pays(&mut stage, "Enter 1320 Enter Enter");
    assert!(stage.shows("R-KVT-1-2627-000001   010000073 Consumer 7"), "{}", stage.text());
}

#[test]
fn b19_why_this_amount_and_the_consumer_whole() {
    let dir = tempfile::tempdir().unwrap();
    let mut stage = window(dir.path());
    pays(&mut stage, "4 Enter 1440 w");
    insta::assert_snapshot!("payment_why", stage.text());
    pays(&mut stage, "Enter Enter Enter 4 Enter v");
    for (tab, said) in
        [("2", "Bill Nov 2026"), ("3", "B-KVT-1-2627-000001"), ("4", "self-reading"), ("5", "R-KVT-1-2627"), ("6", "Brought in")]
    {
        pays(&mut stage, tab);
        assert!(stage.shows(said), "{}", stage.text());
    }
    pays(&mut stage, "3 Enter");
    assert!(stage.shows("Reading 1200 to 1440: 240 units in 4 months"), "{}", stage.text());
}

#[test]
fn without_a_counter_the_window_says_so_and_leads_there() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    office.import(1);
    drop(office);
    let mut stage = open(dir.path(), Some("clerk"), COLOUR, (80, 24));
    pays(&mut stage, "F2");
    assert!(stage.shows("No counter is open at this desk"));
    pays(&mut stage, "Enter");
    assert_eq!(stage.app.screens().last(), Some(&"counter"));
}

#[test]
fn the_window_at_every_size_and_without_colour() {
    let dir = tempfile::tempdir().unwrap();
    found(dir.path());
    let part_paid = "F2 3 Enter 1320 Enter u 100 Enter 612345 Enter 2000";
    let mut small = open(dir.path(), Some("clerk"), COLOUR, (80, 24));
    pays(&mut small, part_paid);
    insta::assert_snapshot!("payment_window_80x24", small.text());
    let before = small.text();
    assert!(small.resize(20, 5).shows("window too small"));
    small.types("99").keys("Enter");
    assert_eq!(small.resize(80, 24).text(), before);
    insta::assert_snapshot!("payment_window_120x40", small.resize(120, 40).text());
    drop(small);
    let mut none = open(dir.path(), Some("clerk"), NONE, (80, 24));
    pays(&mut none, part_paid);
    assert!(none.buffer().content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
    drop(none);
    let mut ascii = open(dir.path(), Some("clerk"), ASCII, (80, 24));
    pays(&mut ascii, part_paid);
    assert!(ascii.text().is_ascii(), "{}", ascii.text());
}
