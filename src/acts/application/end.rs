//! Supply that ends, for now or for good, and begins again: on a reading, with its bill (`N-6`, `N-7`, `B-21`).

use rust_decimal::Decimal;

use super::carry::{Carried, Carrying};
use super::refuse;
use crate::acts::bill::{believed, supply, usual};
use crate::acts::supply::{closing_bill, worked_on};
use crate::base::{Day, Money, No, PaperKind, Units, rounding};
use crate::folds::Consumer;
use crate::journal::fact::{BillIssued, Effected, Final, ReadingFact, Source};
use crate::rules::bill::{Head, Line, months_of};
use crate::rules::cofee::cofee;
use crate::rules::workflow::Value;

impl Carrying<'_, '_> {
    /// The reading of this step, as its meter can show it; a stuck meter's stays where it stopped.
    fn reading(&self, consumer: &Consumer, day: Day, source: Source) -> Result<ReadingFact, No> {
        worked_on(day, consumer, self.moment).map_err(|no| at(no, "on"))?;
        let rollover = matches!(self.said.get("rollover"), Some(Value::Yes(true)));
        let value = if consumer.meter.stuck_since.is_some() {
            consumer.meter.floor
        } else {
            consumer.meter.take(self.said.text("reading"), rollover)?
        };
        Ok(ReadingFact { value, day, source })
    }

    pub(super) fn energise(&mut self) -> Result<Effected, No> {
        let day = self.day("on")?;
        let consumer = self.own()?;
        Ok(Effected::Energised { reading: self.reading(consumer, day, Source::Initial)? })
    }

    pub(super) fn settle_temporary(&mut self, carried: &mut Carried) -> Result<Effected, No> {
        let day = self.day("on")?;
        let expected = self.expected(self.own()?, day)?;
        Ok(Effected::TemporarySettled(self.ended(Money::ZERO, expected, carried)?))
    }

    pub(super) fn stop_bill(&mut self, carried: &mut Carried) -> Result<Effected, No> {
        let usual = usual(self.own()?, self.moment)?;
        Ok(Effected::BillStopped(self.ended(Money::ZERO, usual, carried)?))
    }

    pub(super) fn end_connection(&mut self, carried: &mut Carried) -> Result<Effected, No> {
        let (day, requested) = (self.day("on")?, self.day("requested")?);
        if day < requested {
            let message = format!("{} is before {}, the day of the request.", day.dmy(), requested.dmy());
            return Err(refuse("N-7", "on", message));
        }
        let consumer = self.own()?;
        let months = self.moment.rules.profile.lifecycle.contract_months;
        let fee = cofee(&self.moment.rules.tariffs, &supply(consumer), consumer.connected_on, day, months)?;
        let usual = usual(consumer, self.moment)?;
        Ok(Effected::ConnectionEnded(self.ended(fee, usual, carried)?))
    }

    /// What a temporary supply should have used a month, as its advance was reckoned: no month of it was metered before (`N-6`).
    fn expected(&self, consumer: &Consumer, day: Day) -> Result<Option<Units>, No> {
        let (Some(rules), Some(since)) = (self.tariff()?.temporary, consumer.connected_on) else { return Ok(None) };
        let months = months_of(since.period(), day.period(), &[]).len();
        let hours = Decimal::from(rules.hours_a_day) * Decimal::from(day.days_since(since) + 1);
        Ok(Some(rounding::to_units(consumer.supply.load_kw * hours / Decimal::from(months.max(1)))))
    }

    /// The final bill; the fee stands on it. A reading that makes far more of it than the `usual` of a month is confirmed first (`B-9`).
    fn ended(&mut self, fee: Money, usual: Option<Units>, carried: &mut Carried) -> Result<Box<Final>, No> {
        let day = self.day("on")?;
        let mut consumer = self.own()?.clone();
        let reading = self.reading(&consumer, day, Source::Final)?;
        if !fee.is_zero() {
            consumer.balance += fee;
            consumer.since_bill.push(Line::new(Head::CoFee, "Contractual obligatory fee", fee));
        }
        let bill = closing_bill(&consumer, reading, false, self.moment)?;
        if !self.confirmed {
            believed(&bill, usual)?;
        }
        carried.owing = (bill.payable - consumer.disputed).is_outstanding();
        let bill = BillIssued { no: self.numbers.next(PaperKind::Bill)?, bill };
        Ok(Box::new(Final { reading, cofee: fee, bill }))
    }
}

/// The same refusal at the field of this form.
fn at(no: No, field: &'static str) -> No {
    match no {
        No::Refused(refusal) => No::Refused(refusal.at(field)),
        broken @ No::Broken(_) => broken,
    }
}
