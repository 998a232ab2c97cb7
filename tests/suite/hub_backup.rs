//! A hub is copied while it serves; a hub that was put back from an older copy is given again what it lost (`J-8`, `J-15`, `J-16`).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use ebcm::base::DeskId;
use ebcm::hub::backup::copy_entries;
use ebcm::hub::keep::Member;
use ebcm::hub::postgres::PostgresKeep;
use ebcm::journal::talk::{Answer as Said, Denied};
use ebcm::store::exchange::{heads, troubles};
use serde_json::Value;

use super::faults_order::{assert_same, tables};
use super::hub_line::{self, entries, furnish, open_counter, pay, receipts, whole};
use super::hub_simulation::World;
use crate::support::cli::Answer;
use crate::support::hub::{HandClock, hub as hub_over, teller};
use crate::support::line::HubProcess;
use crate::support::office::today;
use crate::support::postgres;

const OFFICE: &str = "KVT";

fn desk(number: u8) -> DeskId {
    DeskId::new(OFFICE, number).unwrap()
}

fn in_step(world: &mut World, numbers: &[u8]) {
    numbers.iter().for_each(|number| world.in_step(&desk(*number)));
}

/// How far each chain of the office goes at the hub, and at a desk.
fn at_the_hub(world: &World) -> BTreeMap<DeskId, i64> {
    world.hub_heads(OFFICE).into_iter().filter(|head| head.seq > 0).map(|head| (head.desk, head.seq)).collect()
}

fn at(world: &World, number: u8) -> BTreeMap<DeskId, i64> {
    heads(world.connection(&desk(number))).unwrap().into_iter().map(|(head, _)| (head.desk, head.seq)).collect()
}

fn what_is_wrong(world: &World, number: u8) -> Vec<(String, String)> {
    troubles(world.connection(&desk(number))).unwrap().into_iter().map(|t| (t.kind, t.desk)).collect()
}

#[test]
fn j15_a_hub_put_back_from_an_older_backup_is_given_again_what_it_lost() {
    let mut world = World::of(21);
    in_step(&mut world, &[1, 2, 3, 1, 2]);
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("hub.db");
    let copied = world.back_up_hub(&backup);
    let then = at_the_hub(&world);

    // What comes after the backup: receipts at two desks, of which the third desk has seen those of the first alone.
    world.pays(&desk(1), 0, 400);
    in_step(&mut world, &[1, 3]);
    world.pays(&desk(2), 1, 500);
    in_step(&mut world, &[2, 1]);
    let before = at_the_hub(&world);
    assert!(before[&desk(1)] > then[&desk(1)] && before[&desk(2)] > then[&desk(2)]);

    world.put_hub_back(&backup);
    assert_eq!(at_the_hub(&world), then, "{copied} entries: the hub is as it was");
    // The line was cut meanwhile: this receipt was never heard by any hub.
    world.pays(&desk(3), 2, 300);
    in_step(&mut world, &[3, 2, 1, 3, 2, 1]);

    let after = at_the_hub(&world);
    assert_eq!((after[&desk(1)], after[&desk(2)]), (before[&desk(1)], before[&desk(2)]), "it has again all that it ever had");
    assert!(after[&desk(3)] > before[&desk(3)]);
    let ours = tables(world.connection(&desk(1)));
    for number in [2, 3] {
        assert_same(&ours, &tables(world.connection(&desk(number))), "after the hub was put back,");
    }
    for number in [1, 2, 3] {
        assert_eq!(at(&world, number)[&desk(3)], after[&desk(3)]);
        assert_eq!(what_is_wrong(&world, number), [], "KVT-{number}");
    }
}

/// The hub's own word that came after the backup is lost with it; the desks that have it hand it back before the hub says anything else.
#[test]
fn j15_what_the_hub_itself_had_said_since_the_backup_comes_back_to_it() {
    let mut world = World::of(22);
    in_step(&mut world, &[1, 2, 3, 1, 2]);
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("hub.db");
    world.back_up_hub(&backup);
    world.hub_revokes(&desk(3));
    in_step(&mut world, &[1]);
    assert!(matches!(world.asks(&desk(3)), Said::Denied(_)));

    world.put_hub_back(&backup);
    assert!(matches!(world.asks(&desk(3)), Said::Given(_)), "it does not know yet");
    let no = world.hub_would_revoke(&desk(2)).unwrap_err().to_string();
    assert!(no.contains("put back from a backup") && no.contains("KVT-1") && no.contains("hub restored"), "{no}");
    // One desk that heard of it is enough.
    in_step(&mut world, &[1]);
    assert!(matches!(world.asks(&desk(3)), Said::Denied(Denied::Revoked { .. })), "revoked as it was");
    world.pays(&desk(2), 0, 400);
    in_step(&mut world, &[2, 1, 2]);
    // Each desk that may hold more has to be heard before the hub goes on: those of the office, and those above it.
    let waits = world.hub_would_revoke(&desk(10)).unwrap_err().to_string();
    assert!(waits.contains("KVT-4") && waits.contains("LED-1") && !waits.contains("KVT-2") && !waits.contains("KVT-3,"), "{waits}");
    in_step(&mut world, &[4, 5, 6, 7, 8, 9]);
    ["LED-1", "LED-2"].iter().for_each(|above| world.in_step(&above.parse().unwrap()));
    world.hub_would_revoke(&desk(10)).unwrap();
    in_step(&mut world, &[1, 2]);
    for number in [1, 2] {
        assert_eq!(what_is_wrong(&world, number), [], "KVT-{number}");
        assert_eq!(at(&world, number)[&desk(2)], at_the_hub(&world)[&desk(2)]);
        assert_eq!(at(&world, number)[&DeskId::hub(OFFICE).unwrap()], at_the_hub(&world)[&DeskId::hub(OFFICE).unwrap()]);
    }
}

fn hub(dir: &Path, arguments: &[&str]) -> Answer {
    Answer::of(Command::new(env!("CARGO_BIN_EXE_ebcm")).args(["--json", "hub"]).args(arguments).arg("--dir").arg(dir))
}

#[test]
fn j16_a_backup_is_a_hub_that_can_serve() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, copy) = (folder.path().join("hub"), folder.path().join("copies/2026-11-22"));
    hub(&dir, &["init", "--utility", "led", "--training"]).done();
    hub(&dir, &["code", "--office", OFFICE]).done();
    let made = hub(&dir, &["backup", copy.to_str().unwrap()]).done();
    assert_eq!((&made["storage"], made["entries"].as_i64()), (&Value::from("sqlite"), Some(1)), "the office's founding: {made}");
    let (mut ours, theirs) = (hub(&copy, &["status"]).done(), hub(&dir, &["status"]).done());
    assert!(ours["waits"][0]["why"].as_str().unwrap().contains("KVT"), "a copy is an earlier state: {ours}");
    hub(&copy, &["restored", "--nobody-holds-more", "--office", OFFICE]).done();
    ours = hub(&copy, &["status"]).done();
    assert_eq!(ours, theirs);
    assert!(hub(&copy, &["restored", "--nobody-holds-more", "--office", "XYZ"]).refused().1.contains("'XYZ' is not an office"));
    assert_eq!(hub(&copy, &["restored"]).done()["waits"][0]["office"], OFFICE);
    assert!(hub(&dir, &["backup", copy.to_str().unwrap()]).fault().contains("exists already"));
    let left: Vec<_> = fs::read_dir(folder.path().join("copies")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["2026-11-22"], "nothing half made is left");
}

/// As it runs: processes, their folder put back while desks have gone on, one of them taken in since.
#[test]
fn j15_desks_that_go_on_bring_a_hub_process_back() {
    let mut hub = HubProcess::start();
    let first = hub.desk(OFFICE);
    let numbers = furnish(first.data(), 3);
    hub_line::in_step(&first);
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    hub.run(&["backup", copy.to_str().unwrap()]).done();
    let second = hub.desk(OFFICE);
    hub_line::in_step(&first);
    hub.kill9();
    for lost in ["hub.db", "hub.db-wal", "hub.db-shm"] {
        let _ = fs::remove_file(hub.dir().join(lost));
    }
    fs::copy(copy.join("hub.db"), hub.dir().join("hub.db")).unwrap();
    hub.serve();
    let waits = hub.run(&["status"]).done()["waits"].clone();
    assert!(waits[0]["why"].as_str().unwrap().contains("not heard since: KVT-1"), "{waits}");
    assert!(hub.run(&["code", "--office", OFFICE]).fault().contains("put back from a backup"));

    open_counter(second.data());
    pay(second.data(), numbers[0], 1_320);
    for desk in [&second, &first] {
        desk.run(&["sync"]).done();
    }
    for desk in [&second, &first, &second] {
        hub_line::in_step(desk);
    }
    assert_eq!(hub.run(&["status"]).done()["waits"], Value::Array(Vec::new()));
    let third = hub.desk(OFFICE);
    hub_line::in_step(&first);
    for desk in [&first, &second, &third] {
        whole(desk);
        assert_eq!(receipts(desk.data(), numbers[0]), 1);
        let troubles = desk.run(&["sync", "status"]).done()["faults"].clone();
        assert_eq!(troubles, Value::Array(Vec::new()));
    }
    assert_eq!(entries(first.data()), entries(third.data()));
}

#[cfg(unix)]
#[test]
fn j16_the_keys_in_a_backup_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (dir, copy) = (folder.path().join("hub"), folder.path().join("copy"));
    hub(&dir, &["init", "--utility", "led", "--db", "postgres://ebcm@127.0.0.1:1/ebcm"]).done();
    let made = hub(&dir, &["backup", copy.to_str().unwrap()]).done();
    assert_eq!((&made["storage"], &made["entries"]), (&Value::from("postgres"), &Value::Null), "its entries are PostgreSQL's to back up");
    hub(&folder.path().join("small"), &["init", "--utility", "led"]).done();
    hub(&folder.path().join("small"), &["status"]).done();
    let small = folder.path().join("small copy");
    hub(&folder.path().join("small"), &["backup", small.to_str().unwrap()]).done();
    assert_eq!(fs::metadata(small.join("hub.db")).unwrap().permissions().mode() & 0o777, 0o600);
    for entry in fs::read_dir(&dir).unwrap() {
        let name = entry.unwrap().file_name();
        let mode = |dir: &Path| fs::metadata(dir.join(&name)).unwrap().permissions().mode();
        assert_eq!(mode(&copy), mode(&dir), "{}", name.display());
        assert_eq!(fs::read(copy.join(&name)).unwrap(), fs::read(dir.join(&name)).unwrap());
    }
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn j16_a_hub_that_lost_entries_is_not_taken_for_whole() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("hub");
    hub(&dir, &["init", "--utility", "led", "--training"]).done();
    hub(&dir, &["code", "--office", OFFICE]).done();
    let file = dir.join("hub.db");
    rusqlite::Connection::open(&file).unwrap().execute("DELETE FROM entry", []).unwrap();
    let copy = folder.path().join("copy");
    assert!(hub(&dir, &["backup", copy.to_str().unwrap()]).fault().contains("0 entries of 1"));
    assert!(!copy.exists(), "a copy that is not whole is none");
    assert!(copy_entries(&folder.path().join("nowhere.db"), &copy).is_err());
}

/// `docs/backup.md`: a dump, restored into another database, is the hub as of that moment, and goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j16_a_dump_of_the_database_is_a_hub_that_can_serve() {
    let (from, to) = (postgres::shared().database().await, postgres::shared().database().await);
    let clock = HandClock::at(today());
    let hub = hub_over(PostgresKeep::connect(&from).await.unwrap(), "led", &clock);
    let mut one = teller(1);
    one.join(&hub).await;
    one.until_in_step(&hub).await.unwrap();
    postgres::dump_and_restore(&from, &to);

    let back = hub_over(PostgresKeep::connect(&to).await.unwrap(), "led", &clock);
    let heads = |members: Vec<Member>| members.into_iter().map(|member| member.head).collect::<Vec<_>>();
    assert_eq!(heads(back.members(Some(OFFICE)).await.unwrap()), heads(hub.members(Some(OFFICE)).await.unwrap()));
    one.pay_once_more();
    one.until_in_step(&back).await.unwrap();
    let mut two = teller(2);
    two.join(&back).await;
    two.until_in_step(&back).await.unwrap();
    assert_eq!(two.held[&one.desk], one.own);
}
