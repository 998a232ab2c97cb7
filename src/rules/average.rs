//! The average consumption method (`B-15`).

use rust_decimal::Decimal;

use super::tariff::{Supply, Tariff};
use crate::base::{Refusal, Units, rounding};

/// How many metered months a mean looks back on.
pub const MONTHS: usize = 3;

/// The mean of the last three of `metered` (oldest first; only months of actual bills, spread as `B-13` says), half up. `None` of none.
pub fn mean(metered: &[Units]) -> Option<Units> {
    let last = metered.get(metered.len().saturating_sub(MONTHS)..).unwrap_or_default();
    let count = Decimal::from(last.len());
    let sum: Units = last.iter().copied().sum();
    sum.decimal().checked_div(count).map(rounding::to_units)
}

/// The ACM units of a month: the mean, else what the tariff assesses for the load.
///
/// # Errors
/// Nothing was metered yet and the tariff names no assessed units for the category.
pub fn acm_units(metered: &[Units], tariff: &Tariff, supply: &Supply) -> Result<Units, Refusal> {
    mean(metered).map_or_else(|| tariff.assessed(supply), Ok)
}

/// What a month usually comes to, for doubting a reading (`B-9`): the mean, else the assessed units, `None` where neither is known.
pub fn usual(metered: &[Units], tariff: &Tariff, supply: &Supply) -> Option<Units> {
    acm_units(metered, tariff, supply).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b15_the_mean_of_the_last_three_metered_months_half_up() {
        for (metered, expected) in [
            (vec![90, 110, 130], Some(110)),
            (vec![1_000, 130, 120, 120], Some(123)),
            (vec![10, 11], Some(11)),
            (vec![7], Some(7)),
            (vec![0, 0, 1], Some(0)),
            (vec![0, 1, 1], Some(1)),
            (vec![], None),
        ] {
            let units: Vec<Units> = metered.iter().copied().map(Units::new).collect();
            assert_eq!(mean(&units).map(Units::kwh), expected, "{metered:?}");
        }
    }
}
