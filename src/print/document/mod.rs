//! Lists, letters, scrolls and reports: said once, printed on A4, on 132 columns, shown as text and saved as CSV (`C-19`, `I-6`).

mod lay;
mod sheets;
mod table;

use crate::base::{Day, Money};

pub use sheets::{Fanfold, a4, fanfold};

/// A paper without a pre-printed form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Utility and office, a line each, at the head.
    pub office: Vec<String>,
    pub title: String,
    /// On every page beside the title, `TRAINING`; blank for none.
    pub mark: String,
    /// Below the title: date, period, desk.
    pub meta: Vec<(String, String)>,
    pub sections: Vec<Section>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Section {
    Heading(String),
    /// Broken into lines where it needs it; its own line ends are kept.
    Paragraph(String),
    /// Names and values, one pair a line.
    Pairs(Vec<(String, String)>),
    Table(Table),
    /// Room to sign, side by side, over these words.
    Signatures(Vec<String>),
    /// A slip: it stays whole on its page, as tall as the others, with a line below to cut along.
    Slip(Vec<Section>),
}

/// Rows under named columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    /// Figures stand to the right.
    pub figures: bool,
    /// They count things, where others are amounts.
    pub counts: bool,
    /// Its sum stands below.
    pub total: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    /// On paper with the Indian grouping, in CSV plain.
    Amount(Money),
    Count(i64),
    /// On paper `05-11-2026`, in CSV ISO.
    Day(Day),
    Blank,
}

impl Column {
    pub fn text(name: impl Into<String>) -> Self {
        Self { name: name.into(), figures: false, counts: false, total: false }
    }

    pub fn figures(name: impl Into<String>) -> Self {
        Self { name: name.into(), figures: true, counts: false, total: false }
    }

    /// Numbers of things: receipts, units, pieces.
    pub fn counts(name: impl Into<String>) -> Self {
        Self { counts: true, ..Self::figures(name) }
    }

    #[must_use]
    pub const fn with_total(mut self) -> Self {
        self.total = true;
        self
    }
}

impl Cell {
    /// As it stands on paper and screen.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => super::letters::on_paper(text).into_owned(),
            Self::Amount(amount) => amount.indian(),
            Self::Count(count) => grouped(*count),
            Self::Day(day) => day.dmy(),
            Self::Blank => String::new(),
        }
    }

    /// As another program reads it.
    pub fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Amount(amount) => amount.to_string(),
            Self::Count(count) => count.to_string(),
            Self::Day(day) => day.to_string(),
            Self::Blank => String::new(),
        }
    }
}

fn grouped(count: i64) -> String {
    let sign = if count < 0 { "-" } else { "" };
    format!("{sign}{}", crate::base::money::group_indian(&count.unsigned_abs().to_string()))
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Money> for Cell {
    fn from(amount: Money) -> Self {
        Self::Amount(amount)
    }
}

impl From<Day> for Cell {
    fn from(day: Day) -> Self {
        Self::Day(day)
    }
}

impl From<i64> for Cell {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}

impl Table {
    pub fn new(columns: Vec<Column>) -> Self {
        Self { columns, rows: Vec::new() }
    }

    /// A cell for each column; missing ones are blank.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) -> &mut Self {
        self.rows.push(cells.into_iter().collect());
        self
    }

    /// The sums below the columns that have one; `None` where no column has.
    pub fn totals(&self) -> Option<Vec<Cell>> {
        if !self.columns.iter().any(|column| column.total) {
            return None;
        }
        let cells = self.columns.iter().enumerate().map(|(i, column)| if column.total { self.sum(i) } else { Cell::Blank });
        let mut cells: Vec<Cell> = cells.collect();
        let word = self.columns.iter().position(|column| !column.figures && !column.total).unwrap_or(0);
        if let Some(cell) = cells.get_mut(word).filter(|cell| **cell == Cell::Blank) {
            *cell = Cell::Text("Total".into());
        }
        Some(cells)
    }

    fn sum(&self, column: usize) -> Cell {
        let mut amounts: Option<Money> = None;
        let mut counts: i64 = 0;
        for cell in self.rows.iter().filter_map(|row| row.get(column)) {
            match cell {
                Cell::Amount(amount) => amounts = Some(amounts.unwrap_or_default() + *amount),
                Cell::Count(count) => counts = counts.saturating_add(*count),
                Cell::Text(_) | Cell::Day(_) | Cell::Blank => {}
            }
        }
        match amounts {
            Some(amount) => Cell::Amount(amount),
            // The sum of no amounts is an amount too.
            None if counts == 0 && self.columns.get(column).is_some_and(|column| !column.counts) => Cell::Amount(Money::ZERO),
            None => Cell::Count(counts),
        }
    }
}

impl Document {
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    #[must_use]
    pub fn with(mut self, section: Section) -> Self {
        self.sections.push(section);
        self
    }

    /// For the screen: one long page, `columns` wide.
    pub fn text(&self, columns: usize) -> String {
        lay::text(self, columns)
    }

    /// The tables, for a spreadsheet: amounts plain (`123456.00`), names as they are, a blank line between two tables.
    pub fn csv(&self) -> String {
        let tables = self.sections.iter().filter_map(|section| match section {
            Section::Table(table) => Some(table.csv()),
            _ => None,
        });
        tables.collect::<Vec<_>>().join("\n")
    }
}

impl Table {
    pub fn csv(&self) -> String {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        // Into memory: neither write fails.
        let _ = writer.write_record(&names);
        for row in &self.rows {
            let cells = (0..self.columns.len()).map(|i| row.get(i).map_or(String::new(), Cell::plain));
            let _ = writer.write_record(cells);
        }
        writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    }
}
