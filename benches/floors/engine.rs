//! `bill preview` in the engine: one-month bills a second on one core.

use std::hint::black_box;
use std::time::Instant;

use ebcm::acts::bill::{Basis, propose};
use ebcm::base::{Period, Units};
use ebcm::desk::Session;
use ebcm::journal::fact::Source;
use ebcm::rules::tariff::{MonthUse, Phase, Supply, price};
use ebcm::store::project::read_consumer;
use rust_decimal::Decimal;

use crate::sample;

pub fn run() {
    let dir = tempfile::tempdir().unwrap();
    let desk = sample::office(dir.path(), "led", "KVT", 10);
    let period = Period::new(2026, 11).unwrap();
    let supply = Supply { category: "DOM".to_owned(), would_be: None, phase: Phase::Single, load_kw: Decimal::from(2), load_kva: None };
    let count = 1_000_000_i64;

    let start = Instant::now();
    for i in 0..count {
        let month = MonthUse { period, units: Units::new(i % 400), charged: true };
        black_box(price(&desk.rules().tariffs, &supply, &[month]).unwrap());
    }
    println!("one-month bills priced: {:.2} million a second", count as f64 / start.elapsed().as_secs_f64() / 1e6);

    let no = desk.rules().profile.make_number("KVT", 1).unwrap();
    let consumer = read_consumer(desk.store().connection(), no).unwrap().unwrap();
    let session = Session::onlooker();
    let moment = desk.moment(&session);
    let basis = Basis::Reading { typed: "1345".to_owned(), source: Source::Own, rollover: false, confirmed: false };
    let count = 300_000;
    let start = Instant::now();
    for _ in 0..count {
        black_box(propose(&consumer, &basis, &moment).unwrap());
    }
    println!(
        "whole previews (reading checked, bill with its texts): {:.2} million a second",
        f64::from(count) / start.elapsed().as_secs_f64() / 1e6
    );
}
