//! Entries into projection tables: each subject of an entry is folded; one that gets a late entry is folded again from its start (`J-9`).

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::beside::keep;
use super::codec::{decode, each_entry, json};
use super::consumer_rows::{Beginning, Way};
use super::fault::{broken, unreadable};
use super::{application_rows, complaint_rows, sql, work_rows};
use crate::base::{ConsumerNo, DeskId, Fault, Money, No, PaperNo};
use crate::folds::rows::{ClosingRow, Rows};
use crate::folds::{
    Consumer, Counter, Work, application, complaint, consumer, counter, item, month, online, posting, setup, stationery, user,
};
use crate::journal::{Entry, Subject};
use crate::rules::bill::Method;

/// Folds an entry that this desk has just made into every subject it is about: its time is after every moment known here, so nothing of a
/// subject stands after it and nothing need be asked. `first` is what it makes of a consumer that it begins, where that is reckoned already.
///
/// The entry and its subjects stand in the journal already.
///
/// # Errors
/// A breach of an invariant (`J-6`): the write stops, nothing of it stays.
pub fn project_newest(conn: &Connection, entry: &Entry, first: Option<&Beginning>) -> Result<(), No> {
    let each = |subject: &Subject, entry: &Entry| match (subject, first) {
        (Subject::Consumer(no), Some(first)) if first.consumer() == *no && read_consumer(conn, *no)?.is_none() => first.put(conn, entry),
        _ => fold_next(conn, subject, &[entry]),
    };
    let subjects = entry.fact.subjects(&entry.desk);
    if let Some(Subject::Application(no)) = subjects.first() {
        project_step(conn, no, entry, &subjects, each)?;
    } else {
        subjects.iter().try_for_each(|subject| each(subject, entry))?;
    }
    keep(conn, entry)
}

/// An application comes first, and says of its steps which stand; where that has changed, the consumers that they touch are folded again.
fn project_step(
    conn: &Connection,
    no: &PaperNo,
    entry: &Entry,
    subjects: &[Subject],
    each: impl Fn(&Subject, &Entry) -> Result<(), No>,
) -> Result<(), No> {
    subjects.iter().take(1).try_for_each(|application| each(application, entry))?;
    let changed = application_rows::list(conn, no, entry)?;
    let entry = application_rows::marked(conn, entry.clone())?;
    for subject in subjects.iter().skip(1) {
        match subject {
            Subject::Consumer(no) if changed.contains(no) => {}
            _ => each(subject, &entry)?,
        }
    }
    changed.into_iter().try_for_each(|no| fold_again(conn, &Subject::Consumer(no)))
}

/// Folds entries that came together: each subject once, from its start where one of its own is late. Whatever order the entries of a
/// subject come in, it ends the same.
///
/// All of them stand in the journal and in the index of subjects already; they come in the journal's order.
///
/// # Errors
/// A breach of an invariant (`J-6`): nothing of it stays.
pub(super) fn project_together(conn: &Connection, entries: &mut [Entry]) -> Result<(), No> {
    let mut subjects: BTreeMap<Subject, Vec<usize>> = BTreeMap::new();
    for (place, entry) in entries.iter().enumerate() {
        for subject in entry.fact.subjects(&entry.desk) {
            subjects.entry(subject).or_default().push(place);
        }
    }
    // Applications first: they say of their steps which stand.
    let mut changed: BTreeSet<ConsumerNo> = BTreeSet::new();
    for (subject, places) in &subjects {
        let Subject::Application(no) = subject else { continue };
        fold_run(conn, subject, entries, places)?;
        if let Some(last) = places.last().and_then(|place| entries.get(*place)) {
            changed.extend(application_rows::list(conn, no, last)?);
        }
    }
    for entry in &mut *entries {
        application_rows::mark(conn, entry)?;
    }
    for (subject, places) in &subjects {
        match subject {
            Subject::Application(_) => {}
            Subject::Consumer(no) if changed.contains(no) => {}
            _ => fold_run(conn, subject, entries, places)?,
        }
    }
    changed.into_iter().try_for_each(|no| fold_again(conn, &Subject::Consumer(no)))?;
    entries.iter().try_for_each(|entry| keep(conn, entry))
}

/// Folds some new entries of one subject.
fn fold_run(conn: &Connection, subject: &Subject, entries: &[Entry], places: &[usize]) -> Result<(), No> {
    let new: Vec<&Entry> = places.iter().filter_map(|place| entries.get(*place)).collect();
    let later = new.first().map_or(Ok(0), |first| count_later(conn, subject, first))?;
    if later >= new.len() { fold_again(conn, subject) } else { fold_next(conn, subject, &new) }
}

/// How many entries of the subject stand after this one.
fn count_later(conn: &Connection, subject: &Subject, entry: &Entry) -> Result<usize, No> {
    let mut statement = conn.prepare_cached(sql("later entries of subject")).map_err(broken)?;
    let count: i64 = statement
        .query_row(params![subject.to_string(), entry.at.raw(), entry.desk.to_string(), entry.seq], |r| r.get(0))
        .map_err(broken)?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// Folds a subject from its first entry: one of its entries came late.
fn fold_again(conn: &Connection, subject: &Subject) -> Result<(), No> {
    forget(conn, subject)?;
    let entries = entries_of(conn, subject)?;
    let Subject::Consumer(no) = subject else { return fold_next(conn, subject, &entries.iter().collect::<Vec<_>>()) };
    let entries = consumer::in_order(entries);
    let mut way = Way::from_start(conn, *no);
    entries.iter().try_for_each(|entry| way.fold(entry))?;
    way.end_anew()
}

/// The entries of a subject, as they were recorded.
pub fn entries_of(conn: &Connection, subject: &Subject) -> Result<Vec<Entry>, No> {
    let mut entries = Vec::new();
    each_entry(conn, "entries of subject", [subject.to_string()], |raw| {
        entries.push(application_rows::marked(conn, decode(&raw)?)?);
        Ok(())
    })?;
    Ok(entries)
}

/// Takes away what the subject's entries made so far. A consumer's row and details are written over where they change.
fn forget(conn: &Connection, subject: &Subject) -> Result<(), No> {
    let key = subject.to_string();
    if let Subject::Consumer(no) = subject {
        let names = ["forget consumer's tenders", "forget consumer's receipts", "forget consumer's bills", "forget consumer's ledger"];
        for name in names.into_iter().chain(["forget consumer's closings"]) {
            conn.prepare_cached(sql(name)).map_err(broken)?.execute(params![key, no.key()]).map_err(broken)?;
        }
    } else {
        for name in ["forget bills", "forget receipts", "forget tenders", "forget ledger", "forget state"] {
            conn.prepare_cached(sql(name)).map_err(broken)?.execute([&key]).map_err(broken)?;
        }
    }
    work_rows::keys_of(subject).iter().try_for_each(|key| work_rows::forget(conn, key))?;
    match subject {
        Subject::Posting(no) => {
            conn.prepare_cached(sql("forget posting")).map_err(broken)?.execute([no.to_string()]).map_err(broken)?;
            Ok(())
        }
        Subject::Complaint(no) => complaint_rows::forget(conn, no),
        Subject::Application(no) => application_rows::forget(conn, no),
        _ => Ok(()),
    }
}

/// Folds the next entries of a subject onto its state.
fn fold_next(conn: &Connection, subject: &Subject, entries: &[&Entry]) -> Result<(), No> {
    match subject {
        Subject::Consumer(no) => fold_consumer(conn, *no, entries),
        Subject::Counter(desk) => fold_counter(conn, subject, desk, entries),
        _ => entries.iter().try_for_each(|entry| fold_one(conn, subject, entry)),
    }
}

/// The same for the few of whom one entry at a time is enough.
fn fold_one(conn: &Connection, subject: &Subject, entry: &Entry) -> Result<(), No> {
    match subject {
        Subject::Consumer(_) | Subject::Counter(_) => fold_next(conn, subject, &[entry]),
        Subject::Posting(_) => {
            fold_state(conn, subject, entry, |state| posting::fold(state, entry))?;
            list_posting(conn, subject, entry)
        }
        Subject::User { name, .. } => fold_state(conn, subject, entry, |state| Some(user::fold(state, name, entry))),
        Subject::Setup => fold_state(conn, subject, entry, |state| Some(setup::fold(state, entry))),
        Subject::Stationery(_) => fold_state(conn, subject, entry, |state| Some(stationery::fold(state, entry))),
        Subject::Month(_) => fold_state(conn, subject, entry, |state| Some(month::fold(state, entry))),
        Subject::Online(reference) => {
            fold_state(conn, subject, entry, |state| Some(online::fold(state, entry)))?;
            list_online(conn, reference, entry)
        }
        Subject::Complaint(no) => {
            fold_state(conn, subject, entry, |state| complaint::fold(state, no, entry))?;
            complaint_rows::obey(conn, entry)?;
            complaint_rows::list(conn, no)
        }
        Subject::Application(no) => {
            fold_state(conn, subject, entry, |state| application::fold(state, no, entry))?;
            application_rows::obey(conn, entry)
        }
        Subject::Item(key) => {
            fold_state(conn, subject, entry, |state| Some(item::fold(state, entry)))?;
            work_rows::handled(conn, key)
        }
        Subject::Cell(_) => fold_state(conn, subject, entry, |state| complaint::fold_cell(state, entry)),
    }
}

fn fold_consumer(conn: &Connection, no: ConsumerNo, entries: &[&Entry]) -> Result<(), No> {
    let mut way = Way::on_from(conn, no, read_consumer(conn, no)?);
    for entry in entries {
        // What it means comes before some of what is folded already (L-13). Folded from the start, it has those that come after it too.
        if way.is_turned_back_by(entry) {
            return fold_again(conn, &Subject::Consumer(no));
        }
        way.fold(entry)?;
    }
    way.end()
}

fn fold_counter(conn: &Connection, subject: &Subject, desk: &DeskId, entries: &[&Entry]) -> Result<(), No> {
    let (key, Some(last)) = (subject.to_string(), entries.last()) else { return Ok(()) };
    let mut state: Option<Counter> = read_state(conn, &key)?;
    for entry in entries {
        let mut rows = Rows::default();
        state = Some(counter::fold(state, desk, entry, &mut rows));
        put_rows(conn, &key, entry, &rows)?;
    }
    state.map_or(Ok(()), |state| put_state(conn, &key, last, &state))
}

fn fold_state<S: Serialize + DeserializeOwned>(
    conn: &Connection,
    subject: &Subject,
    entry: &Entry,
    step: impl FnOnce(Option<S>) -> Option<S>,
) -> Result<(), No> {
    let key = subject.to_string();
    step(read_state(conn, &key)?).map_or(Ok(()), |after| put_state(conn, &key, entry, &after))
}

fn put_state(conn: &Connection, key: &str, entry: &Entry, state: &impl Serialize) -> Result<(), No> {
    let text = json(state).map_err(|e| unreadable(key, &e))?;
    conn.prepare_cached(sql("put state"))
        .map_err(broken)?
        .execute(params![key, entry.at.raw(), entry.desk.to_string(), entry.seq, text])
        .map_err(broken)?;
    Ok(())
}

/// The state of a subject other than a consumer.
pub fn read_state<S: DeserializeOwned>(conn: &Connection, key: &str) -> Result<Option<S>, No> {
    let text: Option<String> =
        conn.prepare_cached(sql("subject state")).map_err(broken)?.query_row([key], |r| r.get(0)).optional().map_err(broken)?;
    text.map(|text| serde_json::from_str(&text).map_err(|e| unreadable(&format!("the state of {key}"), &e))).transpose()
}

/// The state of a consumer.
pub fn read_consumer(conn: &Connection, no: ConsumerNo) -> Result<Option<Consumer>, No> {
    let text: Option<String> =
        conn.prepare_cached(sql("consumer state")).map_err(broken)?.query_row([no.key()], |r| r.get(0)).optional().map_err(broken)?;
    text.map(|text| serde_json::from_str(&text).map_err(|e| unreadable(&format!("the state of consumer {no}"), &e))).transpose()
}

/// The rows that an entry gives beside a subject's state.
pub(super) fn put_rows(conn: &Connection, owner: &str, entry: &Entry, rows: &Rows) -> Result<(), No> {
    let desk = entry.desk.to_string();
    for bill in &rows.bills {
        conn.prepare_cached(sql("put bill"))
            .map_err(broken)?
            .execute(params![
                bill.no.to_string(),
                owner,
                bill.consumer.key(),
                bill.period.to_string(),
                bill.day.to_string(),
                bill.standing,
                bill.units,
                bill.amount.paise(),
                bill.payable.paise(),
                desk,
                entry.seq
            ])
            .map_err(broken)?;
    }
    for receipt in &rows.receipts {
        let no = receipt.no.to_string();
        let tendered: Money = receipt.tenders.iter().map(|t| t.amount).sum();
        hold(tendered == receipt.amount, entry, || format!("the tenders of {no} would not be its amount"))?;
        let consumer = receipt.consumer.map(ConsumerNo::key);
        conn.prepare_cached(sql("put receipt"))
            .map_err(broken)?
            .execute(params![no, owner, consumer, receipt.day.to_string(), receipt.head, receipt.amount.paise(), desk, entry.seq])
            .map_err(broken)?;
        for (line, tender) in (1_i64..).zip(&receipt.tenders) {
            let date = tender.date.map(|d| d.to_string());
            conn.prepare_cached(sql("put tender"))
                .map_err(broken)?
                .execute(params![
                    no,
                    line,
                    owner,
                    tender.mode.code(),
                    tender.amount.paise(),
                    tender.reference,
                    tender.bank,
                    tender.number,
                    date
                ])
                .map_err(broken)?;
        }
    }
    for (bill, request) in &rows.revised {
        conn.prepare_cached(sql("mark revised")).map_err(broken)?.execute([bill.to_string(), request.to_string()]).map_err(broken)?;
    }
    for closing in &rows.closings {
        put_closing(conn, closing, owner, entry)?;
    }
    let sum: Money = rows.ledger.iter().map(|r| r.amount).sum();
    hold(sum.is_zero(), entry, || "the ledger would be out of balance".to_owned())?;
    if rows.ledger.is_empty() {
        return Ok(());
    }
    let day = entry.day.to_string();
    let mut put = conn.prepare_cached(sql("put ledger")).map_err(broken)?;
    for (line, row) in (1_i64..).zip(&rows.ledger) {
        put.execute(params![desk, entry.seq, owner, line, day, row.account.code(), row.consumer.map(ConsumerNo::key), row.amount.paise()])
            .map_err(broken)?;
    }
    Ok(())
}

fn put_closing(conn: &Connection, closing: &ClosingRow, owner: &str, entry: &Entry) -> Result<(), No> {
    conn.prepare_cached(sql("put closing"))
        .map_err(broken)?
        .execute(params![
            closing.period.to_string(),
            closing.consumer.key(),
            owner,
            closing.outcome.code(),
            closing.from.code(),
            closing.to.code(),
            closing.stands,
            closing.bill.as_ref().map(PaperNo::to_string),
            closing.billed.paise(),
            closing.bpsc.paise(),
            closing.cofee.paise(),
            closing.notice.as_ref().map(PaperNo::to_string),
            entry.desk.to_string(),
            entry.seq,
            closing.method.map(Method::code),
            closing.door_lock
        ])
        .map_err(broken)?;
    Ok(())
}

/// An invariant (`J-6`): a breach stops the write, not the program.
pub(super) fn hold(holds: bool, entry: &Entry, what: impl FnOnce() -> String) -> Result<(), No> {
    if holds {
        return Ok(());
    }
    let remedy = "nothing was recorded; keep the data file, run `ebcm verify`, and tell who looks after the program";
    Err(Fault::new(format!("{} stopped: {}", entry.fact.kind(), what()), remedy).into())
}

fn list_online(conn: &Connection, reference: &str, entry: &Entry) -> Result<(), No> {
    let Some(online) = read_state::<online::Online>(conn, &Subject::Online(reference.to_owned()).to_string())? else { return Ok(()) };
    let waiting = online.unmatched.as_ref().filter(|_| online.is_waiting());
    match waiting {
        Some(unmatched) => conn.prepare_cached(sql("put online")).map_err(broken)?.execute(params![
            reference,
            unmatched.number,
            unmatched.amount.paise(),
            unmatched.paid_on.to_string(),
            unmatched.why
        ]),
        None => conn.prepare_cached(sql("take online")).map_err(broken)?.execute([reference]),
    }
    .map_err(broken)?;
    work_rows::put_online(conn, reference, &online, entry)
}

fn list_posting(conn: &Connection, subject: &Subject, entry: &Entry) -> Result<(), No> {
    let Some(pending) = read_state::<posting::Pending>(conn, &subject.to_string())? else { return Ok(()) };
    conn.prepare_cached(sql("put posting"))
        .map_err(broken)?
        .execute(params![pending.no.to_string(), pending.day.to_string(), pending.maker, pending.state.word()])
        .map_err(broken)?;
    work_rows::put_now(conn, &Work::of_posting(&pending), entry)
}
