//! `status table`: what each status means and what leads where; it needs no data file.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};

use super::At;
use super::answer::Answer;
use crate::base::{Fault, No};
use crate::reports::statuses::{document, markdown};
use crate::rules::lifecycle::TABLE;
use crate::rules::status::Status;

#[derive(Debug, Subcommand)]
pub enum Statuses {
    /// The whole table.
    Table {
        #[arg(long, value_enum, default_value_t)]
        format: Form,
        /// Into this file.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Form {
    #[default]
    Text,
    Json,
    Markdown,
}

pub fn run(at: &At, what: &Statuses) -> Result<Answer, No> {
    let Statuses::Table { format, out } = what;
    let text = match format {
        Form::Json => format!("{}\n", value()),
        Form::Markdown => markdown(),
        Form::Text if at.json => format!("{}\n", value()),
        Form::Text => document().text(super::reporting::WIDTH),
    };
    let Some(file) = out else { return Ok(Answer::json(value()).text(text)) };
    std::fs::write(file, text).map_err(|e| Fault::new(format!("{} can't be written ({e})", file.display()), "give another file"))?;
    Ok(Answer::json(json!({ "file": file })))
}

fn value() -> Value {
    let statuses: Vec<Value> = Status::all().map(|status| json!({ "status": status, "words": status.words() })).collect();
    let changes: Vec<Value> = TABLE
        .iter()
        .map(|change| {
            let [from, event, to, by, rule] = change.cells();
            json!({ "from": from, "event": event, "to": to, "by": by, "rule": rule })
        })
        .collect();
    json!({ "statuses": statuses, "changes": changes })
}
