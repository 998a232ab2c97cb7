//! How the month close looks: what comes next above, the rehearsal or the progress between, the closes that are done below.

use ratatui::layout::Rect;

use super::{MonthClose, Stand};
use crate::base::Money;
use crate::base::money::group_indian;
use crate::folds::month::Closed;
use crate::journal::fact::Outcome;
use crate::reports::month_close::sums;
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::looks::{Role, Tone};
use crate::tui::widgets::{Bars, Panel};

/// Rows that the closes have at least.
const CLOSES: u16 = 5;
/// Columns that an outcome's words have at most.
const WORDS: u16 = 46;

pub fn draw(screen: &MonthClose, canvas: &mut Canvas<'_>) {
    let Some(stand) = &screen.stand else { return };
    let area = Rect { x: canvas.area.x + 1, width: canvas.area.width.saturating_sub(2), ..canvas.area };
    let mut row = next(stand, canvas, area) + 1;
    let rest = |row: u16| Rect { y: area.y + row, height: area.height.saturating_sub(row), ..area };
    if let Some(progress) = &screen.progress {
        canvas.rule(rest(row), 0, &progress.what);
        let bars = Bars::new().bar(&progress.what, count(progress.done), count(progress.of), format!("of {}", figure(progress.of)));
        bars.draw(canvas, rest(row + 1));
        row += 3;
    } else if let Some(rehearsed) = &screen.rehearsed {
        let last = stand.month.close_of(rehearsed.period.prev());
        let most = area.height.saturating_sub(row + CLOSES + 1);
        row += rehearsal(screen, last, canvas, Rect { height: most, ..rest(row) });
    }
    canvas.rule(rest(row), 0, "Closes, the newest first");
    let list = Rect { x: area.x - 1, width: area.width + 2, ..rest(row + 1) };
    screen.list.draw(canvas, list);
}

fn count(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn figure(n: u64) -> String {
    group_indian(&n.to_string())
}

/// What comes next, and what is missing; the rows it took.
fn next(stand: &Stand, canvas: &mut Canvas<'_>, area: Rect) -> u16 {
    let Some(period) = stand.next else {
        canvas.text(area, 1, Role::Hint, "Nothing has been billed here yet: there is no month to close.");
        return 2;
    };
    let mut panel = Panel::new().pair("Next close", format!("{}, as of {}", period.short(), period.last_day().dmy()));
    let mut notes: Vec<(Tone, String)> = Vec::new();
    let ordered = stand.month.ordered.contains(&period);
    if let Some(running) = &stand.month.running {
        notes.push((
            Tone::Warn,
            format!("It was begun on {} at desk {} and is not done: F9 takes it up.", running.run_on.dmy(), running.desk),
        ));
    } else if let Some(wait) = &stand.wait {
        notes.push((Tone::Warn, wait.clone()));
    } else if stand.missing.is_empty() {
        notes.push((Tone::Good, "Nothing is missing: Ctrl-T rehearses it, F9 runs it.".to_owned()));
    } else {
        notes.extend(stand.missing.iter().map(|line| (if ordered { Tone::Warn } else { Tone::Bad }, line.clone())));
        if ordered {
            notes.push((Tone::Good, "The AE has ordered it all the same: F9 runs it.".to_owned()));
        }
    }
    for (tone, note) in notes {
        // What goes on in the next line has no sign of its own.
        for (place, line) in wrap(&note, area.width.saturating_sub(14)).into_iter().enumerate() {
            panel = if place == 0 { panel.note(tone, line) } else { panel.pair("", line) };
        }
    }
    let room = Rect { y: area.y + 1, height: area.height.saturating_sub(1 + CLOSES), ..area };
    panel.draw(canvas, room);
    1 + panel.height().min(room.height)
}

/// Counts and amounts by outcome, the month before beside them; the rows it took.
fn rehearsal(screen: &MonthClose, last: Option<&Closed>, canvas: &mut Canvas<'_>, area: Rect) -> u16 {
    let Some(rehearsed) = &screen.rehearsed else { return 0 };
    let rehearsal = &rehearsed.rehearsal;
    let before = last.map_or_else(|| "month before".to_owned(), |closed| closed.period.short());
    canvas.rule(area, 0, &format!("Rehearsal of {}: nothing is recorded", rehearsed.period.short()));
    line(canvas, area, 1, Role::Label, ["", "Consumers", &before, "Bills", "BPSC"]);
    let sums = sums(&rehearsal.rows);
    let mut row = 2;
    for outcome in Outcome::ALL {
        let was = last.map_or(0, |closed| closed.totals.of(outcome));
        let sum = sums.iter().find(|sum| sum.outcome == outcome);
        if (sum.is_none() && was == 0) || row + 1 >= area.height {
            continue;
        }
        let (now, billed, bpsc) = sum.map_or((0, Money::ZERO, Money::ZERO), |sum| (sum.consumers, sum.billed, sum.bpsc));
        let words = if area.width > 100 { outcome.words() } else { outcome.code() };
        let cells = [words, &group_indian(&now.to_string()), &group_indian(&was.to_string()), &billed.indian(), &bpsc.indian()];
        line(canvas, area, row, Role::Value, cells);
        row += 1;
    }
    let (totals, was) = (&rehearsal.totals, last.map(|closed| &closed.totals));
    let all = |counts: &[(Outcome, u32)]| counts.iter().map(|(_, n)| u64::from(*n)).sum::<u64>();
    let cells = [
        "All",
        &figure(all(&totals.outcomes)),
        &figure(was.map_or(0, |was| all(&was.outcomes))),
        &totals.billed.indian(),
        &totals.bpsc.indian(),
    ];
    line(canvas, area, row, Role::Money, cells);
    if let Some(was) = was.filter(|_| row + 1 < area.height) {
        line(canvas, area, row + 1, Role::Hint, [&format!("{before}, whole"), "", "", &was.billed.indian(), &was.bpsc.indian()]);
        row += 1;
    }
    if !rehearsal.left.is_empty() && row + 1 < area.height {
        let words = format!("{} {} would be left out: they can't be billed", canvas.looks.signs.of(Tone::Warn), rehearsal.left.len());
        canvas.text(area, row + 1, Role::Warn, &words);
        row += 1;
    }
    row + 1
}

fn line(canvas: &mut Canvas<'_>, area: Rect, row: u16, role: Role, cells: [&str; 5]) {
    let widths = [0, 10, 13, 15, 13];
    let taken: u16 = widths.iter().sum();
    let first = area.width.saturating_sub(taken).min(WORDS);
    canvas.text(Rect { width: first, ..area }, row, role, cells[0]);
    let mut x = area.x + first;
    for (cell, width) in cells.iter().zip(widths).skip(1) {
        canvas.right(Rect { x, width, ..area }, row, role, cell);
        x += width;
    }
}
