//! What people arrange about an item of the To Do list (`R-4`): take, put back, assign, forward, comment, see to. None of it is a step of
//! the item's own: that is taken where the item belongs.

use super::complaint::now;
use super::{Act, Draft, Moment, Sight, needed_text};
use crate::base::{No, Refusal, Stamp};
use crate::folds::Item;
use crate::journal::Fact;
use crate::journal::fact::{Handled, ItemHandled};
use crate::rules::role::{Role, allow, join};
use crate::rules::todo::TodoType;
use crate::rules::workflow::Hand;

/// Who works at items at all.
const STAFF: &[Role] = &[Role::Bcc, Role::Ccc, Role::Je, Role::Ae, Role::Ee];
/// Who may give an item to others, whosever it is.
const OFFICERS: &[Role] = &[Role::Ae, Role::Ee];

/// An item as an act sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenItem {
    pub key: String,
    pub todo: TodoType,
    /// Whom it waits for, and what was arranged; done, by whom.
    pub stands: ItemStands,
    pub arranged: Item,
}

/// Where an item stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemStands {
    Waits {
        role: Hand,
        stage: String,
        assigned: Option<String>,
        /// Since when it stands there, in local time.
        moved: Stamp,
        /// Of a complaint: from when its levels count, the minutes of its limit, the level that was seen to.
        climbs: Option<(Stamp, u32, u8)>,
    },
    Done {
        by: String,
    },
}

/// What an act may ask of the list.
pub trait Handling {
    /// `offset_seconds` is the profile's.
    fn item(&self, key: &str, offset_seconds: i32) -> Result<Option<SeenItem>, No>;
}

/// What is to be done about an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Take,
    PutBack,
    Assign(String),
    Forward(Role),
    Comment,
    Complete,
}

/// Does it.
#[derive(Debug, Clone)]
pub struct HandleItem {
    pub item: String,
    pub what: What,
    pub comment: String,
}

fn refuse(field: &'static str, message: impl Into<String>) -> No {
    Refusal::new("R-4", message).at(field).into()
}

impl Act for HandleItem {
    fn work(&self) -> &'static str {
        match self.what {
            What::Take => "Taking an item",
            What::PutBack => "Putting an item back",
            What::Assign(_) => "Assigning an item",
            What::Forward(_) => "Forwarding an item",
            What::Comment => "Commenting on an item",
            What::Complete => "Completing an item",
        }
    }

    fn roles(&self) -> &'static [Role] {
        STAFF
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let offset = moment.rules.profile.offset_seconds();
        let seen = see.item(&self.item, offset)?.ok_or_else(|| {
            refuse("item", format!("There is no item {} in the To Do list: look for it with `ebcm todo list --status all`.", self.item))
        })?;
        let waits = match &seen.stands {
            ItemStands::Waits { .. } => Waits::of(&seen, moment),
            ItemStands::Done { by } => return Err(refuse("item", format!("{} is done already, by {by}.", seen.key))),
        }
        .ok_or_else(|| refuse("item", format!("{} is no item yet: it has not climbed to anybody.", seen.key)))?;
        let comment = self.comment(&waits)?;
        let how = self.how(see, moment, &seen, &waits)?;
        let handled =
            ItemHandled { item: seen.key.clone(), turn: seen.arranged.turn(&waits.stage), stage: waits.stage.clone(), how, comment };
        Ok(vec![Fact::ItemHandled(handled).into()])
    }
}

/// An open item, with whose it is by now.
struct Waits {
    stage: String,
    role: Hand,
    assigned: Option<String>,
    /// The roles whose it is: the one that it waits for, and those that it climbed to.
    roles: Vec<Role>,
    /// Of a complaint: the level that it climbed to, beyond what was seen to.
    level: Option<u8>,
}

impl Waits {
    /// `None` for a complaint that is in time, or was seen to.
    fn of(seen: &SeenItem, moment: &Moment) -> Option<Self> {
        let ItemStands::Waits { role, stage, assigned, moved, climbs } = &seen.stands else { return None };
        let now = now(moment);
        let profile = &moment.rules.profile;
        let mut roles: Vec<Role> = role.role().into_iter().collect();
        let mut level = None;
        match climbs {
            Some((base, limit, seen)) => {
                let reached = profile
                    .complaints
                    .levels
                    .iter()
                    .filter(|level| now.minutes() >= base.minutes() + i64::from(*limit) * i64::from(level.times));
                let reached: Vec<Role> = reached.map(|level| level.role).collect();
                let climbed = u8::try_from(reached.len()).unwrap_or(u8::MAX);
                if climbed <= *seen {
                    return None;
                }
                level = Some(climbed);
                roles.extend(reached);
            }
            None => {
                let levels = profile.todo.levels(seen.todo).iter();
                roles.extend(levels.filter(|level| now.since(*moved) >= i64::from(level.days) * 1_440).map(|level| level.role));
            }
        }
        Some(Self { stage: stage.clone(), role: *role, assigned: assigned.clone(), roles, level })
    }

    /// Refuses who has none of its roles.
    fn of_role(&self, moment: &Moment, work: &str) -> Result<(), Refusal> {
        let mut roles = self.roles.clone();
        roles.sort_unstable();
        roles.dedup();
        allow(moment.user, moment.roles, &roles, work)
    }

    fn is_theirs(&self, user: &str) -> bool {
        self.assigned.as_deref() == Some(user)
    }
}

impl HandleItem {
    fn comment(&self, waits: &Waits) -> Result<String, No> {
        let needs = match self.what {
            What::Comment => Some("The comment"),
            What::Forward(_) => Some("What the other is asked"),
            What::Complete if waits.level.is_some() => Some("What was done about it"),
            _ => None,
        };
        match needs {
            Some(what) => Ok(needed_text(&self.comment, what, "R-4", "comment")?),
            None if self.comment.trim().is_empty() => Ok(String::new()),
            None => Ok(needed_text(&self.comment, "The comment", "R-4", "comment")?),
        }
    }

    fn how(&self, see: &dyn Sight, moment: &Moment, seen: &SeenItem, waits: &Waits) -> Result<Handled, No> {
        let user = moment.user;
        let is_officer = OFFICERS.iter().any(|role| moment.roles.contains(role));
        match &self.what {
            What::Take => {
                waits.of_role(moment, self.work())?;
                match &waits.assigned {
                    Some(other) if other == user => Err(refuse("item", format!("You have {} already.", seen.key))),
                    Some(other) => {
                        let what = format!("{other} works on {}: ask them to put it back, or an officer to give it to you.", seen.key);
                        Err(refuse("item", what))
                    }
                    None => Ok(Handled::Taken),
                }
            }
            What::PutBack => match &waits.assigned {
                None => Err(refuse("item", format!("Nobody has {}: there is nothing to put back.", seen.key))),
                Some(other) if other != user && !is_officer => {
                    Err(refuse("item", format!("{other} has {}: they put it back, or an officer does.", seen.key)))
                }
                Some(_) => Ok(Handled::PutBack),
            },
            What::Assign(to) => {
                if !is_officer && !waits.is_theirs(user) {
                    waits.of_role(moment, self.work())?;
                }
                assignee(see, to, waits, seen)
            }
            What::Forward(to) if Some(*to) == waits.role.role() => Err(refuse("to", format!("{} waits for {to} already.", seen.key))),
            What::Forward(to) => {
                if !STAFF.contains(to) {
                    return Err(refuse("to", format!("{} works at no items: forward it to {}.", to.name(), join(STAFF))));
                }
                if !is_officer && !waits.is_theirs(user) {
                    waits.of_role(moment, self.work())?;
                }
                Ok(Handled::Forwarded { to: *to })
            }
            What::Comment => Ok(Handled::Commented),
            What::Complete => match waits.level {
                Some(level) => {
                    waits.of_role(moment, self.work())?;
                    Ok(Handled::Completed { level })
                }
                None => Err(refuse("item", format!("{} is completed by its own step: {}.", seen.key, own_step(seen)))),
            },
        }
    }
}

fn assignee(see: &dyn Sight, to: &str, waits: &Waits, seen: &SeenItem) -> Result<Handled, No> {
    let name = to.trim();
    let user = see.user(name)?.filter(|user| !user.locked && !user.name.is_empty());
    let user =
        user.ok_or_else(|| refuse("to", format!("There is no user '{name}' here who could log on: `ebcm user list` names them.")))?;
    if !user.roles.iter().any(|role| waits.roles.contains(role)) {
        let message =
            format!("{} waits for {}; {name} is {}: give it to one of them, or forward it.", seen.key, waits.role, join(&user.roles));
        return Err(refuse("to", message));
    }
    if waits.is_theirs(name) {
        return Err(refuse("to", format!("{name} has {} already.", seen.key)));
    }
    Ok(Handled::Assigned { to: name.to_owned() })
}

/// Where an item's own step is taken.
fn own_step(seen: &SeenItem) -> String {
    let key = &seen.key;
    match seen.todo {
        TodoType::AdjustmentApproval => format!("F9 on it, or `ebcm adjust approve {key}`, `ebcm adjust reject {key}`"),
        TodoType::UnmatchedPayment => {
            format!("F9 on it, or `ebcm online settle {}`", key.strip_prefix("online/").unwrap_or(key))
        }
        TodoType::WithdrawnClose => {
            let (no, case) = key.split_once('/').unwrap_or((key, "withdrawn"));
            format!("F9 on it, or `ebcm case settle {no} --case {case}`")
        }
        TodoType::ComplaintEscalation => format!("`ebcm complaint rectify {key}`"),
        _ => format!("F9 on it, or `ebcm workflow show {key}` for the steps open there"),
    }
}
