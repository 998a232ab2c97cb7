//! What reports ask of many entries at once.

use rusqlite::{Connection, OptionalExtension, params};

use super::codec::{decode, each_entry, rows};
use super::fault::{broken, unreadable};
use super::sql;
use crate::base::{ConsumerNo, Day, DeskId, Money, No, PaperNo, Period};
use crate::edge::clock::{local_day, local_time};
use crate::folds::Setup;
use crate::journal::{Entry, Subject};

/// Entries that a report leaves out: those of this desk's counter while it is open, because its count is blind (`C-8`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    pub desk: DeskId,
    /// The first entry that is left out.
    pub from: i64,
}

/// Days, first and last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub from: Day,
    pub to: Day,
}

impl Days {
    pub const fn one(day: Day) -> Self {
        Self { from: day, to: day }
    }
}

/// How many, and how much, of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    pub what: String,
    pub count: i64,
    pub amount: Money,
}

/// By what a collection is summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Day,
    Mode,
    Head,
    Clerk,
    /// Payments of the online system, by the day on which they were paid there.
    Online,
}

/// The bills of a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    pub category: String,
    pub bills: i64,
    pub units: i64,
    pub amount: Money,
}

/// How many consumers of an area, category and status there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub area: String,
    pub category: String,
    pub status: String,
    pub count: i64,
}

/// A row of the ledger in a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRow {
    pub day: String,
    pub desk: String,
    pub seq: i64,
    pub account: String,
    pub consumer: Option<ConsumerNo>,
    pub amount: Money,
}

fn entries(conn: &Connection, name: &'static str, params: impl rusqlite::Params) -> Result<Vec<Entry>, No> {
    let mut found = Vec::new();
    each_entry(conn, name, params, |raw| {
        found.push(decode(&raw)?);
        Ok(())
    })?;
    Ok(found)
}

/// The close of that number, with everything recorded at its desk from the opening of its counter on; the close stands last.
pub fn session(conn: &Connection, close: &PaperNo) -> Result<Option<Vec<Entry>>, No> {
    let Some(closed) = entries(conn, "entry of paper", [close.to_string()])?.pop() else { return Ok(None) };
    let desk = closed.desk.to_string();
    let opened: Option<i64> = conn
        .prepare_cached(sql("opened before"))
        .map_err(broken)?
        .query_row(params![desk, closed.seq], |r| r.get(0))
        .optional()
        .map_err(broken)?
        .flatten();
    Ok(Some(entries(conn, "entries between", params![desk, opened.unwrap_or(closed.seq), closed.seq])?))
}

/// The entries of the counters' book in those days: all but receipts.
pub fn book(conn: &Connection, days: Days) -> Result<Vec<Entry>, No> {
    entries(conn, "book of days", params![days.from.to_string(), days.to.to_string()])
}

/// The last receipt of the entry's desk before it.
pub fn last_receipt(conn: &Connection, before: &Entry) -> Result<Option<PaperNo>, No> {
    let no: Option<String> = conn
        .prepare_cached(sql("last receipt"))
        .map_err(broken)?
        .query_row(params![before.desk.to_string(), before.seq], |r| r.get(0))
        .optional()
        .map_err(broken)?;
    no.map(|no| no.parse().map_err(|e| unreadable(&no, &e))).transpose()
}

/// The last close at a desk before a day, and what its book holds since, that day included; what another desk's AE decided on a
/// receipt of this desk is in it.
pub fn book_since_close(conn: &Connection, desk: &DeskId, day: Day) -> Result<(Option<Entry>, Vec<Entry>), No> {
    let close = entries(conn, "closed before", params![desk.to_string(), day.to_string()])?.pop();
    let from = close.as_ref().map_or(String::new(), |entry| entry.day.to_string());
    let counter = Subject::Counter(desk.clone());
    let is_later = |entry: &Entry| close.as_ref().is_none_or(|close| entry.order() > close.order());
    let mut since = entries(conn, "book of days", params![from, day.to_string()])?;
    since.retain(|entry| is_later(entry) && entry.fact.subjects(&entry.desk).contains(&counter));
    since.sort_by(|a, b| a.order().cmp(&b.order()));
    Ok((close, since))
}

/// The entries that made the receipts of a day.
pub fn receipts(conn: &Connection, day: Day, hidden: &Hidden) -> Result<Vec<Entry>, No> {
    entries(conn, "receipt entries of day", params![day.to_string(), hidden.desk.to_string(), hidden.from])
}

/// What was collected.
pub fn collection(conn: &Connection, by: By, days: Days, hidden: &Hidden) -> Result<Vec<Sum>, No> {
    let name = match by {
        By::Day => "collection by day",
        By::Mode => "collection by mode",
        By::Head => "collection by head",
        By::Clerk => "collection by clerk",
        By::Online => "collection online",
    };
    rows(conn, name, params![days.from.to_string(), days.to.to_string(), hidden.desk.to_string(), hidden.from], |r| {
        Ok(Sum { what: r.get(0)?, count: r.get(1)?, amount: Money::from_paise(r.get(2)?) })
    })
}

/// Debits and credits of each account of the ledger.
pub fn heads(conn: &Connection, days: Days, hidden: &Hidden) -> Result<Vec<(String, Money, Money)>, No> {
    rows(conn, "heads", params![days.from.to_string(), days.to.to_string(), hidden.desk.to_string(), hidden.from], |r| {
        Ok((r.get(0)?, Money::from_paise(r.get(1)?), Money::from_paise(r.get(2)?)))
    })
}

/// The standing bills of a period, by category.
pub fn demand(conn: &Connection, period: Period) -> Result<Vec<Demand>, No> {
    rows(conn, "demand", [period.to_string()], |r| {
        Ok(Demand { category: r.get(0)?, bills: r.get(1)?, units: r.get(2)?, amount: Money::from_paise(r.get(3)?) })
    })
}

/// What they charge, by category and head.
pub fn demand_heads(conn: &Connection, period: Period) -> Result<Vec<(String, String, Money)>, No> {
    rows(conn, "demand by head", [period.to_string()], |r| Ok((r.get(0)?, r.get(1)?, Money::from_paise(r.get(2)?))))
}

/// All consumers, counted by area, category and status.
pub fn placed(conn: &Connection) -> Result<Vec<Placed>, No> {
    rows(conn, "consumers by place", [], |r| Ok(Placed { area: r.get(0)?, category: r.get(1)?, status: r.get(2)?, count: r.get(3)? }))
}

/// Hands each row of the ledger to `take`, by day and entry.
pub fn ledger(conn: &Connection, days: Days, mut take: impl FnMut(LedgerRow) -> Result<(), No>) -> Result<(), No> {
    let mut statement = conn.prepare_cached(sql("ledger of days")).map_err(broken)?;
    let mut rows = statement.query([days.from.to_string(), days.to.to_string()]).map_err(broken)?;
    while let Some(row) = rows.next().map_err(broken)? {
        let consumer: Option<i64> = row.get(4).map_err(broken)?;
        take(LedgerRow {
            day: row.get(0).map_err(broken)?,
            desk: row.get(1).map_err(broken)?,
            seq: row.get(2).map_err(broken)?,
            account: row.get(3).map_err(broken)?,
            consumer: consumer.and_then(ConsumerNo::from_key),
            amount: Money::from_paise(row.get(5).map_err(broken)?),
        })?;
    }
    Ok(())
}

/// The last entry known of a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    pub entry: i64,
    /// Milliseconds since 1970.
    pub at: i64,
    /// Its business date.
    pub day: Day,
}

impl Heard {
    /// `22-01-2027 10:40`, by the profile's clock.
    pub fn when(&self, offset_seconds: i32) -> String {
        format!("{} {}", local_day(self.at, offset_seconds).dmy(), local_time(self.at, offset_seconds))
    }
}

/// How far a desk has been heard of.
pub fn fresh(conn: &Connection, desk: &DeskId) -> Result<Option<Heard>, No> {
    let read = |r: &rusqlite::Row| Ok((r.get(0)?, crate::journal::Hlc::from_raw(r.get(1)?).millis(), r.get::<_, String>(2)?));
    let row = conn.prepare_cached(sql("fresh")).map_err(broken)?.query_row([desk.to_string()], read).optional().map_err(broken)?;
    row.map(|(entry, at, day)| Ok(Heard { entry, at, day: day.parse().map_err(|e| unreadable("the day of an entry", &e))? })).transpose()
}

/// Every desk of an office that this data file knows of.
pub fn desks(conn: &Connection, office: &str) -> Result<Vec<DeskId>, No> {
    let setup: Setup = super::project::read_state(conn, &Subject::Setup.to_string())?.unwrap_or_default();
    Ok(setup.desks_of(office).cloned().collect())
}
