//! A file of online payments before it is recorded: its faults, or what becomes of each payment.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use ratatui::layout::Rect;

use super::super::patterns::listing::text;
use super::super::patterns::{Listed, Listing, Moved, listed};
use crate::acts::online::{Fate, ImportOnline, OnlineRow, first_period, look};
use crate::base::{Fault, Money, No};
use crate::import::LineFault;
use crate::import::online::read as read_file;
use crate::store::sight::Seen;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::{Role, Tone};
use crate::tui::program::{Answer, House, Outcome, View, act, ask};
use crate::tui::screen::{Confirm, Effect, Screen};
use crate::tui::widgets::rows::Filter;
use crate::tui::widgets::{Cell, Column, Page, Row};

/// Reads the file again, after it was mended.
pub const AGAIN: Action = Action("check-payments-again");

const PAYMENTS: &[Column] = &[
    Column::figure("line", "Line", 5),
    Column::text("reference", "Reference", 16).growing(),
    Column::text("paid", "Paid on", 10),
    Column::figure("amount", "Amount", 12),
    Column::text("fate", "What becomes of it", 24).growing(),
];

const FILTERS: &[Filter] =
    &[("unmatched", |row| says(row, "nobody")), ("late", |row| says(row, "close")), ("known", |row| says(row, "passed over"))];

const FAULTS: &[Column] =
    &[Column::figure("line", "Line", 6), Column::text("field", "Column", 10), Column::text("fault", "What is wrong", 40).growing()];

/// Rows above the list.
const HEAD: u16 = 4;

/// The screen of a file.
pub fn open(path: PathBuf) -> Box<dyn Screen<House>> {
    Box::new(Offer { path, read: None, list: None })
}

fn says(row: &Row, word: &str) -> bool {
    row.cells.last().is_some_and(|cell| cell.shown().contains(word))
}

/// What was found in it.
enum Read {
    Good(Vec<(OnlineRow, Fate)>),
    Faulty(Vec<LineFault>),
    /// It is sound, and not to be recorded.
    Unfit(String),
}

struct Offer {
    path: PathBuf,
    read: Option<Read>,
    list: Option<Listed>,
}

fn read(path: &Path, view: &View<'_>) -> Result<Read, No> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return Ok(Read::Unfit(Fault::new(format!("the file can't be read ({error})"), "look at it").to_string())),
    };
    let (seen, moment) = (Seen { conn: view.conn(), desk: view.desk() }, view.moment());
    let checked = match read_file(&bytes, first_period(&seen, &moment)?, view.today()) {
        Ok(checked) if checked.faults.is_empty() => checked,
        Ok(checked) => return Ok(Read::Faulty(checked.faults)),
        Err(faults) => return Ok(Read::Faulty(faults)),
    };
    match look(&seen, &checked.rows, &moment) {
        Ok(fates) => Ok(Read::Good(checked.rows.into_iter().zip(fates).collect())),
        Err(No::Refused(refusal)) => Ok(Read::Unfit(refusal.message)),
        Err(broken) => Err(broken),
    }
}

fn payment((row, fate): &(OnlineRow, Fate)) -> Row {
    let fate = match fate {
        Fate::Credited { consumer, late: false } => consumer.to_string(),
        Fate::Credited { consumer, late: true } => format!("{consumer}, late: its close is made anew"),
        Fate::Unmatched(why) => format!("nobody's yet: {why}"),
        Fate::Known => "brought in before: passed over".to_owned(),
    };
    let line = Cell::Number(i64::try_from(row.line).unwrap_or(i64::MAX));
    Row {
        key: row.reference.clone(),
        cells: vec![line, text(row.reference.clone()), Cell::Day(row.day), Cell::Money(row.amount), text(fate)],
    }
}

fn faulty((place, fault): (usize, &LineFault)) -> Row {
    let line = Cell::Number(i64::try_from(fault.line).unwrap_or(i64::MAX));
    Row { key: place.to_string(), cells: vec![line, text(fault.field), text(fault.message.clone())] }
}

impl Offer {
    fn look(&self) -> Effect<House> {
        let path = self.path.clone();
        ask(move |view| read(&path, view))
    }

    fn take(&mut self, read: Read) -> Effect<House> {
        self.list = match &read {
            Read::Good(payments) => {
                let rows: Vec<Row> = payments.iter().map(payment).collect();
                let title = format!("Online payments of {}", self.path.display());
                Some(Listed::new(Listing::short("online-file", title, PAYMENTS, FILTERS, move |_| Ok(rows.clone()))))
            }
            Read::Faulty(faults) => {
                let rows: Vec<Row> = faults.iter().enumerate().map(faulty).collect();
                let title = format!("Faults of {}", self.path.display());
                Some(Listed::new(Listing::short("online-faults", title, FAULTS, &[], move |_| Ok(rows.clone()))))
            }
            Read::Unfit(_) => None,
        };
        self.read = Some(read);
        self.list.as_ref().map_or(Effect::Nothing, Listed::read)
    }

    fn payments(&self) -> &[(OnlineRow, Fate)] {
        if let Some(Read::Good(payments)) = &self.read { payments } else { &[] }
    }

    fn count(&self, is: fn(&Fate) -> bool) -> usize {
        self.payments().iter().filter(|(_, fate)| is(fate)).count()
    }

    fn credited(&self) -> Money {
        self.payments().iter().filter(|(_, fate)| matches!(fate, Fate::Credited { .. })).map(|(row, _)| row.amount).sum()
    }

    /// Payments of which something is recorded.
    fn new_ones(&self) -> usize {
        self.count(|fate| *fate != Fate::Known)
    }

    fn sure(&self) -> Effect<House> {
        if self.new_ones() == 0 {
            return Effect::warn("there is nothing in this file to record");
        }
        let question = format!("Bring in {} payments?", self.new_ones());
        let detail = "Each counts as of the day on which it was paid. The file is brought in whole or not at all.".to_owned();
        Effect::Confirm(Confirm { question, detail, yes: action::YES, ready: true })
    }

    /// What was shown is recorded, whatever became of the file meanwhile.
    fn record(&self) -> Effect<House> {
        act(ImportOnline { rows: self.payments().iter().map(|(row, _)| row.clone()).collect() })
    }

    /// The line that says how it stands.
    fn verdict(&self) -> Option<(Tone, String)> {
        Some(match self.read.as_ref()? {
            Read::Unfit(why) => (Tone::Bad, why.clone()),
            Read::Faulty(faults) => {
                (Tone::Bad, format!("{} faults: nothing is recorded. Mend them in the file; Enter checks it again.", faults.len()))
            }
            Read::Good(_) => {
                let credited = self.count(|fate| matches!(fate, Fate::Credited { .. }));
                let late = self.count(|fate| matches!(fate, Fate::Credited { late: true, .. }));
                let (unmatched, known) = (self.count(|fate| matches!(fate, Fate::Unmatched(_))), self.count(|fate| *fate == Fate::Known));
                let words = format!(
                    "No faults. {credited} credited, {}; {late} of them late; {unmatched} matched nobody; {known} known already.",
                    self.credited().indian()
                );
                (if unmatched + late == 0 { Tone::Good } else { Tone::Warn }, words)
            }
        })
    }
}

impl Screen<House> for Offer {
    fn name(&self) -> &'static str {
        super::CARD.name
    }

    fn title(&self) -> Cow<'_, str> {
        let name = self.path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        format!("{}: {name}", super::CARD.title).into()
    }

    fn layers(&self) -> &'static [&'static str] {
        match self.read {
            Some(Read::Good(_)) => &["online-offer", "list"],
            _ => &["online-faults", "list"],
        }
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        self.look()
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        match answer.take::<Read>() {
            Ok(read) => self.take(read),
            Err(answer) => {
                if let (Ok(page), Some(list)) = (answer.take::<Page>(), &mut self.list) {
                    list.give(page);
                }
                Effect::Nothing
            }
        }
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        match action {
            action::MAIN => self.sure(),
            action::YES => self.record(),
            AGAIN => self.look(),
            _ => match self.list.as_mut().map(|list| list.act(action)) {
                Some(Moved::Effect(effect)) => effect,
                Some(Moved::Chosen(_)) => Effect::Nothing,
                None => Effect::Pass,
            },
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        self.list.as_mut().map_or(Effect::Nothing, |list| list.typed(key))
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        match outcome {
            Ok(Outcome::Recorded(done)) => Effect::All(vec![
                Effect::Pop,
                Effect::good(format!("{} payments brought in, {}", done.entries.len(), self.credited().indian())),
            ]),
            other => listed::said(other, |_| String::new()),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let area = Rect { x: canvas.area.x + 1, width: canvas.area.width.saturating_sub(2), ..canvas.area };
        canvas.text(area, 0, Role::Value, &self.path.display().to_string());
        let Some((tone, words)) = self.verdict() else { return };
        let sign = canvas.looks.signs.of(tone).to_owned();
        let lines: Vec<String> = words.lines().flat_map(|line| wrap(line, area.width.saturating_sub(2))).collect();
        for (row, line) in (1..).zip(&lines) {
            let words = if row == 1 { format!("{sign} {line}") } else { format!("  {line}") };
            canvas.text(area, row, tone.role(), &words);
        }
        let below = HEAD.max(2 + u16::try_from(lines.len()).unwrap_or(1));
        if let Some(list) = &self.list {
            list.draw(canvas, Rect { y: canvas.area.y + below, height: canvas.area.height.saturating_sub(below), ..canvas.area });
        }
    }
}
