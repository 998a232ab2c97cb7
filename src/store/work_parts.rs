//! A page of the To Do list as parts that have no item in common, each read from an index in its order.

use std::collections::BTreeSet;

use rusqlite::{Connection, Row, params};

use super::application_rows::words;
use super::codec::rows;
use super::fault::broken;
use super::search::{beginnings, matching_ids};
use super::sql;
use super::work::{Lens, Status, Which, Whose};
use crate::base::No;
use crate::rules::role::Role;
use crate::rules::todo::TodoType;
use crate::rules::workflow::Hand;

/// So many items have a common word: the list is gone through, not looked up.
const COMMON: usize = 1_000;
/// Later than every moment.
const NEVER: i64 = i64::MAX;

/// A part of the list that one index gives; the parts of a list have no item in common.
#[derive(Debug, Clone)]
pub(super) struct Part {
    todo: TodoType,
    pub done: bool,
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
    /// The parts of what is asked for, of one type.
    pub(super) fn parts(&self, which: &Which, todo: TodoType) -> Vec<Part> {
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
            return Some(Part {
                index: "work_item_moved",
                whose,
                climbed: format!("w.moved <= ?7 AND w.role <> '{}'", Hand::Applicant.code()),
                by,
                ..all.clone()
            });
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
    // A number that is typed whole means that item alone.
    for key in [text.trim().to_owned(), text.trim().to_uppercase()] {
        let open: bool = conn.prepare_cached(sql("is item")).map_err(broken)?.query_row([&key], |r| r.get(0)).map_err(broken)?;
        if open {
            return Ok(Text::Few(serde_json::to_string(&[key]).unwrap_or_default()));
        }
    }
    let Some(word) = words(text).max_by_key(|word| word.chars().count()) else { return Ok(Text::None) };
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
    let keys: Vec<String> = keys.into_iter().collect();
    Ok(Text::Few(serde_json::to_string(&keys).unwrap_or_default()))
}

/// A part of the list as asked of the file.
pub(super) struct Asked<'a> {
    conn: &'a Connection,
    which: &'a Which,
    lens: Lens<'a>,
    text: Text,
    offices: String,
}

impl<'a> Asked<'a> {
    pub fn new(conn: &'a Connection, lens: Lens<'a>, which: &'a Which) -> Result<Self, No> {
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

    pub fn ask<T>(
        &self,
        name: &'static str,
        part: &Part,
        limit: usize,
        read: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, No> {
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

    pub fn types(&self) -> impl Iterator<Item = Vec<TodoType>> + '_ {
        let asked = |todo: &TodoType| self.which.types.is_empty() || self.which.types.contains(todo);
        self.lens.profile.todo.by_priority().into_iter().map(move |(_, types)| types.into_iter().filter(asked).collect())
    }
}
