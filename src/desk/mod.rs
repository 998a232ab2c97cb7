//! The one door: every change of the data file goes through `Desk::act`, so that atomicity, rights, identity and audit have one home.

mod bulk;
mod eye;
mod found;
pub mod joined;
mod login;
pub mod month;
mod step;
mod tariff;
mod watch;

pub use eye::Eye;
pub use found::{Founding, SHIPPED_PROFILES, found};
pub use login::Session;
pub use tariff::{add_tariff, check_tariff, read_tariff};

use watch::{Watch, moment_at};

use std::path::Path;

use rusqlite::Connection;

use crate::acts::{Act, Draft, Moment, Rules};
use crate::base::{Day, DeskId, Fault, No, PaperNo, Stamp};
use crate::edge::clock::{Clock, noon};
use crate::folds::Setup;
use crate::journal::{Entry, Subject};
use crate::rules::role::{Role, allow};
use crate::store::append::{self, Head, Pen};
use crate::store::fault::{fault, is_in_doubt};
use crate::store::open::How;
use crate::store::sight::Seen;
use crate::store::spool::{self, NewJob};
use crate::store::{Store, read, search};

/// From so many entries on, an act is bulk work.
const BULK: usize = 10_000;

/// A desk: its data file open for writing, its rules, its clock.
pub struct Desk {
    store: Store,
    rules: Rules,
    setup: Setup,
    id: DeskId,
    training: bool,
    watch: Watch,
    head: Head,
    /// Why this desk takes no more acts until the program is started again.
    ended: Option<Fault>,
    /// A payment from elsewhere may have made a close of this desk void.
    late: bool,
    /// How many entries of other desks are taken in at once.
    pace: usize,
    /// Very many of them come: the page cache is wide, the log goes into the file every so many entries.
    bulk: bool,
    unlogged: usize,
}

/// What an act came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// The entries recorded; none where there was nothing to record.
    pub entries: Vec<Entry>,
    /// The print jobs put in the spool with them.
    pub jobs: Vec<i64>,
}

impl Done {
    /// The numbers that were made, in order.
    pub fn papers(&self) -> Vec<PaperNo> {
        self.entries.iter().flat_map(|e| e.fact.papers().into_iter().cloned()).collect()
    }
}

/// Makes the print jobs of what an act recorded; runs inside its transaction.
pub type Wishes<'a> = &'a dyn Fn(&[Entry]) -> Vec<NewJob>;

/// No print job.
pub fn nothing_printed(_: &[Entry]) -> Vec<NewJob> {
    Vec::new()
}

impl Desk {
    /// Opens a founded data file.
    ///
    /// # Errors
    /// What `Store::open` names; a file that is not founded; `--on` in a file that is not for training.
    pub fn open(dir: &Path, clock: Box<dyn Clock>, on: Option<Day>) -> Result<Self, No> {
        Self::over(Store::open(dir, false, How::default())?, clock, on)
    }

    /// A desk over an open store (tests give one with a VFS of their own).
    pub fn over(store: Store, clock: Box<dyn Clock>, on: Option<Day>) -> Result<Self, No> {
        let id = store.desk().cloned().ok_or_else(|| Fault::new("this data file is not founded", "make one with `ebcm init`"))?;
        let (setup, rules) = read::rules(store.connection())?;
        let training = setup.desks.iter().any(|d| d.desk == id && d.training);
        eye::check_on(training, on)?;
        let head = Head::of(store.connection(), &id)?;
        Ok(Self {
            store,
            rules,
            setup,
            id,
            training,
            watch: Watch::new(clock, on),
            head,
            ended: None,
            late: false,
            pace: step::FIRST,
            bulk: false,
            unlogged: 0,
        })
    }

    /// Does an act for a user: rights, view, decision, entries, projections, print jobs; all in one transaction, durable when it returns.
    ///
    /// # Errors
    /// A refusal of the trade, or a fault; nothing is recorded then. One fault leaves it open whether the act was recorded, and says
    /// so: a disk that did not confirm the commit. After it every act is refused until the file is opened again.
    pub fn act(&mut self, session: &Session, act: &dyn Act, wishes: Wishes) -> Result<Done, No> {
        self.still_sure()?;
        allow(session.user(), session.roles(), act.roles(), act.work())?;
        let millis = self.millis();
        let moment = moment_at(&self.rules, &self.id, session, millis);
        let (id, mut head) = (self.id.clone(), self.head);
        let pen = Pen { desk: &id, user: session.user(), day: moment.day, millis };
        let mut entries = Vec::new();
        let tx = self.store.begin()?;
        let roles = roles_now(&tx, &id, session, act)?;
        let moment = Moment { roles: &roles, ..moment };
        let drafts = act.decide(&Seen { conn: &tx, desk: &id }, &moment)?;
        let bulk = drafts.len() >= BULK;
        if bulk {
            self.store.widen()?;
        }
        for draft in drafts {
            entries.push(append::append(&tx, &mut head, pen, draft)?);
        }
        if bulk {
            search::gather(&tx)?;
        }
        let mut jobs = Vec::new();
        for job in wishes(&entries) {
            jobs.push(spool::put(&tx, millis, &job)?);
        }
        if entries.is_empty() && jobs.is_empty() {
            return Ok(Done { entries, jobs });
        }
        if let Err(error) = tx.commit() {
            return Err(self.not_committed(&error));
        }
        self.head = head;
        if bulk && let Err(fault) = self.store.narrow() {
            // The act is recorded and reported; a cache that stays wide harms nobody, a log that grows does.
            self.ended = Some(fault);
        }
        if entries.iter().any(sets_rules) {
            self.learn();
        }
        if entries.iter().any(|e| month::comes_late(e, self.today())) {
            // The payment stands whatever comes of it; what can't be closed again now is tried again with the next such payment, and before the next close.
            let _ = self.reclose(session);
        }
        Ok(Done { entries, jobs })
    }

    /// A commit that failed is never tried again here: after a failed sync nobody but a new start knows what the disk has.
    fn not_committed(&mut self, error: &rusqlite::Error) -> No {
        let fault = fault(error);
        if is_in_doubt(error) {
            self.ended = Some(fault.clone());
        }
        fault.into()
    }

    fn still_sure(&self) -> Result<(), Fault> {
        self.ended.clone().map_or(Ok(()), Err)
    }

    /// Many acts in one transaction, for a generator of training data: all durable when it returns, none before.
    pub fn acts(&mut self, steps: &mut dyn Iterator<Item = (Session, Day, Box<dyn Act>)>) -> Result<u64, No> {
        self.still_sure()?;
        let (id, mut head, mut count) = (self.id.clone(), self.head, 0);
        let offset = self.rules.profile.offset_seconds();
        let tx = self.store.begin()?;
        for (session, day, act) in steps {
            let millis = noon(day, offset);
            let moment =
                Moment { rules: &self.rules, desk: &id, day, time: "12:00".to_owned(), user: session.user(), roles: session.roles() };
            allow(session.user(), session.roles(), act.roles(), act.work())?;
            let drafts: Vec<Draft> = act.decide(&Seen { conn: &tx, desk: &id }, &moment)?;
            for draft in drafts {
                append::append(&tx, &mut head, Pen { desk: &id, user: session.user(), day, millis }, draft)?;
                count += 1;
            }
        }
        if let Err(error) = tx.commit() {
            return Err(self.not_committed(&error));
        }
        self.head = head;
        Ok(count)
    }

    /// New profile or tariffs are in force from the next act on.
    fn learn(&mut self) {
        match read::rules(self.store.connection()) {
            Ok((setup, rules)) => (self.setup, self.rules) = (setup, rules),
            // The act is recorded and reported; the next would go by old rules.
            Err(_) => {
                let what = "the changed profile or tariff could not be read back";
                self.ended = Some(Fault::new(what, "leave the program and start it again"));
            }
        }
    }

    fn millis(&self) -> i64 {
        self.watch.millis(self.rules.profile.offset_seconds())
    }

    /// Who acts now, for a preview.
    pub fn moment<'a>(&'a self, session: &'a Session) -> Moment<'a> {
        moment_at(&self.rules, &self.id, session, self.millis())
    }

    /// The business date.
    pub fn today(&self) -> Day {
        self.watch.today(&self.rules)
    }

    /// The minute of the business date.
    pub fn now(&self) -> Stamp {
        self.watch.now(&self.rules)
    }

    /// How far the PC's clock stands behind what it showed here before, in milliseconds; 0 where it does not (`J-18`). Another desk's clock
    /// may be ahead of it: that says nothing of this one.
    pub fn clock_behind(&self) -> i64 {
        let shown = append::clock_shown(self.store.connection(), &self.id);
        if self.training { 0 } else { shown.map_or(0, |shown| (shown.millis() - self.watch.pc_millis()).max(0)) }
    }

    pub const fn id(&self) -> &DeskId {
        &self.id
    }

    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    pub const fn setup(&self) -> &Setup {
        &self.setup
    }

    /// What acts look at, for whoever asks before an act.
    pub const fn sight(&self) -> Seen<'_> {
        Seen { conn: self.store.connection(), desk: &self.id }
    }

    /// Whether the papers bear TRAINING.
    pub const fn is_training(&self) -> bool {
        self.training
    }

    pub const fn store(&self) -> &Store {
        &self.store
    }

    pub const fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }
}

/// Whether the next act goes by other rules.
fn sets_rules(entry: &Entry) -> bool {
    entry.fact.subjects(&entry.desk).contains(&Subject::Setup)
}

/// The roles by which an act is done: one taken away ends with the next act, not with the session.
fn roles_now(tx: &Connection, desk: &DeskId, session: &Session, act: &dyn Act) -> Result<Vec<Role>, No> {
    let roles = match read::user(tx, desk, session.user())? {
        Some(user) if !act.founds() => user.roles,
        _ => session.roles().to_vec(),
    };
    allow(session.user(), &roles, act.roles(), act.work())?;
    Ok(roles)
}
