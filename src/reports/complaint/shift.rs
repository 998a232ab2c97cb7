//! The shift's hand-over sheet: open jobs, crews out, promises made (`M-11`).

use super::{limit, what, who};
use crate::base::No;
use crate::print::{Column, Document, Section, Table};
use crate::reports::{Source, pair};
use crate::store::complaints::{self, Line};

/// # Errors
/// A fault of the data file.
pub fn shift(source: &Source) -> Result<Document, No> {
    let lines = complaints::open(source.conn, usize::MAX, 0)?;
    let mut document = source.document("Shift hand-over, complaint cell");
    document.meta = vec![pair("As on", source.now.short()), pair("Desk", source.desk.to_string())];
    match complaints::cell(source.conn, source.desk)? {
        Some(cell) => {
            let or_none = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
            document.sections.push(Section::Pairs(vec![
                pair("Handed over", format!("{}, {} to {}", cell.last.at.short(), cell.by, cell.last.to)),
                pair("Crews out", or_none(&cell.last.crews)),
                pair("Promises made", or_none(&cell.last.promises)),
                pair("Then open", format!("{}, {} dangerous, {} past the limit", cell.last.open, cell.last.danger, cell.last.late)),
            ]));
        }
        None => document.sections.push(Section::Paragraph("No shift was handed over at this desk yet.".to_owned())),
    }
    let parts: [(&str, fn(&Line) -> bool); 3] = [
        ("Dangerous", |line| line.is_danger()),
        ("With others or on hold", |line| !line.is_danger() && line.stands != "open"),
        ("Waiting for a crew", |line| !line.is_danger() && line.stands == "open"),
    ];
    for (name, belongs) in parts {
        let part: Vec<&Line> = lines.iter().filter(|line| belongs(line)).collect();
        if !part.is_empty() {
            document.sections.push(Section::Heading(format!("{name}: {}", part.len())));
            document.sections.push(Section::Table(table(source, &part)));
        }
    }
    Ok(document.with(Section::Signatures(vec!["Handed over by".to_owned(), "Taken over by".to_owned()])))
}

fn table(source: &Source, lines: &[&Line]) -> Table {
    let mut table = Table::new(["Complaint", "Since", "What", "Who and where", "Stands", "Limit"].map(Column::text).to_vec());
    for line in lines {
        table.row([
            line.no.to_string().into(),
            line.logged.short().into(),
            what(line).into(),
            who(line).into(),
            line.stands.as_str().into(),
            limit(line, source.now).into(),
        ]);
    }
    table
}
