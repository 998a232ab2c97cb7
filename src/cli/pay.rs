//! `pay` and `receipt`.

use serde_json::{Value, json};

use super::answer::Answer;
use super::args::{Modes, Pay, Receipt};
use super::{At, consumer_no, day, money, paper_no, show};
use crate::acts::bill::Basis;
use crate::acts::misc::Misc;
use crate::acts::money::Handed;
use crate::acts::transfer::{Rightful, Transfer};
use crate::acts::{Act, pay};
use crate::base::{Day, Money, No, Refusal};
use crate::desk::{Desk, Done};
use crate::journal::Fact;
use crate::journal::fact::{self, Source};
use crate::rules::tender::{Mode, Tender};
use crate::store::read;

fn wrong(option: &'static str, message: String) -> No {
    Refusal::new("C-4", message).at(option).into()
}

/// `A:REF`
fn by_reference(mode: Mode, text: &str) -> Result<Tender, No> {
    let (amount, reference) =
        text.split_once(':').ok_or_else(|| wrong("reference", format!("--{mode} wants amount and reference: --{mode} 585:REFERENCE")))?;
    Ok(Tender::by_reference(mode, money(amount)?, reference.trim()))
}

/// `A:BANK:NUMBER:DATE`
fn instrument(mode: Mode, text: &str) -> Result<Tender, No> {
    let parts: Vec<&str> = text.split(':').collect();
    let [amount, bank, number, date] = parts.as_slice() else {
        return Err(wrong("number", format!("--{mode} wants amount, bank, number and date: --{mode} 585:SBI:004512:2026-11-05")));
    };
    Ok(Tender::instrument(mode, money(amount)?, bank.trim(), number.trim(), day(date)?))
}

/// The options' money.
pub fn tenders(modes: &Modes) -> Result<Vec<Tender>, No> {
    let mut tenders = Vec::new();
    if let Some(cash) = &modes.cash {
        tenders.push(Tender::cash(money(cash)?));
    }
    for (mode, texts) in [(Mode::Upi, &modes.upi), (Mode::Card, &modes.card), (Mode::Transfer, &modes.transfer)] {
        for text in texts {
            tenders.push(by_reference(mode, text)?);
        }
    }
    for (mode, texts) in [(Mode::Cheque, &modes.cheque), (Mode::Dd, &modes.dd)] {
        for text in texts {
            tenders.push(instrument(mode, text)?);
        }
    }
    Ok(tenders)
}

/// `self` or `reader`.
pub fn source(text: &str) -> Result<Source, No> {
    match text {
        "self" => Ok(Source::Own),
        "reader" => Ok(Source::Reader),
        _ => Err(Refusal::new("B-8", format!("'{text}' is not a source of readings at the counter: self or reader.")).into()),
    }
}

pub fn pay(at: &At, what: &Pay) -> Result<Answer, No> {
    let (desk, done) = at.act(|desk| {
        let basis = match (&what.reading, what.acm) {
            (Some(typed), _) => Some(Basis::Reading {
                typed: typed.clone(),
                source: source(&what.source)?,
                rollover: what.rollover,
                confirmed: what.confirm,
            }),
            (None, true) => Some(Basis::Acm),
            (None, false) => None,
        };
        let handed = Handed { tenders: tenders(&what.modes)?, keep: what.amount.as_deref().map(money).transpose()? };
        let act: Box<dyn Act> = Box::new(pay::Pay { consumer: consumer_no(desk, &what.no)?, basis, handed, protest: what.protest.clone() });
        Ok(act)
    })?;
    paid(&desk, &done)
}

fn paid(desk: &Desk, done: &Done) -> Result<Answer, No> {
    let Some(Fact::Paid(paid)) = done.entries.first().map(|e| &e.fact) else { return Ok(Answer::quiet()) };
    let bill = match &paid.bill {
        Some(issued) => {
            let standing = read::bill(desk.store().connection(), &issued.no)?.is_none_or(|(line, _, _)| line.standing);
            show::bill(Some(&issued.no), standing, paid.consumer, &issued.bill)
        }
        None => Value::Null,
    };
    let mut more = receipt_of(&paid.receipt);
    more["bill"] = bill;
    more["request"] = json!(paid.protest.as_ref().and_then(|p| p.request.clone()));
    if paid.protest.is_some() && !desk.rules().profile.requests.at_counter {
        more["advice"] = json!(desk.rules().profile.requests.refusal);
    }
    let value = show::write(desk, done, Some(paid.consumer), more)?;
    let text = format!(
        "{}  {}  kept {}  change {}  balance {}  {}\n",
        paid.receipt.no,
        paid.consumer,
        paid.receipt.amount.indian(),
        paid.receipt.change.indian(),
        value["balance"].as_str().unwrap_or(""),
        value["status"].as_str().unwrap_or("")
    );
    Ok(Answer::json(value).text(text))
}

fn receipt_of(receipt: &fact::Receipt) -> Value {
    json!({
        "receipt": receipt.no,
        "amount": show::amount(receipt.amount),
        "modes": receipt.tenders.iter().map(show::tender).collect::<Vec<_>>(),
        "tendered": show::amount(receipt.tendered),
        "change": show::amount(receipt.change),
        "time": receipt.time,
    })
}

pub fn receipt(at: &At, what: Receipt) -> Result<Answer, No> {
    match what {
        Receipt::Show { receipt } => shown(at, &receipt),
        Receipt::List { date } => listed(at, day(&date)?),
        Receipt::Misc { head, amount, consumer, remark, modes } => {
            let (desk, done) = at.act(|desk| {
                let consumer = consumer.as_deref().map(|no| consumer_no(desk, no)).transpose()?;
                let handed = Handed { tenders: tenders(&modes)?, keep: None };
                let act: Box<dyn Act> = Box::new(Misc { consumer, head: head.to_uppercase(), remark, amount: money(&amount)?, handed });
                Ok(act)
            })?;
            let Some(Fact::MiscReceived(misc)) = done.entries.first().map(|e| &e.fact) else { return Ok(Answer::quiet()) };
            let mut more = receipt_of(&misc.receipt);
            more["head"] = json!(misc.head);
            Ok(Answer::json(show::write(&desk, &done, misc.consumer, more)?))
        }
        Receipt::Transfer { receipt, to, reason } => {
            let (desk, done) = at.act(|desk| {
                let to = match to.parse::<Mode>() {
                    Ok(mode) => Rightful::Mode(mode),
                    Err(_) => Rightful::Consumer(consumer_no(desk, &to)?),
                };
                let act: Box<dyn Act> = Box::new(Transfer { receipt: paper_no(&receipt)?, to, reason });
                Ok(act)
            })?;
            Ok(Answer::json(show::write(&desk, &done, None, json!({ "id": done.papers().first(), "state": "waiting" }))?))
        }
    }
}

fn shown(at: &At, receipt: &str) -> Result<Answer, No> {
    let eye = at.eye()?;
    let no = paper_no(receipt)?;
    let (line, entry) = read::receipt(eye.connection(), &no)?.ok_or_else(|| Refusal::new("C-7", format!("There is no receipt {no}.")))?;
    let mut value = show::receipt_line(&line);
    value["entry"] = json!(entry.name());
    value["clerk"] = json!(entry.user);
    match &entry.fact {
        Fact::Paid(paid) => {
            value["bill"] = json!(paid.bill.as_ref().map(|b| b.no.clone()));
            value["tendered"] = show::amount(paid.receipt.tendered);
            value["change"] = show::amount(paid.receipt.change);
            value["time"] = json!(paid.receipt.time);
            value["request"] = json!(paid.protest.as_ref().and_then(|p| p.request.clone()));
        }
        Fact::MiscReceived(misc) => {
            value["remark"] = json!(misc.remark);
            value["tendered"] = show::amount(misc.receipt.tendered);
            value["change"] = show::amount(misc.receipt.change);
            value["time"] = json!(misc.receipt.time);
        }
        Fact::PaidOnline(paid) => {
            value["online"] = json!(true);
            value["reference"] = json!(paid.reference);
        }
        _ => {}
    }
    Ok(Answer::json(value))
}

fn listed(at: &At, date: Day) -> Result<Answer, No> {
    let eye = at.eye()?;
    let lines = read::receipts_of_day(eye.connection(), date)?;
    let total: Money = lines.iter().map(|l| l.amount).sum();
    // What an open counter took is not summed before its cash is counted (C-8).
    let open = read::counter(eye.connection(), eye.id())?.open;
    let total = Some(total).filter(|_| open.is_none_or(|open| open.date != date));
    let rows: Vec<Value> = lines.iter().map(show::receipt_line).collect();
    let plain: Vec<Value> = lines
        .iter()
        .map(|l| {
            let modes = l.tenders.iter().map(Tender::text).collect::<Vec<_>>().join(" + ");
            json!({ "receipt": l.no, "consumer": l.consumer, "head": l.head, "mode": modes, "amount": show::amount(l.amount) })
        })
        .collect();
    let sum = total.map_or_else(|| "summed when the counter is closed".to_owned(), Money::indian);
    let text = format!("{}{} receipts, {sum}\n", super::answer::plain(&Value::Array(plain)), lines.len());
    Ok(Answer::json(json!({ "date": date, "rows": rows, "totals": { "receipts": lines.len(), "amount": total.map(show::amount) } }))
        .text(text))
}
