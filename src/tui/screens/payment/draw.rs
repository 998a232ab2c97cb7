//! How the window looks: who it is above, the bill at the left below, the money at the right.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;

use super::super::parts::bill;
use super::super::parts::who::Who;
use super::till::Till;
use super::{Ground, Payment, Stage};
use crate::base::Money;
use crate::rules::tender::Mode;
use crate::tui::canvas::{Canvas, shorten, width};
use crate::tui::looks::{Role, Tone};
use crate::tui::widgets::big;

/// Columns of a bill at most: beyond, a figure is too far from its name.
const WIDEST_BILL: u16 = 60;
/// Notices shown at most; the rest is in the consumer's view.
const NOTICES: usize = 3;
/// Rows of the large figure with its word.
const LARGE: u16 = big::HEIGHT + 2;

impl Payment {
    pub(super) fn draw_window(&self, canvas: &mut Canvas<'_>) {
        let area = canvas.area;
        match &self.who {
            Some(who) => self.draw_consumer(canvas, area, who),
            None => {
                self.draw_number(canvas, area);
                let rest = Rect { y: area.y + 4, height: area.height.saturating_sub(4), ..area };
                self.last.draw(canvas, rest);
            }
        }
    }

    fn draw_number(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let place = Rect { y: area.y + 1, height: 2, ..area };
        canvas.text(place, 0, Role::Value, "Consumer");
        let entry = Rect { x: place.x + 10, width: 14, height: 1, ..place };
        self.number.draw_entry(canvas, entry, true);
        let beside = Rect { x: entry.x + 16, width: place.width.saturating_sub(26), ..place };
        match &self.number.error {
            Some(error) => {
                draw_error(canvas, beside, error, 2);
            }
            None => canvas.text(beside, 0, Role::Hint, "number, or its serial; a letter begins a search"),
        }
    }

    fn draw_consumer(&self, canvas: &mut Canvas<'_>, area: Rect, who: &Who) {
        self.draw_head(canvas, area, who);
        let notices = who.notices.len().min(NOTICES);
        for (row, (tone, text)) in (2..).zip(who.notices.iter().take(NOTICES)) {
            let words = format!("{} {text}", canvas.looks.signs.of(*tone));
            canvas.text(area, row, tone.role(), &words);
        }
        let above = 2 + u16::try_from(notices).unwrap_or(0);
        let facts = who.facts();
        let tall = if area.height >= 30 { 9 } else { facts.height() };
        let top = Rect { y: area.y + above, height: tall + 1, ..area };
        canvas.rule(top, 0, "");
        let [left, right] = columns(Rect { y: top.y + 1, height: tall, ..top }, 28, 3);
        facts.draw(canvas, left);
        who.months.draw(canvas, right);
        let bottom = top.bottom();
        let work = Rect { y: bottom, height: area.bottom().saturating_sub(bottom), ..area };
        let [left, right] = columns(work, work.width.saturating_sub(39).min(WIDEST_BILL), if work.width > 90 { 6 } else { 3 });
        self.draw_bill(canvas, left, who);
        self.draw_money(canvas, right);
    }

    fn draw_head(&self, canvas: &mut Canvas<'_>, area: Rect, who: &Who) {
        let consumer = who.consumer();
        let status = consumer.status.code();
        if self.stage == Stage::Number {
            self.number.draw_entry(canvas, Rect { width: 14, height: 1, ..area }, true);
        } else {
            canvas.text(area, 0, Role::Title, &consumer.no.to_string());
        }
        let room = area.width.saturating_sub(16 + width(&status) + 2);
        let name = shorten(who.name(), room, &canvas.looks.signs.more);
        canvas.text(Rect { x: area.x + 16, width: room, ..area }, 0, Role::Value, &name);
        canvas.right(area, 0, Role::Title, &status);
        let supply = who.supply();
        canvas.right(area, 1, Role::Label, &supply);
        let between = canvas.looks.signs.between.clone();
        let left = Rect { x: area.x + 16, width: area.width.saturating_sub(18 + width(&supply)), ..area };
        canvas.text(left, 1, Role::Label, &who.place(&between));
    }

    fn draw_bill(&self, canvas: &mut Canvas<'_>, area: Rect, who: &Who) {
        let inner = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let Some(proposal) = &self.proposal else {
            canvas.rule(area, 0, if self.ground == Ground::Dues { "Dues alone" } else { "Bill" });
            if self.ground == Ground::Dues {
                canvas.text(inner, 0, Role::Label, "Owed on the account");
                canvas.right(inner, 0, Role::Money, &who.consumer().balance.indian());
                if !who.consumer().disputed.is_zero() {
                    canvas.text(inner, 1, Role::Label, "Of it disputed");
                    canvas.right(inner, 1, Role::Value, &who.consumer().disputed.indian());
                }
            }
            return;
        };
        let bill = &proposal.bill;
        let months = if bill.months > 1 { format!(", {} months", bill.months) } else { String::new() };
        canvas.rule(area, 0, &format!("{}{months}", bill.period.short()));
        if bill.is_sample() {
            canvas.right(area, 0, Role::Warn, " SAMPLE TARIFF ");
        }
        bill::draw(canvas, inner, bill);
    }

    fn draw_money(&self, canvas: &mut Canvas<'_>, area: Rect) {
        canvas.rule(area, 0, "Reading");
        let inner = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let mut row = self.draw_reading(canvas, inner);
        let Some(collect) = self.collect() else { return };
        canvas.rule(Rect { y: inner.y + row, height: 1, ..inner }, 0, "Collect");
        row += 1;
        let label = if collect.is_zero() { "Nothing to collect" } else { "To collect" };
        canvas.text(inner, row, Role::Label, label);
        let figure = format!("{} {}", canvas.looks.signs.rupee, collect.indian());
        canvas.right(inner, row, Role::Good, &figure);
        let later = self.who.as_ref().map_or(Money::ZERO, |who| who.later());
        if !later.is_zero() {
            row += 1;
            canvas.text(inner, row, Role::Label, "Later, by order");
            canvas.right(inner, row, Role::Value, &later.indian());
        }
        if let Some(till) = &self.till {
            let below = Rect { y: inner.y + row + 1, height: inner.height.saturating_sub(row + 1), ..inner };
            draw_till(canvas, below, till, self.stage == Stage::Money);
        }
        self.draw_large(canvas, Rect { y: inner.bottom().saturating_sub(LARGE), height: LARGE, ..inner }, inner.height, collect);
    }

    /// In a tall window: what is to collect, or the change, to be read by the consumer too.
    fn draw_large(&self, canvas: &mut Canvas<'_>, area: Rect, room: u16, collect: Money) {
        const NEEDED: u16 = 22;
        if room < NEEDED || collect.is_zero() || self.refusal.is_some() {
            return;
        }
        let change = self.till.as_ref().map_or(Money::ZERO, Till::change);
        let (word, amount) = if change > Money::ZERO { ("Change to give", change) } else { ("To collect", collect) };
        canvas.text(area, 0, Role::Label, word);
        big::draw(canvas, Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area }, Role::Good, &big::rupees(amount));
    }

    /// The reading with what the clerk has said of it; gives the rows it took.
    fn draw_reading(&self, canvas: &mut Canvas<'_>, area: Rect) -> u16 {
        let here = self.stage == Stage::Reading;
        let words = match self.ground {
            Ground::Average => Some("by average"),
            Ground::Dues => Some("none: dues alone"),
            Ground::Reading(_) => None,
        };
        let units = self.proposal.as_ref().map(|p| format!("{} units", p.bill.units)).unwrap_or_default();
        match words {
            Some(words) => {
                canvas.text(area, 0, if here { Role::Focus } else { Role::Value }, words);
                if here {
                    canvas.put_cursor(area.x, area.y);
                }
            }
            None => self.reading.draw_entry(canvas, Rect { width: 12, height: 1, ..area }, here),
        }
        canvas.right(area, 0, Role::Value, &units);
        let said = self.said();
        let marks = [(said.by_reader, "by the meter reader"), (said.rollover, "passed its last digit"), (said.confirmed, "confirmed")];
        let marks: Vec<&str> = marks.into_iter().filter_map(|(on, word)| on.then_some(word)).collect();
        let mut row = 1;
        if !marks.is_empty() {
            canvas.text(area, row, Role::Mark, &marks.join(", "));
            row += 1;
        }
        match (&self.reading.error, &self.refusal) {
            (Some(error), _) => row += draw_error(canvas, Rect { y: area.y + row, ..area }, error, 6),
            (None, Some(refusal)) if refusal.field == Some("confirm") && self.stage == Stage::Reading => {
                row += draw_error(canvas, Rect { y: area.y + row, ..area }, &refusal.message, 6);
            }
            // As it is typed a reading is below the last one for a while: said softly until Enter.
            (None, Some(refusal)) if here && self.ground != Ground::Dues => {
                let lines = crate::tui::canvas::wrap(&refusal.message, area.width);
                for line in lines.iter().take(6) {
                    canvas.text(area, row, Role::Hint, line);
                    row += 1;
                }
            }
            (None, _) => {}
        }
        row
    }
}

/// The money of a payment: parts that are in, modes, the part being typed, change.
pub fn draw_till(canvas: &mut Canvas<'_>, area: Rect, till: &Till, here: bool) {
    let mut row = 0;
    for tender in till.taken() {
        canvas.text(area, row, Role::Label, &tender.text());
        canvas.right(area, row, Role::Value, &tender.amount.indian());
        row += 1;
    }
    if !till.taken().is_empty() {
        canvas.text(area, row, Role::Label, "Rest");
        canvas.right(area, row, Role::Money, &till.rest().indian());
        row += 1;
    }
    row += draw_modes(canvas, area, row, till.mode());
    let form = Rect { y: area.y + row, height: area.height.saturating_sub(row), ..area };
    till.form().draw(canvas, form, here);
    row += till.form().height(area.width);
    let change = till.change();
    if till.advance {
        canvas.text(area, row, Role::Mark, "what is over stays as advance");
    } else if change > Money::ZERO {
        canvas.text(area, row, Role::Label, "Change");
        canvas.right(area, row, Role::Good, &change.indian());
    } else if till.protest {
        canvas.text(area, row, Role::Mark, "under protest: less may be deposited");
    }
}

/// Every mode with its letter, the lit one told apart without colour too; gives the rows it took.
fn draw_modes(canvas: &mut Canvas<'_>, area: Rect, row: u16, lit: Mode) -> u16 {
    const ROWS: [[(Mode, char, &str); 3]; 2] = [
        [(Mode::Cash, 'c', "cash"), (Mode::Upi, 'u', "UPI"), (Mode::Card, 'k', "card")],
        [(Mode::Cheque, 'q', "cheque"), (Mode::Dd, 'd', "draft"), (Mode::Transfer, 't', "transfer")],
    ];
    for (at, modes) in (row..).zip(&ROWS) {
        let mut spans = Vec::new();
        for (mode, letter, word) in modes {
            spans.push(canvas.span(Role::Key, format!("{letter} ")));
            spans.push(canvas.span(if *mode == lit { Role::Select } else { Role::Label }, *word));
            spans.push(" ".repeat(9_usize.saturating_sub(word.len())).into());
        }
        canvas.line(area, at, &Line::from(spans));
    }
    2
}

/// A refusal at its field, in as many rows as it needs, `most` at most; gives how many.
fn draw_error(canvas: &mut Canvas<'_>, area: Rect, error: &str, most: usize) -> u16 {
    let sign = canvas.looks.signs.of(Tone::Bad).to_owned();
    let lines = crate::tui::canvas::wrap(&format!("{sign} {error}"), area.width);
    for (row, line) in (0..).zip(lines.iter().take(most)) {
        canvas.text(area, row, Role::Bad, line);
    }
    u16::try_from(lines.len().min(most)).unwrap_or(0)
}

/// Two columns with a gap between them.
fn columns(area: Rect, left: u16, gap: u16) -> [Rect; 2] {
    Layout::horizontal([Constraint::Length(left), Constraint::Min(0)]).spacing(gap).areas(area)
}
