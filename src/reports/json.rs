//! A document for other programs: its tables by their headings, rows by their columns' names.

use serde_json::{Map, Value, json};

use crate::print::{Cell, Document, Section, Table};

/// Amounts as strings with two decimals, dates ISO, counts as numbers.
pub fn cell(cell: &Cell) -> Value {
    match cell {
        Cell::Count(count) => json!(count),
        Cell::Blank => Value::Null,
        other => Value::String(other.plain()),
    }
}

/// `By head of account` → `by_head_of_account`.
fn key(name: &str) -> String {
    let name = name.to_lowercase();
    name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

/// The rows of a table.
pub fn rows(table: &Table) -> Value {
    let keys: Vec<String> = table.columns.iter().map(|column| key(&column.name)).collect();
    let row = |cells: &Vec<Cell>| {
        let value = |i: usize| cells.get(i).map_or(Value::Null, cell);
        Value::Object(keys.iter().enumerate().map(|(i, key)| (key.clone(), value(i))).collect())
    };
    Value::Array(table.rows.iter().map(row).collect())
}

/// The sums below a table's columns.
pub fn totals(table: &Table) -> Value {
    let sums = table.totals().unwrap_or_default();
    let columns = table.columns.iter().zip(&sums).filter(|(column, _)| column.total);
    Value::Object(columns.map(|(column, sum)| (key(&column.name), cell(sum))).collect())
}

/// The title and each table under its heading with its totals.
pub fn document(document: &Document) -> Value {
    let mut map = Map::new();
    map.insert("title".into(), json!(document.title));
    let mut heading = "rows".to_owned();
    for section in &document.sections {
        match section {
            Section::Heading(text) => heading = key(text),
            Section::Table(table) => {
                map.insert(heading.clone(), rows(table));
                let sums = totals(table);
                if sums.as_object().is_some_and(|sums| !sums.is_empty()) {
                    map.insert(format!("{heading}_totals"), sums);
                }
            }
            Section::Pairs(pairs) => {
                map.insert(heading.clone(), Value::Object(pairs.iter().map(|(name, value)| (key(name), json!(value))).collect()));
            }
            Section::Paragraph(text) => {
                map.insert("note".into(), json!(text));
            }
            Section::Signatures(_) | Section::Slip(_) => {}
        }
    }
    Value::Object(map)
}
