//! A line of the consumers' file into a row: every field read, and held against the others.

use rust_decimal::Decimal;

use super::Column;
use crate::acts::Rules;
use crate::acts::consumer::ImportRow;
use crate::base::{ConsumerNo, Day, Digits, Factor, Money, Register, Units};
use crate::import::LineFault;
use crate::import::field::{self, Read};
use crate::import::table::{Line, Table, shown};
use crate::journal::Personal;
use crate::journal::fact::{ConsumerImported, MeterFact, SupplyFact};
use crate::rules::status::Status;
use crate::rules::tariff::{Category, Phase, Tariff};

/// A line with what is wrong in it so far.
pub(super) struct Fields<'a> {
    pub table: &'a Table<'a>,
    pub line: &'a Line<'a>,
    pub faults: Vec<LineFault>,
}

impl Fields<'_> {
    fn raw(&self, column: Column) -> &str {
        self.table.field(self.line, column as usize)
    }

    pub fn fault(&mut self, column: Column, message: impl Into<String>) {
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

/// For whom the file is read.
pub(super) struct Office<'a> {
    pub rules: &'a Rules,
    pub tariff: &'a Tariff,
    pub code: &'a str,
    pub keeps: bool,
    pub today: Day,
}

impl Office<'_> {
    pub fn row(&self, fields: &mut Fields) -> Option<ImportRow> {
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

/// Dates, money and status of a line, which must agree with each other.
struct Standing {
    connected_on: Option<Day>,
    last_reading_date: Day,
    arrears: Money,
    sd: Money,
    status: Status,
    disconnected_on: Option<Day>,
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
