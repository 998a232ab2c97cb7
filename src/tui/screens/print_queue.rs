//! Print queue: what was printed and what waits; again, not at all, or once more as a duplicate (`C-7`, `C-20`).

use super::patterns::board::{Board, Deed, Plan};
use super::patterns::listing::{Said, text};
use super::patterns::{Listing, Look};
use crate::base::{Fault, No, PaperNo};
use crate::spool::{Order, Ready, SLIP, again, order, order_ready};
use crate::store::spool::{self, Job, NewJob};
use crate::tui::backend::Status;
use crate::tui::keys::{Action, action};
use crate::tui::looks::Tone;
use crate::tui::program::{Bench, House, View, Work};
use crate::tui::screen::{Card, Confirm, Effect, Screen};
use crate::tui::widgets::rows::Filter;
use crate::tui::widgets::{Cell, Column, Panel, Row};

pub const CARD: Card<House> = Card {
    name: "print-queue",
    title: "Print queue",
    about: "What waits for the printer, and why",
    roles: &[],
    actions: &[CANCEL, REPRINT],
    open,
};

pub const CANCEL: Action = Action("cancel-print");
pub const REPRINT: Action = Action("reprint");

/// Jobs shown at most, the newest first.
const MANY: u32 = 1_000;

const COLUMNS: &[Column] = &[
    Column::text("job", "Job", 5),
    Column::text("paper", "Paper", 20).growing(),
    Column::text("copy", "Copy", 6),
    Column::text("to", "To", 18),
    Column::text("state", "State", 9),
    Column::figure("tries", "Tries", 5),
];

const FILTERS: &[Filter] = &[("waiting", is_waiting), ("failed", |row| stands(row, "failed")), ("printed", |row| stands(row, "printed"))];

const PLAN: Plan = Plan {
    name: "print-queue",
    layers: &["print-queue", "list"],
    enter: Some(action::MAIN),
    deeds: &[
        Deed { action: action::MAIN, sure: None, run: |row, _| with(row, retry) },
        Deed { action: CANCEL, sure: Some(ask_cancel), run: |row, _| with(row, cancel) },
        Deed { action: REPRINT, sure: Some(ask_reprint), run: |row, _| with(row, reprint) },
    ],
    detail: Some((5, told)),
    said: |_| String::new(),
    lives: true,
};

fn open(_: &Status) -> Box<dyn Screen<House>> {
    Box::new(Board::new(&PLAN, Listing::short("print-queue", "Print queue", COLUMNS, FILTERS, rows)))
}

fn rows(look: &Look<'_>) -> Result<Vec<Row>, No> {
    Ok(spool::list(look.conn, MANY, 0)?.iter().map(row).collect())
}

fn row(job: &Job) -> Row {
    let cells = vec![
        text(job.id.to_string()),
        text(paper(&job.job)),
        if job.job.copy == 0 { Cell::Empty } else { text(format!("DUP {}", job.job.copy)) },
        text(job.job.target.clone()),
        text(state(&job.state)),
        Cell::Number(job.tries.into()),
    ];
    Row { key: job.id.to_string(), cells }
}

/// Numbered papers say what they are by their number; others by their kind.
fn paper(job: &NewJob) -> String {
    if job.paper.parse::<PaperNo>().is_ok() { job.paper.clone() } else { format!("{} {}", job.kind, job.paper) }
}

fn state(state: &str) -> &str {
    match state {
        "queued" => "waiting",
        "done" => "printed",
        other => other,
    }
}

fn stands(row: &Row, word: &str) -> bool {
    row.cells.get(4) == Some(&text(word))
}

fn is_waiting(row: &Row) -> bool {
    stands(row, "waiting") || stands(row, "printing")
}

fn shown(row: &Row) -> String {
    row.cells.get(1).map(Cell::shown).unwrap_or_default()
}

fn ask_cancel(row: &Row) -> Confirm {
    let question = format!("Cancel the printing of {}?", shown(row));
    Confirm { question, detail: "What it stands for stays recorded; it can be printed again.".to_owned(), yes: action::YES, ready: true }
}

fn ask_reprint(row: &Row) -> Confirm {
    let question = format!("Print {} once more?", shown(row));
    Confirm { question, detail: "A numbered paper says DUPLICATE with its count.".to_owned(), yes: action::YES, ready: true }
}

/// What of a job the clerk must know: where it stands, and the printer's fault in words.
fn told(key: &str, view: &View<'_>) -> Result<Panel, No> {
    let Some(job) = key.parse().ok().map(|id| spool::get(view.conn(), id)).transpose()?.flatten() else { return Ok(Panel::new()) };
    let stands = match job.state.as_str() {
        "done" => format!("printed, {} page{}", job.pages, if job.pages == 1 { "" } else { "s" }),
        "queued" if job.tries > 0 => format!("tried {} times; it is tried again by itself", job.tries),
        "queued" => "waits for its turn".to_owned(),
        other => other.to_owned(),
    };
    let panel =
        Panel::new().pair("Paper", format!("{}, {} paper, for {}", paper(&job.job), job.job.look, job.job.user)).pair("Stands", stands);
    Ok(match &job.fault {
        Some(fault) => panel.note(Tone::Bad, fault.clone()),
        None => panel,
    })
}

fn with(row: Option<&Row>, work: fn(&mut Bench<'_>, i64) -> Result<String, No>) -> Effect<House> {
    let Some(id) = row.and_then(|row| row.key.parse().ok()) else { return Effect::warn("there is no paper in this list") };
    Effect::Act(Work::new(move |bench| work(bench, id).map(Said::outcome)))
}

fn retry(bench: &mut Bench<'_>, id: i64) -> Result<String, No> {
    Ok(format!("{} is tried now", paper(&crate::spool::retry(bench.desk, id)?.job)))
}

fn cancel(bench: &mut Bench<'_>, id: i64) -> Result<String, No> {
    Ok(format!("{} is not printed", paper(&crate::spool::cancel(bench.desk, id)?.job)))
}

/// A paper of the journal is written anew, a numbered one as a duplicate; a list goes out as it was.
fn reprint(bench: &mut Bench<'_>, id: i64) -> Result<String, No> {
    let job = spool::get(bench.desk.store().connection(), id)?;
    let job = job.ok_or_else(|| Fault::new(format!("job {id} is not in the queue any more"), "look at the list again"))?.job;
    if job.kind == SLIP {
        again(bench.desk, bench.session, &job)?;
        return Ok(format!("{} goes to the printer; who has paid since gets no slip", paper(&job)));
    }
    let NewJob { kind, paper: name, look, target, content, .. } = job;
    let new = match content {
        Some(content) => order_ready(bench.desk, bench.session, &kind, &Ready::from_content(&content)?, &target)?,
        None => order(bench.desk, bench.session, &Order { kind: &kind, id: &name, target: &target, look: &look })?,
    };
    let copy = spool::get(bench.desk.store().connection(), new)?.map_or(0, |job| job.job.copy);
    Ok(if copy == 0 { format!("{name} goes to the printer") } else { format!("duplicate {copy} of {name} goes to the printer") })
}
