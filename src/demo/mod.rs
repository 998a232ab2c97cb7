//! The training utility of `ebcm demo`: a made-up island with its consumers and a year of history, through the program's own acts.

mod cell;
mod chance;
mod connect;
mod island;
mod visit;
mod year;

use std::path::Path;
use std::sync::Mutex;

use crate::acts::close::{BeginClose, CloseConsumers, EndClose};
use crate::acts::consumer::{ImportConsumers, ImportRow};
use crate::acts::counter::OpenCounter;
use crate::acts::user::{AddUser, SetPassword};
use crate::acts::{Act, Moment};
use crate::base::{ConsumerNo, Day, Fault, Money, No, Period};
use crate::desk::{Desk, Founding, SHIPPED_PROFILES, Session, found};
use crate::edge::clock::FixedClock;
use crate::edge::secret;
use crate::journal::fact::TextFile;
use crate::rules::role::Role;
use crate::store::month;
use crate::store::open::{FILE, How};
use crate::store::project::read_consumer;

use cell::Calls;
use chance::Chance;
use connect::Applications;
use island::{Habit, Household, Names, ROLES};
use year::{Island, Staff};

/// Everybody's password, and the PIN of `asha`.
pub const PASSWORD: &str = "training";
pub const PIN: &str = "2468";
/// The clerk whose counter stands open.
pub const CLERK: &str = "asha";
/// The administrator, and the users with their roles.
const ADMIN: &str = "admin";
const USERS: [(&str, &[Role]); 6] = [
    (CLERK, &[Role::Bcc]),
    ("basheer", &[Role::Bcc, Role::Ccc]),
    ("zeenath", &[Role::Ccc]),
    ("june", &[Role::Je]),
    ("anwar", &[Role::Ae]),
    ("elias", &[Role::Ee]),
];

/// What island is made.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// At least five: the first are those that the README names.
    pub consumers: usize,
    /// Whole months of history before the present one; at least two.
    pub months: u32,
    pub seed: u64,
    /// The business date on which the counter stands open.
    pub today: Day,
}

impl Plan {
    /// The island of `ebcm demo`.
    pub const fn island(today: Day) -> Self {
        Self { consumers: 3_000, months: 12, seed: 2026, today }
    }
}

/// What was made, with five consumers to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    pub consumers: usize,
    /// Entries of the journal.
    pub entries: u64,
    pub tries: Vec<Try>,
}

/// A consumer for a clerk to try at the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Try {
    pub consumer: ConsumerNo,
    pub what: &'static str,
    /// A reading that may be typed; `None`: the average applies.
    pub reading: Option<u64>,
    /// What is then to be collected.
    pub collect: Money,
}

/// Makes the island's data file in `dir`. It stands there whole, or not at all.
///
/// # Errors
/// A data file in `dir` already; a disk that fails; a business date before the shipped tariff.
pub fn make(dir: &Path, plan: &Plan) -> Result<Summary, No> {
    let broken = |e: std::io::Error| Fault::new(format!("the folder {} can't be written ({e})", dir.display()), "name another with --data");
    if dir.join(FILE).exists() {
        return Err(Fault::new(format!("there is a data file in {} already", dir.display()), "open it, or name another folder").into());
    }
    let making = dir.join("making");
    if making.exists() {
        std::fs::remove_dir_all(&making).map_err(broken)?;
    }
    let summary = fill(&making, plan)?;
    std::fs::rename(making.join(FILE), dir.join(FILE)).map_err(broken)?;
    std::fs::remove_dir_all(&making).map_err(broken)?;
    Ok(summary)
}

fn fill(dir: &Path, plan: &Plan) -> Result<Summary, No> {
    let present = plan.today.period();
    let first = present.plus(-i32::try_from(plan.months.max(2)).unwrap_or(12));
    let start = first.prev().last_day();
    let mut desk = found_island(dir, start)?;
    let mut entries = people_in(&mut desk, start)?;
    let names = Names::load()?;
    let mut chance = Chance::seeded(plan.seed);
    let people = island::people(&names, plan.consumers.max(ROLES.len()), start, &mut chance)?;
    entries += import(&mut desk, &people, start)?;
    let numbers: Vec<ConsumerNo> = (1..).map_while(|serial| desk.rules().profile.make_number("KVT", serial)).take(people.len()).collect();
    let staff = Staff {
        asha: desk.training_session(CLERK)?,
        basheer: desk.training_session("basheer")?,
        june: desk.training_session("june")?,
        anwar: desk.training_session("anwar")?,
    };
    let calendar = desk.rules().profile.calendar;
    let mut island = Island::new((&names, &staff), (&people, &numbers), calendar, (first.prev(), present), chance);
    let calls = Calls::new(desk.id().clone(), &staff, &numbers, Chance::seeded(plan.seed ^ 0xCE11));
    let mut calls = calls.until(plan.today, &neighbours(&people, &numbers));
    let punctual = people.iter().zip(&numbers).skip(ROLES.len()).find(|(household, _)| matches!(household.habit, Habit::Punctual));
    if let Some((_, changing)) = punctual {
        calls.extend(Applications::new(desk.id().clone(), &staff).until(plan.today, *changing));
        calls.sort_by_key(|(_, day, _)| *day);
    }
    let mut calls = calls.into_iter().peekable();
    let mut period: Period = first;
    while period <= present {
        let mut steps = island.month(period, plan.today);
        while let Some(call) = calls.next_if(|(_, day, _)| day.period() <= period && *day < plan.today) {
            steps.push(call);
        }
        steps.sort_by_key(|(_, day, _)| *day);
        entries += desk.acts(&mut steps.into_iter())?;
        if period < present {
            entries += close_month(&mut desk, &staff.asha, period)?;
        }
        period = period.next();
    }
    let open: Box<dyn Act> = Box::new(OpenCounter { float: Money::from_rupees(500) });
    entries += desk.acts(&mut std::iter::once((staff.asha.clone(), plan.today, open)).chain(calls))?;
    let tries = tries(&desk, &staff.asha, &people, &numbers, plan.today)?;
    desk.store().checkpoint()?;
    Ok(Summary { consumers: people.len(), entries, tries })
}

/// The close of a month, run on the 27th.
fn close_month(desk: &mut Desk, clerk: &Session, period: Period) -> Result<u64, No> {
    let run_on = period.day(27);
    let step = |act: Box<dyn Act>| (clerk.clone(), run_on, act);
    let begun = desk.acts(&mut std::iter::once(step(Box::new(BeginClose { period }))))?;
    let consumers = month::to_close(desk.store().connection(), period)?;
    let all: [Box<dyn Act>; 2] = [
        Box::new(CloseConsumers { period, run_on, consumers, left: Mutex::new(Vec::new()) }),
        Box::new(EndClose { period, left: Vec::new() }),
    ];
    Ok(begun + desk.acts(&mut all.into_iter().map(step))?)
}

/// The first consumers that hang on one transformer, whose light goes out together.
fn neighbours(people: &[Household], numbers: &[ConsumerNo]) -> Vec<ConsumerNo> {
    let of = |i: usize| people.get(i).map(|p| p.row.import.supply.transformer.as_str());
    let on = of(ROLES.len());
    (ROLES.len()..people.len()).filter(|i| of(*i) == on).filter_map(|i| numbers.get(i)).copied().take(3).collect()
}

fn found_island(dir: &Path, start: Day) -> Result<Desk, No> {
    let [(code, text), ..] = SHIPPED_PROFILES;
    let founding = Founding {
        profile: TextFile { file: format!("{code}.toml"), text: text.to_owned() },
        office: "KVT".to_owned(),
        desk: 1,
        training: true,
        admin: ADMIN.to_owned(),
        password: secret::hash_password(PASSWORD)?,
    };
    found(dir, &founding, How::default(), Box::new(FixedClock(0)), Some(start))
}

fn people_in(desk: &mut Desk, start: Day) -> Result<u64, No> {
    let password = secret::hash_password(PASSWORD)?;
    let admin = desk.training_session(ADMIN)?;
    let add = |(name, roles): (&str, &[Role])| {
        let act: Box<dyn Act> = Box::new(AddUser { name: name.to_owned(), roles: roles.to_vec(), password: password.clone() });
        (admin.clone(), start, act)
    };
    let added = desk.acts(&mut USERS.into_iter().map(add))?;
    let pin = SetPassword { name: CLERK.to_owned(), password: None, pin: Some(secret::hash_pin(PIN)?) };
    let asha = desk.training_session(CLERK)?;
    Ok(added + desk.acts(&mut std::iter::once((asha, start, Box::new(pin) as Box<dyn Act>)))?)
}

fn import(desk: &mut Desk, people: &[Household], start: Day) -> Result<u64, No> {
    let admin = desk.training_session(ADMIN)?;
    let rows: Vec<ImportRow> = people.iter().map(|household| household.row.clone()).collect();
    desk.acts(&mut std::iter::once((admin, start, Box::new(ImportConsumers { rows }) as Box<dyn Act>)))
}

/// The README's five, with a reading to type and what comes of it.
fn tries(desk: &Desk, clerk: &Session, people: &[Household], numbers: &[ConsumerNo], today: Day) -> Result<Vec<Try>, No> {
    let moment = Moment { rules: desk.rules(), desk: desk.id(), day: today, time: String::new(), user: clerk.user(), roles: clerk.roles() };
    let mut tries = Vec::with_capacity(ROLES.len());
    for ((household, no), (_, _, what)) in people.iter().zip(numbers).zip(ROLES) {
        if let Some(consumer) = read_consumer(desk.store().connection(), *no)? {
            let months = u64::try_from(today.period().since(consumer.last_actual).max(1)).unwrap_or(1);
            let (reading, collect) = visit::due(&consumer, household.monthly * months, &moment)?;
            tries.push(Try { consumer: *no, what, reading, collect });
        }
    }
    Ok(tries)
}
