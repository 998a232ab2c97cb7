//! The bill of a consumer as it would be issued now: previews, proposals and payments run this very computation (`B-20`).

use super::shows::Shows;
use super::{Moment, Rules};
use crate::base::{Day, No, Period, Refusal, Register, Units};
use crate::folds::consumer::{Consumer, LastBill};
use crate::journal::fact::{ReadingFact, Source, SupplyFact};
use crate::rules::average;
use crate::rules::bill::{self, Ask, Bill, Mark, Method, RebateClaim, Usage, with_bills};
use crate::rules::profile::Calendar;
use crate::rules::tariff::{Category, Supply, TariffBook};

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
    of_fact(&consumer.supply)
}

/// The same of a supply that nobody has yet.
pub fn of_fact(supply: &SupplyFact) -> Supply {
    let (category, would_be) = (supply.category.clone(), supply.would_be.clone());
    Supply { category, would_be, phase: supply.phase, load_kw: supply.load_kw, load_kva: supply.load_kva }
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
            let shows = Shows { typed: typed.clone(), rollover: *rollover, confirmed: *confirmed };
            let value = shows.on(consumer, moment.day, moment)?;
            let reading = ReadingFact { value, day: moment.day, source: *source };
            let turned = value.turns > consumer.meter.base.turns;
            let marks: &[Mark] = match (turned, consumer.meter.carried > Units::ZERO) {
                (true, _) => &[Mark::Rollover],
                (false, true) => &[Mark::MeterChange],
                (false, false) => &[],
            };
            Ok(Proposal { reading: Some(reading), bill: compute(consumer, Some(value), marks, moment)? })
        }
        Basis::Acm => {
            if is_unmetered(consumer, moment)? {
                return Ok(Proposal { reading: None, bill: compute(consumer, None, &[Mark::Unmetered], moment)? });
            }
            average_is_open(consumer, period)?;
            let marks = if consumer.meter.stuck_since.is_some() { [Mark::StuckMeter] } else { [Mark::DoorLock] };
            Ok(Proposal { reading: None, bill: compute(consumer, None, &marks, moment)? })
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

/// Whether the tariff bills this consumer without a meter.
fn is_unmetered(consumer: &Consumer, moment: &Moment) -> Result<bool, No> {
    let (_, tariff) = moment.rules.tariffs.of_period(moment.day.period())?;
    Ok(tariff.category(&consumer.supply.category).is_some_and(|category| category.is_unmetered()))
}

/// The rebates this consumer may have: the bill before paid in time and nothing left of it; the advance on the account (`B-6`).
fn rebate(consumer: &Consumer, calendar: &Calendar) -> RebateClaim {
    let in_time = |bill: &LastBill| consumer.last_receipt.as_ref().is_some_and(|r| r.day <= bill.period.day(calendar.window_to));
    RebateClaim {
        prompt: consumer.last_bill.as_ref().is_some_and(in_time) && !consumer.is_outstanding(),
        advance: (-consumer.balance).at_least_zero(),
    }
}

/// A bill that is to be made.
pub(super) struct Making<'a> {
    pub period: Period,
    pub date: Day,
    pub due: Option<Day>,
    /// `None`: by average, or unmetered.
    pub reading: Option<Register>,
    /// The connection ended, or was cut (`B-21`).
    pub ends: bool,
    pub marks: &'a [Mark],
    pub months: &'a [Period],
    /// Of a bill by average: so many units a month, in place of the mean (`R-7`).
    pub each: Option<Units>,
}

/// The bill of the business date's period; `reading` is `None` for a bill by average.
fn compute(consumer: &Consumer, reading: Option<Register>, marks: &[Mark], moment: &Moment) -> Result<Bill, No> {
    let period = moment.day.period();
    let due = Some(period.day(moment.rules.profile.calendar.window_to));
    let months = consumer.months_to_bill(period);
    let making = Making { period, date: moment.day, due, reading, ends: false, marks, months: &months, each: None };
    Ok(make(consumer, &making, moment.rules)?)
}

/// Computes a bill from what stands on the consumer.
///
/// # Errors
/// Refusals of the engine: no tariff, category or assessed units; all months billed.
pub(super) fn make(consumer: &Consumer, making: &Making<'_>, rules: &Rules) -> Result<Bill, Refusal> {
    make_by(consumer, making, &rules.tariffs, &rules.profile.calendar)
}

/// The same by tariffs that need not be those of today.
///
/// # Errors
/// As [`make`].
pub(super) fn make_by(consumer: &Consumer, making: &Making<'_>, book: &TariffBook, calendar: &Calendar) -> Result<Bill, Refusal> {
    let months = with_bills(making.months, &consumer.billed);
    let back = consumer.acm_back();
    let (_, tariff) = book.of_period(making.period)?;
    let supply = supply(consumer);
    let (method, usage) = match making.reading {
        Some(reading) => {
            let units = consumer.meter.units(reading);
            (Method::Actual, Usage::Metered { previous: Some(consumer.meter.base), reading, units, take_back: &back })
        }
        None if tariff.category(&supply.category).is_some_and(Category::is_unmetered) => (Method::Actual, Usage::Unmetered),
        None => {
            let each = making.each.map_or_else(|| average::acm_units(&consumer.metered, tariff, &supply), Ok)?;
            (Method::Acm, Usage::Average { each })
        }
    };
    let (_, window_ends) = calendar.window(making.period);
    let ask = Ask {
        supply: &supply,
        period: making.period,
        date: making.date,
        due_date: making.due,
        method: if making.ends { Method::Final } else { method },
        months: &months,
        usage,
        postings: &consumer.since_bill,
        balance_before: consumer.balance,
        disputed: consumer.disputed + consumer.held(window_ends),
        deferred: consumer.deferred(window_ends),
        marks: making.marks,
        rebate: rebate(consumer, calendar),
    };
    bill::compute(book, &ask)
}
