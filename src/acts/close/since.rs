//! What closes would have charged, had a payment not stood (`L-12`, `L-18`).

use super::consumer::{bpsc_line, surcharge};
use crate::acts::{Moment, Sight};
use crate::base::{ConsumerNo, Day, Money, No, PaperNo, Period};
use crate::folds::Consumer;
use crate::folds::consumer::{self, closed_by};
use crate::folds::month::Closed;
use crate::folds::rows::Rows;
use crate::journal::Entry;
use crate::rules::bill::Line;
use crate::rules::status::Status;

/// One surcharge for each close since a receipt that would have charged it, had `stood` been owed, and did not.
///
/// # Errors
/// A fault of the data file; no tariff of a period.
pub fn bpsc_since(see: &dyn Sight, no: ConsumerNo, receipt: &PaperNo, stood: Money, moment: &Moment) -> Result<Vec<Line>, No> {
    let past = see.past(no)?;
    let Some(made) = past.iter().find(|entry| entry.fact.papers().contains(&receipt)).map(|entry| (entry.at, entry.day.period())) else {
        return Ok(Vec::new());
    };
    let steps = moment.rules.profile.lifecycle.steps;
    // When belated, and at each step but the last (L-8).
    let most = usize::from(steps) + 1;
    let mut lines = Vec::new();
    for closed in see.month()?.closed.iter().filter(|closed| closed.begun > made.0 && closed.period >= made.1) {
        let (_, window_to) = moment.rules.profile.calendar.window(closed.period);
        let (before, after) = around(no, &past, closed, window_to);
        let (Some(before), Some(after)) = (before, after) else { continue };
        if is_charged(&past, closed.period) || !is_surcharged(before.status, steps) {
            continue;
        }
        let owed = after.outstanding() + stood;
        let cc = after.last_bill.as_ref().map_or(Money::ZERO, |bill| bill.cc);
        let amount = surcharge(moment.rules, closed.period, cc, owed)?;
        if owed.is_outstanding() && !amount.is_zero() && lines.len() < most {
            lines.push(bpsc_line(closed.period, amount));
        }
    }
    Ok(lines)
}

/// The consumer as a close found it, and as it left it, its own bill with it.
fn around(no: ConsumerNo, past: &[Entry], close: &Closed, window_to: Day) -> (Option<Consumer>, Option<Consumer>) {
    let mut state = None;
    let mut before = None;
    for entry in past {
        match closed_by(entry) {
            Some(closed) if closed.period > close.period => break,
            Some(closed) if closed.period == close.period => before = before.or_else(|| state.clone()),
            Some(_) => {}
            // A late payment stands in its place, whenever it came (L-13).
            None if entry.at < close.begun || entry.fact.pays_bills() && entry.day <= window_to => {}
            None => break,
        }
        state = consumer::fold(state, no, entry, &mut Rows::default());
    }
    (before.or_else(|| state.clone()), state)
}

fn is_charged(past: &[Entry], period: Period) -> bool {
    past.iter().filter_map(closed_by).rfind(|closed| closed.period == period).is_some_and(|closed| !closed.bpsc.is_zero())
}

/// Whether an unpaid close of such a connection charges a surcharge: active, belated, or cut and not at the last step (`L-6` to `L-8`).
fn is_surcharged(status: Status, steps: u8) -> bool {
    match status {
        Status::Live | Status::Bltd => true,
        Status::Dis(step) | Status::Pnr(step) => step.number() < steps,
        _ => false,
    }
}
