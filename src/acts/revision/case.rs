//! Which bills may be disputed (`R-2`).

use super::{Issued, Past};
use crate::base::{Day, Money, PaperNo, Refusal};
use crate::journal::fact::Fact;
use crate::rules::revision::{Named, Terms};

/// A bill that may be disputed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disputed {
    pub bill: PaperNo,
    /// Nothing of it is owed any more: what comes back stands as advance.
    pub paid: bool,
}

fn refuse(message: String) -> Refusal {
    Refusal::new("R-2", message).at("bill")
}

/// The bill that a consumer disputes, if it may be.
///
/// # Errors
/// `R-2`: not a bill of this account; void; under request already, which names the other; too old; paid, where paid ones are not disputed.
pub fn disputed(past: &Past, typed: &str, terms: &Terms, today: Day) -> Result<Disputed, Refusal> {
    let issued = free(past, typed)?;
    let no = &issued.bill.no;
    let (bill, months) = (&issued.bill.bill, i32::from(terms.months_back));
    if bill.date.plus_months(months) < today {
        let message =
            format!("{no} is of {}: a bill is disputed within {months} months. An officer may start a revision.", bill.date.dmy());
        return Err(refuse(message));
    }
    let paid = is_paid(past, &issued);
    if paid && !terms.paid_bills {
        return Err(refuse(format!("{no} is paid: here only what is owed is disputed. An officer may start a revision.")));
    }
    Ok(Disputed { bill: no.clone(), paid })
}

/// The bill with which an officer starts a revision: of any age, paid or not (`R-12`).
///
/// # Errors
/// `R-2`: not a bill of this account; void; under request already.
pub fn started(past: &Past, typed: &str) -> Result<PaperNo, Refusal> {
    Ok(free(past, typed)?.bill.no.clone())
}

/// A standing bill that is under no request.
fn free<'a>(past: &Past<'a>, typed: &str) -> Result<Issued<'a>, Refusal> {
    let issued = *named(past, typed)?;
    let no = &issued.bill.no;
    match past.now.dispute_of(no) {
        Some(other) => Err(refuse(format!("{no} is under request already, as {}: what is new about it is said there.", other.no))),
        None => Ok(issued),
    }
}

fn named<'p, 'a>(past: &'p Past<'a>, typed: &str) -> Result<&'p Issued<'a>, Refusal> {
    let typed = typed.trim();
    let name = match (typed.parse(), typed.to_uppercase().parse()) {
        (Ok(period), _) => Named::Period(period),
        (_, Ok(no)) => Named::Bill(no),
        _ => return Err(refuse(format!("'{typed}' is neither a bill's number nor a month: write B-... or 2026-06."))),
    };
    let is_void = |no: &PaperNo| past.entries.iter().any(|entry| entry.fact.issued().is_some_and(|issued| issued.no == *no));
    past.bill(&name).map_err(|refusal| match &name {
        Named::Bill(no) if is_void(no) => refuse(format!("{no} is void: another bill stands for its period, dispute that one.")),
        _ => refuse(refusal.message),
    })
}

/// Whether what came in since covers it.
fn is_paid(past: &Past, issued: &Issued) -> bool {
    let received = past.entries.iter().skip(issued.at).map(|entry| match &entry.fact {
        Fact::Paid(paid) => paid.receipt.amount,
        Fact::PaidOnline(paid) => paid.receipt.amount,
        _ => Money::ZERO,
    });
    let received: Money = received.sum();
    !(issued.bill.bill.payable - received).is_outstanding()
}
