//! The list in figures with bars; its keys print and save the whole report (`R-11`).

use ratatui::layout::Rect;

use crate::base::No;
use crate::print::Document;
use crate::reports::Source;
use crate::reports::todo::mis::{Mis, Named, document, mis, tenths};
use crate::store::report::Days;
use crate::tui::canvas::Canvas;
use crate::tui::looks::Role;
use crate::tui::screens::patterns::OfMonth;
use crate::tui::widgets::Bars;

impl OfMonth for Mis {
    const LAYERS: &'static [&'static str] = &["todo-mis", "report"];
    const TITLE: &'static str = "To Do in figures";
    const FILE: &'static str = "todo";

    fn read(source: &Source, days: Days) -> Result<Self, No> {
        mis(source, days)
    }

    fn document(source: &Source, days: Days) -> Result<Document, No> {
        document(source, days)
    }

    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let all = &self.all;
        let mean = all.mean_tenths().map_or_else(String::new, |mean| format!(", {} days on average", tenths(Some(mean))));
        let words = format!("{} opened, {} completed, {} rejected{mean}; {} pending", all.opened, all.completed, all.rejected, all.pending);
        canvas.text(area, 0, Role::Title, &words);
        let mut row = 1;
        if !all.up.is_zero() || !all.down.is_zero() {
            canvas.text(area, row, Role::Value, &format!("Revised up {}, down {}", all.up.indian(), all.down.indian()));
            row += 1;
        }
        for (title, bars) in [
            ("Pending by type", by_type(self)),
            ("Pending by office", named(&self.by_office)),
            ("Pending by officer", named(&self.by_officer)),
        ] {
            if row + 2 > area.height || bars.height() == 0 {
                continue;
            }
            canvas.rule(area, row, title);
            let room = Rect { y: area.y + row + 1, height: bars.height().min(area.height - row - 1), ..area };
            bars.draw(canvas, room);
            row += 1 + room.height;
        }
    }
}

/// With its ages, and how many have climbed.
fn by_type(mis: &Mis) -> Bars {
    let most = mis.by_type.iter().map(|(_, figures)| figures.pending).max().unwrap_or(0);
    mis.by_type.iter().filter(|(_, figures)| figures.pending > 0).fold(Bars::new(), |bars, (name, figures)| {
        let escalated = mis.escalated.iter().find(|(known, _)| known == name).map_or(0, |(_, count)| *count);
        let old = figures.ages[2] + figures.ages[3];
        let note = [(old, "over 15 days"), (escalated, "escalated")].into_iter().filter(|(count, _)| *count > 0);
        let note: Vec<String> = note.map(|(count, what)| format!("{count} {what}")).collect();
        bars.bar(name, figures.pending, most, note.join(", "))
    })
}

fn named(rows: &Named) -> Bars {
    let most = rows.iter().map(|(_, figures)| figures.pending).max().unwrap_or(0);
    rows.iter().fold(Bars::new(), |bars, (name, figures)| {
        let done = figures.completed + figures.rejected;
        let mean = figures.mean_tenths().map_or_else(String::new, |mean| format!(" in {} days", tenths(Some(mean))));
        let note = if done > 0 { format!("{done} done{mean}") } else { String::new() };
        bars.bar(name, figures.pending, most, note)
    })
}
