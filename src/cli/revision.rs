//! `revision`: requests about bills, by command.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::answer::Answer;
use super::application::{acted, import, stands};
use super::args::{Apply, Revision, RevisionBegin};
use super::{At, application, consumer_no, day, money, paper_no, seen_no, show};
use crate::acts::Act;
use crate::acts::application::{self as acts, TakeStep, Typed};
use crate::acts::revision::{HoldDispute, Past};
use crate::base::{ConsumerNo, DeskId, Fault, No, PaperKind, PaperNo, Refusal};
use crate::desk::{Desk, nothing_printed};
use crate::folds::Application;
use crate::folds::consumer::in_order;
use crate::journal::Subject;
use crate::journal::fact::{self, Attached, Side};
use crate::print::Document;
use crate::reports::documents::place;
use crate::reports::revision::{pairs, sections};
use crate::rules::revision::{parse, written};
use crate::rules::workflow::REVISION;
use crate::store::documents::Lies;
use crate::store::named::{Named, of_request};
use crate::store::{application_rows, applications, documents, read};
use crate::sync::fetch::fetch;

pub fn run(at: &At, what: Revision) -> Result<Answer, No> {
    match what {
        Revision::New { begin: what, about } => begin(at, &what, "apply", ("about", about)),
        Revision::Start { begin: what, reason } => begin(at, &what, "start", ("start", reason)),
        Revision::Import(from) => import(at, &from, Some(REVISION)),
        Revision::List { role, late, limit, from } => {
            let kind = REVISION.to_owned();
            let list = Apply::List { role, kind, office: String::new(), text: String::new(), late, limit, from };
            application::run(at, list)
        }
        Revision::Of { no } => of(at, &no),
        Revision::Show { id } => shown(at, &id),
        Revision::Preview { of, changes } => preview(at, &of, &changes),
        Revision::AskDocument { id, wanted } => step(at, &id, "ask-document", [("wanted", wanted)]),
        Revision::Document { id, documents } => {
            let files = kept(at, &documents)?;
            step(at, &id, "document", [("documents", files)])
        }
        Revision::DocumentSave { id, to } => document_save(at, &id, to),
        Revision::Accept { id } => step(at, &id, "accept", []),
        Revision::Propose { id, changes, remark } => step(at, &id, "propose", [("changes", changes), ("remark", remark)]),
        Revision::Approve { id } => step(at, &id, "approve", []),
        Revision::SendBack { id, reason } => step(at, &id, "send-back", [("reason", reason)]),
        Revision::Reject { id, reason } => step(at, &id, "reject", [("reason", reason)]),
        Revision::Hold { id, until, amount, reason } => {
            let amount = amount.as_deref().map(money).transpose()?;
            hold(at, HoldDispute { no: paper_no(&id)?, amount, until: Some(day(&until)?), reason })
        }
        Revision::Release { id, reason } => hold(at, HoldDispute { no: paper_no(&id)?, amount: None, until: None, reason }),
    }
}

fn typed<const N: usize>(pairs: [(&str, String); N]) -> Typed {
    pairs.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name.to_owned(), text)).collect()
}

/// Puts documents into the data folder, and names them as a step's field does.
fn kept(at: &At, files: &[PathBuf]) -> Result<String, No> {
    if files.is_empty() {
        return Ok(String::new());
    }
    let most = u64::from(at.eye()?.rules().profile.revision.documents.kilobytes) * 1_024;
    let kept = files.iter().map(|file| documents::keep(&at.data, file, most)).collect::<Result<Vec<_>, _>>()?;
    Ok(Attached::written(&kept))
}

fn begin(at: &At, what: &RevisionBegin, step: &str, why: (&str, String)) -> Result<Answer, No> {
    let files = kept(at, &what.documents)?;
    let fields = typed([("bill", what.bill.clone()), ("details", what.details.clone()), ("documents", files), why]);
    let (desk, done) = at.act(|desk| {
        let consumer = Some(consumer_no(desk, &what.no)?);
        let (workflow, step) = (REVISION.to_owned(), step.to_owned());
        Ok(Box::new(acts::Apply { workflow, step, consumer, typed: fields, reference: None }) as Box<dyn Act>)
    })?;
    let no = done.papers().into_iter().find(|no| no.kind == PaperKind::Request);
    acted(&desk, &done, &no.ok_or_else(|| Fault::new("the request got no number", "run `ebcm verify`"))?)
}

fn step<const N: usize>(at: &At, id: &str, step: &str, fields: [(&str, String); N]) -> Result<Answer, No> {
    let no = paper_no(id)?;
    let act = TakeStep { application: no.clone(), step: step.to_owned(), typed: typed(fields), handed: None, confirmed: false };
    let (desk, done) = at.act(|_| Ok(Box::new(act) as Box<dyn Act>))?;
    acted(&desk, &done, &no)
}

fn hold(at: &At, act: HoldDispute) -> Result<Answer, No> {
    let no = act.no.clone();
    let (mut desk, session): (Desk, _) = at.desk()?;
    let done = desk.act(&session, &act, &nothing_printed)?;
    let case = request(desk.store().connection(), &no)?;
    let documents = listed(desk.store().connection(), at, desk.id(), &no)?;
    Ok(Answer::json(show::write(&desk, &done, case.about, whole(&case, documents, desk.today()))?))
}

fn request(conn: &rusqlite::Connection, no: &PaperNo) -> Result<Application, No> {
    let missing = || Refusal::new("R-1", format!("There is no request about a bill {no}: look at its number again.")).at("application");
    let found = application_rows::read(conn, no)?.filter(|application| application.case.is_some());
    Ok(found.ok_or_else(missing)?)
}

/// A request's documents, and where each lies.
fn listed(conn: &rusqlite::Connection, at: &At, own: &DeskId, no: &PaperNo) -> Result<Value, No> {
    let row = |(named, lies): &(Named, Lies)| {
        let (file, place) = (&named.file, place(named, *lies, own));
        json!({ "name": file.name, "bytes": file.bytes, "sha256": file.sha256, "desk": named.desk, "lies": place })
    };
    Ok(Value::Array(crate::reports::documents::of(conn, &at.data, no)?.iter().map(row).collect()))
}

/// Saves what lies here; what does not is fetched first, and named where it can't be.
fn document_save(at: &At, id: &str, to: Option<PathBuf>) -> Result<Answer, No> {
    let eye = at.eye()?;
    let no = request(eye.connection(), &paper_no(id)?)?.no;
    let named = of_request(eye.connection(), &no)?;
    let to = to.unwrap_or_else(|| at.data.join("lists").join(no.to_string()));
    let mut lacking = Vec::new();
    for one in &named {
        if documents::read(&at.data, &one.file)?.is_err() {
            lacking.push(one.clone());
        }
    }
    let why = if lacking.is_empty() { None } else { fetch(eye.connection(), &at.data, lacking)? };
    let saved = documents::save(&at.data, &named, &to)?;
    let row = |(named, saved): (&Named, &Result<PathBuf, Lies>)| {
        let (name, file) = (&named.file.name, saved.as_ref().ok().map(|file| file.display().to_string()));
        json!({ "name": name, "bytes": named.file.bytes, "file": file, "lies": place(named, saved.as_ref().err().copied().unwrap_or(Lies::Here), eye.id()) })
    };
    let rows: Vec<Value> = named.iter().zip(&saved).map(row).collect();
    let lacks = saved.iter().any(Result::is_err);
    Ok(Answer::json(json!({ "application": no, "rows": rows, "why": why.filter(|_| lacks).map(|why| why.to_string()) }))
        .code(u8::from(lacks)))
}

/// A request with what was found.
fn whole(application: &Application, documents: Value, today: crate::base::Day) -> Value {
    let mut value = stands(application, today);
    if let Some(case) = &application.case {
        value["bill"] = json!(case.bill);
        value["documents"] = documents;
        value["held"] = json!(case.held.map(|held| json!({ "amount": show::amount(held.amount), "until": held.until })));
        value["protest"] = json!(case.protest);
        value["proposal"] = json!(case.proposal.as_ref().map(|(revision, maker)| {
            let mut proposal = revised(revision);
            proposal["maker"] = json!(maker);
            proposal
        }));
    }
    value
}

fn shown(at: &At, id: &str) -> Result<Answer, No> {
    let eye = at.eye()?;
    let application = request(eye.connection(), &paper_no(id)?)?;
    let documents = listed(eye.connection(), at, eye.id(), &application.no)?;
    let value = whole(&application, documents.clone(), eye.today());
    let proposal = application.case.as_ref().and_then(|case| case.proposal.as_ref());
    let answer = Answer::json(value.clone());
    Ok(match proposal {
        Some((revision, _)) => {
            let documents = if documents == json!([]) { String::new() } else { super::answer::plain(&documents) };
            answer.text(format!("{}{documents}{}", super::answer::plain(&stands(&application, eye.today())), text(revision)))
        }
        None => answer,
    })
}

fn of(at: &At, typed: &str) -> Result<Answer, No> {
    let eye = at.eye()?;
    let no = seen_no(&eye, typed)?;
    let found = applications::of_consumer(eye.connection(), no)?;
    let row = |a: &Application| Ok(whole(a, listed(eye.connection(), at, eye.id(), &a.no)?, eye.today()));
    let rows: Vec<Value> = found.iter().filter(|a| a.case.is_some()).map(row).collect::<Result<_, No>>()?;
    let consumer = crate::store::project::read_consumer(eye.connection(), no)?;
    let revised = consumer.map(|consumer| consumer.revised).unwrap_or_default();
    let revised: Vec<Value> = revised
        .iter()
        .map(|was| json!({ "request": was.no, "day": was.day, "difference": show::amount(was.difference), "bills": was.bills }))
        .collect();
    Ok(Answer::json(json!({ "rows": rows, "revised": revised, "repeat": !revised.is_empty() })))
}

/// Of a consumer, or of the consumer of a request.
fn preview(at: &At, of: &str, changes: &str) -> Result<Answer, No> {
    let eye = at.eye()?;
    let no: ConsumerNo = match of.parse::<PaperNo>() {
        Ok(id) => request(eye.connection(), &id)?.about.ok_or_else(|| Refusal::new("R-1", format!("{id} is about no consumer.")))?,
        Err(_) => seen_no(&eye, of)?,
    };
    let entries = in_order(read::entries_of(eye.connection(), &Subject::Consumer(no))?);
    let revision = Past::of(no, &entries)?.revise(&parse(changes)?, eye.rules())?;
    let mut value = revised(&revision);
    value["consumer"] = json!(no);
    value["approver"] = json!(eye.rules().profile.revision.approver(revision.difference()));
    Ok(Answer::json(value).text(text(&revision)))
}

fn text(revision: &fact::Revision) -> String {
    let mut document = Document::new("BILL REVISION");
    document.sections = sections(revision);
    document.text(super::reporting::WIDTH)
}

/// A revision for other programs.
fn revised(revision: &fact::Revision) -> Value {
    let side = |side: &Side| json!({ "method": side.method.code(), "reading": side.reading.map(|r| r.value), "units": side.units.kwh(), "amount": show::amount(side.amount) });
    let lines = |bill: &fact::RevisedBill| -> Vec<Value> {
        let amount = |amount: Option<crate::base::Money>| amount.map(show::amount);
        let pairs = pairs(&bill.old.lines, &bill.new.lines);
        pairs.into_iter().map(|p| json!({ "text": p.text, "old": amount(p.old), "new": amount(p.new) })).collect()
    };
    let bills: Vec<Value> = revision
        .bills
        .iter()
        .map(|b| json!({ "bill": b.no, "period": b.period, "old": side(&b.old), "new": side(&b.new), "lines": lines(b) }))
        .collect();
    json!({
        "changes": written(&revision.changes), "bills": bills,
        "bpsc": revision.bpsc.iter().map(|l| json!({ "period": l.period, "old": show::amount(l.old), "new": show::amount(l.new) })).collect::<Vec<_>>(),
        "items": revision.items.iter().map(|i| json!({ "bill": i.bill, "text": i.text, "old": show::amount(i.old), "new": show::amount(i.new) })).collect::<Vec<_>>(),
        "difference": show::amount(revision.difference()), "surcharges": show::amount(revision.bpsc_back()),
    })
}
