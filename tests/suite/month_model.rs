//! Lives of chance, lived by the program and by a model of the rules written apart from it; compared at every act and every close.

use std::collections::BTreeMap;
use std::path::Path;

use ebcm::acts::bill::Basis;
use ebcm::acts::cheque::Dishonour;
use ebcm::acts::instalment::OrderInstalments;
use ebcm::acts::meter::{ChangeMeter, Stuck};
use ebcm::acts::money::Handed;
use ebcm::acts::notice::ServeNotice;
use ebcm::acts::pay::Pay;
use ebcm::acts::posting::DecidePosting;
use ebcm::acts::reading::{PostReading, Round, RoundRow};
use ebcm::acts::shows::Shows;
use ebcm::acts::supply::{CutSupply, CutWasMistaken, ReadFinal, RestoreSupply};
use ebcm::base::{ConsumerNo, Day, Money, No, Period};
use ebcm::desk::Done;
use ebcm::journal::Fact;
use ebcm::journal::fact::{BillIssued, ConsumerClosed, Instalment};
use ebcm::rules::bill::{Mark, Method};
use ebcm::rules::tender::{Mode, Tender};
use ebcm::store::open::FILE;
use rust_decimal::Decimal;

use crate::support::chance::Chance;
use crate::support::days::HOW;
use crate::support::model::{Bill, By, Closed, HOME, Life, OFFICE, SHOP};
use crate::support::office::{Office, reading_of, row};

const SEED: u64 = 1_910;
const MONTHS: i32 = 24;
/// How many lives in the ordinary run; `EBCM_TEST_LIVES` for more.
const LIVES: usize = 120;

fn lives() -> usize {
    std::env::var("EBCM_TEST_LIVES").ok().and_then(|n| n.parse().ok()).unwrap_or(LIVES)
}

/// A reading as the meter shows it; this office looks twice at each.
fn seen(reading: impl ToString) -> Shows {
    Shows::plain(reading.to_string()).confirmed()
}

fn seed() -> u64 {
    std::env::var("EBCM_TEST_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(SEED)
}

/// A consumer of the program beside its model.
struct Pair {
    no: ConsumerNo,
    life: Life,
    /// In a hundred: how often it pays when it could.
    pays: u64,
}

struct World {
    dir: tempfile::TempDir,
    office: Office,
    pairs: Vec<Pair>,
    chance: Chance,
    today: Day,
    cheques: u32,
    happened: BTreeMap<&'static str, u32>,
}

impl World {
    fn begin(count: usize) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut office = Office::found_as(dir.path(), "led", "KVT", HOW());
        let mut chance = Chance::seeded(seed());
        let last_actual: Period = "2026-10".parse().unwrap();
        let mut rows = Vec::new();
        let mut lives = Vec::new();
        for i in 1..=count {
            let (category, rates, department) = match i % 5 {
                3 => ("COM", SHOP, None),
                4 => ("GOV", OFFICE, Some("Public Works")),
                _ => ("DOM", HOME, None),
            };
            let mut row = row(i, category, department);
            if i % 3 == 0 {
                row.import.connected_on = Some("2025-03-11".parse::<Day>().unwrap().plus_days(i32::try_from(i * 7 % 400).unwrap()));
            }
            lives.push(Life::imported(rates, department.is_some(), row.import.connected_on, last_actual));
            rows.push(row);
        }
        let numbers = office.import_rows(rows);
        let pays = |chance: &mut Chance| [95, 95, 95, 60, 25, 8][chance.below(6) as usize];
        let pairs = numbers.into_iter().zip(lives).map(|(no, life)| Pair { no, life, pays: pays(&mut chance) }).collect();
        let today = "2026-11-12".parse().unwrap();
        Self { dir, office, pairs, chance, today, cheques: 0, happened: BTreeMap::new() }
    }

    fn day(&mut self, day: Day) {
        self.today = day;
        self.office = Office::on(self.dir.path(), HOW(), day).unwrap();
    }

    /// So often in a hundred.
    fn falls(&mut self, in_a_hundred: u64) -> bool {
        self.chance.below(100) < in_a_hundred
    }

    fn count(&mut self, what: &'static str) {
        *self.happened.entry(what).or_default() += 1;
    }

    #[track_caller]
    fn same(&self, i: usize, after: &str) {
        let Pair { no, life, .. } = &self.pairs[i];
        let consumer = self.office.consumer(*no);
        assert!(consumer.to_revise.is_empty() && consumer.void.is_empty(), "one desk alone leaves nothing to revise: {no} after {after}");
        let notice = consumer.notice.as_ref().map(|n| (n.period, n.served, n.cut_from));
        let modelled = life.notice.map(|n| (n.period, n.served, n.cut_from));
        assert_eq!(
            (consumer.status.code(), consumer.balance.paise(), notice),
            (life.stands.code(), life.balance, modelled),
            "{no} after {after} on {}: the program, then the model {life:#?}",
            self.today
        );
    }

    #[track_caller]
    fn same_bill(&self, i: usize, issued: &BillIssued, bill: &Bill) {
        let theirs = &issued.bill;
        let ours = (
            match theirs.method {
                Method::Actual => By::Reading,
                Method::Acm => By::Average,
                Method::Final => By::Last,
            },
            theirs.units.kwh(),
            theirs.bill_amount.paise(),
            theirs.cc.paise(),
            theirs.taken_back.cc.paise(),
            theirs.month_units.iter().map(|m| (m.period, m.units.kwh())).collect::<Vec<_>>(),
        );
        let modelled = (bill.by, bill.units(), bill.amount, bill.cc, bill.back, bill.months.clone());
        assert_eq!(ours, modelled, "the bill {} of {}: the program, then the model {:#?}", issued.no, self.pairs[i].no, self.pairs[i].life);
    }

    fn act(&mut self, user: &str, act: &dyn ebcm::acts::Act) -> Done {
        self.office.act(user, act).unwrap_or_else(|no| panic!("on {}: {} was refused: {no}", self.today, act.work()))
    }

    /// Everybody once, in the order of their numbers.
    fn each(&mut self, what: fn(&mut Self, usize)) {
        for i in 0..self.pairs.len() {
            what(self, i);
        }
    }

    /// L-12: the model names what is open at the window, and what it costs.
    fn comes_to_pay(&mut self, i: usize) {
        if !self.falls(self.pairs[i].pays / 2) {
            return;
        }
        let period = self.today.period();
        let life = &self.pairs[i].life;
        let open = matches!(life.stands.code().as_str(), "LIVE" | "BLTD") && !life.has_bill(period);
        let (stuck, government) = (life.stuck, life.government);
        let with_bill = open && !government && (stuck || !self.falls(15));
        let life = &self.pairs[i].life;
        let reading = (with_bill && !stuck).then_some(life.meter);
        let bill = with_bill.then(|| life.window_bill(reading, period));
        let rupees = life.asked(bill.as_ref(), period);
        if bill.is_none() && rupees == 0 {
            return;
        }
        let cash_only = life.cash_only_until.is_some_and(|until| self.today <= until);
        let cheque = (!cash_only && rupees > 0 && self.falls(20)).then(|| {
            self.cheques += 1;
            format!("{:06}", self.cheques)
        });
        let amount = Money::from_rupees(rupees);
        let tenders = match &cheque {
            Some(number) => vec![Tender::instrument(Mode::Cheque, amount, "SBI", number, self.today)],
            None if rupees == 0 => vec![],
            None => vec![Tender::cash(amount)],
        };
        let basis = bill.as_ref().map(|_| reading.map_or(Basis::Acm, |r| reading_of(r.try_into().unwrap())));
        let pay = Pay { consumer: self.pairs[i].no, basis, handed: Handed { tenders, keep: None }, protest: None };
        let done = self.act("clerk", &pay);
        if let (Some(bill), Fact::Paid(paid)) = (&bill, &done.entries[0].fact) {
            self.same_bill(i, paid.bill.as_ref().unwrap(), bill);
        }
        self.count(if bill.is_some() { "paid with a bill" } else { "paid dues alone" });
        let today = self.today;
        self.pairs[i].life.pay(bill.as_ref().map(|b| (b, reading)), rupees, today, cheque);
        self.same(i, "a payment");
    }

    fn readings_come(&mut self, i: usize) {
        let life = &self.pairs[i].life;
        let open = matches!(life.stands.code().as_str(), "LIVE" | "BLTD") && !life.stuck;
        let often = if life.government { 75 } else { 6 };
        if !open || !self.falls(often) {
            return;
        }
        let life = &self.pairs[i].life;
        let (meter, government) = (life.meter, life.government);
        let surprise = !government && self.chance.coin();
        let round = if government {
            Round::Government
        } else if surprise {
            Round::Surprise
        } else {
            Round::Reader
        };
        let row = RoundRow { consumer: self.pairs[i].no, reading: seen(meter), day: self.today };
        self.act("clerk", &PostReading { round, row });
        let today = self.today;
        self.pairs[i].life.post_reading(meter, today);
        self.count("reading without a bill");
    }

    fn cheques_come_back(&mut self, i: usize) {
        for number in self.pairs[i].life.cheques_since(4) {
            if self.falls(8) {
                self.act("clerk", &Dishonour { bank: "SBI".to_owned(), number: number.clone(), charge: None });
                let today = self.today;
                let surcharges = self.pairs[i].life.bounce(&number, today);
                self.count("cheque dishonoured");
                if surcharges > 0 {
                    self.count("cheque dishonoured, with surcharges");
                }
                self.same(i, "a dishonoured cheque");
            }
        }
    }

    fn officers_work(&mut self, i: usize) {
        let no = self.pairs[i].no;
        let today = self.today;
        let life = &self.pairs[i].life;
        let (owed, code) = (life.balance, life.stands.code());
        if (code == "BLTD" || code.starts_with("DIS")) && owed > 60_000 && !life.has_order() && self.falls(12) {
            let third = owed / 300 * 100;
            let period = today.period();
            let parts = vec![(period.day(20), third), (period.next().day(20), third), (period.plus(2).day(20), owed - 2 * third)];
            let part = |p: &(Day, i64)| Instalment { day: p.0, amount: Money::from_paise(p.1) };
            let order = OrderInstalments { consumer: no, parts: parts.iter().map(part).collect(), reason: "a poor season".to_owned() };
            self.act("ae", &order);
            self.pairs[i].life.order(parts);
            self.count("instalments ordered");
        }
        let served = self.pairs[i].life.notice.filter(|n| n.served < today);
        if served.is_some() && self.falls(15) {
            self.act("clerk", &ServeNotice { consumer: no, day: today });
            self.pairs[i].life.serve(today);
            self.count("notice served late");
        }
        self.same(i, "the office's work");
    }

    /// The junior engineer goes round: cuts, or is refused.
    fn engineer_cuts(&mut self, i: usize) {
        let (no, today) = (self.pairs[i].no, self.today);
        let life = &self.pairs[i].life;
        if life.stands.code() != "BLTD" || !self.falls(35) {
            return;
        }
        let life = &self.pairs[i].life;
        let reading = (self.chance.coin() && !life.stuck).then_some(life.meter);
        let cut = CutSupply { consumer: no, day: today, reading: reading.map(seen), remark: String::new() };
        if !self.pairs[i].life.may_be_cut(today) {
            assert!(matches!(self.office.act("je", &cut), Err(No::Refused(refusal)) if refusal.rule == "L-15"), "{no} on {today}");
            return self.count("cut refused");
        }
        let done = self.act("je", &cut);
        let bill = self.pairs[i].life.cut(today, reading);
        if let (Some(bill), Fact::SupplyCut(cut)) = (&bill, &done.entries[0].fact) {
            self.same_bill(i, cut.bill.as_ref().unwrap(), bill);
        }
        self.count(if bill.is_some() { "cut with a reading" } else { "cut" });
        self.same(i, "a cut");
    }

    fn engineer_restores(&mut self, i: usize) {
        let (no, today) = (self.pairs[i].no, self.today);
        let code = self.pairs[i].life.stands.code();
        if self.pairs[i].life.can_be_mistaken() && self.falls(15) {
            let made = self.act("je", &CutWasMistaken { consumer: no, reason: "the neighbour's".to_owned() });
            self.act("ae", &DecidePosting { no: made.papers()[0].clone(), approve: true, remark: None });
            self.pairs[i].life.cut_was_mistaken(today);
            self.count("cut was mistaken");
        } else if code.starts_with("PNR") && self.falls(60) {
            let life = &self.pairs[i].life;
            let reading = if life.stuck { life.lowest() } else { life.meter };
            self.act("je", &RestoreSupply { consumer: no, day: today, reading: seen(reading) });
            self.pairs[i].life.reconnect(reading, today);
            self.count("reconnected");
        } else if code == "PDNP" && !self.pairs[i].life.stuck && self.falls(25) {
            let reading = self.pairs[i].life.meter;
            let done = self.act("je", &ReadFinal { consumer: no, day: today, reading: seen(reading) });
            let bill = self.pairs[i].life.last_reading(reading, today);
            if let Fact::FinalRead(read) = &done.entries[0].fact {
                self.same_bill(i, &read.bill, &bill);
            }
            self.count("final reading");
        }
        self.same(i, "a restored supply");
    }

    fn engineer_sees_to_meters(&mut self, i: usize) {
        let (no, today) = (self.pairs[i].no, self.today);
        if !matches!(self.pairs[i].life.stands.code().as_str(), "LIVE" | "BLTD") {
            return;
        }
        let (stuck, meter) = (self.pairs[i].life.stuck, self.pairs[i].life.meter);
        if !stuck && self.falls(3) {
            self.act("je", &Stuck { consumer: no, day: today });
            self.pairs[i].life.stuck = true;
            self.count("meter stuck");
        } else if self.falls(if stuck { 30 } else { 2 }) {
            let last = if stuck { self.pairs[i].life.lowest() } else { meter };
            let initial = i64::try_from(self.chance.below(40)).unwrap();
            let change = ChangeMeter {
                consumer: no,
                last: seen(last),
                meter: format!("N{no}{}", today.period()),
                digits: 6,
                factor: Decimal::ONE,
                initial: initial.to_string(),
            };
            self.act("je", &change);
            if stuck {
                self.pairs[i].life.change_stuck_meter(initial, today);
                self.count("stuck meter changed");
            } else {
                self.pairs[i].life.change_meter(initial);
                self.count("meter changed");
            }
        }
    }

    fn month_passes(&mut self) {
        for i in 0..self.pairs.len() {
            let units = self.chance.below(if i % 4 == 0 { 420 } else { 180 });
            let life = &mut self.pairs[i].life;
            if !life.stuck && matches!(life.stands.code().as_str(), "LIVE" | "BLTD") {
                life.meter += i64::try_from(units).unwrap();
            }
            if self.chance.below(12) == 0 {
                self.pairs[i].pays = [95, 95, 60, 25, 8][self.chance.below(5) as usize];
            }
        }
    }

    fn close(&mut self, period: Period) {
        let run_on = self.today;
        let closed = self.office.close_month(&period.to_string()).unwrap();
        assert_eq!(closed.run_on, run_on);
        let mut theirs = closed_by(self.dir.path(), period);
        let (mut billed, mut surcharges, mut fees) = (0, 0, 0);
        for i in 0..self.pairs.len() {
            let before = self.pairs[i].life.clone();
            let did = self.pairs[i].life.close(period, run_on);
            let fact = theirs.remove(&self.pairs[i].no);
            match (&fact, &did) {
                (None, None) => {}
                (Some(fact), Some(did)) => self.same_close(i, fact, did),
                _ => panic!("{} at the close of {period}: the program {fact:#?}, the model {did:#?}, before {before:#?}", self.pairs[i].no),
            }
            if let Some(did) = did {
                billed += did.bill.as_ref().map_or(0, |b| b.amount);
                surcharges += did.surcharge;
                fees += did.fee;
                self.count(CLOSES.into_iter().find(|name| name.starts_with(&did.to.code()[..3])).unwrap());
            }
            self.same(i, "the close");
        }
        let totals = (closed.totals.billed.paise(), closed.totals.bpsc.paise(), closed.totals.cofee.paise());
        assert_eq!(totals, (billed, surcharges, fees), "the report of {period}");
        assert_eq!(totals, ledger_of(self.dir.path(), period), "the ledger of {period}");
    }

    #[track_caller]
    fn same_close(&self, i: usize, fact: &ConsumerClosed, did: &Closed) {
        assert_eq!(fact.bill.is_some(), did.bill.is_some(), "{fact:#?} {did:#?} {:#?}", self.pairs[i].life);
        if let (Some(issued), Some(bill)) = (&fact.bill, &did.bill) {
            self.same_bill(i, issued, bill);
            assert_eq!(issued.bill.marks.contains(&Mark::DoorLock), did.door_lock);
        }
        let notice = fact.notice.as_ref().map(|n| (n.served, n.cut_from, n.due));
        let modelled = did.notice.map(|n| (n.served, n.cut_from, n.period.next().day(20)));
        assert_eq!(
            (fact.to.code(), fact.bpsc.paise(), fact.cofee.paise(), notice),
            (did.to.code(), did.surcharge, did.fee, modelled),
            "{} by the program, then by the model: {:#?}",
            self.pairs[i].no,
            self.pairs[i].life
        );
    }
}

const CLOSES: [&str; 6] =
    ["LIVE by the close", "BLTD by the close", "DIS by the close", "PNR by the close", "PDNP by the close", "DEAA by the close"];

fn closed_by(dir: &Path, period: Period) -> BTreeMap<ConsumerNo, ConsumerClosed> {
    let conn = rusqlite::Connection::open(dir.join(FILE)).unwrap();
    let mut statement = conn.prepare("SELECT body FROM entry WHERE kind = 'consumer-closed' AND day = ?1").unwrap();
    let bodies = statement.query_map([period.last_day().to_string()], |row| row.get::<_, String>(0)).unwrap();
    bodies
        .map(|body| match serde_json::from_str(&body.unwrap()).unwrap() {
            Fact::ConsumerClosed(closed) => (closed.consumer, *closed),
            other => panic!("{other:?}"),
        })
        .collect()
}

/// Bills, surcharges and fees that the closes' entries put into the ledger.
fn ledger_of(dir: &Path, period: Period) -> (i64, i64, i64) {
    let conn = rusqlite::Connection::open(dir.join(FILE)).unwrap();
    let sum = |condition: &str| -> i64 {
        let sql = format!(
            "SELECT coalesce(sum(l.amount), 0) FROM ledger l JOIN entry e ON e.desk = l.desk AND e.seq = l.seq
             WHERE e.kind = 'consumer-closed' AND e.day = ?1 AND {condition}"
        );
        conn.query_row(&sql, [period.last_day().to_string()], |row| row.get(0)).unwrap()
    };
    let (bpsc, cofee) = (-sum("l.account = 'BPSC'"), -sum("l.account = 'COFEE'"));
    (sum("l.account = 'DUES'") - bpsc - cofee, bpsc, cofee)
}

/// What the lives must have held, to prove what they say.
const HAPPENS: [&str; 22] = [
    "paid with a bill",
    "paid dues alone",
    "reading without a bill",
    "cheque dishonoured",
    "cheque dishonoured, with surcharges",
    "instalments ordered",
    "notice served late",
    "cut",
    "cut refused",
    "cut with a reading",
    "cut was mistaken",
    "reconnected",
    "final reading",
    "meter stuck",
    "stuck meter changed",
    "meter changed",
    "LIVE by the close",
    "BLTD by the close",
    "DIS by the close",
    "PNR by the close",
    "PDNP by the close",
    "DEAA by the close",
];

#[test]
fn lives_of_chance_are_the_same_by_the_program_and_by_a_model_written_apart() {
    let mut world = World::begin(lives());
    let first: Period = "2026-11".parse().unwrap();
    for period in (0..MONTHS).map(|m| first.plus(m)) {
        world.month_passes();
        world.day(period.day(6));
        world.each(World::officers_work);
        for day in [8, 18, 24] {
            world.day(period.day(day));
            world.office.open_counter();
            world.each(World::comes_to_pay);
            world.office.close_counter().unwrap();
            if day == 8 {
                world.day(period.day(12));
                world.each(World::readings_come);
                world.each(World::cheques_come_back);
            }
            if day == 18 {
                world.day(period.day(22));
                world.each(World::engineer_cuts);
            }
        }
        world.day(period.day(25));
        world.each(World::engineer_restores);
        world.each(World::engineer_sees_to_meters);
        // Mostly at once; now and then some days into the next month, so that notices are served later.
        let late = if world.falls(25) { 5 + i32::try_from(world.chance.below(4)).unwrap() } else { 1 };
        world.day(period.day(25).plus_days(late));
        world.close(period);
    }
    world.office.assert_whole();
    let missing: Vec<_> = HAPPENS.into_iter().filter(|what| !world.happened.contains_key(what)).collect();
    assert!(missing.is_empty(), "never happened: {missing:?} of {:?}", world.happened);
    println!("{} lives, seed {}: {:?}", lives(), seed(), world.happened);
}
