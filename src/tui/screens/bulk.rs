//! Bulk readings: which round, which department or area (`C-15`). The sheet itself is `round`.

use super::parts::doubt;
use super::patterns::sheet::Plan;
use super::patterns::{Found, Sheet, Texts, Then};
use super::round;
use crate::acts::reading::Round;
use crate::base::{Day, No, Refusal};
use crate::rules::role::Role;
use crate::store::rounds;
use crate::tui::backend::Status;
use crate::tui::looks::Tone;
use crate::tui::program::{House, View};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::{Field, Form, Kind, Panel};

pub const CARD: Card<House> = Card {
    name: "bulk",
    title: "Bulk readings",
    about: "Government readings, surprise checks, rounds",
    roles: &[Role::Bcc],
    actions: &[doubt::RIGHT, doubt::ROLLOVER],
    open,
};

const KINDS: &[&str] = &["Government", "Surprise check", "Reader's round"];

const PLAN: Plan = Plan {
    name: "bulk",
    title: "Bulk readings",
    intro: "Readings of many consumers, down one column. Government by department; checks and reader's rounds by area.",
    fields,
    look,
    sure: Plan::asks_nothing,
    record,
    said: |_| String::new(),
    then: Then::Opens,
};

fn open(status: &Status) -> Box<dyn Screen<House>> {
    Box::new(Sheet::new(&PLAN, &[], status))
}

pub fn kind(texts: &Texts) -> Round {
    match texts.get("kind") {
        "Surprise check" => Round::Surprise,
        "Reader's round" => Round::Reader,
        _ => Round::Government,
    }
}

fn fields(texts: &Texts, today: Day) -> Vec<Field> {
    let which = match kind(texts) {
        Round::Government => Field::new("which", "Department", Kind::Text(30)).hint("its number in the list, or its name"),
        _ => Field::new("which", "Area or route", Kind::Text(40)).hint("as the consumers have it"),
    };
    vec![Field::new("kind", "Round", Kind::Choice(KINDS)), Field::new("day", "Read on", Kind::Day(today)).holding(&today.dmy()), which]
}

fn look(texts: &Texts, view: &View<'_>) -> Result<Found, No> {
    let typed = texts.get("which").trim();
    if kind(texts) != Round::Government {
        return in_area(view, typed);
    }
    let all = rounds::departments(view.conn(), texts.day("day", view.today()).period())?;
    let by_place = typed.parse::<usize>().ok().and_then(|n| all.get(n.checked_sub(1)?));
    let by_name = || all.iter().find(|d| d.name.eq_ignore_ascii_case(typed));
    let by_start = || all.iter().find(|d| d.name.to_lowercase().starts_with(&typed.to_lowercase()));
    let meant = if typed.is_empty() { None } else { by_place.or_else(by_name).or_else(by_start) };
    let panel = all.iter().enumerate().fold(Panel::new(), |panel, (place, d)| {
        let unread = if d.unread == 0 { "all read".to_owned() } else { format!("{} to read", d.unread) };
        panel.pair(&format!("{:>2}  {}", place + 1, d.name), format!("{} of {}", unread, d.consumers))
    });
    let mut found = Found { title: "Departments, and what is to read this month".to_owned(), panel, ..Found::default() };
    match meant {
        Some(department) => found.put.push(("which", department.name.clone())),
        None if all.is_empty() => found.panel = Panel::new().note(Tone::Warn, "no Government consumer stands in this file"),
        None if typed.is_empty() => {}
        None => found.wrong = Some(Refusal::new("C-15", "No department is called so: type one of the list, or its number.").at("which")),
    }
    Ok(found)
}

fn in_area(view: &View<'_>, typed: &str) -> Result<Found, No> {
    let mut found = Found { title: "Area".to_owned(), ..Found::default() };
    if typed.is_empty() {
        found.panel = Panel::new().pair("Type", "the name of the area or route, or its beginning");
        return Ok(found);
    }
    match rounds::of_area(view.conn(), typed, round::MOST)?.len() {
        0 => {
            found.wrong =
                Some(Refusal::new("C-15", format!("No consumer's area is '{typed}': type it as the consumers have it.")).at("which"))
        }
        n if n >= round::MOST as usize => {
            found.panel =
                Panel::new().note(Tone::Warn, format!("more than {n} consumers: the sheet takes the first {n}; name a smaller area"));
        }
        n => found.panel = Panel::new().pair("Consumers", n.to_string()),
    }
    Ok(found)
}

fn record(_: &Form, texts: &Texts, today: Day) -> Result<Effect<House>, Refusal> {
    let day = texts.day("day", today);
    if day > today {
        return Err(Refusal::new("C-15", format!("{} is after today.", day.dmy())).at("day"));
    }
    Ok(round::open(kind(texts), texts.owned("which"), day))
}
