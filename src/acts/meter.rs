//! The JE's record of a meter: stuck, changed (`B-10`).

use super::application::MeterAt;
use super::shows::Shows;
use super::{Act, Draft, Moment, Sight, known, needed_text};
use crate::base::{ConsumerNo, Day, Digits, Factor, No, Refusal};
use crate::folds::Consumer;
use crate::journal::Fact;
use crate::journal::fact::{MeterChanged, MeterFact};
use crate::rules::role::Role;
use crate::rules::status::Status;

const ENGINEERS: &[Role] = &[Role::Je];

fn refuse(field: &'static str, message: impl Into<String>) -> No {
    Refusal::new("B-10", message).at(field).into()
}

/// Who has no meter yet, or none any more, has none to be recorded on. One that ended unpaid is still to be read for the last time.
fn metered(see: &dyn Sight, no: ConsumerNo) -> Result<Consumer, No> {
    let consumer = known(see, no)?;
    let status = consumer.status;
    let why = match status {
        _ if status.is_before_supply() => "its meter comes with the execution of the order",
        Status::Pdnp => return Ok(consumer),
        _ if status.is_ended() => "its connection has ended",
        _ => return Ok(consumer),
    };
    Err(refuse("consumer", format!("{no} is {status} ({}): {why}.", status.words())))
}

/// From that day the average applies.
#[derive(Debug, Clone)]
pub struct Stuck {
    pub consumer: ConsumerNo,
    pub day: Day,
}

impl Act for Stuck {
    fn work(&self) -> &'static str {
        "Recording a stuck meter"
    }

    fn roles(&self) -> &'static [Role] {
        ENGINEERS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let consumer = metered(see, self.consumer)?;
        if let Some(since) = consumer.meter.stuck_since {
            return Err(refuse("consumer", format!("The meter is recorded stuck already, since {}.", since.dmy())));
        }
        if self.day > moment.day {
            return Err(refuse("day", "The day is after today."));
        }
        Ok(vec![Fact::MeterStuck { consumer: self.consumer, day: self.day }.into()])
    }
}

/// The old meter's final reading and the new one's initial reading, together.
#[derive(Debug, Clone)]
pub struct ChangeMeter {
    pub consumer: ConsumerNo,
    /// Of the old meter; for a stuck one it counts for nothing.
    pub last: Shows,
    pub meter: String,
    pub digits: u8,
    pub factor: rust_decimal::Decimal,
    pub initial: String,
}

impl Act for ChangeMeter {
    fn work(&self) -> &'static str {
        "Recording a meter change"
    }

    fn roles(&self) -> &'static [Role] {
        ENGINEERS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let consumer = metered(see, self.consumer)?;
        let no = needed_text(&self.meter, "The new meter's number", "B-10", "meter")?;
        let digits = Digits::new(self.digits).ok_or_else(|| refuse("digits", "A meter has 1 to 9 digits."))?;
        let factor = Factor::new(self.factor).ok_or_else(|| refuse("factor", "The multiplying factor is above 0 and at most 1,00,000."))?;
        if consumer.meter.no == no {
            return Err(refuse("meter", format!("Meter {no} is the one that is there: give the new meter's number.")));
        }
        if let Some(other) = see.meter_in_service(&no)?.filter(|other| *other != MeterAt::Consumer(self.consumer)) {
            return Err(refuse("meter", format!("Meter {no} is up at {other}: look at the number again.")));
        }
        let last = self.last.on(&consumer, moment.day, moment)?;
        let initial: u64 = self
            .initial
            .trim()
            .parse()
            .ok()
            .filter(|value| *value < digits.span())
            .ok_or_else(|| refuse("initial", format!("The initial reading is a number of at most {} digits.", digits.count())))?;
        let changed = MeterChanged { consumer: self.consumer, day: moment.day, last, meter: MeterFact { no, digits, factor }, initial };
        Ok(vec![Fact::MeterChanged(changed).into()])
    }
}
