//! What a tariff says beside the monthly price: assessed units, deposit, one month's fixed charge.

use rust_decimal::Decimal;

use super::exact::Charge7;
use super::model::{Rates, Supply, Tariff};
use crate::base::{Money, Refusal, Units, rounding};

impl Tariff {
    /// Units a month where no metered month is known: load × the category's assessed units, half up (`B-15`).
    ///
    /// # Errors
    /// The tariff names none for the category.
    pub fn assessed(&self, supply: &Supply) -> Result<Units, Refusal> {
        let rates = self.own_rates(supply)?;
        let each = rates.assess.ok_or_else(|| {
            let said = format!("tariff {} gives no assessed units for category {}: bill on a reading", self.id, supply.category);
            Refusal::new("B-15", said)
        })?;
        Ok(rounding::to_units(supply.load_kw.max(Decimal::ZERO) * each))
    }

    /// The security deposit for this load; `None` where the tariff asks for none.
    pub fn deposit(&self, supply: &Supply) -> Result<Option<Money>, Refusal> {
        let loads = self.loads(supply)?;
        Ok(self.own_rates(supply)?.deposit.as_ref().map(|charge| charge.amount(&loads, 0).to_paise()))
    }

    /// One month's fixed charge at this load and phase, the minimum where the category has no fixed charge (`L-16`).
    pub fn month_fixed(&self, supply: &Supply) -> Result<Money, Refusal> {
        let loads = self.loads(supply)?;
        let rates = self.own_rates(supply)?;
        let amount = |charge: &Option<super::model::Charge>| charge.as_ref().map_or(Charge7::ZERO, |c| c.amount(&loads, 0)).to_paise();
        let fixed = amount(&rates.fixed);
        Ok(if fixed.is_zero() { amount(&rates.minimum) } else { fixed })
    }

    /// The category's rates before any consumption is known.
    fn own_rates(&self, supply: &Supply) -> Result<&Rates, Refusal> {
        self.rates(supply, &self.loads(supply)?, 0).map(|(rates, _)| rates)
    }
}
