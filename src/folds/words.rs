//! Facts in a clerk's words: the lines of an account and of a consumer's history.

use crate::base::{ConsumerNo, Money, PaperNo};
use crate::journal::fact::{Fact, Posting, Source};

/// What a ledger row of `fact` is to this consumer, and the paper it stands on.
pub fn account_line(fact: &Fact, no: ConsumerNo, amount: Money) -> (String, Option<PaperNo>) {
    let debit = amount > Money::ZERO;
    match fact {
        Fact::ConsumerImported(_) => ("Brought forward from the former system".to_owned(), None),
        Fact::Paid(paid) => match &paid.bill {
            // A receipt never debits; a line that credits may be a bill's return of an average, which stands with its bill.
            Some(issued) if debit || !paid.receipt.tenders.iter().any(|t| t.amount == -amount) => {
                (format!("Bill {}", issued.bill.period.short()), Some(issued.no.clone()))
            }
            _ => (format!("Receipt, {}", modes(&paid.receipt.tenders)), Some(paid.receipt.no.clone())),
        },
        Fact::MiscReceived(misc) => (format!("Receipt, {}", modes(&misc.receipt.tenders)), Some(misc.receipt.no.clone())),
        Fact::PostingDecided(decided) => {
            let text = match &decided.what {
                Posting::MoveReceipt { receipt, from, .. } if *from == no => format!("Receipt {receipt} moved away"),
                Posting::MoveReceipt { receipt, .. } => format!("Receipt {receipt} moved here"),
                other => format!("Posting: {}", other.words()),
            };
            (text, Some(decided.no.clone()))
        }
        Fact::ChequeDishonoured(cheque) => (
            format!("Cheque {} of {} dishonoured", cheque.number, cheque.bank),
            cheque.hits.iter().find(|h| h.consumer == Some(no)).map(|h| h.receipt.clone()),
        ),
        other => (other.kind().to_owned(), None),
    }
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
            let bill = paid
                .bill
                .as_ref()
                .map(|b| format!("bill {} for {}, {} units, {}; ", b.no, b.bill.period.short(), b.bill.units, b.bill.bill_amount.indian()));
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
        Fact::ChequeDishonoured(cheque) => {
            format!("Cheque {} of {} dishonoured; cash only until {}", cheque.number, cheque.bank, cheque.cash_only_until.dmy())
        }
        Fact::DuplicateOrdered { paper, copy, .. } => format!("Duplicate {copy} of {paper} printed"),
        Fact::PersonErased { order, .. } => format!("Personal details erased by order {order}"),
        Fact::ComplaintLogged(logged) => format!("Complaint {}: {}", logged.no, logged.title),
        Fact::ComplaintCalled(call) => format!("Called again about {}", call.no),
        Fact::ComplaintStep(step) => format!("{}: {}", step.no, step.done),
        Fact::ComplaintRectified(rectified) => format!("Complaint {} rectified: {}", rectified.no, rectified.cause),
        Fact::ComplaintReopened(reopened) => format!("Complaint {} reopened", reopened.no),
        other => other.kind().replace('-', " "),
    }
}

const fn source(source: Source) -> &'static str {
    source.words()
}
