//! Users: made by the administrator; each changes the own password and PIN (`J-16`).

use super::{Act, Draft, Moment, Sight};
use crate::base::{No, Refusal};
use crate::journal::Fact;
use crate::journal::fact::{PasswordSet, UserSet};
use crate::rules::role::Role;

fn refuse(field: &'static str, message: impl Into<String>) -> No {
    Refusal::new("J-16", message).at(field).into()
}

/// 1 to 20 letters, digits, point, dash; begins with a letter.
pub fn check_name(name: &str) -> Result<(), Refusal> {
    let fits = (1..=20).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if fits {
        return Ok(());
    }
    Err(Refusal::new("J-16", format!("'{name}' is not a user's name: a letter first, then letters, digits, point or dash, 20 at most."))
        .at("name"))
}

/// A new user with roles and a first password (its Argon2id hash).
#[derive(Debug, Clone)]
pub struct AddUser {
    pub name: String,
    pub roles: Vec<Role>,
    pub password: String,
}

impl Act for AddUser {
    fn work(&self) -> &'static str {
        "Making a user"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Adm]
    }

    fn decide(&self, see: &dyn Sight, _moment: &Moment) -> Result<Vec<Draft>, No> {
        check_name(&self.name)?;
        if see.user(&self.name)?.is_some() {
            return Err(refuse("name", format!("There is a user {} already.", self.name)));
        }
        let set = UserSet { name: self.name.clone(), roles: self.roles.clone() };
        let password = PasswordSet { name: self.name.clone(), password: Some(self.password.clone()), pin: None };
        Ok(vec![Fact::UserSet(set).into(), Fact::PasswordSet(password).into()])
    }
}

/// Other roles for a user. The last administrator keeps the role.
#[derive(Debug, Clone)]
pub struct SetRoles {
    pub name: String,
    pub roles: Vec<Role>,
}

impl Act for SetRoles {
    fn work(&self) -> &'static str {
        "Giving roles"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Adm]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        see.user(&self.name)?.ok_or_else(|| refuse("name", format!("There is no user {}.", self.name)))?;
        if self.name == moment.user && !self.roles.contains(&Role::Adm) {
            return Err(refuse("roles", "An administrator can't give up ADM: another administrator takes it."));
        }
        Ok(vec![Fact::UserSet(UserSet { name: self.name.clone(), roles: self.roles.clone() }).into()])
    }
}

/// A new password or PIN (hashes): of oneself, or by the administrator for another.
#[derive(Debug, Clone)]
pub struct SetPassword {
    pub name: String,
    pub password: Option<String>,
    pub pin: Option<String>,
}

impl Act for SetPassword {
    fn work(&self) -> &'static str {
        "Setting a password"
    }

    fn roles(&self) -> &'static [Role] {
        &[]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        if self.name != moment.user {
            crate::rules::role::allow(moment.user, moment.roles, &[Role::Adm], "Setting another user's password")?;
            if self.pin.is_some() {
                return Err(refuse("pin", "A PIN is set by its own user alone."));
            }
        }
        see.user(&self.name)?.ok_or_else(|| refuse("name", format!("There is no user {}.", self.name)))?;
        let set = PasswordSet { name: self.name.clone(), password: self.password.clone(), pin: self.pin.clone() };
        Ok(vec![Fact::PasswordSet(set).into()])
    }
}

/// Five wrong tries lock a user (`J-16`); the desk records it itself.
#[derive(Debug, Clone)]
pub struct LockUser {
    pub name: String,
}

impl Act for LockUser {
    fn work(&self) -> &'static str {
        "Locking a user"
    }

    fn roles(&self) -> &'static [Role] {
        &[]
    }

    fn founds(&self) -> bool {
        true
    }

    fn decide(&self, see: &dyn Sight, _moment: &Moment) -> Result<Vec<Draft>, No> {
        match see.user(&self.name)? {
            Some(user) if !user.locked => Ok(vec![Fact::UserLocked { name: self.name.clone() }.into()]),
            _ => Ok(vec![]),
        }
    }
}
