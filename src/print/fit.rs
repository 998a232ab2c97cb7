//! A text that is too long for its field, by the form's rule (`C-22`).

use super::letters::on_paper;
use super::measure::{Across, Pitch};

/// What to do with a text that is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TooLong {
    /// Shortened, with `..` where it was cut.
    #[default]
    Cut,
    /// Set condensed; then cut.
    Shrink,
    /// Over so many lines; then those condensed; then the last one cut.
    Wrap(usize),
    /// The tail is left out, without a mark.
    Drop,
}

/// A text as it goes to paper: lines, all of one pitch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fitted {
    pub pitch: Pitch,
    pub lines: Vec<String>,
}

/// Fits `text` into `width`. A `whole` text (an amount, a number) is never shortened: too long even condensed, it prints as
/// `####`, since half a figure would be a false one.
pub fn fit(text: &str, width: Across, pitch: Pitch, rule: TooLong, whole: bool) -> Fitted {
    let one = |pitch: Pitch, line: String| Fitted { pitch, lines: vec![line] };
    if let TooLong::Wrap(lines) = rule {
        return wrap_to(text, width, pitch, lines);
    }
    let text = on_paper(text.trim());
    let letters = text.chars().count();
    if letters <= pitch.letters_in(width) {
        return one(pitch, text.into_owned());
    }
    let pitch = if rule == TooLong::Shrink || whole { Pitch::Condensed } else { pitch };
    let room = pitch.letters_in(width);
    if letters <= room {
        return one(pitch, text.into_owned());
    }
    one(pitch, if whole { "#".repeat(room) } else { shorten(&text, room, rule != TooLong::Drop) })
}

/// The first `room` letters; with a mark, the last two of them are `..`.
pub fn shorten(text: &str, room: usize, mark: bool) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let keep = if mark { room.saturating_sub(2) } else { room };
    let mut short: String = text.chars().take(keep).collect();
    short.truncate(short.trim_end().len());
    if mark {
        short.push_str(&".."[..room.min(2)]);
    }
    short
}

fn wrap_to(text: &str, width: Across, pitch: Pitch, most: usize) -> Fitted {
    let tries = if pitch == Pitch::Condensed { vec![pitch] } else { vec![pitch, Pitch::Condensed] };
    let mut fitted = Fitted { pitch, lines: Vec::new() };
    for pitch in tries {
        let room = pitch.letters_in(width);
        fitted = Fitted { pitch, lines: wrap(text, room) };
        if fitted.lines.len() <= most {
            return fitted;
        }
    }
    let room = fitted.pitch.letters_in(width);
    let rest = fitted.lines.split_off(most.saturating_sub(1).min(fitted.lines.len()));
    fitted.lines.push(shorten(&rest.join(" "), room, true));
    fitted
}

/// Breaks at blanks into lines of at most `room` letters; a longer word is broken. Line ends of the text are kept.
pub fn wrap(text: &str, room: usize) -> Vec<String> {
    let room = room.max(1);
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let paragraph = on_paper(paragraph);
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split_whitespace() {
            let mut word: Vec<char> = word.chars().collect();
            if used > 0 && used + 1 + word.len() > room {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            while word.len() > room {
                let rest = word.split_off(room);
                lines.push(word.into_iter().collect());
                word = rest;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            used += word.len();
            line.extend(word);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(text: &str, width: Across, rule: TooLong, whole: bool) -> (Pitch, String) {
        let fitted = fit(text, width, Pitch::Ten, rule, whole);
        (fitted.pitch, fitted.lines.join("|"))
    }

    #[test]
    fn c22_each_rule_of_a_form() {
        // 120 is an inch: 10 letters, 17 condensed.
        for (text, rule, pitch, printed) in [
            ("KUNHIKOYA", TooLong::Cut, Pitch::Ten, "KUNHIKOYA"),
            ("KUNHIKOYA MUHAMMED", TooLong::Cut, Pitch::Ten, "KUNHIKOY.."),
            ("KUNHIKOYA MUHAMMED", TooLong::Drop, Pitch::Ten, "KUNHIKOYA"),
            ("KUNHIKOYA K.", TooLong::Shrink, Pitch::Condensed, "KUNHIKOYA K."),
            ("KUNHIKOYA MUHAMMED", TooLong::Shrink, Pitch::Condensed, "KUNHIKOYA MUHAM.."),
            ("KUNHIKOYA MUHAMMED", TooLong::Wrap(2), Pitch::Ten, "KUNHIKOYA|MUHAMMED"),
            ("one two three four five", TooLong::Wrap(2), Pitch::Condensed, "one two three|four five"),
            ("ABCDEFGHIJKLMNOPQRSTUVWXYZ 123 456 7", TooLong::Wrap(2), Pitch::Condensed, "ABCDEFGHIJKLMNOPQ|RSTUVWXYZ 123 4.."),
            ("", TooLong::Wrap(2), Pitch::Ten, ""),
        ] {
            assert_eq!(fitted(text, 120, rule, false), (pitch, printed.to_owned()), "{text} {rule:?}");
        }
    }

    #[test]
    fn c22_a_figure_is_whole_or_not_there() {
        assert_eq!(fitted("1,23,456.00", 120, TooLong::Cut, true), (Pitch::Condensed, "1,23,456.00".to_owned()));
        assert_eq!(fitted("1,23,45,67,890.00", 60, TooLong::Cut, true), (Pitch::Condensed, "########".to_owned()));
    }
}
