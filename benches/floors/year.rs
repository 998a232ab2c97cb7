//! A new desk of an office that has worked with the hub for a year.

use std::time::Instant;

use ebcm::acts::Act;
use ebcm::acts::bill::Basis;
use ebcm::acts::counter::{CloseCounter, OpenCounter};
use ebcm::acts::money::Handed;
use ebcm::acts::pay::Pay;
use ebcm::base::{ConsumerNo, Day, Money};
use ebcm::desk::Desk;
use ebcm::journal::fact::Source;
use ebcm::rules::tender::Tender;

use crate::away::{count, hub, joined};
use crate::sample::{office, today};

/// Consumers of the office, each with a reading, a bill and a receipt in each month.
const CONSUMERS: usize = 25_000;
const MONTHS: i32 = 12;

pub fn run() {
    let dir = tempfile::tempdir().unwrap();
    let (address, code) = hub(&dir.path().join("hub"));
    let mut first = office(&dir.path().join("1"), "led", "KVT", CONSUMERS);
    let start = Instant::now();
    (0..MONTHS).for_each(|month| bills(&mut first, month));
    println!("{} entries are made after {:.1?}", count(&first), start.elapsed());
    drop(first);
    let start = Instant::now();
    joined(&dir.path().join("1"), &address, code("KVT"));
    println!("the hub has them after {:.1?}", start.elapsed());
    let start = Instant::now();
    let (second, bytes) = joined(&dir.path().join("2"), &address, code("KVT"));
    println!("a new desk with {} entries is ready after {:.1?}; {bytes} bytes came after its founding", count(&second), start.elapsed());
}

/// Every consumer's bill of a month, paid, at a counter of that day.
fn bills(desk: &mut Desk, month: i32) {
    let clerk = desk.training_session("clerk").unwrap();
    let day: Day = today().plus_months(month);
    let profile = desk.rules().profile.clone();
    let consumer = |i: usize| -> ConsumerNo { profile.make_number("KVT", u32::try_from(i).unwrap()).unwrap() };
    let pay = |i: usize| -> Box<dyn Act> {
        // No two alike: what is alike packs to nothing.
        let typed = (1_250 + usize::try_from(month).unwrap() * 150 + i * 7_919 % 100).to_string();
        let basis = Basis::Reading { typed, source: Source::Own, rollover: false, confirmed: true };
        let handed = Handed { tenders: vec![Tender::cash(Money::from_rupees(5_000))], keep: None };
        Box::new(Pay { consumer: consumer(i), basis: Some(basis), handed, protest: None })
    };
    let close: Box<dyn Act> = Box::new(CloseCounter { pieces: Vec::new(), other: Vec::new(), reason: Some("not counted".to_owned()) });
    let open: Option<Box<dyn Act>> = (month > 0).then(|| Box::new(OpenCounter { float: Money::ZERO }) as Box<dyn Act>);
    let acts = open.into_iter().chain((1..=CONSUMERS).map(pay)).chain([close]);
    desk.acts(&mut acts.map(|act| (clerk.clone(), day, act))).unwrap();
}
