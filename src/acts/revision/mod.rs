//! Bills worked out anew (`R-7`): what was changed, and what follows from it in the bills after it. It looks at nothing but the consumer's
//! own entries and the rules, so that it can be asked at each key.

mod alter;
mod case;
mod hold;
mod protest;
mod replay;

pub use case::{Disputed, disputed, started};
pub use hold::HoldDispute;
pub use protest::request;

use crate::base::{ConsumerNo, Money, Period, Refusal};
use crate::folds::Consumer;
use crate::folds::consumer;
use crate::folds::rows::Rows;
use crate::journal::Entry;
use crate::journal::fact::{BillIssued, Effected, Revised, RevisedBill, RevisedBpsc, Revision, Side};
use crate::rules::revision::{Change, Named};

use super::Rules;
use replay::{Replayed, replay};

/// A standing bill in a consumer's past.
#[derive(Debug, Clone, Copy)]
pub struct Issued<'a> {
    /// The place of its entry.
    pub at: usize,
    pub bill: &'a BillIssued,
}

/// A consumer's past, gone through once: its standing bills, and what was approved of revisions.
#[derive(Debug, Clone)]
pub struct Past<'a> {
    pub no: ConsumerNo,
    pub entries: &'a [Entry],
    pub issued: Vec<Issued<'a>>,
    /// The consumer as it stands.
    pub now: Consumer,
    approved: Vec<&'a Revision>,
}

pub(super) fn refuse(message: impl Into<String>) -> Refusal {
    Refusal::new("R-7", message).at("changes")
}

impl<'a> Past<'a> {
    /// Goes through the entries, in the order in which they are folded.
    ///
    /// # Errors
    /// `R-7` where they make no consumer.
    pub fn of(no: ConsumerNo, entries: &'a [Entry]) -> Result<Self, Refusal> {
        let mut now: Option<Consumer> = None;
        let (mut issued, mut approved) = (Vec::new(), Vec::new());
        for (at, entry) in entries.iter().enumerate() {
            let revised = entry.fact.effects().iter().filter(|_| !entry.apart).find_map(revision_of);
            approved.extend(revised.filter(|revision| now.as_ref().is_some_and(|consumer| consumer.stands(revision))));
            let mut rows = Rows::default();
            now = consumer::fold(now, no, entry, &mut rows);
            let stands = |bill: &&BillIssued| rows.bills.iter().any(|row| row.standing && row.no == bill.no);
            issued.extend(entry.fact.issued().filter(stands).map(|bill| Issued { at, bill }));
        }
        let now = now.ok_or_else(|| refuse(format!("There is no consumer {no}.")))?;
        Ok(Self { no, entries, issued, now, approved })
    }

    /// The standing bill of that number, or the one of that period.
    ///
    /// # Errors
    /// `R-7`: none, or two of one period.
    pub fn bill(&self, named: &Named) -> Result<&Issued<'a>, Refusal> {
        let is_it = |issued: &&Issued| match named {
            Named::Bill(no) => issued.bill.no == *no,
            Named::Period(period) => issued.bill.bill.period == *period,
        };
        let mut found = self.issued.iter().filter(is_it);
        match (found.next(), found.next()) {
            (Some(issued), None) => Ok(issued),
            (None, _) => Err(refuse(format!("{} has no bill {named} that stands.", self.no))),
            (Some(one), Some(two)) => Err(refuse(format!(
                "{named} has two bills, {} and {}: give the number of the one that is meant.",
                one.bill.no, two.bill.no
            ))),
        }
    }

    /// Bills worked out anew by these changes.
    ///
    /// # Errors
    /// `R-7`: a bill that is not there, a change that changes no bill, a reading below the one before, a bill that can't be made so.
    pub fn revise(&self, changes: &[Change], rules: &Rules) -> Result<Revision, Refusal> {
        let changes = changes.iter().map(|change| self.meant(change)).collect::<Result<Vec<_>, _>>()?;
        let approved = self.approved.iter().fold(Vec::new(), |before, revision| after(before, &revision.changes));
        let was = replay(self, &approved, rules)?;
        let now = replay(self, &after(approved, &changes), rules)?;
        self.compare(changes, &was, now)
    }

    /// A change with its bill by number, so that it means the same for ever.
    fn meant(&self, change: &Change) -> Result<Change, Refusal> {
        let mut change = change.clone();
        if let Change::Reading { bill, .. } | Change::Average { bill, .. } | Change::Item { bill, .. } = &mut change {
            *bill = Named::Bill(self.bill(bill)?.bill.no.clone());
        }
        Ok(change)
    }

    fn compare(&self, changes: Vec<Change>, was: &Replayed, now: Replayed) -> Result<Revision, Refusal> {
        let mut bills = Vec::new();
        for (old, new) in was.bills.iter().zip(&now.bills) {
            let (before, after) = (side(old), side(new));
            if before != after {
                bills.push(RevisedBill { no: old.no.clone(), period: old.bill.period, old: before, new: after });
            }
        }
        let surcharges = was.bpsc.iter().zip(&now.bpsc).filter(|(old, new)| old.1 != new.1);
        let bpsc = surcharges.map(|(old, new)| RevisedBpsc { period: old.0, old: old.1, new: new.1 }).collect();
        let mut items = now.items;
        for item in &mut items {
            // What was approved of it before is what stands.
            if let Some(before) = was.items.iter().find(|before| before.bill == item.bill && before.text == item.text) {
                item.old = before.new;
            }
        }
        items.retain(|item| item.old != item.new);
        let revision = Revision {
            changes,
            bills,
            bpsc,
            items,
            knew: u32::try_from(self.now.revised.len()).unwrap_or(u32::MAX),
            before: Box::new(self.now.rest()),
            after: Box::new(now.end.rest()),
        };
        let on_account = now.end.balance - was.end.balance;
        if on_account != revision.difference() {
            let message = format!(
                "The bills make a difference of {}, the account one of {}: this can't be posted. Tell who looks after the program.",
                revision.difference().indian(),
                on_account.indian()
            );
            return Err(refuse(message));
        }
        Ok(revision)
    }
}

/// Changes after others: of two of one thing the later counts.
fn after(mut before: Vec<Change>, changes: &[Change]) -> Vec<Change> {
    before.retain(|old| !changes.iter().any(|new| takes_the_place_of(new, old)));
    before.extend_from_slice(changes);
    before
}

fn revision_of(effect: &Effected) -> Option<&Revision> {
    if let Effected::Revised(revised) = effect {
        let Revised { revision, .. } = &**revised;
        return Some(revision);
    }
    None
}

/// Of two changes of one bill, or of one thing from one period on, the later counts.
fn takes_the_place_of(new: &Change, old: &Change) -> bool {
    use Change::{Average, Category, Dark, Factor, Item, Load, Meter, Reading, Supplied};
    match (new, old) {
        (Reading { bill, .. } | Average { bill, .. }, Reading { bill: other, .. } | Average { bill: other, .. }) => bill == other,
        (Item { bill, text, .. }, Item { bill: other, text: known, .. }) => bill == other && text.eq_ignore_ascii_case(known),
        (Category { from, .. }, Category { from: other, .. })
        | (Load { from, .. }, Load { from: other, .. })
        | (Factor { from, .. }, Factor { from: other, .. }) => from == other,
        (Dark { period } | Supplied { period }, Dark { period: other } | Supplied { period: other }) => period == other,
        (Meter { day, .. }, Meter { day: other, .. }) => day == other,
        _ => false,
    }
}

fn side(issued: &BillIssued) -> Side {
    let bill = &issued.bill;
    Side {
        method: bill.method,
        reading: bill.reading,
        units: bill.units,
        lines: bill.own_lines().cloned().collect(),
        amount: bill.bill_amount,
    }
}

/// The surcharges by period; kept so that two replays can be held against each other.
type Surcharge = (Period, Money);
