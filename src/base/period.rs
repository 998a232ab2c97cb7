//! Billing months and financial years.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Day;

/// A billing month, `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period(i32);

/// Why a typed period was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a period: type year and month as 2026-11")]
pub struct NotAPeriod(pub String);

impl Period {
    /// `None` where there is no such month.
    pub fn new(year: i32, month: i32) -> Option<Self> {
        ((1..=12).contains(&month) && (1900..=9998).contains(&year)).then_some(Self(year * 12 + month - 1))
    }

    pub fn of(day: Day) -> Self {
        Self(i32::from(day.date().year()) * 12 + i32::from(day.date().month()) - 1)
    }

    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// 1 to 12.
    pub const fn month(self) -> i32 {
        self.0.rem_euclid(12) + 1
    }

    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    pub const fn prev(self) -> Self {
        Self(self.0 - 1)
    }

    pub const fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }

    /// Months from `earlier` to this one; negative where this one is the earlier.
    pub const fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    pub fn first_day(self) -> Day {
        let at = |n: i32| i16::try_from(n).unwrap_or(9998);
        let month = i8::try_from(self.month()).unwrap_or(1);
        Day::from_date(jiff::civil::date(at(self.year()), month, 1))
    }

    pub fn last_day(self) -> Day {
        self.next().first_day().plus_days(-1)
    }

    /// The `day`-th of the period; its last day where it is shorter.
    pub fn day(self, day: u8) -> Day {
        self.first_day().plus_days(i32::from(day.max(1)) - 1).min(self.last_day())
    }

    pub fn contains(self, day: Day) -> bool {
        Self::of(day) == self
    }

    /// `Nov 2026`.
    pub fn short(self) -> String {
        const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        format!("{} {}", NAMES[usize::try_from(self.month() - 1).unwrap_or(0)], self.year())
    }

    pub fn fin_year(self) -> FinYear {
        FinYear(if self.month() >= 4 { self.year() } else { self.year() - 1 })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl std::str::FromStr for Period {
    type Err = NotAPeriod;
    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let no = || NotAPeriod(text.to_owned());
        let (year, month) = text.split_once('-').ok_or_else(no)?;
        if year.len() != 4 || month.len() != 2 {
            return Err(no());
        }
        Self::new(year.parse().map_err(|_| no())?, month.parse().map_err(|_| no())?).ok_or_else(no)
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A financial year, April to March: shown `2026-27`, in paper numbers `2627`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FinYear(i32);

impl FinYear {
    pub fn of(day: Day) -> Self {
        Period::of(day).fin_year()
    }

    /// The year of its April.
    pub const fn starting(year: i32) -> Self {
        Self(year)
    }

    pub const fn start(self) -> i32 {
        self.0
    }

    /// `2627`.
    pub fn short(self) -> String {
        format!("{:02}{:02}", self.0.rem_euclid(100), (self.0 + 1).rem_euclid(100))
    }
}

impl fmt::Display for FinYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0, (self.0 + 1).rem_euclid(100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_count_over_the_year_end() {
        let period = Period::new(2026, 11).expect("a period");
        assert_eq!(period.plus(2).to_string(), "2027-01");
        assert_eq!(period.plus(2).since(period), 2);
        assert_eq!(Period::new(2027, 2).map(|p| p.last_day().to_string()), Some("2027-02-28".to_owned()));
        assert_eq!(Period::new(2027, 2).map(|p| p.day(30).to_string()), Some("2027-02-28".to_owned()));
        assert_eq!("2026-11".parse::<Period>(), Ok(period));
        assert!("2026-13".parse::<Period>().is_err());
    }

    #[test]
    fn financial_years_run_april_to_march() {
        for (iso, year, short) in [("2026-04-01", "2026-27", "2627"), ("2027-03-31", "2026-27", "2627"), ("1999-12-01", "1999-00", "9900")]
        {
            let year_of = FinYear::of(iso.parse().expect("a day"));
            assert_eq!((year_of.to_string().as_str(), year_of.short().as_str()), (year, short));
        }
    }
}
