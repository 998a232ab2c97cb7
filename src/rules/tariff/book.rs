//! The versions of one schedule, and which of them holds when (`B-5`).

use std::borrow::Cow;

use super::exact::Percent;
use super::fuel::{FuelFile, FuelRate};
use super::load::Document;
use super::model::Tariff;
use crate::base::{Day, Period, Refusal};

/// All versions of a schedule and its fuel surcharges, in the order in which they were added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TariffBook {
    /// Sorted by the day from which each holds; of the same day, the later added last.
    versions: Vec<Tariff>,
    fuel: Vec<FuelFile>,
}

impl TariffBook {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a version or a fuel file. The same file again changes nothing.
    ///
    /// # Errors
    /// Another text under an id that is there already: a file in use is never edited. Another schedule than the book's.
    pub fn add(&mut self, document: Document) -> Result<(), Refusal> {
        if let Some(hash) = self.hash_of(document.id()) {
            return if hash == document.hash() {
                Ok(())
            } else {
                Err(Refusal::new(
                    "B-5",
                    format!(
                        "tariff '{}' is in use with another text: a file in use is never edited, give the new one an id of its own",
                        document.id()
                    ),
                ))
            };
        }
        if let Some(schedule) = self.schedule().filter(|s| *s != document.schedule()) {
            return Err(Refusal::new(
                "B-5",
                format!(
                    "'{}' belongs to schedule '{}', this book holds '{schedule}': add it to its own",
                    document.id(),
                    document.schedule()
                ),
            ));
        }
        match document {
            Document::Tariff(tariff) => {
                let place = self.versions.partition_point(|v| v.from <= tariff.from);
                self.versions.insert(place, *tariff);
            }
            Document::Fuel(fuel) => self.fuel.push(fuel),
        }
        Ok(())
    }

    pub fn schedule(&self) -> Option<&str> {
        self.versions.first().map(|v| v.schedule.as_str()).or_else(|| self.fuel.first().map(|f| f.schedule.as_str()))
    }

    /// The version in force on `day`.
    pub fn on(&self, day: Day) -> Option<&Tariff> {
        self.versions.iter().rev().find(|v| v.from <= day)
    }

    pub fn versions(&self) -> &[Tariff] {
        &self.versions
    }

    pub fn fuel_files(&self) -> &[FuelFile] {
        &self.fuel
    }

    /// The version in force on the last day of `period`, with its place among the versions (`B-13`).
    pub fn of_period(&self, period: Period) -> Result<(usize, &Tariff), Refusal> {
        // A version holds on the month's last day exactly if it holds from that month or an earlier one.
        self.versions.iter().enumerate().rev().find(|(_, v)| v.from.period() <= period).ok_or_else(|| no_tariff(period))
    }

    /// The book as it was when these versions priced those months: without what was added for them since.
    #[must_use]
    pub fn as_used(&self, months: &[Period], ids: &[&str]) -> Cow<'_, Self> {
        let mut book = Cow::Borrowed(self);
        for &month in months {
            while let Ok((place, version)) = book.of_period(month)
                && !ids.contains(&version.id.as_str())
                && book.versions.iter().take(place).any(|earlier| ids.contains(&earlier.id.as_str()))
            {
                book.to_mut().versions.remove(place);
            }
        }
        book
    }

    /// The book before its last fuel file was added; `None` where it has none.
    #[must_use]
    pub fn before_last_fuel(&self) -> Option<Self> {
        let (_, fuel) = self.fuel.split_last()?;
        Some(Self { versions: self.versions.clone(), fuel: fuel.to_vec() })
    }

    /// The fuel surcharge of a category and month; the later added file wins.
    pub fn fuel(&self, period: Period, category: &str) -> Option<FuelRate> {
        self.fuel.iter().rev().find_map(|f| f.rate(period, category))
    }

    /// The percentage of the fuel surcharge, where it is one.
    pub fn fuel_percent(&self, period: Period, category: &str) -> Option<Percent> {
        match self.fuel(period, category)? {
            FuelRate::Percent(percent) => Some(percent),
            FuelRate::PerUnit(_) => None,
        }
    }

    fn hash_of(&self, id: &str) -> Option<&str> {
        let tariff = self.versions.iter().find(|v| v.id == id).map(|v| v.hash.as_str());
        tariff.or_else(|| self.fuel.iter().find(|f| f.id == id).map(|f| f.hash.as_str()))
    }
}

fn no_tariff(period: Period) -> Refusal {
    Refusal::new("B-13", format!("no tariff is in force in {}: the administrator adds the one of that month", period.short()))
}
