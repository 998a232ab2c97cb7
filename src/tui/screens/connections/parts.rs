//! What stands of an application below its head, one part below the other: its path, what was demanded, estimated, connected, given.

use ratatui::layout::Rect;

use super::told;
use crate::base::Day;
use crate::folds::Application;
use crate::tui::canvas::Canvas;
use crate::tui::looks::Role;
use crate::tui::widgets::Panel;

/// A line of the path.
pub enum Line {
    /// Day, what, by whom, where it led, days there.
    Step { day: Day, title: String, by: String, to: String, days: String },
    /// What was said with the step, and its papers.
    Note(String),
}

/// What stands under a rule.
pub enum Part {
    Path(Vec<Line>),
    Panel(&'static str, Panel),
}

impl Part {
    pub fn height(&self) -> u16 {
        let body = match self {
            Self::Path(lines) => u16::try_from(lines.len()).unwrap_or(u16::MAX),
            Self::Panel(_, panel) => panel.height(),
        };
        body.saturating_add(1)
    }

    /// Its body from a row on.
    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, from: u16) {
        match self {
            Self::Panel(_, panel) => panel.draw_from(canvas, area, from),
            Self::Path(lines) => {
                for (row, line) in (0..area.height).zip(lines.iter().skip(usize::from(from))) {
                    line.draw(canvas, area, row);
                }
            }
        }
    }
}

impl Line {
    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, row: u16) {
        const DAY: u16 = 12;
        const BY: u16 = 10;
        const TO: u16 = 5;
        const DAYS: u16 = 6;
        match self {
            Self::Note(text) => {
                let room = Rect { x: area.x + DAY, width: area.width.saturating_sub(DAY), ..area };
                canvas.text(room, row, Role::Hint, text);
            }
            Self::Step { day, title, by, to, days } => {
                canvas.text(Rect { width: DAY, ..area }, row, Role::Label, &day.dmy());
                let room = area.width.saturating_sub(DAY + BY + TO + DAYS + 3);
                let mut at = area.x + DAY;
                for (text, room, role) in [(title, room, Role::Value), (by, BY, Role::Label), (to, TO, Role::Title)] {
                    canvas.text(Rect { x: at, width: room, ..area }, row, role, text);
                    at += room + 1;
                }
                canvas.right(Rect { x: at, width: DAYS, ..area }, row, Role::Label, days);
            }
        }
    }
}

/// The parts one below the other, from a row of all on.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, parts: &[Part], top: u16) {
    let mut passed = 0_u16;
    let mut row = 0_u16;
    for part in parts {
        let height = part.height();
        let hidden = top.saturating_sub(passed).min(height);
        passed = passed.saturating_add(height);
        if hidden == height || row >= area.height {
            continue;
        }
        if hidden == 0 {
            canvas.rule(area, row, if let Part::Panel(title, _) = part { title } else { "Path" });
            row += 1;
        }
        let room = Rect { y: area.y + row, height: area.height.saturating_sub(row), ..area };
        part.draw(canvas, room, hidden.saturating_sub(1));
        row = row.saturating_add(height - hidden.max(1));
    }
}

fn path(application: &Application, today: Day) -> Part {
    let path = &application.path;
    let mut lines = Vec::new();
    for (place, taken) in path.iter().enumerate() {
        let next = path.get(place + 1).map(|next| next.day);
        let until = next.or_else(|| application.stand.is_open().then_some(today));
        let days = until.map_or_else(String::new, |until| format!("{} d", until.days_since(taken.day)));
        lines.push(Line::Step { day: taken.day, title: taken.title.clone(), by: taken.user.clone(), to: taken.to.clone(), days });
        let papers = taken.papers.iter().filter(|no| **no != application.no).map(ToString::to_string);
        let said: Vec<String> = (!taken.said.is_empty()).then(|| taken.said.clone()).into_iter().chain(papers).collect();
        if !said.is_empty() {
            lines.push(Line::Note(said.join(", ")));
        }
    }
    Part::Path(lines)
}

/// The path, and what was demanded and given; `given` with the names of its fields, `documents` a line each.
pub fn of(application: &Application, given: &[(String, String)], documents: &[String], today: Day) -> Vec<Part> {
    let Application { demand, estimate, connection, .. } = application;
    let mut parts = vec![path(application, today)];
    match (demand, estimate) {
        (Some(demand), _) => parts.push(Part::Panel("Demanded", told::demand(Panel::new(), demand))),
        (None, Some(estimate)) => parts.push(Part::Panel("Estimate", told::estimate(Panel::new(), estimate))),
        (None, None) => {}
    }
    if let Some(case) = &application.case {
        parts.push(Part::Panel("Disputed", told::case(Panel::new(), case, documents)));
    }
    if let Some(connection) = connection {
        parts.push(Part::Panel("Connected", told::connection(Panel::new(), connection)));
    }
    if !given.is_empty() {
        parts.push(Part::Panel("Given", given.iter().fold(Panel::new(), |panel, (label, text)| panel.pair(label, text.clone()))));
    }
    parts
}
