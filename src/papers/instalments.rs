//! An instalment order, for the consumer to keep (`L-18`).

use super::letter::{about, letter, pairs, sheet};
use super::past::then;
use super::{Ask, Source, Written, name_of, unknown};
use crate::base::{Money, No, words::in_words};
use crate::journal::fact::{Fact, InstalmentsOrdered};
use crate::print::{Cell, Column, Section, Table};
use crate::store::read;

/// By the order's number, I-...
pub fn write(source: &Source, ask: Ask) -> Result<Written, No> {
    let no = source.number(ask.id)?;
    let entry = read::instalments(source.conn, &no)?.ok_or_else(|| unknown("instalment order", ask.id))?;
    let Fact::InstalmentsOrdered(order) = &entry.fact else { return Err(unknown("instalment order", ask.id)) };
    let then = then(source.conn, order.consumer, &entry)?;
    let sum: Money = order.parts.iter().map(|part| part.amount).sum();
    let document = letter(source, &entry.desk, "ORDER TO PAY IN INSTALMENTS", entry.day, ask.copy)
        .with(about(order.consumer, &then.personal))
        .with(pairs([
            ("Order", no.to_string()),
            ("Outstanding", format!("Rs {} ({})", sum.indian(), in_words(sum))),
            ("Reason", order.reason.clone()),
        ]))
        .with(Section::Table(plan(order)))
        .with(Section::Paragraph(
            "Each part is to be paid at the counter by its day, together with the current bill of the month. With the first part the \
             connection is no longer belated; supply that was cut is put on again by the junior engineer after it."
                .to_owned(),
        ))
        .with(Section::Paragraph(
            "If a part, or a current bill, is not paid in its month, the order ends: what is left is due at once, with surcharge, and a \
             notice of disconnection under section 56(1) of the Electricity Act 2003 follows."
                .to_owned(),
        ))
        .with(Section::Signatures(vec!["Consumer".to_owned(), format!("Assistant engineer: {}", entry.user)]));
    Ok(Written { name: name_of(&no, ask.copy), sheet: sheet(document), consumer: Some(order.consumer), counted: Some(no) })
}

fn plan(order: &InstalmentsOrdered) -> Table {
    let columns =
        vec![Column::counts("Part"), Column::text("Pay by"), Column::figures("Amount").with_total(), Column::figures("Then still to pay")];
    let mut table = Table::new(columns);
    let mut left: Money = order.parts.iter().map(|part| part.amount).sum();
    for (number, part) in (1_i64..).zip(&order.parts) {
        left -= part.amount;
        table.row([Cell::Count(number), part.day.into(), part.amount.into(), left.into()]);
    }
    table
}
