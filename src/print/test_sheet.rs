//! A form's test sheet: rulers to measure by, and every field's place, printed as the form itself is (`C-18`).

use std::borrow::Cow;

use super::fit::TooLong;
use super::form::{Form, Slot};
use super::measure::{ACROSS_PER_INCH, DOWN_PER_INCH, Down, Pitch};
use super::page::{Page, Run, Tone};

impl Form {
    /// Two pages: rulers, numbered in inches from the paper's left and top edge; then each field's name over its whole place.
    pub fn test_sheet(&self) -> Vec<Page<'_>> {
        vec![self.page_of(self.rulers()), self.page_of(self.places())]
    }

    fn page_of(&self, fields: Vec<Run<'static>>) -> Page<'_> {
        let (width, height, head) = (self.width, self.height, self.head.0);
        Page {
            width,
            height,
            head,
            fields,
            plain: Vec::new(),
            labels: Cow::Borrowed(&self.labels[..0]),
            marks: Cow::Borrowed(&[]),
            code: None,
        }
    }

    fn rulers(&self) -> Vec<Run<'static>> {
        let (left, right) = (self.head.0.across(), self.head.1.across());
        let at = |left, top, text: String| Run { left, top, pitch: Pitch::Ten, bold: false, tone: Tone::Black, text: text.into() };
        let mut runs = Vec::new();
        let halves = self.height.down() / (DOWN_PER_INCH / 2);
        for half in 0..halves {
            let top: Down = half * DOWN_PER_INCH / 2;
            if half % 2 == 0 {
                runs.push(at(left, top, scale(left, right, half / 2)));
            } else {
                let mark = format!("- {}.5", half / 2);
                let from = right - i32::try_from(mark.len()).unwrap_or(0) * Pitch::Ten.letter();
                runs.push(at(left, top, mark.clone()));
                runs.push(at(from, top, mark));
            }
        }
        let middle = left + ACROSS_PER_INCH;
        let name = super::letters::on_paper(&self.name).into_owned();
        let words = [
            format!("Test sheet: {name}"),
            "A ruler's first letter stands at its inches from the top of the form;".to_owned(),
            "1 to 9 stand at so many inches from the paper's left edge.".to_owned(),
            "Where they do not: measure, and set the shift of the form or desk.".to_owned(),
        ];
        for (row, text) in (0..).zip(words) {
            let words = at(middle, DOWN_PER_INCH + 30 + row * 30, text);
            runs.push(Run { pitch: Pitch::Twelve, ..words });
        }
        runs
    }

    fn places(&self) -> Vec<Run<'static>> {
        let mut runs = Vec::new();
        for placed in &self.fields {
            cover(&placed.slot, placed.field.name(), &mut runs);
        }
        if let Some(block) = &self.lines {
            for row in 0..block.rows {
                let down = i32::try_from(row).unwrap_or(0) * block.spacing;
                for (column, slot) in &block.columns {
                    cover(&slot.lower(down), &format!("{column:?}{}", row + 1).to_lowercase(), &mut runs);
                }
            }
        }
        runs
    }
}

/// Tenths of an inch across the head's reach, the whole inches by their number; the first letters name the inches down.
fn scale(left: i32, right: i32, down: i32) -> String {
    let letters = Pitch::Ten.letters_in(right - left);
    let mut scale: String = (0..letters)
        .map(|i| {
            let tenths = left * 10 / ACROSS_PER_INCH + i32::try_from(i).unwrap_or(0);
            match tenths % 10 {
                0 => char::from_digit(u32::try_from(tenths / 10 % 10).unwrap_or(0), 10).unwrap_or('|'),
                5 => '+',
                _ => '.',
            }
        })
        .collect();
    let name = format!("- {down}.0 ");
    if letters > name.len() {
        scale.replace_range(..name.len(), &name);
    }
    scale
}

/// The field's name, and dots to the end of its place, on each of its lines.
fn cover(slot: &Slot, name: &str, runs: &mut Vec<Run<'static>>) {
    let room = slot.pitch.letters_in(slot.right - slot.left);
    let inner = room.saturating_sub(2);
    let text = match room {
        0..=2 => "#".repeat(room),
        _ => format!("[{:.<inner$}]", name.chars().take(inner).collect::<String>()),
    };
    let plain = Slot { rule: TooLong::Drop, whole: false, ..*slot };
    for line in 0..slot.most_lines() {
        plain.lower(i32::try_from(line).unwrap_or(0) * slot.spacing).set(&text, runs);
    }
}
