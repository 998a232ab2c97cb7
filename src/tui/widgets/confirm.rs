//! A question with two answers.

use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};

use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, action};
use crate::tui::looks::Role;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Open,
    Yes,
    No,
}

/// The question as it stands on the screen.
#[derive(Debug, Clone)]
pub struct ConfirmBox {
    question: String,
    detail: String,
    yes: bool,
}

impl ConfirmBox {
    /// `ready`: Yes is lit, so that Enter says it.
    pub fn new(question: &str, detail: &str, ready: bool) -> Self {
        Self { question: question.to_owned(), detail: detail.to_owned(), yes: ready }
    }

    pub fn act(&mut self, action: Option<Action>) -> Verdict {
        match action {
            Some(action::YES) => Verdict::Yes,
            Some(action::NO) => Verdict::No,
            Some(action::CHOOSE) if self.yes => Verdict::Yes,
            Some(action::CHOOSE) => Verdict::No,
            Some(action::SKIP | action::PREVIOUS) => {
                self.yes = !self.yes;
                Verdict::Open
            }
            _ => Verdict::Open,
        }
    }

    pub fn draw(&self, canvas: &mut Canvas<'_>) {
        let width = 60.min(canvas.area.width);
        let room = usize::from(width.saturating_sub(4).max(1));
        let rows = |text: &str| if text.is_empty() { 0 } else { u16::try_from(text.len() / room + 1).unwrap_or(4) };
        let (asked, told) = (rows(&self.question), rows(&self.detail));
        let gap = u16::from(told > 0);
        let area = canvas.dialog(width, asked + gap + told + 6, "");
        let wrapped = |text: &str, style| Paragraph::new(text.to_owned()).style(style).wrap(Wrap { trim: true });
        canvas.widget(Rect { y: area.y + 1, height: asked, ..area }, wrapped(&self.question, canvas.style(Role::Value)));
        canvas.widget(Rect { y: area.y + 1 + asked + gap, height: told, ..area }, wrapped(&self.detail, canvas.style(Role::Label)));
        let answer = |lit: bool, word: &str| {
            if lit {
                canvas.span(Role::Select, format!(" {} {word} ", canvas.looks.signs.cursor))
            } else {
                canvas.span(Role::Value, format!("   {word} "))
            }
        };
        let line = Line::from(vec![answer(self.yes, "Yes"), "   ".into(), answer(!self.yes, "No")]).centered();
        canvas.line(area, area.height.saturating_sub(2), &line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enter_takes_the_lit_answer() {
        let mut safe = ConfirmBox::new("Go back?", "", false);
        assert_eq!(safe.act(Some(action::CHOOSE)), Verdict::No);
        assert_eq!(safe.act(Some(action::SKIP)), Verdict::Open);
        assert_eq!(safe.act(Some(action::CHOOSE)), Verdict::Yes);
        assert_eq!(safe.act(None), Verdict::Open);
    }
}
