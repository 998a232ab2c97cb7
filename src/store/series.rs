//! Number series: unique and without gaps per desk and financial year (`C-7`).

use rusqlite::{Connection, OptionalExtension, params};

use super::fault::broken;
use super::sql;
use crate::base::{Fault, No, PaperNo};

/// Counts a paper into its series. The count does not hang on the order in which papers come.
pub fn count(conn: &Connection, paper: &PaperNo) -> Result<(), No> {
    conn.prepare_cached(sql("count paper"))
        .map_err(broken)?
        .execute(params![paper.kind.code(), paper.desk.to_string(), paper.year.start(), paper.number])
        .map_err(broken)?;
    Ok(())
}

/// The last number of the paper's series; 0 where there is none.
pub fn last(conn: &Connection, paper: &PaperNo) -> Result<u32, No> {
    let mut statement = conn.prepare_cached(sql("series")).map_err(broken)?;
    let last = statement.query_row(params![paper.kind.code(), paper.desk.to_string(), paper.year.start()], |r| r.get(0)).optional();
    Ok(last.map_err(broken)?.unwrap_or(0))
}

/// Holds a paper just counted to be the next of its series.
///
/// # Errors
/// A gap or a repeat: the write stops, nothing of it stays (`J-6`).
pub fn hold(conn: &Connection, paper: &PaperNo) -> Result<(), No> {
    let counted: Option<(u32, u32)> = conn
        .prepare_cached(sql("counted papers"))
        .map_err(broken)?
        .query_row(params![paper.kind.code(), paper.desk.to_string(), paper.year.start()], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()
        .map_err(broken)?;
    if counted == Some((paper.number, paper.number)) {
        return Ok(());
    }
    let what = format!("{paper} would leave a gap in the numbers, or stand twice");
    Err(Fault::new(what, "nothing was recorded; keep the data file and run `ebcm verify`").into())
}
