//! Which papers print with an act, and where (`C-20`).

use crate::desk::Session;
use crate::edge::Settings;
use crate::folds::Consumer;
use crate::journal::Entry;
use crate::journal::fact::{CounterClosed, Fact};
use crate::rules::bill::Bill;
use crate::store::spool::NewJob;

/// The folder in the data folder where papers go that no printer takes.
const PRINTED: &str = "dir:printed";

/// A job on this desk's paper for `printer`, as the settings write it; without one the paper goes to a folder.
pub fn job(settings: &Settings, printer: &str, kind: &str, paper: String, user: &str) -> NewJob {
    let target = if printer.is_empty() { PRINTED } else { printer };
    NewJob {
        kind: kind.to_owned(),
        paper,
        copy: 0,
        look: settings.printers.paper.clone(),
        target: target.to_owned(),
        user: user.to_owned(),
        content: None,
    }
}

/// The receipt of a payment, where this desk prints it at once.
pub fn receipt(settings: &Settings, session: &Session, entries: &[Entry]) -> Vec<NewJob> {
    let printers = &settings.printers;
    let receipts = entries.iter().filter_map(|entry| match &entry.fact {
        Fact::Paid(paid) => Some(&paid.receipt.no),
        Fact::MiscReceived(misc) => Some(&misc.receipt.no),
        _ => None,
    });
    let jobs = receipts.map(|no| job(settings, &printers.receipt, "receipt", no.to_string(), session.user()));
    if printers.receipt_at_once { jobs.collect() } else { Vec::new() }
}

/// The duplicate of a receipt, with its count.
pub fn duplicate(settings: &Settings, session: &Session, entries: &[Entry]) -> Vec<NewJob> {
    let ordered = entries.iter().filter_map(|entry| match &entry.fact {
        Fact::DuplicateOrdered { paper, copy, .. } => Some((paper, *copy)),
        _ => None,
    });
    ordered
        .map(|(paper, copy)| NewJob {
            copy,
            ..job(settings, &settings.printers.receipt, paper.kind.name(), paper.to_string(), session.user())
        })
        .collect()
}

/// A counter's close on paper.
pub fn close(settings: &Settings, session: &Session, entries: &[Entry]) -> Vec<NewJob> {
    let closes = entries.iter().filter_map(|entry| if let Fact::CounterClosed(close) = &entry.fact { Some(close) } else { None });
    closes
        .map(|close: &Box<CounterClosed>| job(settings, &settings.printers.list, "close-report", close.no.to_string(), session.user()))
        .collect()
}

/// A bill that nobody has issued, for the consumer to take along (`B-20`): it goes whole, since no entry holds it.
pub fn proposal(settings: &Settings, session: &Session, consumer: &Consumer, bill: &Bill) -> NewJob {
    let content = serde_json::to_vec(bill).ok();
    NewJob { content, ..job(settings, &settings.printers.bill, "proposal", consumer.no.to_string(), session.user()) }
}
