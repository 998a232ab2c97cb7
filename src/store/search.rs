//! Search as one types: number, name, place, phone, meter, old number (`C-1`).

use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, params};

use super::fault::broken;
use super::sql;
use crate::base::{ConsumerNo, Money, No};
use crate::rules::sounds::{sounds, words};

/// A consumer in a list of search results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub consumer: ConsumerNo,
    pub old_number: String,
    pub name: String,
    pub address: String,
    pub area: String,
    pub phone: String,
    pub meter: String,
    pub status: String,
    pub balance: Money,
    pub category: String,
}

fn hit(row: &Row) -> rusqlite::Result<Hit> {
    let key: i64 = row.get(0)?;
    Ok(Hit {
        consumer: ConsumerNo::from_key(key).ok_or(rusqlite::Error::IntegralValueOutOfRange(0, key))?,
        old_number: row.get(2)?,
        name: row.get(3)?,
        address: row.get(4)?,
        area: row.get(5)?,
        phone: row.get(6)?,
        meter: row.get(7)?,
        status: row.get(8)?,
        balance: Money::from_paise(row.get(9)?),
        category: row.get(10)?,
    })
}

/// Consumers whose details hold every word of `text`, each as the beginning of a word, in any order. Where few do, those
/// whose names sound alike come after them.
pub fn find(conn: &Connection, text: &str, limit: usize) -> Result<Vec<Hit>, No> {
    let words: Vec<String> = words(text).map(str::to_lowercase).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let plain = "{number old_number name address area phone meter} : ".to_owned()
        + &words.iter().map(|w| format!("\"{w}\"*")).collect::<Vec<_>>().join(" ");
    let mut hits = matching(conn, &plain, limit)?;
    let heard: Vec<String> =
        words.iter().map(|w| if w.bytes().any(|b| b.is_ascii_digit()) { format!("\"{w}\"*") } else { heard(w) }).collect();
    // A word of one or two letters begins a million others: how the rest sounds is asked when it has grown.
    if hits.len() < limit.min(10) && words.iter().all(|w| w.len() >= 3) {
        for more in matching(conn, &heard.join(" AND "), limit)? {
            if hits.len() < limit && !hits.iter().any(|h| h.consumer == more.consumer) {
                hits.push(more);
            }
        }
    }
    Ok(hits)
}

/// A word as itself or as it sounds.
fn heard(word: &str) -> String {
    let key = sounds(word);
    if key.is_empty() { format!("\"{word}\"*") } else { format!("(\"{word}\"* OR sounds : \"{key}\"*)") }
}

fn matching(conn: &Connection, query: &str, limit: usize) -> Result<Vec<Hit>, No> {
    let mut statement = conn.prepare_cached(sql("find")).map_err(broken)?;
    let rows = statement.query_map(params![query, i64::try_from(limit).unwrap_or(50)], hit).map_err(broken)?;
    match rows.collect::<Result<_, _>>() {
        // A sign that is a letter to us and none to the index can stand in no word of it.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::Unknown) => Ok(Vec::new()),
        other => other.map_err(broken),
    }
}

/// One consumer as a search result.
pub fn one(conn: &Connection, no: ConsumerNo) -> Result<Option<Hit>, No> {
    conn.prepare_cached(sql("found one")).map_err(broken)?.query_row([no.key()], hit).optional().map_err(broken)
}

/// Asks many things as of one moment: the file's locks are taken once, not for each of a million questions.
pub fn at_once<T>(conn: &Connection, ask: impl FnOnce() -> T) -> Result<T, No> {
    let _transaction = conn.unchecked_transaction().map_err(broken)?;
    Ok(ask())
}
