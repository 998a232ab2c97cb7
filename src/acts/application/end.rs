//! Supply that ends, for now or for good, and begins again: on a reading, with its bill (`N-6`, `N-7`, `B-21`).

use super::carry::{Carried, Carrying};
use super::refuse;
use crate::acts::bill::supply;
use crate::acts::shows::Shows;
use crate::acts::supply::{closing_bill, worked_on};
use crate::base::{Day, Money, No, PaperKind};
use crate::folds::Consumer;
use crate::journal::fact::{BillIssued, Effected, Final, ReadingFact, Source};
use crate::rules::bill::{Head, Line};
use crate::rules::cofee::cofee;
use crate::rules::status::Status;
use crate::rules::workflow::Value;

impl Carrying<'_, '_> {
    /// The reading of this step, as its meter can show it.
    fn reading(&self, consumer: &Consumer, day: Day, source: Source) -> Result<ReadingFact, No> {
        worked_on(day, consumer, self.moment).map_err(|no| at(no, "on"))?;
        let rollover = matches!(self.said.get("rollover"), Some(Value::Yes(true)));
        let shows = Shows { typed: self.said.text("reading").to_owned(), rollover, confirmed: self.confirmed };
        Ok(ReadingFact { value: shows.on(consumer, day, self.moment)?, day, source })
    }

    pub(super) fn energise(&mut self) -> Result<Effected, No> {
        let day = self.day("on")?;
        let consumer = self.own()?;
        Ok(Effected::Energised { reading: self.reading(consumer, day, Source::Initial)? })
    }

    /// A reactivation that nobody paid for or put on. One that a dishonoured cheque undid already ends with its application alone.
    pub(super) fn withdraw_reactivation(&self) -> Result<Effected, No> {
        let consumer = self.own()?;
        let no = consumer.no;
        let papers = self.application.iter().flat_map(|application| &application.path).flat_map(|taken| &taken.papers);
        let paid = papers.into_iter().find(|paper| paper.kind == PaperKind::Receipt).filter(|_| consumer.status == Status::Stsd);
        if let Some(receipt) = paid {
            let message = format!(
                "The deposit of {no} is paid with {receipt}: the JE puts the supply on; then it may be stopped or ended on request."
            );
            return Err(refuse("L-12", "application", message));
        }
        if consumer.cut.is_none() {
            let message = format!("The supply of {no} is on: the BCC collects the deposit; then it may be stopped or ended on request.");
            return Err(refuse("L-12", "application", message));
        }
        Ok(Effected::ReactivationWithdrawn)
    }

    pub(super) fn settle_temporary(&mut self, carried: &mut Carried) -> Result<Effected, No> {
        Ok(Effected::TemporarySettled(self.ended(Money::ZERO, carried)?))
    }

    pub(super) fn stop_bill(&mut self, carried: &mut Carried) -> Result<Effected, No> {
        Ok(Effected::BillStopped(self.ended(Money::ZERO, carried)?))
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
        Ok(Effected::ConnectionEnded(self.ended(fee, carried)?))
    }

    /// The final bill; the fee stands on it.
    fn ended(&mut self, fee: Money, carried: &mut Carried) -> Result<Box<Final>, No> {
        let day = self.day("on")?;
        let mut consumer = self.own()?.clone();
        let reading = self.reading(&consumer, day, Source::Final)?;
        if !fee.is_zero() {
            consumer.balance += fee;
            consumer.since_bill.push(Line::new(Head::CoFee, "Contractual obligatory fee", fee));
        }
        let bill = closing_bill(&consumer, reading, false, self.moment)?;
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
