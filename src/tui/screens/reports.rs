//! Reports: what was collected, billed and remitted; on the screen, on paper, as CSV.

use super::patterns::choice::Choice;
use super::patterns::sheet::Plan;
use super::patterns::{Leaf, Sheet, Texts, Then};
use crate::base::{Day, Refusal};
use crate::reports::register::Asks;
use crate::reports::{Given, REPORTS, Report};
use crate::rules::role::Role;
use crate::tui::backend::Status;
use crate::tui::program::House;
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::{Field, Form, Kind};

pub const CARD: Card<House> =
    Card { name: "reports", title: "Reports", about: "Books, complaint register, pendency", roles: &Role::ALL, actions: &[], open };

const PLAN: Plan = Plan {
    name: "reports",
    title: "Report",
    intro: "Of which days? The report of a past day comes out as it was.",
    fields,
    look: Plan::looks_at_nothing,
    sure: Plan::asks_nothing,
    record,
    said: |_| String::new(),
    then: Then::Opens,
};

/// The reports of whoever is logged on.
fn of(status: &Status) -> impl Iterator<Item = &'static Report> {
    let roles = &status.roles;
    REPORTS.iter().filter(move |report| report.roles.iter().any(|role| roles.split_whitespace().any(|has| has == role.code())))
}

fn open(status: &Status) -> Box<dyn Screen<House>> {
    let rows = of(status).map(|report| (report.title.to_owned(), report.about.to_owned())).collect();
    Box::new(Choice::new("reports", "Reports", rows, chosen, status))
}

fn chosen(place: usize, status: &Status) -> Effect<House> {
    match of(status).nth(place) {
        Some(report) if matches!(report.asks, Asks::Nothing) => leaf(report, Given::default()),
        Some(report) => Sheet::open(&PLAN, &[("report", report.name.to_owned()), ("title", report.title.to_owned())], status),
        None => Effect::Nothing,
    }
}

fn report(texts: &Texts) -> Option<&'static Report> {
    REPORTS.iter().find(|report| report.name == texts.get("report"))
}

fn fields(texts: &Texts, today: Day) -> Vec<Field> {
    let day = |name, label, holding: Day| Field::new(name, label, Kind::Day(today)).holding(&holding.dmy());
    match report(texts).map(|report| report.asks) {
        Some(Asks::Days) => vec![day("from", "From", today.period().first_day()), day("to", "To", today)],
        Some(Asks::Period) => vec![day("day", "Month of", today).hint("any day of the month")],
        _ => vec![day("day", "Day", today)],
    }
}

fn record(_: &Form, texts: &Texts, today: Day) -> Result<Effect<House>, Refusal> {
    let report = report(texts).ok_or_else(|| Refusal::new("I-2", "There is no such report: go back and choose another."))?;
    let day = |name| Some(texts.day(name, today));
    let given = match report.asks {
        Asks::Days => Given { from: day("from"), to: day("to"), ..Given::default() },
        Asks::Day => Given { date: day("day"), ..Given::default() },
        Asks::Period => Given { period: day("day").map(Day::period), ..Given::default() },
        Asks::Nothing => Given::default(),
    };
    if given.from > given.to {
        return Err(Refusal::new("I-4", "The days end before they begin.").at("to"));
    }
    Ok(leaf(report, given))
}

fn leaf(report: &'static Report, given: Given) -> Effect<House> {
    Leaf::report("reports", report.name, report.title, move |look| report.document(&look.source(), &given))
}
