//! Amounts of money, exact: whole paise in storage, never binary floating point (`B-1`).

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An amount in whole paise. In the journal it is written as an integer; for people as `1,23,456.00`, for programs as `123456.00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

/// Why a typed amount was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not an amount: type rupees, with a point before two paise digits if any, as 1250 or 1250.50")]
pub struct NotMoney(pub String);

impl Money {
    pub const ZERO: Self = Self(0);
    /// One rupee: a balance below it counts as nothing outstanding (`B-2`).
    pub const RUPEE: Self = Self(100);
    /// No single amount at a counter is larger: ten thousand crore rupees.
    pub const LIMIT: Self = Self(10_000_000_000_000);

    pub const fn from_paise(paise: i64) -> Self {
        Self(paise)
    }

    pub const fn from_rupees(rupees: i64) -> Self {
        Self(rupees * 100)
    }

    pub const fn paise(self) -> i64 {
        self.0
    }

    /// The amount in rupees, exact.
    pub fn rupees(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    pub const fn abs(self) -> Self {
        Self(self.0.abs())
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether no paise are in it, as in a drawer of notes and coins.
    pub const fn is_whole_rupees(self) -> bool {
        self.0 % 100 == 0
    }

    pub fn at_least_zero(self) -> Self {
        self.max(Self::ZERO)
    }

    /// Whether as much as a rupee is owed (`B-2`).
    pub fn is_outstanding(self) -> bool {
        self >= Self::RUPEE
    }

    /// What a person or a file wrote: `1250`, `1,250.50`, `-20.5`. No amount above [`Money::LIMIT`].
    pub fn parse(text: &str) -> Result<Self, NotMoney> {
        let no = || NotMoney(text.to_owned());
        let plain: String = text.trim().chars().filter(|c| *c != ',').collect();
        let (negative, digits) = match plain.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, plain.as_str()),
        };
        let (rupees, paise) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if rupees.is_empty() && paise.is_empty() || paise.len() > 2 || rupees.len() > 12 || !all_digits(rupees) || !all_digits(paise) {
            return Err(no());
        }
        let rupees: i64 = if rupees.is_empty() { 0 } else { rupees.parse().map_err(|_| no())? };
        let paise: i64 = format!("{paise:0<2}").parse().map_err(|_| no())?;
        let amount = Self(rupees * 100 + paise);
        if amount > Self::LIMIT {
            return Err(no());
        }
        Ok(if negative { -amount } else { amount })
    }

    /// With the Indian grouping: `1,23,456.00` (`B-3`).
    pub fn indian(self) -> String {
        let rupees = (self.0.unsigned_abs() / 100).to_string();
        let paise = self.0.unsigned_abs() % 100;
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{}.{paise:02}", group_indian(&rupees))
    }
}

/// Digits with the Indian grouping: the last three, then pairs.
pub fn group_indian(digits: &str) -> String {
    let bytes = digits.as_bytes();
    let mut out = String::with_capacity(bytes.len() * 3 / 2);
    for (i, b) in bytes.iter().enumerate() {
        let left = bytes.len() - i;
        if i > 0 && (left == 3 || left > 3 && left % 2 == 1) {
            out.push(',');
        }
        out.push(char::from(*b));
    }
    out
}

impl fmt::Display for Money {
    /// For programs: two decimals, no grouping.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100)
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b3_indian_grouping() {
        for (paise, shown) in [
            (0, "0.00"),
            (5, "0.05"),
            (99_900, "999.00"),
            (100_000, "1,000.00"),
            (12_345_600, "1,23,456.00"),
            (1_234_567_890, "1,23,45,678.90"),
            (-12_345_600, "-1,23,456.00"),
        ] {
            assert_eq!(Money::from_paise(paise).indian(), shown);
        }
    }

    #[test]
    fn b1_typed_amounts_are_exact() {
        for (typed, paise) in [("1250", 125_000), ("1,250.5", 125_050), (".5", 50), ("-20.05", -2_005), ("0", 0), ("12.", 1_200)] {
            assert_eq!(Money::parse(typed), Ok(Money::from_paise(paise)), "{typed}");
        }
        for typed in ["", ".", "-", "1.234", "12a", "1e3", "99999999999999", "٣"] {
            assert!(Money::parse(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn b2_a_balance_under_a_rupee_counts_as_nothing() {
        assert!(!Money::from_paise(99).is_outstanding());
        assert!(Money::from_paise(100).is_outstanding());
        assert!(!Money::from_paise(-500).is_outstanding());
    }
}
