//! A hub and its desks as they run: processes, TLS, a line that is slow, bad or cut.

use std::path::Path;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use ebcm::acts::pay::Pay;
use ebcm::acts::user::AddUser;
use ebcm::base::ConsumerNo;
use ebcm::desk::{Desk, Eye, nothing_printed};
use ebcm::edge::{Settings, SystemClock};
use ebcm::rules::role::Role;
use ebcm::store::{Reader, exchange, month, read};
use ebcm::sync::borrow::borrow;
use ebcm::sync::pin::{Pin, client};
use ebcm::sync::thread::Lent;
use ebcm::tui::program::{Answer, House, Outcome, Work, app};
use ebcm::tui::{Backend, Ticket, Wake};

use crate::support::cli::World;
use crate::support::line::{BadLine, HubProcess};
use crate::support::office::{Office, exact_cash, reading_of, today};
use crate::support::patience::LONGEST;
use crate::support::program::{COLOUR, NONE};
use crate::support::stage::Stage;

/// Clerks and consumers at a desk that has joined, its counter open.
pub(super) fn furnish(dir: &Path, consumers: usize) -> Vec<ConsumerNo> {
    let mut office = Office::patiently(dir, today());
    for (name, roles) in [("clerk", vec![Role::Bcc]), ("ae", vec![Role::Ae])] {
        office.act("admin", &AddUser { name: name.to_owned(), roles, password: "not a hash".to_owned() }).unwrap();
    }
    let numbers = office.import(consumers);
    office.open_counter();
    numbers
}

pub(super) fn open_counter(dir: &Path) {
    Office::patiently(dir, today()).open_counter();
}

pub(super) fn pay(dir: &Path, no: ConsumerNo, reading: u64) {
    Office::patiently(dir, today()).pay(no, reading).unwrap();
}

/// How many entries a file holds of all desks.
pub(super) fn entries(dir: &Path) -> i64 {
    let reader = Reader::open(dir).unwrap();
    exchange::heads(reader.connection()).unwrap().iter().map(|(head, _)| head.seq).sum()
}

pub(super) fn receipts(dir: &Path, no: ConsumerNo) -> usize {
    read::receipts_of(Reader::open(dir).unwrap().connection(), no).unwrap().len()
}

#[track_caller]
pub(super) fn in_step(world: &World) {
    let said = world.run(&["sync"]).done();
    assert_eq!(said["in_step"], true, "{said}");
}

#[track_caller]
pub(super) fn whole(world: &World) {
    let verified = world.run(&["verify"]).done();
    assert_eq!(verified["ok"], true, "{verified}");
}

/// The terminal program on a desk, talking with its hub.
fn talking(dir: &Path, user: &str, size: (u16, u16)) -> Stage<House> {
    let desk = Desk::open(dir, Box::new(SystemClock), Some(today())).unwrap();
    let eye = Eye::open(dir, Box::new(SystemClock), Some(today())).unwrap();
    let ability = if size.0 > 80 { NONE } else { COLOUR };
    let (mut app, wakes) = app(desk, eye, Settings::default(), Some(user), ability).unwrap();
    app.backend_mut().start_sync(dir).unwrap();
    Stage::new(app, wakes, size.0, size.1)
}

/// A house without a screen.
pub(super) fn house(dir: &Path) -> (House, Receiver<Wake<House>>) {
    let desk = Desk::open(dir, Box::new(SystemClock), Some(today())).unwrap();
    let eye = Eye::open(dir, Box::new(SystemClock), Some(today())).unwrap();
    let session = desk.training_session("clerk").unwrap();
    let (sender, wakes) = std::sync::mpsc::channel();
    let mut house = House::new(desk, eye, Settings::default(), Some(session), sender);
    house.start_sync(dir).unwrap();
    (house, wakes)
}

/// Takes what comes until it is so.
#[track_caller]
pub(super) fn until(house: &mut House, wakes: &Receiver<Wake<House>>, what: &str, is: impl Fn(&House) -> bool) {
    let began = Instant::now();
    while !is(house) {
        assert!(began.elapsed() < LONGEST, "waited for {what}: {:?}", house.status().sync);
        if let Ok(wake) = wakes.recv_timeout(Duration::from_millis(20)) {
            house.noticed(&wake);
        }
    }
}

/// A payment at a house without a screen, recorded when this returns.
#[track_caller]
pub(super) fn collect(house: &mut House, wakes: &Receiver<Wake<House>>, no: ConsumerNo) {
    house.start(
        Ticket(1),
        Work::new(move |bench| {
            let act = Pay { consumer: no, basis: Some(reading_of(1_320)), handed: exact_cash(1_000_000), protest: None };
            Ok(Outcome::Recorded(bench.desk.act(bench.session, &act, &nothing_printed)?))
        }),
    );
    loop {
        match wakes.recv_timeout(LONGEST).unwrap() {
            Wake::Done(_, outcome) => break assert!(outcome.is_ok()),
            other => house.noticed(&other),
        }
    }
}

pub(super) fn lamp(house: &House) -> String {
    house.status().sync.as_ref().map(|lamp| lamp.text.clone()).unwrap_or_default()
}

#[test]
fn j12_desks_join_and_hold_the_same() {
    let hub = HubProcess::start();
    let first = hub.desk("KVT");
    let numbers = furnish(first.data(), 12);
    pay(first.data(), numbers[0], 1_320);
    in_step(&first);

    let second = hub.desk("KVT");
    assert_eq!(second.run(&["sync", "status"]).done()["desk"], "KVT-2");
    whole(&second);
    assert_eq!(receipts(second.data(), numbers[0]), 1);
    open_counter(second.data());
    pay(second.data(), numbers[1], 1_340);
    in_step(&second);
    in_step(&first);
    whole(&first);
    assert_eq!(receipts(first.data(), numbers[1]), 1);
    assert_eq!(entries(first.data()), entries(second.data()));

    let members = hub.run(&["members"]).done();
    assert_eq!(members["rows"].as_array().unwrap().len(), 2, "{members}");
    let log = hub.log();
    assert!(log.contains("\"admitted\"") && log.contains("\"taken\""), "{log}");
    for secret in ["clerk", "admin", "Consumer 1"] {
        assert!(!log.contains(secret), "{secret} stands in the log:\n{log}");
    }
}

#[test]
fn j12_a_desk_that_worked_alone_joins_as_it_is() {
    let alone = World::training("MCY", 1);
    drop(furnish(alone.data(), 3));
    let before = entries(alone.data());
    let hub = HubProcess::start();
    let wrong = alone.run(&["join", &hub.url(), "--code", &hub.code("KVT")]).refused();
    assert!(wrong.1.contains("MCY"), "{wrong:?}");
    let joined = alone.run(&["join", &hub.url(), "--code", &hub.code("MCY")]).done();
    assert_eq!(joined["desk"], "MCY-1");
    assert_eq!(joined["sent"], before);
    whole(&alone);
    let second = hub.desk("MCY");
    assert_eq!(second.run(&["sync", "status"]).done()["desk"], "MCY-2");
    assert_eq!(second.run(&["user", "list"]).done()["rows"].as_array().unwrap().len(), 3);
}

#[test]
fn j12_codes_and_hubs_that_are_not_right_are_named() {
    let (hub, other) = (HubProcess::start(), HubProcess::start());
    let code = hub.code("KVT");
    let join = |world: &World, url: &str, code: &str| world.run(&["join", url, "--code", code, "--admin", "admin"]);

    let world = World::empty("admin");
    assert!(join(&world, &hub.url(), "not a code").refused().1.contains("eight groups"));
    let (first, rest) = code.split_at(1);
    let mistyped = format!("{}{rest}", if first == "0" { "1" } else { "0" });
    assert!(join(&world, &hub.url(), &mistyped).refused().1.contains("wrong, used"));
    // The code says by what its hub is known: another one gets nothing, not even the secret.
    let fault = join(&world, &other.url(), &code).fault();
    assert!(fault.contains("not this utility's hub"), "{fault}");
    assert!(!other.log().contains("admitted"));
    // What was begun is gone on with.
    join(&world, &hub.url(), &code).done();
    assert!(join(&World::empty("admin"), &hub.url(), &code).refused().1.contains("wrong, used"));

    // Another hub at the same address is noticed later, too.
    let (mut hub, mut other) = (hub, other);
    hub.kill9();
    let fault = world.run(&["sync"]).fault();
    assert!(fault.contains("nothing answers"), "{fault}");
    other.end();
    other.address.clone_from(&hub.address);
    other.serve();
    let fault = world.run(&["sync"]).fault();
    assert!(fault.contains("not this utility's hub"), "{fault}");
}

#[test]
fn j12_a_revoked_desk_is_told_so_and_keeps_what_it_has() {
    let hub = HubProcess::start();
    let (first, second) = (hub.desk("KVT"), hub.desk("KVT"));
    hub.run(&["revoke", "KVT-2", "--reason", "the PC was stolen"]).done();
    let (rule, message) = second.run(&["sync"]).refused();
    assert_eq!(rule, "J-12");
    assert!(message.contains("revoked") && message.contains("stolen"), "{message}");
    assert!(second.run(&["sync", "status"]).done()["denied"]["what"].as_str().unwrap().contains("stolen"));
    whole(&second);
    in_step(&first);
    let desks = first.run(&["sync", "status"]).done();
    let revoked: Vec<_> = desks["desks"].as_array().unwrap().iter().filter(|d| d["revoked"] == true).map(|d| &d["desk"]).collect();
    assert_eq!(revoked, ["KVT-2"]);
    // In its place comes another, under a number of its own.
    let code = hub.run(&["code", "--office", "KVT", "--replaces", "KVT-2"]).done()["code"].as_str().unwrap().to_owned();
    let third = World::empty("admin");
    assert_eq!(third.run(&["join", &hub.url(), "--code", &code]).done()["desk"], "KVT-3");
}

#[test]
fn j8_a_receipt_is_seen_at_another_desk_within_two_seconds() {
    let hub = HubProcess::start();
    let first = hub.desk("KVT");
    let numbers = furnish(first.data(), 3);
    in_step(&first);
    let second = hub.desk("KVT");
    let ((mut here, wakes_here), (mut there, wakes_there)) = (house(first.data()), house(second.data()));
    until(&mut here, &wakes_here, "the first desk", |house| lamp(house) == "in step");
    until(&mut there, &wakes_there, "the second desk", |house| lamp(house) == "in step");
    // The quickest counts: machines that build at the same time are slow for moments.
    let mut quickest = LONGEST;
    for no in numbers {
        collect(&mut here, &wakes_here, no);
        let committed = Instant::now();
        let dir = second.data().to_owned();
        until(&mut there, &wakes_there, "the receipt", move |_| receipts(&dir, no) == 1);
        quickest = quickest.min(committed.elapsed());
        if quickest < Duration::from_secs(2) {
            break;
        }
    }
    println!("a receipt was seen at the other desk after {quickest:?}");
    assert!(quickest < Duration::from_secs(2), "seen after {quickest:?}");
    here.end();
    there.end();
    whole(&second);
}

#[test]
fn j7_a_hub_that_was_killed_costs_nothing() {
    let mut hub = HubProcess::start();
    let first = hub.desk("KVT");
    let numbers = furnish(first.data(), 6);
    in_step(&first);
    let second = hub.desk("KVT");
    hub.kill9();
    pay(first.data(), numbers[0], 1_320);
    assert!(first.run(&["sync"]).fault().contains("nothing answers"));
    assert_eq!(first.run(&["sync", "status"]).done()["to_send"], 1);
    hub.serve();
    in_step(&first);
    in_step(&second);
    assert_eq!(receipts(second.data(), numbers[0]), 1);
    whole(&second);
}

#[test]
fn j13_the_hub_ends_in_order_while_desks_wait_for_news() {
    let mut hub = HubProcess::start();
    let first = hub.desk("KVT");
    drop(furnish(first.data(), 1));
    let (mut here, wakes) = house(first.data());
    until(&mut here, &wakes, "the desk", |house| lamp(house) == "in step");
    let metrics = get(&hub, "/metrics");
    assert!(metrics.1.contains("ebcm_hub_waiting 1\n"), "{}", metrics.1);
    assert!(metrics.1.contains("ebcm_hub_members{office=\"KVT\"} 1\n"), "{}", metrics.1);
    assert_eq!(get(&hub, "/health").0, 200);
    let (code, took) = hub.end();
    assert_eq!(code, Some(0), "{}", hub.log());
    // Of the twenty seconds that exchanges are given, waits for news take none.
    assert!(took < Duration::from_secs(18), "{took:?}");
    until(&mut here, &wakes, "the line to be away", |house| lamp(house).starts_with("away since"));
    hub.serve();
    until(&mut here, &wakes, "the line to be back", |house| lamp(house) == "in step");
    here.end();
}

#[test]
fn j10_the_hub_lends_a_close_to_one_desk_alone() {
    let mut hub = HubProcess::start();
    let first = hub.desk("KVT");
    drop(furnish(first.data(), 1));
    in_step(&first);
    let second = hub.desk("KVT");
    let period = "2026-11".parse().unwrap();
    let holder = |world: &World| {
        let reader = Reader::open(world.data()).unwrap();
        month::month(reader.connection(), "KVT").unwrap().holder(period).map(ToString::to_string)
    };
    borrow(&mut Office::patiently(first.data(), today()).desk, period).unwrap();
    assert_eq!(holder(&first).as_deref(), Some("KVT-1"));
    let refused = borrow(&mut Office::patiently(second.data(), today()).desk, period).unwrap_err().to_string();
    assert!(refused.contains("KVT-1"), "{refused}");
    in_step(&second);
    assert_eq!(holder(&second).as_deref(), Some("KVT-1"));
    // Beside the terminal program it is the same, and a revoked holder's lease is free.
    hub.run(&["revoke", "KVT-1", "--reason", "drowned"]).done();
    let (mut there, wakes) = house(second.data());
    until(&mut there, &wakes, "the second desk", |house| lamp(house) == "in step");
    there.start(
        Ticket(7),
        Work::new(move |bench| {
            let asked = bench.hub.expect("a hub").borrow(period);
            Ok(Outcome::Gave(Answer::of(asked)))
        }),
    );
    let asked = loop {
        match wakes.recv_timeout(LONGEST).unwrap() {
            Wake::Done(_, Ok(Outcome::Gave(answer))) => break answer.take::<Receiver<Lent>>().ok().expect("the asked"),
            other => there.noticed(&other),
        }
    };
    assert_eq!(asked.recv_timeout(LONGEST).unwrap(), Ok(()));
    assert_eq!(holder(&second).as_deref(), Some("KVT-2"));
    there.end();
    // Without the line nothing is lent, and the close itself says so.
    hub.kill9();
    borrow(&mut Office::patiently(second.data(), today()).desk, "2026-12".parse().unwrap()).unwrap();
}

/// A path of the hub, as whoever looks after it asks for it.
fn get(hub: &HubProcess, path: &str) -> (u16, String) {
    let print = hub.run(&["status"]).done()["fingerprint"].as_str().unwrap().to_owned();
    let pin = Pin::Whole(hex::decode(print).unwrap().try_into().unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let tls = client(pin).unwrap().0;
        let client = reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().build().unwrap();
        let answer = client.get(format!("{}{path}", hub.url())).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    })
}

#[test]
fn j8_a_slow_line_that_is_cut_again_and_again_loses_and_doubles_nothing() {
    let hub = HubProcess::start();
    let line = BadLine::to(&hub.address);
    let first = hub.desk_at("KVT", &line.url());
    let numbers = furnish(first.data(), 40);
    line.set(300, 50);
    for no in &numbers[..3] {
        pay(first.data(), *no, 1_320);
    }
    let began = Instant::now();
    while first.run(&["sync", "status"]).done()["to_send"] != 0 {
        // Each try brings something, or is cut off: both are well.
        let _ = first.run(&["sync"]);
        assert!(began.elapsed() < 2 * LONGEST, "nothing gets through");
    }
    line.cut();
    pay(first.data(), numbers[3], 1_320);
    let away = first.run(&["sync"]).fault();
    assert!(away.contains("cut") || away.contains("not reached") || away.contains("nothing answers"), "{away}");
    line.mend();
    line.set(0, 0);
    in_step(&first);
    let second = hub.desk("KVT");
    in_step(&first);
    assert_eq!(entries(first.data()), entries(second.data()));
    for no in &numbers[..4] {
        assert_eq!(receipts(second.data(), *no), 1);
    }
    whole(&first);
    whole(&second);
    assert!(line.bytes() > 0);
}

#[test]
fn j8_the_terminal_says_how_it_stands() {
    let mut hub = HubProcess::start();
    let first = hub.desk("KVT");
    let numbers = furnish(first.data(), 6);
    in_step(&first);
    let second = hub.desk("KVT");
    open_counter(second.data());
    pay(second.data(), numbers[0], 1_320);
    in_step(&second);
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"127\.0\.0\.1:\d+ *", "HUB ");
    settings.add_filter(r"\d\d-\d\d \d\d:\d\d", "DD-MM HH:MM");
    settings.add_filter(r"since \d\d:\d\d", "since HH:MM");
    settings.add_filter(r"\d+ kB", "N kB");
    // Whether the line was cut or nobody answered any more is the moment's chance.
    settings.add_filter(r"! .*wait or try again", "! WHY; look at the line, and wait or try again");
    settings.bind(|| {
        let mut stage = talking(first.data(), "clerk", (80, 24));
        stage.wait_for("sync ✓");
        stage.keys("Ctrl-K").types("in step with").keys("Enter").settle();
        stage.wait_for("Last contact");
        insta::assert_snapshot!("sync_80x24", stage.text());
        insta::assert_snapshot!("sync_help", stage.keys("F1").text());
        hub.kill9();
        stage.keys("Esc").wait_for("sync ! away since");
        stage.ticks(4).settle();
        insta::assert_snapshot!("sync_away_80x24", stage.text());
        drop(stage);
        let mut wide = talking(second.data(), "clerk", (120, 40));
        wide.wait_for("sync ! away since");
        wide.keys("Ctrl-K").types("in step with").keys("Enter").settle();
        wide.wait_for("Last contact");
        insta::assert_snapshot!("sync_away_120x40", wide.text());
    });
}

/// The hub lost its disk, and was put back from the last backup: one call brings it all again.
#[test]
fn j8_one_call_mends_a_hub_that_was_put_back() {
    let mut hub = HubProcess::start();
    let desk = hub.desk("KVT");
    let numbers = furnish(desk.data(), 3);
    in_step(&desk);
    let copies = tempfile::tempdir().unwrap();
    let copy = copies.path().join("hub");
    hub.run(&["backup", copy.to_str().unwrap()]).done();
    let entries = |hub: &HubProcess| hub.run(&["members"]).done()["rows"][0]["entries"].clone();
    let had = entries(&hub);
    pay(desk.data(), numbers[0], 1_320);
    in_step(&desk);
    let before = entries(&hub);
    assert_ne!(had, before);

    hub.kill9();
    for file in ["hub.db-wal", "hub.db-shm"] {
        // Where it was written down already, there is none.
        let _ = std::fs::remove_file(hub.dir().join(file));
    }
    std::fs::copy(copy.join("hub.db"), hub.dir().join("hub.db")).unwrap();
    assert_eq!(entries(&hub), had);
    hub.serve();
    in_step(&desk);
    assert_eq!(entries(&hub), before);
}
