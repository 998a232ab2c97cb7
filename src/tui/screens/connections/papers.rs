//! The papers of an application, each to be printed again.

use super::told::paper;
use super::{AGAIN, CARD};
use crate::base::{No, PaperNo};
use crate::rules::workflow::{Paper, Workflows};
use crate::store::application_rows;
use crate::tui::program::House;
use crate::tui::screen::Effect;
use crate::tui::screens::parts::wishes;
use crate::tui::screens::patterns::board::{Board, Deed, Plan};
use crate::tui::screens::patterns::listing::text;
use crate::tui::screens::patterns::{Listing, Look};
use crate::tui::widgets::{Cell, Column, Row};

const COLUMNS: &[Column] = &[
    Column::text("day", "Day", 10),
    Column::text("paper", "Paper", 24),
    Column::text("number", "Number", 22),
    Column::text("step", "Made by", 12).growing(),
];

const PLAN: Plan = Plan {
    name: CARD.name,
    layers: &["application-papers", "list"],
    enter: Some(AGAIN),
    deeds: &[Deed { action: AGAIN, sure: None, run: |row, _| again(row) }],
    detail: None,
    said: |_| "the paper goes to the printer; printed before, it says DUPLICATE".to_owned(),
    lives: false,
};

/// The effect of opening the list.
pub fn open(no: PaperNo) -> Effect<House> {
    let title = format!("Papers of {no}");
    Effect::Push(Box::new(Board::new(&PLAN, Listing::short("papers", title, COLUMNS, &[], move |look| rows(look, &no)))))
}

fn rows(look: &Look<'_>, no: &PaperNo) -> Result<Vec<Row>, No> {
    let Some(application) = application_rows::read(look.conn, no)? else { return Ok(Vec::new()) };
    let workflows: &Workflows = &look.rules.workflows;
    let mut rows = Vec::new();
    for taken in &application.path {
        let step = workflows.get(&application.workflow).and_then(|workflow| workflow.step(&taken.step));
        for named in step.iter().flat_map(|step| &step.papers) {
            let Some(number) = named.number(no, &taken.papers) else { continue };
            let cells = vec![Cell::Day(taken.day), text(paper(*named)), text(number.to_string()), text(taken.title.clone())];
            rows.push(Row { key: format!("{} {number}", named.word()), cells });
        }
    }
    Ok(rows)
}

fn again(row: Option<&Row>) -> Effect<House> {
    let meant = row.and_then(|row| row.key.split_once(' ')).and_then(|(word, number)| {
        let kind = Paper::ALL.into_iter().find(|paper| paper.word() == word)?;
        Some((kind.word(), number.parse::<PaperNo>().ok()?))
    });
    meant.map_or_else(|| Effect::warn("no paper was made yet"), |(kind, number)| wishes::again(kind, &number))
}
