//! *Why this amount* (`B-19`): the steps of a bill, one after the other, on a screen of their own.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::super::super::program::{House, Outcome};
use crate::rules::bill::{Bill, explain};
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::keys::{Action, action};
use crate::tui::looks::Role;
use crate::tui::screen::{Effect, Screen};

/// A bill explained.
pub struct Why {
    whose: String,
    steps: Vec<String>,
    top: usize,
}

impl Why {
    /// `whose` stands in the title: number and name.
    pub fn of(whose: String, bill: &Bill) -> Effect<House> {
        Effect::Push(Box::new(Self { whose, steps: explain(bill), top: 0 }))
    }
}

impl Screen<House> for Why {
    fn name(&self) -> &'static str {
        "why"
    }

    fn title(&self) -> Cow<'_, str> {
        format!("Why this amount: {}", self.whose).into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["why"]
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        match action {
            action::UP => self.top = self.top.saturating_sub(1),
            action::DOWN => self.top = (self.top + 1).min(self.steps.len().saturating_sub(1)),
            action::CHOOSE => return Effect::Pop,
            _ => return Effect::Pass,
        }
        Effect::Nothing
    }

    fn done(&mut self, _: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        Effect::Nothing
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let area =
            Rect { x: canvas.area.x + 1, y: canvas.area.y + 1, width: 90.min(canvas.area.width - 2), height: canvas.area.height - 1 };
        let mut row = 0;
        for (place, step) in self.steps.iter().enumerate().skip(self.top) {
            canvas.right(Rect { width: 2, ..area }, row, Role::Hint, &(place + 1).to_string());
            let text = Rect { x: area.x + 4, width: area.width.saturating_sub(4), ..area };
            let role = if place + 1 == self.steps.len() { Role::Money } else { Role::Value };
            for line in wrap(step, text.width) {
                canvas.text(text, row, role, &line);
                row += 1;
            }
        }
    }
}
