//! The payment system's file by its path; what it would do is shown next.

use super::super::patterns::folder::{Folder, home, path};
use super::super::patterns::sheet::Plan;
use super::super::patterns::{Found, Texts, Then};
use super::offer;
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

fn look(texts: &Texts, _: &View<'_>) -> Result<Found, No> {
    let home = home();
    let typed = texts.get("file").trim().to_owned();
    let is_file = |typed: &str| path(typed, home.as_deref()).is_file();
    let mut found = Found::default();
    if is_file(&typed) {
        return Ok(found);
    }
    let read = |typed: &str| Folder::read(typed, home.as_deref(), ".csv");
    let typed = match read(&typed).meant(&typed) {
        Some(meant) => {
            found.put.push(("file", meant.clone()));
            meant
        }
        None => typed,
    };
    if is_file(&typed) {
        return Ok(found);
    }
    let folder = read(&typed);
    "CSV files and folders".clone_into(&mut found.title);
    found.panel = folder.panel();
    if !typed.is_empty() {
        let message = if folder.names.is_empty() {
            format!("There is no CSV file '{typed}': look at folder and name again.")
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
