//! The To Do list: its pages, counts and single lines (`R-3`).
//!
//! Priority belongs to the type, so a page is put together from the types in their order, each read from an index that holds its items
//! oldest first. To whom an item has climbed is reckoned when it is looked at: no timer, no entry.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::codec::rows;
use super::fault::broken;
use super::search::{beginnings, matching_ids};
use super::sql;
use crate::base::{ConsumerNo, Day, Money, No, Stamp};
use crate::rules::profile::Profile;
use crate::rules::role::Role;
use crate::rules::todo::TodoType;

/// So many items have a common word: the list is gone through, not looked up.
const COMMON: usize = 1_000;
/// Later than every moment.
const NEVER: i64 = i64::MAX;

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
    /// The words of commands and filters; any other is a state's code.
    pub const WORDS: [&'static str; 7] = ["open", "waiting", "working", "escalated", "done", "rejected", "all"];

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

    const fn has_open(&self) -> bool {
        !matches!(self, Self::Done | Self::Rejected)
    }

    const fn has_done(&self) -> bool {
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
    pub role: Role,
    /// The role that its own state waits for.
    pub home: Role,
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

    /// `being worked on`, `open`, `completed`, as the source procedure has them, with the item's own state.
    pub fn status(&self) -> String {
        let own = if self.state.is_empty() { self.text.clone() } else { format!("{} {}", self.state, self.text) };
        match &self.stands {
            Stands::Done { rejected: true, .. } => format!("rejected: {own}"),
            Stands::Done { .. } => format!("completed: {own}"),
            Stands::Open(open) => {
                let climbed = open.level.map_or_else(String::new, |(level, role)| format!(", level {level} {role}"));
                let held = if open.assigned.is_some() { "worked on" } else { "open" };
                format!("{held}: {own}{climbed}")
            }
        }
    }
}

/// A part of the list that one index gives; the parts of a list have no item in common.
#[derive(Debug, Clone)]
struct Part {
    todo: TodoType,
    done: bool,
    index: &'static str,
    whose: String,
    status: String,
    climbed: String,
    /// ?6.
    name: String,
    /// ?7.
    by: i64,
    code: String,
}

impl Lens<'_> {
    fn offset(&self) -> i64 {
        i64::from(self.profile.offset_seconds()) * 1_000
    }

    /// A moment of the journal in local time.
    pub fn stamp(&self, millis: i64) -> Stamp {
        Stamp::from_minutes((millis + self.offset()).div_euclid(60_000))
    }

    fn millis(&self, at: Stamp) -> i64 {
        at.minutes() * 60_000 - self.offset()
    }

    /// Levels of complaints, as many times their limit.
    fn times(&self) -> String {
        let times: Vec<String> = self.profile.complaints.levels.iter().map(|level| level.times.to_string()).collect();
        format!("[{}]", times.join(","))
    }

    /// By when an item of that type must have stood where it is to have climbed to one of the roles; complaints have levels of their own.
    fn climbed_to(&self, todo: TodoType, roles: Option<&[Role]>) -> Option<i64> {
        let levels = self.profile.todo.levels(todo).iter();
        let first = levels.filter(|level| roles.is_none_or(|roles| roles.contains(&level.role))).map(|level| level.days).min()?;
        Some(self.millis(self.now) - i64::from(first) * 86_400_000)
    }

    /// The highest level that an item reached, and whose that is.
    fn level(&self, todo: TodoType, moved: i64, climbs: Option<(i64, i64)>) -> Option<(u8, Role)> {
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

    /// The parts of what is asked for, of one type.
    fn parts(&self, which: &Which, todo: TodoType) -> Vec<Part> {
        let mut parts = Vec::new();
        if which.status.has_open() {
            parts.extend(self.open_parts(which, todo));
        }
        if which.status.has_done() {
            parts.push(self.done_part(which, todo));
        }
        parts
    }

    fn open_parts(&self, which: &Which, todo: TodoType) -> Vec<Part> {
        let code = if let Status::At(code) = &which.status { code.clone() } else { String::new() };
        let status = match &which.status {
            Status::Waiting => "w.assigned IS NULL",
            Status::Working => "w.assigned IS NOT NULL",
            Status::At(_) => "w.state = ?9",
            _ => "1",
        };
        let is_complaint = todo == TodoType::ComplaintEscalation;
        // A complaint is an item once it has climbed, beyond what was seen to.
        let shown = if is_complaint { "w.base + w.lasts * (?8 ->> w.seen) <= ?7" } else { "1" };
        let all = Part {
            todo,
            done: false,
            index: "work_item_type",
            whose: "1".to_owned(),
            status: status.to_owned(),
            climbed: shown.to_owned(),
            name: String::new(),
            by: self.now.minutes(),
            code,
        };
        let escalated = which.status == Status::Escalated;
        let mut parts = Vec::new();
        match &which.whose {
            Whose::All if escalated => parts.extend(self.climbed_part(&all, None, "1".to_owned())),
            Whose::All => parts.push(all),
            Whose::GivenTo(user) | Whose::Mine { user, .. } if !escalated => {
                parts.push(Part { index: "work_item_assigned", whose: "w.assigned = ?6".to_owned(), name: user.clone(), ..all.clone() });
                if let Whose::Mine { roles, .. } = &which.whose {
                    parts.extend(roles.iter().map(|role| of_role(&all, *role, " AND w.assigned IS NULL")));
                    let mine = format!("w.assigned IS ?6 OR {} AND w.assigned IS NULL", among(roles));
                    parts.extend(self.climbed_part(&Part { name: user.clone(), ..all }, Some(roles), format!("NOT ({mine})")));
                }
            }
            Whose::GivenTo(user) => {
                parts.extend(self.climbed_part(&Part { name: user.clone(), ..all }, None, "w.assigned = ?6".to_owned()))
            }
            Whose::Mine { roles, .. } => parts.extend(self.climbed_part(&all, Some(roles), "1".to_owned())),
            Whose::OfRoles(roles) => {
                if !escalated {
                    parts.extend(roles.iter().map(|role| of_role(&all, *role, "")));
                }
                let others = if escalated { "1".to_owned() } else { format!("NOT {}", among(roles)) };
                parts.extend(self.climbed_part(&all, Some(roles), others));
            }
        }
        parts
    }

    /// What has climbed to one of the roles (none named: to anybody), and holds what else is said.
    fn climbed_part(&self, all: &Part, roles: Option<&[Role]>, whose: String) -> Option<Part> {
        let todo = all.todo;
        if todo != TodoType::ComplaintEscalation {
            let by = self.climbed_to(todo, roles)?;
            return Some(Part { index: "work_item_moved", whose, climbed: "w.moved <= ?7".to_owned(), by, ..all.clone() });
        }
        let levels = self.profile.complaints.levels.iter().enumerate();
        let theirs: Vec<String> = levels
            .filter(|(_, level)| roles.is_none_or(|roles| roles.contains(&level.role)))
            .map(|(place, level)| format!("w.seen <= {place} AND w.base + w.lasts * {} <= ?7", level.times))
            .collect();
        (!theirs.is_empty()).then(|| Part { whose, climbed: format!("({})", theirs.join(" OR ")), ..all.clone() })
    }

    fn done_part(&self, which: &Which, todo: TodoType) -> Part {
        let status = if which.status == Status::Rejected { "w.rejected = 1" } else { "1" };
        let shown = if todo == TodoType::ComplaintEscalation { "w.base + w.lasts * (?8 ->> 0) <= w.ended" } else { "1" };
        let (index, whose, name) = match &which.whose {
            Whose::Mine { user, .. } | Whose::GivenTo(user) => ("work_done_officer", "w.officer = ?6", user.clone()),
            Whose::OfRoles(_) | Whose::All => ("work_done_type", "1", String::new()),
        };
        Part {
            todo,
            done: true,
            index,
            whose: whose.to_owned(),
            status: status.to_owned(),
            climbed: shown.to_owned(),
            name,
            by: self.now.minutes(),
            code: String::new(),
        }
    }
}

fn of_role(all: &Part, role: Role, and: &str) -> Part {
    Part { index: "work_item_type_role", whose: format!("w.role = ?6{and}"), name: role.code().to_owned(), ..all.clone() }
}

/// Of one of the roles: their codes are the program's own.
fn among(roles: &[Role]) -> String {
    let codes: Vec<String> = roles.iter().map(|role| format!("'{}'", role.code())).collect();
    format!("w.role IN ({})", codes.join(", "))
}

/// What a text finds: the keys where they are few, else its word, by which the list is gone through.
enum Text {
    None,
    Few(String),
    Common { word: String, end: String, query: String },
}

fn text_of(conn: &Connection, text: &str) -> Result<Text, No> {
    let Some(word) = super::application_rows::words(text).max_by_key(|word| word.chars().count()) else { return Ok(Text::None) };
    let end = format!("{word}\u{10ffff}");
    let query = beginnings(text);
    let most = i64::try_from(COMMON).unwrap_or(i64::MAX);
    let mut keys: BTreeSet<String> = rows(conn, "todo of word", params![word, end, most], |r| r.get(0))?.into_iter().collect();
    let consumers = matching_ids(conn, &query, COMMON)?;
    if keys.len() >= COMMON || consumers.len() >= COMMON {
        return Ok(Text::Common { word, end, query });
    }
    for consumer in consumers {
        keys.extend(rows(conn, "todo of consumers", [consumer], |r| r.get::<_, String>(0))?);
    }
    // Where a number is typed whole it may be a key that no word holds.
    keys.extend([text.trim().to_owned(), text.trim().to_uppercase()]);
    let keys: Vec<String> = keys.into_iter().collect();
    Ok(Text::Few(serde_json::to_string(&keys).unwrap_or_default()))
}

/// A part of the list as asked of the file.
struct Asked<'a> {
    conn: &'a Connection,
    which: &'a Which,
    lens: Lens<'a>,
    text: Text,
    offices: String,
}

impl<'a> Asked<'a> {
    fn new(conn: &'a Connection, lens: Lens<'a>, which: &'a Which) -> Result<Self, No> {
        let offices = if which.offices.is_empty() { String::new() } else { format!(",{},", which.offices.join(",")) };
        Ok(Self { conn, which, lens, text: text_of(conn, &which.text)?, offices })
    }

    fn statement(&self, name: &'static str, part: &Part) -> String {
        let table = if part.done { "work_done" } else { "work_item" };
        let from = match self.text {
            Text::Few(_) => format!("json_each(?10) f CROSS JOIN {table} w ON w.no = f.value"),
            _ => format!("{table} w INDEXED BY {}", part.index),
        };
        let text = match self.text {
            Text::Common { .. } => {
                "(EXISTS (SELECT 1 FROM work_word f WHERE f.no = w.no AND f.word >= ?10 AND f.word < ?11)
                  OR EXISTS (SELECT 1 FROM applicant_word f WHERE f.application = w.no AND f.word >= ?10 AND f.word < ?11)
                  OR EXISTS (SELECT 1 FROM found WHERE found MATCH ?12 AND rowid = w.consumer))"
            }
            _ => "1",
        };
        let filled = [("{from}", from.as_str()), ("{whose}", &format!("({})", part.whose)), ("{status}", &part.status)];
        let rest = [("{climbed}", part.climbed.as_str()), ("{text}", text)];
        filled.into_iter().chain(rest).fold(sql(name).to_owned(), |sql, (frame, text)| sql.replace(frame, text))
    }

    fn ask<T>(&self, name: &'static str, part: &Part, limit: usize, read: impl FnMut(&Row) -> rusqlite::Result<T>) -> Result<Vec<T>, No> {
        let (word, end, query) = match &self.text {
            Text::None => ("", "", ""),
            Text::Few(keys) => (keys.as_str(), "", ""),
            Text::Common { word, end, query } => (word.as_str(), end.as_str(), query.as_str()),
        };
        let from = self.which.from.map_or(0, |at| self.lens.millis(at));
        let to = self.which.to.map_or(NEVER, |at| self.lens.millis(at.plus(1)));
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let asked =
            params![part.todo.word(), from, to, self.offices, limit, part.name, part.by, self.lens.times(), part.code, word, end, query];
        let mut statement = self.conn.prepare_cached(&self.statement(name, part)).map_err(broken)?;
        statement.query_map(asked, read).map_err(broken)?.collect::<Result<_, _>>().map_err(broken)
    }

    fn types(&self) -> impl Iterator<Item = Vec<TodoType>> + '_ {
        let asked = |todo: &TodoType| self.which.types.is_empty() || self.which.types.contains(todo);
        self.lens.profile.todo.by_priority().into_iter().map(move |(_, types)| types.into_iter().filter(asked).collect())
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

/// How many items there are.
///
/// # Errors
/// A fault of the data file.
pub fn count(conn: &Connection, lens: Lens<'_>, which: &Which) -> Result<usize, No> {
    let asked = Asked::new(conn, lens, which)?;
    let mut all = 0;
    for part in asked.types().flatten().flat_map(|todo| lens.parts(which, todo)) {
        let found: Vec<i64> = asked.ask("todo count", &part, 0, |r| r.get(0))?;
        all += found.into_iter().sum::<i64>();
    }
    Ok(usize::try_from(all).unwrap_or(0))
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

fn wrong(column: usize) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(column, "a word of the program's own".to_owned(), rusqlite::types::Type::Text)
}

fn parsed<T: std::str::FromStr>(row: &Row, column: usize) -> rusqlite::Result<T> {
    row.get::<_, String>(column)?.parse().map_err(|_| wrong(column))
}

fn open_line(conn: &Connection, lens: Lens<'_>, key: &str) -> Result<Option<Line>, No> {
    let read = |r: &Row| {
        let todo: TodoType = parsed(r, 1)?;
        let moved: i64 = r.get(17)?;
        let climbs = r.get::<_, Option<i64>>(18)?.zip(r.get::<_, Option<i64>>(19)?);
        let open = Open {
            role: parsed(r, 7)?,
            home: parsed(r, 23)?,
            stage: r.get(22)?,
            assigned: r.get(8)?,
            sender: r.get(9)?,
            given: r.get::<_, Option<i64>>(10)?.map(|at| lens.stamp(at)),
            moved: lens.stamp(moved),
            level: lens.level(todo, moved, climbs),
            seen: r.get(20)?,
        };
        Ok(Line {
            key: r.get(0)?,
            todo,
            priority: lens.profile.todo.priority(todo),
            workflow: r.get(2)?,
            title: r.get(3)?,
            office: r.get(4)?,
            state: r.get(5)?,
            text: r.get(6)?,
            message: r.get(15)?,
            consumer: r.get::<_, Option<i64>>(13)?.and_then(ConsumerNo::from_key),
            name: r.get(21)?,
            area: r.get(14)?,
            day: parsed(r, 11)?,
            due: r.get::<_, Option<String>>(12)?.map(|due| due.parse().map_err(|_| wrong(12))).transpose()?,
            created: lens.stamp(r.get(16)?),
            stands: Stands::Open(open),
        })
    };
    conn.prepare_cached(sql("todo line")).map_err(broken)?.query_row([key], read).optional().map_err(broken)
}

fn done_line(conn: &Connection, lens: Lens<'_>, key: &str, made: i64) -> Result<Option<Line>, No> {
    let read = |r: &Row| {
        let todo: TodoType = parsed(r, 1)?;
        Ok(Line {
            key: r.get(0)?,
            todo,
            priority: lens.profile.todo.priority(todo),
            workflow: String::new(),
            title: r.get(2)?,
            office: r.get(3)?,
            state: r.get(4)?,
            text: r.get(5)?,
            message: r.get(10)?,
            consumer: r.get::<_, Option<i64>>(8)?.and_then(ConsumerNo::from_key),
            name: r.get(18)?,
            area: r.get(9)?,
            day: parsed(r, 7)?,
            due: None,
            created: lens.stamp(r.get(11)?),
            stands: Stands::Done {
                at: lens.stamp(r.get(13)?),
                by: r.get(12)?,
                rejected: r.get(6)?,
                amount: r.get::<_, Option<i64>>(17)?.map(Money::from_paise),
            },
        })
    };
    conn.prepare_cached(sql("todo done line")).map_err(broken)?.query_row(params![key, made], read).optional().map_err(broken)
}
