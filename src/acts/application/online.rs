//! Applications of the portal, brought in from its file: as if each applicant took the step here (`N-1`).

use super::{Apply, TakeStep, Typed, workflow};
use crate::acts::{Act, Draft, Moment, Numbers, Sight};
use crate::base::{ConsumerNo, No, Refusal};
use crate::journal::fact::Effected;
use crate::rules::role::Role;

/// A checked line of the portal's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnlineRow {
    /// The line of the file.
    pub line: usize,
    pub reference: String,
    pub workflow: String,
    /// The applicant's own step.
    pub step: String,
    /// Whom it is about, where the workflow is about a consumer.
    pub consumer: Option<ConsumerNo>,
    pub typed: Typed,
}

/// Brings in checked lines, all in one act. What stands here already as the file has it is passed over, so that a file may come twice.
#[derive(Debug, Clone)]
pub struct ImportApplications {
    pub rows: Vec<OnlineRow>,
}

impl Act for ImportApplications {
    fn work(&self) -> &'static str {
        "Bringing in online applications"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Ae, Role::Je, Role::Bcc]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let mut lines = Lines::new(see, moment);
        let mut refused: Vec<Refusal> = Vec::new();
        for row in &self.rows {
            match lines.take(row) {
                Ok(()) => {}
                // Every bad line is named, not the first alone.
                Err(No::Refused(refusal)) => {
                    refused.push(Refusal { message: format!("line {}: {}", row.line, refusal.message), ..refusal });
                }
                Err(broken) => return Err(broken),
            }
        }
        match refused.split_first() {
            None => Ok(lines.drafts),
            Some((first, rest)) => {
                let lines = std::iter::once(first).chain(rest).map(|refusal| refusal.message.as_str()).collect::<Vec<_>>().join("\n");
                Err(Refusal { message: lines, ..first.clone() }.into())
            }
        }
    }
}

/// The lines of a file, each looked at with those before it.
pub struct Lines<'a> {
    see: &'a dyn Sight,
    moment: &'a Moment<'a>,
    numbers: Numbers<'a>,
    drafts: Vec<Draft>,
}

impl<'a> Lines<'a> {
    pub fn new(see: &'a dyn Sight, moment: &'a Moment<'a>) -> Self {
        Self { see, moment, numbers: Numbers::new(see, moment), drafts: Vec::new() }
    }

    /// Takes the next.
    ///
    /// # Errors
    /// What the line asks for can't be; a fault of the data file.
    pub fn take(&mut self, row: &OnlineRow) -> Result<(), No> {
        let made = one(row, self.see, self.moment, &mut self.numbers)?;
        let made = made.map(|draft| not_twice(&self.drafts, draft)).transpose()?;
        self.drafts.extend(made);
        Ok(())
    }
}

/// Two lines of one file that dispute the same bill.
fn not_twice(before: &[Draft], draft: Draft) -> Result<Draft, No> {
    let bill = |draft: &Draft| {
        draft.fact.effects().iter().find_map(|effect| if let Effected::Disputed { bill } = effect { Some(bill.clone()) } else { None })
    };
    match bill(&draft) {
        Some(twice) if before.iter().any(|earlier| bill(earlier).as_ref() == Some(&twice)) => {
            Err(Refusal::new("R-2", format!("{twice} is disputed by an earlier line of this file: take one of them out."))
                .at("bill")
                .into())
        }
        _ => Ok(draft),
    }
}

/// The step of a line; `None` where it was taken before.
fn one(row: &OnlineRow, see: &dyn Sight, moment: &Moment, numbers: &mut Numbers) -> Result<Option<Draft>, No> {
    let Some(no) = see.by_reference(&row.reference)? else {
        let (workflow, step) = (row.workflow.clone(), row.step.clone());
        let apply = Apply { workflow, step, consumer: row.consumer, typed: row.typed.clone(), reference: Some(row.reference.clone()) };
        return apply.draft(see, moment, numbers).map(Some);
    };
    let Some(application) = see.application(&no)? else { return Ok(None) };
    let open = workflow(moment, &application.workflow)?.steps_from(&application.stand.state).any(|step| step.name == row.step);
    if !open || application.workflow != row.workflow {
        return Ok(None);
    }
    let step = TakeStep { application: no.clone(), step: row.step.clone(), typed: row.typed.clone(), handed: None, confirmed: false };
    step.draft(see, moment, (&application, see.applicant(&no)?), numbers).map(Some)
}
