//! A payment of the online system, by its reference there: whom it was credited to, or why to nobody yet (`C-12`).

use serde::{Deserialize, Serialize};

use crate::base::{ConsumerNo, Day, Money, PaperNo};
use crate::journal::Entry;
use crate::journal::fact::Fact;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Online {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<(ConsumerNo, PaperNo)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmatched: Option<Unmatched>,
    /// Sent back by the payment system, for this reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<String>,
}

/// As the file had it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmatched {
    pub number: String,
    pub amount: Money,
    pub paid_on: Day,
    pub why: String,
}

impl Online {
    /// Whether it waits for somebody to say whose it is.
    pub const fn is_waiting(&self) -> bool {
        self.unmatched.is_some() && self.paid.is_none() && self.returned.is_none()
    }
}

/// Folds one entry of a payment.
pub fn fold(state: Option<Online>, entry: &Entry) -> Online {
    let mut online = state.unwrap_or_default();
    match &entry.fact {
        Fact::PaidOnline(paid) => {
            online.paid.get_or_insert_with(|| (paid.consumer, paid.receipt.no.clone()));
        }
        Fact::OnlineUnmatched(unmatched) => {
            let unmatched = unmatched.clone();
            online.unmatched =
                Some(Unmatched { number: unmatched.number, amount: unmatched.amount, paid_on: unmatched.paid_on, why: unmatched.why });
        }
        Fact::OnlineReturned(returned) => online.returned = Some(returned.reason.clone()),
        _ => {}
    }
    online
}
