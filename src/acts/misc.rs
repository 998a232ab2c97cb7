//! Misc. receipts: money for a head without a bill (`C-11`).

use super::money::Handed;
use super::pay::own_counter;
use super::{Act, Draft, Moment, Numbers, Sight, known, needed_text};
use crate::base::{ConsumerNo, Money, No, PaperKind, Refusal};
use crate::journal::Fact;
use crate::journal::fact::MiscReceived;
use crate::rules::profile::HeadUse;
use crate::rules::role::Role;

/// A misc. receipt as the clerk asks for it.
#[derive(Debug, Clone)]
pub struct Misc {
    pub consumer: Option<ConsumerNo>,
    pub head: String,
    pub remark: String,
    pub amount: Money,
    pub handed: Handed,
}

impl Act for Misc {
    fn work(&self) -> &'static str {
        "Taking a misc. receipt"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Bcc]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let refuse = |field: &'static str, message: String| No::from(Refusal::new("C-11", message).at(field));
        own_counter(see, moment)?;
        let profile = &moment.rules.profile;
        if !profile.heads_for(HeadUse::Misc).any(|h| h.code == self.head) {
            let heads = profile.heads_for(HeadUse::Misc).map(|h| h.code.as_str()).collect::<Vec<_>>().join(", ");
            return Err(refuse("head", format!("'{}' is not a head of misc. receipts: {heads}.", self.head)));
        }
        let consumer = self.consumer.map(|no| known(see, no)).transpose()?;
        if self.head == "SD" && consumer.is_none() {
            return Err(refuse("consumer", "A security deposit needs its consumer.".to_owned()));
        }
        if self.amount <= Money::ZERO {
            return Err(refuse("amount", "The amount must be above zero.".to_owned()));
        }
        let remark = match &consumer {
            Some(_) => self.remark.trim().to_owned(),
            None => needed_text(&self.remark, "Who pays and what for", "C-11", "remark")?,
        };
        self.handed.check(profile, consumer.as_ref(), moment.day)?;
        if self.handed.keep.is_some_and(|keep| keep != self.amount) {
            return Err(refuse("amount", "A misc. receipt is for its amount, no more and no less.".to_owned()));
        }
        let receipt = self.handed.receipt(Numbers::new(see, moment).next(PaperKind::Receipt)?, self.amount, &moment.time)?;
        if receipt.amount != self.amount {
            let message = format!(
                "{} was handed over in other modes than cash; the receipt is for {}.",
                receipt.amount.indian(),
                self.amount.indian()
            );
            return Err(refuse("amount", message));
        }
        Ok(vec![Fact::MiscReceived(Box::new(MiscReceived { consumer: self.consumer, head: self.head.clone(), remark, receipt })).into()])
    }
}
