//! The counter: what stands, and what can be done with it now (`C-8`, `C-9`).

mod close;
mod closes;
mod sheet;

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::patterns::Sheet;
use super::patterns::sheet::Plan;
use crate::acts::counter::NoCounter;
use crate::base::{Money, No};
use crate::folds::Counter;
use crate::rules::role::Role as Duty;
use crate::store::read;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, Key, action};
use crate::tui::program::{Answer, House, Outcome, View, act, ask};
use crate::tui::screen::{Card, Confirm, Effect, Screen};
use crate::tui::widgets::{Panel, Pick, PickMove};

/// Prints the close that is shown again.
const REPRINT: Action = Action("reprint");

pub const CARD: Card<House> = Card {
    name: "counter",
    title: "Counter",
    about: "Open, hand over, turn in, close, remit",
    roles: &[Duty::Bcc],
    actions: &[closes::OPEN],
    open: |status| Box::new(Desk { now: None, steps: Vec::new(), pick: Pick::new(Vec::new()), status: status.clone() }),
};

/// What stands at this desk.
struct Now {
    counter: Counter,
    user: String,
}

fn read_now(view: &View<'_>) -> Result<Now, No> {
    Ok(Now { counter: read::counter(view.conn(), view.desk())?, user: view.session.user().to_owned() })
}

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Open,
    TurnIn,
    HandOver,
    Remit,
    Close,
    None,
    Closes,
}

impl Step {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Open => ("Open", "with the day's float"),
            Self::TurnIn => ("Turn in cash", "to the head cashier, who shows who it is"),
            Self::HandOver => ("Hand over", "the drawer to another clerk, who has counted it"),
            Self::Remit => ("Remit", "what closed counters hold, to bank or treasury"),
            Self::Close => ("Close", "count the drawer; then it is compared"),
            Self::None => ("No counter today", "so that nothing waits for this desk"),
            Self::Closes => ("Past closes", "numbered and frozen; to look at and to print again"),
        }
    }
}

struct Desk {
    now: Option<Now>,
    steps: Vec<Step>,
    pick: Pick,
    /// As last told: a digit opens without being told again.
    status: Status,
}

impl Desk {
    fn take(&mut self, now: Now) {
        let mut steps = match &now.counter.open {
            None => vec![Step::Open, Step::None],
            Some(open) if open.clerk == now.user => vec![Step::Close, Step::TurnIn, Step::HandOver],
            Some(_) => Vec::new(),
        };
        if now.counter.in_hand.iter().any(|(_, amount)| *amount > Money::ZERO) {
            steps.push(Step::Remit);
        }
        steps.push(Step::Closes);
        if steps != self.steps {
            self.pick = Pick::new(steps.iter().map(|s| s.words()).map(|(name, about)| (name.to_owned(), about.to_owned())).collect());
            self.steps = steps;
        }
        self.now = Some(now);
    }

    fn step(&self, step: PickMove) -> Effect<House> {
        let slip = |plan: &'static Plan| Sheet::open(plan, &[], &self.status);
        let place = match step {
            PickMove::Taken(place) => place,
            PickMove::Stays => return Effect::Nothing,
            PickMove::Pass => return Effect::Pass,
        };
        match self.steps.get(place) {
            Some(Step::Open) => slip(&sheet::OPEN),
            Some(Step::TurnIn) => slip(&sheet::TURN_IN),
            Some(Step::HandOver) => slip(&sheet::HAND_OVER),
            Some(Step::Remit) => slip(&sheet::REMIT),
            Some(Step::Close) => close::open(),
            Some(Step::Closes) => closes::open(),
            Some(Step::None) => Effect::Confirm(Confirm {
                question: "No counter at this desk today?".to_owned(),
                detail: "The month close then needs not wait for it. A counter can still be opened later in the day.".to_owned(),
                yes: action::YES,
                ready: true,
            }),
            None => Effect::Nothing,
        }
    }
}

impl Screen<House> for Desk {
    fn name(&self) -> &'static str {
        "counter"
    }

    fn title(&self) -> Cow<'_, str> {
        "Counter".into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["pick"]
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        ask(read_now)
    }

    fn uncovered(&mut self, status: &Status) -> Effect<House> {
        self.status.clone_from(status);
        ask(read_now)
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        if let Ok(now) = answer.take() {
            self.take(now);
        }
        Effect::Nothing
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        if action == action::YES {
            return act(NoCounter);
        }
        let step = self.pick.act(action);
        self.step(step)
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        let step = self.pick.typed(key);
        self.step(step)
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        match outcome {
            Ok(_) => Effect::All(vec![ask(read_now), Effect::good("no counter today: recorded")]),
            Err(trouble) => Effect::bad(trouble.to_string()),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let Some(now) = &self.now else { return };
        let area = Rect { x: canvas.area.x + 1, y: canvas.area.y + 1, width: canvas.area.width - 2, height: canvas.area.height - 1 };
        let panel = facts(now);
        panel.draw(canvas, area);
        let below = panel.height() + 1;
        canvas.rule(area, below, "");
        let list = Rect { x: area.x - 1, y: area.y + below + 2, width: area.width + 2, height: area.height.saturating_sub(below + 2) };
        self.pick.draw(canvas, list, true);
    }
}

/// What may be known of an open counter before its count: no amounts.
fn facts(now: &Now) -> Panel {
    let counter = &now.counter;
    let mut panel = match &counter.open {
        Some(open) => {
            let panel = Panel::new()
                .pair("Counter", format!("open, of {}", open.date.dmy()))
                .pair("Clerk", open.clerk.clone())
                .pair("Receipts", open.receipts.to_string());
            match (&open.first, &open.last) {
                (Some(first), Some(last)) => panel.pair("Numbers", format!("{first} to {last}")),
                _ => panel,
            }
        }
        None => Panel::new().pair("Counter", "closed"),
    };
    if let Some(day) = counter.settled {
        panel = panel.pair("Last settled", day.dmy());
    }
    let held: Vec<String> = counter
        .in_hand
        .iter()
        .filter(|(_, a)| *a > Money::ZERO)
        .map(|(mode, amount)| format!("{} {}", mode.name(), amount.indian()))
        .collect();
    if !held.is_empty() {
        panel = panel.pair("To be remitted", held.join(", "));
    }
    panel
}
