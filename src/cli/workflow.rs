//! `workflow`, and a consumer's requests: `permanent`, `stopbill`, `reactivate`, `energise`.

use std::path::Path;

use serde_json::{Value, json};

use super::answer::Answer;
use super::application::{acted, stands, typed};
use super::args::{Permanent, Reactivate, StopBill, Supply, Workflow, WorkflowFormat, WorkflowStep};
use super::pay::tenders;
use super::{At, consumer_no, day, paper_no, show};
use crate::acts::Act;
use crate::acts::application::{AddWorkflow, Apply, AtOnce, TakeStep, Typed, check_workflow, open_step};
use crate::acts::money::Handed;
use crate::base::{Fault, No, PaperNo, Refusal};
use crate::desk::{Desk, nothing_printed};
use crate::journal::fact::TextFile;
use crate::reports::application::path;
use crate::reports::workflow::{document, markdown, pages, step_value, value};
use crate::rules::workflow::{self as rules, Effect, Paper, Requires, Workflows};
use crate::store::{application_rows, applications};

pub fn run(at: &At, what: Workflow) -> Result<Answer, No> {
    match what {
        Workflow::List { effects: true } => Ok(words()),
        Workflow::List { effects: false } => listed(at),
        Workflow::Show { what: None, format } => all_drawn(at, format),
        Workflow::Show { what: Some(what), format } => match what.parse::<PaperNo>() {
            Ok(no) => shown(at, &no, format),
            Err(_) => drawn(at, &what, format),
        },
        Workflow::Check { file } => {
            let workflow = check_workflow(&read(&file)?)?;
            let text = format!(
                "{} ({}) is good: {} states, {} steps\n",
                workflow.title,
                workflow.name,
                workflow.states.len(),
                workflow.steps.len()
            );
            Ok(Answer::json(value(&workflow)).text(text))
        }
        Workflow::Add { file } => {
            let file = read(&file)?;
            let name = check_workflow(&file)?.name;
            let (desk, done) = at.act(|_| Ok(Box::new(AddWorkflow { file }) as Box<dyn Act>))?;
            Ok(Answer::json(show::write(&desk, &done, None, json!({ "workflow": name }))?))
        }
        Workflow::Step(what) => step(at, what),
    }
}

fn read(path: &Path) -> Result<TextFile, No> {
    let file = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let text = std::fs::read_to_string(path)
        .map_err(|e| Fault::new(format!("{} can't be read ({e})", path.display()), "look at the file's name; it is UTF-8 text"))?;
    Ok(TextFile { file, text })
}

/// Those of the data file; without one, those that come with the program.
fn in_force(at: &At) -> Result<Workflows, No> {
    match at.eye() {
        Ok(eye) => Ok(eye.rules().workflows.clone()),
        Err(_) => {
            let broken = |faults: Vec<rules::WorkflowFault>| Fault::new(faults[0].to_string(), "this program is damaged: install it again");
            let files = crate::rules::profile::Connections::default().workflows;
            Ok(Workflows::of(&files, std::iter::empty()).map_err(broken)?)
        }
    }
}

fn listed(at: &At) -> Result<Answer, No> {
    let all = in_force(at)?;
    let row = |w: &rules::Workflow| json!({ "workflow": w.name, "title": w.title, "about": w.about, "steps": w.steps.len() });
    let not_read: Vec<String> = all.not_read().iter().map(ToString::to_string).collect();
    let mut value = json!({ "rows": all.iter().map(row).collect::<Vec<_>>() });
    if !not_read.is_empty() {
        value["not_read"] = json!(not_read);
    }
    Ok(Answer::json(value))
}

fn words() -> Answer {
    let effects: Vec<Value> = Effect::ALL.iter().map(|e| json!({ "effect": e.word(), "needs": e.needs() })).collect();
    let papers: Vec<&str> = Paper::ALL.iter().map(|paper| paper.word()).collect();
    let requires: Vec<Value> = Requires::ALL.iter().map(|r| json!({ "requires": r.word(), "means": r.words() })).collect();
    Answer::json(json!({ "effects": effects, "papers": papers, "requires": requires }))
}

fn all_drawn(at: &At, format: WorkflowFormat) -> Result<Answer, No> {
    let all = in_force(at)?;
    let value = json!({ "workflows": all.iter().map(value).collect::<Vec<_>>() });
    let text = match format {
        WorkflowFormat::Text => all.iter().map(|w| document(w).text(super::reporting::WIDTH)).collect::<Vec<_>>().join("\n"),
        WorkflowFormat::Markdown => pages(&all),
        WorkflowFormat::Json => format!("{value}\n"),
    };
    Ok(Answer::json(value).text(text))
}

fn drawn(at: &At, name: &str, format: WorkflowFormat) -> Result<Answer, No> {
    let all = in_force(at)?;
    let workflow =
        all.get(name).ok_or_else(|| Refusal::new("N-1", format!("There is no workflow '{name}': {}.", all.names())).at("workflow"))?;
    let text = match format {
        WorkflowFormat::Text => document(workflow).text(super::reporting::WIDTH),
        WorkflowFormat::Markdown => markdown(workflow),
        WorkflowFormat::Json => format!("{}\n", value(workflow)),
    };
    Ok(Answer::json(value(workflow)).text(text))
}

/// The path of an application, and what may be done next.
fn shown(at: &At, no: &PaperNo, format: WorkflowFormat) -> Result<Answer, No> {
    let eye = at.eye()?;
    let conn = eye.connection();
    let missing = || Refusal::new("N-1", format!("There is no application {no}: look at its number again.")).at("application");
    let application = application_rows::read(conn, no)?.ok_or_else(missing)?;
    let applicant = applications::applicant(conn, no)?.unwrap_or_default();
    let workflow = eye.rules().workflows.get(&application.workflow);
    let mut whole = stands(&application, eye.today());
    let taken: Vec<Value> = application
        .path
        .iter()
        .map(|t| json!({ "step": t.step, "title": t.title, "day": t.day, "user": t.user, "desk": t.desk, "to": t.to, "said": t.said, "papers": t.papers }))
        .collect();
    whole["name"] = json!(applicant.name);
    whole["address"] = json!(applicant.address);
    whole["phone"] = json!(applicant.phone);
    whole["given"] =
        json!(application.given.iter().map(|(name, value)| (name, value.shown())).collect::<std::collections::BTreeMap<_, _>>());
    whole["path"] = json!(taken);
    whole["demand"] =
        json!(application.demand.as_ref().map(|d| json!({ "demand": d.no, "collect": show::amount(d.collect), "last_date": d.last_day })));
    whole["open_steps"] =
        json!(workflow.map(|w| w.steps_from(&application.stand.state).map(|step| step_value(w, step)).collect::<Vec<_>>()));
    let source = super::reporting::source(&eye);
    let text = match format {
        WorkflowFormat::Json => format!("{whole}\n"),
        _ => path(&source, &application, &applicant, workflow).text(super::reporting::WIDTH),
    };
    Ok(Answer::json(whole).text(text))
}

fn step(at: &At, what: WorkflowStep) -> Result<Answer, No> {
    let no = paper_no(&what.id)?;
    let tenders = tenders(&what.modes)?;
    let handed = (!tenders.is_empty()).then_some(Handed { tenders, keep: None });
    let typed = typed(&what.set)?;
    let act = TakeStep { application: no.clone(), step: what.action, typed, handed, confirmed: what.confirm };
    let (desk, done) = at.act(|_| Ok(Box::new(act) as Box<dyn Act>))?;
    acted(&desk, &done, &no)
}

/// A field and its text, where it has one.
fn fields<const N: usize>(pairs: [(&str, String); N]) -> Typed {
    pairs.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name.to_owned(), text)).collect()
}

fn executed(desk: &Desk, reading: String, date: Option<&str>, rollover: bool) -> Result<Typed, No> {
    let on = date.map(day).transpose()?.unwrap_or_else(|| desk.today());
    Ok(fields([("on", on.to_string()), ("reading", reading), ("rollover", if rollover { "yes".to_owned() } else { String::new() })]))
}

/// A request that is carried out as it is entered.
fn at_once(
    at: &At,
    typed_no: &str,
    confirmed: bool,
    make: impl FnOnce(&Desk) -> Result<(&'static str, Typed, &'static str, Typed), No>,
) -> Result<Answer, No> {
    let (mut desk, session) = at.desk()?;
    let consumer = consumer_no(&desk, typed_no)?;
    let (workflow, applied, step, typed) = make(&desk)?;
    let apply = Apply { workflow: workflow.to_owned(), consumer: Some(consumer), typed: applied, ..Apply::default() };
    let done = desk.act(&session, &AtOnce { apply, step: step.to_owned(), typed, confirmed }, &nothing_printed)?;
    let no = done.papers().into_iter().next().ok_or_else(|| Fault::new("the request got no number", "run `ebcm verify`"))?;
    let mut more = json!({ "application": no });
    let held = crate::store::project::read_consumer(desk.store().connection(), consumer)?.map(|consumer| consumer.sd);
    more["sd"] = json!(held.map(show::amount));
    more["bill"] = json!(done.entries.iter().find_map(|e| e.fact.issued()).map(|b| show::bill(Some(&b.no), true, consumer, &b.bill)));
    let fee = done.entries.iter().flat_map(|e| e.fact.effects()).find_map(crate::journal::fact::Effected::ended).map(|end| end.cofee);
    more["cofee"] = json!(fee.map(show::amount));
    let demand = application_rows::read(desk.store().connection(), &no)?.and_then(|application| application.demand);
    more["demand"] = json!(demand.map(|d| json!({ "demand": d.no, "collect": show::amount(d.collect), "last_date": d.last_day })));
    Ok(Answer::json(show::write(&desk, &done, Some(consumer), more)?))
}

pub fn permanent(at: &At, what: Permanent) -> Result<Answer, No> {
    let requested = day(&what.request_date)?;
    at_once(at, &what.no, what.confirm, |desk| {
        let typed = executed(desk, what.reading, what.date.as_deref(), what.rollover)?;
        Ok(("permanent", fields([("requested", requested.to_string())]), "execute", typed))
    })
}

pub fn stop_bill(at: &At, what: StopBill) -> Result<Answer, No> {
    at_once(at, &what.no, what.confirm, |desk| {
        let typed = executed(desk, what.reading, what.date.as_deref(), what.rollover)?;
        Ok(("stop-bill", Typed::new(), "execute", typed))
    })
}

/// The application of a new occupant that waits for it is admitted; else the consumer's own is entered and admitted. Or one that was admitted is
/// withdrawn.
pub fn reactivate(at: &At, what: Reactivate) -> Result<Answer, No> {
    let (mut desk, session) = at.desk()?;
    let consumer = consumer_no(&desk, &what.no)?;
    let moment = desk.moment(&session);
    if let Some(reason) = what.withdraw {
        let (no, step) = open_step(&desk.sight(), &moment, consumer, Effect::WithdrawReactivation)?;
        let act = TakeStep { application: no.clone(), step, typed: fields([("reason", reason)]), handed: None, confirmed: false };
        let done = desk.act(&session, &act, &nothing_printed)?;
        return Ok(Answer::json(show::write(&desk, &done, Some(consumer), json!({ "application": no }))?));
    }
    if let Ok((no, step)) = open_step(&desk.sight(), &moment, consumer, Effect::Reactivate) {
        let act = TakeStep { application: no.clone(), step, typed: fields([("remark", what.remark)]), handed: None, confirmed: false };
        let done = desk.act(&session, &act, &nothing_printed)?;
        return acted(&desk, &done, &no);
    }
    drop(desk);
    at_once(at, &what.no, false, |_| Ok(("reactivation", Typed::new(), "admit", fields([("remark", what.remark)]))))
}

/// The supply is on again: a step of the application that waits for it.
pub fn energise(at: &At, what: Supply) -> Result<Answer, No> {
    let (mut desk, session) = at.desk()?;
    let consumer = consumer_no(&desk, &what.no)?;
    let moment = desk.moment(&session);
    let (no, step) = open_step(&desk.sight(), &moment, consumer, Effect::Energise)?;
    let typed = executed(&desk, what.reading.unwrap_or_default(), what.date.as_deref(), what.rollover)?;
    let act = TakeStep { application: no.clone(), step, typed, handed: None, confirmed: what.confirm };
    let done = desk.act(&session, &act, &nothing_printed)?;
    Ok(Answer::json(show::write(&desk, &done, Some(consumer), json!({ "application": no }))?))
}
