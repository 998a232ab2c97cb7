//! Tariffs: the versions in this data file, each with its mark and text (`B-5`, `B-7`).

use super::patterns::board::{Board, Deed, Plan};
use super::patterns::listing::text;
use super::patterns::{Leaf, Listing, Look};
use crate::base::No;
use crate::rules::tariff::{Document, TariffMark};
use crate::tui::backend::Status;
use crate::tui::keys::{Action, action};
use crate::tui::program::House;
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::rows::Filter;
use crate::tui::widgets::{Cell, Column, Row};

pub const CARD: Card<House> =
    Card { name: "tariffs", title: "Tariffs", about: "The versions in force, their marks and texts", roles: &[], actions: &[SHOW], open };

pub const SHOW: Action = Action("show-tariff");

const COLUMNS: &[Column] = &[
    Column::text("tariff", "Tariff", 18),
    Column::text("from", "From", 10),
    Column::text("mark", "Mark", 14),
    Column::text("source", "Source", 10).growing(),
];

const FILTERS: &[Filter] = &[("SAMPLE", |row| row.cells.get(2) == Some(&text("SAMPLE")))];

const PLAN: Plan = Plan {
    name: "tariffs",
    layers: &["tariffs", "list"],
    enter: Some(SHOW),
    deeds: &[Deed { action: SHOW, sure: None, run: show }, Deed { action: action::MAIN, sure: None, run: show }],
    detail: None,
    said: |_| String::new(),
    lives: false,
};

fn open(_: &Status) -> Box<dyn Screen<House>> {
    Box::new(Board::new(&PLAN, Listing::short("tariffs", "Tariffs", COLUMNS, FILTERS, rows)))
}

fn rows(look: &Look<'_>) -> Result<Vec<Row>, No> {
    let book = &look.rules.tariffs;
    let versions = book.versions().iter().map(|tariff| Row {
        key: tariff.id.clone(),
        cells: vec![text(tariff.id.clone()), Cell::Day(tariff.from), text(mark(tariff.mark)), text(tariff.source.clone())],
    });
    let fuel = book.fuel_files().iter().map(|file| Row {
        key: file.id.clone(),
        cells: vec![text(file.id.clone()), Cell::Empty, text("fuel surcharge"), text(file.schedule.clone())],
    });
    Ok(versions.chain(fuel).collect())
}

const fn mark(mark: TariffMark) -> &'static str {
    match mark {
        TariffMark::Notified => "notified",
        TariffMark::Confirmed => "confirmed",
        TariffMark::Sample => "SAMPLE",
    }
}

fn show(row: Option<&Row>, _: &Status) -> Effect<House> {
    let Some(id) = row.map(|row| row.key.clone()) else { return Effect::Nothing };
    let title = format!("Tariff {id}");
    Leaf::open("tariffs", title, move |view| {
        let files = &view.eye.setup().tariffs;
        let file = files.iter().find(|file| Document::load(&file.text, &file.file).is_ok_and(|document| document.id() == id));
        Ok(file.map(|file| file.text.lines().map(|line| line.replace('\t', "    ")).collect()).unwrap_or_default())
    })
}
