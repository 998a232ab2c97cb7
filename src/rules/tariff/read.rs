//! Reading a tariff's TOML with every fault collected, each with its line. Numbers are taken from their own digits, never through a float.

use std::cell::RefCell;
use std::fmt;
use std::ops::Range;

use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::exact::{Load, Percent, Rate};
use crate::base::Day;

/// What is wrong in a tariff file, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {what}; {remedy}")]
pub struct TariffFault {
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    pub what: String,
    pub remedy: String,
}

/// The faults found so far in one file.
pub(super) struct Faults<'t> {
    file: &'t str,
    text: &'t str,
    found: RefCell<Vec<TariffFault>>,
}

impl<'t> Faults<'t> {
    pub fn new(file: &'t str, text: &'t str) -> Self {
        Self { file, text, found: RefCell::default() }
    }

    pub fn add(&self, at: usize, what: impl fmt::Display, remedy: impl fmt::Display) {
        let line = self.line(at);
        self.found.borrow_mut().push(TariffFault { file: self.file.to_owned(), line, what: what.to_string(), remedy: remedy.to_string() });
    }

    /// A fault of TOML itself; those that follow from one on the same line are left out.
    pub fn add_syntax(&self, at: usize, what: &str) {
        let line = self.line(at);
        if !self.found.borrow().iter().any(|f| f.line == line) {
            self.add(at, what, "put the line right; compare it with a tariff that is in use");
        }
    }

    fn line(&self, at: usize) -> usize {
        1 + self.text.bytes().take(at).filter(|b| *b == b'\n').count()
    }

    pub fn any(&self) -> bool {
        !self.found.borrow().is_empty()
    }

    /// In the order of the lines.
    pub fn into_list(self) -> Vec<TariffFault> {
        let mut list = self.found.into_inner();
        list.sort_by_key(|f| f.line);
        list
    }
}

/// A value and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Value<'t> {
    value: &'t DeValue<'t>,
    pub at: usize,
    faults: &'t Faults<'t>,
}

impl<'t> Value<'t> {
    fn of(spanned: &'t Spanned<DeValue<'t>>, faults: &'t Faults<'t>) -> Self {
        Self { value: spanned.get_ref(), at: spanned.span().start, faults }
    }

    fn wrong<T>(self, place: &str, wanted: &str) -> Option<T> {
        self.faults.add(self.at, format_args!("{place} is a {}", self.value.type_str()), format_args!("write {wanted}"));
        None
    }

    pub fn text(self, place: &str) -> Option<&'t str> {
        match self.value {
            DeValue::String(text) => Some(text.as_ref()),
            _ => self.wrong(place, "a text between quotes"),
        }
    }

    /// A name that stands in file names and on bills.
    pub fn word(self, place: &str) -> Option<String> {
        let text = self.text(place)?;
        let plain = !text.is_empty() && text.len() <= 32 && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !plain {
            self.faults.add(self.at, format_args!("{place} is '{text}'"), "write small letters, digits and dashes, at most 32, as up-2026");
            return None;
        }
        Some(text.to_owned())
    }

    pub fn decimal(self, place: &str) -> Option<Decimal> {
        let digits = match self.value {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            DeValue::String(text) => text.as_ref(),
            _ => return self.wrong(place, "a number, as 1.50"),
        };
        let number = Decimal::from_str_exact(digits).ok();
        if number.is_none() {
            self.faults.add(self.at, format_args!("{place} is '{digits}'"), "write a plain number, as 1.50");
        }
        number
    }

    pub fn rate(self, place: &str) -> Option<Rate> {
        let rate = Rate::new(self.decimal(place)?);
        match rate {
            None => self.faults.add(
                self.at,
                format_args!("{place} has too many decimals or is too large"),
                "write rupees with at most four decimals",
            ),
            Some(rate) if rate.is_negative() => {
                self.faults.add(
                    self.at,
                    format_args!("{place} is negative"),
                    "a rate is 0 or more; what is given back is a subsidy or a rebate",
                );
            }
            Some(_) => return rate,
        }
        None
    }

    /// Rates and percentages of a fuel surcharge may be negative.
    pub fn signed_rate(self, place: &str) -> Option<Rate> {
        let rate = Rate::new(self.decimal(place)?);
        if rate.is_none() {
            self.faults.add(
                self.at,
                format_args!("{place} has too many decimals or is too large"),
                "write rupees with at most four decimals",
            );
        }
        rate
    }

    pub fn signed_percent(self, place: &str) -> Option<Percent> {
        let percent = Percent::new(self.decimal(place)?);
        if percent.is_none() {
            self.faults.add(
                self.at,
                format_args!("{place} is no percentage"),
                "write a number up to 1000 with at most three decimals, as 1.25",
            );
        }
        percent
    }

    pub fn percent(self, place: &str) -> Option<Percent> {
        let percent = self.signed_percent(place)?;
        if percent.is_negative() {
            self.faults.add(self.at, format_args!("{place} is negative"), "write 0 or more");
            return None;
        }
        Some(percent)
    }

    pub fn load(self, place: &str) -> Option<Load> {
        let load = Load::new(self.decimal(place)?).filter(|l| l.is_positive());
        if load.is_none() {
            self.faults.add(self.at, format_args!("{place} is no load"), "write a number above 0 with at most three decimals, as 0.25");
        }
        load
    }

    /// A whole number from 1 to `limit`.
    pub fn count(self, place: &str, limit: i64) -> Option<i64> {
        let number = self.decimal(place)?;
        let whole = i64::try_from(number).ok().filter(|n| Decimal::from(*n) == number && (1..=limit).contains(n));
        if whole.is_none() {
            self.faults.add(self.at, format_args!("{place} is {number}"), format_args!("write a whole number from 1 to {limit}"));
        }
        whole
    }

    pub fn flag(self, place: &str) -> Option<bool> {
        match self.value {
            DeValue::Boolean(flag) => Some(*flag),
            _ => self.wrong(place, "true or false"),
        }
    }

    pub fn day(self, place: &str) -> Option<Day> {
        let text = match self.value {
            DeValue::Datetime(moment) => moment.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => return self.wrong(place, "a day, as 2026-07-02"),
        };
        let day = text.parse::<Day>().ok();
        if day.is_none() {
            self.faults.add(self.at, format_args!("{place} is '{text}'"), "write a day of the calendar, as 2026-07-02");
        }
        day
    }

    pub fn table(self, place: &str) -> Option<Table<'t>> {
        match self.value {
            DeValue::Table(entries) => Some(Table::new(entries, self.at..self.at, place.to_owned(), self.faults)),
            _ => self.wrong(place, "a table, as { per = \"connection\", rate = 25 }"),
        }
    }

    pub fn list(self, place: &str) -> Option<Vec<Self>> {
        match self.value {
            DeValue::Array(items) => Some(items.iter().map(|item| Self::of(item, self.faults)).collect()),
            _ => self.wrong(place, "a list between [ and ]"),
        }
    }
}

/// A table that is being read: it remembers which keys were asked for, so that the others can be named as unknown.
pub(super) struct Table<'t> {
    entries: &'t DeTable<'t>,
    pub at: usize,
    /// What the table is, in words: `category DOM, fixed`.
    pub place: String,
    asked: RefCell<Vec<&'static str>>,
    pub faults: &'t Faults<'t>,
}

impl<'t> Table<'t> {
    pub fn new(entries: &'t DeTable<'t>, span: Range<usize>, place: String, faults: &'t Faults<'t>) -> Self {
        Self { entries, at: span.start, place, asked: RefCell::default(), faults }
    }

    pub fn name(&self, key: &str) -> String {
        if self.place.is_empty() { key.to_owned() } else { format!("{}, {key}", self.place) }
    }

    pub fn get(&self, key: &'static str) -> Option<Value<'t>> {
        self.asked.borrow_mut().push(key);
        self.entries.get(key).map(|value| Value::of(value, self.faults))
    }

    /// The value, or a fault that says what to write.
    pub fn need(&self, key: &'static str, example: &str) -> Option<Value<'t>> {
        let value = self.get(key);
        if value.is_none() {
            self.faults.add(self.at, format_args!("{} is missing", self.name(key)), format_args!("write {example}"));
        }
        value
    }

    /// Reads `key`, where there is one, with one of [`Value`]'s readers.
    pub fn read<T>(&self, key: &'static str, reader: impl FnOnce(Value<'t>, &str) -> Option<T>) -> Option<T> {
        self.get(key).and_then(|value| reader(value, &self.name(key)))
    }

    /// Reads `key`; missing, it is a fault.
    pub fn must<T>(&self, key: &'static str, example: &str, reader: impl FnOnce(Value<'t>, &str) -> Option<T>) -> Option<T> {
        self.need(key, example).and_then(|value| reader(value, &self.name(key)))
    }

    /// A word out of a closed list.
    pub fn word<T: Copy>(&self, key: &'static str, value: Value<'t>, words: &[(&str, T)]) -> Option<T> {
        let text = value.text(&self.name(key))?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let all: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            self.faults.add(value.at, format_args!("{} is \"{text}\"", self.name(key)), format_args!("write one of {}", all.join(", ")));
        }
        found
    }

    /// The entries in the order of the file, whatever their names.
    pub fn all(&self) -> Vec<(&'t str, usize, Value<'t>)> {
        let mut all: Vec<_> =
            self.entries.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span().start, Value::of(value, self.faults))).collect();
        all.sort_by_key(|(_, at, _)| *at);
        all
    }

    /// Names the keys that nobody asked for.
    pub fn close(self) {
        let asked = self.asked.borrow();
        for (key, at, _) in self.all() {
            if !asked.contains(&key) {
                let mut known = asked.clone();
                known.sort_unstable();
                known.dedup();
                let place = if self.place.is_empty() { "the file" } else { &self.place };
                self.faults.add(at, format_args!("{place} knows no '{key}'"), format_args!("it may say {}", known.join(", ")));
            }
        }
    }
}
