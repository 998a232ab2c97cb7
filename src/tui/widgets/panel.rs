//! Labels and values in two columns.

use ratatui::layout::Rect;

use crate::base::Money;
use crate::tui::canvas::{Canvas, width};
use crate::tui::looks::{Role, Tone};

/// One line of a panel.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Entry {
    Pair(String, String, Role, bool),
    Note(Tone, String),
    Gap,
}

/// What is known of something, label by label.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Panel(Vec<Entry>);

impl Panel {
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn pair(mut self, label: &str, value: impl Into<String>) -> Self {
        self.0.push(Entry::Pair(label.to_owned(), value.into(), Role::Value, false));
        self
    }

    /// An amount at the right edge.
    #[must_use]
    pub fn money(mut self, label: &str, amount: Money) -> Self {
        self.0.push(Entry::Pair(label.to_owned(), amount.indian(), Role::Money, true));
        self
    }

    /// Something that must be known, with its sign.
    #[must_use]
    pub fn note(mut self, tone: Tone, text: impl Into<String>) -> Self {
        self.0.push(Entry::Note(tone, text.into()));
        self
    }

    /// Takes a note back that is said elsewhere.
    pub fn unsay(&mut self, text: &str) {
        self.0.retain(|entry| !matches!(entry, Entry::Note(_, said) if said == text));
    }

    #[must_use]
    pub fn gap(mut self) -> Self {
        self.0.push(Entry::Gap);
        self
    }

    pub fn height(&self) -> u16 {
        u16::try_from(self.0.len()).unwrap_or(u16::MAX)
    }

    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        self.draw_from(canvas, area, 0);
    }

    /// Its lines from this one on: a part of what scrolls.
    pub fn draw_from(&self, canvas: &mut Canvas<'_>, area: Rect, from: u16) {
        // An amount stands at the right edge, whole; its label takes what room is left.
        let labels = self.0.iter().map(|e| if let Entry::Pair(label, _, _, false) = e { width(label) } else { 0 }).max().unwrap_or(0);
        let values = Rect { x: area.x + labels + 2, width: area.width.saturating_sub(labels + 2), ..area };
        for (row, entry) in (0..area.height).zip(self.0.iter().skip(usize::from(from))) {
            match entry {
                Entry::Pair(label, value, role, true) => {
                    canvas.text(Rect { width: area.width.saturating_sub(width(value) + 1), ..area }, row, Role::Label, label);
                    canvas.right(area, row, *role, value);
                }
                Entry::Pair(label, value, role, false) => {
                    canvas.text(Rect { width: labels.min(area.width), ..area }, row, Role::Label, label);
                    canvas.text(values, row, *role, value);
                }
                Entry::Note(tone, text) => {
                    let words = format!("{} {text}", canvas.looks.signs.of(*tone));
                    canvas.text(area, row, tone.role(), &words);
                }
                Entry::Gap => {}
            }
        }
    }
}
