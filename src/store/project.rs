//! Entries into projection tables: each subject of an entry is folded; one that gets a late entry is folded again from its start (`J-9`).

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::codec::each_entry;
use super::fault::{broken, unreadable};
use super::{application_rows, complaint_rows, series, sql};
use crate::base::{ConsumerNo, Fault, Money, No, PaperNo};
use crate::folds::rows::{ClosingRow, Rows};
use crate::folds::{Consumer, application, complaint, consumer, counter, month, online, posting, setup, stationery, user};
use crate::journal::fact::{Effected, Fact, Posting};
use crate::journal::{Entry, Personal, Subject};
use crate::rules::bill::Method;
use crate::rules::sounds::sounds;
use crate::rules::status::Status;

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
/// stands after it and nothing need be asked.
pub fn project_newest(conn: &Connection, entry: &Entry) -> Result<(), No> {
    fold_all_of(conn, entry, fold_next)?;
    keep(conn, entry)
}

/// Folds an entry into each of its subjects. An application comes first, and says of its steps which stand; where that has changed, the
/// consumers that they touch are folded again.
fn fold_all_of(conn: &Connection, entry: &Entry, each: fn(&Connection, &Subject, &Entry) -> Result<(), No>) -> Result<(), No> {
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

/// What is kept beside the subjects' states: series, duplicates, the book, what was undone.
fn keep(conn: &Connection, entry: &Entry) -> Result<(), No> {
    for paper in entry.fact.papers() {
        series::count(conn, paper)?;
    }
    if let Fact::DuplicateOrdered { paper, .. } = &entry.fact {
        conn.prepare_cached(sql("put duplicate"))
            .map_err(broken)?
            .execute(params![paper.to_string(), entry.desk.to_string(), entry.seq])
            .map_err(broken)?;
    }
    complaint_rows::keep(conn, entry)?;
    application_rows::keep(conn, entry)?;
    keep_book(conn, entry)?;
    undone(conn, entry)
}

/// What the day-book shows beside receipts.
fn keep_book(conn: &Connection, entry: &Entry) -> Result<(), No> {
    let paper = match &entry.fact {
        Fact::CounterClosed(close) => Some(close.no.to_string()),
        Fact::PostingDecided(decided) => Some(decided.no.to_string()),
        Fact::CounterOpened { .. }
        | Fact::CounterNone { .. }
        | Fact::CashTurnedIn { .. }
        | Fact::CounterHandedOver { .. }
        | Fact::Remitted { .. }
        | Fact::ChequeDishonoured(_)
        | Fact::DuplicateOrdered { .. } => None,
        _ => return Ok(()),
    };
    conn.prepare_cached(sql("put book"))
        .map_err(broken)?
        .execute(params![entry.desk.to_string(), entry.seq, entry.day.to_string(), entry.fact.kind(), paper])
        .map_err(broken)?;
    Ok(())
}

fn fold(conn: &Connection, subject: &Subject, entry: &Entry) -> Result<(), No> {
    if is_late(conn, subject, entry)? { fold_again(conn, subject) } else { fold_next(conn, subject, entry) }
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
    let Subject::Consumer(no) = subject else { return entries.iter().try_for_each(|entry| fold_next(conn, subject, entry)) };
    consumer::in_order(entries).iter().try_for_each(|entry| fold_consumer(conn, *no, read_consumer(conn, *no)?, entry))
}

/// The entries of a subject, as they were recorded.
pub fn entries_of(conn: &Connection, subject: &Subject) -> Result<Vec<Entry>, No> {
    let mut entries = Vec::new();
    each_entry(conn, "entries of subject", [subject.to_string()], |raw| {
        entries.push(application_rows::marked(conn, raw.decode()?)?);
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

/// Folds the subject's next entry onto its state.
fn fold_next(conn: &Connection, subject: &Subject, entry: &Entry) -> Result<(), No> {
    match subject {
        Subject::Consumer(no) => match read_consumer(conn, *no)? {
            // What it means comes before some of what is folded already (L-13).
            Some(consumer) if consumer::turns_back(&consumer, entry) => fold_again(conn, subject),
            state => fold_consumer(conn, *no, state, entry),
        },
        Subject::Counter(desk) => fold_state(conn, subject, entry, |state, rows| Some(counter::fold(state, desk, entry, rows))),
        Subject::Posting(_) => {
            fold_state(conn, subject, entry, |state, _| posting::fold(state, entry))?;
            list_posting(conn, subject)
        }
        Subject::User(name) => fold_state(conn, subject, entry, |state, _| Some(user::fold(state, name, entry))),
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
    }
}

fn fold_consumer(conn: &Connection, no: ConsumerNo, before: Option<Consumer>, entry: &Entry) -> Result<(), No> {
    let owner = Subject::Consumer(no).to_string();
    let mut rows = Rows::default();
    let balance_before = before.as_ref().map_or(Money::ZERO, |c| c.balance);
    let is_new = before.is_none();
    let meter_before = before.as_ref().map(|c| c.meter.no.clone());
    let Some(consumer) = consumer::fold(before, no, entry, &mut rows) else { return Ok(()) };
    hold(
        consumer.balance - balance_before == rows.dues_of(no),
        entry,
        &format!("the balance of {no} would not be the sum of its postings"),
    )?;
    put_rows(conn, &owner, entry, &rows)?;
    put_consumer(conn, &consumer, entry)?;
    if is_new {
        put_person(conn, &consumer, entry.personal.as_ref())?;
    } else if !entry.apart && entry.fact.effects().contains(&Effected::PersonChanged) {
        forget_person(conn, no)?;
        put_person(conn, &consumer, entry.personal.as_ref())?;
    } else if meter_before.as_ref() != Some(&consumer.meter.no) {
        let personal = person(conn, no)?;
        forget_person(conn, no)?;
        put_person(conn, &consumer, personal.as_ref())?;
    } else if let Fact::PersonErased { entries, .. } = &entry.fact {
        erase(conn, &consumer, entries)?;
    }
    Ok(())
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
    let text = serde_json::to_string(&after).map_err(|e| unreadable(&key, &e))?;
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

fn put_rows(conn: &Connection, owner: &str, entry: &Entry, rows: &Rows) -> Result<(), No> {
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
fn hold(holds: bool, entry: &Entry, what: &str) -> Result<(), No> {
    if holds {
        return Ok(());
    }
    let remedy = "nothing was recorded; keep the data file, run `ebcm verify`, and tell who looks after the program";
    Err(Fault::new(format!("{} stopped: {what}", entry.fact.kind()), remedy).into())
}

fn put_consumer(conn: &Connection, consumer: &Consumer, entry: &Entry) -> Result<(), No> {
    let text = serde_json::to_string(consumer).map_err(|e| unreadable("a consumer's state", &e))?;
    let read_in = consumer.unbilled.last().map_or(consumer.last_actual, |r| r.day.period()).max(consumer.last_actual);
    conn.prepare_cached(sql("put consumer"))
        .map_err(broken)?
        .execute(params![
            consumer.no.key(),
            consumer.office,
            consumer.supply.area,
            consumer.supply.category,
            consumer.status.code(),
            consumer.supply.govt_department.as_ref().filter(|_| !consumer.status.is_before_supply()),
            consumer.balance.paise(),
            consumer.sd.paise(),
            read_in.to_string(),
            consumer.last_receipt.as_ref().map(|r| r.period.to_string()),
            entry.at.raw(),
            entry.desk.to_string(),
            entry.seq,
            text,
            super::list::marks(consumer),
            consumer.cash_only_until.map(|day| day.to_string()),
            consumer.billed.iter().max().map_or_else(String::new, ToString::to_string),
            consumer.notice.as_ref().filter(|_| consumer.status == Status::Bltd).map(|notice| notice.cut_from.to_string()),
            consumer.cut.filter(|_| matches!(consumer.status, Status::Dis(_))).and_then(|cut| cut.by_close).map(|p| p.to_string()),
            super::list::place(consumer),
            super::list::stage(consumer)
        ])
        .map_err(broken)?;
    Ok(())
}

/// Names, phone and address as they stand.
pub fn person(conn: &Connection, no: ConsumerNo) -> Result<Option<Personal>, No> {
    conn.prepare_cached(sql("person"))
        .map_err(broken)?
        .query_row([no.key()], |r| {
            Ok(Personal { name: r.get(2)?, address: r.get(3)?, phone: r.get(5)?, email: r.get(6)?, ..Personal::default() })
        })
        .optional()
        .map_err(broken)
}

fn put_person(conn: &Connection, consumer: &Consumer, personal: Option<&Personal>) -> Result<(), No> {
    let gone = Personal { name: "(erased by order)".to_owned(), ..Personal::default() };
    let personal = personal.unwrap_or(&gone);
    let number = consumer.no.to_string();
    let old = consumer.old_number.as_deref().unwrap_or("");
    let area = &consumer.supply.area;
    let heard = sounds(&format!("{} {}", personal.name, personal.address));
    let id = consumer.no.key();
    let house = super::list::walked(&personal.address);
    conn.prepare_cached(sql("put person"))
        .map_err(broken)?
        .execute(params![
            id,
            number,
            old,
            personal.name,
            personal.address,
            area,
            personal.phone,
            personal.email,
            consumer.meter.no,
            heard,
            house
        ])
        .map_err(broken)?;
    conn.prepare_cached(sql("put found"))
        .map_err(broken)?
        .execute(params![id, number, old, personal.name, personal.address, area, personal.phone, consumer.meter.no, heard])
        .map_err(broken)?;
    Ok(())
}

fn forget_person(conn: &Connection, no: ConsumerNo) -> Result<(), No> {
    conn.prepare_cached(sql("take found")).map_err(broken)?.execute([no.key()]).map_err(broken)?;
    conn.prepare_cached(sql("take person")).map_err(broken)?.execute([no.key()]).map_err(broken)?;
    Ok(())
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

/// Remembers receipts of which nothing is left where they were.
fn undone(conn: &Connection, entry: &Entry) -> Result<(), No> {
    let owner = entry.name();
    let put = |receipt: &PaperNo, number: &str, moved_to: Option<ConsumerNo>| -> Result<(), No> {
        conn.prepare_cached(sql("put undone"))
            .map_err(broken)?
            .execute(params![receipt.to_string(), number, owner, moved_to.map(ConsumerNo::key)])
            .map_err(broken)?;
        Ok(())
    };
    match &entry.fact {
        Fact::ChequeDishonoured(cheque) => cheque.hits.iter().try_for_each(|hit| put(&hit.receipt, &cheque.number, None)),
        Fact::PostingDecided(decided) if decided.approved => match &decided.what {
            Posting::MoveReceipt { receipt, to, .. } => put(receipt, "", Some(*to)),
            Posting::ChangeMode { receipt, .. } => put(receipt, "", None),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// What an order erased leaves no trace in the file: the room it stood in is overwritten (`J-19`).
fn erase(conn: &Connection, consumer: &Consumer, entries: &[String]) -> Result<(), No> {
    conn.pragma_update(None, "secure_delete", true).map_err(broken)?;
    forget_person(conn, consumer.no)?;
    put_person(conn, consumer, None)?;
    let mut statement = conn.prepare_cached(sql("erase personal")).map_err(broken)?;
    for name in entries {
        let Some((desk, seq)) = name.rsplit_once('/') else { continue };
        statement.execute(params![desk, seq.parse::<i64>().unwrap_or(0)]).map_err(broken)?;
    }
    conn.pragma_update(None, "secure_delete", "FAST").map_err(broken)
}
