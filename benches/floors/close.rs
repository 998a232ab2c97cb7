//! The month close, one in five unpaid, beside one set-based script that writes the same rows; and a receipt made while it runs.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use ebcm::acts::bill::Basis;
use ebcm::acts::counter::{CloseCounter, OpenCounter};
use ebcm::acts::misc::Misc;
use ebcm::acts::money::Handed;
use ebcm::acts::pay::Pay;
use ebcm::base::{Day, Money, Period};
use ebcm::desk::month::MonthRun;
use ebcm::desk::{Desk, nothing_printed};
use ebcm::edge::SystemClock;
use ebcm::journal::fact::{Outcome, Source};
use ebcm::rules::tender::{Mode, Tender};
use rusqlite::Connection;

use crate::sample::{Sample, many, peak_mib, today};

/// One in so many has not paid.
const UNPAID: i64 = 5;
/// A receipt after so many steps.
const RECEIPT_EVERY: usize = 3;

pub fn run() {
    let small = close_of(many() / 10);
    let large = close_of(many());
    println!("cost of a consumer at {} beside that at {}: {:.2}", many(), many() / 10, large / small);
    println!("peak memory of this process: {} MiB", peak_mib(std::process::id()).unwrap_or_default());
}

/// Seconds a consumer.
fn close_of(count: usize) -> f64 {
    let dir = tempfile::tempdir().unwrap();
    make(dir.path(), count);
    let bare_path = dir.path().join("bare.db");
    std::fs::copy(dir.path().join("ebcm.db"), &bare_path).unwrap();
    let period: Period = "2026-11".parse().unwrap();
    let (took, mut step, mut receipt, closed) = close(dir.path(), period);
    let bare = floor(&bare_path, dir.path(), closed);
    let each = took.as_secs_f64() / count as f64;
    println!(
        "close of {count}: {took:.1?} ({:.0} consumers a second, {closed} closed); the bare script {bare:.1?}; ratio {:.2}",
        count as f64 / took.as_secs_f64(),
        took.as_secs_f64() / bare.as_secs_f64()
    );
    step.say("a step of the close");
    receipt.say("a misc. receipt meanwhile: the step it waits for, and its own");
    each
}

fn desk(dir: &Path, day: Day) -> Desk {
    Desk::open(dir, Box::new(SystemClock), Some(day)).unwrap()
}

/// A file in which all but one in five have their bill; made by a process of its own, so that this one stays small.
fn make(dir: &Path, count: usize) {
    let exe = std::env::current_exe().unwrap();
    assert!(Command::new(exe).arg("make").arg(dir).env("EBCM_BENCH_CONSUMERS", count.to_string()).status().unwrap().success());
    let mut desk = desk(dir, today());
    let clerk = desk.training_session("clerk").unwrap();
    let pay = Pay {
        consumer: "1000000000".parse().unwrap(),
        basis: Some(Basis::Reading { typed: "1300".to_owned(), source: Source::Own, rollover: false, confirmed: true }),
        handed: Handed { tenders: vec![Tender::cash(Money::from_rupees(9_000))], keep: None },
        protest: None,
    };
    desk.act(&clerk, &pay, &nothing_printed).unwrap();
    let other = Mode::ALL.into_iter().filter(|m| *m != Mode::Cash).map(|m| (m, Money::ZERO)).collect();
    let counted = CloseCounter { pieces: vec![(500, 1)], other, reason: Some("not counted".to_owned()) };
    desk.act(&clerk, &counted, &nothing_printed).unwrap();
    drop(desk);
    // Bills of the others would stand in no table that the close reads: it finds by this column whom it must look at.
    let conn = Connection::open(dir.join("ebcm.db")).unwrap();
    conn.execute("UPDATE consumer SET billed_in = '2026-11' WHERE id % ?1 <> 0", [UNPAID]).unwrap();
    conn.execute("UPDATE consumer SET billed_in = '2026-11' WHERE id = (SELECT consumer FROM receipt LIMIT 1)", []).unwrap();
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
}

fn close(dir: &Path, period: Period) -> (Duration, Sample, Sample, u32) {
    let mut desk = desk(dir, period.day(27));
    let clerk = desk.training_session("clerk").unwrap();
    desk.act(&clerk, &OpenCounter { float: Money::from_rupees(500) }, &nothing_printed).unwrap();
    let misc = Misc {
        consumer: None,
        head: "APPFORM".to_owned(),
        remark: "a form".to_owned(),
        amount: Money::from_rupees(10),
        handed: Handed { tenders: vec![Tender::cash(Money::from_rupees(10))], keep: None },
    };
    let (mut steps, mut receipts) = (Sample::default(), Sample::default());
    let mut took = Duration::ZERO;
    let start = Instant::now();
    let mut run = MonthRun::begin(&mut desk, &clerk, period).unwrap();
    took += start.elapsed();
    for nth in 1.. {
        let start = Instant::now();
        let more = run.step(&mut desk, &clerk).unwrap();
        let step = start.elapsed();
        took += step;
        steps.push(step);
        if nth % RECEIPT_EVERY == 0 {
            let start = Instant::now();
            desk.act(&clerk, &misc, &nothing_printed).unwrap();
            receipts.push(step + start.elapsed());
        }
        if !more {
            break;
        }
    }
    let start = Instant::now();
    let closed = run.end(&mut desk, &clerk).unwrap();
    took += start.elapsed();
    (took, steps, receipts, closed.totals.of(Outcome::Belated))
}

/// One transaction of set-based statements: the same arithmetic, and rows as many, as wide and as indexed as the close's.
fn floor(path: &Path, closed: &Path, count: u32) -> Duration {
    let bare = Connection::open(path).unwrap();
    for (name, value) in [("journal_mode", "WAL"), ("synchronous", "FULL"), ("wal_autocheckpoint", "0"), ("cache_size", "-16000")] {
        bare.pragma_update(None, name, value).unwrap();
    }
    bare.execute("ATTACH ?1 AS done", [closed.join("ebcm.db").to_string_lossy()]).unwrap();
    // What one of the close's entries looks like; the rest are as long.
    bare.execute_batch(
        "CREATE TEMP TABLE pattern AS SELECT e.desk, e.user, e.at, e.day, e.body, c.state, c.id AS whom FROM done.entry e
           JOIN done.closing g ON g.desk = e.desk AND g.seq = e.seq JOIN done.consumer c ON c.id = g.consumer
           WHERE e.kind = 'consumer-closed' LIMIT 1;
         CREATE TEMP TABLE lines AS SELECT line, account, amount FROM done.ledger l JOIN done.closing g ON g.desk = l.desk AND g.seq = l.seq
           WHERE g.consumer = (SELECT whom FROM pattern);
         DETACH done;",
    )
    .unwrap();
    let start = Instant::now();
    bare.execute_batch(SCRIPT).unwrap();
    let took = start.elapsed();
    let wrote: u32 = bare.query_row("SELECT count(*) FROM closing", [], |r| r.get(0)).unwrap();
    assert_eq!(wrote, count, "the script closes as many");
    took
}

const SCRIPT: &str = "
BEGIN IMMEDIATE;
CREATE TEMP TABLE todo AS
  SELECT row_number() OVER (ORDER BY id) AS n, id, units,
         CASE WHEN units <= 100 THEN units * 335 WHEN units <= 150 THEN 33500 + (units - 100) * 385
              WHEN units <= 300 THEN 52750 + (units - 150) * 500 ELSE 127750 + (units - 300) * 550 END AS cc
  FROM (SELECT id, (json_extract(state, '$.metered[0]') + json_extract(state, '$.metered[1]') + json_extract(state, '$.metered[2]') + 1) / 3 AS units
        FROM consumer WHERE status = 'LIVE' AND billed_in < '2026-11');
INSERT INTO entry (desk, seq, at, day, user, kind, body, personal, personal_hash, hash)
  SELECT p.desk, 100000000 + n, p.at + n, p.day, p.user, 'consumer-closed', p.body, NULL, NULL, randomblob(32) FROM todo, pattern p;
INSERT INTO subject (subject, at, desk, seq) SELECT 'c' || (id - 10000000000), p.at + n, p.desk, 100000000 + n FROM todo, pattern p;
INSERT INTO bill SELECT printf('B-LKO-1-2627-%06d', 100 + n), 'c' || (id - 10000000000), id, '2026-11', p.day, 1, units, cc + 2000, cc + 2000 + cc / 50, p.desk, 100000000 + n
  FROM todo, pattern p;
INSERT INTO closing SELECT '2026-11', id, 'c' || (id - 10000000000), 'belated', 'LIVE', 'BLTD', 1, printf('B-LKO-1-2627-%06d', 100 + n), 'acm', 0, cc + 2000, cc / 50, 0,
  printf('N-LKO-1-2627-%06d', n), p.desk, 100000000 + n FROM todo, pattern p;
INSERT INTO ledger SELECT p.desk, 100000000 + n, 'c' || (id - 10000000000), line, p.day, account, id, amount FROM todo, pattern p, lines;
UPDATE consumer SET status = 'BLTD', balance = balance + cc + 2000 + cc / 50, billed_in = '2026-11', cut_from = '2026-12-21', at = p.at + n, seq = 100000000 + n, state = p.state
  FROM todo, pattern p WHERE consumer.id = todo.id;
UPDATE series SET last = last + (SELECT count(*) FROM todo), made = made + (SELECT count(*) FROM todo) WHERE kind = 'B';
COMMIT;
";
