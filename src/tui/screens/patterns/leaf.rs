//! A text to read: a tariff, a report. Up and down move it; a report is printed and saved like a list.

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Arc;

use ratatui::layout::Rect;

use super::listing::{self, Look, Said};
use crate::base::No;
use crate::print::Document;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::{Canvas, width, wrap};
use crate::tui::keys::{Action, action};
use crate::tui::looks::Role;
use crate::tui::program::{Answer, House, Outcome, View, ask};
use crate::tui::screen::{Effect, Screen};

/// Columns that a report is laid out for: those of the narrowest window.
const COLUMNS: usize = 76;

type Reading = Arc<dyn Fn(&View<'_>) -> Result<Vec<String>, No>>;
type Making = Arc<dyn Fn(&Look<'_>) -> Result<Document, No> + Send + Sync>;

/// What a text is made from.
enum From {
    Lines(Reading),
    Document(&'static str, Making),
}

/// Lines, and the first that shows.
pub struct Leaf {
    name: &'static str,
    title: String,
    from: From,
    lines: Vec<String>,
    top: usize,
    /// Rows that a page key goes: those that were drawn last, less one to find the place again.
    rows: Cell<usize>,
}

/// What came of reading.
struct Lines(Vec<String>);

impl Leaf {
    /// The effect of opening a text; `name` is that of the screen whose help it shares.
    pub fn open(
        name: &'static str,
        title: impl Into<String>,
        read: impl Fn(&View<'_>) -> Result<Vec<String>, No> + 'static,
    ) -> Effect<House> {
        let from = From::Lines(Arc::new(read));
        Effect::Push(Box::new(Self { name, title: title.into(), from, lines: Vec::new(), top: 0, rows: Cell::new(15) }))
    }

    /// The effect of opening a report; `file` names what is saved of it.
    pub fn report(
        name: &'static str,
        file: &'static str,
        title: impl Into<String>,
        make: impl Fn(&Look<'_>) -> Result<Document, No> + Send + Sync + 'static,
    ) -> Effect<House> {
        Effect::Push(Self::of_report(name, file, title, make))
    }

    /// The same as a screen, for a card to open.
    pub fn of_report(
        name: &'static str,
        file: &'static str,
        title: impl Into<String>,
        make: impl Fn(&Look<'_>) -> Result<Document, No> + Send + Sync + 'static,
    ) -> Box<dyn Screen<House>> {
        let from = From::Document(file, Arc::new(make));
        Box::new(Self { name, title: title.into(), from, lines: Vec::new(), top: 0, rows: Cell::new(15) })
    }

    fn read(&self) -> Effect<House> {
        match &self.from {
            From::Lines(read) => {
                let read = Arc::clone(read);
                ask(move |view| Ok(Lines(read(view)?.iter().flat_map(|line| folded(line)).collect())))
            }
            From::Document(_, make) => {
                let make = Arc::clone(make);
                ask(move |view| Ok(Lines(make(&Look::from(view))?.text(COLUMNS).lines().map(str::to_owned).collect())))
            }
        }
    }

    fn out(&self, way: fn(&'static str, Making) -> Effect<House>) -> Effect<House> {
        match &self.from {
            From::Document(file, make) => way(file, Arc::clone(make)),
            From::Lines(_) => Effect::warn("this text is not printed"),
        }
    }
}

/// A line too long for the window goes on below, further in.
fn folded(line: &str) -> Vec<String> {
    let room = u16::try_from(COLUMNS).unwrap_or(76);
    if width(line) <= room {
        return vec![line.to_owned()];
    }
    let rows = wrap(line, room - 4).into_iter().enumerate();
    rows.map(|(place, row)| if place == 0 { row } else { format!("    {row}") }).collect()
}

impl Screen<House> for Leaf {
    fn name(&self) -> &'static str {
        self.name
    }

    fn title(&self) -> Cow<'_, str> {
        self.title.as_str().into()
    }

    fn layers(&self) -> &'static [&'static str] {
        match self.from {
            From::Lines(_) => &["leaf"],
            From::Document(..) => &["report", "leaf"],
        }
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        self.read()
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        if let Ok(Lines(lines)) = answer.take() {
            self.lines = lines;
        }
        Effect::Nothing
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        let last = self.lines.len().saturating_sub(1);
        let page = self.rows.get();
        self.top = match action {
            action::UP => self.top.saturating_sub(1),
            action::DOWN => (self.top + 1).min(last),
            action::PAGE_UP => self.top.saturating_sub(page),
            action::PAGE_DOWN => (self.top + page).min(last),
            action::FIRST => 0,
            action::LAST => last.saturating_sub(page),
            action::CHOOSE => return Effect::Pop,
            action::PRINT_LIST => return self.out(|file, make| listing::print(file, move |look| make(look))),
            action::EXPORT => return self.out(|file, make| listing::save(file, move |look| make(look))),
            _ => return Effect::Pass,
        };
        Effect::Nothing
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        match outcome {
            Ok(outcome) => Effect::good(Said::of(&outcome).unwrap_or_default()),
            Err(trouble) => Effect::bad(trouble.to_string()),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let area = Rect { x: canvas.area.x + 1, width: canvas.area.width.saturating_sub(2), ..canvas.area };
        self.rows.set(usize::from(area.height).saturating_sub(1).max(1));
        for (row, line) in (0..area.height).zip(self.lines.iter().skip(self.top)) {
            canvas.text(area, row, Role::Value, line);
        }
        let below = self.lines.len().saturating_sub(self.top + usize::from(area.height));
        if below > 0 {
            canvas.right(area, area.height.saturating_sub(1), Role::Hint, &format!(" {below} lines more "));
        }
    }
}
