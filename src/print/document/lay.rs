//! A document as lines of letters, before it is broken into pages.

use super::{Document, Section, table};
use crate::print::fit::wrap;
use crate::print::letters::on_paper;

/// How a line is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Bold,
    /// The names above a table's columns.
    Head,
}

/// Letters from one column of the line on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub at: usize,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    Text {
        pieces: Vec<Piece>,
        ink: Ink,
    },
    /// Across the whole width.
    Rule,
    /// Under a place to sign, from a column, so many wide.
    Short {
        at: Vec<usize>,
        wide: usize,
    },
    Blank,
}

/// Lines that belong together. `head` is repeated where the body goes on over the page; each part of `body` stays whole.
#[derive(Debug, Clone, Default)]
pub(super) struct Block {
    pub head: Vec<Line>,
    pub body: Vec<Vec<Line>>,
    /// A heading: it stands on the page of what comes after it.
    pub with_next: bool,
}

impl Block {
    pub const fn of(body: Vec<Vec<Line>>) -> Self {
        Self { head: Vec::new(), body, with_next: false }
    }

    /// What must fit on a page for the block to begin there.
    pub fn beginning(&self) -> usize {
        self.head.len() + self.body.first().map_or(0, Vec::len)
    }
}

impl Line {
    pub fn text(at: usize, text: &str, ink: Ink) -> Self {
        Self::Text { pieces: vec![Piece { at, text: on_paper(text).into_owned() }], ink }
    }
}

/// A name and its value, wrapped beside it.
pub(super) fn pair(name: &str, value: &str, indent: usize, width: usize, ink: Ink) -> Vec<Line> {
    let names = wrap(name, indent.saturating_sub(1));
    let values = wrap(value, width.saturating_sub(indent));
    (0..names.len().max(values.len()).max(1))
        .map(|i| {
            let piece = |at, text: Option<&String>| text.filter(|t| !t.is_empty()).map(|text| Piece { at, text: text.clone() });
            Line::Text { pieces: [piece(0, names.get(i)), piece(indent, values.get(i))].into_iter().flatten().collect(), ink }
        })
        .collect()
}

fn pairs(all: &[(String, String)], width: usize) -> Vec<Vec<Line>> {
    let indent = all.iter().map(|(name, _)| on_paper(name).chars().count()).max().unwrap_or(0).min(width / 2) + 2;
    all.iter().map(|(name, value)| pair(name, value, indent, width, Ink::Plain)).collect()
}

/// The width that the document would like to have.
pub(super) fn natural_width(document: &Document) -> usize {
    let tables = document.sections.iter().map(|section| match section {
        Section::Table(table) => table::natural_width(table),
        _ => 0,
    });
    tables.max().unwrap_or(0)
}

/// The head of the first page.
pub(super) fn opening(document: &Document, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for (i, office) in document.office.iter().enumerate() {
        lines.extend(centred(office, width, if i == 0 { Ink::Bold } else { Ink::Plain }));
    }
    lines.extend(centred(&document.title, width, Ink::Bold));
    if !document.mark.is_empty() {
        lines.extend(centred(&format!("*** {} ***", document.mark), width, Ink::Bold));
    }
    if !document.meta.is_empty() {
        lines.push(Line::Blank);
        lines.extend(pairs(&document.meta, width).into_iter().flatten());
    }
    lines.push(Line::Rule);
    lines
}

fn centred(text: &str, width: usize, ink: Ink) -> Vec<Line> {
    let middle = |part: String| Line::text((width - part.chars().count().min(width)) / 2, &part, ink);
    wrap(text, width).into_iter().map(middle).collect()
}

/// What comes below it, a block for each section.
pub(super) fn blocks(document: &Document, width: usize) -> Vec<Block> {
    document.sections.iter().map(|section| block(section, width)).collect()
}

fn block(section: &Section, width: usize) -> Block {
    match section {
        Section::Heading(text) => {
            let lines = wrap(text, width).into_iter().map(|line| Line::text(0, &line, Ink::Bold));
            Block { with_next: true, ..Block::of(vec![lines.collect()]) }
        }
        Section::Paragraph(text) => {
            let mut body: Vec<Vec<Line>> = wrap(text, width).iter().map(|line| vec![Line::text(0, line, Ink::Plain)]).collect();
            body.push(vec![Line::Blank]);
            Block::of(body)
        }
        Section::Pairs(all) => {
            let mut body = pairs(all, width);
            body.push(vec![Line::Blank]);
            Block::of(body)
        }
        Section::Table(table) => {
            let mut block = table::lay(table, width);
            block.body.push(vec![Line::Blank]);
            block
        }
        Section::Signatures(words) => signatures(words, width),
        Section::Slip(parts) => slip(parts, width),
    }
}

/// Lines of a slip, the cut included: three to a sheet of A4 or of fan-fold paper.
const SLIP: usize = 19;

fn slip(parts: &[Section], width: usize) -> Block {
    let parts = parts.iter().map(|part| block(part, width));
    let mut lines: Vec<Line> = parts.flat_map(|part| part.head.into_iter().chain(part.body.into_iter().flatten())).collect();
    lines.resize(lines.len().max(SLIP - 1), Line::Blank);
    lines.push(Line::Rule);
    Block::of(vec![lines])
}

fn signatures(words: &[String], width: usize) -> Block {
    let each = width / words.len().max(1);
    let wide = each.saturating_sub(4).clamp(1, 32);
    let at: Vec<usize> = (0..words.len()).map(|i| i * each).collect();
    let names: Vec<Vec<String>> = words.iter().map(|word| wrap(word, wide)).collect();
    let mut lines = vec![Line::Blank, Line::Blank, Line::Blank, Line::Short { at: at.clone(), wide }];
    for row in 0..names.iter().map(Vec::len).max().unwrap_or(0) {
        let part = |(name, at): (&Vec<String>, &usize)| name.get(row).map(|text| Piece { at: *at, text: text.clone() });
        lines.push(Line::Text { pieces: names.iter().zip(&at).filter_map(part).collect(), ink: Ink::Plain });
    }
    Block::of(vec![lines])
}

/// One line as letters, rules as dashes.
pub(super) fn letters(line: &Line, width: usize) -> String {
    match line {
        Line::Blank => String::new(),
        Line::Rule => "-".repeat(width),
        Line::Short { at, wide } => joined(at.iter().map(|at| (*at, "-".repeat(*wide)))),
        Line::Text { pieces, .. } => joined(pieces.iter().map(|piece| (piece.at, piece.text.clone()))),
    }
}

fn joined(pieces: impl Iterator<Item = (usize, String)>) -> String {
    let mut line = String::new();
    let mut used = 0;
    for (at, text) in pieces {
        line.extend(std::iter::repeat_n(' ', at.saturating_sub(used)));
        used = used.max(at) + text.chars().count();
        line.push_str(&text);
    }
    line
}

/// The document as text.
pub(super) fn text(document: &Document, width: usize) -> String {
    let width = width.max(24);
    let blocks = blocks(document, width);
    let body = blocks.iter().flat_map(|block| block.head.iter().chain(block.body.iter().flatten()));
    let mut out = String::new();
    for line in opening(document, width).iter().chain(body) {
        out.push_str(letters(line, width).trim_end());
        out.push('\n');
    }
    out
}
