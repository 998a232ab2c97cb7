//! Counting the drawer: notes and coins by denomination, typed down the column (`C-8`).

use ratatui::layout::Rect;

use super::edit::Edit;
use crate::base::{Money, words};
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::Role;

/// Pieces of one denomination at most: what fits a strong room, not a drawer.
const DIGITS: usize = 6;

/// A count in the making. What is expected is nowhere in it: the count is blind.
#[derive(Debug, Clone)]
pub struct CashCount {
    rows: Vec<(Money, Edit)>,
    focus: usize,
}

impl CashCount {
    /// `denominations`, the largest first.
    pub fn new(denominations: &[Money]) -> Self {
        Self { rows: denominations.iter().map(|d| (*d, Edit::new(DIGITS))).collect(), focus: 0 }
    }

    /// Denomination and pieces, of those that are there.
    pub fn counted(&self) -> Vec<(Money, u32)> {
        self.rows.iter().map(|(d, edit)| (*d, pieces(edit))).filter(|(_, n)| *n > 0).collect()
    }

    pub fn total(&self) -> Money {
        self.rows.iter().map(|(d, edit)| value(*d, pieces(edit))).sum()
    }

    pub fn has_typed(&self) -> bool {
        self.rows.iter().any(|(_, edit)| !edit.text().is_empty())
    }

    /// `None`: not a key for it. `Some(true)`: Enter on the last row.
    pub fn act(&mut self, action: Action) -> Option<bool> {
        let last = self.rows.len().saturating_sub(1);
        match action {
            action::NEXT if self.focus == last => return Some(true),
            action::NEXT | action::SKIP | action::DOWN => self.focus = (self.focus + 1).min(last),
            action::PREVIOUS | action::UP => self.focus = self.focus.saturating_sub(1),
            _ => return None,
        }
        Some(false)
    }

    pub fn typed(&mut self, key: Key) -> bool {
        self.rows.get_mut(self.focus).is_some_and(|(_, edit)| edit.typed(key, |c| c.is_ascii_digit()))
    }

    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, active: bool) {
        let columns = Rect { width: 42.min(area.width), ..area };
        for (row, (place, (denomination, edit))) in (0..area.height).zip(self.rows.iter().enumerate()) {
            let name = format!("{:>6}  x ", denomination.paise() / 100);
            canvas.text(columns, row, Role::Label, &name);
            let entry = Rect { x: area.x + 10, y: area.y + row, width: 8.min(area.width.saturating_sub(10)), height: 1 };
            edit.draw(canvas, entry, active && place == self.focus, true, None);
            let amount = value(*denomination, pieces(edit));
            canvas.right(columns, row, if amount.is_zero() { Role::Hint } else { Role::Money }, &amount.indian());
        }
        let after = u16::try_from(self.rows.len()).unwrap_or(0);
        canvas.rule(columns, after, "");
        canvas.text(columns, after + 1, Role::Label, " Total");
        canvas.right(columns, after + 1, Role::Money, &self.total().indian());
        let place = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
        for (row, line) in (after + 2..area.height).zip(&wrap(&words::in_words(self.total()), place.width)) {
            canvas.text(place, row, Role::Hint, line);
        }
    }
}

fn pieces(edit: &Edit) -> u32 {
    edit.text().parse().unwrap_or(0)
}

fn value(denomination: Money, pieces: u32) -> Money {
    Money::from_paise(denomination.paise().saturating_mul(i64::from(pieces)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c8_pieces_make_the_total() {
        let mut count = CashCount::new(&[Money::from_rupees(500), Money::from_rupees(10), Money::from_rupees(1)]);
        for key in ["3", "\n", "1", "x", "2", "\n", "\n"] {
            if key == "\n" {
                count.act(action::NEXT);
            } else {
                count.typed(Key::char(key.chars().next().unwrap_or(' ')));
            }
        }
        assert_eq!(count.counted(), [(Money::from_rupees(500), 3), (Money::from_rupees(10), 12)]);
        assert_eq!(count.total(), Money::from_rupees(1_620));
        assert_eq!(count.act(action::NEXT), Some(true));
    }
}
