//! A bill proposal: the computed bill before payment. It has no number, and nothing of it is recorded (`B-20`).

use super::parts;
use super::{Sheet, Source, Written};
use crate::acts::bill::Proposal;
use crate::folds::consumer::Consumer;
use crate::journal::Personal;
use crate::print::{Field, FormKind, Values};

/// The proposal on a bill sheet, marked as such; its code asks for what is to collect, under the consumer's number.
pub fn proposal(source: &Source, consumer: &Consumer, personal: &Personal, proposal: &Proposal) -> Written {
    let bill = &proposal.bill;
    let mut values = Values::new();
    parts::head(&mut values, source, source.desk, 0);
    parts::consumer(&mut values, source, consumer, personal, bill.period);
    parts::bill(&mut values, bill, consumer, proposal.reading.as_ref());
    values.set(Field::Proposal, "BILL PROPOSAL").set(Field::Status, consumer.status.to_string());
    let note = format!("{} {}", consumer.no, bill.period);
    super::bill::finish(&mut values, source, bill, &note, Some("A proposal, not a bill: nothing of it is recorded.".to_owned()));
    Written {
        name: format!("proposal-{}", consumer.no),
        sheet: Sheet::Form(FormKind::Bill, Box::new(values)),
        consumer: Some(consumer.no),
        counted: None,
    }
}
