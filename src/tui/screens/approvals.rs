//! Approvals: the postings that wait, each with what is needed to decide on it (`C-11`). Two keys approve, two reject.

use super::patterns::board::{Board, Deed, Plan as BoardPlan};
use super::patterns::listing::text;
use super::patterns::sheet::Plan;
use super::patterns::{Listing, Look, Sheet, Texts, Then, lookup};
use super::postings;
use crate::acts::Sight as _;
use crate::acts::posting::DecidePosting;
use crate::base::{Day, Money, No, PaperNo, Refusal};
use crate::folds::Pending;
use crate::journal::fact::Posting;
use crate::rules::role::Role;
use crate::rules::status::Status as LifeStatus;
use crate::store::read;
use crate::store::sight::Seen;
use crate::tui::backend::Status;
use crate::tui::keys::{Action, action};
use crate::tui::looks::Tone;
use crate::tui::program::{House, Outcome, View, act};
use crate::tui::screen::{Card, Confirm, Effect, Screen};
use crate::tui::widgets::{Cell, Column, Field, Form, Kind, Panel, Row};

pub const CARD: Card<House> =
    Card { name: "approvals", title: "Approvals", about: "Postings that wait for your word", roles: &[Role::Ae], actions: &[REJECT], open };

pub const REJECT: Action = Action("reject");

/// Waiting postings looked through at most.
const MANY: u32 = 2_000;
/// The words of a decision.
const WAYS: &[&str] = &["Approve", "Reject"];
/// Papers of the consumer told beside a posting.
const PAPERS: usize = 3;

const COLUMNS: &[Column] = &[
    Column::text("posting", "Posting", 19),
    Column::text("consumer", "Consumer", 10),
    Column::text("what", "What", 10).growing(),
    Column::figure("amount", "Amount", 12),
];

const PLAN: BoardPlan = BoardPlan {
    name: "approvals",
    layers: &["approvals", "list"],
    enter: Some(action::MAIN),
    deeds: &[
        Deed { action: action::MAIN, sure: Some(ask_approval), run: |row, _| approve(row) },
        Deed { action: REJECT, sure: None, run: reject },
        Deed { action: postings::ACCOUNT, sure: None, run: postings::account },
    ],
    detail: Some((11, in_full)),
    said,
    lives: false,
};

const REJECTION: Plan = Plan {
    name: "approvals",
    title: "Reject the posting",
    intro: "The maker sees the reason with the posting; nothing is posted.",
    fields: |_, _| vec![Field::new("reason", "Reason", Kind::Text(120))],
    look: |texts, view| {
        let no = texts.get("posting");
        Ok(super::patterns::Found { title: no.to_owned(), panel: in_full(no, view)?, ..Default::default() })
    },
    sure: Plan::asks_nothing,
    record: |_: &Form, texts: &Texts, _: Day| decide(texts.get("posting"), false, texts.some("reason")),
    said,
    then: Then::Close,
};

const DECISION: Plan = Plan {
    name: "approvals",
    title: "Decide on the posting",
    intro: "What it does to the account stands below; the maker sees the reason where it is rejected.",
    fields: |texts, _| {
        let way = Field::new("way", "You", Kind::Choice(WAYS)).hint("1 approve it, 2 reject it");
        let reason = Field::new("reason", "Reason", Kind::Text(120));
        if texts.get("way") == WAYS[1] { vec![way, reason] } else { vec![way] }
    },
    look: |texts, view| {
        let no = texts.get("posting");
        Ok(super::patterns::Found { title: no.to_owned(), panel: in_full(no, view)?, ..Default::default() })
    },
    sure: Plan::asks_nothing,
    record: |_: &Form, texts: &Texts, _: Day| decide(texts.get("posting"), texts.get("way") != WAYS[1], texts.some("reason")),
    said,
    then: Then::Close,
};

/// The effect of deciding on one posting, found in another list.
pub fn decide_on(no: &str, status: &Status) -> Effect<House> {
    if !status.roles.split(' ').any(|role| role == Role::Ae.code()) {
        return Effect::warn("an AE decides on it");
    }
    Sheet::open(&DECISION, &[("posting", no.to_owned())], status)
}

fn open(_: &Status) -> Box<dyn Screen<House>> {
    Box::new(Board::new(&PLAN, Listing::short("approvals", "Approvals", COLUMNS, &[], rows)))
}

fn rows(look: &Look<'_>) -> Result<Vec<Row>, No> {
    let waiting = read::postings(look.conn, "waiting", MANY)?;
    // The oldest first: who waits longest.
    Ok(waiting.iter().rev().map(row).collect())
}

fn row(pending: &Pending) -> Row {
    let who = pending.what.consumers().first().map(ToString::to_string).unwrap_or_default();
    let cells = vec![text(pending.no.to_string()), text(who), text(pending.what.words()), Cell::Money(pending.what.amount())];
    Row { key: pending.no.to_string(), cells }
}

fn ask_approval(row: &Row) -> Confirm {
    let cell = |place: usize| row.cells.get(place).map(Cell::shown).unwrap_or_default();
    Confirm {
        question: format!("Approve {}?", row.key),
        detail: format!("{} {}: {}.", cell(1), cell(2), cell(3)),
        yes: action::YES,
        ready: true,
    }
}

fn approve(row: Option<&Row>) -> Effect<House> {
    row.map_or(Effect::Nothing, |row| decide(&row.key, true, None).unwrap_or_else(|no| Effect::bad(no.to_string())))
}

fn reject(row: Option<&Row>, status: &Status) -> Effect<House> {
    match row {
        Some(row) => Sheet::open(&REJECTION, &[("posting", row.key.clone())], status),
        None => Effect::warn("no posting waits"),
    }
}

fn decide(no: &str, approve: bool, remark: Option<String>) -> Result<Effect<House>, Refusal> {
    let no: PaperNo = no.parse().map_err(|e: crate::base::number::NotANumber| Refusal::new("C-11", e.to_string()))?;
    Ok(act(DecidePosting { no, approve, remark }))
}

fn said(outcome: &Outcome) -> String {
    use crate::journal::Fact;
    let Outcome::Recorded(done) = outcome else { return String::new() };
    let Some(Fact::PostingDecided(decided)) = done.entries.first().map(|e| &e.fact) else { return String::new() };
    let voucher = decided.voucher.as_ref().map_or_else(String::new, |no| format!("; voucher {no}"));
    format!("{} {}{voucher}", decided.no, if decided.approved { "approved" } else { "rejected" })
}

fn pending(no: &str, view: &View<'_>) -> Result<Option<Pending>, No> {
    match no.parse() {
        Ok(no) => Seen { conn: view.conn(), desk: view.desk() }.pending(&no),
        Err(_) => Ok(None),
    }
}

/// What the list of all postings tells of one.
pub fn in_short(no: &str, view: &View<'_>) -> Result<Panel, No> {
    let Some(pending) = pending(no, view)? else { return Ok(Panel::new()) };
    let mut panel = Panel::new()
        .pair("What", pending.what.words())
        .pair("Reason", pending.reason.clone())
        .pair("Asked", format!("by {} on {}", pending.maker, pending.day.dmy()));
    if let (Some(by), Some(on)) = (&pending.decided_by, pending.decided_on) {
        let voucher = pending.voucher.as_ref().map_or_else(String::new, |no| format!(", voucher {no}"));
        panel = panel.pair("Decided", format!("{} by {by} on {}{voucher}", pending.state.word(), on.dmy()));
    }
    Ok(match &pending.remark {
        Some(remark) => panel.note(Tone::Bad, remark.clone()),
        None => panel,
    })
}

/// All that is needed to decide: who, what is owed before and after, and the last papers of the account.
fn in_full(no: &str, view: &View<'_>) -> Result<Panel, No> {
    let Some(pending) = pending(no, view)? else { return Ok(Panel::new()) };
    let mut panel = Panel::new().pair("Reason", format!("{} ({}, {})", pending.reason, pending.maker, pending.day.dmy()));
    if pending.maker == view.session.user() {
        panel = panel.note(Tone::Warn, "you asked for it yourself: another AE decides");
    }
    for consumer in pending.what.consumers() {
        let Some(card) = read::card(view.conn(), consumer)? else { continue };
        let owed = card.consumer.balance;
        panel =
            panel.pair("Consumer", format!("{consumer}  {}, {} ({})", lookup::name(&card), card.personal.address, card.consumer.status));
        panel = match moved(&pending.what, consumer) {
            Money::ZERO => panel.pair("Account", lookup::balance(owed)),
            by => panel.pair("Account", format!("{}, then {}", lookup::balance(owed), lookup::balance(owed + by))),
        };
        if let (Posting::MistakenCut { .. }, Some(cut)) = (&pending.what, card.consumer.cut) {
            panel = panel.pair("Cut", format!("on {}; once approved it is {} again, as before", cut.on.dmy(), LifeStatus::Bltd));
        }
        if !card.consumer.sd.is_zero() {
            panel = panel.pair("Deposit", card.consumer.sd.indian());
        }
        let lines = read::ledger(view.conn(), consumer, "DUES")?;
        for line in lines.iter().rev().take(PAPERS) {
            let paper = line.paper.as_ref().map(ToString::to_string).unwrap_or_default();
            let amount = if line.debit.is_zero() { format!("less {}", line.credit.indian()) } else { line.debit.indian() };
            let words = [line.text.as_str(), &paper, &format!("{amount}, balance {}", line.balance.indian())];
            panel = panel.pair(&line.day.dmy(), words.into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join("  "));
        }
    }
    Ok(panel)
}

/// What a posting does to a consumer's balance.
fn moved(what: &Posting, consumer: crate::base::ConsumerNo) -> Money {
    match what {
        Posting::Debit { amount, .. } | Posting::AdvanceRefund { amount, .. } => *amount,
        Posting::Credit { amount, .. } | Posting::SdSetOff { amount, .. } => -*amount,
        Posting::MoveReceipt { amount, from, .. } if *from == consumer => *amount,
        Posting::MoveReceipt { amount, .. } => -*amount,
        Posting::ChangeMode { .. } | Posting::SdRefund { .. } | Posting::MistakenCut { .. } => Money::ZERO,
    }
}
