//! What may begin: an application of each kind, or for one consumer what that consumer's connection allows, beside what is open of it.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::step::Task;
use super::{NEW, one};
use crate::base::{ConsumerNo, No, PaperNo};
use crate::folds::Consumer;
use crate::rules::workflow::{Effect as Comes, NEW as START, Requires, Step, Workflow};
use crate::store::{applications, project};
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::keys::{Action, Key};
use crate::tui::looks::Role;
use crate::tui::program::{Answer, House, Outcome, View, ask};
use crate::tui::screen::{Effect, Screen};
use crate::tui::screens::patterns::Sheet;
use crate::tui::widgets::{Pick, PickMove};

/// Rows at the foot for what is said of the lit one.
const SAID: u16 = 3;

/// The screen of all that may begin; `consumer`: of one consumer alone.
pub fn screen(consumer: Option<ConsumerNo>) -> Box<dyn Screen<House>> {
    Box::new(Begin { consumer, workflow: None, ways: Vec::new(), pick: Pick::new(Vec::new()), is_read: false })
}

/// The same of one kind: where it may begin in one way alone, that form is opened at once.
pub fn of_kind(workflow: &'static str) -> Box<dyn Screen<House>> {
    Box::new(Begin { consumer: None, workflow: Some(workflow), ways: Vec::new(), pick: Pick::new(Vec::new()), is_read: false })
}

/// What a row leads to.
#[derive(Debug, Clone)]
enum Way {
    /// One that is there.
    Open(PaperNo),
    New {
        workflow: String,
        step: String,
        at_once: Option<String>,
    },
    /// What is not taken here; what is said of it is what the consumer is to be told (`R-1`).
    Elsewhere,
}

type Ways = Vec<(String, String, Way)>;

struct Begin {
    consumer: Option<ConsumerNo>,
    workflow: Option<&'static str>,
    /// Each with what is said of it.
    ways: Vec<(String, Way)>,
    pick: Pick,
    is_read: bool,
}

/// The step that may be carried out with the request (`N-7`), where this user may take both.
fn at_once<'a>(view: &View<'_>, workflow: &'a Workflow, first: &Step) -> Option<&'a Step> {
    let is_such = |step: &&Step| step.effects.iter().any(|e| matches!(e, Comes::EndConnection | Comes::StopBill | Comes::Reactivate));
    let from = workflow.state(&first.to)?;
    let roles = view.session.roles();
    workflow.steps.iter().filter(|step| step.from.contains(&from.code) && step.by.iter().any(|role| roles.contains(role))).find(is_such)
}

/// Whether the step is one for such a consumer.
fn fits(step: &Step, consumer: &Consumer) -> bool {
    step.requires.iter().all(|requires| match requires {
        Requires::Settled => !consumer.is_outstanding(),
        Requires::Government => consumer.is_government(),
        of_status => of_status.of_status(consumer.status),
    })
}

fn read(view: &View<'_>, consumer: Option<ConsumerNo>, kind: Option<&str>) -> Result<Ways, No> {
    let mut ways = Ways::new();
    let known = consumer.map(|no| project::read_consumer(view.conn(), no)).transpose()?.flatten();
    let mut open = Vec::new();
    for application in consumer.map(|no| applications::of_consumer(view.conn(), no)).transpose()?.unwrap_or_default() {
        let about = format!("{} {}, since {}", application.stand.state, application.stand.text, application.since.dmy());
        if application.stand.is_open() {
            open.push(application.workflow.clone());
        }
        let title = format!("{} {}: {}", application.no, application.title, application.stand.state);
        ways.push((title, about, Way::Open(application.no)));
    }
    let requests = &view.rules().profile.requests;
    for workflow in view.rules().workflows.iter().filter(|workflow| kind.is_none_or(|kind| workflow.name == kind)) {
        if consumer.is_some() && (!workflow.of_consumer || open.contains(&workflow.name)) {
            continue;
        }
        for step in workflow.open_to(START, view.session.roles()).filter(|step| known.as_ref().is_none_or(|known| fits(step, known))) {
            if step.effects.contains(&Comes::AtCounter) && !requests.at_counter {
                ways.push((workflow.title.clone(), requests.refusal.clone(), Way::Elsewhere));
                continue;
            }
            let way = |at_once| Way::New { workflow: workflow.name.clone(), step: step.name.clone(), at_once };
            if let Some(second) = at_once(view, workflow, step) {
                let about = format!("{}: asked for and carried out in one", workflow.title);
                ways.push((format!("{}: at once", workflow.title), about, way(Some(second.name.clone()))));
            }
            ways.push((workflow.title.clone(), workflow.about.clone(), way(None)));
        }
    }
    Ok(ways)
}

fn go(way: Way) -> Effect<House> {
    match way {
        Way::Open(no) => one::open(no),
        Way::New { workflow, step, at_once } => ask(move |view| Task::begin(view, &workflow, &step, at_once.as_deref())),
        Way::Elsewhere => Effect::warn("not taken here: tell the consumer what stands below"),
    }
}

impl Begin {
    fn step(&self, step: PickMove) -> Effect<House> {
        match step {
            PickMove::Pass => Effect::Pass,
            PickMove::Stays => Effect::Nothing,
            PickMove::Taken(place) => self.ways.get(place).map_or(Effect::Nothing, |(_, way)| go(way.clone())),
        }
    }

    /// The one form of a kind, where nothing is to be chosen.
    fn only(&self) -> Option<Effect<House>> {
        match self.ways.as_slice() {
            [(_, way @ Way::New { .. })] if self.workflow.is_some() => Some(go(way.clone())),
            _ => None,
        }
    }

    /// A form in its place: where nothing was to be chosen, Esc leads back past this screen.
    fn form(&self, task: Task, status: &Status) -> Effect<House> {
        let typed: Vec<(&'static str, String)> = self.consumer.iter().map(|no| ("consumer", no.to_string())).collect();
        if self.only().is_some() { Effect::Replace(Box::new(Sheet::new(task, &typed, status))) } else { Sheet::open(task, &typed, status) }
    }
}

impl Screen<House> for Begin {
    fn name(&self) -> &'static str {
        NEW.name
    }

    fn title(&self) -> Cow<'_, str> {
        self.consumer.map_or_else(|| NEW.title.into(), |no| format!("Applications of {no}").into())
    }

    fn layers(&self) -> &'static [&'static str] {
        &["pick"]
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        let (consumer, kind) = (self.consumer, self.workflow);
        ask(move |view| read(view, consumer, kind))
    }

    fn uncovered(&mut self, status: &Status) -> Effect<House> {
        self.opened(status)
    }

    fn answered(&mut self, answer: Answer, status: &Status) -> Effect<House> {
        match answer.take::<Ways>() {
            Ok(ways) => {
                let rows = ways.iter().map(|(title, ..)| (title.clone(), String::new())).collect();
                let is_other = ways.len() != self.ways.len();
                self.ways = ways.into_iter().map(|(_, about, way)| (about, way)).collect();
                if is_other || !self.is_read {
                    self.pick = Pick::new(rows);
                }
                self.is_read = true;
                self.only().unwrap_or(Effect::Nothing)
            }
            Err(answer) => match answer.take::<Option<Task>>() {
                Ok(Some(task)) => self.form(task, status),
                _ => Effect::warn("that kind of application is not there any more"),
            },
        }
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        let step = self.pick.act(action);
        self.step(step)
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        let step = self.pick.typed(key);
        self.step(step)
    }

    fn done(&mut self, _: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        Effect::Nothing
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let area = canvas.area;
        let room = Rect { x: area.x + 1, y: area.y + 1, width: area.width.saturating_sub(2), height: area.height.saturating_sub(1) };
        if self.is_read && self.ways.is_empty() {
            return canvas.text(room, 0, Role::Hint, "nothing may be begun by you here");
        }
        let rows = u16::try_from(self.ways.len()).unwrap_or(u16::MAX).saturating_add(1).min(room.height.saturating_sub(SAID));
        self.pick.draw(canvas, Rect { height: rows, ..room }, true);
        let Some((about, _)) = self.ways.get(self.pick.place()) else { return };
        canvas.rule(room, rows, "");
        for (row, line) in (rows + 1..room.height).zip(wrap(about, room.width.saturating_sub(2))) {
            canvas.text(Rect { x: room.x + 1, width: room.width.saturating_sub(1), ..room }, row, Role::Hint, &line);
        }
    }
}
