//! What the sheet reads, and how its bills are worked out.

use std::sync::Arc;

use super::super::connections::one;
use super::super::parts::documents;
use crate::acts::revision::Past;
use crate::base::{ConsumerNo, Money, No, PaperNo, Refusal};
use crate::folds::Application;
use crate::folds::consumer::{WasRevised, in_order};
use crate::journal::fact::{BillIssued, Revision};
use crate::journal::{Entry, Subject};
use crate::rules::revision::{Change, parse};
use crate::rules::role::Role;
use crate::store::{application_rows, read as store};
use crate::tui::program::View;

/// What the sheet knows of its request.
pub struct Known {
    pub application: Application,
    pub who: String,
    pub consumer: ConsumerNo,
    pub status: String,
    pub balance: Money,
    pub disputed: PaperNo,
    /// The standing bills, the oldest first.
    pub bills: Vec<BillIssued>,
    /// What came with the request, a line each.
    pub documents: Vec<String>,
    pub entries: Arc<Vec<Entry>>,
    /// Earlier revisions of the account (`R-10`).
    pub earlier: Vec<WasRevised>,
    /// What was proposed, or approved; and by whom.
    pub proposed: Option<Revision>,
    pub maker: String,
    /// The steps open to this user.
    pub open: Vec<String>,
    /// Whether this user may approve the amount, and did not propose it.
    pub mine: Result<(), String>,
    pub approver: Option<Role>,
}

/// The bills worked out anew, or why they can't be.
#[derive(Default)]
pub struct Worked {
    pub revision: Option<Revision>,
    pub refusal: Option<Refusal>,
    pub approver: Option<Role>,
}

/// # Errors
/// A fault of the data file.
pub fn read(view: &View<'_>, no: &PaperNo) -> Result<Option<Known>, No> {
    let Some(application) = application_rows::read(view.conn(), no)? else { return Ok(None) };
    let (Some(case), Some(consumer)) = (application.case.clone(), application.about) else { return Ok(None) };
    let entries = in_order(store::entries_of(view.conn(), &Subject::Consumer(consumer))?);
    let past = Past::of(consumer, &entries)?;
    let bills: Vec<BillIssued> = past.issued.iter().map(|issued| issued.bill.clone()).collect();
    let (now, roles) = (&past.now, view.session.roles());
    let (status, balance, earlier) = (now.status.to_string(), now.balance, now.revised.clone());
    let workflow = view.rules().workflows.get(&application.workflow);
    let open = workflow.iter().flat_map(|workflow| workflow.open_to(&application.stand.state, roles)).map(|step| step.name.clone());
    let open = open.collect();
    let person = one::person(view, &application)?;
    let (proposed, maker) = case.proposal.clone().map_or((None, String::new()), |(revision, maker)| (Some(revision), maker));
    let terms = &view.rules().profile.revision;
    let difference = proposed.as_ref().map(Revision::difference).unwrap_or_default();
    let mine = if maker == view.session.user() {
        Err("you proposed it yourself: another officer approves".to_owned())
    } else if terms.may_approve(roles, difference) {
        Ok(())
    } else {
        Err("above your limit".to_owned())
    };
    Ok(Some(Known {
        who: one::who(&person, ""),
        consumer,
        status,
        balance,
        disputed: case.bill,
        bills,
        documents: documents::lines(view, no)?,
        entries: Arc::new(entries),
        earlier,
        proposed,
        maker,
        open,
        mine,
        approver: terms.approver(difference),
        application,
    }))
}

/// The bills by what is typed; what is wrong with it stands in the answer.
pub fn work_out(view: &View<'_>, no: ConsumerNo, entries: &[Entry], changes: String) -> Worked {
    let made = parse(&changes).and_then(|changes| Past::of(no, entries)?.revise(&changes, view.rules()));
    match made {
        Ok(revision) => {
            let approver = view.rules().profile.revision.approver(revision.difference());
            Worked { revision: Some(revision), refusal: None, approver }
        }
        Err(refusal) => Worked { revision: None, refusal: Some(refusal), approver: None },
    }
}

/// What is typed beside a bill, as the line of changes has it: figures are its reading, `a` its average.
pub fn typed_for(bill: &PaperNo, text: &str) -> Option<String> {
    let one = |part: &str| {
        let part = part.trim();
        if part.is_empty() {
            return None;
        }
        let (first, rest) = part.split_once(' ').map_or((part, ""), |(first, rest)| (first, rest.trim()));
        Some(match first {
            figures if figures.bytes().all(|b| b.is_ascii_digit()) && matches!(rest, "r" | "rollover") => {
                format!("{bill} reading {figures} rollover")
            }
            figures if figures.bytes().all(|b| b.is_ascii_digit()) => format!("{bill} reading {part}"),
            "a" | "average" => format!("{bill} average {rest}").trim_end().to_owned(),
            _ => format!("{bill} {part}"),
        })
    };
    let parts: Vec<String> = text.split(';').filter_map(one).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The same back: what stands beside its bill.
pub fn said_of(change: &Change) -> String {
    match change {
        Change::Reading { value, rollover: true, .. } => format!("{value} rollover"),
        Change::Reading { value, .. } => value.to_string(),
        Change::Average { each: Some(each), .. } => format!("average {each}"),
        Change::Average { .. } => "average".to_owned(),
        Change::Item { text, amount, .. } if amount.is_zero() => format!("drop \"{text}\""),
        Change::Item { text, amount, .. } => format!("item \"{text}\" {amount}"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r7_what_is_typed_beside_a_bill_means_that_bill() {
        let bill: PaperNo = "B-KVT-1-2627-000001".parse().expect("a number");
        for (typed, line, back) in [
            ("1300", "reading 1300", "1300"),
            ("12 r", "reading 12 rollover", "12 rollover"),
            ("a", "average", "average"),
            ("average 120", "average 120", "average 120"),
            ("drop \"Fee\"", "drop \"Fee\"", "drop \"Fee\""),
        ] {
            let text = typed_for(&bill, typed).expect("typed");
            assert_eq!(text, format!("{bill} {line}"));
            let changes = parse(&text).expect("a change");
            assert_eq!(changes.iter().map(said_of).collect::<Vec<_>>(), [back]);
        }
        assert_eq!(typed_for(&bill, " ; "), None);
    }
}
