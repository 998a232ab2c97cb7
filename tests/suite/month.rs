//! The month close and what follows it, through the desk's own acts (`lifecycle.md`).

use ebcm::acts::cheque::Dishonour;
use ebcm::acts::instalment::OrderInstalments;
use ebcm::acts::money::Handed;
use ebcm::acts::notice::ServeNotice;
use ebcm::acts::pay::Pay;
use ebcm::acts::posting::DecidePosting;
use ebcm::acts::shows::Shows;
use ebcm::acts::supply::{CutSupply, CutWasMistaken, ReadFinal, RestoreSupply};
use ebcm::base::{ConsumerNo, Day, Money, No};
use ebcm::desk::Done;
use ebcm::journal::Fact;
use ebcm::journal::fact::{Instalment, Outcome};
use ebcm::rules::tender::{Mode, Tender};

use crate::support::office::{Office, row};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn rupees(rupees: i64) -> Money {
    Money::from_rupees(rupees)
}

fn refused<T: std::fmt::Debug>(result: Result<T, No>) -> (String, String) {
    match result {
        Err(No::Refused(refusal)) => (refusal.rule.into_owned(), refusal.message),
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// An office whose consumers were last read in August 2026 by the worked example's figures.
struct Life {
    dir: tempfile::TempDir,
    office: Office,
    no: ConsumerNo,
}

impl Life {
    fn begin() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl Fn(&mut ebcm::journal::fact::ConsumerImported)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        drop(Office::found(dir.path()));
        let mut office = on(dir.path(), "2026-11-05");
        let mut first = row(1, "DOM", None);
        change(&mut first.import);
        let rows = vec![first, row(2, "DOM", None)];
        let no = office.import_rows(rows)[0];
        Self { dir, office, no }
    }

    /// The desk on another day.
    fn on(self, date: &str) -> Self {
        let Self { dir, office, no } = self;
        drop(office);
        let office = on(dir.path(), date);
        Self { dir, office, no }
    }

    fn status(&self) -> String {
        self.office.consumer(self.no).status.code()
    }

    fn balance(&self) -> Money {
        self.office.consumer(self.no).balance
    }

    fn pay(&mut self, reading: u64) -> Done {
        self.office.open_counter();
        let done = self.office.pay(self.no, reading).unwrap();
        self.office.close_counter().unwrap();
        done
    }

    fn dues(&mut self, amount: i64) -> Done {
        self.office.open_counter();
        let handed = Handed { tenders: vec![Tender::cash(rupees(amount))], keep: None };
        let done = self.office.act("clerk", &Pay { consumer: self.no, basis: None, handed, protest: None }).unwrap();
        self.office.close_counter().unwrap();
        done
    }

    fn close(&mut self, period: &str) -> ebcm::folds::month::Closed {
        self.office.close_month(period).unwrap()
    }

    fn cut(&mut self, date: &str) -> Result<Done, No> {
        self.office.act("je", &CutSupply { consumer: self.no, day: day(date), reading: None, remark: String::new() })
    }

    fn restore(&mut self, date: &str, reading: &str) -> Result<Done, No> {
        self.office.act("je", &RestoreSupply { consumer: self.no, day: day(date), reading: Shows::plain(reading) })
    }
}

fn on(dir: &std::path::Path, date: &str) -> Office {
    Office::on(dir, ebcm::store::open::How::default(), day(date)).unwrap()
}

/// November is paid, December not.
fn belated() -> Life {
    let mut life = Life::begin();
    life.pay(1_320);
    life = life.on("2026-11-27");
    life.close("2026-11");
    assert_eq!(life.status(), "LIVE");
    life = life.on("2026-12-27");
    let closed = life.close("2026-12");
    assert_eq!(closed.totals.of(Outcome::Belated), 1, "the other was belated a month before");
    assert_eq!(life.status(), "BLTD");
    life
}

#[test]
fn l5_l6_an_average_bill_a_surcharge_a_notice() {
    let life = belated();
    let consumer = life.office.consumer(life.no);
    let notice = consumer.notice.clone().unwrap();
    assert_eq!((notice.served, notice.cut_from, notice.due), (day("2027-01-01"), day("2027-01-21"), day("2027-01-20")));
    let bill = consumer.last_bill.unwrap();
    assert_eq!(bill.payable, consumer.balance, "the close's bill shows its own surcharge");
    assert!(consumer.since_bill.is_empty());
    let queued: i64 = life
        .office
        .desk
        .store()
        .connection()
        .query_row("SELECT count(*) FROM outbox WHERE template = 'notice' AND paper = ?1", [notice.no.to_string()], |r| r.get(0))
        .unwrap();
    assert_eq!(queued, 1, "L-15: an SMS is queued");
    life.office.assert_whole();
}

#[test]
fn l3_a_close_run_again_gives_the_same_and_records_nothing() {
    let mut life = belated();
    let entries = life.office.desk.store().connection().query_row("SELECT count(*) FROM entry", [], |r| r.get::<_, i64>(0)).unwrap();
    let first = life.close("2026-12");
    let again = life.close("2026-12");
    assert_eq!(first, again);
    let after = life.office.desk.store().connection().query_row("SELECT count(*) FROM entry", [], |r| r.get::<_, i64>(0)).unwrap();
    assert_eq!(entries, after);
}

#[test]
fn l2_not_in_the_window_not_before_the_month_before_not_while_a_counter_is_open() {
    let mut life = Life::begin();
    life.pay(1_320);
    assert_eq!(refused(life.office.close_month("2026-11")).0, "L-2");
    life.office.open_counter();
    let mut life = life.on("2026-11-27");
    let (rule, message) = refused(life.office.close_month("2026-11"));
    assert!(rule == "L-2" && message.contains("counter of 05-11-2026 is open"), "{message}");
    life.office.close_counter().unwrap();
    let mut life = life.on("2026-12-27");
    let (rule, message) = refused(life.office.close_month("2026-12"));
    assert!(rule == "L-2" && message.contains("Nov 2026 is missing"), "{message}");
    life.close("2026-11");
    life.close("2026-12");
}

#[test]
fn l1_no_payment_while_the_month_before_is_not_closed() {
    let mut life = Life::begin();
    life.pay(1_320);
    let mut life = life.on("2026-12-05");
    life.office.open_counter();
    assert_eq!(refused(life.office.pay(life.no, 1_400)).0, "L-1");
    life.close("2026-11");
    life.office.pay(life.no, 1_400).unwrap();
}

#[test]
fn l15_the_engineer_is_refused_before_the_earliest_day() {
    let life = belated();
    let mut life = life.on("2027-01-20");
    let (rule, message) = refused(life.cut("2027-01-20"));
    assert!(rule == "L-15" && message.contains("21-01-2027"), "{message}");
    life.office.act("clerk", &ServeNotice { consumer: life.no, day: day("2027-01-10") }).unwrap();
    let mut life = life.on("2027-01-25");
    assert!(refused(life.cut("2027-01-25")).1.contains("26-01-2027"));
    let mut life = life.on("2027-01-26");
    life.cut("2027-01-26").unwrap();
    assert_eq!(life.status(), "DIS1");
    life.office.assert_whole();
}

#[test]
fn l12_paid_then_reconnected_by_the_engineer_alone() {
    let mut life = belated().on("2027-01-22");
    life.cut("2027-01-22").unwrap();
    let owed = life.balance();
    assert_eq!(refused(life.restore("2027-01-22", "1330")).0, "L-12");
    let due = i64::try_from(i128::from((owed.paise() + 50) / 100)).unwrap();
    life.dues(due);
    assert_eq!(life.status(), "PNR1");
    assert_eq!(refused(life.cut("2027-01-22")).0, "L-12");
    life.restore("2027-01-22", "1330").unwrap();
    let consumer = life.office.consumer(life.no);
    assert_eq!((consumer.status.code().as_str(), consumer.cut.is_none()), ("LIVE", true));
    assert!(consumer.since_bill.iter().any(|line| line.text == "Reconnection charge"), "{:?}", consumer.since_bill);
    life.office.assert_whole();
    // Reconnected in January and without a bill of January: the close leaves it alone (L-5).
    let mut life = life.on("2027-01-27");
    life.close("2027-01");
    assert_eq!(life.status(), "LIVE");
}

#[test]
fn l7_l8_down_to_permanent_and_paid_at_last() {
    let mut life = belated();
    let mut surcharges = 1;
    for (date, period, status) in [
        ("2027-01-27", "2027-01", "DIS1"),
        ("2027-02-27", "2027-02", "DIS2"),
        ("2027-03-27", "2027-03", "DIS3"),
        ("2027-04-27", "2027-04", "DIS4"),
        ("2027-05-27", "2027-05", "DIS5"),
        ("2027-06-27", "2027-06", "PDNP"),
    ] {
        life = life.on(date);
        let before = life.balance();
        let closed = life.close(period);
        assert_eq!(life.status(), status, "{period}");
        if status == "PDNP" {
            assert_eq!(closed.totals.bpsc, Money::ZERO);
        } else {
            assert!(life.balance() > before);
            surcharges += 1;
        }
    }
    assert_eq!(surcharges, 6, "L-8: six surcharges in all");
    life.office.assert_whole();
    // January, in which the close cut it, had supply and no bill.
    let bills = ebcm::store::read::bills(life.office.desk.store().connection(), life.no).unwrap();
    assert_eq!(bills.len(), 3, "{bills:?}");
    let mut life = life.on("2027-07-03");
    life.office.act("je", &ReadFinal { consumer: life.no, day: day("2027-07-03"), reading: Shows::plain("1500") }).unwrap();
    assert_eq!(life.status(), "PDNP");
    let due = (life.balance().paise() + 50) / 100;
    life.dues(due);
    assert_eq!(life.status(), "DEAA");
    life.office.assert_whole();
}

#[test]
fn l12_a_mistaken_cut_is_taken_back_with_the_officers_word() {
    let mut life = belated().on("2027-01-22");
    life.cut("2027-01-22").unwrap();
    let made = life.office.act("je", &CutWasMistaken { consumer: life.no, reason: "the neighbour's service".to_owned() }).unwrap();
    assert_eq!(life.status(), "DIS1");
    life.office.act("ae", &DecidePosting { no: made.papers()[0].clone(), approve: true, remark: None }).unwrap();
    let consumer = life.office.consumer(life.no);
    assert_eq!((consumer.status.code().as_str(), consumer.cut.is_none()), ("BLTD", true));
}

#[test]
fn l12_a_dishonoured_cheque_brings_the_surcharges_of_the_closes_since() {
    let mut life = Life::begin();
    life.office.open_counter();
    let cheque = Tender::instrument(Mode::Cheque, rupees(1_000), "State Bank", "004512", day("2026-11-05"));
    let handed = Handed { tenders: vec![cheque], keep: None };
    let pay = Pay { consumer: life.no, basis: Some(crate::support::office::reading_of(1_320)), handed, protest: None };
    life.office.act("clerk", &pay).unwrap();
    life.office.close_counter().unwrap();
    let mut life = life.on("2026-11-27");
    life.close("2026-11");
    let done = life.office.act("clerk", &Dishonour { bank: "State Bank".to_owned(), number: "004512".to_owned(), charge: None }).unwrap();
    let Fact::ChequeDishonoured(fact) = &done.entries[0].fact else { panic!("a dishonour") };
    let texts: Vec<&str> = fact.hits[0].bpsc.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["BPSC 2026-11"]);
    assert_eq!(life.status(), "BLTD");
    // No notice yet: the next close serves one, and does not cut.
    let mut life = life.on("2026-12-27");
    life.close("2026-12");
    let consumer = life.office.consumer(life.no);
    assert!(consumer.status.code() == "BLTD" && consumer.notice_short && consumer.notice.is_some());
    life.office.assert_whole();
}

#[test]
fn l18_an_order_that_is_kept_and_one_that_is_broken() {
    for kept in [true, false] {
        let mut life = belated().on("2027-01-05");
        let owed = life.balance();
        let parts = vec![
            Instalment { day: day("2027-01-10"), amount: rupees(100) },
            Instalment { day: day("2027-02-10"), amount: rupees(100) },
            Instalment { day: day("2027-03-10"), amount: owed - rupees(200) },
        ];
        let order = OrderInstalments { consumer: life.no, parts: parts.clone(), reason: "poor season".to_owned() };
        let short = OrderInstalments { parts: parts[..2].to_vec(), ..order.clone() };
        assert_eq!(refused(life.office.act("ae", &short)).0, "L-18");
        life.office.act("ae", &order).unwrap();
        assert_eq!(life.status(), "BLTD", "an order alone pays nothing");
        life.dues(100);
        assert_eq!(life.status(), "LIVE");
        let mut life = life.on("2027-01-27");
        life.close("2027-01");
        assert_eq!(life.status(), "LIVE", "kept in January");
        let mut life = life.on("2027-02-09");
        if kept {
            // The second part, and the average bill of January.
            let consumer = life.office.consumer(life.no);
            let due = consumer.outstanding() - consumer.deferred(day("2027-02-25"));
            life.dues((due.paise() + 50) / 100);
        }
        let mut life = life.on("2027-02-27");
        life.close("2027-02");
        let consumer = life.office.consumer(life.no);
        assert_eq!((consumer.status.code().as_str(), consumer.order.is_some()), if kept { ("LIVE", true) } else { ("BLTD", false) });
        life.office.assert_whole();
    }
}

#[test]
fn l16_what_ends_within_its_contract_pays_for_the_rest() {
    let mut life = Life::with(|import| import.connected_on = Some(day("2025-06-30")));
    life.pay(1_320);
    for (date, period) in [
        ("2026-11-27", "2026-11"),
        ("2026-12-27", "2026-12"),
        ("2027-01-27", "2027-01"),
        ("2027-02-27", "2027-02"),
        ("2027-03-27", "2027-03"),
        ("2027-04-27", "2027-04"),
        ("2027-05-27", "2027-05"),
    ] {
        life = life.on(date);
        life.close(period);
    }
    let mut life = life.on("2027-06-27");
    let closed = life.close("2027-06");
    assert_eq!(life.status(), "PDNP");
    // From 30 June 2027 to 30 June 2028: 12 months of the fixed charge of 25.00.
    assert_eq!(closed.totals.cofee, rupees(300));
    life.office.assert_whole();
}

/// The entries of one desk's file that another has not, as a sync would bring them.
fn bring(from: &Office, to: &mut Office) {
    let desk = from.desk.id().to_string();
    let known: i64 =
        to.desk.store().connection().query_row("SELECT coalesce(max(seq), 0) FROM entry WHERE desk = ?1", [&desk], |r| r.get(0)).unwrap();
    crate::support::arrive::from_desk(from.desk.store().connection(), to.desk.store().connection(), &desk, known);
}

#[test]
fn l13_a_payment_that_arrives_late_makes_the_close_void_and_it_is_made_anew() {
    // The other desk's file is a copy of the first's consumers, under its own number.
    let mut life = Life::begin();
    life.pay(1_320);
    let mut life = life.on("2026-11-27");
    life.close("2026-11");
    let other = tempfile::tempdir().unwrap();
    drop(Office::found_desk(other.path(), "led", "KVT", 2, ebcm::store::open::How::default()));
    let mut second = on(other.path(), "2026-12-10");
    bring(&life.office, &mut second);
    second.open_counter();
    second.pay(life.no, 1_450).unwrap();
    let mut life = life.on("2026-12-27");
    life.close("2026-12");
    assert_eq!(life.status(), "BLTD");
    let mut life = life.on("2027-01-22");
    life.cut("2027-01-22").unwrap();
    assert_eq!(life.status(), "DIS1");
    bring(&second, &mut life.office);
    let clerk = life.office.session("clerk");
    assert_eq!(life.office.desk.reclose(&clerk).unwrap(), [life.no]);
    let consumer = life.office.consumer(life.no);
    assert_eq!((consumer.status.code().as_str(), consumer.balance, consumer.withdrawn.len()), ("PNR1", Money::ZERO, 1));
    assert!(consumer.cut.is_some_and(|cut| cut.undue), "the reconnection is free");
    life.office.assert_whole();
    let restored = life.restore("2027-01-22", "1460").unwrap();
    let Fact::SupplyRestored(fact) = &restored.entries[0].fact else { panic!("a reconnection") };
    assert_eq!(fact.charge, Money::ZERO);
    // The other desk hears of it all, and sees the same.
    bring(&life.office, &mut second);
    assert_eq!(second.consumer(life.no), life.office.consumer(life.no));
    second.assert_whole();
}
