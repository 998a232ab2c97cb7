//! The day-book of any day: every counter, every receipt, what else moved money, and what was carried (`C-9`, `C-17`).

use std::borrow::Cow;

use super::taken::Taken;
use super::{BLIND, Source, in_rupees, scroll, session, sums};
use crate::base::{Day, DeskId, Money, No};
use crate::folds::rows::Rows;
use crate::folds::{Counter, counter};
use crate::journal::Entry;
use crate::journal::fact::{CounterClosed, Fact};
use crate::print::{Cell, Column, Document, Section, Table};
use crate::rules::tender::Mode;
use crate::store::report::{self, Days};

/// The day-book of a day, over all desks that this file holds.
///
/// # Errors
/// A fault of the data file.
pub fn day_book(source: &Source, day: Day) -> Result<Document, No> {
    let (hidden, _) = source.hidden()?;
    let book = report::book(source.conn, Days::one(day))?;
    let entries = report::receipts(source.conn, day, &hidden)?;
    let is_blind = book.iter().any(|entry| entry.desk == hidden.desk && entry.seq >= hidden.from);
    let taken = || entries.iter().filter_map(Taken::of);
    let mut document = source.document(format!("Day-book of {}", day.dmy()));
    document.meta = vec![in_rupees()];
    let mut add = |heading: &str, table: Table| {
        document.sections.push(Section::Heading(heading.to_owned()));
        document.sections.push(Section::Table(table));
    };
    let head = |code: &str| vec![Cell::from(code), source.head(code).into()];
    let mode = |code: &str| vec![Cell::from(code.parse::<Mode>().map_or_else(|_| code.to_owned(), |mode| mode.name().to_owned()))];
    add("Counters", counters(&book));
    add("Receipts by mode", session::by_mode(taken()).table(&["Mode"], sums::receipts_with(), mode));
    add("Receipts by head of account", session::by_head(taken()).table(&["Head", "Name"], sums::receipts(), head));
    add("Receipts by clerk", session::by_clerk(taken()).table(&["Clerk"], sums::receipts(), |name| vec![name.into()]));
    add("Receipts in order", scroll::receipts(taken()));
    add("Other entries", others(&book));
    add("Closed and in hand", in_hand(source, &book, day)?);
    if is_blind {
        document.sections.push(Section::Paragraph(BLIND.to_owned()));
    }
    Ok(document)
}

fn counters(book: &[Entry]) -> Table {
    let mut table = Table::new(vec![
        Column::text("Desk"),
        Column::text("Clerk"),
        Column::text("Counter"),
        Column::figures("Float"),
        Column::counts("Receipts").with_total(),
        Column::figures("Counted").with_total(),
        Column::figures("Difference").with_total(),
    ]);
    for entry in book {
        let start = [entry.desk.to_string().into(), entry.user.as_str().into()];
        let rest: Vec<Cell> = match &entry.fact {
            Fact::CounterOpened { float, .. } => vec!["opened".into(), (*float).into()],
            Fact::CounterNone { .. } => vec!["no counter".into()],
            Fact::CounterClosed(close) => vec![
                close.no.to_string().into(),
                Cell::Blank,
                i64::from(close.receipts).into(),
                close.lines.iter().map(|line| line.counted).sum::<Money>().into(),
                close.difference().into(),
            ],
            _ => continue,
        };
        table.row(start.into_iter().chain(rest));
    }
    table
}

fn others(book: &[Entry]) -> Table {
    let mut table =
        Table::new(vec![Column::text("Entry"), Column::text("By"), Column::text("What"), Column::text("Paper"), Column::figures("Amount")]);
    for entry in book {
        let (what, paper, amount): (Cow<str>, String, Option<Money>) = match &entry.fact {
            Fact::CashTurnedIn { amount, received_by, .. } => {
                (format!("Cash turned in to {received_by}").into(), String::new(), Some(*amount))
            }
            Fact::CounterHandedOver { to, cash, .. } => (format!("Counter handed over to {to}").into(), String::new(), Some(*cash)),
            Fact::Remitted { challan, amount, mode, date } => {
                (format!("Remitted, {}, challan of {}", mode.name(), date.dmy()).into(), challan.clone(), Some(*amount))
            }
            Fact::ChequeDishonoured(cheque) => {
                let amount = cheque.hits.iter().map(|hit| hit.amount).sum();
                (format!("Cheque dishonoured, {}", cheque.bank).into(), cheque.number.clone(), Some(amount))
            }
            Fact::DuplicateOrdered { paper, copy, .. } => (format!("Duplicate {copy} printed").into(), paper.to_string(), None),
            Fact::PostingDecided(decided) => {
                let answer = if decided.approved { "approved" } else { "rejected" };
                (format!("Posting {answer}: {}", decided.what.words()).into(), decided.no.to_string(), Some(decided.what.amount()))
            }
            _ => continue,
        };
        let amount = amount.map_or(Cell::Blank, Cell::Amount);
        table.row([entry.name().into(), entry.user.as_str().into(), what.into_owned().into(), paper.into(), amount]);
    }
    table
}

/// What each desk had closed and not remitted, by mode, before the day and after it.
fn in_hand(source: &Source, book: &[Entry], day: Day) -> Result<Table, No> {
    let mut desks: Vec<&DeskId> = book.iter().map(|entry| &entry.desk).chain([source.desk]).collect();
    desks.sort_unstable();
    desks.dedup();
    let mut table = Table::new(vec![
        Column::text("Desk"),
        Column::text("Mode"),
        Column::figures("Brought"),
        Column::figures("Closed"),
        Column::figures("Remitted"),
        Column::figures("Put right"),
        Column::figures("Carried"),
    ]);
    for desk in desks {
        let (before, since) = held(source, desk, day)?;
        for mode in Mode::ALL {
            let sum = |of: fn(&Entry, Mode) -> Money| since.today.iter().map(|entry| of(entry, mode)).sum::<Money>();
            let (brought, closed, remitted, carried) = (before.in_hand(mode), sum(closed), sum(remitted), since.counter.in_hand(mode));
            // A receipt whose mode was put right after its counter was closed.
            let put_right = carried - brought - closed - remitted;
            let figures = [brought, closed, remitted, put_right, carried];
            if figures.iter().any(|amount| !amount.is_zero()) {
                let names = [desk.to_string(), mode.name().to_owned()].map(Cell::from);
                table.row(names.into_iter().chain(figures.map(Cell::Amount)));
            }
        }
    }
    Ok(table)
}

struct Since {
    counter: Counter,
    /// The book's entries of the day itself.
    today: Vec<Entry>,
}

/// The desk's counter before the day and after it: from the figures that the last close before it froze.
fn held(source: &Source, desk: &DeskId, day: Day) -> Result<(Counter, Since), No> {
    let (close, entries) = report::book_since_close(source.conn, desk, day)?;
    let in_hand = close.as_ref().and_then(closing).map_or(Vec::new(), |close| close.carried.clone());
    let counted_to = match &close {
        Some(close) => report::last_receipt(source.conn, close)?,
        None => None,
    };
    let mut counter = Counter { in_hand, counted_to, ..Counter::default() };
    let mut before = counter.clone();
    let mut today = Vec::new();
    for entry in entries {
        counter = counter::fold(Some(counter), desk, &entry, &mut Rows::default());
        if entry.day < day {
            before = counter.clone();
        } else {
            today.push(entry);
        }
    }
    Ok((before, Since { counter, today }))
}

fn closing(entry: &Entry) -> Option<&CounterClosed> {
    match &entry.fact {
        Fact::CounterClosed(close) => Some(close),
        _ => None,
    }
}

/// What came to hand: counted at a close less its float, and what was turned in before it.
fn closed(entry: &Entry, mode: Mode) -> Money {
    match &entry.fact {
        Fact::CounterClosed(close) => {
            let counted = close.lines.iter().filter(|line| line.mode == mode).map(|line| line.counted).sum::<Money>();
            if mode == Mode::Cash { counted - close.float } else { counted }
        }
        Fact::CashTurnedIn { amount, .. } if mode == Mode::Cash => *amount,
        _ => Money::ZERO,
    }
}

fn remitted(entry: &Entry, of: Mode) -> Money {
    match &entry.fact {
        Fact::Remitted { amount, mode, .. } if *mode == of => -*amount,
        _ => Money::ZERO,
    }
}
