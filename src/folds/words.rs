//! Facts in a clerk's words: the lines of an account and of a consumer's history.

use crate::base::{ConsumerNo, Money, PaperNo};
use crate::journal::fact::{
    ApplicationStep, BillIssued, Case, ChequeDishonoured, ConsumerClosed, Effected, Fact, InstalmentsOrdered, Outcome, PaidOnline, Posting,
    Source, SupplyCut,
};
use crate::rules::bill::Method;
use crate::rules::head::Account;
use crate::rules::tender::Mode;

/// What a ledger row of `fact` is to this consumer, and the paper it stands on; `against` is the account on the other side.
pub fn account_line(fact: &Fact, no: ConsumerNo, against: &str) -> (String, Option<PaperNo>) {
    let words = |text: &str, paper: Option<&PaperNo>| (text.to_owned(), paper.cloned());
    match fact {
        Fact::ConsumerImported(_) => words("Brought forward from the former system", None),
        Fact::Paid(paid) => match &paid.bill {
            Some(issued) if !is_of_mode(against) => bill_line(issued),
            _ => words(&format!("Receipt, {}", modes(&paid.receipt.tenders)), Some(&paid.receipt.no)),
        },
        Fact::PaidOnline(paid) => words("Online payment", Some(&paid.receipt.no)),
        Fact::MiscReceived(misc) => words(&format!("Receipt, {}", modes(&misc.receipt.tenders)), Some(&misc.receipt.no)),
        Fact::PostingDecided(decided) => {
            let text = match &decided.what {
                Posting::MoveReceipt { receipt, from, .. } if *from == no => format!("Receipt {receipt} moved away"),
                Posting::MoveReceipt { receipt, .. } => format!("Receipt {receipt} moved here"),
                other => format!("Posting: {}", other.words()),
            };
            (text, Some(decided.no.clone()))
        }
        Fact::ChequeDishonoured(cheque) => match against {
            "BPSC" => words("Surcharges of the closes since the cheque", None),
            "BANKCHARGE" => words("Bank charge, cheque dishonoured", None),
            _ => (
                format!("Cheque {} of {} dishonoured", cheque.number, cheque.bank),
                cheque.hits.iter().find(|h| h.consumer == Some(no)).map(|h| h.receipt.clone()),
            ),
        },
        Fact::ConsumerClosed(closed) => closed_line(closed, against),
        Fact::Reclosed(again) => closed_line(&again.closed, against),
        Fact::SupplyCut(cut) => cut.bill.as_ref().map_or_else(|| words("Disconnection", None), bill_line),
        Fact::FinalRead(read) => bill_line(&read.bill),
        Fact::SupplyRestored(_) => words("Reconnection charge", None),
        Fact::ProtestDecided(_) if against == "BPSC" => words("Surcharges of the closes since the protest", None),
        Fact::ProtestDecided(_) => words("Protest upheld", None),
        Fact::ApplicationStep(step) => application_line(step, against),
        other => (other.kind().replace('-', " "), None),
    }
}

/// A demand that was paid stands as a debit and a credit; a final bill as a bill.
fn application_line(step: &ApplicationStep, against: &str) -> (String, Option<PaperNo>) {
    if let Some(end) = step.done.iter().find_map(Effected::ended) {
        return if against == "COFEE" { ("Contractual obligatory fee".to_owned(), None) } else { bill_line(&end.bill) };
    }
    if step.done.iter().any(|done| matches!(done, Effected::Revised(_))) {
        let what = if against == Account::BPSC.code() { "Surcharges taken back, bill revision" } else { "Bill revision" };
        return (what.to_owned(), Some(step.no.clone()));
    }
    match step.done.iter().find_map(Effected::collected) {
        Some(paid) if is_of_mode(against) => (format!("Receipt, {}", modes(&paid.receipt.tenders)), Some(paid.receipt.no.clone())),
        Some(paid) if against == Account::SD.code() => ("Security deposit".to_owned(), Some(paid.demand.no.clone())),
        Some(paid) => ("Connection charges".to_owned(), Some(paid.demand.no.clone())),
        None => (step.title.clone(), None),
    }
}

fn closed_line(closed: &ConsumerClosed, against: &str) -> (String, Option<PaperNo>) {
    match (against, &closed.bill) {
        ("BPSC", _) => (format!("Surcharge BPSC {}", closed.period), closed.notice.as_ref().map(|notice| notice.no.clone())),
        ("COFEE", _) => ("Contractual obligatory fee".to_owned(), None),
        (_, Some(issued)) => bill_line(issued),
        (_, None) => (format!("Month close of {}", closed.period.short()), None),
    }
}

fn bill_line(issued: &BillIssued) -> (String, Option<PaperNo>) {
    (format!("Bill {}{}", issued.bill.period.short(), by_method(issued.bill.method)), Some(issued.no.clone()))
}

const fn by_method(method: Method) -> &'static str {
    match method {
        Method::Actual => "",
        Method::Acm => " by average",
        Method::Final => ", final",
    }
}

fn is_of_mode(account: &str) -> bool {
    Mode::ALL.into_iter().any(|mode| Account::of_mode(mode).code() == account)
}

fn modes(tenders: &[crate::rules::tender::Tender]) -> String {
    if tenders.is_empty() { "nil".to_owned() } else { tenders.iter().map(|t| t.mode.name()).collect::<Vec<_>>().join(" + ") }
}

/// What happened, in one line, for the history of a consumer.
pub fn happened(fact: &Fact) -> String {
    match fact {
        Fact::ConsumerImported(import) => format!(
            "Brought in from the former system as {}, last reading {}, arrears {}",
            import.status,
            import.last_reading,
            import.arrears.indian()
        ),
        Fact::Paid(paid) => {
            let bill = paid.bill.as_ref().map(|issued| format!("{}; ", bill_words(issued)));
            let protest = if paid.protest.is_some() { ", under protest" } else { "" };
            format!(
                "{}receipt {} of {}, {}{protest}",
                bill.unwrap_or_default(),
                paid.receipt.no,
                paid.receipt.amount.indian(),
                modes(&paid.receipt.tenders)
            )
        }
        Fact::MiscReceived(misc) => format!("Receipt {} of {} for {}", misc.receipt.no, misc.receipt.amount.indian(), misc.head),
        Fact::ReadingPosted(posted) => format!("Reading {} ({})", posted.reading.value, source(posted.reading.source)),
        Fact::MeterStuck { day, .. } => format!("Meter recorded stuck from {}", day.dmy()),
        Fact::MeterChanged(change) => {
            format!("Meter changed: old meter at {}, new meter {} from {}", change.last, change.meter.no, change.initial)
        }
        Fact::PostingMade(made) => format!("Posting {} asked for: {}, {}", made.no, made.what.words(), made.what.amount().indian()),
        Fact::PostingDecided(decided) => {
            format!(
                "Posting {} {}: {}, {}",
                decided.no,
                if decided.approved { "approved" } else { "rejected" },
                decided.what.words(),
                decided.what.amount().indian()
            )
        }
        Fact::ChequeDishonoured(cheque) => dishonoured(cheque),
        Fact::ConsumerClosed(closed) => closed_month(closed, ""),
        Fact::Reclosed(again) => closed_month(&again.closed, " made anew, since a payment came late"),
        Fact::NoticeServed(served) => {
            format!("Notice {} served on {}; no cut before {}", served.notice, served.served.dmy(), served.cut_from.dmy())
        }
        Fact::SupplyCut(cut) => supply_cut(cut),
        Fact::SupplyRestored(restored) => {
            let charge =
                if restored.charge.is_zero() { "free of charge".to_owned() } else { format!("charge {}", restored.charge.indian()) };
            format!("Supply put on again on {}, reading {}, {charge}", restored.day.dmy(), restored.reading.value)
        }
        Fact::FinalRead(read) => format!("Final reading {}; {}", read.reading.value, bill_words(&read.bill)),
        Fact::InstalmentsOrdered(order) => ordered(order),
        Fact::ProtestDecided(decided) => {
            let surcharge: Money = decided.bpsc.iter().map(|line| line.amount).sum();
            let given = if decided.upheld.is_zero() { "rejected".to_owned() } else { format!("{} given back", decided.upheld.indian()) };
            format!("Protest decided: {given}{}: {}", after("surcharges", surcharge), decided.reason)
        }
        Fact::PaidOnline(paid) => paid_online(paid),
        Fact::CaseSettled(settled) => {
            let case = match settled.case {
                Case::Withdrawn => "withdrawn close",
                Case::ToRevise => "bill to revise",
                Case::DoubleBilled => "two bills for a period",
            };
            format!("Looked into, {case}: {}", settled.remark)
        }
        Fact::DuplicateOrdered { paper, copy, .. } => format!("Duplicate {copy} of {paper} printed"),
        Fact::PersonErased { order, .. } => format!("Personal details erased by order {order}"),
        Fact::ComplaintLogged(logged) => format!("Complaint {}: {}", logged.no, logged.title),
        Fact::ComplaintCalled(call) => format!("Called again about {}", call.no),
        Fact::ComplaintStep(step) => format!("{}: {}", step.no, step.done),
        Fact::ComplaintRectified(rectified) => format!("Complaint {} rectified: {}", rectified.no, rectified.cause),
        Fact::ComplaintReopened(reopened) => format!("Complaint {} reopened", reopened.no),
        Fact::ApplicationMade(made) => format!("{} {}: {}", made.title, made.no, made.stand.words()),
        Fact::ApplicationStep(step) => application_step(step),
        Fact::DisputeHeld(held) => match held.until {
            Some(until) => {
                format!("{}: {} held out of disconnection until {}: {}", held.no, held.amount.indian(), until.dmy(), held.reason)
            }
            None => format!("{}: no longer held out of disconnection: {}", held.no, held.reason),
        },
        other => other.kind().replace('-', " "),
    }
}

fn application_step(step: &ApplicationStep) -> String {
    let what = step.done.iter().find_map(|done| match done {
        Effected::Collected(paid) => {
            Some(format!("receipt {} of {}, {}", paid.receipt.no, paid.receipt.amount.indian(), modes(&paid.receipt.tenders)))
        }
        Effected::Connected(connection) => {
            Some(format!("meter {} from {} on {}", connection.meter.no, connection.initial, connection.day.dmy()))
        }
        Effected::Energised { reading } => Some(format!("reading {} on {}", reading.value, reading.day.dmy())),
        Effected::Extended { until } => Some(format!("until {}", until.dmy())),
        Effected::RevisionProposed(revision) => Some(format!("{}: {}", revision.periods(), difference(revision.difference()))),
        Effected::Revised(revised) => {
            let revision = &revised.revision;
            Some(format!("{}: {}", revision.periods(), difference(revision.difference())))
        }
        Effected::Disputed { bill } => Some(format!("bill {bill}")),
        done => done.ended().map(|end| {
            format!("reading {}; {}{}", end.reading.value, bill_words(&end.bill), after("contractual obligatory fee", end.cofee))
        }),
    });
    let what = what.map(|what| format!("; {what}")).unwrap_or_default();
    format!("{}: {}{what}", step.no, step.title)
}

/// `412.00 less`.
fn difference(amount: Money) -> String {
    let way = if amount < Money::ZERO { "less" } else { "more" };
    format!("{} {way}", amount.abs().indian())
}

/// `, surcharge 4.70`; nothing where it is nil.
fn after(what: &str, amount: Money) -> String {
    if amount.is_zero() { String::new() } else { format!(", {what} {}", amount.indian()) }
}

fn bill_words(issued: &BillIssued) -> String {
    let bill = &issued.bill;
    format!("bill{} {} for {}, {} units, {}", by_method(bill.method), issued.no, bill.period.short(), bill.units, bill.bill_amount.indian())
}

fn dishonoured(cheque: &ChequeDishonoured) -> String {
    let charge: Money = cheque.hits.iter().map(|hit| hit.charge).sum();
    let surcharge: Money = cheque.hits.iter().flat_map(|hit| &hit.bpsc).map(|line| line.amount).sum();
    let more = format!("{}{}", after("bank charge", charge), after("surcharges of the closes since", surcharge));
    format!("Cheque {} of {} dishonoured{more}; cash only until {}", cheque.number, cheque.bank, cheque.cash_only_until.dmy())
}

/// What a close found, in a few words.
const fn found(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Billed => "regular",
        Outcome::Belated => "not paid",
        Outcome::AutoDisconnected => "still not paid, disconnected by the close",
        Outcome::NoticeShort => "still not paid, the notice's days are not over",
        Outcome::StaysDisconnected => "not paid, disconnected in this month",
        Outcome::NextStep => "not paid, disconnected a month longer",
        Outcome::Permanent => "not paid to the last step, the connection ends",
        Outcome::NotReconnected => "paid, not reconnected",
        Outcome::Deactivated => "paid, not reconnected in time",
        Outcome::Untouched => "regular, nothing to do",
    }
}

fn closed_month(closed: &ConsumerClosed, how: &str) -> String {
    let bill = closed.bill.as_ref().map(|issued| format!("; {}", bill_words(issued))).unwrap_or_default();
    let notice = closed.notice.as_ref().map(|notice| format!(", notice {} for {}", notice.no, notice.payable.indian())).unwrap_or_default();
    format!(
        "Month close of {}{how}: {}{bill}{}{}{notice}",
        closed.period.short(),
        found(closed.outcome),
        after("surcharge", closed.bpsc),
        after("contractual obligatory fee", closed.cofee)
    )
}

fn supply_cut(cut: &SupplyCut) -> String {
    let bill = match (&cut.bill, &cut.reading) {
        (Some(issued), _) => format!("; {}", bill_words(issued)),
        (None, Some(reading)) => format!(", reading {}", reading.value),
        (None, None) => ", no reading taken".to_owned(),
    };
    let remark = if cut.remark.is_empty() { String::new() } else { format!(" ({})", cut.remark) };
    format!("Supply cut on {} for non-payment{bill}{remark}", cut.day.dmy())
}

fn ordered(order: &InstalmentsOrdered) -> String {
    let parts: Vec<String> = order.parts.iter().map(|part| format!("{} on {}", part.amount.indian(), part.day.dmy())).collect();
    format!("Instalment order {}: {}; {}", order.no, parts.join(", "), order.reason)
}

fn paid_online(paid: &PaidOnline) -> String {
    format!("Paid online, {}, reference {}: receipt {}", paid.receipt.amount.indian(), paid.reference, paid.receipt.no)
}

const fn source(source: Source) -> &'static str {
    source.words()
}
