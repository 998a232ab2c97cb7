//! Rows that a fold gives beside the state: bills, receipts, tenders, the double-entry ledger.

use crate::base::{ConsumerNo, Day, Money, PaperNo, Period};
use crate::journal::fact::{ConsumerClosed, Outcome};
use crate::rules::bill::{Bill, Head, Mark, Method};
use crate::rules::head::Account;
use crate::rules::status::Status;
use crate::rules::tender::Tender;

/// The rows of one entry for one subject.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Rows {
    pub bills: Vec<BillRow>,
    pub receipts: Vec<ReceiptRow>,
    pub ledger: Vec<LedgerRow>,
    pub closings: Vec<ClosingRow>,
    /// Bills that were revised, and by which request.
    pub revised: Vec<(PaperNo, PaperNo)>,
}

/// What a close did to a consumer, in the close's lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosingRow {
    pub period: Period,
    pub consumer: ConsumerNo,
    pub outcome: Outcome,
    pub from: Status,
    pub to: Status,
    /// `false` where a late payment made it void.
    pub stands: bool,
    pub bill: Option<PaperNo>,
    pub method: Option<Method>,
    pub door_lock: bool,
    pub billed: Money,
    pub bpsc: Money,
    pub cofee: Money,
    pub notice: Option<PaperNo>,
}

impl ClosingRow {
    pub fn of(closed: &ConsumerClosed, stands: bool) -> Self {
        Self {
            period: closed.period,
            consumer: closed.consumer,
            outcome: closed.outcome,
            from: closed.from,
            to: closed.to,
            stands,
            bill: closed.bill.as_ref().map(|issued| issued.no.clone()),
            method: closed.bill.as_ref().map(|issued| issued.bill.method),
            door_lock: closed.bill.as_ref().is_some_and(|issued| issued.bill.marks.contains(&Mark::DoorLock)),
            billed: closed.bill.as_ref().map_or(Money::ZERO, |issued| issued.bill.bill_amount),
            bpsc: closed.bpsc,
            cofee: closed.cofee,
            notice: closed.notice.as_ref().map(|notice| notice.no.clone()),
        }
    }
}

/// A bill in the lists; its lines stand in its entry.
#[derive(Debug, Clone, PartialEq)]
pub struct BillRow {
    pub no: PaperNo,
    pub consumer: ConsumerNo,
    pub period: Period,
    pub day: Day,
    pub standing: bool,
    pub units: i64,
    pub amount: Money,
    pub payable: Money,
}

/// A receipt in the scroll.
#[derive(Debug, Clone, PartialEq)]
pub struct ReceiptRow {
    pub no: PaperNo,
    pub consumer: Option<ConsumerNo>,
    pub day: Day,
    /// The account it credits: `DUES`, or the head of a misc. receipt.
    pub head: String,
    pub amount: Money,
    pub tenders: Vec<Tender>,
}

/// One side of a double entry; debit above zero, credit below. The rows of an entry sum to nothing (`C-10`).
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerRow {
    pub account: Account,
    pub consumer: Option<ConsumerNo>,
    pub amount: Money,
}

impl Rows {
    /// A double entry: `amount` to the debit of one account and the credit of the other; nothing where it is zero.
    pub fn post(&mut self, consumer: Option<ConsumerNo>, debit: Account, credit: Account, amount: Money) {
        if amount.is_zero() {
            return;
        }
        self.ledger.push(LedgerRow { account: debit, consumer, amount });
        self.ledger.push(LedgerRow { account: credit, consumer, amount: -amount });
    }

    /// A receipt's money: each mode's account debited, `head` credited with the whole.
    pub fn post_tenders(&mut self, consumer: Option<ConsumerNo>, tenders: &[Tender], head: &Account) {
        for tender in tenders {
            self.post(consumer, Account::of_mode(tender.mode), head.clone(), tender.amount);
        }
    }

    /// A bill: dues debited with the bill amount, each line's head credited; an ACM return goes back to the heads it came from (`B-14`).
    pub fn post_bill(&mut self, consumer: ConsumerNo, bill: &Bill) {
        let mut credits: Vec<(Account, Money)> = Vec::with_capacity(bill.lines.len());
        let mut credit = |account: Account, amount: Money| match credits.iter_mut().find(|(a, _)| *a == account) {
            Some((_, sum)) => *sum += amount,
            None => credits.push((account, amount)),
        };
        for line in &bill.lines {
            match line.head {
                Head::AcmRev => {}
                // Postings stand on the account already, since the day they were made.
                head if head.is_posting() => {}
                head => credit(Account::named(head.code()), line.amount),
            }
        }
        let back = &bill.taken_back;
        credit(Account::CC, -back.cc);
        credit(Account::FUEL, -back.fuel);
        credit(Account::DUTY, -back.duty);
        credit(Account::SUBSIDY, back.subsidy);
        for (account, amount) in credits {
            self.post(Some(consumer), Account::DUES, account, amount);
        }
    }

    /// What the rows do to a consumer's balance.
    pub fn dues_of(&self, consumer: ConsumerNo) -> Money {
        self.ledger.iter().filter(|r| r.consumer == Some(consumer) && r.account == Account::DUES).map(|r| r.amount).sum()
    }
}
