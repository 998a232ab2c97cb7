//! The double-entry ledger, handed out entry by entry for an accountant's programs (`C-10`). No personal names are in it.

use std::io::Write;

use super::Source;
use crate::base::{ConsumerNo, Fault, Money, No, PaperNo};
use crate::journal::fact::{Fact, Posting};
use crate::rules::head::Account;
use crate::store::read;
use crate::store::report::{self, Days};

/// One entry's side of the ledger: its accounts sum to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// ISO.
    pub day: String,
    /// `KVT-1/42`.
    pub entry: String,
    pub paper: Option<PaperNo>,
    pub text: String,
    pub consumers: Vec<ConsumerNo>,
    pub sides: Vec<(Account, Money)>,
}

/// Hands each transaction of those days to `take`, by day, desk and number.
///
/// # Errors
/// What `take` says; a fault of the data file.
pub fn transactions(source: &Source, days: Days, mut take: impl FnMut(Transaction) -> Result<(), No>) -> Result<(), No> {
    let mut now: Option<(i64, String, Transaction)> = None;
    let mut end = |group: Option<(i64, String, Transaction)>| -> Result<(), No> {
        let Some((seq, desk, mut transaction)) = group else { return Ok(()) };
        transaction.sides.retain(|(_, amount)| !amount.is_zero());
        if transaction.sides.is_empty() {
            return Ok(());
        }
        let entry = read::entry(source.conn, &desk, seq)?;
        (transaction.text, transaction.paper) = words(&entry.fact);
        take(transaction)
    };
    report::ledger(source.conn, days, |row| {
        if now.as_ref().is_none_or(|(seq, desk, _)| *seq != row.seq || *desk != row.desk) {
            end(now.take())?;
            let entry = format!("{}/{}", row.desk, row.seq);
            let begun = Transaction { day: row.day, entry, paper: None, text: String::new(), consumers: vec![], sides: vec![] };
            now = Some((row.seq, row.desk, begun));
        }
        let Some((.., transaction)) = &mut now else { return Ok(()) };
        if let Some(no) = row.consumer.filter(|no| !transaction.consumers.contains(no)) {
            transaction.consumers.push(no);
        }
        let account = Account::named(row.account);
        match transaction.sides.iter_mut().find(|(known, _)| *known == account) {
            Some((_, sum)) => *sum += row.amount,
            None => transaction.sides.push((account, row.amount)),
        }
        Ok(())
    })?;
    end(now)
}

/// What it was, without a name, and the paper that proves it.
fn words(fact: &Fact) -> (String, Option<PaperNo>) {
    let paper = |no: &PaperNo| Some(no.clone());
    match fact {
        Fact::ConsumerImported(_) => ("brought forward".to_owned(), None),
        Fact::Paid(paid) => match &paid.bill {
            Some(issued) => (format!("bill {} and receipt", issued.no), paper(&paid.receipt.no)),
            None => ("receipt of dues".to_owned(), paper(&paid.receipt.no)),
        },
        Fact::MiscReceived(misc) => (format!("misc. receipt, {}", misc.head), paper(&misc.receipt.no)),
        Fact::ApplicationStep(step) => (format!("{}, {}", step.title.to_lowercase(), step.no), fact.papers().last().copied().cloned()),
        Fact::CounterOpened { .. } => ("counter opened, float".to_owned(), None),
        Fact::CashTurnedIn { .. } => ("cash turned in to the head cashier".to_owned(), None),
        Fact::CounterClosed(close) => ("counter closed".to_owned(), paper(&close.no)),
        Fact::Remitted { challan, .. } => (format!("remitted, challan {challan}"), None),
        Fact::ChequeDishonoured(cheque) => {
            (format!("cheque {} dishonoured", cheque.number), cheque.hits.first().map(|hit| hit.receipt.clone()))
        }
        Fact::PostingDecided(decided) => {
            let what = match &decided.what {
                Posting::MoveReceipt { receipt, .. } => format!("receipt {receipt} moved"),
                other => other.words(),
            };
            (what, paper(&decided.no))
        }
        other => (other.kind().replace('-', " "), None),
    }
}

/// The ledger as CSV: a line for each account of each entry, debit above zero.
///
/// # Errors
/// A fault of the data file, or of the file that is written.
pub fn csv(source: &Source, days: Days, out: &mut dyn Write) -> Result<u64, No> {
    let mut writer = csv::Writer::from_writer(out);
    let mut count = 0;
    writer.write_record(["date", "entry", "paper", "text", "consumer", "account", "name", "debit", "credit"]).map_err(|e| unwritten(&e))?;
    transactions(source, days, |t| {
        let consumers = t.consumers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let paper = t.paper.as_ref().map_or_else(String::new, ToString::to_string);
        for (account, amount) in &t.sides {
            let (debit, credit) = (amount.at_least_zero().to_string(), (-*amount).at_least_zero().to_string());
            let (code, name) = (account.code(), source.head(account.code()));
            writer.write_record([&t.day, &t.entry, &paper, &t.text, &consumers, code, name, &debit, &credit]).map_err(|e| unwritten(&e))?;
            count += 1;
        }
        Ok(())
    })?;
    writer.flush().map_err(|e| unwritten(&e))?;
    Ok(count)
}

/// A file that takes no more.
pub(super) fn unwritten(why: &dyn std::fmt::Display) -> No {
    Fault::new(format!("the export could not be written: {why}"), "make room, or name another file with --out").into()
}
