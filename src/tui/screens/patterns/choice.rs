//! A few things to choose among, by digit or by going there: the lists, the reports.

use std::borrow::Cow;

use ratatui::layout::Rect;

use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::keys::{Action, Key};
use crate::tui::looks::Role;
use crate::tui::program::{House, Outcome};
use crate::tui::screen::{Effect, Screen};
use crate::tui::widgets::{Pick, PickMove};

/// Rows at the foot for what is said of the lit one.
const SAID: u16 = 3;

/// A choice: what it is called, and one line about it.
pub type Row = (String, String);

/// The choices, and what each opens.
pub struct Choice {
    name: &'static str,
    title: &'static str,
    pick: Pick,
    abouts: Vec<String>,
    open: fn(usize, &Status) -> Effect<House>,
    /// As last told: a digit opens without being told again.
    status: Status,
}

impl Choice {
    pub fn new(
        name: &'static str,
        title: &'static str,
        rows: Vec<Row>,
        open: fn(usize, &Status) -> Effect<House>,
        status: &Status,
    ) -> Self {
        let (names, abouts): (Vec<_>, Vec<_>) = rows.into_iter().map(|(name, about)| ((name, String::new()), about)).unzip();
        Self { name, title, pick: Pick::new(names), abouts, open, status: status.clone() }
    }

    fn step(&self, step: PickMove) -> Effect<House> {
        match step {
            PickMove::Taken(place) => (self.open)(place, &self.status),
            PickMove::Pass => Effect::Pass,
            PickMove::Stays => Effect::Nothing,
        }
    }
}

impl Screen<House> for Choice {
    fn name(&self) -> &'static str {
        self.name
    }

    fn title(&self) -> Cow<'_, str> {
        self.title.into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["pick"]
    }

    fn act(&mut self, action: Action, status: &Status) -> Effect<House> {
        self.status.clone_from(status);
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
        // What is said of the lit row stays in view, however many rows there are.
        let below = (u16::try_from(self.abouts.len()).unwrap_or(u16::MAX).saturating_add(1)).min(room.height.saturating_sub(SAID));
        self.pick.draw(canvas, Rect { height: below, ..room }, true);
        if let Some(about) = self.abouts.get(self.pick.place()) {
            let room = Rect { x: room.x + 1, width: room.width.saturating_sub(1), ..room };
            canvas.rule(room, below, "");
            for (row, line) in (below + 1..room.height).zip(wrap(about, room.width)) {
                canvas.text(room, row, Role::Hint, &line);
            }
        }
    }
}
