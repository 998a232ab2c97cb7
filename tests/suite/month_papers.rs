//! What the month's end prints: notices and the close's report, as a printer prints them, and by command.

use ebcm::acts::money::Handed;
use ebcm::acts::pay::Pay;
use ebcm::base::{ConsumerNo, Day, Money, No};
use ebcm::edge::Settings;
use ebcm::papers::{Ask, Sheet, Written, kind};
use ebcm::print::{Format, Paper, Patience};
use ebcm::rules::tender::Tender;
use ebcm::spool::{Forms, Ready, of_desk, order_notices, print_now};
use ebcm::store::open::How;
use ebcm::store::{month, read};
use serde_json::json;

use super::print_forms::{pdf_text, with_pdf};
use crate::support::cli::World;
use crate::support::escp as printer;
use crate::support::office::{Office, row};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

struct Place {
    folder: tempfile::TempDir,
    office: Office,
    numbers: Vec<ConsumerNo>,
}

impl Place {
    /// Sixty consumers of two areas; the first paid November, the others are belated by its close, and it is the 3rd of December.
    fn belated() -> Self {
        let folder = tempfile::tempdir().unwrap();
        drop(Office::found(folder.path()));
        let mut place = Self { office: Office::on(folder.path(), How::default(), day("2026-11-05")).unwrap(), folder, numbers: Vec::new() };
        let rows = (1..=60).map(|i| {
            let mut row = row(i, "DOM", None);
            row.import.arrears = Money::from_paise(i64::try_from(i).unwrap() * 12_345);
            if i % 3 == 0 {
                "South".clone_into(&mut row.import.supply.area);
            }
            if i == 7 {
                "Kunhikoya Thangal, son of Pookunhikoya Thangal of the house by the eastern jetty"
                    .repeat(3)
                    .clone_into(&mut row.personal.name);
                row.import.arrears = Money::from_paise(999_999_999_999);
            }
            row
        });
        place.numbers = place.office.import_rows(rows.collect());
        place.office.open_counter();
        place.office.pay(place.numbers[0], 1_320).unwrap();
        place.office.close_counter().unwrap();
        place = place.on("2026-11-27");
        place.office.close_month("2026-11").unwrap();
        place.on("2026-12-03")
    }

    fn on(self, date: &str) -> Self {
        let Self { folder, office, numbers } = self;
        drop(office);
        Self { office: Office::on(folder.path(), How::default(), day(date)).unwrap(), folder, numbers }
    }

    fn written(&self, word: &str, id: &str) -> Result<Written, No> {
        (kind(word).unwrap().write)(&of_desk(&self.office.desk), Ask { id, copy: 0 })
    }

    fn ready(&self, written: &Written, format: Format, look: Paper) -> Ready {
        Ready::of(written, &Forms::new(self.folder.path(), &Settings::default()), format, look).unwrap()
    }

    fn notice_of(&self, i: usize) -> String {
        self.office.consumer(self.numbers[i - 1]).notice.unwrap().no.to_string()
    }

    fn pays(&mut self, i: usize) {
        let no = self.numbers[i - 1];
        let due = (self.office.consumer(no).balance.paise() + 99) / 100;
        let handed = Handed { tenders: vec![Tender::cash(Money::from_rupees(due))], keep: None };
        self.office.open_counter();
        self.office.act("clerk", &Pay { consumer: no, basis: None, handed, protest: None }).unwrap();
        self.office.close_counter().unwrap();
    }
}

#[test]
fn l15_a_notice_says_what_the_rule_wants() {
    let place = Place::belated();
    let notice = place.notice_of(2);
    let by_number = place.written("bdn", &notice).unwrap();
    let by_consumer = place.written("bdn", "2").unwrap();
    let ready = place.ready(&by_number, Format::Escp, Paper::Plain);
    assert_eq!(ready.bytes, place.ready(&by_consumer, Format::Escp, Paper::Plain).bytes);
    let printed = printer::read(&ready.bytes);
    assert_eq!((printed.faults.as_slice(), printed.form_lengths.as_slice()), (&[][..], &[6][..]));
    insta::assert_snapshot!("bdn_plain", printed.text());
    for look in [Paper::Plain, Paper::Preprinted] {
        let pdf = place.ready(&by_number, Format::Pdf, look).bytes;
        let info = String::from_utf8(with_pdf(&pdf, "pdfinfo", "poppler-utils", &["FILE"])).unwrap();
        assert!(info.lines().any(|line| line.starts_with("Page size") && line.contains("720 x 432 pts")), "{info}");
        let text = pdf_text(&pdf);
        for says in [notice.as_str(), "section 56(1)", "20-12-2026", "21-12-2026", "01-12-2026", "TRAINING"] {
            assert!(text.contains(says), "{says}: {text}");
        }
    }
}

#[test]
fn c22_a_notice_with_the_longest_name_and_amount_stays_within_its_form() {
    let place = Place::belated();
    let written = place.written("bdn", "7").unwrap();
    for look in [Paper::Plain, Paper::Preprinted] {
        let printed = printer::read(&place.ready(&written, Format::Escp, look).bytes);
        assert_eq!((printed.faults, printed.pages.len()), (Vec::new(), 1));
    }
}

#[test]
fn l15_who_has_paid_since_gets_no_notice() {
    let mut place = Place::belated();
    let notice = place.notice_of(5);
    place.pays(5);
    let clerk = place.office.session("clerk");
    let period = "2026-11".parse().unwrap();
    let ordered = order_notices(&place.office.desk, &clerk, (period, ""), ("dir:printed", "plain")).unwrap();
    assert_eq!((ordered.notices, ordered.skipped, ordered.jobs.len()), (58, vec![place.numbers[4]], 3));
    assert!(order_notices(&place.office.desk, &clerk, (period, ""), ("dir:printed", "plain")).is_err(), "they wait already");
    for id in [notice.as_str(), "5"] {
        match place.written("bdn", id) {
            Err(No::Refused(refusal)) => assert_eq!(refusal.rule, "L-15"),
            other => panic!("{other:?}"),
        }
    }
    // One more pays before the first round prints: it is looked at again.
    place.pays(2);
    let pages: Vec<u32> = ordered
        .jobs
        .iter()
        .map(|id| print_now(&mut place.office.desk, &Settings::default(), Patience::default(), *id, 0).unwrap().pages)
        .collect();
    assert_eq!(pages, [24, 13, 20]);
}

#[test]
fn l3_the_report_is_the_ledgers_and_the_same_for_ever() {
    let mut place = Place::belated();
    let report = |place: &Place| match place.written("close-month", "2026-11").unwrap().sheet {
        Sheet::Document(document) => document.text(100),
        other => panic!("{other:?}"),
    };
    let before = report(&place);
    insta::assert_snapshot!("close_month", before);
    let conn = place.office.desk.store().connection();
    let closed = month::month(conn, "KVT").unwrap().closed[0].clone();
    let totals = read::month_closed(conn, &closed.no).unwrap().unwrap().totals;
    let sql = "SELECT sum(l.amount) FROM ledger l JOIN entry e ON e.desk = l.desk AND e.seq = l.seq
               WHERE e.kind = 'consumer-closed' AND l.account = 'DUES'";
    let posted: i64 = conn.query_row(sql, [], |r| r.get(0)).unwrap();
    assert_eq!(Money::from_paise(posted), totals.billed + totals.bpsc + totals.cofee);
    let entry = month::close_entry(conn, "KVT", closed.period).unwrap().unwrap();
    let sums = month::by_outcome(conn, closed.period, &entry).unwrap();
    assert_eq!(sums.iter().map(|s| s.billed + s.bpsc + s.cofee).sum::<Money>().paise(), posted);
    let ready = place.ready(&place.written("close-month", &closed.no.to_string()).unwrap(), Format::Escp, Paper::Plain);
    assert_eq!(printer::read(&ready.bytes).faults, Vec::<String>::new());
    place.pays(4);
    place = place.on("2026-12-27");
    place.office.close_month("2026-12").unwrap();
    assert_eq!(report(&place), before);
}

const CONSUMERS: &str = "old_number,name,address,area,phone,email,category,govt_department,phase,load_kw,load_kva,meter_no,meter_digits,\
meter_factor,connected_on,last_reading,last_reading_date,units_1,units_2,units_3,arrears,sd,status,disconnected_on,feeder,transformer\n\
OLD1,Aysha Beevi,House 7,North,,,DOM,,single,2,,M00001,5,1,2020-01-01,1200,2026-10-20,130,110,90,0,800,,,,\n\
OLD2,Hamza Koya,House 8,North,,,DOM,,single,2,,M00002,5,1,2020-01-01,1200,2026-10-20,130,110,90,0,800,,,,\n\
OLD3,Sainaba,House 9,South,,,DOM,,single,2,,M00003,5,1,2020-01-01,1200,2026-10-20,130,110,90,0,800,,,,\n";

#[test]
fn the_months_end_by_command() {
    let mut world = World::training("KVT", 1);
    world.on("2026-11-12").run(&["user", "add", "clerk", "--roles", "BCC"]).done();
    let file = world.file("consumers.csv");
    std::fs::write(&file, CONSUMERS).unwrap();
    world.run(&["consumer", "import", file.to_str().unwrap()]).done();
    world.be("clerk").run(&["counter", "open", "--float", "500"]).done();
    world.run(&["pay", "1", "--reading", "1320", "--cash", "300"]).done();
    world.run(&["counter", "close", "--count", "500=1", "--reason", "not counted here"]).done();
    world.on("2026-11-27");
    let csv = world.file("rehearsal.csv");
    world.run(&["close", "preview", "--period", "2026-11", "--format", "csv", "--out", csv.to_str().unwrap()]).done();
    let rows = std::fs::read_to_string(&csv).unwrap();
    assert!(rows.contains("Hamza Koya,belated,LIVE,BLTD"), "{rows}");
    assert_eq!(world.run(&["close", "run", "--period", "2026-11"]).done()["belated"], json!(2));
    let pdf = world.file("report.pdf");
    world.run(&["close", "report", "--period", "2026-11", "--format", "pdf", "--out", pdf.to_str().unwrap()]).done();
    assert!(pdf_text(&std::fs::read(&pdf).unwrap()).contains("Month close Nov 2026"));
    let again = world.file("again.pdf");
    let done = world.run(&["print", "close-month", "2026-11", "--to", &format!("pdf:{}", again.display())]).done();
    assert_eq!(done["state"], json!("done"));
    world.on("2026-12-02");
    let notices = world.file("notices.pdf");
    let done =
        world.run(&["bdn", "print", "--period", "2026-11", "--to", &format!("pdf:{}", notices.display()), "--paper", "plain"]).done();
    assert_eq!((&done["notices"], &done["skipped"], &done["jobs"][0]["pages"]), (&json!(2), &json!([]), &json!(2)));
    let south = world.run(&["bdn", "print", "--period", "2026-11", "--area", "South"]).done();
    assert_eq!(south["notices"], json!(1));
    let one = world.run(&["bdn", "print", "--period", "2026-11", "--consumer", "2"]).done();
    assert_eq!((&one["kind"], &one["state"]), (&json!("bdn"), &json!("done")));
    assert_eq!(world.run(&["bdn", "print", "--period", "2026-11", "--consumer", "1"]).refused().0, "L-15");
    assert_eq!(world.run(&["print", "bdn", "3"]).done()["pages"], json!(1));
    assert_eq!(world.run(&["bdn", "serve", "--period", "2026-11", "--date", "2026-12-02"]).done()["served"], json!(2));
    assert_eq!(world.run(&["bdn", "serve", "--period", "2026-11", "--date", "2026-12-02"]).done()["served"], json!(0));
}
