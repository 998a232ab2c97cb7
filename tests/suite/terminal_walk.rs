//! The JE's screens: one supply, the returned list in a grid, slips; and the AE's cases. By keys, over a real data file.

use std::path::Path;

use ebcm::acts::supply::{CutSupply, CutWasMistaken};
use ebcm::base::{ConsumerNo, Day};
use ebcm::desk::{Desk, Eye};
use ebcm::edge::{Settings, SystemClock};
use ebcm::store::Reader;
use ebcm::store::project::read_consumer;
use ebcm::store::spool;
use ebcm::tui::program::{House, app};

use super::slips::due;
use crate::support::cli::{PASSWORD, World};
use crate::support::office::Office;
use crate::support::patience::LONGEST;
use crate::support::program::{COLOUR, NONE};
use crate::support::pty::{Key, Pty};
use crate::support::stage::Stage;

fn day() -> Day {
    "2026-12-22".parse().unwrap()
}

fn stage(dir: &Path, user: &str, ability: ebcm::tui::Ability, size: (u16, u16)) -> Stage<House> {
    // A program that another test starts holds what this one had open until it has begun.
    drop(Office::patiently(dir, day()));
    let desk = Desk::open(dir, Box::new(SystemClock), Some(day())).expect("the data file");
    let eye = Eye::open(dir, Box::new(SystemClock), Some(day())).expect("the data file");
    let (app, wakes) = app(desk, eye, Settings::default(), Some(user), ability).expect("a terminal");
    Stage::new(app, wakes, size.0, size.1)
}

fn goes_to<'a>(stage: &'a mut Stage<House>, name: &str) -> &'a mut Stage<House> {
    stage.keys("Ctrl-K").types(name).keys("Enter")
}

fn status(dir: &Path, no: ConsumerNo) -> String {
    read_consumer(Reader::open(dir).unwrap().connection(), no).unwrap().unwrap().status.code()
}

#[test]
fn l14_the_returned_list_down_the_column() {
    let dir = tempfile::tempdir().unwrap();
    let (office, numbers) = due(dir.path(), 4);
    drop(office);
    let mut stage = stage(dir.path(), "je", COLOUR, (80, 24));
    insta::assert_snapshot!("home_je", stage.text());
    goes_to(&mut stage, "returned list").keys("Enter Enter").types("1").keys("Enter");
    stage.wait_for("4 of the list");
    // Down the column of what was done, then that of the readings.
    stage.types("y").keys("Enter").types("n").keys("Enter").types("y").keys("Enter Tab Up Up Up");
    stage.types("1330").keys("Enter Enter").types("1100").keys("Enter");
    stage.settle();
    insta::assert_snapshot!("returned_marked", stage.text());
    stage.keys("F9").settle();
    assert!(stage.shows("1 recorded; 3 of this list are left"), "{}", stage.text());
    let stand = |place: usize| status(dir.path(), numbers[place]);
    assert_eq!([stand(0), stand(1), stand(2), stand(3)], ["DIS1", "BLTD", "BLTD", "BLTD"]);
    assert!(stage.shows("is below"), "what is wrong stays in view\n{}", stage.text());
    stage.keys("Ctrl-W Backspace Backspace Backspace Backspace").types("1400").keys("Enter F9").settle();
    assert_eq!(stand(2), "DIS1");
    stage.resize(120, 40);
    insta::assert_snapshot!("returned_120x40", stage.text());
}

#[test]
fn l12_one_supply_cut_by_mistake_and_the_officers_word() {
    let dir = tempfile::tempdir().unwrap();
    let (mut office, numbers) = due(dir.path(), 2);
    let cut = CutSupply { consumer: numbers[0], day: day(), reading: None, remark: String::new() };
    office.act("je", &cut).unwrap();
    office.act("je", &CutWasMistaken { consumer: numbers[0], reason: "the neighbour's service".to_owned() }).unwrap();
    drop(office);
    let mut je = stage(dir.path(), "je", NONE, (80, 24));
    goes_to(&mut je, "cut, reconnect").keys("Enter").types("consumer 2").keys("Enter Enter").types("1330").keys("Enter");
    je.settle();
    insta::assert_snapshot!("supply_cut", je.text());
    je.keys("F9");
    assert!(je.shows("as cut?") && je.shows("1330 is billed at once"), "{}", je.text());
    je.keys("Enter").settle();
    assert!(je.shows("recorded as cut on 22-12-2026; bill B-KVT-1-2627-"), "{}", je.text());
    // Who has not paid is not reconnected, and the screen says so before anything is recorded.
    je.types("2").keys("Enter").types("consumer 2").keys("Enter");
    je.settle();
    assert!(je.shows("A reconnection"), "{}", je.text());
    drop(je);
    let mut ae = stage(dir.path(), "ae", COLOUR, (80, 24));
    goes_to(&mut ae, "approvals");
    ae.settle();
    insta::assert_snapshot!("approval_mistaken_cut", ae.text());
    ae.keys("Enter Enter").settle();
    assert_eq!(status(dir.path(), numbers[0]), "BLTD");
}

#[test]
fn l14_slips_and_the_list_of_the_due() {
    let dir = tempfile::tempdir().unwrap();
    let (office, numbers) = due(dir.path(), 3);
    drop(office);
    let mut stage = stage(dir.path(), "je", COLOUR, (80, 24));
    goes_to(&mut stage, "disconnection slips").keys("Enter");
    stage.settle();
    insta::assert_snapshot!("slips_screen", stage.text());
    stage.types("1").keys("Enter").settle();
    assert!(stage.shows("3 slips go to dir:printed; who pays before it prints gets none"), "{}", stage.text());
    stage.keys("F5").types("3");
    stage.settle();
    insta::assert_snapshot!("due_list", stage.text());
    stage.keys("Ctrl-O").settle();
    assert!(stage.shows("1 slip goes to"), "{}", stage.text());
    stage.keys("Ctrl-T").settle();
    assert!(stage.shows("North") && stage.shows("DOM"), "{}", stage.text());
    let jobs = spool::list(Reader::open(dir.path()).unwrap().connection(), 9, 0).unwrap();
    let papers: Vec<String> = jobs.iter().map(|job| format!("{} {}", job.job.kind, job.job.paper)).collect();
    assert_eq!(papers, [format!("slip {}", numbers[0]), "slip North".to_owned()]);
}

/// The real program on a terminal of its own.
#[test]
fn l14_a_je_records_the_returned_list_in_the_real_program() {
    let (world, numbers) = super::slips::world();
    let mut pty = Pty::ebcm(&["--data", world.data().to_str().unwrap(), "--on", "2026-12-22"], &[], 80, 24);
    pty.wait_for("Password");
    pty.key(Key::Ctrl('u'));
    for text in ["june", PASSWORD] {
        pty.type_text(text);
        pty.key(Key::Enter);
    }
    pty.wait_for("4 due for disconnection");
    pty.key(Key::Ctrl('k'));
    pty.type_text("returned");
    pty.key(Key::Enter);
    pty.wait_for("4 in 1 area");
    pty.keys(&[Key::Enter, Key::Enter, Key::Enter]);
    pty.wait_for("4 of the list");
    pty.key(Key::Tab);
    for reading in ["1330", "1340", "", "1350"] {
        pty.type_text(reading);
        pty.key(Key::Enter);
    }
    pty.wait_for("3 good");
    pty.key(Key::F(9));
    pty.wait_until("the list recorded", LONGEST, |s| s.contains("3 recorded; 1 of this list") || s.contains("once more"));
    if !pty.screen().contains("3 recorded") {
        pty.key(Key::F(9));
        pty.wait_for("3 recorded; 1 of this list are left");
    }
    pty.kill9();
    let statuses: Vec<String> =
        numbers.iter().map(|no| world.run(&["consumer", "show", no]).done()["status"].as_str().unwrap().to_owned()).collect();
    assert_eq!(statuses, ["DIS1", "DIS1", "BLTD", "DIS1"]);
    assert_eq!(world.run(&["verify"]).done()["ok"], true);
}

/// A reading in doubt is asked about in its row, and on the forms for one supply and for a meter (`B-9`).
#[test]
fn b9_a_doubtful_reading_is_asked_about_on_every_screen_of_the_je() {
    let dir = tempfile::tempdir().unwrap();
    let (office, numbers) = due(dir.path(), 4);
    drop(office);
    let mut stage = stage(dir.path(), "je", COLOUR, (80, 24));
    goes_to(&mut stage, "returned list").keys("Enter Enter Enter");
    stage.wait_for("4 of the list");
    stage.keys("Tab").types("91200").keys("Enter").types("1100").keys("Enter").types("1330").keys("Enter");
    stage.settle();
    assert!(stage.shows("1 good") && stage.shows("2 wrong"), "{}", stage.text());
    // On its own row, and from the row below it.
    stage.keys("Up Up").settle();
    insta::assert_snapshot!("returned_doubt", stage.text());
    stage.keys("Ctrl-R").settle();
    assert!(
        stage.shows("99900 units in 2 months") && stage.shows("is far above the usual"),
        "it passed its last digit, and that is much\n{}",
        stage.text()
    );
    stage.keys("Ctrl-Y Up Ctrl-Y").settle();
    assert!(stage.shows("3 good") && stage.shows("0 wrong"), "{}", stage.text());
    // Another reading typed is asked about anew.
    stage.keys("Backspace").types("1").keys("Enter").settle();
    assert!(stage.shows("2 good") && stage.shows("1 wrong"), "{}", stage.text());
    stage.keys("F9").settle();
    assert!(stage.shows("2 recorded; 2 of this list are left"), "{}", stage.text());
    let stand: Vec<String> = numbers.iter().map(|no| status(dir.path(), *no)).collect();
    assert_eq!(stand, ["BLTD", "DIS1", "DIS1", "BLTD"]);
    stage.keys("Esc Enter").settle();
    goes_to(&mut stage, "cut, reconnect").keys("Enter").types("consumer 4").keys("Enter Enter").types("91200").keys("Enter");
    stage.settle();
    assert!(stage.shows("is far above the usual"), "{}", stage.text());
    stage.keys("F9").settle();
    insta::assert_snapshot!("supply_doubt", stage.text());
    stage.keys("Esc").settle();
    assert_eq!(status(dir.path(), numbers[3]), "BLTD", "No: everything stays as it is");
    stage.keys("F9 Enter").settle();
    assert_eq!(status(dir.path(), numbers[3]), "DIS1");
    goes_to(&mut stage, "meter changed").keys("Enter").types("consumer 1").keys("Enter").types("91200").keys("Enter Enter");
    stage.types("NEW-1").keys("Enter F9").settle();
    assert!(stage.shows("Is the reading right?"), "{}", stage.text());
}

#[test]
fn what_stood_on_a_console_before_is_wiped() {
    let world = World::training("KVT", 1);
    let program = format!(
        "printf '\\n\\n\\nWORDS OF BEFORE, A LONG LINE OF THEM'; exec {} --data {}",
        env!("CARGO_BIN_EXE_ebcm"),
        world.data().display()
    );
    let pty = Pty::start("sh", &["-c", &program], &[], 80, 24).on_console();
    pty.wait_for("Password");
    let screen = pty.screen();
    assert!(!screen.contains("BEFORE") && !screen.contains("LINE OF"), "{screen}");
}
