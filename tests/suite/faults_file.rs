//! A data file that is in use, not writable, cut, damaged or not ours: a plain line, never a panic, nothing touched (`J-17`, `J-18`).

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

use ebcm::base::{ConsumerNo, No};
use ebcm::desk::{Desk, Eye};
use ebcm::edge::SystemClock;
use ebcm::store::open::{FILE, How};
use ebcm::store::{read, search};
use rusqlite::Connection;

use crate::support::chance::Chance;
use crate::support::cli::Answer;
use crate::support::days::HOW;
use crate::support::kill::child_of_this_binary;
use crate::support::office::{Office, today};
use crate::support::tally::tally;

fn opened(dir: &Path) -> Result<Office, String> {
    let desk = Desk::open(dir, Box::new(SystemClock), Some(today()));
    desk.map(|desk| Office { desk }).map_err(|no| match no {
        No::Broken(fault) => fault.to_string(),
        No::Refused(refusal) => panic!("a fault, not a refusal: {refusal}"),
    })
}

fn master(payments: usize) -> (tempfile::TempDir, Vec<ConsumerNo>) {
    master_of(40, payments)
}

fn master_of(consumers: usize, payments: usize) -> (tempfile::TempDir, Vec<ConsumerNo>) {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::found_as(folder.path(), "led", "KVT", HOW());
    let consumers = office.import(consumers);
    office.open_counter();
    for consumer in &consumers[..payments] {
        office.pay(*consumer, 1_320).unwrap();
    }
    (folder, consumers)
}

#[test]
fn a_second_program_is_told_so_and_readers_work_beside() {
    let (folder, consumers) = master(0);
    let mut office = opened(folder.path()).unwrap();
    let line = opened(folder.path()).err().unwrap();
    assert!(line.starts_with("another ebcm has the data file in "), "{line}");
    assert!(line.ends_with("; work there, or end it first; reading commands work beside it"), "{line}");
    let eye = Eye::open(folder.path(), Box::new(SystemClock), Some(today())).unwrap();
    assert_eq!(read::receipts_of(eye.connection(), consumers[0]).unwrap().len(), 0);
    office.pay(consumers[0], 1_320).unwrap();
    assert_eq!(read::receipts_of(eye.connection(), consumers[0]).unwrap().len(), 1);
    drop(office);
    opened(folder.path()).unwrap();
}

const ROLE: &str = "EBCM_TEST_DESK";
const CHILD: &str = "faults_file::child_that_takes_payments_until_something_breaks";

/// Not a test by itself: pays for one consumer after the other and reports, until a fault, which it says.
#[test]
fn child_that_takes_payments_until_something_breaks() {
    let Ok(dir) = std::env::var(ROLE) else { return };
    println!();
    let mut office = match opened(Path::new(&dir)) {
        Ok(office) => office,
        Err(line) => return println!("fault {line}"),
    };
    for number in 1..=40_u32 {
        let consumer = office.desk.rules().profile.make_number("KVT", number).unwrap();
        match office.pay(consumer, 1_320) {
            Ok(done) => println!("receipt {}", done.papers().last().unwrap()),
            Err(no) => return println!("fault {no}"),
        }
    }
}

/// What the child said, by the first word of its lines.
fn said(answer: &Answer, word: &str) -> Vec<String> {
    answer.out.lines().filter_map(|line| line.strip_prefix(word)).map(|rest| rest.trim().to_owned()).collect()
}

/// The child without the administrator's power to write what may not be written.
fn powerless(command: &Command) -> Command {
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        let mut same = Command::new(command.get_program());
        same.args(command.get_args());
        return same;
    }
    let mut less = Command::new("setpriv");
    less.args(["--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]).arg(command.get_program()).args(command.get_args());
    less
}

#[test]
fn a_data_file_that_may_not_be_written_is_named() {
    for (file, folder_mode, line) in [
        (0o444, 0o755, "the data file can't be written; give this user write access to it and its folder, and try again"),
        (
            0o644,
            0o555,
            "can't be written (Permission denied (os error 13)); give this user write access to it, or name another with --data",
        ),
    ] {
        let (folder, _) = master(1);
        let before = fs::read(folder.path().join(FILE)).unwrap();
        let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        mode(&folder.path().join(FILE), file);
        mode(folder.path(), folder_mode);
        let answer = Answer::of(powerless(&child_of_this_binary(CHILD, ROLE, "")).env(ROLE, folder.path()));
        mode(folder.path(), 0o755);
        let faults = said(&answer, "fault");
        assert!(matches!(faults.as_slice(), [one] if one.ends_with(line)), "{answer}");
        assert_eq!(said(&answer, "receipt").len(), 0, "{answer}");
        assert!(fs::read(folder.path().join(FILE)).unwrap() == before, "the file was touched");
    }
}

#[test]
fn j18_no_room_for_a_receipt_says_so_and_the_reported_ones_stand() {
    let (folder, consumers) = master(0);
    let child = child_of_this_binary(CHILD, ROLE, "");
    // A file may grow to one megabyte: the log of the file meets that in the middle of a receipt.
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 2048; exec \"$0\" \"$@\""]).arg(child.get_program()).args(child.get_args());
    let answer = Answer::of(limited.env(ROLE, folder.path()));
    let (receipts, faults) = (said(&answer, "receipt"), said(&answer, "fault"));
    assert!(matches!(faults.as_slice(), [one] if one.contains("nothing was recorded")), "{answer}");
    assert!(!receipts.is_empty(), "{answer}");
    let mut office = opened(folder.path()).unwrap();
    assert_eq!(tally(office.desk.store().connection()).unwrap().payments, receipts.len() as i64);
    let next = office.pay(consumers[receipts.len()], 1_320).unwrap();
    assert_eq!(next.papers().last().unwrap().to_string(), format!("R-KVT-1-2627-{:06}", receipts.len() + 1));
    office.assert_whole();
}

/// Opens, looks, pays and checks: the lines of what is wrong.
fn used(dir: &Path, consumers: &[ConsumerNo]) -> Vec<String> {
    let mut office = match Office::through(dir, HOW()) {
        Ok(office) => office,
        Err(no) => return vec![no.to_string()],
    };
    let mut lines = Vec::new();
    let conn = office.desk.store().connection();
    lines.extend(search::find(conn, "consumer 7", 50).err().map(|no| no.to_string()));
    for consumer in consumers {
        lines.extend(read::card(conn, *consumer).err().map(|no| no.to_string()));
        lines.extend(read::ledger(conn, *consumer, "DUES").err().map(|no| no.to_string()));
    }
    lines.extend(match office.desk.store().reader().map_err(No::from).and_then(|reader| reader.verify()) {
        Ok(report) => report.faults.into_iter().map(|fault| format!("{}: {}", fault.entry, fault.what)).collect(),
        Err(no) => vec![no.to_string()],
    });
    // Refused or broken or done: never a panic.
    if let Ok(session) = office.desk.training_session("clerk") {
        let pay = ebcm::acts::pay::Pay {
            consumer: consumers[20],
            basis: Some(crate::support::office::reading_of(1_320)),
            handed: crate::support::office::exact_cash(1_000),
            protest: None,
        };
        lines.extend(office.desk.act(&session, &pay, &ebcm::desk::nothing_printed).err().map(|no| no.to_string()));
    }
    lines
}

#[test]
fn a_file_cut_off_anywhere_is_found() {
    let (folder, consumers) = master(8);
    let whole = fs::read(folder.path().join(FILE)).unwrap();
    assert!(used(folder.path(), &consumers).is_empty());
    let mut lengths = vec![0, 1, 99, 100, 511, 512, 4_095, 4_096, 4_097, whole.len() - 4_096, whole.len() - 1];
    lengths.extend((1..16).map(|part| whole.len() * part / 16));
    for length in lengths {
        let cut = tempfile::tempdir().unwrap();
        fs::write(cut.path().join(FILE), &whole[..length]).unwrap();
        let lines = used(cut.path(), &consumers);
        // A last page without its last byte may be whole all the same: there is nothing in it there.
        assert!(!lines.is_empty() || length == whole.len() - 1, "{length} of {} bytes, and nothing was found wrong", whole.len());
        assert!(lines.iter().all(|line| !line.trim().is_empty()), "{length}: {lines:?}");
    }
}

#[test]
fn a_flipped_byte_is_named_or_harmless() {
    let (folder, consumers) = master_of(120, 8);
    let whole = fs::read(folder.path().join(FILE)).unwrap();
    let mut chance = Chance::seeded(4_711);
    let mut named = 0;
    let flips = 120;
    for _ in 0..flips {
        let (place, bit) = (chance.below(whole.len() as u64) as usize, chance.below(8));
        let harmed = tempfile::tempdir().unwrap();
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << bit;
        fs::write(harmed.path().join(FILE), &bytes).unwrap();
        named += usize::from(!used(harmed.path(), &consumers).is_empty());
    }
    // The rest fell on room that nothing stands in.
    assert!(named > flips / 4, "only {named} of {flips} were named");
}

fn refused_untouched(make: impl FnOnce(&Path), expected: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE);
    make(&path);
    let before = fs::read(&path).unwrap();
    let line = opened(folder.path()).err().unwrap_or_else(|| panic!("opened, where '{expected}' is due"));
    assert!(line.contains(expected), "{line}");
    assert!(fs::read(&path).unwrap() == before, "'{expected}': the file was touched");
    assert!(fs::read(folder.path().join("ebcm.db-wal")).map_or(true, |log| log.is_empty()), "'{expected}': a log was left beside it");
}

#[test]
fn j17_what_is_not_this_programs_file_is_refused_untouched() {
    let with = |sql: &'static str| move |path: &Path| Connection::open(path).unwrap().execute_batch(sql).unwrap();
    let newer = |path: &Path| {
        let (folder, _) = master(1);
        fs::copy(folder.path().join(FILE), path).unwrap();
        Connection::open(path).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    };
    refused_untouched(newer, "the data file is of a newer ebcm (version 99, this one knows 2); update this program");
    refused_untouched(with("CREATE TABLE song (name TEXT)"), "this is not a data file of ebcm");
    refused_untouched(
        with("PRAGMA journal_mode = WAL; CREATE TABLE song (name TEXT); PRAGMA user_version = 3"),
        "this is not a data file of ebcm",
    );
    refused_untouched(|path| fs::write(path, "a letter, and no data file at all".repeat(200)).unwrap(), "the data file is damaged");
    refused_untouched(|path| fs::write(path, "").unwrap(), "the data file is empty: it was cut off");
}

/// A newer program's log, not yet in its file, stays as it is too.
#[test]
fn j17_the_log_of_a_newer_file_is_left_as_it_is() {
    let (folder, _) = master(1);
    let newer = Connection::open(folder.path().join(FILE)).unwrap();
    newer.execute_batch("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 99").unwrap();
    let killed = tempfile::tempdir().unwrap();
    let both = [FILE, "ebcm.db-wal"];
    for name in both {
        fs::copy(folder.path().join(name), killed.path().join(name)).unwrap();
    }
    let read = |name: &str| fs::read(killed.path().join(name)).unwrap();
    let before = both.map(read);
    assert!(!before[1].is_empty());
    assert!(opened(killed.path()).err().unwrap().contains("newer ebcm (version 99"));
    assert!(both.map(read) == before, "the file or its log was touched");
}

#[test]
fn a_founding_that_was_cut_off_can_be_done_again() {
    let folder = tempfile::tempdir().unwrap();
    drop(ebcm::store::Store::open(folder.path(), true, How::default()).unwrap());
    let line = opened(folder.path()).err().unwrap();
    assert_eq!(line, "this data file is not founded; make one with `ebcm init`");
    Office::found(folder.path()).assert_whole();
    assert!(opened(folder.path()).is_ok());
}

#[test]
fn j17_lists_of_another_programs_shape_are_not_read_but_brought_up_to_date() {
    use ebcm::desk::Eye;
    use ebcm::edge::SystemClock;
    let dir = tempfile::tempdir().unwrap();
    drop(Office::found(dir.path()));
    let other = rusqlite::Connection::open(dir.path().join("ebcm.db")).unwrap();
    other.execute("UPDATE own SET value = 'another shape' WHERE name = 'projection'", []).unwrap();
    drop(other);
    let read = Eye::open(dir.path(), Box::new(SystemClock), None).err().unwrap().to_string();
    assert!(read.contains("another version") && read.contains("ebcm rebuild"), "{read}");
    drop(Office::open(dir.path()));
    assert!(Eye::open(dir.path(), Box::new(SystemClock), None).is_ok());
}
