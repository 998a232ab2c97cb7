//! The work list: what waits for this user, or for the whole office; the longest waiting first, with what is late marked.

use std::borrow::Cow;

use super::{CARD, EXPIRED, PORTAL, WHOLE, begin, one, portal, told};
use crate::base::{No, PaperNo};
use crate::rules::role::Role;
use crate::rules::workflow::{Hand, REVISION, field_name};
use crate::store::application_rows;
use crate::store::applications::{self, Item, Which};
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, Key, action};
use crate::tui::program::{Answer, House, Outcome, View, ask};
use crate::tui::screen::{Effect, Screen};
use crate::tui::screens::patterns::board::{Board, Deed, Plan};
use crate::tui::screens::patterns::listing::text;
use crate::tui::screens::patterns::{Listing, Look, Sheet};
use crate::tui::screens::{lists, parts};
use crate::tui::widgets::{Cell, Column, Memory, Page, PageRequest, Panel, Row, Rows as _};

/// Rows below the list that tell of the lit application.
const FOOT: u16 = 6;

const NUMBER: Column = Column::text("application", "Application", 19);
const NAME: Column = Column::text("name", "Applicant", 12).growing();
const PLACE: Column = Column::text("place", "Place", 10).growing().spare();
const STANDS: Column = Column::text("state", "Stands at", 12).growing();
const FOR: Column = Column::text("role", "For", 3);
const DAYS: Column = Column::figure("waited", "Days", 4);
const LATE: Column = Column::figure("late", "Late", 4);
const LIMIT: Column = Column::figure("limit", "Limit", 5).spare();

const OPEN: Deed = Deed { action: super::OPEN, sure: None, run: |row, _| opened(row) };

const PLAN: Plan = Plan {
    name: CARD.name,
    layers: &["connections", "list"],
    enter: Some(super::OPEN),
    deeds: &[
        OPEN,
        Deed { action: action::MAIN, sure: None, run: |_, _| Effect::Push(begin::screen(None)) },
        Deed { action: PORTAL, sure: None, run: |_, status| Sheet::open(&portal::PLAN, &[], status) },
        Deed { action: EXPIRED, sure: None, run: |_, _| lists::named("temporary-expired") },
    ],
    detail: Some((FOOT, detail)),
    said: |_| String::new(),
    lives: true,
};

/// The list of requests about bills.
const REQUESTS: Plan = Plan {
    layers: &["requests", "list"],
    deeds: &[
        OPEN,
        Deed { action: action::MAIN, sure: None, run: |_, _| Effect::Push(begin::of_kind(REVISION)) },
        Deed { action: PORTAL, sure: None, run: |_, status| Sheet::open(&portal::REQUESTS, &[], status) },
    ],
    ..PLAN
};

/// Which applications a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// None named: of every role.
    pub roles: Vec<Role>,
    pub office: String,
    pub workflow: String,
    pub state: String,
    pub title: String,
}

/// A filter: its title, workflow and state; of no workflow: what is past its limit.
type Filter = (&'static str, String, String);

/// The work list of whoever is logged on.
pub fn mine() -> Box<dyn Screen<House>> {
    Box::new(Mine { begun: None, whole: false, board: None })
}

/// The list of a part of what is open.
pub fn of(scope: Scope) -> Box<dyn Screen<House>> {
    Box::new(Board::new(&PLAN, listing(scope, Vec::new())).told())
}

/// Requests about bills that are open, whoever they wait for.
pub fn requests() -> Box<dyn Screen<House>> {
    let scope = Scope { workflow: REVISION.to_owned(), title: "Bill revision".to_owned(), ..Scope::default() };
    Box::new(Board::new(&REQUESTS, listing(scope, Vec::new())).told())
}

fn opened(row: Option<&Row>) -> Effect<House> {
    let no = row.and_then(|row| row.key.parse().ok());
    no.map_or_else(|| Effect::warn("nothing waits here"), one::open)
}

fn detail(key: &str, view: &View<'_>) -> Result<Panel, No> {
    let Ok(no) = key.parse::<PaperNo>() else { return Ok(Panel::new()) };
    let Some(application) = application_rows::read(view.conn(), &no)? else { return Ok(Panel::new()) };
    let (waited, _) = told::waited(application.since, application.due(), view.today());
    let role = application.stand.waits.map_or_else(String::new, |hand| format!(", for {hand}"));
    let area = application.given.text("area");
    let panel = Panel::new()
        .pair("What", application.title.clone())
        .pair("Who", one::who(&one::person(view, &application)?, area))
        .pair("Stands at", format!("{}{role}: {waited}", told::stand(&application.stand)));
    let panel = match application.whose() {
        Some(no) => panel.pair("Consumer", no.to_string()),
        None => panel,
    };
    Ok(told::notices(&application, view.today()).into_iter().fold(panel, |panel, (tone, text)| panel.note(tone, text)))
}

fn which(scope: &Scope, filters: &[Filter], look: &Look<'_>, request: &PageRequest) -> Which {
    let only = request.filter.and_then(|place| place.checked_sub(1)).and_then(|place| filters.get(place));
    let (workflow, state) =
        only.map_or_else(|| (scope.workflow.clone(), scope.state.clone()), |(_, workflow, state)| (workflow.clone(), state.clone()));
    let late_on = (request.filter == Some(0)).then_some(look.today);
    Which { role: None, office: scope.office.clone(), workflow, state, late_on, text: request.search.clone() }
}

/// So many items of the roles from one on, and how many there are in all as far as is known.
fn items(scope: &Scope, which: &Which, look: &Look<'_>, (limit, from): (usize, usize)) -> Result<(Vec<Item>, usize), No> {
    let each: Vec<Which> = match scope.roles.as_slice() {
        [] => vec![which.clone()],
        roles => roles.iter().map(|role| Which { role: Some(*role), ..which.clone() }).collect(),
    };
    let several = each.len() > 1;
    let (first, most) = if several { (0, limit.saturating_add(from)) } else { (from, limit) };
    let mut found = Vec::new();
    let mut count = 0;
    for which in &each {
        found.extend(applications::items(look.conn, which, most.saturating_add(1), first)?);
        if which.text.is_empty() {
            count += applications::count(look.conn, which)?;
        }
    }
    if several {
        found.sort_by(|a, b| (a.since, &a.no).cmp(&(b.since, &b.no)));
        found.drain(..from.min(found.len()));
    }
    // Of a search only so much is known as was read: one more than is shown says that there are more.
    let count = if which.text.is_empty() { count } else { from + found.len() };
    found.truncate(limit);
    Ok((found, count))
}

fn columns(scope: &Scope) -> Vec<Column> {
    let role = if scope.roles.len() == 1 { None } else { Some(FOR) };
    [NUMBER, NAME, PLACE, STANDS].into_iter().chain(role).chain([DAYS, LATE, LIMIT]).collect()
}

fn row(item: Item, look: &Look<'_>, by_role: bool) -> Row {
    let days = |days: i32| Cell::Number(i64::from(days));
    let late = item.late(look.today);
    let cells = [text(item.no.to_string()), text(item.name.clone()), text(parts::who::house(&item.address, &item.area))];
    let stands = [text(format!("{} {}", item.state, item.text))];
    let role = by_role.then(|| text(item.role.code()));
    let figures = [days(item.waited(look.today)), if late > 0 { days(late) } else { Cell::Empty }, item.limit().map_or(Cell::Empty, days)];
    Row { key: item.no.to_string(), cells: cells.into_iter().chain(stands).chain(role).chain(figures).collect() }
}

fn listing(scope: Scope, filters: Vec<Filter>) -> Listing {
    let columns = columns(&scope);
    let titles: Vec<&'static str> = std::iter::once("past the limit").chain(filters.iter().map(|(title, ..)| *title)).collect();
    let (all, title) = (columns.clone(), scope.title.clone());
    let by_role = columns.contains(&FOR);
    Listing::paged("connections", title, &columns, titles, move |look, request| {
        let which = which(&scope, &filters, look, request);
        // Another order than that of waiting is made of all of them.
        let part = if request.sort.is_some() { (usize::MAX - 1, 0) } else { (request.limit.min(usize::MAX - 1), request.offset) };
        let (items, count) = items(&scope, &which, look, part)?;
        let rows: Vec<Row> = items.into_iter().map(|item| row(item, look, by_role)).collect();
        let totals = vec![Cell::Empty; all.len()];
        if request.sort.is_none() {
            return Ok(Page { request: request.clone(), count, totals, rows });
        }
        let sorted = Memory { columns: all.clone(), rows, filters: Vec::new() };
        let page = sorted.page(&PageRequest { search: String::new(), filter: None, ..request.clone() });
        Ok(Page { request: request.clone(), ..page })
    })
}

/// Who looks, and what may be filtered by.
struct Begun {
    roles: Vec<Role>,
    office: String,
    office_name: String,
    /// Office-wide: role, and the filter.
    heaps: Vec<(Hand, Filter)>,
}

fn read(view: &View<'_>) -> Result<Begun, No> {
    let office = view.desk().office().to_owned();
    let heaps = applications::heaps(view.conn(), view.today())?.into_iter().filter(|heap| heap.office == office);
    let filter = |heap: &applications::Heap| field_name(&format!("{} {}", heap.workflow, heap.state));
    Ok(Begun {
        roles: view.session.roles().to_vec(),
        heaps: heaps.map(|heap| (heap.role, (filter(&heap), heap.workflow, heap.state))).collect(),
        office_name: view.rules().profile.office(&office).map_or_else(|| office.clone(), |known| known.name.clone()),
        office,
    })
}

/// A user's own list, which Ctrl-O widens to the whole office.
struct Mine {
    begun: Option<Begun>,
    whole: bool,
    board: Option<Board>,
}

impl Mine {
    /// The list anew, as wide as it is wanted.
    fn make(&mut self, status: &Status) -> Effect<House> {
        let Some(begun) = &self.begun else { return Effect::Nothing };
        let mut roles: Vec<Role> = begun.roles.clone();
        roles.retain(|role| matches!(role, Role::Bcc | Role::Je | Role::Ae));
        // An engineer of the division has no step of his own: the office is what he looks at.
        let whole = self.whole || roles.is_empty();
        let title = if whole { format!("Applications of {}", begun.office_name) } else { "Connections: waiting for you".to_owned() };
        let scope = Scope { roles: if whole { Vec::new() } else { roles }, office: begun.office.clone(), title, ..Scope::default() };
        let heaps =
            begun.heaps.iter().filter(|(hand, _)| scope.roles.is_empty() || hand.role().is_some_and(|role| scope.roles.contains(&role)));
        let filters = heaps.map(|(_, filter)| filter.clone()).collect();
        self.board.insert(Board::new(&PLAN, listing(scope, filters)).told()).opened(status)
    }
}

impl Screen<House> for Mine {
    fn name(&self) -> &'static str {
        CARD.name
    }

    fn title(&self) -> Cow<'_, str> {
        self.board.as_ref().map_or_else(|| CARD.title.into(), Screen::title)
    }

    fn layers(&self) -> &'static [&'static str] {
        &["connections-mine", "connections", "list"]
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        ask(read)
    }

    fn uncovered(&mut self, status: &Status) -> Effect<House> {
        self.board.as_mut().map_or(Effect::Nothing, |board| board.uncovered(status))
    }

    fn ticked(&mut self, status: &Status) -> Effect<House> {
        self.board.as_mut().map_or(Effect::Nothing, |board| board.ticked(status))
    }

    fn answered(&mut self, answer: Answer, status: &Status) -> Effect<House> {
        match answer.take::<Begun>() {
            Ok(begun) => {
                self.begun = Some(begun);
                self.make(status)
            }
            Err(answer) => self.board.as_mut().map_or(Effect::Nothing, |board| board.answered(answer, status)),
        }
    }

    fn act(&mut self, action: Action, status: &Status) -> Effect<House> {
        if action == WHOLE {
            self.whole = !self.whole;
            return self.make(status);
        }
        self.board.as_mut().map_or(Effect::Pass, |board| board.act(action, status))
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        self.board.as_mut().map_or(Effect::Nothing, |board| board.typed(key))
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, status: &Status) -> Effect<House> {
        self.board.as_mut().map_or(Effect::Nothing, |board| board.done(outcome, status))
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        if let Some(board) = &self.board {
            board.draw(canvas);
        }
    }
}
