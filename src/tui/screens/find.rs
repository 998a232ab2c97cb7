//! Find a consumer as one types: number, name, house, phone, meter, old number (`C-1`).

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::patterns::{Listed, Listing, Look, Moved, listed};
use super::{consumer, parts};
use crate::base::{ConsumerNo, No};
use crate::rules::role::Role as Duty;
use crate::store::search::{self, Hit};
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::Role;
use crate::tui::program::{Answer, House, Outcome};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::{Cell, Column, Memory, Page, PageRequest, Row, Rows};

pub const CARD: Card<House> = Card {
    name: "find",
    title: "Find",
    about: "A consumer by name, house, phone, meter or number",
    // Whoever is logged on; nobody else sees a consumer.
    roles: &Duty::ALL,
    actions: consumer::ACTIONS,
    open: |_| Box::new(Find::new(false, None)),
};

/// Results shown; who seeks among more types another letter.
const MOST: usize = 200;

const COLUMNS: [Column; 5] = [
    Column::text("consumer", "Consumer", 12),
    Column::text("name", "Name", 16).growing(),
    Column::text("house", "House", 12).growing(),
    Column::text("status", "Status", 5),
    Column::figure("balance", "Balance", 12).standing(),
];

/// The consumer that was chosen, for the screen below.
pub struct Chosen(pub ConsumerNo);

/// Opens the search over a screen that wants a consumer, with the first letter typed.
pub fn search(letter: char) -> Effect<House> {
    Effect::Push(Box::new(Find::new(true, Some(letter))))
}

/// Opens the search over a screen that wants a consumer.
pub fn pick() -> Effect<House> {
    Effect::Push(Box::new(Find::new(true, None)))
}

struct Find {
    list: Listed,
    /// Whether the choice goes to the screen below; else it is opened.
    hands_down: bool,
    letter: Option<char>,
    /// Keys were typed since the whole search was asked: how the words sound is asked when typing pauses.
    to_hear: bool,
}

impl Find {
    fn new(hands_down: bool, letter: Option<char>) -> Self {
        Self {
            list: Listed::new(Listing::paged("found", "Consumers found", &COLUMNS, Vec::new(), page)),
            hands_down,
            letter,
            to_hear: false,
        }
    }

    fn chosen(&self, key: &str) -> Effect<House> {
        match key.parse().map(Chosen) {
            Ok(chosen) if self.hands_down => Effect::Return(Answer::of(chosen)),
            Ok(Chosen(no)) => consumer::open(no),
            Err(_) => Effect::Nothing,
        }
    }
}

fn page(look: &Look<'_>, request: &PageRequest) -> Result<Page, No> {
    Ok(paged(search::find(look.conn, &request.search, MOST)?, request))
}

fn page_as_typed(look: &Look<'_>, request: &PageRequest) -> Result<Page, No> {
    Ok(paged(search::as_typed(look.conn, &request.search, MOST)?, request))
}

fn paged(hits: Vec<Hit>, request: &PageRequest) -> Page {
    let rows = hits.into_iter().map(row).collect();
    let found = Memory { columns: COLUMNS.to_vec(), rows, filters: Vec::new() };
    // What the search found by sound needs not hold the letters.
    let page = found.page(&PageRequest { search: String::new(), ..request.clone() });
    Page { request: request.clone(), ..page }
}

fn row(hit: Hit) -> Row {
    let house = parts::who::house(&hit.address, &hit.area);
    let number = hit.consumer.to_string();
    let cells = vec![Cell::Text(number.clone()), Cell::Text(hit.name), Cell::Text(house), Cell::Text(hit.status), Cell::Money(hit.balance)];
    Row { key: number, cells }
}

impl Screen<House> for Find {
    fn name(&self) -> &'static str {
        "find"
    }

    fn title(&self) -> Cow<'_, str> {
        if self.hands_down { "Find: Enter takes the consumer into the window".into() } else { "Find".into() }
    }

    fn layers(&self) -> &'static [&'static str] {
        &["find", "list"]
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        match self.letter.take() {
            Some(letter) => self.typed(Key::char(letter)),
            None => Effect::Nothing,
        }
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        if let Ok(page) = answer.take() {
            self.list.give(page);
        }
        Effect::Nothing
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        if matches!(action, action::PRINT_LIST | action::EXPORT) && !self.list.is_searching() {
            return Effect::warn("type what to find first");
        }
        match self.list.act(action) {
            Moved::Effect(effect) => effect,
            Moved::Chosen(key) => self.chosen(&key),
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        self.to_hear = true;
        self.list.typed_by(key, page_as_typed)
    }

    fn ticked(&mut self, _: &Status) -> Effect<House> {
        if std::mem::take(&mut self.to_hear) { self.list.read() } else { Effect::Nothing }
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        listed::said(outcome, |_| String::new())
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let area = canvas.area;
        self.list.draw(canvas, area);
        if !self.list.is_searching() {
            let place = Rect { y: area.y + 3, height: 2, ..area };
            let blank = " ".repeat(usize::from(place.width));
            canvas.text(place, 0, Role::Value, &blank);
            canvas.text(place, 0, Role::Hint, "  Type a part of a name, house, phone, meter or number; words in any order.");
        }
    }
}
