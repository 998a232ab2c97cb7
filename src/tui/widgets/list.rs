//! A list, the same everywhere (`I-6`): searched as one types, sorted, filtered, totalled, marked, printed, saved.
//!
//! It holds only the rows in view. It says which page it wants; the screen asks for it and gives it back.

use std::collections::BTreeSet;

use ratatui::layout::{Constraint, Rect};
use ratatui::text::{Line, Text};
use ratatui::widgets::{Row as TableRow, Table};

use super::edit::Edit;
use super::rows::{Align, Column, Page, PageRequest, Row};
use crate::tui::canvas::{Canvas, shorten, width};
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::Role;

/// Rows asked for at once: more than any window shows, so that a page is rarely asked for twice.
const PAGE: usize = 200;

/// What a key did to the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListMove {
    /// Not a key for lists.
    Pass,
    Stays,
    /// Ask the source for this page, and [`ListView::give`] it.
    Ask(PageRequest),
    /// Enter on the row of this key.
    Chosen(String),
    /// All rows of the request, on paper.
    Print(PageRequest),
    /// All rows of the request, as CSV.
    Export(PageRequest),
}

/// The state of a list on the screen.
#[derive(Debug, Clone)]
pub struct ListView {
    columns: Vec<Column>,
    filters: Vec<&'static str>,
    search: Edit,
    wanted: PageRequest,
    page: Option<Page>,
    /// The lit row, counted from the first of all.
    place: usize,
    top: usize,
    /// Rows that a page key goes: those that the list showed when last drawn.
    rows: std::cell::Cell<usize>,
    marked: BTreeSet<String>,
    /// Whether the screen tells the lit row whole by itself.
    told: bool,
}

impl ListView {
    pub fn new(columns: &[Column], filters: Vec<&'static str>) -> Self {
        let wanted = PageRequest { limit: PAGE, ..PageRequest::default() };
        Self {
            columns: columns.to_vec(),
            filters,
            search: Edit::new(60),
            wanted,
            page: None,
            place: 0,
            top: 0,
            rows: std::cell::Cell::new(14),
            marked: BTreeSet::new(),
            told: false,
        }
    }

    /// Puts a filter on, by its place.
    pub fn only(&mut self, filter: usize) {
        self.wanted.filter = Some(filter).filter(|place| *place < self.filters.len());
    }

    /// The page to ask for at the start, or again after something has changed.
    pub fn wanted(&self) -> PageRequest {
        self.wanted.clone()
    }

    /// Takes a page; one that was asked for before the last key is let go.
    pub fn give(&mut self, page: Page) {
        if page.request == self.wanted {
            if self.page.as_ref().is_some_and(|old| old.request == page.request) {
                self.follow(&page);
            }
            self.place = self.place.min(page.count.saturating_sub(1));
            self.page = Some(page);
            self.scroll();
        }
    }

    /// The same rows read anew: the lit one stays lit, also where others came before it.
    fn follow(&mut self, page: &Page) {
        let lit = self.row().map(|row| &row.key);
        if let Some(place) = lit.and_then(|key| page.rows.iter().position(|row| row.key == *key)) {
            self.place = page.request.offset + place;
        }
    }

    /// The lit row.
    pub fn row(&self) -> Option<&Row> {
        let page = self.page.as_ref()?;
        page.rows.get(self.place.checked_sub(page.request.offset)?)
    }

    /// The keys of the marked rows; none marked means the lit one alone is meant.
    pub fn marked(&self) -> impl Iterator<Item = &str> {
        self.marked.iter().map(String::as_str)
    }

    pub fn count(&self) -> usize {
        self.page.as_ref().map_or(0, |p| p.count)
    }

    /// Whether something is being searched for: Esc takes that away first.
    pub fn is_searching(&self) -> bool {
        !self.search.text().is_empty()
    }

    pub fn act(&mut self, action: Action) -> ListMove {
        let last = self.count().saturating_sub(1);
        let (place, page) = (self.place, self.rows.get());
        match action {
            action::UP => self.go(place.saturating_sub(1)),
            action::DOWN => self.go((place + 1).min(last)),
            action::PAGE_UP => self.go(place.saturating_sub(page)),
            action::PAGE_DOWN => self.go((place + page).min(last)),
            action::FIRST => self.go(0),
            action::LAST => self.go(last),
            action::CHOOSE => self.row().map_or(ListMove::Stays, |row| ListMove::Chosen(row.key.clone())),
            action::MARK => self.mark(last),
            action::SORT => {
                let next = self.wanted.sort.map_or(0, |(column, _)| column + 1);
                let next = self.columns.iter().enumerate().skip(next).find(|(_, column)| column.sorts);
                self.wanted.sort = next.map(|(place, _)| (place, false));
                self.again()
            }
            action::REVERSE => {
                let (column, reverse) = self.wanted.sort.unwrap_or((0, false));
                self.wanted.sort = Some((column, !reverse));
                self.again()
            }
            action::FILTER if !self.filters.is_empty() => {
                let next = self.wanted.filter.map_or(0, |f| f + 1);
                self.wanted.filter = (next < self.filters.len()).then_some(next);
                self.again()
            }
            action::FILTER => ListMove::Stays,
            action::BACK if self.is_searching() => {
                self.search.wipe();
                self.searched()
            }
            action::PRINT_LIST => ListMove::Print(self.everything()),
            action::EXPORT => ListMove::Export(self.everything()),
            _ => ListMove::Pass,
        }
    }

    pub fn typed(&mut self, key: Key) -> ListMove {
        let before = self.search.text().to_owned();
        if !self.search.typed(key, |c| !c.is_control()) {
            return ListMove::Pass;
        }
        if self.search.text() == before { ListMove::Stays } else { self.searched() }
    }

    fn searched(&mut self) -> ListMove {
        self.search.text().trim().clone_into(&mut self.wanted.search);
        self.again()
    }

    fn everything(&self) -> PageRequest {
        PageRequest { offset: 0, limit: usize::MAX, ..self.wanted.clone() }
    }

    fn again(&mut self) -> ListMove {
        self.place = 0;
        self.top = 0;
        self.wanted.offset = 0;
        ListMove::Ask(self.wanted())
    }

    fn mark(&mut self, last: usize) -> ListMove {
        let Some(key) = self.row().map(|row| row.key.clone()) else { return ListMove::Stays };
        if !self.marked.remove(&key) {
            self.marked.insert(key);
        }
        self.go((self.place + 1).min(last))
    }

    fn go(&mut self, place: usize) -> ListMove {
        self.place = place;
        self.scroll();
        let have = self.page.as_ref().map_or(0..0, |p| p.request.offset..p.request.offset + p.rows.len());
        let (first, end) = (self.top, (self.top + self.rows.get()).min(self.count()));
        if first >= have.start && end <= have.end {
            return ListMove::Stays;
        }
        // The lit row in the middle, so that going on either way finds rows at hand.
        self.wanted.offset = place.saturating_sub(PAGE / 2);
        ListMove::Ask(self.wanted())
    }

    fn scroll(&mut self) {
        let rows = self.rows.get();
        self.top = self.top.clamp((self.place + 1).saturating_sub(rows), self.place);
    }

    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        self.draw_search(canvas, area);
        // Search line, heads, rule and totals take theirs.
        let rows = usize::from(area.height.saturating_sub(5)).max(1);
        self.rows.set(rows);
        let top = self.top.clamp((self.place + 1).saturating_sub(rows), self.place);
        let shown = self.shown(area.width.saturating_sub(2));
        let widths: Vec<u16> = shown.iter().map(|(_, width)| *width).collect();
        let table = Rect { x: area.x + 2, y: area.y + 1, width: area.width.saturating_sub(2), height: 1 };
        let heads =
            shown.iter().filter_map(|(place, width)| Some((*place, *width, self.columns.get(*place)?))).map(|(place, width, column)| {
                let sign = match self.wanted.sort {
                    Some((sorted, reverse)) if sorted == place => {
                        format!(" {}", if reverse { &canvas.looks.signs.down } else { &canvas.looks.signs.up })
                    }
                    _ => String::new(),
                };
                aligned(column.align, shorten(&format!("{}{sign}", column.title), width, ""))
            });
        canvas.widget(table, Table::new([TableRow::new(heads).style(canvas.style(Role::Label))], lengths(&widths)).column_spacing(2));
        canvas.rule(area, 2, "");
        let body = Rect { x: area.x, y: area.y + 3, width: area.width, height: area.height.saturating_sub(5) };
        self.draw_rows(canvas, body, top, rows, &shown);
        self.draw_totals(canvas, area, &shown);
    }

    fn draw_search(&self, canvas: &mut Canvas<'_>, area: Rect) {
        canvas.text(area, 0, Role::Label, "Search");
        let place = Rect { x: area.x + 8, width: 24.min(area.width.saturating_sub(8)), height: 1, ..area };
        self.search.draw(canvas, place, true, false, None);
        let mut words = Vec::new();
        if let Some(title) = self.wanted.filter.and_then(|f| self.filters.get(f)) {
            words.push(format!("only {title}"));
        }
        if !self.marked.is_empty() {
            words.push(format!("{} marked", self.marked.len()));
        }
        let at = if self.count() == 0 { 0 } else { self.place + 1 };
        words.push(format!(
            "{} of {}",
            super::Cell::Number(i64::try_from(at).unwrap_or(0)).shown(),
            super::Cell::Number(i64::try_from(self.count()).unwrap_or(0)).shown()
        ));
        let between = format!("  {}  ", canvas.looks.signs.between);
        canvas.right(Rect { x: area.x + 34, width: area.width.saturating_sub(34), ..area }, 0, Role::Hint, &words.join(&between));
    }

    fn draw_rows(&self, canvas: &mut Canvas<'_>, area: Rect, top: usize, rows: usize, shown: &[(usize, u16)]) {
        let Some(page) = &self.page else { return canvas.text(area, 0, Role::Hint, "  reading the list") };
        if page.count == 0 {
            return canvas.text(area, 0, Role::Hint, "  nothing found");
        }
        let visible: Vec<&Row> = page.rows.iter().skip(top.saturating_sub(page.request.offset)).take(rows).collect();
        let more = canvas.looks.signs.more.clone();
        let lines = visible.iter().map(|row| {
            TableRow::new(shown.iter().filter_map(|(place, width)| {
                let (column, cell) = (self.columns.get(*place)?, row.cells.get(*place)?);
                Some(aligned(column.align, shorten(&cell.shown(), *width, &more)))
            }))
        });
        let widths: Vec<u16> = shown.iter().map(|(_, width)| *width).collect();
        let table = Rect { x: area.x + 2, width: area.width.saturating_sub(2), ..area };
        canvas.widget(table, Table::new(lines, lengths(&widths)).column_spacing(2));
        let (marked, lit) = (canvas.looks.signs.marked.clone(), canvas.looks.signs.cursor.clone());
        for (at, row) in (0..area.height).zip(&visible) {
            let is_lit = top + usize::from(at) == self.place;
            if is_lit {
                canvas.light(area, at, Role::Select);
            }
            match (self.marked.contains(&row.key), is_lit) {
                (true, _) => canvas.text(area, at, Role::Mark, &marked),
                (false, true) => canvas.text(area, at, Role::Select, &lit),
                (false, false) => {}
            }
        }
    }

    fn draw_totals(&self, canvas: &mut Canvas<'_>, area: Rect, shown: &[(usize, u16)]) {
        let cut = shorten(&self.cut(shown), area.width.saturating_sub(6), &canvas.looks.signs.more);
        let page = self.page.as_ref().filter(|p| p.totals.iter().any(|t| *t != super::Cell::Empty));
        if page.is_some() || !cut.is_empty() {
            canvas.rule(area, area.height.saturating_sub(2), &cut);
        }
        let Some(page) = page else { return };
        let cells = shown.iter().filter_map(|(place, _)| Some(aligned(self.columns.get(*place)?.align, page.totals.get(*place)?.shown())));
        let widths: Vec<u16> = shown.iter().map(|(_, width)| *width).collect();
        let place = Rect { x: area.x + 2, y: area.bottom().saturating_sub(1), width: area.width.saturating_sub(2), height: 1 };
        canvas.widget(place, Table::new([TableRow::new(cells).style(canvas.style(Role::Money))], lengths(&widths)).column_spacing(2));
        if page.totals.first() == Some(&super::Cell::Empty) {
            canvas.text(place, 0, Role::Label, "Total");
        }
    }

    /// The columns that fit, each with its width: what room is left is shared among those that grow. A narrow window leaves the
    /// spare ones out, the last first, then room for the sign of the order.
    fn shown(&self, room: u16) -> Vec<(usize, u16)> {
        let mut shown: Vec<(usize, &Column)> = self.columns.iter().enumerate().collect();
        let sum = |shown: &[(usize, &Column)], signs: bool| {
            shown.iter().map(|(place, column)| self.least(*place, column, signs) + 2).sum::<u16>().saturating_sub(2)
        };
        while sum(&shown, true) > room
            && let Some(place) = shown.iter().rposition(|(_, c)| c.spare)
        {
            shown.remove(place);
        }
        let signs = sum(&shown, true) <= room;
        let growing = u16::try_from(shown.iter().filter(|(_, c)| c.grow).count()).unwrap_or(0);
        let share = room.saturating_sub(sum(&shown, signs)).checked_div(growing).unwrap_or(0);
        shown.iter().map(|(place, c)| (*place, self.least(*place, c, signs) + if c.grow { share } else { 0 })).collect()
    }

    /// The least width of a column: an amount at the foot is never cut.
    fn least(&self, place: usize, column: &Column, signs: bool) -> u16 {
        let total = self.page.as_ref().and_then(|page| page.totals.get(place)).map_or(0, |total| width(&total.shown()));
        let title = if signs { with_sign(column) } else { 0 };
        column.width.max(title).max(total)
    }

    /// For a screen that tells the lit row whole beside the list.
    pub const fn is_told(&mut self) {
        self.told = true;
    }

    /// What of the lit row is cut, whole.
    fn cut(&self, shown: &[(usize, u16)]) -> String {
        let Some(row) = self.row().filter(|_| !self.told) else { return String::new() };
        let texts = shown.iter().filter_map(|(place, room)| Some((row.cells.get(*place)?.shown(), *room)));
        texts.filter(|(text, room)| width(text) > *room).map(|(text, _)| text).collect::<Vec<_>>().join("; ")
    }
}

/// A column's width where its title and the sign of the order fit.
fn with_sign(column: &Column) -> u16 {
    column.width.max(width(column.title) + 2)
}

fn lengths(widths: &[u16]) -> Vec<Constraint> {
    widths.iter().map(|w| Constraint::Length(*w)).collect()
}

fn aligned(align: Align, text: String) -> Text<'static> {
    let line = Line::raw(text);
    Text::from(match align {
        Align::Left => line,
        Align::Right => line.right_aligned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Money;
    use crate::tui::widgets::{Cell, Memory, Rows};

    fn source(count: i64) -> Memory {
        let row = |n: i64| Row {
            key: n.to_string(),
            cells: vec![Cell::Text(format!("Consumer {n}x")), Cell::Money(Money::from_rupees((n * 7) % 10))],
        };
        let columns = vec![Column::text("name", "Name", 12).growing(), Column::figure("balance", "Balance", 12)];
        Memory { columns, rows: (0..count).map(row).collect(), filters: vec![("owing", |row| row.cells[1] > Cell::Money(Money::ZERO))] }
    }

    fn list(source: &Memory) -> ListView {
        let mut list = ListView::new(source.columns(), source.filters());
        list.give(source.page(&list.wanted()));
        list
    }

    fn follow(list: &mut ListView, source: &Memory, step: ListMove) {
        if let ListMove::Ask(request) = step {
            list.give(source.page(&request));
        }
    }

    #[test]
    fn i6_search_sort_filter_and_totals() {
        let source = source(10);
        let mut list = list(&source);
        for c in "consumer 7x".chars() {
            let step = list.typed(Key::char(c));
            follow(&mut list, &source, step);
        }
        assert_eq!((list.count(), list.row().map(|r| r.key.as_str())), (1, Some("7")));
        let step = list.act(action::BACK);
        follow(&mut list, &source, step);
        assert_eq!(list.count(), 10);
        for (action, first) in [(action::SORT, "0"), (action::SORT, "0"), (action::REVERSE, "7"), (action::FILTER, "7")] {
            let step = list.act(action);
            follow(&mut list, &source, step);
            assert_eq!(list.row().map(|r| r.key.as_str()), Some(first), "{action:?}");
        }
        assert_eq!(list.count(), 9);
        assert_eq!(list.page.as_ref().and_then(|p| p.totals.last()), Some(&Cell::Money(Money::from_rupees(45))));
    }

    #[test]
    fn only_a_page_is_held_however_long_the_list() {
        let source = source(5_000);
        let mut list = list(&source);
        for (action, at) in
            [(action::LAST, "4999"), (action::UP, "4998"), (action::PAGE_UP, "4984"), (action::FIRST, "0"), (action::PAGE_DOWN, "14")]
        {
            let step = list.act(action);
            follow(&mut list, &source, step);
            assert_eq!(list.row().map(|r| r.key.as_str()), Some(at));
            assert!(list.page.as_ref().is_some_and(|p| p.rows.len() <= PAGE));
        }
    }

    #[test]
    fn a_total_wider_than_its_column_widens_it() {
        let amount =
            |n: i64| Row { key: n.to_string(), cells: vec![Cell::Text("x".into()), Cell::Money(Money::from_rupees(n * 10_000_000))] };
        let columns = vec![Column::text("name", "Name", 12), Column::figure("balance", "Balance", 12)];
        let source = Memory { columns, rows: (1..=9).map(amount).collect(), filters: Vec::new() };
        let list = list(&source);
        assert_eq!(list.page.as_ref().and_then(|p| p.totals.last()).map(Cell::shown).as_deref(), Some("45,00,00,000.00"));
        assert_eq!(list.shown(78), [(0, 12), (1, 15)]);
    }

    #[test]
    fn a_late_page_is_let_go() {
        let source = source(50);
        let mut list = list(&source);
        let late = source.page(&list.wanted());
        let ListMove::Ask(request) = list.typed(Key::char('7')) else { panic!("a search asks") };
        list.give(source.page(&request));
        let count = list.count();
        list.give(late);
        assert_eq!(list.count(), count);
    }

    #[test]
    fn i6_saved_as_csv_whole_and_exact() {
        let source = source(2_345);
        let request = PageRequest { search: "1".into(), limit: 10, ..PageRequest::default() };
        let mut out = Vec::new();
        source.csv(&request, &mut out).expect("written");
        let text = String::from_utf8(out).expect("text");
        let count = source.page(&request).count;
        assert_eq!(text.lines().count(), count + 1);
        assert!(text.starts_with("name,balance\nConsumer 1x,7.00\n"), "{}", &text[..60]);
    }
}
