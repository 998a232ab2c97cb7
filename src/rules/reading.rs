//! A meter and its readings: what is taken, what is refused, what is billed (`B-4`, `B-8` to `B-11`).

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::base::{Day, Digits, Factor, Refusal, Register, Units};

/// A meter in its place, and from where its units are counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeterState {
    pub no: String,
    pub digits: Digits,
    pub factor: Factor,
    /// From that day ACM applies, until the meter is changed (`B-10`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stuck_since: Option<Day>,
    /// The last billed reading; after a meter change, the new meter's initial one.
    pub base: Register,
    pub base_date: Day,
    /// The highest reading since: nothing below it is taken (`B-8`).
    pub floor: Register,
    /// Units of meters that were changed since the last billed reading.
    #[serde(default, skip_serializing_if = "no_units")]
    pub carried: Units,
}

fn no_units(units: &Units) -> bool {
    *units == Units::ZERO
}

impl MeterState {
    /// A meter put up on `date` with this initial reading.
    pub const fn installed(no: String, digits: Digits, factor: Factor, initial: Register, date: Day) -> Self {
        Self { no, digits, factor, stuck_since: None, base: initial, base_date: date, floor: initial, carried: Units::ZERO }
    }

    /// The reading that a person typed.
    ///
    /// # Errors
    /// Not digits, more of them than the meter has, below the floor without `rollover`, or a rollover claimed of a reading that is not below (`B-9`).
    pub fn take(&self, typed: &str, rollover: bool) -> Result<Register, Refusal> {
        let refuse = |message: String| Err(Refusal::new("B-9", message).at("reading"));
        let value = match read_register(typed, self.digits) {
            Ok(value) => value,
            Err(message) => return refuse(message),
        };
        if value < self.floor.value {
            if rollover {
                return Ok(Register { value, turns: self.floor.turns + 1 });
            }
            let floor = self.floor.value;
            return refuse(format!(
                "{value} is below {floor}, read before: read again, or say that the meter passed its last digit, or let the JE record a meter change"
            ));
        }
        if rollover {
            return refuse(format!("{value} is not below {}: the meter did not pass its last digit since", self.floor.value));
        }
        Ok(Register { value, turns: self.floor.turns })
    }

    /// The units from the last billed reading up to `reading`, changed meters counted (`B-4`, `B-10`).
    pub fn units(&self, reading: Register) -> Units {
        self.carried + units_between(self.digits, self.factor, self.base, reading)
    }

    /// After a reading that no bill used: it is a floor.
    #[must_use]
    pub fn noted(&self, reading: Register) -> Self {
        let higher = reading.absolute(self.digits) > self.floor.absolute(self.digits);
        Self { floor: if higher { reading } else { self.floor }, ..self.clone() }
    }

    /// After an actual bill up to `reading`.
    #[must_use]
    pub fn billed(&self, reading: Register, date: Day) -> Self {
        Self { base: reading, base_date: date, carried: Units::ZERO, ..self.noted(reading) }
    }

    /// From `day` the meter counts no more; an earlier day stays.
    #[must_use]
    pub fn stuck(&self, day: Day) -> Self {
        Self { stuck_since: Some(self.stuck_since.map_or(day, |since| since.min(day))), ..self.clone() }
    }

    /// After a change of the meter on the day `new` was put up.
    ///
    /// The old meter's units up to `last` are carried into the next bill. Of a stuck meter nothing is: it counts up to its last billed
    /// reading alone, and the last actual period moves to the change (`B-10`).
    #[must_use]
    pub fn changed(&self, last: Register, new: Self) -> Self {
        let carried = if self.stuck_since.is_some() { Units::ZERO } else { self.units(last) };
        Self { carried, stuck_since: None, ..new }
    }
}

/// Units between two readings of one meter; none where `to` is not above `from`.
pub fn units_between(digits: Digits, factor: Factor, from: Register, to: Register) -> Units {
    factor.units(to.absolute(digits).saturating_sub(from.absolute(digits)))
}

fn read_register(typed: &str, digits: Digits) -> Result<u64, String> {
    let text = typed.trim();
    if text.is_empty() {
        return Err("type the reading: the digits that the meter shows".to_owned());
    }
    if text.starts_with('-') {
        return Err(format!("'{text}' is negative: type the digits that the meter shows"));
    }
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("'{text}' is no reading: type digits alone, without the ones after the point"));
    }
    let significant = text.trim_start_matches('0');
    let many = || {
        format!("'{text}' has {} digits, the meter has {}: read again, or let the JE correct the meter", significant.len(), digits.count())
    };
    if significant.len() > usize::from(digits.count()) {
        return Err(many());
    }
    if significant.is_empty() { Ok(0) } else { significant.parse().map_err(|_| many()) }
}

/// Whether a reading is taken only after the clerk confirms it: per month of the bill more than 3 times `usual` and more than 100 units above it
/// (`B-9`). `usual` is the mean of the last three metered months, else the assessed units, else none.
pub fn wants_confirmation(units: Units, months: u32, usual: Option<Units>) -> bool {
    let usual = usual.unwrap_or(Units::ZERO).decimal();
    let months = Decimal::from(months.max(1));
    let units = units.decimal();
    units > Decimal::from(3) * usual * months && units > (usual + Decimal::ONE_HUNDRED) * months
}

/// Whether a self-reading dated before a surprise check of the same period is under-reported: below it by more than 10 % of what the check found
/// since the last billed reading, and by more than 20 units (`B-11`).
pub fn is_under_reported(digits: Digits, factor: Factor, last_billed: Register, own: Register, surprise: Register) -> bool {
    let below = units_between(digits, factor, own, surprise);
    let found = units_between(digits, factor, last_billed, surprise);
    below.decimal() * Decimal::TEN > found.decimal() && below > Units::new(20)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(iso: &str) -> Day {
        iso.parse().expect("a day")
    }

    fn meter(floor: u64) -> MeterState {
        let digits = Digits::new(5).expect("digits");
        MeterState::installed("M1".to_owned(), digits, Factor::ONE, Register::at(1_200), day("2026-08-31")).noted(Register::at(floor))
    }

    #[test]
    fn b9_what_is_taken_and_what_is_refused() {
        let cases: [(&str, bool, Result<Register, &str>); 14] = [
            ("1440", false, Ok(Register::at(1_440))),
            (" 01440 ", false, Ok(Register::at(1_440))),
            ("1300", false, Ok(Register::at(1_300))),
            ("1299", false, Err("is below 1300")),
            ("40", true, Ok(Register { value: 40, turns: 1 })),
            ("1300", true, Err("is not below 1300")),
            ("0", true, Ok(Register { value: 0, turns: 1 })),
            ("", false, Err("type the reading")),
            ("-5", false, Err("is negative")),
            ("12a", false, Err("digits alone")),
            ("1440.5", false, Err("digits alone")),
            ("12345678901234567890", false, Err("has 20 digits, the meter has 5")),
            ("100000", false, Err("has 6 digits")),
            ("१२", false, Err("digits alone")),
        ];
        for (typed, rollover, expected) in cases {
            match (meter(1_300).take(typed, rollover), expected) {
                (Ok(register), Ok(wanted)) => assert_eq!(register, wanted, "{typed}"),
                (Err(refusal), Err(part)) => {
                    assert!(refusal.message.contains(part), "{typed}: {refusal}");
                    assert_eq!((refusal.rule.as_ref(), refusal.field), ("B-9", Some("reading")));
                }
                (got, wanted) => panic!("{typed}: {got:?} for {wanted:?}"),
            }
        }
    }

    #[test]
    fn b9_a_meter_that_passed_its_last_digit() {
        let near_end = meter(1_300).billed(Register::at(99_950), day("2026-09-20"));
        let reading = near_end.take("30", true).expect("a rollover");
        assert_eq!(near_end.units(reading), Units::new(80));
        let next = near_end.billed(reading, day("2026-10-20"));
        assert_eq!(next.units(next.take("130", false).expect("a reading")), Units::new(100));
    }

    #[test]
    fn b10_units_are_the_sum_over_both_meters() {
        let old = meter(1_250);
        let new = MeterState::installed("M2".to_owned(), old.digits, Factor::ONE, Register::at(7), day("2026-09-15"));
        let changed = old.changed(Register::at(1_290), new.clone());
        assert_eq!((changed.carried, changed.units(Register::at(57))), (Units::new(90), Units::new(140)));
        let stuck = old.stuck(day("2026-09-10")).stuck(day("2026-09-12"));
        assert_eq!(stuck.stuck_since, Some(day("2026-09-10")));
        let changed = stuck.changed(Register::at(1_290), new);
        assert_eq!((changed.stuck_since, changed.units(Register::at(57))), (None, Units::new(50)));
        let third = MeterState::installed("M3".to_owned(), old.digits, Factor::ONE, Register::at(0), day("2026-09-25"));
        let twice = old.changed(Register::at(1_290), MeterState { no: "M2".to_owned(), ..third.clone() }).changed(Register::at(10), third);
        assert_eq!(twice.units(Register::at(5)), Units::new(105));
    }

    #[test]
    fn b4_units_are_multiplied_by_the_factor() {
        let factor = Factor::new(Decimal::new(15, 1)).expect("a factor");
        let meter = MeterState { factor, ..meter(1_200) };
        assert_eq!(meter.units(Register::at(1_203)), Units::new(5));
    }

    #[test]
    fn b8_billing_moves_base_and_floor_and_never_lowers_the_floor() {
        let noted = meter(1_500).noted(Register::at(1_400));
        assert_eq!(noted.floor, Register::at(1_500));
        let billed = noted.billed(Register::at(1_600), day("2026-10-12"));
        assert_eq!((billed.base, billed.floor, billed.carried), (Register::at(1_600), Register::at(1_600), Units::ZERO));
    }

    #[test]
    fn b9_a_reading_far_above_wants_to_be_confirmed() {
        for (units, months, usual, expected) in [
            (330, 1, Some(110), false),
            (331, 1, Some(110), true),
            (120, 1, Some(20), false),
            (121, 1, Some(20), true),
            (662, 2, Some(110), true),
            (660, 2, Some(110), false),
            (100, 1, None, false),
            (101, 1, None, true),
        ] {
            assert_eq!(wants_confirmation(Units::new(units), months, usual.map(Units::new)), expected, "{units} over {months}");
        }
    }

    #[test]
    fn b11_under_reported() {
        let digits = Digits::new(5).expect("digits");
        for (own, surprise, expected) in
            [(1_370, 1_400, true), (1_380, 1_400, false), (1_379, 1_400, true), (1_579, 1_600, false), (1_410, 1_400, false)]
        {
            let got = is_under_reported(digits, Factor::ONE, Register::at(1_200), Register::at(own), Register::at(surprise));
            assert_eq!(got, expected, "{own} {surprise}");
        }
    }
}
