//! What frames every screen: title above; message, keys and status below.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use super::backend::{Lamp, Progress, Status};
use super::canvas::{Canvas, shorten, width};
use super::keys::Binding;
use super::looks::{Looks, Role, Tone};
use super::screen::Say;

/// The smallest window that everything fits in.
pub const LEAST: (u16, u16) = (80, 24);

/// The rows of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    pub title: Rect,
    pub body: Rect,
    pub message: Rect,
    pub keys: Rect,
    pub status: Rect,
}

/// The window's rows; the body has a column of air at each side.
pub fn frame(area: Rect) -> Frame {
    let rows =
        Layout::vertical([Constraint::Length(1), Constraint::Min(0), Constraint::Length(1), Constraint::Length(1), Constraint::Length(1)]);
    let [title, body, message, status, keys] = rows.areas(area);
    let body = Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body };
    Frame { title, body, message, keys, status }
}

/// Whether a window has the room.
pub const fn is_large_enough(width: u16, height: u16) -> bool {
    width >= LEAST.0 && height >= LEAST.1
}

/// The one line of a window without the room.
pub fn too_small(canvas: &mut Canvas<'_>) {
    let area = canvas.area;
    let across = if canvas.looks.letters == super::looks::Letters::Ascii { "x" } else { "×" };
    let words = format!("window too small: {}{across}{} needed", LEAST.0, LEAST.1);
    let rows = super::canvas::wrap(&words, area.width);
    for (row, words) in (0..area.height).zip(&rows) {
        canvas.text(area, row, Role::Warn, words);
    }
}

/// The title in a hairline over the whole width; the training mark at its right.
pub fn title(canvas: &mut Canvas<'_>, area: Rect, words: &str, status: &Status) {
    canvas.rule(area, 0, words);
    if status.training {
        let word = " TRAINING ";
        let place = Rect { x: area.right().saturating_sub(width(word) + 2), width: width(word).min(area.width), ..area };
        canvas.text(place, 0, Role::Warn, word);
    }
}

/// How far the long work is that goes on beside the screens, at the right of the title.
pub fn long(canvas: &mut Canvas<'_>, area: Rect, progress: Option<&Progress>, stopping: bool, training: bool) {
    let word = match progress {
        _ if stopping => " stopping ".to_owned(),
        Some(Progress { what, done, of }) if *of > 0 => format!(" {what} {} % ", done.saturating_mul(100) / of),
        Some(Progress { what, .. }) => format!(" {what} "),
        None => " working ".to_owned(),
    };
    let taken = if training { width(" TRAINING ") + 3 } else { 2 };
    let place = Rect { x: area.right().saturating_sub(width(&word) + taken), width: width(&word).min(area.width), ..area };
    canvas.text(place, 0, Role::Value, &word);
}

/// A problem first, since it stays until seen; else the last word said.
pub fn message(canvas: &mut Canvas<'_>, area: Rect, say: Option<&Say>, problems: &[String], seen_key: Option<String>) {
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let (tone, text, tail) = match (problems.first(), say) {
        (Some(problem), _) => {
            let more = if problems.len() > 1 { format!("{} more ", problems.len() - 1) } else { String::new() };
            (Tone::Bad, problem.as_str(), seen_key.map(|key| format!("  {more}{key} seen")).unwrap_or_default())
        }
        (None, Some(say)) => (say.tone, say.text.as_str(), String::new()),
        (None, None) => return,
    };
    let sign = canvas.looks.signs.of(tone).to_owned();
    let room = inner.width.saturating_sub(width(&tail) + width(&sign) + 1);
    let text = shorten(text, room, &canvas.looks.signs.more);
    let line = Line::from(vec![canvas.span(tone.role(), format!("{sign} {text}")), canvas.span(Role::Hint, tail)]);
    canvas.line(inner, 0, &line);
}

/// The keys that work now: help first, the screen's own next, then the rest as far as there is room; F1 has them all.
pub fn keys(canvas: &mut Canvas<'_>, area: Rect, bindings: &[&Binding]) {
    let mut shown: Vec<&Binding> = bindings.iter().copied().filter(|b| b.foot.is_some()).collect();
    if let Some(help) = shown.iter().position(|b| b.action == super::keys::action::HELP) {
        let help = shown.remove(help);
        shown.insert(0, help);
    }
    let mut spans: Vec<Span<'_>> = vec![Span::raw(" ")];
    let mut room = area.width.saturating_sub(1);
    for binding in shown {
        let (key, word) = (binding.key.to_string(), binding.foot.clone().unwrap_or_default());
        let needs = width(&key) + 1 + width(&word) + 2;
        if needs > room + 2 {
            break;
        }
        room = room.saturating_sub(needs);
        spans.push(canvas.span(Role::Key, key));
        spans.push(canvas.span(Role::Hint, format!(" {word}  ")));
    }
    canvas.line(area, 0, &Line::from(spans));
}

/// How much of the status line is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Room {
    /// What a narrow window needs for a lamp that is not well: the lamps that are well go too.
    Least,
    /// The day without its year, the counter without its receipts.
    Short,
    /// The office is left to the desk's name, which holds its code.
    NoOffice,
    /// A lamp that is well says so by its sign alone.
    Signs,
    All,
}

/// Office, desk, user and role, date, counter, printer, sync (`I-3`); in a narrow window as much of it as there is room for.
pub fn status(canvas: &mut Canvas<'_>, area: Rect, status: &Status) {
    let rooms = [Room::All, Room::Signs, Room::NoOffice, Room::Short, Room::Least];
    let lines = rooms.map(|room| status_line(canvas.looks, status, room));
    let fits = lines.iter().find(|line| line.width() <= usize::from(area.width));
    if let Some(line) = fits.or(lines.last()) {
        canvas.line(area, 0, line);
    }
}

fn status_line(looks: &Looks, status: &Status, room: Room) -> Line<'static> {
    let between = Span::styled(format!(" {} ", looks.signs.between), looks.style(Role::Frame));
    let who = if status.user.is_empty() { "nobody".to_owned() } else { format!("{} {}", status.user, status.roles).trim_end().to_owned() };
    let mut spans = vec![Span::raw(" ")];
    if room >= Room::Signs {
        spans.extend([Span::styled(status.office.clone(), looks.style(Role::Status)), between.clone()]);
    }
    let (date, counter) = (status.date.dmy(), status.counter.clone());
    let (date, counter) = match room {
        Room::Least | Room::Short => {
            (date.get(..5).unwrap_or_default().to_owned(), counter.split(',').next().unwrap_or_default().to_owned())
        }
        _ => (date, counter),
    };
    let parts = [(Role::Status, status.desk.clone()), (Role::Value, who), (Role::Value, date), (Role::Value, counter)];
    for (role, text) in parts {
        spans.extend([Span::styled(text, looks.style(role)), between.clone()]);
    }
    let words = room == Room::All;
    if room != Room::Least || status.printer.tone != Tone::Good {
        spans.extend(lamp(looks, "print", &status.printer, words));
        spans.push(between.clone());
    }
    match &status.sync {
        Some(sync) => spans.extend(lamp(looks, "sync", sync, words)),
        None => spans.push(Span::styled("no hub", looks.style(Role::Status))),
    }
    if status.todo > 0 {
        spans.extend([between, Span::styled(format!("to do {}", status.todo), looks.style(Role::Status))]);
    }
    Line::from(spans)
}

fn lamp(looks: &Looks, what: &str, lamp: &Lamp, words: bool) -> [Span<'static>; 2] {
    let well = lamp.tone == Tone::Good;
    let sign = looks.signs.of(lamp.tone);
    let text = if well && !words { sign.to_owned() } else { format!("{sign} {}", lamp.text) };
    let role = if well { Role::Status } else { lamp.tone.role() };
    [Span::styled(format!("{what} "), looks.style(Role::Status)), Span::styled(text, looks.style(role))]
}
