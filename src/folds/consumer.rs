//! A consumer: supply, meter, bills, money, status, as its entries made them.

use serde::{Deserialize, Serialize};

use super::rows::{BillRow, ReceiptRow, Rows};
use crate::base::{ConsumerNo, Day, Money, PaperNo, Period, Register, Units};
use crate::journal::Entry;
use crate::journal::fact::{ChequeDishonoured, ConsumerImported, Fact, Paid, Posting, PostingDecided, ReadingFact, Source, SupplyFact};
use crate::rules::bill::{AcmBack, Bill, Head, Line, Method};
use crate::rules::head::Account;
use crate::rules::reading::{MeterState, is_under_reported};
use crate::rules::status::Status;
use crate::rules::tariff::AcmShare;

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
}

fn is_nil(amount: &Money) -> bool {
    amount.is_zero()
}

/// A month's units in the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthBar {
    pub period: Period,
    pub units: Units,
    /// Whether the units are an average, not metered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub average: bool,
}

/// A self-reading, with what was the last billed reading when it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnReading {
    pub value: Register,
    pub day: Day,
    pub base: Register,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AcmBill {
    pub no: PaperNo,
    pub period: Period,
    pub share: AcmShare,
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

impl Consumer {
    /// What is owed now and not disputed.
    pub fn outstanding(&self) -> Money {
        self.balance - self.disputed
    }

    /// Whether a rupee or more is owed and not disputed (`B-2`, `L-18`).
    pub fn is_outstanding(&self) -> bool {
        self.outstanding().is_outstanding()
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
        return Some(state.unwrap_or_else(|| imported(import, rows)));
    }
    let mut consumer = state?;
    match &entry.fact {
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
            }
        }
        Fact::PostingDecided(decided) if decided.approved => consumer.post(decided, rows),
        Fact::ChequeDishonoured(cheque) => consumer.dishonour(cheque, rows),
        _ => {}
    }
    Some(consumer)
}

fn imported(import: &ConsumerImported, rows: &mut Rows) -> Consumer {
    rows.post(Some(import.consumer), Account::DUES, Account::OPENING, import.arrears);
    rows.post(Some(import.consumer), Account::OPENING, Account::SD, import.sd);
    let last_actual = import.last_reading_date.period();
    let mut metered: Vec<Units> = import.units.clone();
    metered.reverse();
    let months = i32::try_from(metered.len()).unwrap_or(0);
    let chart = (0..months)
        .zip(&metered)
        .map(|(i, units)| MonthBar { period: last_actual.plus(i + 1 - months), units: *units, average: false })
        .collect();
    Consumer {
        no: import.consumer,
        office: import.office.clone(),
        old_number: import.old_number.clone(),
        supply: import.supply.clone(),
        connected_on: import.connected_on,
        status: import.status,
        disconnected_on: import.disconnected_on,
        meter: MeterState::installed(
            import.meter.no.clone(),
            import.meter.digits,
            import.meter.factor,
            import.last_reading,
            import.last_reading_date,
        ),
        last_actual,
        metered,
        chart,
        acm: Vec::new(),
        billed: Vec::new(),
        last_bill: None,
        last_receipt: None,
        unbilled: Vec::new(),
        balance: import.arrears,
        sd: import.sd,
        disputed: Money::ZERO,
        since_bill: Vec::new(),
        cash_only_until: None,
        own_reading: None,
        under_reported: false,
        double_billed: Vec::new(),
    }
}

/// A receipt as the scroll shows it.
pub fn receipt_row(consumer: Option<ConsumerNo>, day: Day, head: &str, receipt: &crate::journal::fact::Receipt) -> ReceiptRow {
    ReceiptRow { no: receipt.no.clone(), consumer, day, head: head.to_owned(), amount: receipt.amount, tenders: receipt.tenders.clone() }
}

impl Consumer {
    fn pay(&mut self, paid: &Paid, day: Day, rows: &mut Rows) {
        if let Some(reading) = paid.reading {
            self.hold_reading(reading);
        }
        if let Some(issued) = &paid.bill {
            let bill = &issued.bill;
            let standing = bill.method == Method::Final || !self.has_bill_of(bill.period);
            rows.bills.push(BillRow {
                no: issued.no.clone(),
                consumer: self.no,
                period: bill.period,
                day: bill.date,
                standing,
                units: bill.units.kwh(),
                amount: bill.bill_amount,
                payable: bill.payable,
            });
            if standing {
                rows.post_bill(self.no, bill);
                self.bill(&issued.no, bill);
            } else {
                self.double_billed.push(bill.period);
            }
        }
        rows.receipts.push(receipt_row(Some(self.no), day, Account::DUES.code(), &paid.receipt));
        rows.post_tenders(Some(self.no), &paid.receipt.tenders, &Account::DUES);
        self.balance -= paid.receipt.amount;
        self.last_receipt = Some(LastReceipt { no: paid.receipt.no.clone(), day, amount: paid.receipt.amount, period: paid.period });
        if let Some(protest) = &paid.protest {
            self.disputed += protest.disputed;
        }
        self.settle();
    }

    fn bill(&mut self, no: &PaperNo, bill: &Bill) {
        self.balance += bill.bill_amount;
        self.since_bill.clear();
        self.last_bill = Some(LastBill {
            no: no.clone(),
            period: bill.period,
            day: bill.date,
            payable: bill.payable,
            cc: (bill.cc - bill.taken_back.cc).at_least_zero(),
        });
        let average = bill.method == Method::Acm;
        for month in &bill.month_units {
            self.chart.retain(|bar| bar.period != month.period);
            self.chart.push(MonthBar { period: month.period, units: month.units, average });
        }
        self.chart.sort_by_key(|bar| bar.period);
        let extra = self.chart.len().saturating_sub(CHART_MONTHS);
        self.chart.drain(..extra);
        if average {
            self.acm.push(AcmBill { no: no.clone(), period: bill.period, share: bill.share });
            self.billed.extend(bill.month_units.iter().map(|m| m.period));
            return;
        }
        if let Some(reading) = bill.reading {
            self.meter = self.meter.billed(reading, bill.date);
        }
        self.unbilled.clear();
        self.under_reported = false;
        self.acm.clear();
        self.last_actual = bill.period;
        self.billed = vec![bill.period];
        self.metered.extend(bill.month_units.iter().map(|m| m.units));
        let extra = self.metered.len().saturating_sub(3);
        self.metered.drain(..extra);
    }

    fn hold_reading(&mut self, reading: ReadingFact) {
        let meter = &self.meter;
        match reading.source {
            Source::Surprise => {
                self.under_reported = self.own_reading.is_some_and(|own| {
                    own.day.period() == reading.day.period()
                        && own.day <= reading.day
                        && is_under_reported(meter.digits, meter.factor, own.base, own.value, reading.value)
                });
            }
            Source::Own => self.own_reading = Some(OwnReading { value: reading.value, day: reading.day, base: meter.base }),
            Source::Reader | Source::Final | Source::Initial => {}
        }
        self.meter = self.meter.noted(reading.value);
        self.unbilled.push(reading);
    }

    /// Nothing outstanding any more: the status follows (table "Between the closes").
    fn settle(&mut self) {
        if !self.is_outstanding() {
            self.status = self.status.when_paid();
        }
    }

    fn post(&mut self, decided: &PostingDecided, rows: &mut Rows) {
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
                if self.is_outstanding() {
                    self.status = self.status.when_moved_away();
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
        }
        self.settle();
    }

    fn dishonour(&mut self, cheque: &ChequeDishonoured, rows: &mut Rows) {
        let text = format!("Cheque {} dishonoured", cheque.number);
        for hit in cheque.hits.iter().filter(|h| h.consumer == Some(self.no)) {
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
        }
        self.cash_only_until = Some(cheque.cash_only_until);
        // A deposit or a fee that came back leaves the bills paid: nobody is belated for it.
        let dues_stand_again = cheque.hits.iter().any(|h| h.consumer == Some(self.no) && h.head == Account::DUES.code());
        if dues_stand_again && self.is_outstanding() {
            self.status = self.status.when_dishonoured();
        }
    }
}
