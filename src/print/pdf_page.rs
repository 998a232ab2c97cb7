//! What stands on one page of a PDF: text, boxes and rules, the QR code.
#![allow(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "page geometry in points; no amount is computed here")]

use pdf_writer::Content;

use super::measure::{Across, Down, Mil, Pitch};
use super::page::{Mark, Page, Run, Tone};
use super::pdf::show;
use super::pdf_font::{Face, LETTER_WIDTH};
use super::upi::QUIET;

/// From a line's top to the foot of its letters, in hundredths of a point: as the pins of the printer strike.
const BASELINE: i32 = 830;

pub(super) fn points(length: Mil) -> f32 {
    (length.0 * 72) as f32 / 1000.0
}

/// Lines of text, set alike together: each change of face, pitch or tone costs bytes.
pub(super) fn runs(content: &mut Content, height: Mil, mut runs: Vec<&Run<'_>>) {
    runs.sort_by_key(|run| (run.tone, run.bold, run.pitch, run.top, run.left));
    content.begin_text();
    let mut style = None;
    // A place is told by its distance from the one before, in hundredths of a point.
    let (mut x, mut y) = (0, 0);
    for run in runs {
        let wanted = (run.tone, run.bold, run.pitch);
        if style != Some(wanted) {
            let face = if run.bold { Face::Bold } else { Face::Regular };
            content.set_fill_gray(tone(run.tone));
            content.set_font(face.name(), font_size(run.pitch));
            content.set_horizontal_scaling(letter_stretch(run.pitch));
            style = Some(wanted);
        }
        let (to_x, to_y) = foot(height, run.left, run.top);
        content.next_line((to_x - x) as f32 / 100.0, (to_y - y) as f32 / 100.0);
        (x, y) = (to_x, to_y);
        show(content, &run.text);
    }
    content.end_text();
}

/// The left end of a line's foot, in hundredths of a point from the page's lower left corner, as PDF counts.
const fn foot(height: Mil, left: Across, top: Down) -> (i32, i32) {
    (left * 60, height.0 * 72 / 10 - BASELINE - top * 100 / 3)
}

/// As high as a line of print lets it be, in points; no higher for a wide pitch, as on the printer.
const fn font_size(pitch: Pitch) -> f32 {
    match pitch {
        Pitch::Ten => 10.0,
        Pitch::Twelve => 8.8,
        Pitch::Condensed => 7.0,
    }
}

/// How much wider a letter is than the font's, in percent, so that it is as wide as the printer's.
fn letter_stretch(pitch: Pitch) -> f32 {
    pitch.letter() as f32 * 0.6 * 100_000.0 / (LETTER_WIDTH * font_size(pitch))
}

const fn tone(tone: Tone) -> f32 {
    match tone {
        Tone::Black => 0.0,
        Tone::Grey => 0.38,
        Tone::White => 1.0,
    }
}

/// Boxes and rules of the form.
pub(super) fn marks(content: &mut Content, page: &Page<'_>) {
    let up = |y: Mil| points(Mil(page.height.0 - y.0));
    content.set_line_width(0.5).set_stroke_gray(0.45);
    for mark in page.marks.iter() {
        match *mark {
            Mark::Filled { left, top, width, height, shade } => {
                content.set_fill_gray(f32::from(100 - shade.min(100)) / 100.0);
                content.rect(points(left), up(top + height), points(width), points(height)).fill_nonzero();
            }
            Mark::Frame { left, top, width, height } => {
                content.rect(points(left), up(top + height), points(width), points(height)).stroke();
            }
            Mark::Rule { left, top, to_left, to_top, dashed } => {
                content.set_dash_pattern(if dashed { vec![4.0, 3.0] } else { Vec::new() }, 0.0);
                content.move_to(points(left), up(top)).line_to(points(to_left), up(to_top)).stroke();
            }
        }
    }
}

/// The QR code, where the page has one: each run of dark modules a box, all filled at once.
pub(super) fn code(content: &mut Content, page: &Page<'_>) {
    let Some((code, modules)) = page.code.as_ref().and_then(|code| Some((code, code.upi.modules()?))) else { return };
    let side = points(code.side) / (modules.side() + 2 * QUIET) as f32;
    let (left, top) = (points(code.left), points(Mil(page.height.0 - code.top.0)));
    content.save_state().transform([side, 0.0, 0.0, -side, left, top]).set_fill_gray(0.0);
    for (row, column, length) in modules.runs() {
        content.rect((column + QUIET) as f32, (row + QUIET) as f32, length as f32, 1.0);
    }
    content.fill_nonzero().restore_state();
}
