//! What is known of one consumer, list by list: account, bills, readings, receipts, history. Screens, paper and commands show the
//! same rows of them (`I-6`).

use std::collections::HashSet;

use super::list::Field;
use super::{Source, in_rupees, pair};
use crate::base::{ConsumerNo, Money, No};
use crate::folds::history::{Happening, history, with_arranged};
use crate::journal::fact::{Effected, Fact, ReadingFact};
use crate::journal::{Entry, Subject};
use crate::print::{Cell, Column, Document, Section, Table};
use crate::rules::tender::Tender;
use crate::store::read;
use crate::store::work::{self, Lens};
use crate::store::work_rows::arranged;

/// A row, and the paper or entry that it stands for.
pub struct Line {
    pub key: String,
    pub cells: Vec<Cell>,
}

/// A list of one consumer.
pub struct ConsumerList {
    pub name: &'static str,
    pub title: &'static str,
    pub fields: &'static [Field],
    /// Its rows, the newest first.
    pub read: fn(&Source, ConsumerNo) -> Result<Vec<Line>, No>,
}

const DATE: Field = Field::text("date", "Date");

pub const ACCOUNT: ConsumerList = ConsumerList {
    name: "ledger",
    title: "Account",
    fields: &[
        DATE,
        Field::text("what", "What"),
        Field::total("debit", "Debit"),
        Field::total("credit", "Credit"),
        Field::figures("balance", "Balance"),
    ],
    read: account,
};

pub const BILLS: ConsumerList = ConsumerList {
    name: "bills",
    title: "Bills",
    fields: &[
        Field::text("bill", "Bill"),
        Field::text("period", "Period"),
        DATE,
        Field::figures("units", "Units"),
        Field::total("amount", "This bill"),
        Field::figures("payable", "Payable"),
    ],
    read: bills,
};

pub const READINGS: ConsumerList = ConsumerList {
    name: "readings",
    title: "Readings",
    fields: &[
        DATE,
        Field::figures("reading", "Reading"),
        Field::text("source", "By"),
        Field::text("entered_by", "Entered by"),
        Field::text("use", "Used for"),
    ],
    read: |source, no| Ok(entries(source, no)?.iter().rev().flat_map(readings).collect()),
};

pub const RECEIPTS: ConsumerList = ConsumerList {
    name: "receipts",
    title: "Receipts",
    fields: &[Field::text("receipt", "Receipt"), DATE, Field::text("modes", "Paid by"), Field::total("amount", "Amount")],
    read: receipts,
};

pub const HISTORY: ConsumerList = ConsumerList {
    name: "history",
    title: "History",
    fields: &[
        DATE,
        Field::text("kind", "Kind"),
        Field::text("what", "What happened"),
        Field::text("status", "Status"),
        Field::text("user", "By"),
    ],
    read: |source, no| Ok(life(source, no)?.iter().rev().map(happened).collect()),
};

/// What waits or waited for someone about the consumer, open and done (`R-5`).
pub const CASES: ConsumerList = ConsumerList {
    name: "cases",
    title: "Cases",
    fields: &[
        Field::text("date", "Made"),
        Field::text("what", "What"),
        Field::text("status", "Status"),
        Field::text("assigned", "Has it"),
        Field::text("type", "Type"),
    ],
    read: cases,
};

fn cases(source: &Source, no: ConsumerNo) -> Result<Vec<Line>, No> {
    let lens = Lens { profile: source.profile, now: source.now };
    let line = |item: work::Line| {
        let has = match &item.stands {
            work::Stands::Open(open) => open.assigned.clone().unwrap_or_else(|| open.role.code().to_owned()),
            work::Stands::Done { by, .. } => by.clone(),
        };
        let cells =
            vec![item.created.day().into(), item.message.as_str().into(), item.status().into(), has.into(), item.todo.word().into()];
        Line { key: item.key, cells }
    };
    Ok(work::of_consumer(source.conn, lens, no)?.into_iter().map(line).collect())
}

impl ConsumerList {
    /// The list on paper and in CSV, as a book is read: the oldest first.
    ///
    /// # Errors
    /// A fault of the data file.
    pub fn document(&self, source: &Source, no: ConsumerNo) -> Result<Document, No> {
        let column = |field: &Field| Column { name: field.name.to_owned(), figures: field.figures, counts: false, total: field.total };
        let mut table = Table::new(self.fields.iter().map(column).collect());
        for line in (self.read)(source, no)?.into_iter().rev() {
            table.row(line.cells);
        }
        let mut document = source.document(self.title);
        let name = read::card(source.conn, no)?.map(|card| card.personal.name).unwrap_or_default();
        document.meta = vec![pair("Consumer", format!("{no} {name}").trim_end()), pair("As on", source.today.dmy())];
        if table.columns.iter().any(|column| column.total) {
            document.meta.push(in_rupees());
        }
        Ok(document.with(Section::Table(table)))
    }
}

fn entries(source: &Source, no: ConsumerNo) -> Result<Vec<Entry>, No> {
    read::entries_of(source.conn, &Subject::Consumer(no))
}

fn account(source: &Source, no: ConsumerNo) -> Result<Vec<Line>, No> {
    let some = |amount: Money| if amount.is_zero() { Cell::Blank } else { amount.into() };
    let line = |line: read::LedgerLine| {
        let paper = line.paper.map(|paper| paper.to_string());
        let text = paper.as_ref().map_or_else(|| line.text.clone(), |paper| format!("{} {paper}", line.text));
        Line {
            key: paper.unwrap_or(line.entry),
            cells: vec![line.day.into(), text.into(), some(line.debit), some(line.credit), line.balance.into()],
        }
    };
    Ok(read::ledger(source.conn, no, "DUES")?.into_iter().rev().map(line).collect())
}

fn bills(source: &Source, no: ConsumerNo) -> Result<Vec<Line>, No> {
    let line = |bill: read::BillLine| {
        let number = bill.no.to_string();
        let shown = match (bill.standing, &bill.revised) {
            (false, _) => format!("{number} void"),
            (true, Some(_)) => format!("{number} revised"),
            (true, None) => number.clone(),
        };
        let cells = vec![
            shown.into(),
            bill.period.short().into(),
            bill.day.into(),
            Cell::Count(bill.units),
            bill.amount.into(),
            bill.payable.into(),
        ];
        Line { key: number, cells }
    };
    Ok(read::bills(source.conn, no)?.into_iter().map(line).collect())
}

fn receipts(source: &Source, no: ConsumerNo) -> Result<Vec<Line>, No> {
    let line = |receipt: read::ReceiptLine| {
        let modes = receipt.tenders.iter().map(Tender::text).collect::<Vec<_>>().join(", ");
        let number = receipt.no.to_string();
        Line { key: number.clone(), cells: vec![number.into(), receipt.day.into(), modes.into(), receipt.amount.into()] }
    };
    Ok(read::receipts_of(source.conn, no)?.into_iter().map(line).collect())
}

/// A consumer's life as a line, with what officers arranged about its items (`R-4`).
///
/// # Errors
/// A fault of the data file.
pub fn life(source: &Source, no: ConsumerNo) -> Result<Vec<Happening>, No> {
    let mut life = history(no, entries(source, no)?);
    let lens = Lens { profile: source.profile, now: source.now };
    let mut seen = HashSet::new();
    for item in work::of_consumer(source.conn, lens, no)? {
        // A case that came back stands there twice under one key.
        if seen.insert(item.key.clone()) {
            let log = arranged(source.conn, &item.key)?.log;
            life = with_arranged(life, &format!("{} {}", item.title, item.key), log);
        }
    }
    Ok(life)
}

fn happened(happening: &Happening) -> Line {
    let status = happening.change.as_ref().map_or(Cell::Blank, |change| change.arrow().into());
    let cells = vec![happening.day.into(), happening.group().into(), happening.told().into(), status, happening.user.as_str().into()];
    Line { key: happening.entry.clone(), cells }
}

/// The readings that an entry holds; a meter change holds two.
fn readings(entry: &Entry) -> Vec<Line> {
    let line = |reading: String, by: &str, used: String| Line {
        key: entry.name(),
        cells: vec![entry.day.into(), reading.into(), by.into(), entry.user.as_str().into(), used.into()],
    };
    let of = |reading: &ReadingFact, used: String| line(reading.value.to_string(), reading.source.words(), used);
    match &entry.fact {
        Fact::Paid(paid) => {
            let used = paid.bill.as_ref().map(|b| format!("bill of {}", b.bill.period.short())).unwrap_or_default();
            paid.reading.iter().map(|reading| of(reading, used.clone())).collect()
        }
        Fact::ReadingPosted(posted) => vec![of(&posted.reading, "posted".to_owned())],
        Fact::SupplyCut(cut) => cut.reading.iter().map(|reading| of(reading, "cut-off".to_owned())).collect(),
        Fact::SupplyRestored(restored) => vec![of(&restored.reading, "reconnection".to_owned())],
        Fact::FinalRead(last) => vec![of(&last.reading, "final bill".to_owned())],
        Fact::ApplicationStep(step) => step
            .done
            .iter()
            .filter_map(|done| match done {
                Effected::Connected(c) => Some(line(c.initial.to_string(), "initial reading", format!("meter {}", c.meter.no))),
                Effected::Energised { reading } => Some(of(reading, "supply on".to_owned())),
                done => done.ended().map(|end| of(&end.reading, "final bill".to_owned())),
            })
            .collect(),
        Fact::MeterChanged(change) => vec![
            line(change.initial.to_string(), "initial reading", format!("new meter {}", change.meter.no)),
            line(change.last.to_string(), "final reading", "old meter".to_owned()),
        ],
        Fact::ConsumerImported(import) => {
            vec![line(import.last_reading.to_string(), "former system", format!("read {}", import.last_reading_date.dmy()))]
        }
        _ => Vec::new(),
    }
}
