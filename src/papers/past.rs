//! A consumer as one of its entries found and left it: what a paper shows must not change with what came after.

use rusqlite::Connection;

use crate::base::{ConsumerNo, Fault, No};
use crate::folds::consumer::{Consumer, fold};
use crate::folds::rows::Rows;
use crate::journal::fact::Fact;
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
        if let Fact::ConsumerImported(_) = entry.fact {
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

/// Details that were erased by order print as such, on every paper from then on (`J-19`).
fn erased() -> Personal {
    Personal { name: "(erased by order)".to_owned(), ..Personal::default() }
}
