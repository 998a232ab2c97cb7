//! A list to walk with: an area after the other, in the order of the route, with room for what is found there (`L-14`).

use super::list::{Ask, List, part_table};
use super::{Source, in_rupees, pair};
use crate::base::No;
use crate::print::{Cell, Column, Document, Section, Table};

/// Lines to write on; the figures of a reading, and a few words.
const READING: &str = "__________";
const REMARKS: &str = "____________________________";

/// What the walker has on the sheet of each consumer, by the list's own columns; the area stands above, the rest is for the desk.
const AT_HAND: [&str; 9] = ["consumer", "name", "house", "place", "meter", "last_reading", "cut_from", "disconnected_on", "balance"];

/// The list by route.
pub(super) fn document(list: &List, source: &Source, ask: &Ask) -> Result<Document, No> {
    let fields = list.fields();
    let taken: Vec<usize> = fields.iter().enumerate().filter(|(_, f)| AT_HAND.contains(&f.key)).map(|(place, _)| place).collect();
    let area_at = fields.iter().position(|field| field.key == "area").unwrap_or(0);
    let full = list.table(source, ask)?;
    let mut document = list.head(source, ask)?;
    document.meta.push(pair("Rows", full.rows.len().to_string()));
    document.meta.push(in_rupees());
    let mut columns: Vec<Column> = taken.iter().filter_map(|place| full.columns.get(*place).cloned()).collect();
    columns.extend([Column::text("Reading"), Column::text("Done on, remarks")]);
    let empty = || Table { columns: columns.clone(), rows: Vec::new() };
    let mut area = String::new();
    let mut table = empty();
    let is_empty = full.rows.is_empty();
    for row in full.rows {
        let here = row.get(area_at).map(Cell::plain).unwrap_or_default();
        if here != area && !table.rows.is_empty() {
            document = section(document, &area, std::mem::replace(&mut table, empty()));
        }
        area = here;
        let mut cells: Vec<Cell> = taken.iter().map(|place| row.get(*place).cloned().unwrap_or(Cell::Blank)).collect();
        cells.extend([READING.into(), REMARKS.into()]);
        table.row(cells);
        // Room for a hand that writes on its knee.
        table.row(vec![Cell::Blank; columns.len()]);
    }
    document = section(document, &area, table);
    let parts = list.parts(source, ask)?;
    if !is_empty && parts.len() > 1 {
        document = document.with(Section::Heading("By area and category".to_owned())).with(Section::Table(part_table(parts)));
    }
    Ok(document.with(Section::Signatures(vec!["Handed out to".to_owned(), "Returned on".to_owned(), "Junior Engineer".to_owned()])))
}

fn section(document: Document, area: &str, table: Table) -> Document {
    let heading = if area.is_empty() { "No area".to_owned() } else { area.to_owned() };
    let document = if table.rows.is_empty() { document } else { document.with(Section::Heading(heading)) };
    document.with(Section::Table(table))
}
