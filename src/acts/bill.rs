//! The bill of a consumer as it would be issued now: previews, proposals and payments run this very computation (`B-20`).

use super::{Moment, Sight};
use crate::base::{Day, No, Period, Refusal};
use crate::folds::consumer::Consumer;
use crate::journal::fact::{ReadingFact, Source};
use crate::rules::average;
use crate::rules::bill::{self, Ask, Bill, Mark, Method, MonthAsk};
use crate::rules::tariff::Supply;

/// On what a bill rests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// A reading as it was typed.
    Reading { typed: String, source: Source, rollover: bool, confirmed: bool },
    /// The average (`B-15`); at the window for a stuck meter or a door lock alone (`L-11`).
    Acm,
}

/// A computed bill that nobody has issued.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    pub reading: Option<ReadingFact>,
    pub bill: Bill,
}

/// The consumer's supply in the tariff's terms.
pub fn supply(consumer: &Consumer) -> Supply {
    Supply {
        category: consumer.supply.category.clone(),
        phase: consumer.supply.phase,
        load_kw: consumer.supply.load_kw,
        load_kva: consumer.supply.load_kva,
    }
}

/// The bill that this basis gives for the business date's period.
///
/// # Errors
/// Refusals of B-9 (reading), B-10 (stuck), L-11 (average not open), L-12 (status), B-13 (a bill of the period stands).
pub fn propose(consumer: &Consumer, basis: &Basis, moment: &Moment) -> Result<Proposal, No> {
    let period = moment.day.period();
    if !consumer.status.is_billed() {
        let message = format!("{} is {} ({}): only dues can be paid.", consumer.no, consumer.status, consumer.status.words());
        return Err(Refusal::new("L-12", message).at("reading").into());
    }
    if consumer.has_bill_of(period) {
        let message = format!("A bill for {} stands already: pay dues alone, or correct it by a posting.", period.short());
        return Err(Refusal::new("L-13", message).at("reading").into());
    }
    match basis {
        Basis::Reading { typed, source, rollover, confirmed } => {
            if let Some(since) = consumer.meter.stuck_since {
                let message = format!("The meter is recorded stuck since {}: the average applies until the JE changes it.", since.dmy());
                return Err(Refusal::new("B-10", message).at("reading").into());
            }
            let value = consumer.meter.take(typed, *rollover)?;
            let reading = ReadingFact { value, day: moment.day, source: *source };
            let bill = actual(consumer, &reading, moment)?;
            if !*confirmed {
                let mean = mean(consumer, moment)?;
                if consumer.meter.wants_confirmation(bill.units, bill.months, mean) {
                    let message = format!("{} units in {} month(s) is far above the usual {mean} a month: look at the meter card again, then confirm.", bill.units, bill.months);
                    return Err(Refusal::new("B-9", message).at("confirm").into());
                }
            }
            Ok(Proposal { reading: Some(reading), bill })
        }
        Basis::Acm => {
            average_is_open(consumer, period)?;
            Ok(Proposal { reading: None, bill: acm(consumer, moment)? })
        }
    }
}

/// Whether the window may bill by average (`L-11`, `B-10`).
fn average_is_open(consumer: &Consumer, period: Period) -> Result<(), Refusal> {
    if consumer.meter.stuck_since.is_some() || consumer.is_government() && !consumer.unbilled.iter().any(|r| r.day.period() == period) {
        return Ok(());
    }
    let message = if consumer.is_government() {
        "A reading of this period was posted: bill that reading."
    } else {
        "The average is for a stuck meter or a Government door lock. Ask for the reading; without one only dues can be paid."
    };
    Err(Refusal::new("L-11", message).at("reading"))
}

/// The mean that ACM bills and doubtful readings go by (`B-15`).
pub fn mean(consumer: &Consumer, moment: &Moment) -> Result<crate::base::Units, No> {
    Ok(average::mean(&moment.rules.tariffs, moment.day, &supply(consumer), &consumer.metered)?)
}

fn due_date(moment: &Moment) -> Day {
    moment.day.period().day(moment.rules.profile.calendar.window_to)
}

fn ask(consumer: &Consumer, method: Method, moment: &Moment) -> Ask {
    Ask {
        supply: supply(consumer),
        period: moment.day.period(),
        date: moment.day,
        due_date: Some(due_date(moment)),
        method,
        marks: Vec::new(),
        months: Vec::new(),
        previous_reading: None,
        reading: None,
        take_back: Vec::new(),
        since: consumer.since_bill.clone(),
        before: consumer.balance,
    }
}

fn actual(consumer: &Consumer, reading: &ReadingFact, moment: &Moment) -> Result<Bill, No> {
    let period = moment.day.period();
    let units = consumer.meter.units(reading.value);
    let months = bill::months_of(consumer.last_actual, period, &[]);
    let mut ask = ask(consumer, Method::Actual, moment);
    ask.months = units
        .spread(months.len())
        .into_iter()
        .zip(&months)
        .map(|(units, period)| MonthAsk { period: *period, units, charged: !consumer.has_bill_of(*period) })
        .collect();
    ask.previous_reading = Some(consumer.meter.base);
    ask.reading = Some(reading.value);
    ask.take_back = consumer.acm.iter().map(|acm| (acm.period, acm.share)).collect();
    Ok(bill::compute(&moment.rules.tariffs, &ask)?)
}

fn acm(consumer: &Consumer, moment: &Moment) -> Result<Bill, No> {
    let period = moment.day.period();
    let mut ask = ask(consumer, Method::Acm, moment);
    ask.months = vec![MonthAsk { period, units: mean(consumer, moment)?, charged: true }];
    ask.previous_reading = Some(consumer.meter.base);
    ask.marks = if consumer.meter.stuck_since.is_some() { vec![Mark::Stuck] } else { vec![Mark::DoorLock] };
    Ok(bill::compute(&moment.rules.tariffs, &ask)?)
}
