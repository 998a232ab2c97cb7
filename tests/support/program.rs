//! The program's own terminal on a data file of its own: a clerk at an open counter.

use std::path::Path;

use ebcm::acts::consumer::ImportRow;
use ebcm::base::{ConsumerNo, Day, Money};
use ebcm::desk::{Desk, Eye};
use ebcm::edge::{Settings, SystemClock};
use ebcm::rules::status::Status;
use ebcm::tui::program::{House, app};
use ebcm::tui::{Ability, Letters};

use super::office::{Office, row, today};
use super::stage::Stage;

pub const COLOUR: Ability = Ability { colour: true, letters: Letters::Unicode };
pub const NONE: Ability = Ability { colour: false, letters: Letters::Unicode };
pub const ASCII: Ability = Ability { colour: true, letters: Letters::Ascii };

/// The consumers of the tests: twelve plain ones; the third owes and is belated, the fourth was last read in July, the fifth is disconnected, the
/// sixth is the Government's.
pub fn consumers() -> Vec<ImportRow> {
    let mut rows: Vec<ImportRow> = (1..=12).map(|i| row(i, "DOM", (i == 6).then_some("Public Works"))).collect();
    rows[2].import.arrears = Money::from_paise(123_456);
    rows[2].import.status = Status::Bltd;
    rows[3].import.last_reading_date = Day::new(2026, 7, 20).expect("a day");
    rows[4].import.arrears = Money::from_paise(98_760);
    rows[4].import.status = "DIS2".parse().expect("a status");
    rows[4].import.disconnected_on = Day::new(2026, 9, 3);
    rows
}

/// An office with those consumers and an open counter; their numbers.
pub fn found(dir: &Path) -> Vec<ConsumerNo> {
    let mut office = Office::found(dir);
    let numbers = office.import_rows(consumers());
    office.open_counter();
    numbers
}

/// The terminal on the data file in `dir`, with `user` logged on or nobody.
pub fn open(dir: &Path, user: Option<&str>, ability: Ability, size: (u16, u16)) -> Stage<House> {
    open_on(dir, today(), user, ability, size)
}

/// The same on another business date.
pub fn open_on(dir: &Path, day: Day, user: Option<&str>, ability: Ability, size: (u16, u16)) -> Stage<House> {
    let desk = Desk::open(dir, Box::new(SystemClock), Some(day)).expect("the data file");
    let eye = Eye::open(dir, Box::new(SystemClock), Some(day)).expect("the data file");
    let (app, wakes) = app(desk, eye, Settings::default(), user, ability).expect("a terminal");
    Stage::new(app, wakes, size.0, size.1)
}

/// The payment window of the clerk, 80 by 24.
pub fn window(dir: &Path) -> Stage<House> {
    found(dir);
    let mut stage = open(dir, Some("clerk"), COLOUR, (80, 24));
    stage.keys("F2");
    stage
}
