//! Fields one under the other: Enter goes on, a wrong one holds it, a refusal goes to its field.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::field::Field;
use crate::base::Refusal;
use crate::tui::canvas::{Canvas, width, wrap};
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::{Role, Tone};

/// What a key did to the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormMove {
    /// Not a key for forms.
    Pass,
    Stays,
    /// Another field has the focus; the one left is right.
    Moved,
    /// Enter on the last field, and every field is right.
    Finished,
}

/// Fields with one that has the focus.
#[derive(Debug, Clone)]
pub struct Form {
    fields: Vec<Field>,
    focus: usize,
}

impl Form {
    pub const fn new(fields: Vec<Field>) -> Self {
        Self { fields, focus: 0 }
    }

    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.name == name)
    }

    pub fn field_mut(&mut self, name: &str) -> Option<&mut Field> {
        self.fields.iter_mut().find(|f| f.name == name)
    }

    /// What was typed at `name`; empty where there is no such field.
    pub fn text(&self, name: &str) -> &str {
        self.field(name).map_or("", Field::text)
    }

    pub fn focused(&self) -> Option<&Field> {
        self.fields.get(self.focus)
    }

    pub fn focus(&mut self, name: &str) {
        if let Some(place) = self.fields.iter().position(|f| f.name == name) {
            self.focus = place;
        }
    }

    /// Other fields, as after a choice; what was typed in those that stay is kept by the caller's own moving of them.
    pub fn replace(&mut self, fields: Vec<Field>) {
        self.fields = fields;
        self.focus = self.focus.min(self.fields.len().saturating_sub(1));
    }

    pub fn clear(&mut self) {
        self.fields.iter_mut().for_each(Field::clear);
        self.focus = 0;
    }

    pub fn has_typed(&self) -> bool {
        self.fields.iter().any(Field::has_typed)
    }

    /// Checks every field and goes to the first that is wrong.
    pub fn check(&mut self) -> bool {
        let wrong: Vec<bool> = self.fields.iter_mut().map(|f| !f.check()).collect();
        match wrong.iter().position(|w| *w) {
            Some(first) => {
                self.focus = first;
                false
            }
            None => true,
        }
    }

    /// Shows a refusal at its field; `false` where it names none of these.
    pub fn refuse(&mut self, refusal: &Refusal) -> bool {
        let Some(place) = refusal.field.and_then(|name| self.fields.iter().position(|f| f.name == name)) else { return false };
        self.focus = place;
        if let Some(field) = self.fields.get_mut(place) {
            field.refuse(&refusal.message);
        }
        true
    }

    pub fn act(&mut self, action: Action) -> FormMove {
        let last = self.fields.len().saturating_sub(1);
        match action {
            action::NEXT => {
                let right = self.fields.get_mut(self.focus).is_none_or(Field::check);
                match (right, self.focus == last) {
                    (false, _) => FormMove::Stays,
                    (true, true) if self.check() => FormMove::Finished,
                    (true, true) => FormMove::Stays,
                    (true, false) => self.go(self.focus + 1),
                }
            }
            action::SKIP => self.go(if self.focus == last { 0 } else { self.focus + 1 }),
            action::PREVIOUS => self.go(self.focus.checked_sub(1).unwrap_or(last)),
            _ => FormMove::Pass,
        }
    }

    fn go(&mut self, place: usize) -> FormMove {
        self.focus = place;
        FormMove::Moved
    }

    pub fn typed(&mut self, key: Key) -> FormMove {
        let taken = self.fields.get_mut(self.focus).is_some_and(|field| field.typed(key));
        if taken { FormMove::Stays } else { FormMove::Pass }
    }

    /// Rows that it takes now in that width, its errors counted.
    pub fn height(&self, room: u16) -> u16 {
        let room = room.saturating_sub(self.labels() + 4);
        let errors: usize = self.fields.iter().filter_map(|f| f.error.as_ref()).map(|e| wrap(e, room).len()).sum();
        u16::try_from(self.fields.len() + errors).unwrap_or(u16::MAX)
    }

    /// Columns of the longest label.
    fn labels(&self) -> u16 {
        self.fields.iter().map(|f| width(&f.label)).max().unwrap_or(0)
    }

    /// Labels in one column, entries in the next; `active` says whether the form has the focus at all.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, active: bool) {
        let labels = self.labels();
        let mut row = 0;
        for (place, field) in self.fields.iter().enumerate() {
            let focus = active && place == self.focus;
            canvas.text(Rect { width: labels.min(area.width), ..area }, row, if focus { Role::Value } else { Role::Label }, &field.label);
            let entry = Rect { x: area.x + labels + 2, y: area.y + row, width: area.width.saturating_sub(labels + 2), height: 1 };
            if row < area.height {
                field.draw_entry(canvas, entry, focus);
                if focus && !field.hint.is_empty() {
                    let beside = field.shown_width(entry.width) + 2;
                    let hint = Rect { x: entry.x + beside, width: entry.width.saturating_sub(beside), ..entry };
                    canvas.text(hint, 0, Role::Hint, &field.hint);
                }
            }
            row += 1;
            if let Some(error) = &field.error {
                let mut sign = canvas.looks.signs.of(Tone::Bad).to_owned();
                for words in wrap(error, entry.width.saturating_sub(2)) {
                    let line = Line::styled(format!("{sign} {words}"), canvas.style(Role::Bad));
                    canvas.line(Rect { x: entry.x, width: entry.width, ..area }, row, &line);
                    sign = " ".to_owned();
                    row += 1;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::Kind;

    fn form() -> Form {
        Form::new(vec![Field::new("reading", "Reading", Kind::Digits(6)), Field::new("amount", "Amount", Kind::Money).optional()])
    }

    fn type_into(form: &mut Form, text: &str) {
        for c in text.chars() {
            form.typed(Key::char(c));
        }
    }

    #[test]
    fn i2_enter_goes_on_only_from_a_right_field() {
        let mut form = form();
        assert_eq!(form.act(action::NEXT), FormMove::Stays);
        type_into(&mut form, "12");
        assert_eq!(form.act(action::NEXT), FormMove::Moved);
        assert_eq!(form.act(action::NEXT), FormMove::Finished);
    }

    #[test]
    fn the_last_enter_goes_back_to_a_field_that_was_skipped() {
        let mut form = form();
        assert_eq!(form.act(action::SKIP), FormMove::Moved);
        assert_eq!(form.act(action::NEXT), FormMove::Stays);
        assert_eq!(form.focused().map(|f| f.name), Some("reading"));
    }

    #[test]
    fn i4_a_refusal_stands_at_its_field_until_it_is_typed_in() {
        let mut form = form();
        type_into(&mut form, "12");
        form.act(action::SKIP);
        assert!(form.refuse(&Refusal::new("B-9", "below the last reading").at("reading")));
        assert_eq!((form.focused().map(|f| f.name), form.text("reading")), (Some("reading"), "12"));
        assert_eq!((form.height(60), form.height(24)), (3, 4));
        type_into(&mut form, "3");
        assert_eq!(form.height(60), 2);
        assert!(!form.refuse(&Refusal::new("L-1", "closed").at("elsewhere")));
    }
}
