//! Calendar days as the counter writes them.

use std::fmt;

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Period;

/// A calendar day. In files and JSON `2026-11-05`; on screen and paper `05-11-2026` (`I-5`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// Why a typed day was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a day: type 5, 5/11, 511, 05-11-2026 or 2026-11-05")]
pub struct NotADay(pub String);

impl Day {
    /// `None` where the calendar has no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self)
    }

    pub const fn date(self) -> Date {
        self.0
    }

    pub const fn from_date(date: Date) -> Self {
        Self(date)
    }

    pub fn day_of_month(self) -> u8 {
        self.0.day().unsigned_abs()
    }

    pub fn period(self) -> Period {
        Period::of(self)
    }

    /// `days` later (earlier where negative). Stays where the calendar of the program ends, in the year 9999.
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(Span::new().days(days)))
    }

    /// `months` later; the 31st becomes the last day of a shorter month.
    pub fn plus_months(self, months: i32) -> Self {
        Self(self.0.saturating_add(months.months()))
    }

    /// Days from `earlier` to this day.
    pub fn days_since(self, earlier: Self) -> i32 {
        (self.0 - earlier.0).get_days()
    }

    /// `05-11-2026`.
    pub fn dmy(self) -> String {
        format!("{:02}-{:02}-{:04}", self.0.day(), self.0.month(), self.0.year())
    }

    /// What a clerk typed, read from `near`: `5` the 5th of that month, `5/11` and `511` of that year (`I-5`).
    pub fn parse_near(text: &str, near: Self) -> Result<Self, NotADay> {
        let text = text.trim();
        let no = || NotADay(text.to_owned());
        if let Ok(day) = text.parse::<Self>() {
            return Ok(day);
        }
        let parts: Vec<&str> = text.split(['/', '-', '.', ' ']).filter(|p| !p.is_empty()).collect();
        if parts.is_empty() || !parts.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit())) {
            return Err(no());
        }
        let number = |s: &str| s.parse::<i16>().map_err(|_| no());
        let (day, month, year) = match parts.as_slice() {
            [d] => match d.len() {
                1 | 2 => (number(d)?, i16::from(near.0.month()), near.0.year()),
                3 | 4 => (number(&d[..d.len() - 2])?, number(&d[d.len() - 2..])?, near.0.year()),
                6 => (number(&d[..2])?, number(&d[2..4])?, 2000 + number(&d[4..])?),
                8 => (number(&d[..2])?, number(&d[2..4])?, number(&d[4..])?),
                _ => return Err(no()),
            },
            [d, m] => (number(d)?, number(m)?, near.0.year()),
            [d, m, y] => (number(d)?, number(m)?, if y.len() == 2 { 2000 + number(y)? } else { number(y)? }),
            _ => return Err(no()),
        };
        let small = |n: i16| i8::try_from(n).map_err(|_| no());
        Self::new(year, small(month)?, small(day)?).ok_or_else(no)
    }
}

impl fmt::Display for Day {
    /// ISO, for files and programs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for Day {
    type Err = NotADay;
    /// ISO alone.
    fn from_str(text: &str) -> Result<Self, NotADay> {
        let no = || NotADay(text.to_owned());
        if text.len() != 10 {
            return Err(no());
        }
        text.parse::<Date>().map(Self).map_err(|_| no())
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i5_days_as_typed() {
        let near = Day::new(2026, 11, 22).expect("a day");
        for (typed, iso) in [
            ("5", "2026-11-05"),
            ("05", "2026-11-05"),
            ("5/11", "2026-11-05"),
            ("511", "2026-11-05"),
            ("0511", "2026-11-05"),
            ("5-11-26", "2026-11-05"),
            ("05112026", "2026-11-05"),
            ("05-11-2026", "2026-11-05"),
            ("2026-11-05", "2026-11-05"),
            ("1/2/2027", "2027-02-01"),
        ] {
            assert_eq!(Day::parse_near(typed, near).map(|d| d.to_string()), Ok(iso.to_owned()), "{typed}");
        }
        for typed in ["", "32", "5/13", "abc", "31/2", "1234567", "5/11/2026/1", "-"] {
            assert!(Day::parse_near(typed, near).is_err(), "{typed}");
        }
    }

    #[test]
    fn shown_with_the_day_first() {
        assert_eq!(Day::new(2026, 11, 5).map(Day::dmy), Some("05-11-2026".to_owned()));
    }
}
