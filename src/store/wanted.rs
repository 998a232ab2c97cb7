//! Which documents a desk is to have: its own that were lost, and of open requests those that somebody here will look at.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use rusqlite::Connection;

use super::documents::{self, Lies};
use super::named::{self, Named};
use super::read::{rules, users};
use crate::base::{DeskId, No};
use crate::folds::User;
use crate::rules::profile::Profile;
use crate::rules::revision::Fetch;
use crate::rules::role::Role;

/// Those that a desk lacks, each once.
///
/// # Errors
/// Faults of the disk.
pub fn wanted(conn: &Connection, data: &Path, desk: &DeskId) -> Result<Vec<Named>, No> {
    let lacks = |named: &Named| documents::seems(data, &named.file) != Lies::Here;
    let mut wanted: Vec<Named> = named::of_desk(conn, desk, 0)?.into_iter().filter(&lacks).collect();
    let open: Vec<_> = named::of_open(conn)?.into_iter().filter(|open| lacks(&open.named) && open.named.desk != *desk).collect();
    if !open.is_empty() {
        let profile = rules(conn)?.1.profile;
        let mut here = Here { conn, office: desk.office(), profile: &profile, holds: HashMap::new() };
        for open in open {
            if here.may_have(&open.named.desk) && here.wants(&open)? {
                wanted.push(open.named);
            }
        }
    }
    let mut seen = HashSet::new();
    wanted.retain(|named| seen.insert(named.file.sha256.clone()));
    Ok(wanted)
}

/// This desk's office.
struct Here<'a> {
    conn: &'a Connection,
    office: &'a str,
    profile: &'a Profile,
    /// Whether anybody of an office holds a role, as far as it was asked.
    holds: HashMap<(String, Role), bool>,
}

impl Here<'_> {
    /// Documents go to the desks of their office and of those above it.
    fn may_have(&self, of: &DeskId) -> bool {
        of.office() == self.office || self.profile.above(of.office()).any(|above| above == self.office)
    }

    fn wants(&mut self, open: &named::Open) -> Result<bool, No> {
        Ok(match self.profile.revision.documents.fetch {
            Fetch::Opened => false,
            Fetch::Open => true,
            // Who waits there sits here, or nobody of the request's own office does that work.
            Fetch::Waiting => match open.role {
                Some(role) => self.holds(self.office, role)? && (open.office == self.office || !self.holds(&open.office, role)?),
                None => false,
            },
        })
    }

    fn holds(&mut self, office: &str, role: Role) -> Result<bool, No> {
        let asked = (office.to_owned(), role);
        if let Some(holds) = self.holds.get(&asked) {
            return Ok(*holds);
        }
        let holds = users(self.conn, office)?.iter().any(|user: &User| user.roles.contains(&role));
        self.holds.insert(asked, holds);
        Ok(holds)
    }
}
