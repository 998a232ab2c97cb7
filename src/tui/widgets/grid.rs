//! Bulk work: rows that are given, a column that is typed down with Enter; a wrong row is marked and the rest is kept (`C-15`).

use ratatui::layout::Rect;

use super::field::{Field, Kind};
use super::rows::Align;
use crate::tui::canvas::{Canvas, width, wrap};
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::{Role, Tone};

/// Rows at the foot for what is wrong.
const TOLD: u16 = 2;

/// A column: shown only, or typed into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridColumn {
    pub title: &'static str,
    pub width: u16,
    pub align: Align,
    /// What may be typed; `None`: shown only.
    pub kind: Option<Kind>,
}

/// What is known of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowState {
    Open,
    /// Kept as it is until it is put right.
    Wrong(String),
    /// Recorded; it can't be typed in any more.
    Posted(String),
}

#[derive(Debug, Clone)]
struct GridRow {
    key: String,
    cells: Vec<String>,
    state: RowState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GridMove {
    Pass,
    Stays,
    /// This row has been typed in and left; its kind is right.
    Left(usize),
}

/// The sheet.
#[derive(Debug, Clone)]
pub struct Grid {
    columns: Vec<GridColumn>,
    rows: Vec<GridRow>,
    row: usize,
    column: usize,
    field: Field,
    changed: bool,
}

impl Grid {
    /// `rows`: key and cells, one for each column.
    pub fn new(columns: Vec<GridColumn>, rows: Vec<(String, Vec<String>)>) -> Self {
        let column = columns.iter().position(|c| c.kind.is_some()).unwrap_or(0);
        let rows = rows.into_iter().map(|(key, cells)| GridRow { key, cells, state: RowState::Open }).collect();
        let mut grid = Self { columns, rows, row: 0, column, field: Field::new("cell", "value", Kind::Text(1)), changed: false };
        grid.load();
        grid
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn key(&self, row: usize) -> &str {
        self.rows.get(row).map_or("", |r| r.key.as_str())
    }

    /// What a cell holds, typed or given.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        if (row, column) == (self.row, self.column) && self.columns.get(column).is_some_and(|c| c.kind.is_some()) {
            return self.field.text();
        }
        self.rows.get(row).and_then(|r| r.cells.get(column)).map_or("", String::as_str)
    }

    /// The lit row.
    pub const fn row(&self) -> usize {
        self.row
    }

    /// Writes a cell that is shown only: what came of the row.
    pub fn set_cell(&mut self, row: usize, column: usize, text: &str) {
        if self.columns.get(column).is_some_and(|c| c.kind.is_none())
            && let Some(cell) = self.rows.get_mut(row).and_then(|r| r.cells.get_mut(column))
        {
            text.clone_into(cell);
        }
    }

    pub fn state(&self, row: usize) -> Option<&RowState> {
        self.rows.get(row).map(|r| &r.state)
    }

    pub fn set_state(&mut self, row: usize, state: RowState) {
        if let Some(r) = self.rows.get_mut(row) {
            r.state = state;
        }
    }

    pub fn wrong(&self) -> usize {
        self.rows.iter().filter(|r| matches!(r.state, RowState::Wrong(_))).count()
    }

    pub fn has_typed(&self) -> bool {
        let typed = |r: &GridRow| self.columns.iter().zip(&r.cells).any(|(c, cell)| c.kind.is_some() && !cell.is_empty());
        self.field.has_typed() || self.rows.iter().any(|r| !matches!(r.state, RowState::Posted(_)) && typed(r))
    }

    pub fn act(&mut self, action: Action) -> GridMove {
        let last = self.rows.len().saturating_sub(1);
        let (row, column) = match action {
            action::NEXT | action::DOWN => ((self.row + 1).min(last), self.column),
            action::UP => (self.row.saturating_sub(1), self.column),
            action::PAGE_DOWN => ((self.row + 10).min(last), self.column),
            action::PAGE_UP => (self.row.saturating_sub(10), self.column),
            action::SKIP => (self.row, self.beside(true)),
            action::PREVIOUS => (self.row, self.beside(false)),
            action::NEXT_WRONG => match self.next_wrong() {
                Some(row) => (row, self.column),
                None => return GridMove::Stays,
            },
            _ => return GridMove::Pass,
        };
        self.go(row, column)
    }

    pub fn typed(&mut self, key: Key) -> GridMove {
        if matches!(self.state(self.row), Some(RowState::Posted(_))) || !self.field.typed(key) {
            return GridMove::Pass;
        }
        self.changed = true;
        GridMove::Stays
    }

    fn beside(&self, forward: bool) -> usize {
        let typed: Vec<usize> = self.columns.iter().enumerate().filter(|(_, c)| c.kind.is_some()).map(|(i, _)| i).collect();
        let found = if forward { typed.iter().find(|i| **i > self.column) } else { typed.iter().rev().find(|i| **i < self.column) };
        found.copied().unwrap_or(self.column)
    }

    fn next_wrong(&self) -> Option<usize> {
        let is_wrong = |i: &usize| matches!(self.state(*i), Some(RowState::Wrong(_)));
        (self.row + 1..self.rows.len()).find(is_wrong).or_else(|| (0..=self.row).find(is_wrong))
    }

    /// Keeps the cell, right or wrong, and lights another.
    fn go(&mut self, row: usize, column: usize) -> GridMove {
        let left = self.row;
        let right = self.field.check();
        let text = self.field.text().to_owned();
        let error = self.field.error.clone();
        let changed = std::mem::take(&mut self.changed);
        if let Some(cell) = self.rows.get_mut(left).and_then(|r| r.cells.get_mut(self.column)) {
            *cell = text;
        }
        if changed {
            self.set_state(left, error.map_or(RowState::Open, RowState::Wrong));
        }
        (self.row, self.column) = (row, column);
        self.load();
        if changed && right { GridMove::Left(left) } else { GridMove::Stays }
    }

    fn load(&mut self) {
        let Some(column) = self.columns.get(self.column) else { return };
        let Some(kind) = column.kind.clone() else { return };
        let text = self.rows.get(self.row).and_then(|r| r.cells.get(self.column)).cloned().unwrap_or_default();
        self.field = Field::new("cell", column.title, kind).optional().holding(&text);
        self.field.width = column.width;
    }

    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, active: bool) {
        let mut x = area.x + 4;
        let places: Vec<Rect> = self
            .columns
            .iter()
            .map(|c| {
                let place = Rect { x, width: c.width.min(area.right().saturating_sub(x)), ..area };
                x += c.width + 2;
                place
            })
            .collect();
        for (column, place) in self.columns.iter().zip(&places) {
            cell(canvas, *place, 0, column.align, Role::Label, column.title);
        }
        canvas.rule(area, 1, "");
        // The last rows tell the whole of what is wrong with the lit one.
        let told = Rect { height: area.height.saturating_sub(TOLD), ..area };
        let rows = usize::from(told.height.saturating_sub(2)).max(1);
        let top = (self.row + 1).saturating_sub(rows);
        let notes = Rect { x, width: area.right().saturating_sub(x), ..area };
        for (at, (place, row)) in (2..told.height).zip(self.rows.iter().enumerate().skip(top)) {
            self.draw_row(canvas, area, at, place, row, &places, active);
            draw_state(canvas, area, notes, at, &row.state);
        }
        if let Some(RowState::Wrong(why)) = self.state(self.row) {
            let room = Rect { x: area.x + 2, width: area.width.saturating_sub(2), ..area };
            let words = format!("{} {why}", canvas.looks.signs.bad);
            for (row, line) in (told.height..area.height).zip(wrap(&words, room.width)) {
                canvas.text(room, row, Role::Bad, &line);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one row of the picture: where, which, and how")]
    fn draw_row(&self, canvas: &mut Canvas<'_>, area: Rect, at: u16, place: usize, row: &GridRow, places: &[Rect], active: bool) {
        for (number, ((column, text), room)) in self.columns.iter().zip(&row.cells).zip(places).enumerate() {
            let room = *room;
            if (place, number) == (self.row, self.column) && column.kind.is_some() && !matches!(row.state, RowState::Posted(_)) {
                self.field.draw_entry(canvas, Rect { y: area.y + at, height: 1, ..room }, active);
            } else {
                let role = if column.kind.is_some() || place == self.row { Role::Value } else { Role::Label };
                cell(canvas, room, at, column.align, role, text);
            }
        }
        if place == self.row {
            let sign = canvas.looks.signs.cursor.clone();
            canvas.text(Rect { width: width(&sign), ..area }, at, Role::Mark, &sign);
        }
    }
}

fn draw_state(canvas: &mut Canvas<'_>, area: Rect, notes: Rect, at: u16, state: &RowState) {
    let (tone, text) = match state {
        RowState::Open => return,
        RowState::Wrong(why) => (Tone::Bad, why),
        RowState::Posted(what) => (Tone::Good, what),
    };
    let sign = canvas.looks.signs.of(tone).to_owned();
    canvas.text(Rect { x: area.x + 2, width: 1, ..area }, at, tone.role(), &sign);
    canvas.text(notes, at, tone.role(), text);
}

fn cell(canvas: &mut Canvas<'_>, room: Rect, row: u16, align: Align, role: Role, text: &str) {
    match align {
        Align::Left => canvas.text(room, row, role, text),
        Align::Right => canvas.right(room, row, role, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Grid {
        let columns = vec![
            GridColumn { title: "Consumer", width: 12, align: Align::Left, kind: None },
            GridColumn { title: "Reading", width: 8, align: Align::Left, kind: Some(Kind::Digits(6)) },
        ];
        Grid::new(columns, (1..=3).map(|n| (n.to_string(), vec![format!("C{n}"), String::new()])).collect())
    }

    #[test]
    fn c15_a_wrong_row_is_marked_and_the_rest_is_kept() {
        let mut grid = grid();
        let mut left = Vec::new();
        for typed in ["100", "1x", "300"] {
            for c in typed.chars() {
                grid.typed(Key::char(c));
            }
            left.push(grid.act(action::NEXT));
        }
        assert_eq!(left, [GridMove::Left(0), GridMove::Stays, GridMove::Left(2)]);
        assert_eq!((0..3).map(|r| grid.cell(r, 1).to_owned()).collect::<Vec<_>>(), ["100", "1x", "300"]);
        assert_eq!(grid.wrong(), 1);
        grid.act(action::NEXT_WRONG);
        for key in ["Backspace", "5"] {
            grid.typed(key.parse().expect("a key"));
        }
        assert_eq!((grid.act(action::NEXT), grid.wrong(), grid.cell(1, 1)), (GridMove::Left(1), 0, "15"));
    }

    #[test]
    fn c15_a_posted_row_is_not_typed_in_again() {
        let mut grid = grid();
        grid.set_state(0, RowState::Posted("R-1".into()));
        assert_eq!((grid.typed(Key::char('1')), grid.cell(0, 1)), (GridMove::Pass, ""));
    }
}
