//! The file of consumers of the former system (`interface.md`, consumer CSV).

mod once;
mod row;

use once::Once;
use row::{Fields, Office};

use super::table::{Line, Table};
use super::{Checked, Unread};
use crate::acts::Rules;
use crate::acts::consumer::ImportRow;
use crate::base::{ConsumerNo, Day, No};
use crate::rules::profile::Numbers;

/// The file's columns, in the order of their names below.
#[derive(Debug, Clone, Copy)]
enum Column {
    OldNumber,
    Name,
    Address,
    Area,
    Phone,
    Email,
    Category,
    Department,
    Phase,
    LoadKw,
    LoadKva,
    Meter,
    Digits,
    Factor,
    ConnectedOn,
    LastReading,
    LastReadingDate,
    Units1,
    Units2,
    Units3,
    Arrears,
    Sd,
    Status,
    DisconnectedOn,
    Feeder,
    Transformer,
}

const COLUMNS: [&str; 26] = [
    "old_number",
    "name",
    "address",
    "area",
    "phone",
    "email",
    "category",
    "govt_department",
    "phase",
    "load_kw",
    "load_kva",
    "meter_no",
    "meter_digits",
    "meter_factor",
    "connected_on",
    "last_reading",
    "last_reading_date",
    "units_1",
    "units_2",
    "units_3",
    "arrears",
    "sd",
    "status",
    "disconnected_on",
    "feeder",
    "transformer",
];

impl Column {
    const fn name(self) -> &'static str {
        COLUMNS[self as usize]
    }
}

/// Without these nothing can be billed; the others may be left out, and are then empty.
const NEEDED: [&str; 8] = ["name", "category", "phase", "load_kw", "meter_no", "meter_digits", "last_reading", "last_reading_date"];

/// What the data file knows already, for duplicates; asked on another thread than the one that records.
pub trait Known: Send {
    fn by_old_number(&self, old: &str) -> Result<Option<ConsumerNo>, No>;
    fn by_meter(&self, meter: &str) -> Result<Option<ConsumerNo>, No>;
}

/// A file of consumers for an office, as on `today`. It is gone through, and no row of it is kept: a million of them fit a small PC.
pub struct ConsumerFile<'a> {
    table: Table<'a>,
    office: Office<'a>,
}

impl<'a> ConsumerFile<'a> {
    /// Reads its form: encoding, delimiter, header.
    ///
    /// # Errors
    /// The file as a whole can't be read; no tariff is in force.
    pub fn open(bytes: &'a [u8], rules: &'a Rules, office: &'a str, today: Day) -> Result<Self, Unread> {
        let keeps = matches!(rules.profile.numbers, Numbers::Kept { .. });
        let needed: Vec<&'static str> = keeps.then_some(Column::OldNumber.name()).into_iter().chain(NEEDED).collect();
        let table = Table::open(bytes, &COLUMNS, &needed).map_err(Unread::Faults)?;
        let (_, tariff) = rules.tariffs.of_period(today.period()).map_err(No::from)?;
        Ok(Self { table, office: Office { rules, tariff, code: office, keeps, today } })
    }

    /// What the person should know of the file, though nothing is wrong.
    pub fn notes(&self) -> &[String] {
        &self.table.notes
    }

    /// Goes through its lines from the first.
    pub fn walk(&'a self, known: Box<dyn Known + 'a>) -> Walk<'a> {
        let checked = Checked { rows: Vec::new(), faults: Vec::new(), notes: self.table.notes.clone(), bad: String::new() };
        Walk { file: self, records: Box::new(self.table.records()), once: Once::of(known, self.table.line_ends()), checked }
    }

    /// Checks every line.
    ///
    /// # Errors
    /// The data file did not answer.
    pub fn check(&'a self, known: Box<dyn Known + 'a>) -> Result<Checked<usize>, No> {
        let mut walk = self.walk(known);
        while walk.next_good()?.is_some() {}
        Ok(walk.checked)
    }
}

/// A file being gone through: good rows come out, what is wrong in the other lines is kept.
pub struct Walk<'a> {
    file: &'a ConsumerFile<'a>,
    records: Box<dyn Iterator<Item = Line<'a>> + Send + 'a>,
    once: Once<'a>,
    /// What was found so far; its rows are the numbers of the good lines.
    pub checked: Checked<usize>,
}

impl Walk<'_> {
    /// What stands in the next good line; `None` behind the last.
    ///
    /// # Errors
    /// The data file did not answer.
    pub fn next_good(&mut self) -> Result<Option<ImportRow>, No> {
        let Self { file: ConsumerFile { table, office }, records, once, checked } = self;
        for line in records {
            let mut fields = Fields { table, line: &line, faults: table.check_width(&line).err().into_iter().collect() };
            // A shifted line would give a fault for every field: the one that names the shift is enough.
            let row = if fields.faults.is_empty() { office.row(&mut fields) } else { None };
            if let Some(row) = &row {
                once.check(row, &mut fields)?;
            }
            let mut faults = fields.faults;
            if let Some(row) = row.filter(|_| faults.is_empty()) {
                checked.rows.push(line.number);
                return Ok(Some(row));
            }
            if checked.bad.is_empty() {
                checked.bad = table.bad_header();
            }
            checked.bad.push_str(&table.bad_line(&line, &faults));
            checked.faults.append(&mut faults);
        }
        Ok(None)
    }
}
