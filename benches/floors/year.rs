//! A new desk of an office that has worked with the hub for a year.

use std::time::Instant;

use ebcm::acts::Act;
use ebcm::acts::bill::Basis;
use ebcm::acts::counter::{CloseCounter, OpenCounter};
use ebcm::acts::misc::Misc;
use ebcm::acts::money::Handed;
use ebcm::acts::pay::Pay;
use ebcm::base::{ConsumerNo, Day, Money};
use ebcm::desk::Desk;
use ebcm::journal::fact::Source;
use ebcm::rules::tender::Tender;

use crate::away::{count, hub, joined};
use crate::sample::{office, today};

/// Consumers of the office, each with a bill in the first month and a receipt in each.
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

/// A receipt of every consumer, the first month's for a bill, at a counter of that day.
fn bills(desk: &mut Desk, month: i32) {
    let clerk = desk.training_session("clerk").unwrap();
    let day: Day = today().plus_months(month);
    let profile = desk.rules().profile.clone();
    let consumer = |i: usize| -> ConsumerNo { profile.make_number("KVT", u32::try_from(i).unwrap()).unwrap() };
    let cash = |rupees| Handed { tenders: vec![Tender::cash(Money::from_rupees(rupees))], keep: None };
    // No two alike: what is alike packs to nothing.
    let pay = |i: usize| -> Box<dyn Act> {
        let typed = (1_250 + i * 7_919 % 700).to_string();
        let basis = Basis::Reading { typed, source: Source::Own, rollover: false, confirmed: true };
        if month == 0 {
            return Box::new(Pay { consumer: consumer(i), basis: Some(basis), handed: cash(5_000), protest: None });
        }
        let rupees = 50 + i64::try_from(i * 104_729 % 3_000).unwrap() + i64::from(month);
        let (head, remark) = ("SD".to_owned(), "more deposit".to_owned());
        Box::new(Misc { consumer: Some(consumer(i)), head, remark, amount: Money::from_rupees(rupees), handed: cash(rupees) })
    };
    let close: Box<dyn Act> = Box::new(CloseCounter { pieces: Vec::new(), other: Vec::new(), reason: Some("not counted".to_owned()) });
    let open: Option<Box<dyn Act>> = (month > 0).then(|| Box::new(OpenCounter { float: Money::ZERO }) as Box<dyn Act>);
    let acts = open.into_iter().chain((1..=CONSUMERS).map(pay)).chain([close]);
    desk.acts(&mut acts.map(|act| (clerk.clone(), day, act))).unwrap();
}
