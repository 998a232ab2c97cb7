//! A figure to be read from across the counter: the change to give.

use ratatui::layout::Rect;

use crate::base::Money;
use crate::tui::canvas::Canvas;
use crate::tui::looks::{Letters, Role};

/// Rows that a figure takes.
pub const HEIGHT: u16 = 5;

/// Five rows of three cells, the highest bit at the left.
const DIGITS: [[u8; 5]; 10] = [
    [0b111, 0b101, 0b101, 0b101, 0b111],
    [0b010, 0b110, 0b010, 0b010, 0b111],
    [0b111, 0b001, 0b111, 0b100, 0b111],
    [0b111, 0b001, 0b111, 0b001, 0b111],
    [0b101, 0b101, 0b111, 0b001, 0b001],
    [0b111, 0b100, 0b111, 0b001, 0b111],
    [0b111, 0b100, 0b111, 0b101, 0b111],
    [0b111, 0b001, 0b001, 0b010, 0b010],
    [0b111, 0b101, 0b111, 0b101, 0b111],
    [0b111, 0b101, 0b111, 0b001, 0b111],
];

/// Draws digits and the point; two columns a cell where there is room, else one. A comma is a gap: drawn, it would be taken for the point.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, role: Role, figure: &str) {
    let ink = if canvas.looks.letters == Letters::Ascii { "#" } else { "█" };
    let wide = rows_of(figure, ink, 2);
    let fits = wide.first().is_some_and(|row| row.chars().count() <= usize::from(area.width));
    let rows = if fits { wide } else { rows_of(figure, ink, 1) };
    for (row, text) in (0..area.height).zip(&rows) {
        canvas.text(area, row, role, text);
    }
}

/// An amount for it: rupees alone where there are no paise.
pub fn rupees(amount: Money) -> String {
    let text = amount.indian();
    text.strip_suffix(".00").unwrap_or(&text).to_owned()
}

fn rows_of(figure: &str, ink: &str, columns: usize) -> Vec<String> {
    (0..usize::from(HEIGHT))
        .map(|row| figure.chars().map(|c| glyph_row(c, row, ink, columns)).collect::<Vec<_>>().join(&" ".repeat(columns)))
        .collect()
}

fn glyph_row(c: char, row: usize, ink: &str, columns: usize) -> String {
    let cells = |on: bool| if on { ink.repeat(columns) } else { " ".repeat(columns) };
    match c.to_digit(10).and_then(|d| DIGITS.get(d as usize)).and_then(|digit| digit.get(row)) {
        Some(bits) => [0b100, 0b010, 0b001].map(|bit| cells(bits & bit != 0)).concat(),
        None => cells(c == '.' && row == usize::from(HEIGHT) - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_told_apart() {
        let shapes: std::collections::HashSet<_> = DIGITS.iter().collect();
        assert_eq!(shapes.len(), 10);
        let rows = rows_of("17", "#", 1);
        assert_eq!(rows, [" #  ###", "##    #", " #    #", " #   # ", "###  # "]);
        assert_eq!(rows_of("1,1.5", "#", 1).last().map(String::as_str), Some("###   ### # ###"));
    }
}
