//! All consumers, counted.

use std::collections::BTreeMap;

use super::{Source, pair};
use crate::base::No;
use crate::print::{Column, Document, Section, Table};
use crate::store::report::{self, Placed};

/// # Errors
/// A fault of the data file.
pub fn consumers(source: &Source) -> Result<Document, No> {
    let placed = report::placed(source.conn)?;
    let mut document = source.document("Consumers");
    document.meta = vec![pair("As on", source.today.dmy())];
    for name in ["Category", "Status", "Area"] {
        let of = |line: &Placed| match name {
            "Category" => line.category.clone(),
            "Status" => line.status.clone(),
            _ => line.area.clone(),
        };
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        placed.iter().for_each(|line| *counts.entry(of(line)).or_default() += line.count);
        let mut table = Table::new(vec![Column::text(name), Column::counts("Consumers").with_total()]);
        for (word, count) in counts {
            table.row([word.into(), count.into()]);
        }
        document.sections.push(Section::Heading(format!("By {}", name.to_lowercase())));
        document.sections.push(Section::Table(table));
    }
    Ok(document)
}
