//! The acknowledgement of a payment under protest (`C-13`); where requests can't begin at the counter, the advice how to.

use super::letter::{about, letter, pairs, sheet};
use super::parts::{bill_words, modes};
use super::past::then;
use super::{Ask, Source, Written, name_of, unknown};
use crate::base::{No, PaperKind, words::in_words};
use crate::journal::Entry;
use crate::journal::fact::{Fact, Paid, Protest};
use crate::print::{Document, Section};
use crate::store::read;

/// By the request's number, or by the receipt's.
pub fn write(source: &Source, ask: Ask) -> Result<Written, No> {
    let no = source.number(ask.id)?;
    let entry = match no.kind {
        PaperKind::Request => read::request(source.conn, &no)?,
        _ => read::receipt(source.conn, &no)?.map(|(_, entry)| entry),
    };
    let entry = entry.ok_or_else(|| unknown("payment under protest", ask.id))?;
    let Fact::Paid(paid) = &entry.fact else { return Err(unknown("payment under protest", ask.id)) };
    let Some(protest) = &paid.protest else { return Err(unknown("payment under protest", ask.id)) };
    let counted = protest.request.clone();
    let name = counted.as_ref().map_or_else(|| format!("advice-{}", paid.receipt.no), |request| name_of(request, ask.copy));
    let document = acknowledgement(source, ask, &entry, paid, protest)?;
    Ok(Written { name, sheet: sheet(document), consumer: Some(paid.consumer), counted })
}

fn acknowledgement(source: &Source, ask: Ask, entry: &Entry, paid: &Paid, protest: &Protest) -> Result<Document, No> {
    let then = then(source.conn, paid.consumer, entry)?;
    let title = if protest.request.is_some() { "PAYMENT UNDER PROTEST: ACKNOWLEDGEMENT" } else { "PAYMENT UNDER PROTEST" };
    let bill = bill_words(protest.bill.as_ref());
    let amount = paid.receipt.amount;
    let mut document = letter(source, &entry.desk, title, entry.day, ask.copy).with(about(paid.consumer, &then.personal)).with(pairs([
        ("Request", protest.request.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("Bill", protest.bill.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("Claimed", paid.bill.as_ref().map(|b| format!("Rs {}", b.bill.payable.indian())).unwrap_or_default()),
        ("Receipt", format!("{}, {}", paid.receipt.no, paid.receipt.time)),
        ("Deposited", format!("Rs {} ({})", amount.indian(), in_words(amount))),
        ("Paid by", modes(&paid.receipt.tenders)),
        ("Disputed, not paid", if protest.disputed.is_zero() { String::new() } else { format!("Rs {}", protest.disputed.indian()) }),
    ]));
    document.sections.push(Section::Paragraph(format!(
        "The consumer disputes {bill} and has deposited the amount above under protest, for this reason: {}",
        protest.reason
    )));
    document.sections.push(Section::Paragraph(match &protest.request {
        Some(request) => format!(
            "The request for revision is taken down under number {request}. {} Please quote the number in every enquiry.",
            until_decided(protest)
        ),
        None => source.rules.profile.requests.refusal.clone(),
    }));
    document.sections.push(Section::Signatures(vec!["Consumer".to_owned(), format!("For the office: {}", entry.user)]));
    Ok(document)
}

const fn until_decided(protest: &Protest) -> &'static str {
    if protest.disputed.is_zero() {
        "What the revision finds to have been charged too much is credited to the account."
    } else {
        "Until it is decided the disputed part is not treated as outstanding: no surcharge runs on it and the supply is not cut for it \
         (Electricity Act 2003, section 56(1), proviso)."
    }
}
