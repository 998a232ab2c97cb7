//! The revision sheet by keys, over a real data file (`R-7`).

use ebcm::base::{ConsumerNo, PaperNo};
use ebcm::journal::fact::Attached;
use ebcm::rules::role::Role;
use ebcm::store::{Reader, application_rows, documents};
use ebcm::tui::program::House;

use super::revision::{day, wrong_reading};
use crate::support::connect::typed;
use crate::support::office::Office;
use crate::support::program::{COLOUR, NONE, open_on};
use crate::support::stage::Stage;

/// An office with a request about a bill that rests on a wrong reading.
struct Room {
    dir: tempfile::TempDir,
    case: PaperNo,
    consumer: ConsumerNo,
}

impl Room {
    fn new() -> Self {
        Self::with(&[])
    }

    /// With these documents.
    fn with(documents: &[Attached]) -> Self {
        let (dir, mut office, consumer): (_, Office, _) = wrong_reading();
        let mut fields = typed([("bill", "2026-11"), ("about", "wrong reading"), ("details", "the meter stood at 1300")]);
        if !documents.is_empty() {
            fields.insert("documents".to_owned(), Attached::written(documents));
        }
        let case = office.apply("clerk", "bill-revision", Some(consumer), fields).unwrap();
        Self { dir, case, consumer }
    }

    /// The user's sheet of the request.
    fn sheet(&self, user: &str, size: (u16, u16), ability: ebcm::tui::looks::Ability) -> Stage<House> {
        let mut stage = open_on(self.dir.path(), day("2027-02-05"), Some(user), ability, size);
        stage.keys("Ctrl-K").types("bill revision").keys("Enter");
        assert!(stage.shows(&self.case.to_string()), "{}", stage.text());
        stage.keys("Enter s");
        stage
    }

    fn stands(&self) -> (String, Option<Role>) {
        let reader = Reader::open(self.dir.path()).unwrap();
        let stand = application_rows::read(reader.connection(), &self.case).unwrap().expect("a request").stand;
        (stand.state, stand.waits.and_then(ebcm::rules::workflow::Hand::role))
    }
}

#[test]
fn r7_the_clerk_types_and_every_bill_follows_then_the_officer_approves_on_the_same_sheet() {
    let room = Room::new();
    let mut stage = room.sheet("clerk", (80, 24), COLOUR);
    insta::assert_snapshot!("revision_sheet_empty", stage.text());
    stage.types("1300");
    assert!(stage.shows("5,321.04 less") && stage.shows("surcharges 17.04 less"), "{}", stage.text());
    insta::assert_snapshot!("revision_sheet_changed", stage.text());
    // Each bill by itself.
    stage.keys("Down");
    assert!(stage.shows("2026-12") || stage.shows("Dec"), "{}", stage.text());
    insta::assert_snapshot!("revision_sheet_second", stage.text());
    // What can't be is said, and nothing is sent.
    stage.types("77");
    assert!(stage.shows("is below 1300"), "{}", stage.text());
    stage.keys("Enter");
    assert_eq!(room.stands().0, "IBC");
    stage.keys("Backspace Backspace Tab").types("category COM from 2026-12");
    assert!(!stage.shows("5,321.04 less"), "{}", stage.text());
    stage.keys("Ctrl-U Tab Enter");
    assert!(stage.shows("Send for approval: 5,321.04 less?"), "{}", stage.text());
    stage.keys("y").settle();
    assert_eq!(room.stands(), ("SFA".to_owned(), Some(Role::Ae)));
    drop(stage);
    let mut officer = room.sheet("ae", (80, 24), COLOUR);
    insta::assert_snapshot!("revision_sheet_officer", officer.text());
    officer.keys("Enter");
    assert!(officer.shows("Approve: 5,321.04 less?"), "{}", officer.text());
    officer.keys("y").settle();
    assert_eq!(room.stands().0, "CMP");
    drop(officer);
    assert_eq!(Office::open(room.dir.path()).consumer(room.consumer).meter.base.value, 1_300);
}

#[test]
fn r7_the_sheet_on_a_large_screen_and_without_colour() {
    let room = Room::new();
    let mut wide = room.sheet("clerk", (120, 40), COLOUR);
    wide.types("1300");
    insta::assert_snapshot!("revision_sheet_120x40", wide.text());
    drop(wide);
    let mut plain = room.sheet("clerk", (80, 24), NONE);
    plain.types("1300");
    insta::assert_snapshot!("revision_sheet_no_colour", plain.text());
}

#[test]
fn r8_documents_stand_on_every_screen_of_the_request_and_a_key_saves_them() {
    let attached =
        |name: &str, bytes: &[u8]| Attached { name: name.to_owned(), bytes: bytes.len() as u64, sha256: Attached::hash_of(bytes) };
    let files = [attached("letter.pdf", b"a letter"), attached("meter.jpg", b"a photograph")];
    let room = Room::with(&files);
    documents::put(room.dir.path(), &files[0], b"a letter").unwrap();
    let to = room.dir.path().join("lists").join(room.case.to_string());
    let mut sheet = room.sheet("ae", (80, 24), COLOUR);
    assert!(sheet.shows("Documents: letter.pdf, 1 kB, here; meter.jpg, 1 kB, lost here"), "{}", sheet.text());
    insta::assert_snapshot!("revision_sheet_documents", sheet.text());
    sheet.keys("d").settle();
    assert!(sheet.shows("meter.jpg is lost here"), "{}", sheet.text());
    assert_eq!(std::fs::read(to.join("letter.pdf")).unwrap(), b"a letter");
    // The request itself, and its item in the To Do list.
    sheet.keys("Esc");
    assert!(sheet.shows("letter.pdf, 1 kB, here"), "{}", sheet.text());
    documents::put(room.dir.path(), &files[1], b"a photograph").unwrap();
    sheet.keys("d").settle();
    assert!(sheet.shows("2 saved in") && sheet.shows("meter.jpg, 1 kB, here"), "{}", sheet.text());
    insta::assert_snapshot!("revision_request_documents", sheet.text().replace(&room.dir.path().display().to_string(), "DATA"));
    drop(sheet);
    let mut stage = open_on(room.dir.path(), day("2027-02-05"), Some("clerk"), NONE, (120, 40));
    stage.keys("F6 Enter");
    assert!(stage.shows("letter.pdf, 1 kB, here; meter.jpg, 1 kB, here"), "{}", stage.text());
    stage.types("4").keys("Enter").settle();
    assert!(stage.shows("2 saved in"), "{}", stage.text());
}
