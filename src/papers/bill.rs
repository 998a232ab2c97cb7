//! The bill sheet of an issued bill.

use super::parts::{self, notices};
use super::past::then;
use super::{Ask, Sheet, Source, Written, name_of, unknown};
use crate::base::No;
use crate::journal::fact::Fact;
use crate::print::{Field, FormKind, Upi, Values};
use crate::rules::bill::{Bill, explain};
use crate::store::read;

/// A bill by its number.
pub fn write(source: &Source, ask: Ask) -> Result<Written, No> {
    let no = source.number(ask.id)?;
    let (line, consumer, bill) = read::bill(source.conn, &no)?.ok_or_else(|| unknown("bill", ask.id))?;
    let entry = read::entry(source.conn, &line.entry.0, line.entry.1)?;
    let then = then(source.conn, consumer, &entry)?;
    let mut values = Values::new();
    parts::head(&mut values, source, &entry.desk, ask.copy);
    parts::consumer(&mut values, source, &then.after, &then.personal, bill.period);
    let mut paid_by = None;
    let mut reading = None;
    if let Fact::Paid(paid) = &entry.fact {
        reading = paid.reading.as_ref();
        paid_by = Some(format!("Rs {} was paid with this bill, receipt {}.", paid.receipt.amount.indian(), paid.receipt.no));
    }
    parts::bill(&mut values, &bill, &then.before, reading);
    values.set(Field::BillNo, no.to_string()).set(Field::Status, then.after.status.to_string());
    finish(&mut values, source, &bill, &no.to_string(), paid_by);
    Ok(Written {
        name: name_of(&no, ask.copy),
        sheet: Sheet::Form(FormKind::Bill, Box::new(values)),
        consumer: Some(consumer),
        counted: Some(no),
    })
}

/// What stands on bill and proposal alike: why, the postings, and the code to pay by (`C-21`).
pub fn finish(values: &mut Values, source: &Source, bill: &Bill, note: &str, first: Option<String>) {
    let posted = bill.posted_lines().map(|line| Some(format!("{}: {}.", line.text, line.amount.indian())));
    values.set(Field::Explanation, explain(bill).join(" ")).set(Field::Notice, notices(std::iter::once(first).chain(posted)));
    if !bill.collect.is_zero() {
        let upi = &source.rules.profile.upi;
        values.upi = Some(Upi { payee: upi.payee.clone(), payee_name: upi.name.clone(), amount: bill.collect, note: note.to_owned() });
    }
}
