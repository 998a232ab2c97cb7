//! Disconnection slips: for one consumer, an area or all; each is looked at again as it prints (`L-14`).

use super::parts::areas;
use super::patterns::listing::Said;
use super::patterns::sheet::Plan;
use super::patterns::{Found, Sheet, Texts, Then, lookup};
use crate::acts::supply::may_be_cut;
use crate::base::{Day, No, Refusal};
use crate::reports::lists::DUE;
use crate::rules::role::Role;
use crate::spool::{Whom, order_slips, target_of};
use crate::tui::backend::Status;
use crate::tui::program::{Bench, House, Outcome, View, Work};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::{Field, Form, Kind, Panel};

pub const CARD: Card<House> = Card {
    name: "slips",
    title: "Disconnection slips",
    about: "Print them for one, an area or all",
    roles: &[Role::Je, Role::Bcc],
    actions: &[],
    open,
};

const WHOSE: &[&str] = &["An area's", "One consumer's", "All"];

const PLAN: Plan = Plan {
    name: "slips",
    title: "Disconnection slips",
    intro: "A slip for each house, in the order of the route. Each consumer is looked at again as the slip prints: who has paid gets none.",
    fields,
    look,
    sure: Plan::asks_nothing,
    record,
    said: |outcome| Said::of(outcome).unwrap_or_default().to_owned(),
    then: Then::Again,
};

fn open(status: &Status) -> Box<dyn Screen<House>> {
    Box::new(Sheet::new(&PLAN, &[], status))
}

fn fields(texts: &Texts, _: Day) -> Vec<Field> {
    let mut fields = vec![Field::new("whose", "Whose", Kind::Choice(WHOSE))];
    match texts.get("whose") {
        "All" => {}
        "One consumer's" => {
            fields.push(Field::new("consumer", "Consumer", Kind::Text(24)).hint("number, or words of name and house"));
        }
        _ => fields.push(Field::new("area", "Area", Kind::Text(40)).hint("its number below, or its name")),
    }
    fields
}

fn look(texts: &Texts, view: &View<'_>) -> Result<Found, No> {
    let mut found = Found::default();
    if texts.get("whose") != "One consumer's" {
        areas::look_up(view, DUE, texts, "area", &mut found)?;
        return Ok(found);
    }
    if let Some(card) = lookup::look_up(view, texts, "consumer", &mut found)? {
        match may_be_cut(&card.consumer, view.today(), &view.moment()) {
            Ok(()) => {}
            Err(No::Refused(refusal)) => found.wrong = Some(refusal.at("consumer")),
            Err(broken) => return Err(broken),
        }
    } else if found.panel.height() == 0 {
        found.panel = Panel::new();
    }
    Ok(found)
}

fn record(_: &Form, texts: &Texts, _: Day) -> Result<Effect<House>, Refusal> {
    let texts = texts.clone();
    Ok(Effect::Act(Work::new(move |bench| {
        let whom = match texts.get("whose") {
            "All" => Whom::All,
            "One consumer's" => Whom::One(lookup::consumer_of(bench, texts.get("consumer"), "consumer")?),
            _ => Whom::Area(texts.owned("area")),
        };
        order(bench, &whom)
    })))
}

/// Puts the slips into the spool, and says so.
pub fn order(bench: &Bench<'_>, whom: &Whom) -> Result<Outcome, No> {
    let target = target_of(bench.settings, "list");
    let ordered = order_slips(bench.desk, bench.session, whom, target)?;
    let slips = if ordered.slips == 1 { "1 slip goes".to_owned() } else { format!("{} slips go", ordered.slips) };
    Ok(Said::outcome(format!("{slips} to {target}; who pays before it prints gets none")))
}
