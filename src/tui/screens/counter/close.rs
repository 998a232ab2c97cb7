//! The close: the count is typed before anything expected is seen; a difference is then shown by mode and needs its reason (`C-8`).

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::super::parts::wishes;
use super::closes;
use crate::acts::counter::CloseCounter;
use crate::base::{Money, No};
use crate::journal::fact::{Fact, ModeCount};
use crate::rules::tender::Mode;
use crate::store::read;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::Role;
use crate::tui::program::{Answer, House, Outcome, View, ask, print_act};
use crate::tui::screen::{Effect, Screen};
use crate::tui::widgets::{CashCount, Field, Form, FormMove, Kind};

/// Opens the count.
pub fn open() -> Effect<House> {
    Effect::Push(Box::new(Close { cash: CashCount::new(&[]), other: Form::new(Vec::new()), modes: Vec::new(), stage: Stage::Cash }))
}

/// What is counted here.
struct Drawer {
    denominations: Vec<u32>,
    modes: Vec<Mode>,
}

/// Expected against counted, after the count.
struct Compared(Vec<ModeCount>);

enum Stage {
    Cash,
    Other,
    /// The count differs: by mode, and why.
    Difference(Vec<ModeCount>, Form),
}

struct Close {
    cash: CashCount,
    other: Form,
    modes: Vec<Mode>,
    stage: Stage,
}

fn read_drawer(view: &View<'_>) -> Result<Drawer, No> {
    let counter = &view.rules().profile.counter;
    let modes = counter.modes.iter().copied().filter(|m| *m != Mode::Cash).collect();
    Ok(Drawer { denominations: counter.denominations.clone(), modes })
}

impl Close {
    fn counted(&self, reason: Option<String>) -> CloseCounter {
        let pieces = self.cash.counted().into_iter().filter_map(|(m, n)| u32::try_from(m.paise() / 100).ok().map(|rupees| (rupees, n)));
        let other = self.modes.iter().filter_map(|mode| {
            let amount = self.other.field(mode.code()).and_then(Field::money)?;
            Some((*mode, amount))
        });
        CloseCounter { pieces: pieces.collect(), other: other.collect(), reason }
    }

    /// The count stands: equal, and the counter is closed; else the difference is shown.
    fn close(&mut self, reason: Option<String>) -> Effect<House> {
        if !self.other.check() {
            self.stage = Stage::Other;
            return Effect::Nothing;
        }
        print_act(self.counted(reason), wishes::close)
    }

    fn compare(&self) -> Effect<House> {
        let count = self.counted(None);
        ask(move |view| {
            let Some(open) = read::counter(view.conn(), view.desk())?.open else { return Ok(Compared(Vec::new())) };
            Ok(Compared(count.lines(&open)))
        })
    }
}

impl Screen<House> for Close {
    fn name(&self) -> &'static str {
        "counter"
    }

    fn title(&self) -> Cow<'_, str> {
        match self.stage {
            Stage::Difference(..) => "Close the counter: the count differs".into(),
            _ => "Close the counter: count what is there".into(),
        }
    }

    fn layers(&self) -> &'static [&'static str] {
        &["close", "form"]
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        ask(read_drawer)
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        match answer.take::<Drawer>() {
            Ok(drawer) => {
                let pieces: Vec<Money> = drawer.denominations.iter().map(|d| Money::from_rupees(i64::from(*d))).collect();
                self.cash = CashCount::new(&pieces);
                self.other = Form::new(drawer.modes.iter().map(|m| Field::new(m.code(), m.name(), Kind::Money).optional()).collect());
                self.modes = drawer.modes;
            }
            Err(answer) => {
                if let Ok(Compared(lines)) = answer.take() {
                    let reason = vec![Field::new("reason", "Reason", Kind::Text(60))];
                    self.stage = Stage::Difference(lines, Form::new(reason));
                }
            }
        }
        Effect::Nothing
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        match &mut self.stage {
            Stage::Cash if action == action::MAIN => self.close(None),
            Stage::Cash => match self.cash.act(action) {
                Some(true) => {
                    self.stage = Stage::Other;
                    Effect::Nothing
                }
                Some(false) => Effect::Nothing,
                None => Effect::Pass,
            },
            Stage::Other if action == action::MAIN => self.close(None),
            Stage::Other if action == action::BACK => {
                self.stage = Stage::Cash;
                Effect::Nothing
            }
            Stage::Other => match self.other.act(action) {
                FormMove::Finished => self.close(None),
                FormMove::Pass => Effect::Pass,
                FormMove::Stays | FormMove::Moved => Effect::Nothing,
            },
            Stage::Difference(..) if action == action::BACK => {
                self.stage = Stage::Cash;
                Effect::Nothing
            }
            Stage::Difference(_, form) => {
                let move_to = if action == action::MAIN { form.act(action::NEXT) } else { form.act(action) };
                let reason = form.text("reason").to_owned();
                match move_to {
                    FormMove::Finished => self.close(Some(reason)),
                    FormMove::Pass => Effect::Pass,
                    FormMove::Stays | FormMove::Moved => Effect::Nothing,
                }
            }
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        match &mut self.stage {
            Stage::Cash => {
                self.cash.typed(key);
            }
            Stage::Other => {
                self.other.typed(key);
            }
            Stage::Difference(_, form) => {
                form.typed(key);
            }
        }
        Effect::Nothing
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        match outcome {
            Ok(Outcome::Recorded(done)) => {
                let closed =
                    done.entries.into_iter().find_map(|e| if let Fact::CounterClosed(c) = e.fact { Some((c, e.user)) } else { None });
                closed.map_or(Effect::Pop, |(close, user)| Effect::Replace(closes::shown(*close, user)))
            }
            Ok(_) => Effect::Nothing,
            Err(Trouble::Refused(refusal)) if refusal.field == Some("reason") => match &mut self.stage {
                Stage::Difference(_, form) => {
                    form.refuse(&refusal);
                    Effect::Nothing
                }
                _ => self.compare(),
            },
            Err(trouble) => Effect::bad(trouble.to_string()),
        }
    }

    fn has_typed(&self) -> bool {
        self.cash.has_typed() || self.other.has_typed()
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let area = Rect { x: canvas.area.x + 1, y: canvas.area.y + 1, width: canvas.area.width - 2, height: canvas.area.height - 1 };
        if let Stage::Difference(lines, form) = &self.stage {
            let height = closes::draw_lines(canvas, area, lines);
            let below = Rect { y: area.y + height + 1, height: area.height.saturating_sub(height + 1), ..area };
            canvas.text(below, 0, Role::Label, "Esc counts again. With a reason the counter is closed,");
            canvas.text(below, 1, Role::Label, "and the difference is posted as short or over.");
            return form.draw(canvas, Rect { y: below.y + 3, height: below.height.saturating_sub(3), ..below }, true);
        }
        let at_cash = matches!(self.stage, Stage::Cash);
        canvas.rule(Rect { width: 34.min(area.width), ..area }, 0, "Drawer, its float included");
        let left = Rect { y: area.y + 1, width: 34.min(area.width), height: area.height.saturating_sub(1), ..area };
        self.cash.draw(canvas, left, at_cash);
        let right = Rect { x: area.x + 38, width: area.width.saturating_sub(38), ..area };
        canvas.rule(right, 0, "Slips and papers, added up by mode");
        self.other.draw(canvas, Rect { y: right.y + 1, height: right.height.saturating_sub(1), ..right }, !at_cash);
    }
}
