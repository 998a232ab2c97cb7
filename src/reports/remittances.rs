//! What was taken to bank or treasury in some days (`C-9`).

use super::{Source, heads};
use crate::base::No;
use crate::journal::fact::Fact;
use crate::print::{Column, Document, Section, Table};
use crate::store::report::{self, Days};

/// # Errors
/// A fault of the data file.
pub fn remittances(source: &Source, days: Days) -> Result<Document, No> {
    let mut table = Table::new(vec![
        Column::text("Recorded"),
        Column::text("Desk"),
        Column::text("By"),
        Column::text("Mode"),
        Column::text("Challan"),
        Column::text("Challan of"),
        Column::figures("Amount").with_total(),
    ]);
    for entry in report::book(source.conn, days)? {
        if let Fact::Remitted { challan, amount, mode, date } = &entry.fact {
            table.row([
                entry.day.into(),
                entry.desk.to_string().into(),
                entry.user.as_str().into(),
                mode.name().into(),
                challan.as_str().into(),
                (*date).into(),
                (*amount).into(),
            ]);
        }
    }
    let mut document = source.document("Remittances");
    document.meta = heads::between(days);
    Ok(document.with(Section::Heading("Remittances".to_owned())).with(Section::Table(table)))
}
