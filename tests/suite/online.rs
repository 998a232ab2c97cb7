//! Online payments (`C-12`), and what a consumer's line of life makes of them.

use std::path::Path;

use ebcm::acts::online::{CreditOnline, ImportOnline, OnlineRow, ReturnOnline};
use ebcm::acts::transfer::{Rightful, Transfer};
use ebcm::base::{ConsumerNo, Day, Money, No};
use ebcm::desk::Done;
use ebcm::folds::history::history;
use ebcm::journal::{Fact, Subject};
use ebcm::reports::Source;
use ebcm::store::open::How;
use ebcm::store::report::Days;
use ebcm::store::{online, read};

use crate::support::office::{Office, row};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn on(dir: &Path, date: &str) -> Office {
    Office::on(dir, How::default(), day(date)).unwrap()
}

fn rupees(rupees: i64) -> Money {
    Money::from_rupees(rupees)
}

fn payment(line: usize, reference: &str, number: &str, amount: i64, paid: &str) -> OnlineRow {
    OnlineRow { line, reference: reference.to_owned(), number: number.to_owned(), amount: rupees(amount), day: day(paid) }
}

fn import(office: &mut Office, rows: Vec<OnlineRow>) -> Result<Done, No> {
    office.act("clerk", &ImportOnline { rows })
}

fn refused<T: std::fmt::Debug>(result: Result<T, No>) -> (String, String) {
    match result {
        Err(No::Refused(refusal)) => (refusal.rule.into_owned(), refusal.message),
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// Two consumers billed and paid in November; December stands unpaid and is closed: both belated.
fn belated(dir: &Path) -> (Office, Vec<ConsumerNo>) {
    drop(Office::found(dir));
    let mut office = on(dir, "2026-11-05");
    let numbers = office.import_rows(vec![row(1, "DOM", None), row(2, "DOM", None)]);
    office.open_counter();
    for no in &numbers {
        office.pay(*no, 1_320).unwrap();
    }
    office.close_counter().unwrap();
    drop(office);
    let mut office = on(dir, "2026-11-27");
    office.close_month("2026-11").unwrap();
    drop(office);
    let mut office = on(dir, "2026-12-27");
    office.close_month("2026-12").unwrap();
    for no in &numbers {
        assert_eq!(office.consumer(*no).status.code(), "BLTD");
    }
    (office, numbers)
}

#[test]
fn l13_a_late_online_payment_makes_the_close_anew_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let (office, numbers) = belated(dir.path());
    let owed = office.consumer(numbers[0]).balance;
    drop(office);
    let mut office = on(dir.path(), "2027-01-03");
    let rows = vec![payment(2, "U77", &numbers[0].to_string(), 2_000, "2026-12-20")];
    let done = import(&mut office, rows.clone()).unwrap();
    assert!(matches!(done.entries[0].fact, Fact::PaidOnline(_)));
    assert_eq!((done.entries[0].day, done.papers()[0].to_string().as_str()), (day("2026-12-20"), "E-KVT-1-2627-000001"));
    let consumer = office.consumer(numbers[0]);
    assert_eq!(consumer.status.code(), "LIVE");
    assert_eq!(consumer.flags(office.desk.today()), ["withdrawn"]);
    // The close's bill stands without the surcharge that it made when it knew less.
    assert!(consumer.balance < owed - rupees(2_000), "{} {owed}", consumer.balance);
    assert_eq!(office.consumer(numbers[1]).status.code(), "BLTD", "the other is as it was");
    // The same file again: passed over, nothing recorded.
    assert!(import(&mut office, rows).unwrap().entries.is_empty());
    let (rule, message) = refused(import(&mut office, vec![payment(2, "U77", "5", 1, "2026-12-20")]));
    assert!(rule == "C-12" && message.contains("line 2") && message.contains("2,000.00"), "{message}");
    office.assert_whole();

    let entries = read::entries_of(office.desk.store().connection(), &Subject::Consumer(numbers[0])).unwrap();
    let line = history(numbers[0], entries);
    let told: Vec<(&str, String)> = line.iter().map(|h| (h.kind, h.change.as_ref().map(|c| c.arrow()).unwrap_or_default())).collect();
    assert_eq!(told[told.len() - 3..], [("paid-online", String::new()), ("consumer-closed", String::new()), ("reclosed", String::new())]);
    assert!(line[line.len() - 2].what.starts_with("Void, since a payment of its window came late: Month close of Dec 2026: not paid"));
}

#[test]
fn a_payment_outside_the_window_is_late_for_no_close() {
    let dir = tempfile::tempdir().unwrap();
    let (office, numbers) = belated(dir.path());
    let owed = office.consumer(numbers[0]).balance;
    drop(office);
    let mut office = on(dir.path(), "2027-01-03");
    import(&mut office, vec![payment(2, "U78", &numbers[0].to_string(), 5_000, "2026-12-28")]).unwrap();
    let consumer = office.consumer(numbers[0]);
    assert_eq!((consumer.status.code().as_str(), consumer.balance, consumer.withdrawn.len()), ("LIVE", owed - rupees(5_000), 0));
    office.assert_whole();
    let entries = read::entries_of(office.desk.store().connection(), &Subject::Consumer(numbers[0])).unwrap();
    let line = history(numbers[0], entries);
    let last = line.last().unwrap();
    let change = last.change.as_ref().unwrap();
    assert_eq!((change.arrow().as_str(), change.why.as_str()), ("BLTD -> LIVE", "Active, since nothing is outstanding any more (L-12)"));
    let closed = line.iter().rfind(|h| h.kind == "consumer-closed").unwrap();
    assert_eq!(closed.change.as_ref().unwrap().arrow(), "LIVE -> BLTD");
    assert!(closed.told().contains("not paid; bill by average B-KVT-1-2627-") && closed.told().contains("notice N-KVT-1-"), "{closed:?}");
}

#[test]
fn numbers_are_matched_and_never_guessed() {
    let dir = tempfile::tempdir().unwrap();
    let (mut office, numbers) = belated(dir.path());
    let number = numbers[0].to_string();
    let mut wrong = number.clone();
    wrong.replace_range(8..9, if number.ends_with('0') { "1" } else { "0" });
    let rows = vec![
        payment(2, "A1", "OLD1", 10, "2026-12-20"),
        payment(3, "A2", &wrong, 20, "2026-12-20"),
        payment(4, "A3", "1", 30, "2026-12-20"),
        payment(5, "A4", &number, 40, "2026-12-20"),
    ];
    let done = import(&mut office, rows).unwrap();
    let kinds: Vec<&str> = done.entries.iter().map(|e| e.fact.kind()).collect();
    assert_eq!(kinds, ["paid-online", "online-unmatched", "online-unmatched", "paid-online"]);
    let waiting = online::waiting(office.desk.store().connection()).unwrap();
    let why: Vec<(&str, &str)> = waiting.iter().map(|w| (w.reference.as_str(), w.why.as_str())).collect();
    assert_eq!(why.len(), 2);
    assert!(why[0].1.contains("wrong check digit") && why[1].1.contains("not a whole consumer number"), "{why:?}");
    // Settled to a consumer, and sent back; once.
    let credit = CreditOnline { reference: "A2".to_owned(), consumer: numbers[1] };
    let before = office.consumer(numbers[1]).balance;
    let done = office.act("ae", &credit).unwrap();
    assert_eq!(done.entries[0].day, day("2026-12-20"));
    assert!(office.consumer(numbers[1]).balance <= before - rupees(20));
    assert!(refused(office.act("ae", &credit)).1.contains("was credited to"));
    let back = ReturnOnline { reference: "A3".to_owned(), reason: "unknown payer".to_owned() };
    assert_eq!(refused(office.act("je", &back)).0, "I-7");
    office.act("clerk", &back).unwrap();
    assert!(refused(office.act("clerk", &back)).1.contains("sent back"));
    assert!(online::waiting(office.desk.store().connection()).unwrap().is_empty());
    office.assert_whole();
}

#[test]
fn no_drawer_counts_online_money() {
    let dir = tempfile::tempdir().unwrap();
    drop(Office::found(dir.path()));
    let mut office = on(dir.path(), "2026-11-05");
    let numbers = office.import_rows(vec![row(1, "DOM", None), row(2, "DOM", None)]);
    let book = |office: &Office| {
        let desk = &office.desk;
        let source = Source {
            conn: desk.store().connection(),
            profile: &desk.rules().profile,
            desk: desk.id(),
            today: desk.today(),
            now: desk.now(),
            training: true,
        };
        let collected = ebcm::reports::collection::collection(&source, Days::one(day("2026-11-05"))).unwrap().csv();
        (ebcm::reports::day_book::day_book(&source, day("2026-11-05")).unwrap().text(120), collected)
    };
    office.open_counter();
    office.pay(numbers[0], 1_320).unwrap();
    // In the middle of a session, dated today.
    let paid = import(&mut office, vec![payment(2, "U1", &numbers[1].to_string(), 137, "2026-11-05")]).unwrap();
    office.pay(numbers[1], 1_320).unwrap();
    let closed = office.close_counter().unwrap();
    let Fact::CounterClosed(close) = &closed.entries[0].fact else { panic!("a close") };
    assert_eq!(close.receipts, 2);
    assert_eq!(close.last.as_ref().unwrap().to_string(), "R-KVT-1-2627-000002");
    assert_eq!(close.lines.iter().filter(|l| l.mode.code() == "transfer").map(|l| l.expected).sum::<Money>(), Money::ZERO);
    let conn = office.desk.store().connection();
    assert_eq!(read::receipts_of_day(conn, day("2026-11-05")).unwrap().len(), 2);
    assert_eq!(online::credited(conn, Days::one(day("2026-11-05"))).unwrap()[0].no, paid.papers()[0]);
    let (day_book, collected) = book(&office);
    assert!(!day_book.contains("E-KVT") && !day_book.contains("137.00"), "{day_book}");
    assert!(collected.contains("Paid on,Receipts,Amount\n2026-11-05,1,137.00"), "{collected}");
    assert_eq!(collected.matches("137.00").count(), 1, "{collected}");
    // Another one of that day arrives: the day-book of the past day comes out the same (C-17).
    import(&mut office, vec![payment(2, "U2", &numbers[0].to_string(), 300, "2026-11-05")]).unwrap();
    assert_eq!(book(&office).0, day_book);
    let mode = Transfer { receipt: paid.papers()[0].clone(), to: Rightful::Mode(ebcm::rules::tender::Mode::Cash), reason: "x".to_owned() };
    assert!(refused(office.act("clerk", &mode)).1.contains("no drawer took it"));
    let lines = read::ledger(office.desk.store().connection(), numbers[1], "DUES").unwrap();
    let texts: Vec<&str> = lines.iter().map(|l| l.text.as_str()).collect();
    assert_eq!(texts, ["Online payment", "Bill Nov 2026", "Receipt, Cash"]);
    office.assert_whole();
}

#[test]
fn the_page_of_statuses_is_made_from_the_table() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/statuses.md")).unwrap();
    assert_eq!(page, ebcm::reports::statuses::markdown(), "make it again: ebcm status table --format markdown --out docs/statuses.md");
}
