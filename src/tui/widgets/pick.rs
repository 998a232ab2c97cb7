//! One of a few: a list small enough to be seen whole, taken by its number or by going to it.

use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::canvas::{Canvas, shorten};
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::Role;

/// What takes the rows, in their order: a digit, then a letter.
const SIGNS: &str = "123456789abcdefghijklmnopqrstuvwxyz";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PickMove {
    Pass,
    Stays,
    /// The one at this place, from 0.
    Taken(usize),
}

/// Choices with a line of explanation each.
#[derive(Debug, Clone)]
pub struct Pick {
    rows: Vec<(String, String)>,
    place: usize,
}

impl Pick {
    pub const fn new(rows: Vec<(String, String)>) -> Self {
        Self { rows, place: 0 }
    }

    pub const fn place(&self) -> usize {
        self.place
    }

    pub fn act(&mut self, action: Action) -> PickMove {
        let last = self.rows.len().saturating_sub(1);
        self.place = match action {
            action::UP => self.place.checked_sub(1).unwrap_or(last),
            action::DOWN if self.place == last => 0,
            action::DOWN => self.place + 1,
            action::FIRST | action::PAGE_UP => 0,
            action::LAST | action::PAGE_DOWN => last,
            action::CHOOSE if self.rows.is_empty() => return PickMove::Stays,
            action::CHOOSE => return PickMove::Taken(self.place),
            _ => return PickMove::Pass,
        };
        PickMove::Stays
    }

    /// The row's own digit or letter takes it.
    pub fn typed(&self, key: Key) -> PickMove {
        let place = key.typed().and_then(|typed| SIGNS.find(typed)).filter(|place| *place < self.rows.len());
        place.map_or(PickMove::Pass, PickMove::Taken)
    }

    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, active: bool) {
        let names = self.rows.iter().map(|(name, _)| crate::tui::width(name)).max().unwrap_or(0);
        let room = usize::from(area.height);
        let top = (self.place + 1).saturating_sub(room);
        let said = area.width.saturating_sub(names + 7);
        let more = canvas.looks.signs.more.clone();
        for (row, (place, (name, about))) in (0..area.height).zip(self.rows.iter().enumerate().skip(top)) {
            let number = SIGNS.chars().nth(place).unwrap_or(' ');
            let line = Line::from(vec![
                canvas.span(Role::Key, format!(" {number} ")),
                canvas.span(Role::Value, format!(" {name:<0$}", usize::from(names))),
                canvas.span(Role::Label, format!("   {}", shorten(about, said, &more))),
            ]);
            canvas.line(area, row, &line);
            if active && place == self.place {
                canvas.light(area, row, Role::Select);
            }
        }
        let below = self.rows.len().saturating_sub(top + room);
        if below > 0 {
            let words = format!("  {} {below} more ", canvas.looks.signs.down);
            canvas.right(area, area.height.saturating_sub(1), Role::Hint, &words);
        }
    }
}
