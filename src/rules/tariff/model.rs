//! What a tariff says, once it has been read and checked (`B-5`, `B-6`). Read-only: a tariff in use is never changed, a new version succeeds it.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::exact::{Charge7, Load, Percent, Rate};
use crate::base::{Day, Money};

/// How far the source of a tariff is to be trusted. `SAMPLE TARIFF` is shown wherever a sample one prices a bill (`B-7`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TariffMark {
    /// The regulator's or utility's own text was seen.
    Notified,
    /// Public data that cites the order, confirmed against published bills; the order itself not seen.
    Confirmed,
    /// Made up in the usual shape, for practice.
    Sample,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    Single,
    Three,
}

/// What pricing must know of a connection. Loads have at most three decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supply {
    /// The category's code, `DOM`.
    pub category: String,
    /// Of a temporary supply: the category that it would be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub would_be: Option<String>,
    pub phase: Phase,
    pub load_kw: Decimal,
    /// `None`: kW divided by the tariff's power factor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load_kva: Option<Decimal>,
}

/// One version of a schedule of rates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tariff {
    /// `up-2026`; bills name it.
    pub id: String,
    /// `up`: the versions of one schedule succeed each other by their dates.
    pub schedule: String,
    pub from: Day,
    pub mark: TariffMark,
    /// Order and date, in words.
    pub source: String,
    /// SHA-256 of the file's text, in hex.
    pub hash: String,
    pub surcharge: Surcharge,
    pub rebates: Rebates,
    pub reconnection: Option<ByPhase>,
    /// What the utility posts for a dishonoured cheque.
    pub dishonour: Option<Rate>,
    pub works: Option<Works>,
    pub temporary: Option<TemporarySupply>,
    pub categories: Vec<Category>,
    pub(super) ratios: Ratios,
}

/// How kVA and HP are told from kW where only kW is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Ratios {
    pub power_factor: Option<Load>,
    pub kw_per_hp: Option<Load>,
}

/// Belated-payment surcharge (`B-17`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surcharge {
    pub percent: Percent,
    pub base: SurchargeBase,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SurchargeBase {
    /// The CC charges of the last bill.
    Cc,
    /// What is outstanding at the close.
    Outstanding,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rebates {
    /// For a consumer who paid the bill before in time.
    pub prompt: Option<(Percent, Base)>,
    /// Of the advance that stands on the account.
    pub advance: Option<Percent>,
}

/// The schedule of rates for a new connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Works {
    /// Service line up to `line_metres`.
    pub line: Rate,
    pub line_metres: u32,
    pub further_metre: Rate,
    pub meter: ByPhase,
    pub inspection: Rate,
    pub supervision: Percent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemporarySupply {
    pub hours_a_day: u8,
    /// Connection and disconnection.
    pub connection: Rate,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    pub code: String,
    pub name: String,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Metered(Rates),
    /// No meter: the assessed units are billed.
    Unmetered(Rates),
    /// Energy and fixed charge of the category it would be, times a factor: that table, in the order of the tariff's categories.
    Temporary {
        factor: Decimal,
        rates: Vec<Option<Rates>>,
    },
}

/// All that one category charges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rates {
    pub(super) energy: Vec<LoadBand>,
    pub(super) fixed: Option<Charge>,
    pub(super) minimum: Option<Charge>,
    pub(super) rent: Option<ByPhase>,
    pub(super) duty: Option<Duty>,
    pub(super) subsidy: Option<Slabs>,
    pub(super) lifeline: Option<Lifeline>,
    pub(super) deposit: Option<Charge>,
    /// Units a kW and month where no metered month is known (`B-15`).
    pub(super) assess: Option<Decimal>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ByPhase {
    pub single: Rate,
    pub three: Rate,
}

impl ByPhase {
    pub const fn of(self, phase: Phase) -> Rate {
        match phase {
            Phase::Single => self.single,
            Phase::Three => self.three,
        }
    }

    /// As an amount of money, rounded to a paisa.
    pub fn amount(self, phase: Phase) -> Money {
        self.of(phase).of_load(Load::whole(1)).to_paise()
    }
}

/// Energy rates for loads up to a limit, all loads without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LoadBand {
    pub upto: Option<Load>,
    pub slabs: Slabs,
}

/// Slabs of consumption; the last is open-ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slabs {
    /// Non-telescopic: the whole at the rate of the slab reached.
    pub whole: bool,
    pub steps: Vec<Slab>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slab {
    /// The first unit of the slab less one.
    pub above: i64,
    /// Its last unit; `i64::MAX` where open-ended.
    pub upto: i64,
    pub rate: Rate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Per {
    Connection,
    Kw { part: bool },
    Kva { part: bool },
    Hp { part: bool },
}

/// A charge a month: so much per connection, kW, kVA or HP; by phase, by band of load or by slab reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Charge {
    pub per: Per,
    pub by: By,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum By {
    Phase(ByPhase),
    /// The whole load at the rate of its band.
    Load(Vec<(Option<Load>, ByPhase)>),
    /// By the month's consumption.
    Units(Vec<(i64, ByPhase)>),
}

/// What a percentage is taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    Energy,
    EnergyFixed,
    EnergyFixedFuel,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Duty {
    Percent(Percent, Base),
    PerUnit(Rate),
}

/// Holds under a load and a month's consumption; beyond either the category at `otherwise` prices the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lifeline {
    pub load_upto: Option<Load>,
    pub units_upto: Option<i64>,
    /// Place in the tariff's categories.
    pub otherwise: usize,
}

impl Tariff {
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.categories.iter().find(|c| c.code == code)
    }

    pub(super) fn place(&self, code: &str) -> Option<usize> {
        self.categories.iter().position(|c| c.code == code)
    }

    /// The first eight hex digits of the text's hash, as bills carry them.
    pub fn hash8(&self) -> String {
        self.hash.chars().take(8).collect()
    }

    /// The charge posted for a dishonoured cheque, where there is one.
    pub fn dishonour_charge(&self) -> Option<Money> {
        self.dishonour.map(|rate| rate.of_load(Load::whole(1)).to_paise())
    }
}

impl Category {
    pub const fn is_unmetered(&self) -> bool {
        matches!(self.kind, Kind::Unmetered(_))
    }

    pub const fn is_temporary(&self) -> bool {
        matches!(self.kind, Kind::Temporary { .. })
    }
}

/// A connection's loads in the units that charges count by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Loads {
    pub kw: Load,
    pub kva: Option<Load>,
    pub phase: Phase,
    pub ratios: Ratios,
}

impl Loads {
    pub fn quantity(&self, per: Per) -> Load {
        let counted = |load: Load, part: bool| if part { load.or_part() } else { load };
        match per {
            Per::Connection => Load::whole(1),
            Per::Kw { part } => counted(self.kw, part),
            Per::Kva { part } => match (self.kva, self.ratios.power_factor) {
                (Some(kva), _) => counted(kva, part),
                (None, Some(ratio)) => self.kw.divided_by(ratio, part),
                (None, None) => counted(self.kw, part),
            },
            Per::Hp { part } => match self.ratios.kw_per_hp {
                Some(ratio) => self.kw.divided_by(ratio, part),
                None => counted(self.kw, part),
            },
        }
    }
}

impl Charge {
    /// The charge of a month with `units`.
    pub fn amount(&self, loads: &Loads, units: i64) -> Charge7 {
        let rate = match &self.by {
            By::Phase(rate) => *rate,
            By::Load(bands) => {
                let exact = match self.per {
                    Per::Kva { .. } => loads.quantity(Per::Kva { part: false }),
                    Per::Hp { .. } => loads.quantity(Per::Hp { part: false }),
                    Per::Connection | Per::Kw { .. } => loads.kw,
                };
                bands.iter().find(|(upto, _)| upto.is_none_or(|upto| exact <= upto)).map_or(ByPhase::default(), |(_, rate)| *rate)
            }
            By::Units(slabs) => slabs.iter().find(|(upto, _)| units <= *upto).map_or(ByPhase::default(), |(_, rate)| *rate),
        };
        rate.of(loads.phase).of_load(loads.quantity(self.per))
    }
}
