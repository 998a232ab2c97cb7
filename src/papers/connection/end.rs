//! The final bill of a connection that ended on request, was stopped, or was temporary (`N-6`, `N-7`).

use super::{Ask, Case, Source, Written};
use crate::base::words::in_words;
use crate::base::{Money, No};
use crate::journal::fact::Effected;
use crate::papers::letter::{about, pairs};
use crate::papers::past::then;
use crate::papers::{parts, unknown};
use crate::print::{Cell, Column, Section, Table};
use crate::rules::bill::Bill;

/// By the bill's number, or the application's.
pub fn final_bill(source: &Source, ask: Ask) -> Result<Written, No> {
    let case = Case::of(source, ask, "final bill", |effect| effect.ended().is_some())?;
    let end = case.effect(|effect: &Effected| effect.ended().cloned()).ok_or_else(|| unknown("final bill", ask.id))?;
    let no = case.consumer().ok_or_else(|| unknown("final bill", ask.id))?;
    let then = then(source.conn, no, &case.entry)?;
    let (bill, after) = (&end.bill.bill, &then.after);
    let meter = &then.before.meter;
    let mut document = case
        .letter(source, &format!("FINAL BILL: {}", case.application.title.to_uppercase()), ask.copy)
        .with(pairs([("Bill", end.bill.no.to_string()), ("Application", case.application.no.to_string())]))
        .with(about(no, &then.personal))
        .with(pairs([
            ("Ended on", end.reading.day.dmy()),
            ("Meter", meter.no.clone()),
            ("Readings", format!("{} to {}, {} units", meter.base, end.reading.value, bill.units)),
            ("Tariff", bill.tariffs.iter().map(|t| t.id.as_str()).collect::<Vec<_>>().join(", ")),
        ]))
        .with(Section::Table(table(bill)));
    let settled = if bill.payable.is_outstanding() {
        ("To be paid", format!("Rs {} ({})", bill.collect.indian(), in_words(bill.collect)))
    } else if bill.payable < Money::ZERO {
        let back = -bill.payable;
        ("To be given back", format!("Rs {} ({}), by voucher once the AE has approved it", back.indian(), in_words(back)))
    } else {
        ("To be paid", "nothing".to_owned())
    };
    document = document.with(pairs([
        settled,
        ("Security deposit held", if after.sd.is_zero() { String::new() } else { format!("Rs {}", after.sd.indian()) }),
        ("Status", format!("{} ({})", after.status, after.status.words())),
    ]));
    if !after.sd.is_zero() && after.status.is_ended() {
        let words = "The deposit is set against dues by order of the assistant engineer; what is left of it is given back.";
        document = document.with(Section::Paragraph(words.to_owned()));
    }
    let document = document.with(Section::Signatures(vec![case.signs(source), "Consumer".to_owned()]));
    Ok(case.written(document, "final-bill", ask.copy, Some(&end.bill.no)))
}

/// The bill's lines, postings and arrears, up to what is payable.
fn table(bill: &Bill) -> Table {
    let columns = vec![Column::text("For"), Column::counts("Units"), Column::text("Rate"), Column::figures("Amount")];
    let mut table = Table::new(columns);
    for line in &bill.lines {
        let units = line.units.map_or(Cell::Blank, |units| Cell::Count(units.kwh()));
        table.row([line.text.as_str().into(), units, line.rate.map(parts::rate).unwrap_or_default().into(), line.amount.into()]);
    }
    let before = if bill.arrears < Money::ZERO { "Advance and credit before" } else { "Arrears before" };
    for (text, amount) in [(before, bill.arrears), ("Payable", bill.payable)] {
        table.row([text.into(), Cell::Blank, Cell::Blank, amount.into()]);
    }
    table
}
