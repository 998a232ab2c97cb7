//! Documents of a request about a bill: in a backup and back, checked, looked at, named where one lacks (`R-1`, `R-8`, `J-16`).

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::revision_commands::office;
use crate::support::cli::World;

/// A request of the first consumer with these documents; its number.
pub fn request(world: &World, no: &str, documents: &[(&str, &[u8])]) -> String {
    world.run(&["pay", no, "--reading", "1900", "--confirm", "--cash", "4000"]).done();
    let files: Vec<String> = documents
        .iter()
        .map(|(name, bytes)| {
            let file = world.file(name);
            fs::write(&file, bytes).unwrap();
            file.to_str().unwrap().to_owned()
        })
        .collect();
    let mut command = vec!["revision", "new", no, "--bill", "2026-11", "--about", "wrong reading"];
    command.extend(files.iter().flat_map(|file| ["--document", file.as_str()]));
    world.run(&command).done()["application"].as_str().unwrap().to_owned()
}

/// Where a document lies in the data folder.
pub fn lying(world: &World, bytes: &[u8]) -> PathBuf {
    world.data().join("documents").join(ebcm::journal::fact::Attached::hash_of(bytes))
}

fn whats(of: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    of.as_array().unwrap().iter().map(|one| (text(&one["entry"]), text(&one["what"]))).collect()
}

#[test]
fn r8_documents_are_listed_with_their_place_and_saved_under_their_names() {
    let (world, no) = office();
    let id = request(&world, &no[0], &[("letter.pdf", b"a letter"), ("meter.jpg", b"a photograph")]);
    let shown = world.run(&["revision", "show", &id]).done();
    let hash = ebcm::journal::fact::Attached::hash_of(b"a letter");
    assert_eq!(shown["documents"][0], json!({ "name": "letter.pdf", "bytes": 8, "sha256": hash, "desk": "KVT-1", "lies": "here" }));
    let to = world.file("out");
    let saved = world.run(&["revision", "document-save", &id, "--to", to.to_str().unwrap()]).done();
    assert_eq!(saved["rows"][1]["file"], json!(to.join("meter.jpg").display().to_string()));
    assert_eq!(fs::read(to.join("letter.pdf")).unwrap(), b"a letter");
    // Without a folder it is the data folder's own; one that lacks is named and does not stop the other.
    fs::remove_file(lying(&world, b"a letter")).unwrap();
    let answer = world.run(&["revision", "document-save", &id]);
    assert_eq!(answer.code, 1, "{answer}");
    let rows = &answer.json()["rows"];
    assert_eq!((&rows[0]["file"], &rows[0]["lies"]), (&Value::Null, &json!("lost here")));
    assert_eq!(fs::read(world.data().join("lists").join(&id).join("meter.jpg")).unwrap(), b"a photograph");
    assert_eq!(world.run(&["revision", "show", &id]).done()["documents"][0]["lies"], json!("lost here"));
}

#[test]
fn j16_a_backup_brings_the_documents_back_and_names_those_that_lack() {
    let (world, no) = office();
    let id = request(&world, &no[0], &[("letter.pdf", b"a letter"), ("meter.jpg", b"a photograph"), ("bill.pdf", b"an old bill")]);
    let (stick, back) = (tempfile::tempdir().unwrap(), World::empty("clerk"));
    let file = stick.path().join("kvt-1.db");
    let made = world.run(&["backup", file.to_str().unwrap()]).done();
    assert_eq!((&made["documents"], &made["lacking"]), (&json!(3), &json!([])));
    let restored = back.run(&["restore", file.to_str().unwrap()]).done();
    assert_eq!((&restored["entries"], &restored["documents"]), (&made["entries"], &json!(3)));
    assert_eq!(back.run(&["verify"]).done()["ok"], json!(true));
    assert_eq!(fs::read(lying(&back, b"an old bill")).unwrap(), b"an old bill");
    assert!(back.run(&["restore", file.to_str().unwrap()]).refused().1.contains("There is a data file"));

    // One is lost and one altered: the rest is copied, both are named.
    fs::remove_file(lying(&world, b"a letter")).unwrap();
    fs::write(lying(&world, b"an old bill"), "a new bill!").unwrap();
    let second = stick.path().join("second");
    fs::create_dir(&second).unwrap();
    let made = world.run(&["backup", second.join("kvt-1.db").to_str().unwrap()]).done();
    assert_eq!(made["documents"], json!(1));
    let lacking = whats(&made["lacking"]);
    assert!(lacking.len() == 2 && lacking[0].1.contains("letter.pdf is missing") && lacking[1].1.contains("bill.pdf is altered"), "{made}");
    assert!(lacking[0].1.contains(&format!("document-save {id}")), "{made}");
    let verified = world.run(&["verify"]);
    assert_eq!(verified.code, 1, "{verified}");
    assert_eq!(whats(&verified.json()["faults"]), lacking);
    // A copy that was altered on the stick is named when it is restored, and nothing of it is believed.
    let altered = documents_of(&file).join(ebcm::journal::fact::Attached::hash_of(b"a letter"));
    fs::write(&altered, "a litter").unwrap();
    let other = World::empty("clerk");
    let restored = other.run(&["restore", file.to_str().unwrap()]).done();
    assert_eq!(restored["documents"], json!(2));
    assert!(whats(&restored["lacking"])[0].1.contains("letter.pdf is altered"), "{restored}");
    assert!(!lying(&other, b"a letter").exists());
}

fn documents_of(backup: &Path) -> PathBuf {
    backup.parent().unwrap().join("ebcm-documents")
}

#[test]
fn j16_what_is_no_backup_is_not_restored() {
    let (folder, world) = (tempfile::tempdir().unwrap(), World::empty("clerk"));
    let file = folder.path().join("letter.pdf");
    assert!(world.run(&["restore", file.to_str().unwrap()]).fault().contains("can't be read"));
    fs::write(&file, "a letter, and no backup at all".repeat(40)).unwrap();
    assert!(world.run(&["restore", file.to_str().unwrap()]).fault().contains("letter.pdf"));
    rusqlite::Connection::open(folder.path().join("other.db")).unwrap().execute_batch("CREATE TABLE a (b)").unwrap();
    let other = world.run(&["restore", folder.path().join("other.db").to_str().unwrap()]).fault();
    assert!(other.contains("no backup of a data file"), "{other}");
    assert!(!world.data().join("ebcm.db").exists());
}
