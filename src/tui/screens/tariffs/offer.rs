//! A tariff's file before it is recorded: its faults, or what it would change; recorded by the act of `ebcm tariff add` (`B-5`, `B-6`).

use std::borrow::Cow;
use std::path::PathBuf;

use ratatui::layout::Rect;

use super::super::patterns::listing::text;
use super::super::patterns::{Listed, Listing, Moved, listed};
use super::{mark, new};
use crate::base::{Day, No};
use crate::desk::{add_tariff, check_tariff, nothing_printed, read_tariff};
use crate::journal::fact::TextFile;
use crate::rules::tariff::{Change, Document, TariffFault};
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::{Role, Tone};
use crate::tui::program::{Answer, House, Outcome, View, Work, ask};
use crate::tui::screen::{Confirm, Effect, Screen};
use crate::tui::widgets::rows::Filter;
use crate::tui::widgets::{Cell, Column, Page, Row};

/// Reads the file again, after it was mended.
pub const AGAIN: Action = Action("check-again");

const CHANGES: &[Column] = &[
    Column::text("category", "Category", 8),
    Column::text("item", "Charge", 26).growing(),
    Column::text("now", "Now", 12).growing(),
    Column::text("new", "New", 12).growing(),
    Column::text("change", "", 7),
];

const FILTERS: &[Filter] = &[("what changes", |row| row.cells.last() != Some(&Cell::Empty))];

const FAULTS: &[Column] = &[
    Column::figure("line", "Line", 6),
    Column::text("fault", "What is wrong", 30).growing(),
    Column::text("remedy", "What to write", 20).growing(),
];

/// Rows above the list.
const HEAD: u16 = 4;
/// Rows below it, for the lit fault whole.
const FOOT: u16 = 6;

/// The screen of a file.
pub fn open(path: PathBuf) -> Box<dyn Screen<House>> {
    Box::new(Offer { path, read: None, list: None })
}

/// What was found in it.
enum Read {
    /// It can be recorded.
    Good {
        file: TextFile,
        document: Box<Document>,
        over: Option<String>,
        changes: Vec<Change>,
        today: Day,
    },
    Faulty(Vec<TariffFault>),
    /// It is sound, and not for this data file.
    Unfit(String),
}

struct Offer {
    path: PathBuf,
    read: Option<Read>,
    list: Option<Listed>,
}

fn read(path: &std::path::Path, view: &View<'_>) -> Result<Read, No> {
    let file = read_tariff(path)?;
    let document = match check_tariff(&file) {
        Ok(document) => document,
        Err(faults) => return Ok(Read::Faulty(faults)),
    };
    let book = &view.rules().tariffs;
    let is_known = view.eye.setup().tariffs.iter().any(|known| known.text == file.text);
    if is_known {
        return Ok(Read::Unfit(format!("{} is recorded already, with this very text.", document.id())));
    }
    if let Err(refusal) = add_tariff(view.rules(), file.clone(), &document) {
        return Ok(Read::Unfit(refusal.message));
    }
    let (over, changes) = match &document {
        Document::Tariff(tariff) => (book.on(tariff.from).map(|old| old.id.clone()), book.changes(tariff)),
        Document::Fuel(fuel) => (None, book.fuel_changes(fuel)),
    };
    Ok(Read::Good { file, document: Box::new(document), over, changes, today: view.today() })
}

fn changed(change: &Change) -> Row {
    let side = |side: &Option<String>| side.clone().map_or(Cell::Empty, Cell::Text);
    let category = if change.category.is_empty() { "all" } else { &change.category };
    let word = change.word();
    let sign = if word.is_empty() { Cell::Empty } else { text(word) };
    Row {
        key: format!("{category} {}", change.item),
        cells: vec![text(category), text(change.item.clone()), side(&change.before), side(&change.after), sign],
    }
}

fn faulty((place, fault): (usize, &TariffFault)) -> Row {
    let line = i64::try_from(fault.line).unwrap_or(i64::MAX);
    Row { key: place.to_string(), cells: vec![Cell::Number(line), text(fault.what.clone()), text(fault.remedy.clone())] }
}

impl Offer {
    fn look(&self) -> Effect<House> {
        let path = self.path.clone();
        ask(move |view| read(&path, view))
    }

    fn take(&mut self, read: Read) -> Effect<House> {
        self.list = match &read {
            Read::Good { document, changes, .. } => {
                let rows: Vec<Row> = changes.iter().map(changed).collect();
                let title = format!("What tariff {} changes", document.id());
                let listing = Listing::short("tariff-changes", title, CHANGES, FILTERS, move |_| Ok(rows.clone()));
                Some(Listed::new(listing).only(0))
            }
            Read::Faulty(faults) => {
                let rows: Vec<Row> = faults.iter().enumerate().map(faulty).collect();
                let title = format!("Faults of {}", self.path.display());
                Some(Listed::new(Listing::short("tariff-faults", title, FAULTS, &[], move |_| Ok(rows.clone()))).told())
            }
            Read::Unfit(_) => None,
        };
        self.read = Some(read);
        self.list.as_ref().map_or(Effect::Nothing, Listed::read)
    }

    fn sure(&self) -> Effect<House> {
        let Some(Read::Good { document, .. }) = &self.read else { return Effect::warn("this file is not recorded as it stands") };
        let detail = match document.as_ref() {
            Document::Tariff(tariff) => {
                format!("It holds from {}. A tariff that is recorded is never changed or taken back.", tariff.from.dmy())
            }
            Document::Fuel(_) => "It holds for the months that it names, and is never changed or taken back.".to_owned(),
        };
        Effect::Confirm(Confirm { question: format!("Record {}?", document.id()), detail, yes: action::YES, ready: false })
    }

    fn record(&self) -> Effect<House> {
        let Some(Read::Good { file, document, .. }) = &self.read else { return Effect::Nothing };
        // What was shown is recorded, whatever became of the file meanwhile.
        let (file, document) = (file.clone(), document.clone());
        Effect::Act(Work::new(move |bench| {
            let add = add_tariff(bench.desk.rules(), file, &document)?;
            Ok(Outcome::Recorded(bench.desk.act(bench.session, &add, &nothing_printed)?))
        }))
    }

    /// The line that says how it stands.
    fn verdict(&self) -> Option<(Tone, String)> {
        Some(match self.read.as_ref()? {
            Read::Unfit(why) => (Tone::Bad, format!("Not recorded: {why}")),
            Read::Faulty(faults) if faults.len() == 1 => (Tone::Bad, "1 fault. Mend it in the file; Enter checks it again.".to_owned()),
            Read::Faulty(faults) => (Tone::Bad, format!("{} faults. Mend them in the file; Enter checks it again.", faults.len())),
            Read::Good { document, over, changes, today, .. } => {
                let count = |word: &str| changes.iter().filter(|c| c.word() == word).count();
                let over = over.as_ref().map_or(String::new(), |id| format!(" against {id}"));
                let sum = format!("No faults. {} changed, {} new, {} gone{over}.", count("changed"), count("new"), count("gone"));
                match document.as_ref() {
                    Document::Tariff(tariff) if tariff.from <= *today => {
                        (Tone::Warn, format!("{sum} It holds from a day that is past: bills made stay as they are."))
                    }
                    _ => (Tone::Good, sum),
                }
            }
        })
    }

    fn head(&self) -> Option<[String; 2]> {
        let Some(Read::Good { document, .. }) = &self.read else { return None };
        Some(match document.as_ref() {
            Document::Tariff(t) => {
                [format!("{}, {}, from {}, schedule {}", t.id, mark(t.mark), t.from.dmy(), t.schedule), t.source.clone()]
            }
            Document::Fuel(f) => [format!("{}, fuel surcharge, schedule {}", f.id, f.schedule), f.source.clone()],
        })
    }

    const fn is_good(&self) -> bool {
        matches!(self.read, Some(Read::Good { .. }))
    }
}

impl Screen<House> for Offer {
    fn name(&self) -> &'static str {
        new::CARD.name
    }

    fn title(&self) -> Cow<'_, str> {
        let name = self.path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        format!("{}: {name}", new::CARD.title).into()
    }

    fn layers(&self) -> &'static [&'static str] {
        match (self.is_good(), &self.list) {
            (true, _) => &["tariff-offer", "list"],
            (false, Some(_)) => &["tariff-faults", "list"],
            (false, None) => &["tariff-faults"],
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
            Ok(Outcome::Recorded(_)) => {
                let said = self.head().map_or_else(String::new, |[what, _]| format!("recorded: {what}"));
                Effect::All(vec![Effect::Pop, Effect::good(said)])
            }
            other => listed::said(other, |_| String::new()),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let area = Rect { x: canvas.area.x + 1, width: canvas.area.width.saturating_sub(2), ..canvas.area };
        let head = self.head().unwrap_or_else(|| [self.path.display().to_string(), String::new()]);
        canvas.text(area, 0, Role::Value, &head[0]);
        canvas.text(area, 1, Role::Label, &head[1]);
        let Some((tone, words)) = self.verdict() else { return };
        let sign = canvas.looks.signs.of(tone).to_owned();
        let lines = wrap(&format!("{sign} {words}"), area.width);
        for (row, line) in (2..).zip(&lines) {
            canvas.text(area, row, tone.role(), line);
        }
        let Some(list) = &self.list else { return };
        let below = HEAD.max(3 + u16::try_from(lines.len()).unwrap_or(1));
        let foot = if self.is_good() { 0 } else { FOOT };
        let room = canvas.area;
        list.draw(canvas, Rect { y: room.y + below, height: room.height.saturating_sub(below + foot), ..room });
        if let Some(Read::Faulty(faults)) = &self.read
            && let Some(fault) = list.row().and_then(|row| faults.get(row.key.parse::<usize>().ok()?))
        {
            draw_fault(canvas, Rect { y: area.bottom().saturating_sub(FOOT), height: FOOT, ..area }, fault);
        }
    }
}

fn draw_fault(canvas: &mut Canvas<'_>, area: Rect, fault: &TariffFault) {
    canvas.rule(area, 0, &format!("Line {}", fault.line));
    let what = wrap(&fault.what, area.width).into_iter().map(|line| (Role::Value, line));
    let remedy = wrap(&format!("Remedy: {}", fault.remedy), area.width).into_iter().map(|line| (Role::Label, line));
    for (row, (role, line)) in (1..area.height).zip(what.chain(remedy)) {
        canvas.text(area, row, role, &line);
    }
}
