//! A consumer: supply, meter, bills, money, status, as its entries made them.

mod account;
mod begin;
mod billing;
mod connection;
mod life;
mod order;
mod revision;

pub use life::{Cut, Notice, Order, Void};
pub use order::{closed_by, in_order, turns_back};
pub use revision::{Dispute, Held, WasRevised};

use serde::{Deserialize, Serialize};

use super::rows::{BillRow, ReceiptRow, Rows};
use crate::base::{ConsumerNo, Day, Money, PaperNo, Period, Register, Units};
use crate::journal::Entry;
use crate::journal::fact::{BillIssued, Fact, ReadingFact, SupplyFact};
use crate::rules::bill::{AcmBack, Line};
pub use crate::rules::bill::{AcmBill, MonthBar};
use crate::rules::head::Account;
use crate::rules::reading::MeterState;
use crate::rules::status::Status;

/// How many months of units a consumer's chart shows.
const CHART_MONTHS: usize = 12;

/// Everything that the window, an act or a bill needs to know of a consumer, names and phones excepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Consumer {
    pub no: ConsumerNo,
    pub office: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_number: Option<String>,
    pub supply: SupplyFact,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connected_on: Option<Day>,
    pub status: Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disconnected_on: Option<Day>,
    /// How the supply was cut, while it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
    /// When the supply was put on again, the last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub energised_on: Option<Day>,
    /// Periods without supply from beginning to end, since the last actual period (`B-12`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dark: Vec<Period>,
    pub meter: MeterState,
    /// The period of the last billed reading (`B-8`).
    pub last_actual: Period,
    /// The last three metered months, the latest last (`B-15`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metered: Vec<Units>,
    /// Units of up to twelve months, for the chart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chart: Vec<MonthBar>,
    /// ACM bills since the last actual one, to be taken back (`B-14`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acm: Vec<AcmBill>,
    /// Periods with a standing bill since the last actual period, that one included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub billed: Vec<Period>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_bill: Option<LastBill>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_receipt: Option<LastReceipt>,
    /// Readings that no bill used yet, the oldest first (`B-8`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unbilled: Vec<ReadingFact>,
    /// Owed where above zero, advance where below.
    pub balance: Money,
    #[serde(default, skip_serializing_if = "is_nil")]
    pub sd: Money,
    /// Paid under protest: not outstanding until decided (`L-18`).
    #[serde(default, skip_serializing_if = "is_nil")]
    pub disputed: Money,
    /// BPSC and misc. postings since the last bill: the next one shows them (`B-16`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub since_bill: Vec<Line>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cash_only_until: Option<Day>,
    /// The last self-reading, billed or not: a surprise check is held against it (`B-11`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_reading: Option<OwnReading>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub under_reported: bool,
    /// Two bills for one period came from two desks: the later is void, its money is advance (`L-13`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub double_billed: Vec<Period>,
    /// Receipts of bills so far: a close says how many it knew of (`L-13`).
    #[serde(default, skip_serializing_if = "is_none")]
    pub receipts: u32,
    /// The receipts of the latest month that has one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub month_receipts: Vec<PaidOn>,
    /// References of the last payments of the online system.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub online: Vec<String>,
    /// The last period whose close did something here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_in: Option<Period>,
    /// The last day of the latest window whose close was made here, standing or void.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_to: Option<Day>,
    /// The notice that stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
    /// The instalment order that is being kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    /// The notice's days were not over at the last close (`L-7`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub notice_short: bool,
    /// The last bill is by average for want of a reading, the meter being behind a locked door (`L-11`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub door_lock: bool,
    /// Closes that late payments made void, and that are to be made anew (`L-13`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub void: Vec<Void>,
    /// Periods whose close was withdrawn, until an officer has looked into it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawn: Vec<Period>,
    /// Bills that rest on what no longer holds (`L-13`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to_revise: Vec<PaperNo>,
    /// Open requests about bills (`R-2`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<Dispute>,
    /// The revisions that were approved, the latest last (`R-10`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revised: Vec<WasRevised>,
}

const fn is_none(count: &u32) -> bool {
    *count == 0
}

fn is_nil(amount: &Money) -> bool {
    amount.is_zero()
}

/// A self-reading, with what was the last billed reading when it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnReading {
    pub value: Register,
    pub day: Day,
    pub base: Register,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastBill {
    pub no: PaperNo,
    pub period: Period,
    pub day: Day,
    pub payable: Money,
    /// CC less the ACM CC it took back: the base of its surcharge (`B-17`).
    pub cc: Money,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastReceipt {
    pub no: PaperNo,
    pub day: Day,
    pub amount: Money,
    pub period: Period,
}

/// A receipt for bills in a month, and whether anything was outstanding after it (`L-4`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidOn {
    pub day: Day,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub settled: bool,
}

/// A bill in the lists.
fn bill_row(consumer: ConsumerNo, issued: &BillIssued, standing: bool) -> BillRow {
    let bill = &issued.bill;
    BillRow {
        no: issued.no.clone(),
        consumer,
        period: bill.period,
        day: bill.date,
        standing,
        units: bill.units.kwh(),
        amount: bill.bill_amount,
        payable: bill.payable,
    }
}

impl Consumer {
    /// What is owed now and not disputed.
    pub fn outstanding(&self) -> Money {
        self.balance - self.disputed
    }

    /// Whether a rupee or more is owed and not disputed (`B-2`, `L-18`).
    pub fn is_outstanding(&self) -> bool {
        self.outstanding().is_outstanding()
    }

    /// What falls due after `day` by an instalment order: the first part is due at once (`L-18`).
    pub fn deferred(&self, day: Day) -> Money {
        self.order.as_ref().map_or(Money::ZERO, |order| order.deferred(day))
    }

    /// What of a payable is due by `day`: not what is disputed or held, nor what an order puts off beyond it.
    pub fn due_of(&self, payable: Money, day: Day) -> Money {
        payable - self.disputed - self.deferred(day) - self.held(day)
    }

    /// Whether dues stand that should have been paid by `day`: not disputed, and not put off by an order that has begun.
    pub fn is_overdue(&self, day: Day) -> bool {
        let put_off = if self.order.as_ref().is_some_and(|order| order.begun) { self.deferred(day) } else { Money::ZERO };
        (self.pressing(day) - put_off).is_outstanding()
    }

    /// The highest reading known: the floor of the next (`B-9`), with its day.
    pub fn last_reading(&self) -> (Register, Day) {
        match self.unbilled.last() {
            Some(reading) if self.meter.floor != self.meter.base => (reading.value, reading.day),
            _ => (self.meter.base, self.meter.base_date),
        }
    }

    pub fn is_government(&self) -> bool {
        self.supply.govt_department.is_some()
    }

    /// The ACM bills that the next actual bill takes back.
    pub fn acm_back(&self) -> Vec<AcmBack> {
        self.acm.iter().map(|acm| AcmBack { period: acm.period, share: acm.share }).collect()
    }

    pub fn has_bill_of(&self, period: Period) -> bool {
        self.billed.contains(&period)
    }

    /// What the clerk must know, in the order of weight; the words of `flags` in JSON.
    pub fn flags(&self, on: Day) -> Vec<&'static str> {
        [
            ("disconnected", matches!(self.status, Status::Dis(_) | Status::Pnr(_) | Status::Pdnp | Status::Pdor)),
            ("belated", self.status == Status::Bltd),
            ("cash-only", self.cash_only_until.is_some_and(|until| on <= until)),
            ("stuck-meter", self.meter.stuck_since.is_some()),
            ("under-reported", self.under_reported),
            ("protest", !self.disputed.is_zero()),
            ("double-billed", !self.double_billed.is_empty()),
            ("notice", self.notice.is_some() && self.status == Status::Bltd),
            ("instalments", self.order.is_some()),
            ("withdrawn", !self.withdrawn.is_empty()),
            ("to-revise", !self.to_revise.is_empty()),
            ("under-request", !self.disputes.is_empty()),
            ("repeat", !self.revised.is_empty()),
        ]
        .into_iter()
        .filter_map(|(flag, on)| on.then_some(flag))
        .collect()
    }
}

/// Folds one entry of a consumer. `None` stands for a consumer that no entry has made yet; entries that come before the
/// one that makes it change nothing.
pub fn fold(state: Option<Consumer>, no: ConsumerNo, entry: &Entry, rows: &mut Rows) -> Option<Consumer> {
    if let Fact::ConsumerImported(import) = &entry.fact {
        return Some(state.unwrap_or_else(|| begin::imported(import, rows)));
    }
    let begun = || connection::number_of(entry, no).map(|number| connection::made(number, entry.day, entry.apart));
    let mut consumer = state.or_else(begun)?;
    match &entry.fact {
        Fact::ApplicationMade(_) | Fact::ApplicationStep(_) => {
            entry.fact.effects().iter().for_each(|effect| consumer.effect(effect, entry, rows));
            consumer.end_disputes(entry);
        }
        Fact::DisputeHeld(held) => consumer.hold_dispute(held, entry.day),
        Fact::Paid(paid) => consumer.pay(paid, entry.day, rows),
        Fact::MiscReceived(misc) => {
            rows.receipts.push(receipt_row(Some(no), entry.day, &misc.head, &misc.receipt));
            rows.post_tenders(Some(no), &misc.receipt.tenders, &Account::named(misc.head.clone()));
            if misc.head == Account::SD.code() {
                consumer.sd += misc.receipt.amount;
            }
        }
        Fact::ReadingPosted(posted) => consumer.hold_reading(posted.reading),
        Fact::MeterStuck { day, .. } => consumer.meter = consumer.meter.stuck(*day),
        Fact::MeterChanged(change) => {
            let was_stuck = consumer.meter.stuck_since.is_some();
            let meter = &change.meter;
            let new = MeterState::installed(meter.no.clone(), meter.digits, meter.factor, Register::at(change.initial), change.day);
            consumer.meter = consumer.meter.changed(change.last, new);
            consumer.unbilled.clear();
            consumer.own_reading = None;
            if was_stuck {
                consumer.acm.clear();
                consumer.last_actual = change.day.period();
                let last_actual = consumer.last_actual;
                consumer.billed.retain(|p| *p >= last_actual);
                consumer.dark.retain(|p| *p > last_actual);
            }
        }
        Fact::PostingDecided(decided) if decided.approved => consumer.post(decided, entry.day, rows),
        Fact::ChequeDishonoured(cheque) => consumer.dishonour(cheque, rows),
        Fact::PaidOnline(paid) => consumer.pay_online(paid, entry.day, rows),
        Fact::InstalmentsOrdered(order) => consumer.order = Some(Order::new(order)),
        Fact::ProtestDecided(decided) => consumer.decide_protest(decided, entry.day, rows),
        Fact::ConsumerClosed(closed) => consumer.close(closed, entry, rows),
        Fact::Reclosed(again) => consumer.close(&again.closed, entry, rows),
        Fact::NoticeServed(served) => consumer.serve(served),
        Fact::SupplyCut(cut) => consumer.cut_supply(cut, rows),
        Fact::SupplyRestored(restored) => consumer.restore(restored, rows),
        Fact::FinalRead(read) => {
            consumer.hold_reading(read.reading);
            consumer.issue(&read.bill, rows);
            consumer.settle(entry.day);
        }
        Fact::CaseSettled(settled) => consumer.settle_case(settled.case),
        _ => {}
    }
    Some(consumer)
}

/// A receipt as the scroll shows it.
pub fn receipt_row(consumer: Option<ConsumerNo>, day: Day, head: &str, receipt: &crate::journal::fact::Receipt) -> ReceiptRow {
    ReceiptRow { no: receipt.no.clone(), consumer, day, head: head.to_owned(), amount: receipt.amount, tenders: receipt.tenders.clone() }
}
