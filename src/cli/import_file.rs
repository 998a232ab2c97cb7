//! `consumer import`: all lines or none; `--skip-bad` writes the bad ones to a file of their own.

use std::path::Path;

use serde_json::{Value, json};

use super::At;
use super::answer::Answer;
use crate::acts::Sight;
use crate::acts::consumer::{ImportConsumers, ImportRow};
use crate::base::{Fault, No, Refusal};
use crate::desk::{Desk, nothing_printed};
use crate::import::consumers::{Known, Unread, read};
use crate::import::{Checked, LineFault};
use crate::journal::Fact;
use crate::store::search::at_once;
use crate::store::sight::Seen;

/// So many faults are named; the rest is counted.
const NAMED: usize = 200;

pub fn run(at: &At, file: &Path, check: bool, skip_bad: Option<&Path>) -> Result<Answer, No> {
    let bytes =
        std::fs::read(file).map_err(|e| Fault::new(format!("{} can't be read ({e})", file.display()), "look at the file's name"))?;
    let (mut desk, session) = at.desk()?;
    let checked = read_for(&desk, &bytes)?;
    if !checked.faults.is_empty() && skip_bad.is_none() {
        return Err(refused(&checked.faults, checked.bad_lines()));
    }
    if check {
        let value =
            json!({ "ok": checked.faults.is_empty(), "good": checked.rows.len(), "bad": checked.bad_lines(), "notes": checked.notes });
        return Ok(Answer::json(value));
    }
    if let Some(path) = skip_bad.filter(|_| !checked.faults.is_empty()) {
        std::fs::write(path, &checked.bad)
            .map_err(|e| Fault::new(format!("{} can't be written ({e})", path.display()), "give another file to --skip-bad"))?;
    }
    let bad = checked.bad_lines();
    let lines: Vec<(usize, Option<String>)> = checked.rows.iter().map(|r| (r.line, r.import.old_number.clone())).collect();
    let done = desk.act(&session, &ImportConsumers { rows: checked.rows }, &nothing_printed)?;
    desk.store().checkpoint()?;
    let rows: Vec<Value> = done
        .entries
        .iter()
        .zip(&lines)
        .filter_map(|(entry, (line, old))| match &entry.fact {
            Fact::ConsumerImported(import) => Some(json!({ "line": line, "old_number": old, "consumer": import.consumer })),
            _ => None,
        })
        .collect();
    let text =
        format!("{} consumers imported{}\n", rows.len(), if bad > 0 { format!(", {bad} bad lines set aside") } else { String::new() });
    Ok(Answer::json(json!({ "imported": rows.len(), "bad": bad, "notes": checked.notes, "rows": rows })).text(text))
}

fn read_for(desk: &Desk, bytes: &[u8]) -> Result<Checked<ImportRow>, No> {
    let conn = desk.store().connection();
    let seen = Seen { conn, desk: desk.id() };
    let known = Known { by_old_number: &|old| seen.by_old_number(old), by_meter: &|meter| crate::store::read::by_meter(conn, meter) };
    at_once(conn, || read(bytes, desk.rules(), desk.id().office(), desk.today(), &known))?.map_err(|unread| match unread {
        Unread::Faults(faults) => refused(&faults, faults.len()),
        Unread::No(no) => no,
    })
}

/// Every fault with its line and field.
pub fn refused(faults: &[LineFault], bad_lines: usize) -> No {
    let mut lines: Vec<String> = faults.iter().take(NAMED).map(ToString::to_string).collect();
    if faults.len() > NAMED {
        lines.push(format!("... and {} more", faults.len() - NAMED));
    }
    Refusal::new("C-15", format!("{bad_lines} bad line(s); nothing was recorded.\n{}", lines.join("\n"))).at("file").into()
}
