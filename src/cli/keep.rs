//! `verify`, `rebuild`, `backup`, `restore`, `journal`.

use std::path::Path;

use serde_json::{Value, json};

use super::At;
use super::answer::Answer;
use super::args::Journal;
use crate::base::{No, Refusal};
use crate::journal::Recorded;
use crate::store::Reader;
use crate::store::backup::{Backup, documents_of, restore as restored};
use crate::store::codec::each_entry;
use crate::store::copied::Lacking;
use crate::store::fit::Unfolded;
use crate::store::verify::Found;

pub fn verify(at: &At) -> Result<Answer, No> {
    let report = Reader::open(&at.data)?.current()?.verify()?;
    let found = |found: &[Found]| found.iter().map(|f| json!({ "entry": f.entry, "what": f.what })).collect::<Vec<Value>>();
    let (faults, notes) = (found(&report.faults), found(&report.notes));
    let told: String = report.notes.iter().map(|f| format!("{}: {}\n", f.entry, f.what)).collect();
    let ok = faults.is_empty();
    let text = if ok {
        format!("ok: {} entries\n{}{}{told}", report.entries, newer(&report.unread), not_counted(&report.unfolded))
    } else {
        let faults: String = report.faults.iter().map(|f| format!("{}: {}\n", f.entry, f.what)).collect();
        faults + &not_counted(&report.unfolded) + &told
    };
    let value = json!({ "ok": ok, "entries": report.entries, "unread": report.unread, "not_counted": report.unfolded, "notes": notes,
                        "faults": faults });
    Ok(Answer::json(value).text(text).code(u8::from(!ok)))
}

/// What stands in the journal and counts for nothing.
fn not_counted(unfolded: &[Unfolded]) -> String {
    unfolded.iter().map(|one| format!("{one}; {}\n", one.remedy)).collect()
}

/// What this program lacks (`J-20`).
fn newer(unread: &[String]) -> String {
    if unread.is_empty() {
        return String::new();
    }
    format!("{} of them a newer program wrote (the first is {}): kept, and read when this program is updated\n", unread.len(), unread[0])
}

pub fn rebuild(at: &At) -> Result<Answer, No> {
    let mut store = crate::store::Store::open(&at.data, false, crate::store::open::How::default())?;
    let entries = store.rebuild(&mut |_| true)?;
    Ok(Answer::json(json!({ "entries": entries })))
}

pub fn backup(at: &At, file: &Path) -> Result<Answer, No> {
    Ok(copied(&Reader::open(&at.data)?.backup(file)?, file))
}

pub fn restore(at: &At, file: &Path) -> Result<Answer, No> {
    Ok(copied(&restored(file, &at.data)?, file))
}

/// What a backup holds; a document that lacks does not stop the rest, and is named.
fn copied(backup: &Backup, file: &Path) -> Answer {
    let lacking = &backup.documents.lacking;
    let row = |one: &Lacking| json!({ "entry": one.named.entry(), "name": one.named.file.name, "what": one.what() });
    let value = json!({
        "file": file.display().to_string(),
        "entries": backup.entries,
        "documents": backup.documents.count,
        "lacking": lacking.iter().map(row).collect::<Vec<_>>(),
    });
    let documents = match backup.documents.count {
        0 => String::new(),
        count => format!(", {count} document{} in {}", if count == 1 { "" } else { "s" }, documents_of(file).display()),
    };
    let told: String = lacking.iter().map(|one| format!("{}: {}\n", one.named.entry(), one.what())).collect();
    Answer::json(value).text(format!("{}: {} entries{documents}\n{told}", file.display(), backup.entries))
}

/// An entry as it stands, its body as JSON.
fn entry(raw: &Recorded) -> Value {
    let body: Value = serde_json::from_str(&raw.body).unwrap_or_else(|_| Value::String(raw.body.clone()));
    // A PIN behind its hash is soon guessed: hashes leave the file in backups alone.
    let body = if raw.kind == "password-set" { json!({ "password-set": { "name": body["password-set"]["name"] } }) } else { body };
    let personal: Option<Value> = raw.personal.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let erased = raw.personal.is_none() && raw.personal_hash.is_some();
    json!({ "entry": raw.name(), "at": raw.at, "date": raw.day, "user": raw.user, "kind": raw.kind, "facts": body, "personal": personal,
            "erased": erased, "hash": hex::encode(&raw.hash) })
}

pub fn journal(at: &At, what: Journal) -> Result<Answer, No> {
    let reader = Reader::open(&at.data)?;
    match what {
        Journal::Show { entry: name } => {
            let unknown = || No::from(Refusal::new("J-1", format!("There is no entry {name}: write desk and number, as KVT-1/42.")));
            let (desk, seq) = name.rsplit_once('/').ok_or_else(unknown)?;
            let seq: i64 = seq.parse().map_err(|_| unknown())?;
            let mut found = None;
            each_entry(reader.connection(), "entry", rusqlite::params![desk, seq], |raw| {
                found = Some(entry(&raw));
                Ok(())
            })?;
            found.map(Answer::json).ok_or_else(unknown)
        }
        Journal::Export => {
            let mut text = String::new();
            let mut rows = Vec::new();
            each_entry(reader.connection(), "entries in order", [], |raw| {
                if at.json {
                    rows.push(entry(&raw));
                } else {
                    text.push_str(&entry(&raw).to_string());
                    text.push('\n');
                }
                Ok(())
            })?;
            Ok(Answer::json(json!({ "rows": rows })).text(text))
        }
    }
}
