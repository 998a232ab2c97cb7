//! Misc. receipt: money for a head without a bill; application form, testing fee, scrap (`C-11`).

use super::patterns::sheet::Plan;
use super::patterns::{Found, Sheet, Texts, Then, lookup};
use crate::acts::misc::Misc;
use crate::acts::money::Handed;
use crate::base::{Day, Money, No, Refusal};
use crate::journal::Fact;
use crate::rules::profile::HeadUse;
use crate::rules::role::Role;
use crate::rules::tender::{Mode, Tender};
use crate::tui::backend::Status;
use crate::tui::looks::Tone;
use crate::tui::program::{House, Outcome, View, Work};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::{Field, Form, Kind};

pub const CARD: Card<House> = Card {
    name: "misc",
    title: "Misc. receipt",
    about: "Money for a head without a bill: forms, fees",
    roles: &[Role::Bcc],
    actions: &[],
    open,
};

/// The modes as the form offers them, in the order of [`Mode::ALL`].
const MODES: &[&str] = &["Cash", "UPI", "Card", "Cheque", "DD", "Transfer"];

const PLAN: Plan = Plan {
    name: "misc",
    title: "Misc. receipt",
    intro: "Money for a head of account without a bill: application forms, testing fees, scrap.",
    fields,
    look,
    sure: Plan::asks_nothing,
    record,
    said,
    then: Then::Again,
};

fn open(status: &Status) -> Box<dyn Screen<House>> {
    Box::new(Sheet::new(&PLAN, &[], status))
}

fn mode(texts: &Texts) -> Mode {
    let place = MODES.iter().position(|word| *word == texts.get("mode")).unwrap_or(0);
    Mode::ALL.get(place).copied().unwrap_or(Mode::Cash)
}

fn fields(texts: &Texts, today: Day) -> Vec<Field> {
    let mut fields = vec![
        Field::new("head", "Head", Kind::Text(12)).hint("its number in the list, or its code"),
        Field::new("consumer", "Consumer", Kind::Text(24)).optional().hint("number or name; empty for none"),
        Field::new("remark", "From, for", Kind::Text(60)).optional(),
        Field::new("amount", "Amount", Kind::Money),
        Field::new("mode", "Mode", Kind::Choice(MODES)),
    ];
    let part = Field::new("part", "Of it so", Kind::Money).optional().hint("empty: all; else the rest is cash");
    match mode(texts) {
        Mode::Cash => fields.push(Field::new("given", "Cash given", Kind::Money).optional().hint("for the change; empty: exact")),
        Mode::Upi | Mode::Card | Mode::Transfer => {
            fields.push(Field::new("reference", "Reference", Kind::Text(40)).hint("from slip or screen"));
            fields.push(part);
        }
        Mode::Cheque | Mode::Dd => {
            fields.push(Field::new("bank", "Bank", Kind::Text(30)));
            fields.push(Field::new("number", "Number", Kind::Digits(12)));
            fields.push(Field::new("date", "Dated", Kind::Day(today)));
            fields.push(part);
        }
    }
    fields
}

fn look(texts: &Texts, view: &View<'_>) -> Result<Found, No> {
    let mut found = Found::default();
    let head = lookup::look_up_head(&view.rules().profile, HeadUse::Misc, texts, &mut found);
    let Some(head) = head else { return Ok(found) };
    lookup::look_up(view, texts, "consumer", &mut found)?;
    if found.title.is_empty() {
        found.title = "Receipt".to_owned();
    }
    let (amount, given) = (texts.money("amount"), texts.money("given"));
    found.panel = std::mem::take(&mut found.panel).pair("For", head);
    if given > amount {
        found.panel = std::mem::take(&mut found.panel).note(Tone::Good, format!("change to give {}", (given - amount).indian()));
    }
    Ok(found)
}

/// The mode typed and, where it takes a part alone, cash for the rest.
fn tenders(texts: &Texts, today: Day) -> Vec<Tender> {
    let (amount, mode) = (texts.money("amount"), mode(texts));
    if mode == Mode::Cash {
        return vec![Tender::cash(amount.max(texts.money("given")))];
    }
    let part = if texts.get("part").is_empty() { amount } else { texts.money("part") };
    let tender = if mode.is_instrument() {
        Tender::instrument(mode, part, texts.get("bank"), texts.get("number"), texts.day("date", today))
    } else {
        Tender::by_reference(mode, part, texts.get("reference"))
    };
    let rest = amount - part;
    if rest > Money::ZERO { vec![tender, Tender::cash(rest)] } else { vec![tender] }
}

fn record(_: &Form, texts: &Texts, today: Day) -> Result<Effect<House>, Refusal> {
    let (head, remark, amount) = (texts.owned("head"), texts.owned("remark"), texts.money("amount"));
    let (consumer, handed) = (texts.some("consumer"), Handed { tenders: tenders(texts, today), keep: None });
    Ok(Effect::Act(Work::new(move |bench| {
        let consumer = consumer.map(|typed| lookup::consumer_of(bench, &typed, "consumer")).transpose()?;
        let act = Misc { consumer, head, remark, amount, handed };
        let (settings, session) = (bench.settings, bench.session);
        let done = bench.desk.act(session, &act, &|entries| crate::spool::at_once(settings, session, entries))?;
        Ok(Outcome::Recorded(done))
    })))
}

fn said(outcome: &Outcome) -> String {
    let Outcome::Recorded(done) = outcome else { return String::new() };
    let misc = done.entries.iter().find_map(|entry| if let Fact::MiscReceived(misc) = &entry.fact { Some(misc) } else { None });
    misc.map_or_else(String::new, |misc| {
        let receipt = &misc.receipt;
        let change = if receipt.change.is_zero() { String::new() } else { format!("; give {} change", receipt.change.indian()) };
        format!("{} for {}, {}{change}", receipt.no, receipt.amount.indian(), misc.head)
    })
}
