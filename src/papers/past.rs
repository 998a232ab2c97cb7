//! A consumer as one of its entries found and left it: what a paper shows must not change with what came after.

use rusqlite::Connection;

use crate::base::{ConsumerNo, Fault, No};
use crate::folds::consumer::{Consumer, fold};
use crate::folds::rows::Rows;
use crate::journal::fact::{Effected, Fact};
use crate::journal::{Entry, Personal, Subject};
use crate::store::read;

/// Just before and just after an entry.
pub struct Then {
    pub before: Consumer,
    pub after: Consumer,
    pub personal: Personal,
}

/// Folds a consumer's entries up to `at`.
///
/// # Errors
/// A data file that can't be read, or in which the consumer does not stand before the entry.
pub fn then(conn: &Connection, no: ConsumerNo, at: &Entry) -> Result<Then, No> {
    let mut state: Option<Consumer> = None;
    let mut personal = erased();
    for entry in read::entries_of(conn, &Subject::Consumer(no))? {
        let is_it = (entry.seq, &entry.desk) == (at.seq, &at.desk);
        if entry.order() > at.order() {
            break;
        }
        if names(&entry, no) {
            personal = entry.personal.clone().unwrap_or_else(erased);
        }
        let before = state.clone().filter(|_| is_it);
        state = fold(state, no, &entry, &mut Rows::default());
        if let (Some(before), Some(after)) = (before, state.clone()) {
            return Ok(Then { before, after, personal });
        }
    }
    Err(Fault::new(format!("entry {} has no consumer {no} before it", at.name()), "run `ebcm verify`").into())
}

/// The same of an entry that may have made the consumer: as it left it.
///
/// # Errors
/// A data file that can't be read, or in which the consumer does not stand after the entry.
pub fn after(conn: &Connection, no: ConsumerNo, at: &Entry) -> Result<(Consumer, Personal), No> {
    let mut state: Option<Consumer> = None;
    let mut personal = erased();
    for entry in read::entries_of(conn, &Subject::Consumer(no))?.into_iter().take_while(|entry| entry.order() <= at.order()) {
        if names(&entry, no) {
            personal = entry.personal.clone().unwrap_or_else(erased);
        }
        state = fold(state, no, &entry, &mut Rows::default());
    }
    let missing = || Fault::new(format!("entry {} has no consumer {no}", at.name()), "run `ebcm verify`");
    Ok((state.ok_or_else(missing)?, personal))
}

/// Whether the entry says who the consumer is.
fn names(entry: &Entry, no: ConsumerNo) -> bool {
    let makes = |effect: &Effected| match effect {
        Effected::NumberMade(number) => number.consumer == no,
        Effected::PersonChanged => !entry.apart,
        _ => false,
    };
    matches!(entry.fact, Fact::ConsumerImported(_)) || entry.fact.effects().iter().any(makes)
}

/// Details that were erased by order print as such, on every paper from then on (`J-19`).
fn erased() -> Personal {
    Personal { name: "(erased by order)".to_owned(), ..Personal::default() }
}
