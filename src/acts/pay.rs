//! The payment window's act: reading, bill, receipt and cash in one entry (`C-3` to `C-5`).

use super::bill::{Basis, propose};
use super::money::Handed;
use super::{Act, Draft, Moment, Numbers, Sight, known, needed_text};
use crate::base::{ConsumerNo, Money, No, PaperKind, Refusal, rounding};
use crate::folds::consumer::Consumer;
use crate::folds::counter::Open;
use crate::journal::Fact;
use crate::journal::fact::{BillIssued, Paid, Protest};
use crate::rules::role::Role;

/// A payment as the clerk asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Pay {
    pub consumer: ConsumerNo,
    /// `None`: dues alone.
    pub basis: Option<Basis>,
    pub handed: Handed,
    /// The consumer pays under protest, for this reason (`C-13`).
    pub protest: Option<String>,
}

/// The months whose average may be deposited under section 56(1)'s proviso.
const PROTEST_MONTHS: u32 = 6;

impl Act for Pay {
    fn work(&self) -> &'static str {
        "Taking a payment"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Bcc]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        own_counter(see, moment)?;
        let consumer = known(see, self.consumer)?;
        own_office(&consumer, moment)?;
        window_is_open(see, moment)?;
        let proposal = self.basis.as_ref().map(|basis| propose(&consumer, basis, moment)).transpose()?;
        let payable = proposal.as_ref().map_or(consumer.balance, |p| p.bill.payable);
        let (_, window_ends) = moment.rules.profile.calendar.window(moment.day.period());
        let due = consumer.due_of(payable, window_ends);
        let collect = rounding::to_collect(due);
        self.handed.check(&moment.rules.profile, Some(&consumer), moment.day)?;
        if proposal.is_none() && collect.is_zero() && self.handed.tenders.is_empty() {
            return Err(Refusal::new("C-4", "Nothing is due and no bill is asked for: there is nothing to make a receipt of.")
                .at("amount")
                .into());
        }

        let mut numbers = Numbers::new(see, moment);
        let bill = match &proposal {
            Some(proposal) => Some(BillIssued { no: numbers.next(PaperKind::Bill)?, bill: proposal.bill.clone() }),
            None => None,
        };
        let reason =
            self.protest.as_deref().map(|reason| needed_text(reason, "The reason of the protest", "C-13", "protest")).transpose()?;
        if reason.is_some() && proposal.is_none() && collect.is_zero() {
            return Err(Refusal::new("C-13", "Nothing is claimed, so nothing can be paid under protest: take it as advance.")
                .at("protest")
                .into());
        }
        self.enough(see, &consumer, collect, reason.is_some(), moment)?;
        let receipt = self.handed.receipt(numbers.next(PaperKind::Receipt)?, collect, &moment.time)?;
        let protest = match reason {
            Some(reason) => Some(Protest {
                request: if moment.rules.profile.requests.at_counter { Some(numbers.next(PaperKind::Request)?) } else { None },
                reason,
                bill: bill.as_ref().map(|b| b.no.clone()),
                // What rounding leaves on the account is not disputed.
                disputed: if receipt.amount < collect { due - receipt.amount } else { Money::ZERO },
            }),
            None => None,
        };
        let paid = Paid {
            consumer: self.consumer,
            period: moment.day.period(),
            reading: proposal.and_then(|p| p.reading),
            bill,
            receipt,
            protest,
        };
        let request = super::revision::request(&consumer, &paid, moment)?;
        Ok(std::iter::once(Fact::Paid(Box::new(paid)).into()).chain(request).collect())
    }
}

impl Pay {
    /// Less than the payable is taken only as a protest deposit here; an instalment order comes from the AE.
    fn enough(&self, see: &dyn Sight, consumer: &Consumer, collect: Money, protest: bool, moment: &Moment) -> Result<(), No> {
        let kept = self.handed.keep.unwrap_or(collect);
        if kept >= collect {
            return Ok(());
        }
        if protest {
            let least = collect.min(six_months_average(see, consumer, moment)?);
            if kept >= least {
                return Ok(());
            }
            let message =
                format!("Under protest at least {} is deposited: the smaller of the claim and six months' average.", least.indian());
            return Err(Refusal::new("C-13", message).at("keep").into());
        }
        let message =
            format!("{} is to be collected. Less needs an instalment order by the AE, or a payment under protest.", collect.indian());
        Err(Refusal::new("C-4", message).at("keep").into())
    }
}

fn six_months_average(see: &dyn Sight, consumer: &Consumer, moment: &Moment) -> Result<Money, No> {
    let amounts = see.bill_amounts(consumer.no, moment.day.period(), PROTEST_MONTHS)?;
    let count = i64::try_from(amounts.len()).unwrap_or(0);
    if count == 0 {
        // Without a bill to go by there is no average: the claim itself is the smaller.
        return Ok(Money::LIMIT);
    }
    let sum: Money = amounts.into_iter().sum();
    Ok(rounding::to_collect(Money::from_paise(sum.paise() / count)))
}

/// The counter that is open here, held by this clerk (`C-8`).
pub fn own_counter(see: &dyn Sight, moment: &Moment) -> Result<Open, No> {
    let no = |message: String| No::from(Refusal::new("C-8", message));
    let Some(open) = see.counter()?.open else {
        return Err(no("No counter is open at this desk: open it with the day's float first.".to_owned()));
    };
    if open.clerk != moment.user {
        return Err(no(format!("The counter is {}'s: {} hands it over or closes it first.", open.clerk, open.clerk)));
    }
    if open.date > moment.day {
        let message =
            format!("The open counter is of {}, the PC's date is {}: set the PC's clock right.", open.date.dmy(), moment.day.dmy());
        return Err(no(message));
    }
    if open.date != moment.day {
        return Err(no(format!("The open counter is of {}: close it, then open the counter of {}.", open.date.dmy(), moment.day.dmy())));
    }
    Ok(open)
}

/// Money is taken for the own office's consumers; others are not in this data file.
fn own_office(consumer: &Consumer, moment: &Moment) -> Result<(), Refusal> {
    if consumer.office == moment.desk.office() {
        return Ok(());
    }
    Err(Refusal::new("C-1", format!("{} is a consumer of {}: it pays there.", consumer.no, consumer.office)).at("consumer"))
}

/// Outside the window a payment of CC charges is refused with the window's dates; inside it while a month before is not closed (`L-1`).
fn window_is_open(see: &dyn Sight, moment: &Moment) -> Result<(), No> {
    let calendar = &moment.rules.profile.calendar;
    let period = moment.day.period();
    if calendar.is_open(moment.day) {
        return match super::close::next_to_close(see)? {
            Some(open) if open < period => {
                let message = format!("{} is not closed yet: bills are paid again once the month close of it is run.", open.short());
                Err(Refusal::new("L-1", message).into())
            }
            _ => Ok(()),
        };
    }
    let (next, from_here) = if moment.day < period.day(calendar.window_from) { (period, "opens") } else { (period.next(), "opens again") };
    let (from, to) = calendar.window(next);
    let message = format!(
        "Bills are paid from the {} to the {} of a month: the window {from_here} on {} (until {}).",
        calendar.window_from,
        calendar.window_to,
        from.dmy(),
        to.dmy()
    );
    Err(Refusal::new("L-1", message).into())
}
