//! A data file on its way into a utility: the hub has given it a number, and it fetches what its office holds. It is a desk when its own
//! chain is begun (`J-12`).

use std::path::Path;

use super::Desk;
use super::found::{load_profile, shipped_tariffs};
use crate::base::{Day, DeskId, Fault, No, Refusal};
use crate::edge::clock::{Clock, local_day};
use crate::edge::secret;
use crate::folds::Setup;
use crate::journal::Subject;
use crate::journal::fact::{DeskFounded, Fact, PasswordSet, TextFile, UserSet};
use crate::journal::sign::{PublicKey, SecretKey};
use crate::journal::talk::{Exchange, Given};
use crate::rules::role::{PROGRAM, Role};
use crate::store::append::{self, Head, Pen};
use crate::store::exchange::{self, Claims, Intake, Place, check};
use crate::store::fault::{broken, unreadable};
use crate::store::open::{How, own, put_own};
use crate::store::{Store, project, read, receive};

/// The founding that the hub gave, as long as the chain is not begun.
const JOINING: &str = "joining";
const ORIGIN: &str = "origin";
const KEY: &str = "key";
const HUB_KEY: &str = "hub key";

/// What a data folder holds for whoever wants to join with it.
pub enum Found {
    /// Nothing yet, or a file whose desk waits to be taken in.
    New(Box<Applicant>),
    /// Taken in before, and not done with fetching.
    Joining(Box<Joining>),
    /// A desk that worked alone, or has a hub.
    Desk(Box<Desk>),
}

/// A new file with a key of its own: asking again with it gets the same answer.
pub struct Applicant {
    store: Store,
    secret: String,
    pub public_key: String,
    pub origin: String,
}

/// A file that was taken in.
pub struct Joining {
    store: Store,
    place: Place,
    founded: DeskFounded,
    claims: Claims,
}

/// What a new desk lacks when it has fetched all that the hub gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lacks {
    pub profile: bool,
    /// Nobody of its office could log on.
    pub users: bool,
}

/// What the first desk of an office, or of a utility, brings itself.
#[derive(Debug, Clone, Default)]
pub struct Brings {
    pub profile: Option<TextFile>,
    /// Name and Argon2id hash of the password.
    pub admin: Option<(String, String)>,
}

/// Whether the data file waits for the rest of what the hub gives it.
///
/// # Errors
/// Faults of the data file.
pub fn is_joining(store: &Store) -> Result<bool, No> {
    Ok(store.desk().is_none() && own(store.connection(), KEY)?.is_some())
}

impl Found {
    /// Looks what stands in a folder; where nothing does, a file is made.
    ///
    /// # Errors
    /// What opening a data file names.
    pub fn in_folder(dir: &Path, clock: Box<dyn Clock>, on: Option<Day>) -> Result<Self, No> {
        let store = Store::open(dir, true, How::default())?;
        if store.desk().is_some() {
            return Ok(Self::Desk(Box::new(Desk::over(store, clock, on)?)));
        }
        let conn = store.connection();
        if own(conn, KEY)?.is_none() {
            let (secret, _) = secret::new_key()?;
            let tx = store.begin()?;
            put_own(&tx, KEY, &secret)?;
            put_own(&tx, ORIGIN, &hex::encode(secret::random::<16>()?))?;
            tx.commit().map_err(broken)?;
        }
        let lost = || No::from(Fault::new("this data file has lost its key", "name another folder with --data"));
        let conn = store.connection();
        let (secret, origin) = (own(conn, KEY)?.ok_or_else(lost)?, own(conn, ORIGIN)?.ok_or_else(lost)?);
        let public_key = SecretKey::from_hex(&secret).ok_or_else(lost)?.public().to_hex();
        let taken_in = own(conn, JOINING)?;
        let applicant = Applicant { store, secret, public_key, origin };
        Ok(match taken_in {
            None => Self::New(Box::new(applicant)),
            Some(text) => {
                let founded = serde_json::from_str(&text).map_err(|e| unreadable("what the hub gave", &e))?;
                Self::Joining(Box::new(applicant.with(founded)?))
            }
        })
    }
}

impl Applicant {
    /// The hub took it in; `hub` is what is to be kept of it, by name.
    ///
    /// # Errors
    /// An answer that is for another; faults of the data file.
    pub fn taken_in(self, founded: DeskFounded, hub: &[(&str, String)]) -> Result<Joining, No> {
        if founded.public_key != self.public_key || founded.desk.is_hub() {
            return Err(Fault::new("the hub's answer is for another desk", "try again, and tell the hub's administrator").into());
        }
        let text = serde_json::to_string(&founded).map_err(|e| unreadable("what the hub gave", &e))?;
        let tx = self.store.begin()?;
        put_own(&tx, JOINING, &text)?;
        hub.iter().try_for_each(|(name, value)| put_own(&tx, name, value))?;
        tx.commit().map_err(broken)?;
        self.with(founded)
    }

    fn with(self, founded: DeskFounded) -> Result<Joining, No> {
        let lost = || No::from(Fault::new("this data file has lost its key", "name another folder with --data"));
        let key = SecretKey::from_hex(&self.secret).ok_or_else(lost)?;
        let hub = own(self.store.connection(), HUB_KEY)?.and_then(|text| PublicKey::from_hex(&text));
        let place = Place { desk: founded.desk.clone(), utility: founded.utility.clone(), key, hub };
        Ok(Joining { store: self.store, place, founded, claims: Claims::new() })
    }
}

impl Joining {
    pub const fn place(&self) -> &Place {
        &self.place
    }

    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// What is to be asked next.
    ///
    /// # Errors
    /// Faults of the data file.
    pub fn asks(&self) -> Result<Exchange, No> {
        self.place.offer(self.store.connection(), 0, false)
    }

    /// Holds an answer to chains and signatures.
    ///
    /// # Errors
    /// Faults of the data file.
    pub fn check(&mut self, given: Given) -> Result<Intake, No> {
        check(self.store.connection(), &self.place, given, &mut self.claims)
    }

    /// Writes what was believed into the journal. The hub's own entries are folded, for they say who signs what; all others later, at once.
    ///
    /// # Errors
    /// Faults of the data file.
    pub fn put_down(&mut self, intake: &Intake, millis: i64) -> Result<(), No> {
        let (hubs, desks): (Vec<_>, Vec<_>) =
            intake.entries.iter().cloned().partition(|raw| raw.desk.parse::<DeskId>().is_ok_and(|desk| desk.is_hub()));
        let tx = self.store.begin()?;
        receive::receive(&tx, &hubs)?;
        receive::put_down(&tx, &desks)?;
        for (head, signature) in &intake.signed {
            exchange::put_signed(&tx, head, signature)?;
        }
        exchange::remember(&tx, intake, millis)?;
        // Whoever opens the file next builds everything from the journal.
        put_own(&tx, "projection", "")?;
        tx.commit().map_err(broken)
    }

    /// Folds all that was fetched; `go_on` hears how many entries.
    ///
    /// # Errors
    /// Faults of the data file.
    pub fn fold(&mut self, go_on: &mut dyn FnMut(u64)) -> Result<(), No> {
        self.store.rebuild(&mut |count| {
            go_on(count);
            true
        })?;
        Ok(())
    }

    /// # Errors
    /// Faults of the data file.
    pub fn lacks(&self) -> Result<Lacks, No> {
        let conn = self.store.connection();
        let setup: Setup = project::read_state(conn, &Subject::Setup.to_string())?.unwrap_or_default();
        Ok(Lacks { profile: setup.profile.is_none(), users: read::users(conn, self.place.desk.office())?.is_empty() })
    }

    /// Begins its own chain: from here on it is a desk.
    ///
    /// # Errors
    /// What it lacks and does not bring; faults of the data file.
    pub fn found(mut self, brings: Brings, clock: Box<dyn Clock>) -> Result<Desk, No> {
        let mut facts = vec![Fact::DeskFounded(self.founded.clone())];
        let lacks = self.lacks()?;
        let offset = if lacks.profile {
            let no = || No::from(Refusal::new("J-12", "The utility's first desk brings its profile: name it with --utility."));
            let file = brings.profile.ok_or_else(no)?;
            let profile = load_profile(&file)?;
            if profile.code != self.founded.utility {
                let message = format!("The hub is of '{}', the profile of '{}': name the right one.", self.founded.utility, profile.code);
                return Err(Refusal::new("J-12", message).into());
            }
            let (tariffs, _) = shipped_tariffs(&profile)?;
            facts.push(Fact::ProfileSet(file));
            facts.extend(tariffs.into_iter().map(Fact::TariffAdded));
            profile.offset_seconds()
        } else {
            read::rules(self.store.connection())?.1.profile.offset_seconds()
        };
        let mut user = PROGRAM.to_owned();
        if lacks.users {
            let no = || No::from(Refusal::new("J-12", "The office's first desk names an administrator: name one with --admin."));
            let (name, password) = brings.admin.ok_or_else(no)?;
            crate::acts::user::check_name(&name)?;
            user.clone_from(&name);
            facts.push(Fact::UserSet(UserSet { name: name.clone(), roles: vec![Role::Adm] }));
            facts.push(Fact::PasswordSet(PasswordSet { name, password: Some(password), pin: None }));
        }
        let millis = clock.millis();
        let desk = self.founded.desk.clone();
        let pen = Pen { desk: &desk, user: &user, day: local_day(millis, offset), millis };
        let tx = self.store.begin()?;
        let mut head = Head::of(&tx, &desk)?;
        for fact in facts {
            append::append(&tx, &mut head, pen, fact.into())?;
        }
        put_own(&tx, "desk", &desk.to_string())?;
        tx.commit().map_err(broken)?;
        self.store.know_desk(desk);
        Desk::over(self.store, clock, None)
    }
}
