//! The spool: print jobs made with what they print, never lost (`C-20`).

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::fault::broken;
use super::sql;
use crate::base::No;

/// What is to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// `receipt`, `bill`, `list` ...
    pub kind: String,
    /// The paper's number, or the list's name.
    pub paper: String,
    /// 0 for the original, else the duplicate's count.
    pub copy: u32,
    /// `preprinted` or `plain`.
    pub look: String,
    /// As the printers' settings write it: `tcp:HOST:PORT`, `cups:QUEUE` ...
    pub target: String,
    pub user: String,
    /// Ready bytes of a paper that can't be made again from the journal.
    pub content: Option<Vec<u8>>,
}

/// A job and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub id: i64,
    pub job: NewJob,
    /// `queued`, `printing`, `done`, `failed`, `cancelled`.
    pub state: String,
    pub tries: u32,
    /// Milliseconds since 1970.
    pub next_try: i64,
    pub pages: u32,
    pub fault: Option<String>,
}

fn job(row: &Row) -> rusqlite::Result<Job> {
    let new = NewJob {
        kind: row.get(1)?,
        paper: row.get(2)?,
        copy: row.get(3)?,
        look: row.get(4)?,
        target: row.get(5)?,
        user: row.get(6)?,
        content: row.get(12)?,
    };
    Ok(Job {
        id: row.get(0)?,
        job: new,
        state: row.get(7)?,
        tries: row.get(8)?,
        next_try: row.get(9)?,
        pages: row.get(10)?,
        fault: row.get(11)?,
    })
}

/// Puts a job in the spool; its number.
pub fn put(conn: &Connection, millis: i64, new: &NewJob) -> Result<i64, No> {
    conn.prepare_cached(sql("put job"))
        .map_err(broken)?
        .insert(params![millis, new.kind, new.paper, new.copy, new.look, new.target, new.user, new.content])
        .map_err(broken)
}

/// The first job that is due.
pub fn next(conn: &Connection, millis: i64) -> Result<Option<Job>, No> {
    conn.prepare_cached(sql("next job")).map_err(broken)?.query_row([millis], job).optional().map_err(broken)
}

/// A job by its number.
pub fn get(conn: &Connection, id: i64) -> Result<Option<Job>, No> {
    conn.prepare_cached(sql("job")).map_err(broken)?.query_row([id], job).optional().map_err(broken)
}

/// The jobs, the newest first.
pub fn list(conn: &Connection, limit: u32, offset: u32) -> Result<Vec<Job>, No> {
    let mut statement = conn.prepare_cached(sql("jobs")).map_err(broken)?;
    let rows = statement.query_map([limit, offset], job).map_err(broken)?;
    rows.collect::<Result<_, _>>().map_err(broken)
}

/// Every job of a paper, the oldest first, without content.
pub fn of_paper(conn: &Connection, kind: &str, paper: &str) -> Result<Vec<Job>, No> {
    let mut statement = conn.prepare_cached(sql("jobs of paper")).map_err(broken)?;
    let rows = statement.query_map([kind, paper], job).map_err(broken)?;
    rows.collect::<Result<_, _>>().map_err(broken)
}

/// The jobs that wait or failed, the oldest first, without content.
pub fn unfinished(conn: &Connection) -> Result<Vec<Job>, No> {
    let mut statement = conn.prepare_cached(sql("unfinished jobs")).map_err(broken)?;
    let rows = statement.query_map([], job).map_err(broken)?;
    rows.collect::<Result<_, _>>().map_err(broken)
}

/// How many wait, and the printer's last complaint.
pub fn waiting(conn: &Connection) -> Result<(u32, String), No> {
    conn.prepare_cached(sql("jobs waiting")).map_err(broken)?.query_row([], |r| Ok((r.get(0)?, r.get(1)?))).map_err(broken)
}

/// Writes where a job stands.
pub fn set(conn: &Connection, job: &Job) -> Result<(), No> {
    conn.prepare_cached(sql("job state"))
        .map_err(broken)?
        .execute(params![job.id, job.state, job.tries, job.next_try, job.pages, job.fault])
        .map_err(broken)?;
    Ok(())
}

/// A job that was being printed when the program ended is printed again.
pub fn requeue_interrupted(conn: &Connection) -> Result<(), No> {
    conn.prepare_cached(sql("requeue interrupted")).map_err(broken)?.execute([]).map_err(broken)?;
    Ok(())
}
