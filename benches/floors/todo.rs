//! Two hundred thousand items of the To Do list, a fifth of them climbed, and as many done: the first page as each scope and filter has it, with
//! its count; beside a bare walk over an index of the same rows.

use ebcm::base::{Day, Stamp};
use ebcm::rules::profile::Profile;
use ebcm::rules::role::Role;
use ebcm::rules::todo::TodoType;
use ebcm::store::work::{self, Lens, Status, Which, Whose};
use ebcm::store::work_figures;
use rusqlite::Connection;

use crate::sample::{Sample, office, today};

const ALL: i64 = 200_000;
/// How often each is asked.
const TIMES: usize = 100;
const PAGE: usize = 60;
const DAY: i64 = 86_400_000;

/// Rows as the folds make them, without their entries: the list reads nothing else, and so many acts would take minutes.
fn fill(conn: &Connection, now: i64) {
    let numbers = format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ALL})");
    let kinds: Vec<String> = TodoType::ALL.iter().enumerate().map(|(i, todo)| format!("WHEN {i} THEN '{todo}'")).collect();
    let kind = format!("CASE i % 12 {} END", kinds.join(" "));
    let role = "CASE i % 5 WHEN 1 THEN 'AE' WHEN 3 THEN 'BCC' WHEN 4 THEN 'AE' ELSE 'JE' END";
    let no = "printf('A-KVT-2-2627-%06d', i)";
    // A fifth stands for more than a week.
    let moved = format!("{now} - CASE i % 5 WHEN 0 THEN 20 ELSE 2 END * {DAY} - i");
    let base = format!("CASE i % 12 WHEN 9 THEN ({moved}) / 60000 + 330 END");
    let assigned = "CASE WHEN i % 1000 = 7 THEN 'june' END";
    let statements = [
        format!(
            "{numbers} INSERT INTO work_item SELECT {no}, {kind}, 'w', 'Title', CASE i % 4 WHEN 0 THEN 'AGT' ELSE 'KVT' END, 'S' || (i % 7), 'a state', {role}, {role},
             'S-1', {assigned}, '', NULL, '2026-11-01', '2026-11-01', NULL, NULL, 'North', 'Message of item ' || i, {moved} - {DAY}, {moved},
             {base}, CASE i % 12 WHEN 9 THEN 480 END, 0 FROM n"
        ),
        format!("{numbers} INSERT INTO work_word SELECT 'message', {no} FROM n"),
        format!("{numbers} INSERT INTO work_word SELECT 'w' || (i % 5000), {no} FROM n"),
        format!(
            "{numbers} INSERT INTO work_done SELECT printf('D-%d', i), {moved} - {DAY}, {kind}, 'Title', 'KVT', 'END', 'done', i % 9 = 0, '2026-11-01', NULL, 'North',
             'Message of item ' || i, 'june', {moved}, {base}, CASE i % 12 WHEN 9 THEN 480 END, CASE i % 12 WHEN 9 THEN ({moved}) / 60000 + 9000 END, i % 900 FROM n"
        ),
    ];
    for statement in statements {
        conn.execute(&statement, []).unwrap();
    }
    conn.execute_batch("ANALYZE").unwrap();
}

fn which(whose: Whose, change: impl FnOnce(&mut Which)) -> Which {
    let mut which = Which { whose, ..Which::default() };
    change(&mut which);
    which
}

pub fn run() {
    let dir = tempfile::tempdir().unwrap();
    drop(office(dir.path(), "led", "KVT", 1_000));
    let conn = Connection::open(dir.path().join("ebcm.db")).unwrap();
    conn.set_prepared_statement_cache_capacity(128);
    let text = include_str!("../../assets/profiles/led.toml");
    let profile = Profile::load(text, "led.toml").unwrap();
    let now = Stamp::midnight(today()).plus(720);
    fill(&conn, now.minutes() * 60_000 - i64::from(profile.offset_seconds()) * 1_000);
    let lens = Lens { profile: &profile, now };
    let mine = |role| Whose::Mine { user: "june".to_owned(), roles: vec![role] };
    let days = |from: i8, to: i8| [from, to].map(|day| Day::new(2026, 11, day).map(Stamp::midnight));
    let lists = [
        ("mine, a JE's", which(mine(Role::Je), |_| {})),
        ("mine, an EE's: climbed ones alone", which(mine(Role::Ee), |_| {})),
        ("given to me", which(Whose::GivenTo("june".to_owned()), |_| {})),
        ("of my role", which(Whose::OfRoles(vec![Role::Ae]), |_| {})),
        ("all", which(Whose::All, |_| {})),
        ("of one type", which(Whose::All, |w| w.types = vec![TodoType::BillRevision])),
        ("escalated", which(Whose::All, |w| w.status = Status::Escalated)),
        ("worked on", which(Whose::All, |w| w.status = Status::Working)),
        ("in one state", which(Whose::All, |w| w.status = Status::At("S3".to_owned()))),
        ("between two days", which(Whose::All, |w| [w.from, w.to] = days(8, 10))),
        ("done", which(Whose::All, |w| w.status = Status::Done)),
        ("open and done", which(Whose::All, |w| w.status = Status::All)),
        ("found by a rare word", which(Whose::All, |w| w.text = "w4321".to_owned())),
        ("found by a common word", which(mine(Role::Je), |w| w.text = "message".to_owned())),
        ("found by a word that nobody has", which(Whose::All, |w| w.text = "zzzz".to_owned())),
        ("of an office that has none", which(Whose::All, |w| w.offices = vec!["MCY".to_owned()])),
    ];
    for (name, which) in &lists {
        let (mut pages, mut counts) = (Sample::default(), Sample::default());
        let mut shown = 0;
        for _ in 0..TIMES {
            shown = pages.time(|| work::page(&conn, lens, which, PAGE, 0).unwrap().len());
        }
        for _ in 0..10 {
            counts.time(|| work::count(&conn, lens, which, 10_000).unwrap());
        }
        pages.say(&format!("{name}: its first page ({shown} rows)"));
        counts.say(&format!("{name}: its count"));
    }
    let mut bare = Sample::default();
    let mut walk = conn.prepare("SELECT no FROM work_item WHERE kind = 'application' ORDER BY made, no LIMIT 60").unwrap();
    for _ in 0..TIMES {
        bare.time(|| walk.query_map([], |r| r.get::<_, String>(0)).unwrap().count());
    }
    bare.say("a bare walk over the index of types");
    let mut heaps = Sample::default();
    for _ in 0..5 {
        heaps.time(|| work_figures::heaps(&conn, lens, (now.plus(-30 * 1_440), now)).unwrap().len());
    }
    heaps.say("the figures of the list");
}
