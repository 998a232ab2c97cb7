//! Lists of consumers: pages, counts and sums, answered from partial indices that hold the listed ones alone (`I-6`).

use rusqlite::{Connection, Row, params};

use super::fault::{broken, unreadable};
use super::search::beginnings;
use super::sql;
use crate::base::{ConsumerNo, Money, No};
use crate::folds::Consumer;
use crate::rules::status::Status;

const BELATED: &str = "belated";
const DISCONNECTED: &str = "disconnected";
const TO_RECONNECT: &str = "to-reconnect";
const TO_RECOVER: &str = "to-recover";

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

/// Which of the lists of `L-14` a consumer's status puts it in.
pub fn stage(consumer: &Consumer) -> Option<&'static str> {
    match consumer.status {
        Status::Bltd => Some(BELATED),
        Status::Dis(_) => Some(DISCONNECTED),
        Status::Pnr(_) => Some(TO_RECONNECT),
        Status::Pdnp | Status::Pdor | Status::Blog | Status::Disp if consumer.is_outstanding() => Some(TO_RECOVER),
        _ => None,
    }
}

/// Where one walks: feeder, then transformer.
pub fn place(consumer: &Consumer) -> String {
    walked(&format!("{} / {}", consumer.supply.feeder, consumer.supply.transformer))
}

/// A text that sorts as one walks: numbers by their value, letters alike whether large or small.
pub fn walked(text: &str) -> String {
    let mut key = String::with_capacity(text.len() + 8);
    let mut digits = String::new();
    let number = |key: &mut String, digits: &mut String| {
        if !digits.is_empty() {
            key.push_str(&format!("{:0>8}", digits.trim_start_matches('0')));
            digits.clear();
        }
    };
    for letter in text.chars().flat_map(char::to_lowercase) {
        if letter.is_ascii_digit() {
            digits.push(letter);
        } else {
            number(&mut key, &mut digits);
            key.push(letter);
        }
    }
    number(&mut key, &mut digits);
    key
}

/// Which consumers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Belated,
    /// Belated, and the earliest cut is not after the day that is asked for (`L-15`).
    DueForCut,
    Disconnected,
    /// Disconnected by the close of the period that is asked for; of any where none is.
    AutoCut,
    DueForReconnection,
    /// Ended with dues: for recovery proceedings.
    Recovery,
    DoorLock,
    Withdrawn,
    ToRevise,
    NoticeShort,
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
    fn condition(self) -> String {
        let stage = |stage: &str| format!("c.stage = '{stage}'");
        let mark = |bit: i64| format!("c.marks <> 0 AND c.marks & {bit}");
        match self {
            Self::Belated => stage(BELATED),
            Self::DueForCut => stage(BELATED) + " AND c.cut_from <= ?6",
            Self::Disconnected => stage(DISCONNECTED),
            Self::AutoCut => "c.auto_cut IS NOT NULL AND (?6 = '' OR c.auto_cut = ?6)".to_owned(),
            Self::DueForReconnection => stage(TO_RECONNECT),
            Self::Recovery => stage(TO_RECOVER),
            Self::DoorLock => mark(DOOR_LOCK),
            Self::Withdrawn => mark(WITHDRAWN),
            Self::ToRevise => mark(TO_REVISE),
            Self::NoticeShort => mark(NOTICE_SHORT),
            Self::StuckMeter => mark(STUCK),
            Self::UnderReported => mark(UNDER_REPORTED),
            Self::DoubleBilled => mark(DOUBLE_BILLED),
            Self::Dues => "c.balance >= 100".to_owned(),
            Self::Advance => "c.balance <= -100".to_owned(),
            Self::CashOnly => "c.cash_only IS NOT NULL AND c.cash_only >= ?6".to_owned(),
            Self::Unposted => "c.department IS NOT NULL AND c.read_in < ?6".to_owned(),
        }
    }

    /// The index that holds them alone; the planner, which knows no numbers, would sooner read every consumer.
    const fn index(self) -> &'static str {
        match self {
            Self::Belated | Self::DueForCut | Self::Disconnected | Self::DueForReconnection | Self::Recovery => "consumer_stage",
            Self::AutoCut => "consumer_auto_cut",
            Self::DoorLock | Self::Withdrawn | Self::ToRevise | Self::NoticeShort => "consumer_marks",
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
    /// As one walks: area, feeder and transformer, house, number.
    Route,
    Consumer,
    Name,
    Area,
    Category,
    Status,
    Balance,
    Department,
}

impl Sort {
    const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Route => &["c.area", "c.place", "p.house"],
            Self::Consumer => &[],
            Self::Name => &["p.name"],
            Self::Area => &["c.area"],
            Self::Category => &["c.category"],
            Self::Status => &["c.status"],
            Self::Balance => &["c.balance"],
            Self::Department => &["c.department"],
        }
    }

    const fn is_personal(self) -> bool {
        matches!(self, Self::Route | Self::Name)
    }
}

/// What is asked of a list; empty texts ask for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub office: String,
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
    pub address: String,
    pub consumer: Consumer,
}

/// So many consumers from the `from`-th on.
///
/// # Errors
/// A fault of the data file.
pub fn page(conn: &Connection, which: Which, filter: &Filter, sort: (Sort, bool), from: u32, limit: u32) -> Result<Vec<Listed>, No> {
    let text = rows_statement(which, filter, sort);
    let mut statement = conn.prepare_cached(&text).map_err(broken)?;
    let words = beginnings(&filter.text);
    let asked = params![limit, from, filter.area, filter.category, words, filter.key, filter.office];
    let mut rows = statement.query(asked).map_err(broken)?;
    let mut listed = Vec::new();
    while let Some(row) = rows.next().map_err(broken)? {
        listed.push(read(row)?);
    }
    Ok(listed)
}

fn rows_statement(which: Which, filter: &Filter, (column, descending): (Sort, bool)) -> String {
    let direction = if descending { "DESC" } else { "ASC" };
    // The number last, so that a page is the same each time; in the same direction, which is how the index runs.
    let columns = column.columns().iter().chain(&["c.id"]).map(|column| format!("{column} {direction}"));
    let order = columns.collect::<Vec<_>>().join(", ");
    let join = if column.is_personal() { "CROSS JOIN person p ON p.id = c.id" } else { "" };
    statement("list rows", which, filter).replace("{order}", &order).replace("{join}", join)
}

/// The office stands in no index of a list: it is asked for only where it is wanted.
fn statement(name: &'static str, which: Which, filter: &Filter) -> String {
    let office = if filter.office.is_empty() { "?7 IS NOT NULL" } else { "c.office = ?7" };
    sql(name).replace("{which}", &which.condition()).replace("{index}", which.index()).replace("{office}", office)
}

fn read(row: &Row) -> Result<Listed, No> {
    let key: i64 = row.get(0).map_err(broken)?;
    let state: String = row.get(3).map_err(broken)?;
    let consumer = serde_json::from_str(&state).map_err(|e| {
        let no = ConsumerNo::from_key(key).map_or_else(|| key.to_string(), |no| no.to_string());
        unreadable(&format!("the state of consumer {no}"), &e)
    })?;
    Ok(Listed { name: row.get(1).map_err(broken)?, address: row.get(2).map_err(broken)?, consumer })
}

/// How many there are, and the sum of their balances.
///
/// # Errors
/// A fault of the data file.
pub fn sums(conn: &Connection, which: Which, filter: &Filter) -> Result<(i64, Money), No> {
    let text = statement("list sums", which, filter);
    let words = beginnings(&filter.text);
    conn.prepare_cached(&text)
        .map_err(broken)?
        .query_row(params![0, 0, filter.area, filter.category, words, filter.key, filter.office], |r| {
            Ok((r.get(0)?, Money::from_paise(r.get(1)?)))
        })
        .map_err(broken)
}

/// A part of a list: an area's consumers of one category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub area: String,
    pub category: String,
    pub rows: i64,
    pub balance: Money,
}

/// The same by area and category.
///
/// # Errors
/// A fault of the data file.
pub fn parts(conn: &Connection, which: Which, filter: &Filter) -> Result<Vec<Part>, No> {
    let text = statement("list places", which, filter);
    let words = beginnings(&filter.text);
    let mut statement = conn.prepare_cached(&text).map_err(broken)?;
    let part = |r: &Row| Ok(Part { area: r.get(0)?, category: r.get(1)?, rows: r.get(2)?, balance: Money::from_paise(r.get(3)?) });
    let asked = params![0, 0, filter.area, filter.category, words, filter.key, filter.office];
    let rows = statement.query_map(asked, part).map_err(broken)?;
    rows.collect::<Result<_, _>>().map_err(broken)
}

#[cfg(test)]
mod tests {
    use super::{Filter, Sort, Which, rows_statement, walked};
    use crate::store::Store;
    use crate::store::open::How;

    /// With a million consumers a list must not be sorted whole: what it is read from stands in the order of the route.
    #[test]
    fn a_page_reads_an_index_that_runs_as_one_walks() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), true, How::default()).unwrap();
        for which in [
            Which::Belated,
            Which::DueForCut,
            Which::Disconnected,
            Which::AutoCut,
            Which::DueForReconnection,
            Which::Recovery,
            Which::DoorLock,
            Which::Withdrawn,
            Which::ToRevise,
            Which::NoticeShort,
            Which::StuckMeter,
        ] {
            let text = rows_statement(which, &Filter::default(), (Sort::Route, false));
            let mut statement = store.connection().prepare(&format!("EXPLAIN QUERY PLAN {text}")).unwrap();
            let asked = rusqlite::params![50, 0, "", "", "", "2026-12-21", ""];
            let plan: Vec<String> = statement.query_map(asked, |r| r.get(3)).unwrap().map(Result::unwrap).collect();
            let of_index = format!("USING COVERING INDEX {}", which.index());
            let is_covered = plan.iter().any(|step| step.contains(&of_index));
            let sorts_a_place = plan.iter().any(|step| step.contains("LAST 2 TERMS OF ORDER BY"));
            assert!(is_covered && sorts_a_place, "{which:?}: {plan:#?}");
        }
    }

    #[test]
    fn houses_stand_as_one_walks() {
        let mut houses = ["House 10", "house 9", "Lane 2 House 1", "House 009a", "", "House 100"];
        houses.sort_by_key(|house| walked(house));
        assert_eq!(houses, ["", "house 9", "House 009a", "House 10", "House 100", "Lane 2 House 1"]);
    }
}
