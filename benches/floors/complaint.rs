//! The complaint cell with half a million past complaints and two thousand open: each key to its drawn frame, beside the bare questions
//! that it asks of the data file.

use std::time::Duration;

use ebcm::acts::user::AddUser;
use ebcm::desk::{Desk, Eye, nothing_printed};
use ebcm::edge::{Settings, SystemClock};
use ebcm::rules::role::Role;
use ebcm::tui::program::app;
use ebcm::tui::{Ability, Key, Letters, Wake};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use rusqlite::Connection;

use crate::sample::{Sample, office, today};

const PAST: i64 = 500_000;
const OPEN: i64 = 2_000;
const CONSUMERS: i64 = 20_000;

/// Rows as the folds make them, without their entries: the screen reads nothing else, and half a million acts would take minutes.
fn fill(conn: &Connection) {
    let first: i64 = conn.query_row("SELECT min(id) FROM consumer", [], |r| r.get(0)).unwrap();
    let now = i64::from(today().days_since(ebcm::base::Day::new(1970, 1, 1).unwrap())) * 1_440 + 720;
    let make = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {PAST} + {OPEN})
         INSERT INTO complaint SELECT printf('C-KVT-2-2627-%06d', i), 'KVT-2', i, date('2026-11-12', '-' || (({PAST} + {OPEN} - i) / 350) || ' days'),
             {now} - ({PAST} + {OPEN} - i) * 4, {now} - ({PAST} + {OPEN} - i) * 4 + 240, i % 97 = 0, CASE WHEN i % 97 = 0 THEN 'danger' ELSE 'normal' END,
             i > {PAST}, CASE WHEN i > {PAST} THEN 'open' ELSE 'rectified' END, {first}, '', 'Ward ' || (i % 20), 'T' || (i % 300),
             CASE i % 4 WHEN 0 THEN 'billing' ELSE 'no-supply' END, 'No supply', CASE i % 4 WHEN 0 THEN 'other' ELSE 'supply' END, NULL, NULL, 0, i % 3 = 0, 0,
             {now} - ({PAST} + {OPEN} - i) * 4 + 30, CASE WHEN i > {PAST} THEN NULL ELSE {now} - ({PAST} + {OPEN} - i) * 4 + 90 END,
             CASE WHEN i > {PAST} THEN NULL ELSE 'code' END, 0 FROM n"
    );
    conn.execute(&make, []).unwrap();
    // Each consumer has its share of them.
    let spread = format!(
        "UPDATE complaint SET consumer = p.id FROM (SELECT id, row_number() OVER (ORDER BY id) AS at FROM person) p WHERE p.at = complaint.entry % {CONSUMERS} + 1"
    );
    conn.execute(&spread, []).unwrap();
    conn.execute(
        "INSERT INTO caller SELECT desk, entry, no, '', printf('9400%06d', entry % 900000), 'dark since the rain' FROM complaint",
        [],
    )
    .unwrap();
}

pub fn run() {
    let dir = tempfile::tempdir().unwrap();
    {
        let mut desk = office(dir.path(), "led", "KVT", usize::try_from(CONSUMERS).unwrap());
        let admin = desk.training_session("admin").unwrap();
        let add = AddUser { name: "cell".to_owned(), roles: vec![Role::Ccc], password: "nobody logs in".to_owned() };
        desk.act(&admin, &add, &nothing_printed).unwrap();
    }
    fill(&Connection::open(dir.path().join("ebcm.db")).unwrap());
    let desk = Desk::open(dir.path(), Box::new(SystemClock), Some(today())).unwrap();
    let eye = Eye::open(dir.path(), Box::new(SystemClock), Some(today())).unwrap();
    let bare = Connection::open(dir.path().join("ebcm.db")).unwrap();
    let ability = Ability { colour: true, letters: Letters::Unicode };
    let (mut app, wakes) = app(desk, eye, Settings::default(), Some("cell"), ability).unwrap();
    let Ok(mut terminal) = Terminal::new(TestBackend::new(120, 40));
    app.handle(Wake::Resize(120, 40));
    let (mut floor, mut redrawn) = (Sample::default(), Sample::default());
    let mut question = bare
        .prepare("SELECT p.id, p.name FROM person p WHERE substr(p.phone, -4) = substr(?1, -4) AND p.phone <> '' AND p.phone LIKE '%' || ?1 LIMIT 6")
        .unwrap();
    let mut key = |key: Key, sample: &mut Sample| {
        sample.time(|| {
            app.handle(Wake::Key(key));
            let Ok(_) = terminal.draw(|frame| app.draw(frame));
        });
        redrawn.time(|| {
            let Ok(_) = terminal.draw(|frame| app.draw(frame));
        });
        while app.is_waiting() {
            let wake = wakes.recv_timeout(Duration::from_secs(10)).unwrap();
            app.handle(wake);
        }
    };
    let named = |name: &str| -> Key { name.parse().unwrap() };
    let (mut typed, mut taken, mut listed, mut other) = (Sample::default(), Sample::default(), Sample::default(), Sample::default());
    key(named("F4"), &mut other);
    for i in (0..400).map(|i| i * 47 % CONSUMERS) {
        let end = format!("{:04}", i % 10_000);
        end.chars().for_each(|c| key(Key::char(c), &mut typed));
        floor.time(|| question.query_map([&end], |r| r.get::<_, i64>(0)).unwrap().count());
        key(named("Enter"), &mut taken);
        key(Key::char('1'), &mut typed);
        key(named("Enter"), &mut typed);
        "whole house dark".chars().for_each(|c| key(Key::char(c), &mut typed));
        key(named("Ctrl-X"), &mut typed);
    }
    key(named("PgDn"), &mut listed);
    (0..600).for_each(|i| key(named(if i % 7 == 6 { "PgUp" } else { "PgDn" }), &mut listed));
    for name in ["Home", "End", "Home", "Down", "Space", "l", "l"] {
        key(named(name), &mut listed);
    }
    typed.say("a key typed into a call, callers looked up, 120x40");
    taken.say("the caller taken: open ones, closed ones, outage");
    listed.say("a key in the list of 2,000 pending");
    other.say("the screen opened");
    floor.say("the bare question for the callers of a number's end");
    redrawn.say("the same frame drawn again");
}
