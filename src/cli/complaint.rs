//! `complaint`: the cell by command.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::answer::{Answer, plain};
use super::args::{Complaint, ComplaintAdd, ComplaintRectify, ComplaintStep};
use super::reporting::{WIDTH, source};
use super::{At, consumer_no, day, paper_no, show};
use crate::acts::Act;
use crate::acts::complaint::{EraseCaller, GroupOutage, HandOver, LogComplaint, PartOutage, Proving, Rectify, Reopen, TakeStep};
use crate::base::{No, PaperNo, Refusal, Stamp};
use crate::desk::{Desk, Done};
use crate::folds::complaint::{self as folds, Closure, Step};
use crate::journal::fact::Then;
use crate::journal::{Fact, Personal};
use crate::print::Document;
use crate::reports::complaint::job_sheet::{Jobs, job_sheet};
use crate::reports::complaint::{officer, register};
use crate::reports::{Given, Report, Source, json as documents};
use crate::store::complaints::{self, Line};

pub fn run(at: &At, what: Complaint) -> Result<Answer, No> {
    match what {
        Complaint::Add(what) => add(at, what),
        Complaint::Step(what) => step(at, what),
        Complaint::Pass { id, to, done } => then(at, &id, done, Then::Passed { to }),
        Complaint::Hold { id, reason, done } => then(at, &id, done, Then::Held { reason }),
        Complaint::Rectify(what) => rectify(at, what),
        Complaint::Reopen { id, phone, text, at: time } => {
            let no = paper_no(&id)?;
            let act = |desk: &Desk| Ok(Reopen { no: no.clone(), at: when(desk, time.as_deref())?, phone, words: text });
            acted(at, &no, act)
        }
        Complaint::Outage { id, part: true, .. } => {
            let child = paper_no(&id)?;
            acted(at, &child, |_| Ok(PartOutage { child: child.clone() }))
        }
        Complaint::Outage { id, others, .. } => {
            let parent = paper_no(&id)?;
            let children = others.iter().map(|id| paper_no(id)).collect::<Result<Vec<_>, _>>()?;
            acted(at, &parent, |_| Ok(GroupOutage { parent: parent.clone(), children }))
        }
        Complaint::Show { id } => whole(at, &paper_no(&id)?),
        Complaint::Pending { area } => pending(at, &area),
        Complaint::Register { date } => {
            let date = date.as_deref().map(day).transpose()?;
            documented(at, |source| register::register(source, date.unwrap_or(source.today)))
        }
        Complaint::Jobsheet { area } => {
            let jobs = if area.is_empty() { Jobs::All } else { Jobs::Area(area) };
            documented(at, |source| job_sheet(source, &jobs))
        }
        Complaint::Pendency { from, to } => {
            let given = Given { from: from.as_deref().map(day).transpose()?, to: to.as_deref().map(day).transpose()?, ..Given::default() };
            documented(at, |source| Report::named("pendency")?.document(source, &given))
        }
        Complaint::HandOver { to, crews, promises } => hand_over(at, HandOver { to, crews, promises }),
        Complaint::Erase { id, order } => {
            let no = paper_no(&id)?;
            acted(at, &no, |_| Ok(EraseCaller { no: no.clone(), order }))
        }
    }
}

/// A time as typed, read from the desk's now.
fn when(desk: &Desk, typed: Option<&str>) -> Result<Option<Stamp>, No> {
    let read = |text: &str| Stamp::parse_near(text, desk.now()).map_err(|e| Refusal::new("M-6", format!("{e}.")).at("at").into());
    typed.map(read).transpose()
}

fn add(at: &At, what: ComplaintAdd) -> Result<Answer, No> {
    let priority =
        what.priority.as_deref().map(|text| text.parse().map_err(|e: String| Refusal::new("M-1", format!("{e}.")).at("priority")));
    let priority = priority.transpose()?;
    let (desk, done) = at.act(|desk| {
        let consumer = what.consumer.as_deref().map(|no| consumer_no(desk, no)).transpose()?;
        let at = when(desk, what.at.as_deref())?;
        Ok(Box::new(LogComplaint {
            at,
            consumer,
            place: what.place,
            category: what.category,
            priority,
            caller: what.caller,
            phone: what.phone,
            words: what.text,
        }) as Box<dyn Act>)
    })?;
    match done.entries.first().map(|e| &e.fact) {
        Some(Fact::ComplaintCalled(call)) => {
            let consumer = call.consumer;
            Ok(Answer::json(show::write(&desk, &done, consumer, json!({ "id": call.no, "added": true }))?))
        }
        Some(Fact::ComplaintLogged(logged)) => {
            let more = json!({
                "id": logged.no, "added": false, "code": logged.code, "category": logged.category, "what": logged.title,
                "priority": logged.priority, "limit": logged.at.plus(i64::from(logged.limit)),
            });
            Ok(Answer::json(show::write(&desk, &done, logged.consumer, more)?))
        }
        _ => Ok(Answer::quiet()),
    }
}

fn step(at: &At, what: ComplaintStep) -> Result<Answer, No> {
    let no = paper_no(&what.id)?;
    let then = match (what.pass_to, what.hold) {
        (Some(to), _) => Then::Passed { to },
        (None, Some(reason)) => Then::Held { reason },
        (None, None) => Then::GoesOn,
    };
    acted(at, &no, |desk| {
        let at = when(desk, what.at.as_deref())?;
        Ok(TakeStep { no: no.clone(), at, staff: what.staff, done: what.done, material: what.material, then })
    })
}

fn then(at: &At, id: &str, done: String, then: Then) -> Result<Answer, No> {
    let no = paper_no(id)?;
    acted(at, &no, |_| Ok(TakeStep { no: no.clone(), at: None, staff: String::new(), done, material: String::new(), then }))
}

fn rectify(at: &At, what: ComplaintRectify) -> Result<Answer, No> {
    let no = paper_no(&what.id)?;
    let proof = match (what.code, what.called_back) {
        (Some(code), _) => Proving::Code(code),
        (None, true) => Proving::CalledBack,
        (None, false) => Proving::None,
    };
    let by = what.by.or_else(|| at.user.clone()).unwrap_or_default();
    acted(at, &no, |desk| {
        let at = when(desk, what.at.as_deref())?;
        Ok(Rectify { no: no.clone(), at, by, cause: what.cause, proof, done: what.done, material: what.material })
    })
}

/// Does an act and answers how the complaint stands after it.
fn acted<A: Act + 'static>(at: &At, no: &PaperNo, make: impl FnOnce(&Desk) -> Result<A, No>) -> Result<Answer, No> {
    let (desk, done): (Desk, Done) = at.act(|desk| Ok(Box::new(make(desk)?) as Box<dyn Act>))?;
    let line = complaints::one(desk.store().connection(), no)?;
    let consumer = line.as_ref().and_then(|line| line.consumer);
    let more = json!({ "id": no, "stands": line.as_ref().map(|l| l.stands.clone()), "open": line.map(|l| l.open) });
    Ok(Answer::json(show::write(&desk, &done, consumer, more)?))
}

fn hand_over(at: &At, act: HandOver) -> Result<Answer, No> {
    let (desk, done) = at.act(|_| Ok(Box::new(act) as Box<dyn Act>))?;
    let Some(Fact::ShiftHandedOver(shift)) = done.entries.first().map(|e| &e.fact) else { return Ok(Answer::quiet()) };
    let more = json!({ "to": shift.to, "at": shift.at, "open": shift.open, "danger": shift.danger, "late": shift.late });
    Ok(Answer::json(show::write(&desk, &done, None, more)?))
}

fn row(line: &Line, source: &Source) -> Value {
    json!({
        "id": line.no, "logged": line.logged, "what": line.title, "category": line.category, "priority": line.priority,
        "consumer": line.consumer, "name": line.name, "where": line.wherein(), "area": line.area, "office": line.office, "transformer": line.transformer,
        "phone": line.phone, "text": line.words, "stands": line.stands, "open": line.open, "passed_to": line.passed, "outage": line.outage,
        "children": line.children, "calls": line.calls, "reopened": line.reopened, "limit": line.due, "late_minutes": line.late(source.now),
        "officer": Some(officer(&source.profile.complaints, line, source.now)).filter(|o| !o.is_empty()),
        "rectified": line.closed, "proof": line.proof,
    })
}

fn pending(at: &At, area: &str) -> Result<Answer, No> {
    let eye = at.eye()?;
    let source = source(&eye);
    let mut lines = complaints::open(eye.connection(), usize::MAX, 0)?;
    lines.retain(|line| line.area.to_lowercase().starts_with(&area.to_lowercase()));
    let rows: Vec<Value> = lines.iter().map(|line| row(line, &source)).collect();
    let short = lines.iter().map(|l| {
        json!({ "complaint": l.no, "since": l.logged.short(), "what": crate::reports::complaint::what(l), "where": l.wherein(),
                "stands": l.stands, "limit": crate::reports::complaint::limit(l, source.now) })
    });
    let text = plain(&Value::Array(short.collect()));
    Ok(Answer::json(json!({ "rows": rows })).text(text))
}

fn whole(at: &At, no: &PaperNo) -> Result<Answer, No> {
    let eye = at.eye()?;
    let source = source(&eye);
    let unknown = || No::from(Refusal::new("M-4", format!("There is no complaint {no}: look at its number again.")).at("id"));
    let line = complaints::one(eye.connection(), no)?.ok_or_else(unknown)?;
    let (complaint, _) = complaints::whole(eye.connection(), no)?.ok_or_else(unknown)?;
    let mut value = row(&line, &source);
    let step = |s: &Step| json!({ "at": s.at, "done": s.done, "staff": s.staff, "material": s.material, "then": s.then, "user": s.user, "desk": s.desk });
    let closure =
        |c: &Closure| json!({ "at": c.at, "by": c.by, "cause": c.cause, "proof": c.proof.word(), "user": c.user, "desk": c.desk });
    if let Value::Object(map) = &mut value {
        map.insert("code".into(), json!(complaint.logged.code));
        map.insert("repeat_calls".into(), json!(complaint.calls.iter().map(|call| call.at).collect::<Vec<_>>()));
        map.insert("calls_said".into(), said(&complaint, &complaints::callers(eye.connection(), no)?));
        map.insert("steps".into(), complaint.steps.iter().map(step).collect());
        map.insert("rectifications".into(), complaint.closures.iter().map(closure).collect());
        map.insert("rectified_apart".into(), complaint.apart.iter().map(closure).collect());
        map.insert("follows".into(), json!(complaints::children(eye.connection(), no)?));
    }
    Ok(Answer::json(value))
}

/// Repeat calls and reopenings in their order, with who called and in which words, as far as that stands.
fn said(complaint: &folds::Complaint, callers: &BTreeMap<(String, i64), Personal>) -> Value {
    let calls = complaint.calls.iter().map(|call| (call.at, &call.mark, false));
    let mut all: Vec<_> = calls.chain(complaint.reopened.iter().map(|(at, mark)| (*at, mark, true))).collect();
    all.sort_by_key(|(_, mark, _)| *mark);
    let row = |(at, mark, reopens): (Stamp, &folds::Mark, bool)| {
        let caller = callers.get(&(mark.1.to_string(), mark.2)).cloned().unwrap_or_default();
        json!({ "at": at, "reopens": reopens, "caller": caller.name, "phone": caller.phone, "text": caller.words })
    };
    all.into_iter().map(row).collect()
}

/// A document as text, or its tables for other programs; every row under `rows`.
fn documented(at: &At, make: impl FnOnce(&Source) -> Result<Document, No>) -> Result<Answer, No> {
    let eye = at.eye()?;
    let document = make(&source(&eye))?;
    let mut value = documents::document(&document);
    if let Value::Object(map) = &mut value {
        let rows: Vec<Value> = map.values().filter_map(Value::as_array).flatten().cloned().collect();
        map.insert("rows".into(), Value::Array(rows));
    }
    Ok(Answer::json(value).text(document.text(WIDTH)))
}
