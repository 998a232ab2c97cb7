//! The tabs of a consumer, and their lists.

use super::super::parts::who::Who;
use super::super::patterns::Listing;
use super::super::patterns::listing::shown;
use crate::base::{ConsumerNo, No, PaperNo};
use crate::reports::consumer_lists::{ACCOUNT, BILLS, CASES, ConsumerList, HISTORY, READINGS, RECEIPTS};
use crate::reports::list::Field;
use crate::rules::bill::Bill;
use crate::rules::todo::TodoType;
use crate::store::read;
use crate::store::work::{self, Lens};
use crate::tui::looks::Tone;
use crate::tui::program::View;
use crate::tui::widgets::rows::Filter;
use crate::tui::widgets::{Align, Cell, Column, Row};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Overview,
    Account,
    Bills,
    Readings,
    Receipts,
    History,
    Cases,
    Credit,
}

/// What the view hears of the data file, beside the rows of its lists.
pub enum Heard {
    Who(Box<Who>),
    Bill(PaperNo, Box<Bill>),
    Nothing,
}

impl Tab {
    pub const ALL: [Self; 8] =
        [Self::Overview, Self::Account, Self::Bills, Self::Readings, Self::Receipts, Self::History, Self::Cases, Self::Credit];

    const fn list(self) -> Option<&'static ConsumerList> {
        match self {
            Self::Overview | Self::Credit => None,
            Self::Account => Some(&ACCOUNT),
            Self::Bills => Some(&BILLS),
            Self::Readings => Some(&READINGS),
            Self::Receipts => Some(&RECEIPTS),
            Self::History => Some(&HISTORY),
            Self::Cases => Some(&CASES),
        }
    }

    pub fn title(self) -> &'static str {
        let without = if self == Self::Credit { "Dues" } else { "Overview" };
        self.list().map_or(without, |list| list.title)
    }

    /// The tab so many places on, round and round.
    pub fn step(self, by: usize) -> Self {
        let place = Self::ALL.iter().position(|tab| *tab == self).unwrap_or(0);
        Self::ALL[(place + by) % Self::ALL.len()]
    }

    const fn filters(self) -> &'static [Filter] {
        match self {
            Self::Account => &[("debits", |row| has(row, 2)), ("credits", |row| has(row, 3))],
            Self::Bills => &[("void", |row| holds(row, 0, "void"))],
            Self::Readings => &[("own", |row| holds(row, 2, "own")), ("meter changes", |row| holds(row, 4, "meter"))],
            Self::Receipts => {
                &[("cash", |row| holds(row, 2, "Cash")), ("UPI", |row| holds(row, 2, "UPI")), ("cheques", |row| holds(row, 2, "Cheque"))]
            }
            Self::History => &[
                ("status changes", |row| has(row, 3)),
                ("cases", |row| holds(row, 1, "case")),
                ("bills", |row| holds(row, 1, "bill") || holds(row, 2, "ill ")),
                ("receipts", |row| holds(row, 1, "receipt")),
                ("readings", |row| holds(row, 1, "reading")),
                ("contacts", |row| holds(row, 1, "contact")),
                ("orders", |row| holds(row, 1, "order")),
            ],
            Self::Cases => &[("open", |row| !holds(row, 2, "completed:") && !holds(row, 2, "rejected:"))],
            Self::Overview | Self::Credit => &[],
        }
    }

    /// The list of a tab, for the consumer who is called so; the overview has none.
    pub fn listing(self, no: ConsumerNo, name: &str) -> Option<Listing> {
        let list = self.list()?;
        let columns: Vec<Column> = list.fields.iter().map(column).collect();
        let title = format!("{}: {no} {name}", list.title);
        Some(Listing::short(list.name, title.trim_end(), &columns, self.filters(), move |look| {
            let lines = (list.read)(&look.source(), no)?.into_iter();
            Ok(lines.map(|line| Row { key: line.key, cells: line.cells.into_iter().map(shown).collect() }).collect())
        }))
    }
}

fn has(row: &Row, place: usize) -> bool {
    row.cells.get(place).is_some_and(|cell| *cell != Cell::Empty)
}

fn holds(row: &Row, place: usize, word: &str) -> bool {
    row.cells.get(place).is_some_and(|cell| cell.shown().contains(word))
}

fn column(field: &Field) -> Column {
    Column {
        name: field.key,
        title: field.name,
        width: match field.key {
            "what" => 20,
            "bill" | "receipt" => 19,
            "source" | "modes" => 14,
            "entered_by" | "use" | "status" => 12,
            "date" => 10,
            "kind" => 7,
            "assigned" => 8,
            "reading" | "user" => 9,
            "period" => 8,
            "units" => 6,
            _ => 11,
        },
        grow: matches!(field.key, "what" | "source" | "use" | "modes"),
        align: if field.figures { Align::Right } else { Align::Left },
        spare: false,
        sorts: true,
        adds: field.total,
    }
}

/// The consumer, for the overview.
pub fn read(view: &View<'_>, no: ConsumerNo) -> Result<Heard, No> {
    let Some(card) = read::card(view.conn(), no)? else { return Ok(Heard::Nothing) };
    let mut who = Who::read(view, card)?;
    let lens = Lens { profile: &view.rules().profile, now: view.eye.now() };
    let items = work::of_consumer(view.conn(), lens, no)?;
    // An open complaint is told by itself, an application by name.
    let told = |key: &str| who.notices.iter().any(|(_, notice)| notice.contains(key));
    let waits = |item: &&work::Line| item.open().is_some() && item.todo != TodoType::ComplaintEscalation && !told(&item.key);
    let open: Vec<&str> = items.iter().filter(waits).map(|item| item.key.as_str()).collect();
    if let [first, rest @ ..] = open.as_slice() {
        let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
        who.notices.push((Tone::Warn, format!("Waits for somebody: {first}{more} (Cases)")));
    }
    Ok(Heard::Who(Box::new(who)))
}

/// A bill whole.
pub fn read_bill(view: &View<'_>, no: &PaperNo) -> Result<Heard, No> {
    let found = read::bill(view.conn(), no)?;
    Ok(found.map_or(Heard::Nothing, |(line, _, bill)| Heard::Bill(line.no, Box::new(bill))))
}
