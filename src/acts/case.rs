//! A case that a list holds was looked into, and leaves the list (`L-13`, `L-14`).

use super::{Act, Draft, Moment, Sight, known, needed_text};
use crate::base::{ConsumerNo, No, Refusal};
use crate::journal::Fact;
use crate::journal::fact::{Case, CaseSettled};
use crate::rules::role::Role;

/// The AE has looked into it, and says what came of it.
#[derive(Debug, Clone)]
pub struct SettleCase {
    pub consumer: ConsumerNo,
    pub case: Case,
    pub remark: String,
}

impl Act for SettleCase {
    fn work(&self) -> &'static str {
        "Settling a case"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Ae]
    }

    fn decide(&self, see: &dyn Sight, _: &Moment) -> Result<Vec<Draft>, No> {
        let consumer = known(see, self.consumer)?;
        let stands = match self.case {
            Case::Withdrawn => !consumer.withdrawn.is_empty(),
            Case::ToRevise => !consumer.to_revise.is_empty(),
            Case::DoubleBilled => !consumer.double_billed.is_empty(),
        };
        if !stands {
            return Err(Refusal::new("L-14", format!("{} is not in that list.", self.consumer)).at("consumer").into());
        }
        let remark = needed_text(&self.remark, "What came of it", "L-14", "remark")?;
        Ok(vec![Fact::CaseSettled(CaseSettled { consumer: self.consumer, case: self.case, remark }).into()])
    }
}
