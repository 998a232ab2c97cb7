//! Help for one screen: its text, and every key that works there.

use crate::tui::canvas::{Canvas, wrap};
use crate::tui::keys::{Action, Binding, action};
use crate::tui::looks::Role;

/// The text laid out once; scrolled by rows.
#[derive(Debug, Clone)]
pub struct HelpBox {
    title: String,
    rows: Vec<(String, String)>,
    top: usize,
}

/// Columns of text in the box.
const ROOM: u16 = 68;

impl HelpBox {
    pub fn new(title: &str, text: &str, keys: &[&Binding]) -> Self {
        let mut rows: Vec<(String, String)> = Vec::new();
        for paragraph in text.split("\n\n").filter(|p| !p.trim().is_empty()) {
            // A step or a point of a list keeps its own line.
            let lines = paragraph.lines().flat_map(|line| wrap(line, ROOM));
            rows.extend(lines.map(|line| (String::new(), line)));
            rows.push(Default::default());
        }
        for binding in keys {
            let mut key = binding.key.to_string();
            for line in wrap(&binding.say, ROOM - 11) {
                rows.push((format!("{:<11}", std::mem::take(&mut key)), line));
            }
        }
        Self { title: format!("Help: {title}"), rows, top: 0 }
    }

    /// `true` where it goes.
    pub fn act(&mut self, action: Option<Action>) -> bool {
        let last = self.rows.len().saturating_sub(1);
        match action {
            Some(action::UP) => self.top = self.top.saturating_sub(1),
            Some(action::DOWN) => self.top = (self.top + 1).min(last),
            Some(action::PAGE_UP) => self.top = self.top.saturating_sub(10),
            Some(action::PAGE_DOWN) => self.top = (self.top + 10).min(last),
            Some(action::NO) => return true,
            _ => {}
        }
        false
    }

    pub fn draw(&self, canvas: &mut Canvas<'_>) {
        let height = u16::try_from(self.rows.len() + 2).unwrap_or(u16::MAX).min(canvas.area.height);
        let area = canvas.dialog(74, height, &self.title);
        // The last row tells of what is below.
        let told = u16::from(self.rows.len() > usize::from(area.height));
        let room = usize::from(area.height.saturating_sub(told));
        let top = self.top.min(self.rows.len().saturating_sub(room));
        for (row, (key, text)) in (0..area.height).zip(self.rows.iter().skip(top).take(room)) {
            let line = ratatui::text::Line::from(vec![canvas.span(Role::Key, key.as_str()), canvas.span(Role::Value, text.as_str())]);
            canvas.line(area, row, &line);
        }
        let (more, below) = (canvas.looks.signs.down.clone(), self.rows.len().saturating_sub(top + room));
        if below > 0 {
            canvas.right(area, area.height.saturating_sub(1), Role::Hint, &format!("{more} {below} more"));
        }
    }
}
