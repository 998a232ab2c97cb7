//! A close made anew for a consumer, after a late payment made it void (`L-13`).

use super::consumer::closing;
use crate::acts::{Act, Draft, Moment, Numbers, Sight, known};
use crate::base::{ConsumerNo, Day, Money, No, Period};
use crate::folds::consumer::{self, Void};
use crate::folds::rows::Rows;
use crate::folds::{Consumer, Month};
use crate::journal::Fact;
use crate::journal::fact::{ConsumerClosed, Outcome, Reclosed};
use crate::rules::role::Role;

/// Closes again what is void of a consumer's closes; those that another desk ran are that desk's.
#[derive(Debug, Clone, Copy)]
pub struct Reclose {
    pub consumer: ConsumerNo,
}

impl Act for Reclose {
    fn work(&self) -> &'static str {
        "Closing again"
    }

    /// The program does it by itself as soon as it hears of the payment.
    fn roles(&self) -> &'static [Role] {
        &[]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let consumer = known(see, self.consumer)?;
        let mine = |void: &&Void| void.entry.rsplit_once('/').is_some_and(|(desk, _)| desk == moment.desk.to_string());
        let Some(void) = consumer.void.iter().find(mine) else { return Ok(Vec::new()) };
        let past = see.past(self.consumer)?;
        let Some(before) = as_before(self.consumer, &past, &void.entry) else { return Ok(Vec::new()) };
        let run_on = run_on(&see.month()?, void, moment.day);
        let as_of = void.period.last_day();
        let (_, window_to) = moment.rules.profile.calendar.window(void.period);
        let again = match closing(&before, void.period, run_on, moment.rules)? {
            Some(closing) => closing.numbered(&before, (void.period, window_to), &mut Numbers::of_day(see, moment, as_of))?,
            None => untouched(&before, void.period, window_to),
        };
        let fact = Fact::Reclosed(Box::new(Reclosed { of: void.entry.clone(), closed: again }));
        Ok(vec![Draft::as_of(as_of, fact)])
    }
}

/// The consumer as it stood when the close was made, the late payment known; the close itself not.
fn as_before(no: ConsumerNo, past: &[crate::journal::Entry], close: &str) -> Option<Consumer> {
    let mut state = None;
    for entry in past.iter().take_while(|entry| entry.name() != close) {
        state = consumer::fold(state, no, entry, &mut Rows::default());
    }
    state
}

/// The day on which the close was run: notices count from it.
fn run_on(month: &Month, void: &Void, today: Day) -> Day {
    month.close_of(void.period).map_or(today, |closed| closed.run_on)
}

/// A reclose that finds nothing to do says so, and takes the place of what is void.
fn untouched(before: &Consumer, period: Period, window_to: Day) -> ConsumerClosed {
    ConsumerClosed {
        consumer: before.no,
        period,
        window_to,
        receipts: before.receipts,
        from: before.status,
        to: before.status,
        outcome: Outcome::Untouched,
        bill: None,
        bpsc: Money::ZERO,
        cofee: Money::ZERO,
        notice: None,
    }
}
