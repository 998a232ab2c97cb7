//! The demand of a period: its standing bills by category, and the heads that they charge.

use super::{Source, in_rupees, pair};
use crate::base::{No, Period};
use crate::print::{Column, Document, Section, Table};
use crate::store::report;

/// # Errors
/// A fault of the data file.
pub fn demand(source: &Source, period: Period) -> Result<Document, No> {
    let mut bills = Table::new(vec![
        Column::text("Category"),
        Column::counts("Bills").with_total(),
        Column::counts("Units").with_total(),
        Column::figures("Amount").with_total(),
    ]);
    for line in report::demand(source.conn, period)? {
        bills.row([line.category.into(), line.bills.into(), line.units.into(), line.amount.into()]);
    }
    let mut heads =
        Table::new(vec![Column::text("Category"), Column::text("Head"), Column::text("Name"), Column::figures("Amount").with_total()]);
    for (category, head, amount) in report::demand_heads(source.conn, period)? {
        heads.row([category.into(), head.as_str().into(), source.head(&head).into(), amount.into()]);
    }
    let mut document = source.document(format!("Demand of {}", period.short()));
    document.meta = vec![pair("Period", period.to_string()), in_rupees()];
    Ok(document
        .with(Section::Heading("By category".to_owned()))
        .with(Section::Table(bills))
        .with(Section::Heading("By category and head of account".to_owned()))
        .with(Section::Table(heads)))
}
