//! Entries into projection tables: each subject of an entry is folded; one that gets a late entry is folded again from its start (`J-9`).

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::beside::keep;
use super::codec::{decode, each_entry, json};
use super::consumer_rows::{Step, forget_person};
use super::fault::{broken, unreadable};
use super::{application_rows, complaint_rows, sql};
use crate::base::{ConsumerNo, Fault, Money, No, PaperNo};
use crate::folds::rows::{ClosingRow, Rows};
use crate::folds::{Consumer, application, complaint, consumer, counter, month, online, posting, setup, stationery, user};
use crate::journal::{Entry, Subject};
use crate::rules::bill::Method;

/// Folds an entry into every subject it is about, and keeps its number series.
///
/// The entry and its subjects stand in the journal already. Whatever order the entries of a subject come in, it ends the same.
///
/// # Errors
/// A breach of an invariant (`J-6`): the write stops, nothing of it stays.
pub fn project(conn: &Connection, entry: &Entry) -> Result<(), No> {
    fold_all_of(conn, entry, fold)?;
    keep(conn, entry)
}

/// The same for an entry that this desk has just made: its time is after every moment known here, so nothing of a subject
/// stands after it and nothing need be asked. `first` is what it makes of a consumer that it begins, where that is reckoned already.
pub fn project_newest(conn: &Connection, entry: &Entry, first: Option<&Step>) -> Result<(), No> {
    fold_all_of(conn, entry, |conn, subject, entry| match (subject, first) {
        (Subject::Consumer(no), Some(first)) if first.consumer() == *no && read_consumer(conn, *no)?.is_none() => first.put(conn, entry),
        _ => fold_next(conn, subject, entry).map(drop),
    })?;
    keep(conn, entry)
}

/// Folds an entry into each of its subjects. An application comes first, and says of its steps which stand; where that has changed, the
/// consumers that they touch are folded again.
fn fold_all_of(conn: &Connection, entry: &Entry, each: impl Fn(&Connection, &Subject, &Entry) -> Result<(), No>) -> Result<(), No> {
    let subjects = entry.fact.subjects(&entry.desk);
    let Some(Subject::Application(no)) = subjects.first() else {
        return subjects.iter().try_for_each(|subject| each(conn, subject, entry));
    };
    each(conn, &subjects[0], entry)?;
    let changed = application_rows::list(conn, no, entry)?;
    let entry = application_rows::marked(conn, entry.clone())?;
    for subject in &subjects[1..] {
        match subject {
            Subject::Consumer(no) if changed.contains(no) => {}
            _ => each(conn, subject, &entry)?,
        }
    }
    changed.into_iter().try_for_each(|no| fold_again(conn, &Subject::Consumer(no)))
}

/// Folds entries that came together: each subject once, from its start where one of its own is late.
///
/// All of them stand in the journal and in the index of subjects already; they come in the journal's order.
pub(super) fn project_together(conn: &Connection, mut entries: Vec<Entry>) -> Result<(), No> {
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
        fold_run(conn, subject, &entries, places)?;
        if let Some(last) = places.last().and_then(|place| entries.get(*place)) {
            changed.extend(application_rows::list(conn, no, last)?);
        }
    }
    for entry in &mut entries {
        application_rows::mark(conn, entry)?;
    }
    for (subject, places) in &subjects {
        match subject {
            Subject::Application(_) => {}
            Subject::Consumer(no) if changed.contains(no) => {}
            _ => fold_run(conn, subject, &entries, places)?,
        }
    }
    changed.into_iter().try_for_each(|no| fold_again(conn, &Subject::Consumer(no)))?;
    entries.iter().try_for_each(|entry| keep(conn, entry))
}

/// Folds some new entries of one subject.
fn fold_run(conn: &Connection, subject: &Subject, entries: &[Entry], places: &[usize]) -> Result<(), No> {
    let mut new = places.iter().filter_map(|place| entries.get(*place)).peekable();
    let later = new.peek().map_or(Ok(0), |first| count_later(conn, subject, first))?;
    if later >= places.len() {
        return fold_again(conn, subject);
    }
    for entry in new {
        // Folded from the start, it has those that come after this one too.
        if fold_next(conn, subject, entry)? == Folded::All {
            break;
        }
    }
    Ok(())
}

/// How many entries of the subject stand after this one.
fn count_later(conn: &Connection, subject: &Subject, entry: &Entry) -> Result<usize, No> {
    let mut statement = conn.prepare_cached(sql("later entries of subject")).map_err(broken)?;
    let count: i64 = statement
        .query_row(params![subject.to_string(), entry.at.raw(), entry.desk.to_string(), entry.seq], |r| r.get(0))
        .map_err(broken)?;
    Ok(usize::try_from(count).unwrap_or(0))
}

fn fold(conn: &Connection, subject: &Subject, entry: &Entry) -> Result<(), No> {
    if is_late(conn, subject, entry)? { fold_again(conn, subject) } else { fold_next(conn, subject, entry).map(|_| ()) }
}

/// Whether an entry of the subject is here already that stands after this one.
fn is_late(conn: &Connection, subject: &Subject, entry: &Entry) -> Result<bool, No> {
    conn.prepare_cached(sql("is late"))
        .map_err(broken)?
        .query_row(params![subject.to_string(), entry.at.raw(), entry.desk.to_string(), entry.seq], |r| r.get(0))
        .map_err(broken)
}

/// Folds a subject from its first entry: one of its entries came late.
fn fold_again(conn: &Connection, subject: &Subject) -> Result<(), No> {
    forget(conn, subject)?;
    let entries = entries_of(conn, subject)?;
    let Subject::Consumer(no) = subject else { return entries.iter().try_for_each(|entry| fold_next(conn, subject, entry).map(|_| ())) };
    consumer::in_order(entries).iter().try_for_each(|entry| fold_consumer(conn, *no, read_consumer(conn, *no)?, entry))
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

/// Takes away what the subject's entries made so far.
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
    match subject {
        Subject::Consumer(no) => {
            conn.prepare_cached(sql("forget consumer")).map_err(broken)?.execute([no.key()]).map_err(broken)?;
            forget_person(conn, *no)
        }
        Subject::Posting(no) => {
            conn.prepare_cached(sql("forget posting")).map_err(broken)?.execute([no.to_string()]).map_err(broken)?;
            Ok(())
        }
        Subject::Complaint(no) => complaint_rows::forget(conn, no),
        Subject::Application(no) => application_rows::forget(conn, no),
        _ => Ok(()),
    }
}

/// How far a subject was folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Folded {
    Next,
    /// From its start, with every entry of it that the journal has.
    All,
}

/// Folds the subject's next entry onto its state.
fn fold_next(conn: &Connection, subject: &Subject, entry: &Entry) -> Result<Folded, No> {
    match subject {
        Subject::Consumer(no) => match read_consumer(conn, *no)? {
            // What it means comes before some of what is folded already (L-13).
            Some(consumer) if consumer::turns_back(&consumer, entry) => {
                fold_again(conn, subject)?;
                return Ok(Folded::All);
            }
            state => fold_consumer(conn, *no, state, entry),
        },
        Subject::Counter(desk) => fold_state(conn, subject, entry, |state, rows| Some(counter::fold(state, desk, entry, rows))),
        Subject::Posting(_) => {
            fold_state(conn, subject, entry, |state, _| posting::fold(state, entry))?;
            list_posting(conn, subject)
        }
        Subject::User { name, .. } => fold_state(conn, subject, entry, |state, _| Some(user::fold(state, name, entry))),
        Subject::Setup => fold_state(conn, subject, entry, |state, _| Some(setup::fold(state, entry))),
        Subject::Stationery(_) => fold_state(conn, subject, entry, |state, _| Some(stationery::fold(state, entry))),
        Subject::Month(_) => fold_state(conn, subject, entry, |state, _| Some(month::fold(state, entry))),
        Subject::Online(reference) => {
            fold_state(conn, subject, entry, |state, _| Some(online::fold(state, entry)))?;
            list_online(conn, reference)
        }
        Subject::Complaint(no) => {
            fold_state(conn, subject, entry, |state, _| complaint::fold(state, no, entry))?;
            complaint_rows::obey(conn, entry)?;
            complaint_rows::list(conn, no)
        }
        Subject::Application(no) => {
            fold_state(conn, subject, entry, |state, _| application::fold(state, no, entry))?;
            application_rows::obey(conn, entry)
        }
        Subject::Cell(_) => fold_state(conn, subject, entry, |state, _| complaint::fold_cell(state, entry)),
    }?;
    Ok(Folded::Next)
}

fn fold_consumer(conn: &Connection, no: ConsumerNo, before: Option<Consumer>, entry: &Entry) -> Result<(), No> {
    Step::of(before, no, entry)?.map_or(Ok(()), |step| step.put(conn, entry))
}

fn fold_state<S: Serialize + DeserializeOwned>(
    conn: &Connection,
    subject: &Subject,
    entry: &Entry,
    step: impl FnOnce(Option<S>, &mut Rows) -> Option<S>,
) -> Result<(), No> {
    let key = subject.to_string();
    let state = read_state(conn, &key)?;
    let mut rows = Rows::default();
    let Some(after) = step(state, &mut rows) else { return Ok(()) };
    put_rows(conn, &key, entry, &rows)?;
    let text = json(&after).map_err(|e| unreadable(&key, &e))?;
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
        hold(tendered == receipt.amount, entry, &format!("the tenders of {no} would not be its amount"))?;
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
    hold(sum.is_zero(), entry, "the ledger would be out of balance")?;
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
pub(super) fn hold(holds: bool, entry: &Entry, what: &str) -> Result<(), No> {
    if holds {
        return Ok(());
    }
    let remedy = "nothing was recorded; keep the data file, run `ebcm verify`, and tell who looks after the program";
    Err(Fault::new(format!("{} stopped: {what}", entry.fact.kind()), remedy).into())
}

fn list_online(conn: &Connection, reference: &str) -> Result<(), No> {
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
    Ok(())
}

fn list_posting(conn: &Connection, subject: &Subject) -> Result<(), No> {
    let Some(pending) = read_state::<posting::Pending>(conn, &subject.to_string())? else { return Ok(()) };
    conn.prepare_cached(sql("put posting"))
        .map_err(broken)?
        .execute(params![pending.no.to_string(), pending.day.to_string(), pending.maker, pending.state.word()])
        .map_err(broken)?;
    Ok(())
}
