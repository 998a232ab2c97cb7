//! A payment under protest decided (`L-18`): what is disputed, what is given back, what is outstanding again.

use super::patterns::sheet::Plan;
use super::patterns::{Found, Sheet, Sure, Texts, Then, lookup};
use crate::acts::close::bpsc_since;
use crate::acts::protest::DecideProtest;
use crate::base::{ConsumerNo, Day, Money, No, Refusal};
use crate::journal::fact::Paid;
use crate::journal::{Fact, Subject};
use crate::rules::role::Role;
use crate::store::read;
use crate::store::sight::Seen;
use crate::tui::backend::Status;
use crate::tui::program::{House, Outcome, View, Work};
use crate::tui::screen::{Card, Effect};
use crate::tui::widgets::{Field, Form, Kind};

pub const CARD: Card<House> = Card {
    name: "protest",
    title: "Protest decision",
    about: "What was paid under protest: give back, or reject",
    roles: &[Role::Ae],
    actions: &[],
    open: |status| Box::new(Sheet::new(&PLAN, &[], status)),
};

const PLAN: Plan = Plan {
    name: CARD.name,
    title: CARD.title,
    intro: "What is given back is credited; the rest is outstanding again, with the surcharges of the closes since.",
    fields: |_, _| {
        vec![
            Field::new("consumer", "Consumer", Kind::Text(24)).hint("number, or words of name and house"),
            Field::new("amount", "Given back", Kind::Money).hint("0 rejects the protest"),
            Field::new("reason", "Reason", Kind::Text(120)),
        ]
    },
    look,
    sure,
    record,
    said,
    then: Then::Close,
};

/// The decision for a consumer.
pub fn open(no: ConsumerNo, status: &Status) -> Effect<House> {
    Sheet::open(&PLAN, &[("consumer", no.to_string())], status)
}

fn look(texts: &Texts, view: &View<'_>) -> Result<Found, No> {
    let mut found = Found::default();
    let Some(card) = lookup::look_up(view, texts, "consumer", &mut found)? else { return Ok(found) };
    let consumer = &card.consumer;
    let disputed = consumer.disputed;
    if disputed.is_zero() {
        found.wrong = Some(Refusal::new("L-18", format!("Nothing is disputed on {}.", consumer.no)).at("consumer"));
        return Ok(found);
    }
    let paid = protested(view, consumer.no)?;
    if let Some((paid, day)) = &paid {
        let protest = paid.protest.as_ref();
        let bill = protest.and_then(|p| p.bill.as_ref()).map_or_else(|| "dues of earlier bills".to_owned(), ToString::to_string);
        found.panel = found
            .panel
            .pair("Protest", format!("{} on {}, {} deposited", paid.receipt.no, day.dmy(), paid.receipt.amount.indian()))
            .pair("Against", bill)
            .pair("Claim", protest.map(|p| p.reason.clone()).unwrap_or_default());
    }
    found.panel = found.panel.gap().pair("Disputed", disputed.indian());
    if texts.get("amount").is_empty() {
        return Ok(found);
    }
    let upheld = texts.money("amount");
    if upheld > disputed {
        found.wrong = Some(Refusal::new("L-18", format!("{} is disputed: no more is given back.", disputed.indian())).at("amount"));
        return Ok(found);
    }
    let surcharge: Money = match &paid {
        Some((paid, _)) if upheld < disputed => {
            let seen = Seen { conn: view.conn(), desk: view.desk() };
            bpsc_since(&seen, consumer.no, &paid.receipt.no, disputed - upheld, &view.moment())?.iter().map(|line| line.amount).sum()
        }
        _ => Money::ZERO,
    };
    found.panel = found
        .panel
        .pair("Given back", upheld.indian())
        .pair("Surcharges", surcharge.indian())
        .pair("Account then", lookup::balance(consumer.balance - upheld + surcharge));
    Ok(found)
}

/// The last payment under protest, and its day.
fn protested(view: &View<'_>, no: ConsumerNo) -> Result<Option<(Box<Paid>, Day)>, No> {
    let entries = read::entries_of(view.conn(), &Subject::Consumer(no))?;
    Ok(entries.into_iter().rev().find_map(|entry| match entry.fact {
        Fact::Paid(paid) if paid.protest.is_some() => Some((paid, entry.day)),
        _ => None,
    }))
}

fn sure(texts: &Texts, found: &Found) -> Option<Sure> {
    let upheld = texts.money("amount");
    let question =
        if upheld.is_zero() { "Reject the protest?".to_owned() } else { format!("Give back {} of what is disputed?", upheld.indian()) };
    Some(Sure { question, detail: format!("{}: the rest is outstanding at once.", found.title) })
}

fn record(_: &Form, texts: &Texts, _: Day) -> Result<Effect<House>, Refusal> {
    let texts = texts.clone();
    Ok(Effect::Act(Work::new(move |bench| {
        let consumer = lookup::consumer_of(bench, texts.get("consumer"), "consumer")?;
        let act = DecideProtest { consumer, upheld: texts.money("amount"), reason: texts.owned("reason") };
        Ok(Outcome::Recorded(bench.desk.act(bench.session, &act, &crate::desk::nothing_printed)?))
    })))
}

fn said(outcome: &Outcome) -> String {
    let Outcome::Recorded(done) = outcome else { return String::new() };
    let Some(Fact::ProtestDecided(decided)) = done.entries.first().map(|e| &e.fact) else { return String::new() };
    let surcharge: Money = decided.bpsc.iter().map(|line| line.amount).sum();
    format!("protest of {} decided: {} given back, surcharges {}", decided.consumer, decided.upheld.indian(), surcharge.indian())
}
