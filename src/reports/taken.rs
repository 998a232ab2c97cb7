//! A receipt as its entry holds it.

use crate::base::{ConsumerNo, Money, PaperNo};
use crate::folds::rows::Rows;
use crate::journal::Entry;
use crate::journal::fact::{Fact, Receipt};
use crate::rules::bill::Bill;
use crate::rules::head::Account;
use crate::rules::tender::{Mode, Tender};

/// Money taken, with what it was taken for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken<'a> {
    pub entry: &'a Entry,
    pub consumer: Option<ConsumerNo>,
    pub bill: Option<(&'a PaperNo, &'a Bill)>,
    /// `DUES`, or the head of a misc. receipt.
    pub head: &'a str,
    pub receipt: &'a Receipt,
}

impl<'a> Taken<'a> {
    pub fn of(entry: &'a Entry) -> Option<Self> {
        match &entry.fact {
            Fact::Paid(paid) => Some(Self {
                entry,
                consumer: Some(paid.consumer),
                bill: paid.bill.as_ref().map(|issued| (&issued.no, &issued.bill)),
                head: "DUES",
                receipt: &paid.receipt,
            }),
            Fact::MiscReceived(misc) => Some(Self { entry, consumer: misc.consumer, bill: None, head: &misc.head, receipt: &misc.receipt }),
            Fact::ApplicationStep(step) => entry.fact.collected().map(|collected| Self {
                entry,
                consumer: step.consumer,
                bill: None,
                head: "CONNECTION",
                receipt: &collected.receipt,
            }),
            _ => None,
        }
    }

    /// What its bill charges, by head; what was taken back is less.
    pub fn charged(&self) -> Vec<(Account, Money)> {
        let Some((consumer, (_, bill))) = self.consumer.zip(self.bill) else { return Vec::new() };
        let mut rows = Rows::default();
        rows.post_bill(consumer, bill);
        rows.ledger.into_iter().filter(|row| row.account != Account::DUES).map(|row| (row.account, -row.amount)).collect()
    }

    /// `Cash`, `UPI 428812345678`, `Cash 285.00 + UPI 300.00`.
    pub fn modes(&self) -> String {
        match self.receipt.tenders.as_slice() {
            [] => "Nil".to_owned(),
            [one] => short(one.mode).to_owned() + &reference(one),
            many => many.iter().map(|t| format!("{} {}", short(t.mode), t.amount.indian())).collect::<Vec<_>>().join(" + "),
        }
    }
}

fn reference(tender: &Tender) -> String {
    tender.reference.as_ref().or(tender.number.as_ref()).map_or(String::new(), |text| format!(" {text}"))
}

/// A mode in a narrow column.
pub(super) const fn short(mode: Mode) -> &'static str {
    match mode {
        Mode::Dd => "DD",
        Mode::Transfer => "Transfer",
        other => other.name(),
    }
}
