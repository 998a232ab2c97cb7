//! Cases that a list of the month holds until an AE has looked into them (`L-13`, `L-14`).

use super::patterns::sheet::Plan;
use super::patterns::{Found, Sheet, Texts, Then, lookup};
use crate::acts::case::SettleCase;
use crate::base::{ConsumerNo, Day, No, Refusal};
use crate::folds::Consumer;
use crate::journal::Fact;
use crate::journal::fact::Case;
use crate::rules::role::Role;
use crate::store::read;
use crate::tui::backend::Status;
use crate::tui::program::{House, Outcome, View, act};
use crate::tui::screen::Effect;
use crate::tui::widgets::{Field, Form, Kind, Panel, Row};

/// Papers of the account told beside a case.
const PAPERS: usize = 4;

const PLAN: Plan = Plan {
    name: "lists",
    title: "Settle the case",
    intro: "What came of it, in a word that the auditor understands. The consumer leaves this list; what was recorded stays as it is.",
    fields: |_, _| vec![Field::new("remark", "What came of it", Kind::Text(120))],
    look,
    sure: Plan::asks_nothing,
    record,
    said,
    then: Then::Close,
};

/// The case of a list; `None` for a list of no cases.
pub fn of(list: &str) -> Option<Case> {
    match list {
        "withdrawn" => Some(Case::Withdrawn),
        "to-revise" => Some(Case::ToRevise),
        "double-billed" => Some(Case::DoubleBilled),
        _ => None,
    }
}

/// Asks what came of a consumer's case, by the word of its list.
pub fn settle_of(case: &str, no: ConsumerNo, status: &Status) -> Effect<House> {
    if !status.roles.split(' ').any(|role| role == Role::Ae.code()) {
        return Effect::warn("an AE settles it");
    }
    Sheet::open(&PLAN, &[("case", case.to_owned()), ("no", no.to_string())], status)
}

/// Asks what came of the lit case.
pub fn settle(row: Option<&Row>, status: &Status) -> Effect<House> {
    if !status.roles.split(' ').any(|role| role == Role::Ae.code()) {
        return Effect::warn("an AE settles it; Ctrl-O shows the account");
    }
    match row.and_then(|row| row.key.split_once(' ')) {
        Some((list, no)) => Sheet::open(&PLAN, &[("case", list.to_owned()), ("no", no.to_owned())], status),
        None => Effect::warn("the list is empty"),
    }
}

/// What is known of the lit case, by its list and its consumer.
pub fn told(key: &str, view: &View<'_>) -> Result<Panel, No> {
    let no = key.split_once(' ').and_then(|(_, no)| no.parse::<ConsumerNo>().ok());
    let Some(card) = no.map(|no| read::card(view.conn(), no)).transpose()?.flatten() else { return Ok(Panel::new()) };
    let consumer = &card.consumer;
    let mut panel = stands(Panel::new(), consumer)
        .pair("Account", format!("{} ({}), {}", lookup::balance(consumer.balance), consumer.status, consumer.status.words()));
    let lines = read::ledger(view.conn(), consumer.no, "DUES")?;
    for line in lines.iter().rev().take(PAPERS) {
        let paper = line.paper.as_ref().map(ToString::to_string).unwrap_or_default();
        let amount = if line.debit.is_zero() { format!("less {}", line.credit.indian()) } else { line.debit.indian() };
        let words = [line.text.as_str(), &paper, &format!("{amount}, balance {}", line.balance.indian())];
        panel = panel.pair(&line.day.dmy(), words.into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join("  "));
    }
    Ok(panel)
}

/// The periods and bills that are to be looked at.
fn stands(panel: Panel, consumer: &Consumer) -> Panel {
    let joined = |words: Vec<String>| words.join(", ");
    let cases = [
        ("Withdrawn", joined(consumer.withdrawn.iter().map(|period| period.short()).collect())),
        ("To revise", joined(consumer.to_revise.iter().map(ToString::to_string).collect())),
        ("Billed twice", joined(consumer.double_billed.iter().map(|period| period.short()).collect())),
    ];
    cases.into_iter().filter(|(_, what)| !what.is_empty()).fold(panel, |panel, (name, what)| panel.pair(name, what))
}

fn look(texts: &Texts, view: &View<'_>) -> Result<Found, No> {
    let key = format!("{} {}", texts.get("case"), texts.get("no"));
    Ok(Found { title: texts.owned("no"), panel: told(&key, view)?, ..Found::default() })
}

fn record(_: &Form, texts: &Texts, _: Day) -> Result<Effect<House>, Refusal> {
    let no = texts.get("no").parse().map_err(|_| Refusal::new("L-14", "No consumer stands in this row."))?;
    let case = of(texts.get("case")).ok_or_else(|| Refusal::new("L-14", "This list holds no cases."))?;
    Ok(act(SettleCase { consumer: no, case, remark: texts.owned("remark") }))
}

fn said(outcome: &Outcome) -> String {
    let Outcome::Recorded(done) = outcome else { return String::new() };
    match done.entries.first().map(|e| &e.fact) {
        Some(Fact::CaseSettled(settled)) => format!("{} is settled", settled.consumer),
        _ => String::new(),
    }
}
