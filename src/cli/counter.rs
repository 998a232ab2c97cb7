//! `counter`: open, close, status, remit, hand over.

use serde_json::json;

use super::answer::Answer;
use super::args::Counter;
use super::{At, day, money, paper_no, prompt, reporting, show};
use crate::acts::counter::{CloseCounter, HandOver, NoCounter, OpenCounter, Remit, TurnIn};
use crate::acts::{Act, count};
use crate::base::{Money, No, Refusal};
use crate::desk::nothing_printed;
use crate::journal::Fact;
use crate::reports;
use crate::rules::tender::Mode;
use crate::store::read;

pub fn run(at: &At, what: Counter) -> Result<Answer, No> {
    match what {
        Counter::Open { float } => {
            let float = money(&float)?;
            let (desk, done) = at.act(|_| Ok(Box::new(OpenCounter { float }) as Box<dyn Act>))?;
            let more = json!({ "counter": desk.id(), "date": desk.today(), "float": show::amount(float) });
            Ok(Answer::json(show::write(&desk, &done, None, more)?))
        }
        Counter::None => {
            let (desk, done) = at.act(|_| Ok(Box::new(NoCounter) as Box<dyn Act>))?;
            let more = json!({ "counter": desk.id(), "date": desk.today(), "none": true });
            Ok(Answer::json(show::write(&desk, &done, None, more)?))
        }
        Counter::Close { count, other, reason } => close(at, &count, &other, reason),
        Counter::Status => status(at),
        Counter::CloseReport { number } => report(at, &number),
        Counter::Remit { challan, amount, mode, date } => {
            let amount = money(&amount)?;
            let mode: Mode = mode.parse().map_err(|e: String| Refusal::new("C-9", e).at("mode"))?;
            let date = date.as_deref().map(day).transpose()?;
            let (desk, done) = at.act(|desk| {
                let act: Box<dyn Act> = Box::new(Remit { challan: challan.clone(), amount, mode, date: date.unwrap_or(desk.today()) });
                Ok(act)
            })?;
            let in_hand = read::counter(desk.store().connection(), desk.id())?.in_hand(mode);
            let more = json!({ "challan": challan, "amount": show::amount(amount), "mode": mode, "in_hand": show::amount(in_hand) });
            Ok(Answer::json(show::write(&desk, &done, None, more)?))
        }
        Counter::TurnIn { amount, to } => {
            let amount = money(&amount)?;
            with_other(at, &to, || Box::new(TurnIn { amount, received_by: to.clone() }))
        }
        Counter::HandOver { to, cash } => {
            let cash = money(&cash)?;
            with_other(at, &to, || Box::new(HandOver { to: to.clone(), cash }))
        }
    }
}

/// An act that two people record: the other shows who it is first.
fn with_other(at: &At, other: &str, make: impl FnOnce() -> Box<dyn Act>) -> Result<Answer, No> {
    let (mut desk, session) = at.desk()?;
    let password = prompt::secret("EBCM_OTHER_PASSWORD", &format!("Password of {other}"))?;
    desk.login(other, &password)?;
    let done = desk.act(&session, make().as_ref(), &nothing_printed)?;
    Ok(Answer::json(show::write(&desk, &done, None, json!({ "with": other }))?))
}

/// `upi=A,cheque=A`
fn amounts(text: &str) -> Result<Vec<(Mode, Money)>, No> {
    let no = |message: String| No::from(Refusal::new("C-8", message).at("other"));
    let mut amounts: Vec<(Mode, Money)> = Vec::new();
    for part in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let (mode, amount) = part.split_once('=').ok_or_else(|| no(format!("'{part}' is not a count: write mode=amount, as upi=1250")))?;
        let mode: Mode = mode.trim().parse().map_err(no)?;
        if mode == Mode::Cash || amounts.iter().any(|(m, _)| *m == mode) {
            return Err(no(format!("{mode} is counted by --count, or stands twice")));
        }
        amounts.push((mode, money(amount.trim())?));
    }
    Ok(amounts)
}

fn close(at: &At, pieces: &str, other: &str, reason: Option<String>) -> Result<Answer, No> {
    let other = amounts(other)?;
    let (desk, done) = at.act(|desk| {
        let pieces = count::parse(pieces, &desk.rules().profile.counter.denominations)?;
        let act: Box<dyn Act> = Box::new(CloseCounter { pieces, other, reason });
        Ok(act)
    })?;
    let Some(Fact::CounterClosed(close)) = done.entries.first().map(|e| &e.fact) else { return Ok(Answer::quiet()) };
    Ok(Answer::json(show::write(&desk, &done, None, show::close(close))?))
}

fn status(at: &At) -> Result<Answer, No> {
    let eye = at.eye()?;
    let counter = read::counter(eye.connection(), eye.id())?;
    // What should be in the drawer is not shown while it is open: the count is blind (C-8).
    let open = counter.open.as_ref().map(|open| {
        json!({ "date": open.date, "clerk": open.clerk, "float": show::amount(open.float), "receipts": open.receipts,
                "first": open.first, "last": open.last, "turned_in": show::amount(open.turned_in) })
    });
    let in_hand: serde_json::Map<String, serde_json::Value> = counter
        .in_hand
        .iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|(mode, amount)| (mode.code().to_owned(), show::amount(*amount)))
        .collect();
    let value = json!({ "desk": eye.id(), "open": open, "settled": counter.settled, "last_close": counter.last_close, "in_hand": in_hand });
    Ok(Answer::json(value))
}

fn report(at: &At, number: &str) -> Result<Answer, No> {
    let eye = at.eye()?;
    let no = paper_no(number)?;
    let closes = read::closes(eye.connection(), &no.desk, u32::MAX)?;
    let (close, entry) = closes
        .into_iter()
        .find(|(close, _)| close.no == no)
        .ok_or_else(|| Refusal::new("C-9", format!("There is no counter close {no}.")))?;
    let mut value = show::close(&close);
    value["clerk"] = json!(entry.user);
    value["entry"] = json!(entry.name());
    let document = reports::close_report::close_report(&reporting::source(&eye), number)?;
    for part in
        ["receipts_by_head_of_account", "bills_made_by_head_of_account", "receipts_by_clerk", "cheques_and_drafts", "duplicates_printed"]
    {
        value[part] = reports::json::document(&document)[part].take();
    }
    value["carried"] = close.carried.iter().map(|(mode, amount)| (mode.code().to_owned(), show::amount(*amount))).collect();
    Ok(Answer::json(value).text(document.text(reporting::WIDTH)))
}
