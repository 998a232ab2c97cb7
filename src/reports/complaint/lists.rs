//! The cell's lists: pending, past the limit, meters for the JE, rectified twice apart.

use super::{limit, officer, what};
use crate::base::No;
use crate::base::stamp::span;
use crate::print::Cell;
use crate::reports::Source;
use crate::reports::list::{Field, List, Rows};
use crate::store::complaints::{self, Line};
use crate::store::project::read_consumer;

const COLUMNS: &[Field] = &[
    Field::text("complaint", "Complaint"),
    Field::text("since", "Since"),
    Field::text("what", "What"),
    Field::text("consumer", "Consumer"),
    Field::text("name", "Name"),
    Field::text("where", "Where"),
    Field::text("stands", "Stands"),
    Field::text("limit", "Limit"),
    Field::text("officer", "Officer"),
];

pub const PENDING: List = List {
    name: "complaints",
    title: "Pending complaints",
    about: "open complaints, danger on top, then the newest (M-1)",
    rows: Rows::Few { fields: COLUMNS, read: |source| Ok(rows(source, complaints::open(source.conn, usize::MAX, 0)?)) },
};

pub const LATE: List = List {
    name: "late-complaints",
    title: "Complaints past their limit",
    about: "with the officer whose they are by now, and how late (M-9)",
    rows: Rows::Few { fields: COLUMNS, read: |source| Ok(rows(source, complaints::late(source.conn, source.now)?)) },
};

pub const APART: List = List {
    name: "rectified-apart",
    title: "Rectified twice apart",
    about: "two cells closed one complaint; the earlier stands, a person looks at the other (M-10)",
    rows: Rows::Few { fields: COLUMNS, read: |source| Ok(rows(source, complaints::apart(source.conn)?)) },
};

pub const METERS: List = List {
    name: "meter-complaints",
    title: "Meters complained of",
    about: "for the JE to look at: stuck or not (M-12)",
    rows: Rows::Few {
        fields: &[
            Field::text("consumer", "Consumer"),
            Field::text("name", "Name"),
            Field::text("status", "Status"),
            Field::text("meter", "Meter"),
            Field::text("stuck_since", "Stuck since"),
            Field::text("complaint", "Complaint"),
            Field::text("since", "Since"),
            Field::text("what", "What"),
            Field::text("late", "Late"),
            Field::total("balance", "Balance"),
        ],
        read: meters,
    },
};

fn rows(source: &Source, lines: Vec<Line>) -> Vec<Vec<Cell>> {
    let row = |line: Line| {
        vec![
            line.no.to_string().into(),
            line.logged.short().into(),
            what(&line).into(),
            line.consumer.map_or(Cell::Blank, |no| no.to_string().into()),
            line.name.as_str().into(),
            line.wherein().into(),
            line.stands.as_str().into(),
            limit(&line, source.now).into(),
            officer(&source.profile.complaints, &line, source.now).into(),
        ]
    };
    lines.into_iter().map(row).collect()
}

fn meters(source: &Source) -> Result<Vec<Vec<Cell>>, No> {
    let mut rows = Vec::new();
    for line in complaints::meters(source.conn)? {
        let consumer = line.consumer.map(|no| read_consumer(source.conn, no)).transpose()?.flatten();
        rows.push(vec![
            line.consumer.map_or(Cell::Blank, |no| no.to_string().into()),
            line.name.as_str().into(),
            consumer.as_ref().map_or(Cell::Blank, |c| c.status.code().into()),
            consumer.as_ref().map_or(Cell::Blank, |c| c.meter.no.as_str().into()),
            consumer.as_ref().and_then(|c| c.meter.stuck_since).map_or(Cell::Blank, Cell::Day),
            line.no.to_string().into(),
            line.logged.short().into(),
            what(&line).into(),
            if line.is_late(source.now) { span(line.late(source.now)).into() } else { Cell::Blank },
            consumer.map_or(Cell::Blank, |c| c.balance.into()),
        ]);
    }
    Ok(rows)
}
