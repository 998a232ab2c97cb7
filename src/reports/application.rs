//! Applications on paper and in lists: the path of one, what waits for whom, temporary connections past their last date (`N-6`).

use super::list::{Field, List, Rows};
use super::{Source, pair};
use crate::base::No;
use crate::folds::Application;
use crate::folds::application::Taken;
use crate::journal::Personal;
use crate::print::{Cell, Column, Document, Section, Table};
use crate::rules::workflow::{Given, Hand, Kind, Workflow};
use crate::store::applications::{self, Heap, Item, Which};

/// Fields with the names that the workflow has for them, in its order; those that it does not have any more stand last.
pub fn labelled(workflow: Option<&Workflow>, given: &Given) -> Vec<(String, String)> {
    let fields = workflow.map_or(&[][..], |workflow| &workflow.fields);
    let place = |name: &str| fields.iter().position(|field| field.name == name).unwrap_or(usize::MAX);
    let label = |name: &str| fields.iter().find(|field| field.name == name).map_or_else(|| name.replace('_', " "), |f| f.label.clone());
    // Documents are told with their request: what was typed names them by their hashes.
    let is_told = |name: &str| fields.iter().any(|field| field.name == name && field.kind == Kind::Documents);
    let mut all: Vec<(&str, String)> = given.iter().filter(|(name, _)| !is_told(name)).map(|(name, value)| (name, value.shown())).collect();
    all.sort_by_key(|(name, _)| place(name));
    all.into_iter().map(|(name, text)| (label(name), text)).collect()
}

/// The whole path of an application: who, when, what, and how long it stood where (`N-1`).
pub fn path(source: &Source, application: &Application, applicant: &Personal, workflow: Option<&Workflow>) -> Document {
    let mut document = source.document(format!("Path of {}", application.no));
    let waits = application.stand.waits.map_or_else(|| "nobody: it has ended".to_owned(), Hand::words);
    let limit = application.due().map_or_else(String::new, |due| format!(", by {}", due.dmy()));
    document.meta = vec![
        pair("Workflow", application.title.clone()),
        pair("Applicant", applicant.name.clone()),
        pair("Address", applicant.address.clone()),
        pair("Consumer", application.whose().map(|no| no.to_string()).unwrap_or_default()),
        pair("In place of", application.about.filter(|_| application.made.is_some()).map(|no| no.to_string()).unwrap_or_default()),
        pair("Number at the portal", application.reference.clone().unwrap_or_default()),
        pair("Stands at", format!("{}, since {}", application.stand.words(), application.since.dmy())),
        pair("Waits for", format!("{waits}{limit}")),
        pair("As on", source.today.dmy()),
    ];
    document.meta.retain(|(_, text)| !text.is_empty());
    document.sections.push(Section::Table(steps(source, application)));
    if !application.apart.is_empty() {
        document.sections.push(Section::Heading("Taken apart, at another desk, after another had taken the turn".to_owned()));
        document.sections.push(Section::Table(apart_steps(application)));
    }
    document.sections.push(Section::Heading("Given".to_owned()));
    document.sections.push(Section::Pairs(labelled(workflow, &application.given)));
    document
}

fn papers(taken: &Taken) -> String {
    taken.papers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn steps(source: &Source, application: &Application) -> Table {
    let names = ["Day", "Step", "By", "Led to", "Said", "Papers"];
    let mut table = Table::new(names.map(Column::text).into_iter().chain([Column::counts("Days there")]).collect());
    for (place, taken) in application.path.iter().enumerate() {
        let next = application.path.get(place + 1).map(|next| next.day);
        let until = next.or_else(|| application.stand.is_open().then_some(source.today));
        let stood = until.map_or(Cell::Blank, |until| i64::from(until.days_since(taken.day)).into());
        table.row([
            taken.day.into(),
            taken.title.as_str().into(),
            format!("{} ({})", taken.user, taken.desk).into(),
            format!("{} {}", taken.to, taken.text).into(),
            taken.said.as_str().into(),
            papers(taken).into(),
            stood,
        ]);
    }
    table
}

fn apart_steps(application: &Application) -> Table {
    let mut table = Table::new(["Day", "Step", "By", "Consumer", "Papers"].map(Column::text).into());
    for taken in &application.apart {
        table.row([
            taken.day.into(),
            taken.title.as_str().into(),
            format!("{} ({})", taken.user, taken.desk).into(),
            taken.consumer.map_or(Cell::Blank, |no| no.to_string().into()),
            papers(taken).into(),
        ]);
    }
    table
}

pub const ITEMS: List = List {
    name: "applications",
    title: "Open applications",
    about: "every open application, the longest waiting first, with the role that acts next and its limit (N-1)",
    rows: Rows::Few {
        fields: &[
            Field::text("application", "Application"),
            Field::text("name", "Name"),
            Field::text("what", "What"),
            Field::text("status", "Status"),
            Field::text("role", "Waits for"),
            Field::text("since", "Since"),
            Field::figures("waited", "Days"),
            Field::figures("limit", "Limit"),
            Field::figures("late", "Late"),
            Field::text("office", "Office"),
            Field::text("area", "Area"),
        ],
        read: |source| {
            let items = applications::items(source.conn, &Which::default(), usize::MAX, 0)?;
            Ok(items.into_iter().map(|item| item_row(source, &item)).collect())
        },
    },
};

fn item_row(source: &Source, item: &Item) -> Vec<Cell> {
    let days = |days: i32| Cell::Count(i64::from(days));
    vec![
        item.no.to_string().into(),
        item.name.as_str().into(),
        item.title.as_str().into(),
        format!("{} {}", item.state, item.text).into(),
        item.role.code().into(),
        item.since.into(),
        days(item.waited(source.today)),
        item.limit().map_or(Cell::Blank, days),
        days(item.late(source.today)),
        item.office.as_str().into(),
        item.area.as_str().into(),
    ]
}

pub const EXPIRED: List = List {
    name: "temporary-expired",
    title: "Temporary connections past their last date",
    about: "to be disconnected with the final reading, or extended (N-6)",
    rows: Rows::Few {
        fields: &[
            Field::text("consumer", "Consumer"),
            Field::text("name", "Name"),
            Field::text("address", "Address"),
            Field::text("area", "Area"),
            Field::text("status", "Status"),
            Field::text("until", "Last date"),
            Field::figures("days", "Days past"),
            Field::text("application", "Application"),
            Field::total("balance", "Balance"),
        ],
        read: expired,
    },
};

fn expired(source: &Source) -> Result<Vec<Vec<Cell>>, No> {
    let row = |t: applications::Temporary| {
        vec![
            t.consumer.to_string().into(),
            t.name.into(),
            t.address.into(),
            t.area.into(),
            t.state.into(),
            t.until.into(),
            Cell::Count(i64::from(source.today.days_since(t.until))),
            t.no.to_string().into(),
            t.balance.into(),
        ]
    };
    Ok(applications::expired(source.conn, source.today)?.into_iter().map(row).collect())
}

pub const APART: List = List {
    name: "steps-apart",
    title: "Steps taken apart",
    about: "two desks took one step of an application; the earlier stands, money taken with the other is refund payable",
    rows: Rows::Few {
        fields: &[
            Field::text("application", "Application"),
            Field::text("what", "What"),
            Field::text("step", "Step"),
            Field::text("day", "Day"),
            Field::text("by", "By"),
            Field::text("consumer", "Consumer"),
            Field::text("papers", "Papers"),
        ],
        read: apart,
    },
};

fn apart(source: &Source) -> Result<Vec<Vec<Cell>>, No> {
    let mut rows = Vec::new();
    for application in applications::apart(source.conn)? {
        for taken in &application.apart {
            rows.push(vec![
                application.no.to_string().into(),
                application.title.as_str().into(),
                taken.title.as_str().into(),
                taken.day.into(),
                format!("{} ({})", taken.user, taken.desk).into(),
                taken.consumer.map_or(Cell::Blank, |no| no.to_string().into()),
                papers(taken).into(),
            ]);
        }
    }
    Ok(rows)
}

pub const TWICE: List = List {
    name: "applications-twice",
    title: "Online applications brought in twice",
    about: "two desks brought in one application of the portal; the AE rejects the one that went less far",
    rows: Rows::Few {
        fields: &[
            Field::text("reference", "Number at the portal"),
            Field::text("application", "Application"),
            Field::text("what", "What"),
            Field::text("status", "Status"),
            Field::text("day", "Day"),
        ],
        read: |source| {
            let row = |a: Application| {
                let reference = a.reference.clone().unwrap_or_default();
                vec![reference.into(), a.no.to_string().into(), a.title.as_str().into(), a.stand.words().into(), a.day.into()]
            };
            Ok(applications::twice(source.conn)?.into_iter().map(row).collect())
        },
    },
};

/// What waits where, over all offices of this file: for the EE (`N-1`).
///
/// # Errors
/// A fault of the data file.
pub fn overview(source: &Source) -> Result<Document, No> {
    let mut document = source.document("Applications by office");
    document.meta = vec![pair("As on", source.today.dmy())];
    let heaps = applications::heaps(source.conn, source.today)?;
    let mut offices: Vec<&str> = heaps.iter().map(|heap| heap.office.as_str()).collect();
    offices.dedup();
    for office in offices {
        let name = source.profile.office(office).map_or(office, |o| o.name.as_str());
        document.sections.push(Section::Heading(format!("{name} ({office})")));
        document.sections.push(Section::Table(heap_table(source, heaps.iter().filter(|heap| heap.office == office))));
    }
    Ok(document)
}

fn heap_table<'a>(source: &Source, heaps: impl Iterator<Item = &'a Heap>) -> Table {
    let names = ["Waits for", "What", "Status"].map(Column::text);
    let figures = [Column::counts("Open").with_total(), Column::counts("Past the limit").with_total(), Column::counts("Longest, days")];
    let mut table = Table::new(names.into_iter().chain(figures).collect());
    for heap in heaps {
        table.row([
            heap.role.code().into(),
            heap.title.as_str().into(),
            format!("{} {}", heap.state, heap.text).into(),
            heap.count.into(),
            heap.late.into(),
            i64::from(source.today.days_since(heap.oldest)).into(),
        ]);
    }
    table
}
