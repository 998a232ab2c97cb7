//! The list that came back from the walk: which errand, which area (`L-14`). The sheet itself is `returned`.

use super::parts::{areas, doubt};
use super::patterns::sheet::Plan;
use super::patterns::{Found, Sheet, Texts, Then};
use super::returned;
use crate::acts::returned::Errand;
use crate::base::{Day, No, Refusal};
use crate::reports::lists::{DUE, RECONNECT};
use crate::rules::role::Role;
use crate::tui::backend::Status;
use crate::tui::program::{House, View};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::{Field, Form, Kind};

pub const CARD: Card<House> = Card {
    name: "walk",
    title: "Returned list",
    about: "Cuts and reconnections, down the column",
    roles: &[Role::Je],
    actions: &[doubt::RIGHT, doubt::ROLLOVER],
    open,
};

const ERRANDS: &[&str] = &["Disconnections", "Reconnections"];

const PLAN: Plan = Plan {
    name: "walk",
    title: "Returned list",
    intro: "The list that came back from the walk, a row a consumer in the order of the route. Leave the area empty for all of them.",
    fields,
    look,
    sure: Plan::asks_nothing,
    record,
    said: |_| String::new(),
    then: Then::Opens,
};

fn open(status: &Status) -> Box<dyn Screen<House>> {
    Box::new(Sheet::new(&PLAN, &[], status))
}

fn errand(texts: &Texts) -> Errand {
    if texts.get("errand") == "Reconnections" { Errand::Reconnect } else { Errand::Disconnect }
}

fn fields(_: &Texts, today: Day) -> Vec<Field> {
    vec![
        Field::new("errand", "List", Kind::Choice(ERRANDS)),
        Field::new("day", "Done on", Kind::Day(today)).holding(&today.dmy()).hint("of every row that has no other"),
        Field::new("area", "Area", Kind::Text(40)).optional().hint("its number below, its name, or nothing for all"),
    ]
}

fn look(texts: &Texts, view: &View<'_>) -> Result<Found, No> {
    let mut found = Found::default();
    let list = if errand(texts) == Errand::Disconnect { DUE } else { RECONNECT };
    areas::look_up(view, list, texts, "area", &mut found)?;
    Ok(found)
}

fn record(_: &Form, texts: &Texts, today: Day) -> Result<Effect<House>, Refusal> {
    let day = texts.day("day", today);
    if day > today {
        return Err(Refusal::new("L-12", format!("{} is after today.", day.dmy())).at("day"));
    }
    Ok(returned::open(errand(texts), texts.owned("area"), day))
}
