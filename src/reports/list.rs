//! A list, the same way in each: searched, sorted, filtered, totalled, printed, saved (`I-6`).

use serde_json::{Map, Value, json};

use super::fresh::fresh;
use super::{Source, in_rupees, json, pair, walk};
use crate::base::{Money, No, Period, Refusal};
use crate::folds::Consumer;
use crate::print::{Cell, Column, Document, Section, Table};
use crate::store::list::{Filter, Listed, Part, Sort, Which, page, parts, sums};

/// A column of a list. The first letters of every list are the same: consumer, name, status, balance are in all lists of consumers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name for other programs.
    pub key: &'static str,
    pub name: &'static str,
    pub figures: bool,
    pub total: bool,
}

impl Field {
    pub const fn text(key: &'static str, name: &'static str) -> Self {
        Self { key, name, figures: false, total: false }
    }

    pub const fn figures(key: &'static str, name: &'static str) -> Self {
        Self { key, name, figures: true, total: false }
    }

    pub const fn total(key: &'static str, name: &'static str) -> Self {
        Self { key, name, figures: true, total: true }
    }
}

/// Where a list's rows come from.
pub enum Rows {
    /// Consumers, from the tables, a page at a time; `more` gives the cells between status and balance.
    Consumers {
        which: Which,
        /// In which order they stand; descending where true.
        order: (Sort, bool),
        /// The day or period that the list is about.
        key: fn(&Source, &Ask) -> String,
        more: &'static [Field],
        cells: fn(&Consumer) -> Vec<Cell>,
        /// Somebody walks with it: on paper it goes by route, with room for a reading and remarks.
        walk: bool,
    },
    /// Few enough to be read whole.
    Few { fields: &'static [Field], read: fn(&Source) -> Result<Vec<Vec<Cell>>, No> },
}

/// A list of the register.
pub struct List {
    pub name: &'static str,
    pub title: &'static str,
    /// One line of help.
    pub about: &'static str,
    pub rows: Rows,
}

/// What is asked of a list; empty texts ask for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    pub text: String,
    pub office: String,
    pub area: String,
    pub category: String,
    /// Of a list that stands by periods.
    pub period: Option<Period>,
    /// A field's key; descending where true. `None`: the list's own order.
    pub sort: Option<(String, bool)>,
    pub from: u32,
    pub limit: u32,
}

impl Default for Ask {
    /// The whole list.
    fn default() -> Self {
        let (text, office, area, category) = Default::default();
        Self { text, office, area, category, period: None, sort: None, from: 0, limit: u32::MAX }
    }
}

impl Ask {
    /// A page of so many rows.
    pub fn page(from: u32, limit: u32) -> Self {
        Self { from, limit, ..Self::default() }
    }
}

/// What stands below a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    pub rows: i64,
    /// The sum of the balances, in a list of consumers.
    pub balance: Option<Money>,
}

/// Before what a list has of its own.
const CONSUMER: [Field; 5] = [
    Field::text("consumer", "Consumer"),
    Field::text("name", "Name"),
    Field::text("area", "Area"),
    Field::text("category", "Category"),
    Field::text("status", "Status"),
];
/// The same of a list that goes by route.
const ON_ROUTE: [Field; 7] = [
    Field::text("consumer", "Consumer"),
    Field::text("name", "Name"),
    Field::text("house", "House"),
    Field::text("area", "Area"),
    Field::text("place", "Place"),
    Field::text("category", "Category"),
    Field::text("status", "Status"),
];
const BALANCE: Field = Field::total("balance", "Balance");

impl List {
    /// # Errors
    /// A name that no list has.
    pub fn named(name: &str) -> Result<&'static Self, No> {
        let all = || super::LISTS.iter().map(|list| list.name).collect::<Vec<_>>().join(", ");
        super::LISTS
            .iter()
            .find(|list| list.name == name)
            .ok_or_else(|| Refusal::new("I-6", format!("There is no list '{name}'; the lists are {}.", all())).at("list").into())
    }

    /// Its columns, from left to right.
    pub fn fields(&self) -> Vec<Field> {
        match &self.rows {
            Rows::Consumers { more, order, .. } => {
                let before: &[Field] = if order.0 == Sort::Route { &ON_ROUTE } else { &CONSUMER };
                before.iter().chain(*more).copied().chain([BALANCE]).collect()
            }
            Rows::Few { fields, .. } => fields.to_vec(),
        }
    }

    /// The keys that it can be sorted by.
    pub fn sorts(&self) -> Vec<&'static str> {
        let fields = self.fields().into_iter().map(|field| field.key);
        match &self.rows {
            Rows::Consumers { .. } => fields.filter(|key| sort_of(key).is_some()).collect(),
            Rows::Few { .. } => fields.collect(),
        }
    }

    /// The rows that are asked for; a cell for each field.
    ///
    /// # Errors
    /// A column that it can't be sorted by; a fault of the data file.
    pub fn page(&self, source: &Source, ask: &Ask) -> Result<Vec<Vec<Cell>>, No> {
        match &self.rows {
            Rows::Consumers { which, order, key, cells, .. } => {
                let sort = match &ask.sort {
                    Some((key, descending)) => (sort_of(key).ok_or_else(|| self.unsorted(key))?, *descending),
                    None => *order,
                };
                let listed = page(source.conn, *which, &filter(ask, key(source, ask)), sort, ask.from, ask.limit)?;
                Ok(listed.into_iter().map(|row| consumer(row, order.0 == Sort::Route, cells)).collect())
            }
            Rows::Few { read, .. } => {
                let rows = self.few(read(source)?, ask)?;
                Ok(rows.into_iter().skip(ask.from as usize).take(ask.limit as usize).collect())
            }
        }
    }

    /// How many rows there are, and their sum; of all pages.
    ///
    /// # Errors
    /// As [`Self::page`].
    pub fn totals(&self, source: &Source, ask: &Ask) -> Result<Totals, No> {
        match &self.rows {
            Rows::Consumers { which, key, .. } => {
                let (rows, balance) = sums(source.conn, *which, &filter(ask, key(source, ask)))?;
                Ok(Totals { rows, balance: Some(balance) })
            }
            Rows::Few { read, .. } => {
                let rows = self.few(read(source)?, ask)?.len();
                Ok(Totals { rows: i64::try_from(rows).unwrap_or(i64::MAX), balance: None })
            }
        }
    }

    /// Totals by area and category.
    ///
    /// # Errors
    /// A fault of the data file.
    pub fn parts(&self, source: &Source, ask: &Ask) -> Result<Vec<Part>, No> {
        match &self.rows {
            Rows::Consumers { which, key, .. } => parts(source.conn, *which, &filter(ask, key(source, ask))),
            Rows::Few { .. } => Ok(Vec::new()),
        }
    }

    /// Totals by area and category, as a paper of its own.
    ///
    /// # Errors
    /// A fault of the data file.
    pub fn summary(&self, source: &Source, ask: &Ask) -> Result<Document, No> {
        let mut document = self.head(source, ask)?;
        document.title = format!("{}: by area and category", self.title);
        Ok(document.with(Section::Table(part_table(self.parts(source, ask)?))))
    }

    fn few(&self, mut rows: Vec<Vec<Cell>>, ask: &Ask) -> Result<Vec<Vec<Cell>>, No> {
        let words: Vec<String> = ask.text.split_whitespace().map(str::to_lowercase).collect();
        rows.retain(|row| {
            let text = row.iter().map(Cell::shown).collect::<Vec<_>>().join(" ").to_lowercase();
            words.iter().all(|word| text.contains(word.as_str()))
        });
        if let Some((key, descending)) = &ask.sort {
            let at = self.fields().iter().position(|field| field.key == *key).ok_or_else(|| self.unsorted(key))?;
            rows.sort_by(|a, b| order(a.get(at), b.get(at)));
            if *descending {
                rows.reverse();
            }
        }
        Ok(rows)
    }

    fn unsorted(&self, key: &str) -> No {
        Refusal::new("I-6", format!("{} is not sorted by '{key}'; it is by {}.", self.title, self.sorts().join(", "))).at("sort").into()
    }

    /// Its rows under its columns.
    pub(super) fn table(&self, source: &Source, ask: &Ask) -> Result<Table, No> {
        let column = |field: Field| Column { name: field.name.to_owned(), figures: field.figures, counts: false, total: field.total };
        Ok(Table { columns: self.fields().into_iter().map(column).collect(), rows: self.page(source, ask)? })
    }

    /// What stands above every form of it: what was asked for, and how fresh it is.
    pub(super) fn head(&self, source: &Source, ask: &Ask) -> Result<Document, No> {
        let mut document = source.document(self.title);
        document.meta = vec![pair("As on", source.today.dmy())];
        let period = ask.period.map(|period| period.short()).unwrap_or_default();
        let asked =
            [("Office", &ask.office), ("Area", &ask.area), ("Category", &ask.category), ("Period", &period), ("With the words", &ask.text)];
        document.meta.extend(asked.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| pair(name, text.clone())));
        if matches!(self.rows, Rows::Consumers { .. }) {
            document.meta.push(pair("Fresh", fresh(source)?.words(source)));
        }
        Ok(document)
    }

    /// The list as text and on a sheet for the desk.
    ///
    /// # Errors
    /// As [`Self::page`].
    pub fn document(&self, source: &Source, ask: &Ask) -> Result<Document, No> {
        let table = self.table(source, ask)?;
        let mut document = self.head(source, ask)?;
        document.meta.push(pair("Rows", table.rows.len().to_string()));
        if table.columns.iter().any(|column| column.total) {
            document.meta.push(in_rupees());
        }
        document = document.with(Section::Table(table));
        let parts = self.parts(source, ask)?;
        if parts.len() > 1 {
            document = document.with(Section::Heading("By area and category".to_owned())).with(Section::Table(part_table(parts)));
        }
        Ok(document)
    }

    /// The list on paper: by route where somebody walks with it.
    ///
    /// # Errors
    /// As [`Self::page`].
    pub fn paper(&self, source: &Source, ask: &Ask) -> Result<Document, No> {
        match self.rows {
            Rows::Consumers { walk: true, .. } => walk::document(self, source, ask),
            _ => self.document(source, ask),
        }
    }

    /// Its rows alone, for a spreadsheet.
    ///
    /// # Errors
    /// As [`Self::page`].
    pub fn rows_alone(&self, source: &Source, ask: &Ask) -> Result<Document, No> {
        Ok(source.document(self.title).with(Section::Table(self.table(source, ask)?)))
    }

    /// The list for other programs.
    ///
    /// # Errors
    /// As [`Self::page`].
    pub fn json(&self, source: &Source, ask: &Ask) -> Result<Value, No> {
        let fields = self.fields();
        let row = |cells: Vec<Cell>| {
            Value::Object(fields.iter().zip(&cells).map(|(field, cell)| (field.key.to_owned(), json::cell(cell))).collect())
        };
        let rows: Vec<Value> = self.page(source, ask)?.into_iter().map(row).collect();
        let totals = self.totals(source, ask)?;
        let mut sums = Map::new();
        sums.insert("rows".into(), json!(totals.rows));
        if let Some(balance) = totals.balance {
            sums.insert("balance".into(), json!(balance.to_string()));
            let part = |p: Part| json!({ "area": p.area, "category": p.category, "rows": p.rows, "balance": p.balance.to_string() });
            sums.insert("parts".into(), self.parts(source, ask)?.into_iter().map(part).collect());
        }
        let fresh = fresh(source)?.json();
        Ok(json!({ "list": self.name, "as_on": source.today, "fresh": fresh, "rows": rows, "totals": sums }))
    }
}

pub(super) fn part_table(parts: Vec<Part>) -> Table {
    let mut table = Table::new(vec![
        Column::text("Area"),
        Column::text("Category"),
        Column::counts("Consumers").with_total(),
        Column::figures("Balance").with_total(),
    ]);
    for part in parts {
        table.row([part.area.into(), part.category.into(), Cell::Count(part.rows), part.balance.into()]);
    }
    table
}

fn filter(ask: &Ask, key: String) -> Filter {
    let Ask { office, area, category, text, .. } = ask.clone();
    Filter { office, area, category, text, key }
}

fn consumer(listed: Listed, on_route: bool, more: &fn(&Consumer) -> Vec<Cell>) -> Vec<Cell> {
    let Listed { name, address, consumer } = listed;
    let supply = &consumer.supply;
    let mut cells = vec![consumer.no.to_string(), name];
    if on_route {
        let place = if supply.transformer.is_empty() { &supply.feeder } else { &supply.transformer };
        cells.extend([address, supply.area.clone(), place.clone()]);
    } else {
        cells.push(supply.area.clone());
    }
    cells.extend([supply.category.clone(), consumer.status.code()]);
    let mut cells: Vec<Cell> = cells.into_iter().map(Cell::from).collect();
    cells.extend(more(&consumer));
    cells.push(consumer.balance.into());
    cells
}

fn sort_of(key: &str) -> Option<Sort> {
    Some(match key {
        "consumer" => Sort::Consumer,
        "house" => Sort::Route,
        "name" => Sort::Name,
        "area" => Sort::Area,
        "category" => Sort::Category,
        "status" => Sort::Status,
        "balance" => Sort::Balance,
        "department" => Sort::Department,
        _ => return None,
    })
}

fn order(a: Option<&Cell>, b: Option<&Cell>) -> std::cmp::Ordering {
    match (a, b) {
        (Some(Cell::Amount(a)), Some(Cell::Amount(b))) => a.cmp(b),
        (Some(Cell::Count(a)), Some(Cell::Count(b))) => a.cmp(b),
        (Some(a), Some(b)) => a.plain().cmp(&b.plain()),
        _ => std::cmp::Ordering::Equal,
    }
}
