//! What management asks of the To Do list: opened, completed, rejected, pending; by type, office and officer; ages, days, amounts (`R-11`).

use super::super::{Source, in_rupees, pair};
use crate::base::{No, Stamp};
use crate::print::{Cell, Column, Document, Section, Table};
use crate::rules::todo::TodoType;
use crate::store::report::Days;
use crate::store::work::{self, Lens, Status, Which};
use crate::store::work_figures::{Figures, Heap, heaps};

/// Figures by name, in order.
pub type Named = Vec<(String, Figures)>;

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mis {
    pub by_type: Named,
    /// Pending ones that have climbed, by type.
    pub escalated: Vec<(String, i64)>,
    pub by_office: Named,
    pub by_officer: Named,
    pub all: Figures,
}

fn gather(heaps: &[Heap], name: impl Fn(&Heap) -> String) -> Named {
    let mut named: std::collections::BTreeMap<String, Figures> = std::collections::BTreeMap::new();
    for heap in heaps {
        *named.entry(name(heap)).or_default() += heap.figures;
    }
    named.into_iter().collect()
}

/// The figures of some days: opened and done in them, pending now.
///
/// # Errors
/// A fault of the data file.
pub fn mis(source: &Source, days: Days) -> Result<Mis, No> {
    let lens = Lens { profile: source.profile, now: source.now };
    let (from, to) = (Stamp::midnight(days.from), Stamp::midnight(days.to).plus(1_439));
    let heaps = heaps(source.conn, lens, (from, to))?;
    let mut escalated = Vec::new();
    for todo in TodoType::ALL {
        let which = Which { types: vec![todo], status: Status::Escalated, ..Which::default() };
        let count = work::count(source.conn, lens, &which, usize::MAX)?;
        if count > 0 {
            escalated.push((todo.word().to_owned(), i64::try_from(count).unwrap_or(i64::MAX)));
        }
    }
    let mut all = Figures::default();
    heaps.iter().for_each(|heap| all += heap.figures);
    Ok(Mis {
        by_type: gather(&heaps, |heap| heap.todo.word().to_owned()),
        escalated,
        by_office: gather(&heaps, |heap| heap.office.clone()),
        by_officer: gather(&heaps, |heap| heap.officer.clone()),
        all,
    })
}

/// `12.5`; nothing where nothing was done.
pub fn tenths(mean: Option<i64>) -> String {
    mean.map_or_else(String::new, |tenths| format!("{}.{}", tenths / 10, tenths % 10))
}

/// The same on paper.
///
/// # Errors
/// A fault of the data file.
pub fn document(source: &Source, days: Days) -> Result<Document, No> {
    let mis = mis(source, days)?;
    let mut document = source.document("To Do: what was opened, done, and waits");
    document.meta = vec![
        pair("Opened and done", format!("{} to {}", days.from.dmy(), days.to.dmy())),
        pair("Pending", format!("as on {}", source.now.short())),
        in_rupees(),
    ];
    for (title, name, rows) in
        [("By type", "Type", &mis.by_type), ("By office", "Office", &mis.by_office), ("By officer", "Officer", &mis.by_officer)]
    {
        document.sections.push(Section::Heading(title.to_owned()));
        document.sections.push(Section::Table(table(name, rows)));
    }
    document.sections.push(Section::Heading("Pending, by age in days".to_owned()));
    document.sections.push(Section::Table(ages(&mis)));
    Ok(document)
}

fn table(name: &str, rows: &Named) -> Table {
    let counts = ["Opened", "Completed", "Rejected", "Pending"].map(|name| Column::counts(name).with_total());
    let amounts = ["Up", "Down"].map(|name| Column::figures(name).with_total());
    let columns = std::iter::once(Column::text(name)).chain(counts).chain([Column::text("Days")]).chain(amounts);
    let mut table = Table::new(columns.collect());
    for (name, figures) in rows {
        table.row([
            name.as_str().into(),
            figures.opened.into(),
            figures.completed.into(),
            figures.rejected.into(),
            figures.pending.into(),
            tenths(figures.mean_tenths()).into(),
            figures.up.into(),
            figures.down.into(),
        ]);
    }
    table
}

fn ages(mis: &Mis) -> Table {
    let counts = ["To 7", "8 to 15", "16 to 30", "Over 30", "Escalated"].map(|name| Column::counts(name).with_total());
    let mut table = Table::new(std::iter::once(Column::text("Type")).chain(counts).collect());
    for (name, figures) in mis.by_type.iter().filter(|(_, figures)| figures.pending > 0) {
        let escalated = mis.escalated.iter().find(|(known, _)| known == name).map_or(0, |(_, count)| *count);
        let cells = figures.ages.into_iter().chain([escalated]).map(Cell::from);
        table.row(std::iter::once(Cell::from(name.as_str())).chain(cells));
    }
    table
}
