//! The voucher of an approved refund (`C-16`).

use super::letter::{about, letter, pairs, sheet};
use super::past::then;
use super::{Ask, Source, Written, name_of, unknown};
use crate::base::{No, words::in_words};
use crate::journal::fact::{Fact, Posting};
use crate::print::Section;
use crate::store::read;

/// By the voucher's number.
pub fn write(source: &Source, ask: Ask) -> Result<Written, No> {
    let no = source.number(ask.id)?;
    let entry = read::voucher(source.conn, &no)?.ok_or_else(|| unknown("voucher", ask.id))?;
    let Fact::PostingDecided(decided) = &entry.fact else { return Err(unknown("voucher", ask.id)) };
    let consumer = decided.what.consumers().first().copied().ok_or_else(|| unknown("voucher", ask.id))?;
    let then = then(source.conn, consumer, &entry)?;
    let amount = decided.what.amount();
    let left = match decided.what {
        Posting::AdvanceRefund { .. } => format!("Balance of the account afterwards: Rs {}", then.after.balance.indian()),
        _ => format!("Security deposit held afterwards: Rs {}", then.after.sd.indian()),
    };
    let document = letter(source, &entry.desk, "REFUND VOUCHER", entry.day, ask.copy)
        .with(about(consumer, &then.personal))
        .with(pairs([
            ("Voucher", no.to_string()),
            ("Posting", decided.no.to_string()),
            ("For", decided.what.words()),
            ("Reason", decided.reason.clone()),
            ("Amount", format!("Rs {} ({})", amount.indian(), in_words(amount))),
            ("Made by", decided.maker.clone()),
            ("Approved by", entry.user.clone()),
        ]))
        .with(Section::Paragraph(left))
        .with(Section::Paragraph("Received the amount above in full.".to_owned()))
        .with(Section::Signatures(vec!["Consumer".to_owned(), "Cashier".to_owned(), format!("Approved: {}", entry.user)]));
    Ok(Written { name: name_of(&no, ask.copy), sheet: sheet(document), consumer: Some(consumer), counted: Some(no) })
}
