//! Meter readings and units of energy (`B-4`).

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::rounding;

/// Energy in whole kWh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Units(i64);

impl Units {
    pub const ZERO: Self = Self(0);

    pub const fn new(kwh: i64) -> Self {
        Self(kwh)
    }

    pub const fn kwh(self) -> i64 {
        self.0
    }

    pub fn decimal(self) -> Decimal {
        Decimal::from(self.0)
    }

    /// Spread evenly over `months`: whole units, the remainder one unit each on the latest months (`B-13`).
    pub fn spread(self, months: usize) -> Vec<Self> {
        let count = i64::try_from(months.max(1)).unwrap_or(1);
        let (each, rest) = (self.0.div_euclid(count), self.0.rem_euclid(count));
        (0..count).map(|i| Self(each + i64::from(i >= count - rest))).collect()
    }
}

impl fmt::Display for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Add for Units {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Units {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl AddAssign for Units {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Units {
    fn sum<I: Iterator<Item = Self>>(units: I) -> Self {
        units.fold(Self::ZERO, Add::add)
    }
}

/// How many digits a meter's register has; between 1 and 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Digits(u8);

impl Digits {
    /// The smallest register.
    pub const ONE: Self = Self(1);

    pub fn new(digits: u8) -> Option<Self> {
        (1..=9).contains(&digits).then_some(Self(digits))
    }

    pub const fn count(self) -> u8 {
        self.0
    }

    /// One more than the largest value the register can show.
    pub const fn span(self) -> u64 {
        10u64.pow(self.0 as u32)
    }
}

impl TryFrom<u8> for Digits {
    type Error = String;
    fn try_from(digits: u8) -> Result<Self, String> {
        Self::new(digits).ok_or_else(|| format!("a meter has 1 to 9 digits, not {digits}"))
    }
}

impl From<Digits> for u8 {
    fn from(digits: Digits) -> Self {
        digits.0
    }
}

/// A meter's multiplying factor; above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Decimal", into = "Decimal")]
pub struct Factor(Decimal);

impl Factor {
    pub const ONE: Self = Self(Decimal::ONE);

    pub fn new(factor: Decimal) -> Option<Self> {
        (factor > Decimal::ZERO && factor <= Decimal::from(100_000)).then_some(Self(factor))
    }

    pub const fn decimal(self) -> Decimal {
        self.0
    }

    /// The units of a difference of register values, rounded half up (`B-4`).
    pub fn units(self, difference: u64) -> Units {
        rounding::to_units(Decimal::from(difference) * self.0)
    }
}

impl TryFrom<Decimal> for Factor {
    type Error = String;
    fn try_from(factor: Decimal) -> Result<Self, String> {
        Self::new(factor).ok_or_else(|| format!("a meter's factor is above 0, not {factor}"))
    }
}

impl From<Factor> for Decimal {
    fn from(factor: Factor) -> Self {
        factor.0
    }
}

/// Where a meter's register stands: what it shows, and how often it has passed its last digit (`B-9`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Register {
    pub value: u64,
    #[serde(default, skip_serializing_if = "no_turns")]
    pub turns: u32,
}

fn no_turns(turns: &u32) -> bool {
    *turns == 0
}

impl Register {
    pub const fn at(value: u64) -> Self {
        Self { value, turns: 0 }
    }

    /// What the register would show had it endless digits: the order of readings of one meter.
    pub fn absolute(self, digits: Digits) -> u64 {
        u64::from(self.turns) * digits.span() + self.value
    }
}

impl fmt::Display for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b13_units_are_spread_with_the_remainder_on_the_latest_months() {
        let spread = |units, months| Units(units).spread(months).into_iter().map(Units::kwh).collect::<Vec<_>>();
        assert_eq!(spread(240, 2), [120, 120]);
        assert_eq!(spread(100, 3), [33, 33, 34]);
        assert_eq!(spread(2, 3), [0, 1, 1]);
        assert_eq!(spread(7, 1), [7]);
        assert_eq!(spread(0, 4), [0, 0, 0, 0]);
    }

    #[test]
    fn b4_units_are_the_difference_times_the_factor_rounded_half_up() {
        let factor = Factor::new(Decimal::new(15, 1)).expect("a factor");
        assert_eq!(factor.units(3), Units(5));
        assert_eq!(Factor::ONE.units(240), Units(240));
        assert_eq!(Factor::new(Decimal::ZERO), None);
    }

    #[test]
    fn b9_a_register_that_passed_its_last_digit_stands_above() {
        let digits = Digits::new(4).expect("four digits");
        let before = Register::at(9_990);
        let after = Register { value: 15, turns: 1 };
        assert_eq!(after.absolute(digits) - before.absolute(digits), 25);
    }
}
