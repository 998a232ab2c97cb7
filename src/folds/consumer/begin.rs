//! The consumer that an import makes.

use super::{Consumer, MonthBar};
use crate::base::{Money, Units};
use crate::folds::Rows;
use crate::journal::fact::ConsumerImported;
use crate::rules::head::Account;
use crate::rules::reading::MeterState;

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
        cut: import.disconnected_on.map(|day| super::Cut { on: day, by_close: None, undue: false }),
        energised_on: None,
        dark: Vec::new(),
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
