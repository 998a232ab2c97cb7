//! A sheet of readings: a row a consumer, typed down the column with Enter; a wrong one is marked in its row and the rest is
//! kept; far-above ones are confirmed in their row; the good ones are posted together (`B-9`, `C-15`).

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::parts::doubt::{self, Doubt, Doubts, Wrong};
use crate::acts::reading::{PostReading, Round, RoundRow, check};
use crate::base::{ConsumerNo, Day, No};
use crate::desk::nothing_printed;
use crate::journal::Fact;
use crate::store::rounds::{self, Stop};
use crate::store::sight::Seen;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::Role;
use crate::tui::program::{Answer, House, Outcome, View, Work, ask};
use crate::tui::screen::{Effect, Screen};
use crate::tui::widgets::{Align, Grid, GridColumn, GridMove, Kind, RowState};

/// Rows of a sheet at most.
pub const MOST: u32 = 1_000;
/// Places of the columns.
const READING: usize = 3;
const UNITS: usize = 4;

/// A sheet at work.
pub struct Sheet {
    round: Round,
    which: String,
    day: Day,
    grid: Grid,
    rows: Vec<ConsumerNo>,
    doubts: Doubts,
    /// Consumers of the round that have a reading in this period already.
    read: usize,
}

/// The consumers of the round.
struct Stops(Vec<Stop>);

/// What is found of a row's reading: its units, or why not.
struct Checked {
    row: usize,
    outcome: Result<String, Wrong>,
}

/// What posting came to, row by row.
struct Posted(Vec<(usize, Result<(), String>)>);

/// The effect of opening the sheet of a department or an area.
pub fn open(round: Round, which: String, day: Day) -> Effect<House> {
    let grid = Grid::new(columns(), Vec::new());
    Effect::Push(Box::new(Sheet { round, which, day, grid, rows: Vec::new(), doubts: Doubts::default(), read: 0 }))
}

fn columns() -> Vec<GridColumn> {
    let shown = |title, width, align| GridColumn { title, width, align, kind: None };
    vec![
        shown("Consumer", 10, Align::Left),
        shown("Name", 20, Align::Left),
        shown("Last", 8, Align::Right),
        GridColumn { title: "Reading", width: 9, align: Align::Left, kind: Some(Kind::Digits(9)) },
        shown("Units", 7, Align::Right),
    ]
}

impl Sheet {
    fn take(&mut self, stops: Vec<Stop>) {
        let is_open = |stop: &Stop| self.round == Round::Surprise || stop.read_in < self.day.period();
        let billed: Vec<Stop> = stops.into_iter().filter(|stop| stop.consumer.status.is_billed()).collect();
        let all = billed.len();
        let open: Vec<Stop> = billed.into_iter().filter(is_open).collect();
        self.read = all - open.len();
        self.rows = open.iter().map(|stop| stop.consumer.no).collect();
        self.doubts = Doubts::of(open.len());
        let cells = |stop: &Stop| {
            let (last, _) = stop.consumer.last_reading();
            vec![stop.consumer.no.to_string(), stop.name.clone(), last.value.to_string(), String::new(), String::new()]
        };
        self.grid = Grid::new(columns(), open.iter().map(|stop| (stop.consumer.no.to_string(), cells(stop))).collect());
        for (row, stop) in open.iter().enumerate() {
            if stop.consumer.meter.stuck_since.is_some() {
                self.grid.set_cell(row, UNITS, "stuck");
            }
        }
    }

    fn row(&self, row: usize) -> Option<RoundRow> {
        let consumer = *self.rows.get(row)?;
        Some(RoundRow { consumer, reading: self.doubts.shows(row, self.grid.cell(row, READING)), day: self.day })
    }

    /// Checks a row as posting would, without posting it.
    fn check(&self, row: usize) -> Effect<House> {
        let (Some(asked), round) = (self.row(row).filter(|r| !r.reading.typed.is_empty()), self.round) else { return Effect::Nothing };
        ask(move |view| Ok(Checked { row, outcome: checked(view, round, &asked)? }))
    }

    fn mark(&mut self, Checked { row, outcome }: Checked) {
        let (units, state, doubt) = match outcome {
            Ok(units) => (units, RowState::Open, None),
            Err(Wrong { why, doubt }) => (String::new(), RowState::Wrong(why), doubt),
        };
        self.grid.set_cell(row, UNITS, &units);
        self.grid.set_state(row, state);
        self.doubts.mark(row, doubt);
    }

    fn follow(&mut self, step: GridMove) -> Effect<House> {
        match step {
            GridMove::Pass => Effect::Pass,
            GridMove::Stays => Effect::Nothing,
            GridMove::Left(row) => {
                self.grid.set_cell(row, UNITS, "");
                self.check(row)
            }
        }
    }

    /// What the key says of the lit row's reading, or of that of the row just left.
    fn say(&mut self, key: Action) -> Effect<House> {
        match self.doubts.say(key, self.grid.row(), |row| self.grid.cell(row, READING).to_owned()) {
            Some(row) => self.check(row),
            None => Effect::warn(doubt::NOT_ASKED),
        }
    }

    fn is_good(&self, row: usize) -> bool {
        self.grid.state(row) == Some(&RowState::Open) && !self.grid.cell(row, READING).is_empty()
    }

    fn post(&mut self) -> Effect<House> {
        // The cell that is being typed in is left first, so that it is checked like the others.
        let step = self.grid.act(action::UP);
        if let GridMove::Left(row) = step {
            let check = self.follow(GridMove::Left(row));
            return Effect::All(vec![check, Effect::warn("the last reading was checked just now: once more posts the good ones")]);
        }
        let good: Vec<(usize, RoundRow)> =
            (0..self.rows.len()).filter(|row| self.is_good(*row)).filter_map(|row| Some((row, self.row(row)?))).collect();
        if good.is_empty() {
            return Effect::warn("no good reading is typed yet");
        }
        let round = self.round;
        Effect::Act(Work::new(move |bench| {
            let mut outcomes = Vec::with_capacity(good.len());
            let of = good.len() as u64;
            for (done, (place, row)) in (0_u64..).zip(good) {
                if bench.is_stopped() {
                    break;
                }
                bench.progress("posting readings", done, of);
                outcomes.push(match bench.desk.act(bench.session, &PostReading { round, row }, &nothing_printed) {
                    Ok(_) => (place, Ok(())),
                    Err(No::Refused(refusal)) => (place, Err(refusal.message)),
                    Err(broken) => return Err(broken),
                });
            }
            Ok(Outcome::Gave(Answer::of(Posted(outcomes))))
        }))
    }

    fn count(&self, what: impl Fn(&RowState) -> bool) -> usize {
        (0..self.rows.len()).filter_map(|row| self.grid.state(row)).filter(|state| what(state)).count()
    }
}

/// The units of a reading that may be posted; else why not.
fn checked(view: &View<'_>, round: Round, row: &RoundRow) -> Result<Result<String, Wrong>, No> {
    let see = Seen { conn: view.conn(), desk: view.desk() };
    let moment = view.moment();
    doubt::check(&row.reading, |shows| {
        let row = RoundRow { reading: shows.clone(), ..row.clone() };
        let Fact::ReadingPosted(posted) = check(&see, round, &row, &moment)? else { return Ok(String::new()) };
        let consumer = crate::acts::known(&see, posted.consumer)?;
        Ok(consumer.meter.units(posted.reading.value).to_string())
    })
}

impl Screen<House> for Sheet {
    fn name(&self) -> &'static str {
        "bulk"
    }

    fn title(&self) -> Cow<'_, str> {
        let round = match self.round {
            Round::Government => "Government readings",
            Round::Surprise => "Surprise check",
            Round::Reader => "Reader's round",
        };
        format!("{round}: {}, {}", self.which, self.day.dmy()).into()
    }

    fn layers(&self) -> &'static [&'static str] {
        match self.doubts.waits(self.grid.row()) {
            Some(Doubt::Far) => &["doubt-far", "round", "grid"],
            Some(Doubt::Below) => &["doubt-below", "round", "grid"],
            None => &["round", "grid"],
        }
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        let (round, which) = (self.round, self.which.clone());
        ask(move |view| match round {
            Round::Government => rounds::of_department(view.conn(), &which).map(Stops),
            _ => rounds::of_area(view.conn(), &which, MOST).map(Stops),
        })
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        match answer.take() {
            Ok(Stops(stops)) => self.take(stops),
            Err(answer) => {
                if let Ok(checked) = answer.take() {
                    self.mark(checked);
                }
            }
        }
        Effect::Nothing
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        match action {
            action::MAIN => self.post(),
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
        let posted = match outcome {
            Ok(Outcome::Gave(answer)) => answer.take().ok(),
            Ok(_) => None,
            Err(trouble) => return Effect::bad(trouble.to_string()),
        };
        let Some(Posted(rows)) = posted else { return Effect::Nothing };
        let good = rows.iter().filter(|(_, outcome)| outcome.is_ok()).count();
        for (row, outcome) in rows {
            self.grid.set_state(row, outcome.map_or_else(RowState::Wrong, |()| RowState::Posted("posted".to_owned())));
        }
        let left = self.rows.len() - self.count(|state| matches!(state, RowState::Posted(_)));
        Effect::good(format!("{good} posted; {left} of this sheet are still to read"))
    }

    fn has_typed(&self) -> bool {
        self.grid.has_typed()
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let area = Rect { x: canvas.area.x + 1, width: canvas.area.width.saturating_sub(2), ..canvas.area };
        if self.rows.is_empty() {
            let words = if self.read > 0 { "Every consumer of this round is read already." } else { "Nobody is to be read here." };
            return canvas.text(area, 1, Role::Value, words);
        }
        let good = (0..self.rows.len()).filter(|row| self.is_good(*row)).count();
        let posted = self.count(|state| matches!(state, RowState::Posted(_)));
        let mut words =
            vec![format!("{} to read", self.rows.len() - posted), format!("{good} good"), format!("{} wrong", self.grid.wrong())];
        words.push(format!("{posted} posted"));
        if self.read > 0 {
            words.push(format!("{} read before", self.read));
        }
        let between = format!("  {}  ", canvas.looks.signs.between);
        canvas.text(area, 0, Role::Hint, &words.join(&between));
        self.grid.draw(canvas, Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }, true);
    }
}
