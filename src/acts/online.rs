//! Payments of the online system: its file matched with consumers by number, and what matched nobody settled by hand (`C-12`, `L-13`).

use std::fmt::Write as _;

use super::{Act, Draft, Moment, Numbers, Sight, known, needed_text};
use crate::base::{ConsumerNo, Day, Money, No, PaperKind, Period, Refusal};
use crate::folds::online::{Online, Unmatched};
use crate::journal::Fact;
use crate::journal::fact::{OnlineReturned, OnlineUnmatched, PaidOnline, Receipt};
use crate::rules::role::Role;
use crate::rules::tender::{Mode, Tender};

const ROLES: &[Role] = &[Role::Bcc, Role::Ae];

/// One payment of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnlineRow {
    pub line: usize,
    /// Its reference in the payment system.
    pub reference: String,
    /// The consumer's number, as the payer gave it.
    pub number: String,
    pub amount: Money,
    /// When it was paid there.
    pub day: Day,
}

/// What becomes of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    Credited {
        consumer: ConsumerNo,
        /// Paid in the window of a period that is closed: the close of this consumer is made anew (`L-13`).
        late: bool,
    },
    /// Whose it is nobody knows here, and why.
    Unmatched(String),
    /// Brought in before: passed over.
    Known,
}

/// The first period from which payments are taken in: that of the office's first bill.
pub fn first_period(see: &dyn Sight, moment: &Moment) -> Result<Period, No> {
    Ok(see.first_bill()?.unwrap_or_else(|| moment.day.period()))
}

/// What would become of each payment, in their order.
///
/// # Errors
/// A reference that stands here with another amount; faults of the data file.
pub fn look(see: &dyn Sight, rows: &[OnlineRow], moment: &Moment) -> Result<Vec<Fate>, No> {
    let month = see.month()?;
    let mut fates = Vec::with_capacity(rows.len());
    let mut differ = String::new();
    for row in rows {
        if let Some(online) = see.online(&row.reference)? {
            if let Some(before) = amount_of(see, &online)?.filter(|before| *before != row.amount) {
                let (before, now) = (before.indian(), row.amount.indian());
                let _ = write!(differ, "\nline {}, amount: {} was brought in with {before}, now it is {now}", row.line, row.reference);
            }
            fates.push(Fate::Known);
            continue;
        }
        fates.push(match whose(see, &row.number, moment)? {
            Ok(consumer) => {
                let period = row.day.period();
                let (_, window_ends) = moment.rules.profile.calendar.window(period);
                let late = row.day <= window_ends && month.close_of(period).is_some();
                Fate::Credited { consumer, late }
            }
            Err(why) => Fate::Unmatched(why),
        });
    }
    if differ.is_empty() {
        return Ok(fates);
    }
    let message =
        format!("Payments that stand here already come with another amount; nothing was recorded. Ask the payment system.{differ}");
    Err(Refusal::new("C-12", message).at("file").into())
}

fn amount_of(see: &dyn Sight, online: &Online) -> Result<Option<Money>, No> {
    Ok(match (&online.unmatched, &online.paid) {
        (Some(unmatched), _) => Some(unmatched.amount),
        (None, Some((_, receipt))) => see.receipt(receipt)?.map(|receipt| receipt.amount),
        (None, None) => None,
    })
}

/// Whose number it is: a whole one with its check digit, or that of the former system. Money is given to nobody by a guess.
fn whose(see: &dyn Sight, number: &str, moment: &Moment) -> Result<Result<ConsumerNo, String>, No> {
    let own = moment.desk.office();
    let parsed = moment.rules.profile.parse_number(number, own);
    // A serial alone, as a clerk of this office may type it, says nothing in another system's file.
    let whole = parsed.as_ref().ok().filter(|no| no.to_string() == number);
    let by_number = match whole {
        Some(no) => see.consumer(*no)?.map(|consumer| consumer.no),
        None => None,
    };
    let found = match (by_number, see.by_old_number(number)?) {
        (Some(no), Some(old)) if no != old => {
            return Ok(Err(format!("{number} is a consumer's number and the old number of {old}: which is meant?")));
        }
        (Some(no), _) | (None, Some(no)) => no,
        (None, None) => {
            return Ok(Err(match parsed {
                Ok(_) if whole.is_none() => format!("{number} is not a whole consumer number"),
                Ok(_) => format!("there is no consumer {number} here"),
                // What is wrong with it; the payer is not at hand to be asked.
                Err(refusal) => refusal.message.split(':').next().unwrap_or_default().to_owned(),
            }));
        }
    };
    let office = known(see, found)?.office;
    Ok(if office == own { Ok(found) } else { Err(format!("{found} is a consumer of {office}: bring it in there")) })
}

/// Brings in a file of payments: all of it, or nothing.
#[derive(Debug, Clone)]
pub struct ImportOnline {
    pub rows: Vec<OnlineRow>,
}

impl Act for ImportOnline {
    fn work(&self) -> &'static str {
        "Bringing in online payments"
    }

    fn roles(&self) -> &'static [Role] {
        ROLES
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let mut numbers = Numbers::new(see, moment);
        let mut drafts = Vec::new();
        for (row, fate) in self.rows.iter().zip(look(see, &self.rows, moment)?) {
            match fate {
                Fate::Credited { consumer, .. } => drafts.push(credit(&mut numbers, consumer, row)?),
                Fate::Unmatched(why) => drafts.push(unmatched(row, why).into()),
                Fate::Known => {}
            }
        }
        Ok(drafts)
    }
}

/// A receipt as of the day of the payment; its number is of the day it comes in. No drawer is touched.
fn credit(numbers: &mut Numbers, consumer: ConsumerNo, row: &OnlineRow) -> Result<Draft, No> {
    let receipt = Receipt {
        no: numbers.next(PaperKind::Online)?,
        amount: row.amount,
        tenders: vec![Tender::by_reference(Mode::Transfer, row.amount, row.reference.clone())],
        tendered: row.amount,
        change: Money::ZERO,
        time: String::new(),
    };
    let paid = PaidOnline { consumer, period: row.day.period(), reference: row.reference.clone(), receipt };
    Ok(Draft::as_of(row.day, Fact::PaidOnline(paid)))
}

fn unmatched(row: &OnlineRow, why: String) -> Fact {
    Fact::OnlineUnmatched(OnlineUnmatched {
        reference: row.reference.clone(),
        number: row.number.clone(),
        amount: row.amount,
        paid_on: row.day,
        why,
    })
}

/// The payment of that reference, while it waits for somebody to say whose it is.
///
/// # Errors
/// There is none, or it was settled.
pub fn waiting(see: &dyn Sight, reference: &str) -> Result<Unmatched, No> {
    let refuse = |message: String| No::from(Refusal::new("C-12", message).at("reference"));
    let online = see.online(reference)?.ok_or_else(|| refuse(format!("There is no online payment {reference}.")))?;
    let is_waiting = online.is_waiting();
    match (online.unmatched, online.paid) {
        (Some(unmatched), _) if is_waiting => Ok(unmatched),
        (_, Some((consumer, receipt))) => Err(refuse(format!("{reference} was credited to {consumer} as {receipt}."))),
        _ => Err(refuse(format!("{reference} was sent back."))),
    }
}

/// An unmatched payment is this consumer's.
#[derive(Debug, Clone)]
pub struct CreditOnline {
    pub reference: String,
    pub consumer: ConsumerNo,
}

impl Act for CreditOnline {
    fn work(&self) -> &'static str {
        "Crediting an online payment"
    }

    fn roles(&self) -> &'static [Role] {
        ROLES
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let Unmatched { number, amount, paid_on, .. } = waiting(see, &self.reference)?;
        let consumer = known(see, self.consumer)?;
        if consumer.office != moment.desk.office() {
            let message = format!("{} is a consumer of {}: bring the payment in there.", consumer.no, consumer.office);
            return Err(Refusal::new("C-1", message).at("consumer").into());
        }
        let row = OnlineRow { line: 0, reference: self.reference.clone(), number, amount, day: paid_on };
        Ok(vec![credit(&mut Numbers::new(see, moment), self.consumer, &row)?])
    }
}

/// An unmatched payment is nobody's here: the payment system gives it back.
#[derive(Debug, Clone)]
pub struct ReturnOnline {
    pub reference: String,
    pub reason: String,
}

impl Act for ReturnOnline {
    fn work(&self) -> &'static str {
        "Returning an online payment"
    }

    fn roles(&self) -> &'static [Role] {
        ROLES
    }

    fn decide(&self, see: &dyn Sight, _: &Moment) -> Result<Vec<Draft>, No> {
        waiting(see, &self.reference)?;
        let reason = needed_text(&self.reason, "The reason of the return", "C-12", "reason")?;
        Ok(vec![Fact::OnlineReturned(OnlineReturned { reference: self.reference.clone(), reason }).into()])
    }
}
