//! The close of a counter, numbered and frozen: counted against expected, abstracts, cheques, duplicates, forms, check code (`C-8`, `C-9`, `C-23`).

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::session::{self, Session};
use super::{Source, in_rupees, pair, sums};
use crate::base::{Money, No};
use crate::journal::Entry;
use crate::journal::fact::{CounterClosed, Fact};
use crate::print::{Cell, Column, Document, Section, Table};
use crate::rules::tender::Mode;

/// The form that receipts are printed on.
const RECEIPT_FORM: &str = "receipt";

/// The report of a close, by its number.
///
/// # Errors
/// A number that no close has.
pub fn close_report(source: &Source, id: &str) -> Result<Document, No> {
    let session = Session::of_close(source, id)?;
    let close = &session.close;
    let mut document = source.document_of(&close.no.desk, format!("Counter close {}", close.no));
    document.meta = meta(&session);
    let mut add = |heading: &str, section: Section| {
        document.sections.push(Section::Heading(heading.to_owned()));
        document.sections.push(section);
    };
    add("Counted against expected", Section::Table(modes(&session)));
    add("Cash", Section::Table(cash(&session)));
    add("Cash by denomination", Section::Table(denominations(close)));
    let head = |code: &str| vec![code.into(), source.head(code).into()];
    add("Receipts by head of account", Section::Table(session::by_head(session.taken()).table(&["Head", "Name"], sums::receipts(), head)));
    add(
        "Bills made, by head of account",
        Section::Table(session::billed(session.taken()).table(&["Head", "Name"], Column::counts("Bills"), head)),
    );
    add(
        "Receipts by clerk",
        Section::Table(session::by_clerk(session.taken()).table(&["Clerk"], sums::receipts(), |name| vec![name.into()])),
    );
    let given = handed_on(&session);
    if !given.rows.is_empty() {
        add("Turned in and handed over", Section::Table(given));
    }
    add("Cheques and drafts", Section::Table(instruments(&session)));
    add("Duplicates printed", Section::Table(duplicates(&session)));
    if !close.forms.is_empty() {
        add("Pre-printed forms", Section::Table(forms(&session)));
    }
    add("Closed and not yet remitted", Section::Table(carried(close)));
    let signatures = ["Billing counter clerk", "Head cashier", "Assistant engineer"];
    Ok(document.with(Section::Signatures(signatures.map(str::to_owned).to_vec())))
}

fn meta(session: &Session) -> Vec<(String, String)> {
    let close = &session.close;
    let range = close.first.as_ref().zip(close.last.as_ref()).map_or("none".to_owned(), |(first, last)| match close.receipts {
        1 => format!("1: {first}"),
        count => format!("{count}: {first} to {last}"),
    });
    let clerk = match session.opened_by() {
        opener if opener == session.closed.user => opener.to_owned(),
        opener => format!("{}, opened by {opener}", session.closed.user),
    };
    vec![
        pair("Business date", close.date.dmy()),
        pair("Counter", format!("Desk {}", close.no.desk)),
        pair("Clerk", clerk),
        pair("Receipts", range),
        pair("Difference", close.reason.as_ref().map_or("none".to_owned(), |reason| format!("{}, {reason}", close.difference().indian()))),
        pair("Entries not yet sent", close.unsent.to_string()),
        pair("Check code", close.check.clone()),
        in_rupees(),
    ]
}

fn modes(session: &Session) -> Table {
    let taken = session::by_mode(session.taken());
    let mut table = Table::new(vec![
        Column::text("Mode"),
        Column::counts("Receipts"),
        Column::figures("Taken").with_total(),
        Column::figures("Expected").with_total(),
        Column::figures("Counted").with_total(),
        Column::figures("Difference").with_total(),
    ]);
    for line in &session.close.lines {
        let (count, amount) = taken.get(line.mode.code());
        table.row([
            line.mode.name().into(),
            count.into(),
            amount.into(),
            line.expected.into(),
            line.counted.into(),
            (line.counted - line.expected).into(),
        ]);
    }
    table
}

/// How the expected cash came about.
fn cash(session: &Session) -> Table {
    let close = &session.close;
    let (_, taken) = session::by_mode(session.taken()).get(Mode::Cash.code());
    let line = close.lines.iter().find(|line| line.mode == Mode::Cash);
    let (expected, counted) = line.map_or((Money::ZERO, Money::ZERO), |line| (line.expected, line.counted));
    let corrected = session.corrected(expected, taken);
    let difference = match counted.cmp(&expected) {
        Ordering::Less => "Short",
        Ordering::Equal => "Difference",
        Ordering::Greater => "Over",
    };
    let mut table = Table::new(vec![Column::text("What"), Column::figures("Amount")]);
    for (what, amount) in [
        ("Opening float", close.float),
        ("Cash taken", taken),
        ("Receipts put right to or from cash", corrected),
        ("Turned in to the head cashier", -close.turned_in),
        ("Expected", expected),
        ("Counted", counted),
        (difference, (counted - expected).abs()),
    ] {
        table.row([what.into(), amount.into()]);
    }
    table
}

fn denominations(close: &CounterClosed) -> Table {
    let mut table =
        Table::new(vec![Column::figures("Rupees"), Column::counts("Pieces").with_total(), Column::figures("Amount").with_total()]);
    for (rupees, pieces) in &close.denominations {
        let (rupees, pieces) = (i64::from(*rupees), i64::from(*pieces));
        table.row([rupees.into(), pieces.into(), Money::from_rupees(rupees * pieces).into()]);
    }
    table
}

/// Cash that left the drawer, and the drawer itself, from hand to hand.
fn handed_on(session: &Session) -> Table {
    let mut table = Table::new(vec![Column::text("What"), Column::text("From"), Column::text("To"), Column::figures("Cash")]);
    for entry in session.entries() {
        let (what, to, cash) = match &entry.fact {
            Fact::CashTurnedIn { received_by, amount, .. } => ("Turned in", received_by, *amount),
            Fact::CounterHandedOver { to, cash, .. } => ("Counter handed over", to, *cash),
            _ => continue,
        };
        table.row([what.into(), entry.user.as_str().into(), to.as_str().into(), cash.into()]);
    }
    table
}

fn instruments(session: &Session) -> Table {
    let mut table = Table::new(vec![
        Column::text("Receipt"),
        Column::text("Kind"),
        Column::text("Bank"),
        Column::text("Number"),
        Column::text("Dated"),
        Column::figures("Amount").with_total(),
    ]);
    for taken in session.taken() {
        for tender in taken.receipt.tenders.iter().filter(|tender| tender.mode.is_instrument()) {
            let text = |text: &Option<String>| text.as_deref().map_or(Cell::Blank, Cell::from);
            table.row([
                taken.receipt.no.to_string().into(),
                tender.mode.name().into(),
                text(&tender.bank),
                text(&tender.number),
                tender.date.map_or(Cell::Blank, Cell::Day),
                tender.amount.into(),
            ]);
        }
    }
    table
}

fn duplicates(session: &Session) -> Table {
    let mut table = Table::new(vec![Column::text("Paper"), Column::figures("Duplicate"), Column::text("By")]);
    for entry in session.entries() {
        if let Fact::DuplicateOrdered { paper, copy, .. } = &entry.fact {
            table.row([paper.to_string().into(), i64::from(*copy).into(), entry.user.as_str().into()]);
        }
    }
    table
}

/// Sheets gone against papers made (`C-23`): a sheet printed and then found misfed is one sheet.
fn forms(session: &Session) -> Table {
    let mut table = Table::new(vec![
        Column::text("Form"),
        Column::figures("Sheets used"),
        Column::figures("Papers made"),
        Column::figures("Duplicates"),
        Column::counts("Spoiled"),
        Column::figures("Difference"),
        Column::text("Which is"),
    ]);
    for count in &session.close.forms {
        let sheets = number(serials(session, &count.form).len());
        let duplicates = number(session.entries().filter(|entry| is_duplicate(entry, &count.form)).count());
        let papers = papers_of(session, &count.form) - if count.form == RECEIPT_FORM { 0 } else { duplicates };
        let spoiled = i64::from(count.spoiled);
        let difference = sheets - papers - duplicates - spoiled;
        let named = match difference {
            0 => "nothing".to_owned(),
            over if over > 0 => format!("{over} used without a paper"),
            less => format!("{} made without a form", -less),
        };
        table.row([
            count.form.as_str().into(),
            sheets.into(),
            papers.into(),
            duplicates.into(),
            spoiled.into(),
            difference.into(),
            named.into(),
        ]);
    }
    table
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn serials(session: &Session, form: &str) -> BTreeSet<u64> {
    let serial = |entry: &Entry| match &entry.fact {
        Fact::FormUsed { form: of, serial, .. } | Fact::FormSpoiled { form: of, serial, .. } if of == form => Some(*serial),
        _ => None,
    };
    session.entries().filter_map(serial).collect()
}

/// Receipts were made whether printed or not; of other forms what was printed is what was made.
fn papers_of(session: &Session, form: &str) -> i64 {
    if form == RECEIPT_FORM {
        return i64::from(session.close.receipts);
    }
    let spoiled: BTreeSet<u64> = session
        .entries()
        .filter_map(|entry| match &entry.fact {
            Fact::FormSpoiled { form: of, serial, .. } if of == form => Some(*serial),
            _ => None,
        })
        .collect();
    let printed =
        |entry: &&Entry| matches!(&entry.fact, Fact::FormUsed { form: of, serial, .. } if of == form && !spoiled.contains(serial));
    number(session.entries().filter(printed).count())
}

fn is_duplicate(entry: &Entry, form: &str) -> bool {
    matches!(&entry.fact, Fact::DuplicateOrdered { paper, .. } if paper.kind.name() == form)
}

fn carried(close: &CounterClosed) -> Table {
    let mut table = Table::new(vec![Column::text("Mode"), Column::figures("Amount").with_total()]);
    for (mode, amount) in &close.carried {
        table.row([mode.name().into(), (*amount).into()]);
    }
    table
}
