//! An instalment order (`L-18`): the parts typed a day and an amount each, the last part is the rest.

use super::patterns::sheet::Plan;
use super::patterns::{Found, Sheet, Sure, Texts, Then, lookup};
use crate::acts::instalment::OrderInstalments;
use crate::base::{ConsumerNo, Day, Money, No, Refusal};
use crate::journal::Entry;
use crate::journal::fact::Instalment;
use crate::rules::role::Role;
use crate::spool;
use crate::tui::backend::Status;
use crate::tui::program::{House, Outcome, View, Work};
use crate::tui::screen::{Card, Effect};
use crate::tui::widgets::{Field, Form, Kind, Panel};

pub const CARD: Card<House> = Card {
    name: "instalments",
    title: "Instalment order",
    about: "Let a consumer pay what is outstanding in parts",
    roles: &[Role::Ae],
    actions: &[],
    open: |status| Box::new(Sheet::new(&PLAN, &[], status)),
};

const COUNTS: &[&str] = &["2", "3", "4", "5", "6"];
const DAYS: [&str; 6] = ["day1", "day2", "day3", "day4", "day5", "day6"];
const AMOUNTS: [&str; 5] = ["amount1", "amount2", "amount3", "amount4", "amount5"];

const PLAN: Plan = Plan {
    name: CARD.name,
    title: CARD.title,
    intro: "The order prints for the consumer. Each part is due by its day, with the current bill of its month.",
    fields,
    look,
    sure,
    record,
    said,
    then: Then::Close,
};

/// The order for a consumer.
pub fn open(no: ConsumerNo, status: &Status) -> Effect<House> {
    Sheet::open(&PLAN, &[("consumer", no.to_string())], status)
}

fn count(texts: &Texts) -> usize {
    COUNTS.iter().position(|word| *word == texts.get("parts")).unwrap_or(0) + 2
}

fn fields(texts: &Texts, today: Day) -> Vec<Field> {
    let mut fields = vec![
        Field::new("consumer", "Consumer", Kind::Text(24)).hint("number, or words of name and house"),
        Field::new("parts", "Parts", Kind::Choice(COUNTS)).hint("Space takes the next"),
    ];
    let last = count(texts);
    for (number, (day, amount)) in (1..last).zip(DAYS.into_iter().zip(AMOUNTS)) {
        fields.push(Field::new(day, format!("Part {number} by"), Kind::Day(today)).hint("5/12 is the 5th of December"));
        fields.push(Field::new(amount, "  amount", Kind::Money).hint("whole rupees"));
    }
    if let Some(day) = DAYS.get(last - 1) {
        fields.push(Field::new(day, format!("Part {last} by"), Kind::Day(today)).hint("the rest falls due on it"));
    }
    fields.push(Field::new("reason", "Reason", Kind::Text(120)));
    fields
}

/// The parts typed so far; the last one holds the rest once its day stands.
fn plan(texts: &Texts, owed: Money, today: Day) -> Vec<(&'static str, Instalment)> {
    let last = count(texts);
    let typed = DAYS.into_iter().zip(AMOUNTS).take(last - 1).filter(|(day, amount)| texts.some(day).and(texts.some(amount)).is_some());
    let mut parts: Vec<_> =
        typed.map(|(day, amount)| (amount, Instalment { day: texts.day(day, today), amount: texts.money(amount) })).collect();
    let sum: Money = parts.iter().map(|(_, part)| part.amount).sum();
    if let Some(day) = DAYS.get(last - 1).filter(|day| texts.some(day).is_some()) {
        parts.push((day, Instalment { day: texts.day(day, today), amount: owed - sum }));
    }
    parts
}

fn look(texts: &Texts, view: &View<'_>) -> Result<Found, No> {
    let mut found = Found::default();
    let Some(card) = lookup::look_up(view, texts, "consumer", &mut found)? else { return Ok(found) };
    let owed = card.consumer.outstanding();
    if !card.consumer.is_outstanding() {
        let message = format!("Nothing is outstanding on {}: there is nothing to pay in parts.", card.consumer.no);
        found.wrong = Some(Refusal::new("L-18", message).at("consumer"));
        return Ok(found);
    }
    let today = view.today();
    let parts = plan(texts, owed, today);
    let first: Money = parts.iter().filter(|(field, _)| AMOUNTS.contains(field)).map(|(_, part)| part.amount).sum();
    let about = format!("{}, {} ({})", lookup::name(&card), card.consumer.status, card.consumer.status.words());
    let standing = card.consumer.order.as_ref().map_or(String::new(), |order| format!("; takes the place of {}", order.no));
    found.title = format!("{}{standing}", card.consumer.no);
    found.panel = Panel::new()
        .pair("Outstanding", owed.indian())
        .pair("Last part", format!("{}, what the others leave", (owed - first).indian()))
        .pair("Consumer", about);
    found.wrong = wrong(&parts, texts, owed, today);
    Ok(found)
}

/// The first thing that is wrong with the parts typed so far, at its field.
fn wrong(parts: &[(&'static str, Instalment)], texts: &Texts, owed: Money, today: Day) -> Option<Refusal> {
    let at = |field: &'static str, message: String| Some(Refusal::new("L-18", message).at(field));
    let mut before: Option<Day> = None;
    for field in DAYS.iter().take(count(texts)).filter(|field| texts.some(field).is_some()) {
        let day = texts.day(field, today);
        if day < today {
            return at(field, format!("{} has passed: type day, month and year of a day to come.", day.dmy()));
        }
        if before.is_some_and(|before| day <= before) {
            return at(field, format!("{} is not after the part before: put the parts in the order of their days.", day.dmy()));
        }
        before = Some(day);
    }
    let mut sum = Money::ZERO;
    for (field, part) in parts.iter().filter(|(field, _)| AMOUNTS.contains(field)) {
        sum += part.amount;
        if part.amount <= Money::ZERO || !part.amount.is_whole_rupees() {
            return at(field, "A part is whole rupees above zero.".to_owned());
        }
        if sum >= owed {
            let message =
                format!("The parts so far make {}; {} is outstanding: leave something for the last.", sum.indian(), owed.indian());
            return at(field, message);
        }
    }
    None
}

fn sure(texts: &Texts, found: &Found) -> Option<Sure> {
    Some(Sure {
        question: format!("Order {} parts for {}?", count(texts), found.title),
        detail: "With the first part paid the connection is belated no more. The order prints for the consumer.".to_owned(),
    })
}

fn record(_: &Form, texts: &Texts, today: Day) -> Result<Effect<House>, Refusal> {
    let texts = texts.clone();
    Ok(Effect::Act(Work::new(move |bench| {
        let consumer = lookup::consumer_of(bench, texts.get("consumer"), "consumer")?;
        let state = crate::store::project::read_consumer(bench.desk.store().connection(), consumer)?;
        let owed = state.map_or(Money::ZERO, |state| state.outstanding());
        let parts = plan(&texts, owed, today).into_iter().map(|(_, part)| part).collect();
        let act = OrderInstalments { consumer, parts, reason: texts.owned("reason") };
        let (settings, session) = (bench.settings, bench.session);
        let done = bench.desk.act(session, &act, &|entries: &[Entry]| spool::at_once(settings, session, entries))?;
        Ok(Outcome::Recorded(done))
    })))
}

fn said(outcome: &Outcome) -> String {
    let Outcome::Recorded(done) = outcome else { return String::new() };
    done.papers().first().map_or_else(String::new, |no| format!("order {no} recorded; it goes to the printer"))
}
