//! What stands on one page of a PDF: text, boxes and rules, the QR code.
#![allow(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "page geometry in points; no amount is computed here")]

use printpdf::{
    Color, CurTransMat, Greyscale, Line, LineDashPattern, LinePoint, Op, PaintMode, PdfPage, Point, Pt, Rect, TextItem, XObjectId,
    XObjectTransform,
};

use super::measure::{Across, Down, Mil, Pitch};
use super::page::{Mark, Page, Run, Tone};
use super::pdf_font::{Face, LETTER_WIDTH};
use super::upi::QUIET;

/// From a line's top to the foot of its letters, in hundredths of a point: as the pins of the printer strike.
const BASELINE: i32 = 830;

fn points(length: Mil) -> f32 {
    (length.0 * 72) as f32 / 1000.0
}

/// A page exactly as large as its form.
pub(super) fn sheet(page: &Page<'_>, ops: Vec<Op>) -> PdfPage {
    let whole = || Rect::from_wh(Pt(points(page.width)), Pt(points(page.height)));
    PdfPage { media_box: whole(), trim_box: whole(), crop_box: whole(), ops }
}

/// What is on every paper of a form.
pub(super) fn drawing(page: &Page<'_>) -> Vec<Op> {
    let mut ops = Vec::with_capacity(page.marks.len() * 4 + page.labels.len() * 2 + 16);
    marks(&mut ops, page);
    runs(&mut ops, page.height, page.labels.iter().collect());
    ops
}

/// What is this paper's own, over the form's drawing where there is one.
pub(super) fn own(page: &Page<'_>, drawing: Option<XObjectId>) -> Vec<Op> {
    let mut ops = Vec::with_capacity(page.fields.len() * 2 + 32);
    let plain = if drawing.is_some() { &page.plain } else { [].as_slice() };
    if let Some(id) = drawing {
        ops.push(Op::UseXobject { id, transform: XObjectTransform::default() });
        code(&mut ops, page);
    }
    runs(&mut ops, page.height, page.fields.iter().chain(plain).collect());
    ops
}

/// Lines of text, set alike together: each change of face, pitch or tone costs bytes.
fn runs(ops: &mut Vec<Op>, height: Mil, mut runs: Vec<&Run<'_>>) {
    runs.sort_by_key(|run| (run.tone, run.bold, run.pitch, run.top, run.left));
    ops.push(Op::StartTextSection);
    let mut style = None;
    // A place is told by its distance from the one before, in hundredths of a point.
    let (mut x, mut y) = (0, 0);
    for run in runs {
        let wanted = (run.tone, run.bold, run.pitch);
        if style != Some(wanted) {
            let face = if run.bold { Face::Bold } else { Face::Regular };
            ops.push(Op::SetFillColor { col: grey(tone(run.tone)) });
            ops.push(Op::SetFont { font: face.handle(), size: Pt(font_size(run.pitch)) });
            ops.push(Op::SetHorizontalScaling { percent: letter_stretch(run.pitch) });
            style = Some(wanted);
        }
        let (to_x, to_y) = foot(height, run.left, run.top);
        ops.push(Op::SetTextCursor { pos: Point { x: Pt((to_x - x) as f32 / 100.0), y: Pt((to_y - y) as f32 / 100.0) } });
        (x, y) = (to_x, to_y);
        ops.push(Op::ShowText { items: vec![TextItem::Text(run.text.to_string())] });
    }
    ops.push(Op::EndTextSection);
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

/// 0 is black.
const fn grey(lightness: f32) -> Color {
    Color::Greyscale(Greyscale { percent: lightness, icc_profile: None })
}

fn block(x: f32, y: f32, width: f32, height: f32, mode: PaintMode) -> Op {
    Op::DrawRectangle {
        rectangle: Rect { x: Pt(x), y: Pt(y), width: Pt(width), height: Pt(height), mode: Some(mode), winding_order: None },
    }
}

/// Boxes and rules of the form.
fn marks(ops: &mut Vec<Op>, page: &Page<'_>) {
    let up = |y: Mil| points(Mil(page.height.0 - y.0));
    ops.push(Op::SetOutlineThickness { pt: Pt(0.5) });
    ops.push(Op::SetOutlineColor { col: grey(0.45) });
    for mark in page.marks.iter() {
        match *mark {
            Mark::Filled { left, top, width, height, shade } => {
                ops.push(Op::SetFillColor { col: grey(f32::from(100 - shade.min(100)) / 100.0) });
                ops.push(block(points(left), up(top + height), points(width), points(height), PaintMode::Fill));
            }
            Mark::Frame { left, top, width, height } => {
                ops.push(block(points(left), up(top + height), points(width), points(height), PaintMode::Stroke));
            }
            Mark::Rule { left, top, to_left, to_top, dashed } => {
                let pattern = if dashed { vec![4.0, 3.0] } else { Vec::new() };
                ops.push(Op::SetLineDashPattern { dash: LineDashPattern { offset: 0.0, pattern: pattern.into() } });
                let at = |x: Mil, y: Mil| LinePoint { p: Point { x: Pt(points(x)), y: Pt(up(y)) }, bezier: false };
                ops.push(Op::DrawLine { line: Line { points: vec![at(left, top), at(to_left, to_top)], is_closed: false } });
            }
        }
    }
}

/// The QR code, where the page has one: each run of dark modules a box.
fn code(ops: &mut Vec<Op>, page: &Page<'_>) {
    let Some((code, modules)) = page.code.as_ref().and_then(|code| Some((code, code.upi.modules()?))) else { return };
    let side = points(code.side) / (modules.side() + 2 * QUIET) as f32;
    let (left, top) = (points(code.left), points(Mil(page.height.0 - code.top.0)));
    ops.push(Op::SaveGraphicsState);
    ops.push(Op::SetTransformationMatrix { matrix: CurTransMat::Raw([side, 0.0, 0.0, -side, left, top]) });
    ops.push(Op::SetFillColor { col: grey(0.0) });
    for (row, column, length) in modules.runs() {
        ops.push(block((column + QUIET) as f32, (row + QUIET) as f32, length as f32, 1.0, PaintMode::Fill));
    }
    ops.push(Op::RestoreGraphicsState);
}
