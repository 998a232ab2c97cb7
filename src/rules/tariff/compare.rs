//! What a tariff charges, line by line in words, and what a new version changes: for whoever answers for recording it (`B-5`).

use std::fmt::Display;

use super::book::TariffBook;
use super::exact::Load;
use super::fuel::{FuelFile, FuelRate};
use super::model::{Base, By, ByPhase, Charge, Duty, Kind, Lifeline, Per, Rates, Slabs, SurchargeBase, Tariff, Works};

/// A rate as it stands before and as it would be: at least one of the two is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The category's code; empty for what holds for all.
    pub category: String,
    /// `Energy, 101-200 units`.
    pub item: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Change {
    /// `new`, `gone`, `changed`; empty where it stays.
    pub fn word(&self) -> &'static str {
        match (&self.before, &self.after) {
            (None, _) => "new",
            (_, None) => "gone",
            (before, after) if before != after => "changed",
            _ => "",
        }
    }
}

impl TariffBook {
    /// All rates of `tariff`, each against the version that would hold from its day without it.
    pub fn changes(&self, tariff: &Tariff) -> Vec<Change> {
        let mut changes: Vec<Change> =
            lines(tariff).into_iter().map(|(category, item, rate)| Change { category, item, before: None, after: Some(rate) }).collect();
        let mut next = 0;
        for (category, item, rate) in self.on(tariff.from).map(lines).unwrap_or_default() {
            if let Some(place) = changes.iter().position(|c| c.category == category && c.item == item) {
                if let Some(change) = changes.get_mut(place) {
                    change.before = Some(rate);
                }
                next = place + 1;
            } else {
                // What is gone stands where it stood: after the line before it.
                changes.insert(next, Change { category, item, before: Some(rate), after: None });
                next += 1;
            }
        }
        changes
    }

    /// All months of a fuel file, each against what stands for it.
    pub fn fuel_changes(&self, file: &FuelFile) -> Vec<Change> {
        let mut changes = Vec::new();
        for (period, rate) in file.months() {
            let all: Vec<String> =
                self.of_period(*period).map_or_else(|_| Vec::new(), |(_, t)| t.categories.iter().map(|c| c.code.clone()).collect());
            let of = |category: &str, shown: &str| Change {
                category: shown.to_owned(),
                item: format!("Fuel surcharge of {}", period.short()),
                before: self.fuel(*period, category).map(fuel),
                after: Some(fuel(*rate)),
            };
            let named = if file.categories.is_empty() { &all } else { &file.categories };
            let each: Vec<Change> = named.iter().map(|category| of(category, category)).collect();
            match each.first() {
                // The same for all: one line says it.
                Some(first) if file.categories.is_empty() && each.iter().all(|c| c.before == first.before) => {
                    changes.push(Change { category: String::new(), ..first.clone() });
                }
                Some(_) => changes.extend(each),
                None => changes.push(of("", "")),
            }
        }
        changes
    }
}

/// Category, what is charged, how much.
type Line = (String, String, String);

fn lines(tariff: &Tariff) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for category in &tariff.categories {
        let mut add = |item: String, rate: String| lines.push((category.code.clone(), item, rate));
        add("Name".to_owned(), category.name.clone());
        match &category.kind {
            Kind::Metered(rates) => of_rates(rates, tariff, &mut add),
            Kind::Unmetered(rates) => {
                add("Meter".to_owned(), "none".to_owned());
                of_rates(rates, tariff, &mut add);
            }
            Kind::Temporary { factor, .. } => {
                add("Energy and fixed of the category it would be".to_owned(), format!("{} times", factor.normalize()))
            }
        }
    }
    let mut add = |item: String, rate: String| lines.push((String::new(), item, rate));
    of_all(tariff, &mut add);
    lines
}

fn of_rates(rates: &Rates, tariff: &Tariff, add: &mut dyn FnMut(String, String)) {
    let mut from = None;
    for band in &rates.energy {
        slabs(&format!("Energy{}", band_words(from, band.upto, "kW")), &band.slabs, add);
        from = band.upto;
    }
    for (name, of) in [("Fixed", &rates.fixed), ("Minimum", &rates.minimum), ("Deposit", &rates.deposit)] {
        if let Some(of) = of {
            charge(name, of, add);
        }
    }
    if let Some(rent) = rates.rent {
        by_phase("Meter rent", rent, add);
    }
    match rates.duty {
        Some(Duty::Percent(percent, base)) => add("Duty".to_owned(), format!("{}% of {}", percent.decimal(), base_words(base))),
        Some(Duty::PerUnit(rate)) => add("Duty".to_owned(), format!("{} a unit", rate.decimal())),
        None => {}
    }
    if let Some(subsidy) = &rates.subsidy {
        slabs("Subsidy", subsidy, add);
    }
    if let Some(Lifeline { load_upto, units_upto, otherwise }) = rates.lifeline {
        let load = load_upto.map(|load| format!("up to {} kW", load.decimal()));
        let units = units_upto.map(|units| format!("up to {units} units"));
        let other = tariff.categories.get(otherwise).map(|c| format!("else {}", c.code));
        add("Lifeline".to_owned(), [load, units, other].into_iter().flatten().collect::<Vec<_>>().join(", "));
    }
    if let Some(units) = rates.assess {
        add("Assessed a kW and month".to_owned(), format!("{} units", units.normalize()));
    }
}

/// What holds for every category.
fn of_all(tariff: &Tariff, add: &mut dyn FnMut(String, String)) {
    let base = match tariff.surcharge.base {
        SurchargeBase::Cc => "CC charges",
        SurchargeBase::Outstanding => "outstanding",
    };
    add("Surcharge for belated payment".to_owned(), format!("{}% of {base}", tariff.surcharge.percent.decimal()));
    if let Some((percent, base)) = tariff.rebates.prompt {
        add("Rebate for prompt payment".to_owned(), format!("{}% of {}", percent.decimal(), base_words(base)));
    }
    if let Some(percent) = tariff.rebates.advance {
        add("Rebate on advance".to_owned(), format!("{}%", percent.decimal()));
    }
    if let Some(fee) = tariff.reconnection {
        by_phase("Reconnection", fee, add);
    }
    if let Some(rate) = tariff.dishonour {
        add("Dishonoured cheque".to_owned(), rate.decimal().to_string());
    }
    if let Some(Works { line, line_metres, further_metre, meter, inspection, supervision }) = tariff.works {
        add(format!("Service line up to {line_metres} m"), line.decimal().to_string());
        add("Each further metre".to_owned(), further_metre.decimal().to_string());
        by_phase("Meter, new connection", meter, add);
        add("Inspection".to_owned(), inspection.decimal().to_string());
        add("Supervision".to_owned(), format!("{}%", supervision.decimal()));
    }
    if let Some(temporary) = tariff.temporary {
        add("Temporary supply, hours a day".to_owned(), temporary.hours_a_day.to_string());
        add("Temporary connection".to_owned(), temporary.connection.decimal().to_string());
    }
    let ratios = [("Power factor", tariff.ratios.power_factor), ("kW a HP", tariff.ratios.kw_per_hp)];
    for (name, ratio) in ratios {
        if let Some(ratio) = ratio {
            add(name.to_owned(), ratio.decimal().to_string());
        }
    }
}

fn slabs(name: &str, slabs: &Slabs, add: &mut dyn FnMut(String, String)) {
    let tail = if slabs.whole { " on all units" } else { "" };
    for slab in &slabs.steps {
        let item = match (slab.above, slab.upto) {
            (0, i64::MAX) => name.to_owned(),
            (above, i64::MAX) => format!("{name}, above {above} units"),
            (0, upto) => format!("{name}, 0-{upto} units"),
            (above, upto) => format!("{name}, {}-{upto} units", above.saturating_add(1)),
        };
        add(item, format!("{}{tail}", slab.rate.decimal()));
    }
}

fn charge(name: &str, charge: &Charge, add: &mut dyn FnMut(String, String)) {
    let (per, unit) = match charge.per {
        Per::Connection => ("", "kW"),
        Per::Kw { part: false } => (" a kW", "kW"),
        Per::Kw { part: true } => (" a kW or part", "kW"),
        Per::Kva { part: false } => (" a kVA", "kVA"),
        Per::Kva { part: true } => (" a kVA or part", "kVA"),
        Per::Hp { part: false } => (" a HP", "HP"),
        Per::Hp { part: true } => (" a HP or part", "HP"),
    };
    match &charge.by {
        By::Phase(rate) => by_phase(&format!("{name}{per}"), *rate, add),
        By::Load(bands) => {
            let mut from = None;
            for (upto, rate) in bands {
                by_phase(&format!("{name}{per}{}", band_words(from, *upto, unit)), *rate, add);
                from = *upto;
            }
        }
        By::Units(steps) => {
            let mut above = 0;
            for (upto, rate) in steps {
                let words = if *upto == i64::MAX { format!(", above {above} units") } else { format!(", up to {upto} units") };
                by_phase(&format!("{name}{per}{words}"), *rate, add);
                above = *upto;
            }
        }
    }
}

/// `, up to 4 kW`; nothing where all loads are meant.
fn band_words(from: Option<Load>, upto: Option<Load>, unit: impl Display) -> String {
    match (from, upto) {
        (_, Some(upto)) => format!(", up to {} {unit}", upto.decimal()),
        (Some(from), None) => format!(", above {} {unit}", from.decimal()),
        (None, None) => String::new(),
    }
}

/// One line where both phases pay alike, else one for each.
fn by_phase(item: &str, rate: ByPhase, add: &mut dyn FnMut(String, String)) {
    if rate.single == rate.three {
        return add(item.to_owned(), rate.single.decimal().to_string());
    }
    add(format!("{item}, 1-phase"), rate.single.decimal().to_string());
    add(format!("{item}, 3-phase"), rate.three.decimal().to_string());
}

const fn base_words(base: Base) -> &'static str {
    match base {
        Base::Energy => "energy",
        Base::EnergyFixed => "energy + fixed",
        Base::EnergyFixedFuel => "energy + fixed + fuel",
    }
}

fn fuel(rate: FuelRate) -> String {
    match rate {
        FuelRate::Percent(percent) => format!("{}% of energy + fixed", percent.decimal()),
        FuelRate::PerUnit(rate) => format!("{} a unit", rate.decimal()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Document, TariffBook};
    use super::Change;

    const OLD: &str = include_str!("../../../assets/tariffs/up-2024.toml");

    fn book(text: &str) -> TariffBook {
        let mut book = TariffBook::new();
        book.add(Document::load(text, "old.toml").expect("a tariff")).expect("fits");
        book
    }

    fn changes(book: &TariffBook, text: &str) -> Vec<Change> {
        match Document::load(text, "new.toml").expect("a tariff") {
            Document::Tariff(tariff) => book.changes(&tariff),
            Document::Fuel(fuel) => book.fuel_changes(&fuel),
        }
    }

    fn told(changes: &[Change]) -> Vec<String> {
        let changed = changes.iter().filter(|c| !c.word().is_empty());
        changed
            .map(|c| {
                let side = |s: &Option<String>| s.clone().unwrap_or_else(|| "-".to_owned());
                format!("{} {}: {} -> {} {}", c.category, c.item, side(&c.before), side(&c.after), c.word())
            })
            .collect()
    }

    #[test]
    fn b5_the_same_rates_change_nothing_and_the_first_version_is_all_new() {
        let next = OLD.replace("up-2024", "up-next");
        assert_eq!(told(&changes(&book(OLD), &next)), [""; 0]);
        let first = changes(&TariffBook::new(), OLD);
        assert!(first.len() > 20 && first.iter().all(|c| c.word() == "new"), "{first:?}");
    }

    #[test]
    fn b5_a_dearer_slab_and_one_with_other_limits() {
        let next = OLD
            .replace("up-2024", "up-next")
            .replacen("{ units = \"0-150\", rate = 5.50 }", "{ units = \"0-200\", rate = 5.50 }", 1)
            .replacen("{ units = \"151-300\", rate = 6.00 }", "{ units = \"201-300\", rate = 6.25 }", 1)
            .replacen("{ units = \"above 300\", rate = 6.50 }", "{ units = \"above 300\", rate = 7 }", 1);
        let expected = [
            "10B Energy, 0-150 units: 5.50 -> - gone",
            "10B Energy, 151-300 units: 6.00 -> - gone",
            "10B Energy, 0-200 units: - -> 5.50 new",
            "10B Energy, 201-300 units: - -> 6.25 new",
            "10B Energy, above 300 units: 6.50 -> 7.00 changed",
        ];
        assert_eq!(told(&changes(&book(OLD), &next)), expected);
    }

    #[test]
    fn b6_a_fuel_file_is_set_against_the_month_it_is_for() {
        let fuel = "kind = \"fuel\"\nid = \"f1\"\nschedule = \"up\"\nsource = \"a letter\"\nbasis = \"percent of energy + fixed\"\n[months]\n2026-08 = 10\n";
        let mut book = book(OLD);
        assert_eq!(told(&changes(&book, fuel)), [" Fuel surcharge of Aug 2026: - -> 10% of energy + fixed new"]);
        book.add(Document::load(fuel, "f1.toml").expect("a fuel file")).expect("fits");
        let again = fuel.replace("\"f1\"", "\"f2\"").replace("= 10\n", "= -2.5\n");
        let expected = [" Fuel surcharge of Aug 2026: 10% of energy + fixed -> -2.5% of energy + fixed changed"];
        assert_eq!(told(&changes(&book, &again)), expected);
    }
}
