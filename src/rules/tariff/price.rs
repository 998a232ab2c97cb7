//! From months and units to exact amounts (`B-13`, `B-16`): numbers alone, no texts, so that a whole island is priced in a moment.

use serde::{Deserialize, Serialize};

use super::book::TariffBook;
use super::exact::{Charge7, Duty17, Fuel12, Load, Rate};
use super::fuel::FuelRate;
use super::model::{Base, Duty, Kind, LoadBand, Loads, Rates, Slabs, Supply, Tariff};
use crate::base::{Money, Period, Refusal, Units};

/// One month of a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthUse {
    pub period: Period,
    pub units: Units,
    /// Whether fixed charge, minimum and meter rent are for it: not where it has a standing bill (`B-13`, `B-21`).
    pub charged: bool,
}

/// A bill's amounts, each rounded to a paisa.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Priced {
    /// One per tariff version and rate, versions by age, slabs from the lowest.
    pub energy: Vec<EnergyLine>,
    /// The sum of the energy lines.
    pub cc: Money,
    pub fixed: Money,
    /// What the minimum charge adds.
    pub minimum: Money,
    pub rent: Money,
    pub fuel: Money,
    pub duty: Money,
    /// What is given back; not negative.
    pub subsidy: Money,
    /// How many months fixed charge, minimum and rent are for.
    pub charged_months: u32,
    pub share: AcmShare,
}

/// The energy of one tariff version at one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnergyLine {
    /// Place among the book's versions.
    pub version: usize,
    /// The unit before the slab's first, and its last; `i64::MAX` where open-ended.
    pub above: i64,
    pub upto: i64,
    pub rate: Rate,
    pub units: Units,
    pub amount: Money,
}

/// What came of a bill's CC charges: exactly this is returned when an actual bill takes an ACM bill back (`B-14`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AcmShare {
    pub cc: Money,
    #[serde(default, skip_serializing_if = "zero")]
    pub fuel: Money,
    #[serde(default, skip_serializing_if = "zero")]
    pub duty: Money,
    #[serde(default, skip_serializing_if = "zero")]
    pub subsidy: Money,
}

fn zero(amount: &Money) -> bool {
    amount.is_zero()
}

impl AcmShare {
    /// What is returned in all.
    pub fn total(self) -> Money {
        self.cc + self.fuel + self.duty - self.subsidy
    }
}

/// Prices `months`, each by the tariff in force on its last day. Their order does not matter.
///
/// # Errors
/// No tariff for a month, or none of the supply's category in it; a load with more than three decimals.
pub fn price(book: &TariffBook, supply: &Supply, months: &[MonthUse]) -> Result<Priced, Refusal> {
    let mut sums = Sums::default();
    for month in months {
        let (version, tariff) = book.of_period(month.period)?;
        let loads = tariff.loads(supply)?;
        let (rates, category) = tariff.rates(supply, &loads, month.units.kwh())?;
        sums.add_month(&Month { version, rates, loads, fuel: book.fuel(month.period, category), used: *month });
    }
    Ok(sums.rounded())
}

/// What one month is priced with.
struct Month<'b> {
    version: usize,
    rates: &'b Rates,
    loads: Loads,
    fuel: Option<FuelRate>,
    used: MonthUse,
}

#[derive(Default)]
struct Sums {
    energy: Vec<EnergyLine>,
    fixed: Charge7,
    minimum: Charge7,
    rent: Charge7,
    subsidy: Charge7,
    fuel: Fuel12,
    fuel_of_cc: Fuel12,
    duty: Duty17,
    duty_of_cc: Duty17,
    charged_months: u32,
}

impl Sums {
    fn add_month(&mut self, month: &Month<'_>) {
        let units = month.used.units.kwh();
        let energy = self.add_energy(month, units);
        let fixed = self.add_standing(month, energy, units);
        if let Some(subsidy) = &month.rates.subsidy {
            let mut sum = Charge7::ZERO;
            subsidy.each(units, |_, _, rate, part| sum = sum.plus(rate.of_units(part)));
            self.subsidy = self.subsidy.plus(sum);
        }
        let (fuel, fuel_of_cc) = match month.fuel {
            None => (Fuel12::ZERO, Fuel12::ZERO),
            Some(FuelRate::Percent(percent)) => (percent.of_charge(energy.plus(fixed)), percent.of_charge(energy)),
            Some(FuelRate::PerUnit(rate)) => (rate.of_units(units).widened(), rate.of_units(units).widened()),
        };
        let (duty, duty_of_cc) = match month.rates.duty {
            None => (Duty17::ZERO, Duty17::ZERO),
            Some(Duty::PerUnit(rate)) => (rate.of_units(units).widened(), rate.of_units(units).widened()),
            Some(Duty::Percent(percent, base)) => {
                let (fixed, fuel, fuel_of_cc) = match base {
                    Base::Energy => (Charge7::ZERO, Fuel12::ZERO, Fuel12::ZERO),
                    Base::EnergyFixed => (fixed, Fuel12::ZERO, Fuel12::ZERO),
                    Base::EnergyFixedFuel => (fixed, fuel, fuel_of_cc),
                };
                let of = |charge: Charge7, fuel: Fuel12| percent.of_charge_and_fuel(charge.widened::<12>().plus(fuel));
                (of(energy.plus(fixed), fuel), of(energy, fuel_of_cc))
            }
        };
        self.fuel = self.fuel.plus(fuel);
        self.fuel_of_cc = self.fuel_of_cc.plus(fuel_of_cc);
        self.duty = self.duty.plus(duty);
        self.duty_of_cc = self.duty_of_cc.plus(duty_of_cc);
    }

    fn add_energy(&mut self, month: &Month<'_>, units: i64) -> Charge7 {
        let mut energy = Charge7::ZERO;
        if let Some(slabs) = LoadBand::of(&month.rates.energy, month.loads.kw) {
            slabs.each(units, |above, upto, rate, part| {
                energy = energy.plus(rate.of_units(part));
                self.add_line(month.version, above, upto, rate, part);
            });
        }
        energy
    }

    fn add_line(&mut self, version: usize, above: i64, upto: i64, rate: Rate, part: i64) {
        let part = Units::new(part);
        if let Some(line) = self.energy.iter_mut().find(|l| l.version == version && l.rate == rate) {
            line.units += part;
            line.above = line.above.min(above);
            line.upto = line.upto.max(upto);
        } else {
            if self.energy.is_empty() {
                self.energy.reserve_exact(4);
            }
            self.energy.push(EnergyLine { version, above, upto, rate, units: part, amount: Money::ZERO });
        }
    }

    /// Fixed charge, minimum and rent; gives what counts as fixed in what follows.
    fn add_standing(&mut self, month: &Month<'_>, energy: Charge7, units: i64) -> Charge7 {
        if !month.used.charged {
            return Charge7::ZERO;
        }
        self.charged_months += 1;
        let fixed = month.rates.fixed.as_ref().map_or(Charge7::ZERO, |c| c.amount(&month.loads, units));
        let least = month.rates.minimum.as_ref().map_or(Charge7::ZERO, |c| c.amount(&month.loads, units));
        let difference = least.minus(energy.plus(fixed)).at_least_zero();
        if let Some(rent) = month.rates.rent {
            self.rent = self.rent.plus(rent.of(month.loads.phase).of_load(Load::whole(1)));
        }
        self.fixed = self.fixed.plus(fixed);
        self.minimum = self.minimum.plus(difference);
        fixed.plus(difference)
    }

    fn rounded(mut self) -> Priced {
        self.energy.sort_unstable_by_key(|l| (l.version, l.above, l.rate));
        let mut cc = Money::ZERO;
        for line in &mut self.energy {
            line.amount = line.rate.of_units(line.units.kwh()).to_paise();
            cc += line.amount;
        }
        let subsidy = self.subsidy.to_paise();
        Priced {
            energy: self.energy,
            cc,
            fixed: self.fixed.to_paise(),
            minimum: self.minimum.to_paise(),
            rent: self.rent.to_paise(),
            fuel: self.fuel.to_paise(),
            duty: self.duty.to_paise(),
            subsidy,
            charged_months: self.charged_months,
            share: AcmShare { cc, fuel: self.fuel_of_cc.to_paise(), duty: self.duty_of_cc.to_paise(), subsidy },
        }
    }
}

impl LoadBand {
    fn of(bands: &[Self], kw: Load) -> Option<&Slabs> {
        bands.iter().find(|band| band.upto.is_none_or(|upto| kw <= upto)).map(|band| &band.slabs)
    }
}

impl Slabs {
    /// Calls `part` with the limits, rate and units of each slab that `units` reach.
    fn each(&self, units: i64, mut part: impl FnMut(i64, i64, Rate, i64)) {
        if self.whole {
            if let Some(slab) = self.steps.iter().find(|s| units <= s.upto).filter(|_| units > 0) {
                part(slab.above, slab.upto, slab.rate, units);
            }
            return;
        }
        for slab in &self.steps {
            if units <= slab.above {
                break;
            }
            part(slab.above, slab.upto, slab.rate, units.min(slab.upto) - slab.above);
        }
    }
}

impl Tariff {
    pub(super) fn loads(&self, supply: &Supply) -> Result<Loads, Refusal> {
        let load = |value| {
            Load::new(value)
                .ok_or_else(|| Refusal::new("B-6", format!("a load of {value} can't be billed: at most three decimals")).at("load"))
        };
        Ok(Loads { kw: load(supply.load_kw)?, kva: supply.load_kva.map(load).transpose()?, phase: supply.phase, ratios: self.ratios })
    }

    /// The rates that price a month of `units`, and the code of the category whose they are: a lifeline gives way beyond its limits.
    pub(super) fn rates(&self, supply: &Supply, loads: &Loads, units: i64) -> Result<(&Rates, &str), Refusal> {
        let unknown = |code: &str| {
            Refusal::new("B-5", format!("tariff {} has no category '{code}': give the consumer one of its categories", self.id))
                .at("category")
        };
        let own = self.place(&supply.category).ok_or_else(|| unknown(&supply.category))?;
        let (scaled, mut place) = match self.categories.get(own).map(|c| &c.kind) {
            Some(Kind::Temporary { rates, .. }) => {
                let would_be = supply.would_be.as_deref().ok_or_else(|| {
                    Refusal::new("B-6", "a temporary supply is priced by the category it would be: give that category").at("would_be")
                })?;
                (Some(rates), self.place(would_be).ok_or_else(|| unknown(would_be))?)
            }
            _ => (None, own),
        };
        // The check of the file saw that lifelines end.
        loop {
            let category = self.categories.get(place).ok_or_else(|| unknown(&supply.category))?;
            let rates = match (scaled, &category.kind) {
                (Some(list), _) => list.get(place).and_then(Option::as_ref),
                (None, Kind::Metered(rates) | Kind::Unmetered(rates)) => Some(rates),
                (None, Kind::Temporary { .. }) => None,
            };
            let rates = rates.ok_or_else(|| unknown(&category.code))?;
            match rates.lifeline {
                Some(line) if line.load_upto.is_some_and(|upto| loads.kw > upto) || line.units_upto.is_some_and(|upto| units > upto) => {
                    place = line.otherwise;
                }
                _ => return Ok((rates, &category.code)),
            }
        }
    }
}
