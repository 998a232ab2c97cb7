//! A disk that fails in the middle of a receipt: a plain line, nothing half recorded, and the next receipt has the next number (`J-18`).

use std::fs;
use std::path::Path;

use ebcm::base::{ConsumerNo, No};
use ebcm::store::open::{FILE, How};

use crate::support::office::Office;
use crate::support::tally::tally;
use crate::support::vfs::{Fault, Lasting, Recorder, without_sync};

const SEED: u64 = 2612;

struct Master {
    folder: tempfile::TempDir,
    consumers: Vec<ConsumerNo>,
}

impl Master {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut office = Office::found(folder.path());
        let consumers = office.import(3);
        office.open_counter();
        Self { folder, consumers }
    }

    fn copy(&self) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::copy(self.folder.path().join(FILE), folder.path().join(FILE)).unwrap();
        folder
    }
}

fn through(dir: &Path, vfs: &str) -> Result<Office, No> {
    Office::through(dir, How { vfs: Some(vfs), careless: false })
}

fn fault_of<T: std::fmt::Debug>(result: Result<T, No>) -> String {
    match result {
        Err(No::Broken(fault)) => fault.to_string(),
        other => panic!("a fault was expected: {other:?}"),
    }
}

fn receipt(done: &ebcm::desk::Done) -> String {
    done.papers().last().unwrap().to_string()
}

/// A payment with the `k`-th write failing, for every `k`; then the disk is sound again. Returns the lines that were said.
fn pay_while_writes_fail(fault: Fault) -> Vec<String> {
    let master = Master::new();
    let mut said = Vec::new();
    for k in 1.. {
        let folder = master.copy();
        let recorder = Recorder::over(folder.path());
        let mut office = through(folder.path(), recorder.vfs()).unwrap();
        let first = office.pay(master.consumers[0], 1_320).unwrap();
        assert_eq!(receipt(&first), "R-KVT-1-2627-000001");
        recorder.acknowledge("1");
        recorder.fail_at(k, fault, Lasting::UntilHealed);
        let failed = office.pay(master.consumers[1], 1_320);
        if !recorder.heal() {
            assert_eq!(receipt(&failed.unwrap()), "R-KVT-1-2627-000002");
            break;
        }
        said.push(fault_of(failed));
        assert_eq!(tally(office.desk.store().connection()).unwrap().payments, 1, "write {k}: the failed payment left a trace");
        // The same clerk tries again at the same desk, then the next consumer comes.
        for (consumer, number) in [(master.consumers[1], 2), (master.consumers[2], 3)] {
            assert_eq!(receipt(&office.pay(consumer, 1_320).unwrap()), format!("R-KVT-1-2627-{number:06}"), "write {k}");
            recorder.acknowledge(number.to_string());
        }
        office.assert_whole();
        drop(office);
        // And the power may go at any moment of all that: asked for one failure in a few, each of them costs a hundred states.
        if k % 16 == 1 {
            recorder.log().survey(SEED, |state, acknowledged| stands(state, acknowledged.len())).assert_none_lost();
        }
    }
    assert!(said.len() > 10, "only {} writes failed", said.len());
    said
}

fn stands(state: &Path, told: usize) -> Result<(), String> {
    let office = through(state, without_sync()).map_err(|no| no.to_string())?;
    let there = tally(office.desk.store().connection())?.payments;
    if (told as i64..=told as i64 + 1).contains(&there) { Ok(()) } else { Err(format!("{told} were reported, {there} are there")) }
}

#[test]
fn j18_a_full_disk_says_so_and_the_next_receipt_has_the_next_number() {
    for line in pay_while_writes_fail(Fault::DiskFull) {
        assert_eq!(line, "the disk is full: nothing was recorded; free some space and try again");
    }
}

#[test]
fn j18_a_write_that_fails_says_so_and_the_next_receipt_has_the_next_number() {
    for line in pay_while_writes_fail(Fault::WriteFails) {
        assert!(line.starts_with("the disk did not take or give the data: nothing was recorded"), "{line}");
    }
}

#[test]
fn j18_a_commit_that_was_not_confirmed_is_not_tried_again() {
    let master = Master::new();
    let mut struck = 0;
    for k in 1.. {
        let folder = master.copy();
        let recorder = Recorder::over(folder.path());
        let mut office = through(folder.path(), recorder.vfs()).unwrap();
        recorder.fail_at(k, Fault::SyncFails, Lasting::Once);
        let failed = office.pay(master.consumers[0], 1_320);
        if !recorder.heal() {
            break;
        }
        struck += 1;
        let line = fault_of(failed);
        assert!(line.contains("whether the last act is recorded is not known"), "{line}");
        // The disk is sound, and the desk still does not go on by itself.
        assert_eq!(fault_of(office.pay(master.consumers[1], 1_320)), line);
        assert_eq!(fault_of(office.pay(master.consumers[0], 1_320)), line);
        drop(office);

        let mut office = through(folder.path(), recorder.vfs()).unwrap();
        office.assert_whole();
        let there = tally(office.desk.store().connection()).unwrap().payments;
        let next = office.pay(master.consumers[2], 1_320).unwrap();
        assert_eq!(receipt(&next), format!("R-KVT-1-2627-{:06}", there + 1));
        recorder.acknowledge("after");
        office.assert_whole();
        drop(office);
        let survey = recorder.log().survey(SEED, |state, acknowledged| {
            let office = through(state, without_sync()).map_err(|no| no.to_string())?;
            let there = tally(office.desk.store().connection())?.payments;
            if there < acknowledged.len() as i64 { Err(format!("{there} payments")) } else { Ok(()) }
        });
        survey.assert_none_lost();
    }
    assert!(struck > 0, "no sync failed");
}
