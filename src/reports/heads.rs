//! The abstract by head of account: debits and credits of the double-entry ledger in some days (`C-10`).

use super::{BLIND, Source, in_rupees, pair};
use crate::base::No;
use crate::print::{Column, Document, Section, Table};
use crate::store::report::{self, Days};

/// # Errors
/// A fault of the data file.
pub fn heads(source: &Source, days: Days) -> Result<Document, No> {
    let (hidden, is_open) = source.hidden()?;
    let mut table = Table::new(vec![
        Column::text("Head"),
        Column::text("Name"),
        Column::figures("Debit").with_total(),
        Column::figures("Credit").with_total(),
        Column::figures("Net").with_total(),
    ]);
    for (code, debit, credit) in report::heads(source.conn, days, &hidden)? {
        table.row([code.as_str().into(), source.head(&code).into(), debit.into(), credit.into(), (debit - credit).into()]);
    }
    let mut document = source.document("Abstract by head of account");
    document.meta = between(days);
    document.sections.push(Section::Heading("Heads".to_owned()));
    document.sections.push(Section::Table(table));
    if is_open && days.to >= source.today {
        document.sections.push(Section::Paragraph(BLIND.to_owned()));
    }
    Ok(document)
}

pub(super) fn between(days: Days) -> Vec<(String, String)> {
    vec![pair("From", days.from.dmy()), pair("To", days.to.dmy()), in_rupees()]
}
