//! `print`: papers, the print queue, test sheets.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::answer::{Answer, plain};
use super::{At, consumer_no};
use crate::acts::bill::{Basis, propose};
use crate::base::{Fault, No, Refusal};
use crate::desk::{Desk, Session};
use crate::edge::clock::Clock;
use crate::edge::{Settings, SystemClock};
use crate::journal::fact::Source;
use crate::papers::PAPERS;
use crate::print::forms::SHIPPED;
use crate::print::{Paper, Patience, Target};
use crate::spool::{self, Forms, Order, Ready, Whom, state};
use crate::store::read;
use crate::store::spool::Job;

/// Jobs that `print queue` shows.
const SHOWN: u32 = 200;

/// What `ebcm print` is asked.
#[derive(Debug, Args)]
pub struct Print {
    #[arg(value_name = "KIND", help = kinds())]
    pub what: String,
    #[arg(help = "What names the paper: its number (--help says what names each kind)", long_help = named())]
    pub id: Option<String>,
    /// pdf:FILE, escp:FILE, printer:NAME, tcp:HOST:PORT, device:FILE or dir:DIR [default: the desk's own printer].
    #[arg(long, value_name = "WHERE")]
    pub to: Option<String>,
    /// What lies in the printer [default: the desk's setting].
    #[arg(long, value_parser = ["preprinted", "plain"])]
    pub paper: Option<String>,
    /// Of a proposal: the reading.
    #[arg(long, value_name = "N", conflicts_with = "acm")]
    pub reading: Option<String>,
    /// Of a proposal: by the average.
    #[arg(long)]
    pub acm: bool,
    /// Of a proposal: the meter passed its last digit.
    #[arg(long, requires = "reading")]
    pub rollover: bool,
}

/// Papers that are not of the book, since they have no number of their own, and the words of the queue; each with what names one.
const OTHERS: [(&str, &str); 6] = [
    ("proposal", "the consumer's number"),
    ("slip", "the consumer's number, area:NAME, or all"),
    ("queue", ""),
    ("retry", "the job's number"),
    ("cancel", "the job's number"),
    ("testsheet", "receipt, bill or bdn"),
];

/// Every kind with what names one of it.
fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    PAPERS.iter().map(|kind| (kind.word, kind.named_by)).chain(OTHERS)
}

fn kinds() -> String {
    all().map(|(word, _)| word).collect::<Vec<_>>().join(", ")
}

fn named() -> String {
    let line = |(word, named_by): (&str, &str)| format!("{word:<14} {named_by}").trim_end().to_owned();
    format!("What names the paper:\n{}", all().map(line).collect::<Vec<_>>().join("\n"))
}

pub fn print(at: &At, what: &Print) -> Result<Answer, No> {
    match what.what.as_str() {
        "queue" => queue(at),
        "retry" => {
            let (mut desk, _) = at.desk()?;
            let job = spool::retry(&desk, job_number(what)?)?;
            now(&Settings::load(&at.data)?, &mut desk, job.id)
        }
        "cancel" => {
            let (desk, _) = at.desk()?;
            Ok(answer(&spool::cancel(&desk, job_number(what)?)?))
        }
        "testsheet" => test_sheet(at, what),
        "proposal" => proposal(at, what),
        "slip" => slips(at, what),
        _ => paper(at, what),
    }
}

fn id(what: &Print) -> Result<&str, No> {
    what.id.as_deref().ok_or_else(|| {
        let named = crate::papers::kind(&what.what).map_or("a name or number", |kind| kind.named_by);
        Refusal::new("C-20", format!("Say which {}: {named}.", what.what)).at("id").into()
    })
}

fn job_number(what: &Print) -> Result<i64, No> {
    let no = |text: &str| Refusal::new("C-20", format!("'{text}' is not a job's number: see `ebcm print queue`.")).at("job");
    let text = what.id.as_deref().unwrap_or("");
    Ok(text.parse().map_err(|_| no(text))?)
}

/// Where and on which paper: as the command says, or as the desk's settings do.
pub fn place(to: Option<&str>, paper: Option<&str>, settings: &Settings, kind: &str) -> Result<(String, String), No> {
    let look = paper.unwrap_or(&settings.printers.paper).to_owned();
    let Some(to) = to else { return Ok((spool::target_of(settings, kind).to_owned(), look)) };
    let target: Target = to.parse().map_err(|e: crate::print::NoTarget| Refusal::new("C-20", format!("{e}.")).at("to"))?;
    // The spool may send it from another folder than this one.
    let whole = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
    let target = match target {
        Target::File { path, format } => Target::File { path: whole(path), format },
        Target::Folder(path) => Target::Folder(whole(path)),
        other => other,
    };
    Ok((target.to_string(), look))
}

fn paper(at: &At, what: &Print) -> Result<Answer, No> {
    crate::papers::kind(&what.what)?;
    let id = id(what)?;
    let settings = Settings::load(&at.data)?;
    let (mut desk, session) = at.desk()?;
    let (target, look) = place(what.to.as_deref(), what.paper.as_deref(), &settings, &what.what)?;
    let job = spool::order(&mut desk, &session, &Order { kind: &what.what, id, target: &target, look: &look })?;
    now(&settings, &mut desk, job)
}

fn proposal(at: &At, what: &Print) -> Result<Answer, No> {
    let settings = Settings::load(&at.data)?;
    let (mut desk, session) = at.desk()?;
    let no = consumer_no(&desk, id(what)?)?;
    let basis = match (&what.reading, what.acm) {
        (Some(typed), _) => Basis::Reading { typed: typed.clone(), source: Source::Own, rollover: what.rollover, confirmed: true },
        (None, true) => Basis::Acm,
        (None, false) => return Err(Refusal::new("C-3", "A proposal needs the reading (--reading N), or --acm.").at("reading").into()),
    };
    let card = read::card(desk.store().connection(), no)?;
    let card = card.ok_or_else(|| Refusal::new("C-1", format!("There is no consumer {no}.")).at("consumer"))?;
    let computed = propose(&card.consumer, &basis, &desk.moment(&session))?;
    let (target, look) = place(what.to.as_deref(), what.paper.as_deref(), &settings, "proposal")?;
    let job = spool::order_proposal(&desk, &session, &settings, (no, &computed), (&target, &look))?;
    now(&settings, &mut desk, job)
}

/// Slips of one consumer, an area, or all; each is looked at again as it prints.
fn slips(at: &At, what: &Print) -> Result<Answer, No> {
    let id = what.id.as_deref();
    let id = id.ok_or_else(|| Refusal::new("C-20", "Say whose slip: a consumer's number, area:NAME, or all.").at("id"))?;
    let settings = Settings::load(&at.data)?;
    let (mut desk, session) = at.desk()?;
    let whom = match (id, id.strip_prefix("area:")) {
        (_, Some(area)) => Whom::Area(area.to_owned()),
        ("all", None) => Whom::All,
        (no, None) => Whom::One(consumer_no(&desk, no)?),
    };
    let (target, _) = place(what.to.as_deref(), what.paper.as_deref(), &settings, "list")?;
    let ordered = spool::order_slips(&desk, &session, &whom, &target)?;
    let mut done = Vec::with_capacity(ordered.jobs.len());
    for job in ordered.jobs {
        done.push(spool::print_now(&mut desk, &settings, Patience::default(), job, SystemClock.millis())?);
    }
    if let [one] = done.as_slice() {
        return Ok(answer(one));
    }
    let failed = done.iter().any(|job| job.state == state::FAILED);
    let text: String = done.iter().map(line).collect();
    let jobs: Vec<Value> = done.iter().map(shown).collect();
    Ok(Answer::json(json!({ "slips": ordered.slips, "jobs": jobs })).text(text).code(if failed { 3 } else { 0 }))
}

fn test_sheet(at: &At, what: &Print) -> Result<Answer, No> {
    let name = id(what)?;
    let known = SHIPPED.iter().find(|form| spool::form_word(form.kind) == name);
    let known = known.ok_or_else(|| Refusal::new("C-18", format!("There is no form '{name}': receipt, bill or bdn.")).at("id"))?;
    let settings = Settings::load(&at.data)?;
    let (mut desk, session) = at.desk()?;
    let (target, _) = place(what.to.as_deref(), what.paper.as_deref(), &settings, name)?;
    let job = order_test_sheet(&desk, &session, &settings, known, &target)?;
    now(&settings, &mut desk, job)
}

fn order_test_sheet(
    desk: &Desk,
    session: &Session,
    settings: &Settings,
    form: &crate::print::forms::Shipped,
    target: &str,
) -> Result<i64, No> {
    let parsed: Target = target.parse().map_err(|e: crate::print::NoTarget| Fault::new(e.to_string(), "see printers in desk.toml"))?;
    let name = format!("testsheet-{}", spool::form_word(form.kind));
    let form = Forms::new(desk.store().dir(), settings).get(form.kind)?;
    let ready = Ready::of_pages(&name, &form.test_sheet(), parsed.format(), Paper::Preprinted);
    spool::order_ready(desk, session, "testsheet", &ready, target)
}

/// Prints the job at once; it stays in the spool where the printer is away.
pub fn now(settings: &Settings, desk: &mut Desk, job: i64) -> Result<Answer, No> {
    let job = spool::print_now(desk, settings, Patience::default(), job, SystemClock.millis())?;
    Ok(answer(&job))
}

/// A failed job is a system fault with its own exit code; what is wrong stands in `fault`.
fn answer(job: &Job) -> Answer {
    Answer::json(shown(job)).text(line(job)).code(if job.state == state::FAILED { 3 } else { 0 })
}

fn line(job: &Job) -> String {
    let fault = job.fault.as_ref().map(|fault| format!(": {fault}")).unwrap_or_default();
    format!("job {}  {} {}  {}{fault}\n", job.id, job.job.kind, job.job.paper, job.state)
}

fn shown(job: &Job) -> Value {
    json!({
        "job": job.id,
        "state": job.state,
        "pages": job.pages,
        "kind": job.job.kind,
        "paper": job.job.paper,
        "copy": job.job.copy,
        "to": job.job.target,
        "user": job.job.user,
        "tries": job.tries,
        "fault": job.fault,
    })
}

fn queue(at: &At) -> Result<Answer, No> {
    let eye = at.eye()?;
    let rows: Vec<Value> = crate::store::spool::list(eye.connection(), SHOWN, 0)?.iter().map(shown).collect();
    let text = plain(&Value::Array(rows.clone()));
    Ok(Answer::json(json!({ "rows": rows })).text(text))
}
