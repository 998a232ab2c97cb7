//! The kinds of fact. A fact carries its results: folding it never prices anything, so an old bill can't change under
//! a new program.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Subject;
use crate::base::{ConsumerNo, Day, DeskId, Digits, Factor, Money, PaperNo, Period, Register, Units};
use crate::rules::bill::Bill;
use crate::rules::role::Role;
use crate::rules::status::Status;
use crate::rules::tariff::Phase;
use crate::rules::tender::{Mode, Tender};

/// What was recorded. The word in the journal is the variant's, in kebab-case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    DeskFounded(DeskFounded),
    ProfileSet(TextFile),
    TariffAdded(TextFile),
    UserSet(UserSet),
    PasswordSet(PasswordSet),
    UserLocked { name: String },
    ConsumerImported(Box<ConsumerImported>),
    CounterOpened { date: Day, float: Money },
    CounterNone { date: Day },
    CashTurnedIn { date: Day, amount: Money, received_by: String },
    CounterHandedOver { date: Day, to: String, cash: Money },
    CounterClosed(Box<CounterClosed>),
    Remitted { challan: String, amount: Money, mode: Mode, date: Day },
    Paid(Box<Paid>),
    MiscReceived(Box<MiscReceived>),
    ReadingPosted(ReadingPosted),
    MeterStuck { consumer: ConsumerNo, day: Day },
    MeterChanged(MeterChanged),
    PostingMade(PostingMade),
    PostingDecided(Box<PostingDecided>),
    ChequeDishonoured(ChequeDishonoured),
    DuplicateOrdered { paper: PaperNo, copy: u32, consumer: Option<ConsumerNo> },
    StationeryTaken { form: String, first: u64, last: u64 },
    FormUsed { form: String, serial: u64, paper: String },
    FormSpoiled { form: String, serial: u64, reason: String },
    PersonErased { consumer: ConsumerNo, order: String, entries: Vec<String> },
}

/// A desk's first entry: what it is, and the key that signs the head of its chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskFounded {
    pub utility: String,
    pub desk: DeskId,
    /// Ed25519, in hex.
    pub public_key: String,
    /// Tells this file's chain from another that was founded under the same desk number.
    pub origin: String,
    pub training: bool,
}

/// A profile or a tariff, as it was given in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextFile {
    pub file: String,
    pub text: String,
}

/// A user was made, or given other roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserSet {
    pub name: String,
    pub roles: Vec<Role>,
}

/// A user's password or PIN, as its Argon2id hash; never in clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordSet {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
}

/// A consumer brought in from the former system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConsumerImported {
    pub consumer: ConsumerNo,
    pub office: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_number: Option<String>,
    pub supply: SupplyFact,
    pub meter: MeterFact,
    pub connected_on: Option<Day>,
    pub last_reading: Register,
    pub last_reading_date: Day,
    /// Units of the last metered months, the latest first, at most three (`units_1` to `units_3`).
    pub units: Vec<Units>,
    pub arrears: Money,
    pub sd: Money,
    pub status: Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disconnected_on: Option<Day>,
}

/// What is supplied, and by which tariff category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SupplyFact {
    pub category: String,
    pub phase: Phase,
    pub load_kw: Decimal,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load_kva: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub govt_department: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub area: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub feeder: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub transformer: String,
}

/// A meter as it was put up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterFact {
    pub no: String,
    pub digits: Digits,
    pub factor: Factor,
}

/// Who gave a reading (`B-8`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    #[serde(rename = "self")]
    Own,
    Reader,
    Surprise,
    Final,
    Initial,
}

impl Source {
    pub const fn words(self) -> &'static str {
        match self {
            Self::Own => "self-reading",
            Self::Reader => "meter reader",
            Self::Surprise => "surprise check",
            Self::Final => "final reading",
            Self::Initial => "initial reading",
        }
    }
}

/// A payment at the window: reading, bill, receipt and cash in one entry (`C-5`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paid {
    pub consumer: ConsumerNo,
    pub period: Period,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<ReadingFact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bill: Option<BillIssued>,
    pub receipt: Receipt,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protest: Option<Protest>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingFact {
    pub value: Register,
    pub day: Day,
    pub source: Source,
}

/// A bill with its number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BillIssued {
    pub no: PaperNo,
    pub bill: Bill,
}

/// A receipt: what was taken, in which modes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub no: PaperNo,
    /// What is kept: the sum of the tenders.
    pub amount: Money,
    pub tenders: Vec<Tender>,
    /// What was handed over, cash before change included.
    pub tendered: Money,
    pub change: Money,
    /// Local time of day, `14:05`.
    pub time: String,
}

/// Paid under protest (`C-13`): what is claimed to be wrong, and what of it stays disputed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protest {
    /// `None` where the profile takes no requests at the counter (`R-1`): advice is printed instead.
    pub request: Option<PaperNo>,
    pub reason: String,
    /// The bill that is disputed; `None` where dues were paid under protest.
    pub bill: Option<PaperNo>,
    /// Not outstanding until decided (`L-18`).
    pub disputed: Money,
}

/// Money for a head of account without a bill; with or without a consumer (`C-11`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MiscReceived {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumer: Option<ConsumerNo>,
    pub head: String,
    /// Who paid, where no consumer did, and what for.
    pub remark: String,
    pub receipt: Receipt,
}

/// A reading taken down without a bill: Government readings, surprise checks, a reader's round (`C-15`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingPosted {
    pub consumer: ConsumerNo,
    pub reading: ReadingFact,
}

/// The old meter's last reading and the new meter's first, together (`B-10`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterChanged {
    pub consumer: ConsumerNo,
    pub day: Day,
    pub last: Register,
    pub meter: MeterFact,
    pub initial: u64,
}

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
}

impl Posting {
    /// The consumers whose accounts it touches.
    pub fn consumers(&self) -> Vec<ConsumerNo> {
        match self {
            Self::Debit { consumer, .. }
            | Self::Credit { consumer, .. }
            | Self::SdRefund { consumer, .. }
            | Self::SdSetOff { consumer, .. }
            | Self::AdvanceRefund { consumer, .. } => vec![*consumer],
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

/// A cheque came back unpaid: every receipt it paid, in one act (`C-16`, `L-12`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChequeDishonoured {
    pub bank: String,
    pub number: String,
    pub cash_only_until: Day,
    pub hits: Vec<DishonouredReceipt>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DishonouredReceipt {
    pub receipt: PaperNo,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumer: Option<ConsumerNo>,
    /// The account that the receipt credited; `DUES` for a bill.
    pub head: String,
    pub mode: Mode,
    pub amount: Money,
    /// The bank's charge; it stands at the first receipt of each consumer.
    pub charge: Money,
}

/// A counter's close: numbered and frozen (`C-9`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterClosed {
    pub no: PaperNo,
    pub date: Day,
    pub float: Money,
    pub turned_in: Money,
    pub lines: Vec<ModeCount>,
    /// Pieces of each denomination, in rupees.
    pub denominations: Vec<(u32, u32)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub receipts: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<PaperNo>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<PaperNo>,
    pub duplicates: u32,
    /// Forms used and spoiled, by form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<FormCount>,
    pub unsent: i64,
    /// Over every receipt of the counter, in order.
    pub check: String,
}

impl CounterClosed {
    /// Counted less expected, over all modes.
    pub fn difference(&self) -> Money {
        self.lines.iter().map(|l| l.counted - l.expected).sum()
    }
}

/// A mode's expected and counted money at a close.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModeCount {
    pub mode: Mode,
    pub expected: Money,
    pub counted: Money,
}

/// Pre-printed forms of a counter's day (`C-23`): used = papers printed on them; what is over is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormCount {
    pub form: String,
    pub used: u32,
    pub spoiled: u32,
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
        }
    }

    /// What it is about, recorded at `desk`; each subject is folded by itself.
    pub fn subjects(&self, desk: &DeskId) -> Vec<Subject> {
        let counter = || Subject::Counter(desk.clone());
        match self {
            Self::DeskFounded(_) | Self::ProfileSet(_) | Self::TariffAdded(_) => vec![Subject::Setup],
            Self::UserSet(UserSet { name, .. }) | Self::PasswordSet(PasswordSet { name, .. }) | Self::UserLocked { name } => {
                vec![Subject::User(name.clone())]
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
                if decided.approved && matches!(decided.what, Posting::ChangeMode { .. }) {
                    subjects.push(counter());
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
            Self::StationeryTaken { .. } | Self::FormUsed { .. } | Self::FormSpoiled { .. } => vec![Subject::Stationery(desk.clone())],
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
            _ => vec![],
        }
    }
}
