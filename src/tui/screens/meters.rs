//! The JE's record of a meter: stuck, or changed for another (`B-10`).

use rust_decimal::Decimal;

use super::parts::doubt::{self, Decided};
use super::patterns::sheet::Plan;
use super::patterns::{Found, Sheet, Sure, Texts, Then, lookup};
use crate::acts::Act;
use crate::acts::meter::{ChangeMeter, Stuck};
use crate::acts::shows::Shows;
use crate::base::{ConsumerNo, Day, No, Refusal};
use crate::desk::nothing_printed;
use crate::journal::Fact;
use crate::rules::role::Role;
use crate::tui::backend::Status;
use crate::tui::looks::Tone;
use crate::tui::program::{House, Outcome, View, Work};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::{Field, Form, Kind, Panel};

pub const CARD: Card<House> =
    Card { name: "meter", title: "Meter", about: "A meter changed, or stuck", roles: &[Role::Je], actions: &[], open };

const WHAT: &[&str] = &["Changed", "Stuck"];
const ROLLOVER: &[&str] = &["no", "yes"];

const PLAN: Plan = Plan {
    name: "meter",
    title: "Meter",
    intro: "A meter that was changed for another, or that is stuck: from that day the average is billed until it is changed.",
    fields,
    look,
    sure,
    record,
    said,
    then: Then::Again,
};

fn open(status: &Status) -> Box<dyn Screen<House>> {
    Box::new(Sheet::new(&PLAN, &[], status))
}

fn is_stuck(texts: &Texts) -> bool {
    texts.get("what") == "Stuck"
}

fn fields(texts: &Texts, today: Day) -> Vec<Field> {
    let mut fields = vec![
        Field::new("what", "What", Kind::Choice(WHAT)),
        Field::new("consumer", "Consumer", Kind::Text(24)).hint("number, or words of name and house"),
    ];
    if is_stuck(texts) {
        fields.push(Field::new("day", "Stuck since", Kind::Day(today)).holding(&today.dmy()));
    } else {
        fields.extend([
            Field::new("reading", "Old meter's last", Kind::Digits(9)).optional().hint("empty for a meter recorded stuck"),
            Field::new("rollover", "Passed 99...9", Kind::Choice(ROLLOVER)),
            Field::new("meter", "New meter", Kind::Text(20)),
            Field::new("digits", "Its digits", Kind::Digits(1)).holding("6"),
            Field::new("factor", "Its factor", Kind::Text(8)).holding("1"),
            Field::new("initial", "Its first reading", Kind::Digits(9)).holding("0"),
        ]);
    }
    fields
}

fn look(texts: &Texts, view: &View<'_>) -> Result<Found, No> {
    let mut found = Found::default();
    let Some(card) = lookup::look_up(view, texts, "consumer", &mut found)? else { return Ok(found) };
    let meter = &card.consumer.meter;
    let (reading, day) = card.consumer.last_reading();
    let mut panel = Panel::new();
    if let Some(since) = meter.stuck_since {
        panel = panel.note(Tone::Warn, format!("recorded stuck since {}: its last reading may stay empty", since.dmy()));
    }
    found.panel = panel
        .pair("Meter", format!("{}, {} digits, factor {}", meter.no, meter.digits.count(), meter.factor.decimal().normalize()))
        .pair("Last reading", format!("{} of {}", reading.value, day.dmy()))
        .pair("House", format!("{}, {}", card.personal.address, card.consumer.supply.area))
        .pair("Status", format!("{} ({})", card.consumer.status, card.consumer.status.words()));
    let Ok(factor) = factor(texts) else { return Ok(found) };
    let Decided { drafts, doubt } = doubt::decide(view, |confirmed| act(card.consumer.no, texts, view.today(), factor, confirmed))?;
    found.doubts(doubt);
    // What is not typed yet is not wrong yet.
    found.wrong = drafts.err().filter(|refusal| refusal.field.is_none_or(|field| !texts.get(field).is_empty()));
    if let Some(refusal) = &found.wrong {
        found.panel = std::mem::take(&mut found.panel).note(Tone::Bad, refusal.message.clone());
    }
    Ok(found)
}

/// # Errors
/// `B-10`: no number.
fn factor(texts: &Texts) -> Result<Decimal, Refusal> {
    match texts.get("factor") {
        _ if is_stuck(texts) => Ok(Decimal::ONE),
        typed => typed.parse().map_err(|_| Refusal::new("B-10", format!("'{typed}' is not a factor: write 1 or 1.5.")).at("factor")),
    }
}

/// The act that the form asks for; `confirmed`: a reading far above the usual is right (`B-9`).
fn act(consumer: ConsumerNo, texts: &Texts, today: Day, factor: Decimal, confirmed: bool) -> Box<dyn Act> {
    if is_stuck(texts) {
        return Box::new(Stuck { consumer, day: texts.day("day", today) });
    }
    Box::new(ChangeMeter {
        consumer,
        last: Shows { typed: texts.owned("reading"), rollover: texts.get("rollover") == "yes", confirmed },
        meter: texts.owned("meter"),
        digits: u8::try_from(texts.number("digits")).unwrap_or(0),
        factor,
        initial: texts.owned("initial"),
    })
}

fn sure(texts: &Texts, found: &Found) -> Option<Sure> {
    let (question, detail) = if is_stuck(texts) {
        (
            format!("Record {}'s meter as stuck since {}?", found.title, texts.get("day")),
            "The average is billed until it is changed.".to_owned(),
        )
    } else {
        let detail = format!("Old meter at {}; the new one begins at {}.", texts.get("reading"), texts.get("initial"));
        (format!("Record meter {} for {}?", texts.get("meter"), found.title), detail)
    };
    Some(found.asked(question, detail))
}

fn record(_: &Form, texts: &Texts, today: Day) -> Result<Effect<House>, Refusal> {
    let factor = factor(texts)?;
    let texts = texts.clone();
    Ok(Effect::Act(Work::new(move |bench| {
        let consumer = lookup::consumer_of(bench, texts.get("consumer"), "consumer")?;
        // A reading that is to be confirmed was asked about just now.
        let act = act(consumer, &texts, today, factor, true);
        Ok(Outcome::Recorded(bench.desk.act(bench.session, act.as_ref(), &nothing_printed)?))
    })))
}

fn said(outcome: &Outcome) -> String {
    let Outcome::Recorded(done) = outcome else { return String::new() };
    match done.entries.first().map(|e| &e.fact) {
        Some(Fact::MeterStuck { consumer, day }) => format!("meter of {consumer} recorded stuck since {}", day.dmy()),
        Some(Fact::MeterChanged(change)) => format!("{}: meter {} from {}", change.consumer, change.meter.no, change.initial),
        _ => String::new(),
    }
}
