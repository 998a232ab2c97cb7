//! Postings: what is put right outside the bill. The BCC asks for one, the AE decides on it (`C-11`, `C-16`).

use super::approvals;
use super::patterns::board::{Board, Deed, Plan as BoardPlan};
use super::patterns::listing::text;
use super::patterns::{Listing, Look, Sheet};
use super::{consumer, posting_form};
use crate::base::No;
use crate::folds::Pending;
use crate::folds::posting::PostingState;
use crate::rules::role::Role;
use crate::store::read;
use crate::tui::backend::Status;
use crate::tui::keys::{Action, action};
use crate::tui::program::House;
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::rows::Filter;
use crate::tui::widgets::{Cell, Column, Row};

pub const CARD: Card<House> = Card {
    name: "postings",
    title: "Postings",
    about: "Debits, credits, receipts put right, refunds",
    roles: &[Role::Bcc, Role::Ae, Role::Ee],
    actions: &[ACCOUNT],
    open,
};

pub const ACCOUNT: Action = Action("posting-account");

/// Postings shown at most, the newest first.
const MANY: u32 = 2_000;

const COLUMNS: &[Column] = &[
    Column::text("posting", "Posting", 19),
    Column::text("consumer", "Consumer", 10),
    Column::text("what", "What", 10).growing(),
    Column::figure("amount", "Amount", 12),
    Column::text("state", "State", 8),
];

const FILTERS: &[Filter] = &[("waiting", is_waiting), ("approved", is_approved), ("rejected", is_rejected)];

const PLAN: BoardPlan = BoardPlan {
    name: "postings",
    layers: &["postings", "list"],
    enter: Some(ACCOUNT),
    deeds: &[
        Deed { action: ACCOUNT, sure: None, run: account },
        Deed { action: action::MAIN, sure: None, run: |_, status| Sheet::open(&posting_form::PLAN, &[], status) },
    ],
    detail: Some((6, approvals::in_short)),
    said: |_| String::new(),
    lives: false,
};

fn open(_: &Status) -> Box<dyn Screen<House>> {
    Box::new(Board::new(&PLAN, Listing::short("postings", "Postings", COLUMNS, FILTERS, |look| rows(look, ""))))
}

/// Postings that stand so, as rows; all of them for an empty word.
pub fn rows(look: &Look<'_>, stands: &str) -> Result<Vec<Row>, No> {
    Ok(read::postings(look.conn, stands, MANY)?.iter().map(row).collect())
}

/// The account that a posting touches.
pub fn account(row: Option<&Row>, _: &Status) -> Effect<House> {
    let no = row.and_then(|row| row.cells.get(1)).and_then(|cell| cell.shown().parse().ok());
    no.map_or_else(|| Effect::warn("this posting touches no consumer's account"), consumer::open)
}

fn row(pending: &Pending) -> Row {
    let who = pending.what.consumers().first().map(ToString::to_string).unwrap_or_default();
    let cells = vec![
        text(pending.no.to_string()),
        text(who),
        text(pending.what.words()),
        Cell::Money(pending.what.amount()),
        text(pending.state.word()),
    ];
    Row { key: pending.no.to_string(), cells }
}

fn stands(row: &Row, state: PostingState) -> bool {
    row.cells.last() == Some(&text(state.word()))
}

fn is_waiting(row: &Row) -> bool {
    stands(row, PostingState::Waiting)
}

fn is_approved(row: &Row) -> bool {
    stands(row, PostingState::Approved)
}

fn is_rejected(row: &Row) -> bool {
    stands(row, PostingState::Rejected)
}
