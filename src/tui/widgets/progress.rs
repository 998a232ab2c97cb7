//! Work that takes more than a second: how far it is, and that it can be stopped (`I-4`).

use ratatui::layout::Rect;

use crate::tui::backend::Progress;
use crate::tui::canvas::Canvas;
use crate::tui::looks::Role;

/// Draws the box over the screen that waits. `ahead` keys were typed meanwhile.
pub fn draw(canvas: &mut Canvas<'_>, progress: Option<&Progress>, stopping: bool, ahead: usize) {
    canvas.cursor = None;
    let area = canvas.dialog(56, 7, "Working");
    let what = match (stopping, progress) {
        (true, _) => "stopping at the next safe place",
        (false, Some(progress)) => &progress.what,
        (false, None) => "recording",
    };
    canvas.text(area, 1, Role::Value, what);
    if let Some(Progress { done, of, .. }) = progress.filter(|p| p.of > 0) {
        let figures = format!("{done} of {of}");
        canvas.right(area, 1, Role::Value, &figures);
        let full = u64::from(area.width) * (*done).min(*of) / of;
        let bars = canvas.looks.bars();
        let bar = bars.full.repeat(usize::try_from(full).unwrap_or(0));
        let rest = canvas.looks.hairline().repeat(usize::from(area.width).saturating_sub(usize::try_from(full).unwrap_or(0)));
        let row = Rect { y: area.y + 3, height: 1, ..area };
        canvas.text(row, 0, Role::Frame, &format!("{}{rest}", " ".repeat(usize::try_from(full).unwrap_or(0))));
        canvas.text(row, 0, Role::Bar, &bar);
        if *done < *of && full > 0 {
            let tail = Rect {
                x: row.x + u16::try_from(full).unwrap_or(0),
                width: row.width.saturating_sub(u16::try_from(full).unwrap_or(0)),
                ..row
            };
            canvas.text(tail, 0, Role::Frame, &rest);
        }
    }
    if ahead > 0 {
        canvas.text(area, 4, Role::Hint, &format!("{ahead} keys typed ahead are kept"));
    }
}
