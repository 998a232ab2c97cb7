//! Papers that print with an act (`C-20`).

use crate::desk::Session;
use crate::edge::Settings;
use crate::journal::Entry;
use crate::journal::fact::Fact;
use crate::store::spool::NewJob;

/// Where papers go that no printer takes.
const PRINTED: &str = "dir:printed";

/// The receipts among what was recorded, where this desk prints them at once.
pub fn receipts(settings: &Settings, session: &Session, entries: &[Entry]) -> Vec<NewJob> {
    if !settings.printers.receipt_at_once {
        return Vec::new();
    }
    let made = entries.iter().filter_map(|entry| match &entry.fact {
        Fact::Paid(paid) => Some(&paid.receipt.no),
        Fact::MiscReceived(misc) => Some(&misc.receipt.no),
        _ => None,
    });
    made.map(|no| job(settings, &settings.printers.receipt, no.to_string(), "receipt", 0, session.user())).collect()
}

/// A job on this desk's paper.
pub fn job(settings: &Settings, printer: &str, paper: String, kind: &str, copy: u32, user: &str) -> NewJob {
    NewJob {
        kind: kind.to_owned(),
        paper,
        copy,
        look: settings.printers.paper.clone(),
        target: if printer.is_empty() { PRINTED.to_owned() } else { printer.to_owned() },
        user: user.to_owned(),
        content: None,
    }
}
