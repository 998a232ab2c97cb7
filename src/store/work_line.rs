//! A single item of the To Do list, open or done.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::fault::broken;
use super::sight::Seen;
use super::sql;
use super::work::{Lens, Line, Open, Stands};
use super::work_rows::arranged;
use crate::acts::item::{Handling, ItemStands, SeenItem};
use crate::base::{ConsumerNo, Money, No, Stamp};
use crate::rules::todo::TodoType;

fn wrong(column: usize) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(column, "a word of the program's own".to_owned(), rusqlite::types::Type::Text)
}

pub(super) fn parsed<T: std::str::FromStr>(row: &Row, column: usize) -> rusqlite::Result<T> {
    row.get::<_, String>(column)?.parse().map_err(|_| wrong(column))
}

pub(super) fn open_line(conn: &Connection, lens: Lens<'_>, key: &str) -> Result<Option<Line>, No> {
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

pub(super) fn done_line(conn: &Connection, lens: Lens<'_>, key: &str, made: i64) -> Result<Option<Line>, No> {
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

impl Handling for Seen<'_> {
    fn item(&self, key: &str, offset_seconds: i32) -> Result<Option<SeenItem>, No> {
        let local = |millis: i64| Stamp::from_minutes((millis + i64::from(offset_seconds) * 1_000).div_euclid(60_000));
        let open = |r: &Row| {
            let climbs = r.get::<_, Option<i64>>(18)?.zip(r.get::<_, Option<u32>>(19)?);
            let seen: u8 = r.get(20)?;
            let stands = ItemStands::Waits {
                role: parsed(r, 7)?,
                stage: r.get(22)?,
                assigned: r.get(8)?,
                moved: local(r.get(17)?),
                climbs: climbs.map(|(base, limit)| (Stamp::from_minutes(base), limit, seen)),
            };
            Ok((r.get::<_, String>(0)?, parsed::<TodoType>(r, 1)?, stands))
        };
        let done = |r: &Row| Ok((r.get::<_, String>(0)?, parsed::<TodoType>(r, 1)?, ItemStands::Done { by: r.get(12)? }));
        let found = self.conn.prepare_cached(sql("todo line")).map_err(broken)?.query_row([key], open).optional().map_err(broken)?;
        let found = match found {
            Some(found) => Some(found),
            None => {
                let mut statement = self.conn.prepare_cached(sql("todo done line")).map_err(broken)?;
                statement.query_row(params![key, 0], done).optional().map_err(broken)?
            }
        };
        let Some((key, todo, stands)) = found else { return Ok(None) };
        let arranged = arranged(self.conn, &key)?;
        Ok(Some(SeenItem { key, todo, stands, arranged }))
    }
}
