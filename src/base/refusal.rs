//! What the trade says no to: a rule, a plain line with its remedy, and where on the form it belongs.

use std::borrow::Cow;
use std::fmt;

/// A refusal: nothing was recorded. The message says what is wrong and what to do, in a clerk's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The rule of the trade it comes from, `B-9`; `I-7` where the role is missing.
    pub rule: Cow<'static, str>,
    /// The field of the form that is at fault, where one is (`I-4`).
    pub field: Option<&'static str>,
    pub message: String,
}

impl Refusal {
    pub fn new(rule: &'static str, message: impl Into<String>) -> Self {
        Self { rule: Cow::Borrowed(rule), field: None, message: message.into() }
    }

    /// The same refusal, to be shown at `field`.
    #[must_use]
    pub fn at(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}
