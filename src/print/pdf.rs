//! Pages as PDF. Letters stand where the dot-matrix printer puts them: one place for one text, whatever prints it.
#![allow(clippy::float_arithmetic, reason = "page geometry in points; no amount is computed here")]

use std::sync::OnceLock;

use printpdf::{
    Color, FontId, Greyscale, Line, LineDashPattern, LinePoint, Mm, Op, PaintMode, ParsedFont, PdfDocument, PdfFontHandle, PdfPage,
    PdfSaveOptions, Point, Pt, Rect, TextItem, TextMatrix,
};

use super::measure::{Down, Mil, Pitch};
use super::page::{Code, Mark, Page, Paper, Run, Tone};
use super::upi::QUIET;

/// The width of a letter of the embedded fonts, in thousandths of its size.
const LETTER_WIDTH: f32 = 602.05;
/// From a line's top to the foot of its letters: the seventh of nine pins, in points.
const BASELINE: f32 = 8.3;

/// Why no PDF was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the program's own print font can't be read: install the program again")]
pub struct NoFont;

struct Fonts {
    regular: ParsedFont,
    bold: ParsedFont,
}

fn fonts() -> Result<&'static Fonts, NoFont> {
    static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();
    FONTS
        .get_or_init(|| {
            let parse = |bytes| ParsedFont::from_bytes(bytes, 0, &mut Vec::new());
            let regular = parse(include_bytes!("../../assets/fonts/mono.ttf"))?;
            let bold = parse(include_bytes!("../../assets/fonts/mono-bold.ttf"))?;
            Some(Fonts { regular, bold })
        })
        .as_ref()
        .ok_or(NoFont)
}

/// The pages in one file, each of exactly its form's size.
pub fn pdf(title: &str, pages: &[Page<'_>], paper: Paper) -> Result<Vec<u8>, NoFont> {
    let fonts = fonts()?;
    let mut document = PdfDocument::new(title);
    let regular = document.add_font(&fonts.regular);
    let bold = document.add_font(&fonts.bold);
    document.pages = pages
        .iter()
        .map(|page| {
            let mut drawing = Drawing { height: page.height, regular: &regular, bold: &bold, ops: Vec::with_capacity(512) };
            drawing.page(page, paper);
            PdfPage::new(millimetres(page.width), millimetres(page.height), drawing.ops)
        })
        .collect();
    Ok(document.save(&PdfSaveOptions::default(), &mut Vec::new()))
}

struct Drawing<'a> {
    height: Mil,
    regular: &'a FontId,
    bold: &'a FontId,
    ops: Vec<Op>,
}

impl Drawing<'_> {
    fn page(&mut self, page: &Page<'_>, paper: Paper) {
        if paper == Paper::Plain {
            self.marks(&page.marks);
            if let Some(code) = &page.code {
                self.code(code);
            }
        }
        // Together what is set alike: each change of font or tone costs bytes.
        let mut runs: Vec<&Run<'_>> = page.runs(paper).collect();
        runs.sort_by_key(|run| (run.tone, run.bold, run.pitch, run.top, run.left));
        self.ops.push(Op::StartTextSection);
        let mut style = None;
        for run in runs {
            if style != Some((run.tone, run.bold, run.pitch)) {
                if style.map(|(tone, ..)| tone) != Some(run.tone) {
                    self.ops.push(Op::SetFillColor { col: grey(tone_percent(run.tone)) });
                }
                let font = if run.bold { self.bold } else { self.regular };
                self.ops.push(Op::SetFont { font: PdfFontHandle::External(font.clone()), size: Pt(font_size(run.pitch)) });
                self.ops.push(Op::SetHorizontalScaling { percent: letter_stretch(run.pitch) });
                style = Some((run.tone, run.bold, run.pitch));
            }
            self.text(run);
        }
        self.ops.push(Op::EndTextSection);
    }

    fn text(&mut self, run: &Run<'_>) {
        let left = Pt(run.left as f32 * 0.6);
        let foot = Pt(self.up(run.top) - BASELINE);
        self.ops.push(Op::SetTextMatrix { matrix: TextMatrix::Translate(left, foot) });
        self.ops.push(Op::ShowText { items: vec![TextItem::Text(run.text.to_string())] });
    }

    /// From the page's foot, in points, as PDF counts.
    fn up(&self, top: Down) -> f32 {
        points(self.height) - top as f32 / 3.0
    }

    fn marks(&mut self, marks: &[Mark]) {
        for mark in marks {
            match *mark {
                Mark::Filled { left, top, width, height, shade } => {
                    self.ops.push(Op::SetFillColor { col: grey(100 - shade) });
                    self.rectangle(left, top, width, height, PaintMode::Fill);
                }
                Mark::Frame { left, top, width, height } => {
                    self.stroke(false);
                    self.rectangle(left, top, width, height, PaintMode::Stroke);
                }
                Mark::Rule { left, top, to_left, to_top, dashed } => {
                    self.stroke(dashed);
                    let at = |x: Mil, y: Mil| LinePoint { p: self.point(x, y), bezier: false };
                    let points = vec![at(left, top), at(to_left, to_top)];
                    self.ops.push(Op::DrawLine { line: Line { points, is_closed: false } });
                }
            }
        }
    }

    fn stroke(&mut self, dashed: bool) {
        self.ops.push(Op::SetOutlineThickness { pt: Pt(0.5) });
        self.ops.push(Op::SetOutlineColor { col: grey(45) });
        let pattern = if dashed { vec![4.0, 3.0] } else { Vec::new() };
        self.ops.push(Op::SetLineDashPattern { dash: LineDashPattern { offset: 0.0, pattern: pattern.into() } });
    }

    fn point(&self, x: Mil, y: Mil) -> Point {
        Point { x: Pt(points(x)), y: Pt(points(self.height) - points(y)) }
    }

    fn rectangle(&mut self, left: Mil, top: Mil, width: Mil, height: Mil, mode: PaintMode) {
        let foot = self.point(left, top + height);
        self.block(foot.x.0, foot.y.0, points(width), points(height), mode);
    }

    fn block(&mut self, x: f32, y: f32, width: f32, height: f32, mode: PaintMode) {
        let rectangle = Rect { x: Pt(x), y: Pt(y), width: Pt(width), height: Pt(height), mode: Some(mode), winding_order: None };
        self.ops.push(Op::DrawRectangle { rectangle });
    }

    fn code(&mut self, code: &Code) {
        let Some(modules) = code.upi.modules() else { return };
        let across = modules.side() + 2 * QUIET;
        let side = points(code.side) / across as f32;
        let (left, top) = (points(code.left), points(self.height) - points(code.top));
        self.ops.push(Op::SetFillColor { col: grey(0) });
        for (row, column, length) in modules.runs() {
            let x = left + (column + QUIET) as f32 * side;
            let y = top - (row + QUIET + 1) as f32 * side;
            self.block(x, y, length as f32 * side, side, PaintMode::Fill);
        }
    }
}

fn points(length: Mil) -> f32 {
    length.0 as f32 * 0.072
}

fn millimetres(length: Mil) -> Mm {
    Mm(length.0 as f32 * 0.0254)
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

const fn tone_percent(tone: Tone) -> u8 {
    match tone {
        Tone::Black => 0,
        Tone::Grey => 38,
        Tone::White => 100,
    }
}

fn grey(percent: u8) -> Color {
    Color::Greyscale(Greyscale { percent: f32::from(percent) / 100.0, icc_profile: None })
}
