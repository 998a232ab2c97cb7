//! What is supplied, as an application says it.

use super::refuse;
use crate::base::No;
use crate::journal::fact::SupplyFact;
use crate::rules::workflow::Given;

/// What is applied for; what is not said is as the consumer's record has it, where there is one (`N-4`).
pub(super) fn supply_of(given: &Given, before: Option<&SupplyFact>) -> Result<SupplyFact, No> {
    if let Some(before) = before {
        return Ok(changed(before, given));
    }
    let missing = |field: &'static str| refuse("N-1", field, "It is missing from the application: the applicant submits it again with it.");
    let text = |name: &str| given.text(name).to_owned();
    let category = text("category");
    if category.is_empty() {
        return Err(missing("category"));
    }
    Ok(SupplyFact {
        category,
        would_be: None,
        phase: given.phase().ok_or_else(|| missing("phase"))?,
        load_kw: given.number("load_kw").ok_or_else(|| missing("load_kw"))?,
        load_kva: given.number("load_kva"),
        govt_department: Some(text("govt_department")).filter(|department| !department.is_empty()),
        area: text("area"),
        feeder: text("feeder"),
        transformer: text("transformer"),
    })
}

/// A supply with what was given in place of what was.
pub(super) fn changed(before: &SupplyFact, given: &Given) -> SupplyFact {
    let mut supply = before.clone();
    let text = |name: &str| Some(given.text(name)).filter(|text| !text.is_empty()).map(str::to_owned);
    if let Some(category) = text("category").filter(|_| supply.would_be.is_none()) {
        supply.category = category;
        // Another category may be another department's, or a private one.
        supply.govt_department = text("govt_department");
    }
    if let Some(load) = given.number("load_kw") {
        supply.load_kw = load;
        supply.load_kva = given.number("load_kva");
    }
    supply.phase = given.phase().unwrap_or(supply.phase);
    for (name, place) in [("area", &mut supply.area), ("feeder", &mut supply.feeder), ("transformer", &mut supply.transformer)] {
        if let Some(new) = text(name) {
            *place = new;
        }
    }
    supply
}
