//! Papers of a real office, as a dot-matrix printer prints them and as a reader of the letters sees them.

use ebcm::acts::Act;
use ebcm::acts::bill::{Basis, propose};
use ebcm::acts::consumer::ErasePerson;
use ebcm::acts::misc::Misc;
use ebcm::acts::money::Handed;
use ebcm::acts::pay::Pay;
use ebcm::acts::posting::{DecidePosting, MakePosting};
use ebcm::base::{ConsumerNo, Day, Money, Period, Register};
use ebcm::desk::Done;
use ebcm::edge::Settings;
use ebcm::journal::fact::Posting;
use ebcm::papers::{Ask, Sheet, Written, kind, proposal};
use ebcm::print::{Format, Paper};
use ebcm::rules::tender::{Mode, Tender};
use ebcm::spool::{Forms, Ready, of_desk};
use ebcm::store::open::How;
use ebcm::store::read;

use crate::support::escp as printer;
use crate::support::office::{Office, exact_cash, reading_of, row};
use crate::support::papers::money;

/// A folder with an office in it, gone with the test.
struct Place {
    folder: tempfile::TempDir,
    office: Office,
}

impl Place {
    fn new() -> Self {
        Self::of("led", "KVT")
    }

    fn of(utility: &str, code: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let office = Office::found_as(folder.path(), utility, code, How::default());
        Self { folder, office }
    }

    /// A consumer with this name, last billed in that month.
    fn consumer(&mut self, name: &str, last: Period, arrears: &str) -> ConsumerNo {
        let mut row = row(7, "DOM", None);
        row.personal.name = name.to_owned();
        row.import.last_reading_date = last.day(20);
        row.import.arrears = money(arrears);
        self.office.import_rows(vec![row])[0]
    }

    fn pay(&mut self, pay: &Pay) -> Vec<String> {
        papers(&self.office.act("clerk", pay).unwrap())
    }

    fn written(&self, word: &str, id: &str, copy: u32) -> Written {
        (kind(word).unwrap().write)(&of_desk(&self.office.desk), Ask { id, copy }).unwrap()
    }

    /// As the printer of the counter puts it on plain paper; nothing may go off the paper or over something.
    fn printed(&self, word: &str, id: &str, copy: u32) -> String {
        self.laid(&self.written(word, id, copy), Paper::Plain)
    }

    fn laid(&self, written: &Written, look: Paper) -> String {
        let settings = Settings::default();
        let ready = Ready::of(written, &Forms::new(self.folder.path(), &settings), Format::Escp, look).unwrap();
        let printed = printer::read(&ready.bytes);
        assert_eq!(printed.faults, Vec::<String>::new());
        assert_eq!(u32::try_from(printed.pages.len()), Ok(ready.pages));
        printed.text()
    }
}

fn papers(done: &Done) -> Vec<String> {
    done.papers().iter().map(ToString::to_string).collect()
}

fn month(month: i32) -> Period {
    Period::new(2026, month).unwrap()
}

fn cash(rupees: i64) -> Handed {
    exact_cash(rupees)
}

fn by_reading(consumer: ConsumerNo, reading: u64, handed: Handed) -> Pay {
    Pay { consumer, basis: Some(reading_of(reading)), handed, protest: None }
}

/// The time of day is the PC's: it is taken out of what is compared.
fn steady(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        match line.find("12-11-2026 ").filter(|at| line[at + 11..].starts_with(|c: char| c.is_ascii_digit())) {
            Some(at) if line[at + 13..].starts_with(':') => {
                out.push_str(&line[..at + 11]);
                out.push_str("HH:MM");
                out.push_str(&line[at + 16..]);
            }
            _ => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

#[test]
fn c18_a_receipt_of_one_month_paid_in_several_modes() {
    let mut place = Place::new();
    let no = place.consumer("Pallichapura Kunhikoya", month(10), "-0.70");
    place.office.open_counter();
    let tenders = vec![
        Tender::cash(money("200")),
        Tender::by_reference(Mode::Upi, money("100"), "428812345678"),
        Tender::instrument(Mode::Cheque, money("50"), "SBI", "004512", Day::new(2026, 11, 10).unwrap()),
    ];
    let made = place.pay(&by_reading(no, 1320, Handed { tenders, keep: None }));
    assert_eq!(made, ["B-KVT-1-2627-000001", "R-KVT-1-2627-000001"]);
    insta::assert_snapshot!("receipt_modes", steady(&place.printed("receipt", &made[1], 0)));
}

#[test]
fn c18_a_receipt_and_bill_of_three_months() {
    let mut place = Place::new();
    let no = place.consumer("Aysha Beevi", month(8), "259.70");
    place.office.open_counter();
    let made = place.pay(&by_reading(no, 1560, cash(2_000)));
    insta::assert_snapshot!("receipt_three_months", steady(&place.printed("receipt", &made[1], 2)));
    insta::assert_snapshot!("bill_three_months", steady(&place.printed("bill", &made[0], 0)));
    insta::assert_snapshot!("why_three_months", place.printed("why", &made[0], 0));
}

#[test]
fn c17_a_paper_prints_the_same_whatever_came_after() {
    let mut place = Place::new();
    let no = place.consumer("Aysha Beevi", month(9), "0");
    place.office.open_counter();
    let made = place.pay(&by_reading(no, 1400, cash(2_000)));
    let before: Vec<String> = [("bill", &made[0]), ("receipt", &made[1])].map(|(word, id)| place.printed(word, id, 0)).to_vec();
    let more = Pay {
        consumer: no,
        basis: None,
        handed: Handed { tenders: vec![Tender::cash(money("10"))], keep: Some(money("10")) },
        protest: None,
    };
    place.office.act("clerk", &more).unwrap();
    let what = Posting::Debit { consumer: no, amount: money("75"), head: "RECON".to_owned(), bill: None };
    let posting = place.office.act("clerk", &MakePosting { what, reason: "Reconnection".to_owned() }).unwrap().papers().remove(0);
    place.office.act("ae", &DecidePosting { no: posting, approve: true, remark: None }).unwrap();
    place.office.desk.store_mut().rebuild(&mut |_| true).unwrap();
    let after: Vec<String> = [("bill", &made[0]), ("receipt", &made[1])].map(|(word, id)| place.printed(word, id, 0)).to_vec();
    assert_eq!(before, after);
}

#[test]
fn j19_erased_details_print_as_erased() {
    let mut place = Place::new();
    let no = place.consumer("Aysha Beevi", month(10), "0");
    place.office.open_counter();
    let made = place.pay(&by_reading(no, 1320, cash(2_000)));
    assert!(place.printed("receipt", &made[1], 0).contains("Aysha Beevi"));
    place.office.act("admin", &ErasePerson { consumer: no, order: "Order 12 of 12-11-2026".to_owned() }).unwrap();
    for (word, id) in [("receipt", &made[1]), ("bill", &made[0]), ("why", &made[0])] {
        let text = place.printed(word, id, 1);
        assert!(text.contains("(erased by order)") && !text.contains("Aysha") && !text.contains("House 7"), "{text}");
    }
}

#[test]
fn c22_long_names_and_huge_amounts_stay_in_their_places() {
    let mut place = Place::new();
    let no = place.consumer(&"Muhammed Kunhi Koya Thangal ".repeat(5), month(10), "99999990000.99");
    place.office.open_counter();
    let made = place.pay(&by_reading(no, 1320, Handed { tenders: vec![Tender::cash(Money::LIMIT)], keep: None }));
    let text = place.printed("receipt", &made[1], 0);
    assert!(text.contains("99,99,99,9") && text.contains("..") && !text.contains("###"), "{text}");
    place.printed("bill", &made[0], 99);
    place.laid(&place.written("receipt", &made[1], 99), Paper::Preprinted);
}

#[test]
fn c11_a_receipt_without_a_consumer() {
    let mut place = Place::new();
    place.office.open_counter();
    let misc = Misc {
        consumer: None,
        head: "APPFORM".to_owned(),
        remark: "M. Cheriyakoya, two application forms".to_owned(),
        amount: money("20"),
        handed: cash(50),
    };
    let made = papers(&place.office.act("clerk", &misc).unwrap());
    insta::assert_snapshot!("receipt_misc", steady(&place.printed("receipt", &made[0], 0)));
}

fn protesting(utility: &str, code: &str, reading: u64) -> (Place, Vec<String>) {
    let mut place = Place::of(utility, code);
    let mut consumer = row(7, if utility == "led" { "DOM" } else { "LMV-1" }, None);
    consumer.personal.name = "Aysha Beevi".to_owned();
    let categories: Vec<String> =
        place.office.desk.rules().tariffs.of_period(month(11)).unwrap().1.categories.iter().map(|c| c.code.clone()).collect();
    if !categories.contains(&consumer.import.supply.category) {
        consumer.import.supply.category.clone_from(&categories[0]);
    }
    let no = place.office.import_rows(vec![consumer])[0];
    place.office.open_counter();
    let pay = Pay { protest: Some("The meter ran on while the house was empty.".to_owned()), ..by_reading(no, reading, cash(100_000)) };
    let made = place.pay(&pay);
    (place, made)
}

#[test]
fn c13_a_payment_under_protest_is_acknowledged() {
    let (place, made) = protesting("led", "KVT", 1_900);
    let request = made[2].clone();
    assert!(request.starts_with("Q-KVT-1-"));
    let text = place.printed("protest", &request, 0);
    assert_eq!(text, place.printed("protest", &made[1], 0), "by its receipt too");
    insta::assert_snapshot!("protest", steady_times(&text));
    assert!(place.printed("receipt", &made[1], 0).contains(&format!("Paid under protest, request {request}.")));
}

/// The receipt's time stands beside its number there.
fn steady_times(text: &str) -> String {
    text.lines()
        .map(|line| if line.contains(", ") && line.contains("R-KVT") { line.split(", ").next().unwrap() } else { line })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn c13_where_requests_begin_online_the_advice_is_printed() {
    let (place, made) = protesting("uppcl", "LKO", 1_900);
    assert_eq!(made.len(), 2, "no request's number: {made:?}");
    let text = place.printed("protest", &made[1], 0);
    assert!(text.contains("registered online only") && !text.contains("Q-"), "{text}");
}

#[test]
fn b20_a_proposal_says_that_it_is_one() {
    let mut place = Place::new();
    let no = place.consumer("Aysha Beevi", month(8), "0");
    let session = place.office.session("clerk");
    let card = read::card(place.office.desk.store().connection(), no).unwrap().unwrap();
    let computed = propose(&card.consumer, &reading_of(1_560), &place.office.desk.moment(&session)).unwrap();
    let written = proposal(&of_desk(&place.office.desk), &card.consumer, &card.personal, &computed);
    let text = place.laid(&written, Paper::Plain);
    assert!(text.contains("BILL PROPOSAL") && text.contains("TRAINING") && !text.contains("B-KVT"), "{text}");
    let Sheet::Form(_, values) = &written.sheet else { panic!("a form") };
    let upi = values.upi.as_ref().expect("a code");
    assert_eq!((upi.amount, upi.payee.as_str()), (computed.bill.collect, "led.collection@upi"));
    assert!(upi.note.starts_with(&no.to_string()));
    insta::assert_snapshot!("proposal", text);
}

#[test]
fn b10_an_average_bill_of_a_stuck_meter_says_so() {
    let mut place = Place::new();
    let no = place.consumer("Aysha Beevi", month(10), "0");
    place.office.open_counter();
    let stuck = ebcm::acts::meter::Stuck { consumer: no, day: crate::support::office::today() };
    place.office.act("je", &stuck as &dyn Act).unwrap();
    let pay = Pay { consumer: no, basis: Some(Basis::Acm), handed: cash(5_000), protest: None };
    let made = place.pay(&pay);
    let text = place.printed("bill", &made[0], 0);
    assert!(text.contains("ACM, stuck") && text.contains("average of the last metered months"), "{text}");
    assert_eq!(place.office.consumer(no).meter.base, Register::at(1_200));
}

#[test]
fn c16_a_refund_has_its_voucher() {
    let mut place = Place::new();
    let no = place.consumer("Aysha Beevi", month(10), "-500");
    let what = Posting::AdvanceRefund { consumer: no, amount: money("200") };
    let posting = place.office.act("clerk", &MakePosting { what, reason: "Leaves the island".to_owned() }).unwrap().papers().remove(0);
    let done = place.office.act("ae", &DecidePosting { no: posting, approve: true, remark: None }).unwrap();
    let voucher = papers(&done).into_iter().find(|no| no.starts_with("V-")).expect("a voucher");
    insta::assert_snapshot!("voucher", place.printed("voucher", &voucher, 0));
}

#[test]
fn c7_a_paper_that_is_not_there_is_refused() {
    let place = Place::new();
    for (word, id) in [
        ("receipt", "R-KVT-1-2627-000009"),
        ("bill", "B-KVT-1-2627-000009"),
        ("protest", "Q-KVT-1-2627-000009"),
        ("voucher", "V-KVT-1-2627-000009"),
        ("why", "nonsense"),
    ] {
        assert!((kind(word).unwrap().write)(&of_desk(&place.office.desk), Ask { id, copy: 0 }).is_err(), "{word}");
    }
}
