//! What was handed over: modes, references, change, advance (`C-4`).

use crate::base::{Day, Money, PaperNo, Refusal};
use crate::folds::consumer::Consumer;
use crate::journal::fact::Receipt;
use crate::rules::profile::Profile;
use crate::rules::tender::{Mode, Tender};

/// The money of a receipt as the clerk typed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Handed {
    /// Cash with its change still in it; each other mode as it is.
    pub tenders: Vec<Tender>,
    /// What is to be kept; `None`: what is to collect.
    pub keep: Option<Money>,
}

/// How old a cheque may be, and how far ahead dated: three months, and not at all.
const CHEQUE_MONTHS: i32 = 3;

impl Handed {
    /// Everything that was handed over.
    pub fn total(&self) -> Money {
        self.tenders.iter().map(|t| t.amount).sum()
    }

    /// Each tender with what its mode needs; refused in the order they were typed.
    pub fn check(&self, profile: &Profile, consumer: Option<&Consumer>, day: Day) -> Result<(), Refusal> {
        let no = |field: &'static str, message: String| Err(Refusal::new("C-4", message).at(field));
        for tender in &self.tenders {
            let mode = tender.mode;
            if !profile.counter.modes.contains(&mode) {
                return no("mode", format!("{} is not taken at this utility's counters.", mode.name()));
            }
            if tender.amount <= Money::ZERO {
                return no("amount", format!("An amount of {} must be above zero.", mode.name()));
            }
            if let Some(until) = consumer.and_then(|c| c.cash_only_until).filter(|until| mode != Mode::Cash && day <= *until) {
                return Err(
                    Refusal::new("C-16", format!("A cheque of this consumer was dishonoured: cash only until {}.", until.dmy())).at("mode")
                );
            }
            match mode {
                Mode::Cash => {}
                Mode::Upi | Mode::Card | Mode::Transfer => {
                    if tender.reference.as_deref().is_none_or(|r| r.trim().is_empty()) {
                        return no("reference", format!("{} needs its reference: type the number on the slip or screen.", mode.name()));
                    }
                }
                Mode::Cheque | Mode::Dd => check_instrument(tender, day)?,
            }
        }
        if self.tenders.iter().filter(|t| t.mode == Mode::Cash).count() > 1 {
            return no("amount", "Cash stands twice: type it as one amount.".to_owned());
        }
        Ok(())
    }

    /// The receipt for `collect` (or what the clerk said to keep): excess cash is change, other excess is advance.
    pub fn receipt(&self, no: PaperNo, collect: Money, time: &str) -> Result<Receipt, Refusal> {
        let cash: Money = self.tenders.iter().filter(|t| t.mode == Mode::Cash).map(|t| t.amount).sum();
        let other = self.total() - cash;
        let target = self.keep.unwrap_or(collect);
        if target < Money::ZERO {
            return Err(Refusal::new("C-4", "The amount to keep can't be below zero.").at("keep"));
        }
        if self.total() < target {
            let short = target - self.total();
            return Err(Refusal::new(
                "C-4",
                format!("{} of {} was handed over: {} is missing.", self.total().indian(), target.indian(), short.indian()),
            )
            .at("amount"));
        }
        let keep_cash = cash.min((target - other).at_least_zero());
        if !cash.is_zero() && keep_cash.is_zero() {
            return Err(Refusal::new("C-4", "The other modes pay the whole already: give the cash back and leave it out.").at("amount"));
        }
        if !keep_cash.is_whole_rupees() {
            let message = format!("{} would stay in cash: cash is taken in whole rupees, so that it can be counted.", keep_cash.indian());
            return Err(Refusal::new("C-4", message).at("amount"));
        }
        let mut tenders: Vec<Tender> = self.tenders.iter().filter(|t| t.mode != Mode::Cash).cloned().collect();
        if !keep_cash.is_zero() {
            tenders.insert(0, Tender::cash(keep_cash));
        }
        Ok(Receipt { no, amount: keep_cash + other, tenders, tendered: self.total(), change: cash - keep_cash, time: time.to_owned() })
    }
}

fn check_instrument(tender: &Tender, day: Day) -> Result<(), Refusal> {
    let name = tender.mode.name();
    let no = |field: &'static str, message: String| Err(Refusal::new("C-4", message).at(field));
    if tender.bank.as_deref().is_none_or(|b| b.trim().is_empty()) {
        return no("bank", format!("{name} needs its bank."));
    }
    if !tender.number.as_deref().is_some_and(|n| (3..=12).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit())) {
        return no("number", format!("{name} needs its number: 3 to 12 digits."));
    }
    let Some(date) = tender.date else { return no("date", format!("{name} needs its date.")) };
    if date > day {
        return no("date", format!("{name} is dated {}, after today: it can't be taken yet.", date.dmy()));
    }
    if date < day.plus_months(-CHEQUE_MONTHS) {
        return no("date", format!("{name} of {} is older than three months: the bank won't pay it.", date.dmy()));
    }
    Ok(())
}
