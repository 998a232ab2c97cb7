//! What a command prints: JSON for programs, plain lines and tables for people.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

use serde_json::{Map, Value, json};

use crate::base::No;

/// A command's answer.
#[derive(Debug, Default)]
pub struct Answer {
    value: Value,
    /// The plain text, where it is not made from the value.
    text: Option<String>,
    /// Rows in JSON already, to stand in the value as `rows`.
    rows: Option<String>,
    code: u8,
}

impl Answer {
    pub fn json(value: Value) -> Self {
        Self { value, ..Self::default() }
    }

    /// An object and its `rows`, more of them than should be held as values: they are JSON already, parted by commas.
    pub fn with_rows(value: Value, rows: Option<String>) -> Self {
        Self { value, rows, ..Self::default() }
    }

    /// Shown to people in place of what the JSON would give.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    #[must_use]
    pub const fn code(mut self, code: u8) -> Self {
        self.code = code;
        self
    }

    /// Nothing to print.
    pub fn quiet() -> Self {
        Self { text: Some(String::new()), ..Self::default() }
    }

    /// Prints it and gives the exit code.
    pub fn print(self, as_json: bool) -> ExitCode {
        let text = match (as_json, self.text) {
            (true, _) if let Some(rows) = &self.rows => {
                let head = self.value.to_string();
                format!("{},\"rows\":[{rows}]}}\n", head.strip_suffix('}').unwrap_or(&head))
            }
            (true, _) if self.value.is_null() => String::new(),
            (true, _) => format!("{}\n", self.value),
            (false, Some(text)) => text,
            (false, None) => plain(&self.value),
        };
        // A reader that has gone away (a closed pipe) is no fault of ours.
        let _ = std::io::stdout().lock().write_all(text.as_bytes());
        ExitCode::from(self.code)
    }
}

/// Says no: on standard error in words, with `--json` as a document on standard output.
pub fn refuse(no: &No, as_json: bool) -> ExitCode {
    let (rule, message, code) = match no {
        No::Refused(refusal) => (refusal.rule.to_string(), refusal.message.clone(), 1),
        No::Broken(fault) => ("J-18".to_owned(), fault.to_string(), 3),
    };
    if as_json {
        let _ = writeln!(std::io::stdout().lock(), "{}", json!({ "error": { "rule": rule, "message": message } }));
    }
    let _ = writeln!(std::io::stderr().lock(), "ebcm: {message}");
    ExitCode::from(code)
}

/// Lines `key  value`; an array of objects as a table.
pub fn plain(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Object(map) => object(&mut out, map, 0),
        Value::Array(rows) => table(&mut out, rows, 0),
        Value::Null => {}
        other => {
            let _ = writeln!(out, "{}", word(other));
        }
    }
    out
}

fn object(out: &mut String, map: &Map<String, Value>, indent: usize) {
    let shown: Vec<_> = map.iter().filter(|(_, v)| !v.is_null()).collect();
    let width = shown.iter().filter(|(_, v)| !is_block(v)).map(|(k, _)| k.len()).max().unwrap_or(0);
    for (key, value) in shown {
        let label = key.replace('_', " ");
        match value {
            Value::Object(inner) => {
                let _ = writeln!(out, "{:indent$}{label}", "");
                object(out, inner, indent + 2);
            }
            Value::Array(rows) if is_block(value) => {
                let _ = writeln!(out, "{:indent$}{label}", "");
                table(out, rows, indent + 2);
            }
            other => {
                let _ = writeln!(out, "{:indent$}{label:<width$}  {}", "", word(other));
            }
        }
    }
}

fn is_block(value: &Value) -> bool {
    match value {
        Value::Object(_) => true,
        Value::Array(rows) => rows.iter().any(Value::is_object),
        _ => false,
    }
}

fn word(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(words) => words.iter().map(word).collect::<Vec<_>>().join(", "),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn table(out: &mut String, rows: &[Value], indent: usize) {
    let mut columns: Vec<&str> = Vec::new();
    for key in rows.iter().filter_map(Value::as_object).flat_map(Map::keys) {
        if !columns.contains(&key.as_str()) {
            columns.push(key);
        }
    }
    let cells: Vec<Vec<String>> = rows.iter().map(|row| columns.iter().map(|c| word(&row[*c])).collect()).collect();
    let widths: Vec<usize> =
        columns.iter().enumerate().map(|(i, c)| cells.iter().map(|row| row[i].chars().count()).max().unwrap_or(0).max(c.len())).collect();
    let figures: Vec<bool> = (0..columns.len()).map(|i| cells.iter().all(|row| row[i].is_empty() || is_figure(&row[i]))).collect();
    let line = |out: &mut String, row: &[String]| {
        let mut text = " ".repeat(indent);
        for (i, cell) in row.iter().enumerate() {
            let width = widths[i];
            let _ = if figures[i] { write!(text, "{cell:>width$}  ") } else { write!(text, "{cell:<width$}  ") };
        }
        let _ = writeln!(out, "{}", text.trim_end());
    };
    line(out, &columns.iter().map(|c| c.replace('_', " ")).collect::<Vec<_>>());
    for row in &cells {
        line(out, row);
    }
    if rows.is_empty() {
        let _ = writeln!(out, "{:indent$}none", "");
    }
}

fn is_figure(text: &str) -> bool {
    text.strip_prefix('-').unwrap_or(text).bytes().all(|b| b.is_ascii_digit() || b == b'.')
}
