//! The small forms of the counter: open, turn in, hand over, remit.

use super::super::patterns::sheet::Plan;
use super::super::patterns::{Texts, Then};
use crate::acts::counter::{HandOver, OpenCounter, Remit, TurnIn};
use crate::base::{Day, Refusal};
use crate::desk::nothing_printed;
use crate::rules::tender::Mode;
use crate::tui::program::{House, Outcome, Work, act, identify};
use crate::tui::screen::Effect;
use crate::tui::widgets::{Field, Form, Kind};

const MODES: &[&str] = &["Cash", "UPI", "Card", "Cheque", "Demand draft", "Bank or treasury transfer"];

pub const OPEN: Plan = Plan {
    title: "Open the counter",
    intro: "The float is the cash that lies in the drawer before the first receipt.",
    fields: |_, _| vec![Field::new("float", "Float", Kind::Money)],
    record: |_, texts, _| Ok(act(OpenCounter { float: texts.money("float") })),
    said: |_| "the counter is open".to_owned(),
    ..SLIP
};

pub const TURN_IN: Plan = Plan {
    title: "Turn in cash",
    intro: "The head cashier takes the cash, and shows who it is by PIN or password: both names stand in the record.",
    fields: |_, _| vec![Field::new("amount", "Amount", Kind::Money), receiver("Received by"), secret()],
    record: turn_in,
    said: |_| "recorded: the cash is with the head cashier".to_owned(),
    ..SLIP
};

pub const HAND_OVER: Plan = Plan {
    title: "Hand over the counter",
    intro: "The other clerk counts the drawer, types what is there, and shows who it is by PIN or password. From then on the desk is theirs.",
    fields: |_, _| vec![receiver("To"), Field::new("cash", "Cash counted", Kind::Money), secret()],
    record: hand_over,
    said: |outcome| {
        if let Outcome::CameIn(session) = outcome { format!("the counter is {}'s now", session.user()) } else { String::new() }
    },
    ..SLIP
};

pub const REMIT: Plan = Plan {
    title: "Remit to bank or treasury",
    intro: "Money of closed counters and cash turned in, with the number of its challan.",
    fields: |_, today| {
        vec![
            Field::new("challan", "Challan", Kind::Text(30)),
            Field::new("mode", "Of", Kind::Choice(MODES)),
            Field::new("amount", "Amount", Kind::Money),
            Field::new("date", "Dated", Kind::Day(today)).holding(&today.dmy()),
        ]
    },
    record: remit,
    said: |_| "the remittance is recorded".to_owned(),
    ..SLIP
};

/// What the forms have alike.
const SLIP: Plan = Plan {
    name: "counter",
    title: "",
    intro: "",
    fields: |_, _| Vec::new(),
    look: Plan::looks_at_nothing,
    sure: Plan::asks_nothing,
    record: |_, _, _| Ok(Effect::Nothing),
    said: |_| String::new(),
    then: Then::Close,
};

fn receiver(label: &str) -> Field {
    Field::new("receiver", label, Kind::Text(20)).hint("user")
}

fn secret() -> Field {
    Field::new("password", "PIN or password", Kind::Secret)
}

fn turn_in(form: &Form, texts: &Texts, _: Day) -> Result<Effect<House>, Refusal> {
    let secret = form.field("password").map(Field::secret).unwrap_or_default();
    let (amount, receiver) = (texts.money("amount"), texts.owned("receiver"));
    Ok(Effect::Act(Work::new(move |bench| {
        let other = identify(bench.desk, &receiver, &secret)?;
        let turn_in = TurnIn { amount, received_by: other.user().to_owned() };
        Ok(Outcome::Recorded(bench.desk.act(bench.session, &turn_in, &nothing_printed)?))
    })))
}

fn hand_over(form: &Form, texts: &Texts, _: Day) -> Result<Effect<House>, Refusal> {
    let secret = form.field("password").map(Field::secret).unwrap_or_default();
    let (cash, receiver) = (texts.money("cash"), texts.owned("receiver"));
    Ok(Effect::Act(Work::new(move |bench| {
        let other = identify(bench.desk, &receiver, &secret)?;
        let hand_over = HandOver { to: other.user().to_owned(), cash };
        bench.desk.act(bench.session, &hand_over, &nothing_printed)?;
        Ok(Outcome::CameIn(other))
    })))
}

fn remit(form: &Form, texts: &Texts, today: Day) -> Result<Effect<House>, Refusal> {
    let mode = Mode::ALL.get(form.field("mode").map_or(0, Field::choice)).copied().unwrap_or(Mode::Cash);
    let (challan, amount, date) = (texts.owned("challan"), texts.money("amount"), texts.day("date", today));
    Ok(act(Remit { challan, amount, mode, date }))
}
