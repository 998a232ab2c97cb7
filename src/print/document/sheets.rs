//! A document broken into pages: A4, or fan-fold paper of a dot-matrix printer.

use std::borrow::Cow;

use serde::Deserialize;

use super::Document;
use super::lay::{Block, Ink, Line, Piece, blocks, letters, natural_width, opening};
use crate::print::fit::shorten;
use crate::print::letters::on_paper;
use crate::print::measure::{ACROSS_PER_INCH, DOWN_PER_INCH, Down, Mil, Pitch};
use crate::print::page::{Mark, Page, Run, Tone};

/// The length of the fan-fold paper for lists; a setting of the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Fanfold {
    #[serde(rename = "11")]
    Eleven,
    #[default]
    #[serde(rename = "12")]
    Twelve,
}

/// A sheet of paper and how it is filled.
#[derive(Debug, Clone, Copy)]
struct Sheet {
    width: Mil,
    height: Mil,
    left: Mil,
    top: Mil,
    columns: usize,
    rows: usize,
    pitch: Pitch,
    spacing: Down,
    /// Rules as dashes: a dot-matrix printer draws none.
    dashes: bool,
}

impl Sheet {
    const fn a4(landscape: bool, pitch: Pitch) -> Self {
        let (width, height) = if landscape { (Mil(11_693), Mil(8_268)) } else { (Mil(8_268), Mil(11_693)) };
        let (left, top) = (Mil(600), Mil(550));
        let spacing = match pitch {
            Pitch::Ten | Pitch::Twelve => 36,
            Pitch::Condensed => 30,
        };
        let columns = pitch.letters_in((width.0 - 2 * left.0) * ACROSS_PER_INCH / 1000);
        let rows = ((height.0 - 2 * top.0) * DOWN_PER_INCH / 1000 / spacing) as usize;
        Self { width, height, left, top, columns, rows, pitch, spacing, dashes: false }
    }

    const fn fanfold(paper: Fanfold) -> Self {
        let height = match paper {
            Fanfold::Eleven => Mil::inches(11),
            Fanfold::Twelve => Mil::inches(12),
        };
        let (top, spacing) = (Mil(500), 36);
        let rows = ((height.0 - 2 * top.0) * DOWN_PER_INCH / 1000 / spacing) as usize;
        Self { width: Mil::inches(8), height, left: Mil(0), top, columns: 132, rows, pitch: Pitch::Condensed, spacing, dashes: true }
    }
}

/// Pages of A4: upright, or across where a table needs it; letters as large as the widest table lets them be.
pub fn a4(document: &Document) -> Vec<Page<'static>> {
    let wanted = natural_width(document);
    let sheets = [
        Sheet::a4(false, Pitch::Twelve),
        Sheet::a4(false, Pitch::Condensed),
        Sheet::a4(true, Pitch::Twelve),
        Sheet::a4(true, Pitch::Condensed),
    ];
    let [.., widest] = sheets;
    pages(document, sheets.into_iter().find(|sheet| sheet.columns >= wanted).unwrap_or(widest))
}

/// Pages of 132 columns for a dot-matrix printer. Print them as on pre-printed paper: all is text.
pub fn fanfold(document: &Document, paper: Fanfold) -> Vec<Page<'static>> {
    pages(document, Sheet::fanfold(paper))
}

fn pages(document: &Document, sheet: Sheet) -> Vec<Page<'static>> {
    let paged = break_pages(document, sheet);
    let count = paged.len();
    paged.iter().enumerate().map(|(i, lines)| page(lines, &foot(document, i + 1, count, sheet.columns), sheet)).collect()
}

/// The last line of each page.
fn foot(document: &Document, number: usize, count: usize, width: usize) -> Line {
    let page = format!("Page {number} of {count}");
    let title = on_paper(&document.title);
    let mark = if document.mark.is_empty() { String::new() } else { format!("  *** {} ***", on_paper(&document.mark)) };
    let left = shorten(&format!("{title}{mark}"), width.saturating_sub(page.len() + 2), true);
    let pieces = vec![Piece { at: 0, text: left }, Piece { at: width.saturating_sub(page.len()), text: page }];
    Line::Text { pieces, ink: Ink::Plain }
}

/// The lines of each page, its foot aside.
fn break_pages(document: &Document, sheet: Sheet) -> Vec<Vec<Line>> {
    // The last row is the foot's, with a blank one above.
    let room = sheet.rows.saturating_sub(2).max(4);
    let mut pages = vec![opening(document, sheet.columns)];
    let put = |pages: &mut Vec<Vec<Line>>, lines: &[Line]| {
        if let Some(page) = pages.last_mut() {
            page.extend_from_slice(lines);
        }
    };
    let blocks = blocks(document, sheet.columns);
    for (i, block) in blocks.iter().enumerate() {
        let next = blocks.get(i + 1).filter(|_| block.with_next).map_or(0, Block::beginning);
        let first = (block.beginning() + next).min(room);
        if pages.last().is_some_and(|page| page.len() + first > room && !page.is_empty()) {
            pages.push(Vec::new());
        }
        put(&mut pages, &block.head);
        for part in &block.body {
            let used = pages.last().map_or(0, Vec::len);
            let blank = part.iter().all(|line| *line == Line::Blank);
            if used + part.len() > room {
                if blank {
                    continue;
                }
                pages.push(block.head.clone());
            }
            // A part longer than a page goes on over pages.
            for piece in part.chunks(room.saturating_sub(block.head.len()).max(1)) {
                if pages.last().is_some_and(|page| page.len() + piece.len() > room) {
                    pages.push(block.head.clone());
                }
                put(&mut pages, piece);
            }
        }
    }
    pages
}

fn page(lines: &[Line], foot: &Line, sheet: Sheet) -> Page<'static> {
    let mut fields = Vec::new();
    let mut marks = Vec::new();
    let rows = lines.iter().enumerate().chain(std::iter::once((sheet.rows.saturating_sub(1), foot)));
    for (row, line) in rows {
        let row = i32::try_from(row).unwrap_or(i32::MAX);
        let top = sheet.top.down().saturating_add(sheet.spacing.saturating_mul(row));
        set(line, top, sheet, &mut fields, &mut marks);
    }
    Page {
        width: sheet.width,
        height: sheet.height,
        head: Mil(0),
        fields,
        plain: Vec::new(),
        labels: Cow::Owned(Vec::new()),
        marks: marks.into(),
        code: None,
    }
}

fn set(line: &Line, top: Down, sheet: Sheet, fields: &mut Vec<Run<'static>>, marks: &mut Vec<Mark>) {
    let letter = sheet.pitch.letter();
    let across = |column: usize| sheet.left.across() + i32::try_from(column).unwrap_or(0) * letter;
    let mut put = |at: usize, text: String, bold: bool| {
        let left = across(at).div_euclid(2) * 2;
        fields.push(Run { left, top, pitch: sheet.pitch, bold, tone: Tone::Black, text: Cow::Owned(text) });
    };
    let inch = |across: i32| Mil(across * 1000 / ACROSS_PER_INCH);
    let middle = Mil((top + sheet.spacing / 2) * 1000 / DOWN_PER_INCH);
    let mut rule = |from: usize, to: usize| {
        let (left, to_left) = (inch(across(from)), inch(across(to)));
        marks.push(Mark::Rule { left, top: middle, to_left, to_top: middle, dashed: false });
    };
    match line {
        Line::Blank => {}
        Line::Rule | Line::Short { .. } if sheet.dashes => {
            let text = letters(line, sheet.columns);
            let from = text.chars().take_while(|c| *c == ' ').count();
            put(from, text.trim().to_owned(), false);
        }
        Line::Rule => rule(0, sheet.columns),
        Line::Short { at, wide } => at.iter().for_each(|at| rule(*at, at + wide)),
        Line::Text { pieces, ink } => {
            for piece in pieces {
                put(piece.at, piece.text.clone(), *ink != Ink::Plain);
            }
            if *ink == Ink::Head && !sheet.dashes {
                let left = Mil(sheet.left.0 - 40);
                let width = Mil(inch(across(sheet.columns)).0 - left.0 + 40);
                let height = Mil(sheet.spacing * 1000 / DOWN_PER_INCH + 1);
                marks.push(Mark::Filled { left, top: Mil(top * 1000 / DOWN_PER_INCH), width, height, shade: 10 });
            }
        }
    }
}
