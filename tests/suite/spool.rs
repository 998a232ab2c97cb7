//! The spool before printers that refuse, vanish and come back, and a program that is ended in the middle (`C-20`, `C-23`).

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use ebcm::acts::pay::Pay;
use ebcm::acts::stationery::TakeIn;
use ebcm::base::{Fault, No};
use ebcm::desk::Desk;
use ebcm::edge::Settings;
use ebcm::edge::SystemClock;
use ebcm::journal::Subject;
use ebcm::journal::fact::Fact;
use ebcm::spool::{self, Message, Order, Press, SpoolWrite, Step, Writer, at_once, of_eye, state};
use ebcm::store::read;
use ebcm::store::spool::{self as jobs, Job};

use super::print_devices::{PATIENCE, sink};
use crate::support::escp as printer;
use crate::support::office::{Office, exact_cash, reading_of, today};
use crate::support::patience::LONGEST;

/// An office with three receipts, none printed yet.
fn office(dir: &Path) -> (Office, Vec<String>) {
    let mut office = Office::found(dir);
    let consumers = office.import(3);
    office.open_counter();
    let receipts = consumers.iter().map(|no| office.pay(*no, 1320).unwrap().papers()[1].to_string()).collect();
    (office, receipts)
}

fn order(office: &mut Office, id: &str, target: &str) -> Result<i64, No> {
    let session = office.session("clerk");
    spool::order(&mut office.desk, &session, &Order { kind: "receipt", id, target, look: "preprinted" })
}

fn print(office: &mut Office, job: i64) -> Job {
    spool::print_now(&mut office.desk, &Settings::default(), PATIENCE, job, 0).unwrap()
}

fn job(office: &Office, id: i64) -> Job {
    jobs::get(office.desk.store().connection(), id).unwrap().unwrap()
}

fn text(bytes: &[u8]) -> String {
    let printed = printer::read(bytes);
    assert_eq!(printed.faults, Vec::<String>::new());
    printed.text()
}

/// An address where nobody listens yet.
fn address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

#[test]
fn c20_a_printer_that_is_away_gets_its_papers_in_order_when_it_is_back() {
    let dir = tempfile::tempdir().unwrap();
    let (mut office, receipts) = office(dir.path());
    let at = address();
    let ids: Vec<i64> = receipts.iter().map(|no| order(&mut office, no, &format!("tcp:{at}")).unwrap()).collect();
    let eye = ebcm::desk::Eye::open(dir.path(), Box::new(SystemClock), Some(today())).unwrap();
    let mut press = Press::new(dir.path(), Settings::default(), PATIENCE).unwrap();
    let mut step = |desk: &mut Desk, now: i64| press.step(&of_eye(&eye), desk, now).unwrap();

    let Step::Job(first) = step(&mut office.desk, 0) else { panic!("a job") };
    assert_eq!((first.id, first.state.as_str(), first.tries, first.next_try), (ids[0], state::QUEUED, 1, 5_000));
    assert!(first.fault.as_ref().unwrap().contains("switch it on"), "{first:?}");
    assert_eq!(step(&mut office.desk, 10), Step::Idle, "the others wait behind it, untried");
    assert_eq!((job(&office, ids[1]).tries, job(&office, ids[1]).next_try), (0, 5_000));
    let Step::Job(again) = step(&mut office.desk, 5_000) else { panic!("a job") };
    assert_eq!((again.id, again.tries, again.next_try), (ids[0], 2, 20_000));
    assert_eq!(jobs::waiting(office.desk.store().connection()).unwrap().0, 3);

    let printed = sink(TcpListener::bind(at).unwrap());
    for (id, receipt) in ids.iter().zip(&receipts) {
        let Step::Job(done) = step(&mut office.desk, 20_000) else { panic!("a job") };
        assert_eq!((done.id, done.state.as_str(), done.pages, done.fault.clone()), (*id, state::DONE, 1, None));
        assert!(text(&printed.recv_timeout(LONGEST).unwrap()).contains(receipt));
    }
    assert_eq!(step(&mut office.desk, 20_000), Step::Idle);
}

#[test]
fn c20_a_printer_that_vanishes_is_looked_at_by_a_person_first() {
    let dir = tempfile::tempdir().unwrap();
    let (mut office, receipts) = office(dir.path());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    // It takes the connection and closes it unread: the printer's side is reset.
    let closed = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut byte = [0];
        let _ = std::io::Read::read(&mut &stream, &mut byte);
        drop(stream);
    });
    let id = order(&mut office, &receipts[0], &format!("tcp:{at}")).unwrap();
    let failed = print(&mut office, id);
    closed.join().unwrap();
    assert_eq!((failed.state.as_str(), failed.pages), (state::FAILED, 1));
    assert!(failed.fault.unwrap().contains("look at the paper"));
    // It may be on paper: what is printed next is a duplicate.
    let path = dir.path().join("next.prn");
    let next = order(&mut office, &receipts[0], &format!("escp:{}", path.display())).unwrap();
    assert_eq!(job(&office, next).job.copy, 1);
}

#[test]
fn c7_the_first_print_is_the_original_and_each_later_one_a_counted_duplicate() {
    let dir = tempfile::tempdir().unwrap();
    let (mut office, receipts) = office(dir.path());
    let path = dir.path().join("receipt.prn");
    let target = format!("escp:{}", path.display());
    for copy in 0..3 {
        let id = order(&mut office, &receipts[0], &target).unwrap();
        let done = print(&mut office, id);
        assert_eq!((done.state.as_str(), done.job.copy), (state::DONE, copy));
        let text = text(&std::fs::read(&path).unwrap());
        let marks = text.matches(&format!("DUPLICATE {copy}")).count();
        assert_eq!(marks, if copy == 0 { 0 } else { 2 }, "{text}");
        assert!(copy > 0 || !text.contains("DUPLICATE"));
    }
    let counter = read::counter(office.desk.store().connection(), office.desk.id()).unwrap();
    assert_eq!(counter.open.map(|open| open.duplicates), Some(2), "the close lists them");
    office.assert_whole();
}

#[test]
fn c7_an_original_that_waits_is_not_printed_a_second_time() {
    let dir = tempfile::tempdir().unwrap();
    let (mut office, receipts) = office(dir.path());
    let waiting = order(&mut office, &receipts[0], &format!("tcp:{}", address())).unwrap();
    assert_eq!(print(&mut office, waiting).state, state::QUEUED);
    let target = format!("escp:{}", dir.path().join("r.prn").display());
    let no = order(&mut office, &receipts[0], &target).unwrap_err().to_string();
    assert!(no.contains(&format!("job {waiting}")), "{no}");
    assert_eq!(spool::cancel(&office.desk, waiting).unwrap().state, state::CANCELLED);
    assert!(spool::retry(&office.desk, waiting).is_err(), "it is cancelled for good");
    let id = order(&mut office, &receipts[0], &target).unwrap();
    assert_eq!(job(&office, id).job.copy, 0);
}

#[test]
fn c20_a_target_that_is_wrong_waits_for_a_person() {
    let dir = tempfile::tempdir().unwrap();
    let (mut office, receipts) = office(dir.path());
    assert!(matches!(order(&mut office, &receipts[0], "fax:1"), Err(No::Refused(_))));
    let id = order(&mut office, &receipts[0], &format!("escp:{}", dir.path().join("gone/r.prn").display())).unwrap();
    let failed = print(&mut office, id);
    assert_eq!((failed.state.as_str(), failed.pages), (state::FAILED, 0));
    std::fs::create_dir(dir.path().join("gone")).unwrap();
    spool::retry(&office.desk, id).unwrap();
    let done = print(&mut office, id);
    assert_eq!((done.state.as_str(), done.job.copy), (state::DONE, 0), "nothing was on paper: it is the original still");
}

/// Ends in the middle: the paper is sent, its end never recorded.
struct Killed<'a>(&'a mut Desk);

impl Writer for Killed<'_> {
    fn write(&mut self, write: SpoolWrite) -> Result<(), No> {
        match &write {
            SpoolWrite::State(job) if job.state == state::DONE => Err(Fault::new("the power went", "").into()),
            _ => self.0.write(write),
        }
    }
}

#[test]
fn c20_what_was_being_printed_when_the_program_ended_is_printed_again() {
    let dir = tempfile::tempdir().unwrap();
    let (mut office, receipts) = office(dir.path());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = format!("tcp:{}", listener.local_addr().unwrap());
    let printed = sink(listener);
    let id = order(&mut office, &receipts[0], &target).unwrap();
    let eye = ebcm::desk::Eye::open(dir.path(), Box::new(SystemClock), Some(today())).unwrap();
    let mut press = Press::new(dir.path(), Settings::default(), PATIENCE).unwrap();
    assert!(press.step(&of_eye(&eye), &mut Killed(&mut office.desk), 0).is_err());
    assert_eq!(job(&office, id).state, state::PRINTING);
    let first = printed.recv_timeout(LONGEST).unwrap();

    office.desk.write(SpoolWrite::Requeue).unwrap();
    let Step::Job(done) = press.step(&of_eye(&eye), &mut office.desk, 0).unwrap() else { panic!("a job") };
    assert_eq!((done.id, done.state.as_str()), (id, state::DONE));
    assert_eq!(printed.recv_timeout(LONGEST).unwrap(), first, "the same paper, to the byte");
}

#[test]
fn c23_each_print_on_a_pre_printed_form_takes_the_next_serial() {
    let dir = tempfile::tempdir().unwrap();
    let (mut office, receipts) = office(dir.path());
    office.act("clerk", &TakeIn { form: "receipt".to_owned(), first: 501, last: 502 }).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = format!("tcp:{}", listener.local_addr().unwrap());
    let printed = sink(listener);
    let faults: Vec<Option<String>> = receipts
        .iter()
        .map(|receipt| {
            let id = order(&mut office, receipt, &target).unwrap();
            let done = print(&mut office, id);
            assert_eq!(done.state, state::DONE);
            printed.recv_timeout(LONGEST).unwrap();
            done.fault
        })
        .collect();
    assert!(faults[0].is_none() && faults[1].is_none() && faults[2].as_ref().unwrap().contains("next bundle"), "{faults:?}");
    // A file is not a form: nothing is taken for it.
    let id = order(&mut office, &receipts[0], &format!("escp:{}", dir.path().join("r.prn").display())).unwrap();
    print(&mut office, id);
    let entries = read::entries_of(office.desk.store().connection(), &Subject::Stationery(office.desk.id().clone())).unwrap();
    let used: Vec<(u64, String)> = entries
        .iter()
        .filter_map(|entry| match &entry.fact {
            Fact::FormUsed { serial, paper, .. } => Some((*serial, paper.clone())),
            _ => None,
        })
        .collect();
    assert_eq!(used, [(501, receipts[0].clone()), (502, receipts[1].clone())]);
    office.assert_whole();
}

#[test]
fn c18_an_offices_own_form_is_used_and_its_faults_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let (mut office, receipts) = office(dir.path());
    let forms = dir.path().join("forms");
    std::fs::create_dir(&forms).unwrap();
    let shipped = ebcm::print::FormKind::Receipt.shipped().text;
    std::fs::write(
        forms.join("receipt.toml"),
        shipped
            .replace("\"RECEIPT\"", "\"MONEY RECEIPT\"")
            .replace("x = 2.10, y = 2.343", "x = 2.60, y = 2.343")
            .replace("width = 2.15, pitch = 10", "width = 1.80, pitch = 10"),
    )
    .unwrap();
    let path = dir.path().join("r.prn");
    let session = office.session("clerk");
    let own = Order { kind: "receipt", id: &receipts[0], target: &format!("escp:{}", path.display()), look: "plain" };
    let id = spool::order(&mut office.desk, &session, &own).unwrap();
    let done = print(&mut office, id);
    assert_eq!((done.state.as_str(), done.fault), (state::DONE, None));
    assert!(text(&std::fs::read(&path).unwrap()).contains("MONEY RECEIPT"));

    std::fs::write(forms.join("receipt.toml"), shipped.replace("pitch = 10", "pitch = 11")).unwrap();
    let id = order(&mut office, &receipts[1], &format!("escp:{}", path.display())).unwrap();
    let failed = print(&mut office, id);
    assert_eq!(failed.state, state::FAILED);
    let fault = failed.fault.unwrap();
    assert!(fault.contains("receipt.toml, line ") && fault.contains("pitch 11"), "{fault}");
}

#[test]
fn c6_a_payments_receipt_prints_by_itself_beside_the_writer() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let consumers = office.import(2);
    office.open_counter();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut settings = Settings::default();
    settings.printers.receipt = format!("tcp:{}", listener.local_addr().unwrap());
    let printed = sink(listener);
    let (tell, told) = channel();
    let handle = spool::start(dir.path(), Some(today()), settings.clone(), PATIENCE, move |message| {
        let _ = tell.send(message);
    });
    let session = office.session("clerk");
    for no in &consumers {
        let pay = Pay { consumer: *no, basis: Some(reading_of(1_320)), handed: exact_cash(1_000), protest: None };
        let done = office.desk.act(&session, &pay, &|entries| at_once(&settings, &session, entries)).unwrap();
        assert_eq!(done.jobs.len(), 1, "made in the payment's own transaction");
    }
    handle.look();
    let until = Instant::now() + LONGEST;
    let mut done = Vec::new();
    while done.len() < 2 && Instant::now() < until {
        match told.recv_timeout(Duration::from_millis(100)) {
            Ok(Message::Write(asked)) => asked.run(&mut office.desk),
            Ok(Message::Moved(job)) => done.push((job.job.paper.clone(), job.state.clone())),
            Ok(Message::Trouble(line)) => panic!("{line}"),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => panic!("the spooler ended"),
        }
    }
    let paper = |n: u8| (format!("R-KVT-1-2627-00000{n}"), state::DONE.to_owned());
    assert_eq!(done, [paper(1), paper(2)]);
    for n in 1..=2 {
        assert!(text(&printed.recv_timeout(LONGEST).unwrap()).contains(&paper(n).0));
    }
    handle.end();
    office.assert_whole();
}
