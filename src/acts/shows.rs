//! What a meter shows, as a person types it: one way in for every reading, whoever takes it down (`B-9`).
//!
//! Below the floor it is refused unless the meter passed its last digit; far above the usual it is taken once somebody has looked again.

use rust_decimal::Decimal;

use super::Moment;
use super::bill::supply;
use super::supply::closing_months;
use crate::base::{Day, No, Refusal, Register, Units, rounding};
use crate::folds::Consumer;
use crate::rules::average;
use crate::rules::bill::months_of;
use crate::rules::reading::wants_confirmation;

/// The field at which a reading far above the usual is refused until somebody says that it is right.
pub const CONFIRM: &str = "confirm";

/// A reading as it was typed, and what its reader says of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shows {
    pub typed: String,
    /// The meter passed its last digit since.
    pub rollover: bool,
    /// Far above the usual, looked at again, and right.
    pub confirmed: bool,
}

impl Shows {
    /// The digits alone.
    pub fn plain(typed: impl Into<String>) -> Self {
        Self { typed: typed.into(), rollover: false, confirmed: false }
    }

    /// The same, looked at again.
    #[must_use]
    pub fn confirmed(self) -> Self {
        Self { confirmed: true, ..self }
    }

    /// The reading of that day. A stuck meter's stays where it stopped, whatever is typed.
    ///
    /// # Errors
    /// `B-9`: no reading of this meter; below the floor; far above the usual (at [`CONFIRM`]).
    pub(super) fn on(&self, consumer: &Consumer, day: Day, moment: &Moment) -> Result<Register, No> {
        let meter = &consumer.meter;
        if meter.stuck_since.is_some() {
            return Ok(meter.floor);
        }
        let reading = meter.take(&self.typed, self.rollover)?;
        if !self.confirmed {
            believed(meter.units(reading), closing_months(consumer, day).len(), usual(consumer, day, moment)?)?;
        }
        Ok(reading)
    }
}

/// What a month usually comes to; `None` where nothing was metered and the tariff assesses nothing.
fn usual(consumer: &Consumer, day: Day, moment: &Moment) -> Result<Option<Units>, No> {
    let (_, tariff) = moment.rules.tariffs.of_period(moment.day.period())?;
    let temporary = tariff.temporary.filter(|_| consumer.supply.would_be.is_some());
    let (Some(rules), Some(since)) = (temporary, consumer.connected_on) else {
        return Ok(average::usual(&consumer.metered, tariff, &supply(consumer)));
    };
    // No month of a temporary supply was metered before: it is held against what its advance was reckoned by (N-6).
    let months = months_of(since.period(), day.period(), &[]).len();
    let hours = Decimal::from(rules.hours_a_day) * Decimal::from(day.days_since(since) + 1);
    Ok(Some(rounding::to_units(consumer.supply.load_kw * hours / Decimal::from(months.max(1)))))
}

fn believed(units: Units, months: usize, usual: Option<Units>) -> Result<(), Refusal> {
    if !wants_confirmation(units, u32::try_from(months).unwrap_or(u32::MAX), usual) {
        return Ok(());
    }
    let mean = usual.unwrap_or(Units::ZERO);
    let months = if months <= 1 { "a month".to_owned() } else { format!("{months} months") };
    let message = format!("{units} units in {months} is far above the usual {mean} a month: look at the reading again, then confirm.");
    Err(Refusal::new("B-9", message).at(CONFIRM))
}
