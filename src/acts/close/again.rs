//! A close made anew for a consumer, after a late payment made it void (`L-13`).

use super::consumer::closing;
use crate::acts::{Act, Draft, Moment, Numbers, Sight, known};
use crate::base::{ConsumerNo, Day, FinYear, No, Period};
use crate::folds::consumer::{self, closed_by, in_order};
use crate::folds::rows::Rows;
use crate::folds::{Consumer, Month};
use crate::journal::chain::Hash;
use crate::journal::fact::{ConsumerClosed, Outcome, Reclosed};
use crate::journal::{Entry, Fact, Hlc};
use crate::rules::role::Role;

/// Closes again what is void of a consumer's closes, from the first on, and what closes after it left alone and now would not. Those
/// that another desk ran are that desk's.
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
        let mine = |entry: &str| entry.rsplit_once('/').is_some_and(|(desk, _)| desk == moment.desk.to_string());
        let void = consumer.void.iter().filter(|void| mine(&void.entry)).map(|void| void.period);
        let Some(first) = void.min() else { return Ok(Vec::new()) };
        let mut past = see.past(self.consumer)?;
        let mut drafts = Vec::new();
        let mut numbers: Option<(FinYear, Numbers)> = None;
        for run in runs(&see.month()?, first, moment) {
            let now = folded(self.consumer, &past, None);
            let is_void = |name: &str| now.as_ref().is_some_and(|c| c.void.iter().any(|void| void.entry == name));
            let (of, begun) = match past.iter().rfind(|entry| closed_by(entry).is_some_and(|c| c.period == run.period)) {
                Some(entry) if mine(&entry.name()) && is_void(&entry.name()) => (entry.name(), None),
                Some(_) => continue,
                None => (run.no.clone(), Some(run.begun)),
            };
            let as_of = run.period.last_day();
            let (_, window_to) = moment.rules.profile.calendar.window(run.period);
            let again = |closed| Fact::Reclosed(Box::new(Reclosed { of: of.clone(), begun, closed }));
            // Put in its place, the entry shows what stood before it.
            let place = candidate(moment, as_of, drafts.len(), again(untouched(&consumer, run.period, window_to)));
            let with_it = in_order(past.iter().cloned().chain([place.clone()]).collect());
            let Some(before) = folded(self.consumer, &with_it, Some(&place)) else { continue };
            let year = FinYear::of(as_of);
            if numbers.as_ref().is_none_or(|(of, _)| *of != year) {
                numbers = Some((year, Numbers::of_day(see, moment, as_of)));
            }
            let Some((_, numbers)) = &mut numbers else { continue };
            let closed = match closing(&before, run.period, run.run_on, moment.rules)? {
                Some(closing) => closing.numbered(&before, (run.period, window_to), numbers)?,
                None if begun.is_some() => continue,
                None => untouched(&before, run.period, window_to),
            };
            let fact = again(closed);
            past = in_order(past.into_iter().chain([Entry { fact: fact.clone(), ..place }]).collect());
            drafts.push(Draft::as_of(as_of, fact));
        }
        Ok(drafts)
    }
}

/// A close of this desk, done or running.
struct Run {
    period: Period,
    /// The number of its report; none while it runs.
    no: String,
    begun: Hlc,
    /// Notices count from then.
    run_on: Day,
}

/// The closes that this desk ran, from a period on.
fn runs(month: &Month, first: Period, moment: &Moment) -> Vec<Run> {
    let done = month.closed.iter().filter(|closed| closed.no.desk == *moment.desk);
    let done = done.map(|c| Run { period: c.period, no: c.no.to_string(), begun: c.begun, run_on: c.run_on });
    let running = month.running.iter().filter(|running| running.desk == *moment.desk);
    let running = running.map(|r| Run { period: r.period, no: String::new(), begun: r.begun, run_on: r.run_on });
    done.chain(running).filter(|run| run.period >= first).collect()
}

/// The entry as it will be recorded, but for its number and time: it has its place by what it stands for.
fn candidate(moment: &Moment, day: Day, nth: usize, fact: Fact) -> Entry {
    Entry {
        desk: moment.desk.clone(),
        seq: i64::MAX - i64::try_from(nth).unwrap_or(0),
        at: Hlc::from_raw(i64::MAX),
        day,
        user: moment.user.to_owned(),
        fact,
        personal: None,
        apart: false,
        hash: Hash::ZERO,
    }
}

/// What the entries make of the consumer, up to one of them.
fn folded(no: ConsumerNo, entries: &[Entry], upto: Option<&Entry>) -> Option<Consumer> {
    let before = entries.iter().take_while(|entry| upto.is_none_or(|end| entry.name() != end.name()));
    before.fold(None, |state, entry| consumer::fold(state, no, entry, &mut Rows::default()))
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
        bpsc: crate::base::Money::ZERO,
        cofee: crate::base::Money::ZERO,
        notice: None,
    }
}
