//! A new tariff: its file by path, then what it would change (`B-5`).

use super::super::patterns::folder::{Wanted, choose, chosen};
use super::super::patterns::sheet::Plan;
use super::super::patterns::{Found, Sheet, Texts, Then};
use super::offer;
use crate::base::{Day, No, Refusal};
use crate::desk::read_tariff;
use crate::rules::role::Role;
use crate::tui::program::{House, View};
use crate::tui::screen::{Card, Effect};
use crate::tui::widgets::{Field, Form, Kind};

pub const CARD: Card<House> = Card {
    name: "new-tariff",
    title: "New tariff",
    about: "Checked, compared with the old one, recorded",
    roles: &[Role::Adm],
    actions: &[offer::AGAIN],
    open: |status| Box::new(Sheet::new(&PLAN, &[], status)),
};

const PLAN: Plan = Plan {
    name: CARD.name,
    title: CARD.title,
    intro: "The file of the tariff or of a month's fuel surcharge. It is checked, and what it changes is shown; nothing is recorded yet.",
    fields: |_, _| vec![Field::new("file", "File", Kind::Text(200)).hint("or its number below")],
    look,
    sure: Plan::asks_nothing,
    record,
    said: |_| String::new(),
    then: Then::Opens,
};

const WANTED: Wanted = Wanted { ending: ".toml", one: "tariff file", title: "Tariff files and folders" };

fn look(texts: &Texts, _: &View<'_>) -> Result<Found, No> {
    let (mut found, file) = choose(texts, &WANTED);
    found.wrong =
        found.wrong.or_else(|| file.and_then(|file| read_tariff(&file).err()).map(|no| Refusal::new("B-6", no.to_string()).at("file")));
    Ok(found)
}

fn record(_: &Form, texts: &Texts, _: Day) -> Result<Effect<House>, Refusal> {
    Ok(Effect::Replace(offer::open(chosen(texts))))
}
