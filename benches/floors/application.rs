//! A hundred thousand applications, sixty thousand of them open: the first page of each list, the counts of home and of the EE, one
//! application with its path; beside a bare walk over the same index.

use ebcm::rules::role::Role;
use ebcm::store::applications::{self, Which};
use rusqlite::Connection;

use crate::sample::{Sample, office, today};

const ALL: i64 = 100_000;
const OPEN: i64 = 60_000;
/// How often each is asked.
const TIMES: usize = 300;
const PAGE: usize = 60;

/// Rows as the folds make them, without their entries: lists read nothing else, and so many acts would take minutes.
fn fill(conn: &Connection) {
    let numbers = format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ALL})");
    let state = "CASE i % 5 WHEN 0 THEN 'APN' WHEN 1 THEN 'SFS' WHEN 2 THEN 'AES' WHEN 3 THEN 'DNP' ELSE 'SDP' END";
    let role = "CASE i % 5 WHEN 1 THEN 'AE' WHEN 3 THEN 'BCC' WHEN 4 THEN 'AE' ELSE 'JE' END";
    let office = "CASE i % 4 WHEN 0 THEN 'AGT' WHEN 1 THEN 'MCY' ELSE 'KVT' END";
    let no = "printf('A-KVT-2-2627-%06d', i)";
    let since = format!("date('{}', '-' || (i % 40) || ' days')", today());
    let statements = [
        format!(
            "{numbers} INSERT INTO application SELECT {no}, 'regular', 'Regular connection', {office}, {since}, {state}, 'a state', i <= {OPEN}, {since}, 'Ward ' || (i % 20),
             'DOM', NULL, NULL, NULL, NULL, NULL, 0, 'KVT-2', i FROM n"
        ),
        format!(
            "{numbers} INSERT INTO work_item SELECT {no}, 'application', 'regular', 'Regular connection', {office}, {state}, 'a state', {role}, {role}, {state}, NULL, '', NULL,
             {since}, {since}, date({since}, '+7 days'), NULL, 'Ward ' || (i % 20), 'Regular connection', i, i, NULL, NULL, 0 FROM n WHERE i <= {OPEN}"
        ),
        format!(
            "{numbers} INSERT INTO applicant SELECT 'KVT-2', i, {no}, 'Koya Name' || (i % 5000), 'House ' || i, printf('9400%06d', i), '' FROM n"
        ),
        format!("{numbers} INSERT INTO applicant_word SELECT 'koya', {no}, 'KVT-2', i FROM n"),
        format!("{numbers} INSERT INTO applicant_word SELECT 'name' || (i % 5000), {no}, 'KVT-2', i FROM n"),
        format!("{numbers} INSERT INTO applicant_word SELECT printf('9400%06d', i), {no}, 'KVT-2', i FROM n"),
    ];
    for statement in statements {
        conn.execute(&statement, []).unwrap();
    }
}

pub fn run() {
    let dir = tempfile::tempdir().unwrap();
    drop(office(dir.path(), "led", "KVT", 1_000));
    let conn = Connection::open(dir.path().join("ebcm.db")).unwrap();
    conn.set_prepared_statement_cache_capacity(64);
    fill(&conn);
    let of = |role, office: &str, text: &str, late| Which {
        role,
        office: office.to_owned(),
        late_on: late,
        text: text.to_owned(),
        ..Which::default()
    };
    let lists = [
        ("a role's list", of(Some(Role::Je), "", "", None)),
        ("a role's list of one office", of(Some(Role::Ae), "AGT", "", None)),
        ("a role's list past its limit", of(Some(Role::Je), "", "", Some(today()))),
        ("everything open", of(None, "", "", None)),
        ("found by a common word", of(Some(Role::Je), "", "koya", None)),
        ("found by a rare word", of(None, "", "name4321", None)),
        ("found by a word that nobody has", of(None, "", "zzzz", None)),
        ("found by the beginning of a telephone number", of(None, "", "94000123", None)),
    ];
    for (name, which) in &lists {
        let mut sample = Sample::default();
        for _ in 0..TIMES {
            sample.time(|| applications::items(&conn, which, PAGE, 0).unwrap().len());
        }
        sample.say(&format!("{name}: its first page"));
    }
    let (mut counts, mut heaps, mut bare) = (Sample::default(), Sample::default(), Sample::default());
    let mut walk = conn.prepare("SELECT no FROM work_item WHERE role = 'JE' ORDER BY since, no LIMIT 60").unwrap();
    for _ in 0..TIMES {
        counts.time(|| applications::waiting(&conn, Role::Je, "", today()).unwrap().open);
        bare.time(|| walk.query_map([], |r| r.get::<_, String>(0)).unwrap().count());
    }
    for _ in 0..20 {
        heaps.time(|| applications::heaps(&conn, today()).unwrap().len());
    }
    counts.say("how many wait for a role, and how many past their limit");
    heaps.say("the EE's view over all offices");
    bare.say("a bare walk over a role's index");
}
