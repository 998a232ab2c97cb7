//! `adjust`, `sd`, `cheque`.

use serde_json::{Value, json};

use super::answer::Answer;
use super::args::{Adjust, Cheque, Sd, SdAmount};
use super::{At, money, paper_no, show};
use crate::acts::Act;
use crate::acts::cheque::Dishonour;
use crate::acts::posting::{DecidePosting, MakePosting};
use crate::base::{ConsumerNo, Money, No};
use crate::desk::Desk;
use crate::journal::Fact;
use crate::journal::fact::Posting;
use crate::store::read;

fn make(at: &At, no: &str, reason: &str, what: impl FnOnce(&Desk, ConsumerNo) -> Result<Posting, No>) -> Result<Answer, No> {
    at.act_on(
        no,
        |desk, consumer| Ok(Box::new(MakePosting { what: what(desk, consumer)?, reason: reason.to_owned() })),
        |done, _| json!({ "id": done.papers().first(), "state": "waiting" }),
    )
}

fn decide(at: &At, id: &str, approve: bool, remark: Option<String>) -> Result<Answer, No> {
    let no = paper_no(id)?;
    let (desk, done) = at.act(|_| Ok(Box::new(DecidePosting { no: no.clone(), approve, remark }) as Box<dyn Act>))?;
    let Some(Fact::PostingDecided(decided)) = done.entries.first().map(|e| &e.fact) else { return Ok(Answer::quiet()) };
    let state = if decided.approved { "approved" } else { "rejected" };
    let more = json!({ "id": no, "state": state, "maker": decided.maker, "voucher": decided.voucher });
    Ok(Answer::json(show::write(&desk, &done, decided.what.consumers().first().copied(), more)?))
}

pub fn adjust(at: &At, what: Adjust) -> Result<Answer, No> {
    match what {
        Adjust::Add { no, debit, credit, head, reason, bill } => {
            let bill = bill.as_deref().map(paper_no).transpose()?;
            let head = head.to_uppercase();
            let side = |text: &Option<String>| text.as_deref().map(money).transpose();
            let (debit, credit): (Option<Money>, Option<Money>) = (side(&debit)?, side(&credit)?);
            make(at, &no, &reason, |_, consumer| {
                Ok(match (debit, credit) {
                    (Some(amount), _) => Posting::Debit { consumer, amount, head, bill },
                    (None, amount) => Posting::Credit { consumer, amount: amount.unwrap_or_default(), head, bill },
                })
            })
        }
        Adjust::Approve { id } => decide(at, &id, true, None),
        Adjust::Reject { id, reason } => decide(at, &id, false, Some(reason)),
        Adjust::List { state } => {
            let eye = at.eye()?;
            let rows: Vec<Value> = read::postings(eye.connection(), &state, u32::MAX)?.iter().map(show::posting).collect();
            let text = super::answer::plain(&Value::Array(rows.clone()));
            Ok(Answer::json(json!({ "rows": rows })).text(text))
        }
    }
}

pub fn deposit(at: &At, what: Sd) -> Result<Answer, No> {
    let of = |ask: &SdAmount| money(&ask.amount);
    match what {
        Sd::Refund(ask) => {
            let amount = of(&ask)?;
            make(at, &ask.no, &ask.reason, |_, consumer| Ok(Posting::SdRefund { consumer, amount }))
        }
        Sd::Setoff(ask) => {
            let amount = of(&ask)?;
            make(at, &ask.no, &ask.reason, |_, consumer| Ok(Posting::SdSetOff { consumer, amount }))
        }
        Sd::Advance(ask) => {
            let amount = of(&ask)?;
            make(at, &ask.no, &ask.reason, |_, consumer| Ok(Posting::AdvanceRefund { consumer, amount }))
        }
    }
}

pub fn cheque(at: &At, what: Cheque) -> Result<Answer, No> {
    let Cheque::Dishonour { bank, number, charge } = what;
    let charge = charge.as_deref().map(money).transpose()?;
    let (desk, done) = at.act(|_| Ok(Box::new(Dishonour { bank, number, charge }) as Box<dyn Act>))?;
    let Some(Fact::ChequeDishonoured(cheque)) = done.entries.first().map(|e| &e.fact) else { return Ok(Answer::quiet()) };
    let mut consumers: Vec<ConsumerNo> = cheque.hits.iter().filter_map(|h| h.consumer).collect();
    consumers.sort_unstable();
    consumers.dedup();
    let receipts: Vec<_> = cheque.hits.iter().map(|h| &h.receipt).collect();
    let amount: Money = cheque.hits.iter().map(|h| h.amount).sum();
    let charge: Money = cheque.hits.iter().map(|h| h.charge).sum();
    let surcharges: Vec<Value> = cheque
        .hits
        .iter()
        .flat_map(|hit| hit.bpsc.iter().map(move |line| (hit, line)))
        .map(|(hit, line)| json!({ "consumer": hit.consumer, "text": line.text, "amount": show::amount(line.amount) }))
        .collect();
    let more = json!({ "charge": show::amount(charge), "surcharges": surcharges, "receipts": receipts, "consumers": consumers, "amount": show::amount(amount), "cash_only_until": cheque.cash_only_until });
    Ok(Answer::json(show::write(&desk, &done, None, more)?))
}
