//! The job sheet: what is pending, by area, for the line staff, with room for their notes (`M-5`). The caller's code is not on it.

use std::collections::BTreeMap;

use super::{limit, what, who};
use crate::base::{No, PaperNo};
use crate::print::{Column, Document, Section, Table};
use crate::reports::{Source, pair};
use crate::store::complaints::{self, Line};

/// Which jobs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Jobs {
    #[default]
    All,
    Area(String),
    These(Vec<PaperNo>),
}

/// Where a crew writes.
const ROOM: &str = "______________________";
const SHORT: &str = "______";

/// # Errors
/// A fault of the data file.
pub fn job_sheet(source: &Source, jobs: &Jobs) -> Result<Document, No> {
    let mut lines = complaints::open(source.conn, usize::MAX, 0)?;
    lines.retain(|line| match jobs {
        Jobs::All => true,
        Jobs::Area(area) => line.area.to_lowercase().starts_with(&area.trim().to_lowercase()),
        Jobs::These(numbers) => numbers.contains(&line.no),
    });
    let mut by_area: BTreeMap<(bool, &str), Vec<&Line>> = BTreeMap::new();
    for line in &lines {
        // Where there is danger a crew goes first.
        let calm = !lines.iter().any(|other| other.is_danger() && other.area == line.area);
        by_area.entry((calm, line.area.as_str())).or_default().push(line);
    }
    let mut document = source.document("Job sheet");
    document.meta = vec![
        pair("As on", source.now.short()),
        pair("Desk", source.desk.to_string()),
        pair("Jobs", lines.len().to_string()),
        pair("Dangerous", lines.iter().filter(|line| line.is_danger()).count().to_string()),
    ];
    for ((_, area), lines) in by_area {
        let name = if area.is_empty() { "Elsewhere" } else { area };
        document.sections.push(Section::Heading(format!("{name}: {}", lines.len())));
        document.sections.push(Section::Table(table(source, &lines)));
    }
    let words = "Ask the caller for the code and write it down: it shows that the work was done. Danger first.";
    Ok(document
        .with(Section::Paragraph(words.to_owned()))
        .with(Section::Signatures(vec!["Complaint cell".to_owned(), "Line staff".to_owned()])))
}

fn table(source: &Source, lines: &[&Line]) -> Table {
    let names = ["Complaint", "Since", "What", "Who and where", "Phone", "Limit", "Done, material", "Time", "Code"];
    let mut table = Table::new(names.map(Column::text).to_vec());
    for line in lines {
        let outage = match (&line.outage, line.children) {
            (Some(outage), _) => format!(", with {outage}"),
            (None, 0) => String::new(),
            (None, n) => format!(", outage of {}", n + 1),
        };
        let said = if line.words.is_empty() { String::new() } else { format!(" ({})", line.words) };
        let transformer = if line.transformer.is_empty() { String::new() } else { format!(", {}", line.transformer) };
        table.row([
            line.no.to_string().into(),
            line.logged.short().into(),
            format!("{}{outage}{said}", what(line)).into(),
            format!("{}{transformer}", who(line)).into(),
            line.phone.as_str().into(),
            limit(line, source.now).into(),
            ROOM.into(),
            SHORT.into(),
            SHORT.into(),
        ]);
    }
    table
}
