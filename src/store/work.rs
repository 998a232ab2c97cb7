//! The To Do list: its pages, counts and single lines (`R-3`).
//!
//! Priority belongs to the type, so a page is put together from the types in their order, each read from an index that holds its items
//! oldest first. To whom an item has climbed is reckoned when it is looked at: no timer, no entry.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::codec::rows;
use super::work_line::{done_line, open_line};
use super::work_parts::Asked;
use crate::base::{ConsumerNo, Day, Money, No, Stamp};
use crate::rules::profile::Profile;
use crate::rules::role::Role;
use crate::rules::todo::TodoType;
use crate::rules::workflow::Hand;

/// What the list is seen by: priorities and levels of the profile, and the minute of the look.
#[derive(Debug, Clone, Copy)]
pub struct Lens<'a> {
    pub profile: &'a Profile,
    pub now: Stamp,
}

/// Whose items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Whose {
    /// What a user is to do: given to them, or anybody's of one of their roles, or climbed to one of them.
    Mine { user: String, roles: Vec<Role> },
    /// Given to that user alone.
    GivenTo(String),
    /// Of these roles, whoever has them, and climbed to one of them.
    OfRoles(Vec<Role>),
    #[default]
    All,
}

/// Which states.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Status {
    #[default]
    Open,
    /// Open, and nobody has it.
    Waiting,
    /// Open, and somebody works on it.
    Working,
    /// Open, and climbed to somebody.
    Escalated,
    /// Open, and in the state of that code.
    At(String),
    Done,
    Rejected,
    /// Open and done.
    All,
}

impl Status {
    /// As it is typed.
    pub fn word(&self) -> &str {
        match self {
            Self::Open => "open",
            Self::Waiting => "waiting",
            Self::Working => "working",
            Self::Escalated => "escalated",
            Self::At(code) => code,
            Self::Done => "done",
            Self::Rejected => "rejected",
            Self::All => "all",
        }
    }

    pub fn of(word: &str) -> Self {
        match word.trim() {
            "" | "open" => Self::Open,
            "waiting" => Self::Waiting,
            "working" => Self::Working,
            "escalated" => Self::Escalated,
            "done" | "completed" => Self::Done,
            "rejected" => Self::Rejected,
            "all" => Self::All,
            code => Self::At(code.to_uppercase()),
        }
    }

    pub(super) const fn has_open(&self) -> bool {
        !matches!(self, Self::Done | Self::Rejected)
    }

    pub(super) const fn has_done(&self) -> bool {
        matches!(self, Self::Done | Self::Rejected | Self::All)
    }
}

/// Which items of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Which {
    /// None named: of every type.
    pub types: Vec<TodoType>,
    pub whose: Whose,
    pub status: Status,
    /// Made from this minute on, and up to that one.
    pub from: Option<Stamp>,
    pub to: Option<Stamp>,
    /// The beginning of a word of number, consumer's number, message or name.
    pub text: String,
    /// None named: of every office here.
    pub offices: Vec<String>,
}

/// An item as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub key: String,
    pub todo: TodoType,
    pub priority: u8,
    pub workflow: String,
    pub title: String,
    pub office: String,
    pub state: String,
    /// The state in words.
    pub text: String,
    pub message: String,
    pub consumer: Option<ConsumerNo>,
    pub name: String,
    pub area: String,
    pub day: Day,
    pub due: Option<Day>,
    pub created: Stamp,
    pub stands: Stands,
}

/// Open, with whom; or done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stands {
    Open(Open),
    Done { at: Stamp, by: String, rejected: bool, amount: Option<Money> },
}

/// An item that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    pub role: Hand,
    /// The role that its own state waits for.
    pub home: Hand,
    pub stage: String,
    pub assigned: Option<String>,
    /// Who arranged that, and when.
    pub sender: String,
    pub given: Option<Stamp>,
    /// Since when it stands where it is.
    pub moved: Stamp,
    /// The highest level that it has climbed to (1: the first), and whose that is.
    pub level: Option<(u8, Role)>,
    /// Of a complaint: the level that was seen to.
    pub seen: u8,
}

impl Line {
    pub const fn open(&self) -> Option<&Open> {
        if let Stands::Open(open) = &self.stands { Some(open) } else { None }
    }

    /// When it was last given to somebody, else when it came where it stands.
    pub fn last_assigned(&self) -> Option<Stamp> {
        self.open().map(|open| open.given.unwrap_or(open.moved))
    }

    /// Whole days from when it was made to now, or to its end.
    pub fn days(&self, now: Stamp) -> i32 {
        let end = if let Stands::Done { at, .. } = self.stands { at } else { now };
        end.day().days_since(self.created.day()).max(0)
    }

    /// Where it stands, whether somebody works on it, how far it has climbed; of one that is done, that it is.
    pub fn status(&self) -> String {
        let own = if self.state.is_empty() { self.text.clone() } else { format!("{} {}", self.state, self.text) };
        match &self.stands {
            Stands::Done { rejected: true, .. } => format!("rejected: {own}"),
            Stands::Done { .. } => format!("completed: {own}"),
            Stands::Open(open) => {
                let held = open.assigned.is_some().then(|| "worked on".to_owned());
                let climbed = open.level.map(|(level, role)| format!("level {level} {role}"));
                let marks: Vec<String> = climbed.into_iter().chain(held).collect();
                if marks.is_empty() { own } else { format!("{}: {own}", marks.join(", ")) }
            }
        }
    }
}

impl Lens<'_> {
    fn offset(&self) -> i64 {
        i64::from(self.profile.offset_seconds()) * 1_000
    }

    /// A moment of the journal in local time.
    pub fn stamp(&self, millis: i64) -> Stamp {
        Stamp::from_minutes((millis + self.offset()).div_euclid(60_000))
    }

    pub(super) fn millis(&self, at: Stamp) -> i64 {
        at.minutes() * 60_000 - self.offset()
    }

    /// Levels of complaints, as many times their limit.
    pub(super) fn times(&self) -> String {
        let times: Vec<String> = self.profile.complaints.levels.iter().map(|level| level.times.to_string()).collect();
        format!("[{}]", times.join(","))
    }

    /// By when an item of that type must have stood where it is to have climbed to one of the roles; complaints have levels of their own.
    pub(super) fn climbed_to(&self, todo: TodoType, roles: Option<&[Role]>) -> Option<i64> {
        let levels = self.profile.todo.levels(todo).iter();
        let first = levels.filter(|level| roles.is_none_or(|roles| roles.contains(&level.role))).map(|level| level.days).min()?;
        Some(self.millis(self.now) - i64::from(first) * 86_400_000)
    }

    /// The highest level that an item reached, and whose that is.
    pub(super) fn level(&self, todo: TodoType, moved: i64, climbs: Option<(i64, i64)>) -> Option<(u8, Role)> {
        let reached: Vec<Role> = match climbs {
            Some((base, lasts)) => {
                let levels = self.profile.complaints.levels.iter();
                levels.filter(|level| base + lasts * i64::from(level.times) <= self.now.minutes()).map(|level| level.role).collect()
            }
            None => {
                let stood = self.millis(self.now) - moved;
                let levels = self.profile.todo.levels(todo).iter();
                levels.filter(|level| stood >= i64::from(level.days) * 86_400_000).map(|level| level.role).collect()
            }
        };
        Some((u8::try_from(reached.len()).unwrap_or(u8::MAX), *reached.last()?))
    }
}

/// So many items from the `from`-th on: by priority, then age (`R-3`).
///
/// # Errors
/// A fault of the data file.
pub fn page(conn: &Connection, lens: Lens<'_>, which: &Which, limit: usize, from: usize) -> Result<Vec<Line>, No> {
    let asked = Asked::new(conn, lens, which)?;
    let wanted = limit.saturating_add(from);
    let mut keys: Vec<(i64, String, bool)> = Vec::new();
    for types in asked.types() {
        let more = wanted - keys.len();
        if more == 0 {
            break;
        }
        let mut group = BTreeSet::new();
        for part in types.into_iter().flat_map(|todo| lens.parts(which, todo)) {
            let found = asked.ask("todo keys", &part, more, |r| Ok((r.get(0)?, r.get(1)?)))?;
            group.extend(found.into_iter().map(|(made, no): (i64, String)| (made, no, part.done)));
        }
        keys.extend(group.into_iter().take(more));
    }
    let shown = keys.into_iter().skip(from);
    shown
        .filter_map(|(made, no, done)| if done { done_line(conn, lens, &no, made) } else { open_line(conn, lens, &no) }.transpose())
        .collect()
}

/// How many items there are, counted no further than `most`: what is shown at each key must not wait for two hundred thousand.
///
/// # Errors
/// A fault of the data file.
pub fn count(conn: &Connection, lens: Lens<'_>, which: &Which, most: usize) -> Result<usize, No> {
    let asked = Asked::new(conn, lens, which)?;
    let mut all = 0;
    for part in asked.types().flatten().flat_map(|todo| lens.parts(which, todo)) {
        let found: Vec<i64> = asked.ask("todo count", &part, most - all, |r| r.get(0))?;
        all += usize::try_from(found.into_iter().sum::<i64>()).unwrap_or(0);
        if all >= most {
            break;
        }
    }
    Ok(all.min(most))
}

/// An item, open or done; of one that was done more than once, the last time.
///
/// # Errors
/// A fault of the data file.
pub fn line(conn: &Connection, lens: Lens<'_>, key: &str) -> Result<Option<Line>, No> {
    match open_line(conn, lens, key)? {
        Some(line) => Ok(Some(line)),
        None => done_line(conn, lens, key, 0),
    }
}

/// What a user arranged after another had: the item, what it was, whose word stands.
///
/// # Errors
/// A fault of the data file.
pub fn told_apart(conn: &Connection, user: &str) -> Result<Vec<(String, String, String)>, No> {
    rows(conn, "todo told apart", [user], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
}

/// A consumer's items, open and done, the newest first, with its complaints whether they climbed or not.
///
/// # Errors
/// A fault of the data file.
pub fn of_consumer(conn: &Connection, lens: Lens<'_>, no: ConsumerNo) -> Result<Vec<Line>, No> {
    let keys = rows(conn, "todo of consumer", [no.key()], |r| Ok((r.get::<_, String>(0)?, r.get(1)?, r.get(2)?)))?;
    let lines = keys.into_iter().filter_map(|(no, made, done): (String, i64, bool)| {
        if done { done_line(conn, lens, &no, made) } else { open_line(conn, lens, &no) }.transpose()
    });
    lines.collect()
}

/// Other requests of a consumer to revise a bill: number and where it stands, the newest first.
///
/// # Errors
/// A fault of the data file.
pub fn revisions(conn: &Connection, no: ConsumerNo) -> Result<Vec<(String, String)>, No> {
    rows(conn, "todo revisions", [no.key()], |r| Ok((r.get(0)?, r.get(1)?)))
}
