//! What requests about bills make of a consumer: what is disputed, what is held out of disconnection, what was revised (`R-2`, `R-7`, `R-8`).

use serde::{Deserialize, Serialize};

use super::Consumer;
use crate::base::{Day, Money, PaperNo};
use crate::folds::Rows;
use crate::journal::Entry;
use crate::journal::fact::{DisputeHeld, Fact, Rest, Revised, Revision};
use crate::rules::bill::{Head, Line};
use crate::rules::head::Account;

/// An open request about a bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// The request's number.
    pub no: PaperNo,
    pub bill: PaperNo,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
}

/// What of a dispute is held out of what makes a consumer belated and cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub amount: Money,
    /// It lapses by itself after this day.
    pub until: Day,
}

/// A revision that was approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WasRevised {
    /// The request's number.
    pub no: PaperNo,
    pub day: Day,
    pub difference: Money,
    pub bills: Vec<PaperNo>,
}

impl Consumer {
    /// What is held out of disconnection on `day`: never more than is owed and not disputed otherwise (`R-8`).
    pub fn held(&self, day: Day) -> Money {
        let held: Money = self.disputes.iter().filter_map(|d| d.held).filter(|held| day <= held.until).map(|held| held.amount).sum();
        held.min(self.outstanding().at_least_zero())
    }

    /// What of the outstanding makes a consumer belated, on `day`.
    pub fn pressing(&self, day: Day) -> Money {
        self.outstanding() - self.held(day)
    }

    /// The open request about a bill.
    pub fn dispute_of(&self, bill: &PaperNo) -> Option<&Dispute> {
        self.disputes.iter().find(|dispute| dispute.bill == *bill)
    }

    /// Whether a bill was revised, and by which request.
    pub fn revised_by(&self, bill: &PaperNo) -> Option<&PaperNo> {
        self.revised.iter().rev().find(|was| was.bills.contains(bill)).map(|was| &was.no)
    }

    pub(super) fn dispute(&mut self, no: &PaperNo, bill: &PaperNo) {
        if !self.disputes.iter().any(|dispute| dispute.no == *no) {
            self.disputes.push(Dispute { no: no.clone(), bill: bill.clone(), held: None });
        }
    }

    pub(super) fn hold_dispute(&mut self, held: &DisputeHeld, day: Day) {
        if let Some(dispute) = self.disputes.iter_mut().find(|dispute| dispute.no == held.no) {
            dispute.held = held.until.map(|until| Held { amount: held.amount, until });
        }
        self.settle(day);
    }

    /// The request came to its end, and what it held with it.
    pub(super) fn end_disputes(&mut self, entry: &Entry) {
        if let Fact::ApplicationStep(step) = &entry.fact
            && !step.stand.is_open()
            && !entry.apart
        {
            self.disputes.retain(|dispute| dispute.no != step.no);
        }
    }

    /// The difference onto the account, and what later bills rest on.
    ///
    /// A revision that did not know of another of this account is not posted: both would count the same bills. Where a bill or a reading
    /// came before it that it did not know of, the difference stands, and what later bills rest on is as they made it. A person looks at both.
    pub(super) fn revise(&mut self, no: &PaperNo, revised: &Revised, day: Day, rows: &mut Rows) {
        let revision = &revised.revision;
        let bills: Vec<PaperNo> = revision.bills.iter().map(|bill| bill.no.clone()).collect();
        if !self.stands(revision) {
            self.to_revise.extend(bills);
            return;
        }
        let difference = revision.without_bpsc();
        let text = format!("Bill revision {no}");
        rows.post(Some(self.no), Account::DUES, Account::named(revised.head.clone()), difference);
        self.balance += difference;
        if !difference.is_zero() {
            self.since_bill.push(Line::new(Head::Misc, text, difference));
        }
        for line in &revision.bpsc {
            self.charge(Account::BPSC, Line::new(Head::Bpsc, format!("Less BPSC {}", line.period), line.new - line.old), rows);
        }
        if self.rest() == *revision.before {
            self.rest_on(&revision.after);
        } else {
            self.to_revise.extend(bills.iter().cloned());
        }
        rows.revised.extend(bills.iter().map(|bill| (bill.clone(), no.clone())));
        self.revised.push(WasRevised { no: no.clone(), day, difference: revision.difference(), bills });
        self.settle(day);
    }

    /// Whether a revision knew of all that were approved before it.
    pub fn stands(&self, revision: &Revision) -> bool {
        usize::try_from(revision.knew).is_ok_and(|knew| knew == self.revised.len())
    }

    /// What was disputed since a payment under protest is decided.
    pub(super) fn end_protest(&mut self, bpsc: &[Line], day: Day, rows: &mut Rows) {
        self.disputed = Money::ZERO;
        for line in bpsc {
            self.charge(Account::BPSC, line.clone(), rows);
        }
        self.settle(day);
    }

    /// What the next bill rests on.
    pub fn rest(&self) -> Rest {
        Rest {
            supply: self.supply.clone(),
            meter: self.meter.clone(),
            last_actual: self.last_actual,
            metered: self.metered.clone(),
            chart: self.chart.clone(),
            acm: self.acm.clone(),
            billed: self.billed.clone(),
            dark: self.dark.clone(),
            unbilled: self.unbilled.clone(),
            cc: self.last_bill.as_ref().map_or(Money::ZERO, |bill| bill.cc),
        }
    }

    fn rest_on(&mut self, rest: &Rest) {
        self.supply = rest.supply.clone();
        self.meter = rest.meter.clone();
        self.last_actual = rest.last_actual;
        self.metered.clone_from(&rest.metered);
        self.chart.clone_from(&rest.chart);
        self.acm.clone_from(&rest.acm);
        self.billed.clone_from(&rest.billed);
        self.dark.clone_from(&rest.dark);
        self.unbilled.clone_from(&rest.unbilled);
        if let Some(bill) = &mut self.last_bill {
            bill.cc = rest.cc;
        }
    }
}
