//! The tables of the month closes.

use rusqlite::{Connection, OptionalExtension, params};

use super::fault::{broken, unreadable};
use super::sql;
use crate::base::{ConsumerNo, Money, No, PaperNo, Period};
use crate::folds::Month;
use crate::journal::fact::{CloseTotals, Fact, Outcome};
use crate::journal::{Entry, Subject};
use crate::rules::status::Status;

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

/// The entry that made a notice, and whose it is.
pub fn notice(conn: &Connection, no: &PaperNo) -> Result<Option<(ConsumerNo, Entry)>, No> {
    let found: Option<(i64, String, i64)> = conn
        .prepare_cached(sql("notice entry"))
        .map_err(broken)?
        .query_row([no.to_string()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()
        .map_err(broken)?;
    let Some((key, desk, seq)) = found else { return Ok(None) };
    let consumer = ConsumerNo::from_key(key).ok_or_else(|| unreadable("a notice", &no.to_string()))?;
    Ok(Some((consumer, super::read::entry(conn, &desk, seq)?)))
}

/// A notice of a period's close.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noticed {
    pub consumer: ConsumerNo,
    pub no: PaperNo,
    pub area: String,
    /// Nobody who has paid since gets it (`L-15`).
    pub stands: bool,
}

/// The notices of a period's close, by area and number; of one area where it is named, of the consumers between two where they are.
pub fn notices(conn: &Connection, period: Period, area: &str, between: Option<(ConsumerNo, ConsumerNo)>) -> Result<Vec<Noticed>, No> {
    let (from, to) = between.map_or((0, i64::MAX), |(from, to)| (from.key(), to.key()));
    let mut statement = conn.prepare_cached(sql("notices")).map_err(broken)?;
    let mut rows = statement.query(params![period.to_string(), area, from, to]).map_err(broken)?;
    let mut noticed = Vec::new();
    while let Some(row) = rows.next().map_err(broken)? {
        let no: String = row.get(1).map_err(broken)?;
        noticed.push(Noticed {
            consumer: ConsumerNo::from_key(row.get(0).map_err(broken)?).ok_or_else(|| unreadable("a notice", &no))?,
            no: no.parse().map_err(|e| unreadable(&no, &e))?,
            area: row.get(2).map_err(broken)?,
            stands: row.get(3).map_err(broken)?,
        });
    }
    Ok(noticed)
}

/// The entry that ended the close of a period at an office.
pub fn close_entry(conn: &Connection, office: &str, period: Period) -> Result<Option<Entry>, No> {
    let entries = super::project::entries_of(conn, &Subject::Month(office.to_owned()))?;
    Ok(entries.into_iter().find(|entry| matches!(&entry.fact, Fact::MonthClosed(closed) if closed.period == period)))
}

/// Why the AE ordered a close though something was missing, where so it was (`L-2`).
pub fn order_of(conn: &Connection, office: &str, period: Period) -> Result<Option<String>, No> {
    let entries = super::project::entries_of(conn, &Subject::Month(office.to_owned()))?;
    Ok(entries.into_iter().find_map(|entry| match entry.fact {
        Fact::CloseOrdered(ordered) if ordered.period == period => {
            Some(format!("by {} on {}, {}: {}", entry.user, entry.day.dmy(), ordered.reason, ordered.missing.join(" ")))
        }
        _ => None,
    }))
}

fn outcome(code: &str) -> Result<Outcome, No> {
    Outcome::ALL.into_iter().find(|o| o.code() == code).ok_or_else(|| unreadable("a month close", &code))
}

/// What a close did, in one outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutcomeSum {
    pub outcome: Outcome,
    pub consumers: i64,
    pub billed: Money,
    pub bpsc: Money,
    pub cofee: Money,
}

/// What a close did as it was run, by outcome; `ended` is its last entry. What late payments made of it since is not in it.
pub fn by_outcome(conn: &Connection, period: Period, ended: &Entry) -> Result<Vec<OutcomeSum>, No> {
    let mut statement = conn.prepare_cached(sql("closed by outcome")).map_err(broken)?;
    let mut rows = statement.query(params![period.to_string(), ended.desk.to_string(), ended.seq]).map_err(broken)?;
    let mut sums = Vec::new();
    while let Some(row) = rows.next().map_err(broken)? {
        let code: String = row.get(0).map_err(broken)?;
        let money = |column: usize| row.get(column).map(Money::from_paise).map_err(broken);
        let consumers = row.get(1).map_err(broken)?;
        sums.push(OutcomeSum { outcome: outcome(&code)?, consumers, billed: money(2)?, bpsc: money(3)?, cofee: money(4)? });
    }
    sums.sort_unstable_by_key(|sum| sum.outcome);
    Ok(sums)
}

/// What a close did to one consumer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    pub consumer: ConsumerNo,
    pub name: String,
    pub area: String,
    pub category: String,
    pub outcome: Outcome,
    pub from: Status,
    pub to: Status,
    pub billed: Money,
    pub bpsc: Money,
    pub cofee: Money,
}

/// Which consumers of a close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    Outcome(Outcome),
    /// Billed by average, since nobody could read.
    DoorLock,
    /// A late payment made it void since (`L-13`).
    Withdrawn,
    /// Made anew since, after a late payment.
    Anew,
}

/// The consumers of a close, by area and number.
pub fn done(conn: &Connection, period: Period, ended: &Entry, of: Of) -> Result<Vec<Done>, No> {
    let (code, lock, void) = match of {
        Of::Outcome(outcome) => (outcome.code(), false, false),
        Of::DoorLock => ("", true, false),
        Of::Withdrawn | Of::Anew => ("", false, true),
    };
    let (period, desk) = (period.to_string(), ended.desk.to_string());
    if of == Of::Anew {
        let mut statement = conn.prepare_cached(sql("closed anew")).map_err(broken)?;
        each(statement.query(params![period, desk, ended.seq]).map_err(broken)?)
    } else {
        let mut statement = conn.prepare_cached(sql("closed consumers")).map_err(broken)?;
        each(statement.query(params![period, desk, ended.seq, code, lock, void]).map_err(broken)?)
    }
}

fn each(mut rows: rusqlite::Rows) -> Result<Vec<Done>, No> {
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(broken)? {
        let key: i64 = row.get(0).map_err(broken)?;
        let money = |column: usize| row.get(column).map(Money::from_paise).map_err(broken);
        let code: String = row.get(4).map_err(broken)?;
        let status = |column: usize| -> Result<Status, No> {
            let code: String = row.get(column).map_err(broken)?;
            code.parse().map_err(|_| unreadable("a month close", &code))
        };
        found.push(Done {
            consumer: ConsumerNo::from_key(key).ok_or_else(|| unreadable("a month close", &key))?,
            name: row.get(1).map_err(broken)?,
            area: row.get(2).map_err(broken)?,
            category: row.get(3).map_err(broken)?,
            outcome: outcome(&code)?,
            from: status(5)?,
            to: status(6)?,
            billed: money(7)?,
            bpsc: money(8)?,
            cofee: money(9)?,
        });
    }
    Ok(found)
}

/// How many belated consumers hold a notice, by area.
pub fn with_notice(conn: &Connection) -> Result<Vec<(String, i64)>, No> {
    let mut statement = conn.prepare_cached(sql("with notice")).map_err(broken)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(broken)?;
    rows.collect::<Result<_, _>>().map_err(broken)
}
