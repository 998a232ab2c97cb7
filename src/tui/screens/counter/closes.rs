//! Past closes: numbered, frozen, to look at and to print again (`C-9`).

use std::borrow::Cow;

use ratatui::layout::Rect;
use rusqlite::Connection;

use super::super::parts::wishes;
use super::super::patterns::board::{Board, Deed, Plan};
use super::super::patterns::listing::text;
use super::super::patterns::{Listing, Look, listed};
use super::REPRINT;
use crate::base::money::group_indian;
use crate::base::{DeskId, Money, No, PaperNo};
use crate::journal::fact::{CounterClosed, ModeCount};
use crate::store::read;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, Key};
use crate::tui::looks::{Role, Tone};
use crate::tui::program::{Answer, House, Outcome, ask};
use crate::tui::screen::{Effect, Screen};
use crate::tui::widgets::rows::Filter;
use crate::tui::widgets::{Cell, Column, Panel, Row};

/// Closes listed: more than a year of them.
const MOST: u32 = 400;

const COLUMNS: [Column; 5] = [
    Column::text("number", "Close", 19),
    Column::text("date", "Date", 10),
    Column::text("clerk", "Clerk", 10).growing(),
    Column::figure("counted", "Counted", 12),
    Column::figure("difference", "Difference", 12),
];

const FILTERS: &[Filter] = &[("with a difference", |row| row.cells.last() != Some(&Cell::Money(Money::ZERO)))];

pub const OPEN: Action = Action("open-close");

const PLAN: Plan = Plan {
    name: "counter",
    layers: &["closes", "list"],
    enter: Some(OPEN),
    deeds: &[
        Deed { action: OPEN, sure: None, run: |row, _| with(row, |no| Effect::Push(Box::new(Shown { no, made: None }))) },
        Deed { action: REPRINT, sure: None, run: |row, _| with(row, |no| wishes::again(wishes::CLOSE, &no)) },
    ],
    detail: None,
    said: |_| PRINTS.to_owned(),
    lives: false,
};

const PRINTS: &str = "the close goes to the printer";

/// A close with the clerk who made it.
type Made = (CounterClosed, String);

fn made(conn: &Connection, desk: &DeskId) -> Result<Vec<Made>, No> {
    Ok(read::closes(conn, desk, MOST)?.into_iter().map(|(close, entry)| (close, entry.user)).collect())
}

fn rows(look: &Look<'_>) -> Result<Vec<Row>, No> {
    let row = |(close, clerk): Made| {
        let counted: Money = close.lines.iter().map(|l| l.counted).sum();
        let difference = close.difference();
        let cells = vec![
            text(close.no.to_string()),
            Cell::Day(close.date),
            text(clerk),
            Cell::Money(counted - close.float),
            Cell::Money(difference),
        ];
        Row { key: close.no.to_string(), cells }
    };
    Ok(made(look.conn, look.desk)?.into_iter().map(row).collect())
}

fn with(row: Option<&Row>, then: impl FnOnce(PaperNo) -> Effect<House>) -> Effect<House> {
    row.and_then(|row| row.key.parse().ok()).map_or_else(|| Effect::warn("no counter of this desk was closed yet"), then)
}

pub fn open() -> Effect<House> {
    Effect::Push(Box::new(Board::new(&PLAN, Listing::short("closes", "Past closes", &COLUMNS, FILTERS, rows))))
}

/// The screen of the close that was just made.
pub fn shown(close: CounterClosed, clerk: String) -> Box<dyn Screen<House>> {
    Box::new(Shown { no: close.no.clone(), made: Some((close, clerk)) })
}

struct Shown {
    no: PaperNo,
    made: Option<Made>,
}

/// What was read of a close.
struct Read(Option<Made>);

impl Screen<House> for Shown {
    fn name(&self) -> &'static str {
        "counter"
    }

    fn title(&self) -> Cow<'_, str> {
        format!("Close {}", self.no).into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["closed"]
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        if self.made.is_some() {
            return Effect::Nothing;
        }
        let no = self.no.clone();
        ask(move |view| Ok(Read(made(view.conn(), view.desk())?.into_iter().find(|(close, _)| close.no == no))))
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        if let Ok(Read(made)) = answer.take() {
            self.made = made;
        }
        Effect::Nothing
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        match action {
            REPRINT => wishes::again(wishes::CLOSE, &self.no),
            _ => Effect::Pass,
        }
    }

    fn typed(&mut self, _: Key) -> Effect<House> {
        Effect::Nothing
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        listed::said(outcome, |_| PRINTS.to_owned())
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let Some((close, clerk)) = &self.made else { return };
        let area = Rect { x: canvas.area.x + 1, y: canvas.area.y + 1, width: canvas.area.width - 2, height: canvas.area.height - 1 };
        let mut panel =
            Panel::new().pair("Date", close.date.dmy()).pair("Clerk", clerk.clone()).pair("Receipts", close.receipts.to_string());
        if let (Some(first), Some(last)) = (&close.first, &close.last) {
            panel = panel.pair("Numbers", format!("{first} to {last}"));
        }
        panel = panel
            .pair("Float", close.float.indian())
            .pair("Turned in", close.turned_in.indian())
            .pair("Duplicates", close.duplicates.to_string())
            .pair("Not yet sent", group_indian(&close.unsent.to_string()))
            .pair("Check code", close.check.clone());
        panel.draw(canvas, area);
        let below = panel.height() + 1;
        let lines = Rect { y: area.y + below, height: area.height.saturating_sub(below), ..area };
        let used = draw_lines(canvas, lines, &close.lines);
        if let Some(reason) = &close.reason {
            let words = format!("{} {reason}", canvas.looks.signs.of(Tone::Warn));
            canvas.text(lines, used, Role::Warn, &words);
        }
    }
}

/// Expected against counted, by mode; gives the rows it took.
pub fn draw_lines(canvas: &mut Canvas<'_>, area: Rect, lines: &[ModeCount]) -> u16 {
    let area = Rect { width: area.width.min(72), ..area };
    let at = |end: u16| Rect { width: end.min(area.width), ..area };
    let mut row = 0;
    for (end, head) in [(42, "Expected"), (57, "Counted"), (72, "Difference")] {
        canvas.right(at(end), row, Role::Label, head);
    }
    canvas.rule(area, row + 1, "");
    row += 2;
    for line in lines {
        let difference = line.counted - line.expected;
        canvas.text(at(26), row, Role::Value, line.mode.name());
        canvas.right(at(42), row, Role::Value, &line.expected.indian());
        canvas.right(at(57), row, Role::Value, &line.counted.indian());
        let (role, words) = match difference {
            Money::ZERO => (Role::Good, canvas.looks.signs.of(Tone::Good).to_owned()),
            d if d < Money::ZERO => (Role::Bad, format!("short {}", d.abs().indian())),
            d => (Role::Warn, format!("over {}", d.indian())),
        };
        canvas.right(area, row, role, &words);
        row += 1;
    }
    row + 1
}
