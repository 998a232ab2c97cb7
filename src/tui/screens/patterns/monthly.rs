//! Figures of a month with bars: left and right turn the months, its keys print and save the whole report.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::listing::{self, Look, Said};
use crate::base::{Day, No};
use crate::print::Document;
use crate::reports::Source;
use crate::store::report::Days;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, action};
use crate::tui::program::{Answer, House, Outcome, ask};
use crate::tui::screen::{Effect, Screen};

pub const EARLIER: Action = Action("month-before");
pub const LATER: Action = Action("month-after");

/// Figures that a month is looked at by.
pub trait OfMonth: Send + Sized + 'static {
    /// The screen's name, and its first layer of keys.
    const LAYERS: &'static [&'static str];
    const TITLE: &'static str;
    /// In the name of a file that is printed or saved.
    const FILE: &'static str;

    /// # Errors
    /// A fault of the data file.
    fn read(source: &Source, days: Days) -> Result<Self, No>;

    /// The same on paper.
    ///
    /// # Errors
    /// A fault of the data file.
    fn document(source: &Source, days: Days) -> Result<Document, No>;

    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect);
}

/// A month of them; this month's up to today.
pub struct Monthly<F> {
    days: Days,
    today: Day,
    figures: Option<F>,
}

impl<F: OfMonth> Monthly<F> {
    /// For a card.
    pub fn open(status: &Status) -> Box<dyn Screen<House>> {
        let days = Days { from: status.date.period().first_day(), to: status.date };
        Box::new(Self { days, today: status.date, figures: None })
    }

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
        ask(move |view| F::read(&Look::from(view).source(), days))
    }
}

impl<F: OfMonth> Screen<House> for Monthly<F> {
    fn name(&self) -> &'static str {
        F::LAYERS[0]
    }

    fn title(&self) -> Cow<'_, str> {
        format!("{}, {} to {}", F::TITLE, self.days.from.dmy(), self.days.to.dmy()).into()
    }

    fn layers(&self) -> &'static [&'static str] {
        F::LAYERS
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
            action::PRINT_LIST => listing::print(F::FILE, move |look| F::document(&look.source(), days)),
            action::EXPORT => listing::save(F::FILE, move |look| F::document(&look.source(), days)),
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
        figures.draw(canvas, area);
    }
}
