//! The list: opened on what is mine, the most pressing first.

use std::borrow::Cow;

use super::{ACCOUNT, CARD, NEXT, OPEN, SEARCH, TYPE, WHOSE, forms, one};
use crate::acts::item::{HandleItem, What};
use crate::base::{No, Stamp};
use crate::desk::nothing_printed;
use crate::reports::todo::entry::entry;
use crate::rules::role::Role;
use crate::rules::todo::TodoType;
use crate::store::work::{self, Lens, Line, Stands, Status as Standing, Which, Whose};
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::Tone;
use crate::tui::program::{Answer, House, Outcome, View, Work, ask};
use crate::tui::screen::{Effect, Screen};
use crate::tui::screens::consumer;
use crate::tui::screens::patterns::board::{Board, Deed, Plan};
use crate::tui::screens::patterns::listing::text;
use crate::tui::screens::patterns::{Listing, Look, Sheet};
use crate::tui::widgets::{Cell, Column, Memory, Page, PageRequest, Panel, Row, Rows as _};

/// So many are counted; End goes no further at once.
const COUNTED: usize = 10_000;
/// Rows below the list that tell of the lit item.
const FOOT: u16 = 6;

const COLUMNS: &[Column] = &[
    Column::figure("priority", "Pr", 2),
    Column::figure("days", "Days", 4),
    Column::text("name", "Who", 14).growing(),
    Column::text("message", "Message", 22).growing(),
    Column::text("status", "Status", 18).growing(),
    Column::text("created", "Created", 10).spare(),
    Column::text("last_assigned", "Assigned", 10).spare(),
    Column::text("assigned", "Has it", 8).spare(),
    Column::text("completed", "Completed", 10).spare(),
    Column::text("type", "Type", 12).spare(),
];

/// The filters of Ctrl-F, in their order.
const STATES: [(&str, Standing); 6] = [
    ("nobody has it", Standing::Waiting),
    ("worked on", Standing::Working),
    ("escalated", Standing::Escalated),
    ("done", Standing::Done),
    ("rejected", Standing::Rejected),
    ("open and done", Standing::All),
];

const PLAN: Plan = Plan {
    name: CARD.name,
    layers: &["todo", "list"],
    enter: Some(OPEN),
    deeds: &[
        Deed { action: OPEN, sure: None, run: |row, _| row.map_or(Effect::warn("nothing waits here"), |row| one::open(&row.key)) },
        Deed { action: ACCOUNT, sure: None, run: |row, _| account(row) },
        Deed { action: NEXT, sure: None, run: |_, _| take_next() },
    ],
    detail: Some((FOOT, detail)),
    said: |_| String::new(),
    lives: true,
};

/// The To Do list of whoever is logged on.
pub fn mine() -> Box<dyn Screen<House>> {
    Box::new(Todo { begun: None, asked: Asked::default(), board: None })
}

/// What is asked of the list beside its filter and its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub whose: Scope,
    /// `None`: every type.
    pub todo: Option<TodoType>,
    /// Of the search form; Ctrl-F narrows what has none.
    pub status: Option<Standing>,
    pub from: Option<Stamp>,
    pub to: Option<Stamp>,
    pub text: String,
}

/// Whose items, as a key goes through them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scope {
    #[default]
    Mine,
    GivenToMe,
    MyRoles,
    All,
}

impl Scope {
    pub const WORDS: &'static [&'static str] = &["Mine", "Given to me", "My roles", "All"];
    const ORDER: [Self; 4] = [Self::Mine, Self::GivenToMe, Self::MyRoles, Self::All];

    fn next(self) -> Self {
        let place = Self::ORDER.iter().position(|one| *one == self).unwrap_or(0);
        Self::ORDER[(place + 1) % Self::ORDER.len()]
    }

    pub fn of(word: &str) -> Self {
        let place = Self::WORDS.iter().position(|one| *one == word);
        place.and_then(|place| Self::ORDER.get(place).copied()).unwrap_or_default()
    }

    pub fn word(self) -> &'static str {
        Self::ORDER.iter().position(|one| *one == self).and_then(|place| Self::WORDS.get(place)).copied().unwrap_or("Mine")
    }
}

/// Who looks.
#[derive(Debug, Clone)]
struct Begun {
    user: String,
    roles: Vec<Role>,
    offices: Vec<String>,
    /// What was arranged after another had.
    apart: Vec<(String, String, String)>,
}

fn read(view: &View<'_>) -> Result<Begun, No> {
    let user = view.session.user().to_owned();
    Ok(Begun {
        roles: view.session.roles().to_vec(),
        offices: view.rules().profile.ruled_by(view.desk().office()),
        apart: work::told_apart(view.conn(), &user)?,
        user,
    })
}

fn lens<'a>(look: &Look<'a>) -> Lens<'a> {
    Lens { profile: &look.rules.profile, now: look.now }
}

fn which(begun: &Begun, asked: &Asked, request: &PageRequest) -> Which {
    let filter = request.filter.and_then(|place| STATES.get(place)).map(|(_, status)| status.clone());
    let whose = match asked.whose {
        Scope::Mine => Whose::Mine { user: begun.user.clone(), roles: begun.roles.clone() },
        Scope::GivenToMe => Whose::GivenTo(begun.user.clone()),
        Scope::MyRoles => Whose::OfRoles(begun.roles.clone()),
        Scope::All => Whose::All,
    };
    let text = if request.search.is_empty() { asked.text.clone() } else { request.search.clone() };
    Which {
        types: asked.todo.into_iter().collect(),
        offices: if asked.whose == Scope::All { Vec::new() } else { begun.offices.clone() },
        whose,
        status: filter.or_else(|| asked.status.clone()).unwrap_or_default(),
        from: asked.from,
        to: asked.to,
        text,
    }
}

fn row(line: &Line, now: Stamp) -> Row {
    let day = |at: Option<Stamp>| at.map_or(Cell::Empty, |at| Cell::Day(at.day()));
    let done = if let Stands::Done { at, .. } = line.stands { Some(at) } else { None };
    let cells = vec![
        Cell::Number(i64::from(line.priority)),
        Cell::Number(i64::from(line.days(now))),
        text(line.name.clone()),
        text(line.message.clone()),
        text(line.status()),
        Cell::Day(line.created.day()),
        day(line.last_assigned()),
        text(line.open().and_then(|open| open.assigned.clone()).unwrap_or_default()),
        day(done),
        text(line.todo.word()),
    ];
    Row { key: line.key.clone(), cells }
}

fn listing(begun: Begun, asked: Asked, title: String) -> Listing {
    let titles = STATES.iter().map(|(title, _)| *title).collect();
    Listing::paged("todo", title, COLUMNS, titles, move |look, request| {
        let (lens, which) = (lens(look), which(&begun, &asked, request));
        // Another order than the list's own is made of all of them.
        let (limit, from) = if request.sort.is_some() { (usize::MAX, 0) } else { (request.limit, request.offset) };
        let rows: Vec<Row> = work::page(look.conn, lens, &which, limit, from)?.iter().map(|line| row(line, look.now)).collect();
        let totals = vec![Cell::Empty; COLUMNS.len()];
        if request.sort.is_none() {
            // Of a search only so much is known as was read: one more than is shown says that there are more.
            let shown = request.offset.saturating_add(rows.len());
            let most = if which.text.is_empty() { COUNTED.max(shown.saturating_add(1)) } else { shown.saturating_add(1) };
            return Ok(Page { request: request.clone(), count: work::count(look.conn, lens, &which, most)?, totals, rows });
        }
        let sorted = Memory { columns: COLUMNS.to_vec(), rows, filters: Vec::new() };
        let page = sorted.page(&PageRequest { search: String::new(), filter: None, ..request.clone() });
        Ok(Page { request: request.clone(), ..page })
    })
}

/// What is known of the lit item.
fn detail(key: &str, view: &View<'_>) -> Result<Panel, No> {
    let look = Look::from(view);
    let Some(found) = entry(&look.source(), key)? else { return Ok(Panel::new()) };
    let line = &found.line;
    let who = line.consumer.map_or_else(String::new, |no| format!("{no} "));
    let mut panel = Panel::new().pair("What", format!("{} ({}), {}", line.message, line.todo, line.office));
    panel = panel.pair("Who", format!("{who}{} {}", line.name, line.area).trim().to_owned());
    panel = match line.open() {
        Some(open) => {
            let given = open.given.map_or_else(String::new, |at| format!(", given {} by {}", at.short(), open.sender));
            let has = open.assigned.as_ref().map_or_else(|| format!("for any {}", open.role), |user| format!("{user} has it"));
            panel.pair("Whose", format!("{has}{given}; there since {}", open.moved.short()))
        }
        None => panel.pair("Ended", line.status()),
    };
    if let Some(said) = found.log.last() {
        panel = panel.pair("Last", format!("{} {} {} {}", said.at.short(), said.user, said.kind, said.details));
    }
    Ok(if found.repeats.is_empty() { panel } else { panel.note(Tone::Warn, repeat(&found.repeats)) })
}

/// That a consumer asked before (`R-10`).
pub fn repeat(repeats: &[(String, String)]) -> String {
    let all: Vec<String> = repeats.iter().map(|(no, text)| format!("{no} ({text})")).collect();
    format!("a repeat: {}", all.join(", "))
}

fn account(row: Option<&Row>) -> Effect<House> {
    let Some(key) = row.map(|row| row.key.clone()) else { return Effect::warn("nothing waits here") };
    ask(move |view| {
        let lens = Lens { profile: &view.rules().profile, now: view.eye.now() };
        Ok(Account(work::line(view.conn(), lens, &key)?.and_then(|line| line.consumer)))
    })
}

/// The consumer of the lit item.
struct Account(Option<crate::base::ConsumerNo>);

/// What was taken from the top.
struct Next(Option<String>);

/// Takes the most pressing item that is mine to do and that nobody has (`R-10`).
fn take_next() -> Effect<House> {
    Effect::Act(Work::new(|bench| {
        let desk = &mut *bench.desk;
        let which = Which {
            whose: Whose::Mine { user: bench.session.user().to_owned(), roles: bench.session.roles().to_vec() },
            status: Standing::Waiting,
            offices: desk.rules().profile.ruled_by(desk.id().office()),
            ..Which::default()
        };
        let lens = Lens { profile: &desk.rules().profile, now: desk.now() };
        let Some(first) = work::page(desk.store().connection(), lens, &which, 1, 0)?.pop() else {
            return Ok(Outcome::Gave(Answer::of(Next(None))));
        };
        let act = HandleItem { item: first.key.clone(), what: What::Take, comment: String::new() };
        desk.act(bench.session, &act, &nothing_printed)?;
        Ok(Outcome::Gave(Answer::of(Next(Some(first.key)))))
    }))
}

/// The list, made anew with what is asked of it.
struct Todo {
    begun: Option<Begun>,
    asked: Asked,
    board: Option<Board>,
}

impl Todo {
    fn make(&mut self, status: &Status) -> Effect<House> {
        let Some(begun) = &self.begun else { return Effect::Nothing };
        let mut title = format!("To Do: {}", self.asked.whose.word().to_lowercase());
        if let Some(todo) = self.asked.todo {
            title.push_str(&format!(", {todo}"));
        }
        if !self.asked.text.is_empty() {
            title.push_str(&format!(", '{}'", self.asked.text));
        }
        // Whole days are said as days: a title has little room.
        let said = |at: Stamp, whole: bool| if whole { at.day().dmy() } else { at.short() };
        if let Some(from) = self.asked.from {
            title.push_str(&format!(", from {}", said(from, from == Stamp::midnight(from.day()))));
        }
        if let Some(to) = self.asked.to {
            title.push_str(&format!(", to {}", said(to, to.plus(1) == Stamp::midnight(to.plus(1).day()))));
        }
        let list = listing(begun.clone(), self.asked.clone(), title);
        let read = self.board.insert(Board::new(&PLAN, list).told()).opened(status);
        match begun.apart.first() {
            Some((key, how, by)) => {
                Effect::All(vec![read, Effect::warn(format!("{key} is {by}'s: what you did there ({how}) came after"))])
            }
            None => read,
        }
    }

    fn turn_type(&mut self, status: &Status) -> Effect<House> {
        self.asked.todo = match self.asked.todo {
            None => TodoType::ALL.first().copied(),
            Some(todo) => {
                let place = TodoType::ALL.iter().position(|one| *one == todo).unwrap_or(0);
                TodoType::ALL.get(place + 1).copied()
            }
        };
        self.make(status)
    }
}

impl Screen<House> for Todo {
    fn name(&self) -> &'static str {
        CARD.name
    }

    fn title(&self) -> Cow<'_, str> {
        self.board.as_ref().map_or_else(|| CARD.title.into(), Screen::title)
    }

    fn layers(&self) -> &'static [&'static str] {
        PLAN.layers
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
        let answer = match answer.take::<Begun>() {
            Ok(begun) => {
                self.begun = Some(begun);
                return self.make(status);
            }
            Err(answer) => answer,
        };
        let answer = match answer.take::<Asked>() {
            Ok(asked) => {
                self.asked = asked;
                return self.make(status);
            }
            Err(answer) => answer,
        };
        match answer.take::<Account>() {
            Ok(Account(Some(no))) => consumer::open(no),
            Ok(Account(None)) => Effect::warn("this item is of no consumer's account"),
            Err(answer) => self.board.as_mut().map_or(Effect::Nothing, |board| board.answered(answer, status)),
        }
    }

    fn act(&mut self, action: Action, status: &Status) -> Effect<House> {
        match action {
            WHOSE => {
                self.asked.whose = self.asked.whose.next();
                self.make(status)
            }
            TYPE => self.turn_type(status),
            SEARCH => Sheet::open(&forms::SEARCH, &forms::given(&self.asked), status),
            action::BACK if self.asked != Asked::default() && !self.is_searching() => {
                self.asked = Asked::default();
                self.make(status)
            }
            _ => self.board.as_mut().map_or(Effect::Pass, |board| board.act(action, status)),
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        self.board.as_mut().map_or(Effect::Nothing, |board| board.typed(key))
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, status: &Status) -> Effect<House> {
        match &outcome {
            Ok(Outcome::Gave(answer)) => match answer.look::<Next>() {
                Some(Next(Some(key))) => Effect::All(vec![one::open(key), Effect::good(format!("{key} is yours"))]),
                Some(Next(None)) => Effect::warn("nothing waits for you that nobody works on"),
                None => self.board.as_mut().map_or(Effect::Nothing, |board| board.done(outcome, status)),
            },
            _ => self.board.as_mut().map_or(Effect::Nothing, |board| board.done(outcome, status)),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        if let Some(board) = &self.board {
            board.draw(canvas);
        }
    }
}

impl Todo {
    fn is_searching(&self) -> bool {
        self.board.as_ref().is_some_and(Board::is_searching)
    }
}
