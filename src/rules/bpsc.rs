//! The belated-payment surcharge (`B-17`).

use super::tariff::{Surcharge, SurchargeBase};
use crate::base::Money;

/// One surcharge at one month close, rounded to a paisa.
///
/// `cc` and `acm_cc` are of the last bill: its CC charges, and the ACM CC charges that it took back. `outstanding` is what stands at the close.
pub fn bpsc(surcharge: Surcharge, cc: Money, acm_cc: Money, outstanding: Money) -> Money {
    let base = match surcharge.base {
        SurchargeBase::Cc => cc - acm_cc,
        SurchargeBase::Outstanding => outstanding,
    };
    surcharge.percent.of_money(base.at_least_zero())
}

#[cfg(test)]
mod tests {
    use rust_decimal_macros::dec;

    use super::*;
    use crate::rules::tariff::Percent;

    #[test]
    fn b17_both_bases() {
        let of = |percent, base, cc, back, outstanding| {
            let surcharge = Surcharge { percent: Percent::new(percent).expect("a percentage"), base };
            let paise = Money::from_paise;
            bpsc(surcharge, paise(cc), paise(back), paise(outstanding)).paise()
        };
        assert_eq!(of(dec!(2), SurchargeBase::Cc, 23_500, 0, 25_500), 470);
        assert_eq!(of(dec!(2), SurchargeBase::Cc, 54_000, 23_500, 99_999), 610);
        assert_eq!(of(dec!(2), SurchargeBase::Cc, 20_000, 23_500, 99_999), 0);
        assert_eq!(of(dec!(1.25), SurchargeBase::Outstanding, 54_000, 0, 69_300), 866);
        assert_eq!(of(dec!(1.25), SurchargeBase::Outstanding, 54_000, 0, -100), 0);
        // 1.25 % of 0.40 is half a paisa: up.
        assert_eq!(of(dec!(1.25), SurchargeBase::Outstanding, 0, 0, 40), 1);
    }
}
