//! Payments that a close could not know of: it is made anew, and ends where a close that knew them would have ended (`L-13`).

use std::fs;
use std::path::Path;

use ebcm::acts::close::OrderClose;
use ebcm::acts::notice::ServeNotice;
use ebcm::acts::pay::Pay;
use ebcm::acts::user::AddUser;
use ebcm::base::{ConsumerNo, Day, Money};
use ebcm::folds::Consumer;
use ebcm::rules::role::Role;
use ebcm::store::open::FILE;
use rusqlite::Connection;
use serde_json::Value;

use super::faults_order::entries;
use crate::support::arrive::receive;
use crate::support::chance::Chance;
use crate::support::days::{HOW, Online};
use crate::support::office::{Office, exact_cash, reading_of, row};

const CONSUMERS: usize = 10;
const SEED: u64 = 1_995;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Two desks of one office that know the same consumers.
struct Two {
    here: tempfile::TempDir,
    there: tempfile::TempDir,
    consumers: Vec<ConsumerNo>,
}

fn copy(from: &Path) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    fs::copy(from.join(FILE), to.path().join(FILE)).unwrap();
    to
}

impl Two {
    fn begin(count: usize) -> Self {
        Self::owing(count, Money::ZERO)
    }

    fn owing(count: usize, arrears: Money) -> Self {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut office = Office::found_as(here.path(), "led", "KVT", HOW());
        let rows = (1..=count).map(|i| row(i, "DOM", None));
        let consumers = office.import_rows(
            rows.map(|mut row| {
                row.import.arrears = arrears;
                row
            })
            .collect(),
        );
        let imports = entries(office.desk.store().connection());
        let second = Office::found_desk(there.path(), "led", "KVT", 2, HOW());
        for raw in imports.iter().filter(|raw| raw.kind == "consumer-imported") {
            receive(second.desk.store().connection(), raw);
        }
        Self { here, there, consumers }
    }

    fn again(&self) -> Self {
        Self { here: copy(self.here.path()), there: copy(self.there.path()), consumers: self.consumers.clone() }
    }

    fn here(&self, date: &str) -> Office {
        Office::on(self.here.path(), HOW(), day(date)).unwrap()
    }

    fn there(&self, date: &str) -> Office {
        Office::on(self.there.path(), HOW(), day(date)).unwrap()
    }

    /// The other desk's clock is ahead: what it records from now on was recorded after that day.
    fn ahead(&self, date: &str) {
        let admin = AddUser { name: "stranger".to_owned(), roles: vec![Role::Je], password: "none".to_owned() };
        self.there(date).act("admin", &admin).unwrap();
    }

    /// What the other desk recorded arrives here.
    fn arrives(&self, date: &str) {
        let foreign = entries(&Connection::open(self.there.path().join(FILE)).unwrap());
        let office = self.here(date);
        foreign.iter().filter(|raw| raw.desk == "KVT-2").for_each(|raw| receive(office.desk.store().connection(), raw));
    }

    fn reclose(&self, date: &str) -> Vec<ConsumerNo> {
        let mut office = self.here(date);
        let clerk = office.session("clerk");
        office.desk.reclose(&clerk).unwrap()
    }

    fn close(&self, months: &[(&str, &str)]) {
        for (date, period) in months {
            let mut office = self.here(date);
            if office.close_month(period).is_err() {
                // The other desk says nothing of its counter.
                office.act("ae", &OrderClose { period: period.parse().unwrap(), reason: "no boat this week".to_owned() }).unwrap();
                office.close_month(period).unwrap();
            }
        }
    }
}

/// Pays by a reading, or dues alone.
fn pays(office: &mut Office, no: ConsumerNo, chance: &mut Chance) {
    if chance.coin() {
        let reading = 1_200 + chance.below(500);
        office.pay(no, reading).unwrap();
    } else {
        let amount = Money::from_rupees(i64::try_from(chance.below(400)).unwrap() + 1);
        let handed = ebcm::acts::money::Handed { keep: Some(amount), ..exact_cash(1_000) };
        office.act("clerk", &Pay { consumer: no, basis: None, handed, protest: None }).unwrap();
    }
}

/// A consumer without what may differ: the numbers of papers, that its case is listed for the officer, and which close looked at it last
/// (one made anew says so where it did nothing).
fn but_numbers(consumer: &Consumer) -> Value {
    let consumer = Consumer { withdrawn: Vec::new(), closed_in: None, closed_to: None, ..consumer.clone() };
    let mut value = serde_json::to_value(consumer).unwrap();
    blank(&mut value);
    value
}

fn blank(value: &mut Value) {
    match value {
        Value::String(text) if text.parse::<ebcm::base::PaperNo>().is_ok() => *text = text[..1].to_owned(),
        Value::Array(items) => items.iter_mut().for_each(blank),
        Value::Object(fields) => fields.values_mut().for_each(blank),
        _ => {}
    }
}

/// What stands of bills and closes, without their numbers, and the ledger's sums.
fn stands(office: &Office, no: ConsumerNo) -> Vec<String> {
    let conn = office.desk.store().connection();
    let mut all = Vec::new();
    for sql in [
        "SELECT period || ' ' || day || ' ' || units || ' ' || amount || ' ' || payable FROM bill WHERE consumer = ?1 AND standing ORDER BY 1",
        "SELECT period || ' ' || outcome || ' ' || was || ' ' || became || ' ' || billed || ' ' || bpsc || ' ' || cofee FROM closing
         WHERE consumer = ?1 AND stands AND outcome <> 'untouched' ORDER BY 1",
        "SELECT account || ' ' || sum(amount) FROM ledger WHERE consumer = ?1 GROUP BY account HAVING sum(amount) <> 0 ORDER BY 1",
    ] {
        let mut statement = conn.prepare(sql).unwrap();
        all.extend(statement.query_map([no.key()], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap));
    }
    all
}

const CLOSES: [(&str, &str); 8] = [
    ("2026-11-27", "2026-11"),
    ("2026-12-27", "2026-12"),
    ("2027-01-27", "2027-01"),
    ("2027-02-27", "2027-02"),
    ("2027-03-27", "2027-03"),
    ("2027-04-27", "2027-04"),
    ("2027-05-27", "2027-05"),
    ("2027-06-27", "2027-06"),
];

/// Whatever the payments, however many closes came before they were heard of, and whether the other desk's clock was right.
#[test]
fn l13_an_undone_close_ends_where_a_close_that_knew_would_have() {
    let master = Two::begin(CONSUMERS);
    let mut withdrawn = 0;
    for seed in SEED..SEED + 16 {
        let mut chance = Chance::seeded(seed);
        let late = master.again();
        let mut here = late.here("2026-11-05");
        here.open_counter();
        for no in &late.consumers[1..] {
            if chance.below(3) == 0 {
                pays(&mut here, *no, &mut chance);
            }
        }
        // Somebody has a bill, else there is nothing to close.
        here.pay(late.consumers[0], 1_720).unwrap();
        here.close_counter().unwrap();
        drop(here);
        if chance.coin() {
            late.ahead("2027-07-03");
        }
        let mut there = late.there("2026-11-18");
        there.open_counter();
        for no in &late.consumers[1..] {
            if chance.coin() {
                pays(&mut there, *no, &mut chance);
            }
        }
        there.close_counter().unwrap();
        drop(there);
        let known = late.again();
        let closes = &CLOSES[..1 + chance.below(8) as usize];

        late.close(closes);
        late.arrives("2027-07-05");
        withdrawn += late.reclose("2027-07-05").len();
        assert_eq!(late.reclose("2027-07-06"), [], "closed again once, seed {seed}");

        known.arrives("2026-11-20");
        known.close(closes);
        let (late_here, known_here) = (late.here("2027-07-06"), known.here("2027-07-06"));
        for no in &late.consumers {
            let (late, known) = (late_here.consumer(*no), known_here.consumer(*no));
            assert_eq!(but_numbers(&late), but_numbers(&known), "{no}, seed {seed}, {} closes", closes.len());
            assert_eq!(stands(&late_here, *no), stands(&known_here, *no), "{no}, seed {seed}");
        }
    }
    assert!(withdrawn > 30, "only {withdrawn} closes were made anew");
}

#[test]
fn l13_a_notice_served_late_stays_served_late_when_its_close_is_made_anew() {
    let two = Two::owing(2, Money::from_rupees(500));
    let [first, second] = two.consumers[..] else { panic!("two consumers") };
    let mut here = two.here("2026-11-05");
    here.open_counter();
    here.pay(first, 1_320).unwrap();
    here.close_counter().unwrap();
    drop(here);
    two.close(&CLOSES[..1]);
    let mut here = two.here("2026-12-12");
    here.act("clerk", &ServeNotice { consumer: second, day: day("2026-12-12") }).unwrap();
    let served = here.consumer(second).notice.unwrap();
    // Ten rupees of the five hundred: the notice is of another amount, and stands.
    let online = Online { consumer: second, reference: "P10".to_owned(), amount: Money::from_rupees(10), paid_on: day("2026-11-20") };
    here.act("clerk", &online).unwrap();
    drop(here);
    let notice = two.here("2026-12-13").consumer(second).notice.unwrap();
    assert_ne!(notice.no, served.no, "made anew, with a number of its own");
    assert_eq!((notice.period, notice.served, notice.cut_from), (served.period, served.served, served.cut_from));
}

/// The close of a month may be run before the month is over: a payment dated in its window may still come in that month.
#[test]
fn l13_a_late_payment_in_the_month_of_the_close_is_heard_at_once() {
    let two = Two::begin(2);
    let mut here = two.here("2026-11-05");
    here.open_counter();
    here.pay(two.consumers[0], 1_320).unwrap();
    here.close_counter().unwrap();
    drop(here);
    two.close(&CLOSES[..1]);
    let mut here = two.here("2026-11-28");
    let no = two.consumers[1];
    assert_eq!(here.consumer(no).status.code(), "BLTD");
    let owed = here.consumer(no).balance;
    let online = Online { consumer: no, reference: "P77".to_owned(), amount: owed, paid_on: day("2026-11-20") };
    here.act("clerk", &online).unwrap();
    let consumer = here.consumer(no);
    assert!(consumer.void.is_empty(), "the close waits to be made anew: {:?}", consumer.void);
    assert_eq!(consumer.status.code(), "LIVE");
    here.assert_whole();
}

#[test]
fn l4_a_receipt_that_was_anothers_makes_nobody_regular() {
    use ebcm::acts::posting::DecidePosting;
    use ebcm::acts::transfer::{Rightful, Transfer};
    let two = Two::begin(2);
    let [first, second] = two.consumers[..] else { panic!("two consumers") };
    let mut here = two.here("2026-11-05");
    here.open_counter();
    let done =
        here.act("clerk", &Pay { consumer: first, basis: Some(reading_of(1_320)), handed: exact_cash(1_000), protest: None }).unwrap();
    let receipt = done.papers().last().unwrap().clone();
    let wrong = Transfer { receipt, to: Rightful::Consumer(second), reason: "a wrong number typed".to_owned() };
    let made = here.act("clerk", &wrong).unwrap();
    here.act("ae", &DecidePosting { no: made.papers()[0].clone(), approve: true, remark: None }).unwrap();
    here.close_counter().unwrap();
    assert!(here.consumer(first).is_outstanding());
    drop(here);
    two.close(&CLOSES[..1]);
    assert_eq!(two.here("2026-11-28").consumer(first).status.code(), "BLTD");
}
