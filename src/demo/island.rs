//! The consumers of the made-up island.

use rust_decimal::Decimal;
use serde::Deserialize;

use super::chance::Chance;
use crate::acts::consumer::ImportRow;
use crate::base::{ConsumerNo, Day, Digits, Factor, Fault, Money, Register, Units};
use crate::journal::Personal;
use crate::journal::fact::{ConsumerImported, MeterFact, SupplyFact};
use crate::rules::status::{Status, Step};
use crate::rules::tariff::Phase;

const NAMES: &str = include_str!("../../assets/demo/island.toml");

/// The lists that names, houses and wards are drawn from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    men: Vec<String>,
    women: Vec<String>,
    house_first: Vec<String>,
    house_second: Vec<String>,
    house_south: Vec<String>,
    departments: Vec<String>,
    shops: Vec<String>,
    works: Vec<String>,
    pub banks: Vec<String>,
    pub seasons: [u64; 12],
    wards: Vec<Ward>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ward {
    name: String,
    feeder: String,
    transformers: Vec<String>,
    #[serde(default)]
    south: bool,
}

impl Names {
    pub fn load() -> Result<Self, Fault> {
        toml::from_str(NAMES)
            .map_err(|e| Fault::new(format!("assets/demo/island.toml: {}", e.message()), "this program is damaged: install it again"))
    }
}

/// What a consumer is, and how it uses current and pays for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Home,
    SmallHome,
    Shop,
    Office,
    Works,
    HighTension,
    Lights,
}

/// How regularly a consumer comes to the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Habit {
    Punctual,
    Lax,
    Rare,
    /// Does not come while the island is made.
    Never,
}

/// A consumer of the island: its row of the import, and its ways.
#[derive(Debug, Clone)]
pub struct Household {
    pub kind: Kind,
    pub habit: Habit,
    /// Units of a mean month.
    pub monthly: u64,
    pub row: ImportRow,
}

/// The first five are those that the README names: a small bill, arrears, a stuck meter, a door lock, cash only.
pub const ROLES: [(Kind, Habit, &str); 5] = [
    (Kind::Home, Habit::Punctual, "a small exact bill"),
    (Kind::Home, Habit::Never, "arrears of several months"),
    (Kind::Home, Habit::Punctual, "a stuck meter: billed by the average"),
    (Kind::Office, Habit::Punctual, "a Government office whose reading was not posted"),
    (Kind::Shop, Habit::Punctual, "a cheque was dishonoured: cash only"),
];

/// Of so many settled homes one is new, by so many months when the island's history begins.
const ONE_IS_NEW: usize = 40;
const NEW_FOR: i32 = 8;

/// All consumers, as the former system leaves them on `day`; serials follow their order.
pub fn people(names: &Names, count: usize, day: Day, chance: &mut Chance) -> Result<Vec<Household>, Fault> {
    let bad = || Fault::new("assets/demo/island.toml has an empty list", "this program is damaged: install it again");
    let mut people = (0..count).map(|i| household(names, i, day, chance).ok_or_else(bad)).collect::<Result<Vec<_>, _>>()?;
    newcomers(&mut people, day);
    Ok(people)
}

/// Some homes are new: whoever ends one of these connections has its contract still to keep (`L-16`).
fn newcomers(people: &mut [Household], day: Day) {
    let homes = people.iter_mut().skip(ROLES.len()).filter(|h| h.kind == Kind::Home && h.habit == Habit::Punctual);
    let settled = homes.filter(|h| h.row.import.status == Status::Live && h.row.import.arrears.is_zero());
    // The first of them asks for a larger load.
    for household in settled.skip(1).step_by(ONE_IS_NEW) {
        household.row.import.connected_on = Some(day.plus_months(-NEW_FOR));
    }
}

fn kind_of(chance: &mut Chance) -> Kind {
    match chance.below(1_000) {
        0..775 => Kind::Home,
        775..855 => Kind::SmallHome,
        855..940 => Kind::Shop,
        940..978 => Kind::Office,
        978..992 => Kind::Works,
        992..995 => Kind::HighTension,
        _ => Kind::Lights,
    }
}

fn habit_of(kind: Kind, chance: &mut Chance) -> Habit {
    match (kind, chance.below(100)) {
        (Kind::Office | Kind::Lights | Kind::HighTension, _) | (_, 0..84) => Habit::Punctual,
        (_, 84..96) => Habit::Lax,
        _ => Habit::Rare,
    }
}

/// Tariff category, phase, load, and units of a mean month.
fn supply_of(kind: Kind, chance: &mut Chance) -> (&'static str, Phase, Decimal, u64) {
    let tenths = |n: u64| Decimal::new(i64::try_from(n).unwrap_or(1), 1);
    match kind {
        Kind::Home if chance.percent(6) => ("DOM", Phase::Three, tenths(chance.between(60, 120)), chance.between(280, 620)),
        Kind::Home => ("DOM", Phase::Single, tenths(chance.between(8, 45)), chance.between(55, 260)),
        Kind::SmallHome => ("BPL", Phase::Single, Decimal::new(25, 2), chance.between(16, 48)),
        Kind::Shop if chance.percent(20) => ("COM", Phase::Three, tenths(chance.between(50, 180)), chance.between(400, 1_600)),
        Kind::Shop => ("COM", Phase::Single, tenths(chance.between(10, 40)), chance.between(60, 420)),
        Kind::Office if chance.percent(40) => ("GOV", Phase::Three, tenths(chance.between(60, 250)), chance.between(500, 2_800)),
        Kind::Office => ("GOV", Phase::Single, tenths(chance.between(10, 45)), chance.between(80, 460)),
        Kind::Works => ("IND", Phase::Three, tenths(chance.between(75, 450)), chance.between(700, 4_500)),
        Kind::HighTension => ("HT", Phase::Three, Decimal::from(chance.between(80, 240)), chance.between(9_000, 26_000)),
        Kind::Lights => ("PL", Phase::Single, tenths(chance.between(20, 60)), chance.between(240, 900)),
    }
}

fn household(names: &Names, i: usize, day: Day, chance: &mut Chance) -> Option<Household> {
    let role = ROLES.get(i).copied();
    let kind = role.map_or_else(|| kind_of(chance), |(kind, ..)| kind);
    let habit = role.map_or_else(|| habit_of(kind, chance), |(_, habit, _)| habit);
    let (category, phase, load_kw, mut monthly) = supply_of(kind, chance);
    if role.is_some() {
        monthly = monthly.min(140);
    }
    let ward = chance.pick(&names.wards)?;
    let department = if matches!(kind, Kind::Office | Kind::Lights) { Some(chance.pick(&names.departments)?.clone()) } else { None };
    let (habit, status, arrears, disconnected_on) = standing(i, habit, day, monthly, chance);
    let digits = if matches!(kind, Kind::HighTension | Kind::Works) { 6 } else { 5 };
    let mut reading = chance.between(400, 60_000);
    if i > ROLES.len() && i.is_multiple_of(331) && habit == Habit::Punctual {
        // These pass their last digit within the year (B-9).
        reading = 100_000 - monthly.min(40_000) * 2;
    }
    let import = ConsumerImported {
        consumer: ConsumerNo::from_key(10)?,
        office: String::new(),
        old_number: Some(format!("K{}/{}", 1 + i / 500, 1 + i % 500)),
        supply: SupplyFact {
            category: category.to_owned(),
            would_be: None,
            phase,
            load_kw,
            load_kva: (kind == Kind::HighTension).then(|| load_kw + Decimal::from(10)),
            govt_department: department.clone(),
            area: ward.name.clone(),
            feeder: ward.feeder.clone(),
            transformer: chance.pick(&ward.transformers)?.clone(),
        },
        meter: MeterFact { no: format!("LE{:06}", 104_000 + i * 7), digits: Digits::new(digits)?, factor: Factor::ONE },
        connected_on: Some(day.plus_days(-i32::try_from(chance.between(700, 9_000)).ok()?)),
        last_reading: Register::at(reading),
        last_reading_date: day.plus_days(-i32::try_from(chance.between(6, 24)).ok()?),
        units: (0..3).map(|_| Units::new(i64::try_from(monthly * chance.between(88, 112) / 100).unwrap_or(0))).collect(),
        arrears,
        sd: Money::from_rupees(i64::try_from(chance.between(1, 6) * 400).ok()?),
        status,
        disconnected_on,
    };
    let personal = person(names, kind, ward, department.as_deref(), chance)?;
    Some(Household { kind, habit, monthly, row: ImportRow { line: i + 2, import, personal } })
}

/// Most are live and owe nothing; some are belated, cut, paid but not connected again, or gone with arrears.
fn standing(i: usize, habit: Habit, day: Day, monthly: u64, chance: &mut Chance) -> (Habit, Status, Money, Option<Day>) {
    let owed =
        Money::from_paise(i64::try_from(monthly * chance.between(250, 900) + chance.below(100)).unwrap_or(0)).max(Money::from_rupees(40));
    let cut = Some(day.plus_days(-20));
    if i == 1 {
        return (habit, Status::Bltd, owed, None);
    }
    if i < ROLES.len() {
        return (habit, Status::Live, Money::ZERO, None);
    }
    match chance.below(1_000) {
        0..3 => (Habit::Never, Status::Dis(Step::FIRST), owed, cut),
        3..5 => (Habit::Never, Status::Pnr(Step::FIRST), Money::ZERO, cut),
        5..9 => (Habit::Never, Status::Blog, owed, None),
        9..35 if habit != Habit::Punctual => (habit, Status::Bltd, owed, None),
        35..60 => (habit, Status::Live, -Money::from_paise(i64::try_from(chance.below(9_000)).unwrap_or(0)), None),
        _ => (habit, Status::Live, Money::ZERO, None),
    }
}

fn person(names: &Names, kind: Kind, ward: &Ward, department: Option<&str>, chance: &mut Chance) -> Option<Personal> {
    let second = if ward.south { &names.house_south } else { &names.house_second };
    let house = format!("{}{}", chance.pick(&names.house_first)?, chance.pick(second)?);
    let list = if chance.percent(56) { &names.men } else { &names.women };
    let first = chance.pick(list)?;
    let initial = house.chars().next().unwrap_or('P');
    let owner = format!("{first} {initial}.");
    let name = match kind {
        Kind::Home | Kind::SmallHome => owner,
        Kind::Shop => format!("{first} {}", chance.pick(&names.shops)?),
        Kind::Works | Kind::HighTension => format!("{} {}", ward.name, chance.pick(&names.works)?),
        Kind::Office => format!("{} Office, {}", department.unwrap_or("Government"), ward.name),
        Kind::Lights => format!("Street lights, {}", ward.name),
    };
    let address = match kind {
        Kind::Office | Kind::Lights | Kind::HighTension => ward.name.clone(),
        _ => format!("{house}, {}", ward.name),
    };
    let phone = if chance.percent(64) { format!("9400000{:03}", chance.below(1_000)) } else { String::new() };
    Some(Personal { name, address, phone, ..Personal::default() })
}
