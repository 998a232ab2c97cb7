//! The rows of complaints, callers and messages, kept as entries are folded.

use rusqlite::{Connection, params};

use super::complaints::whole;
use super::fault::{broken, unreadable};
use super::sql;
use crate::base::{ConsumerNo, No, PaperNo, Stamp};
use crate::folds::complaint::{Complaint, Standing};
use crate::folds::outbox::messages_of;
use crate::journal::Entry;
use crate::journal::fact::Fact;
use crate::rules::complaint::Priority;

/// Keeps the row of a complaint just folded, and of those that follow it.
pub(super) fn list(conn: &Connection, no: &PaperNo) -> Result<(), No> {
    let Some((complaint, stands)) = whole(conn, no)? else { return Ok(()) };
    put(conn, &complaint, &stands)?;
    for child in &complaint.children {
        if let Some((child, stands)) = whole(conn, child)? {
            put(conn, &child, &stands)?;
        }
    }
    Ok(())
}

fn put(conn: &Connection, complaint: &Complaint, stands: &Standing) -> Result<(), No> {
    let logged = &complaint.logged;
    let passed = if let Standing::Passed(to) = stands { Some(to.as_str()) } else { None };
    let parent = complaint.parent.as_ref().map(|(no, _)| no.to_string());
    let of = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    conn.prepare_cached(sql("put complaint"))
        .map_err(broken)?
        .execute(params![
            logged.no.to_string(),
            logged.no.desk.to_string(),
            complaint.entry,
            complaint.day.to_string(),
            logged.at.minutes(),
            logged.at.plus(i64::from(logged.limit)).minutes(),
            logged.priority == Priority::Danger,
            logged.priority.word(),
            stands.is_open(),
            stands.words(),
            logged.consumer.map(ConsumerNo::key),
            logged.place,
            logged.area,
            logged.transformer,
            logged.category,
            logged.title,
            logged.nature.word(),
            passed,
            parent,
            of(complaint.children.len()),
            of(complaint.calls.len()),
            complaint.round(),
            complaint.responded().map(Stamp::minutes),
            stands.closure().map(|c| c.at.minutes()),
            stands.closure().map(|c| c.proof.word()),
            of(complaint.apart.len())
        ])
        .map_err(broken)?;
    Ok(())
}

/// Carries out an order to erase, again each time that the complaint is folded: an entry may come after the order.
pub(super) fn obey(conn: &Connection, entry: &Entry) -> Result<(), No> {
    if let Fact::CallerErased { entries, .. } = &entry.fact { erase(conn, entries, true) } else { Ok(()) }
}

pub(super) fn forget(conn: &Connection, no: &PaperNo) -> Result<(), No> {
    conn.prepare_cached(sql("forget complaint")).map_err(broken)?.execute([no.to_string()]).map_err(broken)?;
    Ok(())
}

/// What stands beside the complaints' states: who called, messages to send.
pub(super) fn keep(conn: &Connection, entry: &Entry) -> Result<(), No> {
    let (desk, millis) = (entry.desk.to_string(), entry.at.millis());
    for (line, message) in (1_i64..).zip(messages_of(&entry.fact)) {
        conn.prepare_cached(sql("put message"))
            .map_err(broken)?
            .execute(params![desk, entry.seq, line, message.template, message.paper, message.consumer.map(ConsumerNo::key), millis])
            .map_err(broken)?;
    }
    match &entry.fact {
        Fact::ComplaintLogged(logged) => put_caller(conn, entry, &logged.no),
        Fact::ComplaintCalled(call) => put_caller(conn, entry, &call.no),
        Fact::ComplaintReopened(reopened) => put_caller(conn, entry, &reopened.no),
        Fact::PersonErased { entries, .. } => erase(conn, entries, false),
        _ => Ok(()),
    }
}

fn put_caller(conn: &Connection, entry: &Entry, no: &PaperNo) -> Result<(), No> {
    let Some(caller) = &entry.personal else { return Ok(()) };
    // An order that was heard before the call has taken it out of the journal already.
    let stands: bool = conn
        .prepare_cached(sql("has personal"))
        .map_err(broken)?
        .query_row(params![entry.desk.to_string(), entry.seq], |r| r.get(0))
        .map_err(broken)?;
    if !stands {
        return Ok(());
    }
    conn.prepare_cached(sql("put caller"))
        .map_err(broken)?
        .execute(params![entry.desk.to_string(), entry.seq, no.to_string(), caller.name, caller.phone, caller.words])
        .map_err(broken)?;
    Ok(())
}

/// What an order erased leaves no trace in the file (`J-19`); `body` where the entries' own bodies are still to go.
fn erase(conn: &Connection, entries: &[String], body: bool) -> Result<(), No> {
    conn.pragma_update(None, "secure_delete", true).map_err(broken)?;
    for name in entries {
        let Some((desk, seq)) = name.rsplit_once('/') else { continue };
        let seq: i64 = seq.parse().map_err(|e| unreadable(name, &e))?;
        conn.prepare_cached(sql("take caller")).map_err(broken)?.execute(params![desk, seq]).map_err(broken)?;
        if body {
            conn.prepare_cached(sql("erase personal")).map_err(broken)?.execute(params![desk, seq]).map_err(broken)?;
        }
    }
    conn.pragma_update(None, "secure_delete", "FAST").map_err(broken)
}
