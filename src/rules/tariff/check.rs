//! What holds between the categories of one tariff: every name it refers to exists, nothing refers back to itself.

use rust_decimal::Decimal;

use super::category::{Draft, Form};
use super::exact::Rate;
use super::model::{By, ByPhase, Category, Charge, Kind, Per, Rates, Ratios};
use super::read::Faults;

/// The categories of a tariff out of what their own lines say. `None` where a fault was found.
pub(super) fn assemble(drafts: Vec<Draft<'_>>, ratios: &Ratios, faults: &Faults<'_>) -> Option<Vec<Category>> {
    let codes: Vec<String> = drafts.iter().map(|d| d.code.clone()).collect();
    let mut drafts = drafts;
    for draft in &mut drafts {
        resolve_lifeline(draft, &codes, faults);
        needs_ratio(draft, ratios, faults);
    }
    for i in 0..drafts.len() {
        circles(i, &drafts, faults);
    }
    let metered: Vec<Option<Rates>> = drafts
        .iter()
        .map(|d| match &d.form {
            Form::Metered(rates) | Form::Unmetered(rates) => Some(rates.clone()),
            Form::Temporary(_) => None,
        })
        .collect();
    let categories = drafts.into_iter().map(|draft| {
        let kind = match draft.form {
            Form::Metered(rates) => Kind::Metered(rates),
            Form::Unmetered(rates) => Kind::Unmetered(rates),
            Form::Temporary(factor) => temporary(factor, &metered).or_else(|| {
                faults.add(
                    draft.at,
                    format_args!("category {}: a rate times {factor} has more than four decimals", draft.code),
                    "write a factor with fewer decimals",
                );
                None
            })?,
        };
        Some(Category { code: draft.code, name: draft.name, kind })
    });
    let categories: Vec<Option<Category>> = categories.collect();
    categories.into_iter().collect()
}

const fn rates_of<'d>(draft: &'d Draft<'_>) -> Option<&'d Rates> {
    match &draft.form {
        Form::Metered(rates) | Form::Unmetered(rates) => Some(rates),
        Form::Temporary(_) => None,
    }
}

fn resolve_lifeline(draft: &mut Draft<'_>, codes: &[String], faults: &Faults<'_>) {
    let Some((other, at)) = draft.otherwise else { return };
    let Some(place) = codes.iter().position(|code| code == other) else {
        faults.add(
            at,
            format_args!("category {}: there is no category '{other}'", draft.code),
            format_args!("write one of {}", codes.join(", ")),
        );
        return;
    };
    if let Form::Metered(rates) | Form::Unmetered(rates) = &mut draft.form
        && let Some(lifeline) = &mut rates.lifeline
    {
        lifeline.otherwise = place;
    }
}

/// Follows the lifeline's "else" until it ends; a circle or a temporary category at its end is a fault.
fn circles(start: usize, drafts: &[Draft<'_>], faults: &Faults<'_>) {
    let Some(first) = drafts.get(start) else { return };
    let mut place = start;
    for _ in 0..drafts.len() {
        let Some(draft) = drafts.get(place) else { return };
        match rates_of(draft) {
            None if place != start => {
                faults.add(
                    first.at,
                    format_args!("category {}: its lifeline ends in a temporary category", first.code),
                    "name a category with rates of its own",
                );
                return;
            }
            None => return,
            Some(rates) => match rates.lifeline {
                None => return,
                Some(lifeline) => place = lifeline.otherwise,
            },
        }
    }
    faults.add(
        first.at,
        format_args!("category {}: its lifeline leads back to itself", first.code),
        "let the last category have no lifeline",
    );
}

fn needs_ratio(draft: &Draft<'_>, ratios: &Ratios, faults: &Faults<'_>) {
    let Some(rates) = rates_of(draft) else { return };
    let charges = || [&rates.fixed, &rates.minimum, &rates.deposit].into_iter().flatten();
    if ratios.power_factor.is_none() && charges().any(|c| matches!(c.per, Per::Kva { .. })) {
        faults.add(
            draft.at,
            format_args!("category {} charges per kVA", draft.code),
            "write power_factor = 0.90 above the categories, for a load known in kW alone",
        );
    }
    if ratios.kw_per_hp.is_none() && charges().any(|c| matches!(c.per, Per::Hp { .. })) {
        faults.add(draft.at, format_args!("category {} charges per HP", draft.code), "write kw_per_hp = 0.746 above the categories");
    }
}

/// Energy and fixed charge times `factor`; rent, minimum and duty as they are; no subsidy.
fn temporary(factor: Decimal, metered: &[Option<Rates>]) -> Option<Kind> {
    let times = |rate: Rate| Rate::new(rate.decimal() * factor);
    let by_phase = |rate: ByPhase| Some(ByPhase { single: times(rate.single)?, three: times(rate.three)? });
    let charge = |charge: &Charge| {
        let by = match &charge.by {
            By::Phase(rate) => By::Phase(by_phase(*rate)?),
            By::Load(bands) => By::Load(bands.iter().map(|(upto, rate)| Some((*upto, by_phase(*rate)?))).collect::<Option<_>>()?),
            By::Units(slabs) => By::Units(slabs.iter().map(|(upto, rate)| Some((*upto, by_phase(*rate)?))).collect::<Option<_>>()?),
        };
        Some(Charge { per: charge.per, by })
    };
    let mut scaled = Vec::with_capacity(metered.len());
    for rates in metered {
        let Some(rates) = rates else {
            scaled.push(None);
            continue;
        };
        let mut rates = Rates { subsidy: None, ..rates.clone() };
        for slab in rates.energy.iter_mut().flat_map(|band| &mut band.slabs.steps) {
            slab.rate = times(slab.rate)?;
        }
        if let Some(fixed) = &rates.fixed {
            rates.fixed = Some(charge(fixed)?);
        }
        scaled.push(Some(rates));
    }
    Some(Kind::Temporary { factor, rates: scaled })
}
