//! Where a list's rows come from, and what becomes of them beyond the screen: paper and CSV (`I-6`).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;

use crate::acts::Rules;
use crate::base::{Day, DeskId, Fault, No, Stamp};
use crate::print::{self, Document, Section, Target};
use crate::reports::Source;
use crate::spool::{Ready, order_ready, target_of};
use crate::sync::State;
use crate::sync::thread::Voice;
use crate::tui::program::{Answer, Bench, House, Outcome, View, Work, ask};
use crate::tui::screen::Effect;
use crate::tui::widgets::rows::Filter;
use crate::tui::widgets::{Align, Cell, Column, ListView, Memory, Page, PageRequest, Row, Rows as _};

/// The folder in the data folder for saved lists.
pub const FOLDER: &str = "lists";

/// What a list may look at: the same on the screen's own thread and on the writer's.
pub struct Look<'a> {
    pub conn: &'a Connection,
    pub rules: &'a Rules,
    pub desk: &'a DeskId,
    pub today: Day,
    pub now: Stamp,
    pub user: &'a str,
    pub training: bool,
    /// How the talk with the hub stands, where there is one.
    pub hub: Option<State>,
}

impl<'a> From<&'a View<'a>> for Look<'a> {
    fn from(view: &'a View<'a>) -> Self {
        Self {
            conn: view.conn(),
            rules: view.rules(),
            desk: view.desk(),
            today: view.today(),
            now: view.eye.now(),
            user: view.session.user(),
            training: view.eye.is_training(),
            hub: view.hub.map(Voice::state),
        }
    }
}

impl<'a> Look<'a> {
    /// What lists and reports of the register are made from.
    pub const fn source(&self) -> Source<'a> {
        Source { conn: self.conn, profile: &self.rules.profile, desk: self.desk, today: self.today, now: self.now, training: self.training }
    }

    pub fn of(bench: &'a Bench<'_>) -> Self {
        let desk = &*bench.desk;
        Self {
            conn: desk.store().connection(),
            rules: desk.rules(),
            desk: desk.id(),
            today: desk.today(),
            now: desk.now(),
            user: bench.session.user(),
            training: desk.is_training(),
            hub: bench.hub.map(Voice::state),
        }
    }
}

type Pages = dyn Fn(&Look<'_>, &PageRequest) -> Result<Page, No> + Send + Sync;
type Papers = dyn Fn(&Look<'_>, &PageRequest, Onto) -> Result<Document, No> + Send + Sync;

/// What a whole list is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onto {
    Paper,
    Csv,
}

/// What the screen says of a piece of work.
pub struct Said(pub String);

impl Said {
    pub fn outcome(text: String) -> Outcome {
        Outcome::Gave(Answer::of(Self(text)))
    }

    /// What an outcome says, where it says anything.
    pub fn of(outcome: &Outcome) -> Option<&str> {
        if let Outcome::Gave(answer) = outcome { answer.look::<Self>().map(|Self(text)| text.as_str()) } else { None }
    }
}

/// A list and its source.
#[derive(Clone)]
pub struct Listing {
    /// In the name of its file: `postings`.
    name: &'static str,
    title: String,
    columns: Vec<Column>,
    filters: Vec<&'static str>,
    pages: Arc<Pages>,
    /// The whole list on paper, where its source writes it by itself.
    paper: Option<Arc<Papers>>,
}

impl Listing {
    /// A list whose source answers a page at a time: for what is too long for memory.
    pub fn paged(
        name: &'static str,
        title: impl Into<String>,
        columns: &[Column],
        filters: Vec<&'static str>,
        pages: impl Fn(&Look<'_>, &PageRequest) -> Result<Page, No> + Send + Sync + 'static,
    ) -> Self {
        Self { name, title: title.into(), columns: columns.to_vec(), filters, pages: Arc::new(pages), paper: None }
    }

    /// The same, with its own way onto paper.
    #[must_use]
    pub fn on_paper(mut self, paper: impl Fn(&Look<'_>, &PageRequest, Onto) -> Result<Document, No> + Send + Sync + 'static) -> Self {
        self.paper = Some(Arc::new(paper));
        self
    }

    /// A short list: its rows are read anew for each page.
    pub fn short(
        name: &'static str,
        title: impl Into<String>,
        columns: &[Column],
        filters: &'static [Filter],
        rows: impl Fn(&Look<'_>) -> Result<Vec<Row>, No> + Send + Sync + 'static,
    ) -> Self {
        let titles = filters.iter().map(|(title, _)| *title).collect();
        let all = columns.to_vec();
        Self::paged(name, title, columns, titles, move |look, request| {
            let memory = Memory { columns: all.clone(), rows: rows(look)?, filters: filters.to_vec() };
            Ok(memory.page(request))
        })
    }

    pub fn title(&self) -> &str {
        &self.title
    }

    pub const fn has_filters(&self) -> bool {
        !self.filters.is_empty()
    }

    pub fn view(&self) -> ListView {
        ListView::new(&self.columns, self.filters.clone())
    }

    /// The effect of asking for a page.
    pub fn ask(&self, request: PageRequest) -> Effect<House> {
        let pages = Arc::clone(&self.pages);
        ask(move |view| pages(&Look::from(view), &request))
    }

    /// The effect of putting the whole list on paper, as the desk's list printer takes it.
    pub fn print(&self, request: PageRequest) -> Effect<House> {
        let list = self.clone();
        print(self.name, move |look| list.document(look, &request, Onto::Paper))
    }

    /// The effect of saving the whole list as CSV in the data folder.
    pub fn save(&self, request: PageRequest) -> Effect<House> {
        let list = self.clone();
        save(self.name, move |look| list.document(look, &request, Onto::Csv))
    }

    fn document(&self, look: &Look<'_>, request: &PageRequest, onto: Onto) -> Result<Document, No> {
        if let Some(paper) = &self.paper {
            return paper(look, request, onto);
        }
        let whole = (self.pages)(look, &PageRequest { offset: 0, limit: usize::MAX, ..request.clone() })?;
        let profile = &look.rules.profile;
        let office = profile.office(look.desk.office()).map_or_else(|| look.desk.office().to_owned(), |o| o.name.clone());
        let columns = self.columns.iter().zip(&whole.totals).map(|(column, total)| print::Column {
            name: column.title.to_owned(),
            figures: column.align == Align::Right,
            counts: matches!(total, Cell::Number(_)),
            total: *total != Cell::Empty,
        });
        let mut table = print::Table::new(columns.collect());
        for row in whole.rows {
            table.row(row.cells.into_iter().map(on_paper));
        }
        let mut document = Document::new(self.title.clone()).with(Section::Table(table));
        document.office = vec![profile.name.clone(), office];
        document.mark = if look.training { "TRAINING".to_owned() } else { String::new() };
        document.meta = vec![("As on".to_owned(), look.today.dmy()), ("Desk".to_owned(), look.desk.to_string())];
        let filter = request.filter.and_then(|place| self.filters.get(place)).copied().unwrap_or_default();
        let asked = [("With the words", request.search.as_str()), ("Only", filter)];
        document
            .meta
            .extend(asked.iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
        document.meta.push(("Rows".to_owned(), whole.count.to_string()));
        Ok(document)
    }
}

/// The effect of putting a document on the desk's list printer.
pub fn print(name: &'static str, make: impl FnOnce(&Look<'_>) -> Result<Document, No> + Send + 'static) -> Effect<House> {
    Effect::Act(Work::new(move |bench| put_on_paper(bench, name, make).map(Said::outcome)))
}

/// Puts a document on the desk's list printer; what is to be said of it.
pub fn put_on_paper(bench: &mut Bench<'_>, name: &str, make: impl FnOnce(&Look<'_>) -> Result<Document, No>) -> Result<String, No> {
    let target = target_of(bench.settings, "list");
    let parsed: Target =
        target.parse().map_err(|e| Fault::new(format!("{e}"), "correct `list` of [printers] in desk.toml, and start the program again"))?;
    let document = make(&Look::of(bench))?;
    let ready = Ready::of_document(name, &document, parsed.format());
    order_ready(bench.desk, bench.session, "list", &ready, target)?;
    Ok(format!("{} goes to {target}", document.title))
}

/// The effect of saving a document's tables as CSV in the data folder, in a file of its own.
pub fn save(name: &'static str, make: impl FnOnce(&Look<'_>) -> Result<Document, No> + Send + 'static) -> Effect<House> {
    Effect::Act(Work::new(move |bench| {
        let document = make(&Look::of(bench))?;
        let folder = bench.desk.store().dir().join(FOLDER);
        let path = free_name(&folder, &format!("{name}-{}", bench.desk.today()));
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(&path, document.csv()))
            .map_err(|e| Fault::new(format!("{} can't be written ({e})", path.display()), "look at the folder and its space"))?;
        Ok(Said::outcome(format!("saved as {}", path.display())))
    }))
}

/// An earlier file of the day is left as it is.
fn free_name(folder: &Path, stem: &str) -> PathBuf {
    let first = folder.join(format!("{stem}.csv"));
    let others = (2..1_000).map(|n| folder.join(format!("{stem}-{n}.csv")));
    std::iter::once(first.clone()).chain(others).find(|path| !path.exists()).unwrap_or(first)
}

fn on_paper(cell: Cell) -> print::Cell {
    match cell {
        Cell::Empty => print::Cell::Blank,
        Cell::Text(text) => print::Cell::Text(text),
        Cell::Number(n) => print::Cell::Count(n),
        Cell::Money(amount) => print::Cell::Amount(amount),
        Cell::Day(day) => print::Cell::Day(day),
    }
}

/// A cell of paper on the screen.
pub fn shown(cell: print::Cell) -> Cell {
    match cell {
        print::Cell::Text(text) => Cell::Text(text),
        print::Cell::Amount(amount) => Cell::Money(amount),
        print::Cell::Count(count) => Cell::Number(count),
        print::Cell::Day(day) => Cell::Day(day),
        print::Cell::Blank => Cell::Empty,
    }
}

/// A text cell.
pub fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}
