//! Counts and amounts by a name, in the order in which the names came.

use crate::base::Money;
use crate::print::{Cell, Column, Table};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sums(Vec<(String, i64, Money)>);

impl Sums {
    pub fn add(&mut self, name: &str, count: i64, amount: Money) {
        match self.0.iter_mut().find(|(known, ..)| known == name) {
            Some((_, counts, sum)) => {
                *counts += count;
                *sum += amount;
            }
            None => self.0.push((name.to_owned(), count, amount)),
        }
    }

    pub fn sorted(mut self) -> Self {
        self.0.sort();
        self
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, name: &str) -> (i64, Money) {
        self.0.iter().find(|(known, ..)| known == name).map_or((0, Money::ZERO), |(_, count, sum)| (*count, *sum))
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, i64, Money)> {
        self.0.iter().map(|(name, count, sum)| (name.as_str(), *count, *sum))
    }

    /// A table of them; `show` gives the cells of a name.
    pub fn table(&self, names: &[&str], count: Column, show: impl Fn(&str) -> Vec<Cell>) -> Table {
        let mut columns: Vec<Column> = names.iter().map(|name| Column::text(*name)).collect();
        columns.extend([count, Column::figures("Amount").with_total()]);
        let mut table = Table::new(columns);
        for (name, count, sum) in self.iter() {
            table.row(show(name).into_iter().chain([count.into(), sum.into()]));
        }
        table
    }
}

/// Each receipt counted once.
pub(super) fn receipts() -> Column {
    Column::counts("Receipts").with_total()
}

/// A receipt of two modes stands under both, so that their sum would say nothing.
pub(super) fn receipts_with() -> Column {
    Column::counts("Receipts")
}
