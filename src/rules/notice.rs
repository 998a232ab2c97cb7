//! When a notice counts as served, and from when on the supply may be cut (`L-15`).

use super::profile::Profile;
use crate::base::{Day, Period};

/// The days of a notice of the close of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub due: Day,
    pub served: Day,
    /// The earliest day of a cut.
    pub cut_from: Day,
}

/// The days of a notice of `period` whose close was run on `run_on`.
pub fn days(profile: &Profile, period: Period, run_on: Day) -> Days {
    let served = period.next().day(profile.lifecycle.served_day_next).max(run_on);
    Days { due: period.next().day(profile.calendar.due_day_next), served, cut_from: cut_from(profile, period, served) }
}

/// The later of the day of cutting and the end of the clear days after serving.
pub fn cut_from(profile: &Profile, period: Period, served: Day) -> Day {
    let clear = served.plus_days(i32::from(profile.lifecycle.clear_days) + 1);
    period.next().day(profile.calendar.cut_day_next).max(clear)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l15_fifteen_clear_days() {
        let led = Profile::load(include_str!("../../assets/profiles/led.toml"), "led.toml").expect("the profile");
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let october: Period = "2026-10".parse().expect("a period");
        for (run_on, served, cut) in [
            ("2026-10-26", "2026-11-01", "2026-11-21"),
            ("2026-11-01", "2026-11-01", "2026-11-21"),
            ("2026-11-05", "2026-11-05", "2026-11-21"),
            ("2026-11-06", "2026-11-06", "2026-11-22"),
            ("2026-11-20", "2026-11-20", "2026-12-06"),
        ] {
            let found = days(&led, october, day(run_on));
            assert_eq!((found.served, found.cut_from, found.due), (day(served), day(cut), day("2026-11-20")), "{run_on}");
        }
    }
}
