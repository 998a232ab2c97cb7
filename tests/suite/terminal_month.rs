//! The month's end by keys: rehearsal, close, notices, the office at a glance; and that long work gives way.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;

use ebcm::acts::consumer::ImportRow;
use ebcm::base::{ConsumerNo, Day};
use ebcm::desk::{Desk, Eye};
use ebcm::edge::{Settings, SystemClock};
use ebcm::journal::fact::Outcome as Fate;
use ebcm::store::open::How;
use ebcm::store::{Reader, month, spool};
use ebcm::tui::program::{Answer, House, Outcome, Work, app};
use ebcm::tui::{Backend, Ticket, Trouble, Wake};

use crate::support::office::{Office, row};
use crate::support::patience::LONGEST;
use crate::support::program::{COLOUR, NONE, found};
use crate::support::stage::Stage;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn on(dir: &Path, date: &str) -> Office {
    Office::on(dir, How::default(), day(date)).unwrap()
}

/// The terminal on another business date.
fn stage(dir: &Path, user: &str, date: &str, size: (u16, u16)) -> Stage<House> {
    let desk = Desk::open(dir, Box::new(SystemClock), Some(day(date))).unwrap();
    let eye = Eye::open(dir, Box::new(SystemClock), Some(day(date))).unwrap();
    let ability = if size.0 > 80 { NONE } else { COLOUR };
    let (app, wakes) = app(desk, eye, Settings::default(), Some(user), ability).unwrap();
    Stage::new(app, wakes, size.0, size.1)
}

/// An office whose consumers were last billed in October; the first has paid November, and no counter is open.
fn office(dir: &Path, consumers: usize) -> Vec<ConsumerNo> {
    drop(Office::found(dir));
    let mut office = on(dir, "2026-11-05");
    let rows: Vec<ImportRow> = (1..=consumers)
        .map(|i| {
            let mut row = row(i, "DOM", None);
            if i % 3 == 0 {
                "South".clone_into(&mut row.import.supply.area);
            }
            row
        })
        .collect();
    let numbers = office.import_rows(rows);
    office.open_counter();
    office.pay(numbers[0], 1_320).unwrap();
    office.close_counter().unwrap();
    numbers
}

fn goes_to<'a>(stage: &'a mut Stage<House>, name: &str) -> &'a mut Stage<House> {
    stage.keys("Ctrl-K").types(name).keys("Enter")
}

/// Where an entry of a kind stands in the journal of the desk.
fn place(reader: &Reader, kind: &str) -> i64 {
    reader
        .connection()
        .query_row("SELECT max(seq) FROM entry WHERE kind = ?1", [kind], |r| r.get::<_, Option<i64>>(0))
        .unwrap()
        .unwrap_or(0)
}

#[test]
fn i4_work_in_steps_gives_way_and_is_stopped_between_two() {
    let dir = tempfile::tempdir().unwrap();
    found(dir.path());
    let desk = Desk::open(dir.path(), Box::new(SystemClock), Some(day("2026-11-12"))).unwrap();
    let eye = Eye::open(dir.path(), Box::new(SystemClock), Some(day("2026-11-12"))).unwrap();
    let session = desk.training_session("clerk").unwrap();
    let (wakes, woken) = channel();
    let mut house = House::new(desk, eye, Settings::default(), Some(session), wakes);
    let next_done = || loop {
        if let Wake::Done(ticket, outcome) = woken.recv_timeout(LONGEST).unwrap() {
            return (ticket, outcome);
        }
    };
    // It can end only after the other has been done.
    let (other, seen) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let (set, look) = (Arc::clone(&other), Arc::clone(&seen));
    house.start(
        Ticket(1),
        Work::steps(move |_| {
            look.store(true, Ordering::SeqCst);
            Ok(other.load(Ordering::SeqCst).then(|| Outcome::Gave(Answer::of("long"))))
        }),
    );
    while !seen.load(Ordering::SeqCst) {
        std::thread::yield_now();
    }
    house.start(
        Ticket(2),
        Work::new(move |_| {
            set.store(true, Ordering::SeqCst);
            Ok(Outcome::Gave(Answer::of("short")))
        }),
    );
    assert_eq!(next_done().0, Ticket(2), "what was ordered later is done between two steps");
    assert_eq!(next_done().0, Ticket(1));
    house.start(Ticket(3), Work::steps(|_| Ok(None)));
    house.stop(Ticket(3));
    let (ticket, outcome) = next_done();
    assert!(ticket == Ticket(3) && matches!(outcome, Err(Trouble::Stopped)));
    // Work that is not done does not hold the program back when it ends.
    house.start(Ticket(4), Work::steps(|_| Ok(None)));
    house.end();
}

#[test]
fn l2_the_screen_names_what_is_missing_and_the_ae_orders_all_the_same() {
    let dir = tempfile::tempdir().unwrap();
    office(dir.path(), 4);
    let mut early = stage(dir.path(), "clerk", "2026-11-20", (80, 24));
    goes_to(&mut early, "month");
    assert!(early.shows("The window of Nov 2026 runs from 01-11-2026 to 25-11-2026"), "{}", early.text());
    early.keys("F9");
    assert!(!early.shows("Run the close"), "{}", early.text());
    drop(early);
    on(dir.path(), "2026-11-25").open_counter();
    let mut clerk = stage(dir.path(), "clerk", "2026-11-27", (80, 24));
    goes_to(&mut clerk, "month");
    insta::assert_snapshot!("month_missing", clerk.text());
    drop(clerk);
    let mut ae = stage(dir.path(), "ae", "2026-11-27", (80, 24));
    goes_to(&mut ae, "month").keys("Ctrl-O");
    assert!(ae.shows("the counter of 25-11-2026 is open"), "{}", ae.text());
    ae.types("the clerk is at sea").keys("F9").settle();
    assert!(ae.shows("The AE has ordered it all the same"), "{}", ae.text());
}

/// On a busy machine the close may be over before the receipt is typed: that run shows nothing, and is done again.
#[test]
fn l3_rehearsed_run_while_a_receipt_is_taken_and_reported() {
    assert!((0..5).any(|_| a_receipt_goes_between()), "no receipt was made while the close ran");
}

/// The whole way by keys; whether the receipt was made while the close ran.
fn a_receipt_goes_between() -> bool {
    let dir = tempfile::tempdir().unwrap();
    office(dir.path(), 600);
    on(dir.path(), "2026-11-27").open_counter();
    let mut stage = stage(dir.path(), "clerk", "2026-11-27", (80, 24));
    goes_to(&mut stage, "month").keys("Ctrl-T").wait_for("rehearsed: nothing is recorded");
    insta::assert_snapshot!("month_rehearsed", stage.text());
    stage.keys("Ctrl-W");
    insta::assert_snapshot!("month_whom", stage.text());
    stage.types("599");
    assert!(stage.shows("010005999") && !stage.shows("010005981"), "{}", stage.text());
    stage.keys("Ctrl-E").settle();
    assert!(stage.shows("saved as"), "{}", stage.text());
    stage.keys("Esc Esc").wait_for("Rehearsal of Nov 2026");
    stage.keys("F9");
    insta::assert_snapshot!("month_asked", stage.text());
    stage.keys("Enter");
    goes_to(&mut stage, "misc");
    for text in ["app", "", "Hamza", "50", "1", ""] {
        stage.types(text).keys("Enter");
    }
    stage.settle();
    let receipts = ebcm::store::read::receipts_of_day(Reader::open(dir.path()).unwrap().connection(), day("2026-11-27")).unwrap();
    assert_eq!(receipts.len(), 1, "{}", stage.text());
    stage.keys("Esc").wait_for("M-KVT-1-2627-000001");
    assert!(!stage.app.is_working());
    let reader = Reader::open(dir.path()).unwrap();
    let places = ["close-begun", "misc-received", "month-closed"].map(|kind| place(&reader, kind));
    assert!(places[0] > 0, "the close began: {places:?}");
    stage.keys("Enter");
    insta::assert_snapshot!("month_report", stage.text());
    places.is_sorted()
}

#[test]
fn l3_stopped_and_taken_up_again_it_does_the_same() {
    let whole = tempfile::tempdir().unwrap();
    office(whole.path(), 200);
    let at_once = on(whole.path(), "2026-11-27").close_month("2026-11").unwrap();
    let dir = tempfile::tempdir().unwrap();
    office(dir.path(), 200);
    let mut stage = stage(dir.path(), "clerk", "2026-11-27", (120, 40));
    goes_to(&mut stage, "month").keys("F9 y").wait_for("Closing Nov 2026");
    assert!(stage.text().lines().next().unwrap().contains("Closing Nov 2026"), "the title says how far it is");
    stage.keys("Esc");
    while stage.app.is_working() {
        stage.wait_for("stop");
        stage.settle();
    }
    let taken_up = stage.shows("F9 takes it up");
    stage.keys("F9 y").wait_for("M-KVT-1-2627-000001");
    drop(stage);
    let office = on(dir.path(), "2026-11-27");
    let done = month::month(office.desk.store().connection(), "KVT").unwrap().closed[0].clone();
    assert_eq!((done.no, done.totals), (at_once.no, at_once.totals), "stopped on the way: {taken_up}");
    office.assert_whole();
}

#[test]
fn l15_notices_are_printed_in_rounds_and_the_serving_is_recorded() {
    let dir = tempfile::tempdir().unwrap();
    let numbers = office(dir.path(), 60);
    on(dir.path(), "2026-11-27").close_month("2026-11").unwrap();
    let mut stage = stage(dir.path(), "clerk", "2026-12-03", (80, 24));
    goes_to(&mut stage, "notices");
    insta::assert_snapshot!("notices", stage.text());
    stage.keys("F9 Enter").settle();
    assert!(stage.shows("59 notices go to the printer in 3 rounds"), "{}", stage.text());
    let jobs = spool::list(Reader::open(dir.path()).unwrap().connection(), 99, 0).unwrap();
    assert_eq!(jobs.iter().map(|job| job.job.kind.as_str()).collect::<Vec<_>>(), ["bdn-round"; 3]);
    // Served on a later day: to those of one area, then to one of the other.
    goes_to(&mut stage, "notices").keys("F9 n");
    stage.types("2").keys("Enter Enter").types("2").keys("Enter").types("South").keys("Enter").types("3").keys("F9 Enter").settle();
    assert!(stage.shows("20 recorded as served on 03-12-2026"), "{}", stage.text());
    drop(stage);
    let office = on(dir.path(), "2026-12-03");
    let served = |i: usize| {
        let consumer = office.consumer(numbers[i - 1]);
        consumer.notice.map(|notice| (notice.served, notice.cut_from))
    };
    assert_eq!(served(3), Some((day("2026-12-03"), day("2026-12-21"))));
    assert_eq!(served(2), Some((day("2026-12-01"), day("2026-12-21"))));
    office.assert_whole();
}

#[test]
fn the_office_at_a_glance() {
    let dir = tempfile::tempdir().unwrap();
    office(dir.path(), 40);
    let closed = on(dir.path(), "2026-11-27").close_month("2026-11").unwrap();
    assert_eq!(closed.totals.of(Fate::Belated), 39);
    for (name, size) in [("offices_80x24", (80, 24)), ("offices_120x40", (120, 40))] {
        let mut stage = stage(dir.path(), "ae", "2026-11-28", size);
        goes_to(&mut stage, "office");
        while stage.app.is_working() {
            stage.wait_for("40 bills");
        }
        insta::assert_snapshot!(name, stage.text());
    }
}
