//! The founding of a data file, and new tariffs.

use super::{Act, Draft, Moment, Sight};
use crate::base::{No, Refusal};
use crate::journal::Fact;
use crate::journal::fact::{DeskFounded, PasswordSet, TextFile, UserSet};
use crate::rules::role::Role;

/// Desk, profile, tariffs and the first user with ADM alone.
#[derive(Debug, Clone)]
pub struct Found {
    pub desk: DeskFounded,
    pub profile: TextFile,
    pub tariffs: Vec<TextFile>,
    pub admin: String,
    /// Its Argon2id hash.
    pub password: String,
}

impl Act for Found {
    fn work(&self) -> &'static str {
        "Founding a data file"
    }

    fn roles(&self) -> &'static [Role] {
        &[]
    }

    fn founds(&self) -> bool {
        true
    }

    fn decide(&self, see: &dyn Sight, _moment: &Moment) -> Result<Vec<Draft>, No> {
        if see.has_users()? {
            return Err(Refusal::new("J-7", "This data file is founded already: use another folder (--data).").into());
        }
        super::user::check_name(&self.admin)?;
        let mut facts = vec![Fact::DeskFounded(self.desk.clone()), Fact::ProfileSet(self.profile.clone())];
        facts.extend(self.tariffs.iter().cloned().map(Fact::TariffAdded));
        facts.push(Fact::UserSet(UserSet { name: self.admin.clone(), roles: vec![Role::Adm] }));
        facts.push(Fact::PasswordSet(PasswordSet { name: self.admin.clone(), password: Some(self.password.clone()), pin: None }));
        Ok(facts.into_iter().map(Into::into).collect())
    }
}

/// A tariff (or a month's fuel surcharge) as a file that was checked.
#[derive(Debug, Clone)]
pub struct AddTariff {
    pub file: TextFile,
    /// Its id, which no file of this data file has yet.
    pub id: String,
}

impl Act for AddTariff {
    fn work(&self) -> &'static str {
        "Adding a tariff"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Adm]
    }

    fn decide(&self, see: &dyn Sight, _moment: &Moment) -> Result<Vec<Draft>, No> {
        if see.tariff_files()?.contains(&self.id) {
            let message = format!("A tariff {} is in use already and is never edited: give the changed one an id of its own.", self.id);
            return Err(Refusal::new("B-5", message).at("id").into());
        }
        Ok(vec![Fact::TariffAdded(self.file.clone()).into()])
    }
}
