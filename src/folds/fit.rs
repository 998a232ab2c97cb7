//! Whether an entry can be folded at all (`J-6`). What a desk signed may contradict itself, where its program was tampered with or wrong:
//! no holder folds such an entry. It is a matter of the entry alone, so that all find the same, whatever they hold beside it.

use super::Rows;
use crate::base::{ConsumerNo, Money};
use crate::journal::fact::{BillIssued, Effected, Fact, Posting, Receipt};
use crate::journal::{Entry, Subject};
use crate::rules::head::Account;

/// What in an entry contradicts itself; `None` for one that can be folded.
pub fn breach(entry: &Entry) -> Option<String> {
    let fact = &entry.fact;
    numbers_breach(entry)
        .or_else(|| subjects_breach(entry))
        .or_else(|| receipts(fact).into_iter().find_map(receipt_breach))
        .or_else(|| bills(fact).into_iter().find_map(|issued| bill_breach(entry, issued)))
        .or_else(|| amounts(fact).into_iter().find(|amount| !is_amount(*amount)).map(|_| "no amount is as large as one in it".to_owned()))
        .or_else(|| is_dues(head(fact)?).then(|| "it books what is owed against itself".to_owned()))
}

fn numbers_breach(entry: &Entry) -> Option<String> {
    let papers = entry.fact.papers();
    if let Some(foreign) = papers.iter().find(|paper| paper.desk != entry.desk) {
        return Some(format!("{foreign} is a number of {}", foreign.desk));
    }
    first_twice(&papers).map(|paper| format!("{paper} stands twice in it"))
}

fn subjects_breach(entry: &Entry) -> Option<String> {
    first_twice(&entry.fact.subjects(&entry.desk)).map(|_| "it is about the same twice".to_owned())
}

fn first_twice<T: PartialEq>(all: &[T]) -> Option<&T> {
    all.iter().enumerate().find(|(place, one)| all.iter().take(*place).any(|before| before == *one)).map(|(_, one)| one)
}

/// Within what a counter takes: sums of so many as a journal holds stay exact then.
fn is_amount(amount: Money) -> bool {
    (-Money::LIMIT..=Money::LIMIT).contains(&amount)
}

fn is_dues(head: &str) -> bool {
    Account::named(head.to_owned()) == Account::DUES
}

fn receipts(fact: &Fact) -> Vec<&Receipt> {
    match fact {
        Fact::Paid(paid) => vec![&paid.receipt],
        Fact::MiscReceived(misc) => vec![&misc.receipt],
        Fact::PaidOnline(paid) => vec![&paid.receipt],
        _ => fact.effects().iter().filter_map(Effected::collected).map(|collected| &collected.receipt).collect(),
    }
}

fn bills(fact: &Fact) -> Vec<&BillIssued> {
    let ended = fact.effects().iter().filter_map(Effected::ended).map(|end| &end.bill);
    if matches!(fact, Fact::ApplicationStep(_)) { ended.collect() } else { fact.issued().into_iter().chain(ended).collect() }
}

/// The head that a person chose.
fn head(fact: &Fact) -> Option<&str> {
    match fact {
        Fact::MiscReceived(misc) => Some(&misc.head),
        Fact::PostingDecided(decided) => match &decided.what {
            Posting::Debit { head, .. } | Posting::Credit { head, .. } => Some(head),
            _ => None,
        },
        _ => None,
    }
}

fn receipt_breach(receipt: &Receipt) -> Option<String> {
    if !receipt.tenders.iter().map(|tender| tender.amount).chain([receipt.amount]).all(is_amount) {
        return Some(format!("no receipt is as large as {}", receipt.no));
    }
    let tendered: Money = receipt.tenders.iter().map(|tender| tender.amount).sum();
    (tendered != receipt.amount).then(|| format!("the tenders of {} are not its amount", receipt.no))
}

fn bill_breach(entry: &Entry, issued: &BillIssued) -> Option<String> {
    let BillIssued { no, bill } = issued;
    let back = &bill.taken_back;
    let shares = [bill.bill_amount, back.cc, back.fuel, back.duty, back.subsidy];
    if !bill.lines.iter().map(|line| line.amount).chain(shares).all(is_amount) {
        return Some(format!("no bill is as large as {no}"));
    }
    let consumer = |subject| if let Subject::Consumer(no) = subject { Some(no) } else { None };
    let whose: ConsumerNo = entry.fact.subjects(&entry.desk).into_iter().find_map(consumer)?;
    let mut rows = Rows::default();
    rows.post_bill(whose, bill);
    (rows.dues_of(whose) != bill.bill_amount).then(|| format!("the lines of {no} are not its amount"))
}

/// What else comes onto a consumer's account.
fn amounts(fact: &Fact) -> Vec<Money> {
    match fact {
        Fact::ConsumerImported(import) => vec![import.arrears, import.sd],
        Fact::PostingDecided(decided) => vec![decided.what.amount()],
        Fact::ProtestDecided(decided) => decided.bpsc.iter().map(|line| line.amount).chain([decided.upheld]).collect(),
        Fact::ChequeDishonoured(cheque) => {
            let hits = cheque.hits.iter();
            hits.flat_map(|hit| hit.bpsc.iter().map(|line| line.amount).chain([hit.amount, hit.charge])).collect()
        }
        Fact::ConsumerClosed(closed) => vec![closed.bpsc, closed.cofee],
        Fact::Reclosed(again) => vec![again.closed.bpsc, again.closed.cofee],
        Fact::SupplyRestored(restored) => vec![restored.charge],
        _ => {
            let effects = fact.effects().iter();
            let lines = effects.clone().filter_map(Effected::collected).flat_map(|paid| paid.demand.lines.iter().map(|line| line.amount));
            lines.chain(effects.filter_map(Effected::ended).map(|end| end.cofee)).collect()
        }
    }
}
