//! The ledger as an hledger journal: `hledger check` accepts it, and its balances are the program's (`C-10`).

use std::collections::BTreeSet;
use std::io::Write;

use super::Source;
use super::ledger::{Transaction, transactions, unwritten};
use crate::base::No;
use crate::store::report::{self, Days};

/// Writes the journal of those days; gives the number of transactions.
///
/// # Errors
/// A fault of the data file, or of the file that is written.
pub fn hledger(source: &Source, days: Days, out: &mut dyn Write) -> Result<u64, No> {
    write!(out, "{}", head(source, days)?).map_err(|e| unwritten(&e))?;
    let mut count = 0;
    transactions(source, days, |transaction| {
        count += 1;
        write!(out, "{}", text(source, &transaction)).map_err(|e| unwritten(&e))
    })?;
    Ok(count)
}

/// Where a head stands in the exported journal. One that the profile does not name stands apart, so that it is seen.
fn account(source: &Source, code: &str) -> String {
    source.profile.head(code).map_or_else(|| format!("unnamed:{code}"), |head| plain(&head.ledger))
}

/// Declarations: what is not declared is a mistake that `hledger check accounts commodities` finds.
fn head(source: &Source, days: Days) -> Result<String, No> {
    let mut accounts: BTreeSet<String> = source.profile.heads.iter().map(|head| plain(&head.ledger)).collect();
    let whole = report::Hidden { desk: source.desk.clone(), from: i64::MAX };
    accounts.extend(report::heads(source.conn, days, &whole)?.iter().map(|(code, ..)| account(source, code)));
    let mut text = format!("; {}, desk {}\n", plain(&source.profile.name), source.desk);
    if source.training {
        text.push_str("; TRAINING\n");
    }
    text.push_str("\ndecimal-mark .\ncommodity 1000.00 INR\n\n");
    for account in accounts {
        text.push_str(&format!("account {account}\n"));
    }
    Ok(text)
}

fn text(source: &Source, transaction: &Transaction) -> String {
    let code = transaction.paper.as_ref().map_or_else(String::new, |paper| format!("({paper}) "));
    let consumers = transaction.consumers.iter().map(|no| format!(", consumer {no}")).collect::<String>();
    let mut text = format!("\n{} {code}{}{consumers}  ; entry {}\n", transaction.day, plain(&transaction.text), transaction.entry);
    let names: Vec<String> = transaction.sides.iter().map(|(head, _)| account(source, head.code())).collect();
    let widest = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    for (name, (_, amount)) in names.iter().zip(&transaction.sides) {
        text.push_str(&format!("    {name:<widest$}  {:>14} INR\n", amount.to_string()));
    }
    text
}

/// Words that hledger can't take for a comment, a payee or two columns.
fn plain(text: &str) -> String {
    let words: String = text.chars().map(|c| if matches!(c, ';' | '|' | '(' | ')') || c.is_control() { ' ' } else { c }).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
