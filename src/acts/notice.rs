//! When a notice was served, where it was later than it counts as served (`L-15`).

use super::{Act, Draft, Moment, Sight, known};
use crate::base::{ConsumerNo, Day, No, Refusal};
use crate::journal::Fact;
use crate::journal::fact::NoticeServed;
use crate::rules::notice;
use crate::rules::role::Role;

/// Records the day of serving of a consumer's notice.
#[derive(Debug, Clone, Copy)]
pub struct ServeNotice {
    pub consumer: ConsumerNo,
    pub day: Day,
}

impl Act for ServeNotice {
    fn work(&self) -> &'static str {
        "Recording that a notice was served"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Bcc, Role::Je]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let refuse = |field: &'static str, message: String| No::from(Refusal::new("L-15", message).at(field));
        let consumer = known(see, self.consumer)?;
        let Some(notice) = &consumer.notice else {
            return Err(refuse("consumer", format!("{} has no notice that stands: it is {}.", self.consumer, consumer.status.words())));
        };
        if self.day > moment.day {
            return Err(refuse("date", format!("{} is after today.", self.day.dmy())));
        }
        if self.day < notice.served {
            let message = format!("Notice {} counts as served on {}: only a later day is recorded.", notice.no, notice.served.dmy());
            return Err(refuse("date", message));
        }
        if self.day == notice.served {
            return Ok(Vec::new());
        }
        let cut_from = notice::cut_from(&moment.rules.profile, notice.period, self.day);
        let served = NoticeServed { consumer: self.consumer, notice: notice.no.clone(), served: self.day, cut_from };
        Ok(vec![Fact::NoticeServed(served).into()])
    }
}

/// Records the day of serving of many notices in one act; who has none any more, or a later day already, is passed over.
#[derive(Debug, Clone)]
pub struct ServeNotices {
    pub consumers: Vec<ConsumerNo>,
    pub day: Day,
}

impl Act for ServeNotices {
    fn work(&self) -> &'static str {
        "Recording that notices were served"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Bcc, Role::Je]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        if self.day > moment.day {
            return Err(Refusal::new("L-15", format!("{} is after today.", self.day.dmy())).at("date").into());
        }
        let mut drafts = Vec::new();
        for &consumer in &self.consumers {
            let known = known(see, consumer)?;
            if known.notice.is_some_and(|notice| self.day > notice.served) {
                drafts.extend(ServeNotice { consumer, day: self.day }.decide(see, moment)?);
            }
        }
        Ok(drafts)
    }
}
