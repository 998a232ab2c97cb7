//! Pendency for senior officers: what is open and how old, how long answers took, who calls again, where it fails most (`M-8`).

use std::collections::BTreeMap;

use crate::base::No;
use crate::base::stamp::span;
use crate::print::{Cell, Column, Document, Section, Table};
use crate::reports::{Source, pair};
use crate::store::complaints::{self, Line, Times};
use crate::store::report::Days;

/// Rows of the lists of callers and transformers.
const MOST: u32 = 10;

/// Age bands of open complaints, each up to so many minutes: what is four hours old is past the first.
const BANDS: [(&str, i64); 4] = [("<4h", 240), ("<24h", 1_440), ("<7d", 10_080), ("older", i64::MAX)];

/// What is open of one office and category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    pub office: String,
    pub category: String,
    pub open: i64,
    /// By age, as the bands have it.
    pub bands: [i64; 4],
    pub late: i64,
}

/// How long the complaints of a category took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Took {
    pub category: String,
    pub received: i64,
    pub rectified: i64,
    /// Minutes until somebody did something: median and 90th percentile.
    pub response: Option<(i64, i64)>,
    /// Minutes until it was put right.
    pub restoration: Option<(i64, i64)>,
    pub in_time: i64,
}

/// The figures of a pendency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    pub open: Vec<Open>,
    pub took: Vec<Took>,
    /// Rectified with the code, by a call back, with neither.
    pub proofs: [i64; 3],
}

/// The value that `percent` of `sorted` don't exceed.
pub fn percentile(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.max(1) - 1).copied()
}

/// # Errors
/// A fault of the data file.
pub fn figures(source: &Source, days: Days) -> Result<Figures, No> {
    let times = complaints::times(source.conn, days)?;
    let count = |word: &str| i64::try_from(times.iter().filter(|t| t.proof.as_deref() == Some(word)).count()).unwrap_or(0);
    Ok(Figures {
        open: open(&complaints::open(source.conn, usize::MAX, 0)?, source),
        proofs: ["code", "called back", "not proved"].map(count),
        took: took(times, source),
    })
}

fn name(source: &Source, code: &str) -> String {
    source.profile.complaints.category(code).map_or_else(|| code.to_owned(), |category| category.name.clone())
}

fn open(lines: &[Line], source: &Source) -> Vec<Open> {
    let mut found: BTreeMap<(String, String), Open> = BTreeMap::new();
    for line in lines {
        let office = line.office.clone();
        let key = (office.clone(), line.category.clone());
        let new = || Open { office, category: name(source, &line.category), open: 0, bands: [0; 4], late: 0 };
        let row = found.entry(key).or_insert_with(new);
        row.open += 1;
        row.late += i64::from(line.is_late(source.now));
        let age = source.now.since(line.logged);
        let band = BANDS.iter().position(|(_, end)| age < *end).unwrap_or(BANDS.len() - 1);
        if let Some(count) = row.bands.get_mut(band) {
            *count += 1;
        }
    }
    found.into_values().collect()
}

fn took(times: Vec<Times>, source: &Source) -> Vec<Took> {
    let mut by_category: BTreeMap<String, Vec<Times>> = BTreeMap::new();
    for time in times {
        by_category.entry(time.category.clone()).or_default().push(time);
    }
    let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let row = |(category, times): (String, Vec<Times>)| {
        let closed = || times.iter().filter_map(|t| t.closed.map(|at| (t, at)));
        Took {
            category: name(source, &category),
            received: whole(times.len()),
            rectified: whole(closed().count()),
            response: both(times.iter().filter_map(|t| t.responded.map(|at| at.since(t.logged)))),
            restoration: both(closed().map(|(t, at)| at.since(t.logged))),
            in_time: whole(closed().filter(|(t, at)| *at <= t.due).count()),
        }
    };
    by_category.into_iter().map(row).collect()
}

/// Median and 90th percentile.
fn both(minutes: impl Iterator<Item = i64>) -> Option<(i64, i64)> {
    let mut sorted: Vec<i64> = minutes.collect();
    sorted.sort_unstable();
    Some((percentile(&sorted, 50)?, percentile(&sorted, 90)?))
}

/// # Errors
/// A fault of the data file.
pub fn pendency(source: &Source, days: Days) -> Result<Document, No> {
    let figures = figures(source, days)?;
    let mut document = source.document("Pendency of complaints");
    document.meta = vec![
        pair("Open as on", source.now.short()),
        pair("Times of", format!("{} to {}", days.from.dmy(), days.to.dmy())),
        pair("Limits", source.profile.complaints.note.clone()),
    ];
    let [code, called, none] = figures.proofs;
    let sections = [
        Section::Heading("Open by office and category".to_owned()),
        Section::Table(open_table(&figures.open)),
        Section::Heading("Response and restoration".to_owned()),
        Section::Table(took_table(&figures.took)),
        Section::Heading("Closures".to_owned()),
        Section::Table(proof_table(&[("Code brought back", code), ("Called back", called), ("Not proved", none)])),
        Section::Heading("Repeat callers".to_owned()),
        Section::Table(repeats(source, days)?),
        Section::Heading("Worst transformers".to_owned()),
        Section::Table(transformers(source, days)?),
    ];
    document.sections.extend(sections);
    Ok(document)
}

fn open_table(rows: &[Open]) -> Table {
    let counts = ["Open"].into_iter().chain(BANDS.map(|(name, _)| name)).chain(["Over limit"]);
    let columns = ["Office", "Category"].map(Column::text).into_iter().chain(counts.map(|name| Column::counts(name).with_total()));
    let mut table = Table::new(columns.collect());
    for row in rows {
        let figures = std::iter::once(row.open).chain(row.bands).chain([row.late]).map(Cell::Count);
        table.row([row.office.as_str().into(), row.category.as_str().into()].into_iter().chain(figures));
    }
    table
}

fn took_table(rows: &[Took]) -> Table {
    let mut table = Table::new(vec![
        Column::text("Category"),
        Column::counts("Received").with_total(),
        Column::counts("Rectified").with_total(),
        Column::counts("In time").with_total(),
        Column::figures("Answered: median"),
        Column::figures("90 %"),
        Column::figures("Restored: median"),
        Column::figures("90 % by"),
    ]);
    let words = |minutes: Option<i64>| minutes.map_or(Cell::Blank, |m| span(m).into());
    for row in rows {
        table.row([
            row.category.as_str().into(),
            row.received.into(),
            row.rectified.into(),
            row.in_time.into(),
            words(row.response.map(|r| r.0)),
            words(row.response.map(|r| r.1)),
            words(row.restoration.map(|r| r.0)),
            words(row.restoration.map(|r| r.1)),
        ]);
    }
    table
}

fn proof_table(rows: &[(&str, i64)]) -> Table {
    let mut table = Table::new(vec![Column::text("Proof"), Column::counts("Complaints").with_total()]);
    for (name, count) in rows {
        table.row([Cell::from(*name), Cell::Count(*count)]);
    }
    table
}

fn repeats(source: &Source, days: Days) -> Result<Table, No> {
    let mut table = Table::new(vec![Column::text("Consumer"), Column::counts("Complaints"), Column::counts("Repeat calls")]);
    for (consumer, count, calls) in complaints::repeats(source.conn, days, MOST)? {
        table.row([consumer.to_string().into(), count.into(), calls.into()]);
    }
    Ok(table)
}

fn transformers(source: &Source, days: Days) -> Result<Table, No> {
    let mut table =
        Table::new(vec![Column::text("Transformer"), Column::text("Area"), Column::counts("Complaints"), Column::counts("Open")]);
    for (name, area, count, open) in complaints::transformers(source.conn, days, MOST)? {
        table.row([name.into(), area.into(), count.into(), open.into()]);
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m8_percentiles_by_nearest_rank() {
        let ten: Vec<i64> = (1..=10).map(|n| n * 10).collect();
        assert_eq!((percentile(&ten, 50), percentile(&ten, 90)), (Some(50), Some(90)));
        assert_eq!((percentile(&[7], 50), percentile(&[7], 90), percentile(&[], 50)), (Some(7), Some(7), None));
        assert_eq!(both([30, 10, 20].into_iter()), Some((20, 30)));
    }
}
