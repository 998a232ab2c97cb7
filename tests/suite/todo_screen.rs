//! The To Do list on the screen, by keys, over a real data file (`R-3`, `R-4`, `R-10`, `R-11`).

use ebcm::acts::posting::MakePosting;
use ebcm::base::{Day, Money, PaperNo};
use ebcm::journal::fact::Posting;
use ebcm::tui::Ability;
use ebcm::tui::program::House;

use crate::support::connect::{domestic, typed};
use crate::support::office::Office;
use crate::support::program::{COLOUR, NONE, open_on};
use crate::support::stage::Stage;

/// An office with items of several types, looked at some days on.
struct Room {
    dir: tempfile::TempDir,
    application: PaperNo,
}

impl Room {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut office = Office::found(dir.path());
        let consumers = office.import(3);
        office.open_counter();
        let application = office.apply("je", "regular", None, domestic()).unwrap();
        office.apply("je", "change-load", Some(consumers[0]), typed([("load_kw", "4")])).unwrap();
        let what = Posting::Credit { consumer: consumers[1], amount: Money::from_rupees(70), head: "ADJUST".to_owned(), bill: None };
        office.act("clerk", &MakePosting { what, reason: "Reading was mistyped".to_owned() }).unwrap();
        Self { dir, application }
    }

    fn at_work(&self, user: &str, looks: Ability, size: (u16, u16)) -> Stage<House> {
        let later = Day::new(2026, 11, 20).expect("a day");
        let mut stage = open_on(self.dir.path(), later, Some(user), looks, size);
        stage.keys("F6");
        stage
    }
}

#[test]
fn r3_f6_opens_what_is_mine_and_each_key_narrows_it() {
    let room = Room::new();
    let mut stage = room.at_work("ae", COLOUR, (80, 24));
    insta::assert_snapshot!("todo_mine_ae", stage.text());
    stage.keys("Ctrl-F Ctrl-F Ctrl-F");
    assert!(stage.shows("escalated") && stage.shows("Regular connection") && !stage.shows("Change of load"), "{}", stage.text());
    stage.keys("Ctrl-F Ctrl-F Ctrl-F Ctrl-F Ctrl-O Ctrl-O Ctrl-O");
    assert!(stage.shows("To Do: all") && stage.shows("Change of load"), "{}", stage.text());
    stage.types("mistyped");
    assert!(stage.shows("credit, ADJUST 70.00") && !stage.shows("Change of load"), "{}", stage.text());
    drop(stage);
    let mut wide = room.at_work("ae", NONE, (120, 40));
    insta::assert_snapshot!("todo_mine_ae_120x40", wide.text());
}

#[test]
fn r4_an_item_is_opened_taken_spoken_of_and_its_own_step_is_one_key_away() {
    let room = Room::new();
    let mut stage = room.at_work("je", COLOUR, (80, 24));
    stage.keys("Enter t").settle();
    assert!(stage.shows("to je, sent by je"), "{}", stage.text());
    stage.keys("c").types("the house is behind the jetty").keys("F9").settle();
    insta::assert_snapshot!("todo_item", stage.text());
    stage.keys("u").settle();
    assert!(stage.shows("to nobody"), "{}", stage.text());
    stage.keys("F9");
    assert!(stage.shows(&format!("Application {}", room.application)), "{}", stage.text());
}

#[test]
fn r10_take_next_takes_the_most_pressing_and_opens_it() {
    let room = Room::new();
    let mut stage = room.at_work("ae", COLOUR, (80, 24));
    stage.keys("Ctrl-N").settle();
    assert!(stage.shows(&format!("{} is yours", room.application)) && stage.shows("to ae"), "{}", stage.text());
}

#[test]
fn r11_the_list_in_figures() {
    let room = Room::new();
    let mut stage = room.at_work("ae", COLOUR, (80, 24));
    stage.keys("Ctrl-K").types("figures").keys("Enter");
    insta::assert_snapshot!("todo_mis", stage.text());
}

#[test]
fn r3_the_search_asks_for_everything_at_once() {
    let room = Room::new();
    let mut stage = room.at_work("je", COLOUR, (80, 24));
    stage.keys("F9");
    insta::assert_snapshot!("todo_search", stage.text());
    stage.types("4").keys("Enter").types("load").keys("Enter").types("all").keys("Enter").types("12/11").keys("Enter Enter Enter");
    assert!(stage.shows("Change of load: 4 kW") && !stage.shows("Regular connection"), "{}", stage.text());
    stage.keys("Esc");
    assert!(stage.shows("To Do: mine"), "{}", stage.text());
}
