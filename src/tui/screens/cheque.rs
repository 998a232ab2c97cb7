//! Dishonoured cheque: bank and number → every receipt that it paid → one act for all of them (`C-16`, `L-12`).

use rusqlite::Connection;

use super::patterns::sheet::Plan;
use super::patterns::{Found, Sheet, Sure, Texts, Then};
use crate::acts::cheque::Dishonour;
use crate::acts::close::bpsc_since;
use crate::acts::{SeenReceipt, Sight as _};
use crate::base::{ConsumerNo, Day, DeskId, Money, No, Refusal};
use crate::journal::Fact;
use crate::rules::bill::Line;
use crate::rules::head::Account;
use crate::rules::role::Role;
use crate::store::read;
use crate::store::sight::Seen;
use crate::tui::backend::Status;
use crate::tui::looks::Tone;
use crate::tui::program::{House, Outcome, View, act};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::{Field, Form, Kind, Panel};

pub const CARD: Card<House> = Card {
    name: "cheque",
    title: "Dishonoured cheque",
    about: "A cheque that came back: undo what it paid",
    roles: &[Role::Bcc],
    actions: &[],
    open,
};

const PLAN: Plan = Plan {
    name: "cheque",
    title: "Dishonoured cheque",
    intro: "A cheque or draft that the bank sent back: every receipt that it paid is undone in one act.",
    fields,
    look,
    sure,
    record,
    said,
    then: Then::Again,
};

fn open(status: &Status) -> Box<dyn Screen<House>> {
    Box::new(Sheet::new(&PLAN, &[], status))
}

fn fields(_: &Texts, _: Day) -> Vec<Field> {
    vec![
        Field::new("bank", "Bank", Kind::Text(30)).hint("as on the receipt"),
        Field::new("number", "Number", Kind::Digits(12)),
        Field::new("charge", "Bank's charge", Kind::Money).optional().hint("empty: the tariff's"),
    ]
}

fn look(texts: &Texts, view: &View<'_>) -> Result<Found, No> {
    let (bank, number) = (texts.get("bank"), texts.get("number"));
    if bank.is_empty() || number.is_empty() {
        return Ok(Found::default());
    }
    let receipts = paid_by(view.conn(), view.desk(), bank, number)?;
    let count = receipts.len();
    let detail = format!("{count} receipt{} undone; what they paid is owed again.", if count == 1 { " is" } else { "s are" });
    let mut found = Found { title: format!("Paid by {number} of {bank}"), sum: detail, ..Found::default() };
    if receipts.is_empty() {
        let message = format!("No standing receipt was paid by {number} of {bank}: look at bank and number again.");
        found.wrong = Some(Refusal::new("C-16", message).at("number"));
        found.panel = Panel::new().note(Tone::Warn, "nothing");
        return Ok(found);
    }
    let until = view.today().plus_months(i32::from(view.rules().profile.counter.cash_only_months));
    let mut panel = Panel::new();
    for receipt in &receipts {
        let who = match receipt.consumer {
            Some(no) => {
                let name = read::card(view.conn(), no)?.map(|card| super::patterns::lookup::name(&card)).unwrap_or_default();
                format!("{} of {}  {no}  {name}", part(receipt, number).indian(), receipt.day.dmy())
            }
            None => format!("{} of {}  {}", part(receipt, number).indian(), receipt.day.dmy(), receipt.head),
        };
        panel = panel.pair(&receipt.no.to_string(), who);
    }
    let sum: Money = receipts.iter().map(|r| part(r, number)).sum();
    panel = panel.gap().pair("In all", sum.indian());
    for (no, line) in surcharges(&receipts, number, view)? {
        panel = panel.pair(&line.text, format!("{} to {no}", line.amount.indian()));
    }
    found.panel = panel.note(Tone::Warn, format!("the consumers pay in cash only until {}", until.dmy()));
    Ok(found)
}

/// The surcharges that the closes since come to, as the act would add them (`L-12`): at the first receipt of each consumer.
fn surcharges(receipts: &[SeenReceipt], number: &str, view: &View<'_>) -> Result<Vec<(ConsumerNo, Line)>, No> {
    let seen = Seen { conn: view.conn(), desk: view.desk() };
    let mut asked: Vec<ConsumerNo> = Vec::new();
    let mut lines = Vec::new();
    for receipt in receipts {
        let Some(no) = receipt.consumer.filter(|no| !asked.contains(no)) else { continue };
        asked.push(no);
        if receipt.head == Account::DUES.code() {
            lines.extend(bpsc_since(&seen, no, &receipt.no, part(receipt, number), &view.moment())?.into_iter().map(|line| (no, line)));
        }
    }
    Ok(lines)
}

fn paid_by(conn: &Connection, desk: &DeskId, bank: &str, number: &str) -> Result<Vec<SeenReceipt>, No> {
    Seen { conn, desk }.receipts_of_instrument(bank, number)
}

/// What of a receipt the cheque paid.
fn part(receipt: &SeenReceipt, number: &str) -> Money {
    receipt.tenders.iter().filter(|t| t.number.as_deref() == Some(number)).map(|t| t.amount).sum()
}

fn sure(texts: &Texts, found: &Found) -> Option<Sure> {
    Some(Sure {
        question: format!("Record cheque {} of {} as dishonoured?", texts.get("number"), texts.get("bank")),
        detail: found.sum.clone(),
    })
}

fn record(_: &Form, texts: &Texts, _: Day) -> Result<Effect<House>, Refusal> {
    let charge = texts.some("charge").map(|_| texts.money("charge"));
    Ok(act(Dishonour { bank: texts.owned("bank"), number: texts.owned("number"), charge }))
}

fn said(outcome: &Outcome) -> String {
    let Outcome::Recorded(done) = outcome else { return String::new() };
    let Some(Fact::ChequeDishonoured(cheque)) = done.entries.first().map(|e| &e.fact) else { return String::new() };
    let amount: Money = cheque.hits.iter().map(|hit| hit.amount).sum();
    let charge: Money = cheque.hits.iter().map(|hit| hit.charge).sum();
    let surcharge: Money = cheque.hits.iter().flat_map(|hit| &hit.bpsc).map(|line| line.amount).sum();
    let more = if surcharge.is_zero() { String::new() } else { format!(", surcharges {}", surcharge.indian()) };
    format!("cheque {} undone: {} owed again, charge {}{more}", cheque.number, amount.indian(), charge.indian())
}
