//! Looking without changing: for reading commands and screens, beside a program that writes.

use std::path::Path;

use rusqlite::Connection;

use super::login::Session;
use super::watch::{Watch, moment_at};
use crate::acts::{Moment, Rules};
use crate::base::{Day, DeskId, Fault, No, Stamp};
use crate::edge::clock::Clock;
use crate::folds::Setup;
use crate::store::{Reader, open, read};

/// A reader with the rules in force.
pub struct Eye {
    reader: Reader,
    rules: Rules,
    setup: Setup,
    id: DeskId,
    training: bool,
    watch: Watch,
}

/// `--on` is for training files alone.
pub(super) fn check_on(training: bool, on: Option<Day>) -> Result<(), No> {
    if on.is_some() && !training {
        return Err(Fault::new("--on is for training data files only", "leave it out: the business date is the PC's").into());
    }
    Ok(())
}

impl Eye {
    pub fn open(dir: &Path, clock: Box<dyn Clock>, on: Option<Day>) -> Result<Self, No> {
        let reader = Reader::open(dir)?.current()?;
        let id: DeskId = open::own(reader.connection(), "desk")?
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| Fault::new("this data file is not founded", "make one with `ebcm init`"))?;
        let (setup, rules) = read::rules(reader.connection())?;
        let training = setup.desks.iter().any(|d| d.desk == id && d.training);
        check_on(training, on)?;
        Ok(Self { reader, rules, setup, id, training, watch: Watch::new(clock, on) })
    }

    /// Reads profile and tariffs again: another hand changed them.
    pub fn learn(&mut self) -> Result<(), No> {
        (self.setup, self.rules) = read::rules(self.reader.connection())?;
        Ok(())
    }

    pub const fn connection(&self) -> &Connection {
        self.reader.connection()
    }

    pub const fn reader(&self) -> &Reader {
        &self.reader
    }

    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    pub const fn setup(&self) -> &Setup {
        &self.setup
    }

    pub const fn id(&self) -> &DeskId {
        &self.id
    }

    pub const fn is_training(&self) -> bool {
        self.training
    }

    /// The business date.
    pub fn today(&self) -> Day {
        self.watch.today(&self.rules)
    }

    /// The minute of the business date.
    pub fn now(&self) -> Stamp {
        self.watch.now(&self.rules)
    }

    /// Who looks, for a preview.
    pub fn moment<'a>(&'a self, session: &'a Session) -> Moment<'a> {
        moment_at(&self.rules, &self.id, session, self.watch.millis(self.rules.profile.offset_seconds()))
    }
}
