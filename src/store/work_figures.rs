//! The To Do list in figures (`R-11`).

use std::ops::AddAssign;

use rusqlite::Connection;

use super::codec::rows;
use super::work::Lens;
use super::work_line::parsed;
use crate::base::{Money, No, Stamp};
use crate::rules::todo::TodoType;

/// Figures of a type, an office or an officer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    pub opened: i64,
    pub completed: i64,
    pub rejected: i64,
    pub pending: i64,
    /// Pending up to 7, 15 and 30 days, and beyond.
    pub ages: [i64; 4],
    /// Days of those that were done in the time asked about, added up.
    pub days: i64,
    /// What they put onto accounts, and took off.
    pub up: Money,
    pub down: Money,
}

impl AddAssign for Figures {
    fn add_assign(&mut self, more: Self) {
        self.opened += more.opened;
        self.completed += more.completed;
        self.rejected += more.rejected;
        self.pending += more.pending;
        self.ages.iter_mut().zip(more.ages).for_each(|(sum, age)| *sum += age);
        self.days += more.days;
        self.up += more.up;
        self.down += more.down;
    }
}

impl Figures {
    /// Days from making to end, of a mean item, in tenths.
    pub fn mean_tenths(&self) -> Option<i64> {
        let done = self.completed + self.rejected;
        (done > 0).then(|| (self.days * 10 + done / 2) / done)
    }
}

/// Items that stand alike, in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heap {
    pub office: String,
    pub todo: TodoType,
    /// Who has it, or the role that it waits for; of those done, who did it.
    pub officer: String,
    pub figures: Figures,
}

/// Every item by office, type and officer: opened and done between two minutes, pending now.
///
/// # Errors
/// A fault of the data file.
pub fn heaps(conn: &Connection, lens: Lens<'_>, (from, to): (Stamp, Stamp)) -> Result<Vec<Heap>, No> {
    let (from, to) = (lens.millis(from), lens.millis(to.plus(1)));
    let before = |days: i64| lens.millis(lens.now) - days * 86_400_000;
    let heap = |r: &rusqlite::Row, figures| -> rusqlite::Result<Heap> {
        Ok(Heap { office: r.get(0)?, todo: parsed(r, 1)?, officer: r.get(2)?, figures })
    };
    let asked = rusqlite::params![from, to, before(8), before(16), before(31), lens.now.minutes(), lens.times()];
    let mut heaps = rows(conn, "todo open heaps", asked, |r| {
        let ages = [r.get(5)?, r.get(6)?, r.get(7)?, r.get(8)?];
        heap(r, Figures { opened: r.get(3)?, pending: r.get(4)?, ages, ..Figures::default() })
    })?;
    heaps.extend(rows(conn, "todo done heaps", rusqlite::params![from, to, lens.times()], |r| {
        let (up, down) = (Money::from_paise(r.get(7)?), Money::from_paise(r.get(8)?));
        let (opened, completed, rejected, days) = (r.get(3)?, r.get(4)?, r.get(5)?, r.get(6)?);
        heap(r, Figures { opened, completed, rejected, days, up, down, ..Figures::default() })
    })?);
    Ok(heaps)
}
