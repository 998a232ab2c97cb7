//! The counters of a desk: who holds it, what is in the drawer, what waits to be remitted.

use serde::{Deserialize, Serialize};

use super::consumer::receipt_row;
use super::rows::Rows;
use crate::base::{Day, DeskId, Money, PaperNo};
use crate::journal::Entry;
use crate::journal::chain::Hash;
use crate::journal::fact::{CounterClosed, Fact, Posting, Receipt};
use crate::rules::head::Account;
use crate::rules::tender::{Mode, Tender};

/// A desk's counter state.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Counter {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<Open>,
    /// The last day for which a close or "none" stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_close: Option<PaperNo>,
    /// The last receipt that a close counted: those after it are of the open counter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_to: Option<PaperNo>,
    /// Closed and not yet remitted, by mode; cash with the head cashier is in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub in_hand: Vec<(Mode, Money)>,
    /// Cash that the head cashier holds.
    #[serde(default)]
    pub safe: Money,
}

/// An open counter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Open {
    pub date: Day,
    pub clerk: String,
    /// The running number of the entry that opened it: its session.
    pub session: i64,
    pub float: Money,
    pub turned_in: Money,
    /// What came in, by mode; corrections of mode included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken: Vec<(Mode, Money)>,
    pub receipts: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<PaperNo>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<PaperNo>,
    pub duplicates: u32,
    /// Over every receipt in order: number, consumer, tenders.
    pub check: Hash,
}

fn add(sums: &mut Vec<(Mode, Money)>, mode: Mode, amount: Money) {
    match sums.iter_mut().find(|(m, _)| *m == mode) {
        Some((_, sum)) => *sum += amount,
        None => sums.push((mode, amount)),
    }
    sums.sort_unstable_by_key(|(m, _)| *m);
}

fn of(sums: &[(Mode, Money)], mode: Mode) -> Money {
    sums.iter().find(|(m, _)| *m == mode).map_or(Money::ZERO, |(_, sum)| *sum)
}

impl Open {
    /// What should be there of a mode: for cash the float and what came in, less what was turned in.
    pub fn expected(&self, mode: Mode) -> Money {
        match mode {
            Mode::Cash => self.float + of(&self.taken, mode) - self.turned_in,
            other => of(&self.taken, other),
        }
    }

    /// The check code after one more receipt.
    pub fn check_after(&self, receipt: &Receipt) -> Hash {
        let mut bytes = self.check.bytes().to_vec();
        bytes.extend(receipt.no.to_string().bytes());
        for Tender { mode, amount, .. } in &receipt.tenders {
            bytes.extend(mode.code().bytes());
            bytes.extend(amount.paise().to_le_bytes());
        }
        Hash::of(&bytes)
    }

    fn take(&mut self, receipt: &Receipt) {
        self.check = self.check_after(receipt);
        for tender in &receipt.tenders {
            add(&mut self.taken, tender.mode, tender.amount);
        }
        self.receipts += 1;
        self.first.get_or_insert_with(|| receipt.no.clone());
        self.last = Some(receipt.no.clone());
    }
}

impl Counter {
    /// Closed and not remitted, of a mode.
    pub fn in_hand(&self, mode: Mode) -> Money {
        of(&self.in_hand, mode)
    }

    /// What will be closed and not remitted once `close` is recorded, by mode.
    pub fn carried(&self, close: &CounterClosed) -> Vec<(Mode, Money)> {
        let mut after = self.clone();
        after.close(close, &mut Rows::default());
        after.in_hand.retain(|(_, amount)| !amount.is_zero());
        after.in_hand
    }
}

/// Folds one entry of a desk's counters.
pub fn fold(state: Option<Counter>, desk: &DeskId, entry: &Entry, rows: &mut Rows) -> Counter {
    let mut counter = state.unwrap_or_default();
    match &entry.fact {
        Fact::CounterOpened { date, float } => {
            rows.post(None, Account::of_mode(Mode::Cash), Account::FLOAT, *float);
            counter.open = Some(Open {
                date: *date,
                clerk: entry.user.clone(),
                session: entry.seq,
                float: *float,
                turned_in: Money::ZERO,
                taken: Vec::new(),
                receipts: 0,
                first: None,
                last: None,
                duplicates: 0,
                check: Hash::of(format!("{desk} {date} {}", entry.seq).as_bytes()),
            });
        }
        Fact::CounterNone { date } => counter.settled = counter.settled.max(Some(*date)),
        Fact::CashTurnedIn { amount, .. } => {
            rows.post(None, Account::SAFE, Account::of_mode(Mode::Cash), *amount);
            counter.safe += *amount;
            add(&mut counter.in_hand, Mode::Cash, *amount);
            if let Some(open) = &mut counter.open {
                open.turned_in += *amount;
            }
        }
        Fact::CounterHandedOver { to, .. } => {
            if let Some(open) = &mut counter.open {
                open.clerk.clone_from(to);
            }
        }
        Fact::Paid(paid) => {
            if let Some(open) = &mut counter.open {
                open.take(&paid.receipt);
            }
        }
        Fact::MiscReceived(misc) => {
            if misc.consumer.is_none() {
                rows.receipts.push(receipt_row(None, entry.day, &misc.head, &misc.receipt));
                rows.post_tenders(None, &misc.receipt.tenders, &Account::named(misc.head.clone()));
            }
            if let Some(open) = &mut counter.open {
                open.take(&misc.receipt);
            }
        }
        Fact::ApplicationStep(_) => {
            if let (Some(open), Some(collected)) = (&mut counter.open, entry.fact.collected()) {
                open.take(&collected.receipt);
            }
        }
        Fact::PostingDecided(decided) => counter.change_mode(&decided.what, rows),
        Fact::ChequeDishonoured(cheque) => {
            for hit in &cheque.hits {
                if hit.consumer.is_none() {
                    rows.post(None, Account::named(hit.head.clone()), Account::BANK, hit.amount);
                }
            }
        }
        Fact::DuplicateOrdered { .. } => {
            if let Some(open) = &mut counter.open {
                open.duplicates += 1;
            }
        }
        Fact::CounterClosed(close) => counter.close(close, rows),
        Fact::Remitted { amount, mode, .. } => counter.remit(*mode, *amount, rows),
        _ => {}
    }
    counter
}

impl Counter {
    fn change_mode(&mut self, what: &Posting, rows: &mut Rows) {
        let Posting::ChangeMode { receipt, amount, consumer, from, to } = what else { return };
        if consumer.is_none() {
            rows.post(None, Account::of_mode(*to), Account::of_mode(*from), *amount);
        }
        let is_counted = self.counted_to.as_ref().is_some_and(|to| (receipt.year, receipt.number) <= (to.year, to.number));
        let sums = match &mut self.open {
            Some(open) if !is_counted => &mut open.taken,
            _ => &mut self.in_hand,
        };
        add(sums, *from, -*amount);
        add(sums, *to, *amount);
    }

    fn close(&mut self, close: &CounterClosed, rows: &mut Rows) {
        for line in &close.lines {
            rows.post(None, Account::of_mode(line.mode), Account::SHORT_OVER, line.counted - line.expected);
            let kept = if line.mode == Mode::Cash { line.counted - close.float } else { line.counted };
            add(&mut self.in_hand, line.mode, kept);
        }
        rows.post(None, Account::FLOAT, Account::of_mode(Mode::Cash), close.float);
        self.open = None;
        self.settled = self.settled.max(Some(close.date));
        self.last_close = Some(close.no.clone());
        self.counted_to = close.last.clone().or(self.counted_to.take());
    }

    fn remit(&mut self, mode: Mode, amount: Money, rows: &mut Rows) {
        let from_safe = if mode == Mode::Cash { amount.min(self.safe) } else { Money::ZERO };
        rows.post(None, Account::BANK, Account::SAFE, from_safe);
        rows.post(None, Account::BANK, Account::of_mode(mode), amount - from_safe);
        self.safe -= from_safe;
        add(&mut self.in_hand, mode, -amount);
    }
}
