//! The long work of a close: rehearsal and run, in steps that receipts come between, and the list of whom it would touch.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::super::consumer;
use super::super::patterns::Listing;
use super::super::patterns::board::{Board, Deed, Plan};
use super::super::patterns::listing::text;
use crate::base::{No, Period};
use crate::desk::month::{MonthRun, Rehearsing};
use crate::folds::month::{Rehearsal, Rehearsed};
use crate::journal::fact::Outcome as Fate;
use crate::store::{consumer_rows, project};
use crate::sync::borrow::unlent;
use crate::sync::thread::Lent;
use crate::tui::program::{Answer, Bench, House, Outcome, Work};
use crate::tui::screen::Effect;
use crate::tui::screens::lists::OPEN;
use crate::tui::widgets::rows::Filter;
use crate::tui::widgets::{Cell, Column, Memory, Row, Rows as _};

/// What came of a rehearsal.
pub struct Came {
    pub period: Period,
    pub rehearsal: Arc<Rehearsal>,
    /// Name and area of each row.
    pub names: Arc<Vec<(String, String)>>,
}

fn told(bench: &Bench<'_>, what: &str, (done, of): (usize, usize)) {
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    bench.progress(what, count(done), count(of));
}

/// How long a step waits for the hub's word: receipts come between.
const HUB: Duration = Duration::from_millis(20);

/// Whether the hub has said whose the close is; a desk alone needs nobody's word.
fn is_said(bench: &Bench<'_>, asked: &mut Option<Receiver<Lent>>, period: Period) -> Result<bool, No> {
    let Some(hub) = bench.hub else { return Ok(true) };
    bench.progress("Asking the hub for the close", 0, 0);
    match asked.get_or_insert_with(|| hub.borrow(period)).recv_timeout(HUB) {
        Ok(Err(off)) => unlent(&off, period).map(|()| true),
        Ok(Ok(())) | Err(RecvTimeoutError::Disconnected) => Ok(true),
        Err(RecvTimeoutError::Timeout) => Ok(false),
    }
}

/// The close of a period; taken up again where it was stopped. The hub lends it first, where there is one.
pub fn run(period: Period) -> Work {
    let mut run: Option<MonthRun> = None;
    let (mut asked, mut said) = (None, false);
    let what = format!("Closing {}", period.short());
    Work::steps(move |bench| {
        if !said {
            said = is_said(bench, &mut asked, period)?;
            return Ok(None);
        }
        let Some(going) = &mut run else {
            let begun = MonthRun::begin(bench.desk, bench.session, period)?;
            told(bench, &what, begun.progress());
            run = Some(begun);
            return Ok(None);
        };
        let more = going.step(bench.desk, bench.session)?;
        told(bench, &what, going.progress());
        if more {
            return Ok(None);
        }
        match run.take() {
            Some(done) => Ok(Some(Outcome::Gave(Answer::of(done.end(bench.desk, bench.session)?)))),
            None => Ok(None),
        }
    })
}

/// The rehearsal of a close, then the names of those that it would touch.
pub fn rehearse(period: Period) -> Work {
    let mut going: Option<Rehearsing> = None;
    let mut came: Option<Rehearsal> = None;
    let mut names: Vec<(String, String)> = Vec::new();
    let what = format!("Rehearsing {}", period.short());
    Work::steps(move |bench| {
        let conn = bench.desk.store().connection();
        if let Some(rehearsal) = &came {
            name(bench, rehearsal, &mut names)?;
            if names.len() < rehearsal.rows.len() {
                return Ok(None);
            }
            let rehearsal = came.take().unwrap_or_default();
            let came = Came { period, rehearsal: Arc::new(rehearsal), names: Arc::new(std::mem::take(&mut names)) };
            return Ok(Some(Outcome::Gave(Answer::of(came))));
        }
        let step = match going.take() {
            Some(step) => step,
            None => Rehearsing::begin(conn, period)?,
        };
        let (mut step, desk) = (step, &*bench.desk);
        let more = step.step(conn, desk.rules(), desk.id().office(), desk.today())?;
        told(bench, &what, step.progress());
        if more {
            going = Some(step);
        } else {
            came = Some(step.end());
        }
        Ok(None)
    })
}

/// Names in one step.
const NAMES: usize = 500;

fn name(bench: &Bench<'_>, rehearsal: &Rehearsal, names: &mut Vec<(String, String)>) -> Result<(), No> {
    let conn = bench.desk.store().connection();
    for row in rehearsal.rows.iter().skip(names.len()).take(NAMES) {
        let name = consumer_rows::person(conn, row.consumer)?.map(|person| person.name).unwrap_or_default();
        let area = project::read_consumer(conn, row.consumer)?.map(|consumer| consumer.supply.area).unwrap_or_default();
        names.push((name, area));
    }
    Ok(())
}

const COLUMNS: &[Column] = &[
    Column::text("consumer", "Consumer", 10),
    Column::text("name", "Name", 12).growing(),
    Column::text("area", "Area", 8).spare(),
    Column::text("outcome", "Outcome", 17),
    Column::text("from", "Is", 4),
    Column::text("to", "Becomes", 7),
    Column::figure("billed", "Bill", 15).spare(),
    Column::figure("bpsc", "BPSC", 13).spare(),
    Column::figure("payable", "Payable", 15),
];

const FILTERS: &[Filter] = &[
    ("belated", |row| is(row, &[Fate::Belated])),
    ("cut by the close", |row| is(row, &[Fate::AutoDisconnected])),
    ("notice short", |row| is(row, &[Fate::NoticeShort])),
    ("billed, regular", |row| is(row, &[Fate::Billed])),
    ("disconnected", |row| is(row, &[Fate::StaysDisconnected, Fate::NextStep])),
    ("permanent", |row| is(row, &[Fate::Permanent])),
    ("paid, not reconnected", |row| is(row, &[Fate::NotReconnected, Fate::Deactivated])),
];

fn is(row: &Row, fates: &[Fate]) -> bool {
    row.cells.get(3).is_some_and(|cell| fates.iter().any(|fate| *cell == text(fate.code())))
}

const PLAN: Plan = Plan {
    lives: false,
    name: "month-close",
    layers: &["lists", "list"],
    enter: Some(OPEN),
    deeds: &[Deed { action: OPEN, sure: None, run: |row, _| account(row) }],
    detail: None,
    said: |_| String::new(),
};

fn account(row: Option<&Row>) -> Effect<House> {
    let no = row.and_then(|row| row.key.parse().ok());
    no.map_or_else(|| Effect::warn("no consumer stands in this row"), consumer::open)
}

/// The list of whom the close would touch: searched, filtered, printed and saved like every list.
pub fn who(period: Period, rehearsal: &Rehearsal, names: &[(String, String)]) -> Effect<House> {
    let rows = rehearsal.rows.iter().zip(names).map(|(row, (name, area))| cells(row, name, area)).collect();
    let memory = Arc::new(Memory { columns: COLUMNS.to_vec(), rows, filters: FILTERS.to_vec() });
    let titles = FILTERS.iter().map(|(title, _)| *title).collect();
    let title = format!("Rehearsal of {}: whom the close would touch", period.short());
    let listing = Listing::paged("rehearsal", title, COLUMNS, titles, move |_, request| Ok(memory.page(request)));
    Effect::Push(Box::new(Board::new(&PLAN, listing)))
}

fn cells(row: &Rehearsed, name: &str, area: &str) -> Row {
    let cells = vec![
        text(row.consumer.to_string()),
        text(name),
        text(area),
        text(row.outcome.code()),
        text(row.from.code()),
        text(row.to.code()),
        Cell::Money(row.billed),
        Cell::Money(row.bpsc),
        Cell::Money(row.payable),
    ];
    Row { key: row.consumer.to_string(), cells }
}
