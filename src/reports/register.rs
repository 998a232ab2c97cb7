//! The reports, by name: a new one is a file and a line here.

use serde_json::{Map, Value, json};

use super::complaint::{job_sheet, pendency, register as day_register, shift};
use super::{Source, application, collection, consumers, day_book, demand, heads, remittances, todo};
use crate::base::{Day, No, Period, Refusal};
use crate::print::Document;
use crate::rules::role::Role;
use crate::store::report::Days;

/// What a report is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// `--from` and `--to`.
    Days,
    /// `--date`.
    Day,
    /// `--period`.
    Period,
    Nothing,
}

/// What was given with the question; what is left out is today, this month, this period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Given {
    pub from: Option<Day>,
    pub to: Option<Day>,
    pub date: Option<Day>,
    pub period: Option<Period>,
}

/// A summary report.
pub struct Report {
    pub name: &'static str,
    pub title: &'static str,
    /// One line of help.
    pub about: &'static str,
    pub asks: Asks,
    /// Whose paper it is: on the screen nobody else is offered it.
    pub roles: &'static [Role],
    make: fn(&Source, &Given) -> Result<Document, No>,
}

const OF_BOOKS: &[Role] = &[Role::Bcc, Role::Ae, Role::Ee, Role::Adm];
/// Who works in the complaint cell, and who looks after it.
const OF_CELL: &[Role] = &Role::ALL;

pub const REPORTS: &[Report] = &[
    Report {
        name: "collection",
        title: "Collection",
        about: "what was collected, by day, mode, head of account and clerk",
        asks: Asks::Days,
        roles: OF_BOOKS,
        make: |source, given| collection::collection(source, given.days(source)?),
    },
    Report {
        name: "demand",
        title: "Demand",
        about: "the bills of a period by category, and the heads that they charge",
        asks: Asks::Period,
        roles: OF_BOOKS,
        make: |source, given| demand::demand(source, given.period(source)),
    },
    Report {
        name: "heads",
        title: "Abstract by head of account",
        about: "debits and credits of each head of account",
        asks: Asks::Days,
        roles: OF_BOOKS,
        make: |source, given| heads::heads(source, given.days(source)?),
    },
    Report {
        name: "day-book",
        title: "Day-book",
        about: "one day whole: counters, receipts, other entries, cash in hand",
        asks: Asks::Day,
        roles: OF_BOOKS,
        make: |source, given| day_book::day_book(source, given.day(source)),
    },
    Report {
        name: "remittances",
        title: "Remittances",
        about: "what was taken to bank or treasury, and what is in hand",
        asks: Asks::Days,
        roles: OF_BOOKS,
        make: |source, given| remittances::remittances(source, given.days(source)?),
    },
    Report {
        name: "consumers",
        title: "Consumers",
        about: "consumers counted by category, status and area",
        asks: Asks::Nothing,
        roles: OF_BOOKS,
        make: |source, _| consumers::consumers(source),
    },
    Report {
        name: "complaint-register",
        title: "Complaint register",
        about: "every complaint of a day, for filing (M-7)",
        asks: Asks::Day,
        roles: OF_CELL,
        make: |source, given| day_register::register(source, given.day(source)),
    },
    Report {
        name: "pendency",
        title: "Pendency of complaints",
        about: "open by age and limit, response and restoration, repeat callers, transformers (M-8)",
        asks: Asks::Days,
        roles: OF_CELL,
        make: |source, given| pendency::pendency(source, given.days(source)?),
    },
    Report {
        name: "job-sheet",
        title: "Job sheet",
        about: "pending complaints by area, for the line staff (M-5)",
        asks: Asks::Nothing,
        roles: OF_CELL,
        make: |source, _| job_sheet::job_sheet(source, &job_sheet::Jobs::All),
    },
    Report {
        name: "connections",
        title: "Applications by office",
        about: "what waits for whom, and how much of it is past its limit (N-1)",
        asks: Asks::Nothing,
        roles: &[Role::Bcc, Role::Je, Role::Ae, Role::Ee, Role::Adm],
        make: |source, _| application::overview(source),
    },
    Report {
        name: "todo",
        title: "To Do: opened, done, waiting",
        about: "items by type, office and officer, ages, days, amounts revised (R-11)",
        asks: Asks::Days,
        roles: &[Role::Bcc, Role::Ccc, Role::Je, Role::Ae, Role::Ee, Role::Adm],
        make: |source, given| todo::mis::document(source, given.days(source)?),
    },
    Report {
        name: "shift",
        title: "Shift hand-over",
        about: "open jobs, crews out, promises made (M-11)",
        asks: Asks::Nothing,
        roles: OF_CELL,
        make: |source, _| shift::shift(source),
    },
];

impl Report {
    /// # Errors
    /// A name that no report has.
    pub fn named(name: &str) -> Result<&'static Self, No> {
        let all = || REPORTS.iter().map(|report| report.name).collect::<Vec<_>>().join(", ");
        REPORTS
            .iter()
            .find(|report| report.name == name)
            .ok_or_else(|| Refusal::new("I-2", format!("There is no report '{name}'; the reports are {}.", all())).at("report").into())
    }

    /// # Errors
    /// Days that end before they begin; a fault of the data file.
    pub fn document(&self, source: &Source, given: &Given) -> Result<Document, No> {
        (self.make)(source, given)
    }

    /// The report for other programs, with the days it is about.
    ///
    /// # Errors
    /// As [`Self::document`].
    pub fn json(&self, source: &Source, given: &Given) -> Result<Value, No> {
        let mut map = Map::new();
        map.insert("report".into(), json!(self.name));
        match self.asks {
            Asks::Days => {
                let days = given.days(source)?;
                map.insert("from".into(), json!(days.from));
                map.insert("to".into(), json!(days.to));
            }
            Asks::Day => drop(map.insert("date".into(), json!(given.day(source)))),
            Asks::Period => drop(map.insert("period".into(), json!(given.period(source)))),
            Asks::Nothing => drop(map.insert("as_on".into(), json!(source.today))),
        }
        if let Value::Object(tables) = super::json::document(&self.document(source, given)?) {
            map.extend(tables);
        }
        Ok(Value::Object(map))
    }
}

impl Given {
    fn day(&self, source: &Source) -> Day {
        self.date.unwrap_or(source.today)
    }

    fn period(&self, source: &Source) -> Period {
        self.period.unwrap_or(source.today.period())
    }

    fn days(&self, source: &Source) -> Result<Days, No> {
        let to = self.to.unwrap_or(source.today);
        let from = self.from.unwrap_or_else(|| to.period().first_day());
        if from > to {
            return Err(Refusal::new("I-4", format!("The days end ({}) before they begin ({}).", to.dmy(), from.dmy())).at("to").into());
        }
        Ok(Days { from, to })
    }
}
