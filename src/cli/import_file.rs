//! `consumer import`: all lines or none; `--skip-bad` writes the bad ones to a file of their own.

use std::path::Path;

use serde_json::json;

use super::At;
use super::answer::Answer;
use crate::acts::Sight;
use crate::acts::consumer::ImportConsumers;
use crate::base::{Fault, No, Refusal};
use crate::desk::Desk;
use crate::import::consumers::{ConsumerFile, Known, Unread};
use crate::import::{Checked, LineFault};
use crate::journal::Fact;
use crate::journal::fact::ConsumerImported;
use crate::store::search::at_once;
use crate::store::sight::Seen;

/// So many faults are named; the rest is counted.
const NAMED: usize = 200;

pub fn run(at: &At, file: &Path, check: bool, skip_bad: Option<&Path>) -> Result<Answer, No> {
    let bytes =
        std::fs::read(file).map_err(|e| Fault::new(format!("{} can't be read ({e})", file.display()), "look at the file's name"))?;
    let (mut desk, session) = at.desk()?;
    let (rules, office, today) = (desk.rules().clone(), desk.id().office().to_owned(), desk.today());
    let file = ConsumerFile::open(&bytes, &rules, &office, today).map_err(unread)?;
    let checked = check_for(&desk, &file)?;
    let bad = checked.bad_lines();
    if bad > 0 && skip_bad.is_none() {
        return Err(refused(&checked.faults, bad));
    }
    if check {
        let value = json!({ "ok": bad == 0, "good": checked.rows.len(), "bad": bad, "notes": checked.notes });
        return Ok(Answer::json(value));
    }
    if let Some(path) = skip_bad.filter(|_| bad > 0) {
        std::fs::write(path, &checked.bad)
            .map_err(|e| Fault::new(format!("{} can't be written ({e})", path.display()), "give another file to --skip-bad"))?;
    }
    let mut rows = at.json.then(Rows::default);
    let mut lines = checked.rows.iter();
    let act = ImportConsumers { rows: file.good(&checked.rows) };
    let imported = desk.act_in_bulk(&session, &act, &mut |entry| {
        if let (Some(rows), Some(line), Fact::ConsumerImported(import)) = (&mut rows, lines.next(), &entry.fact) {
            rows.push(*line, import);
        }
    })?;
    let head = json!({ "imported": imported, "bad": bad, "notes": checked.notes });
    let set_aside = if bad > 0 { format!(", {bad} bad lines set aside") } else { String::new() };
    Ok(Answer::with_rows(head, rows.map(|rows| rows.0)).text(format!("{imported} consumers imported{set_aside}\n")))
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

fn check_for(desk: &Desk, file: &ConsumerFile) -> Result<Checked<usize>, No> {
    let conn = desk.store().connection();
    let seen = Seen { conn, desk: desk.id() };
    let known = Known { by_old_number: &|old| seen.by_old_number(old), by_meter: &|meter| crate::store::read::by_meter(conn, meter) };
    at_once(conn, || file.check(&known))?
}

fn unread(unread: Unread) -> No {
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
