//! Opening, handing over, closing and remitting (`C-8`, `C-9`).

use super::count::{self, Pieces};
use super::pay::own_counter;
use super::{Act, Draft, Moment, Numbers, Sight, needed_text};
use crate::base::{Day, Money, No, PaperKind, Refusal};
use crate::folds::counter::Open;
use crate::journal::Fact;
use crate::journal::chain::Hash;
use crate::journal::fact::{CounterClosed, ModeCount};
use crate::rules::role::Role;
use crate::rules::tender::Mode;

const CLERKS: &[Role] = &[Role::Bcc];

fn refuse(field: &'static str, message: impl Into<String>) -> No {
    Refusal::new("C-8", message).at(field).into()
}

/// Opens the counter for the business date with a float.
#[derive(Debug, Clone)]
pub struct OpenCounter {
    pub float: Money,
}

impl Act for OpenCounter {
    fn work(&self) -> &'static str {
        "Opening a counter"
    }

    fn roles(&self) -> &'static [Role] {
        CLERKS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        if self.float < Money::ZERO || self.float > Money::from_rupees(1_000_000) {
            return Err(refuse("float", "The float is between 0 and 10,00,000."));
        }
        if !self.float.is_whole_rupees() {
            return Err(refuse("float", "The float is in whole rupees, so that it can be counted."));
        }
        let counter = see.counter()?;
        if let Some(open) = counter.open {
            return Err(refuse("float", format!("A counter is open already: {}'s of {}. Close it first.", open.clerk, open.date.dmy())));
        }
        if let Some(settled) = counter.settled.filter(|s| moment.day < *s) {
            return Err(refuse(
                "float",
                format!("Counters up to {} are closed: a counter of {} can't be opened any more.", settled.dmy(), moment.day.dmy()),
            ));
        }
        Ok(vec![Fact::CounterOpened { date: moment.day, float: self.float }.into()])
    }
}

/// Says that this desk has no counter on the business date, so that the month close needs not wait for it (`L-2`).
#[derive(Debug, Clone)]
pub struct NoCounter;

impl Act for NoCounter {
    fn work(&self) -> &'static str {
        "Saying that there is no counter"
    }

    fn roles(&self) -> &'static [Role] {
        CLERKS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        if let Some(open) = see.counter()?.open {
            return Err(refuse("date", format!("{}'s counter of {} is open: close it.", open.clerk, open.date.dmy())));
        }
        Ok(vec![Fact::CounterNone { date: moment.day }.into()])
    }
}

/// Cash handed to the head cashier during the day; both stand in the entry. Whoever received it has shown so by password or PIN.
#[derive(Debug, Clone)]
pub struct TurnIn {
    pub amount: Money,
    pub received_by: String,
}

impl Act for TurnIn {
    fn work(&self) -> &'static str {
        "Turning in cash"
    }

    fn roles(&self) -> &'static [Role] {
        CLERKS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let open = own_counter(see, moment)?;
        if self.received_by == moment.user {
            return Err(refuse("receiver", "Another person receives the cash: give the head cashier's user."));
        }
        if !self.amount.is_whole_rupees() {
            return Err(refuse("amount", "Cash is turned in in whole rupees."));
        }
        if self.amount <= Money::ZERO || self.amount > open.expected(Mode::Cash) {
            return Err(refuse("amount", "The amount is above zero and not more than the cash that was taken."));
        }
        Ok(vec![Fact::CashTurnedIn { date: open.date, amount: self.amount, received_by: self.received_by.clone() }.into()])
    }
}

/// The drawer goes to another clerk, who has counted it and shown so by password or PIN.
#[derive(Debug, Clone)]
pub struct HandOver {
    pub to: String,
    /// What the receiving clerk counted.
    pub cash: Money,
}

impl Act for HandOver {
    fn work(&self) -> &'static str {
        "Handing over a counter"
    }

    fn roles(&self) -> &'static [Role] {
        CLERKS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let open = own_counter(see, moment)?;
        let clerk = see.user(&self.to)?.ok_or_else(|| refuse("receiver", format!("There is no user {}.", self.to)))?;
        if self.to == moment.user || !clerk.roles.contains(&Role::Bcc) {
            return Err(refuse("receiver", "A counter is handed over to another billing counter clerk."));
        }
        if self.cash != open.expected(Mode::Cash) {
            return Err(refuse(
                "cash",
                "The cash counted is not what should be there: count again, or close the counter and post the difference.",
            ));
        }
        Ok(vec![Fact::CounterHandedOver { date: open.date, to: self.to.clone(), cash: self.cash }.into()])
    }
}

/// Counts and closes. The count is typed before any expected figure is shown; a difference needs a reason (`C-8`).
#[derive(Debug, Clone, Default)]
pub struct CloseCounter {
    pub pieces: Pieces,
    /// Counted amounts of the other modes.
    pub other: Vec<(Mode, Money)>,
    pub reason: Option<String>,
}

impl Act for CloseCounter {
    fn work(&self) -> &'static str {
        "Closing a counter"
    }

    fn roles(&self) -> &'static [Role] {
        CLERKS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let counter = see.counter()?;
        let open = counter.open.clone().ok_or_else(|| refuse("count", "No counter is open at this desk: there is nothing to close."))?;
        if open.clerk != moment.user {
            return Err(refuse("count", format!("The counter is {}'s: {} closes it.", open.clerk, open.clerk)));
        }
        if open.date > moment.day {
            return Err(refuse("count", format!("The counter is of {}, after today: set the date right.", open.date.dmy())));
        }
        for (rupees, _) in &self.pieces {
            if !moment.rules.profile.counter.denominations.contains(rupees) {
                return Err(refuse("count", format!("There is no denomination of {rupees}.")));
            }
        }
        let lines = self.lines(&open);
        let reason = match (&self.reason, lines.iter().any(|l| l.counted != l.expected)) {
            (_, false) => None,
            (Some(reason), true) => Some(needed_text(reason, "The reason of the difference", "C-8", "reason")?),
            (None, true) => {
                return Err(refuse(
                    "reason",
                    "The count differs from what should be there. Count again; if it stays so, give the reason and it is posted as short or over.",
                ));
            }
        };
        let no = Numbers::new(see, moment).next(PaperKind::CounterClose)?;
        let mut close = CounterClosed {
            no,
            date: open.date,
            float: open.float,
            turned_in: open.turned_in,
            lines,
            denominations: self.pieces.iter().copied().filter(|(_, count)| *count > 0).collect(),
            reason,
            receipts: open.receipts,
            first: open.first.clone(),
            last: open.last.clone(),
            duplicates: open.duplicates,
            forms: see.forms_used(open.session)?,
            unsent: see.unsent()?,
            carried: Vec::new(),
            check: String::new(),
        };
        close.carried = counter.carried(&close);
        close.check = check_code(&open.check, &close);
        Ok(vec![Fact::CounterClosed(Box::new(close)).into()])
    }
}

impl CloseCounter {
    /// Expected against counted, by mode.
    pub fn lines(&self, open: &Open) -> Vec<ModeCount> {
        Mode::ALL
            .into_iter()
            .map(|mode| {
                let counted = match mode {
                    Mode::Cash => count::sum(&self.pieces),
                    other => self.other.iter().filter(|(m, _)| *m == other).map(|(_, amount)| *amount).sum(),
                };
                ModeCount { mode, expected: open.expected(mode), counted }
            })
            .filter(|l| l.mode == Mode::Cash || !l.expected.is_zero() || !l.counted.is_zero())
            .collect()
    }
}

/// Twelve hex digits over every receipt and every figure of the close, in groups of four.
fn check_code(receipts: &Hash, close: &CounterClosed) -> String {
    let mut bytes = receipts.bytes().to_vec();
    bytes.extend(close.no.to_string().bytes());
    for line in &close.lines {
        bytes.extend(line.mode.code().bytes());
        bytes.extend(line.expected.paise().to_le_bytes());
        bytes.extend(line.counted.paise().to_le_bytes());
    }
    let hex = Hash::of(&bytes).to_string().to_uppercase();
    format!("{}-{}-{}", &hex[..4], &hex[4..8], &hex[8..12])
}

/// Takes collected money to bank or treasury: challan number, date, amount (`C-9`).
#[derive(Debug, Clone)]
pub struct Remit {
    pub challan: String,
    pub amount: Money,
    pub mode: Mode,
    pub date: Day,
}

impl Act for Remit {
    fn work(&self) -> &'static str {
        "Recording a remittance"
    }

    fn roles(&self) -> &'static [Role] {
        CLERKS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let challan = needed_text(&self.challan, "The challan number", "C-9", "challan")?;
        let counter = see.counter()?;
        let in_hand = counter.in_hand(self.mode);
        if self.amount <= Money::ZERO || self.amount > in_hand {
            let message = format!("{} of closed counters is in hand ({}): remit at most that.", in_hand.indian(), self.mode.name());
            return Err(Refusal::new("C-9", message).at("amount").into());
        }
        if self.date > moment.day {
            return Err(Refusal::new("C-9", "The challan is dated after today.").at("date").into());
        }
        Ok(vec![Fact::Remitted { challan, amount: self.amount, mode: self.mode, date: self.date }.into()])
    }
}
