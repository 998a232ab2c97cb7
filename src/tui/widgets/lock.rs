//! The lock screen: the user's PIN, or another user with theirs (`C-8`).

use ratatui::layout::Rect;
use zeroize::Zeroizing;

use super::field::{Field, Kind};
use super::form::{Form, FormMove};
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::{Role, Tone};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockMove {
    Stays,
    Leave,
    Try { user: String, pin: Zeroizing<String> },
}

/// Covers everything until a PIN is right.
#[derive(Debug, Clone)]
pub struct Lock {
    form: Form,
    checking: bool,
    error: Option<String>,
}

impl Lock {
    pub fn new(user: &str) -> Self {
        let fields = vec![Field::new("user", "User", Kind::Text(24)).holding(user), Field::new("pin", "PIN", Kind::Secret)];
        let mut form = Form::new(fields);
        form.focus("pin");
        Self { form, checking: false, error: None }
    }

    pub const fn is_checking(&self) -> bool {
        self.checking
    }

    /// The PIN was not right, or the user may not come in: said, and the PIN typed anew.
    pub fn refuse(&mut self, why: String) {
        self.checking = false;
        self.error = Some(why);
        if let Some(pin) = self.form.field_mut("pin") {
            pin.clear();
        }
        self.form.focus("pin");
    }

    pub fn key(&mut self, action: Option<Action>, key: Key) -> LockMove {
        let step = match action {
            Some(action::LEAVE) => return LockMove::Leave,
            Some(action) => self.form.act(action),
            None => self.form.typed(key),
        };
        if step != FormMove::Finished {
            return LockMove::Stays;
        }
        self.checking = true;
        self.error = None;
        let pin = self.form.field("pin").map(Field::secret).unwrap_or_default();
        LockMove::Try { user: self.form.text("user").to_owned(), pin }
    }

    pub fn draw(&self, canvas: &mut Canvas<'_>) {
        let area = canvas.dialog(48, 9, "Locked");
        let form = Rect { x: area.x + 4, y: area.y + 2, width: area.width.saturating_sub(8), height: 4.min(area.height.saturating_sub(2)) };
        self.form.draw(canvas, form, !self.checking);
        let last = area.height.saturating_sub(1);
        if self.checking {
            canvas.text(area, last, Role::Hint, "looking");
        } else if let Some(error) = &self.error {
            let words = wrap(&format!("{} {error}", canvas.looks.signs.of(Tone::Bad)), area.width);
            for (row, line) in (last.saturating_sub(1)..=last).zip(&words) {
                canvas.text(area, row, Role::Bad, line);
            }
        }
    }
}
