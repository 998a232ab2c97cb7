//! An application whole: where it stands, the steps open to this user, its path, what was demanded and given (`N-1`).

use std::borrow::Cow;
use std::cell::Cell;

use ratatui::layout::Rect;

use super::step::{Next, Task};
use super::told::{self, Taken};
use super::{CARD, DOCUMENTS, PAPERS, PATH, SHEET, VIEW, collect};
use super::{papers, parts};
use crate::acts::application::Applying as _;
use crate::acts::application::Typed;
use crate::base::{Day, No, PaperKind, PaperNo};
use crate::folds::Application;
use crate::journal::Personal;
use crate::print::Document;
use crate::reports::application::{labelled, path};
use crate::rules::role::join;
use crate::store::sight::Seen;
use crate::store::{application_rows, applications, project};
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::{Canvas, width, wrap};
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::Role;
use crate::tui::program::{Answer, House, Outcome, View, ask};
use crate::tui::screen::{Effect, Screen};
use crate::tui::screens::parts::documents;
use crate::tui::screens::parts::who::house;
use crate::tui::screens::patterns::listing::Said;
use crate::tui::screens::patterns::{Leaf, Sheet};
use crate::tui::screens::{consumer, revision};
use crate::tui::widgets::{Pick, PickMove};

/// What a step that sends back or rejects asks for.
const REASON: &str = "reason";

/// Columns from which the path has what was demanded and given beside it.
const WIDE: u16 = 110;

pub fn screen(no: PaperNo) -> Box<dyn Screen<House>> {
    Box::new(Whole { no, known: None, pick: Pick::new(Vec::new()), top: 0, rows: Cell::new(8) })
}

/// The effect of opening it.
pub fn open(no: PaperNo) -> Effect<House> {
    Effect::Push(screen(no))
}

/// Who applied: as said with the application, else as the consumer's record has it.
///
/// # Errors
/// A fault of the data file.
pub fn person(view: &View<'_>, application: &Application) -> Result<Personal, No> {
    let said = applications::applicant(view.conn(), &application.no)?.filter(|said| !said.name.is_empty());
    match (said, application.whose()) {
        (Some(said), _) => Ok(said),
        (None, Some(no)) => Ok(Seen { conn: view.conn(), desk: view.desk() }.person(no)?.unwrap_or_default()),
        (None, None) => Ok(Personal::default()),
    }
}

/// Name, house and telephone in a line.
pub fn who(person: &Personal, area: &str) -> String {
    let name = if person.name.is_empty() { "(name erased)" } else { &person.name };
    let house = house(&person.address, area);
    [name, &house, &person.phone].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// What was read of it.
struct Known {
    application: Application,
    person: Personal,
    /// The consumer with its status.
    consumer: String,
    /// The name and title of each step open to this user, and where it leads.
    steps: Vec<(String, String, String)>,
    /// What others may do, and who.
    others: Vec<String>,
    given: Vec<(String, String)>,
    documents: Vec<String>,
    today: Day,
}

fn read(view: &View<'_>, no: &PaperNo) -> Result<Option<Known>, No> {
    let Some(application) = application_rows::read(view.conn(), no)? else { return Ok(None) };
    let workflow = view.rules().workflows.get(&application.workflow);
    let (state, roles) = (&application.stand.state, view.session.roles());
    let mut open: Vec<_> = workflow.iter().flat_map(|workflow| workflow.open_to(state, roles).map(move |step| (*workflow, step))).collect();
    // What leads on comes first: the first key sends nothing back by habit.
    open.sort_by_key(|(_, step)| step.asks.iter().any(|asked| asked.needed && asked.field == REASON));
    let steps = open
        .into_iter()
        .map(|(workflow, step)| {
            let to = workflow.state(&step.to).map_or_else(String::new, |to| format!("{} {}", to.code, to.text));
            (step.name.clone(), step.title.clone(), to)
        })
        .collect();
    let closed = |by: &[crate::rules::role::Role]| !by.iter().any(|role| roles.contains(role));
    let others = workflow.iter().flat_map(|workflow| workflow.steps_from(state)).filter(|step| !step.online && closed(&step.by));
    let others = others.map(|step| format!("{} ({})", step.title, join(&step.by))).collect();
    let status = application.whose().map(|no| project::read_consumer(view.conn(), no)).transpose()?.flatten();
    let consumer = status.map_or_else(String::new, |consumer| format!("{} {}", consumer.no, consumer.status));
    let given = labelled(workflow, &application.given);
    let documents = documents::lines(view, no)?;
    Ok(Some(Known { person: person(view, &application)?, given, documents, consumer, steps, others, today: view.today(), application }))
}

struct Whole {
    no: PaperNo,
    known: Option<Box<Known>>,
    pick: Pick,
    /// The first row of the parts that shows, and how many do.
    top: u16,
    rows: Cell<u16>,
}

impl Whole {
    fn read(&self) -> Effect<House> {
        let no = self.no.clone();
        ask(move |view| read(view, &no))
    }

    fn take(&mut self, known: Option<Known>) -> Effect<House> {
        let Some(known) = known else {
            return Effect::All(vec![Effect::Pop, Effect::warn(format!("there is no application {} any more", self.no))]);
        };
        // The lit step stays lit where the steps are the same.
        let rows: Vec<_> = known.steps.iter().map(|(_, title, to)| (title.clone(), to.clone())).collect();
        if self.known.as_ref().is_none_or(|before| before.steps != known.steps) {
            self.pick = Pick::new(rows);
        }
        self.known = Some(Box::new(known));
        Effect::Nothing
    }

    fn step(&self, place: usize) -> Effect<House> {
        let Some((name, ..)) = self.known.as_ref().and_then(|known| known.steps.get(place)) else { return Effect::Nothing };
        let (no, name) = (self.no.clone(), name.clone());
        ask(move |view| Ok((Task::next(view, &no, &name)?, name)))
    }

    fn begun(&self, next: Next, name: String, status: &Status) -> Effect<House> {
        match next {
            Next::Form(task) => Sheet::open(task, &[], status),
            Next::Money => Effect::Push(collect::screen(self.no.clone(), name, Typed::new())),
            Next::Sheet => Effect::Push(revision::screen(self.no.clone())),
            Next::Gone(why) => Effect::All(vec![self.read(), Effect::warn(why)]),
        }
    }

    fn picked(&self, step: PickMove) -> Effect<House> {
        match step {
            PickMove::Taken(place) => self.step(place),
            PickMove::Stays => Effect::Nothing,
            PickMove::Pass => Effect::Pass,
        }
    }

    fn paper(&self) -> Effect<House> {
        let no = self.no.clone();
        let title = format!("Path of {no}");
        Leaf::report(CARD.name, "path", title, move |look| {
            let application = application_rows::read(look.conn, &no)?;
            let person = applications::applicant(look.conn, &no)?.unwrap_or_default();
            Ok(match application {
                Some(application) => path(&look.source(), &application, &person, look.rules.workflows.get(&application.workflow)),
                None => Document::new(format!("There is no application {no}")),
            })
        })
    }
}

impl Screen<House> for Whole {
    fn name(&self) -> &'static str {
        CARD.name
    }

    fn title(&self) -> Cow<'_, str> {
        let what = if self.no.kind == PaperKind::Request { "Request" } else { "Application" };
        format!("{what} {}", self.no).into()
    }

    fn layers(&self) -> &'static [&'static str] {
        let is = |of: fn(&Known) -> bool| self.known.as_deref().is_some_and(of);
        match (is(|known| known.steps.is_empty()), is(|known| !known.documents.is_empty())) {
            (true, false) => &["application"],
            (true, true) => &["application-documents", "application"],
            (false, false) => &["application-steps", "application"],
            (false, true) => &["application-steps", "application-documents", "application"],
        }
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        self.read()
    }

    fn uncovered(&mut self, _: &Status) -> Effect<House> {
        self.read()
    }

    fn answered(&mut self, answer: Answer, status: &Status) -> Effect<House> {
        match answer.take::<Option<Known>>() {
            Ok(known) => self.take(known),
            Err(answer) => match answer.take::<(Next, String)>() {
                Ok((next, name)) => self.begun(next, name, status),
                Err(_) => Effect::Nothing,
            },
        }
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        let page = self.rows.get().max(1);
        match action {
            PATH => self.paper(),
            PAPERS => papers::open(self.no.clone()),
            DOCUMENTS => documents::save(&self.no),
            SHEET if self.known.as_ref().is_some_and(|known| known.application.case.is_some()) => {
                Effect::Push(revision::screen(self.no.clone()))
            }
            VIEW => match self.known.as_ref().and_then(|known| known.application.whose()) {
                Some(no) => consumer::open(no),
                None => Effect::warn("no consumer yet: the number is made when the charges are paid"),
            },
            action::PAGE_DOWN => {
                let all: u16 = self.known.as_ref().map_or(0, |known| known.parts().iter().map(parts::Part::height).sum());
                self.top = (self.top + page).min(all.saturating_sub(page));
                Effect::Nothing
            }
            action::PAGE_UP => {
                self.top = self.top.saturating_sub(page);
                Effect::Nothing
            }
            _ => {
                let step = self.pick.act(action);
                self.picked(step)
            }
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        let step = self.pick.typed(key);
        self.picked(step)
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        match outcome {
            Ok(ref outcome) if let Some(said) = Said::of(outcome) => Effect::All(vec![self.read(), Effect::good(said)]),
            Ok(outcome) => Effect::good(Taken::of(&outcome).map(Taken::said).unwrap_or_default()),
            Err(trouble) => Effect::bad(trouble.to_string()),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let Some(known) = &self.known else { return };
        let area = Rect { x: canvas.area.x + 1, width: canvas.area.width.saturating_sub(2), ..canvas.area };
        let row = known.draw_head(canvas, area);
        let row = self.draw_steps(canvas, known, area, row);
        let below = Rect { y: area.y + row, height: area.height.saturating_sub(row), ..area };
        let parts = known.parts();
        if area.width < WIDE {
            self.rows.set(below.height);
            parts::draw(canvas, below, &parts, self.top);
            let more = parts.iter().map(parts::Part::height).sum::<u16>().saturating_sub(self.top + below.height);
            if more > 0 {
                canvas.right(below, below.height.saturating_sub(1), Role::Hint, &format!(" PgDn: {more} more "));
            } else if self.top > 0 {
                canvas.right(below, below.height.saturating_sub(1), Role::Hint, " PgUp ");
            }
            return;
        }
        let left = Rect { width: below.width * 3 / 5, ..below };
        let right = Rect { x: below.x + left.width + 2, width: below.width - left.width - 2, ..below };
        let (path, rest) = parts.split_at(1);
        parts::draw(canvas, left, path, 0);
        parts::draw(canvas, right, rest, 0);
    }
}

impl Whole {
    /// What this user may do next, or who else may; gives the row below.
    fn draw_steps(&self, canvas: &mut Canvas<'_>, known: &Known, area: Rect, row: u16) -> u16 {
        if known.steps.is_empty() && known.others.is_empty() {
            return row;
        }
        canvas.rule(area, row, "Next");
        let below = Rect { y: area.y + row + 1, height: area.height.saturating_sub(row + 1), ..area };
        if !known.steps.is_empty() {
            let rows = u16::try_from(known.steps.len()).unwrap_or(u16::MAX);
            self.pick.draw(canvas, Rect { height: rows.min(below.height), ..below }, true);
            return row + 1 + rows;
        }
        let words = format!("not yours: {}", known.others.join(", "));
        let lines = wrap(&words, area.width);
        for (at, line) in (0..below.height).zip(&lines) {
            canvas.text(below, at, Role::Hint, line);
        }
        row + 1 + u16::try_from(lines.len()).unwrap_or(1)
    }
}

impl Known {
    fn parts(&self) -> Vec<parts::Part> {
        parts::of(&self.application, &self.given, &self.documents, self.today)
    }

    /// Who, what, where it stands; gives the rows it took.
    fn draw_head(&self, canvas: &mut Canvas<'_>, area: Rect) -> u16 {
        let Application { title, stand, since, day, reference, .. } = &self.application;
        let standing = told::stand(stand);
        canvas.right(area, 0, Role::Title, &standing);
        let left = Rect { width: area.width.saturating_sub(width(&standing) + 2), ..area };
        canvas.text(left, 0, Role::Value, title);
        let (waited, late) = told::waited(*since, self.application.due(), self.today);
        let waits = match stand.waits {
            Some(hand) => format!("waits for {hand}: {waited}"),
            None => format!("ended on {}", since.dmy()),
        };
        canvas.right(area, 1, if late > 0 { Role::Bad } else { Role::Label }, &waits);
        let left = Rect { width: area.width.saturating_sub(width(&waits) + 2), ..area };
        canvas.text(left, 1, Role::Label, &who(&self.person, self.application.given.text("area")));
        let portal = reference.as_ref().map_or_else(String::new, |no| format!("portal {no}"));
        let consumer = if self.consumer.is_empty() { String::new() } else { format!("consumer {}", self.consumer) };
        let before = self.application.about.filter(|_| self.application.made.is_some());
        let before = before.map_or_else(String::new, |no| format!("in place of {no}"));
        let facts: Vec<String> =
            [format!("of {}", day.dmy()), consumer, before, portal].into_iter().filter(|part| !part.is_empty()).collect();
        canvas.text(area, 2, Role::Label, &facts.join(&format!(" {} ", canvas.looks.signs.between)));
        let mut row = 3;
        for (tone, text) in told::notices(&self.application, self.today) {
            let words = format!("{} {text}", canvas.looks.signs.of(tone));
            canvas.text(area, row, tone.role(), &words);
            row += 1;
        }
        row
    }
}
