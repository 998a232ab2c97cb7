//! Heads of account: where every rupee of the double-entry ledger stands (`C-10`).

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::tender::Mode;

/// A head of account. Those with a fixed name are used by the program itself; `Misc` heads come from the profile.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Account(Cow<'static, str>);

impl Account {
    /// What consumers owe; a consumer's balance is the sum of its postings here.
    pub const DUES: Self = Self(Cow::Borrowed("DUES"));
    /// Security deposits held.
    pub const SD: Self = Self(Cow::Borrowed("SD"));
    pub const CC: Self = Self(Cow::Borrowed("CC"));
    pub const FUEL: Self = Self(Cow::Borrowed("FUEL"));
    pub const DUTY: Self = Self(Cow::Borrowed("DUTY"));
    pub const SUBSIDY: Self = Self(Cow::Borrowed("SUBSIDY"));
    pub const BPSC: Self = Self(Cow::Borrowed("BPSC"));
    /// What was brought in by an import.
    pub const OPENING: Self = Self(Cow::Borrowed("OPENING"));
    /// Cash given to a counter as its opening float.
    pub const FLOAT: Self = Self(Cow::Borrowed("FLOAT"));
    /// Cash turned in to the head cashier during the day.
    pub const SAFE: Self = Self(Cow::Borrowed("SAFE"));
    /// Differences found at a counter's close.
    pub const SHORT_OVER: Self = Self(Cow::Borrowed("SHORTOVER"));
    /// Remitted to bank or treasury.
    pub const BANK: Self = Self(Cow::Borrowed("BANK"));
    /// Works, connection and disconnection of new and temporary connections; receipts of an application stand under it.
    pub const CONNECTION: Self = Self(Cow::Borrowed("CONNECTION"));
    /// Refunds ordered and not yet paid out.
    pub const REFUND: Self = Self(Cow::Borrowed("REFUND"));

    /// The head of a profile, by its code.
    pub fn named(code: impl Into<String>) -> Self {
        Self(Cow::Owned(code.into()))
    }

    /// Money of a mode in the counter's hands.
    pub fn of_mode(mode: Mode) -> Self {
        Self(Cow::Borrowed(match mode {
            Mode::Cash => "CASH",
            Mode::Upi => "UPI",
            Mode::Card => "CARD",
            Mode::Cheque => "CHEQUE",
            Mode::Dd => "DD",
            Mode::Transfer => "TRANSFER",
        }))
    }

    pub fn code(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
