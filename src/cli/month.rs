//! `close`, `bdn`, `instalment`, `protest`, `case`.

use serde_json::{Value, json};

use super::answer::Answer;
use super::args::{Bdn, Cases, Close, Instalments, Protest};
use super::print::{now, place};
use super::reporting::{Shape, shaped, source};
use super::{At, consumer_no, day, money, show};
use crate::acts::Act;
use crate::acts::case::SettleCase;
use crate::acts::close::OrderClose;
use crate::acts::instalment::OrderInstalments;
use crate::acts::notice::{ServeNotice, ServeNotices};
use crate::acts::protest::DecideProtest;
use crate::base::{Day, No, Period, Refusal};
use crate::desk::month::{MonthRun, rehearse};
use crate::desk::{Eye, nothing_printed};
use crate::edge::clock::Clock;
use crate::edge::{Settings, SystemClock};
use crate::folds::month::{Closed, Rehearsal};
use crate::journal::fact::{Case, CloseTotals, Instalment, LeftOut, Outcome};
use crate::print::Patience;
use crate::reports::month_close;
use crate::spool::{self, Order};
use crate::store::{consumer_rows, month, read};
use crate::sync::borrow::borrow;

pub fn period(text: &str) -> Result<Period, No> {
    text.parse().map_err(|_| Refusal::new("I-5", format!("'{text}' is not a period: write it as 2026-10.")).at("period").into())
}

pub fn close(at: &At, what: Close) -> Result<Answer, No> {
    match what {
        Close::Preview { period: text, shape } => preview(at, period(&text)?, &shape),
        Close::Run { period: text } => run(at, period(&text)?),
        Close::Order { period: text, reason } => {
            let period = period(&text)?;
            let (desk, done) = at.act(|_| Ok(Box::new(OrderClose { period, reason }) as Box<dyn Act>))?;
            Ok(Answer::json(show::write(&desk, &done, None, json!({ "period": period, "state": "ordered" }))?))
        }
        Close::Report { period: text, shape } => report(at, period(&text)?, &shape),
    }
}

fn report(at: &At, period: Period, shape: &Shape) -> Result<Answer, No> {
    let eye = at.eye()?;
    let value = || {
        let month = month::month(eye.connection(), eye.id().office())?;
        let closed = month.close_of(period).ok_or_else(|| month_close::not_closed(period))?;
        Ok(document(closed, eye.id().office(), &left_of(eye.connection(), closed)?))
    };
    let paper = || month_close::month_close(&source(&eye), &period.to_string());
    shaped(at, shape, paper, value)
}

fn run(at: &At, period: Period) -> Result<Answer, No> {
    let (mut desk, session) = at.desk()?;
    borrow(&mut desk, period)?;
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

fn preview(at: &At, period: Period, shape: &Shape) -> Result<Answer, No> {
    let eye = at.eye()?;
    let conn = eye.connection();
    let rehearsal = rehearse(conn, eye.rules(), eye.id().office(), period, eye.today(), &mut |_, _| true)?.unwrap_or_default();
    let name = |no| Ok(consumer_rows::person(conn, no)?.map(|person| person.name).unwrap_or_default());
    let paper = || month_close::rehearsal(&source(&eye), period, &rehearsal, &name);
    shaped(at, shape, paper, || rehearsed(&eye, period, &rehearsal))
}

fn rehearsed(eye: &Eye, period: Period, rehearsal: &Rehearsal) -> Result<Value, No> {
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
    Ok(document)
}

pub fn bdn(at: &At, what: Bdn) -> Result<Answer, No> {
    match what {
        Bdn::Serve { period: text, consumer, date } => serve(at, period(&text)?, consumer.as_deref(), day(&date)?),
        Bdn::Print { period: text, area, consumer, to, paper } => {
            let settings = Settings::load(&at.data)?;
            let (target, look) = place(to.as_deref(), paper.as_deref(), &settings, "bdn")?;
            let period = period(&text)?;
            match consumer {
                Some(no) => print_one(at, &settings, (period, &no), (&target, &look)),
                None => print_rounds(at, &settings, (period, &area), (&target, &look)),
            }
        }
    }
}

/// Notices recorded as served in one act.
const AT_ONCE: usize = 256;

fn serve(at: &At, period: Period, consumer: Option<&str>, on: Day) -> Result<Answer, No> {
    let (mut desk, session) = at.desk()?;
    let mut served = 0;
    if let Some(no) = consumer {
        let consumer = consumer_no(&desk, no)?;
        served = desk.act(&session, &ServeNotice { consumer, day: on }, &nothing_printed)?.entries.len();
    } else {
        for part in month::noticed(desk.store().connection(), period)?.chunks(AT_ONCE) {
            served += desk.act(&session, &ServeNotices { consumers: part.to_vec(), day: on }, &nothing_printed)?.entries.len();
        }
    }
    Ok(Answer::json(json!({ "period": period, "date": on, "served": served })))
}

/// One consumer's notice, of that period's close.
fn print_one(at: &At, settings: &Settings, (period, no): (Period, &str), (target, look): (&str, &str)) -> Result<Answer, No> {
    let (mut desk, session) = at.desk()?;
    let consumer = consumer_no(&desk, no)?;
    let found = month::notices(desk.store().connection(), period, "", Some((consumer, consumer)))?;
    let notice = found
        .last()
        .ok_or_else(|| Refusal::new("L-15", format!("The close of {} made no notice of {consumer}.", period.short())).at("consumer"))?;
    let id = notice.no.to_string();
    let job = spool::order(&mut desk, &session, &Order { kind: "bdn", id: &id, target, look })?;
    now(settings, &mut desk, job)
}

fn print_rounds(at: &At, settings: &Settings, (period, area): (Period, &str), (target, look): (&str, &str)) -> Result<Answer, No> {
    let (mut desk, session) = at.desk()?;
    let ordered = spool::order_notices(&desk, &session, (period, area), (target, look))?;
    let mut jobs = Vec::new();
    let mut failed = false;
    for id in ordered.jobs {
        let job = spool::print_now(&mut desk, settings, Patience::default(), id, SystemClock.millis())?;
        failed |= job.state == spool::state::FAILED;
        jobs.push(json!({ "job": job.id, "state": job.state, "pages": job.pages, "fault": job.fault }));
    }
    let document = json!({ "period": period, "notices": ordered.notices, "skipped": ordered.skipped, "jobs": jobs });
    Ok(Answer::json(document).code(if failed { 3 } else { 0 }))
}

pub fn instalment(at: &At, what: Instalments) -> Result<Answer, No> {
    let Instalments::Order { no, plan, reason } = what;
    let parts = plan.split(',').map(part).collect::<Result<Vec<_>, _>>()?;
    at.act_on(
        &no,
        |_, consumer| Ok(Box::new(OrderInstalments { consumer, parts, reason })),
        |done, _| json!({ "order": done.papers().first() }),
    )
}

fn part(text: &str) -> Result<Instalment, No> {
    let no = || Refusal::new("L-18", format!("'{text}' is not a part: write it as 2026-11-20=500.")).at("plan");
    let (date, amount) = text.split_once('=').ok_or_else(no)?;
    Ok(Instalment { day: day(date.trim())?, amount: money(amount.trim())? })
}

pub fn protest(at: &At, what: Protest) -> Result<Answer, No> {
    let Protest::Decide { no, upheld, reason } = what;
    let upheld = money(&upheld)?;
    at.act_on(&no, |_, consumer| Ok(Box::new(DecideProtest { consumer, upheld, reason })), |_, _| json!({ "upheld": show::amount(upheld) }))
}

pub fn case(at: &At, what: Cases) -> Result<Answer, No> {
    let Cases::Settle { no, case, remark } = what;
    let case = match case.as_str() {
        "withdrawn" => Case::Withdrawn,
        "to-revise" => Case::ToRevise,
        _ => Case::DoubleBilled,
    };
    at.act_on(&no, |_, consumer| Ok(Box::new(SettleCase { consumer, case, remark })), |_, _| json!({}))
}
