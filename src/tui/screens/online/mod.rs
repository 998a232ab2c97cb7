//! Online payments: those without a consumer, to be settled, and the payment system's file (`C-12`).

mod file;
mod offer;
mod settle;

use super::patterns::board::{Board, Deed, Plan};
use super::patterns::listing::text;
use super::patterns::{Listing, Look, Sheet};
use crate::base::No;
use crate::rules::role::Role;
use crate::store::online;
use crate::tui::backend::Status;
use crate::tui::keys::{Action, action};
use crate::tui::program::{House, Outcome};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::{Cell, Column, Row};

pub const CARD: Card<House> = Card {
    name: "online",
    title: "Online payments",
    about: "Bring in the file, settle what matched nobody",
    roles: &[Role::Bcc, Role::Ae],
    actions: &[SETTLE, offer::AGAIN],
    open,
};

pub const SETTLE: Action = Action("settle-online");

const COLUMNS: &[Column] = &[
    Column::text("reference", "Reference", 18).growing(),
    Column::text("number", "Number given", 14),
    Column::text("paid", "Paid on", 10),
    Column::figure("amount", "Amount", 12),
    Column::text("why", "Why it waits", 16).growing(),
];

const PLAN: Plan = Plan {
    name: CARD.name,
    layers: &["online", "list"],
    enter: Some(SETTLE),
    deeds: &[
        Deed { action: action::MAIN, sure: None, run: |_, status| Sheet::open(&file::PLAN, &[], status) },
        Deed { action: SETTLE, sure: None, run: settled },
    ],
    detail: None,
    lives: false,
    said: |_: &Outcome| String::new(),
};

fn open(_: &Status) -> Box<dyn Screen<House>> {
    Box::new(Board::new(&PLAN, Listing::short("online", "Online payments that matched nobody", COLUMNS, &[], rows)))
}

fn rows(look: &Look<'_>) -> Result<Vec<Row>, No> {
    let row = |w: online::Waiting| Row {
        key: w.reference.clone(),
        cells: vec![text(w.reference), text(w.number), Cell::Day(w.paid_on), Cell::Money(w.amount), text(w.why)],
    };
    Ok(online::waiting(look.conn)?.into_iter().map(row).collect())
}

fn settled(row: Option<&Row>, status: &Status) -> Effect<House> {
    match row {
        Some(row) => settle(&row.key, status),
        None => Effect::warn("no payment waits"),
    }
}

/// The effect of settling a payment by its reference.
pub fn settle(reference: &str, status: &Status) -> Effect<House> {
    Sheet::open(&settle::PLAN, &[("reference", reference.to_owned())], status)
}
