//! A list with deeds: what may be done with the lit row, each by one key; with a pane of what is known of that row.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::listed::{self, Listed, Moved};
use super::listing::Listing;
use crate::base::No;
use crate::tui::backend::{Status, TICKS, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, Key, action};
use crate::tui::program::{Answer, House, Outcome, View, ask};
use crate::tui::screen::{Confirm, Effect, Screen};
use crate::tui::widgets::{Page, Panel, Row};

/// Something that a key does here.
pub struct Deed {
    pub action: Action,
    /// Asked first; `None`: it needs no row, or asks by itself.
    pub sure: Option<fn(&Row) -> Confirm>,
    /// The row is the lit one; [`None`] where the list is empty.
    pub run: fn(Option<&Row>, &Status) -> Effect<House>,
}

/// What is told of the lit row.
pub type Detail = fn(&str, &View<'_>) -> Result<Panel, No>;

/// A list screen as data.
pub struct Plan {
    pub name: &'static str,
    pub layers: &'static [&'static str],
    /// The deed that Enter on a row does.
    pub enter: Option<Action>,
    pub deeds: &'static [Deed],
    /// Rows at the foot of the screen, and what fills them.
    pub detail: Option<(u16, Detail)>,
    pub said: fn(&Outcome) -> String,
    /// Whether its rows change by themselves: they are read again each second.
    pub lives: bool,
}

/// A list at work.
pub struct Board {
    plan: &'static Plan,
    list: Listed,
    panel: Option<(String, Panel)>,
    /// What a yes would do.
    asked: Option<Action>,
    ticks: u32,
}

/// What is known of a row, by its key.
struct Told(String, Panel);

impl Board {
    pub fn new(plan: &'static Plan, listing: Listing) -> Self {
        Self { plan, list: Listed::new(listing), panel: None, asked: None, ticks: 0 }
    }

    /// A list whose lit row stands whole at its foot.
    #[must_use]
    pub fn told(mut self) -> Self {
        self.list = self.list.told();
        self
    }

    /// Whether words are typed in its search: Esc takes them away first.
    pub fn is_searching(&self) -> bool {
        self.list.is_searching()
    }

    fn follow(&mut self, step: Moved, status: &Status) -> Effect<House> {
        let effect = match step {
            Moved::Effect(Effect::Pass) => return Effect::Pass,
            Moved::Effect(effect) => effect,
            Moved::Chosen(_) => self.plan.enter.and_then(|action| self.deed(action, status)).unwrap_or(Effect::Nothing),
        };
        match self.tell() {
            Effect::Nothing => effect,
            tell => Effect::All(vec![effect, tell]),
        }
    }

    /// Asks about the lit row where it is another than before.
    fn tell(&self) -> Effect<House> {
        let Some(row) = self.list.row() else { return Effect::Nothing };
        if self.panel.as_ref().is_some_and(|(key, _)| *key == row.key) {
            return Effect::Nothing;
        }
        self.tell_again()
    }

    fn tell_again(&self) -> Effect<House> {
        let (Some((_, detail)), Some(row)) = (self.plan.detail, self.list.row()) else { return Effect::Nothing };
        let key = row.key.clone();
        ask(move |view| detail(&key, view).map(|panel| Told(key, panel)))
    }

    fn deed(&mut self, action: Action, status: &Status) -> Option<Effect<House>> {
        let agreed = action == action::YES;
        let wanted = if agreed { self.asked.take()? } else { action };
        let deed = self.plan.deeds.iter().find(|deed| deed.action == wanted)?;
        let row = self.list.row();
        Some(match (deed.sure, row) {
            (Some(_), None) => Effect::warn("there is no row to do this with"),
            (Some(sure), Some(row)) if !agreed => {
                let question = sure(row);
                self.asked = Some(wanted);
                Effect::Confirm(question)
            }
            _ => (deed.run)(row, status),
        })
    }
}

impl Screen<House> for Board {
    fn name(&self) -> &'static str {
        self.plan.name
    }

    fn title(&self) -> Cow<'_, str> {
        self.list.title().into()
    }

    fn layers(&self) -> &'static [&'static str] {
        self.plan.layers
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        self.list.read()
    }

    fn uncovered(&mut self, _: &Status) -> Effect<House> {
        self.panel = None;
        self.list.read()
    }

    fn ticked(&mut self, _: &Status) -> Effect<House> {
        self.ticks += 1;
        if !self.plan.lives || self.ticks < TICKS {
            return Effect::Nothing;
        }
        self.ticks = 0;
        // What is known of the lit row stays in sight until it is told anew.
        Effect::All(vec![self.list.read(), self.tell_again()])
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        match answer.take::<Page>() {
            Ok(page) => {
                self.list.give(page);
                self.tell()
            }
            Err(answer) => {
                if let Ok(Told(key, panel)) = answer.take() {
                    self.panel = Some((key, panel));
                }
                Effect::Nothing
            }
        }
    }

    fn act(&mut self, action: Action, status: &Status) -> Effect<House> {
        match self.deed(action, status) {
            Some(effect) => effect,
            None => {
                let step = self.list.act(action);
                self.follow(step, status)
            }
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        self.list.typed(key)
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        let read = if outcome.is_ok() {
            self.panel = None;
            self.list.read()
        } else {
            Effect::Nothing
        };
        Effect::All(vec![read, listed::said(outcome, self.plan.said)])
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let area = canvas.area;
        let foot = self.plan.detail.map_or(0, |(rows, _)| rows.min(area.height / 2));
        self.list.draw(canvas, Rect { height: area.height - foot, ..area });
        let lit = self.list.row().map(|row| row.key.as_str());
        if let Some((_, panel)) = self.panel.as_ref().filter(|(key, _)| foot > 0 && Some(key.as_str()) == lit) {
            let room = Rect { y: area.bottom() - foot, height: foot, ..area };
            canvas.rule(room, 0, lit.unwrap_or(""));
            panel.draw(canvas, Rect { x: room.x + 2, y: room.y + 1, width: room.width.saturating_sub(4), height: foot - 1 });
        }
    }
}
