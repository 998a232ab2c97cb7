//! The order in which a consumer's entries are folded (`L-13`): as they were recorded, but a payment of a period's window comes before
//! the close of that period, and a reclose takes the place of the close that it stands for.

use super::Consumer;
use crate::journal::fact::{ConsumerClosed, Fact};
use crate::journal::{Entry, Hlc};

/// What a close, or its reclose, did here.
pub const fn closed_by(entry: &Entry) -> Option<&ConsumerClosed> {
    match &entry.fact {
        Fact::ConsumerClosed(closed) => Some(closed),
        Fact::Reclosed(again) => Some(&again.closed),
        _ => None,
    }
}

/// Whether `entry`, recorded after everything that `consumer` is made of, belongs before some of it.
pub fn turns_back(consumer: &Consumer, entry: &Entry) -> bool {
    match &entry.fact {
        Fact::Reclosed(_) => true,
        fact => fact.pays_bills() && consumer.closed_to.is_some_and(|window_to| entry.day <= window_to),
    }
}

/// When it was recorded; what a close now does to one whom it had left alone, when that close began.
fn stood_at(entry: &Entry) -> Hlc {
    match &entry.fact {
        Fact::Reclosed(again) => again.begun.unwrap_or(entry.at),
        _ => entry.at,
    }
}

/// The entries of a consumer in the order in which they are folded.
pub fn in_order(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort_by_cached_key(|entry| (stood_at(entry), entry.desk.to_string(), entry.seq));
    let mut ordered: Vec<Entry> = Vec::with_capacity(entries.len());
    for entry in entries {
        let place = match &entry.fact {
            Fact::Reclosed(again) => ordered.iter().position(|e| e.name() == again.of).map(|place| place + 1),
            fact if fact.pays_bills() => ordered.iter().position(|e| closed_by(e).is_some_and(|closed| entry.day <= closed.window_to)),
            _ => None,
        };
        ordered.insert(place.unwrap_or(ordered.len()), entry);
    }
    ordered
}
