//! `apply`: applications entered, brought in, listed.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::answer::{Answer, plain};
use super::args::{Apply, ApplyNew, FromFile};
use super::import_file::{refused, set_aside, unread};
use super::{At, consumer_no, paper_no, seen_no, show};
use crate::acts::Act;
use crate::acts::application::{self, EraseApplicant, ImportApplications, Lines, OnlineRow, Typed};
use crate::base::{Day, Fault, No, PaperKind, PaperNo, Refusal};
use crate::desk::{Desk, Done, Session, nothing_printed};
use crate::folds::Application;
use crate::import::Checked;
use crate::import::applications::read;
use crate::rules::workflow::{Offered, Paper, Step};
use crate::store::applications::{self, Item, Which};
use crate::store::sight::Seen;

pub fn run(at: &At, what: Apply) -> Result<Answer, No> {
    match what {
        Apply::New(what) => new(at, what),
        Apply::Import(from) => import(at, &from, None),
        Apply::List { role, kind, office, text, late, limit, from } => {
            let role = role.map(|role| role.parse().map_err(|e: String| Refusal::new("I-7", format!("{e}.")).at("role"))).transpose()?;
            let eye = at.eye()?;
            let which = Which { role, office, workflow: kind, late_on: late.then(|| eye.today()), text, ..Which::default() };
            let items = applications::items(eye.connection(), &which, limit, from)?;
            Ok(listed(&items, eye.today()))
        }
        Apply::Of { no } => {
            let eye = at.eye()?;
            let found = applications::of_consumer(eye.connection(), seen_no(&eye, &no)?)?;
            let rows: Vec<Value> = found.iter().map(|a| stands(a, eye.today())).collect();
            Ok(Answer::json(json!({ "rows": rows })))
        }
        Apply::Erase { id, order } => {
            let no = paper_no(&id)?;
            let (desk, done) = at.act(|_| Ok(Box::new(EraseApplicant { no: no.clone(), order }) as Box<dyn Act>))?;
            Ok(Answer::json(show::write(&desk, &done, None, json!({ "application": no }))?))
        }
    }
}

/// `K=V`, each once.
pub fn typed(set: &[String]) -> Result<Typed, No> {
    let mut typed = BTreeMap::new();
    for pair in set {
        let no = || Refusal::new("N-1", format!("'{pair}' is not a field and its text: write --set visit=2026-11-20.")).at("set");
        let (name, text) = pair.split_once('=').ok_or_else(no)?;
        typed.insert(name.trim().to_owned(), text.trim().to_owned());
    }
    Ok(typed)
}

/// The fields of a file: one object of texts and numbers.
fn from_file(path: &Path) -> Result<Typed, No> {
    let fault = |why: String| No::from(Fault::new(format!("{} {why}", path.display()), "give a file with one JSON object of fields"));
    let text = std::fs::read_to_string(path).map_err(|e| fault(format!("can't be read ({e})")))?;
    let value: Value = serde_json::from_str(&text).map_err(|e| fault(format!("is not JSON ({e})")))?;
    let Value::Object(fields) = value else { return Err(fault("is not one object".to_owned())) };
    let mut typed = Typed::new();
    for (name, value) in fields {
        let text = match value {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Bool(yes) => if yes { "yes" } else { "no" }.to_owned(),
            Value::Null => continue,
            _ => return Err(fault(format!("has a list or an object at '{name}'"))),
        };
        typed.insert(name, text);
    }
    Ok(typed)
}

fn new(at: &At, what: ApplyNew) -> Result<Answer, No> {
    let mut fields = what.from.as_deref().map(from_file).transpose()?.unwrap_or_default();
    fields.extend(typed(&what.set)?);
    let consumer = what.consumer.or_else(|| fields.remove("consumer"));
    let (desk, done) = at.act(|desk| {
        let consumer = consumer.as_deref().map(|no| consumer_no(desk, no)).transpose()?;
        Ok(Box::new(application::Apply { workflow: what.kind, consumer, typed: fields, ..application::Apply::default() }) as Box<dyn Act>)
    })?;
    let no = done.papers().into_iter().next().ok_or_else(|| Fault::new("the application got no number", "run `ebcm verify`"))?;
    acted(&desk, &done, &no)
}

/// What a step made of an application: how it stands, and which papers may be printed now.
pub fn acted(desk: &Desk, done: &Done, no: &PaperNo) -> Result<Answer, No> {
    let conn = desk.store().connection();
    let application = crate::store::application_rows::read(conn, no)?
        .ok_or_else(|| Refusal::new("N-1", format!("There is no application {no}.")).at("application"))?;
    let mut more = stands(&application, desk.today());
    if let Some(taken) = application.path.last() {
        let step = desk.rules().workflows.get(&application.workflow).and_then(|workflow| workflow.step(&taken.step));
        more["papers"] = json!(step.map(|step| papers(step, &application)));
        more["made"] = json!(taken.papers);
    }
    let collected = done.entries.iter().find_map(|entry| entry.fact.collected());
    if let Some(collected) = collected {
        more["receipt"] = json!(collected.receipt.no);
        more["amount"] = show::amount(collected.receipt.amount);
        more["change"] = show::amount(collected.receipt.change);
    }
    if let Some(demand) = &application.demand {
        more["demand"] = json!({ "demand": demand.no, "collect": show::amount(demand.collect), "last_date": demand.last_day });
    }
    if let Some(consumer) = application.whose().map(|no| crate::store::project::read_consumer(conn, no)).transpose()?.flatten() {
        more["consumer"] = json!(consumer.no);
        more["consumer_status"] = json!(consumer.status);
        more["balance"] = show::amount(consumer.balance);
        more["sd"] = show::amount(consumer.sd);
    }
    Ok(Answer::json(show::write(desk, done, None, more)?))
}

/// The papers of a step, each with the number that it is printed by.
fn papers(step: &Step, application: &Application) -> Vec<Value> {
    let made = application.path.last().map_or(&[][..], |taken| &taken.papers);
    let of = |paper: &Paper| paper.number(&application.no, made).map(|no| json!({ "kind": paper.word(), "id": no }));
    step.papers.iter().filter_map(of).collect()
}

/// How an application stands, for other programs.
pub fn stands(application: &Application, today: Day) -> Value {
    json!({
        "application": application.no, "workflow": application.workflow, "title": application.title, "office": application.office,
        "status": application.stand.state, "text": application.stand.text, "open": application.stand.is_open(),
        "waits": application.stand.waits, "day": application.day, "since": application.since,
        "waited": today.days_since(application.since), "due": application.due(), "until": application.until(),
        "reference": application.reference, "consumer": application.whose(), "apart": application.apart.len(),
    })
}

fn listed(items: &[Item], today: Day) -> Answer {
    let rows: Vec<Value> = items
        .iter()
        .map(|item| {
            json!({
                "application": item.no, "kind": item.kind, "workflow": item.workflow, "title": item.title, "office": item.office,
                "status": item.state, "text": item.text, "role": item.role, "day": item.day, "since": item.since, "due": item.due,
                "waited": item.waited(today), "limit": item.limit(), "late": item.late(today), "consumer": item.consumer,
                "name": item.name, "address": item.address, "area": item.area,
            })
        })
        .collect();
    let short: Vec<Value> = items
        .iter()
        .map(|item| {
            json!({ "application": item.no, "name": item.name, "what": item.title, "status": format!("{} {}", item.state, item.text),
                "waits for": item.role, "days": item.waited(today), "limit": item.limit(), "late": item.late(today) })
        })
        .collect();
    let text = if short.is_empty() { "Nothing waits.\n".to_owned() } else { plain(&Value::Array(short)) };
    Answer::json(json!({ "rows": rows })).text(text)
}

/// The lines of the portal's file that can be taken in here and now, and what is wrong with the others.
fn checked(desk: &Desk, session: &Session, bytes: &[u8], kind: Option<&str>) -> Result<Checked<OnlineRow>, No> {
    let moment = desk.moment(session);
    let categories = application::categories(&moment);
    let offered = Offered { today: moment.day, categories: &categories };
    let see = Seen { conn: desk.store().connection(), desk: desk.id() };
    let mut lines = Lines::new(&see, &moment);
    read(bytes, &desk.rules().workflows, offered, kind, &mut |row| lines.take(row)).map_err(unread)
}

/// The portal's file: all of it, or nothing, unless the bad lines are to be set aside; `kind` is that of lines that name none.
pub fn import(at: &At, FromFile { file, check, skip_bad }: &FromFile, kind: Option<&str>) -> Result<Answer, No> {
    let bytes =
        std::fs::read(file).map_err(|e| Fault::new(format!("{} can't be read ({e})", file.display()), "look at the file's name"))?;
    let (mut desk, session) = at.desk()?;
    let checked = checked(&desk, &session, &bytes, kind)?;
    let bad = checked.bad_lines();
    match skip_bad {
        _ if bad == 0 => {}
        None => return Err(refused(&checked.faults, bad)),
        Some(path) => set_aside(path, &checked.bad)?,
    }
    if *check {
        return Ok(Answer::json(json!({ "good": checked.rows.len(), "bad": bad, "notes": checked.notes })));
    }
    let lines = checked.rows.len();
    let done = desk.act(&session, &ImportApplications { rows: checked.rows }, &nothing_printed)?;
    let numbers: Vec<PaperNo> =
        done.papers().into_iter().filter(|no| matches!(no.kind, PaperKind::Application | PaperKind::Request)).collect();
    let more = json!({
        "imported": done.entries.len(), "applications": numbers, "known": lines - done.entries.len(), "bad": bad, "notes": checked.notes,
    });
    Ok(Answer::json(show::write(&desk, &done, None, more)?))
}
