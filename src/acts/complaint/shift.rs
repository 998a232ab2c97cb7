//! The cell itself: a shift handed over (`M-11`), a caller's words erased by order (`J-19`).

use super::{CLERKS, now, text, the};
use crate::acts::{Act, Draft, Moment, Sight, needed_text};
use crate::base::{No, PaperNo, Refusal};
use crate::journal::Fact;
use crate::journal::fact::ShiftHandedOver;
use crate::rules::role::Role;

/// The next shift takes over: crews out and promises made are said, what is open is counted.
#[derive(Debug, Clone)]
pub struct HandOver {
    pub to: String,
    pub crews: String,
    pub promises: String,
}

impl Act for HandOver {
    fn work(&self) -> &'static str {
        "Handing over a shift"
    }

    fn roles(&self) -> &'static [Role] {
        CLERKS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let to = needed_text(&self.to, "Who takes over", "M-11", "to")?;
        let at = now(moment);
        let (open, danger, late) = see.open_counted(at)?;
        let crews = text(&self.crews, "Crews out", "crews")?;
        let promises = text(&self.promises, "Promises made", "promises")?;
        Ok(vec![Fact::ShiftHandedOver(ShiftHandedOver { at, to, crews, promises, open, danger, late }).into()])
    }
}

/// Erases who called about a complaint, and in which words.
#[derive(Debug, Clone)]
pub struct EraseCaller {
    pub no: PaperNo,
    /// The order's number and date, and whose it is.
    pub order: String,
}

impl Act for EraseCaller {
    fn work(&self) -> &'static str {
        "Erasing a caller's details"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Adm]
    }

    fn decide(&self, see: &dyn Sight, _moment: &Moment) -> Result<Vec<Draft>, No> {
        the(see, &self.no)?;
        let order = needed_text(&self.order, "The order", "J-19", "order")?;
        let entries = see.caller_entries(&self.no)?;
        if entries.is_empty() {
            return Err(Refusal::new("J-19", format!("Nothing of who called about {} stands any more.", self.no)).at("complaint").into());
        }
        Ok(vec![Fact::CallerErased { no: self.no.clone(), order, entries }.into()])
    }
}
