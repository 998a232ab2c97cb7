//! An item of the To Do list whole: what it is, whose, where it leads, what happened to it (`R-4`).

use super::super::Source;
use crate::base::{ConsumerNo, No, PaperNo, Stamp};
use crate::folds::words::happened;
use crate::folds::{Application, Pending};
use crate::journal::Subject;
use crate::journal::fact::{Handled, Posting};
use crate::rules::todo::TodoType;
use crate::store::named::of_request;
use crate::store::project::{entries_of, read_state};
use crate::store::work::{self, Lens, Line};
use crate::store::{application_rows, work_rows};

/// Everything of an item.
#[derive(Debug, Clone)]
pub struct Entry {
    pub line: Line,
    pub keys: Vec<Key>,
    /// Oldest first.
    pub log: Vec<Logged>,
    /// Other revisions of the consumer, the newest first: a repeat is looked at with them (`R-10`).
    pub repeats: Vec<(String, String)>,
}

/// Something that the item is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub name: &'static str,
    pub value: String,
    pub goes: Goes,
}

/// Where Enter on a key leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goes {
    Account(ConsumerNo),
    Bills(ConsumerNo),
    Application(PaperNo),
    Complaint(PaperNo),
    Posting,
    Online(String),
    /// A consumer's case, by its word.
    Case(ConsumerNo, String),
    /// What came with a request.
    Documents(PaperNo),
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    pub at: Stamp,
    pub kind: String,
    pub details: String,
    pub user: String,
}

impl Entry {
    /// What was said about it, the latest last.
    pub fn comments(&self) -> Vec<&Logged> {
        self.log.iter().filter(|line| line.kind == Handled::Commented.word()).collect()
    }
}

/// An item whole; `None` where there is none.
///
/// # Errors
/// A fault of the data file.
pub fn entry(source: &Source, key: &str) -> Result<Option<Entry>, No> {
    let lens = Lens { profile: source.profile, now: source.now };
    let Some(line) = work::line(source.conn, lens, key)? else { return Ok(None) };
    let keys = keys(source, &line)?;
    let log = log(source, lens, &line)?;
    let repeats = match (line.todo, line.consumer) {
        (TodoType::BillRevision, Some(no)) => work::revisions(source.conn, no)?.into_iter().filter(|(no, _)| no != key).collect(),
        _ => Vec::new(),
    };
    Ok(Some(Entry { line, keys, log, repeats }))
}

fn keys(source: &Source, line: &Line) -> Result<Vec<Key>, No> {
    let mut keys = Vec::new();
    let mut consumer = line.consumer;
    let mut bill = None;
    let paper: Option<PaperNo> = line.key.parse().ok();
    let case = match (line.todo, paper) {
        (TodoType::AdjustmentApproval, Some(no)) => {
            let pending: Option<Pending> = read_state(source.conn, &Subject::Posting(no).to_string())?;
            bill = pending.and_then(|pending| match pending.what {
                Posting::Debit { bill, .. } | Posting::Credit { bill, .. } => bill.map(|no| no.to_string()),
                _ => None,
            });
            Some(Key { name: "Posting", value: line.key.clone(), goes: Goes::Posting })
        }
        (TodoType::ComplaintEscalation, Some(no)) => Some(Key { name: "Complaint", value: line.key.clone(), goes: Goes::Complaint(no) }),
        (TodoType::UnmatchedPayment, _) => {
            let reference = line.key.strip_prefix("online/").unwrap_or(&line.key).to_owned();
            Some(Key { name: "Payment", value: reference.clone(), goes: Goes::Online(reference) })
        }
        (TodoType::WithdrawnClose, _) => match line.key.split_once('/').and_then(|(no, case)| Some((no.parse().ok()?, case))) {
            Some((no, case)) => {
                consumer = Some(no);
                Some(Key { name: "Case", value: line.title.clone(), goes: Goes::Case(no, case.to_owned()) })
            }
            None => None,
        },
        (_, Some(no)) => {
            let application = application_rows::read(source.conn, &no)?;
            let of = |found: Application| found.case.map_or_else(|| found.given.text("bill").to_owned(), |case| case.bill.to_string());
            bill = application.map(of).filter(|bill| !bill.is_empty());
            Some(Key { name: "Case", value: line.key.clone(), goes: Goes::Application(no) })
        }
        (_, None) => None,
    };
    if let Some(no) = consumer {
        keys.push(Key { name: "Account", value: format!("{no} {}", line.name).trim_end().to_owned(), goes: Goes::Account(no) });
    }
    keys.extend(case);
    if let (Some(bill), Some(no)) = (bill, consumer) {
        keys.push(Key { name: "Bill", value: bill, goes: Goes::Bills(no) });
    }
    if let Ok(no) = line.key.parse::<PaperNo>() {
        let documents = of_request(source.conn, &no)?;
        let sizes: Vec<String> = documents.iter().map(|d| format!("{}, {} kB", d.file.name, d.file.bytes.div_ceil(1_024))).collect();
        if !sizes.is_empty() {
            keys.push(Key { name: "Documents", value: sizes.join("; "), goes: Goes::Documents(no) });
        }
    }
    Ok(keys)
}

/// The subject whose entries an item's log is made of; a case is a part of its consumer's life, which has a line of its own.
fn subject(line: &Line) -> Option<Subject> {
    let paper: Option<PaperNo> = line.key.parse().ok();
    match (line.todo, paper) {
        (TodoType::AdjustmentApproval, Some(no)) => Some(Subject::Posting(no)),
        (TodoType::ComplaintEscalation, Some(no)) => Some(Subject::Complaint(no)),
        (TodoType::UnmatchedPayment, _) => line.key.strip_prefix("online/").map(|reference| Subject::Online(reference.to_owned())),
        (TodoType::WithdrawnClose, _) => None,
        (_, Some(no)) => Some(Subject::Application(no)),
        (_, None) => None,
    }
}

fn log(source: &Source, lens: Lens<'_>, line: &Line) -> Result<Vec<Logged>, No> {
    let mut log: Vec<Logged> = Vec::new();
    if let Some(subject) = subject(line) {
        let entries = entries_of(source.conn, &subject)?;
        log.extend(entries.iter().enumerate().map(|(place, entry)| Logged {
            at: lens.stamp(entry.at.millis()),
            kind: if place == 0 { "created".to_owned() } else { "step".to_owned() },
            details: happened(&entry.fact),
            user: entry.user.clone(),
        }));
    } else {
        log.push(Logged { at: line.created, kind: "created".to_owned(), details: line.message.clone(), user: String::new() });
    }
    for done in work_rows::arranged(source.conn, &line.key)?.log {
        let to = done.how.towards();
        let parts = [to.as_str(), done.came_of_it(), done.comment.as_str()];
        let details = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
        log.push(Logged { at: lens.stamp(done.at), kind: done.how.word().to_owned(), details, user: done.user });
    }
    log.sort_by_key(|line| line.at);
    Ok(log)
}
