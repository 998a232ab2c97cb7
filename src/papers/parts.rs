//! What several forms show alike: head, consumer, bill, money.

use rust_decimal::Decimal;

use super::Source;
use crate::base::words::{house, in_words};
use crate::base::{DeskId, PaperNo, Period};
use crate::folds::consumer::Consumer;
use crate::journal::Personal;
use crate::journal::fact::{ReadingFact, Source as ReadBy};
use crate::print::{Field, Values};
use crate::rules::bill::{Bill, Mark, Method};
use crate::rules::tariff::Phase;
use crate::rules::tender::Tender;

/// Utility, office and desk; TRAINING and DUPLICATE where they belong.
pub fn head(values: &mut Values, source: &Source, desk: &DeskId, copy: u32) {
    values
        .set(Field::Utility, source.rules.profile.name.to_uppercase())
        .set(Field::Office, office(source, desk))
        .set(Field::Desk, format!("Desk {}", desk.number()));
    if source.training {
        values.set(Field::Training, "TRAINING");
    }
    if copy > 0 {
        values.set(Field::Duplicate, format!("DUPLICATE {copy}"));
    }
}

/// `Kavaratti (KVT)`.
pub fn office(source: &Source, desk: &DeskId) -> String {
    match source.rules.profile.office(desk.office()) {
        Some(office) => format!("{} ({})", office.name, office.code),
        None => desk.office().to_owned(),
    }
}

/// Who the consumer is, and what is supplied.
pub fn consumer(values: &mut Values, source: &Source, consumer: &Consumer, personal: &Personal, period: Period) {
    let supply = &consumer.supply;
    let category = source.rules.tariffs.of_period(period).ok().and_then(|(_, tariff)| tariff.category(&supply.category));
    values
        .set(Field::ConsumerNo, consumer.no.to_string())
        .set(Field::OldNo, consumer.old_number.clone().unwrap_or_default())
        .set(Field::Name, personal.name.clone())
        .set(Field::Address, house(&personal.address, &supply.area))
        .set(Field::Category, category.map_or_else(|| supply.category.clone(), |c| format!("{} {}", c.code, c.name)))
        .set(Field::Load, load(consumer))
        .set(Field::Phase, if supply.phase == Phase::Three { "3-phase" } else { "1-phase" })
        .set(Field::MeterNo, consumer.meter.no.clone());
}

fn load(consumer: &Consumer) -> String {
    match consumer.supply.load_kva {
        Some(kva) => format!("{} kVA", kva.normalize()),
        None => format!("{} kW", consumer.supply.load_kw.normalize()),
    }
}

/// What was read and what it comes to. `before` is the consumer as the bill found it.
pub fn bill(values: &mut Values, bill: &Bill, before: &Consumer, reading: Option<&ReadingFact>) {
    let previous = bill.previous_reading.unwrap_or(before.meter.base);
    values
        .set(Field::Period, bill.period.short())
        .set(Field::Months, bill.months.to_string())
        .set(Field::PreviousReading, previous.to_string())
        .set(Field::PreviousDate, before.meter.base_date.dmy())
        .set(Field::Units, bill.units.to_string())
        .set(Field::Method, method(bill, reading))
        .set(Field::BillDate, bill.date.dmy())
        .set(Field::Tariff, bill.tariffs.iter().map(|t| format!("{} {}", t.id, t.hash8)).collect::<Vec<_>>().join(", "))
        .amount(Field::BillAmount, bill.bill_amount)
        .amount(Field::Bpsc, bill.bpsc)
        .amount(Field::Postings, bill.postings)
        .amount(Field::Arrears, bill.arrears)
        .amount(Field::Payable, bill.payable)
        .rupees(Field::Collect, bill.collect)
        .set(Field::CollectInWords, in_words(bill.collect));
    if bill.marks.contains(&Mark::Unmetered) {
        values.set(Field::PreviousReading, "").set(Field::PreviousDate, "");
    }
    if let Some(now) = bill.reading {
        values.set(Field::Reading, now.to_string()).set(Field::ReadingDate, reading.map_or(bill.date, |r| r.day).dmy());
    }
    if let Some(due) = bill.due_date {
        values.set(Field::DueDate, due.dmy());
    }
    if bill.is_sample() {
        values.set(Field::SampleTariff, "SAMPLE TARIFF");
    }
    for line in bill.own_lines() {
        let units = line.units.map(|u| u.to_string()).unwrap_or_default();
        values.line(line.text.clone(), units, line.rate.map(rate).unwrap_or_default(), line.amount);
    }
}

/// A rate with two decimals, more where it has more.
pub fn rate(rate: Decimal) -> String {
    let mut rate = rate.normalize();
    if rate.scale() < 2 {
        rate.rescale(2);
    }
    rate.to_string()
}

/// Where the units come from, in twelve letters.
fn method(bill: &Bill, reading: Option<&ReadingFact>) -> &'static str {
    let marked = |mark| bill.marks.contains(&mark);
    match (bill.method, reading.map(|r| r.source)) {
        (Method::Acm, _) if marked(Mark::StuckMeter) => "ACM, stuck",
        (Method::Acm, _) if marked(Mark::DoorLock) => "ACM doorlock",
        (Method::Acm, _) => "average, ACM",
        (Method::Final, _) => "final",
        (Method::Actual, _) if marked(Mark::Unmetered) => "unmetered",
        (Method::Actual, Some(ReadBy::Surprise)) => "surprise",
        (Method::Actual, Some(by)) => by.words(),
        (Method::Actual, None) => "actual",
    }
}

/// The modes with their amounts and references: `Cash 285.00; UPI 300.00, ref 428812345678`.
pub fn modes(tenders: &[Tender]) -> String {
    if tenders.is_empty() {
        return "Nil: nothing was to be collected".to_owned();
    }
    tenders.iter().map(mode).collect::<Vec<_>>().join("; ")
}

fn mode(tender: &Tender) -> String {
    let mut words = format!("{} {}", tender.mode.name(), tender.amount.indian());
    if let Some(reference) = &tender.reference {
        words.push_str(&format!(", ref {reference}"));
    }
    if let Some(number) = &tender.number {
        words.push_str(&format!(", no {number}"));
    }
    if let Some(bank) = &tender.bank {
        words.push_str(&format!(", {bank}"));
    }
    if let Some(date) = tender.date {
        words.push_str(&format!(", dated {}", date.dmy()));
    }
    words
}

/// Notices, one after the other, each a sentence.
pub fn notices(parts: impl IntoIterator<Item = Option<String>>) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// `bill B-...`, or the words where there is none.
pub fn bill_words(no: Option<&PaperNo>) -> String {
    no.map_or_else(|| "the dues of earlier bills".to_owned(), |no| format!("bill {no}"))
}
