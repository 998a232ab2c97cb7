//! `disconnect`, `reconnect`, `mistaken`, `final-reading`.

use serde_json::json;

use super::answer::Answer;
use super::args::{Mistaken, Supply};
use super::{At, consumer_no, day, show};
use crate::acts::Act;
use crate::acts::supply::{CutSupply, CutWasMistaken, ReadFinal, RestoreSupply};
use crate::base::{ConsumerNo, Day, No};
use crate::journal::Fact;
use crate::journal::fact::BillIssued;

pub fn disconnect(at: &At, what: Supply) -> Result<Answer, No> {
    let Supply { no, reading, rollover, date, remark } = what;
    act(at, &no, date.as_deref(), |consumer, day| Box::new(CutSupply { consumer, day, reading, rollover, remark }))
}

pub fn reconnect(at: &At, what: Supply) -> Result<Answer, No> {
    let Supply { no, reading, rollover, date, .. } = what;
    let reading = reading.unwrap_or_default();
    act(at, &no, date.as_deref(), |consumer, day| Box::new(RestoreSupply { consumer, day, reading, rollover }))
}

pub fn final_reading(at: &At, what: Supply) -> Result<Answer, No> {
    let Supply { no, reading, rollover, date, .. } = what;
    let reading = reading.unwrap_or_default();
    act(at, &no, date.as_deref(), |consumer, day| Box::new(ReadFinal { consumer, day, reading, rollover }))
}

pub fn mistaken(at: &At, what: Mistaken) -> Result<Answer, No> {
    let Mistaken { no, reason } = what;
    act(at, &no, None, |consumer, _| Box::new(CutWasMistaken { consumer, reason }))
}

fn act(at: &At, no: &str, date: Option<&str>, make: impl FnOnce(ConsumerNo, Day) -> Box<dyn Act>) -> Result<Answer, No> {
    let date = date.map(day).transpose()?;
    let mut consumer = None;
    let (desk, done) = at.act(|desk| {
        let number = consumer_no(desk, no)?;
        consumer = Some(number);
        Ok(make(number, date.unwrap_or_else(|| desk.today())))
    })?;
    let shown = |issued: &BillIssued| consumer.map(|no| show::bill(Some(&issued.no), true, no, &issued.bill));
    let more = match done.entries.first().map(|e| &e.fact) {
        Some(Fact::SupplyCut(cut)) => json!({ "date": cut.day, "bill": cut.bill.as_ref().and_then(shown) }),
        Some(Fact::SupplyRestored(on)) => json!({ "date": on.day, "charge": show::amount(on.charge) }),
        Some(Fact::FinalRead(read)) => json!({ "bill": shown(&read.bill) }),
        Some(Fact::PostingMade(made)) => json!({ "id": made.no, "state": "waiting" }),
        _ => json!({}),
    };
    Ok(Answer::json(show::write(&desk, &done, consumer, more)?))
}
