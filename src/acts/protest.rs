//! What was paid under protest is decided (`L-18`).

use super::close::bpsc_since;
use super::{Act, Draft, Moment, Sight, known, needed_text};
use crate::base::{ConsumerNo, Money, No, Refusal};
use crate::journal::Fact;
use crate::journal::fact::ProtestDecided;
use crate::rules::role::Role;

/// The AE's word on what a consumer disputes: so much is given back, the rest is outstanding again, with its surcharges.
#[derive(Debug, Clone)]
pub struct DecideProtest {
    pub consumer: ConsumerNo,
    pub upheld: Money,
    pub reason: String,
}

impl Act for DecideProtest {
    fn work(&self) -> &'static str {
        "Deciding a protest"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Ae]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let refuse = |field: &'static str, message: String| No::from(Refusal::new("L-18", message).at(field));
        let consumer = known(see, self.consumer)?;
        if consumer.disputed.is_zero() {
            return Err(refuse("consumer", format!("Nothing is disputed on {}.", self.consumer)));
        }
        if self.upheld < Money::ZERO || self.upheld > consumer.disputed {
            let message = format!("{} is disputed: of it nothing, a part or all is given back.", consumer.disputed.indian());
            return Err(refuse("amount", message));
        }
        let reason = needed_text(&self.reason, "The reason of the decision", "L-18", "reason")?;
        let protested = see.past(self.consumer)?.iter().rev().find_map(|entry| match &entry.fact {
            Fact::Paid(paid) if paid.protest.is_some() => Some(paid.receipt.no.clone()),
            _ => None,
        });
        let bpsc = match protested {
            Some(receipt) if self.upheld < consumer.disputed => {
                bpsc_since(see, self.consumer, &receipt, consumer.disputed - self.upheld, moment)?
            }
            _ => Vec::new(),
        };
        Ok(vec![Fact::ProtestDecided(ProtestDecided { consumer: self.consumer, upheld: self.upheld, bpsc, reason }).into()])
    }
}
