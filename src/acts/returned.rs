//! The list that came back from the walk: who was disconnected or reconnected, line by line (`L-12`, `L-15`).

use std::collections::HashMap;

use super::shows::Shows;
use super::supply::{CutSupply, RestoreSupply};
use super::{Act, Draft, Moment, Numbers, Sight};
use crate::base::{ConsumerNo, Day, No, Refusal};
use crate::journal::Fact;
use crate::rules::role::Role;

/// What the walk was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    Disconnect,
    Reconnect,
}

/// A line of the list, done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    pub consumer: ConsumerNo,
    pub day: Day,
    /// A cut may have none.
    pub reading: Option<Shows>,
    pub remark: String,
}

/// What a line comes to, or why it can't be recorded; nothing is recorded here.
///
/// # Errors
/// As of the single act: `L-12`, `L-15`, `B-9`.
pub fn check(see: &dyn Sight, errand: Errand, row: &Returned, moment: &Moment) -> Result<Fact, No> {
    fact(see, errand, row, moment, &mut Numbers::new(see, moment))
}

fn fact(see: &dyn Sight, errand: Errand, row: &Returned, moment: &Moment, numbers: &mut Numbers) -> Result<Fact, No> {
    let Returned { consumer, day, reading, remark } = row.clone();
    match errand {
        Errand::Disconnect => CutSupply { consumer, day, reading, remark }.fact(see, moment, numbers),
        Errand::Reconnect => {
            let reading = reading.unwrap_or_default();
            RestoreSupply { consumer, day, reading }.fact(see, moment)
        }
    }
}

/// Records one line.
#[derive(Debug, Clone)]
pub struct RecordReturned {
    pub errand: Errand,
    pub row: Returned,
}

impl Act for RecordReturned {
    fn work(&self) -> &'static str {
        self.errand.work()
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Je]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        Ok(vec![check(see, self.errand, &self.row, moment)?.into()])
    }
}

/// Records a whole list: all, or nothing with each bad line named.
#[derive(Debug, Clone)]
pub struct RecordList {
    pub errand: Errand,
    /// With the line of the file that each stands on.
    pub rows: Vec<(usize, Returned)>,
}

impl Errand {
    /// What is being done, at the head of a refusal.
    pub const fn work(self) -> &'static str {
        match self {
            Self::Disconnect => "Recording disconnections",
            Self::Reconnect => "Recording reconnections",
        }
    }
}

impl Act for RecordList {
    fn work(&self) -> &'static str {
        self.errand.work()
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Je]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let mut facts: Vec<Draft> = Vec::with_capacity(self.rows.len());
        let mut bad = Vec::new();
        let mut seen = HashMap::new();
        let mut numbers = Numbers::new(see, moment);
        for (line, row) in &self.rows {
            if let Some(first) = seen.insert(row.consumer, *line) {
                bad.push(format!("line {line}: {} stands on line {first} already", row.consumer));
                continue;
            }
            match fact(see, self.errand, row, moment, &mut numbers) {
                Ok(fact) => facts.push(fact.into()),
                Err(No::Refused(refusal)) => bad.push(format!("line {line}: {}", refusal.message)),
                Err(broken) => return Err(broken),
            }
        }
        if bad.is_empty() { Ok(facts) } else { Err(Refusal::new("L-12", format!("Nothing was recorded. {}", bad.join("\n"))).into()) }
    }
}
