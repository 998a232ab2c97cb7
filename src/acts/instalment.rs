//! An instalment order (`L-18`).

use super::{Act, Draft, Moment, Numbers, Sight, known, needed_text};
use crate::base::{ConsumerNo, Money, No, PaperKind, Refusal};
use crate::journal::Fact;
use crate::journal::fact::{Instalment, InstalmentsOrdered};
use crate::rules::role::Role;

/// The AE lets a consumer pay what is outstanding in parts.
#[derive(Debug, Clone)]
pub struct OrderInstalments {
    pub consumer: ConsumerNo,
    pub parts: Vec<Instalment>,
    pub reason: String,
}

impl Act for OrderInstalments {
    fn work(&self) -> &'static str {
        "An instalment order"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Ae]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let refuse = |message: String| No::from(Refusal::new("L-18", message).at("plan"));
        let consumer = known(see, self.consumer)?;
        let owed = consumer.outstanding();
        if !consumer.is_outstanding() {
            return Err(refuse(format!("Nothing is outstanding on {}: there is nothing to pay in parts.", self.consumer)));
        }
        let mut parts = self.parts.clone();
        parts.sort_by_key(|part| part.day);
        if parts.len() < 2 {
            return Err(refuse("An order has two parts at least.".to_owned()));
        }
        if parts.windows(2).any(|two| two[0].day == two[1].day) {
            return Err(refuse("Two parts fall on one day: give each its own.".to_owned()));
        }
        if let Some(part) = parts.iter().find(|part| part.amount <= Money::ZERO || !part.amount.is_whole_rupees()) {
            // The last part may hold the paise that the account has.
            if part.amount <= Money::ZERO || parts.last() != Some(part) {
                return Err(refuse(format!("{} is no amount to collect: whole rupees above zero.", part.amount.indian())));
            }
        }
        if let Some(part) = parts.iter().find(|part| part.day < moment.day) {
            return Err(refuse(format!("{} has passed: each part falls due today or later.", part.day.dmy())));
        }
        let sum: Money = parts.iter().map(|part| part.amount).sum();
        if sum != owed {
            return Err(refuse(format!("The parts make {}; {} is outstanding: they must be the same.", sum.indian(), owed.indian())));
        }
        let reason = needed_text(&self.reason, "The reason of the order", "L-18", "reason")?;
        let no = Numbers::new(see, moment).next(PaperKind::Instalments)?;
        Ok(vec![Fact::InstalmentsOrdered(InstalmentsOrdered { consumer: self.consumer, no, reason, parts }).into()])
    }
}
