//! One job after the other: rendered, sent, and its state recorded before and after.

use std::path::{Path, PathBuf};

use super::{Forms, Ready, SpoolWrite, Writer, of_desk, ready, slips, state};
use crate::base::{Fault, No};
use crate::desk::Desk;
use crate::edge::Settings;
use crate::papers::{Ask, Source, kind};
use crate::print::{Job as Sent, Paper, Patience, PrinterFault, Target, send};
use crate::store::spool::{self, Job};

/// After how many seconds a printer that is away is tried again; the last holds from then on.
const PAUSES: [i64; 5] = [5, 15, 60, 120, 300];

/// Prints jobs for one data folder.
pub struct Press {
    dir: PathBuf,
    settings: Settings,
    patience: Patience,
    runtime: tokio::runtime::Runtime,
    away: Vec<Away>,
}

/// A printer that did not answer: nothing else is sent there until then, so that papers keep their order.
struct Away {
    target: String,
    until: i64,
    fault: String,
}

/// A job's paper, as it is to be printed now.
struct Prepared {
    /// `None`: nothing is left to be printed.
    ready: Option<Ready>,
    target: Target,
    /// What the person must know of it all the same.
    note: Option<String>,
}

/// What came of looking for work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// No job is due.
    Idle,
    /// A job was printed, waits for its printer, or failed; its state says which.
    Job(Box<Job>),
}

impl Press {
    /// # Errors
    /// A system without room for a runtime.
    pub fn new(dir: &Path, settings: Settings, patience: Patience) -> Result<Self, Fault> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Fault::new(format!("printing can't start ({error})"), "close other programs and start again"))?;
        Ok(Self { dir: dir.to_owned(), settings, patience, runtime, away: Vec::new() })
    }

    /// Tries every printer again at once: a person says that it is back.
    pub fn forget_away(&mut self) {
        self.away.clear();
    }

    /// Prints the next due job, if there is one.
    ///
    /// # Errors
    /// A data file that can't be read or written. A printer's fault stands in the job instead.
    pub fn step(&mut self, source: &Source, writer: &mut dyn Writer, now: i64) -> Result<Step, No> {
        self.away.retain(|away| away.until > now);
        loop {
            let Some(mut job) = spool::next(source.conn, now)? else { return Ok(Step::Idle) };
            let Some(away) = self.away.iter().find(|away| away.target == job.job.target) else {
                let prepared = self.prepare(source, &job);
                return self.print(writer, job, prepared, now).map(|job| Step::Job(Box::new(job)));
            };
            job.next_try = away.until;
            job.fault = Some(away.fault.clone());
            writer.write(SpoolWrite::State(Box::new(job)))?;
        }
    }

    /// The paper of a job, ready for its target.
    fn prepare(&self, source: &Source, job: &Job) -> Result<Prepared, No> {
        let target = self.target(&job.job.target)?;
        let ready = match &job.job.content {
            Some(content) => match slips::named(content) {
                Some(numbers) => {
                    let (document, note) = slips::compose(source, &numbers)?;
                    let ready = document.map(|document| Ready::of_document(&job.job.paper, &document, target.format()));
                    return Ok(Prepared { ready, target, note: Some(note).filter(|note| !note.is_empty()) });
                }
                None => Ready::from_content(content)?,
            },
            None => {
                let written = (kind(&job.job.kind)?.write)(source, Ask { id: &job.job.paper, copy: job.job.copy })?;
                Ready::of(&written, &Forms::new(&self.dir, &self.settings), target.format(), look(&job.job.look))?
            }
        };
        Ok(Prepared { ready: Some(ready), target, note: None })
    }

    /// A folder's name in the settings is one of the data folder; it is made where it is not there.
    fn target(&self, text: &str) -> Result<Target, No> {
        let target: Target = text.parse().map_err(|e: crate::print::NoTarget| Fault::new(e.to_string(), "see printers in desk.toml"))?;
        let Target::Folder(folder) = target else { return Ok(target) };
        if folder.is_absolute() {
            return Ok(Target::Folder(folder));
        }
        let folder = self.dir.join(folder);
        std::fs::create_dir_all(&folder)
            .map_err(|error| Fault::new(format!("{} can't be made ({error})", folder.display()), "make it, or print elsewhere"))?;
        Ok(Target::Folder(folder))
    }

    fn print(&mut self, writer: &mut dyn Writer, mut job: Job, prepared: Result<Prepared, No>, now: i64) -> Result<Job, No> {
        job.tries += 1;
        let Prepared { ready, target, note } = match prepared {
            Ok(prepared) => prepared,
            Err(no) => return finish(writer, job, state::FAILED, Some(no.to_string())),
        };
        let Some(ready) = ready else {
            // Nothing of it is to be printed any more.
            job.pages = 0;
            return finish(writer, job, state::DONE, note);
        };
        state::PRINTING.clone_into(&mut job.state);
        job.pages = 0;
        writer.write(SpoolWrite::State(Box::new(job.clone())))?;
        let pages = ready.pages;
        let form = ready.form.filter(|_| !matches!(target, Target::File { .. } | Target::Folder(_)));
        let sent = Sent { name: ready.name, format: ready.format, width: ready.width, height: ready.height, bytes: ready.bytes };
        match self.runtime.block_on(send(&sent, &target, self.patience)) {
            Ok(()) => {
                job.pages = pages;
                // Before the job is done: if the power goes between, the paper is printed again, on another form.
                let fault = use_forms(writer, &job, form.map(ready::word))?;
                finish(writer, job, state::DONE, fault.or(note))
            }
            Err(fault) if fault.may_have_printed() => {
                job.pages = pages;
                finish(writer, job, state::FAILED, Some(fault.to_string()))
            }
            Err(fault) if fault.passes() => self.wait(writer, job, &fault, now),
            Err(fault) => finish(writer, job, state::FAILED, Some(fault.to_string())),
        }
    }

    fn wait(&mut self, writer: &mut dyn Writer, mut job: Job, fault: &PrinterFault, now: i64) -> Result<Job, No> {
        let tries = usize::try_from(job.tries.saturating_sub(1)).unwrap_or(usize::MAX);
        let pause = PAUSES.get(tries).or(PAUSES.last()).copied().unwrap_or(60);
        job.next_try = now + pause * 1000;
        self.away.push(Away { target: job.job.target.clone(), until: job.next_try, fault: fault.to_string() });
        finish(writer, job, state::QUEUED, Some(fault.to_string()))
    }
}

fn finish(writer: &mut dyn Writer, mut job: Job, end: &str, fault: Option<String>) -> Result<Job, No> {
    end.clone_into(&mut job.state);
    job.fault = fault;
    writer.write(SpoolWrite::State(Box::new(job.clone())))?;
    Ok(job)
}

/// Each page took a form of the bundle. A bundle that has run out is said with the job; the paper is printed all the same.
fn use_forms(writer: &mut dyn Writer, job: &Job, form: Option<&'static str>) -> Result<Option<String>, No> {
    let Some(form) = form else { return Ok(None) };
    for _ in 0..job.pages {
        let used = SpoolWrite::FormUsed { user: job.job.user.clone(), form, paper: job.job.paper.clone() };
        match writer.write(used) {
            Ok(()) => {}
            Err(No::Refused(refusal)) => return Ok(Some(refusal.message)),
            Err(broken) => return Err(broken),
        }
    }
    Ok(None)
}

/// The paper in the printer, as a job writes it.
pub fn look(word: &str) -> Paper {
    if word == "preprinted" { Paper::Preprinted } else { Paper::Plain }
}

/// Prints one job at once, for a command; the others in the spool wait for the terminal.
///
/// # Errors
/// No such job, one that is not waiting, or a data file that can't be written.
pub fn print_now(desk: &mut Desk, settings: &Settings, patience: Patience, id: i64, now: i64) -> Result<Job, No> {
    let mut press = Press::new(desk.store().dir(), settings.clone(), patience)?;
    let job = spool::get(desk.store().connection(), id)?.filter(|job| job.state == state::QUEUED);
    let job = job.ok_or_else(|| Fault::new(format!("job {id} is not waiting to be printed"), "see `ebcm print queue`"))?;
    let prepared = press.prepare(&of_desk(desk), &job);
    press.print(desk, job, prepared, now)
}
