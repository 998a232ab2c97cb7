//! Who is at the desk: password, PIN, lock after wrong tries (`J-16`).

use super::Desk;
use crate::acts::user::LockUser;
use crate::base::{No, Refusal};
use crate::edge::secret;
use crate::folds::User;
use crate::rules::role::Role;
use crate::store::fault::broken;
use crate::store::{read, sql};

/// Wrong tries in a row that lock a user.
pub const TRIES: u32 = 5;

/// A user who has shown who it is. Can be made in this room alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    user: String,
    roles: Vec<Role>,
}

impl Session {
    pub fn user(&self) -> &str {
        &self.user
    }

    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// The program itself, in the name of a user, with no role.
    pub(super) fn of_program(user: &str) -> Self {
        Self { user: user.to_owned(), roles: Vec::new() }
    }

    /// Somebody who only looks.
    pub fn onlooker() -> Self {
        Self { user: String::new(), roles: Vec::new() }
    }
}

/// By what a user shows who it is.
#[derive(Clone, Copy)]
pub enum Shown<'a> {
    Password(&'a str),
    Pin(&'a str),
}

impl Desk {
    /// A session for a user who knows the password.
    ///
    /// # Errors
    /// A wrong name or password (not told apart), or a locked user.
    pub fn login(&mut self, name: &str, password: &str) -> Result<Session, No> {
        self.show(name, Shown::Password(password))
    }

    /// A session for a user who knows the PIN: quick change of user, and the locked screen.
    pub fn login_by_pin(&mut self, name: &str, pin: &str) -> Result<Session, No> {
        self.show(name, Shown::Pin(pin))
    }

    fn show(&mut self, name: &str, shown: Shown) -> Result<Session, No> {
        let no = |message: &str| No::from(Refusal::new("J-16", message).at("password"));
        let user = read::user(self.store.connection(), &self.id, name)?;
        if user.as_ref().is_some_and(|u| u.locked) {
            return Err(no("This user is locked after wrong tries: the administrator sets a new password."));
        }
        if user.as_ref().is_some_and(|u| right(u, shown)) {
            self.put_tries(name, 0)?;
            return Ok(Session { user: name.to_owned(), roles: user.map(|u| u.roles).unwrap_or_default() });
        }
        if user.is_some() {
            let wrong = self.tries(name)? + 1;
            self.put_tries(name, if wrong >= TRIES { 0 } else { wrong })?;
            if wrong >= TRIES {
                self.act_itself(name, &LockUser { name: name.to_owned() })?;
                return Err(no("Five wrong tries: this user is locked. The administrator sets a new password."));
            }
        }
        Err(no("User or password is wrong."))
    }

    /// A session without a password, for the founder of a training data file and its generator.
    ///
    /// # Errors
    /// A data file that is not for training, or no such user.
    pub fn training_session(&self, name: &str) -> Result<Session, No> {
        let user = read::user(self.store.connection(), &self.id, name)?.filter(|_| self.is_training());
        let user = user.ok_or_else(|| Refusal::new("J-16", "Only a training data file opens without a password."))?;
        Ok(Session { user: user.name, roles: user.roles })
    }

    fn tries(&self, name: &str) -> Result<u32, No> {
        let connection = self.store.connection();
        let mut statement = connection.prepare_cached(sql("tries")).map_err(broken)?;
        let mut rows = statement.query([name]).map_err(broken)?;
        rows.next().map_err(broken)?.map_or(Ok(0), |row| row.get(0)).map_err(broken)
    }

    fn put_tries(&self, name: &str, wrong: u32) -> Result<(), No> {
        if wrong == 0 && self.tries(name)? == 0 {
            return Ok(());
        }
        let mut statement = self.store.connection().prepare_cached(sql("put tries")).map_err(broken)?;
        statement.execute(rusqlite::params![name, wrong]).map_err(broken)?;
        Ok(())
    }
}

fn right(user: &User, shown: Shown) -> bool {
    match shown {
        Shown::Password(password) => user.password.as_deref().is_some_and(|hash| secret::fits(password, hash)),
        Shown::Pin(pin) => user.pin.as_deref().is_some_and(|hash| secret::fits(pin, hash)),
    }
}
