//! Time comes in as a value; here it is read.

use jiff::tz::Offset;
use jiff::{Timestamp, civil};

use crate::base::{Day, Stamp};

/// Something that tells the time.
pub trait Clock: Send {
    /// Milliseconds since 1970, UTC.
    fn millis(&self) -> i64;
}

/// The PC's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place where the clock is read")]
    fn millis(&self) -> i64 {
        Timestamp::now().as_millisecond()
    }
}

/// A clock that stands: tests and training files.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub i64);

impl Clock for FixedClock {
    fn millis(&self) -> i64 {
        self.0
    }
}

fn civil_at(millis: i64, offset_seconds: i32) -> civil::DateTime {
    let offset = Offset::from_seconds(offset_seconds).unwrap_or(Offset::UTC);
    offset.to_datetime(Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH))
}

/// The local day of a moment.
pub fn local_day(millis: i64, offset_seconds: i32) -> Day {
    Day::from_date(civil_at(millis, offset_seconds).date())
}

/// The local time of day, `14:05`.
pub fn local_time(millis: i64, offset_seconds: i32) -> String {
    let time = civil_at(millis, offset_seconds).time();
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// The local minute of a moment.
pub fn local_stamp(millis: i64, offset_seconds: i32) -> Stamp {
    Stamp::from_minutes((millis + i64::from(offset_seconds) * 1_000).div_euclid(60_000))
}

/// The moment of 12:00 local time on a day: the clock of a training file under `--on`.
pub fn noon(day: Day, offset_seconds: i32) -> i64 {
    let offset = Offset::from_seconds(offset_seconds).unwrap_or(Offset::UTC);
    offset.to_timestamp(day.date().at(12, 0, 0, 0)).map_or(0, Timestamp::as_millisecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_days_of_the_islands() {
        let day = Day::new(2026, 11, 22).expect("a day");
        let india = 5 * 3600 + 1800;
        assert_eq!(local_day(noon(day, india), india), day);
        assert_eq!(local_time(noon(day, india), india), "12:00");
        assert_eq!(Some(local_stamp(noon(day, india), india)), Stamp::new(day, 12, 0));
        // 20:00 UTC is past midnight in India.
        assert_eq!(local_day(noon(day, 0) + 8 * 3_600_000, india), day.plus_days(1));
    }
}
