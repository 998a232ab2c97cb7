//! Rounds of readings: the consumers of a Government department or an area, and which of them are not read yet (`C-15`).

use rusqlite::{Connection, Row, params};

use super::fault::{broken, unreadable};
use super::sql;
use crate::base::{No, Period};
use crate::folds::Consumer;
use crate::rules::sounds::words;

/// A consumer on a sheet of readings.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    pub consumer: Consumer,
    pub name: String,
    pub address: String,
    /// The period of the last reading.
    pub read_in: Period,
}

/// A department, and how far its readings are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    pub name: String,
    pub consumers: u32,
    /// Without a reading in the period that was asked for.
    pub unread: u32,
}

/// The Government departments, by name.
pub fn departments(conn: &Connection, period: Period) -> Result<Vec<Department>, No> {
    let mut statement = conn.prepare_cached(sql("departments")).map_err(broken)?;
    let rows = statement
        .query_map([period.to_string()], |r| Ok(Department { name: r.get(0)?, consumers: r.get(1)?, unread: r.get(2)? }))
        .map_err(broken)?;
    rows.collect::<Result<_, _>>().map_err(broken)
}

/// The consumers of a department, in the order of their areas.
pub fn of_department(conn: &Connection, name: &str) -> Result<Vec<Stop>, No> {
    stops(conn, "government", params![name])
}

/// Up to `limit` consumers whose area has every word of `text`, each as the beginning of a word, in the order of their houses.
pub fn of_area(conn: &Connection, text: &str, limit: u32) -> Result<Vec<Stop>, No> {
    let typed: Vec<String> = words(text).map(str::to_lowercase).collect();
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let mut statement = conn.prepare_cached(sql("areas")).map_err(broken)?;
    let areas = statement.query_map([], |r| r.get(0)).map_err(broken)?;
    let mut areas: Vec<String> = areas.collect::<Result<_, _>>().map_err(broken)?;
    areas.retain(|area| typed.iter().all(|word| words(area).any(|w| w.to_lowercase().starts_with(word))));
    stops(conn, "consumers of areas", params![serde_json::Value::from(areas).to_string(), limit])
}

type Raw = (String, String, String, String);

fn stops(conn: &Connection, name: &'static str, params: impl rusqlite::Params) -> Result<Vec<Stop>, No> {
    let read = |r: &Row| -> rusqlite::Result<Raw> { Ok((r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?)) };
    let mut statement = conn.prepare_cached(sql(name)).map_err(broken)?;
    let rows = statement.query_map(params, read).map_err(broken)?;
    rows.map(|row| {
        let (read_in, state, name, address) = row.map_err(broken)?;
        let consumer: Consumer = serde_json::from_str(&state).map_err(|e| unreadable("a consumer", &e))?;
        Ok(Stop { consumer, name, address, read_in: read_in.parse().map_err(|e| unreadable("a period", &e))? })
    })
    .collect()
}
