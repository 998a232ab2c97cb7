//! What an entry leaves beside the states of its subjects: duplicates, the book, what was undone. In whatever order entries come,
//! these come out the same.

use rusqlite::{Connection, params};

use super::fault::broken;
use super::{application_rows, complaint_rows, sql};
use crate::base::{ConsumerNo, No, PaperNo};
use crate::journal::Entry;
use crate::journal::fact::{Fact, Posting};

/// What is kept beside the subjects' states: duplicates, the book, what was undone.
pub(super) fn keep(conn: &Connection, entry: &Entry) -> Result<(), No> {
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
