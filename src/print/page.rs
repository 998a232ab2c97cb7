//! A page before it is made into bytes: text in its place, and what is drawn around it. All writers start from it.

use std::borrow::Cow;

use super::measure::{Across, Down, Mil, Pitch};
use super::upi::Upi;

/// The paper in the printer (`C-19`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// The form is on it already: fields alone are printed.
    Preprinted,
    /// Blank: the form is drawn as well.
    Plain,
}

/// How dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Tone {
    #[default]
    Black,
    /// Labels, beside the values.
    Grey,
    /// Reversed, on a dark box.
    White,
}

/// Letters on one line. `left` and `top` are measured from the paper's top left corner, to the letters' own corner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run<'a> {
    pub left: Across,
    pub top: Down,
    pub pitch: Pitch,
    pub bold: bool,
    pub tone: Tone,
    /// In letters that paper has (`letters::on_paper`).
    pub text: Cow<'a, str>,
}

/// The darkness of a filled box, in hundredths.
pub type Shade = u8;

/// What is drawn on plain paper besides letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Frame { left: Mil, top: Mil, width: Mil, height: Mil },
    Filled { left: Mil, top: Mil, width: Mil, height: Mil, shade: Shade },
    Rule { left: Mil, top: Mil, to_left: Mil, to_top: Mil, dashed: bool },
}

/// A QR code in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub left: Mil,
    pub top: Mil,
    /// With the quiet zone around it.
    pub side: Mil,
    pub upi: Upi,
}

/// One page.
#[derive(Debug, Clone)]
pub struct Page<'a> {
    pub width: Mil,
    pub height: Mil,
    /// Where on the paper the print head's first column stands.
    pub head: Mil,
    pub fields: Vec<Run<'a>>,
    /// Values that pre-printed stationery bears already.
    pub plain: Vec<Run<'a>>,
    /// Text of the form itself; printed on plain paper alone.
    pub labels: Cow<'a, [Run<'a>]>,
    pub marks: Cow<'a, [Mark]>,
    pub code: Option<Code>,
}

impl<'a> Page<'a> {
    /// The text that goes to such paper.
    pub fn runs(&self, paper: Paper) -> impl Iterator<Item = &Run<'a>> {
        let (plain, labels) = if paper == Paper::Plain { (&*self.plain, &*self.labels) } else { (&[][..], &[][..]) };
        self.fields.iter().chain(plain).chain(labels)
    }

    /// Whether what is drawn is the very same as on the other page: both are of one form.
    pub(super) fn has_form_of(&self, other: &Page<'_>) -> bool {
        matches!((&self.marks, &self.labels), (Cow::Borrowed(_), Cow::Borrowed(_)))
            && std::ptr::eq(self.marks.as_ptr(), other.marks.as_ptr())
            && std::ptr::eq(self.labels.as_ptr().cast::<u8>(), other.labels.as_ptr().cast::<u8>())
            && (self.width, self.height) == (other.width, other.height)
    }
}
