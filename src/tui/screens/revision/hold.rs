//! The disputed part held out of disconnection, on a form (`R-8`).

use super::CARD;
use crate::acts::revision::HoldDispute;
use crate::base::{Day, Money, No, PaperNo, Refusal};
use crate::journal::Fact;
use crate::store::{application_rows, project};
use crate::tui::backend::Status;
use crate::tui::program::{House, Outcome, View, act};
use crate::tui::screen::Effect;
use crate::tui::screens::patterns::sheet::Plan;
use crate::tui::screens::patterns::{Found, Sheet, Texts, Then};
use crate::tui::widgets::{Field, Form, Kind, Panel};

const PLAN: Plan = Plan {
    name: CARD.name,
    title: "Hold out of disconnection",
    intro: "What is held makes nobody belated or cut until that day, then it lapses by itself; it ends with the case. No day: hold it no longer.",
    fields,
    look,
    sure: Plan::asks_nothing,
    record,
    said,
    then: Then::Close,
};

/// The form for a request.
pub fn open(no: &PaperNo, status: &Status) -> Effect<House> {
    Sheet::open(&PLAN, &[("request", no.to_string())], status)
}

fn fields(_: &Texts, today: Day) -> Vec<Field> {
    vec![
        Field::new("until", "Until", Kind::Day(today)).optional().hint("the last day; empty: no longer"),
        Field::new("amount", "Amount", Kind::Money).optional().hint("empty: the disputed bill"),
        Field::new("reason", "Reason", Kind::Text(120)),
    ]
}

fn request(texts: &Texts) -> Result<PaperNo, Refusal> {
    texts.get("request").parse().map_err(|e: crate::base::number::NotANumber| Refusal::new("R-8", format!("{e}.")))
}

fn look(texts: &Texts, view: &View<'_>) -> Result<Found, No> {
    let mut found = Found { title: texts.owned("request"), ..Found::default() };
    let Some(application) = application_rows::read(view.conn(), &request(texts)?)? else { return Ok(found) };
    let held = application.case.as_ref().and_then(|case| case.held);
    found.panel = match held {
        Some(held) => Panel::new().pair("Held now", format!("{} until {}", held.amount.indian(), held.until.dmy())),
        None => Panel::new().pair("Held now", "nothing"),
    };
    if let Some(consumer) = application.about.map(|no| project::read_consumer(view.conn(), no)).transpose()?.flatten() {
        found.panel = found.panel.money("Outstanding", consumer.outstanding());
    }
    Ok(found)
}

fn record(_: &Form, texts: &Texts, today: Day) -> Result<Effect<House>, Refusal> {
    let until = texts.some("until").map(|_| texts.day("until", today));
    let amount: Option<Money> = texts.some("amount").map(|_| texts.money("amount"));
    Ok(act(HoldDispute { no: request(texts)?, amount, until, reason: texts.owned("reason") }))
}

fn said(outcome: &Outcome) -> String {
    let Outcome::Recorded(done) = outcome else { return String::new() };
    match done.entries.first().map(|entry| &entry.fact) {
        Some(Fact::DisputeHeld(held)) => match held.until {
            Some(until) => format!("{} held until {}", held.amount.indian(), until.dmy()),
            None => "held no longer".to_owned(),
        },
        _ => String::new(),
    }
}
