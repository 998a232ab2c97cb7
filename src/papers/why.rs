//! *Why this amount*, on paper (`B-19`).

use super::letter::{about, letter, pairs, sheet};
use super::parts::rate;
use super::past::then;
use super::{Ask, Source, Written, unknown};
use crate::base::No;
use crate::print::{Cell, Column, Section, Table};
use crate::rules::bill::{Bill, explain};
use crate::store::read;

/// The steps of a bill, by its number.
pub fn write(source: &Source, ask: Ask) -> Result<Written, No> {
    let no = source.number(ask.id)?;
    let (line, consumer, bill) = read::bill(source.conn, &no)?.ok_or_else(|| unknown("bill", ask.id))?;
    let entry = read::entry(source.conn, &line.entry.0, line.entry.1)?;
    let then = then(source.conn, consumer, &entry)?;
    let mut document = letter(source, &entry.desk, "WHY THIS AMOUNT", bill.date, 0)
        .with(about(consumer, &then.personal))
        .with(pairs([("Bill", no.to_string()), ("Period", bill.period.short()), ("Payable", format!("Rs {}", bill.payable.indian()))]))
        .with(Section::Heading("Step by step".to_owned()));
    for (step, words) in (1..).zip(explain(&bill)) {
        document.sections.push(Section::Paragraph(format!("{step}. {words}")));
    }
    document.sections.push(Section::Heading("The bill".to_owned()));
    document.sections.push(Section::Table(lines(&bill)));
    if bill.is_sample() {
        document.sections.push(Section::Paragraph("SAMPLE TARIFF: the rates are not the notified ones.".to_owned()));
    }
    Ok(Written { name: format!("why-{no}"), sheet: sheet(document), consumer: Some(consumer), counted: None })
}

fn lines(bill: &Bill) -> Table {
    let mut table =
        Table::new(vec![Column::text("Particulars"), Column::figures("Units"), Column::figures("Rate"), Column::figures("Rupees")]);
    for line in bill.own_lines() {
        let units = line.units.map_or(Cell::Blank, |u| Cell::Count(u.kwh()));
        let rate = line.rate.map_or(Cell::Blank, |r| Cell::Text(rate(r)));
        table.row([Cell::Text(line.text.clone()), units, rate, Cell::Amount(line.amount)]);
    }
    for (words, amount) in [
        ("Bill amount", bill.bill_amount),
        ("Belated-payment surcharge", bill.bpsc),
        ("Misc. postings", bill.postings),
        ("Arrears (advance below zero)", bill.arrears),
        ("Payable", bill.payable),
        ("To collect, in whole rupees", bill.collect),
    ] {
        table.row([Cell::from(words), Cell::Blank, Cell::Blank, Cell::Amount(amount)]);
    }
    table
}
