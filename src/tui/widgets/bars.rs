//! Figures as lying bars: a word, its bar, its figure. Reads without colour, and without block letters.

use ratatui::layout::Rect;

use crate::base::money::group_indian;
use crate::tui::canvas::{Canvas, width};
use crate::tui::looks::Role;

/// Columns of a bar at most.
const WIDEST: u16 = 60;

struct Bar {
    word: String,
    value: i64,
    /// The value of a full bar.
    of: i64,
    /// What stands in the place of the value.
    figure: Option<String>,
    /// Beside the bar, after the value.
    note: String,
    /// The note is a warning.
    warns: bool,
}

/// Bars, the first on top.
#[derive(Default)]
pub struct Bars(Vec<Bar>);

impl Bars {
    pub fn new() -> Self {
        Self::default()
    }

    /// A bar of `value` where a full one is `of`.
    #[must_use]
    pub fn bar(mut self, word: &str, value: i64, of: i64, note: impl Into<String>) -> Self {
        self.0.push(Bar { word: word.to_owned(), value, of, figure: None, note: note.into(), warns: false });
        self
    }

    /// The same with its own figure: an amount.
    #[must_use]
    pub fn figure(mut self, word: &str, (value, of): (i64, i64), figure: impl Into<String>, note: impl Into<String>) -> Self {
        let figure = Some(figure.into());
        self.0.push(Bar { word: word.to_owned(), value, of, figure, note: note.into(), warns: false });
        self
    }

    /// The same with a note that warns, where there is one.
    #[must_use]
    pub fn warning(mut self, word: &str, value: i64, of: i64, note: Option<String>) -> Self {
        let (warns, note) = (note.is_some(), note.unwrap_or_default());
        self.0.push(Bar { word: word.to_owned(), value, of, figure: None, note, warns });
        self
    }

    pub fn height(&self) -> u16 {
        u16::try_from(self.0.len()).unwrap_or(u16::MAX)
    }

    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let figure = |bar: &Bar| bar.figure.clone().unwrap_or_else(|| group_indian(&bar.value.to_string()));
        let sign = &canvas.looks.signs.warn;
        let note = |bar: &Bar| if bar.warns { format!("{sign} {}", bar.note) } else { bar.note.clone() };
        let (figures, noted): (Vec<String>, Vec<String>) = self.0.iter().map(|bar| (figure(bar), note(bar))).unzip();
        let words = self.0.iter().map(|bar| width(&bar.word)).max().unwrap_or(0);
        let values = figures.iter().map(|figure| width(figure)).max().unwrap_or(0);
        let notes = noted.iter().map(|note| width(note)).max().unwrap_or(0);
        let room = area.width.saturating_sub(words + values + notes + 4).min(WIDEST);
        for (row, ((bar, figure), note)) in (0..area.height).zip(self.0.iter().zip(&figures).zip(&noted)) {
            canvas.text(area, row, Role::Label, &bar.word);
            let full = i64::from(room) * bar.value.clamp(0, bar.of.max(0)) / bar.of.max(1);
            let full = u16::try_from(full).unwrap_or(0).max(u16::from(bar.value > 0 && room > 0));
            let (block, hair) = (canvas.looks.bars().full.to_owned(), canvas.looks.hairline().to_owned());
            let left = Rect { x: area.x + words + 1, width: room, ..area };
            canvas.text(left, row, Role::Bar, &block.repeat(usize::from(full)));
            let rest = Rect { x: left.x + full, width: room.saturating_sub(full), ..area };
            canvas.text(rest, row, Role::Frame, &hair.repeat(usize::from(rest.width)));
            canvas.right(Rect { x: left.x + room + 1, width: values, ..area }, row, Role::Value, figure);
            let role = if bar.warns { Role::Warn } else { Role::Hint };
            canvas.text(Rect { x: left.x + room + values + 2, width: notes, ..area }, row, role, note);
        }
    }
}
