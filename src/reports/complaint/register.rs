//! The daily register: every complaint of a day, desk by desk, in order (`M-7`). It holds what a desk had recorded itself by the end of
//! that day, so that it prints the same ever after.

use std::collections::BTreeMap;

use super::who;
use crate::base::{Day, No, PaperNo};
use crate::folds::complaint::{Complaint, above, fold, standing};
use crate::journal::fact::Fact;
use crate::journal::{Entry, Subject};
use crate::print::{Cell, Column, Document, Section, Table};
use crate::reports::{Source, pair};
use crate::rules::complaint::Priority;
use crate::store::complaints::{self, Line};
use crate::store::read;
use crate::store::report::Days;

/// # Errors
/// A fault of the data file.
pub fn register(source: &Source, day: Day) -> Result<Document, No> {
    let lines = complaints::of_days(source.conn, Days::one(day))?;
    let mut document = source.document("Complaint register");
    document.meta = vec![pair("Date", day.dmy()), pair("Complaints", lines.len().to_string())];
    let mut by_desk: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
    for line in &lines {
        by_desk.entry(line.entry.0.as_str()).or_default().push(line);
    }
    for (desk, lines) in by_desk {
        document.sections.push(Section::Heading(format!("Desk {desk}")));
        document.sections.push(Section::Table(table(source, &lines, day)?));
    }
    if lines.is_empty() {
        document.sections.push(Section::Paragraph("No complaint was logged on this day.".to_owned()));
    }
    Ok(document.with(Section::Signatures(vec!["Complaint cell clerk".to_owned(), "Junior engineer".to_owned()])))
}

fn table(source: &Source, lines: &[&Line], day: Day) -> Result<Table, No> {
    let names = ["Complaint", "Time", "What", "Consumer", "Who and where", "Phone", "In the caller's words", "By the day's end"];
    let mut table = Table::new(names.map(Column::text).to_vec());
    for line in lines {
        // A call that came before midnight has its own day.
        let time = if line.logged.day() == day { line.logged.time() } else { line.logged.short() };
        let (priority, stood) = by_the_end(source, line, day)?;
        table.row([
            line.no.to_string().into(),
            time.into(),
            super::titled(priority, &line.title).into(),
            line.consumer.map_or(Cell::Blank, |no| no.to_string().into()),
            who(line).into(),
            line.phone.as_str().into(),
            line.words.as_str().into(),
            stood.into(),
        ]);
    }
    Ok(table)
}

/// How pressing it was, and where it stood, as its own desk had it when the day ended.
fn by_the_end(source: &Source, line: &Line, day: Day) -> Result<(Priority, String), No> {
    // With its outages: where they stood at the same desk.
    let own = |no: &PaperNo| -> Result<Option<Complaint>, No> {
        let entries = read::entries_of(source.conn, &Subject::Complaint(no.clone()))?;
        let known = |entry: &&Entry| entry.day <= day && (entry.desk == line.no.desk || matches!(entry.fact, Fact::ComplaintLogged(_)));
        Ok(entries.iter().filter(known).fold(None, |state, entry| fold(state, no, entry)))
    };
    let Some((complaint, above)) = above(&line.no, own)? else { return Ok((line.priority, String::new())) };
    let stands = standing(&complaint, &above);
    let words = stands.closure().map_or_else(|| stands.words(), |closure| format!("{} {}", stands.words(), closure.at.short()));
    Ok((complaint.priority, words))
}
