//! What time it is at a desk: the PC's clock, or noon of a training file's business date.

use super::login::Session;
use crate::acts::{Moment, Rules};
use crate::base::{Day, DeskId, Stamp};
use crate::edge::clock::{Clock, local_day, local_stamp, local_time, noon};

/// The clock of a desk, and of whoever looks at it.
pub(super) struct Watch {
    clock: Box<dyn Clock>,
    /// The business date of a training file (`--on`).
    on: Option<Day>,
}

impl Watch {
    pub(super) fn new(clock: Box<dyn Clock>, on: Option<Day>) -> Self {
        Self { clock, on }
    }

    /// Milliseconds since 1970 by which entries are made, at a utility that is `offset` seconds from UTC.
    pub(super) fn millis(&self, offset: i32) -> i64 {
        self.on.map_or_else(|| self.clock.millis(), |day| noon(day, offset))
    }

    /// The PC's own clock, whatever the business date.
    pub(super) fn pc_millis(&self) -> i64 {
        self.clock.millis()
    }

    /// The business date.
    pub(super) fn today(&self, rules: &Rules) -> Day {
        let offset = rules.profile.offset_seconds();
        local_day(self.millis(offset), offset)
    }

    /// The minute of the business date.
    pub(super) fn now(&self, rules: &Rules) -> Stamp {
        let offset = rules.profile.offset_seconds();
        local_stamp(self.millis(offset), offset)
    }
}

/// Who acts or looks at a moment of that desk.
pub(super) fn moment_at<'a>(rules: &'a Rules, desk: &'a DeskId, session: &'a Session, millis: i64) -> Moment<'a> {
    let offset = rules.profile.offset_seconds();
    Moment { rules, desk, day: local_day(millis, offset), time: local_time(millis, offset), user: session.user(), roles: session.roles() }
}
