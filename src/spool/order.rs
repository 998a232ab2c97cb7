//! Putting papers into the spool: the first print is the original, each later one a duplicate with its count (`C-7`).

use super::{Forms, Ready, of_desk, press, state};
use crate::acts::bill::Proposal;
use crate::acts::stationery::Duplicate;
use crate::base::{ConsumerNo, Fault, No, PaperNo, Refusal};
use crate::desk::{Desk, Session};
use crate::edge::clock::Clock;
use crate::edge::{Settings, SystemClock};
use crate::journal::Entry;
use crate::journal::fact::Fact;
use crate::papers::{Ask, Sheet, kind, proposal};
use crate::print::Target;
use crate::rules::workflow::{Paper, Workflows};
use crate::store::read;
use crate::store::spool::{self, Job, NewJob};

/// A paper that is to be printed.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// The kind's word, `receipt`.
    pub kind: &'a str,
    /// What names the paper: its number.
    pub id: &'a str,
    /// As settings and command line write it; [`target_of`] gives the desk's own.
    pub target: &'a str,
    /// `preprinted` or `plain`.
    pub look: &'a str,
}

/// Where the desk prints a kind of paper: its settings, or the folder `printed` in the data folder.
pub fn target_of<'a>(settings: &'a Settings, kind: &str) -> &'a str {
    let target = match kind {
        "receipt" => &settings.printers.receipt,
        "bill" | "proposal" | "bdn" | "bdn-round" => &settings.printers.bill,
        _ => &settings.printers.list,
    };
    if target.is_empty() { "dir:printed" } else { target }
}

/// Puts a paper into the spool; its job. A paper printed before becomes a duplicate: its count is recorded and the job made
/// in one act.
///
/// # Errors
/// No such paper; an original that still waits; a target that is none.
pub fn order(desk: &mut Desk, session: &Session, order: &Order) -> Result<i64, No> {
    let target: Target = order.target.parse().map_err(|e: crate::print::NoTarget| Refusal::new("C-20", format!("{e}.")).at("to"))?;
    let kind = kind(order.kind)?;
    let written = (kind.write)(&of_desk(desk), Ask { id: order.id, copy: 0 })?;
    if let (false, Sheet::Document(document)) = (kind.lasting, &written.sheet) {
        let ready = Ready::of_document(&written.name, document, target.format());
        return order_ready(desk, session, order.kind, &ready, order.target);
    }
    let paper = written.counted.as_ref().map_or_else(|| order.id.to_owned(), ToString::to_string);
    let job = |copy: u32| NewJob {
        kind: order.kind.to_owned(),
        paper: paper.clone(),
        copy,
        look: order.look.to_owned(),
        target: target.to_string(),
        user: session.user().to_owned(),
        content: None,
    };
    let Some(no) = written.counted.clone() else { return put(desk, &job(0)) };
    if is_first(desk, order.kind, &paper)? {
        return put(desk, &job(0));
    }
    let act = Duplicate { paper: no, consumer: written.consumer };
    let done = desk.act(session, &act, &|entries: &[Entry]| {
        let copy = entries.iter().find_map(|entry| match entry.fact {
            Fact::DuplicateOrdered { copy, .. } => Some(copy),
            _ => None,
        });
        copy.map(&job).into_iter().collect()
    })?;
    done.jobs.first().copied().ok_or_else(|| Fault::new("the duplicate got no print job", "try again").into())
}

/// Whether nothing of the paper has been printed yet.
fn is_first(desk: &Desk, kind: &str, paper: &str) -> Result<bool, No> {
    let jobs = spool::of_paper(desk.store().connection(), kind, paper)?;
    if let Some(waits) = jobs.iter().find(|job| job.job.copy == 0 && (job.state == state::QUEUED || job.state == state::PRINTING)) {
        let message = format!("{paper} waits to be printed already, job {}: try that again, or cancel it first.", waits.id);
        return Err(Refusal::new("C-20", message).at("id").into());
    }
    // A failed job without pages has put nothing on paper.
    Ok(!jobs.iter().any(|job| job.state == state::DONE || job.state == state::FAILED && job.pages > 0))
}

pub(super) fn put(desk: &Desk, job: &NewJob) -> Result<i64, No> {
    spool::put(desk.store().connection(), SystemClock.millis(), job)
}

/// Puts a ready paper into the spool: a list as it stands on the screen.
pub fn order_ready(desk: &Desk, session: &Session, kind: &str, ready: &Ready, target: &str) -> Result<i64, No> {
    let job = NewJob {
        kind: kind.to_owned(),
        paper: ready.name.clone(),
        copy: 0,
        look: "plain".to_owned(),
        target: target.to_owned(),
        user: session.user().to_owned(),
        content: Some(ready.to_content()),
    };
    put(desk, &job)
}

/// Puts a bill proposal into the spool, as it was computed: tomorrow's would be another.
pub fn order_proposal(
    desk: &Desk,
    session: &Session,
    settings: &Settings,
    (consumer, computed): (ConsumerNo, &Proposal),
    (target, look): (&str, &str),
) -> Result<i64, No> {
    let card = read::card(desk.store().connection(), consumer)?
        .ok_or_else(|| Refusal::new("C-1", format!("There is no consumer {consumer}.")).at("consumer"))?;
    let written = proposal(&of_desk(desk), &card.consumer, &card.personal, computed);
    let parsed: Target = target.parse().map_err(|e: crate::print::NoTarget| Refusal::new("C-20", format!("{e}.")).at("to"))?;
    let forms = Forms::new(desk.store().dir(), settings);
    let ready = Ready::of(&written, &forms, parsed.format(), press::look(look))?;
    order_ready(desk, session, "proposal", &ready, target)
}

/// The papers that print by themselves when an act is recorded: a receipt, the acknowledgement of a protest, an
/// instalment order.
/// For [`Desk::act`]'s wishes: the jobs stand in the act's own transaction.
pub fn at_once(settings: &Settings, session: &Session, entries: &[Entry]) -> Vec<NewJob> {
    let job = |kind: &str, paper: String| NewJob {
        kind: kind.to_owned(),
        paper,
        copy: 0,
        look: settings.printers.paper.clone(),
        target: target_of(settings, kind).to_owned(),
        user: session.user().to_owned(),
        content: None,
    };
    let mut jobs = Vec::new();
    for entry in entries {
        let (receipt, protest) = match &entry.fact {
            Fact::Paid(paid) => (&paid.receipt, paid.protest.as_ref()),
            Fact::MiscReceived(misc) => (&misc.receipt, None),
            Fact::ApplicationStep(_) => match entry.fact.collected() {
                Some(paid) => (&paid.receipt, None),
                None => continue,
            },
            Fact::InstalmentsOrdered(order) => {
                jobs.push(job("instalments", order.no.to_string()));
                continue;
            }
            _ => continue,
        };
        if settings.printers.receipt_at_once {
            jobs.push(job("receipt", receipt.no.to_string()));
        }
        if let Some(protest) = protest {
            jobs.push(job("protest", protest.request.as_ref().unwrap_or(&receipt.no).to_string()));
        }
    }
    jobs
}

/// The papers that the steps of an application name, as its workflow has them; the receipt prints by [`at_once`].
/// For [`Desk::act`]'s wishes.
pub fn of_step(settings: &Settings, session: &Session, workflows: &Workflows, entries: &[Entry]) -> Vec<NewJob> {
    let mut jobs = Vec::new();
    for entry in entries {
        let (no, workflow, step) = match &entry.fact {
            Fact::ApplicationMade(made) => (&made.no, &made.workflow, &made.step),
            Fact::ApplicationStep(step) => (&step.no, &step.workflow, &step.step),
            _ => continue,
        };
        let Some(step) = workflows.get(workflow).and_then(|workflow| workflow.step(step)) else { continue };
        let made: Vec<PaperNo> = entry.fact.papers().into_iter().cloned().collect();
        for paper in step.papers.iter().filter(|paper| **paper != Paper::Receipt) {
            let Some(number) = paper.number(no, &made) else { continue };
            jobs.push(NewJob {
                kind: paper.word().to_owned(),
                paper: number.to_string(),
                copy: 0,
                look: settings.printers.paper.clone(),
                target: target_of(settings, paper.word()).to_owned(),
                user: session.user().to_owned(),
                content: None,
            });
        }
    }
    jobs
}

fn waiting(desk: &Desk, id: i64) -> Result<Job, No> {
    let no = |message: String| No::from(Refusal::new("C-20", message).at("job"));
    let job = spool::get(desk.store().connection(), id)?.ok_or_else(|| no(format!("There is no job {id}.")))?;
    match job.state.as_str() {
        state::QUEUED | state::FAILED => Ok(job),
        other => Err(no(format!("Job {id} is {other}: only one that waits or failed can be tried again or cancelled."))),
    }
}

/// A job that waits or failed is tried again, now. A person has looked at the printer.
pub fn retry(desk: &Desk, id: i64) -> Result<Job, No> {
    set(desk, waiting(desk, id)?, state::QUEUED)
}

/// A job that waits or failed is not printed any more.
pub fn cancel(desk: &Desk, id: i64) -> Result<Job, No> {
    set(desk, waiting(desk, id)?, state::CANCELLED)
}

fn set(desk: &Desk, mut job: Job, to: &str) -> Result<Job, No> {
    to.clone_into(&mut job.state);
    (job.tries, job.next_try, job.fault) = (0, 0, None);
    spool::set(desk.store().connection(), &job)?;
    Ok(job)
}
