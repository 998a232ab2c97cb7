//! The utility as this data file knows it: its profile, its tariffs, its desks.

use serde::{Deserialize, Serialize};

use crate::base::DeskId;
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
    /// Offices that a hub serves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub served: Vec<String>,
    /// Desks that write no more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revoked: Vec<DeskId>,
}

impl Setup {
    /// The desks of an office that write.
    pub fn desks_of(&self, office: &str) -> impl Iterator<Item = &DeskId> {
        self.desks.iter().map(|founded| &founded.desk).filter(move |desk| desk.office() == office && !self.revoked.contains(desk))
    }

    fn know(&mut self, founded: &DeskFounded) {
        match self.desks.iter_mut().find(|known| known.desk == founded.desk) {
            Some(known) => known.clone_from(founded),
            None => self.desks.push(founded.clone()),
        }
    }
}

/// Folds one entry of the set-up.
pub fn fold(state: Option<Setup>, entry: &Entry) -> Setup {
    let mut setup = state.unwrap_or_default();
    match &entry.fact {
        Fact::DeskFounded(founded) if founded.desk.is_hub() => setup.served.push(founded.desk.office().to_owned()),
        Fact::DeskFounded(founded) => setup.know(founded),
        Fact::DeskAdmitted(admitted) => setup.know(&admitted.founded),
        Fact::DeskRevoked(gone) => setup.revoked.push(gone.desk.clone()),
        Fact::ProfileSet(file) => setup.profile = Some(file.clone()),
        // Two desks that were founded apart brought in the same shipped tariffs.
        Fact::TariffAdded(file) if !setup.tariffs.contains(file) => setup.tariffs.push(file.clone()),
        Fact::WorkflowSet(file) => setup.workflows.push(file.clone()),
        _ => {}
    }
    setup
}
