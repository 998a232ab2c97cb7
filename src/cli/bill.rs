//! `bill`: preview, proposal, show, explain.

use serde_json::{Value, json};

use super::answer::Answer;
use super::args::{Bill, Preview};
use super::{At, paper_no, pay, seen_no, show};
use crate::acts::bill::{Basis, propose};
use crate::base::{No, Refusal};
use crate::desk::Session;
use crate::rules::bill::explain;
use crate::store::read;

pub fn run(at: &At, what: Bill) -> Result<Answer, No> {
    match what {
        Bill::Preview(ask) | Bill::Proposal(ask) => preview(at, &ask),
        Bill::Show { bill } => shown(at, &bill),
        Bill::Explain { bill } => explained(at, &bill),
    }
}

fn preview(at: &At, ask: &Preview) -> Result<Answer, No> {
    let eye = at.eye()?;
    let no = seen_no(&eye, &ask.no)?;
    let card = read::card(eye.connection(), no)?.ok_or_else(|| Refusal::new("C-1", format!("There is no consumer {no}.")))?;
    let session = Session::onlooker();
    let basis = match &ask.reading {
        Some(typed) => Basis::Reading { typed: typed.clone(), source: pay::source(&ask.source)?, rollover: ask.rollover, confirmed: true },
        None => Basis::Acm,
    };
    let proposal = propose(&card.consumer, &basis, &eye.moment(&session))?;
    let value = show::bill(None, true, no, &proposal.bill);
    let text = text_of(&value);
    Ok(Answer::json(value).text(text))
}

/// A bill for people: its facts, then its lines.
fn text_of(value: &Value) -> String {
    let lines: Vec<Value> = value["lines"].as_array().cloned().unwrap_or_default();
    let head = |key: &str| value[key].as_str().map(str::to_owned).unwrap_or_else(|| value[key].to_string());
    let mut text = format!(
        "{} {}  {}  {}  {} units in {} month(s), reading {} to {}\n",
        if value["bill"].is_null() { "preview".to_owned() } else { head("bill") },
        head("consumer"),
        head("period"),
        head("method"),
        value["units"],
        value["months"],
        value["previous_reading"],
        value["reading"]
    );
    text.push_str(&super::answer::plain(&Value::Array(lines)));
    for key in ["bill_amount", "arrears", "payable", "collect"] {
        text.push_str(&format!("{:<12} {:>14}\n", key.replace('_', " "), head(key)));
    }
    if value["sample_tariff"] == json!(true) {
        text.push_str("SAMPLE TARIFF\n");
    }
    text
}

fn found(at: &At, bill: &str) -> Result<(read::BillLine, crate::base::ConsumerNo, crate::rules::bill::Bill), No> {
    let eye = at.eye()?;
    let no = paper_no(bill)?;
    read::bill(eye.connection(), &no)?.ok_or_else(|| Refusal::new("C-7", format!("There is no bill {no}.")).into())
}

fn shown(at: &At, bill: &str) -> Result<Answer, No> {
    let (line, consumer, bill) = found(at, bill)?;
    let value = show::bill(Some(&line.no), line.standing, consumer, &bill);
    let text = text_of(&value);
    Ok(Answer::json(value).text(text))
}

fn explained(at: &At, bill: &str) -> Result<Answer, No> {
    let (line, consumer, bill) = found(at, bill)?;
    let steps = explain(&bill);
    let text = steps.iter().map(|s| format!("{s}\n")).collect::<String>();
    Ok(Answer::json(json!({ "bill": line.no, "consumer": consumer, "steps": steps })).text(text))
}
