//! What month closes, notices, cuts and reconnections make of a consumer (`L-5` to `L-18`).

use serde::{Deserialize, Serialize};

use super::{Consumer, bill_row};
use crate::base::{Day, Money, PaperNo, Period};
use crate::folds::Rows;
use crate::folds::rows::ClosingRow;
use crate::journal::Entry;
use crate::journal::fact::{Case, ConsumerClosed, Fact, Instalment, InstalmentsOrdered, NoticeServed, Outcome, SupplyCut, SupplyRestored};
use crate::rules::bill::{Head, Line};
use crate::rules::head::Account;
use crate::rules::lifecycle::Event;
use crate::rules::status::Status;

/// How the supply was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    pub on: Day,
    /// By the close of this period, not by the JE (`L-7`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_close: Option<Period>,
    /// A late payment showed that it was not due: the reconnection is free (`L-13`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undue: bool,
}

/// The notice that stands (`L-15`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub no: PaperNo,
    pub period: Period,
    pub served: Day,
    pub cut_from: Day,
    pub due: Day,
}

/// An instalment order (`L-18`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub no: PaperNo,
    pub parts: Vec<Instalment>,
    /// What was paid since it was given.
    pub paid: Money,
    /// The first instalment is paid: what is not yet due is not overdue.
    pub begun: bool,
}

impl Order {
    pub(super) fn new(order: &InstalmentsOrdered) -> Self {
        Self { no: order.no.clone(), parts: order.parts.clone(), paid: Money::ZERO, begun: false }
    }

    pub(super) fn receive(&mut self, amount: Money) {
        self.paid += amount;
        self.begun |= self.parts.first().is_none_or(|first| self.paid >= first.amount);
    }

    /// What falls due after `day`, the first part excepted.
    pub fn deferred(&self, day: Day) -> Money {
        self.parts.iter().skip(1).filter(|part| part.day > day).map(|part| part.amount).sum()
    }

    /// The part that falls due next after `day`.
    pub fn next_after(&self, day: Day) -> Option<&Instalment> {
        self.parts.iter().find(|part| part.day > day)
    }
}

/// A close that a late payment made void.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Void {
    pub period: Period,
    /// The close's entry, `KVT-1/42`.
    pub entry: String,
}

impl Consumer {
    /// What a close of a period did. It is void where more receipts stand before it than it knew of (`L-13`), and where
    /// the period's close stands already.
    pub(super) fn close(&mut self, closed: &ConsumerClosed, entry: &Entry, rows: &mut Rows) {
        if let Fact::Reclosed(again) = &entry.fact {
            self.void.retain(|void| void.entry != again.of);
        }
        self.closed_to = self.closed_to.max(Some(closed.window_to));
        let late = self.receipts > closed.receipts;
        let stands = !late && self.closed_in.is_none_or(|last| last < closed.period);
        rows.closings.push(ClosingRow::of(closed, stands));
        if !stands {
            rows.bills.extend(closed.bill.iter().map(|issued| bill_row(self.no, issued, false)));
            if late {
                self.void.push(Void { period: closed.period, entry: entry.name() });
                if !self.withdrawn.contains(&closed.period) {
                    self.withdrawn.push(closed.period);
                }
            }
            return;
        }
        self.closed_in = Some(closed.period);
        self.notice_short = closed.outcome == Outcome::NoticeShort;
        self.charge_close(closed, rows);
        if closed.outcome == Outcome::Belated {
            self.order = None;
        }
        if let Some(notice) = &closed.notice {
            let period = closed.period;
            self.notice = Some(Notice { no: notice.no.clone(), period, served: notice.served, cut_from: notice.cut_from, due: notice.due });
        }
        // What was recorded apart, before it, may have moved the consumer on already.
        if self.status == closed.from {
            self.status = closed.to;
            if closed.outcome == Outcome::AutoDisconnected {
                self.cut = Some(Cut { on: entry.day, by_close: Some(closed.period), undue: false });
                self.disconnected_on = Some(entry.day);
            }
        }
        if closed.outcome != Outcome::Billed {
            self.settle(entry.day);
        }
    }

    /// The close's bill, surcharge and fee onto the account.
    fn charge_close(&mut self, closed: &ConsumerClosed, rows: &mut Rows) {
        if let Some(issued) = &closed.bill {
            self.issue(issued, rows);
        }
        let bpsc = Line::new(Head::Bpsc, format!("BPSC {}", closed.period), closed.bpsc);
        if closed.bill.as_ref().is_some_and(|issued| issued.bill.lines.contains(&bpsc)) {
            // The close's own bill shows it, and its payable holds it.
            rows.post(Some(self.no), Account::DUES, Account::BPSC, closed.bpsc);
            self.balance += closed.bpsc;
        } else {
            self.charge(Account::BPSC, bpsc, rows);
        }
        self.charge(Account::named("COFEE"), Line::new(Head::CoFee, "Contractual obligatory fee", closed.cofee), rows);
    }

    pub(super) fn serve(&mut self, served: &NoticeServed) {
        // A reclose may have given the notice another number since (L-13): what was served on that day is the notice that stands.
        if let Some(notice) = self.notice.as_mut().filter(|notice| notice.served < served.served) {
            notice.served = served.served;
            notice.cut_from = notice.cut_from.max(served.cut_from);
        }
    }

    pub(super) fn cut_supply(&mut self, cut: &SupplyCut, rows: &mut Rows) {
        if let Some(reading) = cut.reading {
            self.hold_reading(reading);
        }
        if let Some(issued) = &cut.bill {
            self.issue(issued, rows);
        }
        let (status, undue) = match self.status.led_by(Event::Cut) {
            Some(status) => (status, false),
            // Paid before it was cut, as a late payment shows.
            None => (self.status.or_stays(Event::CutUndue), true),
        };
        self.status = status;
        self.notice_short = false;
        if self.cut.is_none() {
            self.cut = Some(Cut { on: cut.day, by_close: None, undue });
            self.disconnected_on = Some(cut.day);
        }
        self.settle(cut.day);
    }

    pub(super) fn take_back_cut(&mut self) {
        if let Some(before) = self.status.led_by(Event::CutMistaken) {
            self.status = before;
            self.cut = None;
            self.disconnected_on = None;
        }
    }

    pub(super) fn restore(&mut self, restored: &SupplyRestored, rows: &mut Rows) {
        self.hold_reading(restored.reading);
        self.charge(Account::named("RECON"), Line::new(Head::Recon, "Reconnection charge", restored.charge), rows);
        self.supply_is_on(restored.day);
        self.status = self.status.or_stays(Event::Reconnected);
    }

    /// The months without supply from beginning to end are no bill's (`B-12`).
    pub(super) fn supply_is_on(&mut self, day: Day) {
        if let Some(cut) = self.cut.take() {
            let from = cut.on.period();
            self.dark.extend((1..day.period().since(from)).map(|i| from.plus(i)));
        }
        self.disconnected_on = None;
        self.energised_on = Some(day);
    }

    pub(super) fn settle_case(&mut self, case: Case) {
        match case {
            Case::Withdrawn => self.withdrawn.clear(),
            Case::ToRevise => self.to_revise.clear(),
            Case::DoubleBilled => self.double_billed.clear(),
        }
    }

    /// Whether it was connected, or its supply put on again, in that period (`L-5`).
    pub fn came_on_in(&self, period: Period) -> bool {
        self.connected_on.into_iter().chain(self.energised_on).any(|day| period.contains(day))
    }

    /// Whether a late payment made a close of it void, and nothing was put in its place yet.
    pub fn is_to_reclose(&self) -> bool {
        !self.void.is_empty()
    }

    /// Of the connections that are cut: whether it was paid.
    pub const fn is_paid_but_cut(&self) -> bool {
        matches!(self.status, Status::Pnr(_))
    }
}
