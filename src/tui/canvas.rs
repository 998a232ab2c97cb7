//! Where screens and widgets draw: a buffer, a look, and the place of the cursor.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Widget};
use unicode_width::UnicodeWidthStr;

use super::looks::{Looks, Role};

/// One frame in the making. Nothing drawn outside `area` reaches the terminal.
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    pub looks: &'a Looks,
    /// What the screen may fill.
    pub area: Rect,
    /// Where typing goes; hidden where nothing is typed.
    pub cursor: Option<Position>,
}

impl<'a> Canvas<'a> {
    pub const fn new(buffer: &'a mut Buffer, looks: &'a Looks, area: Rect) -> Self {
        Self { buffer, looks, area, cursor: None }
    }

    /// A canvas over a part, for a widget or an overlay; its cursor is handed back by the caller where it counts.
    pub fn within<R>(&mut self, area: Rect, draw: impl FnOnce(&mut Canvas<'_>) -> R) -> R {
        let mut part = Canvas { buffer: self.buffer, looks: self.looks, area: area.intersection(self.area), cursor: self.cursor };
        let result = draw(&mut part);
        self.cursor = part.cursor;
        result
    }

    pub fn style(&self, role: Role) -> Style {
        self.looks.style(role)
    }

    /// A piece of text in a role, to build a line of several.
    pub fn span<'t>(&self, role: Role, text: impl Into<std::borrow::Cow<'t, str>>) -> Span<'t> {
        Span::styled(text, self.style(role))
    }

    /// Text from the left of a row of `area`; what doesn't fit is cut with the sign for more.
    pub fn text(&mut self, area: Rect, row: u16, role: Role, text: &str) {
        let text = shorten(text, area.width, &self.looks.signs.more);
        self.line(area, row, &Line::from(self.span(role, text)));
    }

    /// Text at the right edge of a row of `area`: for money and counts.
    pub fn right(&mut self, area: Rect, row: u16, role: Role, text: &str) {
        let text = shorten(text, area.width, &self.looks.signs.more);
        self.line(area, row, &Line::from(self.span(role, text)).right_aligned());
    }

    pub fn line(&mut self, area: Rect, row: u16, line: &Line<'_>) {
        let place = Rect { y: area.y.saturating_add(row), height: 1, ..area };
        if row < area.height {
            line.render(place.intersection(self.area), self.buffer);
        }
    }

    /// A widget of the library.
    pub fn widget(&mut self, area: Rect, widget: impl Widget) {
        let area = area.intersection(self.area);
        if !area.is_empty() {
            widget.render(area, self.buffer);
        }
    }

    /// A hairline box with its title in the upper line; gives back the room inside, one column of air left and right.
    pub fn boxed(&mut self, area: Rect, title: &str) -> Rect {
        let mut block = Block::bordered().border_set(self.looks.border()).border_style(self.style(Role::Frame));
        if !title.is_empty() {
            block = block.title(Line::styled(format!(" {title} "), self.style(Role::Title)));
        }
        let inner = block.inner(area);
        self.widget(area, block);
        Rect { x: inner.x.saturating_add(1), width: inner.width.saturating_sub(2), ..inner }
    }

    /// A box in the middle of the canvas, over what is there.
    pub fn dialog(&mut self, width: u16, height: u16, title: &str) -> Rect {
        let (width, height) = (width.min(self.area.width), height.min(self.area.height));
        let x = self.area.x + (self.area.width - width) / 2;
        let y = self.area.y + (self.area.height - height) / 3;
        let area = Rect { x, y, width, height };
        self.widget(area, Clear);
        self.boxed(area, title)
    }

    /// A hairline over a row, with a word in it or without.
    pub fn rule(&mut self, area: Rect, row: u16, word: &str) {
        let line = self.looks.hairline().repeat(usize::from(area.width));
        self.line(area, row, &Line::from(self.span(Role::Frame, line)));
        if !word.is_empty() {
            let inner = Rect { x: area.x.saturating_add(2), width: area.width.saturating_sub(2), ..area };
            self.line(inner, row, &Line::from(self.span(Role::Title, format!(" {word} "))));
        }
    }

    /// Gives what is drawn on a row one look: the lit row of a list.
    pub fn light(&mut self, area: Rect, row: u16, role: Role) {
        let place = Rect { y: area.y.saturating_add(row), height: 1, ..area };
        if row < area.height {
            let whole = Style::reset().patch(self.looks.style(role));
            self.buffer.set_style(place.intersection(self.area), whole);
        }
    }

    pub fn put_cursor(&mut self, x: u16, y: u16) {
        let place = Position { x: x.min(self.area.right().saturating_sub(1)), y };
        if self.area.contains(place) {
            self.cursor = Some(place);
        }
    }
}

/// Columns that `text` takes.
pub fn width(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

/// `text` in `room` columns, ended by `more` where it is cut.
pub fn shorten(text: &str, room: u16, more: &str) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let keep = room.saturating_sub(width(more));
    let mut out = String::new();
    for c in text.chars() {
        if width(&out) + width(c.encode_utf8(&mut [0; 4])) > keep {
            break;
        }
        out.push(c);
    }
    out.push_str(&shorten_sign(more, room));
    out
}

fn shorten_sign(more: &str, room: u16) -> String {
    more.chars().take(usize::from(room)).collect()
}

/// `text` broken between words into rows of `room` columns.
pub fn wrap(text: &str, room: u16) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match rows.last_mut() {
            Some(row) if width(row) + 1 + width(word) <= room => {
                row.push(' ');
                row.push_str(word);
            }
            _ => rows.push(word.to_owned()),
        }
    }
    rows
}

/// The row of `area` at `row`, one high.
pub const fn row(area: Rect, row: u16) -> Rect {
    let height = if row < area.height { 1 } else { 0 };
    Rect { x: area.x, y: area.y.saturating_add(row), width: area.width, height }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_with_a_sign() {
        for (text, room, shown) in [("Kavaratti", 9, "Kavaratti"), ("Kavaratti", 5, "Kava…"), ("Kavaratti", 0, ""), ("दीव", 2, "दी")]
        {
            let cut = shorten(text, room, "…");
            assert!(width(&cut) <= room.max(width(shown)), "{cut}");
            if text.is_ascii() {
                assert_eq!(cut, shown);
            }
        }
    }
}
