//! The screens of records: postings, cheques, readings, meters, forms, users, papers; by keys, over a real data file.

use ebcm::base::{ConsumerNo, Money};
use ebcm::rules::tender::{Mode, Tender};
use ebcm::store::{Reader, read};
use ebcm::tui::program::House;

use crate::support::office::{Office, reading_of, today};
use crate::support::program::{COLOUR, found, open};
use crate::support::stage::Stage;

/// The data folder goes with the stage.
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
        open(self.dir.path(), Some(user), COLOUR, (80, 24))
    }

    fn reader(&self) -> Reader {
        Reader::open(self.dir.path()).unwrap()
    }
}

/// Opens a screen by the beginning of its name.
fn goes_to(stage: &mut Stage<House>, name: &str) {
    stage.keys("Ctrl-K").types(name).keys("Enter");
}

#[test]
fn look() {
    let desk = Desk::new();
    let mut s = desk.stage("clerk");
    println!("{}", s.text());
    goes_to(&mut s, "misc");
    println!("{}", s.text());
    s.types("1").keys("Enter").types("consumer 3").keys("Enter");
    println!("{}", s.text());
    s.types("form").keys("Enter").types("50").keys("Enter");
    println!("{}", s.text());
    s.keys("Enter").types("500").keys("Enter").settle();
    println!("{}", s.text());
    s.keys("Esc");
    goes_to(&mut s, "postings");
    println!("{}", s.text());
    s.keys("F9");
    println!("{}", s.text());
    s.types("2").keys("Enter").types("3").keys("Enter");
    println!("{}", s.text());
    s.types("adj").keys("Enter").types("100").keys("Enter Enter").types("billed twice for April").keys("Enter").settle();
    println!("{}", s.text());
    s.keys("F9").types("3").keys("Enter").types("1").keys("Enter");
    println!("{}", s.text());
}
