//! Money on a consumer's account, and what it does to the status.

use super::{Consumer, LastReceipt, PaidOn, receipt_row};
use crate::base::{Day, Money, PaperNo, Period};
use crate::folds::Rows;
use crate::journal::fact::{ChequeDishonoured, PaidOnline, Posting, PostingDecided, ProtestDecided};
use crate::rules::bill::{Head, Line};
use crate::rules::head::Account;
use crate::rules::lifecycle::Event;

/// How many references of online payments are remembered.
const REMEMBERED: usize = 12;

impl Consumer {
    /// Money that came in for bills.
    pub(super) fn receive(&mut self, no: &PaperNo, amount: Money, period: Period, day: Day) {
        self.balance -= amount;
        self.receipts += 1;
        if let Some(order) = &mut self.order {
            order.receive(amount);
        }
        self.last_receipt = Some(LastReceipt { no: no.clone(), day, amount, period });
        self.month_receipts.retain(|paid| paid.day.period() >= day.period());
        if self.month_receipts.iter().all(|paid| paid.day.period() == day.period()) {
            self.month_receipts.push(PaidOn { day, settled: !self.pressing(day).is_outstanding() });
        }
        self.settle(day);
    }

    pub(super) fn pay_online(&mut self, paid: &PaidOnline, day: Day, rows: &mut Rows) {
        // The same payment, brought in at two desks apart: it was paid once.
        if self.online.contains(&paid.reference) {
            return;
        }
        self.online.push(paid.reference.clone());
        let extra = self.online.len().saturating_sub(REMEMBERED);
        self.online.drain(..extra);
        rows.receipts.push(receipt_row(Some(self.no), day, Account::DUES.code(), &paid.receipt));
        // The payment system remits to the bank; no drawer holds it.
        rows.post(Some(self.no), Account::BANK, Account::DUES, paid.receipt.amount);
        self.receive(&paid.receipt.no, paid.receipt.amount, paid.period, day);
    }

    /// Nothing overdue any more: the status follows (table "Between the closes").
    pub(super) fn settle(&mut self, day: Day) {
        if !self.is_overdue(day) {
            self.status = self.status.or_stays(Event::Paid);
            self.notice = None;
            self.notice_short = false;
        }
        if !self.is_outstanding() {
            self.order = None;
        }
    }

    /// A surcharge or charge that comes onto the account outside a bill; the next bill shows it.
    pub(super) fn charge(&mut self, account: Account, line: Line, rows: &mut Rows) {
        rows.post(Some(self.no), Account::DUES, account, line.amount);
        self.balance += line.amount;
        if !line.amount.is_zero() {
            self.since_bill.push(line);
        }
    }

    pub(super) fn decide_protest(&mut self, decided: &ProtestDecided, day: Day, rows: &mut Rows) {
        self.disputed = Money::ZERO;
        rows.post(Some(self.no), Account::named("ADJUST"), Account::DUES, decided.upheld);
        if !decided.upheld.is_zero() {
            self.balance -= decided.upheld;
            self.since_bill.push(Line::new(Head::Misc, format!("Protest upheld: {}", decided.reason), -decided.upheld));
        }
        for line in &decided.bpsc {
            self.charge(Account::BPSC, line.clone(), rows);
        }
        self.settle(day);
    }

    pub(super) fn post(&mut self, decided: &PostingDecided, day: Day, rows: &mut Rows) {
        let no = Some(self.no);
        let on_account = |this: &mut Self, amount: Money, text: String| {
            this.balance += amount;
            this.since_bill.push(Line::new(Head::Misc, text, amount));
        };
        match &decided.what {
            Posting::Debit { amount, head, .. } => {
                rows.post(no, Account::DUES, Account::named(head.clone()), *amount);
                on_account(self, *amount, format!("{} ({})", decided.reason, decided.no));
            }
            Posting::Credit { amount, head, .. } => {
                rows.post(no, Account::named(head.clone()), Account::DUES, *amount);
                on_account(self, -*amount, format!("{} ({})", decided.reason, decided.no));
            }
            // Each side posts its own half against the other's dues, so that both accounts show it and the sum stays nothing.
            Posting::MoveReceipt { amount, receipt, from, .. } if *from == self.no => {
                rows.post(no, Account::DUES, Account::named("TRANSIT"), *amount);
                on_account(self, *amount, format!("Receipt {receipt} was not this consumer's"));
                self.month_receipts.clear();
                if self.is_outstanding() {
                    self.status = self.status.or_stays(Event::MovedAway);
                }
            }
            Posting::MoveReceipt { amount, receipt, .. } => {
                rows.post(no, Account::named("TRANSIT"), Account::DUES, *amount);
                on_account(self, -*amount, format!("Receipt {receipt} moved here"));
            }
            Posting::ChangeMode { amount, from, to, .. } => rows.post(no, Account::of_mode(*to), Account::of_mode(*from), *amount),
            Posting::SdRefund { amount, .. } => {
                rows.post(no, Account::SD, Account::REFUND, *amount);
                self.sd -= *amount;
            }
            Posting::SdSetOff { amount, .. } => {
                rows.post(no, Account::SD, Account::DUES, *amount);
                self.sd -= *amount;
                on_account(self, -*amount, format!("Security deposit set off ({})", decided.no));
            }
            Posting::AdvanceRefund { amount, .. } => {
                rows.post(no, Account::DUES, Account::REFUND, *amount);
                on_account(self, *amount, format!("Advance refunded ({})", decided.no));
            }
            Posting::MistakenCut { .. } => self.take_back_cut(),
        }
        self.settle(day);
    }

    pub(super) fn dishonour(&mut self, cheque: &ChequeDishonoured, rows: &mut Rows) {
        let text = format!("Cheque {} dishonoured", cheque.number);
        let no = self.no;
        for hit in cheque.hits.iter().filter(|h| h.consumer == Some(no)) {
            // A cheque comes back from the bank, after it was remitted.
            rows.post(Some(self.no), Account::named(hit.head.clone()), Account::BANK, hit.amount);
            if hit.head == Account::DUES.code() {
                self.balance += hit.amount;
                self.since_bill.push(Line::new(Head::Misc, text.clone(), hit.amount));
            } else if hit.head == Account::SD.code() {
                self.sd -= hit.amount;
            }
            rows.post(Some(self.no), Account::DUES, Account::named("BANKCHARGE"), hit.charge);
            if !hit.charge.is_zero() {
                self.balance += hit.charge;
                self.since_bill.push(Line::new(Head::Misc, "Bank charge, cheque dishonoured", hit.charge));
            }
            for line in &hit.bpsc {
                self.charge(Account::BPSC, line.clone(), rows);
            }
        }
        self.cash_only_until = Some(cheque.cash_only_until);
        self.month_receipts.clear();
        // A deposit or a fee that came back leaves the bills paid: nobody is belated for it.
        let dues_stand_again = cheque.hits.iter().any(|h| h.consumer == Some(self.no) && h.head == Account::DUES.code());
        if dues_stand_again && self.is_outstanding() {
            self.status = self.status.or_stays(Event::Dishonoured);
        }
    }
}
