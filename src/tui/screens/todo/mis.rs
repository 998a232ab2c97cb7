//! The list in figures with bars; its keys print and save the whole report (`R-11`).

use std::borrow::Cow;

use ratatui::layout::Rect;

use crate::base::{Day, No};
use crate::reports::todo::mis::{Mis, document, mis, tenths};
use crate::store::report::Days;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, action};
use crate::tui::looks::Role;
use crate::tui::program::{Answer, House, Outcome, View, ask};
use crate::tui::screen::{Effect, Screen};
use crate::tui::screens::patterns::listing::{self, Look, Said};
use crate::tui::widgets::Bars;

pub const EARLIER: Action = Action("figures-before");
pub const LATER: Action = Action("figures-after");

/// Opened by whoever has a list.
pub fn open(status: &Status) -> Box<dyn Screen<House>> {
    Box::new(Figures { days: Days { from: status.date.period().first_day(), to: status.date }, today: status.date, mis: None })
}

struct Figures {
    days: Days,
    today: Day,
    mis: Option<Mis>,
}

fn read(view: &View<'_>, days: Days) -> Result<Mis, No> {
    mis(&Look::from(view).source(), days)
}

impl Figures {
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

impl Screen<House> for Figures {
    fn name(&self) -> &'static str {
        "todo-mis"
    }

    fn title(&self) -> Cow<'_, str> {
        format!("To Do in figures, {} to {}", self.days.from.dmy(), self.days.to.dmy()).into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["todo-mis", "report"]
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        self.ask()
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        self.mis = answer.take().ok();
        Effect::Nothing
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        let days = self.days;
        match action {
            EARLIER => self.turn(-1),
            LATER => self.turn(1),
            action::PRINT_LIST => listing::print("todo", move |look| document(&look.source(), days)),
            action::EXPORT => listing::save("todo", move |look| document(&look.source(), days)),
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
        let Some(mis) = &self.mis else { return };
        let area = Rect { x: canvas.area.x + 1, width: canvas.area.width.saturating_sub(2), ..canvas.area };
        let all = &mis.all;
        let mean = all.mean_tenths().map_or_else(String::new, |mean| format!(", {} days on average", tenths(Some(mean))));
        let words = format!("{} opened, {} completed, {} rejected{mean}; {} pending", all.opened, all.completed, all.rejected, all.pending);
        canvas.text(area, 0, Role::Title, &words);
        let mut row = 1;
        if !all.up.is_zero() || !all.down.is_zero() {
            canvas.text(area, row, Role::Value, &format!("Revised up {}, down {}", all.up.indian(), all.down.indian()));
            row += 1;
        }
        for (title, bars) in
            [("Pending by type", by_type(mis)), ("Pending by office", by_office(mis)), ("Pending by officer", by_officer(mis))]
        {
            if row + 2 > area.height || bars.height() == 0 {
                continue;
            }
            canvas.rule(area, row, title);
            let room = Rect { y: area.y + row + 1, height: bars.height().min(area.height - row - 1), ..area };
            bars.draw(canvas, room);
            row += 1 + room.height;
        }
    }
}

/// With its ages, and how many have climbed.
fn by_type(mis: &Mis) -> Bars {
    let most = mis.by_type.iter().map(|(_, figures)| figures.pending).max().unwrap_or(0);
    mis.by_type.iter().filter(|(_, figures)| figures.pending > 0).fold(Bars::new(), |bars, (name, figures)| {
        let escalated = mis.escalated.iter().find(|(known, _)| known == name).map_or(0, |(_, count)| *count);
        let old = figures.ages[2] + figures.ages[3];
        let note = [(old, "over 15 days"), (escalated, "escalated")].into_iter().filter(|(count, _)| *count > 0);
        let note: Vec<String> = note.map(|(count, what)| format!("{count} {what}")).collect();
        bars.bar(name, figures.pending, most, note.join(", "))
    })
}

fn by_office(mis: &Mis) -> Bars {
    named(&mis.by_office)
}

fn by_officer(mis: &Mis) -> Bars {
    named(&mis.by_officer)
}

fn named(rows: &[(String, crate::reports::todo::mis::Figures)]) -> Bars {
    let most = rows.iter().map(|(_, figures)| figures.pending).max().unwrap_or(0);
    rows.iter().fold(Bars::new(), |bars, (name, figures)| {
        let done = figures.completed + figures.rejected;
        let mean = figures.mean_tenths().map_or_else(String::new, |mean| format!(" in {} days", tenths(Some(mean))));
        let note = if done > 0 { format!("{done} done{mean}") } else { String::new() };
        bars.bar(name, figures.pending, most, note)
    })
}
