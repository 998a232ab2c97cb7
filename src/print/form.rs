//! A pre-printed form, checked and ready to be filled (`C-18`). Its file is read in `form_file`.

use std::borrow::Cow;

use serde::Deserialize;

use super::fit::{TooLong, fit};
use super::measure::{Across, Down, LINE_HEIGHT, Mil, Pitch};
use super::page::{Code, Mark, Page, Run, Tone};
use super::values::{Field, Line, Values, join_lines};

/// What a form is for; each has fields that its file must place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FormKind {
    Receipt,
    Bill,
    /// The bill-cum-disconnection notice.
    Bdn,
}

/// Where a text stands in its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    #[default]
    Left,
    Right,
    Centre,
}

/// How far a desk's printer stands off, added to every place of its forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// Inches to the right; negative to the left.
    #[serde(default)]
    pub across: Mil,
    /// Inches down; negative up.
    #[serde(default)]
    pub down: Mil,
}

/// A place for text: no letter goes beyond it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    pub left: Across,
    pub right: Across,
    pub top: Down,
    /// From one line of a wrapped text to the next.
    pub spacing: Down,
    pub align: Align,
    pub pitch: Pitch,
    pub bold: bool,
    pub rule: TooLong,
    /// Never shortened: a figure.
    pub whole: bool,
}

/// A column of the bill's lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineColumn {
    Text,
    Units,
    Rate,
    Amount,
}

impl LineColumn {
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "text" => Some(Self::Text),
            "units" => Some(Self::Units),
            "rate" => Some(Self::Rate),
            "amount" => Some(Self::Amount),
            _ => None,
        }
    }
}

/// The repeating block: a bill's lines.
#[derive(Debug, Clone)]
pub struct LinesBlock {
    pub rows: usize,
    pub spacing: Down,
    /// What the line is called into which the smallest are joined, where there are more than `rows`.
    pub other: String,
    /// Each column's place in the first row.
    pub columns: Vec<(LineColumn, Slot)>,
}

/// A form. Made by [`Form::load`](super::form_file).
#[derive(Debug, Clone)]
pub struct Form {
    pub name: String,
    pub kind: FormKind,
    pub width: Mil,
    pub height: Mil,
    /// What the print head reaches of the paper's width.
    pub head: (Mil, Mil),
    pub(super) fields: Vec<PlacedField>,
    pub(super) lines: Option<LinesBlock>,
    pub(super) code: Option<(Mil, Mil, Mil)>,
    pub(super) labels: Vec<Run<'static>>,
    pub(super) marks: Vec<Mark>,
}

/// A field in its place.
#[derive(Debug, Clone, Copy)]
pub struct PlacedField {
    pub field: Field,
    pub slot: Slot,
    /// On pre-printed stationery it is there already.
    pub plain_only: bool,
}

impl Slot {
    /// How many lines may stand in it.
    pub const fn most_lines(&self) -> usize {
        match self.rule {
            TooLong::Wrap(lines) => lines,
            TooLong::Cut | TooLong::Shrink | TooLong::Drop => 1,
        }
    }

    pub fn bottom(&self) -> Down {
        let more = i32::try_from(self.most_lines().saturating_sub(1)).unwrap_or(i32::MAX);
        self.top.saturating_add(self.spacing.saturating_mul(more)).saturating_add(LINE_HEIGHT)
    }

    pub const fn lower(mut self, by: Down) -> Self {
        self.top += by;
        self
    }

    /// The lines of `text`, each in its place.
    pub fn set<'a>(&self, text: &str, out: &mut Vec<Run<'a>>) {
        let fitted = fit(text, self.right - self.left, self.pitch, self.rule, self.whole);
        let mut top = self.top;
        for line in fitted.lines {
            if !line.is_empty() {
                let letters = i32::try_from(line.chars().count()).unwrap_or(i32::MAX);
                let left = aligned(self.left, self.right, letters.saturating_mul(fitted.pitch.letter()), self.align);
                out.push(Run { left, top, pitch: fitted.pitch, bold: self.bold, tone: Tone::Black, text: Cow::Owned(line) });
            }
            top += self.spacing;
        }
    }
}

/// The left edge of something `wide`, on a step of the print head.
fn aligned(left: Across, right: Across, wide: Across, align: Align) -> Across {
    let left = match align {
        Align::Left => left,
        Align::Right => right - wide,
        Align::Centre => left + (right - left - wide) / 2,
    };
    left.div_euclid(2) * 2
}

impl Form {
    /// The form with `values` in it: one page.
    pub fn fill(&self, values: &Values) -> Page<'_> {
        let mut fields = Vec::with_capacity(self.fields.len() + values.lines.len() * 4);
        let mut plain = Vec::new();
        for placed in &self.fields {
            let text = values.get(placed.field);
            if !text.is_empty() {
                placed.slot.set(text, if placed.plain_only { &mut plain } else { &mut fields });
            }
        }
        if let Some(block) = &self.lines {
            block.set(&values.lines, &mut fields);
        }
        let code = self.code.and_then(|(left, top, side)| values.upi.clone().map(|upi| Code { left, top, side, upi }));
        let (labels, marks) = (Cow::Borrowed(self.labels.as_slice()), Cow::Borrowed(self.marks.as_slice()));
        Page { width: self.width, height: self.height, head: self.head.0, fields, plain, labels, marks, code }
    }
}

impl LinesBlock {
    fn set(&self, lines: &[Line], out: &mut Vec<Run<'_>>) {
        let mut down = 0;
        for line in join_lines(lines, self.rows, &self.other).iter() {
            for (column, slot) in &self.columns {
                let amount;
                let text = match column {
                    LineColumn::Text => &line.text,
                    LineColumn::Units => &line.units,
                    LineColumn::Rate => &line.rate,
                    LineColumn::Amount => {
                        amount = line.amount.indian();
                        &amount
                    }
                };
                slot.lower(down).set(text, out);
            }
            down += self.spacing;
        }
    }
}
