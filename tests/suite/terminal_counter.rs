//! Counter, log-on and change of user by keys; what the program keeps by itself.

use std::fs;

use ebcm::base::Money;
use ebcm::store::{Reader, read};
use ebcm::tui::program::backup;

use crate::support::office::{Office, today};
use crate::support::program::{COLOUR, found, open};

#[test]
fn a_user_logs_on_and_finds_the_home_of_the_role() {
    let dir = tempfile::tempdir().unwrap();
    found(dir.path());
    let mut stage = open(dir.path(), None, COLOUR, (80, 24));
    insta::assert_snapshot!("program_login", stage.text());
    stage.keys("Enter Enter").settle();
    insta::assert_snapshot!("program_home", stage.text());
    stage.keys("Ctrl-L Shift-Tab");
    stage.keys("Ctrl-U").types("ae").keys("Enter").types("1234").keys("Enter");
    stage.wait_for("assistant engineer");
    stage.keys("F2");
    assert!(stage.shows("✗ Payment is for BCC alone"), "{}", stage.text());
}

#[test]
fn j16_who_is_not_known_does_not_come_in() {
    let dir = tempfile::tempdir().unwrap();
    found(dir.path());
    let mut stage = open(dir.path(), None, COLOUR, (80, 24));
    stage.keys("Ctrl-U").types("nobody").keys("Enter").types("secret word").keys("Enter").settle();
    assert!(stage.shows("✗ User or password is wrong."), "{}", stage.text());
    stage.keys("F3");
    assert_eq!(stage.app.screens(), ["login"], "nobody logged on sees no consumer");
}

#[test]
fn j16_ones_own_pin_is_set_twice_alike_and_opens_the_lock() {
    let dir = tempfile::tempdir().unwrap();
    found(dir.path());
    let mut stage = open(dir.path(), Some("clerk"), COLOUR, (80, 24));
    stage.keys("Ctrl-K").types("your pass").keys("Enter");
    stage.types("1111").keys("Enter").types("2468").keys("Enter").types("2469").keys("Enter Enter Enter").settle();
    assert!(stage.shows("This is not what was typed above"), "{}", stage.text());
    stage.keys("Ctrl-U").types("2468").keys("F9").settle();
    assert!(stage.shows("✓ recorded"), "{}", stage.text());
    stage.keys("Ctrl-L").types("1357").keys("Enter");
    stage.wait_for("wrong");
    stage.types("2468").keys("Enter");
    stage.wait_for("Home");
}

#[test]
fn c8_the_count_is_blind_and_a_difference_needs_its_reason() {
    let dir = tempfile::tempdir().unwrap();
    found(dir.path());
    let mut stage = open(dir.path(), Some("clerk"), COLOUR, (80, 24));
    stage.keys("F2 1 Enter").types("1320").keys("Enter Enter").settle();
    let expected = "745.00";
    stage.keys("Esc Ctrl-K").types("counter").keys("Enter");
    assert!(stage.shows("Receipts  1") && !stage.shows(expected));
    stage.keys("1").types("1").keys("Enter").types("1");
    assert!(stage.shows("700.00") && !stage.shows(expected), "{}", stage.text());
    stage.keys("F9").settle();
    insta::assert_snapshot!("counter_difference", stage.text());
    stage.keys("Enter");
    assert!(stage.shows("reason is needed"));
    stage.types("notes stuck together").keys("Enter").settle();
    insta::assert_snapshot!("counter_closed", stage.text());
    let reader = Reader::open(dir.path()).unwrap();
    let closes = read::closes(reader.connection(), &"KVT-1".parse().unwrap(), 9).unwrap();
    assert_eq!(closes[0].0.difference(), -Money::from_rupees(45));
    stage.keys("Esc").types("3").keys("Enter");
    stage.types("1234").keys("Enter Enter").types("900").keys("Enter Enter").settle();
    assert!(stage.shows("200.00 of closed counters is in hand"), "{}", stage.text());
}

#[test]
fn c8_a_count_that_agrees_closes_at_once() {
    let dir = tempfile::tempdir().unwrap();
    found(dir.path());
    let mut stage = open(dir.path(), Some("clerk"), COLOUR, (80, 24));
    stage.keys("Ctrl-K").types("counter").keys("Enter 1 1 F9").settle();
    assert!(stage.shows("Close K-KVT-1-2627-000001") && stage.shows("counter closed"), "{}", stage.text());
}

#[test]
fn c8_hand_over_and_turn_in_name_both() {
    let dir = tempfile::tempdir().unwrap();
    found(dir.path());
    let mut stage = open(dir.path(), Some("clerk"), COLOUR, (80, 24));
    stage
        .keys("Ctrl-K")
        .types("counter")
        .keys("Enter 2")
        .types("100")
        .keys("Enter")
        .types("ae")
        .keys("Enter")
        .types("1234")
        .keys("Enter")
        .settle();
    assert!(stage.shows("the cash is with the head cashier"), "{}", stage.text());
    stage.keys("3").types("clerk2").keys("Enter").types("300").keys("Enter").types("1234").keys("Enter").settle();
    assert!(stage.shows("The cash counted is not what should be there"), "{}", stage.text());
    stage.keys("Ctrl-U").types("400").keys("Enter").types("1234").keys("Enter").settle();
    assert!(stage.shows("the counter is clerk2's now") && stage.shows("clerk2 BCC"), "{}", stage.text());
    drop(stage);
    Office::open(dir.path()).assert_whole();
}

#[test]
fn j16_a_backup_a_day_and_seven_kept() {
    let dir = tempfile::tempdir().unwrap();
    drop(Office::found(dir.path()));
    for n in 0..9 {
        assert_eq!(backup(dir.path(), today().plus_days(n)).unwrap(), Some(0));
    }
    assert_eq!(backup(dir.path(), today().plus_days(8)).unwrap(), None, "one a day");
    let mut names: Vec<String> =
        fs::read_dir(dir.path().join("backups")).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!((names.len(), names[0].as_str()), (7, "ebcm-2026-11-14.db"));
}
