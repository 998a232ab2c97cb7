//! Search as one types: number, name, place, phone, meter, old number (`C-1`).

use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, params};

use super::fault::broken;
use super::sql;
use crate::base::{ConsumerNo, Money, No};
use crate::rules::sounds::{sound, words};

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

/// The longest beginning of a word that the index keeps a list of (`prefix` in `sql/projection/consumer.sql`).
const LISTED: usize = 8;

/// Consumers whose details hold every word of `text` as it is written, each as the beginning of a word, in any order: what is
/// asked at each key.
pub fn as_typed(conn: &Connection, text: &str, limit: usize) -> Result<Vec<Hit>, No> {
    let words = typed(text);
    if words.is_empty() { Ok(Vec::new()) } else { written(conn, &words, limit) }
}

/// The same, and where few do, after them those whose names and houses sound alike: what is asked when typing pauses.
pub fn find(conn: &Connection, text: &str, limit: usize) -> Result<Vec<Hit>, No> {
    let words = typed(text);
    let mut hits = as_typed(conn, text, limit)?;
    if words.is_empty() {
        return Ok(hits);
    }
    // A word of one or two letters begins a million others: how the rest sounds is asked when it has grown.
    if hits.len() < limit.min(10) && words.iter().all(|w| w.len() >= 3) {
        let heard: Vec<String> = words.iter().map(|w| sound(w).unwrap_or_else(|| w.clone())).collect();
        for more in matching(conn, &each_begun(&heard), limit)? {
            if hits.len() < limit && !hits.iter().any(|h| h.consumer == more.consumer) {
                hits.push(more);
            }
        }
    }
    Ok(hits)
}

/// Consumers whose details hold the words as they are written.
fn written(conn: &Connection, words: &[String], limit: usize) -> Result<Vec<Hit>, No> {
    // A longer beginning has no list of its own, and putting one together costs by how many it holds. The first letters are
    // asked for it, which most often tell enough; only where what is found goes on otherwise, the whole of it.
    let mut asked: Vec<&str> = words.iter().map(|word| first(word)).collect();
    loop {
        let hits = matching(conn, &each_begun(&asked), limit)?;
        let mut told = true;
        for (asked, word) in asked.iter_mut().zip(words) {
            if *asked != word && !hits.iter().all(|hit| holds(hit, word)) {
                *asked = word;
                told = false;
            }
        }
        if told {
            return Ok(hits);
        }
    }
}

/// So much of a word as has a list in the index. Letters that the index may take for others (é for e) are not counted off.
fn first(word: &str) -> &str {
    if word.is_ascii() { word.get(..LISTED).unwrap_or(word) } else { word }
}

/// Whether a word of the consumer's details begins so, letter by letter: what the index takes for the same may be none here.
fn holds(hit: &Hit, word: &str) -> bool {
    let number = hit.consumer.to_string();
    [&number, &hit.old_number, &hit.name, &hit.address, &hit.area, &hit.phone, &hit.meter]
        .into_iter()
        .any(|detail| words(detail).any(|w| w.to_lowercase().starts_with(word)))
}

/// Asks the index for every word as the beginning of a word, in any order.
fn each_begun<S: AsRef<str>>(words: &[S]) -> String {
    words.iter().map(|word| format!("\"{}\"*", word.as_ref())).collect::<Vec<_>>().join(" ")
}

/// The words of `text` as the index is asked for them; empty where there are none.
pub(super) fn beginnings(text: &str) -> String {
    each_begun(&typed(text))
}

fn typed(text: &str) -> Vec<String> {
    words(text).map(str::to_lowercase).collect()
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

/// The keys of consumers whose details hold every word of a query.
pub(super) fn matching_ids(conn: &Connection, query: &str, limit: usize) -> Result<Vec<i64>, No> {
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let mut statement = conn.prepare_cached(sql("found ids")).map_err(broken)?;
    let rows = statement.query_map(params![query, i64::try_from(limit).unwrap_or(50)], |r| r.get(0)).map_err(broken)?;
    match rows.collect::<Result<_, _>>() {
        // As in `matching`.
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

/// How the index is kept while very many consumers come in: `gather` will make one piece of it, so that to merge pieces on the way is
/// work done twice. A thousand may lie at one level; there is room for two thousand in all.
const LEFT_IN_PIECES: [(&str, i64); 2] = [("automerge", 0), ("crisismerge", 1_000)];
/// And otherwise: SQLite's own measure.
const KEPT_TOGETHER: [(&str, i64); 2] = [("automerge", 4), ("crisismerge", 16)];

/// Leaves the index in pieces, as they come, until `keep_together`.
pub fn leave_in_pieces(conn: &Connection) -> Result<(), No> {
    set(conn, LEFT_IN_PIECES)
}

/// Merges pieces of the index from now on as they come.
pub fn keep_together(conn: &Connection) -> Result<(), No> {
    set(conn, KEPT_TOGETHER)
}

fn set(conn: &Connection, settings: [(&str, i64); 2]) -> Result<(), No> {
    let mut statement = conn.prepare_cached(sql("set found")).map_err(broken)?;
    settings.into_iter().try_for_each(|(name, value)| statement.execute(params![name, value]).map(drop)).map_err(broken)
}

/// Makes one piece of the index, which many consumers at once have left in pieces: a question of two words that never stand
/// together goes through it three times as fast.
pub fn gather(conn: &Connection) -> Result<(), No> {
    conn.execute(sql("gather found"), []).map(drop).map_err(broken)
}
