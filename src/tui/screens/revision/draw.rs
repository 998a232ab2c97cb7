//! The sheet drawn: the bills above, the lit one line by line below, the whole at the foot.

use ratatui::layout::Rect;

use super::Sheet;
use super::work::Known;
use crate::base::Money;
use crate::journal::fact::{BillIssued, RevisedBill, Revision};
use crate::reports::revision::{Pair, basis, basis_of, difference, pairs};
use crate::rules::role;
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::keys::action;
use crate::tui::looks::Role;
use crate::tui::program::House;
use crate::tui::screen::{Confirm, Effect};

/// Rows of the foot: a rule, changes from a month on, the whole, what is wrong.
const FOOT: u16 = 5;
const MONTH: u16 = 9;
const AMOUNT: u16 = 13;

pub fn sending(revision: &Revision, approver: Option<role::Role>) -> Effect<House> {
    let who = approver.map_or("an officer", role::Role::name);
    Effect::Confirm(Confirm {
        question: format!("Send for approval: {}?", difference(revision.difference())),
        detail: format!("{}. The {who} approves it.", bills(revision)),
        yes: action::YES,
        ready: true,
    })
}

pub fn approval(known: &Known) -> Effect<House> {
    if let Err(why) = &known.mine {
        return Effect::warn(why.clone());
    }
    let Some(revision) = &known.proposed else { return Effect::Nothing };
    Effect::Confirm(Confirm {
        question: format!("Approve: {}?", difference(revision.difference())),
        detail: format!("{}. It is posted to the account; the statement prints.", bills(revision)),
        yes: action::YES,
        ready: true,
    })
}

fn bills(revision: &Revision) -> String {
    match revision.bills.len() {
        0 => "No bill comes out otherwise".to_owned(),
        1 => format!("The bill of {}", revision.periods()),
        count => format!("{count} bills, {}", revision.periods()),
    }
}

pub fn sheet(sheet: &Sheet, canvas: &mut Canvas<'_>) {
    let Some(known) = &sheet.known else { return };
    let area = Rect { x: canvas.area.x + 1, width: canvas.area.width.saturating_sub(2), ..canvas.area };
    let row = head(canvas, area, known);
    let body = Rect { y: area.y + row, height: area.height.saturating_sub(row + FOOT), ..area };
    let foot_at = Rect { y: body.y + body.height, height: FOOT.min(area.height.saturating_sub(row)), ..area };
    let rows = u16::try_from(known.bills.len()).unwrap_or(u16::MAX).saturating_add(1).clamp(2, (body.height / 2).max(2));
    sheet.draw_bills(canvas, Rect { height: rows, ..body }, known);
    let below = Rect { y: body.y + rows, height: body.height.saturating_sub(rows), ..body };
    sheet.draw_lines(canvas, below, known);
    sheet.draw_foot(canvas, foot_at, known);
}

/// Who, where it stands, what must be known before anything else; gives the rows it took.
fn head(canvas: &mut Canvas<'_>, area: Rect, known: &Known) -> u16 {
    let stand = &known.application.stand;
    let waits = stand.waits.map_or_else(|| stand.text.clone(), |role| format!("{}: {role}", stand.text));
    canvas.right(area, 0, Role::Title, &waits);
    let left = Rect { width: area.width.saturating_sub(crate::tui::width(&waits) + 2), ..area };
    canvas.text(left, 0, Role::Value, &format!("{}  {}", known.consumer, known.who));
    let owed = if known.balance < Money::ZERO { "advance" } else { "owed" };
    let between = canvas.looks.signs.between.clone();
    let about: Vec<String> = [
        known.status.clone(),
        format!("{} {owed}", known.balance.abs().indian()),
        format!("disputes {}", known.disputed),
        known.application.given.text("about").to_owned(),
        known.application.given.text("details").to_owned(),
    ]
    .into_iter()
    .filter(|part| !part.is_empty())
    .collect();
    canvas.text(area, 1, Role::Label, &about.join(&format!(" {between} ")));
    let mut row = 2;
    if !known.documents.is_empty() {
        canvas.text(area, row, Role::Label, &format!("Documents: {}", known.documents.join("; ")));
        row += 1;
    }
    if known.earlier.is_empty() {
        return row;
    }
    let earlier: Vec<String> =
        known.earlier.iter().rev().take(3).map(|was| format!("{} {} ({})", was.day.dmy(), difference(was.difference), was.no)).collect();
    canvas.text(area, row, Role::Warn, &format!("Repeat: revised before, {}", earlier.join(", ")));
    row + 1
}

impl Sheet {
    /// What shows: worked out by the clerk, or proposed.
    fn shown<'s>(&'s self, known: &'s Known) -> Option<&'s Revision> {
        if self.is_open() { self.worked.revision.as_ref() } else { known.proposed.as_ref() }
    }

    fn revised<'s>(&'s self, known: &'s Known, bill: &BillIssued) -> Option<&'s RevisedBill> {
        self.shown(known)?.bills.iter().find(|revised| revised.no == bill.no)
    }

    fn draw_bills(&self, canvas: &mut Canvas<'_>, area: Rect, known: &Known) {
        canvas.rule(area, 0, "Bills");
        let columns = [("Issued", AMOUNT), ("Should be", AMOUNT), ("Difference", AMOUNT)];
        let mut at = area.x + MONTH + 9;
        for (title, width) in columns {
            canvas.right(Rect { x: at, width, ..area }, 0, Role::Label, &format!(" {title}"));
            at += width;
        }
        let entry = Rect { x: at + 2, width: (area.x + area.width).saturating_sub(at + 2), ..area };
        if self.is_open() {
            canvas.text(entry, 0, Role::Label, " Change ");
        }
        let rows = usize::from(area.height.saturating_sub(1));
        let first = self.lit.saturating_sub(rows.saturating_sub(1).min(rows / 2 + 1)).min(known.bills.len().saturating_sub(rows));
        for (row, (place, bill)) in (1..).zip(known.bills.iter().enumerate().skip(first).take(rows)) {
            let lit = place == self.lit;
            let revised = self.revised(known, bill);
            let sign = if bill.no == known.disputed { "*" } else { " " };
            let role = if lit { Role::Title } else { Role::Label };
            canvas.text(Rect { width: MONTH, ..area }, row, role, &format!("{sign}{}", bill.bill.period.short()));
            let units = revised.map_or(bill.bill.units, |revised| revised.new.units);
            canvas.right(Rect { x: area.x + MONTH, width: 9, ..area }, row, Role::Label, &format!("{units} u"));
            let mut at = area.x + MONTH + 9;
            let new = revised.map(|revised| revised.new.amount);
            let amounts =
                [(Some(bill.bill.bill_amount), Role::Money), (new, Role::Value), (new.map(|new| new - bill.bill.bill_amount), Role::Warn)];
            for (amount, role) in amounts {
                if let Some(amount) = amount {
                    canvas.right(Rect { x: at, width: AMOUNT, ..area }, row, role, &amount.indian());
                }
                at += AMOUNT;
            }
            match self.fields.get(place) {
                Some(field) if self.is_open() => {
                    let line = Rect { y: entry.y + row, height: 1, ..entry };
                    if lit || !field.text().is_empty() {
                        field.draw_entry(canvas, line, lit && !self.at_general);
                    }
                }
                _ if lit => canvas.light(Rect { width: at.saturating_sub(area.x), ..area }, row, Role::Select),
                _ => {}
            }
        }
    }

    /// The lit bill as issued and as it should have been.
    fn draw_lines(&self, canvas: &mut Canvas<'_>, area: Rect, known: &Known) {
        let Some(bill) = known.bills.get(self.lit) else { return };
        canvas.rule(area, 0, &format!("{}, {}", bill.bill.period.short(), bill.no));
        let own: Vec<_> = bill.bill.own_lines().cloned().collect();
        let revised = self.revised(known, bill);
        let lines: Vec<Pair> = match revised {
            Some(revised) => pairs(&revised.old.lines, &revised.new.lines),
            None => own.iter().map(|line| Pair { text: line.text.clone(), old: Some(line.amount), new: None }).collect(),
        };
        let was = revised.map_or_else(|| basis_of(bill.bill.method, bill.bill.reading, bill.bill.units), |revised| basis(&revised.old));
        let is = revised.map_or_else(String::new, |revised| format!("  {}  {}", canvas.looks.signs.between, basis(&revised.new)));
        canvas.text(area, 1, Role::Hint, &format!("{was}{is}"));
        let text = Rect { width: area.width.saturating_sub(3 * AMOUNT), ..area };
        let rows = usize::from(area.height.saturating_sub(2));
        let top = self.top.min(lines.len().saturating_sub(rows));
        for (row, pair) in (2..).zip(lines.iter().skip(top).take(rows)) {
            canvas.text(text, row, Role::Label, &pair.text);
            let by = revised.map(|_| pair.difference()).filter(|by| !by.is_zero());
            for (place, (amount, role)) in (0..).zip([(pair.old, Role::Money), (pair.new, Role::Value), (by, Role::Warn)]) {
                if let Some(amount) = amount {
                    let at = Rect { x: text.x + text.width + place * AMOUNT, width: AMOUNT, ..area };
                    canvas.right(at, row, role, &amount.indian());
                }
            }
        }
        let more = lines.len().saturating_sub(top + rows);
        if more > 0 {
            canvas.right(area, 0, Role::Hint, &format!(" PgDn: {more} more "));
        }
    }

    fn draw_foot(&self, canvas: &mut Canvas<'_>, area: Rect, known: &Known) {
        canvas.rule(area, 0, "The whole");
        let mut row = 1;
        if self.is_open() {
            const LABEL: u16 = 17;
            canvas.text(area, row, Role::Label, "From a month on");
            let entry = Rect { x: area.x + LABEL, y: area.y + row, width: area.width.saturating_sub(LABEL), height: 1 };
            self.general.draw_entry(canvas, entry, self.at_general);
            row += 1;
        } else if let Some(revision) = &known.proposed {
            canvas.text(
                area,
                row,
                Role::Label,
                &format!("Changed by {}: {}", known.maker, crate::rules::revision::written(&revision.changes)),
            );
            row += 1;
        }
        if let Some(refusal) = self.worked.refusal.as_ref().filter(|_| self.is_open()) {
            for line in wrap(&refusal.message, area.width).iter().take(2) {
                canvas.text(area, row, Role::Bad, line);
                row += 1;
            }
            return;
        }
        let Some(revision) = self.shown(known) else {
            canvas.text(
                area,
                row,
                Role::Hint,
                "Figures beside a bill are its right reading; a its average; drop \"...\" takes a line away.",
            );
            return;
        };
        let beside = [(revision.bpsc_back(), "surcharges"), (revision.items.iter().map(|item| item.new - item.old).sum(), "charges")];
        let beside: Vec<String> = beside
            .into_iter()
            .filter(|(amount, _)| !amount.is_zero())
            .map(|(amount, what)| format!("{what} {}", difference(amount)))
            .collect();
        let beside = if beside.is_empty() { String::new() } else { format!(", of it {}", beside.join(", ")) };
        canvas.text(area, row, Role::Value, &format!("Difference {}{beside}", difference(revision.difference())));
        let approver = if self.is_open() { self.worked.approver } else { known.approver };
        let who = match (&known.mine, known.application.stand.is_open(), self.is_open()) {
            (_, false, _) => "posted to the account".to_owned(),
            (Err(why), _, false) if self.may("approve") => why.clone(),
            _ => approver.map_or_else(String::new, |role| format!("the {} ({role}) approves it", role.name())),
        };
        canvas.text(area, row + 1, Role::Hint, &who);
    }
}
