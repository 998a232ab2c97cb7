//! The cell's figures against a count by hand (`M-8`, `M-9`): every call, step and end is noted here as it is made, and counted from these
//! notes alone.

use std::collections::BTreeMap;

use ebcm::acts::complaint::{LogComplaint, Proving, Rectify, TakeStep};
use ebcm::base::{ConsumerNo, Day, PaperNo, Stamp};
use ebcm::reports::Source;
use ebcm::reports::complaint::pendency::{Figures, figures};
use ebcm::reports::complaint::register::register;
use ebcm::reports::{Ask, List};
use ebcm::store::complaints;
use ebcm::store::open::How;
use ebcm::store::report::Days;

use crate::support::arrive::receive;
use crate::support::cell::{Cell, number, step};
use crate::support::chance::Chance;
use crate::support::office::{Office, row, today};

/// What was done about one complaint, as a clerk would note it in a book.
struct Note {
    category: &'static str,
    day: Day,
    logged: Stamp,
    limit: i64,
    answered: Option<Stamp>,
    ended: Option<(Stamp, &'static str)>,
}

/// Categories of the profile with their limits in a town, in hours.
const KINDS: [(&str, &str, i64); 4] = [
    ("no-supply", "No supply", 4),
    ("line-down", "Line down or spark", 6),
    ("voltage", "Low or high voltage", 240),
    ("meter", "Meter", 168),
];

fn source(office: &Office) -> Source<'_> {
    let desk = &office.desk;
    Source {
        conn: desk.store().connection(),
        profile: &desk.rules().profile,
        desk: desk.id(),
        today: desk.today(),
        now: desk.now(),
        training: true,
    }
}

/// Twelve days of calls, each consumer calling once; some answered, some put right.
fn weeks(dir: &std::path::Path, chance: &mut Chance) -> Vec<Note> {
    let consumers = Office::found(dir).import_rows((1..=90).map(|i| row(i, "DOM", None)).collect());
    let mut notes = Vec::new();
    let mut callers = consumers.into_iter();
    for day in (0..12).map(|ahead| today().plus_days(ahead)) {
        let mut office = Office::patiently(dir, day);
        let calls = 3 + chance.below(6);
        notes.extend((0..calls).filter_map(|_| callers.next()).map(|consumer| one(&mut office, consumer, day, chance)));
    }
    notes
}

/// A call by noon of that day, and what came of it.
fn one(office: &mut Office, consumer: ConsumerNo, day: Day, chance: &mut Chance) -> Note {
    let noon = Stamp::midnight(day).plus(720);
    let mut upto = |most: i64| i64::try_from(chance.below(u64::try_from(most).unwrap())).unwrap();
    let (category, _, hours) = KINDS[usize::try_from(upto(4)).unwrap()];
    // Some of them at the very minutes where a limit or an age band ends.
    let back = [0, 240, 239, 241, 1_440, 60 * hours.min(100), upto(4_000)][usize::try_from(upto(7)).unwrap()];
    let logged = noon.plus(-back);
    let log = LogComplaint { at: Some(logged), consumer: Some(consumer), category: category.to_owned(), ..LogComplaint::default() };
    let no = number(&office.act("clerk", &log).unwrap());
    let answered = (upto(10) < 6).then(|| logged.plus(upto(90)).min(noon));
    if let Some(at) = answered {
        office.act("clerk", &TakeStep { at: Some(at), ..step(&no, "crew sent") }).unwrap();
    }
    let ended = answered.filter(|_| upto(10) < 7).map(|at| {
        let at = at.plus(upto(300)).min(noon);
        let (proof, word) = if upto(2) == 0 { (Proving::CalledBack, "called back") } else { (Proving::None, "not proved") };
        office.act("clerk", &end(&no, at, proof)).unwrap();
        (at, word)
    });
    Note { category, day, logged, limit: hours * 60, answered, ended }
}

fn end(no: &PaperNo, at: Stamp, proof: Proving) -> Rectify {
    Rectify { at: Some(at), ..crate::support::cell::rectify(no, proof) }
}

/// The least of the values that so many in a hundred don't exceed, by counting.
fn by_hand(minutes: &[i64], percent: usize) -> Option<i64> {
    let enough = |value: &&i64| minutes.iter().filter(|m| m <= value).count() * 100 >= percent * minutes.len();
    minutes.iter().filter(enough).min().copied()
}

type Open = BTreeMap<String, (i64, [i64; 4], i64)>;

fn open_by_hand(notes: &[Note], now: Stamp) -> Open {
    let mut open = Open::new();
    for note in notes.iter().filter(|note| note.ended.is_none()) {
        let age = now.minutes() - note.logged.minutes();
        let band = if age < 240 {
            0
        } else if age < 24 * 60 {
            1
        } else if age < 7 * 24 * 60 {
            2
        } else {
            3
        };
        let row = open.entry(name(note.category)).or_default();
        row.0 += 1;
        row.1[band] += 1;
        row.2 += i64::from(age >= note.limit);
    }
    open
}

fn name(code: &str) -> String {
    KINDS.iter().find(|kind| kind.0 == code).unwrap().1.to_owned()
}

#[test]
fn m8_the_pendency_is_what_a_count_by_hand_gives() {
    for seed in [3, 17, 1_956] {
        let dir = tempfile::tempdir().unwrap();
        let notes = weeks(dir.path(), &mut Chance::seeded(seed));
        let office = Office::patiently(dir.path(), today().plus_days(11));
        let source = source(&office);
        for (from, to) in [(0, 11), (4, 8), (20, 30)] {
            let days = Days { from: today().plus_days(from), to: today().plus_days(to) };
            let Figures { open, took, proofs } = figures(&source, days).unwrap();
            let told: Open = open.iter().map(|o| (o.category.clone(), (o.open, o.bands, o.late))).collect();
            assert_eq!(told, open_by_hand(&notes, office.desk.now()), "seed {seed}");
            let of: Vec<&Note> = notes.iter().filter(|n| n.day >= days.from && n.day <= days.to).collect();
            let proved = |word| i64::try_from(of.iter().filter(|n| n.ended.is_some_and(|(_, w)| w == word)).count()).unwrap();
            assert_eq!(proofs, ["code", "called back", "not proved"].map(proved));
            let kinds: Vec<_> = KINDS.iter().filter(|kind| of.iter().any(|n| n.category == kind.0)).collect();
            assert_eq!(took.len(), kinds.len());
            for (code, ..) in kinds {
                let ours: Vec<&&Note> = of.iter().filter(|n| n.category == *code).collect();
                let told = took.iter().find(|t| t.category == name(code)).unwrap();
                let answered: Vec<i64> = ours.iter().filter_map(|n| Some(n.answered?.minutes() - n.logged.minutes())).collect();
                let restored: Vec<i64> = ours.iter().filter_map(|n| Some(n.ended?.0.minutes() - n.logged.minutes())).collect();
                let both = |minutes: &[i64]| by_hand(minutes, 50).zip(by_hand(minutes, 90));
                assert_eq!((told.response, told.restoration), (both(&answered), both(&restored)), "{code}, seed {seed}");
                let in_time = ours.iter().filter(|n| n.ended.is_some_and(|(at, _)| at.minutes() - n.logged.minutes() <= n.limit)).count();
                let counts = [ours.len(), restored.len(), in_time].map(|n| i64::try_from(n).unwrap());
                assert_eq!([told.received, told.rectified, told.in_time], counts, "{code}, seed {seed}");
            }
        }
        // What is past its limit is the same number wherever it is told.
        let late: i64 = open_by_hand(&notes, source.now).values().map(|row| row.2).sum();
        assert_eq!(i64::from(complaints::count(source.conn, source.now).unwrap().late), late);
        let list = complaints::late(source.conn, source.now).unwrap();
        assert_eq!(i64::try_from(list.len()).unwrap(), late);
        assert!(list.iter().all(|line| ebcm::reports::complaint::limit(line, source.now).ends_with(" late")));
    }
}

#[test]
fn m8_who_is_in_an_outage_is_answered_by_what_is_done_about_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut cell = Cell::found(dir.path());
    let noon = cell.office.desk.now();
    let mut call = |place: usize, ago: i64| {
        let (at, consumer) = (Some(noon.plus(-ago)), Some(cell.consumers[place]));
        number(&cell.office.act("cell", &LogComplaint { at, consumer, category: "1".to_owned(), ..LogComplaint::default() }).unwrap())
    };
    let (first, early, late) = (call(0, 60), call(1, 50), call(2, 5));
    let group = ebcm::acts::complaint::GroupOutage { parent: first.clone(), children: vec![early, late] };
    cell.office.act("cell", &group).unwrap();
    cell.office.act("cell", &TakeStep { at: Some(noon.plus(-20)), ..step(&first, "crew sent to T1") }).unwrap();
    cell.rectify(&first).unwrap();
    let took = figures(&source(&cell.office), Days::one(today())).unwrap().took;
    // Forty and thirty minutes; the third called when the crew was on its way. Put right after 60, 50 and 5.
    assert_eq!((took[0].response, took[0].restoration), (Some((30, 40)), Some((50, 60))));
}

#[test]
fn m9_what_is_closed_is_no_officers_any_more() {
    let dir = tempfile::tempdir().unwrap();
    let mut cell = Cell::found(dir.path());
    let at = cell.office.desk.now().plus(-900);
    let log = LogComplaint { at: Some(at), consumer: Some(cell.consumers[0]), category: "1".to_owned(), ..LogComplaint::default() };
    let no = number(&cell.office.act("cell", &log).unwrap());
    let officer = |cell: &Cell| {
        let source = source(&cell.office);
        ebcm::reports::complaint::officer(&source.profile.complaints, &cell.line(&no), source.now)
    };
    assert_eq!(officer(&cell), "EE", "fifteen hours of four");
    cell.step(&no, "fuse replaced").unwrap();
    cell.rectify(&no).unwrap();
    assert_eq!(officer(&cell), "");
}

#[test]
fn m2_m8_a_consumer_of_another_office_has_that_offices_limit_and_counts_there() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut cell = Cell::found(here.path());
    let mut other = Office::found_as(there.path(), "led", "AGT", How::default());
    let theirs = other.import(1)[0];
    let all = super::faults_order::entries(other.desk.store().connection());
    all.iter().filter(|raw| raw.kind == "consumer-imported").for_each(|raw| receive(cell.office.desk.store().connection(), raw));
    let log = LogComplaint { consumer: Some(theirs), category: "1".to_owned(), ..LogComplaint::default() };
    let no = number(&cell.office.act("cell", &log).unwrap());
    cell.logged(0, "1");
    assert_eq!((no.to_string().as_str(), cell.line(&no).limit()), ("C-KVT-1-2627-000001", 480), "Agatti is no town");
    let open = figures(&source(&cell.office), Days::one(today())).unwrap().open;
    assert_eq!(open.iter().map(|o| (o.office.as_str(), o.open)).collect::<Vec<_>>(), [("AGT", 1), ("KVT", 1)]);
}

#[test]
fn m7_the_register_says_the_day_of_a_call_that_came_before_midnight() {
    let dir = tempfile::tempdir().unwrap();
    let mut cell = Cell::found(dir.path());
    let at = Stamp::midnight(today()).plus(-20);
    let log = LogComplaint { at: Some(at), consumer: Some(cell.consumers[0]), category: "1".to_owned(), ..LogComplaint::default() };
    cell.office.act("cell", &log).unwrap();
    cell.logged(1, "1");
    let text = register(&source(&cell.office), today()).unwrap().text(160);
    assert!(text.contains("11-11 23:40") && text.contains(" 12:00 "), "{text}");
}

#[test]
fn m7_a_filed_register_stays_as_it_was_when_a_later_call_makes_it_dangerous() {
    let dir = tempfile::tempdir().unwrap();
    let no = Cell::found(dir.path()).logged(0, "1");
    let filed = |office: &Office| register(&source(office), today()).unwrap().text(160);
    let before = filed(&Office::patiently(dir.path(), today()));
    let mut office = Office::patiently(dir.path(), today().plus_days(1));
    let log = LogComplaint {
        consumer: complaints::one(office.desk.store().connection(), &no).unwrap().unwrap().consumer,
        category: "1".to_owned(),
        priority: Some(ebcm::rules::complaint::Priority::Danger),
        ..LogComplaint::default()
    };
    assert_eq!(number(&office.act("clerk", &log).unwrap()), no);
    assert_eq!(filed(&office), before);
}

#[test]
fn a_cell_without_a_complaint_has_its_papers() {
    let dir = tempfile::tempdir().unwrap();
    let mut cell = Cell::found(dir.path());
    let over = ebcm::acts::complaint::HandOver { to: "clerk".to_owned(), crews: String::new(), promises: String::new() };
    cell.office.act("cell", &over).unwrap();
    let source = source(&cell.office);
    let shift = ebcm::reports::complaint::shift::shift(&source).unwrap().text(120);
    assert!(shift.contains("0, 0 dangerous, 0 past the limit"), "{shift}");
    assert!(register(&source, today()).unwrap().text(120).contains("No complaint was logged on this day."));
    let pendency = ebcm::reports::complaint::pendency::pendency(&source, Days::one(today())).unwrap().text(120);
    assert!(pendency.contains("Called back"), "{pendency}");
    for list in ["complaints", "late-complaints", "meter-complaints", "rectified-apart"] {
        let document = List::named(list).unwrap().document(&source, &Ask::default()).unwrap();
        assert!(!document.text(120).is_empty(), "{list}");
    }
}
