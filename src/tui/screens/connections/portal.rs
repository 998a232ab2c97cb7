//! Online applications, brought in from the portal's file: chosen by its path, shown with what becomes of each line, recorded whole.

use super::{CARD, CHECK};
use crate::acts::Sight;
use crate::acts::application::{ImportApplications, Lines, OnlineRow, categories};
use crate::base::{Day, No, Refusal};
use crate::import::applications::read as read_file;
use crate::import::{Checked, Unread};
use crate::rules::workflow;
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

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    New,
    /// The applicant's next step of one that is here.
    GoesOn,
    Known,
}

type Line = (OnlineRow, Fate);

static APPLICATIONS: Offered<Line> = Offered {
    name: CARD.name,
    title: "Online applications",
    layers: [&["portal-offer", "list"], &["portal-faults", "list"]],
    again: CHECK,
    lists: ["portal-file", "portal-faults"],
    columns: &[
        Column::figure("line", "Line", 5),
        Column::text("reference", "Reference", 14),
        Column::text("name", "Applicant", 12).growing(),
        Column::text("kind", "Kind", 10),
        Column::text("fate", "What becomes of it", 22).growing(),
    ],
    filters: &[("new", |row| says(row, "new")), ("known", |row| says(row, "passed over"))],
    faults: &[Column::figure("line", "Line", 6), Column::text("field", "Column", 12), Column::text("fault", "What is wrong", 40).growing()],
    read,
    row: line,
    verdict: |lines| {
        let [new, again, known] = [Fate::New, Fate::GoesOn, Fate::Known].map(|fate| count(lines, fate));
        (Tone::Good, format!("No faults. {new} new, {again} sent again, {known} known already."))
    },
    sure: |lines| {
        let recorded = lines.len() - count(lines, Fate::Known);
        let detail = "The AE finds them in the work list. The file is brought in whole or not at all.".to_owned();
        (recorded > 0).then(|| (format!("Bring in {recorded} applications?"), detail))
    },
    record: |lines| act(ImportApplications { rows: lines.iter().map(|(row, _)| row.clone()).collect() }),
    said: |done, _| format!("{} applications brought in", done.entries.len()),
};

fn count(lines: &[Line], of: Fate) -> usize {
    lines.iter().filter(|(_, fate)| *fate == of).count()
}

fn read(bytes: &[u8], view: &View<'_>) -> Result<Read<Line>, No> {
    let moment = view.moment();
    let categories = categories(&moment);
    let offered = workflow::Offered { today: view.today(), categories: &categories };
    let see = Seen { conn: view.conn(), desk: view.desk() };
    let mut lines = Lines::new(&see, &moment);
    let checked = match read_file(bytes, &view.rules().workflows, offered, None, &mut |row| lines.take(row)) {
        Ok(checked) if checked.faults.is_empty() => checked,
        Ok(Checked { faults, .. }) | Err(Unread::Faults(faults)) => return Ok(Read::Faulty(faults)),
        Err(Unread::No(no)) => return Err(no),
    };
    let fates: Result<Vec<Line>, No> = checked.rows.into_iter().map(|row| fate(&row, &see, view).map(|fate| (row, fate))).collect();
    fates.map(Read::Good)
}

fn fate(row: &OnlineRow, see: &dyn Sight, view: &View<'_>) -> Result<Fate, No> {
    let Some(no) = see.by_reference(&row.reference)? else { return Ok(Fate::New) };
    let application = see.application(&no)?.filter(|application| application.workflow == row.workflow);
    let goes_on = application.is_some_and(|application| {
        let workflow = view.rules().workflows.get(&application.workflow);
        workflow.is_some_and(|workflow| workflow.steps_from(&application.stand.state).any(|step| step.name == row.step))
    });
    Ok(if goes_on { Fate::GoesOn } else { Fate::Known })
}

fn line((row, fate): &Line) -> Row {
    let fate = match fate {
        Fate::New => "new: the AE admits it",
        Fate::GoesOn => "sent again: goes on",
        Fate::Known => "known: passed over",
    };
    let number = Cell::Number(i64::try_from(row.line).unwrap_or(i64::MAX));
    let name = row.typed.get("name").cloned().unwrap_or_default();
    Row { key: row.reference.clone(), cells: vec![number, text(row.reference.clone()), text(name), text(row.workflow.clone()), text(fate)] }
}
