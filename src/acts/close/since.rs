//! What closes would have charged, had a payment not stood (`L-12`, `L-18`).

use super::consumer::{bpsc_line, surcharge};
use crate::acts::{Moment, Sight};
use crate::base::{ConsumerNo, No, PaperNo};
use crate::folds::consumer;
use crate::folds::rows::Rows;
use crate::journal::fact::Fact;
use crate::rules::bill::Line;
use crate::rules::status::Status;

/// How often a chain of unpaid months is surcharged: when belated, and at each step but the last (`L-8`).
fn most(moment: &Moment) -> usize {
    usize::from(moment.rules.profile.lifecycle.steps) + 1
}

/// One surcharge for each close since a receipt that would have charged it and did not.
///
/// # Errors
/// A fault of the data file; no tariff of a period.
pub fn bpsc_since(see: &dyn Sight, no: ConsumerNo, receipt: &PaperNo, moment: &Moment) -> Result<Vec<Line>, No> {
    let past = see.past(no)?;
    let Some(made) = past.iter().find(|entry| entry.fact.papers().contains(&receipt)).map(|entry| (entry.at, entry.day.period())) else {
        return Ok(Vec::new());
    };
    let mut lines = Vec::new();
    for closed in see.month()?.closed.iter().filter(|closed| closed.begun > made.0 && closed.period >= made.1) {
        let charged = past.iter().any(|entry| match &entry.fact {
            Fact::ConsumerClosed(of) => of.period == closed.period && !of.bpsc.is_zero(),
            Fact::Reclosed(again) => again.closed.period == closed.period && !again.closed.bpsc.is_zero(),
            _ => false,
        });
        let mut state = None;
        for entry in past.iter().take_while(|entry| entry.at < closed.begun) {
            state = consumer::fold(state, no, entry, &mut Rows::default());
        }
        let Some(consumer) =
            state.filter(|c| !charged && matches!(c.status, Status::Live | Status::Bltd | Status::Dis(_) | Status::Pnr(_)))
        else {
            continue;
        };
        let cc = consumer.last_bill.as_ref().map_or(crate::base::Money::ZERO, |bill| bill.cc);
        let stood: crate::base::Money = past.iter().filter_map(|entry| paid_by(&entry.fact, receipt)).sum();
        let amount = surcharge(moment.rules, closed.period, cc, consumer.outstanding() + stood)?;
        if !amount.is_zero() && lines.len() < most(moment) {
            lines.push(bpsc_line(closed.period, amount));
        }
    }
    Ok(lines)
}

fn paid_by(fact: &Fact, receipt: &PaperNo) -> Option<crate::base::Money> {
    match fact {
        Fact::Paid(paid) if paid.receipt.no == *receipt => Some(paid.receipt.amount),
        _ => None,
    }
}
