//! Online applications, brought in from the portal's file: chosen by its path, shown with what becomes of each line, recorded whole.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use ratatui::layout::Rect;

use super::{CARD, CHECK};
use crate::acts::application::{ImportApplications, OnlineRow, categories};
use crate::acts::{Act as _, Sight};
use crate::base::{Day, Fault, No, Refusal};
use crate::import::LineFault;
use crate::import::applications::read as read_file;
use crate::rules::workflow::Offered;
use crate::store::sight::Seen;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::{Role, Tone};
use crate::tui::program::{Answer, House, Outcome, View, act, ask};
use crate::tui::screen::{Confirm, Effect, Screen};
use crate::tui::screens::patterns::folder::{Wanted, choose, chosen};
use crate::tui::screens::patterns::listing::text;
use crate::tui::screens::patterns::sheet::Plan;
use crate::tui::screens::patterns::{Found, Listed, Listing, Moved, Texts, Then, listed};
use crate::tui::widgets::rows::Filter;
use crate::tui::widgets::{Cell, Column, Field, Form, Kind, Page, Row};

pub const PLAN: Plan = Plan {
    name: CARD.name,
    title: "File of online applications",
    intro: "The portal's file: reference, kind, status, and the applicant's fields. It is checked and shown; nothing is recorded yet.",
    fields: |_, _| vec![Field::new("file", "File", Kind::Text(200)).hint("or its number below")],
    look: |texts: &Texts, _: &View<'_>| -> Result<Found, No> { Ok(choose(texts, &WANTED).0) },
    sure: Plan::asks_nothing,
    record: |_: &Form, texts: &Texts, _: Day| -> Result<Effect<House>, Refusal> {
        Ok(Effect::Replace(Box::new(Offer { path: chosen(texts), read: None, list: None })))
    },
    said: |_| String::new(),
    then: Then::Opens,
};

const WANTED: Wanted = Wanted { ending: ".csv", one: "CSV file", title: "CSV files and folders" };

const LINES: &[Column] = &[
    Column::figure("line", "Line", 5),
    Column::text("reference", "Reference", 14),
    Column::text("name", "Applicant", 12).growing(),
    Column::text("kind", "Kind", 10),
    Column::text("fate", "What becomes of it", 22).growing(),
];

const FILTERS: &[Filter] = &[("new", |row| says(row, "new")), ("known", |row| says(row, "passed over"))];

const FAULTS: &[Column] =
    &[Column::figure("line", "Line", 6), Column::text("field", "Column", 12), Column::text("fault", "What is wrong", 40).growing()];

/// Rows above the list.
const HEAD: u16 = 4;

fn says(row: &Row, word: &str) -> bool {
    row.cells.last().is_some_and(|cell| cell.shown().contains(word))
}

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    New,
    /// The applicant's next step of one that is here.
    GoesOn,
    Known,
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
    let moment = view.moment();
    let categories = categories(&moment);
    let checked = match read_file(&bytes, &view.rules().workflows, Offered { today: view.today(), categories: &categories }) {
        Ok(checked) if checked.faults.is_empty() => checked,
        Ok(checked) => return Ok(Read::Faulty(checked.faults)),
        Err(faults) => return Ok(Read::Faulty(faults)),
    };
    let see = Seen { conn: view.conn(), desk: view.desk() };
    match (ImportApplications { rows: checked.rows.clone() }).decide(&see, &moment) {
        Ok(_) => {}
        Err(No::Refused(refusal)) => return Ok(Read::Unfit(refusal.message)),
        Err(broken) => return Err(broken),
    }
    let fates: Result<Vec<(OnlineRow, Fate)>, No> =
        checked.rows.into_iter().map(|row| fate(&row, &see, view).map(|fate| (row, fate))).collect();
    fates.map(Read::Good)
}

fn fate(row: &OnlineRow, see: &dyn Sight, view: &View<'_>) -> Result<Fate, No> {
    let Some(no) = see.by_reference(&row.reference)? else { return Ok(Fate::New) };
    let application = see.application(&no)?.filter(|application| application.workflow == row.workflow);
    let goes_on = application.is_some_and(|application| {
        let workflow = view.rules().workflows.get(&application.workflow);
        workflow.is_some_and(|workflow| workflow.steps_from(&application.stand.state).any(|step| step.name == row.step))
    });
    Ok(if goes_on { Fate::GoesOn } else { Fate::Known })
}

fn line((row, fate): &(OnlineRow, Fate)) -> Row {
    let fate = match fate {
        Fate::New => "new: the AE admits it",
        Fate::GoesOn => "sent again: goes on",
        Fate::Known => "known: passed over",
    };
    let number = Cell::Number(i64::try_from(row.line).unwrap_or(i64::MAX));
    let name = row.typed.get("name").cloned().unwrap_or_default();
    Row { key: row.reference.clone(), cells: vec![number, text(row.reference.clone()), text(name), text(row.workflow.clone()), text(fate)] }
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
            Read::Good(lines) => {
                let rows: Vec<Row> = lines.iter().map(line).collect();
                let title = format!("Online applications of {}", self.path.display());
                Some(Listed::new(Listing::short("portal-file", title, LINES, FILTERS, move |_| Ok(rows.clone()))))
            }
            Read::Faulty(faults) => {
                let rows: Vec<Row> = faults.iter().enumerate().map(faulty).collect();
                let title = format!("Faults of {}", self.path.display());
                Some(Listed::new(Listing::short("portal-faults", title, FAULTS, &[], move |_| Ok(rows.clone()))))
            }
            Read::Unfit(_) => None,
        };
        self.read = Some(read);
        self.list.as_ref().map_or(Effect::Nothing, Listed::read)
    }

    fn lines(&self) -> &[(OnlineRow, Fate)] {
        if let Some(Read::Good(lines)) = &self.read { lines } else { &[] }
    }

    fn count(&self, of: Fate) -> usize {
        self.lines().iter().filter(|(_, fate)| *fate == of).count()
    }

    fn sure(&self) -> Effect<House> {
        let recorded = self.lines().len() - self.count(Fate::Known);
        if recorded == 0 {
            return Effect::warn("there is nothing in this file to record");
        }
        let question = format!("Bring in {recorded} applications?");
        let detail = "The AE finds them in the work list. The file is brought in whole or not at all.".to_owned();
        Effect::Confirm(Confirm { question, detail, yes: action::YES, ready: true })
    }

    /// The line that says how it stands.
    fn verdict(&self) -> Option<(Tone, String)> {
        Some(match self.read.as_ref()? {
            Read::Unfit(why) => (Tone::Bad, why.clone()),
            Read::Faulty(faults) => {
                (Tone::Bad, format!("{} faults: nothing is recorded. Mend them in the file; Enter checks it again.", faults.len()))
            }
            Read::Good(_) => {
                let [new, again, known] = [Fate::New, Fate::GoesOn, Fate::Known].map(|fate| self.count(fate));
                (Tone::Good, format!("No faults. {new} new, {again} sent again, {known} known already."))
            }
        })
    }
}

impl Screen<House> for Offer {
    fn name(&self) -> &'static str {
        CARD.name
    }

    fn title(&self) -> Cow<'_, str> {
        let name = self.path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        format!("Online applications: {name}").into()
    }

    fn layers(&self) -> &'static [&'static str] {
        match self.read {
            Some(Read::Good(_)) => &["portal-offer", "list"],
            _ => &["portal-faults", "list"],
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
            // What was shown is recorded, whatever became of the file meanwhile.
            action::YES => act(ImportApplications { rows: self.lines().iter().map(|(row, _)| row.clone()).collect() }),
            CHECK => self.look(),
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
            Ok(Outcome::Recorded(done)) => {
                Effect::All(vec![Effect::Pop, Effect::good(format!("{} applications brought in", done.entries.len()))])
            }
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
