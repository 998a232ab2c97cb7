//! The small forms of the counter: open, turn in, hand over, remit.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::super::home;
use crate::acts::counter::{HandOver, OpenCounter, Remit, TurnIn};
use crate::base::{Day, Money};
use crate::desk::nothing_printed;
use crate::rules::tender::Mode;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::Role;
use crate::tui::program::{House, Outcome, Work, act, identify};
use crate::tui::screen::{Effect, Screen};
use crate::tui::widgets::{Field, Form, FormMove, Kind};

const MODES: &[&str] = &["Cash", "UPI", "Card", "Cheque", "Demand draft", "Bank or treasury transfer"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    Open,
    TurnIn,
    HandOver,
    Remit,
}

impl Slip {
    const fn title(self) -> &'static str {
        match self {
            Self::Open => "Open the counter",
            Self::TurnIn => "Turn in cash",
            Self::HandOver => "Hand over the counter",
            Self::Remit => "Remit to bank or treasury",
        }
    }

    /// What follows, said before it is done.
    const fn about(self) -> &'static str {
        match self {
            Self::Open => "The float is the cash that lies in the drawer before the first receipt.",
            Self::TurnIn => "The head cashier takes the cash, and shows who it is by PIN or password: both names stand in the record.",
            Self::HandOver => {
                "The other clerk counts the drawer, types what is there, and shows who it is by PIN or password. From then on the desk is theirs."
            }
            Self::Remit => "Money of closed counters and cash turned in, with the number of its challan.",
        }
    }

    fn fields(self, today: Option<Day>) -> Vec<Field> {
        let secret = || Field::new("password", "PIN or password", Kind::Secret);
        match self {
            Self::Open => vec![Field::new("float", "Float", Kind::Money)],
            Self::TurnIn => {
                vec![
                    Field::new("amount", "Amount", Kind::Money),
                    Field::new("receiver", "Received by", Kind::Text(20)).hint("user"),
                    secret(),
                ]
            }
            Self::HandOver => {
                vec![Field::new("receiver", "To", Kind::Text(20)).hint("user"), Field::new("cash", "Cash counted", Kind::Money), secret()]
            }
            Self::Remit => {
                let mut fields = vec![
                    Field::new("challan", "Challan", Kind::Text(30)),
                    Field::new("mode", "Of", Kind::Choice(MODES)),
                    Field::new("amount", "Amount", Kind::Money),
                ];
                fields.extend(today.map(|day| Field::new("date", "Dated", Kind::Day(day)).holding(&day.dmy())));
                fields
            }
        }
    }
}

pub struct Sheet {
    slip: Slip,
    form: Form,
}

impl Sheet {
    pub fn new(slip: Slip, today: Option<Day>) -> Self {
        Self { slip, form: Form::new(slip.fields(today)) }
    }

    fn money(&self, name: &str) -> Money {
        self.form.field(name).and_then(Field::money).unwrap_or(Money::ZERO)
    }

    fn send(&self) -> Effect<House> {
        let receiver = self.form.text("receiver").to_owned();
        let secret = self.form.field("password").map(Field::secret).unwrap_or_default();
        match self.slip {
            Slip::Open => act(OpenCounter { float: self.money("float") }),
            Slip::TurnIn => {
                let amount = self.money("amount");
                Effect::Act(Work::new(move |bench| {
                    let other = identify(bench.desk, &receiver, &secret)?;
                    let turn_in = TurnIn { amount, received_by: other.user().to_owned() };
                    Ok(Outcome::Recorded(bench.desk.act(bench.session, &turn_in, &nothing_printed)?))
                }))
            }
            Slip::HandOver => {
                let cash = self.money("cash");
                Effect::Act(Work::new(move |bench| {
                    let other = identify(bench.desk, &receiver, &secret)?;
                    let hand_over = HandOver { to: other.user().to_owned(), cash };
                    bench.desk.act(bench.session, &hand_over, &nothing_printed)?;
                    Ok(Outcome::CameIn(other))
                }))
            }
            Slip::Remit => {
                let Some(date) = self.form.field("date").and_then(Field::day) else { return Effect::Nothing };
                let mode = Mode::ALL.get(self.form.field("mode").map_or(0, Field::choice)).copied().unwrap_or(Mode::Cash);
                act(Remit { challan: self.form.text("challan").to_owned(), amount: self.money("amount"), mode, date })
            }
        }
    }
}

impl Screen<House> for Sheet {
    fn name(&self) -> &'static str {
        "counter"
    }

    fn title(&self) -> Cow<'_, str> {
        self.slip.title().into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["sheet", "form"]
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        if action == action::MAIN {
            return if self.form.check() { self.send() } else { Effect::Nothing };
        }
        match self.form.act(action) {
            FormMove::Finished => self.send(),
            FormMove::Pass => Effect::Pass,
            FormMove::Stays | FormMove::Moved => Effect::Nothing,
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        self.form.typed(key);
        Effect::Nothing
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, status: &Status) -> Effect<House> {
        match outcome {
            Ok(Outcome::CameIn(_)) => {
                Effect::All(vec![Effect::Home(home::first(status)), Effect::good(format!("the counter is {}'s now", status.user))])
            }
            Ok(_) => {
                let said = match self.slip {
                    Slip::Open => "the counter is open",
                    Slip::TurnIn => "recorded: the cash is with the head cashier",
                    Slip::HandOver => "handed over",
                    Slip::Remit => "the remittance is recorded",
                };
                Effect::All(vec![Effect::Pop, Effect::good(said)])
            }
            Err(Trouble::Refused(refusal)) => {
                if let Some(secret) = self.form.field_mut("password") {
                    secret.clear();
                }
                if self.form.refuse(&refusal) { Effect::Nothing } else { Effect::bad(refusal.message) }
            }
            Err(trouble) => Effect::bad(trouble.to_string()),
        }
    }

    fn has_typed(&self) -> bool {
        self.form.has_typed()
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let area = Rect { x: canvas.area.x + 1, y: canvas.area.y + 1, width: canvas.area.width - 2, height: canvas.area.height - 1 };
        let lines = wrap(self.slip.about(), area.width.min(76));
        for (row, line) in (0..).zip(&lines) {
            canvas.text(area, row, Role::Label, line);
        }
        let below = u16::try_from(lines.len()).unwrap_or(1) + 1;
        self.form.draw(canvas, Rect { y: area.y + below, height: area.height.saturating_sub(below), ..area }, true);
    }
}
