//! Pendency with bars, for those who look after the cell (`M-8`); its keys print and save the whole report.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::super::patterns::listing::{self, Said};
use crate::base::stamp::span;
use crate::base::{Day, No};
use crate::reports::complaint::pendency::{Figures, bar, figures, pendency};
use crate::rules::role::Role as Duty;
use crate::store::report::Days;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::{Canvas, width};
use crate::tui::keys::{Action, action};
use crate::tui::looks::{Letters, Role};
use crate::tui::program::{Answer, House, Outcome, View, ask};
use crate::tui::screen::{Card, Effect, Screen};

const EARLIER: Action = Action("month-before");
const LATER: Action = Action("month-after");

pub const CARD: Card<House> = Card {
    name: "pendency",
    title: "Pendency",
    about: "Complaints by age and limit, how long they took",
    roles: &[Duty::Ccc, Duty::Je, Duty::Ae, Duty::Ee],
    actions: &[EARLIER, LATER],
    open: |status| Box::new(Pendency { days: month(status.date), today: status.date, figures: None }),
};

fn month(day: Day) -> Days {
    Days { from: day.period().first_day(), to: day }
}

struct Pendency {
    days: Days,
    today: Day,
    figures: Option<Figures>,
}

fn read(view: &View<'_>, days: Days) -> Result<Figures, No> {
    figures(&listing::Look::from(view).source(), days)
}

impl Pendency {
    fn turn(&mut self, months: i32) -> Effect<House> {
        let first = self.days.from.plus_months(months);
        if first > self.today {
            return Effect::warn("that month is still to come");
        }
        self.days = Days { from: first, to: first.period().last_day().min(self.today) };
        self.ask()
    }

    fn ask(&self) -> Effect<House> {
        let days = self.days;
        ask(move |view| read(view, days))
    }
}

impl Screen<House> for Pendency {
    fn name(&self) -> &'static str {
        "pendency"
    }

    fn title(&self) -> Cow<'_, str> {
        format!("Pendency, {} to {}", self.days.from.dmy(), self.days.to.dmy()).into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["pendency", "report"]
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        self.ask()
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        self.figures = answer.take().ok();
        Effect::Nothing
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        let days = self.days;
        match action {
            EARLIER => self.turn(-1),
            LATER => self.turn(1),
            action::PRINT_LIST => listing::print("pendency", move |look| pendency(&look.source(), days)),
            action::EXPORT => listing::save("pendency", move |look| pendency(&look.source(), days)),
            _ => Effect::Pass,
        }
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        match outcome {
            Ok(outcome) => Effect::good(Said::of(&outcome).unwrap_or_default()),
            Err(trouble) => Effect::bad(trouble.to_string()),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let Some(figures) = &self.figures else { return };
        let area = Rect { x: canvas.area.x + 1, width: canvas.area.width.saturating_sub(2), ..canvas.area };
        let open: Vec<Bar> = figures.open.iter().map(|o| Bar { name: &o.category, count: o.open, late: o.late }).collect();
        let row = bars(canvas, area, 0, "Open now", &open);
        let row = times(canvas, area, row, figures);
        let [code, called, none] = figures.proofs;
        let closed = format!("Closures: {code} with the code, {called} called back, {none} not proved");
        canvas.text(area, row + 1, if none > 0 { Role::Warn } else { Role::Label }, &closed);
    }
}

struct Bar<'a> {
    name: &'a str,
    count: i64,
    late: i64,
}

/// A bar a row, what is past its limit said beside it; gives the next free row.
fn bars(canvas: &mut Canvas<'_>, area: Rect, row: u16, title: &str, rows: &[Bar<'_>]) -> u16 {
    canvas.rule(Rect { y: area.y + row, ..area }, 0, title);
    let mut row = row + 1;
    if rows.is_empty() {
        canvas.text(area, row, Role::Hint, "nothing is pending");
        return row + 1;
    }
    let names = rows.iter().map(|b| width(b.name)).max().unwrap_or(0).min(area.width / 3);
    let room = area.width.saturating_sub(names + 6 + 16);
    let highest = rows.iter().map(|b| b.count).max().unwrap_or(0);
    let sign = if canvas.looks.letters == Letters::Ascii { "#" } else { "█" };
    for line in rows {
        canvas.text(Rect { width: names, ..area }, row, Role::Label, line.name);
        let count = Rect { x: area.x + names + 1, width: 5, ..area };
        canvas.right(count, row, Role::Value, &line.count.to_string());
        let at = Rect { x: count.right() + 1, width: room, ..area };
        canvas.text(at, row, Role::Bar, &sign.repeat(usize::from(bar(line.count, highest, room))));
        if line.late > 0 {
            let text = format!("{} {} late", canvas.looks.signs.warn, line.late);
            canvas.right(area, row, Role::Warn, &text);
        }
        row += 1;
    }
    row
}

fn times(canvas: &mut Canvas<'_>, area: Rect, row: u16, figures: &Figures) -> u16 {
    canvas.rule(Rect { y: area.y + row, ..area }, 0, "Answered and restored: median, 90 of 100 within");
    let mut row = row + 1;
    for took in &figures.took {
        let words = |both: Option<(i64, i64)>| both.map_or("-".to_owned(), |(half, most)| format!("{}, {}", span(half), span(most)));
        let name = Rect { width: 24, ..area };
        canvas.text(name, row, Role::Label, &took.category);
        let rest = Rect { x: area.x + 25, width: area.width.saturating_sub(25), ..area };
        canvas.text(rest, row, Role::Value, &format!("{} of {}", took.rectified, took.received));
        let rest = Rect { x: rest.x + 13, width: rest.width.saturating_sub(13), ..rest };
        canvas.text(rest, row, Role::Value, &words(took.response));
        let rest = Rect { x: rest.x + 21, width: rest.width.saturating_sub(21), ..rest };
        canvas.text(rest, row, Role::Value, &words(took.restoration));
        row += 1;
    }
    row
}
