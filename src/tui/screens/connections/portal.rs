//! Online applications, brought in from the portal's file: chosen by its path, shown with what becomes of each line, recorded whole.

use super::{CARD, CHECK};
use crate::acts::Sight;
use crate::acts::application::{ImportApplications, Lines, OnlineRow, categories};
use crate::base::{Day, No, Refusal};
use crate::import::applications::read as read_file;
use crate::import::{Checked, Unread};
use crate::rules::workflow::{self, REVISION, Workflow};
use crate::store::sight::Seen;
use crate::tui::looks::Tone;
use crate::tui::program::{House, View, act};
use crate::tui::screen::Effect;
use crate::tui::screens::patterns::folder::{Wanted, choose, chosen};
use crate::tui::screens::patterns::listing::text;
use crate::tui::screens::patterns::offer::{Offer, Offered, Read, says};
use crate::tui::screens::patterns::sheet::Plan;
use crate::tui::screens::patterns::{Found, Texts, Then};
use crate::tui::widgets::{Cell, Column, Field, Form, Kind, Row};

pub const PLAN: Plan = Plan {
    name: CARD.name,
    title: "File of online applications",
    intro: "The portal's file: reference, kind, status, and the applicant's fields. It is checked and shown; nothing is recorded yet.",
    fields: |_, _| vec![Field::new("file", "File", Kind::Text(200)).hint("or its number below")],
    look: |texts: &Texts, _: &View<'_>| -> Result<Found, No> { Ok(choose(texts, &WANTED).0) },
    sure: Plan::asks_nothing,
    record: |_: &Form, texts: &Texts, _: Day| -> Result<Effect<House>, Refusal> {
        Ok(Effect::Replace(Offer::open(&APPLICATIONS, chosen(texts))))
    },
    said: |_| String::new(),
    then: Then::Opens,
};

const WANTED: Wanted = Wanted { ending: ".csv", one: "CSV file", title: "CSV files and folders" };

/// The same of requests about bills: its lines need no kind.
pub const REQUESTS: Plan = Plan {
    title: "File of requests about bills",
    intro: "The portal's file: reference, consumer, bill, about, details. It is checked and shown; nothing is recorded yet.",
    record: |_: &Form, texts: &Texts, _: Day| -> Result<Effect<House>, Refusal> { Ok(Effect::Replace(Offer::open(&BILLS, chosen(texts)))) },
    ..PLAN
};

/// What becomes of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fate {
    /// Where it will stand, and whose step is next.
    New(String),
    /// The applicant's next step of one that is here.
    GoesOn,
    Known,
}

struct Line {
    row: OnlineRow,
    /// Of its workflow.
    title: String,
    fate: Fate,
}

const LINES: Offered<Line> = Offered {
    name: CARD.name,
    title: "Online applications",
    layers: [&["portal-offer", "list"], &["portal-faults", "list"]],
    again: CHECK,
    lists: ["portal-file", "portal-faults"],
    columns: &[
        Column::figure("line", "Line", 5),
        Column::text("reference", "Reference", 14),
        Column::text("name", "Who", 12).growing(),
        Column::text("kind", "Kind", 14),
        Column::text("fate", "What becomes of it", 22).growing(),
    ],
    filters: &[("new", |row| says(row, "new")), ("known", |row| says(row, "passed over"))],
    faults: &[Column::figure("line", "Line", 6), Column::text("field", "Column", 12), Column::text("fault", "What is wrong", 40).growing()],
    read: |bytes, view| read(bytes, view, None),
    row: line,
    verdict: |lines| {
        let (again, known) = (count(lines, &Fate::GoesOn), count(lines, &Fate::Known));
        (Tone::Good, format!("No faults. {} new, {again} sent again, {known} known already.", lines.len() - again - known))
    },
    sure: |lines| {
        let recorded = lines.len() - count(lines, &Fate::Known);
        let detail =
            "Each then stands in the work list of those whose step is next. The file is brought in whole or not at all.".to_owned();
        (recorded > 0).then(|| (format!("Bring in {recorded} of {} lines?", lines.len()), detail))
    },
    record: |lines| act(ImportApplications { rows: lines.iter().map(|line| line.row.clone()).collect() }),
    said: |done, _| format!("{} brought in", done.entries.len()),
};

static APPLICATIONS: Offered<Line> = LINES;
static BILLS: Offered<Line> = Offered { title: "Requests about bills", read: |bytes, view| read(bytes, view, Some(REVISION)), ..LINES };

fn count(lines: &[Line], of: &Fate) -> usize {
    lines.iter().filter(|line| line.fate == *of).count()
}

fn read(bytes: &[u8], view: &View<'_>, kind: Option<&str>) -> Result<Read<Line>, No> {
    let moment = view.moment();
    let categories = categories(&moment);
    let offered = workflow::Offered { today: view.today(), categories: &categories };
    let see = Seen { conn: view.conn(), desk: view.desk() };
    let mut lines = Lines::new(&see, &moment);
    let checked = match read_file(bytes, &view.rules().workflows, offered, kind, &mut |row| lines.take(row)) {
        Ok(checked) if checked.faults.is_empty() => checked,
        Ok(Checked { faults, .. }) | Err(Unread::Faults(faults)) => return Ok(Read::Faulty(faults)),
        Err(Unread::No(no)) => return Err(no),
    };
    let lines: Result<Vec<Line>, No> = checked.rows.into_iter().map(|row| line_of(row, &see, view)).collect();
    lines.map(Read::Good)
}

fn line_of(row: OnlineRow, see: &dyn Sight, view: &View<'_>) -> Result<Line, No> {
    let workflow = view.rules().workflows.get(&row.workflow);
    let title = workflow.map_or_else(|| row.workflow.clone(), |workflow| workflow.title.clone());
    let fate = match see.by_reference(&row.reference)? {
        None => Fate::New(workflow.and_then(|workflow| comes_to(workflow, &row.step)).unwrap_or_default()),
        Some(no) => {
            let application = see.application(&no)?.filter(|application| application.workflow == row.workflow);
            let open = |workflow: &Workflow, state: &str| workflow.steps_from(state).any(|step| step.name == row.step);
            let goes_on = application.zip(workflow).is_some_and(|(application, workflow)| open(workflow, &application.stand.state));
            if goes_on { Fate::GoesOn } else { Fate::Known }
        }
    };
    Ok(Line { row, title, fate })
}

/// Where a first step leads, and whose the next is.
fn comes_to(workflow: &Workflow, step: &str) -> Option<String> {
    let state = workflow.state(&workflow.step(step)?.to)?;
    let hand = state.waits.map_or_else(String::new, |hand| format!(", for {hand}"));
    Some(format!("{}{hand}", state.code))
}

fn line(line: &Line) -> Row {
    let fate = match &line.fate {
        Fate::New(comes_to) => format!("new: {comes_to}"),
        Fate::GoesOn => "sent again: goes on".to_owned(),
        Fate::Known => "known: passed over".to_owned(),
    };
    let number = Cell::Number(i64::try_from(line.row.line).unwrap_or(i64::MAX));
    let name = line.row.typed.get("name").cloned().or_else(|| line.row.consumer.map(|no| no.to_string())).unwrap_or_default();
    let reference = line.row.reference.clone();
    Row { key: reference.clone(), cells: vec![number, text(reference), text(name), text(line.title.clone()), text(fate)] }
}
