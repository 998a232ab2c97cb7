//! Pages as bytes for a nine-pin dot-matrix printer (ESC/P, as LX and FX printers know it).
//!
//! Only what such a printer has: form length in inches, feeds of 1/216 inch, columns of 1/60 inch, three pitches, bold. The
//! stream ends at the top of the next form, so that the next paper begins where it should.

use super::letters::code_page_437;
use super::measure::{ACROSS_PER_INCH, Across, Down, Mil, Pitch};
use super::page::{Page, Paper, Run};

const ESC: u8 = 0x1b;
const CARRIAGE_RETURN: u8 = 0x0d;
const FORM_FEED: u8 = 0x0c;
const CONDENSED_ON: u8 = 0x0f;
const CONDENSED_OFF: u8 = 0x12;
/// One `ESC J` feeds no more than this.
const LONGEST_FEED: Down = 255;

/// The pages, one form each. All have the length of the first.
pub fn escp(pages: &[Page<'_>], paper: Paper) -> Vec<u8> {
    let Some(first) = pages.first() else { return Vec::new() };
    let mut stream = Stream::begin(first.height, pages.len());
    let mut runs = Vec::new();
    for page in pages {
        runs.clear();
        runs.extend(page.runs(paper));
        runs.sort_by_key(|run| (run.top, run.left));
        for run in &runs {
            stream.print(run, page.head);
        }
        stream.end_form();
    }
    stream.bytes
}

/// What was sent, and how it left the printer.
struct Stream {
    bytes: Vec<u8>,
    down: Down,
    /// Where the head stands, from its first column.
    across: Across,
    pitch: Pitch,
    bold: bool,
}

impl Stream {
    fn begin(height: Mil, pages: usize) -> Self {
        let inches = u8::try_from(height.0 / 1000).unwrap_or(11);
        let mut bytes = Vec::with_capacity(pages * 2_500 + 32);
        // Reset; no skip over the perforation; form length; USA letters; code page 437, its upper half printable; draft; pica.
        bytes.extend([ESC, b'@', ESC, b'O', ESC, b'C', 0, inches, ESC, b'R', 0, ESC, b't', 1, ESC, b'6', ESC, b'x', 0, ESC, b'P']);
        Self { bytes, down: 0, across: 0, pitch: Pitch::Ten, bold: false }
    }

    fn print(&mut self, run: &Run<'_>, head: Mil) {
        self.feed_to(run.top);
        self.set_pitch(run.pitch);
        self.set_bold(run.bold);
        self.move_to(run.left - head.across());
        let before = self.bytes.len();
        self.bytes.extend(code_page_437(&run.text));
        let letters = i32::try_from(self.bytes.len() - before).unwrap_or(0);
        self.across += letters * run.pitch.letter();
    }

    fn feed_to(&mut self, top: Down) {
        if top > self.down {
            self.bytes.push(CARRIAGE_RETURN);
            self.across = 0;
        }
        while self.down < top {
            let step = (top - self.down).min(LONGEST_FEED);
            self.bytes.extend([ESC, b'J', u8::try_from(step).unwrap_or(u8::MAX)]);
            self.down += step;
        }
    }

    fn move_to(&mut self, across: Across) {
        if across == self.across {
            return;
        }
        // Absolute place in 1/60 inch, from the head's first column.
        let steps = u16::try_from(across * 60 / ACROSS_PER_INCH).unwrap_or(0);
        let [low, high] = steps.to_le_bytes();
        self.bytes.extend([ESC, b'$', low, high]);
        self.across = across;
    }

    fn set_pitch(&mut self, pitch: Pitch) {
        if pitch == self.pitch {
            return;
        }
        self.set_bold(false);
        match pitch {
            Pitch::Ten => self.bytes.extend([CONDENSED_OFF, ESC, b'P']),
            Pitch::Twelve => self.bytes.extend([CONDENSED_OFF, ESC, b'M']),
            Pitch::Condensed => self.bytes.extend([ESC, b'P', CONDENSED_ON]),
        }
        self.pitch = pitch;
    }

    /// Emphasised is for pica alone on older printers; the other pitches are struck twice.
    fn set_bold(&mut self, bold: bool) {
        if bold == self.bold {
            return;
        }
        let command = match (self.pitch, bold) {
            (Pitch::Ten, true) => b'E',
            (Pitch::Ten, false) => b'F',
            (_, true) => b'G',
            (_, false) => b'H',
        };
        self.bytes.extend([ESC, command]);
        self.bold = bold;
    }

    fn end_form(&mut self) {
        self.set_bold(false);
        self.set_pitch(Pitch::Ten);
        self.bytes.extend([CARRIAGE_RETURN, FORM_FEED]);
        self.down = 0;
        self.across = 0;
    }
}
