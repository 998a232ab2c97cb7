//! How the cell looks: the call at the left above, who and what at its right, what must be said below it, then what is pending.

use ratatui::layout::Rect;
use ratatui::text::Line as Words;

use super::super::parts::who::house;
use super::Cell;
use super::found::Which;
use crate::base::Stamp;
use crate::base::stamp::span;
use crate::reports::complaint::what;
use crate::store::complaints::Line;
use crate::tui::canvas::{Canvas, shorten, width, wrap};
use crate::tui::looks::{Role, Tone};

/// Columns of the call at most.
const CALL: u16 = 46;
/// Columns from which numbers and times stand whole.
const ROOMY: u16 = 100;
/// Rows of what is said below the call.
const NOTICES: usize = 4;

impl Cell {
    pub(super) fn draw_cell(&self, canvas: &mut Canvas<'_>) {
        let area = canvas.area;
        let mut row = 0;
        if self.logs {
            row = self.draw_call(canvas, area);
        }
        let rest = Rect { y: area.y + row, height: area.height.saturating_sub(row), ..area };
        self.draw_pending(canvas, rest);
    }

    /// The call and what is known of it; gives the rows it took.
    fn draw_call(&self, canvas: &mut Canvas<'_>, area: Rect) -> u16 {
        let left = Rect { width: CALL.min(area.width / 2 + 4), ..area };
        self.form.draw(canvas, left, !self.in_list);
        let mut row = self.form.height(left.width);
        let right = Rect { x: left.right() + 2, width: area.width.saturating_sub(left.width + 2), height: 6, ..area };
        self.draw_known(canvas, right);
        let mut room = NOTICES;
        for (tone, text) in self.notices() {
            let sign = canvas.looks.signs.of(tone).to_owned();
            let lines = wrap(&format!("{sign} {text}"), area.width);
            for (at, line) in lines.iter().take(room).enumerate() {
                let indent = if at == 0 { "" } else { "  " };
                canvas.text(area, row, tone.role(), &format!("{indent}{line}"));
                row += 1;
            }
            room = room.saturating_sub(lines.len());
        }
        row
    }

    fn draw_known(&self, canvas: &mut Canvas<'_>, area: Rect) {
        if self.choosing() {
            for (row, (place, hit)) in (0..area.height).zip(self.callers.iter().enumerate()) {
                let lit = place == self.lit;
                let sign = if lit { canvas.looks.signs.cursor.clone() } else { " ".to_owned() };
                let text = format!("{sign} {}, {}", hit.name, house(&hit.address, &hit.area));
                canvas.text(area, row, Role::Value, &text);
                if lit {
                    canvas.light(area, row, Role::Select);
                }
            }
            return;
        }
        if self.at() == "caller" && self.who.is_none() {
            let words = "The end of the telephone number, a consumer's number, or words of name and house. Empty: a street, pole or line.";
            for (row, line) in (0..area.height).zip(wrap(words, area.width)) {
                canvas.text(area, row, Role::Hint, &line);
            }
            return;
        }
        let mut row = 0;
        if let Some(who) = &self.who {
            canvas.text(area, row, Role::Title, &who.hit.name);
            canvas.right(area, row, Role::Label, &who.hit.status);
            row += 1;
            if self.at() != "category" {
                let transformer = if who.transformer.is_empty() { String::new() } else { format!(", {}", who.transformer) };
                canvas.text(area, row, Role::Label, &format!("{}{transformer}", house(&who.hit.address, &who.hit.area)));
                canvas.text(area, row + 1, Role::Label, &format!("meter {}", who.hit.meter));
                row += 2;
            }
        }
        if self.at() == "category" {
            self.draw_categories(canvas, Rect { y: area.y + row, height: area.height - row, ..area });
        } else if let Some(words) = self.meaning() {
            canvas.text(area, row, Role::Value, &words);
        }
    }

    /// Every category with its digit; once one is typed, its kinds with theirs.
    fn draw_categories(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let typed = self.form.text("category");
        let words: Vec<(String, String)> = match self.complaints.meant(typed) {
            Some((category, _)) => {
                canvas.text(area, area.height.saturating_sub(1), Role::Value, &self.meaning().unwrap_or_default());
                let own = self.complaints.categories.iter().position(|c| c.code == category.code).unwrap_or(0) + 1;
                category.subs.iter().enumerate().map(|(place, sub)| (format!("{own}{}", place + 1), sub.name.clone())).collect()
            }
            None => self.complaints.categories.iter().enumerate().map(|(place, c)| ((place + 1).to_string(), c.name.clone())).collect(),
        };
        let rows = area.height.min(u16::try_from(words.len().div_ceil(2)).unwrap_or(1)).max(1);
        let column = area.width / 2;
        for (place, (digit, name)) in (0_u16..).zip(&words) {
            let at = Rect { x: area.x + (place / rows) * column, width: column, ..area };
            let name = shorten(name, column.saturating_sub(width(digit) + 2), &canvas.looks.signs.more);
            let line = Words::from(vec![canvas.span(Role::Key, format!("{digit} ")), canvas.span(Role::Value, name)]);
            canvas.line(at, place % rows, &line);
        }
    }

    /// `within 24 h  No supply: transformer`: what the caller is promised comes first, where the line is short.
    fn meaning(&self) -> Option<String> {
        let (category, sub) = self.complaints.meant(self.form.text("category"))?;
        let kind = sub.map(|s| format!(": {}", s.name)).unwrap_or_default();
        let limit = self.complaints.limit(category, sub, &self.office);
        Some(format!("within {}  {}{kind}", span(i64::from(limit)).replace(" h 00", " h").replace(" d 0 h", " d"), category.name))
    }

    /// What must be said while the call is still on, the weightiest first.
    fn notices(&self) -> Vec<(Tone, String)> {
        let mut said = Vec::new();
        let adds_to = self.adds_to().map(|line| line.no.clone());
        for line in self.open() {
            let adds = adds_to.as_ref().is_some_and(|no| *no == line.no);
            let does = if adds { "F9 adds this call to" } else { "Open already:" };
            let text = format!("{does} {} {}, since {}, {}", line.no, line.title, self.short(line.logged), line.stands);
            said.push((if line.is_danger() { Tone::Bad } else { Tone::Warn }, text));
        }
        if let Some(offer) = self.offered() {
            let text = format!("{} more open on {}: Ctrl-O makes it one outage with {}", offer.open, offer.spot, offer.parent);
            said.push((Tone::Warn, text));
        }
        let reopens = self.reopens().map(|line| &line.no);
        for line in self.closed() {
            let at = line.closed.map(|at| self.short(at)).unwrap_or_default();
            let key = if reopens == Some(&line.no) { "; Ctrl-R reopens it" } else { "" };
            said.push((Tone::Good, format!("Rectified {at}: {} {}{key}", line.no, line.title)));
        }
        if let Some(last) = self.last.as_ref().filter(|_| self.is_empty()) {
            said.push((Tone::Good, last.clone()));
        }
        said
    }

    /// A time of today without its day.
    fn short(&self, at: Stamp) -> String {
        if self.now.is_some_and(|now| now.day() == at.day()) { at.time() } else { at.short() }
    }

    fn draw_pending(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let count = self.pending.count;
        let word = match self.pending.which {
            Which::All => format!("Pending {}", count.open),
            Which::Mine => format!("Past the limit and yours: {}", self.pending.rows),
        };
        canvas.rule(area, 0, &word);
        let late = if count.late > 0 { format!(" {} past the limit ", count.late) } else { String::new() };
        let danger = if count.danger > 0 { format!(" {} {} DANGER ", canvas.looks.signs.bad, count.danger) } else { String::new() };
        canvas.right(area, 0, Role::Warn, &late);
        let before = Rect { width: area.width.saturating_sub(width(&late) + 1), ..area };
        canvas.right(before, 0, Role::Bad, &danger);
        let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        if self.pending.rows == 0 {
            return canvas.text(body, 0, Role::Hint, "nothing is pending");
        }
        let room = usize::from(body.height);
        let top = self.pending.top(room);
        let lines = self.pending.lines.iter().enumerate().map(|(at, line)| (at + self.pending.from, line));
        let shown: Vec<(usize, &Line)> = lines.skip_while(|(place, _)| *place < top).take(room).collect();
        let rows: Vec<[String; 6]> = shown.iter().map(|(_, line)| self.texts(line, body.width < ROOMY)).collect();
        let widths = widths(&rows, body.width);
        for (row, ((place, line), texts)) in (0..body.height).zip(shown.iter().zip(&rows)) {
            self.draw_line(canvas, body, row, (line, texts), widths);
            if *place == self.pending.place {
                if self.in_list {
                    canvas.light(body, row, Role::Select);
                    canvas.put_cursor(body.x, body.y + row);
                }
                let sign = canvas.looks.signs.cursor.clone();
                canvas.text(Rect { width: 1, ..body }, row, if self.in_list { Role::Select } else { Role::Hint }, &sign);
            }
        }
    }

    /// Number, since, what, who and where, how it stands, until when. A narrow window has the number's end, and of another day no time.
    fn texts(&self, line: &Line, narrow: bool) -> [String; 6] {
        let now = self.pending.now.unwrap_or(line.logged);
        let short = |at: Stamp| {
            let text = self.short(at);
            if narrow { text.split(' ').next().unwrap_or_default().to_owned() } else { text }
        };
        let ends = if line.is_late(now) { format!("{} late", span(line.late(now))) } else { format!("by {}", short(line.due)) };
        let number = if narrow { format!("{}-{:06}", line.no.desk.number(), line.no.number) } else { line.no.to_string() };
        let standing = match (&line.outage, line.children) {
            (Some(_), _) => "in an outage".to_owned(),
            (None, n) if n > 0 => format!("outage of {}", n + 1),
            _ if line.stands == "open" && line.calls > 0 => format!("{} calls", line.calls + 1),
            _ if line.stands == "open" => String::new(),
            _ => line.stands.clone(),
        };
        let place = if line.name.is_empty() { line.wherein() } else { format!("{}, {}", line.name, line.wherein()) };
        [number, short(line.logged), what(line), place, standing, ends]
    }

    fn draw_line(&self, canvas: &mut Canvas<'_>, area: Rect, row: u16, (line, texts): (&Line, &[String; 6]), widths: [u16; 6]) {
        let late = self.pending.now.is_some_and(|now| line.is_late(now));
        let (sign, role) = match (line.is_danger(), late) {
            (true, _) => (canvas.looks.signs.bad.clone(), Role::Bad),
            (false, true) => (canvas.looks.signs.warn.clone(), Role::Warn),
            (false, false) => (String::new(), Role::Value),
        };
        let sign = if self.pending.is_chosen(&line.no) { canvas.looks.signs.marked.clone() } else { sign };
        let mut at = area.x + 1;
        canvas.text(Rect { x: at, width: 1, ..area }, row, role, &sign);
        at += 2;
        for (place, (text, room)) in texts.iter().zip(widths).enumerate() {
            let role = if place == 0 { Role::Label } else { role };
            let cell = Rect { x: at, width: room, ..area };
            if place == texts.len() - 1 {
                canvas.right(cell, row, role, text);
            } else {
                canvas.text(cell, row, role, text);
            }
            at += room + 1;
        }
    }
}

/// Columns of the texts: what a clerk looks for stands whole, what room is over goes to what it is and where.
fn widths(rows: &[[String; 6]], room: u16) -> [u16; 6] {
    let most = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|text| width(text)).max().unwrap_or(0);
    let (number, since, standing, ends) = (most(0), most(1), most(4).min(16), most(5));
    let free = room.saturating_sub(3 + 5 + number + since + standing + ends);
    let what = most(2).min(free * 11 / 20);
    [number, since, what, free.saturating_sub(what), standing, ends]
}
