//! The payment window: number, reading, money, and the next number (`C-1` to `C-6`).
//!
//! From the last digit of the reading, Enter goes to the money with the exact amount filled in, and Enter records.
//! Nothing is recorded before that; keys typed meanwhile are kept by the loop and type the next payment.

mod draw;
mod found;
mod last;
pub mod till;

use std::borrow::Cow;

pub use self::draw::draw_till;
use self::found::{Found, Heard, Said};
use self::last::Last;
use self::till::{Till, TillMove};
use super::find::Chosen;
use super::parts::who::Who;
use super::parts::why::Why;
use super::parts::wishes;
use crate::acts::bill::{Basis, Proposal};
use crate::acts::pay::Pay;
use crate::base::{ConsumerNo, Money, Refusal, rounding};
use crate::rules::role::Role as Duty;
use crate::rules::tender::Mode;
use crate::spool;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, Key, action};
use crate::tui::program::{Answer, House, Outcome, ask, print_act};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::{Field, Kind};

const DUES: Action = Action("dues-alone");
const AVERAGE: Action = Action("average");
const ROLLOVER: Action = Action("rollover");
const CONFIRM: Action = Action("confirm-reading");
const SOURCE: Action = Action("reading-source");
const WHY: Action = Action("why");
const PROPOSAL: Action = Action("proposal");
const VIEW: Action = Action("view-consumer");
const ADVANCE: Action = Action("keep-advance");
const PROTEST: Action = Action("protest");
pub const TAKE_BACK: Action = Action("take-back");
const REPRINT: Action = Action("reprint");
const FIND: Action = super::find::CARD.action();
pub const MODES: [(Action, Mode); 6] = [
    (Action("mode-cash"), Mode::Cash),
    (Action("mode-upi"), Mode::Upi),
    (Action("mode-card"), Mode::Card),
    (Action("mode-cheque"), Mode::Cheque),
    (Action("mode-dd"), Mode::Dd),
    (Action("mode-transfer"), Mode::Transfer),
];

pub const CARD: Card<House> = Card {
    name: "payment",
    title: "Payment",
    about: "Reading, bill, money, receipt",
    roles: &[Duty::Bcc],
    actions: &[
        DUES, AVERAGE, ROLLOVER, CONFIRM, SOURCE, WHY, PROPOSAL, VIEW, ADVANCE, PROTEST, TAKE_BACK, REPRINT, MODES[0].0, MODES[1].0,
        MODES[2].0, MODES[3].0, MODES[4].0, MODES[5].0,
    ],
    open: |_| Box::new(Payment::new()),
};

/// Digits from which a number may be whole, and is checked as it stands.
const WHOLE_NUMBER: usize = 9;

/// Opens the window with this consumer in it.
pub fn open(no: ConsumerNo) -> Effect<House> {
    Effect::Push(Box::new(Payment { begin_with: Some(no), ..Payment::new() }))
}

/// Where the cursor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Number,
    Reading,
    Money,
}

/// What is to be billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    Reading(Said),
    Average,
    /// No bill: what is owed already.
    Dues,
}

struct Payment {
    stage: Stage,
    number: Field,
    who: Option<Box<Who>>,
    ground: Ground,
    reading: Field,
    proposal: Option<Box<Proposal>>,
    refusal: Option<Refusal>,
    till: Option<Till>,
    last: Last,
    /// The number stands since before: the first digit typed begins another.
    is_old_number: bool,
    /// The consumer to look up when the window opens.
    begin_with: Option<ConsumerNo>,
}

impl Payment {
    fn new() -> Self {
        Self {
            stage: Stage::Number,
            number: Field::new("consumer", "Consumer", Kind::Text(12)),
            who: None,
            ground: Ground::Reading(Said::default()),
            reading: Field::new("reading", "Reading", Kind::Text(20)),
            proposal: None,
            refusal: None,
            till: None,
            last: Last::default(),
            is_old_number: false,
            begin_with: None,
        }
    }

    /// Puts the consumer away, and with it all that was typed for it.
    fn forget(&mut self) {
        *self = Self { number: self.number.clone(), last: std::mem::take(&mut self.last), ..Self::new() };
    }

    fn said(&self) -> Said {
        if let Ground::Reading(said) = self.ground { said } else { Said::default() }
    }

    /// Whether the reading is one that the meter can show: it may then have passed its last digit.
    fn fits_meter(&self) -> bool {
        let digits = self.who.as_ref().map_or(0, |who| usize::from(who.consumer().meter.digits.count()));
        self.reading.text().len() <= digits && self.reading.text().bytes().all(|b| b.is_ascii_digit())
    }

    /// What is to be taken now; `None` before there is a bill or dues alone.
    fn collect(&self) -> Option<Money> {
        let who = self.who.as_ref()?;
        let consumer = who.consumer();
        let payable = match self.ground {
            Ground::Dues => consumer.balance,
            Ground::Reading(_) | Ground::Average => self.proposal.as_ref()?.bill.payable,
        };
        Some(rounding::to_collect(consumer.due_of(payable, who.window_ends)))
    }

    fn basis(&self) -> Option<Basis> {
        match self.ground {
            Ground::Reading(said) => Some(said.basis(self.reading.text())),
            Ground::Average => Some(Basis::Acm),
            Ground::Dues => None,
        }
    }

    /// The bill anew, as far as the reading is typed.
    fn compute(&mut self) -> Effect<House> {
        self.proposal = None;
        self.refusal = None;
        let empty = matches!(self.ground, Ground::Reading(_)) && self.reading.text().is_empty();
        match (&self.who, self.basis()) {
            (Some(who), Some(basis)) if !empty => {
                let consumer = who.consumer().clone();
                ask(move |view| found::compute(view, &consumer, &basis))
            }
            _ => Effect::Nothing,
        }
    }

    fn say(&mut self, change: impl FnOnce(&mut Said)) -> Effect<House> {
        let mut said = self.said();
        change(&mut said);
        self.ground = Ground::Reading(said);
        self.reading.error = None;
        self.compute()
    }

    fn look_up(&mut self) -> Effect<House> {
        let typed = self.number.text().to_owned();
        if typed.is_empty() && self.last.closed.is_some() {
            return Effect::Open("counter");
        }
        if typed.is_empty() {
            self.number.error = Some("type a consumer number, or a name to search".to_owned());
            return Effect::Nothing;
        }
        // The same consumer again: what was typed for it is still there.
        if self.who.is_some() {
            self.stage = Stage::Reading;
            return Effect::Nothing;
        }
        ask(move |view| found::find(view, &typed))
    }

    fn take_consumer(&mut self, found: Found) -> Effect<House> {
        match found.0 {
            Ok(who) => {
                self.number.set(&who.consumer().no.to_string());
                let is_billed = who.consumer().status.is_billed();
                let stuck = who.consumer().meter.stuck_since.is_some();
                self.who = Some(who);
                self.stage = Stage::Reading;
                match (is_billed, stuck) {
                    (false, _) => self.pay_dues(),
                    (true, true) => self.turn_to(Ground::Average),
                    (true, false) => Effect::Nothing,
                }
            }
            Err(refusal) => {
                self.number.error = Some(refusal.message);
                Effect::Nothing
            }
        }
    }

    fn turn_to(&mut self, ground: Ground) -> Effect<House> {
        self.ground = ground;
        self.reading.error = None;
        self.compute()
    }

    fn pay_dues(&mut self) -> Effect<House> {
        if matches!(self.ground, Ground::Dues) {
            return self.turn_to(Ground::Reading(Said::default()));
        }
        self.turn_to(Ground::Dues)
    }

    /// Enter after the reading: on to the money, or what is wrong, at the field.
    fn go_to_money(&mut self, status: &Status) -> Effect<House> {
        if let Some(refusal) = &self.refusal {
            self.reading.error = Some(refusal.message.clone());
            return Effect::Nothing;
        }
        match self.collect() {
            Some(collect) => {
                let till = self.till.take().filter(|till| till.collect == collect);
                self.till = Some(till.unwrap_or_else(|| Till::new(collect, status.date)));
                self.stage = Stage::Money;
            }
            None => self.reading.error = Some("type the reading; without one only dues can be paid".to_owned()),
        }
        Effect::Nothing
    }

    fn record(&self) -> Effect<House> {
        let (Some(who), Some(till)) = (&self.who, &self.till) else { return Effect::Nothing };
        let pay = Pay { consumer: who.consumer().no, basis: self.basis(), handed: till.handed(), protest: till.protest_reason() };
        print_act(pay, spool::at_once)
    }

    fn refused(&mut self, refusal: &Refusal) -> Effect<House> {
        let at_till = self.till.as_mut().is_some_and(|till| till.refuse(refusal));
        match refusal.field {
            _ if at_till => self.stage = Stage::Money,
            Some("reading" | "confirm") => {
                self.stage = Stage::Reading;
                self.reading.error = Some(refusal.message.clone());
            }
            Some("consumer") => {
                self.stage = Stage::Number;
                self.number.error = Some(refusal.message.clone());
            }
            _ => return Effect::bad(refusal.message.clone()),
        }
        Effect::Nothing
    }

    fn why(&self) -> Effect<House> {
        match (&self.who, &self.proposal) {
            (Some(who), Some(proposal)) => Why::of(format!("{} {}", who.consumer().no, who.name()), &proposal.bill),
            _ => Effect::warn("there is no bill yet: type the reading first"),
        }
    }

    fn print_proposal(&self) -> Effect<House> {
        match (&self.who, &self.proposal) {
            (Some(who), Some(proposal)) => wishes::proposal(who.consumer().no, (**proposal).clone()),
            _ => Effect::warn("there is no bill yet: type the reading first"),
        }
    }

    fn reprint(&self) -> Effect<House> {
        match self.last.paper() {
            Some(no) => wishes::again("receipt", no),
            None => Effect::warn("no receipt was made at this counter yet; a consumer's receipts are in its view"),
        }
    }

    /// A letter begins a search; a digit over a number that stood there already takes its place.
    fn type_number(&mut self, key: Key) -> Effect<House> {
        let is_new = self.is_old_number || self.number.text().is_empty();
        if let Some(letter) = key.typed().filter(|c| c.is_alphabetic() && is_new) {
            return super::find::search(letter);
        }
        let before = self.number.text().to_owned();
        if self.is_old_number && key.typed().is_some() {
            self.number.clear();
        }
        self.number.typed(key);
        if self.number.text() == before {
            return Effect::Nothing;
        }
        self.forget();
        if self.number.text().len() < WHOLE_NUMBER {
            return Effect::Nothing;
        }
        let typed = self.number.text().to_owned();
        ask(move |view| Ok(found::wrong_number(view, &typed)))
    }

    fn act_on_reading(&mut self, action: Action, status: &Status) -> Effect<House> {
        match action {
            action::NEXT => self.go_to_money(status),
            action::BACK => {
                self.stage = Stage::Number;
                self.is_old_number = true;
                Effect::Nothing
            }
            DUES => self.pay_dues(),
            AVERAGE if self.ground == Ground::Average => self.turn_to(Ground::Reading(Said::default())),
            AVERAGE => self.turn_to(Ground::Average),
            ROLLOVER => self.say(|said| said.rollover = !said.rollover),
            CONFIRM => self.say(|said| said.confirmed = true),
            SOURCE => self.say(|said| said.by_reader = !said.by_reader),
            WHY => self.why(),
            PROPOSAL => self.print_proposal(),
            VIEW => self.who.as_ref().map_or(Effect::Nothing, |who| super::consumer::open(who.consumer().no)),
            _ => Effect::Pass,
        }
    }

    fn act_on_money(&mut self, action: Action) -> Effect<House> {
        let Some(till) = &mut self.till else { return Effect::Pass };
        if let Some((_, mode)) = MODES.iter().find(|(a, _)| *a == action) {
            till.ask(*mode);
            return Effect::Nothing;
        }
        match action {
            action::BACK => self.stage = Stage::Reading,
            ADVANCE => till.advance = !till.advance,
            PROTEST => till.turn_protest(),
            TAKE_BACK if till.take_back() => {}
            TAKE_BACK => return Effect::warn("no part is in yet"),
            WHY => return self.why(),
            PROPOSAL => return self.print_proposal(),
            _ => match till.act(action) {
                TillMove::Ready => return self.record(),
                TillMove::Pass => return Effect::Pass,
                TillMove::Stays => {}
            },
        }
        Effect::Nothing
    }
}

impl Screen<House> for Payment {
    fn name(&self) -> &'static str {
        "payment"
    }

    fn title(&self) -> Cow<'_, str> {
        "Payment".into()
    }

    fn layers(&self) -> &'static [&'static str] {
        match self.stage {
            Stage::Number => &["payment"],
            Stage::Reading => match self.refusal.as_ref() {
                Some(refusal) if refusal.field == Some("confirm") => &["payment-doubt", "payment-reading"],
                Some(refusal) if refusal.rule == "B-9" && self.fits_meter() => &["payment-below", "payment-reading"],
                _ => &["payment-reading"],
            },
            Stage::Money if self.till.as_ref().is_some_and(Till::is_at_amount) => &["payment-money", "form"],
            Stage::Money => &["form"],
        }
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        let begin = self.begin_with.take().map_or(Effect::Nothing, |no| ask(move |view| found::card(view, no)));
        Effect::All(vec![ask(found::desk), begin])
    }

    fn uncovered(&mut self, _: &Status) -> Effect<House> {
        ask(found::desk)
    }

    fn act(&mut self, action: Action, status: &Status) -> Effect<House> {
        match (self.stage, action) {
            (Stage::Number, FIND) => super::find::pick(),
            (Stage::Number, action::NEXT) => self.look_up(),
            (Stage::Number, REPRINT) => self.reprint(),
            (Stage::Number, _) => Effect::Pass,
            (Stage::Reading, _) => self.act_on_reading(action, status),
            (Stage::Money, _) => self.act_on_money(action),
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        match self.stage {
            Stage::Number => self.type_number(key),
            Stage::Reading => {
                let before = self.reading.text().to_owned();
                self.reading.typed(key);
                if self.reading.text() == before {
                    return Effect::Nothing;
                }
                self.say(|said| *said = Said { by_reader: said.by_reader, ..Said::default() })
            }
            Stage::Money => {
                if let Some(till) = &mut self.till {
                    till.typed(key);
                }
                Effect::Nothing
            }
        }
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        match answer.take::<Heard>() {
            Ok(Heard::Found(found)) => self.take_consumer(found),
            Ok(Heard::Computed(computed)) => {
                self.proposal = computed.proposal;
                self.refusal = computed.refusal;
                Effect::Nothing
            }
            Ok(Heard::Desk(desk)) => {
                self.last.take(desk);
                Effect::Nothing
            }
            Ok(Heard::Wrong(wrong)) => {
                self.number.error = wrong.map(|refusal| refusal.message);
                Effect::Nothing
            }
            Err(other) => match other.take::<Chosen>() {
                Ok(Chosen(no)) => {
                    self.forget();
                    ask(move |view| found::card(view, no))
                }
                Err(_) => Effect::Nothing,
            },
        }
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        match outcome {
            Ok(Outcome::Recorded(done)) => {
                self.last.recorded(&done, self.who.as_deref());
                self.number.clear();
                self.forget();
                Effect::Nothing
            }
            Ok(Outcome::Gave(_)) => Effect::good("the paper goes to the printer"),
            Ok(Outcome::CameIn(_)) => Effect::Nothing,
            Err(Trouble::Refused(refusal)) => self.refused(&refusal),
            Err(trouble) => Effect::bad(trouble.to_string()),
        }
    }

    fn has_typed(&self) -> bool {
        self.who.is_some() && (!self.reading.text().is_empty() || self.till.as_ref().is_some_and(Till::has_typed))
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        self.draw_window(canvas);
    }
}
