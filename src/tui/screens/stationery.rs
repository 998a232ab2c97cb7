//! Pre-printed forms: bundles taken in, sheets spoiled, what is left (`C-23`).

use super::patterns::board::{Board, Deed, Plan as BoardPlan};
use super::patterns::listing::text;
use super::patterns::sheet::Plan;
use super::patterns::{Found, Listing, Look, Sheet, Texts, Then};
use crate::acts::Sight as _;
use crate::acts::stationery::{Spoil, TakeIn};
use crate::base::{Day, No, Refusal};
use crate::folds::Stationery;
use crate::rules::role::Role;
use crate::store::sight::Seen;
use crate::tui::backend::Status;
use crate::tui::keys::{Action, action};
use crate::tui::program::{House, View, act};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::rows::Filter;
use crate::tui::widgets::{Cell, Column, Field, Form, Kind, Panel, Row};

pub const CARD: Card<House> = Card {
    name: "stationery",
    title: "Stationery",
    about: "Pre-printed forms taken in, spoiled, left",
    roles: &[Role::Bcc],
    actions: &[SPOIL],
    open,
};

pub const SPOIL: Action = Action("spoil");

/// The forms that come in bundles, as the printing names them.
const FORMS: &[&str] = &["receipt", "bill", "bdn"];

const COLUMNS: &[Column] = &[
    Column::text("form", "Form", 10).growing(),
    Column::figure("first", "First", 10),
    Column::figure("last", "Last", 10),
    Column::figure("next", "Next", 10),
    Column::figure("used", "Used", 7),
    Column::figure("spoiled", "Spoiled", 9),
    Column::figure("left", "Left", 7),
];

const FILTERS: &[Filter] = &[("with sheets left", |row| row.cells.last().is_some_and(|left| *left > Cell::Number(0)))];

const PLAN: BoardPlan = BoardPlan {
    name: "stationery",
    layers: &["stationery", "list"],
    enter: Some(SPOIL),
    deeds: &[
        Deed { action: action::MAIN, sure: None, run: |_, status| Sheet::open(&TAKE, &[], status) },
        Deed { action: SPOIL, sure: None, run: spoil },
    ],
    detail: None,
    said: |_| String::new(),
    lives: false,
};

const TAKE: Plan = Plan {
    name: "stationery",
    title: "Take in forms",
    intro: "A bundle of pre-printed forms by its serials. Each print takes the next one.",
    fields: |_, _| {
        vec![
            Field::new("form", "Form", Kind::Choice(FORMS)),
            Field::new("first", "First serial", Kind::Digits(12)),
            Field::new("last", "Last serial", Kind::Digits(12)),
        ]
    },
    look,
    sure: Plan::asks_nothing,
    record: |_: &Form, texts: &Texts, _: Day| {
        Ok(act(TakeIn { form: texts.owned("form"), first: texts.number("first"), last: texts.number("last") }))
    },
    said: |_| "the bundle is taken in".to_owned(),
    then: Then::Close,
};

const SPOILED: Plan = Plan {
    name: "stationery",
    title: "A form is spoiled",
    intro: "A sheet misfed or torn: used already, or the next one.",
    fields: |_, _| {
        vec![
            Field::new("form", "Form", Kind::Choice(FORMS)),
            Field::new("serial", "Serial", Kind::Digits(12)),
            Field::new("reason", "What spoiled it", Kind::Text(60)),
        ]
    },
    look,
    sure: Plan::asks_nothing,
    record: |_: &Form, texts: &Texts, _: Day| -> Result<Effect<House>, Refusal> {
        Ok(act(Spoil { form: texts.owned("form"), serial: texts.number("serial"), reason: texts.owned("reason") }))
    },
    said: |_| "the sheet is marked spoiled".to_owned(),
    then: Then::Close,
};

fn open(_: &Status) -> Box<dyn Screen<House>> {
    Box::new(Board::new(&PLAN, Listing::short("stationery", "Stationery", COLUMNS, FILTERS, rows)))
}

fn rows(look: &Look<'_>) -> Result<Vec<Row>, No> {
    let stationery = Seen { conn: look.conn, desk: look.desk }.stationery()?;
    let number = |n: u64| Cell::Number(i64::try_from(n).unwrap_or(i64::MAX));
    let row = |range: &crate::folds::stationery::Range| Row {
        key: format!("{} {}", range.form, range.next),
        cells: vec![
            text(range.form.clone()),
            // A serial is a name, not a quantity: it is shown ungrouped.
            text(range.first.to_string()),
            text(range.last.to_string()),
            if range.next > range.last { text("none left") } else { text(range.next.to_string()) },
            Cell::Number(range.used.into()),
            Cell::Number(range.spoiled.into()),
            number((range.last + 1).saturating_sub(range.next)),
        ],
    };
    Ok(stationery.ranges.iter().map(row).collect())
}

fn spoil(row: Option<&Row>, status: &Status) -> Effect<House> {
    let form = row.and_then(|row| row.key.split(' ').next()).unwrap_or_default();
    Sheet::open(&SPOILED, &[("form", form.to_owned())], status)
}

fn look(_: &Texts, view: &View<'_>) -> Result<Found, No> {
    let stationery = Seen { conn: view.conn(), desk: view.desk() }.stationery()?;
    let panel = FORMS.iter().fold(Panel::new(), |panel, form| panel.pair(form, left(&stationery, form)));
    Ok(Found { title: "Forms at this desk".to_owned(), panel, ..Found::default() })
}

fn left(stationery: &Stationery, form: &str) -> String {
    match stationery.next(form) {
        Some(next) => format!("{} left, the next is {next}", stationery.left(form)),
        None if stationery.knows(form) => "none left".to_owned(),
        None => "none taken in: its prints are not counted".to_owned(),
    }
}
