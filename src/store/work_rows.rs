//! The rows of the To Do list, kept as the subjects of its items are folded, and what was arranged about them.

use rusqlite::{Connection, OptionalExtension, params};

use super::application_rows::words;
use super::fault::{broken, unreadable};
use super::project::read_state;
use super::sql;
use crate::base::{ConsumerNo, Day, DeskId, Money, No};
use crate::folds::item::{Item, Placed};
use crate::folds::work::{CASES, Stands, case_key, has_cases};
use crate::folds::{Consumer, Online, Work, work};
use crate::journal::{Entry, Hlc, Subject};
use crate::rules::workflow::Hand;

/// When an item was made, and when it came where it stands: milliseconds since 1970, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Times {
    pub made: i64,
    pub moved: i64,
}

/// When an entry was recorded.
pub(super) fn moment_of(conn: &Connection, (desk, seq): (&DeskId, i64)) -> Result<i64, No> {
    let mut statement = conn.prepare_cached(sql("moment of entry")).map_err(broken)?;
    let at: Option<i64> = statement.query_row(params![desk.to_string(), seq], |r| r.get(0)).optional().map_err(broken)?;
    Ok(at.map_or(0, |at| Hlc::from_raw(at).millis()))
}

/// What was arranged about an item.
pub fn arranged(conn: &Connection, key: &str) -> Result<Item, No> {
    Ok(read_state(conn, &Subject::Item(key.to_owned()).to_string())?.unwrap_or_default())
}

/// Keeps the row of an item whose own entries say when it began and moved.
pub(super) fn put(conn: &Connection, work: &Work, times: Times) -> Result<(), No> {
    match &work.stands {
        Stands::Waits(role) => put_open(conn, work, *role, times),
        Stands::Done { .. } => {
            take(conn, &work.key)?;
            put_done(conn, work, times)
        }
    }
}

/// The same of an item that is known to begin, move and end with the entry just folded: what stands of it says when it began.
pub(super) fn put_now(conn: &Connection, work: &Work, entry: &Entry) -> Result<(), No> {
    let now = entry.at.millis();
    let found: Option<(i64, i64, String)> = conn
        .prepare_cached(sql("work times"))
        .map_err(broken)?
        .query_row([&work.key], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .optional()
        .map_err(broken)?;
    match (&found, &work.stands) {
        // It is done already, or was never open: a later word changes nothing.
        (None, Stands::Done { .. }) => Ok(()),
        (None, Stands::Waits(_)) => put(conn, work, Times { made: now, moved: now }),
        (Some((made, moved, stage)), Stands::Waits(_)) => {
            put(conn, work, Times { made: *made, moved: if *stage == work.stage { *moved } else { now } })
        }
        (Some((made, ..)), Stands::Done { .. }) => put(conn, work, Times { made: *made, moved: now }),
    }
}

fn put_open(conn: &Connection, work: &Work, home: Hand, times: Times) -> Result<(), No> {
    let item = arranged(conn, &work.key)?;
    let Placed { to, role, by, seen } = item.placed(&work.stage);
    let (sender, given) = by.map_or((String::new(), None), |(by, at)| (by, Some(at)));
    let before = message_of(conn, &work.key)?;
    let consumer = work.consumer.map(ConsumerNo::key);
    conn.prepare_cached(sql("put work"))
        .map_err(broken)?
        .execute(params![
            work.key,
            work.todo.word(),
            work.workflow,
            work.title,
            work.office,
            work.state,
            work.text,
            role.map_or(home, Hand::from).code(),
            home.code(),
            work.stage,
            to,
            sender,
            given,
            work.day.to_string(),
            work.since.to_string(),
            work.due.as_ref().map(Day::to_string),
            consumer,
            work.area,
            work.message,
            times.made,
            times.moved,
            work.climbs.map(|(base, _)| base.minutes()),
            work.climbs.map(|(_, lasts)| lasts),
            seen
        ])
        .map_err(broken)?;
    // An item that is done now may wait again: a complaint that was reopened.
    conn.prepare_cached(sql("take done again")).map_err(broken)?.execute(params![work.key, times.made]).map_err(broken)?;
    put_apart(conn, &work.key, &item, &work.stage)?;
    if before != Some((work.message.clone(), consumer)) {
        put_words(conn, work)?;
    }
    Ok(())
}

fn message_of(conn: &Connection, key: &str) -> Result<Option<(String, Option<i64>)>, No> {
    let mut statement = conn.prepare_cached(sql("work times")).map_err(broken)?;
    statement.query_row([key], |r| Ok((r.get(3)?, r.get(4)?))).optional().map_err(broken)
}

fn put_words(conn: &Connection, work: &Work) -> Result<(), No> {
    conn.prepare_cached(sql("take work words")).map_err(broken)?.execute([&work.key]).map_err(broken)?;
    let consumer = work.consumer.map_or_else(String::new, |no| no.to_string());
    let number = work.key.rsplit('-').next().unwrap_or(&work.key);
    let mut put = conn.prepare_cached(sql("put work word")).map_err(broken)?;
    for word in words(&format!("{} {number} {consumer} {}", work.key, work.message)) {
        put.execute(params![word, work.key]).map_err(broken)?;
    }
    Ok(())
}

/// Those who arranged something apart at this stage are told whose word stands.
fn put_apart(conn: &Connection, key: &str, item: &Item, stage: &str) -> Result<(), No> {
    conn.prepare_cached(sql("take work apart")).map_err(broken)?.execute([key]).map_err(broken)?;
    let apart = item.apart(stage);
    if apart.is_empty() {
        return Ok(());
    }
    let by = item.placed(stage).by.map(|(by, _)| by).unwrap_or_default();
    let mut put = conn.prepare_cached(sql("put work apart")).map_err(broken)?;
    for line in apart.into_iter().filter(|line| line.user != by) {
        put.execute(params![line.user, key, line.how.word(), by]).map_err(broken)?;
    }
    Ok(())
}

fn put_done(conn: &Connection, work: &Work, times: Times) -> Result<(), No> {
    let Stands::Done { by, rejected, ended } = &work.stands else { return Ok(()) };
    conn.prepare_cached(sql("put done"))
        .map_err(broken)?
        .execute(params![
            work.key,
            times.made,
            work.todo.word(),
            work.title,
            work.office,
            work.state,
            work.text,
            rejected,
            work.day.to_string(),
            work.consumer.map(ConsumerNo::key),
            work.area,
            work.message,
            by,
            times.moved,
            work.climbs.map(|(base, _)| base.minutes()),
            work.climbs.map(|(_, lasts)| lasts),
            ended.map(|at| at.minutes()),
            work.amount.map(Money::paise)
        ])
        .map_err(broken)?;
    put_words(conn, work)
}

/// Takes an item out of the open ones.
fn take(conn: &Connection, key: &str) -> Result<(), No> {
    for name in ["take work", "take work apart"] {
        conn.prepare_cached(sql(name)).map_err(broken)?.execute([key]).map_err(broken)?;
    }
    Ok(())
}

/// Takes away every trace of an item: its subject is folded again.
pub(super) fn forget(conn: &Connection, key: &str) -> Result<(), No> {
    take(conn, key)?;
    for name in ["take done", "take work words"] {
        conn.prepare_cached(sql(name)).map_err(broken)?.execute([key]).map_err(broken)?;
    }
    Ok(())
}

/// An arrangement was folded: the row of its item says whose it is now.
pub(super) fn handled(conn: &Connection, key: &str) -> Result<(), No> {
    let row: Option<(String, String)> = conn
        .prepare_cached(sql("work stage"))
        .map_err(broken)?
        .query_row([key], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()
        .map_err(broken)?;
    let Some((stage, home)) = row else { return Ok(()) };
    let home: Hand = home.parse().map_err(|e| unreadable(key, &e))?;
    let item = arranged(conn, key)?;
    let Placed { to, role, by, seen } = item.placed(&stage);
    let (sender, given) = by.map_or((String::new(), None), |(by, at)| (by, Some(at)));
    conn.prepare_cached(sql("place work"))
        .map_err(broken)?
        .execute(params![key, role.map_or(home, Hand::from).code(), to, sender, given, seen])
        .map_err(broken)?;
    put_apart(conn, key, &item, &stage)
}

/// The cases of a consumer just folded. One whose case is gone was settled with this entry, or taken back by it.
pub(super) fn put_cases(conn: &Connection, consumer: &Consumer, had: bool, entry: &Entry) -> Result<(), No> {
    if !had && !has_cases(consumer) {
        return Ok(());
    }
    let open = Work::of_cases(consumer, entry.day);
    for work in &open {
        put_now(conn, work, entry)?;
    }
    for key in CASES.map(|case| case_key(consumer.no, case)) {
        if !open.iter().any(|work| work.key == key) {
            settle(conn, consumer, &key, entry)?;
        }
    }
    Ok(())
}

fn settle(conn: &Connection, consumer: &Consumer, key: &str, entry: &Entry) -> Result<(), No> {
    let found: Option<(i64, String)> = conn
        .prepare_cached(sql("work times"))
        .map_err(broken)?
        .query_row([key], |r| Ok((r.get(0)?, r.get(3)?)))
        .optional()
        .map_err(broken)?;
    let Some((made, message)) = found else { return Ok(()) };
    let done = work::settled(consumer, key, message, entry.day, &entry.user);
    put(conn, &done, Times { made, moved: entry.at.millis() })
}

/// An online payment just folded.
pub(super) fn put_online(conn: &Connection, reference: &str, online: &Online, entry: &Entry) -> Result<(), No> {
    match Work::of_online(reference, online, entry.desk.office(), (entry.day, &entry.user)) {
        Some(work) => put_now(conn, &work, entry),
        None => Ok(()),
    }
}

/// The keys of the items that a subject makes.
pub(super) fn keys_of(subject: &Subject) -> Vec<String> {
    match subject {
        Subject::Application(no) | Subject::Posting(no) | Subject::Complaint(no) => vec![no.to_string()],
        Subject::Online(reference) => vec![work::online_key(reference)],
        Subject::Consumer(no) => CASES.map(|case| case_key(*no, case)).to_vec(),
        _ => Vec::new(),
    }
}
