//! The month close (`L-2` to `L-11`): begun, done consumer by consumer in small steps, ended with a numbered report; and, for one
//! consumer at a time, made anew where a late payment made it void (`L-13`).

mod again;
mod consumer;
mod since;

pub use again::Reclose;
pub use consumer::{Closing, closing};
pub(super) use consumer::{bpsc_line, months_to_end};
pub use since::bpsc_since;

use std::sync::Mutex;

use super::{Act, Draft, Moment, Numbers, Sight, known, needed_text};
use crate::base::{ConsumerNo, Day, No, PaperKind, Period, Refusal};
use crate::journal::Fact;
use crate::journal::fact::{CloseBegun, CloseOrdered, LeftOut, MonthClosed};
use crate::rules::role::Role;

fn refuse(rule: &'static str, message: impl Into<String>) -> No {
    Refusal::new(rule, message).at("period").into()
}

/// The period whose close comes next at this office: after the last one closed, else the first with a bill.
pub fn next_to_close(see: &dyn Sight) -> Result<Option<Period>, No> {
    match see.month()?.last() {
        Some(last) => Ok(Some(last.next())),
        None => see.first_bill(),
    }
}

/// What stands in the way of a close, a line each; an AE's order sets it aside (`L-2`).
pub fn missing(see: &dyn Sight, period: Period, moment: &Moment) -> Result<Vec<String>, No> {
    let (from, to) = moment.rules.profile.calendar.window(period);
    let counters = see.counters()?;
    let alone = counters.len() < 2;
    let mut missing = Vec::new();
    missing.extend(not_lent(see, period, moment)?);
    for (desk, counter) in counters {
        if let Some(open) = counter.open.filter(|open| open.date <= to) {
            missing.push(format!("Desk {desk}: the counter of {} is open with {}: it is to be closed.", open.date.dmy(), open.clerk));
        } else if !alone && counter.settled.is_none_or(|settled| settled < to) {
            let last = counter.settled.filter(|day| *day >= from).map_or("nothing of this month".to_owned(), |day| day.dmy());
            missing.push(format!("Desk {desk}: no counter close or \"none\" of {} has arrived; the last is {last}.", to.dmy()));
        }
    }
    Ok(missing)
}

/// Why the close is not this desk's, where a hub lends it (`J-10`). A desk alone needs nobody's leave.
///
/// # Errors
/// Faults of the data file.
pub fn not_lent(see: &dyn Sight, period: Period, moment: &Moment) -> Result<Option<String>, No> {
    if !see.is_served()? {
        return Ok(None);
    }
    Ok(match see.month()?.holder(period) {
        Some(holder) if holder == moment.desk => None,
        Some(holder) => Some(format!("The hub has lent the close of {} to desk {holder}: it runs there.", period.short())),
        None => Some(format!("The hub has not lent the close of {} to this desk: it does when the line is there.", period.short())),
    })
}

/// What no order sets aside: the window is open, or the month before is not closed.
pub fn must_wait(see: &dyn Sight, period: Period, moment: &Moment) -> Result<(), No> {
    let (from, to) = moment.rules.profile.calendar.window(period);
    if moment.day <= to {
        let message = format!("The window of {} runs from {} to {}: the close comes after it.", period.short(), from.dmy(), to.dmy());
        return Err(refuse("L-2", message));
    }
    match next_to_close(see)? {
        Some(next) if next < period => Err(refuse("L-2", format!("The close of {} is missing: it is run first.", next.short()))),
        Some(next) if next > period => Err(refuse(
            "L-2",
            format!("{} came before anything that this office has billed here: the first close is of {}.", period.short(), next.short()),
        )),
        _ => Ok(()),
    }
}

/// Begins a close. One that is running, or done, is not begun again.
#[derive(Debug, Clone)]
pub struct BeginClose {
    pub period: Period,
}

impl Act for BeginClose {
    fn work(&self) -> &'static str {
        "The month close"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Bcc]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let month = see.month()?;
        if month.close_of(self.period).is_some() {
            return Ok(Vec::new());
        }
        let ordered = month.ordered.contains(&self.period);
        if let Some(running) = month.running.as_ref().filter(|running| running.period == self.period) {
            let elsewhere = not_lent(see, self.period, moment)?.filter(|_| running.desk != *moment.desk && !ordered);
            return elsewhere.map_or_else(|| Ok(Vec::new()), |why| Err(refuse("J-10", why)));
        }
        must_wait(see, self.period, moment)?;
        moment.rules.tariffs.of_period(self.period)?;
        let missing = missing(see, self.period, moment)?;
        if !missing.is_empty() && !ordered {
            let message = format!(
                "{} can't be closed yet.\n{}\nThe AE may order it all the same, with a reason.",
                self.period.short(),
                missing.join("\n")
            );
            return Err(refuse("L-2", message));
        }
        let begun = CloseBegun { office: moment.desk.office().to_owned(), period: self.period, run_on: moment.day };
        Ok(vec![Draft::as_of(self.period.last_day(), Fact::CloseBegun(begun))])
    }
}

/// The AE orders a close though something is missing (`L-2`).
#[derive(Debug, Clone)]
pub struct OrderClose {
    pub period: Period,
    pub reason: String,
}

impl Act for OrderClose {
    fn work(&self) -> &'static str {
        "Ordering a month close"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Ae]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let reason = needed_text(&self.reason, "The reason of the order", "L-2", "reason")?;
        let month = see.month()?;
        if month.close_of(self.period).is_some() {
            return Err(refuse("L-2", format!("{} is closed already.", self.period.short())));
        }
        must_wait(see, self.period, moment)?;
        let missing = missing(see, self.period, moment)?;
        if missing.is_empty() {
            return Err(refuse("L-2", format!("Nothing stands in the way of the close of {}: the BCC runs it.", self.period.short())));
        }
        let ordered = CloseOrdered { office: moment.desk.office().to_owned(), period: self.period, reason, missing };
        Ok(vec![Fact::CloseOrdered(ordered).into()])
    }
}

/// Closes some consumers; those that are closed already, or need nothing, are passed over.
#[derive(Debug)]
pub struct CloseConsumers {
    pub period: Period,
    /// The day on which the close was begun (`L-15`).
    pub run_on: Day,
    pub consumers: Vec<ConsumerNo>,
    /// Those that could not be billed, found as it ran.
    pub left: Mutex<Vec<LeftOut>>,
}

impl Act for CloseConsumers {
    fn work(&self) -> &'static str {
        "The month close"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Bcc]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let as_of = self.period.last_day();
        let (_, window_to) = moment.rules.profile.calendar.window(self.period);
        let mut numbers = Numbers::of_day(see, moment, as_of);
        let mut drafts = Vec::with_capacity(self.consumers.len());
        for &no in &self.consumers {
            let consumer = known(see, no)?;
            if consumer.office != moment.desk.office() {
                continue;
            }
            match closing(&consumer, self.period, self.run_on, moment.rules) {
                Ok(Some(closing)) => {
                    let closed = closing.numbered(&consumer, (self.period, window_to), &mut numbers)?;
                    drafts.push(Draft::as_of(as_of, Fact::ConsumerClosed(Box::new(closed))));
                }
                Ok(None) => {}
                Err(refusal) => {
                    if let Ok(mut left) = self.left.lock() {
                        left.push(LeftOut { consumer: no, why: refusal.message });
                    }
                }
            }
        }
        Ok(drafts)
    }
}

/// Ends a close with its report's figures.
#[derive(Debug, Clone)]
pub struct EndClose {
    pub period: Period,
    pub left: Vec<LeftOut>,
}

impl Act for EndClose {
    fn work(&self) -> &'static str {
        "The month close"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Bcc]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        if see.month()?.close_of(self.period).is_some() {
            return Ok(Vec::new());
        }
        let as_of = self.period.last_day();
        let no = Numbers::of_day(see, moment, as_of).next(PaperKind::MonthClose)?;
        let totals = see.close_totals(self.period)?;
        let closed = MonthClosed { office: moment.desk.office().to_owned(), period: self.period, no, totals, left: self.left.clone() };
        Ok(vec![Draft::as_of(as_of, Fact::MonthClosed(Box::new(closed)))])
    }
}
