//! Readings and bills of a consumer.

use super::{AcmBill, CHART_MONTHS, Consumer, LastBill, MonthBar, OwnReading, bill_row, receipt_row};
use crate::base::{Day, PaperNo, Period};
use crate::folds::Rows;
use crate::journal::fact::{BillIssued, Paid, ReadingFact, Source};
use crate::rules::bill::{Bill, Mark, Method, months_of};
use crate::rules::head::Account;
use crate::rules::reading::is_under_reported;
use crate::rules::tariff::AcmShare;

impl Consumer {
    pub(super) fn pay(&mut self, paid: &Paid, day: Day, rows: &mut Rows) {
        if let Some(reading) = paid.reading {
            self.hold_reading(reading);
        }
        if let Some(issued) = &paid.bill {
            self.issue(issued, rows);
        }
        rows.receipts.push(receipt_row(Some(self.no), day, Account::DUES.code(), &paid.receipt));
        rows.post_tenders(Some(self.no), &paid.receipt.tenders, &Account::DUES);
        if let Some(protest) = &paid.protest {
            self.disputed += protest.disputed;
        }
        self.receive(&paid.receipt.no, paid.receipt.amount, paid.period, day);
    }

    /// A bill onto the account. The earlier of two for one period stands; the later is void, its money is advance (`L-13`). A final
    /// bill is no second one (`B-21`).
    pub(super) fn issue(&mut self, issued: &BillIssued, rows: &mut Rows) {
        let bill = &issued.bill;
        let standing = bill.method == Method::Final || !self.has_bill_of(bill.period);
        rows.bills.push(bill_row(self.no, issued, standing));
        if standing {
            if !self.holds(bill) {
                self.to_revise.push(issued.no.clone());
            }
            rows.post_bill(self.no, bill);
            self.bill(&issued.no, bill);
        } else {
            self.double_billed.push(bill.period);
        }
    }

    /// Whether what a bill rests on is what stands here: its months, its previous reading, the averages that it takes back (`L-13`).
    fn holds(&self, bill: &Bill) -> bool {
        let months = self.months_to_bill(bill.period);
        if bill.is_by_average() {
            return bill.month_units.iter().all(|m| !self.has_bill_of(m.period));
        }
        let back: AcmShare = self.acm.iter().map(|acm| acm.share).sum();
        let read_from = bill.previous_reading.is_none_or(|previous| previous == self.meter.base);
        let same_months = bill.method == Method::Final || bill.month_units.iter().map(|m| m.period).eq(months);
        (bill.is_by_average() || bill.taken_back == back) && read_from && same_months
    }

    /// The periods that a bill of `period` is for (`B-12`).
    pub fn months_to_bill(&self, period: Period) -> Vec<Period> {
        months_of(self.last_actual, period, &self.dark_until(period))
    }

    /// Periods up to `period` without supply from beginning to end.
    pub fn dark_until(&self, period: Period) -> Vec<Period> {
        let mut dark = self.dark.clone();
        if let Some(cut) = &self.cut {
            let from = cut.on.period();
            dark.extend((1..=period.since(from)).map(|i| from.plus(i)));
        }
        dark
    }

    fn bill(&mut self, no: &PaperNo, bill: &Bill) {
        self.balance += bill.bill_amount;
        self.since_bill.clear();
        self.door_lock = bill.marks.contains(&Mark::DoorLock);
        self.last_bill = Some(LastBill {
            no: no.clone(),
            period: bill.period,
            day: bill.date,
            payable: bill.payable,
            cc: (bill.cc - bill.taken_back.cc).at_least_zero(),
        });
        let average = bill.is_by_average();
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
        let last_actual = self.last_actual;
        self.dark.retain(|p| *p > last_actual);
        self.metered.extend(bill.month_units.iter().map(|m| m.units));
        let extra = self.metered.len().saturating_sub(3);
        self.metered.drain(..extra);
    }

    pub(super) fn hold_reading(&mut self, reading: ReadingFact) {
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
}
