//! What a connection costs before it is one: works by the schedule of rates, deposit, a temporary connection's advance (`N-2`, `N-6`).

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::bill::months_of;
use super::tariff::{Kind, MonthUse, Supply, Tariff, TariffBook, TemporarySupply, price};
use crate::base::{Day, Money, Period, Refusal, Units, rounding};

/// A line of an estimate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    pub text: String,
    pub quantity: u64,
    pub rate: Money,
    pub amount: Money,
}

/// Works, supervision and deposit for a connection (`N-2`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    pub works: Vec<Work>,
    pub supervision: Money,
    pub deposit: Money,
    /// The tariff whose schedule of rates it is.
    pub tariff: String,
}

impl Estimate {
    /// Works and supervision.
    pub fn charges(&self) -> Money {
        self.works.iter().map(|work| work.amount).sum::<Money>() + self.supervision
    }

    pub fn total(&self) -> Money {
        self.charges() + self.deposit
    }
}

/// What a line of a demand is for, and so where its money goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum For {
    /// Works, connection and disconnection: the utility's own.
    Charges,
    /// Held for the consumer.
    Deposit,
    /// Kept on the account until the final bill.
    Advance,
}

/// A line of what is to be paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandLine {
    pub what: For,
    pub text: String,
    pub amount: Money,
}

impl DemandLine {
    fn of(what: For, text: impl Into<String>, amount: Money) -> Option<Self> {
        (!amount.is_zero()).then(|| Self { what, text: text.into(), amount })
    }
}

/// The estimate of a connection. Without metres of line: the premises have one, and were inspected (`N-4`).
///
/// # Errors
/// `N-2` where the tariff has no schedule of rates, or all of it comes to nothing; `B-5`, `B-6` for category and load.
pub fn estimate(tariff: &Tariff, supply: &Supply, line_metres: Option<u64>) -> Result<Estimate, Refusal> {
    let Some(rates) = tariff.works else {
        let message =
            format!("Tariff {} has no schedule of rates for connections: the administrator adds one that has [works].", tariff.id);
        return Err(Refusal::new("N-2", message));
    };
    let amount = |rate: super::tariff::Rate, quantity: u64| rounding::to_paise(rate.decimal() * Decimal::from(quantity));
    let work = |text: &str, quantity: u64, rate: super::tariff::Rate| Work {
        text: text.to_owned(),
        quantity,
        rate: amount(rate, 1),
        amount: amount(rate, quantity),
    };
    let mut works = Vec::new();
    if let Some(metres) = line_metres {
        let within = u64::from(rates.line_metres);
        if metres > 0 {
            works.push(work(&format!("Service line up to {within} m"), 1, rates.line));
        }
        if metres > within {
            works.push(work(&format!("Service line beyond {within} m, per metre"), metres - within, rates.further_metre));
        }
        works.push(work("Inspection", 1, rates.inspection));
    }
    works.push(work("Meter installation", 1, rates.meter.of(supply.phase)));
    works.retain(|work| !work.amount.is_zero());
    let sum: Money = works.iter().map(|work| work.amount).sum();
    let estimate =
        Estimate { supervision: rates.supervision.of_money(sum), works, deposit: deposit(tariff, supply)?, tariff: tariff.id.clone() };
    if estimate.total().is_zero() {
        let message =
            format!("The estimate comes to nothing: tariff {} has rates of zero; nothing is demanded of an estimate of zero.", tariff.id);
        return Err(Refusal::new("N-2", message).at("line_metres"));
    }
    Ok(estimate)
}

/// The lines of an estimate as they are demanded.
pub fn demanded(estimate: &Estimate) -> Vec<DemandLine> {
    let works = estimate.works.iter().filter_map(|work| DemandLine::of(For::Charges, work.text.clone(), work.amount));
    let supervision = DemandLine::of(For::Charges, "Supervision", estimate.supervision);
    let deposit = DemandLine::of(For::Deposit, "Security deposit", estimate.deposit);
    works.chain(supervision).chain(deposit).collect()
}

/// The security deposit that a connection needs; nothing where the tariff asks for none.
///
/// # Errors
/// `B-5`, `B-6` for category and load.
pub fn deposit(tariff: &Tariff, supply: &Supply) -> Result<Money, Refusal> {
    Ok(tariff.deposit(supply)?.unwrap_or(Money::ZERO))
}

/// What is still to be deposited.
///
/// # Errors
/// `B-5`, `B-6` for category and load.
pub fn deposit_lacking(tariff: &Tariff, supply: &Supply, held: Money) -> Result<Vec<DemandLine>, Refusal> {
    let lacking = (deposit(tariff, supply)? - held).at_least_zero();
    Ok(DemandLine::of(For::Deposit, "Security deposit", lacking).into_iter().collect())
}

/// The tariff's category of temporary supply, priced as the category it would be.
///
/// # Errors
/// `B-6` where the tariff has none.
pub fn temporary_supply(tariff: &Tariff, would_be: Supply) -> Result<Supply, Refusal> {
    let Some(category) = tariff.categories.iter().find(|category| matches!(category.kind, Kind::Temporary { .. })) else {
        let message = format!("Tariff {} has no category for temporary supply: the administrator adds one that has.", tariff.id);
        return Err(Refusal::new("B-6", message).at("category"));
    };
    Ok(Supply { would_be: Some(would_be.category), category: category.code.clone(), ..would_be })
}

/// What a temporary supply on some days is expected to come to.
struct Expected {
    days: i32,
    units: Units,
    energy: Money,
    standing: Money,
}

/// Energy of load × hours × days, by the months that the final bill will have (`B-12`).
fn expected(book: &TariffBook, rules: TemporarySupply, supply: &Supply, (from, until): (Day, Day)) -> Result<Expected, Refusal> {
    let days = until.days_since(from) + 1;
    let units = rounding::to_units(supply.load_kw * Decimal::from(rules.hours_a_day) * Decimal::from(days));
    let periods: Vec<Period> = months_of(from.period(), until.period(), &[]);
    let months: Vec<MonthUse> =
        periods.iter().zip(units.spread(periods.len())).map(|(&period, units)| MonthUse { period, units, charged: true }).collect();
    let priced = price(book, supply, &months)?;
    let standing = priced.fixed + priced.minimum + priced.rent + priced.fuel + priced.duty - priced.subsidy;
    Ok(Expected { days, units, energy: priced.cc, standing })
}

impl Expected {
    fn lines(&self, rules: TemporarySupply, supply: &Supply) -> Vec<DemandLine> {
        let energy =
            format!("Energy, {} units: {} kW, {} hours, {} days", self.units, supply.load_kw.normalize(), rules.hours_a_day, self.days);
        let lines = [
            DemandLine::of(For::Advance, energy, self.energy),
            DemandLine::of(For::Advance, "Fixed charge, rent, surcharge and duty", self.standing),
        ];
        lines.into_iter().flatten().collect()
    }
}

fn rules_on(book: &TariffBook, days: (Day, Day)) -> Result<TemporarySupply, Refusal> {
    if days.1 < days.0 {
        let message = format!("The last date, {}, is before {}: give a later one.", days.1.dmy(), days.0.dmy());
        return Err(Refusal::new("N-6", message).at("until"));
    }
    let (_, tariff) = book.of_period(days.0.period())?;
    tariff.temporary.ok_or_else(|| {
        let message = format!("Tariff {} has no rules for temporary supply: the administrator adds one that has [temporary].", tariff.id);
        Refusal::new("N-6", message).at("category")
    })
}

/// The advance for a temporary supply on these days, with connection and disconnection (`N-6`).
///
/// # Errors
/// No tariff for a month; a tariff without rules for temporary supply; a last day before the first.
pub fn advance(book: &TariffBook, supply: &Supply, days: (Day, Day)) -> Result<Vec<DemandLine>, Refusal> {
    let rules = rules_on(book, days)?;
    let mut lines = expected(book, rules, supply, days)?.lines(rules, supply);
    lines.extend(DemandLine::of(For::Charges, "Connection and disconnection", rounding::to_paise(rules.connection.decimal())));
    Ok(lines)
}

/// What the advance lacks for a later last date: what all days come to, less what those up to the earlier one did. A month's fixed charge is not
/// taken twice, and units go on in the slab that they had reached (`N-6`).
///
/// # Errors
/// As [`advance`].
pub fn further_advance(book: &TariffBook, supply: &Supply, from: Day, (before, until): (Day, Day)) -> Result<Vec<DemandLine>, Refusal> {
    let from = from.min(before);
    let rules = rules_on(book, (from, until))?;
    let (whole, paid) = (expected(book, rules, supply, (from, until))?, expected(book, rules, supply, (from, before))?);
    let further = Expected {
        days: whole.days - paid.days,
        units: whole.units - paid.units,
        energy: (whole.energy - paid.energy).at_least_zero(),
        standing: (whole.standing - paid.standing).at_least_zero(),
    };
    Ok(further.lines(rules, supply))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tariff::{Document, Phase, SHIPPED};

    fn book() -> TariffBook {
        let mut book = TariffBook::new();
        let (file, text) = SHIPPED.iter().find(|(file, _)| *file == "led-sample.toml").expect("the sample");
        book.add(Document::load(text, file).expect("good")).expect("added");
        book
    }

    fn supply(category: &str, load: i64, phase: Phase) -> Supply {
        Supply { category: category.to_owned(), would_be: None, phase, load_kw: Decimal::from(load), load_kva: None }
    }

    fn day(iso: &str) -> Day {
        iso.parse().expect("a day")
    }

    #[test]
    fn n2_an_estimate_by_the_schedule_of_rates() {
        let book = book();
        let tariff = book.on(day("2026-11-12")).expect("in force");
        for (category, load, phase, metres, charges, deposit) in [
            // (750 + 100 + 150) × 1.1; 2 × 400.
            ("DOM", 2, Phase::Single, Some(30), 110_000, 80_000),
            // (750 + 15 × 40 + 100 + 400) × 1.1; 6 × 800.
            ("COM", 6, Phase::Three, Some(45), 203_500, 480_000),
            // A line stands: the meter alone.
            ("DOM", 2, Phase::Single, None, 16_500, 80_000),
        ] {
            let made = estimate(tariff, &supply(category, load, phase), metres).expect("an estimate");
            assert_eq!((made.charges().paise(), made.deposit.paise()), (charges, deposit), "{category} {load}");
            let lines: Money = demanded(&made).iter().map(|line| line.amount).sum();
            assert_eq!(lines, made.total());
        }
        assert!(estimate(tariff, &supply("XYZ", 2, Phase::Single), Some(30)).is_err());
    }

    #[test]
    fn n6_an_advance_is_priced_as_the_final_bill_will_be() {
        let book = book();
        let tariff = book.on(day("2026-11-12")).expect("in force");
        let supply = temporary_supply(tariff, supply("COM", 2, Phase::Single)).expect("temporary");
        assert_eq!((supply.category.as_str(), supply.would_be.as_deref()), ("TMP", Some("COM")));
        // 2 kW × 8 h × 10 d = 160 units in one month: 100 × 9.00 + 60 × 10.80; fixed 75, rent 10; 300.
        let lines = advance(&book, &supply, (day("2026-11-12"), day("2026-11-21"))).expect("an advance");
        assert_eq!(lines.iter().map(|line| line.amount.paise()).collect::<Vec<_>>(), [154_800, 8_500, 30_000]);
        assert!(advance(&book, &supply, (day("2026-11-12"), day("2026-11-11"))).is_err_and(|no| no.field == Some("until")));
    }

    #[test]
    fn n6_a_further_advance_takes_no_fixed_charge_twice() {
        let book = book();
        let tariff = book.on(day("2026-11-12")).expect("in force");
        let supply = temporary_supply(tariff, supply("COM", 2, Phase::Single)).expect("temporary");
        let further = |until: &str| -> Vec<i64> {
            let lines = further_advance(&book, &supply, day("2026-11-12"), (day("2026-11-21"), day(until))).expect("an advance");
            assert!(lines.iter().all(|line| line.what == For::Advance));
            lines.iter().map(|line| line.amount.paise()).collect()
        };
        // 3 days, 48 units from the 161st on: 40 × 10.80 + 8 × 12.90.
        assert_eq!(further("2026-11-24"), [53_520]);
        // Into December: 320 units in two months, and December's fixed charge and rent.
        let all: Money =
            advance(&book, &supply, (day("2026-11-12"), day("2026-12-01"))).expect("an advance").iter().map(|line| line.amount).sum();
        assert_eq!(further("2026-12-01").iter().sum::<i64>(), all.paise() - 154_800 - 8_500 - 30_000);
    }

    #[test]
    fn n8_only_what_lacks_is_deposited() {
        let book = book();
        let tariff = book.on(day("2026-11-12")).expect("in force");
        let larger = supply("DOM", 5, Phase::Single);
        let lacks =
            |held| deposit_lacking(tariff, &larger, Money::from_rupees(held)).expect("lines").iter().map(|l| l.amount.paise()).sum::<i64>();
        assert_eq!((lacks(800), lacks(2_000), lacks(3_000)), (120_000, 0, 0));
    }
}
