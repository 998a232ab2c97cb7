//! A new tariff: its file by path, then what it would change (`B-5`).

use super::super::patterns::folder::{Folder, home, path};
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

fn look(texts: &Texts, _: &View<'_>) -> Result<Found, No> {
    let home = home();
    let typed = texts.get("file").trim();
    let is_file = |typed: &str| path(typed, home.as_deref()).is_file();
    let mut found = Found::default();
    let typed = match Folder::read(typed, home.as_deref(), ".toml").meant(typed).filter(|_| !is_file(typed)) {
        Some(meant) => {
            found.put.push(("file", meant.clone()));
            meant
        }
        None => typed.to_owned(),
    };
    if is_file(&typed) {
        found.wrong = read_tariff(&path(&typed, home.as_deref())).err().map(|no| Refusal::new("B-6", no.to_string()).at("file"));
        return Ok(found);
    }
    let folder = Folder::read(&typed, home.as_deref(), ".toml");
    "Tariff files and folders".clone_into(&mut found.title);
    found.panel = folder.panel();
    if !typed.is_empty() {
        let message = if folder.names.is_empty() {
            format!("There is no tariff file '{typed}': look at folder and name again.")
        } else {
            "Type a number of the list behind it, or more of the name.".to_owned()
        };
        found.wrong = Some(Refusal::new("I-4", message).at("file"));
    }
    Ok(found)
}

fn record(_: &Form, texts: &Texts, _: Day) -> Result<Effect<House>, Refusal> {
    Ok(Effect::Replace(offer::open(path(texts.get("file").trim(), home().as_deref()))))
}
