//! Lists of consumers: pages, counts and sums, answered from partial indices that hold the listed ones alone (`I-6`).

use rusqlite::{Connection, Row, params};

use super::fault::{broken, unreadable};
use super::search::beginnings;
use super::sql;
use crate::base::{ConsumerNo, Money, No};
use crate::folds::Consumer;

const STUCK: i64 = 1;
const UNDER_REPORTED: i64 = 2;
const DOUBLE_BILLED: i64 = 4;
const WITHDRAWN: i64 = 8;
const TO_REVISE: i64 = 16;
const NOTICE_SHORT: i64 = 32;
const DOOR_LOCK: i64 = 64;
const TO_RECLOSE: i64 = 128;

/// What lists ask of a consumer, as bits of one column.
pub fn marks(consumer: &Consumer) -> i64 {
    [
        (STUCK, consumer.meter.stuck_since.is_some()),
        (UNDER_REPORTED, consumer.under_reported),
        (DOUBLE_BILLED, !consumer.double_billed.is_empty()),
        (WITHDRAWN, !consumer.withdrawn.is_empty()),
        (TO_REVISE, !consumer.to_revise.is_empty()),
        (NOTICE_SHORT, consumer.notice_short),
        (DOOR_LOCK, consumer.door_lock),
        (TO_RECLOSE, consumer.is_to_reclose()),
    ]
    .into_iter()
    .filter_map(|(bit, on)| on.then_some(bit))
    .sum()
}

/// Which consumers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    StuckMeter,
    UnderReported,
    DoubleBilled,
    /// A rupee or more is owed.
    Dues,
    /// A rupee or more was paid ahead.
    Advance,
    /// Cash-only on the day that is asked for.
    CashOnly,
    /// Of a Government department, without a reading in the period that is asked for.
    Unposted,
}

impl Which {
    /// The condition; `?6` is the day or period that is asked for.
    const fn condition(self) -> &'static str {
        match self {
            Self::StuckMeter => "c.marks <> 0 AND c.marks & 1",
            Self::UnderReported => "c.marks <> 0 AND c.marks & 2",
            Self::DoubleBilled => "c.marks <> 0 AND c.marks & 4",
            Self::Dues => "c.balance >= 100",
            Self::Advance => "c.balance <= -100",
            Self::CashOnly => "c.cash_only IS NOT NULL AND c.cash_only >= ?6",
            Self::Unposted => "c.department IS NOT NULL AND c.read_in < ?6",
        }
    }

    /// The index that holds them alone; the planner, which knows no numbers, would sooner read every consumer.
    const fn index(self) -> &'static str {
        match self {
            Self::StuckMeter | Self::UnderReported | Self::DoubleBilled => "consumer_marks",
            Self::Dues => "consumer_dues",
            Self::Advance => "consumer_advance",
            Self::CashOnly => "consumer_cash_only",
            Self::Unposted => "consumer_department",
        }
    }
}

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Consumer,
    Name,
    Area,
    Category,
    Status,
    Balance,
    Department,
}

impl Sort {
    const fn column(self) -> &'static str {
        match self {
            Self::Consumer => "c.id",
            Self::Name => "p.name",
            Self::Area => "c.area",
            Self::Category => "c.category",
            Self::Status => "c.status",
            Self::Balance => "c.balance",
            Self::Department => "c.department",
        }
    }
}

/// What is asked of a list; empty texts ask for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub area: String,
    pub category: String,
    /// Words of name, place, number, phone or meter, each as the beginning of a word.
    pub text: String,
    /// The day or period that the list is about, as it stands in the tables.
    pub key: String,
}

/// A consumer in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub name: String,
    pub consumer: Consumer,
}

/// So many consumers from the `from`-th on.
///
/// # Errors
/// A fault of the data file.
pub fn page(conn: &Connection, which: Which, filter: &Filter, sort: (Sort, bool), from: u32, limit: u32) -> Result<Vec<Listed>, No> {
    let (column, descending) = sort;
    let direction = if descending { "DESC" } else { "ASC" };
    // The number after it, so that a page is the same each time; in the same direction, which is how the index runs.
    let order = match column {
        Sort::Consumer => format!("c.id {direction}"),
        other => format!("{} {direction}, c.id {direction}", other.column()),
    };
    let join = if column == Sort::Name { "JOIN person p ON p.id = c.id" } else { "" };
    let text = statement("list rows", which).replace("{order}", &order).replace("{join}", join);
    let mut statement = conn.prepare_cached(&text).map_err(broken)?;
    let words = beginnings(&filter.text);
    let mut rows = statement.query(params![limit, from, filter.area, filter.category, words, filter.key]).map_err(broken)?;
    let mut listed = Vec::new();
    while let Some(row) = rows.next().map_err(broken)? {
        listed.push(read(row)?);
    }
    Ok(listed)
}

fn statement(name: &'static str, which: Which) -> String {
    sql(name).replace("{which}", which.condition()).replace("{index}", which.index())
}

fn read(row: &Row) -> Result<Listed, No> {
    let key: i64 = row.get(0).map_err(broken)?;
    let state: String = row.get(2).map_err(broken)?;
    let consumer = serde_json::from_str(&state).map_err(|e| {
        let no = ConsumerNo::from_key(key).map_or_else(|| key.to_string(), |no| no.to_string());
        unreadable(&format!("the state of consumer {no}"), &e)
    })?;
    Ok(Listed { name: row.get(1).map_err(broken)?, consumer })
}

/// How many there are, and the sum of their balances.
///
/// # Errors
/// A fault of the data file.
pub fn sums(conn: &Connection, which: Which, filter: &Filter) -> Result<(i64, Money), No> {
    let text = statement("list sums", which);
    let words = beginnings(&filter.text);
    conn.prepare_cached(&text)
        .map_err(broken)?
        .query_row(params![0, 0, filter.area, filter.category, words, filter.key], |r| Ok((r.get(0)?, Money::from_paise(r.get(1)?))))
        .map_err(broken)
}
