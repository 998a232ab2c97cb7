//! Applications and open items: what lists, screens, acts and papers ask of them.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::application_rows::{self, words};
use super::codec::rows;
use super::fault::broken;
use super::sight::Seen;
use super::sql;
use crate::acts::application::{Applying, MeterAt};
use crate::base::{ConsumerNo, Day, Money, No, PaperNo};
use crate::folds::Application;
use crate::journal::Personal;
use crate::rules::role::Role;
use crate::rules::workflow::Hand;

pub use application_rows::{entry_of, read};

/// A word that so many applications have is common: lists are gone through, not looked up.
const COMMON: i64 = 4_000;

/// An open item in a list: whoever acts next sees it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub no: PaperNo,
    /// `application`.
    pub kind: String,
    pub workflow: String,
    pub title: String,
    pub office: String,
    pub state: String,
    pub text: String,
    pub role: Hand,
    /// When it began.
    pub day: Day,
    /// Since when it stands where it is.
    pub since: Day,
    /// By when the next step is to be taken.
    pub due: Option<Day>,
    pub consumer: Option<ConsumerNo>,
    pub area: String,
    pub name: String,
    pub address: String,
}

impl Item {
    /// Days that it has waited where it is.
    pub fn waited(&self, today: Day) -> i32 {
        today.days_since(self.since).max(0)
    }

    /// Days within which the next step was to be taken.
    pub fn limit(&self) -> Option<i32> {
        self.due.map(|due| due.days_since(self.since))
    }

    /// Days past its limit; nothing within it.
    pub fn late(&self, today: Day) -> i32 {
        self.due.map_or(0, |due| today.days_since(due)).max(0)
    }
}

/// Which items; an empty text asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Which {
    /// `None`: of every role.
    pub role: Option<Role>,
    pub office: String,
    pub workflow: String,
    /// Where they stand.
    pub state: String,
    /// Past their limit on this day.
    pub late_on: Option<Day>,
    /// The beginning of a word of name, address, telephone or number.
    pub text: String,
}

fn wrong(column: usize) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(column, "a word of the program's own".to_owned(), rusqlite::types::Type::Text)
}

fn day(row: &Row, column: usize) -> rusqlite::Result<Day> {
    row.get::<_, String>(column)?.parse().map_err(|_| wrong(column))
}

fn item(row: &Row) -> rusqlite::Result<Item> {
    let text = |column: usize| row.get::<_, String>(column);
    Ok(Item {
        no: text(0)?.parse().map_err(|_| wrong(0))?,
        kind: text(1)?,
        workflow: text(2)?,
        title: text(3)?,
        office: text(4)?,
        state: text(5)?,
        text: text(6)?,
        role: text(7)?.parse().map_err(|_| wrong(7))?,
        day: day(row, 8)?,
        since: day(row, 9)?,
        due: row.get::<_, Option<String>>(10)?.map(|due| due.parse().map_err(|_| wrong(10))).transpose()?,
        consumer: row.get::<_, Option<i64>>(11)?.and_then(ConsumerNo::from_key),
        area: text(12)?,
        name: text(13)?,
        address: text(14)?,
    })
}

/// A page of open items, the longest waiting first.
///
/// # Errors
/// A fault of the data file.
pub fn items(conn: &Connection, which: &Which, limit: usize, from: usize) -> Result<Vec<Item>, No> {
    let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let (limit, from) = (whole(limit), whole(from));
    let late = which.late_on.map_or_else(String::new, |day| day.to_string());
    let role = which.role.map_or("", Role::code);
    let Which { office, workflow, state, .. } = which;
    // The longest word is the one that tells most.
    let Some(word) = words(&which.text).max_by_key(|word| word.chars().count()) else {
        return match which.role {
            None => rows(conn, "items", params![office, workflow, late, limit, from, state], item),
            Some(_) => rows(conn, "items of role", params![office, workflow, late, limit, from, role, state], item),
        };
    };
    let end = format!("{word}\u{10ffff}");
    let common: i64 = conn
        .prepare_cached(sql("how common a word"))
        .map_err(broken)?
        .query_row(params![word, end, COMMON], |r| r.get(0))
        .map_err(broken)?;
    let name = if common < COMMON { "items of word" } else { "items with word" };
    rows(conn, name, params![office, workflow, late, limit, from, word, end, role, state], item)
}

/// How many items there are; their text is not looked at.
///
/// # Errors
/// A fault of the data file.
pub fn count(conn: &Connection, which: &Which) -> Result<usize, No> {
    let late = which.late_on.map_or_else(String::new, |day| day.to_string());
    let role = which.role.map_or("", Role::code);
    let found: i64 = conn
        .prepare_cached(sql("count items"))
        .map_err(broken)?
        .query_row(params![which.office, role, which.workflow, which.state, late], |r| r.get(0))
        .map_err(broken)?;
    Ok(usize::try_from(found).unwrap_or(0))
}

/// How many items wait for a role, and how many past their limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    pub open: i64,
    pub late: i64,
}

/// For the home screen; `office` empty: of all offices here.
///
/// # Errors
/// A fault of the data file.
pub fn waiting(conn: &Connection, role: Role, office: &str, today: Day) -> Result<Waiting, No> {
    conn.prepare_cached(sql("count items of role"))
        .map_err(broken)?
        .query_row(params![role.code(), today.to_string(), office], |r| Ok(Waiting { open: r.get(0)?, late: r.get(1)? }))
        .map_err(broken)
}

/// Items that stand alike: the view over offices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heap {
    pub office: String,
    pub role: Hand,
    pub workflow: String,
    pub title: String,
    pub state: String,
    pub text: String,
    pub count: i64,
    pub late: i64,
    /// Since when the longest waiting one stands there.
    pub oldest: Day,
}

/// Every open item, counted by office, role, workflow and state.
///
/// # Errors
/// A fault of the data file.
pub fn heaps(conn: &Connection, today: Day) -> Result<Vec<Heap>, No> {
    rows(conn, "items by stand", [today.to_string()], |r| {
        Ok(Heap {
            office: r.get(0)?,
            role: r.get::<_, String>(1)?.parse().map_err(|_| wrong(1))?,
            workflow: r.get(2)?,
            title: r.get(3)?,
            state: r.get(4)?,
            text: r.get(5)?,
            count: r.get(6)?,
            late: r.get(7)?,
            oldest: day(r, 8)?,
        })
    })
}

/// A temporary connection and its last date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Temporary {
    pub no: PaperNo,
    pub consumer: ConsumerNo,
    pub until: Day,
    pub state: String,
    pub text: String,
    pub area: String,
    pub name: String,
    pub address: String,
    pub balance: Money,
}

/// Temporary connections whose last date is before `day`, the oldest first.
///
/// # Errors
/// A fault of the data file.
pub fn expired(conn: &Connection, day: Day) -> Result<Vec<Temporary>, No> {
    rows(conn, "temporary by last date", [day.to_string()], |r| {
        Ok(Temporary {
            no: r.get::<_, String>(0)?.parse().map_err(|_| wrong(0))?,
            consumer: ConsumerNo::from_key(r.get(1)?).ok_or_else(|| wrong(1))?,
            until: r.get::<_, String>(2)?.parse().map_err(|_| wrong(2))?,
            state: r.get(3)?,
            text: r.get(4)?,
            area: r.get(5)?,
            name: r.get(6)?,
            address: r.get(7)?,
            balance: Money::from_paise(r.get(8)?),
        })
    })
}

fn number(row: &Row) -> rusqlite::Result<PaperNo> {
    row.get::<_, String>(0)?.parse().map_err(|_| wrong(0))
}

/// Applications of which steps were taken apart, for a person to look at.
///
/// # Errors
/// A fault of the data file.
pub fn apart(conn: &Connection) -> Result<Vec<Application>, No> {
    whole(conn, rows(conn, "applications with steps apart", [], number)?)
}

/// Applications that bear one number of the portal: its file was brought in at two desks apart.
///
/// # Errors
/// A fault of the data file.
pub fn twice(conn: &Connection) -> Result<Vec<Application>, No> {
    whole(conn, rows(conn, "applications of one reference", [], number)?)
}

/// A consumer's applications, the newest first: those that it is about, and the one that made it.
///
/// # Errors
/// A fault of the data file.
pub fn of_consumer(conn: &Connection, no: ConsumerNo) -> Result<Vec<Application>, No> {
    whole(conn, rows(conn, "applications of consumer", [no.key()], number)?)
}

/// A consumer's open applications.
///
/// # Errors
/// A fault of the data file.
pub fn open_of(conn: &Connection, no: ConsumerNo) -> Result<Vec<Application>, No> {
    whole(conn, rows(conn, "open applications of consumer", [no.key()], number)?)
}

fn whole(conn: &Connection, numbers: Vec<PaperNo>) -> Result<Vec<Application>, No> {
    numbers.iter().filter_map(|no| read(conn, no).transpose()).collect()
}

/// Who applied; `None` where the details were erased.
///
/// # Errors
/// A fault of the data file.
pub fn applicant(conn: &Connection, no: &PaperNo) -> Result<Option<Personal>, No> {
    conn.prepare_cached(sql("applicant of"))
        .map_err(broken)?
        .query_row([no.to_string()], |r| {
            Ok(Personal { name: r.get(0)?, address: r.get(1)?, phone: r.get(2)?, email: r.get(3)?, ..Personal::default() })
        })
        .optional()
        .map_err(broken)
}

impl Applying for Seen<'_> {
    fn application(&self, no: &PaperNo) -> Result<Option<Application>, No> {
        read(self.conn, no)
    }

    fn applicant(&self, no: &PaperNo) -> Result<Option<Personal>, No> {
        applicant(self.conn, no)
    }

    fn person(&self, no: ConsumerNo) -> Result<Option<Personal>, No> {
        super::consumer_rows::person(self.conn, no)
    }

    fn applications_open(&self, no: ConsumerNo) -> Result<Vec<(PaperNo, String)>, No> {
        rows(self.conn, "open applications of consumer", [no.key()], |r| Ok((number(r)?, r.get(1)?)))
    }

    fn by_reference(&self, reference: &str) -> Result<Option<PaperNo>, No> {
        Ok(rows(self.conn, "application of reference", [reference], number)?.pop())
    }

    fn meter_in_service(&self, meter: &str) -> Result<Option<MeterAt>, No> {
        let consumers = rows(self.conn, "meter in service", [meter], |r| ConsumerNo::from_key(r.get(0)?).ok_or_else(|| wrong(0)))?;
        if let Some(no) = consumers.into_iter().next() {
            return Ok(Some(MeterAt::Consumer(no)));
        }
        Ok(rows(self.conn, "meter of an application", [meter], number)?.pop().map(MeterAt::Application))
    }

    fn connected_again(&self, no: ConsumerNo) -> Result<Option<ConsumerNo>, No> {
        let made = |r: &Row| ConsumerNo::from_key(r.get(0)?).ok_or_else(|| wrong(0));
        Ok(rows(self.conn, "connected again", [no.key()], made)?.pop())
    }

    fn applicant_entries(&self, no: &PaperNo) -> Result<Vec<String>, No> {
        rows(self.conn, "applicant entries", [no.to_string()], |r| Ok(format!("{}/{}", r.get::<_, String>(0)?, r.get::<_, i64>(1)?)))
    }

    fn states_of_open(&self, workflow: &str) -> Result<Vec<String>, No> {
        rows(self.conn, "states of open items", [workflow], |r| r.get(0))
    }
}

/// The entries that hold who applied for a consumer's connection.
pub(super) fn applicants_of(conn: &Connection, no: ConsumerNo) -> Result<Vec<String>, No> {
    rows(conn, "applicant entries of consumer", [no.key()], |r| Ok(format!("{}/{}", r.get::<_, String>(0)?, r.get::<_, i64>(1)?)))
}
