//! Readings taken down without a bill: Government readings, surprise checks, a reader's round (`C-15`, `B-8`).

use super::shows::Shows;
use super::{Act, Draft, Moment, Sight, known};
use crate::base::{ConsumerNo, Day, No, Refusal};
use crate::journal::Fact;
use crate::journal::fact::{ReadingFact, ReadingPosted, Source};
use crate::rules::role::Role;

/// What a round of readings is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    Government,
    Surprise,
    Reader,
}

impl Round {
    pub const fn source(self) -> Source {
        match self {
            Self::Government => Source::Own,
            Self::Surprise => Source::Surprise,
            Self::Reader => Source::Reader,
        }
    }
}

impl std::str::FromStr for Round {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "govt" => Ok(Self::Government),
            "surprise" => Ok(Self::Surprise),
            "reader" => Ok(Self::Reader),
            _ => Err(format!("'{text}' is not a kind of round: govt, surprise, reader")),
        }
    }
}

/// One row of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundRow {
    pub consumer: ConsumerNo,
    pub reading: Shows,
    pub day: Day,
}

/// Posts one reading of a round.
#[derive(Debug, Clone)]
pub struct PostReading {
    pub round: Round,
    pub row: RoundRow,
}

/// Checks one row; the fact where it is right.
pub fn check(see: &dyn Sight, round: Round, row: &RoundRow, moment: &Moment) -> Result<Fact, No> {
    let refuse = |field: &'static str, message: String| No::from(Refusal::new("C-15", message).at(field));
    let consumer = known(see, row.consumer)?;
    if round == Round::Government && !consumer.is_government() {
        return Err(refuse("consumer", format!("{} is not a Government consumer.", row.consumer)));
    }
    if !consumer.status.is_billed() {
        return Err(refuse("consumer", format!("{} is {} ({}): it is not read.", row.consumer, consumer.status, consumer.status.words())));
    }
    if let Some(since) = consumer.meter.stuck_since {
        return Err(No::from(Refusal::new("B-10", format!("The meter is recorded stuck since {}.", since.dmy())).at("reading")));
    }
    if row.day > moment.day {
        return Err(refuse("date", format!("{} is after today.", row.day.dmy())));
    }
    let (_, last_day) = consumer.last_reading();
    if row.day < last_day {
        return Err(refuse("date", format!("The last reading is of {}: an earlier one can't be posted.", last_day.dmy())));
    }
    let value = row.reading.on(&consumer, row.day, moment)?;
    let reading = ReadingFact { value, day: row.day, source: round.source() };
    Ok(Fact::ReadingPosted(ReadingPosted { consumer: row.consumer, reading }))
}

impl Act for PostReading {
    fn work(&self) -> &'static str {
        "Posting readings"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Bcc]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        Ok(vec![check(see, self.round, &self.row, moment)?.into()])
    }
}

/// Posts a whole file: all, or nothing with each bad line named.
#[derive(Debug, Clone)]
pub struct PostRound {
    pub round: Round,
    /// With the line of the file that each stands on.
    pub rows: Vec<(usize, RoundRow)>,
}

impl Act for PostRound {
    fn work(&self) -> &'static str {
        "Posting readings"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Bcc]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let mut facts: Vec<Draft> = Vec::with_capacity(self.rows.len());
        let mut bad = Vec::new();
        let mut seen = std::collections::HashMap::new();
        for (line, row) in &self.rows {
            if let Some(first) = seen.insert(row.consumer, *line) {
                bad.push(format!("line {line}: {} stands on line {first} already", row.consumer));
                continue;
            }
            match check(see, self.round, row, moment) {
                Ok(fact) => facts.push(fact.into()),
                Err(No::Refused(refusal)) => bad.push(format!("line {line}: {}", refusal.message)),
                Err(broken) => return Err(broken),
            }
        }
        if bad.is_empty() { Ok(facts) } else { Err(Refusal::new("C-15", format!("Nothing was posted. {}", bad.join("\n"))).into()) }
    }
}
