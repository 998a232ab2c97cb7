//! Past closes: numbered, frozen, to look at and to print again (`C-9`).

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::super::parts::wishes;
use super::REPRINT;
use crate::base::money::group_indian;
use crate::base::{Money, No};
use crate::journal::fact::{CounterClosed, ModeCount};
use crate::store::read;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, Key};
use crate::tui::looks::{Role, Tone};
use crate::tui::program::{Answer, House, Outcome, View, ask};
use crate::tui::screen::{Effect, Screen};
use crate::tui::widgets::{Cell, Column, ListMove, ListView, Memory, Panel, Row, Rows};

/// Closes listed: more than a year of them.
const MOST: u32 = 400;

const COLUMNS: [Column; 5] = [
    Column::text("number", "Close", 19),
    Column::text("date", "Date", 10),
    Column::text("clerk", "Clerk", 10).growing(),
    Column::figure("counted", "Counted", 12),
    Column::figure("difference", "Difference", 12),
];

/// A close with the clerk who made it.
type Made = (CounterClosed, String);

struct Read(Vec<Made>);

fn read_closes(view: &View<'_>) -> Result<Read, No> {
    Ok(Read(read::closes(view.conn(), view.desk(), MOST)?.into_iter().map(|(close, entry)| (close, entry.user)).collect()))
}

pub fn open() -> Effect<House> {
    Effect::Push(Box::new(Closes { list: ListView::new(&COLUMNS, Vec::new()), closes: Vec::new(), memory: None }))
}

/// The screen of one close.
pub fn shown(close: CounterClosed, clerk: String) -> Box<dyn Screen<House>> {
    Box::new(Shown { close, clerk })
}

struct Closes {
    list: ListView,
    closes: Vec<Made>,
    memory: Option<Memory>,
}

impl Closes {
    fn take(&mut self, closes: Vec<Made>) {
        let rows = closes.iter().map(|(close, clerk)| {
            let counted: Money = close.lines.iter().map(|l| l.counted).sum();
            let number = close.no.to_string();
            let cells = vec![
                Cell::Text(number.clone()),
                Cell::Day(close.date),
                Cell::Text(clerk.clone()),
                Cell::Money(counted - close.float),
                Cell::Money(close.difference()),
            ];
            Row { key: number, cells }
        });
        let memory = Memory { columns: COLUMNS.to_vec(), rows: rows.collect(), filters: Vec::new() };
        self.list.give(memory.page(&self.list.wanted()));
        self.memory = Some(memory);
        self.closes = closes;
    }

    fn follow(&mut self, step: ListMove) -> Effect<House> {
        match step {
            ListMove::Ask(request) => {
                if let Some(memory) = &self.memory {
                    self.list.give(memory.page(&request));
                }
                Effect::Nothing
            }
            ListMove::Chosen(key) => {
                let found = self.closes.iter().find(|(close, _)| close.no.to_string() == key);
                found.map_or(Effect::Nothing, |(close, clerk)| Effect::Push(shown(close.clone(), clerk.clone())))
            }
            ListMove::Pass => Effect::Pass,
            ListMove::Stays | ListMove::Print(_) | ListMove::Export(_) => Effect::Nothing,
        }
    }
}

impl Screen<House> for Closes {
    fn name(&self) -> &'static str {
        "counter"
    }

    fn title(&self) -> Cow<'_, str> {
        "Past closes".into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["rows"]
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        ask(read_closes)
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        if let Ok(Read(closes)) = answer.take() {
            self.take(closes);
        }
        Effect::Nothing
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        let step = self.list.act(action);
        self.follow(step)
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        let step = self.list.typed(key);
        self.follow(step)
    }

    fn done(&mut self, _: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        Effect::Nothing
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let area = canvas.area;
        self.list.draw(canvas, Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area });
    }
}

struct Shown {
    close: CounterClosed,
    clerk: String,
}

impl Screen<House> for Shown {
    fn name(&self) -> &'static str {
        "counter"
    }

    fn title(&self) -> Cow<'_, str> {
        format!("Close {}", self.close.no).into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["closed"]
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        match action {
            REPRINT => wishes::again(wishes::CLOSE, &self.close.no),
            _ => Effect::Pass,
        }
    }

    fn typed(&mut self, _: Key) -> Effect<House> {
        Effect::Nothing
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        match outcome {
            Ok(_) => Effect::good("the close goes to the printer"),
            Err(trouble) => Effect::bad(trouble.to_string()),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let close = &self.close;
        let area = Rect { x: canvas.area.x + 1, y: canvas.area.y + 1, width: canvas.area.width - 2, height: canvas.area.height - 1 };
        let mut panel =
            Panel::new().pair("Date", close.date.dmy()).pair("Clerk", self.clerk.clone()).pair("Receipts", close.receipts.to_string());
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
