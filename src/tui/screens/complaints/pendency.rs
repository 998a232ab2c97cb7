//! Pendency with bars, for those who look after the cell (`M-8`); its keys print and save the whole report.

use ratatui::layout::Rect;

use super::super::patterns::monthly::{EARLIER, LATER, Monthly, OfMonth};
use crate::base::No;
use crate::base::stamp::span;
use crate::print::Document;
use crate::reports::Source;
use crate::reports::complaint::pendency::{Figures, figures, pendency};
use crate::rules::role::Role as Duty;
use crate::store::report::Days;
use crate::tui::canvas::Canvas;
use crate::tui::looks::Role;
use crate::tui::program::House;
use crate::tui::screen::Card;
use crate::tui::widgets::Bars;

pub const CARD: Card<House> = Card {
    name: "pendency",
    title: "Pendency",
    about: "Complaints by age and limit, how long they took",
    roles: &[Duty::Ccc, Duty::Je, Duty::Ae, Duty::Ee],
    actions: &[EARLIER, LATER],
    open: Monthly::<Figures>::open,
};

impl OfMonth for Figures {
    const LAYERS: &'static [&'static str] = &["pendency", "report"];
    const TITLE: &'static str = "Pendency";
    const FILE: &'static str = "pendency";

    fn read(source: &Source, days: Days) -> Result<Self, No> {
        figures(source, days)
    }

    fn document(source: &Source, days: Days) -> Result<Document, No> {
        pendency(source, days)
    }

    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let row = open(canvas, area, self);
        let row = times(canvas, area, row, self);
        let [code, called, none] = self.proofs;
        let closed = format!("Closures: {code} with the code, {called} called back, {none} not proved");
        canvas.text(area, row + 1, if none > 0 { Role::Warn } else { Role::Label }, &closed);
    }
}

/// What is open by category, and how much of it is past its limit; gives the next free row.
fn open(canvas: &mut Canvas<'_>, area: Rect, figures: &Figures) -> u16 {
    canvas.rule(area, 0, "Open now");
    if figures.open.is_empty() {
        canvas.text(area, 1, Role::Hint, "nothing is pending");
        return 2;
    }
    let most = figures.open.iter().map(|open| open.open).max().unwrap_or(0);
    let bars = figures.open.iter().fold(Bars::new(), |bars, open| {
        bars.warning(&open.category, open.open, most, (open.late > 0).then(|| format!("{} late", open.late)))
    });
    bars.draw(canvas, Rect { y: area.y + 1, height: bars.height().min(area.height.saturating_sub(1)), ..area });
    1 + bars.height()
}

fn times(canvas: &mut Canvas<'_>, area: Rect, row: u16, figures: &Figures) -> u16 {
    canvas.rule(Rect { y: area.y + row, ..area }, 0, "Answered and restored: median, 90 of 100 within");
    let mut row = row + 1;
    for took in &figures.took {
        let words = |both: Option<(i64, i64)>| both.map_or("-".to_owned(), |(half, most)| format!("{}, {}", span(half), span(most)));
        let name = Rect { width: 24, ..area };
        canvas.text(name, row, Role::Label, &took.category);
        let rest = Rect { x: area.x + 25, width: area.width.saturating_sub(25), ..area };
        canvas.text(rest, row, Role::Value, &format!("{} of {}", took.rectified, took.received));
        let rest = Rect { x: rest.x + 13, width: rest.width.saturating_sub(13), ..rest };
        canvas.text(rest, row, Role::Value, &words(took.response));
        let rest = Rect { x: rest.x + 21, width: rest.width.saturating_sub(21), ..rest };
        canvas.text(rest, row, Role::Value, &words(took.restoration));
        row += 1;
    }
    row
}
