//! `join`, `sync`.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use serde_json::{Value, json};

use super::answer::Answer;
use super::args::{Join, Sync, SyncWhat};
use super::{At, office, prompt};
use crate::base::{Fault, No, Refusal};
use crate::desk::joined::{Brings, Lacks};
use crate::desk::{Desk, Eye};
use crate::edge::clock::local_stamp;
use crate::edge::{SystemClock, secret};
use crate::journal::code::Code;
use crate::store::exchange;
use crate::store::fit::unfolded;
use crate::sync::borrow::runtime;
use crate::sync::join::{Invitation, Person, Step, join as take_in, until_in_step};
use crate::sync::state::Known;
use crate::sync::{State, stick};

pub fn join(at: &At, what: &Join) -> Result<Answer, No> {
    let code = what.code.as_deref().map(code).transpose()?;
    let mut brings = |lacks: Lacks, utility: &str| {
        let profile = lacks.profile.then(|| office::profile(what.utility.as_deref().unwrap_or(utility))).transpose()?;
        let admin = lacks.users.then(|| administrator(what.admin.as_deref())).transpose()?;
        Ok(Brings { profile, admin })
    };
    let mut person = Person { hears: &mut say, brings: &mut brings };
    let (desk, state) = take_in(&at.data, at.on, &Invitation { url: &what.url, code }, &mut person)?;
    over();
    let entries: i64 = exchange::heads(desk.store().connection())?.iter().map(|(head, _)| head.seq).sum();
    let consumers = crate::store::read::consumers(desk.store().connection())?;
    let office = desk.rules().profile.office(desk.id().office()).map_or_else(String::new, |office| office.name.clone());
    let text = format!("{} is ready: {office}, {consumers} consumers, {entries} entries, in step with {}.\n", desk.id(), what.url);
    let mut value = told(&state);
    if let Value::Object(map) = &mut value {
        map.insert("desk".to_owned(), json!(desk.id()));
        map.insert("utility".to_owned(), json!(desk.rules().profile.code));
        map.insert("training".to_owned(), json!(desk.is_training()));
        map.insert("consumers".to_owned(), json!(consumers));
        map.insert("entries".to_owned(), json!(entries));
    }
    Ok(Answer::json(value).text(text))
}

fn code(text: &str) -> Result<Code, No> {
    text.parse().map_err(|e: crate::journal::code::NotACode| Refusal::new("J-12", e.to_string()).at("code").into())
}

fn administrator(named: Option<&str>) -> Result<(String, String), No> {
    over();
    let name = match named {
        Some(name) => name.to_owned(),
        None => prompt::text("The office has no user yet. Its administrator's name")?,
    };
    let password = prompt::secret("EBCM_PASSWORD", &format!("Password for {name}"))?;
    Ok((name, secret::hash_password(&password)?))
}

pub fn run(at: &At, what: &Sync) -> Result<Answer, No> {
    if matches!(what.what, Some(SyncWhat::Status)) {
        return status(at);
    }
    let mut desk = Desk::open(&at.data, Box::new(SystemClock), at.on)?;
    if let Some(file) = &what.out {
        return write_stick(&desk, file, what.to.as_deref());
    }
    if let Some(file) = &what.read {
        return read_stick(&mut desk, file);
    }
    let state = runtime()?.block_on(until_in_step(&mut desk, &mut say, what.once))?;
    over();
    let known = Known::of(desk.store().connection(), desk.id())?;
    let mut value = told(&state);
    let troubles = known.as_ref().map(|known| known.troubles.clone()).unwrap_or_default();
    let (to_send, documents_to_send) = known.map_or((0, 0), |known| (known.to_send, known.documents));
    let in_step = to_send == 0 && state.to_fetch() == 0 && troubles.is_empty();
    if let Value::Object(map) = &mut value {
        map.insert("to_send".to_owned(), json!(to_send));
        map.insert("to_fetch".to_owned(), json!(state.to_fetch()));
        map.insert("in_step".to_owned(), json!(in_step));
        map.insert("faults".to_owned(), json!(troubles));
        let documents = &state.documents;
        let note = documents.note.as_ref().map(ToString::to_string);
        map.insert("documents".to_owned(), json!({ "to_send": documents_to_send, "to_fetch": documents.to_fetch, "note": note }));
    }
    Ok(Answer::json(value))
}

/// Closes what the other lacks in a file (`J-11`).
fn write_stick(desk: &Desk, file: &Path, to: Option<&str>) -> Result<Answer, No> {
    let to = to.map(str::parse).transpose().map_err(|e: crate::base::number::NotANumber| Refusal::new("J-11", e.to_string()).at("for"))?;
    let (to, bytes, gone) = stick::out(desk, to.as_ref())?;
    std::fs::write(file, &bytes).map_err(|e| cannot(file, "written", &e, "is the stick full, or locked? Name another file"))?;
    Ok(Answer::json(json!({ "file": file.display().to_string(), "for": to, "entries": gone.entries, "documents": gone.documents,
                                "left": gone.left.map(|left| left.to_string()), "bytes": bytes.len() })))
}

fn read_stick(desk: &mut Desk, file: &Path) -> Result<Answer, No> {
    let bytes = std::fs::read(file).map_err(|e| cannot(file, "read", &e, "name the stick's file"))?;
    let brought = stick::take(desk, &bytes)?;
    Ok(Answer::json(
        json!({ "from": brought.from, "entries": brought.entries, "documents": brought.documents, "faults": brought.troubles }),
    ))
}

fn cannot(file: &Path, what: &str, error: &std::io::Error, remedy: &str) -> No {
    Fault::new(format!("{} can't be {what} ({error})", file.display()), remedy).into()
}

fn told(state: &State) -> Value {
    json!({ "sent": state.sent, "fetched": state.fetched, "bytes_out": state.bytes_out, "bytes_in": state.bytes_in })
}

/// What the data file knows by itself; the hub is not asked.
fn status(at: &At) -> Result<Answer, No> {
    let eye = at.eye()?;
    let Some(known) = Known::of(eye.connection(), eye.id())? else {
        return Ok(Answer::json(json!({ "desk": eye.id(), "hub": null })).text("This desk has no hub: it works alone.\n"));
    };
    let denied = known.denied.as_ref().map(|fault| json!({ "what": fault.what, "remedy": fault.remedy }));
    let value = json!({
        "desk": eye.id(),
        "hub": known.url,
        "last_contact": known.contact.map(|at| local_stamp(at, eye.rules().profile.offset_seconds()).to_string()),
        "to_send": known.to_send,
        "documents_to_send": known.documents,
        "denied": denied,
        "desks": desks(&eye)?,
        "faults": known.troubles,
        "not_counted": unfolded(eye.connection())?,
    });
    Ok(Answer::json(value))
}

/// How far each desk's chain goes here, and when it was last written.
fn desks(eye: &Eye) -> Result<Vec<Value>, No> {
    let heads = exchange::heads(eye.connection())?;
    let offset = eye.rules().profile.offset_seconds();
    let row = |(head, at): &(crate::journal::sign::Head, i64)| {
        let at = local_stamp(crate::journal::Hlc::from_raw(*at).millis(), offset).to_string();
        json!({ "desk": head.desk, "entries": head.seq, "last": at, "revoked": eye.setup().revoked.contains(&head.desk) })
    };
    Ok(heads.iter().filter(|(head, _)| !head.desk.is_hub()).map(row).collect())
}

/// On a terminal, one line that is written over.
fn say(step: Step) {
    let mut terminal = std::io::stderr();
    if !terminal.is_terminal() {
        return;
    }
    let (word, done, of) = match step {
        Step::Fetched { done, of } => ("fetched", done, of),
        Step::Folded { done, of } => ("read", done, of),
    };
    let _ = write!(terminal, "\r{done} of about {of} entries {word}   ");
}

fn over() {
    let mut terminal = std::io::stderr();
    if terminal.is_terminal() {
        let _ = writeln!(terminal);
    }
}
