//! The payment system's file by its path; what it would do is shown next.

use super::super::patterns::folder::{Wanted, choose, chosen};
use super::super::patterns::offer::Offer;
use super::super::patterns::sheet::Plan;
use super::super::patterns::{Found, Texts, Then};
use super::offer::PAYMENTS;
use crate::base::{Day, No, Refusal};
use crate::tui::program::{House, View};
use crate::tui::screen::Effect;
use crate::tui::widgets::{Field, Form, Kind};

pub const PLAN: Plan = Plan {
    name: super::CARD.name,
    title: "File of online payments",
    intro: "Columns reference,consumer,amount,date. It is checked, and what becomes of each payment is shown; nothing is recorded yet.",
    fields: |_, _| vec![Field::new("file", "File", Kind::Text(200)).hint("or its number below")],
    look,
    sure: Plan::asks_nothing,
    record,
    said: |_| String::new(),
    then: Then::Opens,
};

const WANTED: Wanted = Wanted { ending: ".csv", one: "CSV file", title: "CSV files and folders" };

fn look(texts: &Texts, _: &View<'_>) -> Result<Found, No> {
    Ok(choose(texts, &WANTED).0)
}

fn record(_: &Form, texts: &Texts, _: Day) -> Result<Effect<House>, Refusal> {
    Ok(Effect::Replace(Offer::open(&PAYMENTS, chosen(texts))))
}
