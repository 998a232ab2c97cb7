//! The rows of complaints, callers and messages, kept as entries are folded.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use super::complaints::with_outages;
use super::fault::broken;
use super::work_rows::{Times, moment_of};
use super::{sql, work_rows};
use crate::base::{ConsumerNo, No, PaperNo, Stamp};
use crate::folds::Work;
use crate::folds::complaint::{Complaint, Standing, outage, responded, standing};
use crate::folds::outbox::messages_of;
use crate::journal::Entry;
use crate::journal::fact::Fact;
use crate::rules::complaint::Priority;

/// Keeps the row of a complaint just folded, and of all that follow it, or what it follows, through however many outages.
pub(super) fn list(conn: &Connection, no: &PaperNo) -> Result<(), No> {
    let mut due = vec![no.clone()];
    let mut done = BTreeSet::new();
    while let Some(no) = due.pop() {
        if !done.insert(no.clone()) {
            continue;
        }
        let Some((complaint, above)) = with_outages(conn, &no)? else { continue };
        put(conn, &complaint, &above)?;
        due.extend(complaint.children);
    }
    Ok(())
}

fn put(conn: &Connection, complaint: &Complaint, above: &[Complaint]) -> Result<(), No> {
    let stands = standing(complaint, above);
    let logged = &complaint.logged;
    let passed = if let Standing::Passed(to) = &stands { Some(to.as_str()) } else { None };
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
            complaint.priority == Priority::Danger,
            complaint.priority.word(),
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
            outage(complaint, above).map(|no| no.to_string()),
            of(complaint.calls.len()),
            complaint.round(),
            responded(complaint, above).map(Stamp::minutes),
            stands.closure().map(|c| c.at.minutes()),
            stands.closure().map(|c| c.proof.word()),
            of(complaint.apart.len())
        ])
        .map_err(broken)?;
    let Some(work) = Work::of_complaint(complaint, above) else { return work_rows::forget(conn, &logged.no.to_string()) };
    let made = moment_of(conn, (&logged.no.desk, complaint.entry))?;
    let moved = match &stands {
        Standing::Rectified { closure, .. } => closure.mark.0.millis(),
        _ => complaint.reopened.last().map_or(made, |(_, mark)| mark.0.millis()),
    };
    work_rows::put(conn, &work, Times { made, moved })
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
        let Ok(seq) = seq.parse::<i64>() else { continue };
        conn.prepare_cached(sql("take caller")).map_err(broken)?.execute(params![desk, seq]).map_err(broken)?;
        if body {
            conn.prepare_cached(sql("erase personal")).map_err(broken)?.execute(params![desk, seq]).map_err(broken)?;
        }
    }
    conn.pragma_update(None, "secure_delete", "FAST").map_err(broken)
}
