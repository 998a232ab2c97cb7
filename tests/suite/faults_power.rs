//! Power loss and failing disks under the real desk: what it reported is there, nothing is half there (`J-5`, `J-18`).

use std::fs;
use std::path::Path;

use ebcm::base::{ConsumerNo, No};
use ebcm::desk::{Founding, SHIPPED_PROFILES, found};
use ebcm::edge::SystemClock;
use ebcm::journal::fact::TextFile;
use ebcm::store::open::{FILE, How};

use crate::support::office::{Office, today};
use crate::support::tally::{HALF, Tally, tally};
use crate::support::vfs::{Recorder, Survey, rehearse, without_sync};

const SEED: u64 = 1908;

/// A data file with an open counter, its log empty: what is recorded afterwards is the act alone.
fn prepare(dir: &Path, payments: usize) -> Vec<ConsumerNo> {
    let mut office = Office::found(dir);
    let consumers = office.import(4);
    office.open_counter();
    for consumer in &consumers[..payments] {
        office.pay(*consumer, 1_320).unwrap();
    }
    consumers
}

/// The same file again, without the work of making it.
fn copy(master: &Path, dir: &Path) {
    fs::copy(master.join(FILE), dir.join(FILE)).unwrap();
}

fn words(no: No) -> String {
    no.to_string()
}

/// Plays on a copy of the master and asks every state that a power cut could leave: `due` says what the tally must be after so many
/// acknowledgements; one more may stand, never half of it.
fn power_cuts(master: &Path, careless: bool, play: impl FnOnce(Office, &Recorder), due: impl Fn(&Tally) -> i64) -> Survey {
    let folder = tempfile::tempdir().unwrap();
    copy(master, folder.path());
    let before = due(&tally(&rusqlite::Connection::open(master.join(FILE)).unwrap()).unwrap());
    rehearse(
        folder.path(),
        SEED,
        |dir, vfs| Office::through(dir, How { vfs: Some(vfs), careless }).map_err(words),
        play,
        |office, acknowledged| {
            let there = tally(office.desk.store().connection())?;
            let (stands, told) = (due(&there) - before, acknowledged.len() as i64);
            if stands < told {
                return Err(format!("{told} were reported, {stands} are there"));
            }
            if stands > told + 1 {
                return Err(format!("{HALF}{stands} are there, {told} were reported"));
            }
            let faults = office.verify().faults;
            if faults.is_empty() { Ok(()) } else { Err(format!("{HALF}{faults:?}")) }
        },
    )
}

fn pay_two(master: &Path, careless: bool) -> Survey {
    let consumers = read_consumers(master);
    power_cuts(
        master,
        careless,
        |mut office, recorder| {
            for consumer in &consumers[..2] {
                office.pay(*consumer, 1_320).unwrap();
                recorder.acknowledge(format!("payment of {consumer}"));
            }
        },
        |tally| tally.payments,
    )
}

fn close_one(master: &Path, careless: bool) -> Survey {
    power_cuts(
        master,
        careless,
        |mut office, recorder| {
            office.close_counter().unwrap();
            recorder.acknowledge("counter close");
        },
        |tally| tally.closes,
    )
}

fn read_consumers(dir: &Path) -> Vec<ConsumerNo> {
    let conn = rusqlite::Connection::open(dir.join(FILE)).unwrap();
    let mut statement = conn.prepare("SELECT id FROM consumer ORDER BY id").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(|key| ConsumerNo::from_key(key.unwrap()).unwrap()).collect()
}

#[test]
fn j5_a_power_cut_at_any_write_takes_no_reported_payment() {
    let master = tempfile::tempdir().unwrap();
    prepare(master.path(), 0);
    let survey = pay_two(master.path(), false);
    survey.assert_none_lost();
    assert!(survey.states > 200, "only {} states", survey.states);
    println!("{} states in {:?}", survey.states, survey.took);

    let control = pay_two(master.path(), true);
    control.assert_some_lost();
    assert!(control.lost.iter().all(|line| !line.contains(HALF)), "{:?}", control.lost.iter().find(|line| line.contains(HALF)));
}

#[test]
fn j5_a_power_cut_at_any_write_takes_no_reported_counter_close() {
    let master = tempfile::tempdir().unwrap();
    prepare(master.path(), 2);
    let survey = close_one(master.path(), false);
    survey.assert_none_lost();
    assert!(survey.states > 50, "only {} states", survey.states);
    println!("{} states in {:?}", survey.states, survey.took);

    let control = close_one(master.path(), true);
    control.assert_some_lost();
    assert!(control.lost.iter().all(|line| !line.contains(HALF)), "{:?}", control.lost.iter().find(|line| line.contains(HALF)));
}

fn founding() -> Founding {
    let (code, text) = SHIPPED_PROFILES[0];
    Founding {
        profile: TextFile { file: format!("{code}.toml"), text: text.to_owned() },
        office: "KVT".to_owned(),
        desk: 1,
        training: true,
        admin: "admin".to_owned(),
        password: "none".to_owned(),
    }
}

fn found_through(dir: &Path, vfs: &str) -> Result<Office, No> {
    let how = How { vfs: Some(vfs), careless: false };
    Ok(Office { desk: found(dir, &founding(), how, Box::new(SystemClock), Some(today()))? })
}

#[test]
fn a_power_cut_while_a_file_is_founded_leaves_it_founded_or_to_be_founded_again() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::over(folder.path());
    let office = found_through(folder.path(), recorder.vfs()).unwrap();
    recorder.acknowledge("founded");
    drop(office);
    let (mut asked, mut anew) = (0_u32, 0_u32);
    let survey = recorder.log().survey(SEED, |state, acknowledged| {
        asked += 1;
        match Office::through(state, How { vfs: Some(without_sync()), careless: false }) {
            Ok(office) => {
                let whole = !asked.is_multiple_of(8) || office.verify().faults.is_empty();
                if whole { Ok(()) } else { Err(format!("{HALF}{:?}", office.verify().faults)) }
            }
            Err(no) if !acknowledged.is_empty() => Err(no.to_string()),
            Err(_) if !asked.is_multiple_of(16) => Ok(()),
            Err(line) => {
                anew += 1;
                found_through(state, without_sync()).map(drop).map_err(|no| format!("{line}, and then: {no}"))
            }
        }
    });
    survey.assert_none_lost();
    assert!(anew > 5, "founded anew {anew} times of {asked}");
}
