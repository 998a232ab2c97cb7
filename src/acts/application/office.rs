//! What the office changes: a workflow of its own, applicants' details erased by order (`J-19`).

use super::{refuse, the};
use crate::acts::{Act, Draft, Moment, Sight, needed_text};
use crate::base::{Fault, No, PaperNo};
use crate::journal::Fact;
use crate::journal::fact::TextFile;
use crate::rules::role::Role;
use crate::rules::workflow::{Workflow, load};

/// Brings in a definition, in the place of the one of its name.
#[derive(Debug, Clone)]
pub struct AddWorkflow {
    pub file: TextFile,
}

/// What a file defines, or every fault of it.
///
/// # Errors
/// The faults as one, each with file, line and remedy.
pub fn check_workflow(file: &TextFile) -> Result<Workflow, No> {
    load(&file.text, &file.file).map_err(|faults| {
        let all = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        No::Broken(Fault::new(all, "mend the file and check it again"))
    })
}

impl Act for AddWorkflow {
    fn work(&self) -> &'static str {
        "Adding a workflow"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Adm]
    }

    fn decide(&self, see: &dyn Sight, _moment: &Moment) -> Result<Vec<Draft>, No> {
        let workflow = check_workflow(&self.file)?;
        let stranded: Vec<String> = see
            .states_of_open(&workflow.name)?
            .into_iter()
            .filter(|code| workflow.state(code).is_none_or(|state| state.is_end()))
            .collect();
        if !stranded.is_empty() {
            let message = format!(
                "Open applications stand at {}, from which '{}' has no way on: keep the state, with a step from it.",
                stranded.join(", "),
                workflow.name
            );
            return Err(refuse("N-1", "file", message));
        }
        Ok(vec![Fact::WorkflowSet(self.file.clone()).into()])
    }
}

/// Erases who applied by order: the facts stay, the journal still verifies and says what was erased.
#[derive(Debug, Clone)]
pub struct EraseApplicant {
    pub no: PaperNo,
    /// The order's number and date, and whose it is.
    pub order: String,
}

impl Act for EraseApplicant {
    fn work(&self) -> &'static str {
        "Erasing an applicant's details"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Adm]
    }

    fn decide(&self, see: &dyn Sight, _moment: &Moment) -> Result<Vec<Draft>, No> {
        let application = the(see, &self.no)?;
        if let Some(consumer) = application.made {
            let message = format!("{} became consumer {consumer}: erase that one's details, and these go with them.", self.no);
            return Err(refuse("J-19", "application", message));
        }
        let order = needed_text(&self.order, "The order", "J-19", "order")?;
        let entries = see.applicant_entries(&self.no)?;
        if entries.is_empty() {
            return Err(refuse("J-19", "application", format!("No details of the applicant of {} stand any more.", self.no)));
        }
        Ok(vec![Fact::ApplicantErased { no: self.no.clone(), order, entries }.into()])
    }
}
