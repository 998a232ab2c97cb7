//! Twenty desks and a hub over two months, by a seed: letters lost, doubled, cut and late, clocks three days apart, programs killed, the
//! power gone at a desk. In the end all hold the same, each receipt that was made stands everywhere, and money balances.
//!
//! `EBCM_TEST_SEEDS=500` runs so many seeds, `EBCM_TEST_SEED=7` the seventh alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};
use std::thread;

use ebcm::base::{ConsumerNo, DeskId, No, Period};
use ebcm::desk::joined::{Brings, Found};
use ebcm::edge::clock::{FixedClock, noon};
use ebcm::hub::Hub;
use ebcm::hub::sqlite::SqliteKeep;
use ebcm::journal::sign::Head;
use ebcm::journal::talk::{self, Answer, Borrow, Denied, Enrol, Enrolled, Exchange, Given, HandedBack, VERSION};
use ebcm::store::exchange::{Claims, Intake, Place, check, heads, troubles};
use ebcm::store::hand_back::{hand_back, hub_lacks};
use ebcm::store::open::{How, put_own};
use rusqlite::Connection;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::faults_order::{assert_same, heard_together, tables};
use crate::support::chance::Chance;
use crate::support::days::{Days, Step};
use crate::support::hub::{HandClock, hub};
use crate::support::office::{Office, row, today};
use crate::support::vfs::Recorder;

/// Offices and how many desks each has; the last stands above the others.
const DESKS: [(&str, u8); 3] = [("KVT", 10), ("AGT", 8), ("LED", 2)];
const CONSUMERS: usize = 6;
/// Things that happen in one run; each moves the date by 0 to 23 days now and then.
const HAPPENINGS: usize = 300;
/// How far PC clocks stand apart.
const APART: i32 = 3;
const UTILITY: &str = "led";

fn folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder")
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn all_desks() -> Vec<DeskId> {
    DESKS.iter().flat_map(|(office, count)| (1..=*count).filter_map(|number| DeskId::new(office, number))).collect()
}

/// A hub with all desks taken in and in step, to be copied for each seed.
struct Master {
    folder: TempDir,
    consumers: BTreeMap<String, Vec<ConsumerNo>>,
}

static MASTER: LazyLock<Master> = LazyLock::new(Master::make);

impl Master {
    fn make() -> Self {
        let folder = folder();
        let runtime = runtime();
        let clock = HandClock::at(today());
        let hub = hub(SqliteKeep::open(&folder.path().join("hub.db")).unwrap(), UTILITY, &clock);
        let mut consumers = BTreeMap::new();
        for (office, count) in DESKS {
            let first = format!("{office}-1");
            let mut desk = Office::found_as(&folder.path().join(&first), UTILITY, office, How::default());
            // Meters of two offices have different numbers.
            let from = if office == "KVT" { 1 } else { 101 };
            let rows = (from..from + CONSUMERS).map(|i| row(i, "DOM", None)).collect();
            let numbers = if office == "LED" { Vec::new() } else { desk.import_rows(rows) };
            consumers.insert(office.to_owned(), numbers);
            runtime.block_on(taken_in(&hub, &mut desk));
            let mut line = Line::over(&mut desk, &hub, &runtime);
            line.until_in_step();
            for _ in 2..=count {
                runtime.block_on(joined(&hub, folder.path(), office));
            }
        }
        Self { folder, consumers }
    }

    fn copy(&self) -> TempDir {
        let copy = folder();
        copy_files(self.folder.path(), copy.path());
        copy
    }
}

fn copy_files(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy_files(&path, &target);
        } else if !path.to_str().unwrap().ends_with("-shm") {
            fs::copy(&path, &target).unwrap();
        }
    }
}

type TestHub = Hub<SqliteKeep>;

async fn enrolled(hub: &TestHub, enrol: &Enrol) -> (ebcm::journal::fact::DeskFounded, String) {
    match hub.enrol(&talk::pack(enrol).unwrap()).await {
        Enrolled::In { founded, hub_key, .. } => (founded, hub_key),
        Enrolled::Denied(denied) => panic!("{denied:?}"),
    }
}

/// A desk that worked alone is taken in.
async fn taken_in(hub: &TestHub, office: &mut Office) {
    let code = hub.make_code(office.desk.id().office(), None).await.unwrap();
    let known = office.desk.setup().desks.iter().find(|known| known.desk == *office.desk.id()).unwrap().clone();
    let enrol = Enrol {
        version: VERSION,
        utility: Some(UTILITY.to_owned()),
        code,
        public_key: known.public_key.clone(),
        origin: known.origin.clone(),
        founded: Some(known),
    };
    let (_, hub_key) = enrolled(hub, &enrol).await;
    put_own(office.desk.store().connection(), "hub key", &hub_key).unwrap();
}

/// A new desk of an office joins and fetches what its office has.
async fn joined(hub: &TestHub, folder: &Path, office: &str) -> DeskId {
    let dir = folder.join("joining");
    let code = hub.make_code(office, None).await.unwrap();
    let Found::New(applicant) = Found::in_folder(&dir, Box::new(FixedClock(noon(today(), 19_800))), Some(today())).unwrap() else {
        panic!("a file stands there")
    };
    let (public_key, origin) = (applicant.public_key.clone(), applicant.origin.clone());
    let enrol = Enrol { version: VERSION, utility: None, code, founded: None, public_key, origin };
    let (founded, hub_key) = enrolled(hub, &enrol).await;
    let desk = founded.desk.clone();
    let mut joining = applicant.taken_in(founded, &[("hub key", hub_key)]).unwrap();
    loop {
        let bytes = talk::pack(&joining.asks().unwrap()).unwrap();
        let signature = joining.place().key.sign_letter(&bytes);
        let Answer::Given(given) = hub.exchange(&desk, &bytes, &signature).await else { panic!("denied") };
        let intake = joining.check(given).unwrap();
        assert_eq!(intake.troubles, []);
        joining.put_down(&intake, 0).unwrap();
        if !intake.more || intake.entries.is_empty() {
            break;
        }
    }
    joining.fold(&mut |_| ()).unwrap();
    drop(joining.found(Brings::default(), Box::new(FixedClock(noon(today(), 19_800)))).unwrap());
    fs::rename(&dir, folder.join(desk.to_string())).unwrap();
    desk
}

/// What a desk and the hub say to each other when nothing goes wrong.
struct Line<'a> {
    office: &'a mut Office,
    hub: &'a TestHub,
    runtime: &'a Runtime,
    claims: Claims,
}

impl<'a> Line<'a> {
    fn over(office: &'a mut Office, hub: &'a TestHub, runtime: &'a Runtime) -> Self {
        Self { office, hub, runtime, claims: Claims::new() }
    }

    /// One exchange; whether anything went either way.
    fn once(&mut self) -> bool {
        let conn = self.office.desk.store().connection();
        let place = Place::of(conn).unwrap();
        let asked = place.offer(conn, 0, false).unwrap();
        let sends = asked.parcel.is_some();
        match self.runtime.block_on(converse(self.hub, conn, &place, &asked)) {
            Answer::Given(given) => take(self.office, &place, given, &mut self.claims) || sends,
            Answer::Denied(Denied::Later { .. }) => false,
            Answer::Denied(denied) => panic!("{}: {denied:?}", place.desk),
        }
    }

    fn until_in_step(&mut self) {
        while self.once() {}
    }
}

/// One exchange, as `sync` has it: what the hub has lost of its own is handed back.
async fn converse(hub: &TestHub, conn: &Connection, place: &Place, asked: &Exchange) -> Answer {
    let bytes = talk::pack(asked).unwrap();
    let answer = hub.exchange(&place.desk, &bytes, &place.key.sign_letter(&bytes)).await;
    let lacks = match &answer {
        Answer::Given(given) => hub_lacks(conn, Ok(given)),
        Answer::Denied(denied) => hub_lacks(conn, Err(denied)),
    };
    let Some(letter) = hand_back(conn, place, &lacks.unwrap()).unwrap() else { return answer };
    match hub.hand_back(&talk::pack(&letter).unwrap()).await {
        HandedBack::Taken { entries: 1.. } => {
            let bytes = talk::pack(&place.offer(conn, asked.wait, asked.only_send).unwrap()).unwrap();
            hub.exchange(&place.desk, &bytes, &place.key.sign_letter(&bytes)).await
        }
        HandedBack::Taken { .. } => answer,
        HandedBack::Denied(denied) => panic!("{}: {denied:?}", place.desk),
    }
}

fn take(office: &mut Office, place: &Place, given: Given, claims: &mut Claims) -> bool {
    let mut intake = check(office.desk.store().connection(), place, given, claims).unwrap();
    let came = !intake.entries.is_empty();
    while office.desk.take_in(&mut intake).unwrap() {}
    came
}

/// A desk in the simulation, and what it said to its clerk.
struct Clerk {
    days: Days,
    dir: PathBuf,
    claims: Claims,
    /// An answer that is late.
    late: Option<Given>,
    /// Receipts whose making was reported.
    made: BTreeSet<String>,
}

pub struct World {
    folder: TempDir,
    hub: Option<TestHub>,
    clock: HandClock,
    runtime: Runtime,
    clerks: BTreeMap<DeskId, Clerk>,
    chance: Chance,
    seed: u64,
    happened: BTreeMap<&'static str, usize>,
}

impl World {
    pub fn of(seed: u64) -> Self {
        let folder = MASTER.copy();
        let mut chance = Chance::seeded(seed);
        let clock = HandClock::at(today());
        let all: Vec<ConsumerNo> = MASTER.consumers.values().flatten().copied().collect();
        let clerks = all_desks()
            .into_iter()
            .map(|desk| {
                let dir = folder.path().join(desk.to_string());
                let apart = i32::try_from(chance.below(APART as u64 * 2 + 1)).unwrap() - APART;
                let own = &MASTER.consumers[desk.office()];
                let consumers = if own.is_empty() { all.clone() } else { own.clone() };
                let days = Days::over_on(&dir, consumers, today().plus_days(apart));
                (desk, Clerk { days, dir, claims: Claims::new(), late: None, made: BTreeSet::new() })
            })
            .collect();
        let hub = Some(open_hub(folder.path(), &clock));
        Self { folder, hub, clock, runtime: runtime(), clerks, chance, seed, happened: BTreeMap::new() }
    }

    pub fn desk(&self, desk: &DeskId) -> &ebcm::desk::Desk {
        &self.clerks[desk].days.office.desk
    }

    pub fn desk_mut(&mut self, desk: &DeskId) -> &mut ebcm::desk::Desk {
        &mut self.clerks.get_mut(desk).unwrap().days.office.desk
    }

    pub fn connection(&self, desk: &DeskId) -> &rusqlite::Connection {
        self.desk(desk).store().connection()
    }

    /// A stick is brought to the hub.
    pub fn stick(&self, file: &[u8]) -> Result<(DeskId, Vec<u8>), ebcm::base::No> {
        self.runtime.block_on(self.hub.as_ref().unwrap().stick(file, ebcm::edge::secret::random::<32>()?))
    }

    /// A payment by a reading so far above the last.
    pub fn pays(&mut self, desk: &DeskId, place: usize, much: u32) {
        let clerk = self.clerks.get_mut(desk).unwrap();
        clerk.days.go(Step::new(1, 0, 0));
        clerk.days.go(Step::new(4, place, much));
    }

    pub fn in_step(&mut self, desk: &DeskId) {
        let Self { clerks, hub, runtime, .. } = self;
        Line::over(&mut clerks.get_mut(desk).unwrap().days.office, hub.as_ref().unwrap(), runtime).until_in_step();
    }

    /// Copies the hub's file while the hub is open.
    pub fn back_up_hub(&self, to: &Path) -> u64 {
        ebcm::hub::backup::copy_entries(&self.folder.path().join("hub.db"), to).unwrap().entries
    }

    /// The hub lost its disk: a backup is put in its place, and the hub is started again an hour later.
    pub fn put_hub_back(&mut self, backup: &Path) {
        self.hub = None;
        self.clock.forward(3_600_000);
        for lost in ["hub.db", "hub.db-wal", "hub.db-shm"] {
            let _ = fs::remove_file(self.folder.path().join(lost));
        }
        fs::copy(backup, self.folder.path().join("hub.db")).unwrap();
        self.hub = Some(open_hub(self.folder.path(), &self.clock));
    }

    /// What the hub says of an office's chains.
    pub fn hub_heads(&self, office: &str) -> Vec<Head> {
        let members = self.runtime.block_on(self.hub.as_ref().unwrap().members(Some(office))).unwrap();
        members.into_iter().map(|member| member.head).collect()
    }

    pub fn hub_revokes(&self, desk: &DeskId) {
        self.hub_would_revoke(desk).unwrap();
    }

    pub fn hub_would_revoke(&self, desk: &DeskId) -> Result<(), No> {
        self.runtime.block_on(self.hub.as_ref().unwrap().revoke(desk, "lost"))
    }

    /// One exchange, whatever the hub answers.
    pub fn asks(&self, desk: &DeskId) -> Answer {
        let conn = self.connection(desk);
        let place = Place::of(conn).unwrap();
        self.say(&place, &talk::pack(&place.offer(conn, 0, false).unwrap()).unwrap())
    }

    pub fn say(&self, place: &Place, bytes: &[u8]) -> Answer {
        let signature = place.key.sign_letter(bytes);
        self.runtime.block_on(self.hub.as_ref().unwrap().exchange(&place.desk, bytes, &signature))
    }

    pub fn take(&mut self, desk: &DeskId, mut intake: Intake) {
        while self.clerks.get_mut(desk).unwrap().days.office.desk.take_in(&mut intake).unwrap() {}
    }

    fn count(&mut self, what: &'static str) {
        *self.happened.entry(what).or_default() += 1;
    }

    fn run(&mut self) {
        let desks = all_desks();
        for _ in 0..HAPPENINGS {
            let desk = desks[usize::try_from(self.chance.below(desks.len() as u64)).unwrap()].clone();
            self.clock.forward(3_600_000);
            match self.chance.below(100) {
                0..=54 => self.works(&desk),
                55..=89 => self.talks(&desk),
                90..=92 => self.borrows(&desk),
                93..=95 => self.is_killed(&desk),
                96..=97 => self.loses_power(&desk),
                98 => self.hub_is_killed(),
                _ => self.hub_is_put_back(),
            }
        }
    }

    /// Something is done at a desk; at the office above, what officers do.
    fn works(&mut self, desk: &DeskId) {
        let what =
            if desk.office() == "LED" { [17, 18, 19, 42, 43, 47][self.chance.below(6) as usize] } else { self.chance.below(52) as u8 };
        let step = Step::new(what, self.chance.below(6) as usize, u32::try_from(self.chance.below(1_000)).unwrap());
        let clerk = self.clerks.get_mut(desk).unwrap();
        clerk.days.go(step);
        clerk.remember(desk);
        self.count("work");
    }

    fn talks(&mut self, desk: &DeskId) {
        let Self { clerks, hub, runtime, chance, happened, .. } = self;
        let (clerk, hub) = (clerks.get_mut(desk).unwrap(), hub.as_ref().unwrap());
        let mut count = |what: &'static str| *happened.entry(what).or_default() += 1;
        let conn = clerk.days.office.desk.store().connection();
        let place = Place::of(conn).unwrap();
        let asked: Exchange = place.offer(conn, 0, chance.below(5) == 0).unwrap();
        let mut bytes = talk::pack(&asked).unwrap();
        let signature = place.key.sign_letter(&bytes);
        let fate = chance.below(12);
        match fate {
            0 => return count("letter lost"),
            1 => {
                bytes.truncate(chance.below(bytes.len() as u64) as usize);
                let answer = runtime.block_on(hub.exchange(desk, &bytes, &signature));
                assert!(matches!(answer, Answer::Denied(_)), "a letter that was cut off is not believed");
                return count("letter cut");
            }
            2 => {
                count("letter doubled");
                runtime.block_on(hub.exchange(desk, &bytes, &signature));
            }
            _ => {}
        }
        let given = match runtime.block_on(converse(hub, conn, &place, &asked)) {
            Answer::Given(given) => given,
            Answer::Denied(Denied::Later { .. }) => return count("told to wait"),
            Answer::Denied(denied) => panic!("{desk}: {denied:?}"),
        };
        let late = clerk.late.take();
        match fate {
            3 => count("answer lost"),
            4 => {
                count("answer late");
                clerk.late = Some(given);
            }
            5 => {
                count("answer half taken");
                let mut intake = check(conn, &place, given, &mut clerk.claims).unwrap();
                let keep = chance.below(intake.entries.len() as u64 + 1) as usize;
                intake.entries.truncate(keep);
                clerk.days.office.desk.take_in(&mut intake).unwrap();
            }
            _ => {
                take(&mut clerk.days.office, &place, given, &mut clerk.claims);
                if let Some(late) = late {
                    take(&mut clerk.days.office, &place, late, &mut clerk.claims);
                }
                count("exchange");
            }
        }
    }

    /// The desk asks for the close of a month.
    fn borrows(&mut self, desk: &DeskId) {
        let clerk = self.clerks.get_mut(desk).unwrap();
        let place = Place::of(clerk.days.office.desk.store().connection()).unwrap();
        let period: Period = ["2026-11", "2026-12", "2027-01"][self.chance.below(3) as usize].parse().unwrap();
        let asked = Borrow { version: VERSION, utility: UTILITY.to_owned(), desk: desk.clone(), period };
        let bytes = talk::pack(&asked).unwrap();
        let signature = place.key.sign_letter(&bytes);
        match self.runtime.block_on(self.hub.as_ref().unwrap().borrow(desk, &bytes, &signature)) {
            Answer::Given(given) => {
                take(&mut clerk.days.office, &place, given, &mut clerk.claims);
                self.count("lent");
            }
            Answer::Denied(Denied::Lent { .. }) => self.count("lent to another"),
            Answer::Denied(Denied::Refused { .. }) => self.count("not lent"),
            Answer::Denied(Denied::Later { .. }) => self.count("told to wait"),
            Answer::Denied(denied) => panic!("{desk}: {denied:?}"),
        }
    }

    fn is_killed(&mut self, desk: &DeskId) {
        self.clerks.get_mut(desk).unwrap().starts_again();
        self.count("desk killed");
    }

    /// The power goes at a desk while it works: what was not synced is lost, in part or whole.
    fn loses_power(&mut self, desk: &DeskId) {
        let (seed, much) = (self.chance.next(), u32::try_from(self.chance.below(1_000)).unwrap());
        let clerk = self.clerks.get_mut(desk).unwrap();
        clerk.days.rests();
        let recorder = Recorder::over(&clerk.dir);
        let mut days = clerk.days.through(recorder.vfs());
        for place in 0..3 {
            days.go(Step::new(4, place, much));
        }
        clerk.made.extend(receipts(&days.office, desk));
        // Cut in the midst of a commit that was never reported.
        let log = recorder.log();
        drop(days);
        log.lay_out_at_the_end(&clerk.dir, &mut Chance::seeded(seed));
        drop(recorder);
        clerk.starts_again();
        clerk.lost_nothing(desk, self.seed);
        self.count("power lost");
    }

    fn hub_is_killed(&mut self) {
        self.hub = None;
        self.hub = Some(open_hub(self.folder.path(), &self.clock));
        self.count("hub killed");
    }

    /// The hub's disk is backed up; or, where it was, lost, and the backup put in its place.
    fn hub_is_put_back(&mut self) {
        let backup = self.folder.path().join("backup.db");
        if backup.exists() {
            self.put_hub_back(&backup);
            fs::remove_file(&backup).unwrap();
            self.count("hub put back");
        } else {
            self.back_up_hub(&backup);
            self.count("hub backed up");
        }
    }

    /// The line is there again for all: until nothing more goes either way.
    fn heals(&mut self) {
        let Self { clerks, hub, runtime, .. } = self;
        for round in 0.. {
            assert!(round < 20, "seed {}: they never come into step", self.seed);
            let mut went = false;
            for clerk in clerks.values_mut() {
                clerk.late = None;
                let mut line = Line::over(&mut clerk.days.office, hub.as_ref().unwrap(), runtime);
                while line.once() {
                    went = true;
                }
            }
            if !went {
                return;
            }
        }
    }

    fn holds(&self) {
        let seed = self.seed;
        let mut made = BTreeSet::new();
        for (office, _) in DESKS {
            let mut desks = self.clerks.iter().filter(|(desk, _)| desk.office() == office);
            let (first, clerk) = desks.next().unwrap();
            let conn = clerk.days.office.desk.store().connection();
            let ours = tables(conn);
            let mut all = super::faults_order::entries(conn);
            for (desk, other) in desks {
                let theirs = tables(other.days.office.desk.store().connection());
                assert_same(&ours, &theirs, &format!("at {first} and {desk}, seed {seed},"));
            }
            all.sort_by(|a, b| (a.at, &a.desk, a.seq).cmp(&(b.at, &b.desk, b.seq)));
            let order: Vec<_> = all.iter().collect();
            assert_same(&ours, &heard_together(&order, 64), &format!("by time, seed {seed},"));
            self.believes(office);
            let report = clerk.days.office.verify();
            assert_eq!(report.faults, [], "seed {seed}, {first}");
            let held: BTreeSet<String> =
                conn.prepare("SELECT no FROM receipt").unwrap().query_map([], |r| r.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
            for (desk, clerk) in self.clerks.iter().filter(|(desk, _)| desk.office() == office) {
                let lost: Vec<_> = clerk.made.difference(&held).collect();
                assert!(lost.is_empty(), "seed {seed}: {desk} made {lost:?}, which {first} has not");
                for no in &clerk.made {
                    assert!(made.insert(no.clone()), "seed {seed}: {no} stands twice");
                }
            }
            let sum: i64 = conn.query_row("SELECT coalesce(sum(amount), 0) FROM ledger", [], |r| r.get(0)).unwrap();
            assert_eq!(sum, 0, "seed {seed}: the ledger of {office}");
        }
    }
}

impl World {
    /// Desks and hub have the same chains, and no desk has seen two of one name.
    fn believes(&self, office: &str) {
        let hub: BTreeMap<DeskId, Head> =
            self.hub_heads(office).into_iter().filter(|head| head.seq > 0).map(|head| (head.desk.clone(), head)).collect();
        for (desk, clerk) in self.clerks.iter().filter(|(desk, _)| desk.office() == office) {
            let conn = clerk.days.office.desk.store().connection();
            let held = heads(conn).unwrap().into_iter().map(|(head, _)| head).filter(|head| head.desk.office() == office);
            let held: BTreeMap<DeskId, Head> = held.map(|head| (head.desk.clone(), head)).collect();
            assert_eq!(held, hub, "seed {}: {desk} and the hub", self.seed);
            let forked: Vec<_> = troubles(conn).unwrap().into_iter().filter(|t| ["forked", "tampered"].contains(&&*t.kind)).collect();
            assert!(forked.is_empty(), "seed {}: {desk}: {forked:?}", self.seed);
        }
    }
}

impl Clerk {
    fn remember(&mut self, desk: &DeskId) {
        self.made.extend(receipts(&self.days.office, desk));
    }

    fn starts_again(&mut self) {
        self.days.starts_again();
        (self.claims, self.late) = (Claims::new(), None);
    }

    fn lost_nothing(&self, desk: &DeskId, seed: u64) {
        let held = receipts(&self.days.office, desk);
        let lost: Vec<_> = self.made.difference(&held).collect();
        assert!(lost.is_empty(), "seed {seed}: {desk} lost {lost:?} with its power");
    }
}

/// The receipts that a desk made at its window. An online payment that two desks brought in is one, by its reference.
fn receipts(office: &Office, desk: &DeskId) -> BTreeSet<String> {
    let conn = office.desk.store().connection();
    let mut statement = conn.prepare_cached("SELECT no FROM receipt WHERE desk = ?1 AND no LIKE 'R-%'").unwrap();
    statement.query_map([desk.to_string()], |r| r.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

fn open_hub(folder: &Path, clock: &HandClock) -> TestHub {
    hub(SqliteKeep::open(&folder.join("hub.db")).unwrap(), UTILITY, clock)
}

fn seeds() -> Vec<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    match number("EBCM_TEST_SEED") {
        Some(seed) => vec![seed],
        None => (1..=number("EBCM_TEST_SEEDS").unwrap_or(20)).collect(),
    }
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Not longer locked than it takes.
fn next(seeds: &Mutex<impl Iterator<Item = u64>>) -> Option<u64> {
    seeds.lock().unwrap().next()
}

/// One world from its first letter to its last, and what happened in it.
fn lived(seed: u64) -> BTreeMap<&'static str, usize> {
    let mut world = World::of(seed);
    world.run();
    world.heals();
    world.holds();
    world.happened
}

#[test]
fn j9_twenty_desks_over_two_months_end_the_same_whatever_becomes_of_their_letters() {
    let happened = Mutex::new(BTreeMap::<&str, usize>::new());
    let (seeds_left, workers) = (Mutex::new(seeds().into_iter()), if seeds().len() > 20 { cores() } else { 1 });
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(seed) = next(&seeds_left) {
                    for (what, count) in lived(seed) {
                        *happened.lock().unwrap().entry(what).or_default() += count;
                    }
                }
            });
        }
    });
    let happened = happened.into_inner().unwrap();
    println!("{happened:?}");
    if seeds().len() >= 20 {
        for what in [
            "letter lost",
            "letter cut",
            "letter doubled",
            "answer lost",
            "answer late",
            "answer half taken",
            "lent",
            "power lost",
            "hub killed",
            "hub put back",
        ] {
            assert!(happened.contains_key(what), "never happened: {what}");
        }
    }
}
