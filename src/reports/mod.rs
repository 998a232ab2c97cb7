//! Papers, lists and reports, one file each: what the tables hold, said as a `Document`. Nothing here prints, and nothing is recorded.
//!
//! The counter's papers (`close_report`, `scroll`, `day_book`) are read from the journal alone, so that they come out the same for
//! any past day (`C-9`, `C-17`).

pub mod application;
pub mod close_report;
pub mod collection;
pub mod complaint;
pub mod consumer_lists;
pub mod consumers;
pub mod day_book;
pub mod demand;
pub mod documents;
mod fresh;
pub mod heads;
pub mod hledger;
pub mod json;
pub mod ledger;
pub mod list;
pub mod lists;
pub mod month_close;
pub mod register;
pub mod remittances;
pub mod revision;
pub mod scroll;
mod session;
pub mod statuses;
mod sums;
mod taken;
pub mod todo;
mod walk;
pub mod workflow;

use rusqlite::Connection;

use crate::base::{Day, DeskId, No, Stamp};
use crate::print::Document;
use crate::rules::profile::Profile;
use crate::store::read;
use crate::store::report::Hidden;

pub use list::{Ask, List};
pub use lists::LISTS;
pub use register::{Given, REPORTS, Report};

/// What a report is made from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub conn: &'a Connection,
    pub profile: &'a Profile,
    /// The desk that asks.
    pub desk: &'a DeskId,
    /// The business date.
    pub today: Day,
    /// Its minute.
    pub now: Stamp,
    /// Whether papers bear TRAINING.
    pub training: bool,
}

impl Source<'_> {
    /// A document with the utility and the office at its head.
    fn document(&self, title: impl Into<String>) -> Document {
        self.document_of(self.desk, title)
    }

    fn document_of(&self, desk: &DeskId, title: impl Into<String>) -> Document {
        let mut document = Document::new(title);
        let office = self.profile.office(desk.office()).map_or(desk.office(), |office| office.name.as_str());
        document.office = vec![self.profile.name.clone(), format!("{office} ({})", desk.office())];
        document.mark = if self.training { "TRAINING".to_owned() } else { String::new() };
        document
    }

    /// The name of a head of account.
    fn head<'a>(&'a self, code: &'a str) -> &'a str {
        self.profile.head(code).map_or(code, |head| head.name.as_str())
    }

    /// This desk's open counter: its money is not shown before it is counted (`C-8`).
    pub fn hidden(&self) -> Result<(Hidden, bool), No> {
        let open = read::counter(self.conn, self.desk)?.open;
        let from = open.as_ref().map_or(i64::MAX, |open| open.session);
        Ok((Hidden { desk: self.desk.clone(), from }, open.is_some()))
    }
}

/// Why figures of today are not whole.
const BLIND: &str = "The counter of this desk is open: what it took since is not in these figures, because its cash is counted before it \
                     is compared (C-8).";

/// Below the title, so that no column need say it.
fn in_rupees() -> (String, String) {
    pair("Amounts", "in rupees")
}

fn pair(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}
