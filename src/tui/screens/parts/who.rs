//! Who a consumer is, and what a clerk must know of it (`C-2`, `C-12`).

use rust_decimal::Decimal;

use crate::base::words::capital;
pub use crate::base::words::house;
use crate::base::{Day, Money, No};
use crate::folds::Consumer;
use crate::folds::consumer::{Notice, Order};
use crate::journal::Fact;
use crate::reports::complaint::what;
use crate::rules::status::Status;
use crate::rules::tariff::Phase;
use crate::store::read::{self, Card};
use crate::store::{applications, complaints};
use crate::tui::looks::Tone;
use crate::tui::program::View;
use crate::tui::widgets::chart::Month;
use crate::tui::widgets::{Months, Panel};

/// A consumer as the window shows it.
#[derive(Debug, Clone)]
pub struct Who {
    pub card: Card,
    /// The category's name in the tariff in force.
    pub category: String,
    pub notices: Vec<(Tone, String)>,
    pub months: Months,
    /// What an instalment order puts off beyond this day is not asked for.
    pub window_ends: Day,
}

impl Who {
    /// Everything that the window shows of this consumer, read at once.
    pub fn read(view: &View<'_>, card: Card) -> Result<Self, No> {
        let today = view.today();
        let consumer = &card.consumer;
        let code = &consumer.supply.category;
        let tariff = view.rules().tariffs.on(today);
        let category = tariff.and_then(|t| t.category(code)).map_or_else(|| code.clone(), |c| c.name.clone());
        let mut notices = Vec::new();
        notices.extend(just_paid(view, consumer, today)?);
        notices.extend(open_complaints(view, consumer)?);
        notices.extend(open_applications(view, consumer)?);
        notices.extend(must_know(consumer, today));
        let months = consumer.chart.iter().map(|m| Month { period: m.period, units: m.units, averaged: m.average }).collect();
        let (_, window_ends) = view.rules().profile.calendar.window(today.period());
        Ok(Self { category, notices, months: Months(months), window_ends, card })
    }

    pub const fn consumer(&self) -> &Consumer {
        &self.card.consumer
    }

    /// What an instalment order lets be paid later.
    pub fn later(&self) -> Money {
        self.consumer().deferred(self.window_ends)
    }

    /// `Ayshabi Pallipura`, or that the name was erased.
    pub fn name(&self) -> &str {
        let name = self.card.personal.name.as_str();
        if name.is_empty() { "(name erased)" } else { name }
    }

    /// House, area and phone in a line.
    pub fn place(&self, between: &str) -> String {
        let personal = &self.card.personal;
        let house = house(&personal.address, &self.consumer().supply.area);
        [house.as_str(), personal.phone.as_str()].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(&format!(" {between} "))
    }

    /// `Domestic, 2 kW, 1-phase`.
    pub fn supply(&self) -> String {
        let supply = &self.consumer().supply;
        let phase = match supply.phase {
            Phase::Single => "1-phase",
            Phase::Three => "3-phase",
        };
        format!("{}, {} kW, {phase}", self.category, supply.load_kw.normalize())
    }

    /// Meter, last reading, deposit, balance.
    pub fn facts(&self) -> Panel {
        let consumer = self.consumer();
        let (reading, day) = consumer.last_reading();
        let factor = consumer.meter.factor.decimal();
        let times = if factor == Decimal::ONE { String::new() } else { format!(" x {}", factor.normalize()) };
        let (label, amount) = if consumer.balance < Money::ZERO { ("Advance", -consumer.balance) } else { ("Balance", consumer.balance) };
        let meter = if consumer.status.is_before_supply() {
            Panel::new().pair("Meter", "not up yet")
        } else {
            let meter = format!("{}{times}", consumer.meter.no);
            Panel::new().pair("Meter", meter).pair("Last read", reading.to_string()).pair("on", day.dmy())
        };
        meter.money("Deposit", consumer.sd).money(label, amount)
    }

    /// What would settle the account for good: balance less deposit (`R-5`).
    pub fn payoff(&self) -> Money {
        self.consumer().balance - self.consumer().sd
    }

    /// Where the supply is and how the consumer is reached.
    pub fn premises(&self) -> Panel {
        let (consumer, personal) = (self.consumer(), &self.card.personal);
        let place = [consumer.supply.area.as_str(), &consumer.supply.feeder, &consumer.supply.transformer];
        let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
        let since = consumer.connected_on.map_or_else(|| "not known".to_owned(), Day::dmy);
        let pairs = [
            ("Payoff", self.payoff().indian()),
            ("Premises", house(&personal.address, "")),
            ("Line", place.join(", ")),
            ("Office", consumer.office.clone()),
            ("Connected", since),
            ("Phone", personal.phone.clone()),
            ("E-mail", personal.email.clone()),
        ];
        pairs.into_iter().filter(|(_, text)| !text.is_empty()).fold(Panel::new(), |panel, (label, text)| panel.pair(label, text))
    }
}

/// A receipt of this period stands already: which, when, where, how much.
fn just_paid(view: &View<'_>, consumer: &Consumer, today: Day) -> Result<Option<(Tone, String)>, No> {
    let Some(last) = consumer.last_receipt.as_ref().filter(|r| r.period == today.period()) else { return Ok(None) };
    // The same day it is likely the same money asked twice; later it is a fact to be told.
    let (said, tone) = if last.day == today { ("Just paid", Tone::Bad) } else { ("Paid this month already", Tone::Warn) };
    let (no, day, amount) = (&last.no, last.day.dmy(), last.amount.indian());
    let text = match read::receipt(view.conn(), no)?.map(|(_, entry)| entry.fact) {
        Some(Fact::PaidOnline(paid)) => format!("{said}, online: {amount} on {day}, {no}, {}", paid.reference),
        Some(Fact::Paid(paid)) => format!("{said}: {no} on {day} {} at {}, {amount}", paid.receipt.time, no.desk),
        _ => format!("{said}: {no} on {day} at {}, {amount}", no.desk),
    };
    Ok(Some((tone, text)))
}

/// What the consumer complained of, and is not put right yet: danger first, else the newest.
fn open_complaints(view: &View<'_>, consumer: &Consumer) -> Result<Option<(Tone, String)>, No> {
    let open = complaints::open_of(view.conn(), consumer.no)?;
    let Some(first) = open.iter().find(|line| line.is_danger()).or(open.first()) else { return Ok(None) };
    let more = if open.len() > 1 { format!(", and {} more", open.len() - 1) } else { String::new() };
    let tone = if first.is_danger() { Tone::Bad } else { Tone::Warn };
    Ok(Some((tone, format!("Open complaint {} of {}: {}{more}", first.no, first.logged.short(), what(first)))))
}

/// What is applied for and not done yet: what waits to be paid at the counter first (`C-2`, `C-14`).
fn open_applications(view: &View<'_>, consumer: &Consumer) -> Result<Option<(Tone, String)>, No> {
    let mut open = applications::open_of(view.conn(), consumer.no)?;
    open.sort_by_key(|application| application.demand.is_none());
    let Some(first) = open.first() else { return Ok(None) };
    let more = if open.len() > 1 { format!(", and {} more", open.len() - 1) } else { String::new() };
    let stands = match (&first.demand, first.stand.waits) {
        (Some(demand), _) => format!("{} to be paid by {}", demand.collect.indian(), demand.last_day.dmy()),
        (None, Some(hand)) => format!("{}, waits for {hand}", first.stand.text),
        (None, None) => first.stand.text.clone(),
    };
    Ok(Some((Tone::Warn, format!("{} {}: {stands}{more}", first.title, first.no))))
}

/// What stands in the way or must be said, the weightiest first.
fn must_know(consumer: &Consumer, today: Day) -> Vec<(Tone, String)> {
    let mut notices = Vec::new();
    if !consumer.status.is_billed() {
        let since = consumer.disconnected_on.map(|d| format!(" since {}", d.dmy())).unwrap_or_default();
        notices.push((Tone::Bad, format!("{}{since}: dues alone can be paid", capital(&consumer.status.words()))));
    } else if let Some(notice) = consumer.notice.as_ref().filter(|_| consumer.status == Status::Bltd) {
        notices.push(belated(notice, today));
    } else if consumer.status != Status::Live {
        notices.push((Tone::Warn, capital(&consumer.status.words())));
    }
    notices.extend(consumer.order.as_ref().map(|order| (Tone::Warn, ordered(order, consumer, today))));
    if let Some(until) = consumer.cash_only_until.filter(|until| today <= *until) {
        notices.push((Tone::Bad, format!("A cheque was dishonoured: cash only until {}", until.dmy())));
    }
    if let Some(since) = consumer.meter.stuck_since {
        notices.push((Tone::Warn, format!("Meter stuck since {}: billed by average", since.dmy())));
    }
    if consumer.under_reported {
        notices.push((Tone::Warn, "Under-reported: a surprise check read far more than the consumer had said".to_owned()));
    }
    if !consumer.disputed.is_zero() {
        notices.push((Tone::Warn, format!("{} is disputed and not asked for until it is decided", consumer.disputed.indian())));
    }
    for dispute in &consumer.disputes {
        let held = dispute.held.filter(|held| today <= held.until);
        let held = held.map_or_else(String::new, |held| format!(", {} held until {}", held.amount.indian(), held.until.dmy()));
        notices.push((Tone::Warn, format!("Bill {} is under request {}{held}", dispute.bill, dispute.no)));
    }
    for period in &consumer.withdrawn {
        notices.push((Tone::Warn, format!("The close of {} was made anew, since a payment came late", period.short())));
    }
    for bill in &consumer.to_revise {
        notices.push((Tone::Warn, format!("Bill {bill} rests on what no longer holds: the AE revises it")));
    }
    for period in &consumer.double_billed {
        notices.push((Tone::Warn, format!("Billed twice for {}: the later bill is void, its money is advance", period.short())));
    }
    notices
}

fn belated(notice: &Notice, today: Day) -> (Tone, String) {
    let (tone, may) = if today < notice.cut_from { (Tone::Warn, "no cut before") } else { (Tone::Bad, "may be cut since") };
    (tone, format!("Belated, {} served {}, {may} {}", notice.no, notice.served.dmy(), notice.cut_from.dmy()))
}

fn ordered(order: &Order, consumer: &Consumer, today: Day) -> String {
    let now = (consumer.outstanding() - order.deferred(today)).at_least_zero();
    let next = order.parts.iter().skip(1).find(|part| part.day > today);
    let next = next.map_or_else(String::new, |part| format!(", then {} by {}", part.amount.indian(), part.day.dmy()));
    let now = if now.is_outstanding() { format!("{} due now", now.indian()) } else { "nothing due now".to_owned() };
    format!("Order {}: {now}{next}", order.no)
}
