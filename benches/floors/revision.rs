//! A revision over two years: every bill from the first on made anew at each key; beside one fold of the same entries.

use std::hint::black_box;
use std::time::Instant;

use ebcm::acts::bill::{Basis, propose};
use ebcm::acts::revision::Past;
use ebcm::acts::{Moment, Rules};
use ebcm::base::{DeskId, FinYear, Money, PaperKind, PaperNo, Period};
use ebcm::folds::consumer;
use ebcm::folds::rows::Rows;
use ebcm::journal::chain::Hash;
use ebcm::journal::fact::{BillIssued, Paid, Receipt, Source};
use ebcm::journal::{Entry, Fact, Hlc};
use ebcm::rules::revision::{Change, Named};
use ebcm::store::read;

use crate::sample;

const MONTHS: i32 = 24;
const TIMES: u32 = 200;

/// One consumer who brings a reading each month, and pays what it comes to.
fn life(rules: &Rules, first: Entry, no: ebcm::base::ConsumerNo) -> Vec<Entry> {
    let desk: DeskId = first.desk.clone();
    let mut entries = vec![first];
    let mut state = consumer::fold(None, no, &entries[0], &mut Rows::default()).unwrap();
    let begins: Period = state.last_actual;
    for month in 1..=MONTHS {
        let period = begins.plus(month);
        let day = period.day(10);
        let typed = (state.meter.base.value + 100 + u64::try_from(month).unwrap()).to_string();
        let moment = Moment { rules, desk: &desk, day, time: "10:00".to_owned(), user: "clerk", roles: &[] };
        let basis = Basis::Reading { typed, source: Source::Own, rollover: false, confirmed: true };
        let made = propose(&state, &basis, &moment).unwrap();
        let number = |kind| PaperNo { kind, desk: desk.clone(), year: FinYear::of(day), number: u32::try_from(month).unwrap() };
        let amount = made.bill.collect;
        let tenders = vec![ebcm::rules::tender::Tender::cash(amount)];
        let no_of = number(PaperKind::Receipt);
        let receipt = Receipt { no: no_of, amount, tenders, tendered: amount, change: Money::ZERO, time: "10:00".to_owned() };
        let bill = Some(BillIssued { no: number(PaperKind::Bill), bill: made.bill });
        let fact = Fact::Paid(Box::new(Paid { consumer: no, period, reading: made.reading, bill, receipt, protest: None }));
        let seq = i64::from(month) + 10_000_000;
        let (user, hash) = ("clerk".to_owned(), Hash::ZERO);
        let entry =
            Entry { desk: desk.clone(), seq, at: Hlc::from_raw(i64::MAX / 2 + seq), day, user, fact, personal: None, apart: false, hash };
        state = consumer::fold(Some(state), no, &entry, &mut Rows::default()).unwrap();
        entries.push(entry);
    }
    entries
}

pub fn run() {
    let dir = tempfile::tempdir().unwrap();
    let desk = sample::office(dir.path(), "led", "KVT", 10);
    let no = desk.rules().profile.make_number("KVT", 1).unwrap();
    let subject = ebcm::journal::Subject::Consumer(no);
    let first = read::entries_of(desk.store().connection(), &subject).unwrap().remove(0);
    let entries = life(desk.rules(), first, no);
    let past = Past::of(no, &entries).unwrap();
    let bill = past.issued[0].bill;
    let value = bill.bill.reading.unwrap().value - 40;
    let change = [Change::Reading { bill: Named::Bill(bill.no.clone()), value, rollover: false }];

    let start = Instant::now();
    for _ in 0..TIMES {
        black_box(Past::of(no, &entries).unwrap());
    }
    let floor = start.elapsed() / TIMES;
    let start = Instant::now();
    for _ in 0..TIMES {
        let revision = Past::of(no, &entries).unwrap().revise(&change, desk.rules()).unwrap();
        black_box(revision);
    }
    let each = start.elapsed() / TIMES;
    println!("{} bills folded: {floor:?}; worked out anew: {each:?}", past.issued.len());
}
