//! What applications make of a consumer: its number, its supply, its end on request (`N-3` to `N-8`).

use super::begin::blank;
use super::{Consumer, Cut, receipt_row};
use crate::base::{ConsumerNo, Day, Digits, Factor, Money, Register};
use crate::folds::Rows;
use crate::journal::Entry;
use crate::journal::fact::{Collected, Connection, Effected, Final, NumberMade};
use crate::rules::bill::{Head, Line};
use crate::rules::connection::For;
use crate::rules::head::Account;
use crate::rules::lifecycle::Event;
use crate::rules::reading::MeterState;
use crate::rules::status::{Status, Step};

/// The number that an entry makes for `no`.
pub(super) fn number_of(entry: &Entry, no: ConsumerNo) -> Option<&NumberMade> {
    entry.fact.effects().iter().find_map(|effect| match effect {
        Effected::NumberMade(number) if number.consumer == no => Some(&**number),
        _ => None,
    })
}

/// A consumer in its application's status, without a meter yet.
pub(super) fn made(number: &NumberMade, day: Day, apart: bool) -> Consumer {
    // A number made apart, when the application had one: what was paid is refund payable, and nobody is supplied under it.
    let status = if apart { Status::Dear } else { number.status };
    let mut consumer = blank(number.consumer, &number.office, &number.supply, status, no_meter(day));
    if let Some(connection) = number.connection.as_ref().filter(|_| !apart) {
        consumer.connect(connection);
    }
    consumer
}

/// Until the order is executed.
fn no_meter(day: Day) -> MeterState {
    let digits = Digits::ONE;
    MeterState::installed(String::new(), digits, Factor::ONE, Register::at(0), day)
}

impl Consumer {
    /// What came of a step. Of one taken apart the money alone counts: as advance, to be refunded.
    pub(super) fn effect(&mut self, effect: &Effected, entry: &Entry, rows: &mut Rows) {
        match effect {
            Effected::Collected(collected) if entry.apart => self.collect_apart(collected, entry.day, rows),
            Effected::Collected(collected) => self.collect(collected, entry.day, rows),
            _ if entry.apart => {}
            Effected::Connected(connection) => {
                self.connect(connection);
                self.status = self.status.or_stays(Event::Connected);
            }
            Effected::Energised { reading } => {
                self.hold_reading(*reading);
                self.supply_is_on(reading.day);
            }
            Effected::TemporarySettled(end) => self.end(end, Event::TemporaryEnded, rows),
            Effected::ConnectionEnded(end) => self.end(end, Event::Ended, rows),
            Effected::BillStopped(end) => self.end(end, Event::StopBill, rows),
            Effected::SupplyChanged(supply) => self.supply = (**supply).clone(),
            Effected::Ordered { .. } => self.status = self.status.or_stays(Event::Ordered),
            Effected::WentLive => self.status = self.status.or_stays(Event::Energised),
            Effected::Extended { .. } => self.status = self.status.or_stays(Event::Extended),
            Effected::Reactivated => self.status = self.status.or_stays(Event::Reactivated),
            Effected::ReactivationWithdrawn => self.status = self.status.or_stays(Event::ReactivationWithdrawn),
            Effected::Claimed => self.status = self.status.or_stays(Event::Claimed),
            Effected::Released => self.status = self.status.or_stays(Event::Released),
            Effected::Disputed { bill } => {
                if let Some(no) = entry.fact.application() {
                    self.dispute(no, bill);
                }
            }
            Effected::Revised(revised) => {
                if let Some(no) = entry.fact.application() {
                    self.revise(no, revised, entry.day, rows);
                }
            }
            Effected::ProtestEnded { bpsc } => self.end_protest(bpsc, entry.day, rows),
            Effected::Attached(_)
            | Effected::RevisionProposed(_)
            | Effected::Inspection { .. }
            | Effected::Estimated(_)
            | Effected::Demanded(_)
            | Effected::NumberMade(_)
            | Effected::PersonChanged => {}
        }
    }

    /// A demand comes onto the account and is paid with the same entry.
    fn collect(&mut self, collected: &Collected, day: Day, rows: &mut Rows) {
        let demand = &collected.demand;
        for line in &demand.lines {
            match line.what {
                For::Charges if demand.on_bill => {
                    self.charge(Account::CONNECTION, Line::new(Head::Misc, line.text.clone(), line.amount), rows)
                }
                For::Charges => self.debit(Account::CONNECTION, line.amount, rows),
                For::Deposit => {
                    self.debit(Account::SD, line.amount, rows);
                    self.sd += line.amount;
                }
                For::Advance => {}
            }
        }
        self.take(collected, day, rows);
    }

    fn collect_apart(&mut self, collected: &Collected, day: Day, rows: &mut Rows) {
        self.take(collected, day, rows);
        self.settle(day);
    }

    fn take(&mut self, collected: &Collected, day: Day, rows: &mut Rows) {
        let receipt = &collected.receipt;
        rows.receipts.push(receipt_row(Some(self.no), day, Account::CONNECTION.code(), receipt));
        rows.post_tenders(Some(self.no), &receipt.tenders, &Account::DUES);
        self.balance -= receipt.amount;
    }

    fn debit(&mut self, account: Account, amount: Money, rows: &mut Rows) {
        rows.post(Some(self.no), Account::DUES, account, amount);
        self.balance += amount;
    }

    fn connect(&mut self, connection: &Connection) {
        let meter = &connection.meter;
        self.meter = MeterState::installed(meter.no.clone(), meter.digits, meter.factor, Register::at(connection.initial), connection.day);
        self.connected_on = Some(connection.day);
        // The connection's period stands for the last actual one (B-12).
        self.last_actual = connection.day.period();
        if let Some(supply) = &connection.supply {
            self.supply = supply.clone();
        }
    }

    /// The supply ends, for now or for good: the final bill, and the status by what is left to pay.
    fn end(&mut self, end: &Final, event: Event, rows: &mut Rows) {
        let day = end.reading.day;
        self.hold_reading(end.reading);
        self.charge(Account::named("COFEE"), Line::new(Head::CoFee, "Contractual obligatory fee", end.cofee), rows);
        self.issue(&end.bill, rows);
        if self.cut.is_none() {
            self.cut = Some(Cut { on: day, by_close: None, undue: false });
            self.disconnected_on = Some(day);
        }
        self.notice = None;
        self.notice_short = false;
        self.order = None;
        self.status = self.status.after(event, self.is_outstanding(), Step::LAST.number()).unwrap_or(self.status);
    }
}
