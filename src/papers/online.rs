//! The acknowledgement of a payment made online (`C-12`): no drawer took it, so it is no receipt form and no duplicate of one.

use super::letter::{about, letter, pairs, sheet};
use super::past::then;
use super::{Ask, Source, Written, name_of, unknown};
use crate::base::{No, words::in_words};
use crate::journal::fact::Fact;
use crate::print::Section;
use crate::store::read;

/// By its number here, E-...
pub fn write(source: &Source, ask: Ask) -> Result<Written, No> {
    let no = source.number(ask.id)?;
    let (_, entry) = read::receipt(source.conn, &no)?.ok_or_else(|| unknown("online payment", ask.id))?;
    let Fact::PaidOnline(paid) = &entry.fact else { return Err(unknown("online payment", ask.id)) };
    let then = then(source.conn, paid.consumer, &entry)?;
    let amount = paid.receipt.amount;
    let document = letter(source, &entry.desk, "PAYMENT MADE ONLINE", entry.day, ask.copy)
        .with(about(paid.consumer, &then.personal))
        .with(pairs([
            ("Number here", no.to_string()),
            ("Reference", paid.reference.clone()),
            ("Paid on", entry.day.dmy()),
            ("Amount", format!("Rs {} ({})", amount.indian(), in_words(amount))),
        ]))
        .with(Section::Paragraph(
            "The amount above was paid through the online payment system and is credited to the consumer's account as of that day. It was \
             not taken at a counter."
                .to_owned(),
        ))
        .with(Section::Signatures(vec![format!("For the office: {}", entry.user)]));
    Ok(Written { name: name_of(&no, ask.copy), sheet: sheet(document), consumer: Some(paid.consumer), counted: None })
}
