//! Power loss and failing disks under the real desk: what it reported is there, nothing is half there (`J-5`, `J-18`).

use std::fs;
use std::path::Path;

use ebcm::base::{ConsumerNo, No};
use ebcm::store::open::{FILE, How};

use crate::support::office::Office;
use crate::support::tally::{HALF, Tally, tally};
use crate::support::vfs::{Recorder, Survey, rehearse};

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
