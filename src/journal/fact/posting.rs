//! What is put right by a posting.

use serde::{Deserialize, Serialize};

use crate::base::{ConsumerNo, Money, PaperNo};
use crate::rules::tender::Mode;

/// A posting that waits for an approver, or is decided (`C-11`, `C-16`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostingMade {
    pub no: PaperNo,
    pub what: Posting,
    pub reason: String,
}

/// What a posting does, once approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Posting {
    Debit {
        consumer: ConsumerNo,
        amount: Money,
        head: String,
        bill: Option<PaperNo>,
    },
    Credit {
        consumer: ConsumerNo,
        amount: Money,
        head: String,
        bill: Option<PaperNo>,
    },
    /// A receipt was given to the wrong consumer.
    MoveReceipt {
        receipt: PaperNo,
        amount: Money,
        from: ConsumerNo,
        to: ConsumerNo,
    },
    /// A receipt was written in the wrong mode.
    ChangeMode {
        receipt: PaperNo,
        amount: Money,
        consumer: Option<ConsumerNo>,
        from: Mode,
        to: Mode,
    },
    SdRefund {
        consumer: ConsumerNo,
        amount: Money,
    },
    SdSetOff {
        consumer: ConsumerNo,
        amount: Money,
    },
    AdvanceRefund {
        consumer: ConsumerNo,
        amount: Money,
    },
    /// A cut was recorded by mistake: the status before it stands again.
    MistakenCut {
        consumer: ConsumerNo,
    },
}

impl Posting {
    /// The consumers whose accounts it touches.
    pub fn consumers(&self) -> Vec<ConsumerNo> {
        match self {
            Self::Debit { consumer, .. }
            | Self::Credit { consumer, .. }
            | Self::SdRefund { consumer, .. }
            | Self::SdSetOff { consumer, .. }
            | Self::AdvanceRefund { consumer, .. }
            | Self::MistakenCut { consumer } => vec![*consumer],
            Self::MoveReceipt { from, to, .. } => vec![*from, *to],
            Self::ChangeMode { consumer, .. } => consumer.iter().copied().collect(),
        }
    }

    pub const fn amount(&self) -> Money {
        match self {
            Self::Debit { amount, .. }
            | Self::Credit { amount, .. }
            | Self::MoveReceipt { amount, .. }
            | Self::ChangeMode { amount, .. }
            | Self::SdRefund { amount, .. }
            | Self::SdSetOff { amount, .. }
            | Self::AdvanceRefund { amount, .. } => *amount,
            Self::MistakenCut { .. } => Money::ZERO,
        }
    }

    /// In a clerk's words.
    pub fn words(&self) -> String {
        match self {
            Self::Debit { head, .. } => format!("debit, {head}"),
            Self::Credit { head, .. } => format!("credit, {head}"),
            Self::MoveReceipt { receipt, from, to, .. } => format!("receipt {receipt} moved from {from} to {to}"),
            Self::ChangeMode { receipt, from, to, .. } => format!("receipt {receipt} was {to}, not {from}"),
            Self::SdRefund { .. } => "refund of security deposit".to_owned(),
            Self::SdSetOff { .. } => "security deposit set against dues".to_owned(),
            Self::AdvanceRefund { .. } => "refund of advance".to_owned(),
            Self::MistakenCut { .. } => "disconnection recorded by mistake".to_owned(),
        }
    }
}

/// A posting approved or rejected; the posting stands whole in it, so that a consumer's fold needs nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostingDecided {
    pub no: PaperNo,
    pub maker: String,
    pub what: Posting,
    /// The maker's reason.
    pub reason: String,
    pub approved: bool,
    /// The approver's words where it was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// The voucher of a refund.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voucher: Option<PaperNo>,
}
