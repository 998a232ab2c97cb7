//! The contractual obligatory fee (`L-16`).

use super::tariff::{MonthUse, Supply, TariffBook, price};
use crate::base::{Day, Money, Period, Refusal, Units};

/// Due when a connection ends before its contract does: one month's fixed charge (none in the category: the minimum) by the tariff of `end`,
/// times the whole months from `end` to the connection's day + `contract_months`. Nothing where the day of connection is not known.
///
/// # Errors
/// No tariff or category for the month of `end`.
pub fn cofee(book: &TariffBook, supply: &Supply, connected: Option<Day>, end: Day, contract_months: u8) -> Result<Money, Refusal> {
    let Some(connected) = connected else { return Ok(Money::ZERO) };
    let months = whole_months(end, connected.plus_months(i32::from(contract_months)));
    if months == 0 {
        return Ok(Money::ZERO);
    }
    let month = MonthUse { period: Period::of(end), units: Units::ZERO, charged: true };
    let priced = price(book, supply, &[month])?;
    let each = if priced.fixed.is_zero() { priced.minimum } else { priced.fixed };
    Ok(Money::from_paise(each.paise().saturating_mul(months)))
}

/// How many months fit between two days; none where the second is not after the first.
fn whole_months(from: Day, to: Day) -> i64 {
    (1..).take_while(|months| from.plus_months(*months) <= to).last().map_or(0, i64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l16_whole_months_that_are_left() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        for (end, to, months) in [
            ("2026-11-30", "2026-11-30", 0),
            ("2026-11-30", "2026-12-29", 0),
            ("2026-11-30", "2026-12-30", 1),
            ("2026-11-30", "2027-02-28", 3),
            ("2026-11-30", "2028-11-29", 23),
            ("2026-11-30", "2020-01-01", 0),
        ] {
            assert_eq!(whole_months(day(end), day(to)), months, "{end} {to}");
        }
    }
}
