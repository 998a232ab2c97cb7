//! A call comes in (`M-1` to `M-4`).

use super::{CLERKS, now, phone, plain, refuse, text, when};
use crate::acts::{Act, Draft, Moment, Numbers, Sight, known, needed_text};
use crate::base::{ConsumerNo, No, PaperKind, PaperNo, Stamp};
use crate::folds::Consumer;
use crate::journal::chain::Hash;
use crate::journal::fact::{ComplaintCalled, ComplaintLogged};
use crate::journal::{Fact, Personal};
use crate::rules::complaint::{Category, Nature, Priority, Sub};
use crate::rules::role::Role;

/// Days back that a call written on paper may be entered for.
const LATEST: i32 = 7;

/// A call as the clerk typed it. Where a complaint of that consumer or place and category is open, it is one more call about that.
#[derive(Debug, Clone, Default)]
pub struct LogComplaint {
    /// When it came, where not now: the program was not at hand.
    pub at: Option<Stamp>,
    pub consumer: Option<ConsumerNo>,
    /// Street, pole or line, where there is no consumer.
    pub place: String,
    /// Its digit, its code, or the beginning of its name; a second digit is the kind within it.
    pub category: String,
    /// `None`: as the category has it.
    pub priority: Option<Priority>,
    pub caller: String,
    pub phone: String,
    pub words: String,
}

impl Act for LogComplaint {
    fn work(&self) -> &'static str {
        "Logging a complaint"
    }

    fn roles(&self) -> &'static [Role] {
        CLERKS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let complaints = &moment.rules.profile.complaints;
        let consumer = self.consumer.map(|no| known(see, no)).transpose()?;
        let place = match &consumer {
            Some(_) => text(&self.place, "The place", "place")?,
            None => needed_text(&self.place, "The place (street, pole, line), or a consumer,", "M-1", "place")?,
        };
        let place = plain(&place);
        let Some((category, sub)) = complaints.meant(&self.category) else {
            let all = complaints.categories.iter().map(|c| c.code.as_str()).collect::<Vec<_>>().join(", ");
            let typed = self.category.trim();
            return Err(refuse("M-2", "category", format!("'{typed}' is not a category: {all}.")));
        };
        let phone = phone(&self.phone)?;
        let words = if category.code == "other" {
            needed_text(&self.words, "What the caller says", "M-1", "words")?
        } else {
            text(&self.words, "What the caller says", "words")?
        };
        let callback = !phone.is_empty();
        let personal = Personal { name: text(&self.caller, "The caller's name", "caller")?, phone, words, ..Personal::default() };
        let moment_now = now(moment);
        let at = when(
            self.at,
            moment_now,
            self.at.map_or(moment_now, |_| Stamp::midnight(moment.day.plus_days(-LATEST))),
            "what can be entered here",
        )?;
        let same = match self.consumer {
            Some(no) => see.open_of(no)?,
            None => see.open_at(&place)?,
        };
        let fact = match same.into_iter().find(|known| known.category == category.code) {
            Some(open) => {
                let priority = Some(self.pressing(category, sub)).filter(|said| *said < open.priority);
                Fact::ComplaintCalled(ComplaintCalled { no: open.no, consumer: self.consumer, at, callback, priority })
            }
            None => {
                let no = Numbers::new(see, moment).next(PaperKind::Complaint)?;
                Fact::ComplaintLogged(Box::new(self.logged(
                    see,
                    moment,
                    (no, at),
                    (category, sub),
                    (consumer.as_ref(), place, &personal),
                )?))
            }
        };
        let said = !(personal.name.is_empty() && personal.phone.is_empty() && personal.words.is_empty());
        Ok(vec![Draft { personal: said.then_some(personal), ..fact.into() }])
    }
}

impl LogComplaint {
    /// As the clerk says, but never less than the category has it: whoever calls calmly about a wire on the road is in danger all the same.
    fn pressing(&self, category: &Category, sub: Option<&Sub>) -> Priority {
        let own = match category.nature {
            Nature::Danger => Priority::Danger,
            _ if sub.is_some_and(|s| s.urgent) => Priority::Urgent,
            _ => Priority::Normal,
        };
        self.priority.map_or(own, |said| said.min(own))
    }

    fn logged(
        &self,
        see: &dyn Sight,
        moment: &Moment,
        (no, at): (PaperNo, Stamp),
        (category, sub): (&Category, Option<&Sub>),
        (consumer, place, personal): (Option<&Consumer>, String, &Personal),
    ) -> Result<ComplaintLogged, No> {
        let office = consumer.map_or(moment.desk.office(), |c| c.office.as_str());
        let (area, transformer) = match consumer {
            Some(c) => (c.supply.area.clone(), c.supply.transformer.clone()),
            None => (see.area_in(&place)?, String::new()),
        };
        Ok(ComplaintLogged {
            code: code(&no, at, personal),
            consumer: self.consumer,
            place,
            area,
            transformer,
            category: category.code.clone(),
            title: sub.map_or_else(|| category.name.clone(), |sub| format!("{}: {}", category.name, sub.name)),
            nature: category.nature,
            priority: self.pressing(category, sub),
            limit: moment.rules.profile.complaints.limit(category, sub, office),
            callback: !personal.phone.is_empty(),
            no,
            at,
        })
    }
}

/// Four digits that the caller is told, and that a crew which has not been there does not know (`M-11`).
fn code(no: &PaperNo, at: Stamp, personal: &Personal) -> String {
    let hash = Hash::of(format!("{no} {at} {} {} {}", personal.name, personal.phone, personal.words).as_bytes());
    let number = hash.bytes().iter().take(4).fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
    format!("{:04}", number % 10_000)
}
