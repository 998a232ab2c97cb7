//! What was just taken: the change to give, large, and the receipts before it. No sums: the count is blind (`C-8`).

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::parts::who::Who;
use super::found::{Desk, LAST};
use crate::base::{ConsumerNo, Money, No, PaperNo};
use crate::desk::Done;
use crate::journal::fact::{Fact, Paid};
use crate::rules::tender::{Mode, Tender};
use crate::store::read::{self, ReceiptLine};
use crate::tui::canvas::{Canvas, shorten, width};
use crate::tui::looks::{Role, Tone};
use crate::tui::program::View;
use crate::tui::widgets::big;

/// A receipt in the short list.
#[derive(Debug, Clone)]
pub struct LastLine {
    no: PaperNo,
    consumer: Option<ConsumerNo>,
    name: String,
    amount: Money,
    modes: String,
}

impl LastLine {
    pub fn read(view: &View<'_>, line: ReceiptLine) -> Result<Self, No> {
        let name = match line.consumer {
            Some(no) => read::card(view.conn(), no)?.map_or_else(String::new, |card| card.personal.name),
            None => line.head,
        };
        Ok(Self { modes: modes(&line.tenders), no: line.no, consumer: line.consumer, name, amount: line.amount })
    }
}

fn modes(tenders: &[Tender]) -> String {
    if tenders.is_empty() { "nil".to_owned() } else { tenders.iter().map(|t| word(t.mode)).collect::<Vec<_>>().join("+") }
}

/// As the money panel names the modes.
const fn word(mode: Mode) -> &'static str {
    match mode {
        Mode::Upi => "UPI",
        Mode::Dd => "draft",
        other => other.code(),
    }
}

/// The payment that was recorded last on this screen.
#[derive(Debug, Clone)]
struct Taken {
    paid: Box<Paid>,
    name: String,
}

/// What the window shows while no consumer is in it.
#[derive(Debug, Clone, Default)]
pub struct Last {
    taken: Option<Taken>,
    lines: Vec<LastLine>,
    /// Why no money can be taken.
    pub closed: Option<String>,
}

impl Last {
    pub fn take(&mut self, desk: Desk) {
        self.lines = desk.lines;
        self.closed = desk.closed;
    }

    /// The receipt that is printed again.
    pub fn paper(&self) -> Option<&PaperNo> {
        self.lines.first().map(|line| &line.no)
    }

    /// A payment was recorded: its receipt is the first of the list.
    pub fn recorded(&mut self, done: &Done, who: Option<&Who>) {
        let paid = done.entries.iter().find_map(|e| if let Fact::Paid(paid) = &e.fact { Some(paid) } else { None });
        let Some(paid) = paid else { return };
        let name = who.map(|w| w.name().to_owned()).unwrap_or_default();
        let line = LastLine {
            no: paid.receipt.no.clone(),
            consumer: Some(paid.consumer),
            name: name.clone(),
            amount: paid.receipt.amount,
            modes: modes(&paid.receipt.tenders),
        };
        self.lines.insert(0, line);
        self.lines.truncate(LAST);
        self.taken = Some(Taken { paid: paid.clone(), name });
    }

    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let mut row = 0;
        if let Some(why) = &self.closed {
            let text = format!("{} {why}", canvas.looks.signs.of(Tone::Warn));
            canvas.text(area, 0, Role::Warn, &text);
            canvas.text(area, 1, Role::Label, "  Enter goes to the counter.");
            row = 3;
        }
        if let Some(taken) = &self.taken {
            row = draw_taken(canvas, area, taken, row);
        }
        let rest = Rect { y: area.y + row, height: area.height.saturating_sub(row), ..area };
        self.draw_lines(canvas, rest);
    }

    fn draw_lines(&self, canvas: &mut Canvas<'_>, area: Rect) {
        if self.lines.is_empty() || area.height < 3 {
            return;
        }
        canvas.rule(area, 0, "Receipts of this counter");
        let more = canvas.looks.signs.more.clone();
        for (row, line) in (1..area.height).zip(&self.lines) {
            let number = line.consumer.map(|no| no.to_string()).unwrap_or_default();
            let name = shorten(&line.name, area.width.saturating_sub(59), &more);
            let left = Line::from(vec![
                canvas.span(Role::Value, format!("{}  ", line.no)),
                canvas.span(Role::Label, format!("{number:<12}  ")),
                canvas.span(Role::Value, name),
            ]);
            canvas.line(area, row, &left);
            canvas.right(Rect { width: area.width.saturating_sub(13), ..area }, row, Role::Money, &line.amount.indian());
            canvas.right(area, row, Role::Label, &line.modes);
        }
    }
}

/// The receipt's number, whose it is, and the change in figures that are seen from afar. Gives the next free row.
fn draw_taken(canvas: &mut Canvas<'_>, area: Rect, taken: &Taken, row: u16) -> u16 {
    let receipt = &taken.paid.receipt;
    let sign = canvas.looks.signs.of(Tone::Good).to_owned();
    let amount = format!("Taken {}", receipt.amount.indian());
    canvas.right(area, row, Role::Money, &amount);
    let number = format!("{sign} {}", receipt.no);
    let room = area.width.saturating_sub(width(&number) + 3 + width(&amount) + 2);
    let whose = shorten(&format!("{} {}", taken.paid.consumer, taken.name), room, &canvas.looks.signs.more);
    let head = Line::from(vec![canvas.span(Role::Good, number), canvas.span(Role::Label, format!("   {whose}"))]);
    canvas.line(Rect { width: area.width.saturating_sub(width(&amount) + 1), ..area }, row, &head);
    let modes: Vec<String> = receipt.tenders.iter().map(Tender::text).collect();
    let mut modes = if modes.is_empty() { "nil receipt: nothing was to collect".to_owned() } else { modes.join(", ") };
    if !receipt.change.is_zero() {
        modes = format!("{modes}, given {}", receipt.tendered.indian());
    }
    canvas.text(Rect { x: area.x + 2, width: area.width.saturating_sub(2), ..area }, row + 1, Role::Label, &modes);
    if receipt.change.is_zero() {
        return row + 3;
    }
    let figure = big::rupees(receipt.change);
    let label = "Change to give";
    canvas.text(Rect { x: area.x + 2, ..area }, row + 5, Role::Label, label);
    let at = area.x + 2 + width(label) + 3;
    let place = Rect { x: at, y: area.y + row + 3, width: area.right().saturating_sub(at), height: big::HEIGHT };
    big::draw(canvas, place, Role::Good, &figure);
    row + 3 + big::HEIGHT + 1
}
