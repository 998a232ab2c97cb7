//! What waits for someone, of whatever kind: an item of the To Do list as its subject's own state makes it (`R-3`).

use super::complaint::{Complaint, Standing, outage, standing};
use super::posting::PostingState;
use super::{Application, Consumer, Online, Pending};
use crate::base::{ConsumerNo, Day, Money, Stamp};
use crate::journal::fact::Case;
use crate::rules::role::Role;
use crate::rules::todo::TodoType;
use crate::rules::workflow::Hand;

/// Letters of a reason in a message.
const LETTERS: usize = 60;

/// An item, open or done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Its key: an application's, posting's or complaint's number; `online/REFERENCE`; `CONSUMER/withdrawn`.
    pub key: String,
    pub todo: TodoType,
    /// Of a workflow's item.
    pub workflow: String,
    pub title: String,
    pub office: String,
    pub state: String,
    /// The state in words.
    pub text: String,
    /// Where it stands, once for each time that it stands there: what people arrange about it holds as long.
    pub stage: String,
    pub stands: Stands,
    pub day: Day,
    pub since: Day,
    pub due: Option<Day>,
    pub consumer: Option<ConsumerNo>,
    pub area: String,
    /// One line; names of persons stand elsewhere, where an order can erase them (`J-19`).
    pub message: String,
    /// Of a complaint: from when its levels count, and the minutes of its limit. It is an item once it has climbed.
    pub climbs: Option<(Stamp, u32)>,
    /// What it did to the account, once done: debit above zero (`R-11`).
    pub amount: Option<Money>,
}

/// Whether an item waits, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stands {
    Waits(Hand),
    Done {
        by: String,
        rejected: bool,
        /// Of a complaint: when it was put right.
        ended: Option<Stamp>,
    },
}

/// The cases of a consumer, in the order of their keys.
pub const CASES: [Case; 3] = [Case::DoubleBilled, Case::ToRevise, Case::Withdrawn];

/// A case's word in keys and commands.
pub const fn case_word(case: Case) -> &'static str {
    match case {
        Case::Withdrawn => "withdrawn",
        Case::ToRevise => "to-revise",
        Case::DoubleBilled => "double-billed",
    }
}

/// The key of a consumer's case.
pub fn case_key(no: ConsumerNo, case: Case) -> String {
    format!("{no}/{}", case_word(case))
}

/// The key of an online payment.
pub fn online_key(reference: &str) -> String {
    format!("online/{reference}")
}

/// Whether a consumer has any case: most have none.
pub fn has_cases(consumer: &Consumer) -> bool {
    !(consumer.withdrawn.is_empty() && consumer.to_revise.is_empty() && consumer.double_billed.is_empty())
}

fn first_letters(text: &str) -> String {
    let mut cut: String = text.chars().take(LETTERS).collect();
    if cut.len() < text.len() {
        cut.push_str("...");
    }
    cut
}

fn joined<T>(all: &[T], word: impl Fn(&T) -> String) -> String {
    all.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// A consumer's case that is looked into.
pub fn settled(consumer: &Consumer, key: &str, message: String, day: Day, by: &str) -> Work {
    Work {
        key: key.to_owned(),
        stands: Stands::Done { by: by.to_owned(), rejected: false, ended: None },
        text: "looked into".to_owned(),
        consumer: Some(consumer.no),
        area: consumer.supply.area.clone(),
        message,
        ..Work::bare(TodoType::WithdrawnClose, "Case", &consumer.office, day)
    }
}

impl Work {
    pub fn of_application(application: &Application) -> Self {
        let Application { stand, given, .. } = application;
        let last = application.path.last();
        let revised = application.case.as_ref().and_then(|case| case.proposal.as_ref()).map(|(revision, _)| revision.difference());
        let asked: Vec<String> = [
            application.case.as_ref().map_or_else(|| given.text("bill").to_owned(), |case| case.bill.to_string()),
            given.number("load_kw").map_or_else(String::new, |load| format!("{load} kW")),
            given.text("category").to_owned(),
            first_letters(given.text("reason")),
        ]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
        let colon = if asked.is_empty() { "" } else { ": " };
        let done = || Stands::Done { by: last.map(|taken| taken.user.clone()).unwrap_or_default(), rejected: stand.rejected, ended: None };
        Self {
            key: application.no.to_string(),
            todo: application.todo,
            workflow: application.workflow.clone(),
            title: application.title.clone(),
            office: application.office.clone(),
            state: stand.state.clone(),
            text: stand.text.clone(),
            stage: format!("{}-{}", stand.state, application.turn()),
            stands: stand.waits.map_or_else(done, Stands::Waits),
            day: application.day,
            since: application.since,
            due: application.due(),
            consumer: application.whose(),
            area: given.text("area").to_owned(),
            message: format!("{}{colon}{}", application.title, asked.join(", ")),
            climbs: None,
            amount: revised.filter(|_| !stand.is_open() && !stand.rejected),
        }
    }

    /// A posting waits for the AE, who is not its maker (`C-11`).
    pub fn of_posting(pending: &Pending) -> Self {
        let consumer = match pending.what.consumers().as_slice() {
            [one, ..] => Some(*one),
            [] => None,
        };
        let amount = pending.what.amount();
        let figure = if amount.is_zero() { String::new() } else { format!(" {}", amount.indian()) };
        Self {
            key: pending.no.to_string(),
            stage: "waiting".to_owned(),
            stands: match pending.state {
                PostingState::Waiting => Stands::Waits(Role::Ae.into()),
                state => Stands::Done {
                    by: pending.decided_by.clone().unwrap_or_default(),
                    rejected: state == PostingState::Rejected,
                    ended: None,
                },
            },
            text: pending.state.word().to_owned(),
            consumer,
            message: format!("{}{figure}: {}", pending.what.words(), first_letters(&pending.reason)),
            ..Self::bare(TodoType::AdjustmentApproval, "Approval", pending.no.desk.office(), pending.day)
        }
    }

    /// `None` where it never waited. `office` is that of the desk which brought it in.
    pub fn of_online(reference: &str, online: &Online, office: &str, (day, user): (Day, &str)) -> Option<Self> {
        let unmatched = online.unmatched.as_ref()?;
        let (stands, text) = match (&online.paid, &online.returned) {
            (Some((no, _)), _) => (Stands::Done { by: user.to_owned(), rejected: false, ended: None }, format!("credited to {no}")),
            (None, Some(_)) => (Stands::Done { by: user.to_owned(), rejected: true, ended: None }, "sent back".to_owned()),
            (None, None) => (Stands::Waits(Role::Bcc.into()), "no consumer found".to_owned()),
        };
        Some(Self {
            key: online_key(reference),
            stage: "waiting".to_owned(),
            stands,
            text,
            consumer: online.paid.as_ref().map(|(no, _)| *no),
            message: format!("Online payment {reference} of {} for '{}'", unmatched.amount.indian(), first_letters(&unmatched.number)),
            ..Self::bare(TodoType::UnmatchedPayment, "Online payment", office, day)
        })
    }

    /// The cases of a consumer that are open; `day` is that of the entry which made them.
    pub fn of_cases(consumer: &Consumer, day: Day) -> Vec<Self> {
        let about = |case: Case| match case {
            Case::Withdrawn => {
                (consumer.withdrawn.is_empty(), joined(&consumer.withdrawn, |period| period.short()), "Close withdrawn by a late payment")
            }
            Case::ToRevise => {
                (consumer.to_revise.is_empty(), joined(&consumer.to_revise, ToString::to_string), "Bill rests on a withdrawn close")
            }
            Case::DoubleBilled => {
                (consumer.double_billed.is_empty(), joined(&consumer.double_billed, |period| period.short()), "Billed twice")
            }
        };
        let of = |case: Case| {
            let (none, which, what) = about(case);
            (!none).then(|| Self {
                key: case_key(consumer.no, case),
                stage: which.clone(),
                stands: Stands::Waits(Role::Ae.into()),
                text: "to be looked into".to_owned(),
                consumer: Some(consumer.no),
                area: consumer.supply.area.clone(),
                message: format!("{what}: {which}"),
                ..Self::bare(TodoType::WithdrawnClose, what, &consumer.office, day)
            })
        };
        CASES.into_iter().filter_map(of).collect()
    }

    /// `None` where its outage stands for it.
    pub fn of_complaint(complaint: &Complaint, above: &[Complaint]) -> Option<Self> {
        if outage(complaint, above).is_some() {
            return None;
        }
        let logged = &complaint.logged;
        let standing = standing(complaint, above);
        let stands = match &standing {
            Standing::Rectified { closure, .. } => Stands::Done { by: closure.user.clone(), rejected: false, ended: Some(closure.at) },
            _ => Stands::Waits(Role::Ccc.into()),
        };
        let place = [logged.place.as_str(), logged.area.as_str()].into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        let urgent = if complaint.priority == crate::rules::complaint::Priority::Normal {
            String::new()
        } else {
            format!(", {}", complaint.priority)
        };
        Some(Self {
            key: logged.no.to_string(),
            stage: format!("round-{}", complaint.round()),
            stands,
            text: standing.words(),
            consumer: logged.consumer,
            area: logged.area.clone(),
            message: format!("{}{urgent}: {place}", logged.title),
            climbs: Some((logged.at, logged.limit)),
            ..Self::bare(TodoType::ComplaintEscalation, "Complaint", logged.no.desk.office(), complaint.day)
        })
    }

    /// What is alike in items that come of no workflow.
    fn bare(todo: TodoType, title: &str, office: &str, day: Day) -> Self {
        Self {
            key: String::new(),
            todo,
            workflow: String::new(),
            title: title.to_owned(),
            office: office.to_owned(),
            state: String::new(),
            text: String::new(),
            stage: String::new(),
            stands: Stands::Waits(Role::Ae.into()),
            day,
            since: day,
            due: None,
            consumer: None,
            area: String::new(),
            message: String::new(),
            climbs: None,
            amount: None,
        }
    }
}
