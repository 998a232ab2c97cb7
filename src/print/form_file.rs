//! A form's file: read, and checked before anything is printed on it. A fault names file, line and remedy.

use std::borrow::Cow;
use std::fmt;

use toml::Spanned;

use super::fit::TooLong;
use super::form::{Align, Form, LineColumn, LinesBlock, PlacedField, Shift, Slot};
use super::form_check;
use super::form_entries::{CodeEntry, FormFile, FrameEntry, LabelEntry, LabelTone, LinesEntry, Long, Only, RuleEntry, TextEntry};
use super::letters::on_paper;
use super::measure::{LINE_HEIGHT, Mil};
use super::page::{Mark, Run, Tone};
use super::values::{Field, Sort};

/// What is wrong with a form's file, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormFault {
    pub file: String,
    pub line: Option<usize>,
    pub what: String,
    pub remedy: String,
}

/// All that is wrong with a form's file; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormFaults(pub Vec<FormFault>);

impl fmt::Display for FormFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}: {}", self.what, self.remedy)
    }
}

impl fmt::Display for FormFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for FormFaults {}

/// Something in its place, to be checked against the others.
pub(super) struct Placed {
    pub what: String,
    pub line: usize,
    pub left: i32,
    pub right: i32,
    pub top: i32,
    pub bottom: i32,
    /// The letters of the longest figure that must fit, for a figure.
    pub must_hold: Option<usize>,
    pub by_the_head: bool,
}

impl Form {
    /// Reads a form. `file` is what a fault calls it.
    pub fn load(text: &str, file: &str) -> Result<Self, FormFaults> {
        Self::load_shifted(text, file, Shift::default())
    }

    /// Reads a form for a desk whose printer stands off by `shift`, on top of the shift in the file.
    pub fn load_shifted(text: &str, file: &str, shift: Shift) -> Result<Self, FormFaults> {
        let fault = |line, what: String, remedy: &str| FormFault { file: file.to_owned(), line, what, remedy: remedy.to_owned() };
        let raw: FormFile = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| line_of(text, span.start));
            FormFaults(vec![fault(line, error.message().trim().to_owned(), "put this line right, or take the shipped form")])
        })?;
        let mut reading = Reading { text, shift: raw.shift.plus(shift), placed: Vec::new(), faults: Vec::new() };
        let form = reading.form(raw);
        form_check::check(&form, &reading.placed, &mut reading.faults);
        if reading.faults.is_empty() {
            return Ok(form);
        }
        Err(FormFaults(reading.faults.into_iter().map(|(line, what, remedy)| fault(line, what, remedy)).collect()))
    }
}

impl Shift {
    pub(super) fn plus(self, other: Self) -> Self {
        Self { across: self.across + other.across, down: self.down + other.down }
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|b| *b == b'\n').count() + 1
}

/// Line, what is wrong, what to do.
pub(super) type Found = (Option<usize>, String, &'static str);

struct Reading<'t> {
    text: &'t str,
    shift: Shift,
    placed: Vec<Placed>,
    faults: Vec<Found>,
}

impl Reading<'_> {
    fn form(&mut self, raw: FormFile) -> Form {
        let fields = raw.fields.into_iter().filter_map(|entry| self.field(&entry)).collect();
        let lines = raw.lines.map(|entry| self.lines(&entry));
        let labels = raw.labels.iter().map(|entry| self.label(entry)).collect();
        let code = raw.code.map(|entry| self.code(&entry));
        let frames = raw.frames.iter().map(|frame| self.frame(frame));
        let rules = raw.rules.iter().map(|rule| self.rule(rule));
        let marks = frames.chain(rules).collect();
        let head = (raw.head.left, raw.head.right);
        Form { name: raw.name, kind: raw.kind, width: raw.width, height: raw.height, head, fields, lines, code, labels, marks }
    }

    fn line_at(&self, at: usize) -> usize {
        line_of(self.text, at)
    }

    fn field(&mut self, entry: &Spanned<TextEntry>) -> Option<PlacedField> {
        let line = self.line_at(entry.span().start);
        let entry = entry.get_ref();
        let Some(field) = Field::from_name(&entry.name) else {
            let what = format!("there is no field '{}'", entry.name);
            self.faults.push((Some(line), what, "the test sheet of the shipped form names every field; take one of those"));
            return None;
        };
        let Some(y) = entry.y else {
            self.faults.push((Some(line), format!("the field {} has no y", field.name()), "add y, its inches from the top"));
            return None;
        };
        let whole = field.sort() == Sort::Figure;
        let slot = self.slot(entry, y, whole, line);
        self.place(format!("field {}", field.name()), line, &slot, whole.then(|| field.sample().len()));
        Some(PlacedField { field, slot, plain_only: entry.only == Some(Only::Plain) })
    }

    fn slot(&mut self, entry: &TextEntry, y: Mil, whole: bool, line: usize) -> Slot {
        let rule = match (entry.long, entry.lines.unwrap_or(1)) {
            (Long::Cut, 1) => TooLong::Cut,
            (Long::Shrink, 1) => TooLong::Shrink,
            (Long::Drop, 1) => TooLong::Drop,
            (Long::Wrap, lines @ 2..=60) => TooLong::Wrap(lines),
            (Long::Wrap, _) => {
                self.faults.push((Some(line), "a wrapped text needs 2 to 60 lines".into(), "add lines = 2, or take long = \"cut\""));
                TooLong::Cut
            }
            _ => {
                self.faults.push((Some(line), "a text of several lines must wrap".into(), "add long = \"wrap\", or take lines away"));
                TooLong::Cut
            }
        };
        if whole && !matches!(rule, TooLong::Shrink | TooLong::Cut) {
            let what = "a figure can't be wrapped or lose its tail".to_owned();
            self.faults.push((Some(line), what, "take long = \"shrink\""));
        }
        let spacing = entry.spacing.map_or(LINE_HEIGHT, Mil::down);
        if spacing < LINE_HEIGHT {
            self.faults.push((Some(line), "lines closer than 0.125 in print into each other".into(), "take spacing = 0.125 or more"));
        }
        let (x, y) = (entry.x + self.shift.across, y + self.shift.down);
        let (left, right) = (x.across(), (x + entry.width).across());
        Slot { left, right, top: y.down(), spacing, align: entry.align, pitch: entry.pitch, bold: entry.bold, rule, whole }
    }

    fn place(&mut self, what: String, line: usize, slot: &Slot, must_hold: Option<usize>) {
        let (left, right, top, bottom) = (slot.left, slot.right, slot.top, slot.bottom());
        self.placed.push(Placed { what, line, left, right, top, bottom, must_hold, by_the_head: true });
    }

    fn lines(&mut self, entry: &Spanned<LinesEntry>) -> LinesBlock {
        let line = self.line_at(entry.span().start);
        let entry = entry.get_ref();
        let spacing = entry.spacing.down();
        if !(1..=100).contains(&entry.rows) {
            self.faults.push((Some(line), format!("{} rows of bill lines", entry.rows), "take 1 to 100 rows"));
        }
        if spacing < LINE_HEIGHT {
            self.faults.push((Some(line), "lines closer than 0.125 in print into each other".into(), "take spacing = 0.125 or more"));
        }
        let mut columns = Vec::new();
        for column in &entry.columns {
            let at = self.line_at(column.span().start);
            let column = column.get_ref();
            let Some(name) = LineColumn::from_name(&column.name) else {
                let what = format!("there is no column '{}' in the bill's lines", column.name);
                self.faults.push((Some(at), what, "take text, units, rate or amount"));
                continue;
            };
            let whole = name != LineColumn::Text;
            let slot = self.slot(column, entry.y, whole, at);
            let must_hold = (name == LineColumn::Amount).then_some(super::values::LONGEST_AMOUNT.len());
            let mut down = 0;
            for row in 1..=entry.rows.min(100) {
                self.place(format!("bill line {row}, {}", column.name), at, &slot.lower(down), must_hold);
                down += spacing;
            }
            columns.push((name, slot));
        }
        if !columns.iter().any(|(name, _)| *name == LineColumn::Amount) {
            self.faults.push((Some(line), "the bill lines have no column for the amount".into(), "add a column with name = \"amount\""));
        }
        LinesBlock { rows: entry.rows, spacing, other: entry.other.clone(), columns }
    }

    fn label(&mut self, entry: &Spanned<LabelEntry>) -> Run<'static> {
        let line = self.line_at(entry.span().start);
        let entry = entry.get_ref();
        let text = on_paper(&entry.text).into_owned();
        let wide = i32::try_from(text.chars().count()).unwrap_or(i32::MAX).saturating_mul(entry.pitch.letter());
        let at = (entry.x + self.shift.across).across();
        let left = match entry.align {
            Align::Left => at,
            Align::Right => (at - wide).div_euclid(2) * 2,
            Align::Centre => (at - wide / 2).div_euclid(2) * 2,
        };
        let top = (entry.y + self.shift.down).down();
        self.placed.push(Placed {
            what: format!("label '{text}'"),
            line,
            left,
            right: left.saturating_add(wide),
            top,
            bottom: top + LINE_HEIGHT,
            must_hold: None,
            by_the_head: true,
        });
        let tone = match entry.tone {
            LabelTone::Black => Tone::Black,
            LabelTone::Grey => Tone::Grey,
            LabelTone::White => Tone::White,
        };
        Run { left, top, pitch: entry.pitch, bold: entry.bold, tone, text: Cow::Owned(text) }
    }

    fn code(&mut self, entry: &Spanned<CodeEntry>) -> (Mil, Mil, Mil) {
        let line = self.line_at(entry.span().start);
        let entry = entry.get_ref();
        let (x, y) = (entry.x + self.shift.across, entry.y + self.shift.down);
        if entry.side < Mil(800) {
            self.faults.push((Some(line), "a payer's telephone can't read so small a code".into(), "take side = 0.8 or more"));
        }
        self.placed.push(Placed {
            what: "the QR code".into(),
            line,
            left: x.across(),
            right: (x + entry.side).across(),
            top: y.down(),
            bottom: (y + entry.side).down(),
            must_hold: None,
            by_the_head: false,
        });
        (x, y, entry.side)
    }

    fn frame(&self, frame: &FrameEntry) -> Mark {
        let (left, top) = (frame.x + self.shift.across, frame.y + self.shift.down);
        let (width, height) = (frame.width, frame.height);
        match frame.shade {
            Some(shade) => Mark::Filled { left, top, width, height, shade: shade.min(100) },
            None => Mark::Frame { left, top, width, height },
        }
    }

    fn rule(&self, rule: &RuleEntry) -> Mark {
        Mark::Rule {
            left: rule.x + self.shift.across,
            top: rule.y + self.shift.down,
            to_left: rule.to_x + self.shift.across,
            to_top: rule.to_y + self.shift.down,
            dashed: rule.dashed,
        }
    }
}
