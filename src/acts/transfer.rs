//! A receipt given to the wrong consumer or in the wrong mode, put right by a posting (`C-11`).

use super::posting::MakePosting;
use super::{Act, Draft, Moment, SeenReceipt, Sight};
use crate::base::{ConsumerNo, No, PaperKind, PaperNo, Refusal};
use crate::journal::fact::Posting;
use crate::rules::role::Role;
use crate::rules::tender::Mode;

/// Where a receipt belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rightful {
    Consumer(ConsumerNo),
    Mode(Mode),
}

/// Asks for the transfer; the AE approves it.
#[derive(Debug, Clone)]
pub struct Transfer {
    pub receipt: PaperNo,
    pub to: Rightful,
    pub reason: String,
}

/// A receipt of which all is still where it was put.
pub fn movable(see: &dyn Sight, no: &PaperNo) -> Result<SeenReceipt, No> {
    let refuse = |message: String| No::from(Refusal::new("C-11", message).at("receipt"));
    let seen = see.receipt(no)?.ok_or_else(|| refuse(format!("There is no receipt {no}.")))?;
    if seen.undone {
        return Err(refuse(format!("{no} was moved or dishonoured already.")));
    }
    if seen.amount.is_zero() {
        return Err(refuse(format!("{no} is a nil receipt: there is nothing to move.")));
    }
    Ok(seen)
}

impl Act for Transfer {
    fn work(&self) -> &'static str {
        "Asking for a transfer of a receipt"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Bcc]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let refuse = |field: &'static str, message: String| No::from(Refusal::new("C-11", message).at(field));
        let seen = movable(see, &self.receipt)?;
        let what = match self.to {
            Rightful::Consumer(to) => {
                let from = seen
                    .consumer
                    .filter(|_| seen.head == "DUES")
                    .ok_or_else(|| refuse("receipt", format!("{} paid no consumer's dues.", self.receipt)))?;
                Posting::MoveReceipt { receipt: seen.no, amount: seen.amount, from, to }
            }
            Rightful::Mode(_) if self.receipt.kind == PaperKind::Online => {
                return Err(refuse("receipt", format!("{} was paid online: no drawer took it, so its mode stands.", self.receipt)));
            }
            Rightful::Mode(to) => {
                let [tender] = seen.tenders.as_slice() else {
                    return Err(refuse("to", format!("{} mixes modes: put it right by a debit and a credit.", self.receipt)));
                };
                if tender.mode == to {
                    return Err(refuse("to", format!("{} is {} already.", self.receipt, to.name())));
                }
                Posting::ChangeMode { receipt: seen.no, amount: seen.amount, consumer: seen.consumer, from: tender.mode, to }
            }
        };
        MakePosting { what, reason: self.reason.clone() }.decide(see, moment)
    }
}
