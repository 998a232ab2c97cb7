//! The statuses of a connection and what leads from one to the next, as the table of rules has them: for screen, paper and `docs/`.

use super::Source;
use crate::print::{Cell, Column, Document, Section, Table};
use crate::rules::lifecycle::TABLE;
use crate::rules::status::Status;

const CHANGES: [&str; 5] = ["From", "What happens", "To", "Who", "Rule"];
const NOTE: &str = "\"By itself\": the program does it as soon as it is so, as when the last rupee is paid. What is not in this table \
                    does not happen; where it is asked for it is refused, and the refusal says what would be needed. DISn and PNRn \
                    stand for the months 1 to 5.";

const TITLE: &str = "Statuses of a connection";

/// With the office at its head.
pub fn statuses(source: &Source) -> Document {
    Document { sections: sections(), ..source.document(TITLE) }
}

/// The same where there is no office.
pub fn document() -> Document {
    Document { sections: sections(), ..Document::new(TITLE) }
}

fn sections() -> Vec<Section> {
    let mut words = Table::new(vec![Column::text("Status"), Column::text("Meaning")]);
    for status in Status::all() {
        words.row([status.code().into(), status.words().into()]);
    }
    let mut changes = Table::new(CHANGES.map(Column::text).into());
    for change in TABLE {
        changes.row(change.cells().map(Cell::from));
    }
    vec![
        Section::Heading("What each means".to_owned()),
        Section::Table(words),
        Section::Heading("What leads from one to the next".to_owned()),
        Section::Table(changes),
        Section::Paragraph(NOTE.to_owned()),
    ]
}

/// The same as a page of documentation.
pub fn markdown() -> String {
    let mut page =
        String::from("# Statuses of a connection\n\nMade from the program's own table: `ebcm status table --format markdown`.\n");
    for section in sections() {
        page.push('\n');
        match section {
            Section::Heading(heading) => page.push_str(&format!("## {heading}\n")),
            Section::Paragraph(text) => page.push_str(&format!("{text}\n")),
            Section::Table(table) => rows(&mut page, &table),
            Section::Pairs(_) | Section::Signatures(_) | Section::Slip(_) => {}
        }
    }
    page
}

fn rows(page: &mut String, table: &Table) {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    page.push_str(&line(table.columns.iter().map(|column| column.name.clone()).collect()));
    page.push_str(&format!("|{}\n", "---|".repeat(table.columns.len())));
    for row in &table.rows {
        page.push_str(&line(row.iter().map(Cell::shown).collect()));
    }
}
