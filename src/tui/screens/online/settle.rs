//! A payment that matched nobody: whose it is, or that it went back.

use super::super::patterns::sheet::Plan;
use super::super::patterns::{Found, Sure, Texts, Then, lookup};
use crate::acts::Act;
use crate::acts::online::{CreditOnline, ReturnOnline, waiting};
use crate::base::{Day, No, Refusal};
use crate::desk::nothing_printed;
use crate::journal::Fact;
use crate::store::sight::Seen;
use crate::tui::program::{House, Outcome, View, Work};
use crate::tui::screen::Effect;
use crate::tui::widgets::{Field, Form, Kind};

const WAYS: &[&str] = &["Consumer", "Sent back"];

pub const PLAN: Plan = Plan {
    name: super::CARD.name,
    title: "Settle an online payment",
    intro: "Credited, it counts as of the day on which it was paid. Sent back, the payment system has returned it to the payer.",
    fields,
    look,
    sure,
    record,
    said,
    then: Then::Close,
};

fn is_back(texts: &Texts) -> bool {
    texts.get("way") == WAYS[1]
}

fn fields(texts: &Texts, _: Day) -> Vec<Field> {
    let way = Field::new("way", "It is", Kind::Choice(WAYS)).hint("1 a consumer's, 2 sent back");
    let rest = if is_back(texts) {
        Field::new("reason", "Reason", Kind::Text(120))
    } else {
        Field::new("consumer", "Consumer", Kind::Text(24)).hint("number, or words of name and house")
    };
    vec![way, rest]
}

fn look(texts: &Texts, view: &View<'_>) -> Result<Found, No> {
    let mut found = Found::default();
    let reference = texts.get("reference");
    let unmatched = waiting(&Seen { conn: view.conn(), desk: view.desk() }, reference)?;
    if !is_back(texts) {
        lookup::look_up(view, texts, "consumer", &mut found)?;
    }
    let paid = format!("{} on {} for number {}", unmatched.amount.indian(), unmatched.paid_on.dmy(), unmatched.number);
    if found.panel.height() == 0 {
        found.title = reference.to_owned();
        found.panel = found.panel.pair("Paid", paid).pair("Why", unmatched.why);
    } else {
        found.panel = found.panel.gap().pair("Payment", format!("{reference}, {paid}"));
    }
    Ok(found)
}

fn sure(texts: &Texts, found: &Found) -> Option<Sure> {
    let reference = texts.get("reference");
    Some(if is_back(texts) {
        Sure { question: format!("Record {reference} as sent back?"), detail: "It is credited to nobody.".to_owned() }
    } else {
        let detail = format!("{} {}", texts.get("consumer"), found.title);
        Sure { question: format!("Credit {reference} to this consumer?"), detail }
    })
}

fn record(_: &Form, texts: &Texts, _: Day) -> Result<Effect<House>, Refusal> {
    let texts = texts.clone();
    Ok(Effect::Act(Work::new(move |bench| {
        let reference = texts.owned("reference");
        let act: Box<dyn Act> = if is_back(&texts) {
            Box::new(ReturnOnline { reference, reason: texts.owned("reason") })
        } else {
            Box::new(CreditOnline { reference, consumer: lookup::consumer_of(bench, texts.get("consumer"), "consumer")? })
        };
        Ok(Outcome::Recorded(bench.desk.act(bench.session, act.as_ref(), &nothing_printed)?))
    })))
}

fn said(outcome: &Outcome) -> String {
    let Outcome::Recorded(done) = outcome else { return String::new() };
    match done.entries.first().map(|e| &e.fact) {
        Some(Fact::PaidOnline(paid)) => format!("{} credited to {} as {}", paid.reference, paid.consumer, paid.receipt.no),
        Some(Fact::OnlineReturned(returned)) => format!("{} sent back", returned.reference),
        _ => String::new(),
    }
}
