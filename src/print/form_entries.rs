//! The words of a form's file, as `assets/forms/receipt.toml` explains them.

use serde::Deserialize;
use toml::Spanned;

use super::form::{Align, FormKind, Shift};
use super::measure::{Mil, Pitch};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormFile {
    pub name: String,
    pub kind: FormKind,
    pub width: Mil,
    pub height: Mil,
    pub head: Head,
    #[serde(default)]
    pub shift: Shift,
    pub fields: Vec<Spanned<TextEntry>>,
    pub lines: Option<Spanned<LinesEntry>>,
    pub code: Option<Spanned<CodeEntry>>,
    #[serde(default)]
    pub labels: Vec<Spanned<LabelEntry>>,
    #[serde(default)]
    pub frames: Vec<FrameEntry>,
    #[serde(default)]
    pub rules: Vec<RuleEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub left: Mil,
    pub right: Mil,
}

/// A place for text: a field, or a column of the bill's lines (which has no `y` of its own).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextEntry {
    pub name: String,
    pub x: Mil,
    pub y: Option<Mil>,
    pub width: Mil,
    #[serde(default)]
    pub align: Align,
    #[serde(default)]
    pub pitch: Pitch,
    #[serde(default)]
    pub bold: bool,
    #[serde(default)]
    pub long: Long,
    /// How many lines a wrapped text may take.
    pub lines: Option<usize>,
    /// From line to line.
    pub spacing: Option<Mil>,
    pub only: Option<Only>,
}

#[derive(Deserialize, Clone, Copy, Default, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Long {
    #[default]
    Cut,
    Shrink,
    Wrap,
    Drop,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Only {
    Plain,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinesEntry {
    pub y: Mil,
    pub rows: usize,
    pub spacing: Mil,
    pub other: String,
    pub columns: Vec<Spanned<TextEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeEntry {
    pub x: Mil,
    pub y: Mil,
    pub side: Mil,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LabelEntry {
    pub text: String,
    /// Of the label's left end; of its right end or middle, where so aligned.
    pub x: Mil,
    pub y: Mil,
    #[serde(default)]
    pub align: Align,
    #[serde(default = "condensed")]
    pub pitch: Pitch,
    #[serde(default)]
    pub bold: bool,
    #[serde(default = "grey")]
    pub tone: LabelTone,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub(super) enum LabelTone {
    Black,
    Grey,
    White,
}

const fn condensed() -> Pitch {
    Pitch::Condensed
}

const fn grey() -> LabelTone {
    LabelTone::Grey
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FrameEntry {
    pub x: Mil,
    pub y: Mil,
    pub width: Mil,
    pub height: Mil,
    /// Filled so darkly, 0 to 100; an outline where it is missing.
    pub shade: Option<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleEntry {
    pub x: Mil,
    pub y: Mil,
    pub to_x: Mil,
    pub to_y: Mil,
    #[serde(default)]
    pub dashed: bool,
}
