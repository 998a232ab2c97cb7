//! Payments of the online system: those that wait for a consumer, and those that were credited (`C-12`).

use rusqlite::Connection;

use super::fault::{broken, unreadable};
use super::read::{ReceiptLine, receipts};
use super::report::Days;
use super::sql;
use crate::base::{Day, Money, No};

/// A payment whose consumer is not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub reference: String,
    /// The number as the file had it.
    pub number: String,
    pub amount: Money,
    pub paid_on: Day,
    pub why: String,
}

/// All that wait, the earliest paid first.
pub fn waiting(conn: &Connection) -> Result<Vec<Waiting>, No> {
    let mut statement = conn.prepare_cached(sql("online waiting")).map_err(broken)?;
    let mut rows = statement.query([]).map_err(broken)?;
    let mut waiting = Vec::new();
    while let Some(row) = rows.next().map_err(broken)? {
        let day: String = row.get(3).map_err(broken)?;
        waiting.push(Waiting {
            reference: row.get(0).map_err(broken)?,
            number: row.get(1).map_err(broken)?,
            amount: Money::from_paise(row.get(2).map_err(broken)?),
            paid_on: day.parse().map_err(|e| unreadable("an online payment", &e))?,
            why: row.get(4).map_err(broken)?,
        });
    }
    Ok(waiting)
}

/// The receipts of payments made online in some days, in order.
pub fn credited(conn: &Connection, days: Days) -> Result<Vec<ReceiptLine>, No> {
    receipts(conn, "online receipts", [days.from.to_string(), days.to.to_string()])
}
