//! The recording disk itself, with plain SQLite: it must find no loss where SQLite promises none, and find it where it does not.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::support::vfs::{Fault, Lasting, Recorder, Survey, at_every_failure, rehearse, without_sync};

const SEED: u64 = 2026;
const RECEIPTS: i64 = 60;

fn open(folder: &Path, vfs: &str, synchronous: &str) -> rusqlite::Result<Connection> {
    let file = Connection::open_with_flags_and_vfs(folder.join("till.db"), OpenFlags::default(), vfs)?;
    file.execute_batch(&format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA wal_autocheckpoint = 12;
         CREATE TABLE IF NOT EXISTS receipt (number INTEGER PRIMARY KEY, payer TEXT NOT NULL);
         CREATE TABLE IF NOT EXISTS cash (receipt INTEGER PRIMARY KEY, paise INTEGER NOT NULL);"
    ))?;
    Ok(file)
}

/// A receipt and its cash in one transaction; big enough that it takes several pages, so that it can be half there.
fn receive(file: &mut Connection, number: i64) -> rusqlite::Result<()> {
    let write = file.transaction()?;
    write.execute("INSERT INTO receipt VALUES (?1, ?2)", (number, "payer ".repeat(700)))?;
    write.execute("INSERT INTO cash VALUES (?1, 4200)", [number])?;
    write.commit()
}

/// The receipts that are there: without a gap, each with its cash, and none of the acknowledged missing.
fn question(file: &Connection, acknowledged: usize) -> Result<i64, String> {
    let ask = |sql: &str| file.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(|error| error.to_string());
    let (receipts, last, cash) = (
        ask("SELECT count(*) FROM receipt")?,
        ask("SELECT coalesce(max(number), 0) FROM receipt")?,
        ask("SELECT count(*) FROM cash JOIN receipt ON receipt = number")?,
    );
    if receipts != last || receipts != cash {
        return Err(format!("{HALF}{receipts} receipts up to number {last}, {cash} with cash"));
    }
    if receipts < acknowledged as i64 {
        return Err(format!("{acknowledged} receipts were reported, {receipts} are there"));
    }
    Ok(receipts)
}

const HALF: &str = "half there: ";

fn rehearse_receipts(synchronous: &str) -> Survey {
    let folder = tempfile::tempdir().unwrap();
    rehearse(
        folder.path(),
        SEED,
        |folder, vfs| open(folder, vfs, synchronous).map_err(|error| error.to_string()),
        |mut file, recorder| {
            for number in 1..=RECEIPTS {
                receive(&mut file, number).unwrap();
                recorder.acknowledge(format!("receipt {number}"));
            }
        },
        |file, acknowledged| {
            let there = question(&file, acknowledged.len())?;
            if there > acknowledged.len() as i64 + 1 { Err(format!("{there} receipts, more than were tried")) } else { Ok(()) }
        },
    )
}

#[test]
fn no_power_cut_takes_a_receipt_from_a_file_that_syncs_each_commit() {
    let survey = rehearse_receipts("FULL");
    survey.assert_none_lost();
    assert!(survey.states > 1_000, "only {} states", survey.states);
    println!("{} states in {:?}", survey.states, survey.took);
}

#[test]
fn control_a_file_that_does_not_sync_each_commit_loses_receipts_but_keeps_none_half() {
    let survey = rehearse_receipts("NORMAL");
    survey.assert_some_lost();
    let half: Vec<_> = survey.lost.iter().filter(|line| line.contains(HALF)).collect();
    assert!(half.is_empty(), "NORMAL gives up the last receipts, not their wholeness: {half:?}");
}

#[test]
fn control_a_file_that_never_syncs_is_found_broken() {
    let survey = rehearse_receipts("OFF");
    survey.assert_some_lost();
    assert!(survey.lost.iter().any(|line| !line.contains("were reported")), "torn pages must show: {:?}", survey.lost.first());
}

#[test]
fn a_rollback_journal_holds_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let survey = rehearse(
        folder.path(),
        SEED,
        |folder, vfs| {
            let file = open(folder, vfs, "FULL").map_err(|error| error.to_string())?;
            file.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA").map_err(|error| error.to_string())?;
            Ok(file)
        },
        |mut file, recorder| {
            for number in 1..=12 {
                receive(&mut file, number).unwrap();
                recorder.acknowledge(number.to_string());
            }
        },
        |file, acknowledged| question(&file, acknowledged.len()).map(drop),
    );
    survey.assert_none_lost();
}

#[test]
fn the_log_is_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path(), without_sync(), "FULL").unwrap());
    let recorder = Recorder::over(folder.path());
    let mut file = open(folder.path(), recorder.vfs(), "FULL").unwrap();
    for number in 1..=40 {
        receive(&mut file, number).unwrap();
    }
    let read = |name: &str| (name.to_owned(), fs::read(folder.path().join(name)).unwrap());
    assert_eq!(recorder.log().files_at_the_end(), BTreeMap::from([read("till.db"), read("till.db-wal")]));
    drop(file);
    assert_eq!(recorder.log().files_at_the_end(), BTreeMap::from([read("till.db")]), "the WAL goes with the last connection");
    assert!(recorder.log().deeds() > 40);
}

/// Three receipts with the `k`-th operation failing, for each `k`: what was reported is there after it, and after a power cut at any
/// moment of it.
fn receive_while_the_disk_fails(fault: Fault, lasting: Lasting, expected: rusqlite::ErrorCode) {
    let mut met = Vec::new();
    let prepare = |folder: &Path| drop(open(folder, without_sync(), "FULL").unwrap());
    let plays = at_every_failure(fault, lasting, prepare, |folder, recorder| {
        let mut number = 0;
        for _ in 0..3 {
            // After a failure the file is opened anew and asked: a commit that failed may stand all the same, but never half.
            let Ok(mut file) = open(folder, recorder.vfs(), "FULL") else { break };
            number = question(&file, number as usize).unwrap();
            match receive(&mut file, number + 1) {
                Ok(()) => {
                    number += 1;
                    recorder.acknowledge(number.to_string());
                }
                Err(error) => met.extend(error.sqlite_error_code()),
            }
        }
        let survey = recorder.log().survey(SEED, |state, acknowledged| {
            let file = open(state, without_sync(), "FULL").map_err(|error| error.to_string())?;
            question(&file, acknowledged.last().map_or(0, |last| last.parse().unwrap())).map(drop)
        });
        survey.assert_none_lost();
    });
    assert!(plays > 5, "only {plays} operations failed");
    assert!(met.contains(&expected), "{expected:?} was not met in {met:?}");
}

#[test]
fn a_write_that_fails_loses_nothing_reported() {
    receive_while_the_disk_fails(Fault::WriteFails, Lasting::Once, rusqlite::ErrorCode::SystemIoFailure);
}

#[test]
fn a_disk_that_fills_loses_nothing_reported() {
    receive_while_the_disk_fails(Fault::DiskFull, Lasting::UntilHealed, rusqlite::ErrorCode::DiskFull);
}

#[test]
fn a_sync_that_fails_loses_nothing_reported() {
    receive_while_the_disk_fails(Fault::SyncFails, Lasting::Once, rusqlite::ErrorCode::SystemIoFailure);
}
