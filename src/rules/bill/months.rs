//! Which months a bill is for (`B-12`).

use super::compute::BillMonth;
use crate::base::Period;

/// The periods after the last actual one up to `this`, less those disconnected from beginning to end; at least `this` (`B-12`). For a new
/// consumer the connection's period stands for the last actual one.
pub fn months_of(last_actual: Period, this: Period, disconnected_whole: &[Period]) -> Vec<Period> {
    let mut months: Vec<Period> =
        (1..=this.since(last_actual)).map(|i| last_actual.plus(i)).filter(|p| !disconnected_whole.contains(p)).collect();
    if months.is_empty() {
        months.push(this);
    }
    months
}

/// The months with what is known of their standing bills (`B-13`, `B-21`).
pub fn with_bills(months: &[Period], billed: &[Period]) -> Vec<BillMonth> {
    months.iter().map(|&period| BillMonth { period, billed: billed.contains(&period) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b12_months_of_a_bill() {
        let period = |text: &str| text.parse::<Period>().expect("a period");
        let of = |last: &str, this: &str, cut: &[&str]| {
            let cut: Vec<Period> = cut.iter().map(|p| period(p)).collect();
            months_of(period(last), period(this), &cut).iter().map(Period::to_string).collect::<Vec<_>>()
        };
        assert_eq!(of("2026-08", "2026-10", &[]), ["2026-09", "2026-10"]);
        assert_eq!(of("2026-11", "2027-02", &["2026-12"]), ["2027-01", "2027-02"]);
        assert_eq!(of("2026-10", "2026-10", &[]), ["2026-10"]);
        assert_eq!(of("2026-09", "2026-10", &["2026-10"]), ["2026-10"]);
        assert_eq!(of("2026-09", "2026-10", &["2026-08"]), ["2026-10"]);
    }
}
