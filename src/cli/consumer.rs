//! `consumer`: find, show, account, bills, history, erase. The import stands in `import_file`.

use serde_json::{Value, json};

use super::answer::Answer;
use super::args::Consumer;
use super::{At, consumer_no, seen_no, show};
use crate::acts::Act;
use crate::acts::consumer::ErasePerson;
use crate::base::{ConsumerNo, No, Refusal};
use crate::desk::Eye;
use crate::folds::words::happened;
use crate::journal::Subject;
use crate::store::{read, search};

pub fn run(at: &At, what: Consumer) -> Result<Answer, No> {
    match what {
        Consumer::Import { file, check, skip_bad } => super::import_file::run(at, &file, check, skip_bad.as_deref()),
        Consumer::Show { no } => {
            let eye = at.eye()?;
            let no = known(&eye, &no)?;
            let card = read::card(eye.connection(), no)?.ok_or_else(|| unknown(no))?;
            Ok(Answer::json(show::consumer(&card, eye.today())))
        }
        Consumer::Find { text, limit } => find(at, &text.join(" "), limit),
        Consumer::Ledger { no } => {
            let eye = at.eye()?;
            let no = known(&eye, &no)?;
            let lines = read::ledger(eye.connection(), no, "DUES")?;
            let balance = lines.last().map_or(crate::base::Money::ZERO, |l| l.balance);
            Ok(rows("consumer", no, lines.iter().map(show::ledger_line).collect(), json!({ "balance": show::amount(balance) })))
        }
        Consumer::Bills { no } => {
            let eye = at.eye()?;
            let no = known(&eye, &no)?;
            let bills = read::bills(eye.connection(), no)?;
            let list = bills
                .iter()
                .map(|b| {
                    let state = if b.standing { "standing" } else { "void" };
                    json!({ "bill": b.no, "period": b.period, "date": b.day, "state": state, "units": b.units,
                            "bill_amount": show::amount(b.amount), "payable": show::amount(b.payable) })
                })
                .collect();
            Ok(rows("consumer", no, list, json!({})))
        }
        Consumer::History { no } => {
            let eye = at.eye()?;
            let no = known(&eye, &no)?;
            let entries = read::entries_of(eye.connection(), &Subject::Consumer(no))?;
            let list = entries
                .iter()
                .map(|e| json!({ "date": e.day, "what": happened(&e.fact), "by": e.user, "kind": e.fact.kind(), "entry": e.name() }))
                .collect();
            Ok(rows("consumer", no, list, json!({})))
        }
        Consumer::Erase { no, order } => {
            let (desk, done) = at.act(|desk| {
                let act: Box<dyn Act> = Box::new(ErasePerson { consumer: consumer_no(desk, &no)?, order });
                Ok(act)
            })?;
            // The log would keep the erased words until its next checkpoint.
            desk.store().checkpoint()?;
            let value = show::write(&desk, &done, None, json!({ "erased": true }))?;
            Ok(Answer::json(value))
        }
    }
}

fn unknown(no: ConsumerNo) -> No {
    Refusal::new("C-1", format!("There is no consumer {no}.")).into()
}

/// A number as typed; where there is none of it, the consumer that had it in the former system.
fn known(eye: &Eye, typed: &str) -> Result<ConsumerNo, No> {
    use crate::acts::Sight;
    let old = crate::store::sight::Seen { conn: eye.connection(), desk: eye.id() }.by_old_number(typed)?;
    match (seen_no(eye, typed), old) {
        (Ok(no), _) if read::card(eye.connection(), no)?.is_some() => Ok(no),
        (_, Some(no)) => Ok(no),
        (Ok(no), None) => Err(unknown(no)),
        (Err(no), None) => Err(no),
    }
}

fn rows(key: &str, no: ConsumerNo, list: Vec<Value>, totals: Value) -> Answer {
    let text = super::answer::plain(&Value::Array(list.clone()));
    Answer::json(json!({ key: no, "rows": list, "totals": totals })).text(text)
}

fn find(at: &At, text: &str, limit: usize) -> Result<Answer, No> {
    let eye = at.eye()?;
    let hits = search::find(eye.connection(), text, limit)?;
    let list: Vec<Value> = hits
        .iter()
        .map(|h| {
            json!({ "consumer": h.consumer, "name": h.name, "address": h.address, "area": h.area, "phone": h.phone, "meter": h.meter,
                    "old_number": h.old_number, "category": h.category, "status": h.status, "balance": show::amount(h.balance) })
        })
        .collect();
    let plain = super::answer::plain(&Value::Array(list.clone()));
    Ok(Answer::json(json!({ "rows": list })).text(plain))
}
