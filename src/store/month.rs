//! The tables of the month closes.

use rusqlite::{Connection, params};

use super::fault::{broken, unreadable};
use super::sql;
use crate::base::{ConsumerNo, Money, No, Period};
use crate::folds::Month;
use crate::journal::Subject;
use crate::journal::fact::{CloseTotals, Outcome};

/// The closes of an office.
pub fn month(conn: &Connection, office: &str) -> Result<Month, No> {
    Ok(super::project::read_state(conn, &Subject::Month(office.to_owned()).to_string())?.unwrap_or_default())
}

/// The consumers that the close of a period must look at, in the order of their numbers: who is not active, who has no bill of the
/// period, who owes. For all others it does nothing (`L-5`).
pub fn to_close(conn: &Connection, period: Period) -> Result<Vec<ConsumerNo>, No> {
    let mut keys: Vec<i64> = Vec::new();
    for name in ["to close, not active", "to close, unbilled", "to close, owing"] {
        let mut statement = conn.prepare_cached(sql(name)).map_err(broken)?;
        let rows = statement.query_map([period.to_string()], |row| row.get(0)).map_err(broken)?;
        for key in rows {
            keys.push(key.map_err(broken)?);
        }
    }
    keys.sort_unstable();
    keys.dedup();
    Ok(keys.into_iter().filter_map(ConsumerNo::from_key).collect())
}

/// The consumers whose close a late payment made void.
pub fn to_reclose(conn: &Connection) -> Result<Vec<ConsumerNo>, No> {
    let mut statement = conn.prepare_cached(sql("to reclose")).map_err(broken)?;
    let rows = statement.query_map([], |row| row.get(0)).map_err(broken)?;
    let keys: Vec<i64> = rows.collect::<Result<_, _>>().map_err(broken)?;
    Ok(keys.into_iter().filter_map(ConsumerNo::from_key).collect())
}

/// The figures of a close, out of what stands of it.
pub fn totals(conn: &Connection, office: &str, period: Period) -> Result<CloseTotals, No> {
    let mut totals = CloseTotals::default();
    let mut statement = conn.prepare_cached(sql("close totals")).map_err(broken)?;
    let mut rows = statement.query(params![period.to_string(), format!("{office}-%")]).map_err(broken)?;
    while let Some(row) = rows.next().map_err(broken)? {
        let outcome: String = row.get(0).map_err(broken)?;
        let method: Option<String> = row.get(1).map_err(broken)?;
        let number = |column: usize| row.get::<_, i64>(column).map_err(broken);
        let known = Outcome::ALL.into_iter().find(|o| o.code() == outcome).ok_or_else(|| unreadable("a month close", &outcome))?;
        let count = u32::try_from(number(2)?).unwrap_or(u32::MAX);
        match totals.outcomes.iter_mut().find(|(o, _)| *o == known) {
            Some((_, sum)) => *sum += count,
            None => totals.outcomes.push((known, count)),
        }
        match method.as_deref() {
            Some("acm") => totals.acm += count,
            Some("actual") => totals.actual += count,
            Some("final") => totals.final_bills += count,
            _ => {}
        }
        totals.door_lock += u32::try_from(number(3)?).unwrap_or(u32::MAX);
        totals.billed += Money::from_paise(number(4)?);
        totals.bpsc += Money::from_paise(number(5)?);
        totals.cofee += Money::from_paise(number(6)?);
        totals.notices += u32::try_from(number(7)?).unwrap_or(u32::MAX);
    }
    totals.outcomes.sort_unstable_by_key(|(o, _)| *o);
    Ok(totals)
}

/// Those whose notice of a period's close stands.
pub fn noticed(conn: &Connection, period: Period) -> Result<Vec<ConsumerNo>, No> {
    let mut statement = conn.prepare_cached(sql("noticed")).map_err(broken)?;
    let rows = statement.query_map([period.to_string()], |row| row.get(0)).map_err(broken)?;
    let keys: Vec<i64> = rows.collect::<Result<_, _>>().map_err(broken)?;
    Ok(keys.into_iter().filter_map(ConsumerNo::from_key).collect())
}
