//! JSON that other programs may rely on: fields may be added, not changed.

use serde_json::{Map, Value, json};

use crate::base::{ConsumerNo, Day, Money, No, PaperNo};
use crate::desk::{Desk, Done};
use crate::folds::Pending;
use crate::journal::fact::{CounterClosed, Posting};
use crate::rules::bill::{Bill, Mark, Method};
use crate::rules::tender::Tender;
use crate::store::project::read_consumer;
use crate::store::read::{Card, LedgerLine, ReceiptLine};

/// Two decimals, as a string.
pub fn amount(money: Money) -> Value {
    Value::String(money.to_string())
}

pub fn consumer(card: &Card, on: Day) -> Value {
    let c = &card.consumer;
    let (reading, reading_day) = c.last_reading();
    json!({
        "consumer": c.no,
        "old_number": c.old_number,
        "name": card.personal.name,
        "address": card.personal.address,
        "area": c.supply.area,
        "phone": card.personal.phone,
        "category": c.supply.category,
        "govt_department": c.supply.govt_department,
        "status": c.status,
        "load_kw": c.supply.load_kw.normalize().to_string(),
        "phase": c.supply.phase,
        "meter": c.meter.no,
        "last_reading": reading.value,
        "last_reading_date": reading_day,
        "last_billed_reading": c.meter.base.value,
        "last_actual_period": c.last_actual,
        "units": c.chart.iter().map(|bar| json!({ "period": bar.period, "units": bar.units.kwh(), "average": bar.average })).collect::<Vec<_>>(),
        "balance": amount(c.balance),
        "advance": amount((-c.balance).at_least_zero()),
        "sd": amount(c.sd),
        "payoff": amount(c.balance - c.sd),
        "disputed": amount(c.disputed),
        "disconnected_on": c.disconnected_on,
        "flags": c.flags(on),
        "office": c.office,
    })
}

const fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::DoorLock => "door lock",
        Mark::StuckMeter => "stuck meter",
        Mark::MeterChange => "meter change",
        Mark::Rollover => "rollover",
        Mark::Unmetered => "unmetered",
        Mark::CutOff => "cut-off",
    }
}

/// A bill: a preview where `no` is `None`.
pub fn bill(no: Option<&PaperNo>, standing: bool, consumer: ConsumerNo, bill: &Bill) -> Value {
    let state = match (no, standing) {
        (None, _) => "preview",
        (Some(_), true) => "standing",
        (Some(_), false) => "void",
    };
    let lines: Vec<Value> = bill
        .lines
        .iter()
        .map(|line| {
            json!({
                "head": line.head.code(),
                "text": line.text,
                "units": line.units.map(|u| u.kwh()),
                "rate": line.rate.map(|r| r.to_string()),
                "amount": amount(line.amount),
            })
        })
        .collect();
    let method = match bill.method {
        Method::Actual => "actual",
        Method::Acm => "acm",
        Method::Final => "final",
    };
    json!({
        "bill": no,
        "state": state,
        "consumer": consumer,
        "period": bill.period,
        "date": bill.date,
        "due_date": bill.due_date,
        "method": method,
        "marks": bill.marks.iter().map(|m| mark(*m)).collect::<Vec<_>>(),
        "months": bill.months,
        "units": bill.units.kwh(),
        "previous_reading": bill.previous_reading.map(|r| r.value),
        "reading": bill.reading.map(|r| r.value),
        "lines": lines,
        "bill_amount": amount(bill.bill_amount),
        "bpsc": amount(bill.bpsc),
        "postings": amount(bill.postings),
        "arrears": amount(bill.arrears),
        "payable": amount(bill.payable),
        "disputed": amount(bill.disputed),
        "collect": amount(bill.collect),
        "tariff": bill.tariffs.iter().map(|t| t.id.as_str()).collect::<Vec<_>>().join(", "),
        "sample_tariff": bill.is_sample(),
    })
}

pub fn tender(tender: &Tender) -> Value {
    let mut map = Map::new();
    map.insert("mode".into(), json!(tender.mode));
    map.insert("amount".into(), amount(tender.amount));
    let more = [
        ("reference", tender.reference.clone()),
        ("bank", tender.bank.clone()),
        ("number", tender.number.clone()),
        ("date", tender.date.map(|d| d.to_string())),
    ];
    for (key, value) in more {
        if let Some(value) = value {
            map.insert(key.into(), value.into());
        }
    }
    Value::Object(map)
}

pub fn receipt_line(line: &ReceiptLine) -> Value {
    json!({
        "receipt": line.no,
        "consumer": line.consumer,
        "date": line.day,
        "head": line.head,
        "amount": amount(line.amount),
        "modes": line.tenders.iter().map(tender).collect::<Vec<_>>(),
    })
}

pub fn ledger_line(line: &LedgerLine) -> Value {
    json!({
        "date": line.day,
        "text": line.text,
        "paper": line.paper,
        "debit": amount(line.debit),
        "credit": amount(line.credit),
        "balance": amount(line.balance),
        "entry": line.entry,
    })
}

pub fn posting(pending: &Pending) -> Value {
    let side = match pending.what {
        Posting::Debit { .. } => "debit",
        Posting::Credit { .. } => "credit",
        Posting::MoveReceipt { .. } | Posting::ChangeMode { .. } => "transfer",
        Posting::SdRefund { .. } => "sd-refund",
        Posting::SdSetOff { .. } => "sd-setoff",
        Posting::AdvanceRefund { .. } => "advance-refund",
        Posting::MistakenCut { .. } => "mistaken-cut",
    };
    json!({
        "id": pending.no,
        "date": pending.day,
        "kind": side,
        "what": pending.what.words(),
        "amount": amount(pending.what.amount()),
        "consumers": pending.what.consumers(),
        "reason": pending.reason,
        "maker": pending.maker,
        "state": pending.state.word(),
        "decided_by": pending.decided_by,
        "decided_on": pending.decided_on,
        "remark": pending.remark,
        "voucher": pending.voucher,
    })
}

pub fn close(close: &CounterClosed) -> Value {
    let by_mode = |of: fn(&crate::journal::fact::ModeCount) -> Money| -> Value {
        Value::Object(close.lines.iter().map(|l| (l.mode.code().to_owned(), amount(of(l)))).collect())
    };
    json!({
        "number": close.no,
        "date": close.date,
        "float": amount(close.float),
        "turned_in": amount(close.turned_in),
        "expected": by_mode(|l| l.expected),
        "counted": by_mode(|l| l.counted),
        "difference": amount(close.difference()),
        "reason": close.reason,
        "receipts": close.receipts,
        "first": close.first,
        "last": close.last,
        "duplicates": close.duplicates,
        "denominations": close.denominations.iter().map(|(rupees, count)| json!({ "rupees": rupees, "pieces": count })).collect::<Vec<_>>(),
        "unsent": close.unsent,
        "check": close.check,
    })
}

/// What every write prints: its entries, the numbers it made and, for a consumer, status and balance.
pub fn write(desk: &Desk, done: &Done, consumer: Option<ConsumerNo>, more: Value) -> Result<Value, No> {
    let mut map = match more {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    map.insert("entry".into(), json!(done.entries.first().map(crate::journal::Entry::name)));
    if done.entries.len() > 1 {
        map.insert("entries".into(), json!(done.entries.len()));
    }
    if let Some(no) = consumer
        && let Some(state) = read_consumer(desk.store().connection(), no)?
    {
        map.insert("consumer".into(), json!(no));
        map.insert("status".into(), json!(state.status));
        map.insert("balance".into(), amount(state.balance));
    }
    Ok(Value::Object(map))
}
