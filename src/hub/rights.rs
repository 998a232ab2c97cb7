//! Whether a desk may write what it wrote (`J-13`): who may record each kind of fact, in which office, under which numbers. Pure.
//!
//! A person's role counts from when it was first given, for good: one taken away while the line was cut must not make money unpaid.

use std::collections::{HashMap, HashSet};

use super::keep::Standing;
use crate::base::{ConsumerNo, Day, DeskId, PaperNo};
use crate::journal::fact::{CloseBegun, CloseOrdered, DeskFounded, Effected, Posting, PostingMade};
use crate::journal::{Fact, Recorded};
use crate::rules::profile::{Numbers, Profile};
use crate::rules::role::{Role, join};

/// Why an entry is not taken, in words for who looks into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Its user was never given the role, as far as is known here.
    Role(String),
    /// It would be wrong whatever else is known.
    Itself(String),
}

impl Wrong {
    pub fn why(&self) -> &str {
        match self {
            Self::Role(why) | Self::Itself(why) => why,
        }
    }
}

/// Who may record a kind of fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum May {
    /// A user with one of these roles.
    Roles(&'static [Role]),
    /// The program in anybody's name, and every user.
    Everybody,
    /// Of oneself everybody, of another a user with this role.
    OneselfOr(Role),
    /// A desk as the beginning of its chain; later a user with this role.
    FounderOr(Role),
    /// The hub's own hand alone.
    Hub,
}

const COUNTER: May = May::Roles(&[Role::Bcc]);
const ENGINEER: May = May::Roles(&[Role::Je]);
const OFFICERS: May = May::Roles(&[Role::Ae, Role::Ee]);
const OFFICER: May = May::Roles(&[Role::Ae]);
const COUNTER_OR_ENGINEER: May = May::Roles(&[Role::Bcc, Role::Je]);
const COUNTER_OR_OFFICER: May = May::Roles(&[Role::Bcc, Role::Ae]);
const CELL: May = May::Roles(&[Role::Ccc, Role::Bcc]);
const CELL_OR_WORKERS: May = May::Roles(&[Role::Ccc, Role::Bcc, Role::Je, Role::Ae]);
const STAFF: May = May::Roles(&[Role::Bcc, Role::Je, Role::Ae, Role::Ee]);
const ADMINISTRATOR: May = May::Roles(&[Role::Adm]);

/// A new kind of fact must say here who may record it.
fn who(fact: &Fact) -> May {
    match fact {
        Fact::DeskAdmitted(_) | Fact::DeskRevoked(_) | Fact::EntryRefused(_) | Fact::CloseLent(_) => May::Hub,
        Fact::DeskFounded(_) | Fact::ProfileSet(_) | Fact::TariffAdded(_) | Fact::UserSet(_) => May::FounderOr(Role::Adm),
        Fact::PasswordSet(_) => May::OneselfOr(Role::Adm),
        // The program does these by itself, in the name of whoever is there.
        Fact::UserLocked { .. } | Fact::FormUsed { .. } | Fact::Reclosed(_) => May::Everybody,
        Fact::ConsumerImported(_)
        | Fact::WorkflowSet(_)
        | Fact::PersonErased { .. }
        | Fact::CallerErased { .. }
        | Fact::ApplicantErased { .. } => ADMINISTRATOR,
        // Who takes which step is the workflow's to say; money is the counter's whatever it says.
        Fact::ApplicationMade(_) | Fact::ApplicationStep(_) if fact.collected().is_some() => COUNTER,
        // A revision is never the clerk's to approve.
        Fact::ApplicationStep(_) if fact.effects().iter().any(|effect| matches!(effect, Effected::Revised(_))) => OFFICERS,
        Fact::ApplicationMade(_) | Fact::ApplicationStep(_) => STAFF,
        Fact::DisputeHeld(_) => OFFICERS,
        Fact::PostingMade(PostingMade { what: Posting::MistakenCut { .. }, .. })
        | Fact::MeterStuck { .. }
        | Fact::MeterChanged(_)
        | Fact::SupplyCut(_)
        | Fact::SupplyRestored(_)
        | Fact::FinalRead(_) => ENGINEER,
        Fact::CounterOpened { .. }
        | Fact::CounterNone { .. }
        | Fact::CashTurnedIn { .. }
        | Fact::CounterHandedOver { .. }
        | Fact::CounterClosed(_)
        | Fact::Remitted { .. }
        | Fact::Paid(_)
        | Fact::MiscReceived(_)
        | Fact::ReadingPosted(_)
        | Fact::PostingMade(_)
        | Fact::ChequeDishonoured(_)
        | Fact::StationeryTaken { .. }
        | Fact::FormSpoiled { .. }
        | Fact::CloseBegun(_)
        | Fact::ConsumerClosed(_)
        | Fact::MonthClosed(_) => COUNTER,
        Fact::PostingDecided(_) | Fact::CloseOrdered(_) | Fact::InstalmentsOrdered(_) | Fact::ProtestDecided(_) | Fact::CaseSettled(_) => {
            OFFICER
        }
        Fact::DuplicateOrdered { .. } => May::Roles(&[Role::Bcc, Role::Je, Role::Ae, Role::Ee]),
        Fact::NoticeServed(_) => COUNTER_OR_ENGINEER,
        Fact::PaidOnline(_) | Fact::OnlineUnmatched(_) | Fact::OnlineReturned(_) => COUNTER_OR_OFFICER,
        Fact::ComplaintLogged(_) | Fact::ComplaintCalled(_) | Fact::ComplaintReopened(_) | Fact::ShiftHandedOver(_) => CELL,
        // Whose the item is, the list says to the desk that writes.
        Fact::ItemHandled(_) => May::Roles(&[Role::Bcc, Role::Ccc, Role::Je, Role::Ae, Role::Ee]),
        Fact::ComplaintStep(_) | Fact::ComplaintRectified(_) | Fact::OutageGrouped(_) | Fact::OutageParted(_) => CELL_OR_WORKERS,
    }
}

/// Judges a desk's entries one after the other, and gathers what follows from those it takes.
#[derive(Debug)]
pub struct Judge<'a> {
    profile: &'a Profile,
    desk: &'a DeskFounded,
    roles: HashMap<String, HashSet<Role>>,
    /// What is known of the chain after the entries judged so far.
    pub standing: Standing,
    /// Roles given by them.
    pub granted: Vec<(String, Role)>,
    /// Entries whose personal bodies they order to be erased (`J-19`).
    pub erased: Vec<(DeskId, i64)>,
}

impl<'a> Judge<'a> {
    /// For the entries of a desk behind those that `standing` is of; `granted` are the roles ever given in its office.
    pub fn new(profile: &'a Profile, desk: &'a DeskFounded, granted: Vec<(String, Role)>, standing: Standing) -> Self {
        let mut roles: HashMap<String, HashSet<Role>> = HashMap::new();
        for (user, role) in granted {
            roles.entry(user).or_default().insert(role);
        }
        Self { profile, desk, roles, standing, granted: Vec::new(), erased: Vec::new() }
    }

    /// The next entry of the chain. One of a kind that this program does not know is taken as it is (`J-20`).
    ///
    /// # Errors
    /// Why it is refused; nothing follows from it then, but that its papers' numbers are used.
    pub fn take(&mut self, entry: &Recorded) -> Result<(), Wrong> {
        let itself = |why: String| Err(Wrong::Itself(why));
        if entry.day.parse::<Day>().is_err() {
            return itself("its business date can't be read".to_owned());
        }
        let Some(fact) = read(entry)? else {
            self.standing.founded = true;
            return Ok(());
        };
        let founds = !self.standing.founded;
        self.standing.founded |= !matches!(fact, Fact::DeskFounded(_) | Fact::ProfileSet(_) | Fact::TariffAdded(_));
        let numbered = self.number(&fact);
        self.allow(entry, &fact, founds)?;
        numbered?;
        self.is_of_the_office(&fact)?;
        self.is_decided_by_another(entry, &fact)?;
        match fact {
            Fact::DeskFounded(founded) if entry.seq != 1 || founded != *self.desk => {
                return itself(format!("a chain begins with the founding of {} as it was taken in here", self.desk.desk));
            }
            Fact::UserSet(set) => self.grant(&set.name, &set.roles),
            Fact::PersonErased { entries, .. } | Fact::CallerErased { entries, .. } | Fact::ApplicantErased { entries, .. } => {
                let named = entries.iter().map(|name| self.erasable(name)).collect::<Result<Vec<_>, _>>()?;
                self.erased.extend(named);
            }
            _ => {}
        }
        Ok(())
    }

    /// The next entry of the chain, which the hub refused before: nothing follows from it, but that its papers' numbers are used.
    pub fn pass(&mut self, entry: &Recorded) {
        let Ok(Some(fact)) = read(entry) else {
            self.standing.founded = true;
            return;
        };
        self.standing.founded |= !matches!(fact, Fact::DeskFounded(_) | Fact::ProfileSet(_) | Fact::TariffAdded(_));
        // A wrong number uses none.
        let _ = self.number(&fact);
    }

    fn allow(&self, entry: &Recorded, fact: &Fact, founds: bool) -> Result<(), Wrong> {
        let needed: &[Role] = match (who(fact), fact) {
            (May::Everybody, _) => return Ok(()),
            (May::Hub, _) => return Err(Wrong::Itself(format!("{} is the hub's to record", entry.kind))),
            (May::FounderOr(_), _) if founds => return Ok(()),
            (May::OneselfOr(_), Fact::PasswordSet(set)) if set.name == entry.user => return Ok(()),
            (May::FounderOr(role) | May::OneselfOr(role), _) => &[role],
            (May::Roles(roles), _) => roles,
        };
        let has = self.roles.get(&entry.user);
        if needed.iter().any(|role| has.is_some_and(|has| has.contains(role))) {
            return Ok(());
        }
        let mut has: Vec<Role> = has.into_iter().flatten().copied().collect();
        has.sort_unstable();
        let office = self.desk.desk.office();
        Err(Wrong::Role(format!("{} is for {}; {} was only ever {} at {office}", entry.kind, join(needed), entry.user, join(&has))))
    }

    /// Each paper must be of this desk, and the next of its series (`C-7`); a wrong number uses none.
    fn number(&mut self, fact: &Fact) -> Result<(), Wrong> {
        let mut used: Vec<(String, u32)> = Vec::new();
        for paper in fact.papers() {
            let PaperNo { kind, desk, year, number } = paper;
            if *desk != self.desk.desk {
                return Err(Wrong::Itself(format!("{paper} is a number of {desk}, not of {}", self.desk.desk)));
            }
            let series = format!("{}-{}", kind.code(), year.short());
            let before = used.iter().rev().find(|(used, _)| *used == series).map(|(_, last)| *last);
            let next = before.or_else(|| self.standing.series.get(&series).copied()).unwrap_or(0).saturating_add(1);
            if *number != next {
                return Err(Wrong::Itself(format!("{paper} leaves a gap or stands twice: the next of its series is number {next}")));
            }
            used.push((series, next));
        }
        self.standing.series.extend(used);
        Ok(())
    }

    /// Nobody approves a revision that he proposed; a request that has its number from a receipt has it from one of this desk.
    fn is_decided_by_another(&self, entry: &Recorded, fact: &Fact) -> Result<(), Wrong> {
        let own = fact.effects().iter().any(|effect| matches!(effect, Effected::Revised(revised) if revised.maker == entry.user));
        if own {
            return Err(Wrong::Itself(format!("{} proposed this revision, and can't approve it", entry.user)));
        }
        match fact {
            Fact::ApplicationMade(made) if made.by_receipt.as_ref().is_some_and(|receipt| receipt.desk != made.no.desk) => {
                Err(Wrong::Itself(format!("{} has its number from a receipt of another desk", made.no)))
            }
            Fact::ApplicationMade(made) if made.no.desk != self.desk.desk => {
                Err(Wrong::Itself(format!("{} is a number of {}, not of {}", made.no, made.no.desk, self.desk.desk)))
            }
            _ => Ok(()),
        }
    }

    /// An office acts for itself and for those under it.
    fn is_of_the_office(&self, fact: &Fact) -> Result<(), Wrong> {
        let own = self.desk.desk.office();
        let is_ours = |named: &str| named == own || self.profile.above(named).any(|above| above == own);
        let ours = |named: &str| {
            if is_ours(named) { Ok(()) } else { Err(Wrong::Itself(format!("office {named} is neither {own} nor under it"))) }
        };
        match fact {
            Fact::CloseBegun(CloseBegun { office, .. }) | Fact::CloseOrdered(CloseOrdered { office, .. }) => ours(office),
            Fact::MonthClosed(closed) => ours(&closed.office),
            Fact::ConsumerImported(import) => {
                ours(&import.office)?;
                self.is_numbered_here(import.consumer, &import.office)
            }
            Fact::ApplicationMade(made) if !is_ours(&made.office) => ours(&made.office),
            Fact::ApplicationMade(_) | Fact::ApplicationStep(_) => fact.effects().iter().try_for_each(|effected| match effected {
                Effected::NumberMade(made) => {
                    ours(&made.office)?;
                    self.is_numbered_here(made.consumer, &made.office)
                }
                _ => Ok(()),
            }),
            _ => Ok(()),
        }
    }

    /// A consumer's number says whose it is, where the utility's numbers carry the office: each desk has its own serials.
    fn is_numbered_here(&self, consumer: ConsumerNo, office: &str) -> Result<(), Wrong> {
        let Numbers::OfficeSerialCheck { serials_a_desk } = self.profile.numbers else { return Ok(()) };
        let digits = consumer.digits();
        let serial: Option<u32> = digits.get(2..8).and_then(|serial| serial.parse().ok());
        let first = u32::from(self.desk.desk.number().saturating_sub(1)).saturating_mul(serials_a_desk);
        let made_here = serial.filter(|serial| (first..first.saturating_add(serials_a_desk)).contains(serial));
        if made_here.and_then(|serial| self.profile.make_number(office, serial)) == Some(consumer) {
            return Ok(());
        }
        Err(Wrong::Itself(format!("{consumer} is no consumer number that {} may give at {office}", self.desk.desk)))
    }

    fn grant(&mut self, user: &str, roles: &[Role]) {
        let known = self.roles.entry(user.to_owned()).or_default();
        for role in roles {
            if known.insert(*role) {
                self.granted.push((user.to_owned(), *role));
            }
        }
    }

    /// An order reaches as far as what its desk holds.
    fn erasable(&self, name: &str) -> Result<(DeskId, i64), Wrong> {
        let named = name.rsplit_once('/').and_then(|(desk, seq)| Some((desk.parse::<DeskId>().ok()?, seq.parse::<i64>().ok()?)));
        let own = self.desk.desk.office();
        named
            .filter(|(desk, _)| self.profile.held_by(own).contains(&desk.office()))
            .ok_or_else(|| Wrong::Itself(format!("{name} is no entry that {own} could order to be erased")))
    }
}

/// The entry's fact; `None` where a newer program wrote it.
fn read(entry: &Recorded) -> Result<Option<Fact>, Wrong> {
    let kind = match serde_json::from_str::<Fact>(&entry.body) {
        Ok(fact) if fact.kind() == entry.kind => return Ok(Some(fact)),
        Ok(fact) => fact.kind().to_owned(),
        Err(_) => match serde_json::from_str::<serde_json::Value>(&entry.body) {
            Ok(serde_json::Value::String(kind)) => kind,
            Ok(serde_json::Value::Object(body)) if body.len() == 1 => body.into_iter().next().map(|(kind, _)| kind).unwrap_or_default(),
            _ => return Err(Wrong::Itself("its body can't be read".to_owned())),
        },
    };
    if kind == entry.kind { Ok(None) } else { Err(Wrong::Itself(format!("it calls itself {}, and holds {kind}", entry.kind))) }
}

#[cfg(test)]
mod tests;
