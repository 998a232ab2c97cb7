//! Complaints: what the cell's screen, acts and papers ask of them.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::codec::rows;
use super::fault::{broken, unreadable};
use super::project::read_state;
use super::search::{self, Hit};
use super::sight::Seen;
use super::sql;
use crate::acts::complaint::{Cell, Known, Near, Watching, parts_digits, plain};
use crate::base::{ConsumerNo, DeskId, No, PaperNo, Stamp};
use crate::folds::complaint::{Complaint, Standing, above, standing};
use crate::journal::{Personal, Subject};
use crate::rules::complaint::{Nature, Priority};
use crate::store::report::Days;

/// A complaint in a list, with who called and who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub no: PaperNo,
    pub logged: Stamp,
    pub due: Stamp,
    pub priority: Priority,
    pub open: bool,
    pub stands: String,
    pub consumer: Option<ConsumerNo>,
    pub place: String,
    pub area: String,
    pub transformer: String,
    pub category: String,
    pub title: String,
    pub nature: String,
    pub passed: Option<String>,
    /// The outage that it belongs to.
    pub outage: Option<String>,
    /// How many belong to it.
    pub children: u32,
    pub calls: u32,
    pub reopened: u32,
    pub responded: Option<Stamp>,
    pub closed: Option<Stamp>,
    pub proof: Option<String>,
    pub apart: u32,
    /// The entry that logged it.
    pub entry: (String, i64),
    /// The consumer's name, else the caller's.
    pub name: String,
    pub address: String,
    /// The number to call back.
    pub phone: String,
    pub words: String,
    pub day: String,
    /// The consumer's, else that of the desk which logged it.
    pub office: String,
}

impl Line {
    pub const fn is_danger(&self) -> bool {
        matches!(self.priority, Priority::Danger)
    }

    pub fn may_be_outage(&self) -> bool {
        Nature::ALL.iter().any(|nature| nature.word() == self.nature && nature.may_be_outage())
    }

    /// Minutes of its limit.
    pub fn limit(&self) -> u32 {
        u32::try_from(self.due.since(self.logged)).unwrap_or(u32::MAX)
    }

    /// Minutes past its limit at `now`, or when it was put right.
    pub fn late(&self, now: Stamp) -> i64 {
        self.closed.unwrap_or(now).since(self.due)
    }

    /// Whether its limit is over at `now`, or was when it was put right; the minute of the limit itself is an officer's, and in time to end.
    pub fn is_late(&self, now: Stamp) -> bool {
        self.closed.map_or(now >= self.due, |closed| closed > self.due)
    }

    /// House and area, or the place.
    pub fn wherein(&self) -> String {
        let parts = [self.address.as_str(), self.place.as_str(), self.area.as_str()];
        let mut shown: Vec<&str> = Vec::new();
        for part in parts.into_iter().filter(|p| !p.is_empty()) {
            if !shown.iter().any(|s| s.to_lowercase().contains(&part.to_lowercase())) {
                shown.push(part);
            }
        }
        shown.join(", ")
    }
}

fn stamp(row: &Row, column: usize) -> rusqlite::Result<Option<Stamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Stamp::from_minutes))
}

fn wrong(column: usize) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(column, "a word of the program's own".to_owned(), rusqlite::types::Type::Text)
}

fn line(row: &Row) -> rusqlite::Result<Line> {
    let text = |column: usize| row.get::<_, String>(column);
    let no: PaperNo = text(0)?.parse().map_err(|_| wrong(0))?;
    let office = Some(text(30)?).filter(|office| !office.is_empty());
    Ok(Line {
        office: office.unwrap_or_else(|| no.desk.office().to_owned()),
        no,
        logged: Stamp::from_minutes(row.get(1)?),
        due: Stamp::from_minutes(row.get(2)?),
        priority: text(4)?.parse().map_err(|_| wrong(4))?,
        open: row.get(5)?,
        stands: text(6)?,
        consumer: row.get::<_, Option<i64>>(7)?.and_then(ConsumerNo::from_key),
        place: text(8)?,
        area: text(9)?,
        transformer: text(10)?,
        category: text(11)?,
        title: text(12)?,
        nature: text(13)?,
        passed: row.get(14)?,
        outage: row.get(15)?,
        children: row.get(16)?,
        calls: row.get(17)?,
        reopened: row.get(18)?,
        responded: stamp(row, 19)?,
        closed: stamp(row, 20)?,
        proof: row.get(21)?,
        apart: row.get(22)?,
        entry: (text(23)?, row.get(24)?),
        name: text(25)?,
        address: text(26)?,
        phone: text(27)?,
        words: text(28)?,
        day: text(29)?,
    })
}

/// The pending complaints: danger on top, then the newest.
pub fn open(conn: &Connection, limit: usize, from: usize) -> Result<Vec<Line>, No> {
    let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    rows(conn, "open complaints", params![whole(limit), whole(from)], line)
}

/// How many are open, how many of them dangerous, how many past their limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    pub open: u32,
    pub danger: u32,
    pub late: u32,
}

pub fn count(conn: &Connection, now: Stamp) -> Result<Count, No> {
    conn.prepare_cached(sql("count open"))
        .map_err(broken)?
        .query_row([now.minutes()], |r| Ok(Count { open: r.get(0)?, danger: r.get(1)?, late: r.get(2)? }))
        .map_err(broken)
}

/// Those past their limit, the longest first.
pub fn late(conn: &Connection, now: Stamp) -> Result<Vec<Line>, No> {
    rows(conn, "late complaints", [now.minutes()], line)
}

/// Open ones about a meter: the JE looks at it (`M-12`).
pub fn meters(conn: &Connection) -> Result<Vec<Line>, No> {
    rows(conn, "open meters", [], line)
}

/// Those that two cells rectified apart.
pub fn apart(conn: &Connection) -> Result<Vec<Line>, No> {
    rows(conn, "rectified apart", [], line)
}

pub fn one(conn: &Connection, no: &PaperNo) -> Result<Option<Line>, No> {
    Ok(rows(conn, "complaint", [no.to_string()], line)?.pop())
}

/// A consumer's complaints, the newest first.
pub fn of_consumer(conn: &Connection, no: ConsumerNo, limit: u32) -> Result<Vec<Line>, No> {
    rows(conn, "complaints of consumer", params![no.key(), limit], line)
}

/// A consumer's open complaints, the newest first.
pub fn open_of(conn: &Connection, no: ConsumerNo) -> Result<Vec<Line>, No> {
    rows(conn, "open of consumer", [no.key()], line)
}

/// Open ones at a place that is no consumer's.
pub fn open_at(conn: &Connection, place: &str) -> Result<Vec<Line>, No> {
    rows(conn, "open at place", [plain(place)], line)
}

/// The complaints of a place that is no consumer's, the newest first.
pub fn of_place(conn: &Connection, place: &str, limit: u32) -> Result<Vec<Line>, No> {
    rows(conn, "complaints of place", params![plain(place), limit], line)
}

/// Who called about a complaint, and in which words; by the entry of the call.
pub fn callers(conn: &Connection, no: &PaperNo) -> Result<BTreeMap<(String, i64), Personal>, No> {
    let read = |r: &Row| {
        let personal = Personal { name: r.get(2)?, phone: r.get(3)?, words: r.get(4)?, ..Personal::default() };
        Ok(((r.get(0)?, r.get(1)?), personal))
    };
    Ok(rows(conn, "callers", [no.to_string()], read)?.into_iter().collect())
}

/// The complaints of those business dates, in their order.
pub fn of_days(conn: &Connection, days: Days) -> Result<Vec<Line>, No> {
    rows(conn, "complaints of days", params![days.from.to_string(), days.to.to_string()], line)
}

/// Open ones of one supply: on this transformer, or in this area; the oldest first.
pub fn near(conn: &Connection, transformer: &str, area: &str) -> Result<Vec<Near>, No> {
    rows(conn, "open near", [transformer, area], |r| {
        Ok(Near {
            no: r.get::<_, String>(0)?.parse().map_err(|_| wrong(0))?,
            logged: Stamp::from_minutes(r.get(1)?),
            transformer: r.get(2)?,
            area: r.get(3)?,
            outage: r.get::<_, Option<String>>(4)?.map(|no| no.parse()).transpose().map_err(|_| wrong(4))?,
            children: r.get(5)?,
            danger: r.get(6)?,
        })
    })
}

/// The area that a text names; empty where it names none.
pub fn area_in(conn: &Connection, text: &str) -> Result<String, No> {
    let found: Option<String> =
        conn.prepare_cached(sql("area in text")).map_err(broken)?.query_row([text], |r| r.get(0)).optional().map_err(broken)?;
    Ok(found.unwrap_or_default())
}

/// The complaints that belong to an outage, beside the one that it is named by.
pub fn children(conn: &Connection, outage: &PaperNo) -> Result<Vec<PaperNo>, No> {
    rows(conn, "children of outage", [outage.to_string()], |r| r.get::<_, String>(0)?.parse().map_err(|_| wrong(0)))
}

/// Who may be calling, as far as the clerk has typed: digits are the end of a telephone number, or a consumer's; else words of name and house.
pub fn known(conn: &Connection, typed: &str, limit: usize) -> Result<Vec<Hit>, No> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let is_number = !digits.is_empty() && typed.chars().all(|c| c.is_ascii_digit() || parts_digits(c));
    if !is_number {
        return search::find(conn, typed, limit);
    }
    if digits.len() < 4 {
        return Ok(Vec::new());
    }
    // With the country's code or a trunk zero before it: the end is the same number.
    let end = digits.get(digits.len().saturating_sub(10)..).unwrap_or(&digits);
    let keys = rows(conn, "known callers", params![end, i64::try_from(limit).unwrap_or(8)], |r| r.get::<_, i64>(0))?;
    let mut hits = Vec::new();
    for no in keys.into_iter().filter_map(ConsumerNo::from_key) {
        hits.extend(search::one(conn, no)?);
    }
    if hits.len() < limit {
        for hit in search::find(conn, &digits, limit)? {
            if hits.len() < limit && !hits.iter().any(|h| h.consumer == hit.consumer) {
                hits.push(hit);
            }
        }
    }
    Ok(hits)
}

/// Changes whenever another hand has written the file since this connection last asked.
pub fn version(conn: &Connection) -> Result<i64, No> {
    conn.prepare_cached(sql("data version")).map_err(broken)?.query_row([], |r| r.get(0)).map_err(broken)
}

/// What a message waits to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub template: String,
    pub paper: String,
    pub consumer: Option<ConsumerNo>,
}

/// The last messages queued.
pub fn messages(conn: &Connection, limit: u32) -> Result<Vec<Waiting>, No> {
    rows(conn, "messages", [limit], |r| {
        Ok(Waiting { template: r.get(0)?, paper: r.get(1)?, consumer: r.get::<_, Option<i64>>(2)?.and_then(ConsumerNo::from_key) })
    })
}

/// The minutes of a complaint that a pendency is reckoned from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    pub category: String,
    pub logged: Stamp,
    pub due: Stamp,
    pub responded: Option<Stamp>,
    pub closed: Option<Stamp>,
    pub proof: Option<String>,
    pub open: bool,
    pub desk: String,
}

pub fn times(conn: &Connection, days: Days) -> Result<Vec<Times>, No> {
    rows(conn, "complaint times", params![days.from.to_string(), days.to.to_string()], |r| {
        Ok(Times {
            category: r.get(0)?,
            logged: Stamp::from_minutes(r.get(3)?),
            due: Stamp::from_minutes(r.get(4)?),
            responded: stamp(r, 5)?,
            closed: stamp(r, 6)?,
            proof: r.get(7)?,
            open: r.get(8)?,
            desk: r.get(9)?,
        })
    })
}

/// Consumers who called more than once: complaints, and repeat calls.
pub fn repeats(conn: &Connection, days: Days, limit: u32) -> Result<Vec<(ConsumerNo, i64, i64)>, No> {
    let found = rows(conn, "repeat calls", params![days.from.to_string(), days.to.to_string(), limit], |r| {
        Ok((r.get::<_, i64>(0)?, r.get(1)?, r.get(2)?))
    })?;
    Ok(found.into_iter().filter_map(|(key, count, calls)| Some((ConsumerNo::from_key(key)?, count, calls))).collect())
}

/// The transformers with the most complaints: name, area, complaints, open ones.
pub fn transformers(conn: &Connection, days: Days, limit: u32) -> Result<Vec<(String, String, i64, i64)>, No> {
    rows(conn, "worst transformers", params![days.from.to_string(), days.to.to_string(), limit], |r| {
        Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
    })
}

/// A complaint whole, and where it stands with its outage.
pub fn whole(conn: &Connection, no: &PaperNo) -> Result<Option<(Complaint, Standing)>, No> {
    let found = with_outages(conn, no)?;
    Ok(found.map(|(complaint, above)| {
        let stands = standing(&complaint, &above);
        (complaint, stands)
    }))
}

/// A complaint and the outages above it, as far as they were heard of; one in a ring stands once.
pub fn with_outages(conn: &Connection, no: &PaperNo) -> Result<Option<(Complaint, Vec<Complaint>)>, No> {
    above(no, |no| read_state(conn, &Subject::Complaint(no.clone()).to_string()))
}

/// The cell of a desk: its last shift.
pub fn cell(conn: &Connection, desk: &DeskId) -> Result<Option<Cell>, No> {
    read_state(conn, &Subject::Cell(desk.clone()).to_string())
}

impl Watching for Seen<'_> {
    fn complaint(&self, no: &PaperNo) -> Result<Option<(Complaint, Standing)>, No> {
        whole(self.conn, no)
    }

    fn open_of(&self, no: ConsumerNo) -> Result<Vec<Known>, No> {
        Ok(open_of(self.conn, no)?.into_iter().map(known_line).collect())
    }

    fn open_at(&self, place: &str) -> Result<Vec<Known>, No> {
        Ok(open_at(self.conn, place)?.into_iter().map(known_line).collect())
    }

    fn near(&self, transformer: &str, area: &str) -> Result<Vec<Near>, No> {
        near(self.conn, transformer, area)
    }

    fn area_in(&self, text: &str) -> Result<String, No> {
        area_in(self.conn, text)
    }

    fn caller_entries(&self, no: &PaperNo) -> Result<Vec<String>, No> {
        rows(self.conn, "caller entries", [no.to_string()], |r| Ok(format!("{}/{}", r.get::<_, String>(0)?, r.get::<_, i64>(1)?)))
    }

    fn outage(&self, no: &PaperNo) -> Result<(Option<PaperNo>, u32), No> {
        let Some(line) = one(self.conn, no)? else { return Ok((None, 0)) };
        let outage = line.outage.map(|no| no.parse()).transpose().map_err(|e| unreadable(&no.to_string(), &e))?;
        Ok((outage, line.children))
    }

    fn open_counted(&self, now: Stamp) -> Result<(u32, u32, u32), No> {
        let count = count(self.conn, now)?;
        Ok((count.open, count.danger, count.late))
    }
}

fn known_line(line: Line) -> Known {
    Known { no: line.no, category: line.category, priority: line.priority }
}
