//! On which terms bills are revised here: the profile's `[revision]`.

use serde::Deserialize;

use crate::base::Money;
use crate::rules::role::Role;

/// What a data file uses whose profile says nothing of revision.
const SHIPPED: &str = include_str!("../../../assets/revision/default.toml");

/// The `[revision]` of a profile.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Where the figures come from.
    pub note: String,
    /// A bill older than so many months is not disputed any more (`R-2`).
    pub months_back: u16,
    /// Whether a bill that is paid may be disputed: what comes back stands as advance.
    pub paid_bills: bool,
    /// The head of account against which a difference is posted.
    pub head: String,
    /// The longest that a disputed part is held out of disconnection, in days (`R-8`).
    pub hold_days: u16,
    pub documents: Documents,
    /// Who approves up to which amount, the lowest first; the last without a limit (`R-7`).
    pub approvers: Vec<Approver>,
}

/// What may be attached to a request.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Documents {
    pub most: u16,
    /// Of each, in kilobytes of 1,024.
    pub kilobytes: u32,
    /// Which of other desks' documents a desk fetches by itself.
    #[serde(default)]
    pub fetch: Fetch,
}

/// Which documents of open requests a desk fetches before anybody opens them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fetch {
    /// None: a line that is paid for by its bytes.
    Opened,
    /// Those of requests that wait for a role of its office.
    #[default]
    Waiting,
    /// All that it may have.
    Open,
}

/// An officer who may approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approver {
    pub role: Role,
    /// In rupees; without: any amount.
    #[serde(default)]
    pub up_to: Option<u32>,
}

impl Approver {
    /// Whether a difference of that size is within what the officer may approve.
    pub fn may(&self, difference: Money) -> bool {
        self.up_to.is_none_or(|limit| difference.abs() <= Money::from_rupees(i64::from(limit)))
    }
}

impl Terms {
    /// Who approves a difference of that size: the lowest who may.
    pub fn approver(&self, difference: Money) -> Option<Role> {
        self.approvers.iter().find(|approver| approver.may(difference)).map(|approver| approver.role)
    }

    /// Whether a holder of one of these roles may approve it.
    pub fn may_approve(&self, roles: &[Role], difference: Money) -> bool {
        self.approvers.iter().any(|approver| roles.contains(&approver.role) && approver.may(difference))
    }

    /// What is wrong in it, in words with the remedy.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.months_back == 0 || self.hold_days == 0 {
            faults.push("months_back and hold_days of [revision] must be above 0".to_owned());
        }
        if self.documents.most > 0 && self.documents.kilobytes == 0 {
            faults.push("documents of [revision] may have 0 kilobytes: give them a size, or write most = 0".to_owned());
        }
        let limits: Vec<u32> = self.approvers.iter().map(|approver| approver.up_to.unwrap_or(u32::MAX)).collect();
        if limits.last() != Some(&u32::MAX) || !limits.is_sorted_by(|a, b| a < b) {
            let what =
                "the approvers of [revision] must rise, and the last have no `up_to`: { role = \"AE\", up_to = 10000 }, { role = \"EE\" }";
            faults.push(what.to_owned());
        }
        faults
    }
}

impl Default for Terms {
    fn default() -> Self {
        // A test holds that the shipped file is good.
        toml::from_str(SHIPPED).unwrap_or_else(|_| Self {
            note: String::new(),
            months_back: 24,
            paid_bills: true,
            head: "ADJUST".to_owned(),
            hold_days: 60,
            documents: Documents { most: 5, kilobytes: 2_048, fetch: Fetch::Waiting },
            approvers: vec![Approver { role: Role::Ee, up_to: None }],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r7_who_approves_by_amount() {
        let terms: Terms = toml::from_str(SHIPPED).expect("the shipped file");
        assert_eq!(terms.faults(), Vec::<String>::new());
        let limit = terms.approvers[0].up_to.expect("a limit");
        let at = Money::from_rupees(i64::from(limit));
        for (amount, role) in [(Money::ZERO, Role::Ae), (at, Role::Ae), (-at, Role::Ae), (at + Money::from_paise(1), Role::Ee)] {
            assert_eq!(terms.approver(amount), Some(role), "{amount}");
        }
        assert!(!terms.may_approve(&[Role::Ae], -(at + Money::RUPEE)) && terms.may_approve(&[Role::Ee], at));
        assert!(!terms.may_approve(&[Role::Bcc], Money::ZERO));
    }

    #[test]
    fn r8_documents_are_fetched_as_the_profile_says() {
        let with = |fetch: &str| SHIPPED.replace("kilobytes = 2048", &format!("kilobytes = 2048, fetch = \"{fetch}\""));
        let read = |text: &str| toml::from_str::<Terms>(text).map(|terms| terms.documents.fetch).ok();
        assert_eq!(read(SHIPPED), Some(Fetch::Waiting));
        for (word, fetch) in [("opened", Fetch::Opened), ("waiting", Fetch::Waiting), ("open", Fetch::Open)] {
            assert_eq!(read(&with(word)), Some(fetch), "{word}");
        }
        assert_eq!(read(&with("never")), None);
    }

    #[test]
    fn r7_wrong_terms_are_told() {
        let mut terms = Terms::default();
        terms.approvers.reverse();
        terms.months_back = 0;
        assert_eq!(terms.faults().len(), 2, "{:?}", terms.faults());
    }
}
