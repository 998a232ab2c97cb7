//! Exact rates and amounts for the pricing loop: integers with a known number of decimals, so that nothing is lost before the one
//! rounding of a bill line (`B-2`), and nothing is allocated.

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use crate::base::Money;

const RATE_DECIMALS: u32 = 4;
const PERCENT_DECIMALS: u32 = 3;
const LOAD_DECIMALS: u32 = 3;

/// Rupees per unit, kW or connection; at most four decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rate(i64);

/// A percentage; at most three decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Percent(i64);

/// A load in kW, kVA or HP; at most three decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Load(i64);

/// An amount in rupees with exactly `DIGITS` decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Exact<const DIGITS: u32>(i128);

/// Energy, fixed charge, minimum, rent, subsidy.
pub type Charge7 = Exact<7>;
/// A percentage of a charge: fuel surcharge.
pub type Fuel12 = Exact<12>;
/// A percentage of charge and fuel surcharge: duty.
pub type Duty17 = Exact<17>;

/// `value` as an integer with `decimals`; `None` where it has more of them, or is beyond `limit`.
fn scaled(value: Decimal, decimals: u32, limit: i64) -> Option<i64> {
    let plain = value.normalize();
    if plain.scale() > decimals || plain.abs() > Decimal::from(limit) {
        return None;
    }
    i64::try_from(plain.mantissa() * 10i128.pow(decimals - plain.scale())).ok()
}

impl Rate {
    pub const ZERO: Self = Self(0);
    /// Above this no rate of a schedule is believed.
    pub const LIMIT: i64 = 10_000_000;

    pub fn new(rupees: Decimal) -> Option<Self> {
        scaled(rupees, RATE_DECIMALS, Self::LIMIT).map(Self)
    }

    /// The rate in rupees, with two decimals or as many as it needs: `1.50`, `0.0725`.
    pub fn decimal(self) -> Decimal {
        let mut plain = Decimal::new(self.0, RATE_DECIMALS).normalize();
        if plain.scale() < 2 {
            plain.rescale(2);
        }
        plain
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    pub(super) fn of_units(self, kwh: i64) -> Charge7 {
        Exact(i128::from(self.0) * i128::from(kwh) * 1_000)
    }

    pub(super) fn of_load(self, load: Load) -> Charge7 {
        Exact(i128::from(self.0) * i128::from(load.0))
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.decimal())
    }
}

impl Percent {
    pub fn new(percent: Decimal) -> Option<Self> {
        scaled(percent, PERCENT_DECIMALS, 1_000).map(Self)
    }

    pub fn decimal(self) -> Decimal {
        Decimal::new(self.0, PERCENT_DECIMALS).normalize()
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    pub(super) const fn of_charge(self, charge: Charge7) -> Fuel12 {
        Exact(charge.0 * self.0 as i128)
    }

    pub(super) const fn of_charge_and_fuel(self, amount: Fuel12) -> Duty17 {
        Exact(amount.0 * self.0 as i128)
    }

    /// Of an amount in whole paise, rounded to a paisa (`B-2`).
    pub fn of_money(self, amount: Money) -> Money {
        self.of_charge(Exact::from_money(amount)).to_paise()
    }
}

impl Load {
    pub fn new(load: Decimal) -> Option<Self> {
        scaled(load, LOAD_DECIMALS, 10_000_000).map(Self)
    }

    pub const fn whole(count: i64) -> Self {
        Self(count * 1_000)
    }

    pub fn decimal(self) -> Decimal {
        Decimal::new(self.0, LOAD_DECIMALS).normalize()
    }

    /// A part of one counted as one.
    pub(super) const fn or_part(self) -> Self {
        Self((self.0 + 999).div_euclid(1_000) * 1_000)
    }

    /// This load divided by a ratio (kW by power factor is kVA): whole ones or parts if `part`, else to three decimals, half up.
    pub(super) const fn divided_by(self, ratio: Self, part: bool) -> Self {
        if part {
            return Self((self.0 + ratio.0 - 1).div_euclid(ratio.0) * 1_000);
        }
        Self((2_000 * self.0 + ratio.0).div_euclid(2 * ratio.0))
    }

    pub(super) const fn is_positive(self) -> bool {
        self.0 > 0
    }
}

impl<const DIGITS: u32> Exact<DIGITS> {
    pub const ZERO: Self = Self(0);

    pub(super) const fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    pub(super) const fn minus(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }

    pub(super) fn at_least_zero(self) -> Self {
        Self(self.0.max(0))
    }

    /// The same amount with more decimals.
    pub(super) const fn widened<const TO: u32>(self) -> Exact<TO> {
        const { assert!(TO >= DIGITS) };
        Exact(self.0 * 10i128.pow(TO - DIGITS))
    }

    fn from_money(amount: Money) -> Self {
        const { assert!(DIGITS >= 2) };
        Self(i128::from(amount.paise()) * 10i128.pow(DIGITS - 2))
    }

    /// To whole paise, half away from zero (`B-2`); as [`crate::base::rounding::to_paise`], without leaving integers.
    pub fn to_paise(self) -> Money {
        const { assert!(DIGITS > 2) };
        let unit = const { 10i128.pow(DIGITS - 2) };
        // Nearly every amount fits 64 bits, where division is several times as fast.
        if let (Ok(small), Ok(small_unit)) = (i64::try_from(self.0), i64::try_from(unit)) {
            let away = small % small_unit * 2 / small_unit;
            return Money::from_paise(small / small_unit + away);
        }
        let paise = self.0 / unit + self.0 % unit * 2 / unit;
        Money::from_paise(i64::try_from(paise).unwrap_or(if paise < 0 { i64::MIN } else { i64::MAX }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal_macros::dec;

    use super::*;
    use crate::base::rounding;

    proptest! {
        #[test]
        fn b2_rounds_as_the_named_rounding(attos in -9_000_000_000_000_000_000_000_000_000i128..9_000_000_000_000_000_000_000_000_000) {
            let decimal = Decimal::from_i128_with_scale(attos, 17);
            prop_assert_eq!(Exact::<17>(attos).to_paise(), rounding::to_paise(decimal));
            prop_assert_eq!(Exact::<17>(attos / 1_000_000_000_000).to_paise(), rounding::to_paise(Decimal::from_i128_with_scale(attos / 1_000_000_000_000, 17)));
        }
    }

    #[test]
    fn b2_half_a_paisa_goes_away_from_zero() {
        for (value, paise) in [(1_249_999, 12), (1_250_000, 13), (-1_250_000, -13), (-1_249_999, -12)] {
            assert_eq!(Exact::<7>(value).to_paise().paise(), paise);
        }
    }

    #[test]
    fn rates_keep_their_decimals_and_refuse_too_many() {
        assert_eq!(Rate::new(dec!(1.5)).map(|r| r.decimal().to_string()), Some("1.50".to_owned()));
        assert_eq!(Rate::new(dec!(0.0725)).map(|r| r.decimal().to_string()), Some("0.0725".to_owned()));
        assert_eq!(Rate::new(dec!(1.00001)), None);
        assert_eq!(Percent::new(dec!(2.4301)), None);
    }

    #[test]
    fn b6_a_part_of_a_kva_counts_as_one() {
        let kva = |kw: Decimal, part| Load::new(kw).map(|l| l.divided_by(Load(900), part).decimal());
        assert_eq!(kva(dec!(1.8), true), Some(dec!(2)));
        assert_eq!(kva(dec!(1.801), true), Some(dec!(3)));
        assert_eq!(kva(dec!(100), false), Some(dec!(111.111)));
        assert_eq!(Load::new(dec!(2.001)).map(|l| l.or_part().decimal()), Some(dec!(3)));
    }
}
