//! A posting on its way from its maker to its approver (`C-11`).

use serde::{Deserialize, Serialize};

use crate::base::{Day, PaperNo};
use crate::journal::Entry;
use crate::journal::fact::{Fact, Posting};

/// Where a posting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PostingState {
    Waiting,
    Approved,
    Rejected,
}

impl PostingState {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }
}

/// A posting with its maker and, once decided, its approver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub no: PaperNo,
    pub what: Posting,
    pub reason: String,
    pub maker: String,
    pub day: Day,
    pub state: PostingState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voucher: Option<PaperNo>,
}

/// Folds one entry of a posting. The first decision stands (two approvers apart).
pub fn fold(state: Option<Pending>, entry: &Entry) -> Option<Pending> {
    match (&entry.fact, state) {
        (Fact::PostingMade(made), None) => Some(Pending {
            no: made.no.clone(),
            what: made.what.clone(),
            reason: made.reason.clone(),
            maker: entry.user.clone(),
            day: entry.day,
            state: PostingState::Waiting,
            decided_by: None,
            decided_on: None,
            remark: None,
            voucher: None,
        }),
        (Fact::PostingDecided(decided), Some(mut pending)) if pending.state == PostingState::Waiting => {
            pending.state = if decided.approved { PostingState::Approved } else { PostingState::Rejected };
            pending.decided_by = Some(entry.user.clone());
            pending.decided_on = Some(entry.day);
            pending.remark.clone_from(&decided.remark);
            pending.voucher.clone_from(&decided.voucher);
            Some(pending)
        }
        (_, state) => state,
    }
}
