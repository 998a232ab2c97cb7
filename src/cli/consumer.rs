//! `consumer`: find, show, its lists, erase. The import stands in `import_file`.

use serde_json::{Value, json};

use super::answer::Answer;
use super::args::{Consumer, OfConsumer};
use super::reporting::{shaped, source};
use super::{At, consumer_no, seen_no, show};
use crate::acts::Act;
use crate::acts::consumer::ErasePerson;
use crate::base::{ConsumerNo, No, Refusal};
use crate::desk::Eye;
use crate::folds::history::Happening;
use crate::reports::consumer_lists::{ACCOUNT, BILLS, ConsumerList, HISTORY, Line, READINGS, RECEIPTS, life};
use crate::reports::{Source, json as as_json};
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
        Consumer::Ledger(what) => list(at, &what, &ACCOUNT, ledger),
        Consumer::Bills(what) => list(at, &what, &BILLS, bills),
        Consumer::Readings(what) => list(at, &what, &READINGS, readings),
        Consumer::Receipts(what) => list(at, &what, &RECEIPTS, receipts),
        Consumer::History(what) => list(at, &what, &HISTORY, history),
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

/// A list of one consumer, on paper as the screens print it, for other programs as `rows` says.
fn list(
    at: &At,
    what: &OfConsumer,
    list: &ConsumerList,
    rows: fn(&Source, ConsumerNo) -> Result<(Vec<Value>, Value), No>,
) -> Result<Answer, No> {
    let eye = at.eye()?;
    let no = known(&eye, &what.no)?;
    let source = source(&eye);
    let value = || rows(&source, no).map(|(rows, totals)| json!({ "consumer": no, "rows": rows, "totals": totals }));
    let document = || list.document(&source, no);
    shaped(at, &what.shape, document, value)
}

fn ledger(source: &Source, no: ConsumerNo) -> Result<(Vec<Value>, Value), No> {
    let lines = read::ledger(source.conn, no, "DUES")?;
    let balance = lines.last().map_or(crate::base::Money::ZERO, |l| l.balance);
    Ok((lines.iter().map(show::ledger_line).collect(), json!({ "balance": show::amount(balance) })))
}

fn bills(source: &Source, no: ConsumerNo) -> Result<(Vec<Value>, Value), No> {
    let row = |b: read::BillLine| {
        let state = if b.standing { "standing" } else { "void" };
        json!({ "bill": b.no, "period": b.period, "date": b.day, "state": state, "units": b.units,
                "bill_amount": show::amount(b.amount), "payable": show::amount(b.payable), "revised": b.revised })
    };
    Ok((read::bills(source.conn, no)?.into_iter().map(row).collect(), json!({})))
}

fn readings(source: &Source, no: ConsumerNo) -> Result<(Vec<Value>, Value), No> {
    let row = |line: Line| {
        let cells = READINGS.fields.iter().zip(&line.cells).map(|(field, cell)| (field.key.to_owned(), as_json::cell(cell)));
        Value::Object(cells.chain([("entry".to_owned(), json!(line.key))]).collect())
    };
    Ok(((READINGS.read)(source, no)?.into_iter().map(row).collect(), json!({})))
}

fn receipts(source: &Source, no: ConsumerNo) -> Result<(Vec<Value>, Value), No> {
    Ok((read::receipts_of(source.conn, no)?.iter().map(show::receipt_line).collect(), json!({})))
}

fn history(source: &Source, no: ConsumerNo) -> Result<(Vec<Value>, Value), No> {
    let row = |h: Happening| {
        let change = h.change.as_ref();
        json!({ "date": h.day, "what": h.what, "by": h.user, "kind": h.kind, "entry": h.entry,
                "from": change.and_then(|c| c.from), "to": change.map(|c| c.to), "why": change.map(|c| c.why.clone()) })
    };
    Ok((life(source, no)?.into_iter().map(row).collect(), json!({})))
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
