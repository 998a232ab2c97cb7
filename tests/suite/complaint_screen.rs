//! The complaint cell's screen by keys, over a real data file (`M-1`, `M-3`).

use std::time::Duration;

use ebcm::acts::complaint::{LogComplaint, Proving};
use ebcm::base::ConsumerNo;
use ebcm::desk::Desk;
use ebcm::edge::SystemClock;
use ebcm::store::{Reader, complaints};
use ebcm::tui::Wake;
use ebcm::tui::program::House;

use crate::support::cell::{Cell, rectify};
use crate::support::office::{Office, today};
use crate::support::program::{COLOUR, NONE, open};
use crate::support::stage::Stage;

/// A cell with its consumers in a folder of its own.
struct Room {
    dir: tempfile::TempDir,
    consumers: Vec<ConsumerNo>,
}

impl Room {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let consumers = Cell::found(dir.path()).consumers;
        Self { dir, consumers }
    }

    /// The cell's clerk at the open screen.
    fn stage(&self) -> Stage<House> {
        let mut stage = open(self.dir.path(), Some("cell"), COLOUR, (80, 24));
        stage.keys("F4");
        stage
    }

    fn open_lines(&self) -> Vec<complaints::Line> {
        complaints::open(Reader::open(self.dir.path()).unwrap().connection(), 99, 0).unwrap()
    }

    fn cell(&self) -> Cell {
        Cell { office: Office::open(self.dir.path()), consumers: self.consumers.clone() }
    }
}

/// A known caller's call by the end of the number, and what it is about.
fn calls<'a>(stage: &'a mut Stage<House>, end: &str, category: &str) -> &'a mut Stage<House> {
    stage.types(end).keys("Enter").types(category).keys("F9").settle()
}

#[test]
fn m1_a_known_caller_is_logged_and_the_screen_is_ready_for_the_next() {
    let room = Room::new();
    let mut stage = room.stage();
    stage.types("0003");
    insta::assert_snapshot!("cell_caller", stage.text());
    stage.keys("Enter");
    insta::assert_snapshot!("cell_category", stage.text());
    stage.types("1").keys("F9").settle();
    insta::assert_snapshot!("cell_logged", stage.text());
    let lines = room.open_lines();
    assert_eq!((lines.len(), lines[0].consumer), (1, Some(room.consumers[2])));
    assert_eq!(lines[0].phone, "9400000003");
}

#[test]
fn m3_a_repeat_call_is_seen_at_once_and_four_become_one_outage() {
    let room = Room::new();
    let mut stage = room.stage();
    calls(&mut stage, "0001", "1");
    stage.types("0001").keys("Enter");
    assert!(stage.shows("Open already: C-KVT-1-2627-000001 No supply, since 12:00, open"), "{}", stage.text());
    stage.types("1");
    assert!(stage.shows("F9 adds this call to C-KVT-1-2627-000001"), "{}", stage.text());
    stage.keys("F9").settle();
    assert!(stage.shows("the call was added to C-KVT-1-2627-000001") && room.open_lines()[0].calls == 1, "{}", stage.text());
    calls(&mut stage, "0002", "1");
    stage.types("0003").keys("Enter").types("1");
    insta::assert_snapshot!("cell_outage_offered", stage.text());
    stage.keys("Ctrl-O").settle();
    assert!(stage.shows("C-KVT-1-2627-000001 has 2 more"), "{}", stage.text());
    // The fourth of the same transformer joins the outage that is known.
    stage.types("0004").keys("Enter").types("1").keys("Ctrl-O").settle();
    assert!(stage.shows("outage of 4"), "{}", stage.text());
    // Put right by its first: the list is empty.
    stage
        .keys("PgDn End r")
        .types("transformer fuse replaced")
        .keys("Enter")
        .types("crew 2")
        .keys("Enter")
        .types("fuse blown")
        .keys("F9")
        .settle();
    assert!(stage.shows("nothing is pending"), "{}", stage.text());
    // The caller of the second says that it is still dark.
    stage.keys("Esc").types("0002").keys("Enter");
    assert!(stage.shows("Ctrl-R reopens it"), "{}", stage.text());
    stage.keys("Ctrl-R").types("still dark").keys("F9").settle();
    let lines = room.open_lines();
    assert_eq!((lines.len(), lines[0].reopened, lines[0].consumer), (1, 1, Some(room.consumers[1])));
}

#[test]
fn m2_danger_is_marked_in_words_and_on_top_without_colour_too() {
    let room = Room::new();
    let mut stage = open(room.dir.path(), Some("clerk"), NONE, (80, 24));
    stage.keys("F4");
    stage
        .keys("Enter")
        .types("North mosque road, pole 4")
        .keys("Enter")
        .types("41")
        .keys("Enter")
        .types("wire on the road")
        .keys("F9")
        .settle();
    calls(&mut stage, "0006", "1");
    insta::assert_snapshot!("cell_danger_no_colour", stage.text());
    let lines = room.open_lines();
    assert_eq!((lines[0].area.as_str(), lines[0].title.as_str(), lines[0].is_danger()), ("North", "Line down or spark: line down", true));
    stage.resize(120, 40);
    insta::assert_snapshot!("cell_danger_120x40", stage.text());
}

#[test]
fn i4_what_is_wrong_is_said_at_its_field_and_kept() {
    let room = Room::new();
    let mut stage = room.stage();
    stage.types("nobody of that name").keys("Enter");
    assert!(stage.shows("Nobody is found by that"), "{}", stage.text());
    stage.keys("Ctrl-U Enter Enter").types("7x").keys("Enter");
    assert!(stage.shows("Type the digit of a category"), "{}", stage.text());
    stage.keys("Ctrl-U").types("7").keys("F9").settle();
    assert!(stage.shows("The place (street, pole,"), "{}", stage.text());
    stage.types("Harbour road").keys("Enter Enter").types("lamp out").keys("Enter").types("123").keys("F9").settle();
    assert!(stage.shows("too few digits") && stage.shows("Harbour road") && stage.shows("lamp out"), "{}", stage.text());
    stage.keys("Ctrl-U").types("9400000099").keys("F9").settle();
    assert_eq!((room.open_lines()[0].place.as_str(), room.open_lines()[0].phone.as_str()), ("Harbour road", "9400000099"));
    // A number that nobody is known by is the number to call back.
    stage.types("9499999999").keys("Enter").types("Jetty");
    assert!(stage.shows("9499999999") && stage.shows("Place"), "{}", stage.text());
}

#[test]
fn m10_what_others_write_comes_into_view_and_moves_nothing_that_is_typed() {
    let room = Room::new();
    {
        let mut cell = room.cell();
        cell.logged(4, "1");
    }
    let mut stage = room.stage();
    stage.types("0003").keys("Enter").types("1").keys("Enter").types("whole house da");
    // Another hand writes the file beside: an entry of the sync would.
    let before = stage.cursor();
    let conn = rusqlite::Connection::open(room.dir.path().join("ebcm.db")).unwrap();
    conn.execute("UPDATE complaint SET open = 0", []).unwrap();
    assert!(stage.shows("Pending 1"));
    stage.ticks(9);
    assert!(stage.shows("Pending 0") && stage.shows("whole house da"), "{}", stage.text());
    assert_eq!(stage.cursor(), before);
    stage.types("rk").keys("F9").settle();
    assert_eq!(room.open_lines()[0].words, "whole house dark");
}

#[test]
fn m1_what_was_being_typed_is_there_after_a_power_cut() {
    let room = Room::new();
    {
        let mut stage = room.stage();
        stage.types("0003").keys("Enter").types("12").keys("Enter").types("smoke from the");
        stage.ticks(1);
        // The writer has it on the disk; then nothing of the program is ended in order.
        let kept = || {
            let reader = Reader::open(room.dir.path()).unwrap();
            ebcm::store::open::own(reader.connection(), "draft complaints cell").unwrap().unwrap_or_default()
        };
        (0..100).take_while(|_| !kept().contains("smoke")).for_each(|_| std::thread::sleep(Duration::from_millis(20)));
        assert!(kept().contains("smoke from the"), "{}", kept());
    }
    let mut stage = room.stage();
    assert!(stage.shows("a call was being typed") && stage.shows("smoke from the") && stage.shows("Consumer 3"), "{}", stage.text());
    stage.keys("F9").settle();
    assert_eq!((room.open_lines()[0].words.as_str(), room.open_lines()[0].title.as_str()), ("smoke from the", "No supply: transformer"));
    drop(stage);
    assert!(!room.stage().shows("a call was being typed"), "what is recorded is no draft any more");
}

#[test]
fn m5_m6_m11_steps_job_sheet_and_shift_by_keys() {
    let room = Room::new();
    let mut stage = room.stage();
    for end in ["0001", "0005", "0006"] {
        calls(&mut stage, end, "2");
    }
    stage.keys("PgDn s");
    insta::assert_snapshot!("cell_step", stage.text());
    stage.keys("2 Enter");
    stage.types("2").keys("Enter").types("no fuse wire left").keys("F9").settle();
    assert!(stage.shows("is with Stores"), "{}", stage.text());
    stage.keys("Space j").settle();
    assert!(stage.shows("Job sheet goes to"), "{}", stage.text());
    stage.keys("h").types("clerk").keys("Enter").types("crew 2 at T2").keys("F9").settle();
    assert!(stage.shows("shift handed over to clerk: 3 open"), "{}", stage.text());
    stage.keys("Enter");
    insta::assert_snapshot!("cell_whole", stage.text());
    stage.keys("Esc g F9");
    assert!(stage.shows("Complaint register, 12-11-2026") && stage.shows("Desk KVT-1"), "{}", stage.text());
    let reader = Reader::open(room.dir.path()).unwrap();
    let jobs = ebcm::store::spool::list(reader.connection(), 9, 0).unwrap();
    assert_eq!(jobs.len(), 2, "{jobs:?}");
}

#[test]
fn m9_an_officer_sees_what_is_late_and_pendency_has_its_bars() {
    let room = Room::new();
    {
        let mut cell = room.cell();
        for (place, ago) in [(0, 5), (4, 9), (5, 1)] {
            let at = ebcm::base::Stamp::new(today(), 12, 0).unwrap().plus(-60 * ago);
            let log =
                LogComplaint { consumer: Some(cell.consumers[place]), category: "1".to_owned(), at: Some(at), ..LogComplaint::default() };
            cell.office.act("cell", &log).unwrap();
        }
        let no = cell.logged(6, "voltage");
        cell.step(&no, "tap changed").unwrap();
        cell.office.act("cell", &rectify(&no, Proving::None)).unwrap();
    }
    let mut stage = open(room.dir.path(), Some("je"), COLOUR, (80, 24));
    assert!(stage.shows("3 pending, none dangerous, 2 past the limit"), "{}", stage.text());
    stage.keys("F4 l");
    assert!(stage.shows("1 h 00 late") && !stage.shows("5 h 00 late"), "the JE's own alone: {}", stage.text());
    stage.keys("Esc Ctrl-K").types("pendency").keys("Enter");
    insta::assert_snapshot!("cell_pendency", stage.text());
}

#[test]
fn c2_the_payment_window_says_what_is_open() {
    let room = Room::new();
    {
        let mut cell = room.cell();
        cell.logged(0, "meter");
        cell.office.open_counter();
    }
    let mut stage = open(room.dir.path(), Some("clerk"), COLOUR, (80, 24));
    stage.keys("F2").types("1").keys("Enter");
    assert!(stage.shows("Open complaint C-KVT-1-2627-000001 of 12-11 12:00: Meter"), "{}", stage.text());
    stage.keys("v 6");
    assert!(stage.shows("Complaint C-KVT-1-2627-000001: Meter"), "{}", stage.text());
}

#[test]
fn a_file_whose_profile_says_nothing_of_complaints_has_the_shipped_ones() {
    let dir = tempfile::tempdir().unwrap();
    let (file, text) = ebcm::desk::SHIPPED_PROFILES[0];
    let (before, rest) = text.split_once("# The complaint cell (M-2).").unwrap();
    let (_, after) = rest.split_once("[[offices]]").unwrap();
    let founding = ebcm::desk::Founding {
        profile: ebcm::journal::fact::TextFile { file: format!("{file}.toml"), text: format!("{before}[[offices]]{after}") },
        office: "KVT".to_owned(),
        desk: 1,
        training: true,
        admin: "admin".to_owned(),
        password: "not a hash".to_owned(),
    };
    ebcm::desk::found(dir.path(), &founding, ebcm::store::open::How::default(), Box::new(SystemClock), Some(today())).unwrap();
    let desk = Desk::open(dir.path(), Box::new(SystemClock), Some(today())).unwrap();
    let complaints = &desk.rules().profile.complaints;
    assert_eq!((complaints.categories.len(), complaints.note.as_str()), (9, "default, not notified"));
}

#[test]
fn i2_the_reports_of_each_role_are_those_of_its_work() {
    let room = Room::new();
    room.cell().logged(0, "1");
    for user in ["cell", "je"] {
        let mut stage = open(room.dir.path(), Some(user), COLOUR, (80, 24));
        stage.keys("F8");
        assert!(stage.shows("Complaint register") && stage.shows("Pendency") && !stage.shows("Collection"), "{user}: {}", stage.text());
        stage.keys("1 F9");
        assert!(stage.shows("Complaint register, 12-11-2026") || stage.shows("Desk KVT-1"), "{user}: {}", stage.text());
    }
    let mut stage = open(room.dir.path(), Some("clerk"), COLOUR, (80, 24));
    stage.keys("F8");
    assert!(stage.shows("Collection") && stage.shows("Complaint register"), "{}", stage.text());
}

#[test]
fn m1_another_caller_does_not_take_over_the_number_of_the_first() {
    let room = Room::new();
    let mut stage = room.stage();
    stage.types("0003").keys("Enter");
    assert!(stage.shows("9400000003"), "{}", stage.text());
    // It was the neighbour: back to the caller, another end of a number.
    stage.keys("Up Up Ctrl-U").types("0005");
    assert!(!stage.shows("9400000003"), "{}", stage.text());
    stage.keys("Enter").types("1").keys("F9").settle();
    let lines = room.open_lines();
    assert_eq!((lines[0].consumer, lines[0].phone.as_str()), (Some(room.consumers[4]), "9400000005"), "{}", stage.text());
}

#[test]
fn i2_esc_at_the_caller_lets_go_of_the_caller_and_of_nothing_that_was_typed() {
    let room = Room::new();
    let mut stage = room.stage();
    stage.types("0003").keys("Enter").types("1").keys("Enter").types("smoke from the pole").keys("Up Up Up");
    stage.keys("Esc");
    assert!(stage.shows("smoke from the pole") && !stage.shows("Consumer 3") && !stage.shows("9400000003"), "{}", stage.text());
}

#[test]
fn m3_a_place_typed_anew_is_offered_no_outage_of_the_place_before() {
    let room = Room::new();
    {
        let mut cell = room.cell();
        (0..3).for_each(|place| drop(cell.logged(place, "1")));
    }
    let mut stage = room.stage();
    stage.keys("Enter").types("North road").keys("Enter").types("1");
    assert!(stage.shows("3 more open on North"), "{}", stage.text());
    stage.keys("Up Ctrl-U").types("Harbour").keys("Tab");
    assert!(!stage.shows("more open on North"), "{}", stage.text());
    stage.keys("Ctrl-O").settle();
    assert_eq!(room.open_lines().iter().filter(|line| line.outage.is_some()).count(), 0, "{}", stage.text());
}

#[test]
fn m6_what_ctrl_r_reopens_is_what_it_says_and_a_pole_is_reopened_too() {
    let room = Room::new();
    {
        let mut cell = room.cell();
        let log = LogComplaint { place: "Jetty, pole 3".to_owned(), category: "7".to_owned(), ..LogComplaint::default() };
        let lamp = crate::support::cell::number(&cell.office.act("cell", &log).unwrap());
        for no in [cell.logged(2, "1"), cell.logged(2, "6"), lamp] {
            cell.step(&no, "done").unwrap();
            cell.rectify(&no).unwrap();
        }
    }
    let mut stage = room.stage();
    // The newest, unless the category names another.
    stage.types("0003").keys("Enter");
    assert_eq!(stage.text().matches("Ctrl-R reopens it").count(), 1, "{}", stage.text());
    stage.types("1");
    assert!(stage.shows("C-KVT-1-2627-000002 No supply; Ctrl-R reopens it"), "{}", stage.text());
    stage.keys("Ctrl-R").types("dark again").keys("F9").settle();
    assert_eq!(room.open_lines().iter().map(|line| line.category.as_str()).collect::<Vec<_>>(), ["no-supply"]);
    stage.keys("Ctrl-X Enter").types("jetty, Pole 3").keys("Enter");
    assert!(stage.shows("C-KVT-1-2627-000001 Street light; Ctrl-R reopens it"), "{}", stage.text());
    stage.keys("Ctrl-R").types("out again").keys("F9").settle();
    assert_eq!(room.open_lines().len(), 2, "{}", stage.text());
}

#[test]
fn m3_what_each_caller_said_is_read_in_the_complaint_whole() {
    let room = Room::new();
    {
        let mut cell = room.cell();
        let no = cell.logged(2, "1");
        let again = LogComplaint {
            consumer: Some(cell.consumers[2]),
            category: "1".to_owned(),
            phone: "9400000099".to_owned(),
            words: "now the wire glows".to_owned(),
            ..LogComplaint::default()
        };
        cell.office.act("cell", &again).unwrap();
        cell.step(&no, "fuse put in").unwrap();
        cell.rectify(&no).unwrap();
        let words = "dark since the rain".to_owned();
        cell.office.act("cell", &ebcm::acts::complaint::Reopen { no, at: None, phone: String::new(), words }).unwrap();
    }
    let mut stage = room.stage();
    stage.keys("PgDn Enter");
    for words in ["called again: now the wire glows (9400000099)", "reopened by the caller: dark since the rain"] {
        assert!(stage.shows(words), "{words}: {}", stage.text());
    }
}

#[test]
fn c2_a_danger_is_named_in_the_payment_window_whatever_came_after_it() {
    let room = Room::new();
    {
        let mut cell = room.cell();
        cell.logged(0, "4");
        cell.logged(0, "meter");
        cell.office.open_counter();
    }
    let mut stage = open(room.dir.path(), Some("clerk"), COLOUR, (80, 24));
    stage.keys("F2").types("1").keys("Enter");
    assert!(stage.shows("C-KVT-1-2627-000001 of 12-11 12:00: DANGER Line down"), "{}", stage.text());
}

#[test]
fn m1_a_draft_is_its_clerks_own_and_what_is_pasted_is_kept_too() {
    let room = Room::new();
    let kept = |user: &str, words: &str| {
        let name = format!("draft complaints {user}");
        (0..100).any(|_| {
            std::thread::sleep(Duration::from_millis(20));
            let reader = Reader::open(room.dir.path()).unwrap();
            ebcm::store::open::own(reader.connection(), &name).unwrap().unwrap_or_default().contains(words)
        })
    };
    {
        let mut stage = room.stage();
        stage.types("0003").keys("Enter").types("1").keys("Enter");
        stage.wakes(Wake::Paste("smoke over the lagoon".to_owned())).ticks(1);
        assert!(kept("cell", "over the lagoon"));
    }
    {
        let mut stage = open(room.dir.path(), Some("clerk"), COLOUR, (80, 24));
        stage.keys("F4");
        assert!(!stage.shows("lagoon") && !stage.shows("Consumer 3"), "{}", stage.text());
        stage.types("0005").keys("Enter").types("7").ticks(1);
        assert!(kept("clerk", "0000"));
    }
    let mut stage = room.stage();
    assert!(stage.shows("smoke over the lagoon") && stage.shows("Consumer 3"), "{}", stage.text());
}

#[test]
fn m11_a_shift_with_nothing_open_is_handed_over_by_keys_too() {
    let room = Room::new();
    let mut stage = room.stage();
    stage.keys("PgDn h").types("clerk").keys("F9").settle();
    assert!(stage.shows("shift handed over to clerk: 0 open"), "{}", stage.text());
    // Nothing is late either: the list comes back from the late ones alone.
    room_calls(&mut stage);
    stage.keys("PgDn l");
    assert!(stage.shows("Past the limit and yours: 0"), "{}", stage.text());
    stage.keys("Esc PgDn l");
    assert!(stage.shows("Pending 1"), "{}", stage.text());
}

fn room_calls(stage: &mut Stage<House>) {
    stage.keys("Esc");
    calls(stage, "0001", "6");
}

#[test]
fn m3_a_bill_is_no_outage_whatever_is_dark_around_it() {
    let room = Room::new();
    {
        let mut cell = room.cell();
        (0..3).for_each(|place| drop(cell.logged(place, "1")));
        cell.logged(3, "billing");
    }
    let mut stage = room.stage();
    stage.keys("PgDn o").settle();
    assert!(stage.shows("no part of an outage"), "{}", stage.text());
    assert!(room.open_lines().iter().all(|line| line.outage.is_none()));
    stage.keys("Down o").settle();
    assert_eq!(room.open_lines().iter().filter(|line| line.outage.is_some()).count(), 2, "{}", stage.text());
}
