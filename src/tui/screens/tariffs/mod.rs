//! Tariffs: the versions in this data file, each with its mark and text, and a new one (`B-5`, `B-7`).

mod new;
mod offer;

use super::patterns::board::{Board, Deed, Plan};
use super::patterns::listing::text;
use super::patterns::{Leaf, Listing, Look};
use crate::base::No;
use crate::journal::{Entry, Fact, Subject};
use crate::rules::tariff::{Document, TariffMark};
use crate::store::read;
use crate::tui::backend::Status;
use crate::tui::canvas::wrap;
use crate::tui::keys::{Action, action};
use crate::tui::program::{House, View};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::rows::Filter;
use crate::tui::widgets::{Cell, Column, Panel, Row};

pub use new::CARD as NEW;

pub const CARD: Card<House> =
    Card { name: "tariffs", title: "Tariffs", about: "The versions in force, their marks and texts", roles: &[], actions: &[SHOW], open };

pub const SHOW: Action = Action("show-tariff");

const COLUMNS: &[Column] = &[
    Column::text("tariff", "Tariff", 16).growing(),
    Column::text("from", "From", 10),
    Column::text("state", "State", 9),
    Column::text("mark", "Mark", 9),
    Column::text("recorded_by", "Recorded by", 12).growing(),
    Column::text("recorded_on", "On", 10),
];

const STATE: usize = 2;
const MARK: usize = 3;

const FILTERS: &[Filter] = &[("in force", |row| stands(row, STATE, IN_FORCE)), ("SAMPLE", |row| stands(row, MARK, "SAMPLE"))];

const IN_FORCE: &str = "in force";

const PLAN: Plan = Plan {
    name: "tariffs",
    layers: &["tariffs", "list"],
    enter: Some(SHOW),
    deeds: &[Deed { action: SHOW, sure: None, run: show }, Deed { action: action::MAIN, sure: None, run: |_, _| Effect::Open(NEW.name) }],
    detail: Some((6, told)),
    said: |_| String::new(),
    lives: false,
};

fn open(_: &Status) -> Box<dyn Screen<House>> {
    Box::new(Board::new(&PLAN, Listing::short("tariffs", "Tariffs", COLUMNS, FILTERS, rows)))
}

fn stands(row: &Row, place: usize, word: &str) -> bool {
    row.cells.get(place) == Some(&text(word))
}

/// The files in the order in which they were recorded, each with its entry.
fn recorded(conn: &rusqlite::Connection) -> Result<Vec<(Document, Entry)>, No> {
    let entries = read::entries_of(conn, &Subject::Setup)?.into_iter();
    let document = |entry: Entry| match &entry.fact {
        Fact::TariffAdded(file) => Document::load(&file.text, &file.file).ok().map(|document| (document, entry)),
        _ => None,
    };
    Ok(entries.filter_map(document).collect())
}

fn rows(look: &Look<'_>) -> Result<Vec<Row>, No> {
    let in_force = look.rules.tariffs.on(look.today).map(|tariff| tariff.id.clone());
    let row = |(document, entry): (Document, Entry)| {
        let (from, state, mark) = match &document {
            Document::Tariff(tariff) if tariff.from > look.today => (Cell::Day(tariff.from), "to come", mark(tariff.mark)),
            Document::Tariff(tariff) if Some(&tariff.id) == in_force.as_ref() => (Cell::Day(tariff.from), IN_FORCE, mark(tariff.mark)),
            Document::Tariff(tariff) => (Cell::Day(tariff.from), "ended", mark(tariff.mark)),
            Document::Fuel(fuel) => (text(fuel.months().first().map(|(p, _)| p.short()).unwrap_or_default()), "by month", "fuel"),
        };
        let cells = vec![text(document.id()), from, text(state), text(mark), text(entry.user), Cell::Day(entry.day)];
        Row { key: document.id().to_owned(), cells }
    };
    Ok(recorded(look.conn)?.into_iter().rev().map(row).collect())
}

/// Where the lit tariff comes from.
fn told(id: &str, view: &View<'_>) -> Result<Panel, No> {
    let Some((document, entry)) = recorded(view.conn())?.into_iter().find(|(document, _)| document.id() == id) else {
        return Ok(Panel::new());
    };
    let source = match &document {
        Document::Tariff(tariff) => &tariff.source,
        Document::Fuel(fuel) => &fuel.source,
    };
    let mut lines = wrap(source, 64).into_iter();
    let panel = Panel::new().pair("Source", lines.next().unwrap_or_default());
    let panel = lines.take(2).fold(panel, |panel, line| panel.pair("", line));
    let mark = document.hash().get(..8).unwrap_or_default();
    Ok(panel.pair("Schedule", format!("{}, text {mark}, entry {}", document.schedule(), entry.name())))
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
