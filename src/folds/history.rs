//! A consumer's life as a line: what happened, in the order in which it counts, and what each thing did to the status.

use super::consumer::{self, in_order};
use super::item;
use super::rows::Rows;
use super::words::happened;
use crate::base::words::capital;
use crate::base::{ConsumerNo, Day, DeskId};
use crate::journal::Entry;
use crate::journal::fact::{Fact, Outcome};
use crate::rules::lifecycle::Event;
use crate::rules::status::Status;

/// Something that happened to a consumer.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    /// Its entry, `KVT-1/42`.
    pub entry: String,
    /// When it was recorded, in milliseconds since 1970, and where.
    pub recorded: (i64, DeskId, i64),
    pub kind: &'static str,
    pub day: Day,
    pub user: String,
    /// In words, with the papers that it made; what it did to the status is apart.
    pub what: String,
    pub change: Option<Change>,
}

/// The status was another before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// `None`: the consumer was brought in.
    pub from: Option<Status>,
    pub to: Status,
    /// The cause in words, with its rule.
    pub why: String,
}

impl Change {
    /// `LIVE -> BLTD`.
    pub fn arrow(&self) -> String {
        self.from.map_or_else(|| self.to.code(), |from| format!("{from} -> {}", self.to))
    }
}

impl Happening {
    /// In which part of a consumer's life it belongs: `case`, `bill`, `receipt`, `reading`, `contact` or `order` (`R-5`).
    pub fn group(&self) -> &'static str {
        match self.kind {
            "paid" | "paid-online" | "misc-received" | "cheque-dishonoured" => "receipt",
            "consumer-closed" | "reclosed" | "final-read" => "bill",
            "reading-posted" | "meter-changed" | "meter-stuck" => "reading",
            "duplicate-ordered" => "contact",
            kind if kind.starts_with("complaint-") => "contact",
            "posting-made" | "posting-decided" | "case-settled" | "protest-decided" => "case",
            kind if kind.starts_with("application-") => "case",
            HANDLED => "case",
            "consumer-imported" => "other",
            _ => "order",
        }
    }

    /// What happened, and why the status changed with it.
    pub fn told(&self) -> String {
        match &self.change {
            Some(change) if !change.why.is_empty() => format!("{}. {}", self.what, change.why),
            _ => self.what.clone(),
        }
    }
}

/// The entries of a consumer as they were recorded, as its line of life: a payment that came late stands before the close that it
/// makes void (`L-13`).
pub fn history(no: ConsumerNo, entries: Vec<Entry>) -> Vec<Happening> {
    let mut state = None;
    let mut line = Vec::with_capacity(entries.len());
    for entry in in_order(entries) {
        let from = state.as_ref().map(|consumer: &consumer::Consumer| consumer.status);
        let mut rows = Rows::default();
        state = consumer::fold(state, no, &entry, &mut rows);
        let to = state.as_ref().map(|consumer| consumer.status);
        let change = to.filter(|to| from != Some(*to)).map(|to| Change { from, to, why: why(&entry.fact, from, to) });
        let what = format!("{}{}", void(&entry.fact, &rows), capital(&happened(&entry.fact)));
        let (name, kind) = (entry.name(), entry.fact.kind());
        let recorded = (entry.at.millis(), entry.desk, entry.seq);
        line.push(Happening { entry: name, recorded, kind, day: entry.day, user: entry.user, what, change });
    }
    line
}

/// The kind of what was arranged about an item (`R-4`), of whatever sort.
const HANDLED: &str = "item-handled";

/// The line of life with what was arranged about an item of the consumer's (`title` and key name it), each where it was recorded.
#[must_use]
pub fn with_arranged(mut life: Vec<Happening>, title: &str, log: Vec<item::Line>) -> Vec<Happening> {
    for said in log {
        // What was done stands first: a narrow list shows no more.
        let what = capital(&format!("{} ({title})", said.words()));
        let recorded = (said.at, said.desk, said.seq);
        let place = life.iter().rposition(|happening| happening.recorded <= recorded).map_or(0, |place| place + 1);
        let entry = format!("{}/{}", recorded.1, recorded.2);
        life.insert(place, Happening { entry, recorded, kind: HANDLED, day: said.day, user: said.user, what, change: None });
    }
    life
}

/// Said before what stands no more.
fn void(fact: &Fact, rows: &Rows) -> &'static str {
    let close_is_void = rows.closings.iter().any(|closing| !closing.stands);
    let bill_is_void = rows.bills.iter().any(|bill| !bill.standing);
    match fact {
        Fact::ConsumerClosed(_) | Fact::Reclosed(_) if close_is_void => "Void, since a payment of its window came late: ",
        _ if bill_is_void => "The bill is void, the period has one already: ",
        _ => "",
    }
}

fn why(fact: &Fact, from: Option<Status>, to: Status) -> String {
    let change = from.and_then(|from| from.led_to(to, events(fact)));
    change.map_or_else(String::new, |change| format!("{}, since {} ({})", capital(&to.words()), change.event.because(), change.rule))
}

/// What a fact may be to a status.
const fn events(fact: &Fact) -> &'static [Event] {
    match fact {
        Fact::ConsumerClosed(closed) => of_close(closed.outcome),
        Fact::Reclosed(again) => of_close(again.closed.outcome),
        Fact::PostingDecided(_) => &[Event::Paid, Event::MovedAway, Event::CutMistaken],
        Fact::ChequeDishonoured(_) => &[Event::Dishonoured],
        Fact::SupplyCut(_) => &[Event::Cut, Event::CutUndue],
        Fact::SupplyRestored(_) => &[Event::Reconnected],
        Fact::ApplicationMade(_) | Fact::ApplicationStep(_) => &[
            Event::Ordered,
            Event::Connected,
            Event::Energised,
            Event::Extended,
            Event::TemporaryEnded,
            Event::Ended,
            Event::StopBill,
            Event::Reactivated,
            Event::ReactivationWithdrawn,
            Event::Claimed,
            Event::Released,
        ],
        _ => &[Event::Paid],
    }
}

const fn of_close(outcome: Outcome) -> &'static [Event] {
    match outcome {
        Outcome::NotReconnected | Outcome::Deactivated => &[Event::ClosedPaid],
        _ => &[Event::ClosedUnpaid, Event::Paid],
    }
}
