//! Consumers brought in from the former system, and personal details erased by order (`J-19`).

use super::{Act, Draft, Drafts, Moment, Sight, known, needed_text};
use crate::base::{ConsumerNo, No, Refusal};
use crate::journal::fact::ConsumerImported;
use crate::journal::{Fact, Personal};
use crate::rules::profile::Numbers;
use crate::rules::role::Role;

/// A checked row of the consumers' file; its number is given here, or kept.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportRow {
    /// The line of the file.
    pub line: usize,
    /// With `consumer` still the number that is to be kept, where the profile keeps them.
    pub import: ConsumerImported,
    pub personal: Personal,
}

/// Good rows of the consumers' file, in its order: more of them, it may be, than memory should hold. A refusal among them refuses all.
pub trait ImportRows: Send {
    fn rows(&self) -> Box<dyn Iterator<Item = Result<ImportRow, No>> + Send + '_>;
}

impl ImportRows for Vec<ImportRow> {
    fn rows(&self) -> Box<dyn Iterator<Item = Result<ImportRow, No>> + Send + '_> {
        Box::new(self.iter().cloned().map(Ok))
    }
}

/// Brings in good rows, all in one act.
#[derive(Debug, Clone)]
pub struct ImportConsumers<R = Vec<ImportRow>> {
    pub rows: R,
}

impl<R: ImportRows> Act for ImportConsumers<R> {
    fn work(&self) -> &'static str {
        "Importing consumers"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Adm]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        self.drafts(see, moment)?.collect()
    }

    fn drafts<'a>(&'a self, see: &dyn Sight, moment: &'a Moment) -> Result<Drafts<'a>, No> {
        let mut numbers = NewNumbers::of(see, moment)?;
        Ok(Box::new(self.rows.rows().map(move |row| numbers.draft(row?))))
    }
}

/// The numbers that an import gives out, where the profile does not keep the former system's.
struct NewNumbers<'a> {
    moment: &'a Moment<'a>,
    /// The serial last given, and the last of this desk.
    serials: Option<(u32, u32)>,
}

impl<'a> NewNumbers<'a> {
    fn of(see: &dyn Sight, moment: &'a Moment<'a>) -> Result<Self, No> {
        let serials = match moment.rules.profile.numbers {
            Numbers::Kept { .. } => None,
            Numbers::OfficeSerialCheck { serials_a_desk } => {
                let first = u32::from(moment.desk.number() - 1) * serials_a_desk;
                let last = first + serials_a_desk - 1;
                Some((last_given(see, moment, first, last)?, last))
            }
        };
        Ok(Self { moment, serials })
    }

    fn draft(&mut self, row: ImportRow) -> Result<Draft, No> {
        let ImportRow { line, mut import, personal } = row;
        let office = self.moment.desk.office();
        office.clone_into(&mut import.office);
        if let Some((given, end)) = &mut self.serials {
            *given += 1;
            let number = self.moment.rules.profile.make_number(office, *given).filter(|_| *given <= *end);
            import.consumer = number.ok_or_else(|| {
                Refusal::new("C-7", format!("line {line}: this desk's consumer numbers are used up: import at another desk."))
            })?;
        }
        Ok(Draft { fact: Fact::ConsumerImported(Box::new(import)), personal: Some(personal), day: None })
    }
}

/// Digits of a number made where the former system's are kept: a 9, office, desk, serial.
const MADE_DIGITS: usize = 12;

/// The number of the next consumer that is made at this desk.
///
/// # Errors
/// `C-7` where this desk's numbers are used up.
pub fn next_number(see: &dyn Sight, moment: &Moment) -> Result<ConsumerNo, No> {
    let used_up = || Refusal::new("C-7", "This desk's consumer numbers are used up: the number is made at another desk.");
    let profile = &moment.rules.profile;
    match &profile.numbers {
        Numbers::OfficeSerialCheck { serials_a_desk } => {
            let first = u32::from(moment.desk.number() - 1) * serials_a_desk;
            let last = first + serials_a_desk - 1;
            let next = last_given(see, moment, first, last)? + 1;
            Ok(profile.make_number(moment.desk.office(), next).filter(|_| next <= last).ok_or_else(used_up)?)
        }
        Numbers::Kept { lengths } => {
            let digits = lengths.iter().copied().max().unwrap_or(MADE_DIGITS).max(8);
            let office = profile.office(moment.desk.office()).map_or("00", |office| office.number.as_str());
            let head = format!("9{office}{:02}", moment.desk.number() % 100);
            let number = |serial: &str| -> Result<ConsumerNo, No> { Ok(format!("{head}{serial}").parse().map_err(|_| used_up())?) };
            let width = digits - head.len();
            let (first, last) = (number(&"0".repeat(width))?, number(&"9".repeat(width))?);
            let given = see.last_number(first, last)?.map_or(first.key(), ConsumerNo::key);
            Ok(ConsumerNo::from_key(given + 1).filter(|next| *next <= last).ok_or_else(used_up)?)
        }
    }
}

/// The highest serial that this desk's range has given out; the one before the first where none is.
fn last_given(see: &dyn Sight, moment: &Moment, first: u32, last: u32) -> Result<u32, No> {
    let profile = &moment.rules.profile;
    let (Some(from), Some(to)) = (profile.make_number(moment.desk.office(), first), profile.make_number(moment.desk.office(), last)) else {
        return Err(Refusal::new("C-7", "The profile's numbers a desk don't fit six digits: mend it.").into());
    };
    let given = see.last_number(from, to)?.and_then(|no| no.digits().get(2..8).and_then(|serial| serial.parse().ok()));
    Ok(given.unwrap_or(first))
}

/// Erases a consumer's personal details by order: the facts stay, the journal still verifies and says what was erased.
#[derive(Debug, Clone)]
pub struct ErasePerson {
    pub consumer: ConsumerNo,
    /// The order's number and date, and whose it is.
    pub order: String,
}

impl Act for ErasePerson {
    fn work(&self) -> &'static str {
        "Erasing personal details"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Adm]
    }

    fn decide(&self, see: &dyn Sight, _moment: &Moment) -> Result<Vec<Draft>, No> {
        known(see, self.consumer)?;
        let order = needed_text(&self.order, "The order", "J-19", "order")?;
        let entries = see.personal_entries(self.consumer)?;
        if entries.is_empty() {
            return Err(Refusal::new("J-19", format!("No personal details of {} stand any more.", self.consumer)).at("consumer").into());
        }
        Ok(vec![Fact::PersonErased { consumer: self.consumer, order, entries }.into()])
    }
}
