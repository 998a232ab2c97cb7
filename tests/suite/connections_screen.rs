//! Applications on the screen, by keys, over a real data file (`N-1` to `N-8`).

use ebcm::acts::user::AddUser;
use ebcm::base::{ConsumerNo, Day, PaperNo};
use ebcm::rules::role::Role;
use ebcm::store::{Reader, applications};
use ebcm::tui::program::House;

use crate::support::connect::{festival, typed};
use crate::support::office::Office;
use crate::support::program::{COLOUR, NONE, open, open_on};
use crate::support::stage::Stage;

/// Days past the limits of what was begun on the office's date.
fn later() -> Day {
    Day::new(2026, 11, 20).expect("a day")
}

/// An office with an application in each hand.
struct Room {
    dir: tempfile::TempDir,
    consumers: Vec<ConsumerNo>,
    demanded: PaperNo,
}

impl Room {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut office = Office::found(dir.path());
        let consumers = office.import(3);
        office.open_counter();
        let add = AddUser { name: "ee".to_owned(), roles: vec![Role::Ee], password: "not a hash".to_owned() };
        office.act("admin", &add).unwrap();
        let demanded = office.demanded();
        let bakery = typed([
            ("name", "Island Bakery"),
            ("address", "Market 4"),
            ("category", "COM"),
            ("phase", "single"),
            ("load_kw", "5"),
            ("area", "North"),
        ]);
        let no = office.apply("je", "regular", None, bakery).unwrap();
        office.step("je", &no, "sil", [("visit", "2026-11-13")]).unwrap();
        office.apply("je", "temporary", None, festival()).unwrap();
        let netter = typed([("name", "Net Loft"), ("address", "Boat Yard 1"), ("category", "COM"), ("phase", "single"), ("load_kw", "4")]);
        office.apply("je", "regular", None, netter).unwrap();
        Self { dir, consumers, demanded }
    }

    /// A user at the work list, some days on.
    fn at_work(&self, user: &str) -> Stage<House> {
        work(open_on(self.dir.path(), later(), Some(user), COLOUR, (80, 24)))
    }

    fn state(&self, no: &PaperNo) -> String {
        let reader = Reader::open(self.dir.path()).unwrap();
        applications::read(reader.connection(), no).unwrap().expect("an application").stand.state
    }
}

fn work(mut stage: Stage<House>) -> Stage<House> {
    stage.keys("Ctrl-K").types("connections").keys("Enter");
    stage
}

#[test]
fn n1_each_hand_finds_its_own_work_with_the_days_it_has_waited() {
    let room = Room::new();
    let mut stage = room.at_work("je");
    insta::assert_snapshot!("connections_je", stage.text());
    stage.keys("Ctrl-O");
    insta::assert_snapshot!("connections_office", stage.text());
    stage.keys("Ctrl-O Ctrl-F");
    assert!(stage.shows("only past the limit") && stage.shows("1 of 2"), "{}", stage.text());
    stage.keys("Ctrl-F");
    assert!(stage.shows("only regular APN") && stage.shows("1 of 1") && stage.shows("Net Loft"), "{}", stage.text());
    stage.keys("Ctrl-F Ctrl-F").types("bakery");
    assert!(stage.shows("Island Bakery") && !stage.shows("Net Loft"), "{}", stage.text());
    // Another order, and back.
    stage.keys("Esc Ctrl-S Ctrl-S");
    let (bakery, loft) = (stage.text().find("Island Bake"), stage.text().find("Net Loft"));
    assert!(bakery < loft && bakery.is_some(), "{}", stage.text());
    drop(stage);
    // The AE has none of them; home says so of each.
    let mut home = open_on(room.dir.path(), later(), Some("je"), COLOUR, (80, 24));
    assert!(home.shows("Connections   2 waiting for you, 2 past the limit"), "{}", home.text());
    drop(home);
    let mut home = open(room.dir.path(), Some("ae"), COLOUR, (80, 24));
    assert!(!home.shows("waiting for you"), "{}", home.text());
}

#[test]
fn n1_an_application_shows_its_path_and_the_steps_of_whoever_looks() {
    let room = Room::new();
    let mut stage = room.at_work("clerk");
    stage.keys("Enter");
    insta::assert_snapshot!("connections_demanded", stage.text());
    stage.resize(120, 40);
    insta::assert_snapshot!("connections_demanded_120x40", stage.text());
    stage.resize(80, 24).keys("PgDn");
    assert!(stage.shows("Koya Pandaram") && stage.shows("Load, kW"), "what was given: {}", stage.text());
    stage.keys("p");
    assert!(stage.shows("site-inspection letter") && stage.shows("demand note"), "{}", stage.text());
    stage.keys("End Enter").settle();
    assert!(stage.shows("the paper goes to the printer"), "{}", stage.text());
    stage.keys("Esc w");
    assert!(stage.shows("Path of A-KVT-1-2627-000001") && stage.shows("Waits for"), "{}", stage.text());
    drop(stage);
    let mut plain = work(open(room.dir.path(), Some("je"), NONE, (80, 24)));
    plain.keys("Ctrl-O Enter");
    assert!(plain.shows("Rejection after the sanction") && plain.shows("Demand note"), "the JE may serve it again: {}", plain.text());
}

#[test]
fn i4_a_step_says_what_would_come_of_it_and_refuses_at_the_field() {
    let room = Room::new();
    let mut stage = room.at_work("je");
    stage.types("bakery").keys("Enter 1 Enter");
    assert!(stage.shows("service line, metres is needed"), "{}", stage.text());
    stage.types("9999").keys("Enter");
    assert!(stage.shows("'9999' is not a whole number"), "{}", stage.text());
    stage.keys("Ctrl-U").types("55").keys("Enter");
    insta::assert_snapshot!("connections_estimate", stage.text());
    stage.keys("2").keys("F9").settle();
    assert!(stage.shows("SFS submitted to the AE for sanction") && stage.shows("prints estimate"), "{}", stage.text());
    assert!(stage.shows("not yours: Sanction (AE)"), "{}", stage.text());
    drop(stage);
    // The AE sends it back; the JE reads why.
    let mut stage = room.at_work("ae");
    stage.keys("Enter");
    assert!(stage.shows("1  Sanction") && stage.shows("2  Returning to the JE") && stage.shows("3  Rejection"), "{}", stage.text());
    stage.keys("2").types("line crosses the school yard").keys("Enter").settle();
    assert!(stage.shows("! Returning to the JE: line crosses the school yard (ae)"), "{}", stage.text());
}

#[test]
fn n2_the_counter_takes_exactly_what_is_demanded_and_the_number_is_made_with_it() {
    let room = Room::new();
    // On the counter's own day.
    let mut stage = work(open(room.dir.path(), Some("clerk"), COLOUR, (80, 24)));
    stage.keys("Enter 1");
    insta::assert_snapshot!("connections_collect", stage.text());
    stage.types("5000");
    assert!(stage.shows("Change"), "{}", stage.text());
    stage.keys("Enter").settle();
    assert!(stage.shows("SDP security deposit collected") && stage.shows("; give "), "{}", stage.text());
    assert_eq!(room.state(&room.demanded), "SDP");
}

#[test]
fn n2_after_its_last_date_nothing_is_taken() {
    let room = Room::new();
    let day = Day::new(2026, 12, 28).expect("a day");
    let mut stage = work(open_on(room.dir.path(), day, Some("clerk"), COLOUR, (80, 24)));
    stage.keys("Enter");
    assert!(stage.shows("D-KVT-1-2627-000001 was payable until 12-12-2026; to be served again"), "{}", stage.text());
    stage.keys("1 Enter").settle();
    assert!(!stage.shows("SDP security deposit collected"), "{}", stage.text());
    assert_eq!(room.state(&room.demanded), "DNP");
}

#[test]
fn n1_a_new_application_is_entered_and_goes_on_from_its_own_screen() {
    let room = Room::new();
    let mut stage = room.at_work("je");
    stage.keys("F9");
    insta::assert_snapshot!("connections_new", stage.text());
    stage.keys("1").types("Fathima").keys("Enter").types("Mosque Lane 2").keys("Enter").types("940x").keys("Enter");
    assert!(stage.shows("is not a telephone number"), "{}", stage.text());
    stage.keys("Ctrl-U").types("9400000055").keys("Enter Enter").types("1").keys("Enter Enter").types("2").keys("Enter");
    insta::assert_snapshot!("connections_apply", stage.text());
    stage.keys("F9").settle();
    assert!(stage.shows("A-KVT-1-2627-000005 APN, waits for JE; prints application"), "{}", stage.text());
    stage.keys("1").types("21").keys("F9").settle();
    assert!(stage.shows("ILS inspection letter served"), "{}", stage.text());
}

#[test]
fn n7_an_end_on_request_is_shown_with_its_final_bill_before_it_is_recorded() {
    let room = Room::new();
    let mut stage = open_on(room.dir.path(), later(), Some("je"), COLOUR, (80, 24));
    stage.keys("F3").types(&room.consumers[1].to_string()).keys("Enter Ctrl-A");
    assert!(stage.shows("Permanent disconnection: at once") && !stage.shows("Lateral"), "{}", stage.text());
    stage.keys("1 Enter").types("18").keys("Enter Enter Enter").types("1260").keys("Enter");
    insta::assert_snapshot!("connections_permanent", stage.text());
    stage.keys("F9").settle();
    assert!(stage.shows("prints application, final bill"), "{}", stage.text());
    stage.keys("v");
    assert!(stage.shows("PDOR") || stage.shows("DEAR"), "{}", stage.text());
}

#[test]
fn n1_the_portals_file_is_shown_before_it_is_brought_in() {
    let room = Room::new();
    let file = room.dir.path().join("portal.csv");
    let text = "reference,kind,status,name,address,category,phase,load_kw\nP-1,regular,submitted,Kasmikoya,South End 7,DOM,single,2\n\
                P-2,regular,submitted,Mullakoya,South End 8,DOM,single,x\n";
    std::fs::write(&file, text).unwrap();
    let mut stage = room.at_work("ae");
    stage.keys("Ctrl-B").types(file.to_str().unwrap()).keys("F9");
    assert!(stage.shows("1 faults: nothing is recorded") && stage.shows("load_kw"), "{}", stage.text());
    std::fs::write(&file, text.replace(",x\n", ",3\n")).unwrap();
    stage.keys("Enter");
    assert!(stage.shows("2 new, 0 sent again, 0 known already"), "{}", stage.text());
    stage.keys("F9 Enter").settle();
    assert!(stage.shows("2 brought in") && stage.shows("Mullakoya"), "{}", stage.text());
    stage.keys("Ctrl-B").types(file.to_str().unwrap()).keys("F9");
    assert!(stage.shows("0 new, 0 sent again, 2 known already"), "{}", stage.text());
    stage.keys("F9");
    assert!(stage.shows("nothing in this file to record"), "{}", stage.text());
}

#[test]
fn n1_the_engineer_sees_what_waits_where() {
    let room = Room::new();
    let mut stage = open_on(room.dir.path(), later(), Some("ee"), COLOUR, (80, 24));
    assert!(stage.shows("Connections  4 open, 3 past the limit"), "{}", stage.text());
    stage.keys("Ctrl-K").types("by office").keys("Enter");
    insta::assert_snapshot!("connections_by_office", stage.text());
    stage.keys("Ctrl-F Enter");
    assert!(stage.shows("1 of 1"), "{}", stage.text());
    stage.keys("Enter");
    assert!(stage.shows("not yours"), "an engineer of the division takes no step: {}", stage.text());
}
