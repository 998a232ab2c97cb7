//! A table in so many columns of letters: nothing is left out, whatever the width.

use super::lay::{Block, Ink, Line, Piece};
use super::{Cell, Column, Table};
use crate::print::fit::wrap;
use crate::print::letters::on_paper;

/// Blanks between two columns.
const GAP: usize = 2;
/// A column of text is not made narrower than this.
const LEAST: usize = 8;
/// As wide as a text may ask for before it is broken into lines.
const MOST: usize = 48;

/// The width that the table would like to have.
pub(super) fn natural_width(table: &Table) -> usize {
    natural(table).iter().sum::<usize>() + GAP * table.columns.len().saturating_sub(1)
}

fn natural(table: &Table) -> Vec<usize> {
    let totals = table.totals();
    let rows = || table.rows.iter().chain(totals.iter());
    table
        .columns
        .iter()
        .enumerate()
        .map(|(i, column)| {
            let cells = rows().filter_map(|row| row.get(i)).map(|cell| cell.shown().chars().count()).max().unwrap_or(0);
            let header = if column.figures { longest_word(&column.name) } else { column.name.chars().count() };
            if column.figures { cells.max(header) } else { cells.max(header).min(MOST) }
        })
        .collect()
}

fn longest_word(text: &str) -> usize {
    on_paper(text).split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0)
}

/// The table within `width`. Columns of text give way, the widest first; where figures alone are too wide, each row is set as a
/// list of its names and values.
pub(super) fn lay(table: &Table, width: usize) -> Block {
    let Some(widths) = widths_within(table, width) else { return cards(table, width) };
    let names: Vec<Cell> = table.columns.iter().map(|column| Cell::Text(column.name.clone())).collect();
    let mut head = lines(&names, &table.columns, &widths, Ink::Head);
    head.push(Line::Rule);
    let mut body: Vec<Vec<Line>> = table.rows.iter().map(|row| lines(row, &table.columns, &widths, Ink::Plain)).collect();
    if table.rows.is_empty() {
        body.push(vec![Line::text(0, "None.", Ink::Plain)]);
    }
    if let Some(totals) = table.totals() {
        let mut last = vec![Line::Rule];
        last.extend(lines(&totals, &table.columns, &widths, Ink::Bold));
        body.push(last);
    }
    Block { head, ..Block::of(body) }
}

/// The columns' widths, together not above `width`: columns of text give way, the widest first, at the last in the middle of
/// their words.
fn widths_within(table: &Table, width: usize) -> Option<Vec<usize>> {
    let mut widths = natural(table);
    let room = width.checked_sub(GAP * widths.len().saturating_sub(1))?;
    let words: Vec<usize> = (0..widths.len()).map(|i| longest_word_of(table, i).max(LEAST)).collect();
    for least in [words, vec![LEAST; widths.len()]] {
        while widths.iter().sum::<usize>() > room {
            let text = table.columns.iter().zip(widths.iter_mut()).zip(&least);
            let loose = text.filter(|((column, wide), least)| !column.figures && **wide > **least).map(|((_, wide), _)| wide);
            match loose.max() {
                Some(widest) => *widest -= 1,
                None => break,
            }
        }
    }
    (widths.iter().sum::<usize>() <= room).then_some(widths)
}

fn longest_word_of(table: &Table, column: usize) -> usize {
    let cells = table.rows.iter().filter_map(|row| row.get(column)).map(|cell| longest_word(&cell.shown()));
    let header = table.columns.get(column).map_or(0, |column| longest_word(&column.name));
    cells.max().unwrap_or(0).max(header)
}

/// One row: as many lines as its tallest cell.
fn lines(cells: &[Cell], columns: &[Column], widths: &[usize], ink: Ink) -> Vec<Line> {
    let mut lines: Vec<Vec<Piece>> = Vec::new();
    let mut at = 0;
    for (i, (column, width)) in columns.iter().zip(widths).enumerate() {
        let shown = cells.get(i).map_or(String::new(), Cell::shown);
        for (down, part) in wrap(&shown, *width).into_iter().enumerate().filter(|(_, part)| !part.is_empty()) {
            let from = if column.figures { at + width - part.chars().count() } else { at };
            if lines.len() <= down {
                lines.resize(down + 1, Vec::new());
            }
            if let Some(line) = lines.get_mut(down) {
                line.push(Piece { at: from, text: part });
            }
        }
        at += width + GAP;
    }
    if lines.is_empty() {
        lines.push(Vec::new());
    }
    lines.into_iter().map(|pieces| Line::Text { pieces, ink }).collect()
}

fn cards(table: &Table, width: usize) -> Block {
    let names: Vec<String> = table.columns.iter().map(|column| on_paper(&column.name).into_owned()).collect();
    let indent = names.iter().map(|name| name.chars().count()).max().unwrap_or(0).min(width / 2) + GAP;
    let card = |row: &Vec<Cell>, ink| {
        let mut card = Vec::new();
        for (name, cell) in names.iter().zip(row).filter(|(_, cell)| **cell != Cell::Blank) {
            card.extend(super::lay::pair(name, &cell.shown(), indent, width, ink));
        }
        card.push(Line::Rule);
        card
    };
    let body = table.rows.iter().map(|row| card(row, Ink::Plain)).chain(table.totals().iter().map(|row| card(row, Ink::Bold))).collect();
    Block::of(body)
}
