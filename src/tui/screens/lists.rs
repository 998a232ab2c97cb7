//! Lists of every kind: those of the register, and the receipts of any day (`I-6`, `C-17`).

use super::parts::wishes;
use super::patterns::board::{Board, Deed, Plan as BoardPlan};
use super::patterns::choice::Choice;
use super::patterns::listing::{Onto, text};
use super::patterns::sheet::Plan;
use super::patterns::{Leaf, Listing, Look, Sheet, Texts, Then};
use super::{cases, slips};
use super::{connections, consumer};
use crate::base::{Day, No, PaperKind, PaperNo, Refusal};
use crate::print;
use crate::reports::lists::DUE;
use crate::reports::{Ask, LISTS, List};
use crate::rules::tender::Tender;
use crate::spool::Whom;
use crate::store::read::{self, ReceiptLine};
use crate::tui::backend::Status;
use crate::tui::keys::Action;
use crate::tui::program::{House, Work};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::rows::Filter;
use crate::tui::widgets::{Align, Cell, Column, Field, Form, Kind, Memory, Page, PageRequest, Row, Rows as _};

pub const OPEN: Action = Action("open-account");
pub const DUPLICATE: Action = Action("duplicate");
pub const SUMMARY: Action = Action("summary");
pub const SLIP: Action = Action("slip");
pub const SETTLE: Action = Action("settle-case");

pub const CARD: Card<House> = Card {
    name: "lists",
    title: "Lists",
    about: "Arrears, stuck meters, receipts of a day, and more",
    roles: &[],
    actions: &[OPEN, DUPLICATE, SUMMARY, SLIP, SETTLE],
    open,
};

const OF_CONSUMERS: BoardPlan = BoardPlan {
    name: "lists",
    layers: &["lists", "totals", "list"],
    enter: Some(OPEN),
    deeds: &[ACCOUNT, TOTALS],
    detail: None,
    said: |_| String::new(),
    lives: false,
};

const ACCOUNT: Deed = Deed { action: OPEN, sure: None, run: |row, _| account(row, 0) };
const TOTALS: Deed = Deed { action: SUMMARY, sure: None, run: |row, _| summary(row) };

const OF_DUE: BoardPlan = BoardPlan {
    lives: false,
    name: "lists",
    layers: &["due", "lists", "totals", "list"],
    enter: Some(OPEN),
    deeds: &[ACCOUNT, TOTALS, Deed { action: SLIP, sure: None, run: |row, _| slip(row) }],
    detail: None,
    said: |_| String::new(),
};

const OF_CASES: BoardPlan = BoardPlan {
    lives: false,
    name: "lists",
    layers: &["cases", "lists", "totals", "list"],
    enter: Some(SETTLE),
    deeds: &[ACCOUNT, TOTALS, Deed { action: SETTLE, sure: None, run: cases::settle }],
    detail: Some((9, cases::told)),
    said: |_| String::new(),
};

const OF_APPLICATIONS: BoardPlan = BoardPlan {
    lives: false,
    name: "lists",
    layers: &["applications", "totals", "list"],
    enter: Some(connections::OPEN),
    deeds: &[Deed { action: connections::OPEN, sure: None, run: |row, _| application(row) }, TOTALS],
    detail: None,
    said: |_| String::new(),
};

const OF_RECEIPTS: BoardPlan = BoardPlan {
    name: "lists",
    layers: &["receipts", "lists", "list"],
    enter: Some(OPEN),
    deeds: &[
        Deed { action: OPEN, sure: None, run: |row, _| account(row, 1) },
        Deed { action: DUPLICATE, sure: None, run: |row, _| again(row) },
    ],
    detail: None,
    said: |_| "it goes to the printer; printed before, it says DUPLICATE".to_owned(),
    lives: false,
};

const RECEIPTS: &[Column] = &[
    Column::text("receipt", "Receipt", 19),
    Column::text("consumer", "Consumer", 10),
    Column::text("head", "Head", 8),
    Column::text("modes", "Paid by", 10).growing(),
    Column::figure("amount", "Amount", 12),
];

const FILTERS: &[Filter] =
    &[("cash", |row| holds(row, "Cash")), ("UPI", |row| holds(row, "UPI")), ("cheques", |row| holds(row, "Cheque")), ("misc.", is_misc)];

const DAY: Plan = Plan {
    name: "lists",
    title: "Receipts of a day",
    intro: "Every receipt of any past day, as it was. While this counter is open the list has no totals: the count is blind.",
    fields: |_, today| vec![Field::new("day", "Day", Kind::Day(today)).holding(&today.dmy())],
    look: Plan::looks_at_nothing,
    sure: Plan::asks_nothing,
    record: |_: &Form, texts: &Texts, today: Day| -> Result<Effect<House>, Refusal> { Ok(receipts_of(texts.day("day", today))) },
    said: |_| String::new(),
    then: Then::Opens,
};

fn open(status: &Status) -> Box<dyn Screen<House>> {
    let first = ("Receipts of a day".to_owned(), "today or any past day; a duplicate of one".to_owned());
    let rows = std::iter::once(first).chain(LISTS.iter().map(|list| (list.title.to_owned(), list.about.to_owned()))).collect();
    Box::new(Choice::new("lists", "Lists", rows, chosen, status))
}

fn chosen(place: usize, status: &Status) -> Effect<House> {
    match place.checked_sub(1) {
        None => Sheet::open(&DAY, &[], status),
        Some(place) => LISTS.get(place).map_or(Effect::Nothing, opened),
    }
}

fn opened(list: &'static List) -> Effect<House> {
    let plan = match list.name {
        DUE => &OF_DUE,
        name if cases::of(name).is_some() => &OF_CASES,
        "applications" | "temporary-expired" | "steps-apart" | "applications-twice" => &OF_APPLICATIONS,
        _ => &OF_CONSUMERS,
    };
    Effect::Push(Box::new(Board::new(plan, listing(list))))
}

/// The effect of opening a list of the register.
pub fn named(name: &str) -> Effect<House> {
    LISTS.iter().find(|list| list.name == name).map_or(Effect::Nothing, opened)
}

/// The application that stands in the row.
fn application(row: Option<&Row>) -> Effect<House> {
    let number = |cell: &Cell| cell.shown().parse::<PaperNo>().ok().filter(|no| no.kind == PaperKind::Application);
    let no = row.and_then(|row| row.cells.iter().find_map(number));
    no.map_or_else(|| Effect::warn("no application stands in this row"), connections::one::open)
}

/// A row's key: its list, its consumer.
fn parts_of(key: &str) -> (&str, &str) {
    key.split_once(' ').unwrap_or((key, ""))
}

/// Totals of the whole list by area and category.
fn summary(row: Option<&Row>) -> Effect<House> {
    let list = row.and_then(|row| List::named(parts_of(&row.key).0).ok());
    match list {
        Some(list) => Leaf::report("lists", "totals", format!("{}: by area and category", list.title), move |look| {
            list.summary(&look.source(), &Ask::default())
        }),
        None => Effect::warn("the list is empty"),
    }
}

fn slip(row: Option<&Row>) -> Effect<House> {
    match row.and_then(|row| parts_of(&row.key).1.parse().ok()) {
        Some(no) => Effect::Act(Work::new(move |bench| slips::order(bench, &Whom::One(no)))),
        None => Effect::warn("the list is empty"),
    }
}

/// A list of the register as the screens show lists.
fn listing(list: &'static List) -> Listing {
    let sorts = list.sorts();
    let columns: Vec<Column> = list
        .fields()
        .into_iter()
        .map(|field| Column {
            name: field.key,
            title: field.name,
            width: width(field.key, field.figures),
            grow: matches!(field.key, "name" | "house" | "what" | "roles" | "reason" | "periods"),
            align: if field.figures { Align::Right } else { Align::Left },
            spare: is_spare(list.name, field.key),
            sorts: sorts.contains(&field.key),
            adds: field.total,
        })
        .collect();
    let keys: Vec<&'static str> = columns.iter().map(|column| column.name).collect();
    let asked = move |request: &PageRequest| Ask {
        text: request.search.clone(),
        sort: request.sort.and_then(|(place, reverse)| keys.get(place).map(|key| ((*key).to_owned(), reverse))),
        ..Ask::page(u32::try_from(request.offset).unwrap_or(u32::MAX), u32::try_from(request.limit).unwrap_or(u32::MAX))
    };
    let on_paper = asked.clone();
    Listing::paged(list.name, list.title, &columns, Vec::new(), move |look, request| page(list, look, request, &asked(request))).on_paper(
        move |look, request, onto| match onto {
            Onto::Paper => list.paper(&look.source(), &on_paper(request)),
            Onto::Csv => list.rows_alone(&look.source(), &on_paper(request)),
        },
    )
}

/// What a narrow window does without: the name, the house and the money must be whole.
fn is_spare(list: &str, key: &str) -> bool {
    match key {
        "area" | "category" | "place" | "date" | "maker" | "sd" | "last_bill" | "notice" => true,
        "last_paid" => matches!(list, "belated" | "disconnected" | "deactivated-outstanding"),
        "meter" | "cut_from" => list != "belated" && list != "notice-short",
        "disconnected_on" => list == "due-for-reconnection",
        "last_reading" | "self_reading" => matches!(list, "stuck-meters" | "door-lock" | "under-reported"),
        "served" | "address" => true,
        // Enter opens it all the same.
        "application" => list == "temporary-expired",
        "what" | "since" | "limit" | "office" => list == "applications",
        // Theirs is near always the same.
        "status" => {
            matches!(list, "stuck-meters" | "unposted" | "door-lock" | "under-reported" | "belated" | "due-for-disconnection" | "to-revise")
        }
        _ => false,
    }
}

const fn width(key: &str, figures: bool) -> u16 {
    match key.as_bytes() {
        b"posting" | b"application" => 19,
        b"days" => 9,
        b"consumer" => 9,
        b"stuck_since" => 11,
        b"last_reading" => 12,
        b"name" | b"house" | b"what" | b"reason" => 12,
        b"bills" => 19,
        b"place" => 6,
        b"status" | b"state" => 6,
        b"category" | b"area" => 8,
        b"balance" | b"amount" => 12,
        _ if figures => 8,
        _ => 10,
    }
}

fn page(list: &List, look: &Look<'_>, request: &PageRequest, ask: &Ask) -> Result<Page, No> {
    let source = look.source();
    let found = list.page(&source, ask)?;
    let totals = list.totals(&source, ask)?;
    let total = |key| match totals.balance {
        Some(balance) if key == "balance" => Cell::Money(balance),
        _ => Cell::Empty,
    };
    let rows = found.into_iter().map(|cells| {
        let cells: Vec<Cell> = cells.into_iter().map(shown).collect();
        let first = cells.first().map(Cell::shown).unwrap_or_default();
        Row { key: format!("{} {first}", list.name), cells }
    });
    Ok(Page {
        request: request.clone(),
        count: usize::try_from(totals.rows).unwrap_or(0),
        totals: list.fields().iter().map(|field| total(field.key)).collect(),
        rows: rows.collect(),
    })
}

fn shown(cell: print::Cell) -> Cell {
    match cell {
        print::Cell::Text(text) => Cell::Text(text),
        print::Cell::Amount(amount) => Cell::Money(amount),
        print::Cell::Count(count) => Cell::Number(count),
        print::Cell::Day(day) => Cell::Day(day),
        print::Cell::Blank => Cell::Empty,
    }
}

/// The account of the consumer whose number stands in that column.
fn account(row: Option<&Row>, column: usize) -> Effect<House> {
    let no = row.and_then(|row| row.cells.get(column)).and_then(|cell| cell.shown().parse().ok());
    no.map_or_else(|| Effect::warn("no consumer stands in this row"), consumer::open)
}

/// Without totals while this desk's counter is open: its cash is counted before anything says what it should be (`C-8`).
fn receipts_of(day: Day) -> Effect<House> {
    let titles = FILTERS.iter().map(|(title, _)| *title).collect();
    let title = format!("Receipts of {}", day.dmy());
    let listing = Listing::paged("receipts", title, RECEIPTS, titles, move |look, request| {
        let rows = read::receipts_of_day(look.conn, day)?.iter().map(receipt).collect();
        let mut page = Memory { columns: RECEIPTS.to_vec(), rows, filters: FILTERS.to_vec() }.page(request);
        if read::counter(look.conn, look.desk)?.open.is_some_and(|open| open.date <= day) {
            page.totals.fill(Cell::Empty);
        }
        Ok(page)
    });
    Effect::Push(Box::new(Board::new(&OF_RECEIPTS, listing)))
}

fn receipt(line: &ReceiptLine) -> Row {
    let modes =
        if line.tenders.is_empty() { "nil".to_owned() } else { line.tenders.iter().map(Tender::text).collect::<Vec<_>>().join(" + ") };
    let cells = vec![
        text(line.no.to_string()),
        text(line.consumer.map(|no| no.to_string()).unwrap_or_default()),
        text(line.head.clone()),
        text(modes),
        Cell::Money(line.amount),
    ];
    Row { key: line.no.to_string(), cells }
}

fn holds(row: &Row, mode: &str) -> bool {
    row.cells.get(3).is_some_and(|cell| cell.shown().contains(mode))
}

fn is_misc(row: &Row) -> bool {
    row.cells.get(2) != Some(&text("DUES"))
}

fn again(row: Option<&Row>) -> Effect<House> {
    let no = row.and_then(|row| row.key.parse::<PaperNo>().ok());
    no.map_or_else(|| Effect::warn("go to a receipt first"), |no| wishes::again(no.kind.name(), &no))
}
