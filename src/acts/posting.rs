//! Misc. postings, refunds and set-offs: made by the BCC, decided by the AE (`C-11`, `C-16`, `L-17`).

use super::{Act, Draft, Moment, Numbers, Sight, known, needed_text};
use crate::base::{Money, No, PaperKind, PaperNo, Refusal};
use crate::folds::posting::PostingState;
use crate::journal::Fact;
use crate::journal::fact::{Posting, PostingDecided, PostingMade};
use crate::rules::profile::HeadUse;
use crate::rules::role::Role;

fn refuse(field: &'static str, message: impl Into<String>) -> No {
    Refusal::new("C-11", message).at(field).into()
}

/// A posting as its maker asks for it.
#[derive(Debug, Clone)]
pub struct MakePosting {
    pub what: Posting,
    pub reason: String,
}

impl Act for MakePosting {
    fn work(&self) -> &'static str {
        "Making a posting"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Bcc]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        if self.what.amount() <= Money::ZERO {
            return Err(refuse("amount", "The amount must be above zero."));
        }
        for consumer in self.what.consumers() {
            known(see, consumer)?;
        }
        check(&self.what, see, moment)?;
        let reason = needed_text(&self.reason, "The reason", "C-11", "reason")?;
        let no = Numbers::new(see, moment).next(PaperKind::Posting)?;
        Ok(vec![Fact::PostingMade(PostingMade { no, what: self.what.clone(), reason }).into()])
    }
}

/// What must hold when a posting is made, and again when it is approved.
fn check(what: &Posting, see: &dyn Sight, moment: &Moment) -> Result<(), No> {
    match what {
        Posting::Debit { head, consumer, bill, .. } | Posting::Credit { head, consumer, bill, .. } => {
            if let Some(bill) = bill
                && see.billed(bill)? != Some(*consumer)
            {
                return Err(refuse("bill", format!("{consumer} has no bill {bill}: give the number of one of its own bills.")));
            }
            if !moment.rules.profile.heads_for(HeadUse::Posting).any(|h| h.code == *head) {
                let heads = moment.rules.profile.heads_for(HeadUse::Posting).map(|h| h.code.as_str()).collect::<Vec<_>>().join(", ");
                return Err(refuse("head", format!("'{head}' is not a head of postings: {heads}.")));
            }
        }
        Posting::SdRefund { consumer, amount } | Posting::SdSetOff { consumer, amount } => {
            let consumer = known(see, *consumer)?;
            if matches!(what, Posting::SdSetOff { .. }) && !consumer.status.is_ended() {
                let message = format!(
                    "{} is {} ({}): the deposit is set against dues when the connection has ended for good.",
                    consumer.no,
                    consumer.status,
                    consumer.status.words()
                );
                return Err(Refusal::new("L-17", message).at("consumer").into());
            }
            if *amount > consumer.sd {
                return Err(refuse("amount", format!("The security deposit held is {}.", consumer.sd.indian())));
            }
            if matches!(what, Posting::SdSetOff { .. }) && *amount > consumer.balance {
                return Err(refuse("amount", format!("Only what is owed can be set off: {}.", consumer.balance.at_least_zero().indian())));
            }
        }
        Posting::AdvanceRefund { consumer, amount } => {
            let advance = (-known(see, *consumer)?.balance).at_least_zero();
            if *amount > advance {
                return Err(refuse("amount", format!("The advance on the account is {}.", advance.indian())));
            }
        }
        Posting::MoveReceipt { receipt, from, to, .. } => {
            let seen = super::transfer::movable(see, receipt)?;
            if seen.consumer != Some(*from) || from == to {
                return Err(refuse("to", format!("The receipt is {}'s: give another consumer.", from)));
            }
        }
        Posting::ChangeMode { receipt, .. } => {
            super::transfer::movable(see, receipt)?;
        }
        Posting::MistakenCut { consumer } => super::supply::was_mistaken(&known(see, *consumer)?, moment)?,
    }
    Ok(())
}

/// The AE's word on a posting: for that one act, both names stay.
#[derive(Debug, Clone)]
pub struct DecidePosting {
    pub no: PaperNo,
    pub approve: bool,
    /// Needed where it is rejected.
    pub remark: Option<String>,
}

impl Act for DecidePosting {
    fn work(&self) -> &'static str {
        if self.approve { "Approving a posting" } else { "Rejecting a posting" }
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Ae]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let pending = see.pending(&self.no)?.ok_or_else(|| refuse("posting", format!("There is no posting {}.", self.no)))?;
        if pending.maker == moment.user {
            return Err(refuse("posting", "Who made a posting can't decide on it: another AE does."));
        }
        if pending.state != PostingState::Waiting {
            let by = pending.decided_by.as_deref().unwrap_or("another");
            return Err(refuse("posting", format!("{} is {} already, by {by}.", self.no, pending.state.word())));
        }
        let remark = match (self.approve, &self.remark) {
            (true, _) => None,
            (false, remark) => Some(needed_text(remark.as_deref().unwrap_or(""), "The reason of the rejection", "C-11", "reason")?),
        };
        let mut voucher = None;
        if self.approve {
            check(&pending.what, see, moment)?;
            if matches!(pending.what, Posting::SdRefund { .. } | Posting::AdvanceRefund { .. }) {
                voucher = Some(Numbers::new(see, moment).next(PaperKind::Voucher)?);
            }
        }
        let decided = PostingDecided {
            no: self.no.clone(),
            maker: pending.maker,
            what: pending.what,
            reason: pending.reason,
            approved: self.approve,
            remark,
            voucher,
        };
        Ok(vec![Fact::PostingDecided(Box::new(decided)).into()])
    }
}
