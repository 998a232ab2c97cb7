//! `disconnect`, `reconnect`, `mistaken`, `final-reading`.

use std::path::Path;

use serde_json::{Value, json};

use super::answer::Answer;
use super::args::{Mistaken, Supply, SupplyOrList};
use super::import_file::refused;
use super::{At, day, show};
use crate::acts::Act;
use crate::acts::returned::{Errand, RecordList, RecordReturned, Returned};
use crate::acts::shows::Shows;
use crate::acts::supply::{CutWasMistaken, ReadFinal};
use crate::base::{ConsumerNo, Day, Fault, No};
use crate::desk::Done;
use crate::import::returned::read;
use crate::journal::Fact;
use crate::journal::fact::BillIssued;

pub fn disconnect(at: &At, what: SupplyOrList) -> Result<Answer, No> {
    one_or_list(at, Errand::Disconnect, what)
}

pub fn reconnect(at: &At, what: SupplyOrList) -> Result<Answer, No> {
    one_or_list(at, Errand::Reconnect, what)
}

fn one_or_list(at: &At, errand: Errand, what: SupplyOrList) -> Result<Answer, No> {
    let SupplyOrList { no, from, reading, rollover, confirm, date, remark } = what;
    match from {
        Some(file) => list(at, errand, &file, confirm),
        None => act(at, &no.unwrap_or_default(), date.as_deref(), |consumer, day| {
            let reading = reading.map(|typed| Shows { typed, rollover, confirmed: confirm });
            Box::new(RecordReturned { errand, row: Returned { consumer, day, reading, remark } })
        }),
    }
}

/// The returned list: all of it, or nothing.
fn list(at: &At, errand: Errand, file: &Path, confirm: bool) -> Result<Answer, No> {
    let bytes =
        std::fs::read(file).map_err(|e| Fault::new(format!("{} can't be read ({e})", file.display()), "look at the file's name"))?;
    let mut not_done = 0;
    let (desk, done) = at.act(|desk| {
        let checked = read(&bytes, errand, &desk.rules().profile, desk.id().office(), desk.today(), confirm)
            .map_err(|faults| refused(&faults, faults.len()))?;
        if !checked.faults.is_empty() {
            return Err(refused(&checked.faults, checked.bad_lines()));
        }
        let all = checked.rows.len();
        let rows: Vec<(usize, Returned)> = checked.rows.into_iter().filter_map(|(line, row)| Some((line, row?))).collect();
        not_done = all - rows.len();
        Ok(Box::new(RecordList { errand, rows }) as Box<dyn Act>)
    })?;
    Ok(Answer::json(show::write(&desk, &done, None, json!({ "recorded": done.entries.len(), "not_done": not_done }))?))
}

pub fn final_reading(at: &At, what: Supply) -> Result<Answer, No> {
    let Supply { no, reading, rollover, confirm, date } = what;
    let reading = Shows { typed: reading.unwrap_or_default(), rollover, confirmed: confirm };
    act(at, &no, date.as_deref(), |consumer, day| Box::new(ReadFinal { consumer, day, reading }))
}

pub fn mistaken(at: &At, what: Mistaken) -> Result<Answer, No> {
    let Mistaken { no, reason } = what;
    act(at, &no, None, |consumer, _| Box::new(CutWasMistaken { consumer, reason }))
}

fn act(at: &At, no: &str, date: Option<&str>, make: impl FnOnce(ConsumerNo, Day) -> Box<dyn Act>) -> Result<Answer, No> {
    let date = date.map(day).transpose()?;
    at.act_on(no, |desk, consumer| Ok(make(consumer, date.unwrap_or_else(|| desk.today()))), made)
}

/// What the act was, in its own words.
fn made(done: &Done, no: ConsumerNo) -> Value {
    let shown = |issued: &BillIssued| show::bill(Some(&issued.no), true, no, &issued.bill);
    match done.entries.first().map(|e| &e.fact) {
        Some(Fact::SupplyCut(cut)) => json!({ "date": cut.day, "bill": cut.bill.as_ref().map(shown) }),
        Some(Fact::SupplyRestored(on)) => json!({ "date": on.day, "charge": show::amount(on.charge) }),
        Some(Fact::FinalRead(read)) => json!({ "bill": shown(&read.bill) }),
        Some(Fact::PostingMade(made)) => json!({ "id": made.no, "state": "waiting" }),
        _ => json!({}),
    }
}
