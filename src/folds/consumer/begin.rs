//! The consumer that an import makes, and what every new one begins with.

use super::{Consumer, Cut, MonthBar};
use crate::base::{ConsumerNo, Money, Units};
use crate::folds::Rows;
use crate::journal::fact::{ConsumerImported, SupplyFact};
use crate::rules::head::Account;
use crate::rules::reading::MeterState;
use crate::rules::status::Status;

pub(super) fn imported(import: &ConsumerImported, rows: &mut Rows) -> Consumer {
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
    let meter = MeterState::installed(
        import.meter.no.clone(),
        import.meter.digits,
        import.meter.factor,
        import.last_reading,
        import.last_reading_date,
    );
    Consumer {
        old_number: import.old_number.clone(),
        connected_on: import.connected_on,
        disconnected_on: import.disconnected_on,
        cut: import.disconnected_on.map(|day| Cut { on: day, by_close: None, undue: false }),
        metered,
        chart,
        balance: import.arrears,
        sd: import.sd,
        ..blank(import.consumer, &import.office, &import.supply, import.status, meter)
    }
}

/// A consumer of whom nothing is known but the number, what is supplied through which meter, and the status.
pub(super) fn blank(no: ConsumerNo, office: &str, supply: &SupplyFact, status: Status, meter: MeterState) -> Consumer {
    Consumer {
        no,
        office: office.to_owned(),
        old_number: None,
        supply: supply.clone(),
        connected_on: None,
        status,
        disconnected_on: None,
        cut: None,
        energised_on: None,
        dark: Vec::new(),
        last_actual: meter.base_date.period(),
        meter,
        metered: Vec::new(),
        chart: Vec::new(),
        acm: Vec::new(),
        billed: Vec::new(),
        last_bill: None,
        last_receipt: None,
        unbilled: Vec::new(),
        balance: Money::ZERO,
        sd: Money::ZERO,
        disputed: Money::ZERO,
        since_bill: Vec::new(),
        cash_only_until: None,
        own_reading: None,
        under_reported: false,
        double_billed: Vec::new(),
        receipts: 0,
        month_receipts: Vec::new(),
        online: Vec::new(),
        closed_in: None,
        closed_to: None,
        notice: None,
        order: None,
        notice_short: false,
        door_lock: false,
        void: Vec::new(),
        withdrawn: Vec::new(),
        to_revise: Vec::new(),
        disputes: Vec::new(),
        revised: Vec::new(),
    }
}
