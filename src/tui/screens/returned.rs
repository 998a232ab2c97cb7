//! The returned list at work: a row a consumer, typed down the column with Enter; a wrong one is marked in its row and the rest is
//! kept; the good ones are recorded together (`L-12`, `L-15`).

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::parts::doubt::{self, Doubt, Doubts, Wrong};
use crate::acts::returned::{Errand, RecordReturned, Returned, check};
use crate::base::{ConsumerNo, Day, No};
use crate::desk::nothing_printed;
use crate::journal::Fact;
use crate::store::list::{self, Filter, Listed, Sort, Which};
use crate::store::sight::Seen;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::Role;
use crate::tui::program::{Answer, House, Outcome, Work, ask};
use crate::tui::screen::{Effect, Screen};
use crate::tui::widgets::{Align, Grid, GridColumn, GridMove, Kind, RowState};

/// Rows of a sheet at most.
const MOST: u32 = 1_000;
/// Places of the columns.
const DONE: usize = 3;
const READING: usize = 4;
const DATE: usize = 5;
const REMARK: usize = 6;

/// A sheet at work.
pub struct Sheet {
    errand: Errand,
    area: String,
    day: Day,
    grid: Grid,
    rows: Vec<ConsumerNo>,
    doubts: Doubts,
}

/// Who stands in the list.
struct Listing(Vec<Listed>);

/// What is found of a row: nothing, or why not.
struct Checked {
    row: usize,
    outcome: Result<(), Wrong>,
}

/// What recording came to, row by row: what is said of it, or why not.
struct Recorded(Vec<(usize, Result<String, String>)>);

/// The effect of opening the sheet of an area; of all where it is empty.
pub fn open(errand: Errand, area: String, day: Day) -> Effect<House> {
    let grid = Grid::new(columns(day), Vec::new());
    Effect::Push(Box::new(Sheet { errand, area, day, grid, rows: Vec::new(), doubts: Doubts::default() }))
}

fn columns(day: Day) -> Vec<GridColumn> {
    let shown = |title, width, align| GridColumn { title, width, align, kind: None };
    let typed = |title, width, kind| GridColumn { title, width, align: Align::Left, kind: Some(kind) };
    vec![
        shown("Consumer", 9, Align::Left),
        shown("Name, house", 18, Align::Left),
        shown("Last", 6, Align::Right),
        typed("Done", 4, Kind::Text(4)),
        typed("Reading", 7, Kind::Digits(9)),
        typed("Date", 10, Kind::Day(day)),
        typed("Remark", 8, Kind::Text(120)),
    ]
}

impl Sheet {
    fn take(&mut self, listed: Vec<Listed>) {
        self.rows = listed.iter().map(|listed| listed.consumer.no).collect();
        self.doubts = Doubts::of(listed.len());
        let cells = |listed: &Listed| {
            let (last, _) = listed.consumer.last_reading();
            let who = format!("{}, {}", listed.name, listed.address);
            let last = if listed.consumer.meter.stuck_since.is_some() { "stuck".to_owned() } else { last.value.to_string() };
            let mut cells = vec![listed.consumer.no.to_string(), who, last];
            cells.resize(REMARK + 1, String::new());
            cells
        };
        let rows = listed.iter().map(|listed| (listed.consumer.no.to_string(), cells(listed))).collect();
        self.grid = Grid::new(columns(self.day), rows);
    }

    /// What is typed in a row; `None` where nothing was done there.
    fn row(&self, row: usize) -> Option<Result<Returned, String>> {
        let consumer = *self.rows.get(row)?;
        let cell = |column| self.grid.cell(row, column).trim();
        let (reading, date) = (cell(READING), cell(DATE));
        match cell(DONE).to_lowercase().as_str() {
            "n" | "no" => return None,
            // Who types a reading was there.
            "" if reading.is_empty() && date.is_empty() => return None,
            "" | "y" | "yes" => {}
            _ => return Some(Err("Done is y or n.".to_owned())),
        }
        let day = if date.is_empty() { Ok(self.day) } else { Day::parse_near(date, self.day).map_err(|e| e.to_string()) };
        let reading = (!reading.is_empty()).then(|| self.doubts.shows(row, reading));
        Some(day.map(|day| Returned { consumer, day, reading, remark: cell(REMARK).to_owned() }))
    }

    /// Checks a row as recording would, without recording it.
    fn check(&mut self, row: usize) -> Effect<House> {
        let errand = self.errand;
        match self.row(row) {
            None => Effect::Nothing,
            Some(Err(why)) => {
                self.grid.set_state(row, RowState::Wrong(why));
                Effect::Nothing
            }
            Some(Ok(asked)) => ask(move |view| {
                let see = Seen { conn: view.conn(), desk: view.desk() };
                let outcome = doubt::check(&asked.reading.clone().unwrap_or_default(), |shows| {
                    let reading = asked.reading.is_some().then(|| shows.clone());
                    check(&see, errand, &Returned { reading, ..asked.clone() }, &view.moment()).map(drop)
                })?;
                Ok(Checked { row, outcome })
            }),
        }
    }

    /// What the key says of the lit row's reading, or of that of the row just left.
    fn say(&mut self, key: Action) -> Effect<House> {
        match self.doubts.say(key, self.grid.row(), |row| self.grid.cell(row, READING).trim().to_owned()) {
            Some(row) => self.check(row),
            None => Effect::warn(doubt::NOT_ASKED),
        }
    }

    fn follow(&mut self, step: GridMove) -> Effect<House> {
        match step {
            GridMove::Pass => Effect::Pass,
            GridMove::Stays => Effect::Nothing,
            GridMove::Left(row) => self.check(row),
        }
    }

    fn good(&self, row: usize) -> Option<Returned> {
        let is_open = self.grid.state(row) == Some(&RowState::Open);
        self.row(row).filter(|_| is_open).and_then(Result::ok)
    }

    fn record(&mut self) -> Effect<House> {
        // The cell that is being typed in is left first, so that it is checked like the others.
        if let GridMove::Left(row) = self.grid.act(action::UP) {
            let check = self.check(row);
            return Effect::All(vec![check, Effect::warn("the last row was checked just now: once more records the good ones")]);
        }
        let good: Vec<(usize, Returned)> = (0..self.rows.len()).filter_map(|row| Some((row, self.good(row)?))).collect();
        if good.is_empty() {
            return Effect::warn("no row is typed yet: y where it was done, and what the meter showed");
        }
        let errand = self.errand;
        Effect::Act(Work::new(move |bench| {
            let mut outcomes = Vec::with_capacity(good.len());
            let of = good.len() as u64;
            for (done, (place, row)) in (0_u64..).zip(good) {
                if bench.is_stopped() {
                    break;
                }
                bench.progress("recording the returned list", done, of);
                outcomes.push(match bench.desk.act(bench.session, &RecordReturned { errand, row }, &nothing_printed) {
                    Ok(done) => (place, Ok(done.entries.first().map(|e| said(&e.fact)).unwrap_or_default())),
                    Err(No::Refused(refusal)) => (place, Err(refusal.message)),
                    Err(broken) => return Err(broken),
                });
            }
            Ok(Outcome::Gave(Answer::of(Recorded(outcomes))))
        }))
    }

    fn count(&self, what: impl Fn(&RowState) -> bool) -> usize {
        (0..self.rows.len()).filter_map(|row| self.grid.state(row)).filter(|state| what(state)).count()
    }
}

/// What stands beside a recorded row.
fn said(fact: &Fact) -> String {
    match fact {
        Fact::SupplyCut(cut) => match &cut.bill {
            Some(issued) => format!("cut, bill {}", issued.bill.bill_amount.indian()),
            None => "cut".to_owned(),
        },
        Fact::SupplyRestored(_) => "on again".to_owned(),
        _ => String::new(),
    }
}

impl Screen<House> for Sheet {
    fn name(&self) -> &'static str {
        "walk"
    }

    fn title(&self) -> Cow<'_, str> {
        let errand = match self.errand {
            Errand::Disconnect => "Disconnections",
            Errand::Reconnect => "Reconnections",
        };
        let area = if self.area.is_empty() { "all areas" } else { &self.area };
        format!("{errand}: {area}, {}", self.day.dmy()).into()
    }

    fn layers(&self) -> &'static [&'static str] {
        match self.doubts.waits(self.grid.row()) {
            Some(Doubt::Far) => &["doubt-far", "walk", "grid"],
            Some(Doubt::Below) => &["doubt-below", "walk", "grid"],
            None => &["walk", "grid"],
        }
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        let (errand, area) = (self.errand, self.area.clone());
        ask(move |view| {
            let which = match errand {
                Errand::Disconnect => Which::DueForCut,
                Errand::Reconnect => Which::DueForReconnection,
            };
            let filter = Filter { area, key: view.today().to_string(), ..Filter::default() };
            list::page(view.conn(), which, &filter, (Sort::Route, false), 0, MOST).map(Listing)
        })
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        match answer.take() {
            Ok(Listing(listed)) => self.take(listed),
            Err(answer) => {
                if let Ok(Checked { row, outcome }) = answer.take() {
                    self.doubts.mark(row, outcome.as_ref().err().and_then(|wrong| wrong.doubt));
                    self.grid.set_state(row, outcome.map_or_else(|wrong| RowState::Wrong(wrong.why), |()| RowState::Open));
                }
            }
        }
        Effect::Nothing
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        match action {
            action::MAIN => self.record(),
            doubt::RIGHT | doubt::ROLLOVER => self.say(action),
            _ => {
                let step = self.grid.act(action);
                self.follow(step)
            }
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        self.grid.typed(key);
        Effect::Nothing
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        let recorded = match outcome {
            Ok(Outcome::Gave(answer)) => answer.take().ok(),
            Ok(_) => None,
            Err(trouble) => return Effect::bad(trouble.to_string()),
        };
        let Some(Recorded(rows)) = recorded else { return Effect::Nothing };
        let good = rows.iter().filter(|(_, outcome)| outcome.is_ok()).count();
        for (row, outcome) in rows {
            self.grid.set_state(row, outcome.map_or_else(RowState::Wrong, RowState::Posted));
        }
        let left = self.rows.len() - self.count(|state| matches!(state, RowState::Posted(_)));
        Effect::good(format!("{good} recorded; {left} of this list are left"))
    }

    fn has_typed(&self) -> bool {
        self.grid.has_typed()
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let area = Rect { x: canvas.area.x + 1, width: canvas.area.width.saturating_sub(2), ..canvas.area };
        if self.rows.is_empty() {
            return canvas.text(area, 1, Role::Value, "Nobody stands in this list here.");
        }
        let good = (0..self.rows.len()).filter(|row| self.good(*row).is_some()).count();
        let posted = self.count(|state| matches!(state, RowState::Posted(_)));
        let words = [
            format!("{} of the list", self.rows.len() - posted),
            format!("{good} good"),
            format!("{} wrong", self.grid.wrong()),
            format!("{posted} recorded"),
        ];
        let between = format!("  {}  ", canvas.looks.signs.between);
        canvas.text(area, 0, Role::Hint, &words.join(&between));
        self.grid.draw(canvas, Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }, true);
    }
}
