//! The roundings the trade knows, each by its rule. Nothing else in the program rounds.

use rust_decimal::{Decimal, RoundingStrategy};

use super::{Money, Units};

/// Rupees of a bill line to whole paise, half away from zero (`B-2`).
///
/// An amount beyond what paise can hold comes back as the largest that fits; the tariff check keeps rates far below that.
pub fn to_paise(rupees: Decimal) -> Money {
    let paise = (rupees * Decimal::ONE_HUNDRED).round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    Money::from_paise(i64::try_from(paise).unwrap_or(if paise.is_sign_negative() { i64::MIN } else { i64::MAX }))
}

/// Units to whole kWh, half up (`B-4`, `B-15`). Units are never negative here, so half up is half away from zero.
pub fn to_units(kwh: Decimal) -> Units {
    let whole = kwh.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    Units::new(i64::try_from(whole).unwrap_or(i64::MAX))
}

/// A payable amount to the rupee, nearest, half up (`B-2`): what is collected. Nothing is collected of a credit.
pub fn to_collect(payable: Money) -> Money {
    if payable <= Money::ZERO {
        return Money::ZERO;
    }
    Money::from_paise((payable.paise() + 50) / 100 * 100)
}

/// A load counted in whole kW, kVA or HP, a part of one as one ("per kW or part").
pub fn whole_or_part(load: Decimal) -> Decimal {
    load.ceil()
}
