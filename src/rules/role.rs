//! Who may do what.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::Refusal;

/// In whose name the program itself closes again what a payment from elsewhere made void; no user can be called so.
pub const PROGRAM: &str = "(program)";

/// A role of the utility's staff; a user may hold several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Role {
    Bcc,
    Ccc,
    Je,
    Ae,
    Ee,
    Adm,
}

impl Role {
    pub const ALL: [Self; 6] = [Self::Bcc, Self::Ccc, Self::Je, Self::Ae, Self::Ee, Self::Adm];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Bcc => "BCC",
            Self::Ccc => "CCC",
            Self::Je => "JE",
            Self::Ae => "AE",
            Self::Ee => "EE",
            Self::Adm => "ADM",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Bcc => "billing counter clerk",
            Self::Ccc => "complaint cell clerk",
            Self::Je => "junior engineer",
            Self::Ae => "assistant engineer",
            Self::Ee => "executive engineer",
            Self::Adm => "system administrator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::str::FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|r| r.code().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| format!("'{text}' is not a role: the roles are BCC, CCC, JE, AE, EE, ADM"))
    }
}

/// `BCC,JE` as roles, each once, in their order.
pub fn parse_roles(text: &str) -> Result<Vec<Role>, String> {
    let mut roles: Vec<Role> = text.split(',').filter(|t| !t.trim().is_empty()).map(str::parse).collect::<Result<_, _>>()?;
    roles.sort_unstable();
    roles.dedup();
    Ok(roles)
}

/// `BCC, JE` or `nobody`.
pub fn join(roles: &[Role]) -> String {
    if roles.is_empty() { "nobody".to_owned() } else { roles.iter().map(|r| r.code()).collect::<Vec<_>>().join(", ") }
}

/// Refuses (`I-7`) unless `has` holds one of `needed`; an empty `needed` is open to every user.
pub fn allow(user: &str, has: &[Role], needed: &[Role], work: &str) -> Result<(), Refusal> {
    if needed.is_empty() || needed.iter().any(|r| has.contains(r)) {
        return Ok(());
    }
    Err(Refusal::new(
        "I-7",
        format!("{work} is for {}; {user} is {}. Ask one of them, or the administrator for the role.", join(needed), join(has)),
    ))
}
