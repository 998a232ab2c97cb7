//! Applications of the portal, brought in from its file: as if each applicant took the step here (`N-1`).

use super::{Apply, TakeStep, Typed, workflow};
use crate::acts::{Act, Draft, Moment, Numbers, Sight};
use crate::base::{No, Refusal};
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
        let mut numbers = Numbers::new(see, moment);
        let mut drafts = Vec::new();
        for row in &self.rows {
            let draft = one(row, see, moment, &mut numbers).map_err(|no| at_line(no, row.line))?;
            drafts.extend(draft);
        }
        Ok(drafts)
    }
}

/// The step of a line; `None` where it was taken before.
fn one(row: &OnlineRow, see: &dyn Sight, moment: &Moment, numbers: &mut Numbers) -> Result<Option<Draft>, No> {
    let Some(no) = see.by_reference(&row.reference)? else {
        let (workflow, step) = (row.workflow.clone(), row.step.clone());
        let apply = Apply { workflow, step, consumer: None, typed: row.typed.clone(), reference: Some(row.reference.clone()) };
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

fn at_line(no: No, line: usize) -> No {
    match no {
        No::Refused(refusal) => No::Refused(Refusal { message: format!("line {line}: {}", refusal.message), ..refusal }),
        broken @ No::Broken(_) => broken,
    }
}
