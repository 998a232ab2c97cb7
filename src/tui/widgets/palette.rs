//! Any command by a few letters of its name.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::edit::Edit;
use crate::tui::canvas::{Canvas, shorten};
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::Role;

/// One thing that can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    pub name: String,
    pub about: String,
    pub key: String,
    pub action: Action,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaletteMove {
    Stays,
    Goes,
    Run(Action),
}

/// The list as narrowed by what is typed.
#[derive(Debug, Clone)]
pub struct Palette {
    commands: Vec<Command>,
    typed: Edit,
    place: usize,
}

impl Palette {
    pub fn new(commands: Vec<Command>) -> Self {
        Self { commands, typed: Edit::new(40), place: 0 }
    }

    /// What fits the letters, the best first; the order of the register where they fit alike.
    fn found(&self) -> Vec<&Command> {
        let letters = self.typed.text().to_lowercase();
        let mut found: Vec<(u32, &Command)> = self
            .commands
            .iter()
            .filter_map(|c| {
                let by_name = distance(&letters, &c.name.to_lowercase());
                let by_about = c.about.to_lowercase().contains(letters.trim()).then_some(1_000);
                by_name.or(by_about).map(|d| (d, c))
            })
            .collect();
        found.sort_by_key(|(d, _)| *d);
        found.into_iter().map(|(_, c)| c).collect()
    }

    pub fn key(&mut self, action: Option<Action>, key: Key) -> PaletteMove {
        let last = self.found().len().saturating_sub(1);
        match action {
            Some(action::UP) => self.place = self.place.saturating_sub(1),
            Some(action::DOWN) => self.place = (self.place + 1).min(last),
            Some(action::NO) => return PaletteMove::Goes,
            Some(action::CHOOSE) => return self.found().get(self.place).map_or(PaletteMove::Stays, |c| PaletteMove::Run(c.action)),
            _ => {
                if self.typed.typed(key, |c| !c.is_control()) {
                    self.place = 0;
                }
            }
        }
        PaletteMove::Stays
    }

    pub fn draw(&self, canvas: &mut Canvas<'_>) {
        let found = self.found();
        let area = canvas.dialog(72, 18, "Command");
        self.typed.draw(canvas, Rect { height: 1, ..area }, true, false, None);
        let list = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        let top = (self.place + 1).saturating_sub(usize::from(list.height));
        for (row, (place, command)) in (0..list.height).zip(found.iter().enumerate().skip(top)) {
            let name = format!("{:<16}", shorten(&command.name, 16, &canvas.looks.signs.more));
            let about = format!("{:<41}", shorten(&command.about, 41, &canvas.looks.signs.more));
            let line = Line::from(vec![
                canvas.span(Role::Value, format!(" {name}  ")),
                canvas.span(Role::Label, about),
                canvas.span(Role::Key, format!("  {}", command.key)),
            ]);
            canvas.line(list, row, &line);
            if place == self.place {
                canvas.light(list, row, Role::Select);
            }
        }
        if found.is_empty() {
            canvas.text(list, 0, Role::Hint, " no command of that name");
        }
    }
}

/// How far apart `letters` stand in `text`, in order; `None` where they don't. 0 is best: they begin it.
fn distance(letters: &str, text: &str) -> Option<u32> {
    let mut cost = 0;
    let mut rest = text.chars();
    for letter in letters.chars().filter(|c| !c.is_whitespace()) {
        let skipped = rest.position(|c| c == letter)?;
        cost += u32::try_from(skipped).unwrap_or(u32::MAX / 2);
    }
    Some(cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn palette(typed: &str) -> Vec<&'static str> {
        let command =
            |name: &'static str, about: &str| Command { name: name.into(), about: about.into(), key: String::new(), action: Action(name) };
        let mut palette = Palette::new(vec![
            command("Payment", "take money for a bill"),
            command("Print queue", "papers that wait"),
            command("Reports", "day book and more"),
        ]);
        for c in typed.chars() {
            palette.key(None, Key::char(c));
        }
        palette.found().iter().map(|c| c.action.0).collect()
    }

    #[test]
    fn a_few_letters_suffice() {
        assert_eq!(palette(""), ["Payment", "Print queue", "Reports"]);
        assert_eq!(palette("pq"), ["Print queue"]);
        assert_eq!(palette("RE"), ["Reports", "Print queue"]);
        assert_eq!(palette("money"), ["Payment"]);
        assert!(palette("zzz").is_empty());
    }
}
