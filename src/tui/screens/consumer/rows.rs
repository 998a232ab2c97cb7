//! What the tabs of a consumer show, as rows.

use super::super::parts::who::Who;
use crate::base::{ConsumerNo, Money, No, PaperNo};
use crate::folds::words;
use crate::journal::fact::{Fact, ReadingFact};
use crate::journal::{Entry, Subject};
use crate::rules::bill::Bill;
use crate::store::read;
use crate::tui::program::View;
use crate::tui::widgets::{Cell, Column, ListView, Memory, Row};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Overview,
    Account,
    Bills,
    Readings,
    Receipts,
    History,
}

/// What a tab hears of the data file.
pub enum Heard {
    Who(Box<Who>),
    Rows(Memory),
    Bill(PaperNo, Box<Bill>),
    Nothing,
}

impl Tab {
    pub const ALL: [Self; 6] = [Self::Overview, Self::Account, Self::Bills, Self::Readings, Self::Receipts, Self::History];

    pub const fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Account => "Account",
            Self::Bills => "Bills",
            Self::Readings => "Readings",
            Self::Receipts => "Receipts",
            Self::History => "History",
        }
    }

    /// The tab so many places on, round and round.
    pub fn step(self, by: usize) -> Self {
        let place = Self::ALL.iter().position(|tab| *tab == self).unwrap_or(0);
        Self::ALL[(place + by) % Self::ALL.len()]
    }

    pub fn list(self) -> ListView {
        ListView::new(&self.columns(), Vec::new())
    }

    fn columns(self) -> Vec<Column> {
        let date = Column::text("date", "Date", 10);
        match self {
            Self::Overview => Vec::new(),
            Self::Account => vec![
                date,
                Column::text("what", "What", 20).growing(),
                Column::figure("debit", "Debit", 11),
                Column::figure("credit", "Credit", 11),
                Column::figure("balance", "Balance", 11),
            ],
            Self::Bills => vec![
                Column::text("bill", "Bill", 19),
                Column::text("period", "Period", 8),
                date,
                Column::figure("units", "Units", 6),
                Column::figure("amount", "This bill", 11),
                Column::figure("payable", "Payable", 11),
            ],
            Self::Readings => vec![
                date,
                Column::figure("reading", "Reading", 9),
                Column::text("source", "By", 14).growing(),
                Column::text("entered_by", "Entered by", 12),
                Column::text("use", "Used for", 12).growing(),
            ],
            Self::Receipts => vec![
                Column::text("receipt", "Receipt", 19),
                date,
                Column::text("modes", "Paid by", 14).growing(),
                Column::figure("amount", "Amount", 12),
            ],
            Self::History => vec![date, Column::text("what", "What happened", 30).growing(), Column::text("user", "By", 9)],
        }
    }
}

/// Reads a tab.
pub fn read(view: &View<'_>, no: ConsumerNo, tab: Tab) -> Result<Heard, No> {
    let rows = match tab {
        Tab::Overview => {
            let Some(card) = read::card(view.conn(), no)? else { return Ok(Heard::Nothing) };
            return Ok(Heard::Who(Box::new(Who::read(view, card)?)));
        }
        Tab::Account => account(view, no)?,
        Tab::Bills => bills(view, no)?,
        Tab::Readings => entries(view, no)?.iter().rev().flat_map(readings).collect(),
        Tab::Receipts => receipts(view, no)?,
        Tab::History => entries(view, no)?.iter().rev().map(history).collect(),
    };
    Ok(Heard::Rows(Memory { columns: tab.columns(), rows, filters: Vec::new() }))
}

/// A bill whole.
pub fn read_bill(view: &View<'_>, no: &PaperNo) -> Result<Heard, No> {
    let found = read::bill(view.conn(), no)?;
    Ok(found.map_or(Heard::Nothing, |(line, _, bill)| Heard::Bill(line.no, Box::new(bill))))
}

fn entries(view: &View<'_>, no: ConsumerNo) -> Result<Vec<Entry>, No> {
    read::entries_of(view.conn(), &Subject::Consumer(no))
}

fn account(view: &View<'_>, no: ConsumerNo) -> Result<Vec<Row>, No> {
    let some = |amount: Money| if amount.is_zero() { Cell::Empty } else { Cell::Money(amount) };
    let lines = read::ledger(view.conn(), no, "DUES")?;
    let rows = lines.into_iter().rev().map(|line| {
        let paper = line.paper.map(|p| p.to_string());
        let text = paper.as_ref().map_or_else(|| line.text.clone(), |paper| format!("{paper} {}", line.text));
        Row {
            key: paper.unwrap_or(line.entry),
            cells: vec![Cell::Day(line.day), Cell::Text(text), some(line.debit), some(line.credit), Cell::Text(line.balance.indian())],
        }
    });
    Ok(rows.collect())
}

fn bills(view: &View<'_>, no: ConsumerNo) -> Result<Vec<Row>, No> {
    let rows = read::bills(view.conn(), no)?.into_iter().map(|line| {
        let number = line.no.to_string();
        let shown = if line.standing { number.clone() } else { format!("{number} void") };
        let cells = vec![
            Cell::Text(shown),
            Cell::Text(line.period.short()),
            Cell::Day(line.day),
            Cell::Number(line.units),
            Cell::Money(line.amount),
            Cell::Text(line.payable.indian()),
        ];
        Row { key: number, cells }
    });
    Ok(rows.collect())
}

fn receipts(view: &View<'_>, no: ConsumerNo) -> Result<Vec<Row>, No> {
    let rows = read::receipts_of(view.conn(), no)?.into_iter().map(|line| {
        let modes = line.tenders.iter().map(crate::rules::tender::Tender::text).collect::<Vec<_>>().join(", ");
        let number = line.no.to_string();
        Row { key: number.clone(), cells: vec![Cell::Text(number), Cell::Day(line.day), Cell::Text(modes), Cell::Money(line.amount)] }
    });
    Ok(rows.collect())
}

fn history(entry: &Entry) -> Row {
    Row { key: entry.name(), cells: vec![Cell::Day(entry.day), Cell::Text(words::happened(&entry.fact)), Cell::Text(entry.user.clone())] }
}

/// The readings that an entry holds; a meter change holds two.
fn readings(entry: &Entry) -> Vec<Row> {
    let row = |reading: String, by: &str, used: String| Row {
        key: entry.name(),
        cells: vec![Cell::Day(entry.day), Cell::Text(reading), Cell::Text(by.to_owned()), Cell::Text(entry.user.clone()), Cell::Text(used)],
    };
    let of = |reading: &ReadingFact, used: String| row(reading.value.to_string(), reading.source.words(), used);
    match &entry.fact {
        Fact::Paid(paid) => {
            let used = paid.bill.as_ref().map(|b| format!("bill of {}", b.bill.period.short())).unwrap_or_default();
            paid.reading.iter().map(|reading| of(reading, used.clone())).collect()
        }
        Fact::ReadingPosted(posted) => vec![of(&posted.reading, "posted".to_owned())],
        Fact::MeterChanged(change) => vec![
            row(change.initial.to_string(), "initial reading", format!("new meter {}", change.meter.no)),
            row(change.last.to_string(), "final reading", "old meter".to_owned()),
        ],
        Fact::ConsumerImported(import) => {
            vec![row(import.last_reading.to_string(), "former system", format!("read {}", import.last_reading_date.dmy()))]
        }
        _ => Vec::new(),
    }
}
