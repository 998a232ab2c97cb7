//! Connection charges, deposit, advance at the counter: what is demanded, and the counter's till with exactly that amount (`N-2`).

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::told::{self, Taken};
use super::{CARD, one, step};
use crate::acts::application::{TakeStep, Typed};
use crate::base::{No, PaperNo};
use crate::journal::fact::Demand;
use crate::store::application_rows;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::{Role, Tone};
use crate::tui::program::{Answer, House, Outcome, View, Work, ask};
use crate::tui::screen::{Effect, Screen};
use crate::tui::screens::payment::till::{Till, TillMove};
use crate::tui::screens::payment::{MODES, TAKE_BACK, draw_till};
use crate::tui::widgets::Panel;

/// Columns of what is demanded, beside the till.
const LEFT: u16 = 38;

/// The screen of a step that collects; `typed` is what its form asked for besides.
pub fn screen(no: PaperNo, step: String, typed: Typed) -> Box<dyn Screen<House>> {
    Box::new(Collect { no, step, typed, due: None, till: None })
}

/// What is to be paid, by whom.
struct Due {
    title: String,
    who: String,
    demand: Option<Demand>,
    late: bool,
}

struct Collect {
    no: PaperNo,
    step: String,
    typed: Typed,
    due: Option<Due>,
    till: Option<Till>,
}

fn read(view: &View<'_>, no: &PaperNo, step: &str) -> Result<Option<Due>, No> {
    let Some(application) = application_rows::read(view.conn(), no)? else { return Ok(None) };
    let step = view.rules().workflows.get(&application.workflow).and_then(|workflow| workflow.step(step));
    let Some(step) = step.filter(|step| step.from.contains(&application.stand.state)) else { return Ok(None) };
    let who = one::who(&one::person(view, &application)?, application.given.text("area"));
    let late = application.demand.as_ref().is_some_and(|demand| demand.last_day < view.today());
    Ok(Some(Due { title: step.title.clone(), who, demand: application.demand, late }))
}

impl Collect {
    fn record(&self) -> Effect<House> {
        let Some(till) = &self.till else { return Effect::Nothing };
        let (application, step, typed) = (self.no.clone(), self.step.clone(), self.typed.clone());
        let act = TakeStep { application, step, typed, handed: Some(till.handed()), confirmed: false };
        Effect::Act(Work::new(move |bench| step::carry_out(bench, &act)))
    }
}

impl Screen<House> for Collect {
    fn name(&self) -> &'static str {
        CARD.name
    }

    fn title(&self) -> Cow<'_, str> {
        let title = self.due.as_ref().map_or("Collection", |due| due.title.as_str());
        format!("{title}: {}", self.no).into()
    }

    fn layers(&self) -> &'static [&'static str] {
        if self.till.as_ref().is_some_and(Till::is_at_amount) { &["connection-money", "form"] } else { &["form"] }
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        let (no, step) = (self.no.clone(), self.step.clone());
        ask(move |view| read(view, &no, &step))
    }

    fn answered(&mut self, answer: Answer, status: &Status) -> Effect<House> {
        match answer.take::<Option<Due>>() {
            Ok(Some(due)) => {
                self.till = due.demand.as_ref().map(|demand| Till::new(demand.collect, status.date));
                self.due = Some(due);
                Effect::Nothing
            }
            Ok(None) => Effect::All(vec![Effect::Pop, Effect::warn(format!("{} has gone on meanwhile: look at it again", self.no))]),
            Err(_) => Effect::Nothing,
        }
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        let Some(till) = &mut self.till else { return Effect::Pass };
        if let Some((_, mode)) = MODES.iter().find(|(known, _)| *known == action) {
            till.ask(*mode);
            return Effect::Nothing;
        }
        match action {
            TAKE_BACK if till.take_back() => Effect::Nothing,
            TAKE_BACK => Effect::warn("no part is in yet"),
            _ => match till.act(if action == action::MAIN { action::NEXT } else { action }) {
                TillMove::Ready => self.record(),
                TillMove::Pass => Effect::Pass,
                TillMove::Stays => Effect::Nothing,
            },
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        if let Some(till) = &mut self.till {
            till.typed(key);
        }
        Effect::Nothing
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        match outcome {
            Ok(outcome) => {
                let said = Taken::of(&outcome).map(Taken::said).unwrap_or_default();
                Effect::All(vec![Effect::Pop, Effect::good(said)])
            }
            Err(Trouble::Refused(refusal)) => {
                if self.till.as_mut().is_some_and(|till| till.refuse(&refusal)) {
                    Effect::Nothing
                } else {
                    Effect::bad(refusal.message)
                }
            }
            Err(trouble) => Effect::bad(trouble.to_string()),
        }
    }

    fn has_typed(&self) -> bool {
        self.till.as_ref().is_some_and(Till::has_typed)
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let Some(due) = &self.due else { return };
        let area =
            Rect { x: canvas.area.x + 2, y: canvas.area.y + 1, width: canvas.area.width.saturating_sub(4), height: canvas.area.height - 1 };
        canvas.text(area, 0, Role::Value, &due.who);
        let mut row = 2;
        if due.late {
            let words = "the last date of the demand is past: the JE serves it again";
            for line in wrap(&format!("{} {words}", canvas.looks.signs.of(Tone::Bad)), area.width) {
                canvas.text(area, 1, Role::Bad, &line);
            }
            row = 3;
        }
        let Some(demand) = &due.demand else { return canvas.text(area, row, Role::Hint, "nothing is demanded") };
        let below = Rect { y: area.y + row, height: area.height.saturating_sub(row), ..area };
        let left = Rect { width: LEFT.min(below.width), ..below };
        let right = Rect { x: below.x + LEFT + 2, width: below.width.saturating_sub(LEFT + 2), ..below };
        canvas.rule(left, 0, "Demanded");
        let inner = Rect { y: left.y + 1, height: left.height.saturating_sub(1), ..left };
        told::demand(Panel::new(), demand).draw(canvas, inner);
        canvas.rule(right, 0, "Collect");
        let inner = Rect { y: right.y + 1, height: right.height.saturating_sub(1), ..right };
        let figure = format!("{} {}", canvas.looks.signs.rupee, demand.collect.indian());
        canvas.text(inner, 0, Role::Label, "Exactly");
        canvas.right(inner, 0, Role::Good, &figure);
        if let Some(till) = &self.till {
            draw_till(canvas, Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner }, till, true);
        }
    }
}
