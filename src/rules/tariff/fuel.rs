//! The fuel surcharge, which changes from month to month: small files of their own, since a tariff in use is never edited (`B-6`).

use super::exact::{Percent, Rate};
use super::read::{Table, Value};
use crate::base::Period;

/// The fuel surcharges of some months of a schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FuelFile {
    pub id: String,
    pub schedule: String,
    pub source: String,
    /// SHA-256 of the file's text, in hex.
    pub hash: String,
    /// The categories it is for; none named: all.
    pub categories: Vec<String>,
    /// Sorted by period.
    months: Vec<(Period, FuelRate)>,
}

/// What one month charges, or gives back where negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FuelRate {
    /// Of energy + fixed.
    Percent(Percent),
    PerUnit(Rate),
}

impl FuelFile {
    pub fn months(&self) -> &[(Period, FuelRate)] {
        &self.months
    }

    pub(super) fn rate(&self, period: Period, category: &str) -> Option<FuelRate> {
        if !self.categories.is_empty() && !self.categories.iter().any(|c| c == category) {
            return None;
        }
        let place = self.months.binary_search_by_key(&period, |(p, _)| *p).ok()?;
        self.months.get(place).map(|(_, rate)| *rate)
    }
}

/// The part of a fuel file beside id, schedule and source.
pub(super) fn read(root: &Table<'_>, id: String, schedule: String, source: String, hash: String) -> Option<FuelFile> {
    const BASES: [(&str, bool); 2] = [("percent of energy + fixed", true), ("rupees a unit", false)];
    let basis =
        root.need("basis", "basis = \"percent of energy + fixed\" or \"rupees a unit\"").and_then(|v| root.word("basis", v, &BASES));
    let categories = root
        .read("categories", |v, place| v.list(place)?.into_iter().map(|c| c.text(place).map(str::to_owned)).collect())
        .unwrap_or_default();
    let months = root.must("months", "[months] and below it 2026-01 = -2.33", Value::table);
    let (basis, months) = (basis?, months?);
    let mut list = Vec::new();
    for (key, at, value) in months.all() {
        let Ok(period) = key.parse::<Period>() else {
            root.faults.add(at, format_args!("'{key}' is no month"), "write year and month, as 2026-01");
            continue;
        };
        let rate = if basis { value.signed_percent(key).map(FuelRate::Percent) } else { value.signed_rate(key).map(FuelRate::PerUnit) };
        list.extend(rate.map(|rate| (period, rate)));
    }
    list.sort_by_key(|(period, _)| *period);
    Some(FuelFile { id, schedule, source, hash, categories, months: list })
}
