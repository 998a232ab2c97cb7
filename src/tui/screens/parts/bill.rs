//! A bill's lines in the order of `B-16`, as many as there is room for.

use ratatui::layout::Rect;

use crate::base::Money;
use crate::rules::bill::{Bill, Head, Line};
use crate::tui::canvas::{Canvas, width};
use crate::tui::looks::Role;

/// One row: what, how reckoned, how much.
struct Row {
    text: String,
    reckoned: String,
    amount: Money,
    role: Role,
    /// A hairline above it.
    sum: bool,
}

/// Draws the bill into `area`. Where the room is short the slabs become one line; the sums are always there.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, bill: &Bill) {
    let room = usize::from(area.height);
    let whole = rows(bill, false);
    let mut rows = if whole.len() <= room { whole } else { rows(bill, true) };
    // A rule above the last sum where there is room for it.
    let rule = rows.len() < room;
    let (mut row, cut) = (0, rows.len().saturating_sub(room));
    // What still doesn't fit goes from the middle: F-lines above, sums below.
    if cut > 0 {
        let first_sum = rows.iter().position(|r| r.sum).unwrap_or(rows.len());
        let hidden: Vec<Row> = rows.drain(first_sum.saturating_sub(cut + 1)..first_sum).collect();
        let rest = Row {
            text: format!("{} lines more", hidden.len()),
            reckoned: String::new(),
            amount: hidden.iter().map(|r| r.amount).sum(),
            role: Role::Label,
            sum: false,
        };
        rows.insert(first_sum.saturating_sub(cut + 1), rest);
    }
    let last = rows.len().saturating_sub(1);
    for (place, line) in rows.iter().enumerate() {
        if place == last && rule {
            canvas.rule(area, row, "");
            row += 1;
        }
        draw_row(canvas, area, row, line);
        row += 1;
    }
}

fn draw_row(canvas: &mut Canvas<'_>, area: Rect, row: u16, line: &Row) {
    let amount = line.amount.indian();
    let left = area.width.saturating_sub(width(&amount).max(11) + 1);
    let (label, value) = if line.sum { (Role::Value, Role::Money) } else { (Role::Label, line.role) };
    let reckoned = width(&line.reckoned);
    let names = if width(&line.text) + reckoned + 2 <= left { left } else { left.saturating_sub(reckoned + 1).max(left / 2) };
    canvas.text(Rect { width: names, ..area }, row, label, &line.text);
    if width(&line.text) + reckoned < left {
        canvas.right(Rect { width: left, ..area }, row, Role::Hint, &line.reckoned);
    }
    canvas.right(area, row, value, &amount);
}

fn rows(bill: &Bill, short: bool) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let energy: Vec<&Line> = bill.own_lines().filter(|l| l.head == Head::Cc).collect();
    if short && energy.len() > 1 {
        let reckoned = format!("{} units", bill.units);
        rows.push(Row { text: "Energy charges".to_owned(), reckoned, amount: bill.cc, role: Role::Value, sum: false });
    } else {
        rows.extend(energy.into_iter().map(line_row));
    }
    rows.extend(bill.own_lines().filter(|l| l.head != Head::Cc).map(line_row));
    let more = !bill.arrears.is_zero() || bill.posted_lines().next().is_some();
    if more {
        rows.push(Row { text: "This bill".to_owned(), reckoned: String::new(), amount: bill.bill_amount, role: Role::Money, sum: true });
    }
    rows.extend(bill.posted_lines().map(line_row));
    if !bill.arrears.is_zero() {
        let text = if bill.arrears > Money::ZERO { "Arrears" } else { "Less advance" };
        rows.push(Row { text: text.to_owned(), reckoned: String::new(), amount: bill.arrears, role: Role::Value, sum: false });
    }
    let text = if bill.payable < Money::ZERO { "Advance left" } else { "Payable" };
    rows.push(Row { text: text.to_owned(), reckoned: String::new(), amount: bill.payable, role: Role::Money, sum: true });
    rows
}

fn line_row(line: &Line) -> Row {
    let reckoned = match (line.units, line.rate) {
        (Some(units), Some(rate)) => format!("{units} x {rate}"),
        _ => String::new(),
    };
    Row { text: line.text.clone(), reckoned, amount: line.amount, role: Role::Value, sum: false }
}
