//! What a screen asks to see: a reading of the data file, answered at once.

use std::any::Any;

use rusqlite::Connection;

use super::House;
use crate::acts::{Moment, Rules};
use crate::base::{Day, DeskId, No};
use crate::desk::{Eye, Session};
use crate::sync::thread::Voice;
use crate::tui::screen::Effect;

/// What a question may look at.
pub struct View<'a> {
    pub eye: &'a Eye,
    pub session: &'a Session,
    /// The talk with the hub, where there is one.
    pub hub: Option<&'a Voice>,
}

impl View<'_> {
    pub const fn conn(&self) -> &Connection {
        self.eye.connection()
    }

    pub const fn rules(&self) -> &Rules {
        self.eye.rules()
    }

    pub const fn desk(&self) -> &DeskId {
        self.eye.id()
    }

    /// The business date.
    pub fn today(&self) -> Day {
        self.eye.today()
    }

    /// Who looks, for a preview.
    pub fn moment(&self) -> Moment<'_> {
        self.eye.moment(self.session)
    }
}

/// An answer, of the type that the asking screen knows; also what a screen hands to the one below. The set is open, as
/// the register of screens is: a screen's questions and answers stand in its own file.
pub struct Answer(Box<dyn Any + Send>);

impl Answer {
    pub fn of<T: Send + 'static>(value: T) -> Self {
        Self(Box::new(value))
    }

    /// A look at the value, where it is of this type.
    pub fn look<T: 'static>(&self) -> Option<&T> {
        self.0.downcast_ref()
    }

    /// The value, where it is of this type; else the answer back, for another question's type.
    pub fn take<T: 'static>(self) -> Result<T, Self> {
        self.0.downcast().map(|value| *value).map_err(Self)
    }
}

type Reading = dyn FnOnce(&View<'_>) -> Result<Answer, No>;

/// A question. It is answered on the screen's own thread, so it reads little: a page, a consumer, a bill.
pub struct Query(Box<Reading>);

impl Query {
    pub(super) fn read(self, view: &View<'_>) -> Result<Answer, No> {
        (self.0)(view)
    }
}

/// The effect of asking: the screen's `answered` gets the value at once. A fault of the file is said by the loop.
pub fn ask<T: Send + 'static>(read: impl FnOnce(&View<'_>) -> Result<T, No> + 'static) -> Effect<House> {
    Effect::Ask(Query(Box::new(move |view| read(view).map(Answer::of))))
}
