//! `close`, `bdn`, `instalment`, `protest`, `case`.

use serde_json::{Value, json};

use super::answer::Answer;
use super::args::{Bdn, Cases, Close, Instalments, Protest};
use super::{At, consumer_no, day, money, show};
use crate::acts::Act;
use crate::acts::case::SettleCase;
use crate::acts::close::OrderClose;
use crate::acts::instalment::OrderInstalments;
use crate::acts::notice::ServeNotice;
use crate::acts::protest::DecideProtest;
use crate::base::{ConsumerNo, No, Period, Refusal};
use crate::desk::month::{MonthRun, rehearse};
use crate::folds::month::Closed;
use crate::journal::fact::{Case, CloseTotals, Instalment, LeftOut, Outcome};
use crate::store::{month, read};

pub fn period(text: &str) -> Result<Period, No> {
    text.parse().map_err(|_| Refusal::new("I-5", format!("'{text}' is not a period: write it as 2026-10.")).at("period").into())
}

pub fn close(at: &At, what: Close) -> Result<Answer, No> {
    match what {
        Close::Preview { period: text } => preview(at, period(&text)?),
        Close::Run { period: text } => run(at, period(&text)?),
        Close::Order { period: text, reason } => {
            let period = period(&text)?;
            let (desk, done) = at.act(|_| Ok(Box::new(OrderClose { period, reason }) as Box<dyn Act>))?;
            Ok(Answer::json(show::write(&desk, &done, None, json!({ "period": period, "state": "ordered" }))?))
        }
        Close::Report { period: text } => {
            let period = period(&text)?;
            let eye = at.eye()?;
            let month = month::month(eye.connection(), eye.id().office())?;
            let closed = month.close_of(period).ok_or_else(|| {
                No::from(
                    Refusal::new("L-3", format!("{} is not closed: `ebcm close run --period {period}` does it.", period.short()))
                        .at("period"),
                )
            })?;
            Ok(Answer::json(document(closed, eye.id().office(), &left_of(eye.connection(), closed)?)))
        }
    }
}

fn run(at: &At, period: Period) -> Result<Answer, No> {
    let (mut desk, session) = at.desk()?;
    let mut run = MonthRun::begin(&mut desk, &session, period)?;
    while run.step(&mut desk, &session)? {}
    let closed = run.end(&mut desk, &session)?;
    let left = left_of(desk.store().connection(), &closed)?;
    Ok(Answer::json(document(&closed, desk.id().office(), &left)))
}

/// Those that the close could not bill, as its entry names them.
fn left_of(conn: &rusqlite::Connection, closed: &Closed) -> Result<Vec<LeftOut>, No> {
    read::month_closed(conn, &closed.no).map(|found| found.map_or_else(Vec::new, |fact| fact.left))
}

fn document(closed: &Closed, office: &str, left: &[LeftOut]) -> Value {
    let mut document = figures(closed.period, office, &closed.totals, left);
    if let Value::Object(map) = &mut document {
        map.insert("number".to_owned(), json!(closed.no));
        map.insert("run_on".to_owned(), json!(closed.run_on));
    }
    document
}

/// The figures of a close, or of its rehearsal.
fn figures(period: Period, office: &str, totals: &CloseTotals, left: &[LeftOut]) -> Value {
    let outcomes: serde_json::Map<String, Value> = totals.outcomes.iter().map(|(o, n)| (o.code().to_owned(), json!(n))).collect();
    json!({
        "period": period,
        "office": office,
        "acm": totals.acm,
        "belated": totals.of(Outcome::Belated),
        "auto_disconnected": totals.of(Outcome::AutoDisconnected),
        "permanent": totals.of(Outcome::Permanent),
        "deactivated": totals.of(Outcome::Deactivated),
        "door_lock": totals.door_lock,
        "billed": show::amount(totals.billed),
        "bpsc": show::amount(totals.bpsc),
        "cofee": show::amount(totals.cofee),
        "actual": totals.actual,
        "final": totals.final_bills,
        "notices": totals.notices,
        "notice_short": totals.of(Outcome::NoticeShort),
        "outcomes": outcomes,
        "left_out": left.iter().map(|l| json!({ "consumer": l.consumer, "why": l.why })).collect::<Vec<_>>(),
    })
}

fn preview(at: &At, period: Period) -> Result<Answer, No> {
    let eye = at.eye()?;
    let rehearsal = rehearse(eye.connection(), eye.rules(), eye.id().office(), period, eye.today(), &mut |_, _| true)?.unwrap_or_default();
    let mut document = figures(period, eye.id().office(), &rehearsal.totals, &rehearsal.left);
    let before = month::month(eye.connection(), eye.id().office())?
        .close_of(period.prev())
        .map(|c| figures(c.period, eye.id().office(), &c.totals, &[]));
    let rows: Vec<Value> = rehearsal
        .rows
        .iter()
        .map(|row| {
            json!({
                "consumer": row.consumer,
                "outcome": row.outcome.code(),
                "from": row.from,
                "to": row.to,
                "method": row.method,
                "billed": show::amount(row.billed),
                "bpsc": show::amount(row.bpsc),
                "cofee": show::amount(row.cofee),
                "payable": show::amount(row.payable),
            })
        })
        .collect();
    if let Value::Object(map) = &mut document {
        map.insert("rows".to_owned(), Value::Array(rows));
        map.insert("last_month".to_owned(), json!(before));
    }
    Ok(Answer::json(document))
}

pub fn bdn(at: &At, what: Bdn) -> Result<Answer, No> {
    let Bdn::Serve { period: text, consumer, date } = what;
    let (period, on) = (period(&text)?, day(&date)?);
    let (mut desk, session) = at.desk()?;
    let consumers: Vec<ConsumerNo> = match consumer {
        Some(no) => vec![consumer_no(&desk, &no)?],
        None => month::noticed(desk.store().connection(), period)?,
    };
    let mut served = 0;
    for consumer in consumers {
        served += desk.act(&session, &ServeNotice { consumer, day: on }, &crate::desk::nothing_printed)?.entries.len();
    }
    Ok(Answer::json(json!({ "period": period, "date": on, "served": served })))
}

pub fn instalment(at: &At, what: Instalments) -> Result<Answer, No> {
    let Instalments::Order { no, plan, reason } = what;
    let parts = plan.split(',').map(part).collect::<Result<Vec<_>, _>>()?;
    let mut consumer = None;
    let (desk, done) = at.act(|desk| {
        let number = consumer_no(desk, &no)?;
        consumer = Some(number);
        Ok(Box::new(OrderInstalments { consumer: number, parts, reason }) as Box<dyn Act>)
    })?;
    Ok(Answer::json(show::write(&desk, &done, consumer, json!({ "order": done.papers().first() }))?))
}

fn part(text: &str) -> Result<Instalment, No> {
    let no = || Refusal::new("L-18", format!("'{text}' is not a part: write it as 2026-11-20=500.")).at("plan");
    let (date, amount) = text.split_once('=').ok_or_else(no)?;
    Ok(Instalment { day: day(date.trim())?, amount: money(amount.trim())? })
}

pub fn protest(at: &At, what: Protest) -> Result<Answer, No> {
    let Protest::Decide { no, upheld, reason } = what;
    let upheld = money(&upheld)?;
    let mut consumer = None;
    let (desk, done) = at.act(|desk| {
        let number = consumer_no(desk, &no)?;
        consumer = Some(number);
        Ok(Box::new(DecideProtest { consumer: number, upheld, reason }) as Box<dyn Act>)
    })?;
    Ok(Answer::json(show::write(&desk, &done, consumer, json!({ "upheld": show::amount(upheld) }))?))
}

pub fn case(at: &At, what: Cases) -> Result<Answer, No> {
    let Cases::Settle { no, case, remark } = what;
    let case = match case.as_str() {
        "withdrawn" => Case::Withdrawn,
        "to-revise" => Case::ToRevise,
        _ => Case::DoubleBilled,
    };
    let mut consumer = None;
    let (desk, done) = at.act(|desk| {
        let number = consumer_no(desk, &no)?;
        consumer = Some(number);
        Ok(Box::new(SettleCase { consumer: number, case, remark }) as Box<dyn Act>)
    })?;
    Ok(Answer::json(show::write(&desk, &done, consumer, json!({}))?))
}
