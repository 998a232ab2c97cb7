//! The cash scroll: each receipt of a closed counter in its order, with the running total (`C-9`).

use super::session::Session;
use super::taken::Taken;
use super::{Source, in_rupees, pair};
use crate::base::{Money, No};
use crate::print::{Cell, Column, Document, Section, Table};

/// The scroll of a close, by the close's number. Consumers stand by their numbers: a name may be erased, a scroll may not change.
///
/// # Errors
/// A number that no close has.
pub fn scroll(source: &Source, id: &str) -> Result<Document, No> {
    let session = Session::of_close(source, id)?;
    let close = &session.close;
    let mut document = source.document_of(&close.no.desk, format!("Cash scroll {}", close.no));
    document.meta = vec![
        pair("Business date", close.date.dmy()),
        pair("Counter", format!("Desk {}, {}", close.no.desk, session.closed.user)),
        pair("Receipts", close.receipts.to_string()),
        pair("Check code", close.check.clone()),
        in_rupees(),
    ];
    Ok(document
        .with(Section::Table(receipts(session.taken())))
        .with(Section::Signatures(vec!["Billing counter clerk".to_owned(), "Head cashier".to_owned()])))
}

/// Receipts in order, with their running total.
pub(super) fn receipts<'a>(taken: impl Iterator<Item = Taken<'a>>) -> Table {
    let mut table = Table::new(vec![
        Column::figures("No"),
        Column::text("Time"),
        Column::text("Receipt"),
        Column::text("Consumer"),
        Column::text("Bill"),
        Column::text("Head"),
        Column::text("Mode"),
        Column::figures("Amount").with_total(),
        Column::figures("Total so far"),
    ]);
    let mut total = Money::ZERO;
    for (number, taken) in (1_i64..).zip(taken) {
        total += taken.receipt.amount;
        table.row([
            Cell::Count(number),
            taken.receipt.time.as_str().into(),
            taken.receipt.no.to_string().into(),
            taken.consumer.map_or(Cell::Blank, |no| no.to_string().into()),
            taken.bill.map_or(Cell::Blank, |(no, _)| no.to_string().into()),
            taken.head.into(),
            taken.modes().into(),
            taken.receipt.amount.into(),
            total.into(),
        ]);
    }
    table
}
