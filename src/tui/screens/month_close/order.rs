//! The AE's order of a close though something is missing (`L-2`).

use super::super::patterns::sheet::Plan;
use super::super::patterns::{Found, Sheet, Texts, Then};
use super::{CARD, stand};
use crate::acts::close::OrderClose;
use crate::base::{Day, No, Period, Refusal};
use crate::tui::backend::Status;
use crate::tui::looks::Tone;
use crate::tui::program::{House, View, act};
use crate::tui::screen::Effect;
use crate::tui::widgets::{Field, Form, Kind, Panel};

const PLAN: Plan = Plan {
    name: CARD.name,
    title: "Order the close",
    intro: "The close is run though what stands below is missing; a payment that arrives later is put right then. The reason stands with the close.",
    fields: |_, _| vec![Field::new("reason", "Reason", Kind::Text(60))],
    look,
    sure: Plan::asks_nothing,
    record,
    said: |_| "ordered: the BCC runs the close".to_owned(),
    then: Then::Close,
};

pub fn open(period: Period, status: &Status) -> Effect<House> {
    Sheet::open(&PLAN, &[("period", period.to_string())], status)
}

fn look(_: &Texts, view: &View<'_>) -> Result<Found, No> {
    let stand = stand(view)?;
    let lines = stand.wait.iter().chain(&stand.missing);
    let panel = lines.fold(Panel::new(), |panel, line| panel.note(Tone::Warn, line.clone()));
    Ok(Found { title: "Missing".to_owned(), panel, ..Found::default() })
}

fn record(_: &Form, texts: &Texts, _: Day) -> Result<Effect<House>, Refusal> {
    let period = texts.get("period").parse().map_err(|_| Refusal::new("L-2", "There is no month to close."))?;
    Ok(act(OrderClose { period, reason: texts.owned("reason") }))
}
