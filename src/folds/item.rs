//! What was arranged about an item of the To Do list: who has it, to whom it went, what was said (`R-4`).
//!
//! An arrangement holds as long as the item stands where it stood: the row of the list joins the two, whichever was heard first.

use serde::{Deserialize, Serialize};

use crate::base::{Day, DeskId};
use crate::journal::Entry;
use crate::journal::fact::{Fact, Handled};
use crate::rules::role::Role;

/// All that was arranged and said, in the journal's order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub log: Vec<Line>,
}

/// A line of an item's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Milliseconds since 1970, UTC.
    pub at: i64,
    pub day: Day,
    pub user: String,
    pub desk: DeskId,
    pub seq: i64,
    pub stage: String,
    pub how: Handled,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// Made apart, after another had arranged it: nothing comes of it but its words.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub apart: bool,
}

/// Whose an item is at a stage, by what was arranged there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placed {
    /// The user who has it; nobody: any of the role.
    pub to: Option<String>,
    /// The role that it was forwarded to.
    pub role: Option<Role>,
    /// Who arranged it so, and when; of an item that nobody touched, nothing.
    pub by: Option<(String, i64)>,
    /// The highest level of a climbed complaint that an officer has seen to.
    pub seen: u8,
}

impl Line {
    /// What is said where nothing came of it.
    pub const fn came_of_it(&self) -> &'static str {
        if self.apart { "after another had: nothing came of it" } else { "" }
    }

    /// In words: `assigned to june: look at the meter`.
    pub fn words(&self) -> String {
        let (word, to, apart) = (self.how.word(), self.how.towards(), self.came_of_it());
        let done = [word, &to, apart].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        if self.comment.is_empty() { done } else { format!("{done}: {}", self.comment) }
    }
}

impl Item {
    fn at(&self, stage: &str) -> impl Iterator<Item = &Line> {
        self.log.iter().filter(move |line| line.stage == stage && line.how.is_arrangement())
    }

    /// How many arrangements stand at a stage.
    pub fn turn(&self, stage: &str) -> u32 {
        u32::try_from(self.at(stage).filter(|line| !line.apart).count()).unwrap_or(u32::MAX)
    }

    /// Whose it is at a stage.
    pub fn placed(&self, stage: &str) -> Placed {
        let mut placed = Placed::default();
        for line in self.at(stage).filter(|line| !line.apart) {
            match &line.how {
                Handled::Taken => placed.to = Some(line.user.clone()),
                Handled::PutBack => placed.to = None,
                Handled::Assigned { to } => placed.to = Some(to.clone()),
                Handled::Forwarded { to } => (placed.to, placed.role) = (None, Some(*to)),
                Handled::Completed { level } => placed.seen = placed.seen.max(*level),
                Handled::Commented => {}
            }
            placed.by = Some((line.user.clone(), line.at));
        }
        placed
    }

    /// Those whose arrangement at a stage came after another's: they are to be told.
    pub fn apart(&self, stage: &str) -> Vec<&Line> {
        self.at(stage).filter(|line| line.apart).collect()
    }
}

/// Folds one entry of an item.
pub fn fold(state: Option<Item>, entry: &Entry) -> Item {
    let mut item = state.unwrap_or_default();
    if let Fact::ItemHandled(handled) = &entry.fact {
        item.log.push(Line {
            at: entry.at.millis(),
            day: entry.day,
            user: entry.user.clone(),
            desk: entry.desk.clone(),
            seq: entry.seq,
            stage: handled.stage.clone(),
            how: handled.how.clone(),
            comment: handled.comment.clone(),
            apart: handled.how.is_arrangement() && handled.turn != item.turn(&handled.stage),
        });
    }
    item
}
