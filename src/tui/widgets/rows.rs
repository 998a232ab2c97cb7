//! What a list shows: columns, typed cells, and a source that is asked for a page at a time.

use std::cmp::Ordering;

use crate::base::money::group_indian;
use crate::base::{Day, Money};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// A column. `width` is the least; what room is left over goes to those that `grow`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in CSV and in the order asked of the source.
    pub name: &'static str,
    pub title: &'static str,
    pub width: u16,
    pub grow: bool,
    pub align: Align,
    /// Left out where the window is too narrow for all.
    pub spare: bool,
    /// Whether the source can sort by it.
    pub sorts: bool,
    /// Whether its money is added up at the foot; balances and such stand for themselves.
    pub adds: bool,
}

impl Column {
    pub const fn text(name: &'static str, title: &'static str, width: u16) -> Self {
        Self { name, title, width, grow: false, align: Align::Left, spare: false, sorts: true, adds: true }
    }

    pub const fn figure(name: &'static str, title: &'static str, width: u16) -> Self {
        Self { name, title, width, grow: false, align: Align::Right, spare: false, sorts: true, adds: true }
    }

    #[must_use]
    pub const fn spare(mut self) -> Self {
        self.spare = true;
        self
    }

    #[must_use]
    pub const fn standing(mut self) -> Self {
        self.adds = false;
        self
    }

    #[must_use]
    pub const fn growing(mut self) -> Self {
        self.grow = true;
        self
    }
}

/// One value of a row. It sorts by what it is, not by how it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    Empty,
    Text(String),
    Number(i64),
    Money(Money),
    Day(Day),
}

impl Cell {
    /// As shown (`I-5`).
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(n) if *n < 0 => format!("-{}", group_indian(&n.unsigned_abs().to_string())),
            Self::Number(n) => group_indian(&n.to_string()),
            Self::Money(amount) => amount.indian(),
            Self::Day(day) => day.dmy(),
        }
    }

    /// As written for programs: no grouping, days in ISO.
    pub fn plain(&self) -> String {
        match self {
            Self::Number(n) => n.to_string(),
            Self::Money(amount) => amount.to_string(),
            Self::Day(day) => day.to_string(),
            Self::Empty | Self::Text(_) => self.shown(),
        }
    }
}

/// A row with the key that names what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub key: String,
    pub cells: Vec<Cell>,
}

/// Which rows, in which order, and which part of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageRequest {
    /// Words that each row must hold.
    pub search: String,
    /// Place of a column, and whether the order is turned round; `None`: the source's own order.
    pub sort: Option<(usize, bool)>,
    /// Place of a filter of the list; `None`: all.
    pub filter: Option<usize>,
    pub offset: usize,
    pub limit: usize,
}

/// The answer to a request: it carries the request, so that a late one is known as such.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub request: PageRequest,
    /// Rows in all, that the search and filter leave.
    pub count: usize,
    /// Totals by column, over all those rows; [`Cell::Empty`] where a column has none.
    pub totals: Vec<Cell>,
    pub rows: Vec<Row>,
}

/// Where a list's rows come from: the data file, asked by the backend, or memory.
pub trait Rows {
    fn columns(&self) -> &[Column];

    /// Titles of the filters.
    fn filters(&self) -> Vec<&'static str> {
        Vec::new()
    }

    fn page(&self, request: &PageRequest) -> Page;

    /// All rows of the request as CSV, with the columns' names on top: the same in every list (`I-6`).
    ///
    /// # Errors
    /// Where `out` can't be written.
    fn csv<W: std::io::Write>(&self, request: &PageRequest, out: W) -> Result<(), csv::Error>
    where
        Self: Sized,
    {
        const AT_ONCE: usize = 1_000;
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(self.columns().iter().map(|c| c.name))?;
        let mut request = PageRequest { offset: 0, limit: AT_ONCE, ..request.clone() };
        loop {
            let page = self.page(&request);
            for row in &page.rows {
                writer.write_record(row.cells.iter().map(Cell::plain))?;
            }
            if page.rows.len() < AT_ONCE {
                break;
            }
            request.offset += AT_ONCE;
        }
        writer.flush()?;
        Ok(())
    }
}

/// A filter's title and test.
pub type Filter = (&'static str, fn(&Row) -> bool);

/// Rows that are all at hand: short lists.
#[derive(Debug, Clone)]
pub struct Memory {
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    pub filters: Vec<Filter>,
}

impl Rows for Memory {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn filters(&self) -> Vec<&'static str> {
        self.filters.iter().map(|(title, _)| *title).collect()
    }

    fn page(&self, request: &PageRequest) -> Page {
        let words: Vec<String> = request.search.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let filter = request.filter.and_then(|place| self.filters.get(place)).map(|(_, test)| test);
        let mut found: Vec<&Row> = self.rows.iter().filter(|row| filter.is_none_or(|test| test(row)) && holds(row, &words)).collect();
        if let Some((column, reverse)) = request.sort {
            found.sort_by(|a, b| {
                let order = a.cells.get(column).map_or(Ordering::Equal, |x| b.cells.get(column).map_or(Ordering::Equal, |y| x.cmp(y)));
                if reverse { order.reverse() } else { order }
            });
        }
        let totals = self.columns.iter().enumerate().map(|(place, column)| if column.adds { total(&found, place) } else { Cell::Empty });
        let totals = totals.collect();
        let rows = found.iter().skip(request.offset).take(request.limit).map(|row| (*row).clone()).collect();
        Page { request: request.clone(), count: found.len(), totals, rows }
    }
}

fn holds(row: &Row, words: &[String]) -> bool {
    words.iter().all(|word| row.cells.iter().any(|cell| cell.shown().to_lowercase().contains(word)))
}

/// Money is added up; nothing else is, since a sum of numbers or days says nothing by itself.
fn total(rows: &[&Row], column: usize) -> Cell {
    let amounts: Vec<Money> =
        rows.iter().filter_map(|row| if let Some(Cell::Money(m)) = row.cells.get(column) { Some(*m) } else { None }).collect();
    if amounts.is_empty() { Cell::Empty } else { Cell::Money(amounts.into_iter().sum()) }
}
