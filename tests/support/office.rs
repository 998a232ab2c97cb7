//! A small office to act in: one desk, its people, a few consumers, a fixed business date.

use std::path::Path;

use ebcm::acts::Act;
use ebcm::acts::bill::Basis;
use ebcm::acts::consumer::{ImportConsumers, ImportRow};
use ebcm::acts::counter::{CloseCounter, OpenCounter};
use ebcm::acts::money::Handed;
use ebcm::acts::pay::Pay;
use ebcm::acts::user::AddUser;
use ebcm::base::{ConsumerNo, Day, Digits, Factor, Money, No, Register, Units};
use ebcm::desk::month::MonthRun;
use ebcm::desk::{Desk, Done, Founding, SHIPPED_PROFILES, Session, found, nothing_printed};
use ebcm::edge::SystemClock;
use ebcm::folds::Consumer;
use ebcm::folds::month::Closed;
use ebcm::journal::Personal;
use ebcm::journal::fact::{ConsumerImported, MeterFact, Source, SupplyFact, TextFile};
use ebcm::rules::role::Role;
use ebcm::rules::status::Status;
use ebcm::rules::tariff::Phase;
use ebcm::rules::tender::{Mode, Tender};
use ebcm::store::open::How;
use ebcm::store::project::read_consumer;
use ebcm::store::verify::Report;
use ebcm::store::{Store, read};
use rust_decimal::Decimal;

/// The business date of the office.
pub fn today() -> Day {
    Day::new(2026, 11, 12).expect("a day")
}

/// A desk of Kavaratti with an administrator, a clerk, a junior and an assistant engineer.
pub struct Office {
    pub desk: Desk,
}

impl Office {
    pub fn found(dir: &Path) -> Self {
        Self::found_as(dir, "led", "KVT", How::default())
    }

    pub fn found_as(dir: &Path, utility: &str, office: &str, how: How) -> Self {
        Self::found_desk(dir, utility, office, 1, how)
    }

    pub fn found_desk(dir: &Path, utility: &str, office: &str, number: u8, how: How) -> Self {
        let (file, text) = SHIPPED_PROFILES.into_iter().find(|(code, _)| *code == utility).expect("a shipped profile");
        let founding = Founding {
            profile: TextFile { file: format!("{file}.toml"), text: text.to_owned() },
            office: office.to_owned(),
            desk: number,
            training: true,
            admin: "admin".to_owned(),
            password: "not a hash: nobody logs in".to_owned(),
        };
        let mut desk = found(dir, &founding, how, Box::new(SystemClock), Some(today())).expect("a new data file");
        let admin = desk.training_session("admin").expect("the administrator");
        for (name, roles) in [("clerk", vec![Role::Bcc]), ("clerk2", vec![Role::Bcc]), ("je", vec![Role::Je]), ("ae", vec![Role::Ae])] {
            let add = AddUser { name: name.to_owned(), roles, password: "not a hash".to_owned() };
            desk.act(&admin, &add, &nothing_printed).expect("a new user");
        }
        Self { desk }
    }

    /// Opens the office's data file again.
    pub fn open(dir: &Path) -> Self {
        Self::patiently(dir, today())
    }

    /// Opens it through a VFS of the test's own.
    pub fn through(dir: &Path, how: How) -> Result<Self, No> {
        Self::on(dir, how, today())
    }

    /// The same on another business date.
    pub fn on(dir: &Path, how: How, day: Day) -> Result<Self, No> {
        // A program that another test starts holds the lock of the office just closed, until it runs.
        let mut tries = 0;
        let store = loop {
            match Store::open(dir, false, how) {
                Err(no) if tries < 50 && no.to_string().contains("another ebcm") => tries += 1,
                opened => break opened?,
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        };
        Ok(Self { desk: Desk::over(store, Box::new(SystemClock), Some(day))? })
    }

    /// The same, where a test beside this one may be starting a program: until that has begun, it holds what this one had open.
    pub fn patiently(dir: &Path, day: Day) -> Self {
        let mut tries = 0;
        loop {
            match Self::on(dir, How::default(), day) {
                Ok(office) => return office,
                Err(No::Broken(fault)) if fault.what.contains("another ebcm") && tries < 200 => tries += 1,
                Err(no) => panic!("{no}"),
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }

    /// Counts the drawer right and closes.
    pub fn close_counter(&mut self) -> Result<Done, No> {
        let state = read::counter(self.desk.store().connection(), self.desk.id())?;
        let expected = |mode| state.open.as_ref().map_or(Money::ZERO, |open| open.expected(mode));
        // A drawer that should hold less than nothing is short of it all: the difference is posted with its reason.
        let mut rupees = u32::try_from(expected(Mode::Cash).paise() / 100).unwrap_or(0);
        let pieces = [500, 200, 100, 50, 20, 10, 5, 2, 1].map(|piece| {
            let count = rupees / piece;
            rupees %= piece;
            (piece, count)
        });
        let other = Mode::ALL.into_iter().filter(|mode| *mode != Mode::Cash).map(|mode| (mode, expected(mode))).collect();
        self.act("clerk", &CloseCounter { pieces: pieces.to_vec(), other, reason: Some("counted twice".to_owned()) })
    }

    /// Runs the close of a month to its end.
    pub fn close_month(&mut self, period: &str) -> Result<Closed, No> {
        let clerk = self.session("clerk");
        let mut run = MonthRun::begin(&mut self.desk, &clerk, period.parse().unwrap())?;
        while run.step(&mut self.desk, &clerk)? {}
        run.end(&mut self.desk, &clerk)
    }

    pub fn session(&self, user: &str) -> Session {
        self.desk.training_session(user).expect("a user")
    }

    pub fn act(&mut self, user: &str, act: &dyn Act) -> Result<Done, No> {
        let session = self.session(user);
        self.desk.act(&session, act, &nothing_printed)
    }

    /// Brings in `count` domestic consumers with reading 1200 of last month and 90, 110, 130 units before it.
    pub fn import(&mut self, count: usize) -> Vec<ConsumerNo> {
        let rows = (1..=count).map(|i| row(i, "DOM", None)).collect();
        self.import_rows(rows)
    }

    pub fn import_rows(&mut self, rows: Vec<ImportRow>) -> Vec<ConsumerNo> {
        let done = self.act("admin", &ImportConsumers { rows }).expect("consumers");
        done.entries
            .iter()
            .map(|e| match &e.fact {
                ebcm::journal::Fact::ConsumerImported(import) => import.consumer,
                other => panic!("{other:?}"),
            })
            .collect()
    }

    pub fn open_counter(&mut self) {
        self.act("clerk", &OpenCounter { float: Money::from_rupees(500) }).expect("an open counter");
    }

    /// Exact cash for a reading.
    pub fn pay(&mut self, no: ConsumerNo, reading: u64) -> Result<Done, No> {
        let pay = Pay { consumer: no, basis: Some(reading_of(reading)), handed: exact_cash(1_000_000), protest: None };
        self.act("clerk", &pay)
    }

    pub fn consumer(&self, no: ConsumerNo) -> Consumer {
        read_consumer(self.desk.store().connection(), no).expect("readable").expect("a consumer")
    }

    /// What the whole check finds.
    pub fn verify(&self) -> Report {
        self.desk.store().reader().expect("a reader").verify().expect("a check")
    }

    /// Nothing wrong in the whole file.
    #[track_caller]
    pub fn assert_whole(&self) {
        let report = self.verify();
        assert_eq!(report.faults, [], "of {} entries", report.entries);
    }
}

/// A self-reading as a clerk types it, confirmed.
pub fn reading_of(value: u64) -> Basis {
    Basis::Reading { typed: value.to_string(), source: Source::Own, rollover: false, confirmed: true }
}

/// Cash enough; the rest is change.
pub fn exact_cash(rupees: i64) -> Handed {
    Handed { tenders: vec![Tender::cash(Money::from_rupees(rupees))], keep: None }
}

/// A row of the consumers' file.
pub fn row(i: usize, category: &str, department: Option<&str>) -> ImportRow {
    let number: ConsumerNo = format!("{i:010}").parse().expect("a number");
    let import = ConsumerImported {
        consumer: number,
        office: String::new(),
        old_number: Some(format!("OLD{i}")),
        supply: SupplyFact {
            category: category.to_owned(),
            would_be: None,
            phase: Phase::Single,
            load_kw: Decimal::from(2),
            load_kva: None,
            govt_department: department.map(str::to_owned),
            area: "North".to_owned(),
            feeder: String::new(),
            transformer: String::new(),
        },
        meter: MeterFact { no: format!("M{i:05}"), digits: Digits::new(5).expect("digits"), factor: Factor::ONE },
        connected_on: Day::new(2020, 1, 1),
        last_reading: Register::at(1_200),
        last_reading_date: Day::new(2026, 10, 20).expect("a day"),
        units: [130, 110, 90].map(Units::new).to_vec(),
        arrears: Money::ZERO,
        sd: Money::from_rupees(800),
        status: Status::Live,
        disconnected_on: None,
    };
    let personal =
        Personal { name: format!("Consumer {i}"), address: format!("House {i}"), phone: format!("94000{i:05}"), ..Personal::default() };
    ImportRow { line: i + 1, import, personal }
}
