//! One key as pressed, by its name on the keyboard.

use std::fmt;
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// A key with Ctrl or Alt, in one spelling however the terminal sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    pub code: KeyCode,
    pub ctrl: bool,
    pub alt: bool,
}

/// Why a name is not that of a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a key: write it as F2, Enter, Shift-Tab, PgDn, a, 7, Ctrl-K or Alt-1")]
pub struct NotAKey(pub String);

const NAMES: [(&str, KeyCode); 17] = [
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Shift-Tab", KeyCode::BackTab),
    ("Space", KeyCode::Char(' ')),
    ("Backspace", KeyCode::Backspace),
    ("Ins", KeyCode::Insert),
    ("Del", KeyCode::Delete),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Minus", KeyCode::Char('-')),
];

impl Key {
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    pub const fn char(c: char) -> Self {
        Self::plain(KeyCode::Char(c))
    }

    pub const fn ctrl(c: char) -> Self {
        Self { code: KeyCode::Char(c), ctrl: true, alt: false }
    }

    /// `None` for releases and repeats that some terminals report, and for bare modifiers.
    pub fn from_event(event: KeyEvent) -> Option<Self> {
        if event.kind != KeyEventKind::Press {
            return None;
        }
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let alt = event.modifiers.contains(KeyModifiers::ALT);
        let code = match event.code {
            // A keypad's Enter may come as a line feed.
            KeyCode::Char('j') if ctrl => return Some(Self::plain(KeyCode::Enter)),
            KeyCode::Char(c) if ctrl => KeyCode::Char(c.to_ascii_lowercase()),
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
            KeyCode::Modifier(_) | KeyCode::Null | KeyCode::CapsLock | KeyCode::NumLock | KeyCode::ScrollLock => return None,
            code => code,
        };
        Some(Self { code, ctrl, alt })
    }

    /// The character it types, where it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// Whether it can stand for a command by itself: not a letter, nor a key that moves the cursor.
    pub fn is_command(self) -> bool {
        self.ctrl || self.alt || matches!(self.code, KeyCode::F(_) | KeyCode::Insert)
    }
}

impl FromStr for Key {
    type Err = NotAKey;
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let no = || NotAKey(text.to_owned());
        let (ctrl, rest) = text.strip_prefix("Ctrl-").map_or((false, text), |rest| (true, rest));
        let (alt, rest) = rest.strip_prefix("Alt-").map_or((false, rest), |rest| (true, rest));
        let mut chars = rest.chars();
        let code = match (NAMES.iter().find(|(name, _)| *name == rest), chars.next(), chars.as_str()) {
            (Some((_, code)), ..) => *code,
            (None, Some(c), "") if ctrl => KeyCode::Char(c.to_ascii_lowercase()),
            (None, Some(c), "") => KeyCode::Char(c),
            (None, Some('F'), number) => match number.parse() {
                Ok(n @ 1..=12) if !number.starts_with('0') => KeyCode::F(n),
                _ => return Err(no()),
            },
            _ => return Err(no()),
        };
        Ok(Self { code, ctrl, alt })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.ctrl { "Ctrl-" } else { "" })?;
        f.write_str(if self.alt { "Alt-" } else { "" })?;
        match (NAMES.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(name),
            (None, KeyCode::F(n)) => write!(f, "F{n}"),
            (None, KeyCode::Char(c)) if self.ctrl => write!(f, "{}", c.to_ascii_uppercase()),
            (None, KeyCode::Char(c)) => write!(f, "{c}"),
            (None, other) => write!(f, "{other}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_from_its_name() {
        for name in ["F1", "F12", "Enter", "Esc", "Shift-Tab", "Space", "Minus", "a", "A", "7", "Ctrl-K", "Alt-1", "Ctrl-Alt-X", "PgDn"] {
            assert_eq!(name.parse::<Key>().map(|k| k.to_string()), Ok(name.to_owned()));
        }
        for name in ["", "F0", "F13", "F01", "Ctrl-", "enter", "Ctl-K", "ab"] {
            assert!(name.parse::<Key>().is_err(), "{name}");
        }
    }

    #[test]
    fn only_presses_count_and_a_line_feed_is_enter() {
        let mut event = KeyEvent::new(KeyCode::Char('K'), KeyModifiers::CONTROL);
        assert_eq!(Key::from_event(event), Some(Key::ctrl('k')));
        event.kind = KeyEventKind::Release;
        assert_eq!(Key::from_event(event), None);
        let feed = KeyEvent::new(KeyCode::Char('j'), KeyModifiers::CONTROL);
        assert_eq!(Key::from_event(feed), Some(Key::plain(KeyCode::Enter)));
    }
}
