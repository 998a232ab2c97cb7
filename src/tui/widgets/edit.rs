//! One line of typing: `tui-input` fed with our keys.

use crossterm::event::KeyCode;
use tui_input::{Input, InputRequest};
use zeroize::Zeroize as _;

use crate::tui::canvas::{Canvas, shorten, width};
use crate::tui::keys::Key;
use crate::tui::looks::Role;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The text of one field with its cursor.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    input: Input,
    /// Characters at most.
    max: usize,
}

impl Edit {
    pub fn new(max: usize) -> Self {
        Self { input: Input::default(), max }
    }

    pub fn text(&self) -> &str {
        self.input.value()
    }

    pub fn set(&mut self, text: &str) {
        self.input = Input::new(text.chars().take(self.max).collect());
    }

    /// Empties it so that the text is not left in memory.
    pub fn wipe(&mut self) {
        let mut text = self.input.value_and_reset();
        text.zeroize();
        // The kill buffer goes with the old input.
        self.input = Input::default();
    }

    /// Whether the key changed the text or moved in it.
    pub fn typed(&mut self, key: Key, takes: impl Fn(char) -> bool) -> bool {
        let request = match (key.code, key.ctrl, key.alt) {
            (KeyCode::Char(c), false, false) if takes(c) && self.text().chars().count() < self.max => InputRequest::InsertChar(c),
            (KeyCode::Backspace, false, false) => InputRequest::DeletePrevChar,
            (KeyCode::Delete, false, false) => InputRequest::DeleteNextChar,
            (KeyCode::Left, false, false) => InputRequest::GoToPrevChar,
            (KeyCode::Right, false, false) => InputRequest::GoToNextChar,
            (KeyCode::Left, true, false) => InputRequest::GoToPrevWord,
            (KeyCode::Right, true, false) => InputRequest::GoToNextWord,
            (KeyCode::Home, ..) => InputRequest::GoToStart,
            (KeyCode::End, ..) => InputRequest::GoToEnd,
            (KeyCode::Char('u'), true, false) => InputRequest::DeleteLine,
            (KeyCode::Char('w'), true, false) | (KeyCode::Backspace, true, false) => InputRequest::DeletePrevWord,
            _ => return false,
        };
        self.input.handle(request).is_some()
    }

    /// Draws it in the first row of `area`, scrolled so that the cursor shows; sets the cursor where `focus` is on it.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, focus: bool, right: bool, sign: Option<&str>) {
        let shown = sign.map_or_else(|| self.text().to_owned(), |sign| sign.repeat(self.text().chars().count()));
        let before: String = match sign {
            Some(sign) => sign.repeat(self.input.cursor()),
            None => self.text().chars().take(self.input.cursor()).collect(),
        };
        let room = area.width.saturating_sub(1);
        let skipped = width(&before).saturating_sub(room);
        let visible: String = skip_columns(&shown, skipped);
        let visible = shorten(&visible, area.width, "");
        let lead = if right { room.saturating_sub(width(&visible)) } else { 0 };
        let (line, words) = if focus { (Role::Focus, Role::Focus) } else { (Role::Entry, Role::Value) };
        let blank = |columns: u16| " ".repeat(usize::from(columns));
        let tail = area.width.saturating_sub(lead + width(&visible));
        let spans = [canvas.span(line, blank(lead)), canvas.span(words, visible), canvas.span(line, blank(tail))];
        canvas.line(area, 0, &Line::from_iter(spans));
        if focus {
            canvas.put_cursor(area.x + lead + width(&before).saturating_sub(skipped), area.y);
        }
    }
}

fn skip_columns(text: &str, columns: u16) -> String {
    let mut gone = 0;
    text.chars()
        .skip_while(|c| {
            let skip = gone < columns;
            gone += width(c.encode_utf8(&mut [0; 4]));
            skip
        })
        .collect()
}
