//! A text to read: a tariff, a close, a bill in steps. Up and down move it.

use std::borrow::Cow;

use ratatui::layout::Rect;

use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, action};
use crate::tui::looks::Role;
use crate::tui::program::{Answer, House, Outcome, View, ask};
use crate::tui::screen::{Effect, Screen};

/// Rows that a page key goes.
const PAGE: usize = 15;

type Reading = Box<dyn FnOnce(&View<'_>) -> Result<Vec<String>, crate::base::No>>;

/// Lines, and the first that shows.
pub struct Leaf {
    name: &'static str,
    title: String,
    read: Option<Reading>,
    lines: Vec<String>,
    top: usize,
}

/// What came of reading.
struct Lines(Vec<String>);

impl Leaf {
    /// The effect of opening a text that is read when it opens; `name` is that of the screen whose help it shares.
    pub fn open(
        name: &'static str,
        title: impl Into<String>,
        read: impl FnOnce(&View<'_>) -> Result<Vec<String>, crate::base::No> + 'static,
    ) -> Effect<House> {
        Effect::Push(Box::new(Self { name, title: title.into(), read: Some(Box::new(read)), lines: Vec::new(), top: 0 }))
    }
}

impl Screen<House> for Leaf {
    fn name(&self) -> &'static str {
        self.name
    }

    fn title(&self) -> Cow<'_, str> {
        self.title.as_str().into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["leaf"]
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        self.read.take().map_or(Effect::Nothing, |read| ask(move |view| read(view).map(Lines)))
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        if let Ok(Lines(lines)) = answer.take() {
            self.lines = lines;
        }
        Effect::Nothing
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        let last = self.lines.len().saturating_sub(1);
        self.top = match action {
            action::UP => self.top.saturating_sub(1),
            action::DOWN => (self.top + 1).min(last),
            action::PAGE_UP => self.top.saturating_sub(PAGE),
            action::PAGE_DOWN => (self.top + PAGE).min(last),
            action::FIRST => 0,
            action::LAST => last.saturating_sub(PAGE),
            action::CHOOSE => return Effect::Pop,
            _ => return Effect::Pass,
        };
        Effect::Nothing
    }

    fn done(&mut self, _: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        Effect::Nothing
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let area = Rect { x: canvas.area.x + 2, width: canvas.area.width.saturating_sub(3), ..canvas.area };
        for (row, line) in (0..area.height).zip(self.lines.iter().skip(self.top)) {
            canvas.text(area, row, Role::Value, line);
        }
        let below = self.lines.len().saturating_sub(self.top + usize::from(area.height));
        if below > 0 {
            canvas.right(area, area.height.saturating_sub(1), Role::Hint, &format!(" {below} lines more "));
        }
    }
}
