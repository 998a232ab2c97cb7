//! The utility as this data file knows it: its profile, its tariffs, its desks.

use serde::{Deserialize, Serialize};

use crate::journal::Entry;
use crate::journal::fact::{DeskFounded, Fact, TextFile};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    pub desks: Vec<DeskFounded>,
    pub profile: Option<TextFile>,
    /// In the order in which they were added; a later one wins on the same date.
    pub tariffs: Vec<TextFile>,
    /// Workflows of the office's own, in the order in which they were added; a later one of a name counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workflows: Vec<TextFile>,
}

/// Folds one entry of the set-up.
pub fn fold(state: Option<Setup>, entry: &Entry) -> Setup {
    let mut setup = state.unwrap_or_default();
    match &entry.fact {
        Fact::DeskFounded(founded) => setup.desks.push(founded.clone()),
        Fact::ProfileSet(file) => setup.profile = Some(file.clone()),
        Fact::TariffAdded(file) => setup.tariffs.push(file.clone()),
        Fact::WorkflowSet(file) => setup.workflows.push(file.clone()),
        _ => {}
    }
    setup
}
