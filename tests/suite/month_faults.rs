//! A close that is killed, or meets a full disk, or loses its power: run again, it gives what one that ran through gives (`L-3`, `J-18`).

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use ebcm::acts::user::AddUser;
use ebcm::base::{Day, No};
use ebcm::edge::secret::hash_password;
use ebcm::rules::role::Role;
use ebcm::store::open::{FILE, How};

use super::faults_order::{entries, tables};
use crate::support::chance::Chance;
use crate::support::cli::{Answer, PASSWORD};
use crate::support::days::HOW;
use crate::support::office::Office;
use crate::support::vfs::{Fault, Lasting, Recorder, without_sync};

const KILLS: u32 = 50;
/// A file is killed so often before it is left to end.
const KILLS_OF_ONE: u32 = 3;
const SEED: u64 = 2_003;
const MONTH: &str = "2026-11";

fn last_day() -> Day {
    "2026-11-27".parse().unwrap()
}

/// A file with one bill paid and its counter closed.
fn master(consumers: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::found_as(folder.path(), "led", "KVT", HOW());
    let bcc = AddUser { name: "bcc".to_owned(), roles: vec![Role::Bcc], password: hash_password(PASSWORD).unwrap() };
    office.act("admin", &bcc).unwrap();
    let consumers = office.import(consumers);
    office.open_counter();
    office.pay(consumers[0], 1_320).unwrap();
    office.close_counter().unwrap();
    folder
}

fn copy(master: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(master.join(FILE), folder.path().join(FILE)).unwrap();
    folder
}

fn close_command(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ebcm"));
    command.arg("--data").arg(dir).args(["--json", "--on", "2026-11-27", "close", "run", "--period", MONTH]);
    command.env("EBCM_USER", "bcc").env("EBCM_PASSWORD", PASSWORD);
    command
}

/// The journal, entry by entry with its hash, and every table.
fn whole(dir: &Path) -> Vec<String> {
    let conn = rusqlite::Connection::open(dir.join(FILE)).unwrap();
    let journal = entries(&conn).into_iter().map(|raw| format!("{} {} {} {}", raw.name(), raw.at, raw.body, hex(&raw.hash)));
    journal.chain(tables(&conn).into_iter().flat_map(|(name, rows)| rows.into_iter().map(move |row| format!("{name}: {row}")))).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[track_caller]
fn assert_same(one: &[String], other: &[String], when: &str) {
    let differs = one.iter().zip(other).find(|(a, b)| a != b);
    assert!(one == other, "{when}: {} rows and {}; {differs:#?}", one.len(), other.len());
}

#[test]
fn l3_killed_fifty_times_and_run_again_a_close_is_the_same_as_once() {
    let master = master(320);
    let through = copy(master.path());
    let began = Instant::now();
    let once = Answer::of(&mut close_command(through.path())).done();
    let took = began.elapsed();
    let reference = whole(through.path());
    let mut chance = Chance::seeded(SEED);
    let (mut kills, mut halfway) = (0, 0);
    while kills < KILLS {
        let folder = copy(master.path());
        for _ in 0..KILLS_OF_ONE.min(KILLS - kills) {
            let mut child = close_command(folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_micros(chance.below(u64::try_from(took.as_micros()).unwrap())));
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
            let closed = whole(folder.path()).iter().filter(|row| row.starts_with("closing: ")).count();
            halfway += u32::from(closed > 0 && closed < 319);
        }
        let again = Answer::of(&mut close_command(folder.path())).done();
        assert_eq!(again, once, "after {kills} kills");
        assert_same(&whole(folder.path()), &reference, &format!("after {kills} kills"));
        Office::on(folder.path(), HOW(), last_day()).unwrap().assert_whole();
    }
    assert!(halfway > 2, "of {kills} kills {halfway} fell into the steps: the moments are not chance");
}

fn through(dir: &Path, vfs: &str) -> Result<Office, No> {
    Office::on(dir, How { vfs: Some(vfs), careless: false }, last_day())
}

#[test]
fn j18_a_disk_that_fills_up_in_a_close_says_so_and_the_close_goes_on_where_it_stood() {
    let master = master(70);
    let folder = copy(master.path());
    through(folder.path(), without_sync()).unwrap().close_month(MONTH).unwrap();
    let reference = whole(folder.path());
    let mut said = 0;
    for k in (1..).step_by(7) {
        let folder = copy(master.path());
        let recorder = Recorder::over(folder.path());
        let mut office = through(folder.path(), recorder.vfs()).unwrap();
        recorder.fail_at(k, Fault::DiskFull, Lasting::UntilHealed);
        let failed = office.close_month(MONTH);
        if !recorder.heal() {
            failed.unwrap();
            break;
        }
        match failed {
            Err(No::Broken(fault)) => assert!(fault.to_string().starts_with("the disk is full"), "{fault}"),
            other => panic!("write {k}: {other:?}"),
        }
        said += 1;
        office.close_month(MONTH).unwrap();
        office.assert_whole();
        drop(office);
        assert_same(&whole(folder.path()), &reference, &format!("write {k}"));
    }
    assert!(said > 10, "only {said} writes failed");
}

#[test]
fn j5_a_power_cut_in_a_close_takes_nothing_that_cannot_be_run_again() {
    let master = master(5);
    let folder = copy(master.path());
    through(folder.path(), without_sync()).unwrap().close_month(MONTH).unwrap();
    let reference = whole(folder.path());
    let folder = copy(master.path());
    let recorder = Recorder::over(folder.path());
    let mut office = through(folder.path(), recorder.vfs()).unwrap();
    office.close_month(MONTH).unwrap();
    recorder.acknowledge("closed");
    drop(office);
    let mut asked = 0_u32;
    let survey = recorder.log().survey(SEED, |state, acknowledged| {
        asked += 1;
        let mut office = through(state, without_sync()).map_err(|no| no.to_string())?;
        let there = entries(office.desk.store().connection()).iter().any(|raw| raw.kind == "month-closed");
        if !acknowledged.is_empty() && !there {
            return Err("the close was reported, and is not there".to_owned());
        }
        if !asked.is_multiple_of(8) {
            return Ok(());
        }
        office.close_month(MONTH).map_err(|no| no.to_string())?;
        drop(office);
        if whole(state) == reference { Ok(()) } else { Err("run again, it gives another close".to_owned()) }
    });
    survey.assert_none_lost();
    assert!(survey.states > 100, "only {} states", survey.states);
}
