//! The disputed part held out of disconnection while its case is open (`R-8`). It stands beside the case's path: held or not, the case goes on,
//! and its days with it.

use crate::acts::{Act, Draft, Moment, Sight, known, needed_text};
use crate::base::{ConsumerNo, Day, Money, No, PaperNo, Refusal};
use crate::journal::Fact;
use crate::journal::fact::DisputeHeld;
use crate::rules::role::Role;

/// Holds the disputed part of a bill until a day, or releases it.
#[derive(Debug, Clone)]
pub struct HoldDispute {
    /// The request.
    pub no: PaperNo,
    /// `None`: the disputed bill's amount, or what is outstanding where that is less.
    pub amount: Option<Money>,
    /// The last day; `None`: released.
    pub until: Option<Day>,
    pub reason: String,
}

fn refuse(field: &'static str, message: String) -> No {
    Refusal::new("R-8", message).at(field).into()
}

impl Act for HoldDispute {
    fn work(&self) -> &'static str {
        "Holding a disputed part out of disconnection"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Ae, Role::Ee]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let missing = || refuse("application", format!("There is no request about a bill {}: look at its number again.", self.no));
        let application = see.application(&self.no)?.ok_or_else(missing)?;
        let (case, about) = application.case.as_ref().zip(application.about).ok_or_else(missing)?;
        if !application.stand.is_open() {
            return Err(refuse(
                "application",
                format!("{} is {}: nothing is disputed in it any more.", self.no, application.stand.words()),
            ));
        }
        let reason = needed_text(&self.reason, "The reason", "R-8", "reason")?;
        let Some(until) = self.until else {
            if case.held.is_none() {
                return Err(refuse("application", format!("Nothing is held for {}.", self.no)));
            }
            let held = DisputeHeld { no: self.no.clone(), consumer: about, amount: Money::ZERO, until: None, reason };
            return Ok(vec![Fact::DisputeHeld(held).into()]);
        };
        let most = moment.rules.profile.revision.hold_days;
        if until < moment.day || until > moment.day.plus_days(i32::from(most)) {
            let last = moment.day.plus_days(i32::from(most));
            let message = format!("{} is not between today and {}: a dispute is held for {most} days at most.", until.dmy(), last.dmy());
            return Err(refuse("until", message));
        }
        let amount = self.amount(see, about, &case.bill)?;
        Ok(vec![Fact::DisputeHeld(DisputeHeld { no: self.no.clone(), consumer: about, amount, until: Some(until), reason }).into()])
    }
}

impl HoldDispute {
    fn amount(&self, see: &dyn Sight, no: ConsumerNo, bill: &PaperNo) -> Result<Money, No> {
        let consumer = known(see, no)?;
        let owed = consumer.outstanding();
        if !owed.is_outstanding() {
            return Err(refuse("amount", format!("Nothing is outstanding on {no}: nobody is cut, and nothing need be held.")));
        }
        let past = see.past(no)?;
        let of_bill = past.iter().filter_map(|entry| entry.fact.issued()).find(|issued| issued.no == *bill);
        let amount = self.amount.or_else(|| of_bill.map(|issued| issued.bill.bill_amount.min(owed))).unwrap_or(owed);
        if amount < Money::RUPEE || amount > owed {
            return Err(refuse("amount", format!("{} is outstanding on {no}: of it a part or all is held.", owed.indian())));
        }
        Ok(amount)
    }
}
