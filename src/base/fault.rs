//! What broke: disk, file, network, printer. Not the trade's no (`Refusal`) and not a bug.

use std::fmt;

/// A fault in one plain line: what is wrong and what to do. Nothing was half recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub what: String,
    pub remedy: String,
}

impl Fault {
    pub fn new(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { what: what.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.remedy.is_empty() { f.write_str(&self.what) } else { write!(f, "{}; {}", self.what, self.remedy) }
    }
}

impl std::error::Error for Fault {}

/// Why something did not happen: the trade said no, or something broke.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum No {
    #[error("{0}")]
    Refused(#[from] super::Refusal),
    #[error("{0}")]
    Broken(#[from] Fault),
}
