//! What money comes in: the modes of payment (`C-4`).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::{Day, Money};

/// How money is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    Cash,
    Upi,
    Card,
    Cheque,
    Dd,
    Transfer,
}

impl Mode {
    pub const ALL: [Self; 6] = [Self::Cash, Self::Upi, Self::Card, Self::Cheque, Self::Dd, Self::Transfer];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Upi => "upi",
            Self::Card => "card",
            Self::Cheque => "cheque",
            Self::Dd => "dd",
            Self::Transfer => "transfer",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Cash => "Cash",
            Self::Upi => "UPI",
            Self::Card => "Card",
            Self::Cheque => "Cheque",
            Self::Dd => "Demand draft",
            Self::Transfer => "Bank or treasury transfer",
        }
    }

    /// Whether it is a paper drawn on a bank: bank, number and date are asked.
    pub const fn is_instrument(self) -> bool {
        matches!(self, Self::Cheque | Self::Dd)
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl std::str::FromStr for Mode {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|m| m.code() == text)
            .ok_or_else(|| format!("'{text}' is not a mode of payment: cash, upi, card, cheque, dd, transfer"))
    }
}

/// One part of a payment: a mode, its amount, and what the mode needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tender {
    pub mode: Mode,
    /// What is kept: for cash, what was handed over less the change.
    pub amount: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Day>,
}

impl Tender {
    pub const fn cash(amount: Money) -> Self {
        Self { mode: Mode::Cash, amount, reference: None, bank: None, number: None, date: None }
    }

    /// A mode that carries a reference: UPI, card, transfer.
    pub fn by_reference(mode: Mode, amount: Money, reference: impl Into<String>) -> Self {
        Self { mode, amount, reference: Some(reference.into()), bank: None, number: None, date: None }
    }

    /// A cheque or a demand draft.
    pub fn instrument(mode: Mode, amount: Money, bank: impl Into<String>, number: impl Into<String>, date: Day) -> Self {
        Self { mode, amount, reference: None, bank: Some(bank.into()), number: Some(number.into()), date: Some(date) }
    }

    /// `Cheque 004512 SBI 05-11-2026`, `UPI 6123...`, `Cash`.
    pub fn text(&self) -> String {
        let mut words = vec![self.mode.name().to_owned()];
        words.extend(self.number.clone());
        words.extend(self.bank.clone());
        words.extend(self.date.map(Day::dmy));
        words.extend(self.reference.clone());
        words.join(" ")
    }
}
