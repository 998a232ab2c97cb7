//! The same keys in every list (`I-6`): those of a consumer, what was found, past closes, the print queue; and a tariff's way in.

use std::fs;

use ebcm::base::ConsumerNo;
use ebcm::store::{Reader, read, spool};
use ebcm::tui::Backend as _;
use ebcm::tui::program::House;

use crate::support::office::Office;
use crate::support::program::{COLOUR, found, open};
use crate::support::stage::Stage;

const LED: &str = include_str!("../../assets/tariffs/led-sample.toml");

/// An office with an open counter, in a folder of its own.
struct Desk {
    dir: tempfile::TempDir,
    numbers: Vec<ConsumerNo>,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let numbers = found(dir.path());
        Self { dir, numbers }
    }

    /// The first consumer has paid a bill.
    fn with_a_bill() -> Self {
        let desk = Self::new();
        desk.office().pay(desk.numbers[0], 1_300).expect("a payment");
        desk
    }

    fn office(&self) -> Office {
        Office::open(self.dir.path())
    }

    fn stage(&self, user: &str) -> Stage<House> {
        open(self.dir.path(), Some(user), COLOUR, (80, 24))
    }

    fn reader(&self) -> Reader {
        Reader::open(self.dir.path()).unwrap()
    }

    fn saved(&self, name: &str) -> String {
        fs::read_to_string(self.dir.path().join("lists").join(format!("{name}-2026-11-12.csv"))).expect("a saved list")
    }

    fn printed(&self) -> Vec<String> {
        spool::list(self.reader().connection(), 99, 0).unwrap().into_iter().map(|job| job.job.paper).collect()
    }
}

fn goes_to<'a>(stage: &'a mut Stage<House>, name: &str) -> &'a mut Stage<House> {
    stage.keys("Ctrl-K").types(name).keys("Enter")
}

#[test]
fn i6_every_list_of_a_consumer_is_searched_filtered_printed_and_saved() {
    let desk = Desk::with_a_bill();
    let mut stage = desk.stage("clerk");
    stage.keys("F3").types("house 1,").keys("Enter Tab");
    insta::assert_snapshot!("consumer_account", stage.text());
    for (tab, name, head, has) in [
        ("2", "ledger", "Date,What,Debit,Credit,Balance", "\"Receipt, Cash R-KVT-1-2627-000001\",,185.00,0.00"),
        ("3", "bills", "Bill,Period,Date,Units,This bill,Payable", "B-KVT-1-2627-000001,Nov 2026,2026-11-12,100,"),
        ("4", "readings", "Date,Reading,By,Entered by,Used for", "2026-11-12,1300,"),
        ("5", "receipts", "Receipt,Date,Paid by,Amount", "R-KVT-1-2627-000001,2026-11-12,"),
        ("6", "history", "Date,Kind,What happened,Status,By", "2026-11-12,"),
    ] {
        stage.keys(tab).keys("Ctrl-E").settle();
        let saved = desk.saved(name);
        assert!(saved.starts_with(head) && saved.contains(has), "{name}: {saved}");
        stage.keys("Ctrl-P").settle();
        assert_eq!(desk.printed().first().map(String::as_str), Some(name));
    }
    stage.keys("2 Ctrl-F Ctrl-F");
    assert!(stage.shows("only credits") && stage.shows("1 of 1") && stage.shows("Total"), "{}", stage.text());
    stage.keys("3").types("void");
    assert!(stage.shows("nothing found"), "{}", stage.text());
}

#[test]
fn i6_a_balance_is_not_added_up_and_is_plain_for_programs() {
    let desk = Desk::with_a_bill();
    let mut stage = desk.stage("clerk");
    stage.keys("F3").types("house 3,").keys("Enter 2 Ctrl-E").settle();
    let saved = desk.saved("ledger");
    assert!(saved.lines().nth(1).is_some_and(|line| line.ends_with(",1234.56,,1234.56")), "{saved}");
    let total = stage.text().lines().find(|line| line.contains("Total")).map(str::to_owned).expect("a total");
    assert_eq!(total.matches("1,234.56").count(), 1, "{total}");
}

#[test]
fn i6_what_was_found_is_printed_and_saved() {
    let desk = Desk::new();
    let mut stage = desk.stage("clerk");
    stage.keys("F3 Ctrl-P");
    assert!(stage.shows("type what to find first") && desk.printed().is_empty(), "{}", stage.text());
    stage.types("consumer").keys("Ctrl-P Ctrl-E").settle();
    assert_eq!(desk.printed(), ["found"]);
    assert_eq!(desk.saved("found").lines().count(), 13);
}

#[test]
fn c9_past_closes_are_a_list_like_others() {
    let desk = Desk::with_a_bill();
    desk.office().close_counter().expect("a close");
    let mut stage = desk.stage("clerk");
    goes_to(&mut stage, "counter").types("4");
    insta::assert_snapshot!("past_closes", stage.text());
    stage.keys("Ctrl-E Ctrl-P").settle();
    assert!(desk.saved("closes").contains("2026-11-12,clerk,"), "{}", desk.saved("closes"));
    stage.keys("Ctrl-D").settle();
    assert!(stage.shows("the close goes to the printer") && desk.printed().len() == 2, "{}", stage.text());
    stage.keys("Enter");
    assert!(stage.shows("Check code") && stage.shows("Expected"), "{}", stage.text());
}

#[test]
fn a_page_key_goes_as_many_rows_as_are_shown() {
    let desk = Desk::new();
    let mut stage = open(desk.dir.path(), Some("clerk"), COLOUR, (80, 14));
    stage.resize(80, 24).keys("F3").types("consumer");
    stage.text();
    for (key, at) in [("PgDn", "12 of 12"), ("Home", "1 of 12")] {
        stage.keys(key);
        assert!(stage.shows(at), "{}", stage.text());
    }
    stage.keys("Esc Esc").resize(80, 40).keys("F5 g");
    stage.text();
    stage.keys("PgDn PgUp");
    assert!(stage.shows("1 of 2"), "{}", stage.text());
}

#[test]
fn c20_the_print_queue_looks_again_by_itself_and_its_lit_row_stays_lit() {
    let desk = Desk::with_a_bill();
    let mut stage = desk.stage("clerk");
    stage.keys("F5 1 Enter Ctrl-O").settle();
    stage.keys("F7");
    assert!(stage.shows("1 of 1"), "{}", stage.text());
    let first = spool::list(desk.reader().connection(), 1, 0).unwrap().remove(0).job;
    stage.app.backend_mut().print(spool::NewJob { paper: "B-KVT-1-2627-000001".to_owned(), kind: "bill".to_owned(), ..first });
    // Another paper waits while the clerk looks on.
    for _ in 0..200 {
        if stage.ticks(4).shows("2 of 2") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(stage.shows("2 of 2") && stage.shows("B-KVT-1-2627-000001"), "{}", stage.text());
    stage.keys("Ctrl-D");
    assert!(stage.shows("Cancel the printing of R-KVT-1-2627-000001?"), "{}", stage.text());
}

#[test]
fn b5_a_tariff_is_checked_compared_and_recorded_by_keys() {
    let desk = Desk::new();
    let file = desk.dir.path().join("led-next.toml");
    let next = LED.replacen("id = \"led-sample\"", "id = \"led-next\"", 1).replacen("from = ", "from = 2027-04-01 # was ", 1);
    fs::write(&file, next.replacen("rate = 1.50", "rate = 1,50", 1)).unwrap();
    let mut stage = desk.stage("admin");
    goes_to(&mut stage, "tariffs");
    assert!(stage.shows("in force") && stage.shows("admin"), "{}", stage.text());
    stage.keys("F9").types(&format!("{}/", desk.dir.path().display())).keys("Enter");
    assert!(stage.shows("led-next.toml"), "{}", stage.text());
    stage.types("led").keys("Enter");
    assert!(stage.shows("Mend it in the file") && stage.shows("Remedy"), "{}", stage.text());
    stage.keys("F9").settle();
    assert!(!stage.shows("Record led-next?"), "{}", stage.text());
    fs::write(&file, next.replacen("rate = 1.50", "rate = 1.75", 1)).unwrap();
    stage.keys("Enter");
    insta::assert_snapshot!("tariff_offer", stage.text());
    // What was shown is recorded, not what the file says by then.
    fs::write(&file, "").unwrap();
    stage.keys("F9").types("y").settle();
    assert_eq!(stage.app.screens().last(), Some(&"tariffs"));
    assert!(stage.shows("led-next") && stage.shows("to come") && stage.shows("01-04-2027"), "{}", stage.text());
    let (setup, rules) = read::rules(desk.reader().connection()).unwrap();
    assert!(setup.tariffs.last().is_some_and(|f| f.file == "led-next.toml" && f.text.contains("1.75")));
    assert_eq!(rules.tariffs.versions().len(), 2);
}

#[test]
fn b5_a_tariff_of_another_schedule_or_an_id_in_use_is_not_offered() {
    let desk = Desk::new();
    let mut stage = desk.stage("admin");
    for (file, text, said) in [
        ("up.toml", include_str!("../../assets/tariffs/up-2026.toml").to_owned(), "belongs to schedule 'up'"),
        ("same.toml", LED.to_owned(), "recorded already"),
        ("edited.toml", LED.replacen("rate = 1.50", "rate = 1.75", 1), "never edited"),
    ] {
        let path = desk.dir.path().join(file);
        fs::write(&path, text).unwrap();
        goes_to(&mut stage, "new tariff").types(&path.display().to_string()).keys("Enter");
        let shown = stage.text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(said), "{file}: {shown}");
        stage.keys("Esc");
    }
    assert_eq!(read::rules(desk.reader().connection()).unwrap().1.tariffs.versions().len(), 1);
}

#[test]
fn i7_a_new_tariff_is_the_administrators() {
    let desk = Desk::new();
    let mut stage = desk.stage("clerk");
    goes_to(&mut stage, "tariffs").keys("F9");
    assert!(stage.shows("New tariff is for ADM alone"), "{}", stage.text());
}

#[test]
fn c1_how_a_name_sounds_is_asked_when_typing_pauses() {
    let desk = Desk::new();
    let mut stage = desk.stage("clerk");
    stage.keys("F3").types("konsumer");
    assert!(stage.shows("nothing found"), "{}", stage.text());
    assert!(stage.ticks(2).shows("Consumer 7"), "{}", stage.text());
}
