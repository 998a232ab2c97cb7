//! A file of another system before it is recorded: its faults line by line, or what becomes of each line; recorded whole or not at all.

use std::borrow::Cow;
use std::path::PathBuf;

use ratatui::layout::Rect;

use super::listing::text;
use super::{Listed, Listing, Moved, listed};
use crate::base::{Fault, No};
use crate::desk::Done;
use crate::import::LineFault;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::{Role, Tone};
use crate::tui::program::{Answer, House, Outcome, View, ask};
use crate::tui::screen::{Confirm, Effect, Screen};
use crate::tui::widgets::rows::Filter;
use crate::tui::widgets::{Cell, Column, Page, Row};

/// Rows above the list.
const HEAD: u16 = 4;

/// What was found in a file.
pub enum Read<L> {
    Good(Vec<L>),
    Faulty(Vec<LineFault>),
    /// It is sound, and not to be recorded.
    Unfit(String),
}

/// What kind of file it is; `L` is one of its lines with what becomes of it.
pub struct Offered<L: 'static> {
    /// The card's.
    pub name: &'static str,
    /// What it holds: "Online payments".
    pub title: &'static str,
    /// Layers of keys for a good file, and for a faulty one.
    pub layers: [&'static [&'static str]; 2],
    /// Reads it again, after it was mended.
    pub again: Action,
    /// What its lines and its faults are called where they are printed or saved.
    pub lists: [&'static str; 2],
    pub columns: &'static [Column],
    pub filters: &'static [Filter],
    pub faults: &'static [Column],
    pub read: fn(&[u8], &View<'_>) -> Result<Read<L>, No>,
    pub row: fn(&L) -> Row,
    /// How a good file stands.
    pub verdict: fn(&[L]) -> (Tone, String),
    /// The question and its detail; `None` where nothing of it would be recorded.
    pub sure: fn(&[L]) -> Option<(String, String)>,
    /// What was shown is recorded, whatever became of the file meanwhile.
    pub record: fn(&[L]) -> Effect<House>,
    pub said: fn(&Done, &[L]) -> String,
}

/// A file on the screen.
pub struct Offer<L: 'static> {
    what: &'static Offered<L>,
    path: PathBuf,
    read: Option<Read<L>>,
    list: Option<Listed>,
}

impl<L: Send + 'static> Offer<L> {
    pub fn open(what: &'static Offered<L>, path: PathBuf) -> Box<dyn Screen<House>> {
        Box::new(Self { what, path, read: None, list: None })
    }

    fn look(&self) -> Effect<House> {
        let (path, read) = (self.path.clone(), self.what.read);
        ask(move |view| match std::fs::read(&path) {
            Ok(bytes) => read(&bytes, view),
            Err(error) => Ok(Read::Unfit(Fault::new(format!("the file can't be read ({error})"), "look at it").to_string())),
        })
    }

    fn take(&mut self, read: Read<L>) -> Effect<House> {
        let [lines_of, faults_of] = self.what.lists;
        self.list = match &read {
            Read::Good(lines) => {
                let rows: Vec<Row> = lines.iter().map(self.what.row).collect();
                let title = format!("{} of {}", self.what.title, self.path.display());
                Some(Listed::new(Listing::short(lines_of, title, self.what.columns, self.what.filters, move |_| Ok(rows.clone()))))
            }
            Read::Faulty(faults) => {
                let rows: Vec<Row> = faults.iter().enumerate().map(faulty).collect();
                let title = format!("Faults of {}", self.path.display());
                Some(Listed::new(Listing::short(faults_of, title, self.what.faults, &[], move |_| Ok(rows.clone()))))
            }
            Read::Unfit(_) => None,
        };
        self.read = Some(read);
        self.list.as_ref().map_or(Effect::Nothing, Listed::read)
    }

    fn lines(&self) -> &[L] {
        if let Some(Read::Good(lines)) = &self.read { lines } else { &[] }
    }

    fn sure(&self) -> Effect<House> {
        match (self.what.sure)(self.lines()) {
            None => Effect::warn("there is nothing in this file to record"),
            Some((question, detail)) => Effect::Confirm(Confirm { question, detail, yes: action::YES, ready: true }),
        }
    }

    /// The line that says how it stands.
    fn verdict(&self) -> Option<(Tone, String)> {
        Some(match self.read.as_ref()? {
            Read::Unfit(why) => (Tone::Bad, why.clone()),
            Read::Faulty(faults) => {
                (Tone::Bad, format!("{} faults: nothing is recorded. Mend them in the file; Enter checks it again.", faults.len()))
            }
            Read::Good(lines) => (self.what.verdict)(lines),
        })
    }
}

fn faulty((place, fault): (usize, &LineFault)) -> Row {
    let line = Cell::Number(i64::try_from(fault.line).unwrap_or(i64::MAX));
    Row { key: place.to_string(), cells: vec![line, text(fault.field), text(fault.message.clone())] }
}

/// Whether the last cell of a row says so; for filters.
pub fn says(row: &Row, word: &str) -> bool {
    row.cells.last().is_some_and(|cell| cell.shown().contains(word))
}

impl<L: Send + 'static> Screen<House> for Offer<L> {
    fn name(&self) -> &'static str {
        self.what.name
    }

    fn title(&self) -> Cow<'_, str> {
        let name = self.path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        format!("{}: {name}", self.what.title).into()
    }

    fn layers(&self) -> &'static [&'static str] {
        let [good, faulty] = self.what.layers;
        if matches!(self.read, Some(Read::Good(_))) { good } else { faulty }
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        self.look()
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        match answer.take::<Read<L>>() {
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
            action::YES => (self.what.record)(self.lines()),
            again if again == self.what.again => self.look(),
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
            Ok(Outcome::Recorded(done)) => Effect::All(vec![Effect::Pop, Effect::good((self.what.said)(&done, self.lines()))]),
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
