//! One field of a form: its kind says what may be typed and what it means (`I-4`, `I-5`).

use crossterm::event::KeyCode;
use ratatui::layout::Rect;
use ratatui::text::Line;
use zeroize::Zeroizing;

use super::edit::Edit;
use crate::base::{Day, Money};
use crate::tui::canvas::{Canvas, width};
use crate::tui::keys::Key;
use crate::tui::looks::Role;

/// What a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Any text, of so many characters at most.
    Text(usize),
    /// Digits alone: readings, consumer numbers, PINs that may be seen.
    Digits(usize),
    Money,
    /// A day, read near this one: `5`, `5/11`, `511`.
    Day(Day),
    /// A password or PIN: never shown.
    Secret,
    /// One of these; a digit takes the one of that place.
    Choice(&'static [&'static str]),
}

/// A labelled field. It keeps what was typed, also when that is wrong.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: &'static str,
    pub label: String,
    pub kind: Kind,
    /// Whether it may stay empty.
    pub optional: bool,
    /// A word beside it while it has the focus: what is expected.
    pub hint: String,
    pub error: Option<String>,
    /// Columns of the entry.
    pub width: u16,
    edit: Edit,
    choice: usize,
    start: String,
    /// It was put there whole, or found good: the first figure typed takes its place.
    stands: bool,
    /// Words too are typed over, not behind.
    guessed: bool,
}

impl Field {
    pub fn new(name: &'static str, label: impl Into<String>, kind: Kind) -> Self {
        let (max, columns) = match &kind {
            Kind::Text(max) => (*max, *max),
            Kind::Digits(max) => (*max, max + 1),
            Kind::Money => (18, 16),
            Kind::Day(_) => (10, 11),
            Kind::Secret => (128, 20),
            Kind::Choice(words) => (0, words.iter().map(|w| w.len()).max().unwrap_or(0) + 4),
        };
        let width = u16::try_from(columns.clamp(3, 40)).unwrap_or(40);
        let (label, start) = (label.into(), String::new());
        let edit = Edit::new(max);
        Self {
            name,
            label,
            kind,
            optional: false,
            hint: String::new(),
            error: None,
            width,
            edit,
            choice: 0,
            start,
            stands: false,
            guessed: false,
        }
    }

    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// What it holds is a guess: the first letter typed takes its place.
    #[must_use]
    pub const fn guessed(mut self) -> Self {
        self.guessed = true;
        self
    }

    /// What it holds to begin with: leaving it so loses nothing.
    #[must_use]
    pub fn holding(mut self, text: &str) -> Self {
        self.set(text);
        self.start = self.text().to_owned();
        self
    }

    pub fn set(&mut self, text: &str) {
        match &self.kind {
            Kind::Choice(words) => self.choice = words.iter().position(|w| *w == text).unwrap_or(0),
            _ => self.edit.set(text),
        }
        self.stands = true;
        self.error = None;
    }

    /// Says at the field why it can't be so. What was typed is corrected, not begun anew.
    pub fn refuse(&mut self, why: &str) {
        self.error = Some(why.to_owned());
        self.stands = false;
    }

    pub fn clear(&mut self) {
        self.edit.wipe();
        self.choice = 0;
        self.error = None;
    }

    /// What was typed, or the word chosen.
    pub fn text(&self) -> &str {
        match &self.kind {
            Kind::Choice(words) => words.get(self.choice).copied().unwrap_or(""),
            _ => self.edit.text().trim(),
        }
    }

    /// Which of the choices, from 0.
    pub const fn choice(&self) -> usize {
        self.choice
    }

    pub fn secret(&self) -> Zeroizing<String> {
        Zeroizing::new(self.edit.text().to_owned())
    }

    pub fn money(&self) -> Option<Money> {
        Money::parse(self.text()).ok()
    }

    pub fn day(&self) -> Option<Day> {
        match self.kind {
            Kind::Day(near) => Day::parse_near(self.text(), near).ok(),
            _ => None,
        }
    }

    pub fn has_typed(&self) -> bool {
        self.text() != self.start && !matches!(self.kind, Kind::Choice(_))
    }

    /// Whether the key was its own.
    pub fn typed(&mut self, key: Key) -> bool {
        let goes = self.guessed || matches!(self.kind, Kind::Day(_) | Kind::Money | Kind::Digits(_));
        if std::mem::take(&mut self.stands) && goes && key.typed().is_some() {
            self.edit.wipe();
        }
        let taken = match &self.kind {
            Kind::Choice(words) => choose(&mut self.choice, words, key),
            // A letter in an amount is taken too: it is refused where it stands, with what would be right.
            _ => self.edit.typed(key, |c| !c.is_control()),
        };
        if taken {
            self.error = None;
        }
        taken
    }

    /// Says what would be right, at the field, and writes a good value the way it is shown (`I-4`). `true` where it may be left.
    pub fn check(&mut self) -> bool {
        self.error = None;
        let text = self.text().to_owned();
        if text.is_empty() {
            if !self.optional {
                self.error = Some(format!("{} is needed", in_words(&self.label)));
            }
            return self.optional;
        }
        let wrong = match self.kind {
            Kind::Text(_) | Kind::Secret | Kind::Choice(_) => None,
            Kind::Digits(_) => (!text.bytes().all(|b| b.is_ascii_digit())).then(|| format!("'{text}' is not a number: type digits alone")),
            Kind::Money => match Money::parse(&text) {
                Ok(amount) => {
                    self.edit.set(&amount.indian());
                    None
                }
                Err(e) => Some(e.to_string()),
            },
            Kind::Day(near) => match Day::parse_near(&text, near) {
                Ok(day) => {
                    self.edit.set(&day.dmy());
                    None
                }
                Err(e) => Some(e.to_string()),
            },
        };
        self.error = wrong;
        self.stands = self.error.is_none();
        self.stands
    }

    /// Columns that the entry takes while it has the focus.
    pub fn shown_width(&self, room: u16) -> u16 {
        match &self.kind {
            Kind::Choice(words) if choices_width(words) <= room => choices_width(words),
            _ => self.width,
        }
    }

    /// Every choice with its digit, the one that holds lit.
    fn draw_choices(&self, canvas: &mut Canvas<'_>, area: Rect, words: &[&'static str]) {
        let mut spans = Vec::new();
        let mut at = area.x;
        for (place, word) in words.iter().enumerate() {
            let digit = format!("{} ", place + 1);
            if place == self.choice {
                canvas.put_cursor(at + width(&digit), area.y);
            }
            at += width(&digit) + width(word) + 2;
            spans.push(canvas.span(Role::Key, digit));
            spans.push(canvas.span(if place == self.choice { Role::Select } else { Role::Value }, *word));
            spans.push("  ".into());
        }
        canvas.line(area, 0, &Line::from(spans));
    }

    /// The entry alone, in the first row of `area`.
    pub fn draw_entry(&self, canvas: &mut Canvas<'_>, area: Rect, focus: bool) {
        let whole = area;
        let area = Rect { width: self.width.min(area.width), ..area };
        match &self.kind {
            Kind::Choice(words) if focus && choices_width(words) <= whole.width => self.draw_choices(canvas, whole, words),
            Kind::Choice(words) => {
                let word = words.get(self.choice).copied().unwrap_or("");
                let (role, text) = if focus { (Role::Focus, format!("< {word} >")) } else { (Role::Value, word.to_owned()) };
                canvas.text(area, 0, role, &text);
                if focus {
                    canvas.put_cursor(area.x + 2, area.y);
                }
            }
            Kind::Secret => {
                let sign = canvas.looks.signs.secret.clone();
                self.edit.draw(canvas, area, focus, false, Some(&sign));
            }
            kind => self.edit.draw(canvas, area, focus, matches!(kind, Kind::Money), None),
        }
    }
}

/// A label within a sentence; `PIN` and `kW` stay as they are.
fn in_words(label: &str) -> String {
    if !label.chars().any(char::is_lowercase) {
        return label.to_owned();
    }
    let mut letters = label.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

/// Columns of all choices in a row; too many for digits have none.
fn choices_width(words: &[&str]) -> u16 {
    if words.len() > 9 { u16::MAX } else { words.iter().map(|w| width(w) + 4).sum::<u16>().saturating_sub(2) }
}

fn choose(place: &mut usize, words: &[&str], key: Key) -> bool {
    let count = words.len().max(1);
    let new = match (key.code, key.typed()) {
        (KeyCode::Left, _) => (*place + count - 1) % count,
        (KeyCode::Right, _) | (_, Some(' ')) => (*place + 1) % count,
        (_, Some(c)) => match c.to_digit(10) {
            Some(n) if n > 0 && (n as usize) <= words.len() => n as usize - 1,
            Some(_) => return false,
            None => {
                let starts = |w: &&str| w.chars().next().is_some_and(|first| first.eq_ignore_ascii_case(&c));
                let after = words.iter().skip(*place + 1).position(starts).map(|i| i + *place + 1);
                match after.or_else(|| words.iter().position(starts)) {
                    Some(found) => found,
                    None => return false,
                }
            }
        },
        _ => return false,
    };
    *place = new;
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(kind: Kind, text: &str) -> Field {
        let mut field = Field::new("f", "Amount", kind);
        for c in text.chars() {
            field.typed(Key::char(c));
        }
        field
    }

    #[test]
    fn i4_a_wrong_value_is_refused_at_the_field_and_kept() {
        let near = Day::new(2026, 11, 22).expect("a day");
        for (kind, text, ok, kept) in [
            (Kind::Money, "1250", true, "1,250.00"),
            (Kind::Money, "12x", false, "12x"),
            (Kind::Money, "", false, ""),
            (Kind::Digits(6), "001234", true, "001234"),
            (Kind::Digits(6), "12a", false, "12a"),
            (Kind::Digits(6), "1234567", true, "123456"),
            (Kind::Day(near), "511", true, "05-11-2026"),
            (Kind::Day(near), "32", false, "32"),
        ] {
            let mut field = typed(kind, text);
            assert_eq!((field.check(), field.text(), field.error.is_some()), (ok, kept, !ok), "{text}");
        }
    }

    #[test]
    fn a_figure_typed_over_one_that_stands_takes_its_place() {
        let near = Day::new(2026, 11, 22).expect("a day");
        for (kind, stands, text, becomes) in [
            (Kind::Day(near), "22-11-2026", "511", "05-11-2026"),
            (Kind::Money, "1,250.00", "90", "90.00"),
            (Kind::Digits(6), "001234", "77", "77"),
            (Kind::Text(20), "Ali", "ce", "Alice"),
        ] {
            let mut field = Field::new("f", "Amount", kind).holding(stands);
            text.chars().for_each(|c| assert!(field.typed(Key::char(c))));
            assert!(field.check());
            assert_eq!(field.text(), becomes);
        }
        let mut user = Field::new("user", "User", Kind::Text(20)).holding("asha").guessed();
        "june".chars().for_each(|c| assert!(user.typed(Key::char(c))));
        assert_eq!(user.text(), "june");
    }

    #[test]
    fn a_choice_takes_digits_letters_and_arrows() {
        let modes: &[&str] = &["Cash", "UPI", "Card", "Cheque"];
        for (text, word) in [("", "Cash"), ("2", "UPI"), ("9", "Cash"), ("c", "Card"), ("cc", "Cheque"), ("ccc", "Cash"), (" ", "UPI")] {
            assert_eq!(typed(Kind::Choice(modes), text).text(), word, "{text}");
        }
    }

    #[test]
    fn a_good_value_read_again_is_the_same() {
        let mut field = typed(Kind::Money, "123456.5");
        assert!(field.check() && field.check());
        assert_eq!((field.text(), field.money()), ("1,23,456.50", Some(Money::from_paise(12_345_650))));
    }
}
