//! A minute of local time: when a call came, when the crew was done.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Day;

/// Minutes in a day.
const DAY: i64 = 1_440;

/// A minute of the utility's local time. In files and JSON `2026-11-05T14:05`; on screen and paper `05-11 14:05`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp(i64);

/// Why a typed time was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a time: type 14:05, 1405, or a day and a time, as 5/11 14:05")]
pub struct NotATime(pub String);

impl Stamp {
    /// `None` where the day has no such minute.
    pub fn new(day: Day, hour: u8, minute: u8) -> Option<Self> {
        let days = i64::from(day.days_since(epoch()));
        (hour < 24 && minute < 60).then(|| Self(days * DAY + i64::from(hour) * 60 + i64::from(minute)))
    }

    /// A day at its first minute.
    pub fn midnight(day: Day) -> Self {
        Self(i64::from(day.days_since(epoch())) * DAY)
    }

    /// Minutes since the beginning of 1970, local time.
    pub const fn minutes(self) -> i64 {
        self.0
    }

    pub const fn from_minutes(minutes: i64) -> Self {
        Self(minutes)
    }

    #[must_use]
    pub const fn plus(self, minutes: i64) -> Self {
        Self(self.0 + minutes)
    }

    /// Minutes from `earlier` to this one; none where a clock was set back between them.
    pub fn since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).max(0)
    }

    pub fn day(self) -> Day {
        epoch().plus_days(i32::try_from(self.0.div_euclid(DAY)).unwrap_or(0))
    }

    /// `14:05`.
    pub fn time(self) -> String {
        let minute = self.0.rem_euclid(DAY);
        format!("{:02}:{:02}", minute / 60, minute % 60)
    }

    /// `05-11 14:05`.
    pub fn short(self) -> String {
        let day = self.day().dmy();
        format!("{} {}", day.get(..5).unwrap_or(&day), self.time())
    }

    /// What a clerk typed, read from `now`: a time alone is the last one that was so, today or yesterday.
    ///
    /// # Errors
    /// A text that is no time.
    pub fn parse_near(text: &str, now: Self) -> Result<Self, NotATime> {
        let text = text.trim();
        let no = || NotATime(text.to_owned());
        if let Ok(stamp) = text.parse() {
            return Ok(stamp);
        }
        let (day, time) = text.rsplit_once(' ').map_or((None, text), |(day, time)| (Some(day), time));
        let day_typed = day.map(|day| Day::parse_near(day, now.day())).transpose().map_err(|_| no())?;
        let (hour, minute) = clock(time).ok_or_else(no)?;
        let stamp = Self::new(day_typed.unwrap_or(now.day()), hour, minute).ok_or_else(no)?;
        Ok(if day_typed.is_none() && stamp > now { stamp.plus(-DAY) } else { stamp })
    }
}

/// `14:05`, `1405`, `905`.
fn clock(text: &str) -> Option<(u8, u8)> {
    let (hour, minute) = match text.split_once([':', '.']) {
        Some(parts) => parts,
        None => text.split_at_checked(text.len().checked_sub(2)?)?,
    };
    let digits = |part: &str| !part.is_empty() && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(hour) || minute.len() != 2 || !digits(minute) {
        return None;
    }
    Some((hour.parse().ok()?, minute.parse().ok()?))
}

fn epoch() -> Day {
    Day::from_date(jiff::civil::Date::constant(1970, 1, 1))
}

/// A stretch of time in words: `45 min`, `3 h 05`, `2 d 4 h`.
pub fn span(minutes: i64) -> String {
    match minutes.max(0) {
        m @ 0..60 => format!("{m} min"),
        m @ 60..DAY => format!("{} h {:02}", m / 60, m % 60),
        m => format!("{} d {} h", m / DAY, m % DAY / 60),
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.day(), self.time())
    }
}

impl std::str::FromStr for Stamp {
    type Err = NotATime;
    /// ISO alone: `2026-11-05T14:05`, with a blank in place of the T too.
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let no = || NotATime(text.to_owned());
        let (day, time) = text.split_once(['T', ' ']).ok_or_else(no)?;
        let (hour, minute) = clock(time).ok_or_else(no)?;
        Self::new(day.parse().map_err(|_| no())?, hour, minute).ok_or_else(no)
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(text: &str) -> Stamp {
        text.parse().expect("a time")
    }

    #[test]
    fn times_as_typed() {
        let now = stamp("2026-11-12T14:05");
        for (typed, iso) in [
            ("14:05", "2026-11-12T14:05"),
            ("905", "2026-11-12T09:05"),
            ("9.05", "2026-11-12T09:05"),
            ("2330", "2026-11-11T23:30"),
            ("5/11 1405", "2026-11-05T14:05"),
            ("2026-11-05 14:05", "2026-11-05T14:05"),
        ] {
            assert_eq!(Stamp::parse_near(typed, now).map(|s| s.to_string()), Ok(iso.to_owned()), "{typed}");
        }
        for typed in ["", "5", "25:00", "12:60", "1:5", "noon", "32/11 1405", "-1:30"] {
            assert!(Stamp::parse_near(typed, now).is_err(), "{typed}");
        }
    }

    #[test]
    fn a_stamp_reads_back_and_never_runs_backwards() {
        let (first, second) = (stamp("2026-11-12T23:50"), stamp("2026-11-13T00:20"));
        assert_eq!((second.since(first), first.since(second)), (30, 0));
        assert_eq!(
            (second.day().to_string().as_str(), second.time().as_str(), second.short().as_str()),
            ("2026-11-13", "00:20", "13-11 00:20")
        );
        assert_eq!(Stamp::from_minutes(first.minutes()), first);
        assert_eq!(Stamp::midnight(first.day()).plus(1_430), first);
        assert_eq!([5, 185, 3_125].map(span), ["5 min", "3 h 05", "2 d 4 h"]);
    }
}
