//! Documents on their way: a desk sends what its entries name, its office and those above get it, whatever becomes of the line (`R-8`, `J-8`).

use std::fs;
use std::time::Instant;

use ebcm::base::PaperNo;
use ebcm::hub::keep::Keep;
use ebcm::hub::shelf::Shelf as _;
use ebcm::journal::carry::{Ask, PIECE, Told};
use ebcm::journal::fact::{Attached, EntryRefused};
use ebcm::journal::talk::Denied;
use ebcm::journal::{Fact, chain};
use ebcm::store::Reader;
use ebcm::store::exchange::Place;
use ebcm::store::named::of_request;
use ebcm::store::open::How;
use ebcm::sync::carrier::Carrier;
use ebcm::tui::program::{Answer, House, Outcome, Work};
use ebcm::tui::{Backend as _, Ticket};
use serde_json::{Value, json};

use super::documents::lying;
use super::hub_line::{house, in_step, until, whole};
use super::revision_commands::office;
use crate::support::cli::World;
use crate::support::connect::typed;
use crate::support::hub::{HandClock, Storage, Teller, hub, over_both, teller};
use crate::support::line::{BadLine, HubProcess};
use crate::support::office::{Office, row, today};
use crate::support::patience::LONGEST;

over_both!(
    it_goes_on_where_it_was_cut_off,
    altered_bytes_are_thrown_away,
    what_no_entry_names_is_not_taken,
    it_goes_to_its_office_and_those_above,
    a_hub_put_back_says_that_it_has_fewer,
);

fn attached(name: &str, bytes: &[u8]) -> Attached {
    Attached { name: name.to_owned(), bytes: bytes.len() as u64, sha256: Attached::hash_of(bytes) }
}

/// A photograph of so many bytes.
fn photograph(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 7 % 251) as u8).collect()
}

/// A desk whose last entry names these documents, and that entry's number.
fn asking(office: &str, documents: &[Attached]) -> (Teller, i64) {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found_desk(dir.path(), "led", office, 1, How::default());
    let no = office.import_rows(vec![row(1, "DOM", None)])[0];
    office.open_counter();
    office.pay(no, 1_300).unwrap();
    let mut fields = typed([("bill", "2026-11"), ("about", "wrong reading"), ("details", "too much")]);
    fields.insert("documents".to_owned(), Attached::written(documents));
    office.apply("clerk", "bill-revision", Some(no), fields).unwrap();
    let teller = Teller::of(&office, "led");
    let seq = teller.own.iter().find(|entry| entry.kind == "application-made").unwrap().seq;
    (teller, seq)
}

async fn send<K: Keep>(teller: &Teller, hub: &ebcm::hub::Hub<K>, seq: i64, file: &Attached, at: usize, bytes: &[u8]) -> Told {
    let bytes = bytes[at..bytes.len().min(at + PIECE)].to_vec();
    teller.document(hub, Ask::Send { seq, sha256: file.sha256.clone(), at: at as u64, bytes }).await
}

/// All of it, piece by piece.
async fn send_all<K: Keep>(teller: &Teller, hub: &ebcm::hub::Hub<K>, seq: i64, file: &Attached, bytes: &[u8]) -> Told {
    let mut told = Told::Nothing;
    for at in (0..bytes.len()).step_by(PIECE) {
        told = send(teller, hub, seq, file, at, bytes).await;
    }
    told
}

fn fetch(of: &Teller, file: &Attached, at: u64) -> Ask {
    Ask::Fetch { of: of.desk.clone(), sha256: file.sha256.clone(), at }
}

fn denied(told: &Told) -> String {
    match told {
        Told::Denied(Denied::Refused { why } | Denied::Tampered { why }) => why.clone(),
        other => panic!("not denied: {other:?}"),
    }
}

async fn it_goes_on_where_it_was_cut_off<S: Storage>(storage: S) {
    let clock = HandClock::at(today());
    let bytes = photograph(2 * PIECE + 100);
    let file = attached("meter.jpg", &bytes);
    let (mut one, seq) = asking("KVT", std::slice::from_ref(&file));
    let first = hub(storage.open().await, "led", &clock);
    one.join(&first).await;
    one.until_in_step(&first).await.unwrap();
    let lacks = Ask::Lacks { hashes: vec![file.sha256.clone()] };
    assert_eq!(one.document(&first, lacks.clone()).await, Told::Lacks { hashes: vec![file.sha256.clone()], whole: 0 });
    assert_eq!(send(&one, &first, seq, &file, 0, &bytes).await, Told::Sent { upto: PIECE as u64, whole: false });
    assert_eq!(one.document(&first, fetch(&one, &file, 0)).await, Told::Nothing, "not whole yet");
    // Its answer was lost: the same piece comes again, and one that is too far on.
    assert_eq!(send(&one, &first, seq, &file, 0, &bytes).await, Told::Sent { upto: PIECE as u64, whole: false });
    assert_eq!(send(&one, &first, seq, &file, 2 * PIECE, &bytes).await, Told::Sent { upto: PIECE as u64, whole: false });
    // Another process goes on.
    let second = hub(storage.open().await, "led", &clock);
    assert_eq!(send(&one, &second, seq, &file, PIECE, &bytes).await, Told::Sent { upto: 2 * PIECE as u64, whole: false });
    let end = Told::Sent { upto: bytes.len() as u64, whole: true };
    assert_eq!(send(&one, &second, seq, &file, 2 * PIECE, &bytes).await, end);
    assert_eq!(send(&one, &second, seq, &file, 0, &bytes).await, end, "it is not taken twice");
    assert_eq!(one.document(&second, lacks).await, Told::Lacks { hashes: vec![], whole: 1 });
    let mut came = Vec::new();
    while came.len() < bytes.len() {
        // From within a piece, too: what came of it may have been cut off anywhere.
        let Told::Piece { bytes } = one.document(&first, fetch(&one, &file, came.len() as u64)).await else { panic!("no piece") };
        came.extend_from_slice(&bytes[..bytes.len().min(20_000)]);
    }
    assert!(came == bytes);
}

async fn altered_bytes_are_thrown_away<S: Storage>(storage: S) {
    let clock = HandClock::at(today());
    let bytes = photograph(PIECE + 10);
    let file = attached("meter.jpg", &bytes);
    let (mut one, seq) = asking("KVT", std::slice::from_ref(&file));
    let hub = hub(storage.open().await, "led", &clock);
    one.join(&hub).await;
    one.until_in_step(&hub).await.unwrap();
    let mut altered = bytes.clone();
    altered[7] ^= 1;
    let told = send_all(&one, &hub, seq, &file, &altered).await;
    assert!(denied(&told).contains("came altered"), "{told:?}");
    assert_eq!(one.document(&hub, fetch(&one, &file, 0)).await, Told::Nothing);
    // Nothing of it is left in the way.
    assert_eq!(send_all(&one, &hub, seq, &file, &bytes).await, Told::Sent { upto: file.bytes, whole: true });
}

async fn what_no_entry_names_is_not_taken<S: Storage>(storage: S) {
    let clock = HandClock::at(today());
    let (file, other) = (attached("letter.pdf", b"a letter"), attached("other.pdf", b"another"));
    let (mut one, seq) = asking("KVT", std::slice::from_ref(&file));
    // A user that may not writes a request of its own, and names a document; and one names what the profile has too large.
    let Fact::ApplicationMade(made) = one.last_of("application-made") else { panic!("a request") };
    let forged = |file: &Attached, number: u32| {
        let text = serde_json::to_string(&Fact::ApplicationMade(made.clone())).unwrap();
        let (old, new) = (made.done.clone(), made.no.number);
        let mut made = made.clone();
        made.no.number = new + number;
        made.done = old
            .into_iter()
            .map(|effect| match effect {
                ebcm::journal::fact::Effected::Attached(_) => ebcm::journal::fact::Effected::Attached(vec![file.clone()]),
                effect => effect,
            })
            .collect();
        assert!(!text.is_empty());
        Fact::ApplicationMade(made)
    };
    let huge = Attached { bytes: 3 << 20, ..attached("film.mp4", b"a film") };
    let large = one.forge("clerk", &forged(&huge, 1));
    let refused = one.forge("nobody", &forged(&other, 2));
    let hub = hub(storage.open().await, "led", &clock);
    one.join(&hub).await;
    one.until_in_step(&hub).await.unwrap();
    let said = one.hub_said();
    assert!(said.iter().any(|fact| matches!(fact, Fact::EntryRefused(EntryRefused { seq, .. }) if *seq == refused)), "{said:?}");
    for (seq, file, bytes, part) in [
        (seq, &other, &b"another"[..], "no entry"),
        (seq + 1_000, &file, b"a letter", "no entry"),
        (refused, &other, b"another", "no entry"),
        (large, &huge, b"a film", "larger than 2048 kB"),
    ] {
        let told = send(&one, &hub, seq, file, 0, bytes).await;
        assert!(denied(&told).contains(part), "{told:?}");
    }
    let more = one.document(&hub, Ask::Send { seq, sha256: file.sha256.clone(), at: 0, bytes: b"a letter and more".to_vec() }).await;
    assert!(denied(&more).contains("more came"), "{more:?}");
    assert_eq!(send(&one, &hub, seq, &file, 0, b"a letter").await, Told::Sent { upto: 8, whole: true });
    // What another desk's entry names, only that desk sends.
    let mut two = teller(2);
    two.join(&hub).await;
    two.until_in_step(&hub).await.unwrap();
    assert!(denied(&send(&two, &hub, seq, &file, 0, b"a letter").await).contains("no entry"));
    assert_eq!(chain::Hash::of(b"a letter").to_string(), file.sha256);
}

async fn it_goes_to_its_office_and_those_above<S: Storage>(storage: S) {
    let clock = HandClock::at(today());
    let file = attached("letter.pdf", b"a letter");
    let (mut one, seq) = asking("KVT", std::slice::from_ref(&file));
    let hub = hub(storage.open().await, "led", &clock);
    let (mut two, folder) = (teller(2), tempfile::tempdir().unwrap());
    let of = |office: &str| Teller::of(&Office::found_desk(&folder.path().join(office), "led", office, 1, How::default()), "led");
    let (above, beside) = (of("LED"), of("MCY"));
    for desk in [&one, &two, &above, &beside] {
        desk.join(&hub).await;
    }
    one.until_in_step(&hub).await.unwrap();
    two.until_in_step(&hub).await.unwrap();
    send(&one, &hub, seq, &file, 0, b"a letter").await;
    for desk in [&one, &two, &above] {
        assert_eq!(desk.document(&hub, fetch(&one, &file, 0)).await, Told::Piece { bytes: b"a letter".to_vec() }, "{}", desk.desk);
    }
    assert!(denied(&beside.document(&hub, fetch(&one, &file, 0)).await).contains("its own desks and those of the offices above"));
    hub.revoke(&two.desk, "stolen").await.unwrap();
    assert!(matches!(two.document(&hub, fetch(&one, &file, 0)).await, Told::Denied(Denied::Revoked { .. })));
}

async fn a_hub_put_back_says_that_it_has_fewer<S: Storage>(storage: S) {
    let clock = HandClock::at(today());
    let file = attached("letter.pdf", b"a letter");
    let (mut one, seq) = asking("KVT", std::slice::from_ref(&file));
    let first = hub(storage.open().await, "led", &clock);
    one.join(&first).await;
    one.until_in_step(&first).await.unwrap();
    let copy = storage.copy().await;
    assert_eq!(send(&one, &first, seq, &file, 0, b"a letter").await, Told::Sent { upto: 8, whole: true });
    let back = hub(copy.open().await, "led", &clock);
    assert_eq!(one.document(&back, Ask::Lacks { hashes: vec![] }).await, Told::Lacks { hashes: vec![], whole: 0 });
    assert_eq!(send(&one, &back, seq, &file, 0, b"a letter").await, Told::Sent { upto: 8, whole: true });
    assert_eq!(first.keep().whole(&one.desk).await.unwrap(), back.keep().whole(&one.desk).await.unwrap());
}

/// A desk of Kavaratti that has a request with these documents, all of it at the hub but the documents; its number.
fn furnished(hub: &HubProcess, url: &str, documents: &[(&str, &[u8])]) -> (World, String) {
    let mut world = hub.desk_at("KVT", url);
    for (name, roles) in [("clerk", "BCC"), ("anwar", "AE")] {
        world.run(&["user", "add", name, "--roles", roles]).done();
    }
    let numbers = {
        let mut office = Office::patiently(world.data(), today());
        let numbers = office.import(1);
        office.act("clerk", &ebcm::acts::counter::OpenCounter { float: ebcm::base::Money::ZERO }).unwrap();
        numbers
    };
    world.be("clerk").on(&today().to_string());
    let id = super::documents::request(&world, &numbers[0].to_string(), documents);
    (world, id)
}

fn documents(said: &Value) -> &Value {
    &said["documents"]
}

#[test]
fn r8_the_officer_at_another_desk_sees_what_came_with_the_request() {
    let hub = HubProcess::start();
    let photograph = photograph(3 * PIECE + 5);
    let (one, id) = furnished(&hub, &hub.url(), &[("letter.pdf", b"a letter"), ("meter.jpg", &photograph)]);
    assert_eq!(one.run(&["sync", "status"]).done()["documents_to_send"], json!(2));
    let sent = one.run(&["sync"]).done();
    assert_eq!(documents(&sent), &json!({ "to_send": 0, "to_fetch": 0, "note": null }));
    assert_eq!(one.run(&["sync", "status"]).done()["documents_to_send"], json!(0));
    // Another desk of the office, where the clerk may sit as well: the request waits for one.
    let two = hub.desk("KVT");
    assert_eq!(fs::read(lying(&two, &photograph)).unwrap(), photograph);
    whole(&two);
    let shown = two.run(&["revision", "show", &id]).done();
    assert_eq!((&shown["documents"][0]["desk"], &shown["documents"][0]["lies"]), (&json!("KVT-1"), &json!("here")));
    // Lost there, it is fetched when somebody opens it.
    fs::remove_file(lying(&two, b"a letter")).unwrap();
    assert_eq!(two.run(&["revision", "show", &id]).done()["documents"][0]["lies"], json!("at KVT-1"));
    let saved = two.run(&["revision", "document-save", &id]).done();
    assert_eq!(fs::read(saved["rows"][0]["file"].as_str().unwrap()).unwrap(), b"a letter");
    // What was altered there is noted and is no fault of its journal; opened, it is fetched anew.
    fs::write(lying(&two, b"a letter"), "a litter").unwrap();
    let verified = two.run(&["verify"]).done();
    assert!(verified["notes"][0]["what"].as_str().unwrap().contains("letter.pdf is altered"), "{verified}");
    two.run(&["revision", "document-save", &id]).done();
    assert_eq!(two.run(&["verify"]).done()["notes"], json!([]));
    // The desk that took it in has lost its own: that comes back by itself.
    fs::remove_file(lying(&one, b"a letter")).unwrap();
    in_step(&one);
    whole(&one);
}

#[test]
fn r8_a_line_that_is_cut_again_and_again_brings_it_all_the_same() {
    let hub = HubProcess::start();
    let line = BadLine::to(&hub.address);
    let photograph = photograph(8 * PIECE + 5);
    let (one, id) = furnished(&hub, &line.url(), &[("meter.jpg", &photograph)]);
    line.set(20, 60);
    let began = Instant::now();
    while one.run(&["sync", "status"]).done()["documents_to_send"] != 0 {
        // Each try brings something, or is cut off: both are well.
        let _ = one.run(&["sync"]);
        assert!(began.elapsed() < 2 * LONGEST, "nothing gets through");
    }
    line.set(0, 0);
    let two = hub.desk("KVT");
    assert_eq!(fs::read(lying(&two, &photograph)).unwrap(), photograph);
    // The line is away: it is said where the document lies, and why it does not come.
    fs::remove_file(lying(&one, &photograph)).unwrap();
    line.cut();
    let answer = one.run(&["revision", "document-save", &id]);
    assert_eq!(answer.code, 1, "{answer}");
    let said = answer.json();
    assert!(said["rows"][0]["lies"] == "lost here" && !said["why"].is_null(), "{said}");
}

#[test]
fn j15_a_hub_put_back_without_a_document_is_sent_it_again() {
    let mut hub = HubProcess::start();
    let (one, _) = furnished(&hub, &hub.url(), &[("letter.pdf", b"a letter")]);
    // The entry went, the document did not: so the backup has it.
    one.run(&["sync", "--once"]).done();
    let copies = tempfile::tempdir().unwrap();
    let copy = copies.path().join("hub");
    hub.run(&["backup", copy.to_str().unwrap()]).done();
    in_step(&one);
    assert_eq!(hub.run(&["backup", copies.path().join("later").to_str().unwrap()]).done()["documents"], json!(1));
    hub.kill9();
    for name in ["hub.db", "hub.db-wal", "hub.db-shm"] {
        let _ = fs::remove_file(hub.dir().join(name));
    }
    fs::copy(copy.join("hub.db"), hub.dir().join("hub.db")).unwrap();
    hub.serve();
    in_step(&one);
    let two = hub.desk("KVT");
    assert_eq!(fs::read(lying(&two, b"a letter")).unwrap(), b"a letter");
}

#[test]
fn r8_beside_the_screen_documents_go_when_entries_have_gone() {
    let hub = HubProcess::start();
    let photograph = photograph(4 * PIECE);
    let (one, id) = furnished(&hub, &hub.url(), &[("meter.jpg", &photograph)]);
    one.run(&["sync", "--once"]).done();
    let two = hub.desk("KVT");
    assert!(!lying(&two, &photograph).exists(), "the hub has it not yet");
    let ((mut here, wakes_here), (mut there, wakes_there)) = (house(one.data()), house(two.data()));
    let at_the_hub = |house: &House| house.status().sync.as_ref().is_some_and(|lamp| lamp.text == "in step");
    until(&mut here, &wakes_here, "the first desk", at_the_hub);
    let path = lying(&two, &photograph);
    until(&mut there, &wakes_there, "the photograph", |_| path.exists());
    assert_eq!(fs::read(&path).unwrap(), photograph);
    // Lost, and opened on the request's screen.
    fs::remove_file(&path).unwrap();
    let no: PaperNo = id.parse().unwrap();
    let named = of_request(Reader::open(two.data()).unwrap().connection(), &no).unwrap();
    there.start(
        Ticket(1),
        Work::new(move |bench| {
            bench.hub.expect("a hub").want(named);
            Ok(Outcome::Gave(Answer::of(())))
        }),
    );
    until(&mut there, &wakes_there, "the photograph again", |_| path.exists());
    here.end();
    there.end();
    assert_eq!(one.run(&["sync", "status"]).done()["documents_to_send"], json!(0));
}

#[test]
fn j11_a_stick_brings_documents_with_the_entries() {
    let hub = HubProcess::start();
    let (one, _) = furnished(&hub, &hub.url(), &[("letter.pdf", b"a letter")]);
    let sticks = tempfile::tempdir().unwrap();
    let file = |name: &str| sticks.path().join(name).to_str().unwrap().to_owned();
    // To the hub and back: it says that it has the letter, and the next stick is without.
    let gone = one.run(&["sync", "--out", &file("one")]).done();
    assert_eq!((&gone["documents"], &gone["left"]), (&json!(1), &Value::Null));
    hub.run(&["stick", &file("one"), "--out", &file("answer")]).done();
    one.run(&["sync", "--in", &file("answer")]).done();
    assert_eq!(one.run(&["sync", "status"]).done()["documents_to_send"], json!(0));
    assert_eq!(one.run(&["sync", "--out", &file("next")]).done()["documents"], json!(0));
    // A desk that lacks it asks for it by its stick.
    let two = hub.desk("KVT");
    fs::remove_file(lying(&two, b"a letter")).unwrap();
    two.run(&["sync", "--out", &file("two")]).done();
    hub.run(&["stick", &file("two"), "--out", &file("to two")]).done();
    assert_eq!(two.run(&["sync", "--in", &file("to two")]).done()["documents"], json!(1));
    assert_eq!(fs::read(lying(&two, b"a letter")).unwrap(), b"a letter");
    // From desk to desk, once they know each other.
    in_step(&one);
    fs::remove_file(lying(&two, b"a letter")).unwrap();
    one.run(&["sync", "--out", &file("across"), "--for", "KVT-2"]).done();
    assert_eq!(two.run(&["sync", "--in", &file("across")]).done()["documents"], json!(1));
    whole(&two);
    // What lies at another desk can't go along, and is said.
    fs::remove_file(lying(&one, b"a letter")).unwrap();
    let left = one.run(&["sync", "--out", &file("left"), "--for", "KVT-2"]).done();
    assert!(left["left"].as_str().unwrap().contains("1 document"), "{left}");
}

#[test]
fn r8_documents_wait_for_whoever_will_look_at_them() {
    let hub = HubProcess::start();
    let (mut one, _) = furnished(&hub, &hub.url(), &[("letter.pdf", b"a letter")]);
    in_step(&one);
    // The office above has a billing clerk as well, but the request waits for those of its own office.
    let mut above = hub.desk("LED");
    above.run(&["user", "add", "basheer", "--roles", "BCC"]).done();
    in_step(&above);
    assert!(!lying(&above, b"a letter").exists());
    // Nobody of the office does that work any more: those above do.
    one.be("admin").run(&["user", "roles", "clerk", "--set", "JE"]).done();
    in_step(&one);
    in_step(above.be("basheer"));
    assert!(lying(&above, b"a letter").exists());
}

#[test]
fn r8_a_hub_from_before_there_were_documents_takes_entries_all_the_same() {
    let (world, numbers) = office();
    let id = super::documents::request(&world, &numbers[0], &[("letter.pdf", b"a letter")]);
    let reader = Reader::open(world.data()).unwrap();
    let (conn, place) = (reader.connection(), Place::of(reader.connection()).unwrap());
    let mut carrier = Carrier::new(world.data());
    carrier.want(of_request(conn, &id.parse().unwrap()).unwrap());
    let letter = carrier.next(&place).unwrap().expect("a letter");
    assert_eq!(carrier.took(conn, &place, &letter.ask, None).unwrap(), None);
    assert!(carrier.state().note.unwrap().what.contains("takes no documents yet"));
    assert_eq!(carrier.next(&place).unwrap(), None, "it is not asked again in this talk");
}

#[test]
fn r8_one_that_was_lost_before_it_went_stops_no_other() {
    let hub = HubProcess::start();
    let (one, _) = furnished(&hub, &hub.url(), &[("letter.pdf", b"a letter"), ("meter.jpg", b"a photograph")]);
    fs::remove_file(lying(&one, b"a letter")).unwrap();
    for _ in 0..2 {
        let said = one.run(&["sync"]).done();
        assert_eq!(said["in_step"], json!(true));
        assert!(documents(&said)["note"].as_str().unwrap().contains("letter.pdf of Q-KVT-1-2627-000001 is lost"), "{said}");
    }
    let two = hub.desk("KVT");
    assert!(lying(&two, b"a photograph").exists() && !lying(&two, b"a letter").exists());
    // Put back from paper, it goes.
    fs::write(lying(&one, b"a letter"), "a letter").unwrap();
    assert_eq!(documents(&one.run(&["sync"]).done())["note"], Value::Null);
    two.run(&["sync"]).done();
    assert!(lying(&two, b"a letter").exists());
}
