//! Where a list's rows come from, and what becomes of them beyond the screen: paper and CSV (`I-6`).

use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::Connection;

use crate::acts::Rules;
use crate::base::{Day, DeskId, Fault, Money, No};
use crate::print::{self, Document, Fanfold, Format, Paper, Section, Target};
use crate::store::spool::NewJob;
use crate::tui::program::{Answer, Bench, House, Outcome, View, Work, ask};
use crate::tui::screen::Effect;
use crate::tui::widgets::rows::Filter;
use crate::tui::widgets::{Align, Cell, Column, ListView, Memory, Page, PageRequest, Row, Rows as _};

/// Rows read at once while a whole list is printed or saved.
const AT_ONCE: usize = 500;
/// The folder in the data folder for saved lists.
const FOLDER: &str = "lists";
/// Where lists go that no printer takes.
const PRINTED: &str = "dir:printed";

/// What a list may look at: the same on the screen's own thread and on the writer's.
pub struct Look<'a> {
    pub conn: &'a Connection,
    pub rules: &'a Rules,
    pub desk: &'a DeskId,
    pub today: Day,
    pub user: &'a str,
    pub training: bool,
}

impl<'a> From<&'a View<'a>> for Look<'a> {
    fn from(view: &'a View<'a>) -> Self {
        Self {
            conn: view.conn(),
            rules: view.rules(),
            desk: view.desk(),
            today: view.today(),
            user: view.session.user(),
            training: view.eye.is_training(),
        }
    }
}

impl<'a> Look<'a> {
    fn of(bench: &'a Bench<'_>) -> Self {
        let desk = &*bench.desk;
        Self {
            conn: desk.store().connection(),
            rules: desk.rules(),
            desk: desk.id(),
            today: desk.today(),
            user: bench.session.user(),
            training: desk.is_training(),
        }
    }
}

type Source = dyn Fn(&Look<'_>, &PageRequest) -> Result<Page, No> + Send + Sync;

/// What became of a whole list.
pub enum Made {
    Paper(NewJob),
    File(PathBuf),
}

/// A list and its source.
#[derive(Clone)]
pub struct Listing {
    /// In the name of its file: `postings`.
    name: &'static str,
    title: String,
    columns: Vec<Column>,
    filters: Vec<&'static str>,
    source: Arc<Source>,
}

impl Listing {
    /// A list whose source answers a page at a time: for what is too long for memory.
    pub fn paged(
        name: &'static str,
        title: impl Into<String>,
        columns: &[Column],
        filters: Vec<&'static str>,
        source: impl Fn(&Look<'_>, &PageRequest) -> Result<Page, No> + Send + Sync + 'static,
    ) -> Self {
        Self { name, title: title.into(), columns: columns.to_vec(), filters, source: Arc::new(source) }
    }

    /// A short list: its rows are read anew for each page.
    pub fn short(
        name: &'static str,
        title: impl Into<String>,
        columns: &'static [Column],
        filters: &'static [Filter],
        rows: impl Fn(&Look<'_>) -> Result<Vec<Row>, No> + Send + Sync + 'static,
    ) -> Self {
        let titles = filters.iter().map(|(title, _)| *title).collect();
        Self::paged(name, title, columns, titles, move |look, request| {
            let memory = Memory { columns: columns.to_vec(), rows: rows(look)?, filters: filters.to_vec() };
            Ok(memory.page(request))
        })
    }

    pub fn title(&self) -> &str {
        &self.title
    }

    pub fn view(&self) -> ListView {
        ListView::new(&self.columns, self.filters.clone())
    }

    /// The effect of asking for a page.
    pub fn ask(&self, request: PageRequest) -> Effect<House> {
        let source = Arc::clone(&self.source);
        ask(move |view| source(&Look::from(view), &request))
    }

    /// The effect of putting the whole list on paper, as the desk's list printer takes it.
    pub fn print(&self, request: PageRequest) -> Effect<House> {
        let list = self.clone();
        Effect::Act(Work::new(move |bench| {
            let table = list.whole(bench, &request)?;
            let job = list.job(bench, &request, table)?;
            Ok(Outcome::Gave(Answer::of(Made::Paper(job))))
        }))
    }

    /// The effect of saving the whole list as CSV in the data folder.
    pub fn save(&self, request: PageRequest) -> Effect<House> {
        let list = self.clone();
        Effect::Act(Work::new(move |bench| {
            let table = list.whole(bench, &request)?;
            let path = list.write(bench, &table.rows)?;
            Ok(Outcome::Gave(Answer::of(Made::File(path))))
        }))
    }

    /// All rows of a request with their totals; says how far it is, and stops where the clerk asks.
    fn whole(&self, bench: &Bench<'_>, request: &PageRequest) -> Result<Page, No> {
        let mut request = PageRequest { offset: 0, limit: AT_ONCE, ..request.clone() };
        let mut whole = (self.source)(&Look::of(bench), &request)?;
        while whole.rows.len() < whole.count {
            if bench.is_stopped() {
                return Err(Fault::new("the list was stopped", "nothing was printed or saved").into());
            }
            bench.progress("reading the list", whole.rows.len() as u64, whole.count as u64);
            request.offset = whole.rows.len();
            let page = (self.source)(&Look::of(bench), &request)?;
            if page.rows.is_empty() {
                break;
            }
            whole.rows.extend(page.rows);
        }
        Ok(whole)
    }

    fn document(&self, look: &Look<'_>, request: &PageRequest, whole: Page) -> Document {
        let profile = &look.rules.profile;
        let office = profile.office(look.desk.office()).map_or_else(|| look.desk.office().to_owned(), |o| o.name.clone());
        let mut meta = vec![("As on".to_owned(), look.today.dmy()), ("Desk".to_owned(), look.desk.to_string())];
        if !request.search.is_empty() {
            meta.push(("Search".to_owned(), request.search.clone()));
        }
        if let Some(filter) = request.filter.and_then(|place| self.filters.get(place)) {
            meta.push(("Only".to_owned(), (*filter).to_owned()));
        }
        meta.push(("Rows".to_owned(), whole.count.to_string()));
        let columns = self.columns.iter().zip(&whole.totals).map(|(column, total)| print::Column {
            name: column.title.to_owned(),
            figures: column.align == Align::Right,
            total: *total != Cell::Empty,
        });
        let mut table = print::Table::new(columns.collect());
        for row in whole.rows {
            table.row(row.cells.into_iter().map(on_paper));
        }
        let mut document = Document::new(self.title.clone()).with(Section::Table(table));
        document.office = vec![profile.name.clone(), office];
        document.mark = if look.training { "TRAINING".to_owned() } else { String::new() };
        document.meta = meta;
        document
    }

    fn job(&self, bench: &Bench<'_>, request: &PageRequest, whole: Page) -> Result<NewJob, No> {
        let printers = &bench.settings.printers;
        let target = if printers.list.is_empty() { PRINTED } else { printers.list.as_str() };
        let parsed: Target = target.parse().map_err(|e| {
            No::Broken(Fault::new(format!("{e}"), "correct `list` of [printers] in desk.toml, then start the program again"))
        })?;
        let document = self.document(&Look::of(bench), request, whole);
        let content = match parsed.format() {
            Format::Pdf => print::pdf(&self.title, &print::a4(&document), Paper::Plain),
            Format::Escp => print::escp(&print::fanfold(&document, Fanfold::default()), Paper::Preprinted),
        };
        Ok(NewJob {
            kind: "list".to_owned(),
            paper: self.name.to_owned(),
            copy: 0,
            look: "plain".to_owned(),
            target: target.to_owned(),
            user: bench.session.user().to_owned(),
            content: Some(content),
        })
    }

    /// A file of its own: an earlier one of the day is left as it is.
    fn write(&self, bench: &Bench<'_>, rows: &[Row]) -> Result<PathBuf, No> {
        let folder = bench.desk.store().dir().join(FOLDER);
        let failed = |e: &dyn std::fmt::Display| {
            No::Broken(Fault::new(format!("{} can't be written ({e})", folder.display()), "look at the folder and its space"))
        };
        std::fs::create_dir_all(&folder).map_err(|e| failed(&e))?;
        let stem = format!("{}-{}", self.name, bench.desk.today());
        let names = std::iter::once(format!("{stem}.csv")).chain((2..).map(|n| format!("{stem}-{n}.csv")));
        let path = names.map(|name| folder.join(name)).find(|path| !path.exists()).unwrap_or_else(|| folder.join("list.csv"));
        let mut writer = csv::Writer::from_path(&path).map_err(|e| failed(&e))?;
        writer.write_record(self.columns.iter().map(|c| c.name)).map_err(|e| failed(&e))?;
        for row in rows {
            writer.write_record(row.cells.iter().map(Cell::plain)).map_err(|e| failed(&e))?;
        }
        writer.flush().map_err(|e| failed(&e))?;
        Ok(path)
    }
}

impl Made {
    /// What the screen does with it: the paper goes to the queue, a file is named.
    pub fn tell(self) -> Effect<House> {
        match self {
            Self::Paper(job) => {
                let to = job.target.clone();
                Effect::All(vec![Effect::Print(job), Effect::good(format!("the list goes to {to}"))])
            }
            Self::File(path) => Effect::good(format!("saved as {}", path.display())),
        }
    }
}

fn on_paper(cell: Cell) -> print::Cell {
    match cell {
        Cell::Empty => print::Cell::Blank,
        Cell::Text(text) => print::Cell::Text(text),
        Cell::Number(n) => print::Cell::Count(n),
        Cell::Money(amount) => print::Cell::Amount(amount),
        Cell::Day(day) => print::Cell::Text(day.dmy()),
    }
}

/// An amount where there is one.
pub fn money(amount: Money) -> Cell {
    if amount.is_zero() { Cell::Empty } else { Cell::Money(amount) }
}

/// A text cell.
pub fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}
