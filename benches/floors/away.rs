//! A desk that was away for a month comes into step over TLS on loopback, with and without a clerk who types meanwhile; a new desk joins;
//! bytes on the wire are counted.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use ebcm::acts::Act;
use ebcm::acts::bill::Basis;
use ebcm::acts::counter::OpenCounter;
use ebcm::acts::misc::Misc;
use ebcm::acts::money::Handed;
use ebcm::acts::pay::Pay;
use ebcm::base::{ConsumerNo, Money};
use ebcm::desk::joined::Brings;
use ebcm::desk::{Desk, Eye, SHIPPED_PROFILES, nothing_printed};
use ebcm::edge::clock::Clock;
use ebcm::edge::{Settings, SystemClock};
use ebcm::hub::folder::{Folder, New, Storage};
use ebcm::hub::sqlite::SqliteKeep;
use ebcm::hub::{Hub, serve};
use ebcm::journal::code::Code;
use ebcm::journal::fact::Source;
use ebcm::rules::tender::Tender;
use ebcm::sync::join::{Invitation, Person, join, until_in_step};
use ebcm::tui::program::{House, app};
use ebcm::tui::{Ability, App, Backend, Key, Letters, Wake};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::sample::{Sample, office, today};

/// Consumers of the office, each billed once, each with one more receipt: so many entries twice are to be fetched.
const CONSUMERS: usize = 25_000;
/// Entries that the desk made while it was away.
const OWN: usize = 5_000;

pub fn run() {
    let dir = tempfile::tempdir().unwrap();
    let (address, code) = hub(&dir.path().join("hub"));
    drop(office(&dir.path().join("1"), "led", "KVT", CONSUMERS));
    joined(&dir.path().join("1"), &address, code("KVT"));
    let start = Instant::now();
    drop(joined(&dir.path().join("2"), &address, code("KVT")));
    println!("a new desk of an office with {CONSUMERS} consumers is ready after {:.1?}", start.elapsed());
    drop(joined(&dir.path().join("typing"), &address, code("KVT")));

    let mut first = Desk::open(&dir.path().join("1"), Box::new(SystemClock), Some(today())).unwrap();
    works(&mut first, CONSUMERS, CONSUMERS);
    in_step(&mut first, "hands over");
    let mut away = Desk::open(&dir.path().join("2"), Box::new(SystemClock), Some(today())).unwrap();
    works(&mut away, 0, OWN);
    in_step(&mut away, "was away: fetches and hands over");

    let start = Instant::now();
    let (third, state) = joined(&dir.path().join("3"), &address, code("KVT"));
    let entries = count(&third);
    println!("a third desk is ready after {:.1?}: {entries} entries in its file, {state} bytes came", start.elapsed());
    drop((first, away, third));
    types(&dir.path().join("typing"));
}

/// A clerk who takes payments while the month comes in beside her.
fn types(dir: &Path) {
    let mut desk = Desk::open(dir, Box::new(SystemClock), Some(today())).unwrap();
    works(&mut desk, 0, 1);
    let profile = desk.rules().profile.clone();
    let eye = Eye::open(dir, Box::new(SystemClock), Some(today())).unwrap();
    let ability = Ability { colour: true, letters: Letters::Unicode };
    let (mut app, wakes) = app(desk, eye, Settings::default(), Some("clerk"), ability).unwrap();
    let Ok(mut terminal) = Terminal::new(TestBackend::new(120, 40));
    app.handle(Wake::Resize(120, 40));
    app.backend_mut().start_sync(dir).unwrap();
    let began = Instant::now();
    let (mut drawn, mut recorded) = (Sample::default(), Sample::default());
    let mut key = |app: &mut App<House>, key: Key, sample: &mut Sample| {
        sample.time(|| {
            app.handle(Wake::Key(key));
            let Ok(_) = terminal.draw(|frame| app.draw(frame));
        });
        let start = Instant::now();
        while app.is_waiting() {
            let wake = wakes.recv_timeout(Duration::from_secs(20)).unwrap();
            app.handle(wake);
        }
        while let Ok(wake) = wakes.try_recv() {
            app.handle(wake);
        }
        start.elapsed()
    };
    let enter: Key = "Enter".parse().unwrap();
    key(&mut app, "F2".parse().unwrap(), &mut Sample::default());
    let mut fetches = false;
    // From the end: those consumers come last.
    for i in 1..2_000 {
        let number = profile.make_number("KVT", u32::try_from(CONSUMERS - i).unwrap()).unwrap();
        for text in [number.to_string(), (1_300 + i % 90).to_string()] {
            for c in text.chars() {
                key(&mut app, Key::char(c), &mut drawn);
            }
            key(&mut app, enter, &mut drawn);
        }
        recorded.push(key(&mut app, enter, &mut Sample::default()));
        let lamp = app.backend().status().sync.as_ref().map_or("", |lamp| lamp.text.as_str());
        fetches |= lamp.contains("to fetch");
        if fetches && !lamp.contains("to fetch") {
            break;
        }
    }
    println!("with a clerk who types, the month is in after {:.1?}", began.elapsed());
    drawn.say("a key in the payment window to the drawn frame meanwhile");
    recorded.say("a payment meanwhile, from Enter to recorded");
    app.backend_mut().end();
}

/// A hub that serves, and what makes codes for it.
pub fn hub(dir: &Path) -> (String, impl Fn(&str) -> Code + use<>) {
    let (_, profile) = SHIPPED_PROFILES[0];
    let listen: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let new = New {
        profile: profile.to_owned(),
        file: "led.toml".to_owned(),
        training: true,
        database: None,
        names: vec!["127.0.0.1".to_owned()],
        listen,
        today: ebcm::edge::clock::local_day(SystemClock.millis(), 0),
    };
    let folder = Folder::init(dir, &new).unwrap();
    let Storage::Sqlite(path) = folder.storage() else { unreachable!() };
    let hub = Arc::new(Hub::new(SqliteKeep::open(&path).unwrap(), folder.identity().unwrap(), Arc::new(|| SystemClock.millis())));
    let fingerprint = folder.fingerprint;
    let (sender, ready) = mpsc::channel();
    let runtime = Arc::new(tokio::runtime::Runtime::new().unwrap());
    let served = Arc::clone(&hub);
    runtime.spawn(async move {
        serve::serve(served, &folder, listen, move |address| sender.send(address).unwrap()).await.unwrap();
    });
    let address = format!("https://{}", ready.recv().unwrap());
    let code = move |office: &str| {
        let secret = runtime.block_on(hub.make_code(office, None)).unwrap();
        Code::new(hex::decode(secret).unwrap().try_into().unwrap(), &fingerprint)
    };
    (address, code)
}

pub fn joined(dir: &Path, address: &str, code: Code) -> (Desk, u64) {
    let mut person = Person { hears: &mut |_| (), brings: &mut |_, _| Ok(Brings::default()) };
    let (desk, state) = join(dir, Some(today()), &Invitation { url: address, code: Some(code) }, &mut person).unwrap();
    (desk, state.bytes_in)
}

pub fn count(desk: &Desk) -> i64 {
    ebcm::store::exchange::heads(desk.store().connection()).unwrap().iter().map(|(head, _)| head.seq).sum()
}

/// Bills and receipts at a counter, all in one transaction.
fn works(desk: &mut Desk, bills: usize, misc: usize) {
    let clerk = desk.training_session("clerk").unwrap();
    if ebcm::store::read::counter(desk.store().connection(), desk.id()).unwrap().open.is_none() {
        desk.act(&clerk, &OpenCounter { float: Money::ZERO }, &nothing_printed).unwrap();
    }
    let profile = desk.rules().profile.clone();
    let consumer = move |i: usize| -> ConsumerNo { profile.make_number("KVT", u32::try_from(i).unwrap()).unwrap() };
    let cash = |rupees| Handed { tenders: vec![Tender::cash(Money::from_rupees(rupees))], keep: None };
    // No two bills alike: what is alike packs to nothing.
    let bill = |i: usize, no| -> Box<dyn Act> {
        let typed = (1_250 + i * 7_919 % 700).to_string();
        let basis = Basis::Reading { typed, source: Source::Own, rollover: false, confirmed: true };
        Box::new(Pay { consumer: no, basis: Some(basis), handed: cash(5_000), protest: None })
    };
    let other = |i: usize, no| -> Box<dyn Act> {
        let (head, remark) = ("SD".to_owned(), "more deposit".to_owned());
        let rupees = 50 + i64::try_from(i * 104_729 % 3_000).unwrap();
        Box::new(Misc { consumer: Some(no), head, remark, amount: Money::from_rupees(rupees), handed: cash(rupees) })
    };
    let acts = (1..=bills).map(|i| bill(i, consumer(i))).chain((1..=misc).map(|i| other(i, consumer(i))));
    let mut steps = acts.map(|act| (clerk.clone(), today(), act));
    desk.acts(&mut steps).unwrap();
}

fn in_step(desk: &mut Desk, what: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let start = Instant::now();
    let state = runtime.block_on(until_in_step(desk, &mut |_| (), false)).unwrap();
    let each = |bytes: u64, entries: u64| bytes.checked_div(entries).unwrap_or(0);
    println!(
        "{what}: {:.1?}, {} entries sent, {} fetched; {} bytes out ({} an entry), {} in ({} an entry)",
        start.elapsed(),
        state.sent,
        state.fetched,
        state.bytes_out,
        each(state.bytes_out, state.sent),
        state.bytes_in,
        each(state.bytes_in, state.fetched)
    );
}
