//! One category of a tariff file: energy, fixed charge, minimum, rent, duty, subsidy (`B-6`).

use rust_decimal::Decimal;

use super::exact::{Load, Rate};
use super::model::{Base, By, ByPhase, Charge, Duty, Lifeline, LoadBand, Per, Rates};
use super::read::{Table, Value};
use super::slabs;

/// A category as its own lines say; what it refers to is not yet known to exist.
pub(super) struct Draft<'t> {
    pub code: String,
    pub at: usize,
    pub name: String,
    pub form: Form,
    /// The lifeline's other category, and where it is named.
    pub otherwise: Option<(&'t str, usize)>,
}

pub(super) enum Form {
    Metered(Rates),
    Unmetered(Rates),
    Temporary(Decimal),
}

/// `None` where faults were found.
pub(super) fn read<'t>(code: &str, table: Table<'t>) -> Option<Draft<'t>> {
    let at = table.at;
    let name = table.must("name", "name = \"Domestic\"", Value::text).map(str::to_owned);
    let (form, otherwise) = if table.read("temporary_factor", Value::decimal).is_some() {
        (factor(&table).map(Form::Temporary), None)
    } else {
        let lifeline = table.read("lifeline", |value, place| read_lifeline(value.table(place)?));
        let unmetered = table.read("unmetered", Value::flag).unwrap_or(false);
        let rates = read_rates(&table, lifeline.map(|(line, _)| line));
        if unmetered && rates.as_ref().is_some_and(|r| r.assess.is_none()) {
            table.faults.add(at, format_args!("{} is unmetered and has no assess", table.place), "write assess = units a kW and month");
        }
        let form = rates.map(|rates| if unmetered { Form::Unmetered(rates) } else { Form::Metered(rates) });
        (form, lifeline.map(|(_, other)| other))
    };
    table.close();
    Some(Draft { code: code.to_owned(), at, name: name?, form: form?, otherwise })
}

fn factor(table: &Table<'_>) -> Option<Decimal> {
    let value = table.get("temporary_factor")?;
    let factor = value.decimal(&table.name("temporary_factor"))?;
    if factor <= Decimal::ZERO || factor > Decimal::from(10) {
        table.faults.add(
            value.at,
            format_args!("{} is {factor}", table.name("temporary_factor")),
            "write a factor above 0 and up to 10, as 1.5",
        );
        return None;
    }
    Some(factor)
}

fn read_rates(table: &Table<'_>, lifeline: Option<Lifeline>) -> Option<Rates> {
    let energy = read_energy(table);
    let rates = Rates {
        energy: Vec::new(),
        fixed: table.must("fixed", "fixed = { per = \"connection\", rate = 0 } where none is charged", |v, place| charge(v.table(place)?)),
        minimum: table.read("minimum", |v, place| charge(v.table(place)?)),
        rent: table.read("rent", |v, place| by_phase_alone(v.table(place)?)),
        duty: table.read("duty", |v, place| read_duty(v.table(place)?)),
        subsidy: table.read("subsidy", |v, place| {
            let inner = v.table(place)?;
            let slabs = slabs::energy(&inner);
            inner.close();
            slabs
        }),
        lifeline,
        deposit: table.read("deposit", |v, place| charge(v.table(place)?)),
        assess: table.read("assess", |v, place| v.count(place, 10_000).map(Decimal::from)),
    };
    Some(Rates { energy: energy?, ..rates })
}

fn read_energy(table: &Table<'_>) -> Option<Vec<LoadBand>> {
    let Some(bands) = table.get("by_load") else {
        return Some(vec![LoadBand { upto: None, slabs: slabs::energy(table)? }]);
    };
    let limits = slabs::bands(table, "by_load", bands)?;
    limits
        .into_iter()
        .map(|(upto, band)| {
            let slabs = slabs::energy(&band);
            band.close();
            Some(LoadBand { upto, slabs: slabs? })
        })
        .collect()
}

/// `{ per = "kW or part", rate = 40 }` and its kin.
pub(super) fn charge(table: Table<'_>) -> Option<Charge> {
    const PER: [(&str, Per); 7] = [
        ("connection", Per::Connection),
        ("kW", Per::Kw { part: false }),
        ("kW or part", Per::Kw { part: true }),
        ("kVA", Per::Kva { part: false }),
        ("kVA or part", Per::Kva { part: true }),
        ("HP", Per::Hp { part: false }),
        ("HP or part", Per::Hp { part: true }),
    ];
    let per = table.need("per", "per = \"connection\" or per = \"kW or part\"").and_then(|v| table.word("per", v, &PER));
    let by = if let Some(value) = table.get("by_load") {
        slabs::bands(&table, "by_load", value).and_then(|bands| {
            let rows: Vec<_> = bands.into_iter().map(|(upto, band)| Some((upto, row(band)?))).collect();
            rows.into_iter().collect::<Option<_>>().map(By::Load)
        })
    } else if let Some(value) = table.get("by_units") {
        slabs::units(&table, "by_units", value).and_then(|slabs| {
            let rows: Vec<_> = slabs.into_iter().map(|(_, upto, slab)| Some((upto, row(slab)?))).collect();
            rows.into_iter().collect::<Option<_>>().map(By::Units)
        })
    } else {
        by_phase(&table).map(By::Phase)
    };
    table.close();
    Some(Charge { per: per?, by: by? })
}

fn row(table: Table<'_>) -> Option<ByPhase> {
    let rate = by_phase(&table);
    table.close();
    rate
}

/// `{ single = 10, three = 25 }`, or `{ rate = 10 }` for both.
pub(super) fn by_phase_alone(table: Table<'_>) -> Option<ByPhase> {
    row(table)
}

fn by_phase(table: &Table<'_>) -> Option<ByPhase> {
    if let Some(value) = table.get("rate") {
        let rate = value.rate(&table.name("rate"))?;
        return Some(ByPhase { single: rate, three: rate });
    }
    let phase = |key| table.must(key, "rate = 25 for both phases, or single = 25 and three = 65", Value::rate);
    let (single, three): (Option<Rate>, Option<Rate>) = (phase("single"), phase("three"));
    Some(ByPhase { single: single?, three: three? })
}

pub(super) const BASES: [(&str, Base); 3] =
    [("energy", Base::Energy), ("energy + fixed", Base::EnergyFixed), ("energy + fixed + fuel", Base::EnergyFixedFuel)];

fn read_duty(table: Table<'_>) -> Option<Duty> {
    let duty = if table.get("per_unit").is_some() {
        table.read("per_unit", Value::rate).map(Duty::PerUnit)
    } else {
        let percent = table.must("percent", "percent = 5, or per_unit = 0.05", Value::percent);
        let base = table.need("of", "of = \"energy + fixed + fuel\"").and_then(|v| table.word("of", v, &BASES));
        percent.zip(base).map(|(percent, base)| Duty::Percent(percent, base))
    };
    table.close();
    duty
}

fn read_lifeline<'t>(table: Table<'t>) -> Option<(Lifeline, (&'t str, usize))> {
    let load_upto: Option<Load> = table.read("load_upto", Value::load);
    let units_upto = table.read("units_upto", |v, place| v.count(place, 100_000));
    let named = table.need("else", "else = the code of the category that prices it otherwise");
    let at = named.map_or(table.at, |v| v.at);
    let other = named.and_then(|v| v.text(&table.name("else")));
    if load_upto.is_none() && units_upto.is_none() {
        table.faults.add(table.at, format_args!("{} has no limit", table.place), "write load_upto, units_upto or both");
    }
    table.close();
    Some((Lifeline { load_upto, units_upto, otherwise: usize::MAX }, (other?, at)))
}
