//! Timings, and an office to measure in.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use ebcm::acts::consumer::{ImportConsumers, ImportRow, ImportRows};
use ebcm::acts::counter::OpenCounter;
use ebcm::acts::user::AddUser;
use ebcm::base::{ConsumerNo, Day, Digits, Factor, Money, No, Register, Units};
use ebcm::desk::{Desk, Founding, SHIPPED_PROFILES, found, nothing_printed};
use ebcm::edge::SystemClock;
use ebcm::journal::Personal;
use ebcm::journal::fact::{ConsumerImported, MeterFact, SupplyFact, TextFile};
use ebcm::rules::role::Role;
use ebcm::rules::status::Status;
use ebcm::rules::tariff::Phase;
use ebcm::store::open::How;
use rust_decimal::Decimal;

/// Single timings of one thing.
#[derive(Default)]
pub struct Sample(Vec<Duration>);

impl Sample {
    pub fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.0.push(start.elapsed());
        result
    }

    pub fn push(&mut self, took: Duration) {
        self.0.push(took);
    }

    fn at(&mut self, part: f64) -> Duration {
        self.0.sort_unstable();
        let last = self.0.len().saturating_sub(1);
        self.0.get((last as f64 * part).round() as usize).copied().unwrap_or_default()
    }

    pub fn p50(&mut self) -> Duration {
        self.at(0.5)
    }

    pub fn p99(&mut self) -> Duration {
        self.at(0.99)
    }

    pub fn say(&mut self, what: &str) {
        println!("{what:<58} n {:>6}  p50 {:>9.1?}  p99 {:>9.1?}  max {:>9.1?}", self.0.len(), self.p50(), self.p99(), self.at(1.0));
    }
}

pub fn today() -> Day {
    Day::new(2026, 11, 12).expect("a day")
}

/// A training desk of `utility` with `count` consumers, a clerk `clerk` and an open counter.
pub fn office(dir: &Path, utility: &str, code: &str, count: usize) -> Desk {
    let (file, text) = SHIPPED_PROFILES.into_iter().find(|(name, _)| *name == utility).expect("a profile");
    let founding = Founding {
        profile: TextFile { file: format!("{file}.toml"), text: text.to_owned() },
        office: code.to_owned(),
        desk: 1,
        training: true,
        admin: "admin".to_owned(),
        password: "nobody logs in".to_owned(),
    };
    let mut desk = found(dir, &founding, How::default(), Box::new(SystemClock), Some(today())).expect("a data file");
    let admin = desk.training_session("admin").expect("admin");
    let clerk = AddUser {
        name: "clerk".to_owned(),
        roles: vec![Role::Bcc],
        password: ebcm::edge::secret::hash_password("training").expect("a hash"),
    };
    desk.act(&admin, &clerk, &nothing_printed).expect("a clerk");
    let rows = Made { count, utility: utility.to_owned() };
    desk.act_in_bulk(&admin, &ImportConsumers { rows }, &mut |_| ()).expect("consumers");
    let clerk = desk.training_session("clerk").expect("clerk");
    desk.act(&clerk, &OpenCounter { float: Money::from_rupees(500) }, &nothing_printed).expect("a counter");
    desk.store().checkpoint().expect("a checkpoint");
    desk
}

/// Rows made one after the other, as those of a file are read.
struct Made {
    count: usize,
    utility: String,
}

impl ImportRows for Made {
    fn rows(&self) -> Box<dyn Iterator<Item = Result<ImportRow, No>> + Send + '_> {
        Box::new((0..self.count).map(|i| Ok(row(i, &self.utility))))
    }
}

const FIRST: [&str; 12] =
    ["Aminath", "Koya", "Fathima", "Hameed", "Zainaba", "Rasheed", "Khadeeja", "Sayyid", "Mariyam", "Yoosuf", "Hawwa", "Ibrahim"];
const LAST: [&str; 10] = ["Beebi", "Manikfan", "Thakrufan", "Pookoya", "Kunhi", "Naha", "Didi", "Malmi", "Cheriya", "Valiya"];
const HOUSE: [&str; 8] = ["Pandaram", "Kunnumpuram", "Beach", "Lagoon", "Palm", "Coral", "Mosque", "Jetty"];

/// Twenty-six endings make some hundreds of names of each: a million people don't share twelve.
const END: [&str; 26] = [
    "", "an", "amma", "ath", "bi", "chi", "da", "eela", "fa", "ga", "ika", "jan", "kutty", "la", "mol", "nath", "oor", "pal", "rani",
    "sha", "tha", "umma", "van", "ya", "zar", "esh",
];

/// Spread evenly over all i, the same in every run.
fn mix(i: usize, salt: usize) -> usize {
    (i + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(u32::try_from(salt * 9).unwrap_or(0)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 33
}

fn row(i: usize, utility: &str) -> ImportRow {
    let number: ConsumerNo = format!("{:010}", 1_000_000_000 + i).parse().expect("a number");
    let import = ConsumerImported {
        consumer: number,
        office: String::new(),
        old_number: if utility == "led" { Some(format!("K{i}")) } else { None },
        supply: SupplyFact {
            category: if utility == "led" { "DOM" } else { "10B" }.to_owned(),
            would_be: None,
            phase: Phase::Single,
            load_kw: Decimal::from(2),
            load_kva: None,
            govt_department: None,
            area: format!("Ward {}", i % 20),
            feeder: String::new(),
            transformer: format!("T{}", i % 300),
        },
        meter: MeterFact { no: format!("M{i:07}"), digits: Digits::new(6).expect("digits"), factor: Factor::ONE },
        connected_on: Day::new(2020, 1, 1),
        last_reading: Register::at(1_200),
        last_reading_date: Day::new(2026, 10, 20).expect("a day"),
        units: [130, 110, 90].map(Units::new).to_vec(),
        arrears: Money::ZERO,
        sd: Money::from_rupees(800),
        status: Status::Live,
        disconnected_on: None,
    };
    let personal = Personal {
        name: format!(
            "{}{} {}{}",
            FIRST[mix(i, 1) % FIRST.len()],
            END[mix(i, 2) % END.len()],
            LAST[mix(i, 3) % LAST.len()],
            END[mix(i, 4) % END.len()]
        ),
        address: format!("{}{} House {}", HOUSE[mix(i, 5) % HOUSE.len()], END[mix(i, 6) % END.len()], i % 997),
        phone: format!("9400{:06}", i % 1_000_000),
        ..Personal::default()
    };
    ImportRow { line: i + 2, import, personal }
}

/// How many consumers the large file has; `EBCM_BENCH_CONSUMERS` for fewer.
pub fn many() -> usize {
    std::env::var("EBCM_BENCH_CONSUMERS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000)
}

/// The large data file, made once a run by a process of its own, so that this one stays small; it says how fast the import was.
/// `EBCM_BENCH_DIR` keeps it for the next run.
pub fn large() -> &'static Path {
    static MADE: OnceLock<tempfile::TempDir> = OnceLock::new();
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    DIR.get_or_init(|| {
        let dir = match std::env::var_os("EBCM_BENCH_DIR") {
            Some(dir) => PathBuf::from(dir),
            None => MADE.get_or_init(|| tempfile::tempdir().expect("a folder")).path().to_owned(),
        };
        if !dir.join("ebcm.db").exists() {
            let made = Command::new(std::env::current_exe().expect("this program")).arg("make").arg(&dir).status();
            assert!(made.is_ok_and(|status| status.success()), "the large data file is made");
        }
        dir
    })
}

/// Makes the large data file in `dir`.
pub fn make_large(dir: &Path) {
    let start = Instant::now();
    drop(office(dir, "uppcl", "LKO", many()));
    let seconds = start.elapsed().as_secs_f64();
    let size = std::fs::metadata(dir.join("ebcm.db")).expect("the file").len() / 1_000_000;
    println!("{} consumers recorded in {seconds:.1} s, {:.0} a second; data file {size} MB", many(), many() as f64 / seconds);
}

/// The peak resident memory of a process, in MiB.
pub fn peak_mib(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
}
