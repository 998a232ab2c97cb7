//! The units of the last months: a bar, its figure above and its month below. Reads without colour, and without block letters.

use ratatui::layout::Rect;
use ratatui::widgets::{Bar, BarChart, BarGroup};

use super::rows::Cell;
use crate::base::{Period, Units};
use crate::tui::canvas::{Canvas, width};
use crate::tui::looks::Role;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Columns of a bar at most.
const WIDEST: u16 = 6;

/// One month of the chart. A month that was averaged is marked below its bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month {
    pub period: Period,
    pub units: Units,
    pub averaged: bool,
}

/// Months, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Months(pub Vec<Month>);

impl Months {
    /// Fills `area`; the latest months where there is no room for all.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let figures: Vec<String> = self.0.iter().map(|m| Cell::Number(m.units.kwh()).shown().replace(',', "")).collect();
        let least = figures.iter().map(|f| width(f)).max().unwrap_or(0).max(3);
        // A year fills the room that there is, up to what still looks like bars.
        let bar = ((area.width + 1) / 12).saturating_sub(1).min(WIDEST).max(least);
        let fit = usize::from((area.width + 1) / (bar + 1));
        let skip = self.0.len().saturating_sub(fit);
        let (months, figures) = (self.0.get(skip..).unwrap_or_default(), figures.get(skip..).unwrap_or_default());
        if months.is_empty() || area.height < 3 {
            return canvas.text(area, 0, Role::Hint, "no units billed yet");
        }
        let bars: Vec<Bar<'_>> =
            months.iter().map(|m| Bar::default().value(m.units.kwh().max(0).unsigned_abs()).text_value(String::new())).collect();
        let chart = BarChart::default()
            .data(BarGroup::default().bars(&bars))
            .bar_width(bar)
            .bar_gap(1)
            .bar_set(canvas.looks.bars())
            .bar_style(canvas.style(Role::Bar));
        canvas.widget(Rect { y: area.y + 1, height: area.height - 2, ..area }, chart);
        let last = area.height - 1;
        for (place, (month, figure)) in (0_u16..).zip(months.iter().zip(figures)) {
            let column = Rect { x: area.x + place * (bar + 1), width: bar, ..area };
            canvas.right(column, 0, Role::Value, figure);
            let name = usize::from(month_of(month.period)).checked_sub(1).and_then(|m| MONTHS.get(m)).copied().unwrap_or("");
            canvas.right(
                column,
                last,
                if month.averaged { Role::Mark } else { Role::Label },
                &format!("{}{name}", if month.averaged { "~" } else { "" }),
            );
        }
    }
}

fn month_of(period: Period) -> u8 {
    u8::try_from(period.first_day().date().month()).unwrap_or(0)
}
