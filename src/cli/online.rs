//! `online`: payments of the online system brought in from its file, those without a consumer settled (`C-12`).

use std::path::Path;

use serde_json::{Value, json};

use super::answer::{Answer, plain};
use super::args::Online;
use super::import_file::refused;
use super::{At, consumer_no, day, show};
use crate::acts::Act;
use crate::acts::online::{CreditOnline, Fate, ImportOnline, OnlineRow, ReturnOnline, first_period, look};
use crate::base::{Fault, Money, No, Refusal};
use crate::desk::{Desk, Session, nothing_printed};
use crate::import::Checked;
use crate::journal::Fact;
use crate::store::online;
use crate::store::report::Days;
use crate::store::sight::Seen;

pub fn run(at: &At, what: Online) -> Result<Answer, No> {
    match what {
        Online::Import { file, check } => import(at, &file, check),
        Online::List { date } => match date {
            Some(date) => credited(at, &date),
            None => waiting(at),
        },
        Online::Settle { reference, to, returned } => settle(at, reference, to.as_deref(), returned),
    }
}

fn import(at: &At, file: &Path, check: bool) -> Result<Answer, No> {
    let bytes =
        std::fs::read(file).map_err(|e| Fault::new(format!("{} can't be read ({e})", file.display()), "look at the file's name"))?;
    let (mut desk, session) = at.desk()?;
    let Checked { rows, notes, .. } = checked(&desk, &session, &bytes)?;
    let fates = {
        let seen = Seen { conn: desk.store().connection(), desk: desk.id() };
        look(&seen, &rows, &desk.moment(&session))?
    };
    let mut papers = Vec::new();
    let mut entry = Value::Null;
    if !check {
        let done = desk.act(&session, &ImportOnline { rows: rows.clone() }, &nothing_printed)?;
        entry = json!(done.entries.first().map(crate::journal::Entry::name));
        papers = done.entries.iter().filter(|e| matches!(e.fact, Fact::PaidOnline(_))).flat_map(|e| e.fact.papers()).cloned().collect();
    }
    let mut papers = papers.into_iter();
    let list: Vec<Value> = rows
        .iter()
        .zip(&fates)
        .map(|(row, fate)| {
            let receipt = if matches!(fate, Fate::Credited { .. }) { papers.next() } else { None };
            let mut value = shown(row, fate);
            value["receipt"] = json!(receipt);
            value
        })
        .collect();
    let count = |is: fn(&Fate) -> bool| fates.iter().filter(|fate| is(fate)).count();
    let credited = rows.iter().zip(&fates).filter(|(_, fate)| matches!(fate, Fate::Credited { .. }));
    let amount: Money = credited.map(|(row, _)| row.amount).sum();
    let mut value = json!({
        "credited": count(|fate| matches!(fate, Fate::Credited { .. })),
        "amount": show::amount(amount),
        "unmatched": count(|fate| matches!(fate, Fate::Unmatched(_))),
        "known": count(|fate| *fate == Fate::Known),
        "late": count(|fate| matches!(fate, Fate::Credited { late: true, .. })),
        "notes": notes,
        "rows": list,
    });
    value[if check { "ok" } else { "entry" }] = if check { json!(true) } else { entry };
    Ok(Answer::json(value))
}

/// The file's lines, all of them good.
fn checked(desk: &Desk, session: &Session, bytes: &[u8]) -> Result<Checked<OnlineRow>, No> {
    let seen = Seen { conn: desk.store().connection(), desk: desk.id() };
    let first = first_period(&seen, &desk.moment(session))?;
    let checked = crate::import::online::read(bytes, first, desk.today()).map_err(|faults| refused(&faults, faults.len()))?;
    if checked.faults.is_empty() { Ok(checked) } else { Err(refused(&checked.faults, checked.bad_lines())) }
}

fn shown(row: &OnlineRow, fate: &Fate) -> Value {
    let (state, consumer, why) = match fate {
        Fate::Credited { consumer, late } => (if *late { "late" } else { "credited" }, json!(consumer), Value::Null),
        Fate::Unmatched(why) => ("unmatched", Value::Null, json!(why)),
        Fate::Known => ("known", Value::Null, json!("brought in before: passed over")),
    };
    json!({ "line": row.line, "reference": row.reference, "number": row.number, "date": row.day, "amount": show::amount(row.amount),
            "state": state, "consumer": consumer, "why": why })
}

fn waiting(at: &At) -> Result<Answer, No> {
    let eye = at.eye()?;
    let rows: Vec<Value> = online::waiting(eye.connection())?
        .iter()
        .map(|w| json!({ "reference": w.reference, "number": w.number, "date": w.paid_on, "amount": show::amount(w.amount), "why": w.why }))
        .collect();
    let text = plain(&Value::Array(rows.clone()));
    Ok(Answer::json(json!({ "rows": rows })).text(text))
}

fn credited(at: &At, date: &str) -> Result<Answer, No> {
    let eye = at.eye()?;
    let rows: Vec<Value> = online::credited(eye.connection(), Days::one(day(date)?))?.iter().map(show::receipt_line).collect();
    let text = plain(&Value::Array(rows.clone()));
    Ok(Answer::json(json!({ "rows": rows })).text(text))
}

fn settle(at: &At, reference: String, to: Option<&str>, returned: Option<String>) -> Result<Answer, No> {
    let mut consumer = None;
    let (desk, done) = at.act(|desk| {
        let act: Box<dyn Act> = match (to, returned) {
            (Some(to), None) => {
                let number = consumer_no(desk, to)?;
                consumer = Some(number);
                Box::new(CreditOnline { reference: reference.clone(), consumer: number })
            }
            (None, Some(reason)) => Box::new(ReturnOnline { reference: reference.clone(), reason }),
            _ => return Err(Refusal::new("C-12", "Say whose it is (--to NO), or why it goes back (--returned REASON).").into()),
        };
        Ok(act)
    })?;
    let state = if consumer.is_some() { "credited" } else { "returned" };
    let more = json!({ "reference": reference, "state": state, "receipt": done.papers().first() });
    Ok(Answer::json(show::write(&desk, &done, consumer, more)?))
}
