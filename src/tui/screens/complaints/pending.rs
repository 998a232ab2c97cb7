//! The pending complaints in view: which are read, which is lit, which are chosen for the job sheet.

use std::collections::BTreeSet;

use super::found::{self, PAGE, Which};
use crate::base::{PaperNo, Stamp};
use crate::reports::complaint::job_sheet::Jobs;
use crate::store::complaints::{Count, Line};
use crate::tui::keys::{Action, action};

/// What a key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    Pass,
    Stays,
    /// Another page is to be read.
    Read,
    /// Up from the first row.
    Above,
}

#[derive(Debug, Clone, Default)]
pub struct Pending {
    pub which: Which,
    /// The first that is read.
    pub from: usize,
    pub lines: Vec<Line>,
    /// In all.
    pub rows: usize,
    pub count: Count,
    /// The lit one, counted from the first of all.
    pub place: usize,
    pub now: Option<Stamp>,
    version: Option<i64>,
    chosen: BTreeSet<PaperNo>,
}

impl Pending {
    /// Takes a page. The complaint that was lit stays lit, wherever it stands now.
    pub fn take(&mut self, heard: found::Pending) {
        let lit = self.lit().map(|line| line.no.clone()).filter(|_| self.which == heard.which && self.from == heard.from);
        (self.which, self.from, self.lines, self.rows) = (heard.which, heard.from, heard.lines, heard.rows);
        (self.count, self.now, self.version) = (heard.count, Some(heard.now), Some(heard.version));
        let stays = lit.and_then(|no| self.lines.iter().position(|line| line.no == no));
        self.place = stays.map_or(self.place, |at| self.from + at).min(self.rows.saturating_sub(1));
        self.chosen
            .retain(|no| self.which == Which::Mine || self.from > 0 || self.lines.iter().any(|line| line.no == *no) || self.rows > PAGE);
    }

    pub fn seen(&self) -> Option<(i64, Stamp)> {
        self.version.zip(self.now)
    }

    pub fn lit(&self) -> Option<&Line> {
        self.lines.get(self.place.checked_sub(self.from)?)
    }

    pub fn is_chosen(&self, no: &PaperNo) -> bool {
        self.chosen.contains(no)
    }

    /// Those chosen, or all.
    pub fn jobs(&self) -> Jobs {
        if self.chosen.is_empty() { Jobs::All } else { Jobs::These(self.chosen.iter().cloned().collect()) }
    }

    /// All, or those of this officer.
    pub fn turn(&mut self) {
        self.which = if self.which == Which::All { Which::Mine } else { Which::All };
        (self.from, self.place) = (0, 0);
    }

    pub fn act(&mut self, action: Action) -> Move {
        const STEP: usize = 8;
        let last = self.rows.saturating_sub(1);
        let to = match action {
            action::UP if self.place == 0 => return Move::Above,
            action::UP => self.place - 1,
            action::DOWN => (self.place + 1).min(last),
            action::PAGE_UP => self.place.saturating_sub(STEP),
            action::PAGE_DOWN => (self.place + STEP).min(last),
            action::FIRST => 0,
            action::LAST => last,
            action::MARK => {
                let Some(no) = self.lit().map(|line| line.no.clone()) else { return Move::Stays };
                if !self.chosen.remove(&no) {
                    self.chosen.insert(no);
                }
                (self.place + 1).min(last)
            }
            _ => return Move::Pass,
        };
        self.place = to;
        let have = self.from..self.from + self.lines.len();
        // Rows around the lit one are at hand, unless there are none.
        let needed = to.saturating_sub(STEP)..(to + STEP).min(self.rows);
        if needed.start >= have.start && needed.end <= have.end {
            return Move::Stays;
        }
        self.from = to.saturating_sub(PAGE / 2);
        Move::Read
    }

    /// The first row that is drawn in a room of so many.
    pub fn top(&self, room: usize) -> usize {
        let room = room.max(1);
        if self.place < room { 0 } else { self.place + 1 - room }
    }
}
