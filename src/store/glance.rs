//! What an engineer sees of the office at a glance, each answered from an index or in pages.

use rusqlite::{Connection, params};

use super::fault::{broken, unreadable};
use super::sql;
use crate::base::{Money, No, Period};
use crate::rules::status::Status;

/// How many consumers of each status there are, the active left out.
pub fn statuses(conn: &Connection) -> Result<Vec<(Status, i64)>, No> {
    let mut statement = conn.prepare_cached(sql("statuses not active")).map_err(broken)?;
    let mut rows = statement.query([]).map_err(broken)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(broken)? {
        let code: String = row.get(0).map_err(broken)?;
        let status: Status = code.parse().map_err(|_| unreadable("a consumer's status", &code))?;
        found.push((status, row.get(1).map_err(broken)?));
    }
    found.sort_unstable_by_key(|(status, _)| Status::all().position(|known| known == *status));
    Ok(found)
}

/// The offices whose closes this file holds.
pub fn offices(conn: &Connection) -> Result<Vec<String>, No> {
    let mut statement = conn.prepare_cached(sql("offices with closes")).map_err(broken)?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).map_err(broken)?;
    let subjects: Vec<String> = rows.collect::<Result<_, _>>().map_err(broken)?;
    Ok(subjects.iter().filter_map(|subject| subject.strip_prefix('m').map(str::to_owned)).collect())
}

/// A page of a period's bills, summed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemandPage {
    pub bills: i64,
    pub amount: Money,
    /// The last bill of the page; `None`: there are no more.
    pub last: Option<String>,
}

/// Sums the next bills of a period after one, by number.
pub fn demand_page(conn: &Connection, period: Period, after: &str) -> Result<DemandPage, No> {
    let mut statement = conn.prepare_cached(sql("demand page")).map_err(broken)?;
    let (bills, amount, last) = statement
        .query_row(params![period.to_string(), after], |row| Ok((row.get(0)?, Money::from_paise(row.get(1)?), row.get(2)?)))
        .map_err(broken)?;
    Ok(DemandPage { bills, amount, last })
}
