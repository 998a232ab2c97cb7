//! `consumer import`: all lines or none; `--skip-bad` writes the bad ones to a file of their own.

use std::iter::{from_fn, once};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};

use serde_json::json;

use super::At;
use super::answer::Answer;
use crate::acts::consumer::{ImportConsumers, ImportRow, ImportRows};
use crate::base::{ConsumerNo, Fault, No, Refusal};
use crate::import::consumers::{ConsumerFile, Known, Walk};
use crate::import::{LineFault, Unread};
use crate::journal::Fact;
use crate::journal::fact::ConsumerImported;
use crate::store::known::InFile;

/// So many faults are named; the rest is counted.
const NAMED: usize = 200;

pub fn run(at: &At, file: &Path, check: bool, skip_bad: Option<&Path>) -> Result<Answer, No> {
    let bytes =
        std::fs::read(file).map_err(|e| Fault::new(format!("{} can't be read ({e})", file.display()), "look at the file's name"))?;
    let (mut desk, session) = at.desk()?;
    let (rules, office, today) = (desk.rules().clone(), desk.id().office().to_owned(), desk.today());
    let file = ConsumerFile::open(&bytes, &rules, &office, today).map_err(unread)?;
    if check {
        let checked = file.check(Box::new(InFile::open(&at.data)?))?;
        let bad = checked.bad_lines();
        if bad > 0 && skip_bad.is_none() {
            return Err(refused(&checked.faults, bad));
        }
        let value = json!({ "ok": bad == 0, "good": checked.rows.len(), "bad": bad, "notes": checked.notes });
        return Ok(Answer::json(value));
    }
    let (line, lines) = channel();
    let act = ImportConsumers { rows: Incoming { file: &file, data: &at.data, skip_bad, line, bad: AtomicUsize::new(0) } };
    let mut rows = at.json.then(Rows::default);
    let imported = desk.act_in_bulk(&session, &act, &mut |entry| {
        if let (Some(rows), Ok(line), Fact::ConsumerImported(import)) = (&mut rows, lines.recv(), &entry.fact) {
            rows.push(line, import);
        }
    })?;
    let bad = act.rows.bad.into_inner();
    let head = json!({ "imported": imported, "bad": bad, "notes": file.notes() });
    let set_aside = if bad > 0 { format!(", {bad} bad lines set aside") } else { String::new() };
    Ok(Answer::with_rows(head, rows.map(|rows| rows.0)).text(format!("{imported} consumers imported{set_aside}\n")))
}

/// The rows of a file, each checked just before it is recorded: what has been recorded goes back where a line behind it is bad.
struct Incoming<'a> {
    file: &'a ConsumerFile<'a>,
    data: &'a Path,
    skip_bad: Option<&'a Path>,
    /// The number of each row's line goes there.
    line: Sender<usize>,
    bad: AtomicUsize,
}

impl ImportRows for Incoming<'_> {
    fn rows(&self) -> Box<dyn Iterator<Item = Result<ImportRow, No>> + Send + '_> {
        let known = match InFile::open(self.data) {
            Ok(known) => Box::new(known),
            Err(no) => return Box::new(once(Err(no))),
        };
        let mut walk = self.file.walk(known);
        let line = self.line.clone();
        let mut at_end = false;
        Box::new(from_fn(move || {
            if at_end {
                return None;
            }
            let next = self.next(&mut walk).transpose();
            at_end = !matches!(next, Some(Ok(_)));
            if let Some(Ok(row)) = &next {
                // Nobody hears where no rows are answered.
                let _ = line.send(row.line);
            }
            next
        }))
    }
}

impl Incoming<'_> {
    /// The next row to be recorded; behind the last, what becomes of the bad lines.
    fn next(&self, walk: &mut Walk) -> Result<Option<ImportRow>, No> {
        while let Some(row) = walk.next_good()? {
            // After a bad line the rest is only looked at: all faults are named at once.
            if self.skip_bad.is_some() || walk.checked.faults.is_empty() {
                return Ok(Some(row));
            }
        }
        let bad = walk.checked.bad_lines();
        self.bad.store(bad, Ordering::Relaxed);
        match self.skip_bad {
            _ if bad == 0 => Ok(None),
            None => Err(refused(&walk.checked.faults, bad)),
            Some(path) => set_aside(path, &walk.checked.bad).map(|()| None),
        }
    }
}

impl Known for InFile {
    fn by_old_number(&self, old: &str) -> Result<Option<ConsumerNo>, No> {
        InFile::by_old_number(self, old)
    }

    fn by_meter(&self, meter: &str) -> Result<Option<ConsumerNo>, No> {
        InFile::by_meter(self, meter)
    }
}

/// The bad lines, to be mended.
pub fn set_aside(path: &Path, lines: &str) -> Result<(), No> {
    let cannot = |e| Fault::new(format!("{} can't be written ({e})", path.display()), "give another file to --skip-bad");
    Ok(std::fs::write(path, lines).map_err(cannot)?)
}

/// The rows of the answer in JSON: a million of them as values would need more memory than the import itself.
#[derive(Default)]
struct Rows(String);

impl Rows {
    fn push(&mut self, line: usize, import: &ConsumerImported) {
        let row = json!({ "line": line, "old_number": import.old_number, "consumer": import.consumer });
        if !self.0.is_empty() {
            self.0.push(',');
        }
        self.0.push_str(&row.to_string());
    }
}

/// Every fault of a file that can't be read.
pub fn unread(unread: Unread) -> No {
    match unread {
        Unread::Faults(faults) => refused(&faults, faults.len()),
        Unread::No(no) => no,
    }
}

/// Every fault with its line and field.
pub fn refused(faults: &[LineFault], bad_lines: usize) -> No {
    let mut lines: Vec<String> = faults.iter().take(NAMED).map(ToString::to_string).collect();
    if faults.len() > NAMED {
        lines.push(format!("... and {} more", faults.len() - NAMED));
    }
    Refusal::new("C-15", format!("{bad_lines} bad line(s); nothing was recorded.\n{}", lines.join("\n"))).at("file").into()
}
