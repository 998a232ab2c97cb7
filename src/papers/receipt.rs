//! The receipt sheet: the bill on top, the receipt below (`C-18`).

use super::parts::{self, modes, notices};
use super::past::{Then, after, then};
use super::{Ask, Sheet, Source, Written, name_of, unknown};
use crate::base::{Money, No, PaperKind, PaperNo, words::in_words};
use crate::journal::Entry;
use crate::journal::fact::{Collected, Effected, Fact, MiscReceived, Paid, Receipt};
use crate::print::{Field, FormKind, Values};
use crate::rules::connection::For;
use crate::store::read;

/// A receipt by its number.
pub fn write(source: &Source, ask: Ask) -> Result<Written, No> {
    let no = source.number(ask.id)?;
    if no.kind == PaperKind::Online {
        return super::online::write(source, ask);
    }
    let (_, entry) = read::receipt(source.conn, &no)?.ok_or_else(|| unknown("receipt", ask.id))?;
    let mut values = Values::new();
    parts::head(&mut values, source, &entry.desk, ask.copy);
    let consumer = match &entry.fact {
        Fact::Paid(paid) => {
            let then = then(source.conn, paid.consumer, &entry)?;
            payment(&mut values, source, paid, &then);
            money(&mut values, &paid.receipt, &entry);
            Some(paid.consumer)
        }
        Fact::MiscReceived(misc) => {
            money(&mut values, &misc.receipt, &entry);
            if let Some(no) = misc.consumer {
                let then = then(source.conn, no, &entry)?;
                parts::consumer(&mut values, source, &then.after, &then.personal, entry.day.period());
                values.set(Field::Status, then.after.status.to_string()).amount(Field::Balance, then.after.balance);
            }
            other_receipt(&mut values, source, misc);
            misc.consumer
        }
        Fact::ApplicationStep(step) => {
            let (Some(paid), Some(no)) = (entry.fact.collected(), step.consumer) else { return Err(unknown("receipt", ask.id)) };
            let (consumer, personal) = after(source.conn, no, &entry)?;
            money(&mut values, &paid.receipt, &entry);
            parts::consumer(&mut values, source, &consumer, &personal, entry.day.period());
            values.set(Field::Status, consumer.status.to_string()).amount(Field::Balance, consumer.balance);
            let is_new = step.done.iter().any(|effect| matches!(effect, Effected::NumberMade(_)));
            demand(&mut values, &step.no, paid, is_new);
            Some(no)
        }
        _ => return Err(unknown("receipt", ask.id)),
    };
    Ok(Written { name: name_of(&no, ask.copy), sheet: Sheet::Form(FormKind::Receipt, Box::new(values)), consumer, counted: Some(no) })
}

/// Number, time, amount, modes and clerk.
fn money(values: &mut Values, receipt: &Receipt, entry: &Entry) {
    values
        .set(Field::ReceiptNo, receipt.no.to_string())
        .set(Field::ReceiptTime, format!("{} {}", entry.day.dmy(), receipt.time))
        .rupees(Field::Amount, receipt.amount)
        .set(Field::AmountInWords, in_words(receipt.amount))
        .set(Field::Modes, modes(&receipt.tenders))
        .amount(Field::Tendered, receipt.tendered)
        .amount(Field::Change, receipt.change)
        .set(Field::Clerk, entry.user.clone());
}

fn payment(values: &mut Values, source: &Source, paid: &Paid, then: &Then) {
    parts::consumer(values, source, &then.after, &then.personal, paid.period);
    values.set(Field::Status, then.after.status.to_string()).amount(Field::Balance, then.after.balance);
    let dues = match &paid.bill {
        Some(issued) => {
            parts::bill(values, &issued.bill, &then.before, paid.reading.as_ref());
            values.set(Field::BillNo, issued.no.to_string());
            None
        }
        None => {
            values.amount(Field::Arrears, then.before.balance).amount(Field::Payable, then.before.balance);
            Some("Dues of earlier bills; no bill was made.".to_owned())
        }
    };
    let protest = paid.protest.as_ref().map(|protest| match &protest.request {
        Some(request) => format!("Paid under protest, request {request}."),
        None => "Paid under protest.".to_owned(),
    });
    values.set(Field::Notice, notices([dues, protest, standing(then.after.balance)]));
}

/// What stays on the account after the receipt.
fn standing(balance: Money) -> Option<String> {
    if balance < Money::ZERO {
        Some(format!("Kept on account {}.", (-balance).indian()))
    } else if balance.is_outstanding() {
        Some(format!("Still to be paid {}.", balance.indian()))
    } else if balance > Money::ZERO {
        Some(format!("{} shows on the next bill.", balance.indian()))
    } else {
        None
    }
}

/// Said where the receipt's own entry made the number.
const CARD: &str = " Write the consumer number on the meter card.";

/// What an application demanded: its charges, deposit and advance, a line each.
fn demand(values: &mut Values, application: &PaperNo, paid: &Collected, is_new: bool) {
    let sums = [(For::Charges, "Connection charges"), (For::Deposit, "Security deposit"), (For::Advance, "Advance")];
    for (what, text) in sums {
        let amount: Money = paid.demand.lines.iter().filter(|line| line.what == what).map(|line| line.amount).sum();
        if !amount.is_zero() {
            values.line(text, "", "", amount);
        }
    }
    values
        .amount(Field::Payable, paid.demand.lines.iter().map(|line| line.amount).sum())
        .set(Field::Notice, format!("Demand {}, application {application}.{}", paid.demand.no, if is_new { CARD } else { "" }));
}

/// What the name's place has room for.
const NAME_LETTERS: usize = 50;

/// Money for a head of account: the head is the one line above.
fn other_receipt(values: &mut Values, source: &Source, misc: &MiscReceived) {
    let head = source.rules.profile.head(&misc.head).map_or_else(|| misc.head.clone(), |head| head.name.clone());
    values.line(head, "", "", misc.receipt.amount).amount(Field::Payable, misc.receipt.amount);
    // Without a consumer the remark says who paid; a long one is whole in the notice alone.
    let is_name = misc.consumer.is_none();
    if is_name {
        values.set(Field::Name, misc.remark.clone());
    }
    let is_whole_above = misc.remark.is_empty() || is_name && misc.remark.chars().count() <= NAME_LETTERS;
    if !is_whole_above {
        values.set(Field::Notice, format!("For: {}", misc.remark));
    }
}
