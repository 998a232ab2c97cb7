//! What waits where, over all offices of the data file: for the engineers (`N-1`).

use super::work::{self, Scope};
use crate::base::No;
use crate::rules::role::Role;
use crate::store::applications::{self, Heap};
use crate::tui::backend::Status;
use crate::tui::program::House;
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::screens::patterns::board::{Board, Deed, Plan};
use crate::tui::screens::patterns::listing::text;
use crate::tui::screens::patterns::{Listing, Look};
use crate::tui::widgets::rows::Filter;
use crate::tui::widgets::{Cell, Column, Row};

pub const CARD: Card<House> = Card {
    name: "connections-by-office",
    title: "Connections by office",
    about: "What waits for whom, how long, over all offices",
    roles: &[Role::Ee, Role::Ae],
    actions: &[],
    open,
};

const COLUMNS: &[Column] = &[
    Column::text("office", "Office", 6),
    Column::text("role", "For", 4),
    Column::text("what", "What", 14).growing(),
    Column::text("status", "Stands at", 14).growing(),
    Column::figure("open", "Open", 6),
    Column::figure("late", "Late", 6),
    Column::figure("longest", "Longest", 7),
];

/// Where the late ones stand in a row.
const LATE: usize = 5;

const FILTERS: &[Filter] = &[("past the limit", |row| row.cells.get(LATE).is_some_and(|cell| *cell != Cell::Empty))];

const PLAN: Plan = Plan {
    name: CARD.name,
    layers: &["list"],
    enter: Some(super::OPEN),
    deeds: &[Deed { action: super::OPEN, sure: None, run: |row, _| opened(row) }],
    detail: None,
    said: |_| String::new(),
    lives: true,
};

fn open(_: &Status) -> Box<dyn Screen<House>> {
    Box::new(Board::new(&PLAN, Listing::short("connections-by-office", CARD.title, COLUMNS, FILTERS, rows)))
}

fn rows(look: &Look<'_>) -> Result<Vec<Row>, No> {
    Ok(applications::heaps(look.conn, look.today)?.into_iter().map(|heap| row(heap, look)).collect())
}

fn row(heap: Heap, look: &Look<'_>) -> Row {
    let longest = i64::from(look.today.days_since(heap.oldest).max(0));
    let cells = vec![
        text(heap.office.clone()),
        text(heap.role.code()),
        text(heap.title),
        text(format!("{} {}", heap.state, heap.text)),
        Cell::Number(heap.count),
        if heap.late > 0 { Cell::Number(heap.late) } else { Cell::Empty },
        Cell::Number(longest),
    ];
    Row { key: [heap.office.as_str(), heap.role.code(), &heap.workflow, &heap.state].join(" "), cells }
}

/// The applications of the lit row.
fn opened(row: Option<&Row>) -> Effect<House> {
    let parts: Vec<&str> = row.map_or("", |row| row.key.as_str()).split(' ').collect();
    let [office, role, workflow, state] = parts.as_slice() else { return Effect::warn("nothing waits anywhere") };
    let title = format!("{office}: {}", row.and_then(|row| row.cells.get(3)).map(Cell::shown).unwrap_or_default());
    Effect::Push(work::of(Scope {
        roles: role.parse().into_iter().collect(),
        office: (*office).to_owned(),
        workflow: (*workflow).to_owned(),
        state: (*state).to_owned(),
        title,
    }))
}
