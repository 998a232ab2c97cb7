//! The kinds of fact. A fact carries its results: folding it never prices anything, so an old bill can't change under
//! a new program.

mod complaint;
mod connection;
mod counter;
mod hub;
mod item;
mod money;
mod month;
mod posting;
mod revision;
mod setup;
mod supply;

pub use complaint::{
    ComplaintCalled, ComplaintLogged, OutageGrouped, OutageParted, Proof, Rectified, Reopened, ShiftHandedOver, StepTaken, Then,
};
pub use connection::{ApplicationMade, ApplicationStep, Collected, Connection, Demand, Effected, Final, NumberMade, load_words};
pub use counter::{CounterClosed, FormCount, ModeCount};
pub use hub::{CloseLent, DeskAdmitted, DeskRevoked, EntryRefused};
pub use item::{Handled, ItemHandled};
pub use money::{BillIssued, ChequeDishonoured, DishonouredReceipt, MiscReceived, Paid, Protest, Receipt};
pub use month::{
    Case, CaseSettled, CloseBegun, CloseOrdered, CloseTotals, ConsumerClosed, FinalRead, Instalment, InstalmentsOrdered, LeftOut,
    MonthClosed, Notice, NoticeServed, OnlineReturned, OnlineUnmatched, Outcome, PaidOnline, ProtestDecided, Reclosed, SupplyCut,
    SupplyRestored,
};
pub use posting::{Posting, PostingDecided, PostingMade};
pub use revision::{Attached, DisputeHeld, Rest, Revised, RevisedBill, RevisedBpsc, RevisedItem, Revision, Side};
pub use setup::{DeskFounded, PasswordSet, TextFile, UserSet};
pub use supply::{ConsumerImported, MeterChanged, MeterFact, ReadingFact, ReadingPosted, Source, SupplyFact};

use serde::{Deserialize, Serialize};

use super::Subject;
use crate::base::{ConsumerNo, Day, DeskId, Money, PaperNo};
use crate::rules::tender::Mode;

/// What was recorded. The word in the journal is the variant's, in kebab-case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    DeskFounded(DeskFounded),
    ProfileSet(TextFile),
    TariffAdded(TextFile),
    UserSet(UserSet),
    PasswordSet(PasswordSet),
    UserLocked {
        name: String,
    },
    ConsumerImported(Box<ConsumerImported>),
    CounterOpened {
        date: Day,
        float: Money,
    },
    CounterNone {
        date: Day,
    },
    CashTurnedIn {
        date: Day,
        amount: Money,
        received_by: String,
    },
    CounterHandedOver {
        date: Day,
        to: String,
        cash: Money,
    },
    CounterClosed(Box<CounterClosed>),
    Remitted {
        challan: String,
        amount: Money,
        mode: Mode,
        date: Day,
    },
    Paid(Box<Paid>),
    MiscReceived(Box<MiscReceived>),
    ReadingPosted(ReadingPosted),
    MeterStuck {
        consumer: ConsumerNo,
        day: Day,
    },
    MeterChanged(MeterChanged),
    PostingMade(PostingMade),
    PostingDecided(Box<PostingDecided>),
    ChequeDishonoured(ChequeDishonoured),
    DuplicateOrdered {
        paper: PaperNo,
        copy: u32,
        consumer: Option<ConsumerNo>,
    },
    StationeryTaken {
        form: String,
        first: u64,
        last: u64,
    },
    FormUsed {
        form: String,
        serial: u64,
        paper: String,
    },
    FormSpoiled {
        form: String,
        serial: u64,
        reason: String,
    },
    PersonErased {
        consumer: ConsumerNo,
        order: String,
        entries: Vec<String>,
    },
    CloseBegun(CloseBegun),
    CloseOrdered(CloseOrdered),
    ConsumerClosed(Box<ConsumerClosed>),
    Reclosed(Box<Reclosed>),
    MonthClosed(Box<MonthClosed>),
    NoticeServed(NoticeServed),
    SupplyCut(Box<SupplyCut>),
    SupplyRestored(SupplyRestored),
    FinalRead(Box<FinalRead>),
    InstalmentsOrdered(InstalmentsOrdered),
    ProtestDecided(ProtestDecided),
    PaidOnline(PaidOnline),
    OnlineUnmatched(OnlineUnmatched),
    OnlineReturned(OnlineReturned),
    CaseSettled(CaseSettled),
    ComplaintLogged(Box<ComplaintLogged>),
    ComplaintCalled(ComplaintCalled),
    ComplaintStep(Box<StepTaken>),
    ComplaintRectified(Box<Rectified>),
    ComplaintReopened(Reopened),
    OutageGrouped(OutageGrouped),
    OutageParted(OutageParted),
    ShiftHandedOver(ShiftHandedOver),
    DeskAdmitted(DeskAdmitted),
    DeskRevoked(DeskRevoked),
    EntryRefused(EntryRefused),
    CloseLent(CloseLent),
    /// A definition of the office's own, in the place of the one of its name.
    WorkflowSet(TextFile),
    ApplicationMade(Box<ApplicationMade>),
    ApplicationStep(Box<ApplicationStep>),
    ItemHandled(ItemHandled),
    /// Who applied is erased by order (`J-19`).
    ApplicantErased {
        no: PaperNo,
        order: String,
        entries: Vec<String>,
    },
    DisputeHeld(DisputeHeld),
    /// Who called, and in which words, is erased by order (`J-19`).
    CallerErased {
        no: PaperNo,
        order: String,
        entries: Vec<String>,
    },
}

impl Fact {
    /// Its word in the journal.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::DeskFounded(_) => "desk-founded",
            Self::ProfileSet(_) => "profile-set",
            Self::TariffAdded(_) => "tariff-added",
            Self::UserSet(_) => "user-set",
            Self::PasswordSet(_) => "password-set",
            Self::UserLocked { .. } => "user-locked",
            Self::ConsumerImported(_) => "consumer-imported",
            Self::CounterOpened { .. } => "counter-opened",
            Self::CounterNone { .. } => "counter-none",
            Self::CashTurnedIn { .. } => "cash-turned-in",
            Self::CounterHandedOver { .. } => "counter-handed-over",
            Self::CounterClosed(_) => "counter-closed",
            Self::Remitted { .. } => "remitted",
            Self::Paid(_) => "paid",
            Self::MiscReceived(_) => "misc-received",
            Self::ReadingPosted(_) => "reading-posted",
            Self::MeterStuck { .. } => "meter-stuck",
            Self::MeterChanged(_) => "meter-changed",
            Self::PostingMade(_) => "posting-made",
            Self::PostingDecided(_) => "posting-decided",
            Self::ChequeDishonoured(_) => "cheque-dishonoured",
            Self::DuplicateOrdered { .. } => "duplicate-ordered",
            Self::StationeryTaken { .. } => "stationery-taken",
            Self::FormUsed { .. } => "form-used",
            Self::FormSpoiled { .. } => "form-spoiled",
            Self::PersonErased { .. } => "person-erased",
            Self::CloseBegun(_) => "close-begun",
            Self::CloseOrdered(_) => "close-ordered",
            Self::ConsumerClosed(_) => "consumer-closed",
            Self::Reclosed(_) => "reclosed",
            Self::MonthClosed(_) => "month-closed",
            Self::NoticeServed(_) => "notice-served",
            Self::SupplyCut(_) => "supply-cut",
            Self::SupplyRestored(_) => "supply-restored",
            Self::FinalRead(_) => "final-read",
            Self::InstalmentsOrdered(_) => "instalments-ordered",
            Self::ProtestDecided(_) => "protest-decided",
            Self::PaidOnline(_) => "paid-online",
            Self::OnlineUnmatched(_) => "online-unmatched",
            Self::OnlineReturned(_) => "online-returned",
            Self::CaseSettled(_) => "case-settled",
            Self::ComplaintLogged(_) => "complaint-logged",
            Self::ComplaintCalled(_) => "complaint-called",
            Self::ComplaintStep(_) => "complaint-step",
            Self::ComplaintRectified(_) => "complaint-rectified",
            Self::ComplaintReopened(_) => "complaint-reopened",
            Self::OutageGrouped(_) => "outage-grouped",
            Self::OutageParted(_) => "outage-parted",
            Self::ShiftHandedOver(_) => "shift-handed-over",
            Self::DeskAdmitted(_) => "desk-admitted",
            Self::DeskRevoked(_) => "desk-revoked",
            Self::EntryRefused(_) => "entry-refused",
            Self::CloseLent(_) => "close-lent",
            Self::WorkflowSet(_) => "workflow-set",
            Self::ApplicationMade(_) => "application-made",
            Self::ApplicationStep(_) => "application-step",
            Self::ItemHandled(_) => "item-handled",
            Self::ApplicantErased { .. } => "applicant-erased",
            Self::DisputeHeld(_) => "dispute-held",
            Self::CallerErased { .. } => "caller-erased",
        }
    }

    /// What it is about, recorded at `desk`; each subject is folded by itself.
    pub fn subjects(&self, desk: &DeskId) -> Vec<Subject> {
        let counter = || Subject::Counter(desk.clone());
        match self {
            Self::DeskFounded(_)
            | Self::ProfileSet(_)
            | Self::TariffAdded(_)
            | Self::DeskAdmitted(_)
            | Self::DeskRevoked(_)
            | Self::WorkflowSet(_) => {
                vec![Subject::Setup]
            }
            // It takes an entry out of every subject; the store sees to that.
            Self::EntryRefused(_) => vec![],
            Self::CloseLent(lent) => vec![Subject::Month(lent.office.clone())],
            Self::UserSet(UserSet { name, .. }) | Self::PasswordSet(PasswordSet { name, .. }) | Self::UserLocked { name } => {
                vec![Subject::User { office: desk.office().to_owned(), name: name.clone() }]
            }
            Self::ConsumerImported(import) => vec![Subject::Consumer(import.consumer)],
            Self::CounterOpened { .. }
            | Self::CounterNone { .. }
            | Self::CashTurnedIn { .. }
            | Self::CounterHandedOver { .. }
            | Self::CounterClosed(_)
            | Self::Remitted { .. } => vec![counter()],
            Self::Paid(paid) => vec![Subject::Consumer(paid.consumer), counter()],
            Self::MiscReceived(misc) => misc.consumer.map(Subject::Consumer).into_iter().chain([counter()]).collect(),
            Self::ReadingPosted(ReadingPosted { consumer, .. })
            | Self::MeterStuck { consumer, .. }
            | Self::MeterChanged(MeterChanged { consumer, .. })
            | Self::PersonErased { consumer, .. } => vec![Subject::Consumer(*consumer)],
            Self::PostingMade(made) => vec![Subject::Posting(made.no.clone())],
            Self::PostingDecided(decided) => {
                let mut subjects: Vec<_> =
                    if decided.approved { decided.what.consumers().into_iter().map(Subject::Consumer).collect() } else { vec![] };
                subjects.push(Subject::Posting(decided.no.clone()));
                if let (true, Posting::ChangeMode { receipt, .. }) = (decided.approved, &decided.what) {
                    // The drawer that took the money, not the desk that approves.
                    subjects.push(Subject::Counter(receipt.desk.clone()));
                }
                subjects
            }
            Self::ChequeDishonoured(cheque) => {
                let mut consumers: Vec<_> = cheque.hits.iter().filter_map(|h| h.consumer).collect();
                consumers.sort_unstable();
                consumers.dedup();
                consumers.into_iter().map(Subject::Consumer).chain([counter()]).collect()
            }
            Self::DuplicateOrdered { consumer, .. } => consumer.map(Subject::Consumer).into_iter().chain([counter()]).collect(),
            Self::ComplaintLogged(logged) => complaint(&logged.no, logged.consumer),
            Self::ComplaintCalled(call) => complaint(&call.no, call.consumer),
            Self::ComplaintStep(step) => complaint(&step.no, step.consumer),
            Self::ComplaintRectified(rectified) => complaint(&rectified.no, rectified.consumer),
            Self::ComplaintReopened(reopened) => complaint(&reopened.no, reopened.consumer),
            Self::OutageGrouped(outage) => {
                outage.children.iter().chain([&outage.parent]).map(|no| Subject::Complaint(no.clone())).collect()
            }
            Self::OutageParted(parted) => [&parted.child, &parted.parent].map(|no| Subject::Complaint(no.clone())).to_vec(),
            Self::ShiftHandedOver(_) => vec![Subject::Cell(desk.clone())],
            Self::CallerErased { no, .. } => complaint(no, None),
            // The application first: whether a step stands, it says to the others.
            Self::ApplicationMade(made) => application(&made.no, made.consumer),
            Self::ApplicationStep(step) => {
                let mut subjects = application(&step.no, step.consumer);
                if step.done.iter().any(|done| done.collected().is_some()) {
                    subjects.push(counter());
                }
                subjects
            }
            Self::ApplicantErased { no, .. } => application(no, None),
            Self::ItemHandled(handled) => vec![Subject::Item(handled.item.clone())],
            Self::DisputeHeld(held) => application(&held.no, Some(held.consumer)),
            Self::StationeryTaken { .. } | Self::FormUsed { .. } | Self::FormSpoiled { .. } => vec![Subject::Stationery(desk.clone())],
            Self::CloseBegun(CloseBegun { office, .. }) | Self::CloseOrdered(CloseOrdered { office, .. }) => {
                vec![Subject::Month(office.clone())]
            }
            Self::MonthClosed(closed) => vec![Subject::Month(closed.office.clone())],
            Self::ConsumerClosed(closed) => vec![Subject::Consumer(closed.consumer)],
            Self::Reclosed(again) => vec![Subject::Consumer(again.closed.consumer)],
            Self::SupplyCut(cut) => vec![Subject::Consumer(cut.consumer)],
            Self::FinalRead(read) => vec![Subject::Consumer(read.consumer)],
            Self::NoticeServed(NoticeServed { consumer, .. })
            | Self::SupplyRestored(SupplyRestored { consumer, .. })
            | Self::InstalmentsOrdered(InstalmentsOrdered { consumer, .. })
            | Self::ProtestDecided(ProtestDecided { consumer, .. })
            | Self::CaseSettled(CaseSettled { consumer, .. }) => vec![Subject::Consumer(*consumer)],
            Self::PaidOnline(paid) => vec![Subject::Consumer(paid.consumer), Subject::Online(paid.reference.clone())],
            Self::OnlineUnmatched(OnlineUnmatched { reference, .. }) | Self::OnlineReturned(OnlineReturned { reference, .. }) => {
                vec![Subject::Online(reference.clone())]
            }
        }
    }

    /// The numbered papers it makes, in order.
    pub fn papers(&self) -> Vec<&PaperNo> {
        match self {
            Self::Paid(paid) => {
                let bill = paid.bill.as_ref().map(|b| &b.no);
                bill.into_iter().chain([&paid.receipt.no]).chain(paid.protest.iter().filter_map(|p| p.request.as_ref())).collect()
            }
            Self::MiscReceived(misc) => vec![&misc.receipt.no],
            Self::CounterClosed(close) => vec![&close.no],
            Self::PostingMade(made) => vec![&made.no],
            Self::PostingDecided(decided) => decided.voucher.iter().collect(),
            Self::ConsumerClosed(closed) => closed.papers(),
            Self::Reclosed(again) => again.closed.papers(),
            Self::MonthClosed(closed) => vec![&closed.no],
            Self::SupplyCut(cut) => cut.bill.iter().map(|b| &b.no).collect(),
            Self::FinalRead(read) => vec![&read.bill.no],
            Self::InstalmentsOrdered(order) => vec![&order.no],
            Self::PaidOnline(paid) => vec![&paid.receipt.no],
            Self::ComplaintLogged(logged) => vec![&logged.no],
            Self::ApplicationMade(made) => {
                let own = made.by_receipt.is_none().then_some(&made.no);
                own.into_iter().chain(made.done.iter().flat_map(Effected::papers)).collect()
            }
            Self::ApplicationStep(step) => step.done.iter().flat_map(Effected::papers).collect(),
            _ => vec![],
        }
    }

    /// The bill that it issued.
    pub fn issued(&self) -> Option<&BillIssued> {
        match self {
            Self::Paid(paid) => paid.bill.as_ref(),
            Self::ConsumerClosed(closed) => closed.bill.as_ref(),
            Self::Reclosed(again) => again.closed.bill.as_ref(),
            Self::SupplyCut(cut) => cut.bill.as_ref(),
            Self::FinalRead(read) => Some(&read.bill),
            Self::ApplicationStep(step) => step.done.iter().find_map(Effected::ended).map(|end| &end.bill),
            _ => None,
        }
    }

    /// What came of a step of an application.
    pub fn effects(&self) -> &[Effected] {
        match self {
            Self::ApplicationMade(made) => &made.done,
            Self::ApplicationStep(step) => &step.done,
            _ => &[],
        }
    }

    /// The application that it is of.
    pub const fn application(&self) -> Option<&PaperNo> {
        match self {
            Self::ApplicationMade(made) => Some(&made.no),
            Self::ApplicationStep(step) => Some(&step.no),
            _ => None,
        }
    }

    /// The demand of an application that was paid with it, and the receipt.
    pub fn collected(&self) -> Option<&Collected> {
        self.effects().iter().find_map(Effected::collected)
    }

    /// Whether it is a receipt for bills, at the window or online (`L-4`).
    pub const fn pays_bills(&self) -> bool {
        matches!(self, Self::Paid(_) | Self::PaidOnline(_))
    }
}

/// A complaint stands in its consumer's history too.
fn complaint(no: &PaperNo, consumer: Option<ConsumerNo>) -> Vec<Subject> {
    std::iter::once(Subject::Complaint(no.clone())).chain(consumer.map(Subject::Consumer)).collect()
}

/// An application stands in the history of the consumer it is about.
fn application(no: &PaperNo, consumer: Option<ConsumerNo>) -> Vec<Subject> {
    std::iter::once(Subject::Application(no.clone())).chain(consumer.map(Subject::Consumer)).collect()
}
