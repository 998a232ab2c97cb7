//! What a step may do, print and require: closed lists, named in definitions in kebab-case.

use crate::base::{PaperKind, PaperNo};
use crate::rules::lifecycle::Event;
use crate::rules::status::Status;

/// What comes of a step. The acts carry each out; its result stands in the entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The site-inspection letter gets its number.
    InspectionLetter,
    /// Works, supervision and deposit by the schedule of rates (`N-2`).
    Estimate,
    /// What is to be paid, and until when; from the estimate, or of the deposit and the meter alone (`N-4`).
    DemandNote,
    /// The deposit that a connection which begins again still lacks.
    DemandDeposit,
    /// The deposit that a larger load needs.
    DemandDifference,
    /// What was demanded and not paid in time, with a new last date.
    DemandAgain,
    /// The advance of a temporary connection (`N-6`).
    Advance,
    /// What was demanded is paid at the counter: exactly it, and in time.
    Collect,
    /// The consumer's number.
    MakeNumber,
    /// The service connection order.
    Order,
    /// The meter is up, the supply on.
    Connect,
    /// The supply is on again through the meter that is there.
    Energise,
    /// Deposit paid and supply on: the connection is active again.
    GoLive,
    /// A temporary connection gets a later last date, and a further advance.
    Extend,
    /// A temporary connection ends: its final bill is set against the advance.
    SettleTemporary,
    /// A connection ends on request, with its final bill and COFee (`N-7`, `L-16`).
    EndConnection,
    /// Billing stops, the fuse taken out safely.
    StopBill,
    /// A stopped connection is admitted again.
    Reactivate,
    /// That is taken back, while neither its deposit is paid nor its supply on.
    WithdrawReactivation,
    /// A new occupant asks for Government quarters that stand stopped.
    Claim,
    /// The new occupant's application came to nothing.
    Release,
    ChangeName,
    ChangeContact,
    ChangeCategory,
    ChangeLoad,
    ChangePhase,
    /// The same connection at another place.
    Shift,
    /// A request is taken down at the counter, where the profile allows it (`R-1`).
    AtCounter,
    /// A bill is disputed by the consumer (`R-2`).
    Dispute,
    /// An officer starts a revision without a request (`R-12`).
    StartRevision,
    /// Papers of the consumer's are kept with it.
    Attach,
    /// Bills are worked out anew, for an officer to approve (`R-7`).
    ProposeRevision,
    /// What was proposed comes onto the account.
    Revise,
    /// What stood disputed since a payment under protest is decided with the case (`L-18`).
    EndProtest,
}

/// What one step leaves for a later one, besides fields.
pub const ESTIMATED: &str = "an estimate";
pub const DEMANDED: &str = "a demand";
pub const NUMBERED: &str = "a consumer number";
pub const DISPUTED: &str = "a disputed bill";
pub const PROPOSED: &str = "a proposed revision";

impl Effect {
    pub const ALL: [Self; 34] = [
        Self::InspectionLetter,
        Self::Estimate,
        Self::DemandNote,
        Self::DemandDeposit,
        Self::DemandDifference,
        Self::DemandAgain,
        Self::Advance,
        Self::Collect,
        Self::MakeNumber,
        Self::Order,
        Self::Connect,
        Self::Energise,
        Self::GoLive,
        Self::Extend,
        Self::SettleTemporary,
        Self::EndConnection,
        Self::StopBill,
        Self::Reactivate,
        Self::WithdrawReactivation,
        Self::Claim,
        Self::Release,
        Self::ChangeName,
        Self::ChangeContact,
        Self::ChangeCategory,
        Self::ChangeLoad,
        Self::ChangePhase,
        Self::Shift,
        Self::AtCounter,
        Self::Dispute,
        Self::StartRevision,
        Self::Attach,
        Self::ProposeRevision,
        Self::Revise,
        Self::EndProtest,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::InspectionLetter => "inspection-letter",
            Self::Estimate => "estimate",
            Self::DemandNote => "demand-note",
            Self::DemandDeposit => "demand-deposit",
            Self::DemandDifference => "demand-difference",
            Self::DemandAgain => "demand-again",
            Self::Advance => "advance",
            Self::Collect => "collect",
            Self::MakeNumber => "make-number",
            Self::Order => "order",
            Self::Connect => "connect",
            Self::Energise => "energise",
            Self::GoLive => "go-live",
            Self::Extend => "extend",
            Self::SettleTemporary => "settle-temporary",
            Self::EndConnection => "end-connection",
            Self::StopBill => "stop-bill",
            Self::Reactivate => "reactivate",
            Self::WithdrawReactivation => "withdraw-reactivation",
            Self::Claim => "claim",
            Self::Release => "release",
            Self::ChangeName => "change-name",
            Self::ChangeContact => "change-contact",
            Self::ChangeCategory => "change-category",
            Self::ChangeLoad => "change-load",
            Self::ChangePhase => "change-phase",
            Self::Shift => "shift",
            Self::AtCounter => "at-counter",
            Self::Dispute => "dispute",
            Self::StartRevision => "start-revision",
            Self::Attach => "attach",
            Self::ProposeRevision => "propose-revision",
            Self::Revise => "revise",
            Self::EndProtest => "end-protest",
        }
    }

    /// The fields without which it can't be carried out: asked by this step, or by every path to it.
    pub const fn needs(self) -> &'static [&'static str] {
        match self {
            Self::InspectionLetter => &["visit"],
            Self::Estimate => &["category", "phase", "load_kw", "line_metres"],
            Self::DemandNote => &["category", "phase", "load_kw"],
            Self::Advance => &["category", "phase", "load_kw", "from", "until"],
            Self::MakeNumber => &["name", "category", "phase", "load_kw"],
            Self::Connect => &["on", "meter", "digits", "initial"],
            Self::Energise => &["on", "reading"],
            Self::Extend => &["until"],
            Self::SettleTemporary | Self::StopBill => &["on", "reading"],
            Self::EndConnection => &["on", "reading", "requested"],
            Self::ChangeName => &["name"],
            Self::ChangeCategory => &["category"],
            Self::ChangeLoad | Self::DemandDifference => &["load_kw"],
            Self::ChangePhase => &["phase"],
            Self::Shift => &["address"],
            Self::Dispute | Self::StartRevision => &["bill"],
            Self::ProposeRevision => &["changes"],
            Self::Collect
            | Self::DemandDeposit
            | Self::DemandAgain
            | Self::Order
            | Self::GoLive
            | Self::Reactivate
            | Self::WithdrawReactivation
            | Self::Claim
            | Self::Release
            | Self::ChangeContact
            | Self::AtCounter
            | Self::Attach
            | Self::Revise
            | Self::EndProtest => &[],
        }
    }

    /// What an earlier step must have left.
    pub const fn wants(self) -> Option<&'static str> {
        match self {
            Self::Collect | Self::DemandAgain => Some(DEMANDED),
            Self::ProposeRevision | Self::EndProtest => Some(DISPUTED),
            Self::Revise => Some(PROPOSED),
            _ => None,
        }
    }

    /// What it leaves for a later one.
    pub const fn leaves(self) -> Option<&'static str> {
        match self {
            Self::Estimate => Some(ESTIMATED),
            Self::DemandNote | Self::DemandDeposit | Self::DemandDifference | Self::DemandAgain | Self::Advance | Self::Extend => {
                Some(DEMANDED)
            }
            Self::MakeNumber => Some(NUMBERED),
            Self::Dispute | Self::StartRevision => Some(DISPUTED),
            Self::ProposeRevision => Some(PROPOSED),
            _ => None,
        }
    }

    /// Whether it works on a consumer, who must be one already, or get a number before.
    pub const fn is_on_consumer(self) -> bool {
        match self {
            Self::InspectionLetter
            | Self::Estimate
            | Self::DemandNote
            | Self::DemandAgain
            | Self::Advance
            | Self::Collect
            | Self::MakeNumber
            | Self::Order
            | Self::Connect
            | Self::AtCounter
            | Self::Attach => false,
            Self::DemandDeposit
            | Self::DemandDifference
            | Self::Energise
            | Self::GoLive
            | Self::Extend
            | Self::SettleTemporary
            | Self::EndConnection
            | Self::StopBill
            | Self::Reactivate
            | Self::WithdrawReactivation
            | Self::Claim
            | Self::Release
            | Self::ChangeName
            | Self::ChangeContact
            | Self::ChangeCategory
            | Self::ChangeLoad
            | Self::ChangePhase
            | Self::Shift
            | Self::Dispute
            | Self::StartRevision
            | Self::ProposeRevision
            | Self::Revise
            | Self::EndProtest => true,
        }
    }

    /// Whether something may be left to pay after it, so that the step may have two ends.
    pub const fn may_owe(self) -> bool {
        matches!(
            self,
            Self::DemandDeposit
                | Self::DemandDifference
                | Self::Extend
                | Self::SettleTemporary
                | Self::EndConnection
                | Self::StopBill
                | Self::Reactivate
        )
    }

    /// What it is in a consumer's life; `None` where the status stays.
    pub const fn event(self) -> Option<Event> {
        match self {
            Self::Order => Some(Event::Ordered),
            Self::Connect => Some(Event::Connected),
            Self::GoLive => Some(Event::Energised),
            Self::Extend => Some(Event::Extended),
            Self::SettleTemporary => Some(Event::TemporaryEnded),
            Self::EndConnection => Some(Event::Ended),
            Self::StopBill => Some(Event::StopBill),
            Self::Reactivate => Some(Event::Reactivated),
            Self::WithdrawReactivation => Some(Event::ReactivationWithdrawn),
            Self::Claim => Some(Event::Claimed),
            Self::Release => Some(Event::Released),
            _ => None,
        }
    }
}

/// What a step prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Paper {
    /// The filled-in application.
    Application,
    /// The site-inspection letter.
    Sil,
    Estimate,
    /// The demand note.
    Dn,
    /// The 10"x4" sheet.
    Receipt,
    /// The slip with the consumer's number.
    MeterCard,
    /// The service connection order.
    Sco,
    /// The same with the report of its execution.
    Execution,
    /// The slip with which a temporary connection's advance is paid.
    AdvanceSlip,
    FinalBill,
    /// The revision statement.
    Revision,
}

impl Paper {
    pub const ALL: [Self; 11] = [
        Self::Application,
        Self::Sil,
        Self::Estimate,
        Self::Dn,
        Self::Receipt,
        Self::MeterCard,
        Self::Sco,
        Self::Execution,
        Self::AdvanceSlip,
        Self::FinalBill,
        Self::Revision,
    ];

    /// As definitions and `ebcm print` write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Sil => "sil",
            Self::Estimate => "estimate",
            Self::Dn => "dn",
            Self::Receipt => "receipt",
            Self::MeterCard => "meter-card",
            Self::Sco => "sco",
            Self::Execution => "execution",
            Self::AdvanceSlip => "advance-slip",
            Self::FinalBill => "final-bill",
            Self::Revision => "revision",
        }
    }
}

impl Paper {
    /// The series that its number is of; `None`: it is named by the application's.
    pub const fn series(self) -> Option<PaperKind> {
        match self {
            Self::Sil => Some(PaperKind::InspectionLetter),
            Self::Dn | Self::AdvanceSlip => Some(PaperKind::DemandNote),
            Self::Receipt => Some(PaperKind::Receipt),
            Self::Sco => Some(PaperKind::ServiceOrder),
            Self::FinalBill => Some(PaperKind::Bill),
            Self::Application | Self::Estimate | Self::MeterCard | Self::Execution | Self::Revision => None,
        }
    }

    /// The number to print it by, of those that its step made; `None` where the step did not make it.
    pub fn number<'a>(self, application: &'a PaperNo, made: &'a [PaperNo]) -> Option<&'a PaperNo> {
        match self.series() {
            None => Some(application),
            Some(kind) => made.iter().find(|no| no.kind == kind),
        }
    }
}

/// What the consumer must be for a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Requires {
    /// LIVE or BLTD: supplied.
    Active,
    /// Not ended: LIVE, BLTD, DISn, PNRn.
    Standing,
    /// Stop-bill, and nothing outstanding.
    Stopped,
    /// Deactivated or permanently disconnected.
    Ended,
    /// Nothing outstanding.
    Settled,
    /// Of a Government department.
    Government,
}

impl Requires {
    pub const ALL: [Self; 6] = [Self::Active, Self::Standing, Self::Stopped, Self::Ended, Self::Settled, Self::Government];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Standing => "standing",
            Self::Stopped => "stopped",
            Self::Ended => "ended",
            Self::Settled => "settled",
            Self::Government => "government",
        }
    }

    /// Whether a consumer of this status is it; money and department are not the status's to say.
    pub const fn of_status(self, status: Status) -> bool {
        match self {
            Self::Active => matches!(status, Status::Live | Status::Bltd),
            Self::Standing => matches!(status, Status::Live | Status::Bltd | Status::Dis(_) | Status::Pnr(_)),
            Self::Stopped => matches!(status, Status::Stbp),
            Self::Ended => status.is_ended(),
            Self::Settled | Self::Government => true,
        }
    }

    /// In words, for the refusal.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Active => "LIVE or BLTD",
            Self::Standing => "LIVE, BLTD, DISn or PNRn",
            Self::Stopped => "STBP (stop-bill, nothing outstanding)",
            Self::Ended => "a connection that has ended (DEAA, DEAR, PDNP, PDOR, BLOG, DISP, DISC)",
            Self::Settled => "a consumer without dues",
            Self::Government => "a Government connection",
        }
    }
}
