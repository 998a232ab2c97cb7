//! The file of consumers of the former system (`interface.md`, consumer CSV).

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rust_decimal::Decimal;

use super::field::{self, Read};
use super::table::{Line, Table, shown};
use super::{Checked, LineFault};
use crate::acts::Rules;
use crate::acts::consumer::{ImportRow, ImportRows};
use crate::base::{ConsumerNo, Day, Digits, Factor, Money, No, Register, Units};
use crate::journal::Personal;
use crate::journal::chain::Hash;
use crate::journal::fact::{ConsumerImported, MeterFact, SupplyFact};
use crate::rules::profile::Numbers;
use crate::rules::status::Status;
use crate::rules::tariff::{Category, Phase, Tariff};

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

/// What the data file knows already: for duplicates.
pub struct Known<'a> {
    pub by_old_number: &'a dyn Fn(&str) -> Result<Option<ConsumerNo>, No>,
    pub by_meter: &'a dyn Fn(&str) -> Result<Option<ConsumerNo>, No>,
}

/// Why a file was not read: its own faults, or the data file did not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    Faults(Vec<LineFault>),
    No(No),
}

impl From<No> for Unread {
    fn from(no: No) -> Self {
        Self::No(no)
    }
}

/// A file of consumers for an office, as on `today`. It is gone through twice: every line is checked before the first is
/// recorded, and no row of the first time is kept, so that a million of them fit a small PC.
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

    /// Checks every line. The rows are the numbers of the good lines; `good` gives what stands in them.
    ///
    /// # Errors
    /// The data file did not answer.
    pub fn check(&self, known: &Known) -> Result<Checked<usize>, No> {
        let mut checked = Checked { rows: Vec::new(), faults: Vec::new(), notes: self.table.notes.clone(), bad: String::new() };
        // Room for all at once: a table that grows holds itself twice.
        let marks = || HashMap::with_capacity(self.table.line_ends());
        let mut once = Once { known, old_numbers: marks(), meters: marks() };
        for line in self.table.records() {
            let mut fields = Fields { table: &self.table, line: &line, faults: self.table.check_width(&line).err().into_iter().collect() };
            // A shifted line would give a fault for every field: the one that names the shift is enough.
            let row = if fields.faults.is_empty() { self.office.row(&mut fields) } else { None };
            if let Some(row) = &row {
                once.check(row, &mut fields)?;
            }
            let mut faults = fields.faults;
            if row.is_some() && faults.is_empty() {
                checked.rows.push(line.number);
                continue;
            }
            if checked.bad.is_empty() {
                checked.bad = self.table.bad_header();
            }
            checked.bad.push_str(&self.table.bad_line(&line, &faults));
            checked.faults.append(&mut faults);
        }
        Ok(checked)
    }

    /// What stands in the lines that a check found good.
    pub const fn good<'f>(&'f self, lines: &'f [usize]) -> GoodLines<'f> {
        GoodLines { file: self, lines }
    }
}

/// The good lines of a file, read again each time they are asked for.
pub struct GoodLines<'f> {
    file: &'f ConsumerFile<'f>,
    lines: &'f [usize],
}

impl ImportRows for GoodLines<'_> {
    fn rows(&self) -> Box<dyn Iterator<Item = ImportRow> + Send + '_> {
        let ConsumerFile { table, office } = self.file;
        let mut good = self.lines.iter().peekable();
        let good_lines = table.records().filter(move |line| good.next_if_eq(&&line.number).is_some());
        Box::new(good_lines.filter_map(|line| office.row(&mut Fields { table, line: &line, faults: Vec::new() })))
    }
}

/// A line with what is wrong in it so far.
struct Fields<'a> {
    table: &'a Table<'a>,
    line: &'a Line<'a>,
    faults: Vec<LineFault>,
}

impl Fields<'_> {
    fn raw(&self, column: Column) -> &str {
        self.table.field(self.line, column as usize)
    }

    fn fault(&mut self, column: Column, message: impl Into<String>) {
        self.faults.push(LineFault::new(self.line.number, column.name(), message));
    }

    /// A field read; `None` where it is wrong, and the fault is kept.
    fn take<T>(&mut self, column: Column, read: impl FnOnce(&str) -> Read<T>) -> Option<T> {
        match read(self.raw(column)) {
            Ok(value) => Some(value),
            Err(message) => {
                self.fault(column, message);
                None
            }
        }
    }

    /// A field that may be empty.
    fn maybe<T>(&mut self, column: Column, read: impl FnOnce(&str) -> Read<T>) -> Option<Option<T>> {
        if self.raw(column).is_empty() { Some(None) } else { self.take(column, read).map(Some) }
    }

    fn text(&mut self, column: Column, most: usize) -> Option<String> {
        self.take(column, |field| field::text(field, most))
    }
}

/// Dates, money and status of a line, which must agree with each other.
struct Standing {
    connected_on: Option<Day>,
    last_reading_date: Day,
    arrears: Money,
    sd: Money,
    status: Status,
    disconnected_on: Option<Day>,
}

/// For whom the file is read.
struct Office<'a> {
    rules: &'a Rules,
    tariff: &'a Tariff,
    code: &'a str,
    keeps: bool,
    today: Day,
}

impl Office<'_> {
    fn row(&self, fields: &mut Fields) -> Option<ImportRow> {
        let number = self.number(fields);
        let personal = personal(fields);
        let category = fields.take(Column::Category, |field| category(self.tariff, field));
        let supply = supply(fields, category);
        let unmetered = category.is_some_and(Category::is_unmetered);
        let meter = meter(fields, unmetered);
        let units = units(fields);
        let standing = self.standing(fields);
        let ((number, old_number), (meter, last_reading), standing) = (number?, meter?, standing?);
        let import = ConsumerImported {
            consumer: number,
            office: self.code.to_owned(),
            old_number,
            supply: supply?,
            meter,
            connected_on: standing.connected_on,
            last_reading,
            last_reading_date: standing.last_reading_date,
            units: units?,
            arrears: standing.arrears,
            sd: standing.sd,
            status: standing.status,
            disconnected_on: standing.disconnected_on,
        };
        Some(ImportRow { line: fields.line.number, import, personal: personal? })
    }

    /// The number to be kept, where the profile keeps them, and the old number. Where a new one is given, it is given by the act.
    fn number(&self, fields: &mut Fields) -> Option<(ConsumerNo, Option<String>)> {
        if self.keeps {
            let kept = fields.take(Column::OldNumber, |field| {
                if field.is_empty() {
                    return Err("it is empty: here consumers keep their number, so it must stand".to_owned());
                }
                self.rules.profile.parse_number(field, self.code).map_err(|refusal| refusal.message)
            })?;
            return Some((kept, Some(kept.to_string())));
        }
        let old = fields.text(Column::OldNumber, 30)?;
        Some((ConsumerNo::from_key(10)?, (!old.is_empty()).then_some(old)))
    }

    fn standing(&self, fields: &mut Fields) -> Option<Standing> {
        let today = self.today;
        let connected_on = fields.maybe(Column::ConnectedOn, |field| field::day(field, today));
        let last_reading_date = fields.take(Column::LastReadingDate, |field| field::day(field, today));
        let disconnected_on = fields.maybe(Column::DisconnectedOn, |field| field::day(field, today));
        let arrears = fields.take(Column::Arrears, field::money);
        let sd = fields.take(Column::Sd, |field| match field::money(field)? {
            sd if sd < Money::ZERO => Err("a security deposit can't be below zero".to_owned()),
            sd => Ok(sd),
        });
        let status = fields.take(Column::Status, status);
        let standing = Standing {
            connected_on: connected_on?,
            last_reading_date: last_reading_date?,
            arrears: arrears?,
            sd: sd?,
            status: status?,
            disconnected_on: disconnected_on?,
        };
        standing.check(fields);
        Some(standing)
    }
}

impl Standing {
    /// Days in their order, and a status that fits days and arrears.
    fn check(&self, fields: &mut Fields) {
        let cut = matches!(self.status, Status::Dis(_) | Status::Pnr(_));
        if let Some(connected) = self.connected_on {
            if self.last_reading_date < connected {
                let message = format!("{} is before the connection, {}: look at both", self.last_reading_date.dmy(), connected.dmy());
                fields.fault(Column::LastReadingDate, message);
            }
            if let Some(day) = self.disconnected_on.filter(|day| *day < connected) {
                fields.fault(Column::DisconnectedOn, format!("{} is before the connection, {}: look at both", day.dmy(), connected.dmy()));
            }
        }
        match self.disconnected_on {
            None if cut => fields.fault(Column::DisconnectedOn, format!("a consumer that is {} needs the day it was cut", self.status)),
            Some(_) if self.status.is_billed() => {
                let message = format!("a consumer that is {} is not disconnected: leave it empty, or give the status", self.status);
                fields.fault(Column::DisconnectedOn, message);
            }
            _ => {}
        }
        let outstanding = self.arrears.is_outstanding();
        let arrears = self.arrears.indian();
        match self.status {
            Status::Bltd | Status::Blog | Status::Dis(_) if !outstanding => {
                fields.fault(
                    Column::Status,
                    format!("{} means that something is owed, but the arrears are {arrears}: mend one", self.status),
                );
            }
            Status::Pnr(_) if outstanding => {
                fields.fault(Column::Status, format!("{} means that all is paid, but the arrears are {arrears}: mend one", self.status));
            }
            _ => {}
        }
    }
}

fn personal(fields: &mut Fields) -> Option<Personal> {
    let name = fields.take(Column::Name, |field| field::needed(field, 80));
    let address = fields.text(Column::Address, 160);
    let phone = fields.take(Column::Phone, field::phone);
    let email = fields.take(Column::Email, field::email);
    Some(Personal { name: name?, address: address?, phone: phone?, email: email?, ..Personal::default() })
}

/// The tariff's category of that code; small letters are taken too.
fn category<'t>(tariff: &'t Tariff, field: &str) -> Read<&'t Category> {
    let found = tariff.categories.iter().find(|c| c.code.eq_ignore_ascii_case(field));
    match found {
        Some(category) if category.is_temporary() => {
            Err(format!("{} is temporary supply: a temporary connection is applied for, not imported", category.code))
        }
        Some(category) => Ok(category),
        None => {
            let codes = tariff.categories.iter().filter(|c| !c.is_temporary()).map(|c| c.code.as_str()).collect::<Vec<_>>().join(", ");
            Err(format!("{} is not a category of the tariff {}: {codes}", shown(field), tariff.id))
        }
    }
}

fn supply(fields: &mut Fields, category: Option<&Category>) -> Option<SupplyFact> {
    let phase = fields.take(Column::Phase, |field| match field.to_ascii_lowercase().as_str() {
        "single" | "1" => Ok(Phase::Single),
        "three" | "3" => Ok(Phase::Three),
        _ => Err(format!("{} is not a phase: write single or three", shown(field))),
    });
    let load_kw = fields.take(Column::LoadKw, field::load);
    let load_kva = fields.maybe(Column::LoadKva, field::load);
    let department = fields.text(Column::Department, 60);
    let (area, feeder, transformer) =
        (fields.text(Column::Area, 40), fields.text(Column::Feeder, 40), fields.text(Column::Transformer, 40));
    Some(SupplyFact {
        category: category?.code.clone(),
        would_be: None,
        phase: phase?,
        load_kw: load_kw?,
        load_kva: load_kva?,
        govt_department: department.map(|text| (!text.is_empty()).then_some(text))?,
        area: area?,
        feeder: feeder?,
        transformer: transformer?,
    })
}

/// The meter and what it showed; unmetered supply has none.
fn meter(fields: &mut Fields, unmetered: bool) -> Option<(MeterFact, Register)> {
    const DEFAULT_DIGITS: u8 = 5;
    let no = fields.take(Column::Meter, |field| if unmetered { field::text(field, 30) } else { field::needed(field, 30) });
    let digits = fields.take(Column::Digits, |field| {
        let count = if unmetered && field.is_empty() { Some(DEFAULT_DIGITS) } else { field.parse().ok() };
        count.and_then(Digits::new).ok_or_else(|| format!("{} is not a meter's number of digits: write 1 to 9", shown(field)))
    });
    let factor = fields.take(Column::Factor, |field| {
        let factor = if field.is_empty() { Some(Decimal::ONE) } else { field::decimal(field) };
        factor
            .and_then(Factor::new)
            .ok_or_else(|| format!("{} is not a multiplying factor: write a number above 0, as 1 or 0.5", shown(field)))
    });
    let reading = fields.take(Column::LastReading, |field| {
        if unmetered && field.is_empty() {
            return Ok(0);
        }
        let value = field::whole(field, u64::MAX).map_err(|_| format!("{} is not a reading: write its digits alone", shown(field)))?;
        match digits.filter(|digits| value >= digits.span()) {
            Some(digits) => Err(format!("{} does not fit a meter of {} digits", shown(field), digits.count())),
            None => Ok(value),
        }
    });
    Some((MeterFact { no: no?, digits: digits?, factor: factor? }, Register::at(reading?)))
}

/// The units of the last metered months, the latest first, without a gap.
fn units(fields: &mut Fields) -> Option<Vec<Units>> {
    const MOST: u64 = 100_000_000;
    let mut units = Vec::with_capacity(3);
    let mut all_read = true;
    let mut gap = None;
    for column in [Column::Units1, Column::Units2, Column::Units3] {
        match fields.maybe(column, |field| field::whole(field, MOST)) {
            Some(Some(month)) => {
                if let Some(gap) = gap.take() {
                    fields.fault(gap, "it is empty, but an earlier month is given: fill it in, or leave the earlier one out");
                }
                units.push(Units::new(i64::try_from(month).unwrap_or(0)));
            }
            Some(None) => gap = gap.or(Some(column)),
            None => all_read = false,
        }
    }
    all_read.then_some(units)
}

/// `LIVE`, where it is empty.
fn status(field: &str) -> Read<Status> {
    let status = if field.is_empty() { Ok(Status::Live) } else { field.to_ascii_uppercase().parse() };
    match status {
        Ok(status @ (Status::Live | Status::Bltd | Status::Blog | Status::Dis(_) | Status::Pnr(_))) => Ok(status),
        _ => Err(format!(
            "{} is not a status of an import: leave it empty (LIVE), or write BLTD, BLOG, DIS1 to DIS5 or PNR1 to PNR5",
            shown(field)
        )),
    }
}

/// A text that must stand once, as 128 bits of its SHA-256: in a million of them no two that differ look alike, and they
/// need a quarter of the room.
type Mark = [u8; 16];

fn mark(text: &str) -> Mark {
    let mut mark = Mark::default();
    mark.copy_from_slice(&Hash::of(text.as_bytes()).bytes()[..16]);
    mark
}

/// Old numbers and meters, of which each stands once: in the file, and in the data file.
struct Once<'a> {
    known: &'a Known<'a>,
    old_numbers: HashMap<Mark, u32>,
    meters: HashMap<Mark, u32>,
}

impl Once<'_> {
    fn check(&mut self, row: &ImportRow, fields: &mut Fields) -> Result<(), No> {
        if let Some(old) = row.import.old_number.as_deref() {
            check_once(old, Column::OldNumber, &mut self.old_numbers, self.known.by_old_number, fields)?;
        }
        if !row.import.meter.no.is_empty() {
            check_once(&row.import.meter.no, Column::Meter, &mut self.meters, self.known.by_meter, fields)?;
        }
        Ok(())
    }
}

fn check_once(
    text: &str,
    column: Column,
    seen: &mut HashMap<Mark, u32>,
    known: &dyn Fn(&str) -> Result<Option<ConsumerNo>, No>,
    fields: &mut Fields,
) -> Result<(), No> {
    if let Some(consumer) = known(text)? {
        fields.fault(column, format!("{} is in the data file already: consumer {consumer}", shown(text)));
        return Ok(());
    }
    match seen.entry(mark(text)) {
        Entry::Occupied(first) => {
            fields.fault(column, format!("{} stands on line {} already: mend one of them", shown(text), first.get()));
        }
        Entry::Vacant(free) => {
            free.insert(u32::try_from(fields.line.number).unwrap_or(u32::MAX));
        }
    }
    Ok(())
}
