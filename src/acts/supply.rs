//! The JE's record of a supply: cut for non-payment, put on again, read for the last time (`L-12`, `L-15`).

use super::bill::{Making, make};
use super::shows::Shows;
use super::{Act, Draft, Moment, Numbers, Sight, known, needed_text};
use crate::base::{ConsumerNo, Day, Money, No, PaperKind, Period, Refusal, rounding};
use crate::folds::Consumer;
use crate::journal::Fact;
use crate::journal::fact::{BillIssued, FinalRead, Posting, PostingMade, ReadingFact, Source, SupplyCut, SupplyRestored};
use crate::rules::bill::Mark;
use crate::rules::lifecycle::Event;
use crate::rules::role::Role;

const ENGINEERS: &[Role] = &[Role::Je];

fn refuse(rule: &'static str, field: &'static str, message: impl Into<String>) -> No {
    Refusal::new(rule, message).at(field).into()
}

/// The table's word on an event (`L-12`).
fn allowed(consumer: &Consumer, event: Event, moment: &Moment) -> Result<(), No> {
    consumer.status.must(event, consumer.is_outstanding(), moment.rules.profile.lifecycle.steps, consumer.no)?;
    Ok(())
}

/// A day of work on a consumer's supply: not to come, and not before what stands.
pub(super) fn worked_on(day: Day, consumer: &Consumer, moment: &Moment) -> Result<(), No> {
    if day > moment.day {
        return Err(refuse("L-12", "day", format!("{} is after today.", day.dmy())));
    }
    let (_, read) = consumer.last_reading();
    let last = consumer.disconnected_on.map_or(read, |cut| cut.max(read));
    if day < last {
        return Err(refuse("L-12", "day", format!("{} is before {}, when this supply was last read or cut.", day.dmy(), last.dmy())));
    }
    Ok(())
}

/// A bill up to a reading that ends the supply, for now or for good (`B-21`).
pub(super) fn closing_bill(
    consumer: &Consumer,
    reading: ReadingFact,
    cut_off: bool,
    moment: &Moment,
) -> Result<crate::rules::bill::Bill, No> {
    let marks: &[Mark] = if cut_off { &[Mark::CutOff] } else { &[] };
    let making = Making {
        period: reading.day.period(),
        date: moment.day,
        due: None,
        reading: Some(reading.value),
        ends: true,
        marks,
        months: &closing_months(consumer, reading.day),
        each: None,
    };
    Ok(make(consumer, &making, moment.rules)?)
}

/// The months of such a bill: up to the cut, or to the reading.
pub(super) fn closing_months(consumer: &Consumer, read: Day) -> Vec<Period> {
    let last = consumer.cut.map_or(read, |cut| cut.on.min(read)).period().max(consumer.last_actual);
    consumer.months_to_bill(last)
}

/// Records a cut; a reading taken with it is billed at once.
#[derive(Debug, Clone)]
pub struct CutSupply {
    pub consumer: ConsumerNo,
    pub day: Day,
    /// `None`: none could be taken.
    pub reading: Option<Shows>,
    pub remark: String,
}

/// Why a consumer may not be cut now; checked again when its slip prints (`L-14`).
///
/// # Errors
/// `L-12` for its status, `L-15` before the earliest day.
pub fn may_be_cut(consumer: &Consumer, day: Day, moment: &Moment) -> Result<(), No> {
    allowed(consumer, Event::Cut, moment)?;
    match &consumer.notice {
        None => Err(refuse("L-15", "consumer", format!("{} has no notice yet: it comes with the next month close.", consumer.no))),
        Some(notice) if day < notice.cut_from => {
            let message = format!(
                "Notice {} was served on {}: {} may be cut from {} on.",
                notice.no,
                notice.served.dmy(),
                consumer.no,
                notice.cut_from.dmy()
            );
            Err(refuse("L-15", "day", message))
        }
        Some(_) => Ok(()),
    }
}

impl Act for CutSupply {
    fn work(&self) -> &'static str {
        "Recording a disconnection"
    }

    fn roles(&self) -> &'static [Role] {
        ENGINEERS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        Ok(vec![self.fact(see, moment, &mut Numbers::new(see, moment))?.into()])
    }
}

impl CutSupply {
    /// The cut as it is recorded; its bill takes the next of `numbers`.
    pub(super) fn fact(&self, see: &dyn Sight, moment: &Moment, numbers: &mut Numbers) -> Result<Fact, No> {
        let consumer = known(see, self.consumer)?;
        may_be_cut(&consumer, self.day, moment)?;
        worked_on(self.day, &consumer, moment)?;
        let remark = self.remark.trim();
        let remark = if remark.is_empty() { String::new() } else { needed_text(remark, "The remark", "L-12", "remark")? };
        let shows = self.reading.as_ref().filter(|_| consumer.meter.stuck_since.is_none());
        let value = shows.map(|shows| shows.on(&consumer, self.day, moment)).transpose()?;
        let reading = value.map(|value| ReadingFact { value, day: self.day, source: Source::Final });
        let bill = match reading {
            Some(reading) => {
                let bill = closing_bill(&consumer, reading, true, moment)?;
                Some(BillIssued { no: numbers.next(PaperKind::Bill)?, bill })
            }
            None => None,
        };
        Ok(Fact::SupplyCut(Box::new(SupplyCut { consumer: self.consumer, day: self.day, reading, bill, remark })))
    }
}

/// The JE says that a cut was recorded by mistake; the AE approves it as a posting.
#[derive(Debug, Clone)]
pub struct CutWasMistaken {
    pub consumer: ConsumerNo,
    pub reason: String,
}

/// Whether a cut can be taken back: recorded by the JE in the first month.
///
/// # Errors
/// `L-12`.
pub fn was_mistaken(consumer: &Consumer, moment: &Moment) -> Result<(), No> {
    allowed(consumer, Event::CutMistaken, moment)?;
    if consumer.cut.is_none_or(|cut| cut.by_close.is_some()) {
        let message = format!("{} was disconnected by the month close: no JE recorded it, so none can take it back.", consumer.no);
        return Err(refuse("L-12", "consumer", message));
    }
    Ok(())
}

impl Act for CutWasMistaken {
    fn work(&self) -> &'static str {
        "Taking back a disconnection"
    }

    fn roles(&self) -> &'static [Role] {
        ENGINEERS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let consumer = known(see, self.consumer)?;
        was_mistaken(&consumer, moment)?;
        let reason = needed_text(&self.reason, "The reason", "L-12", "reason")?;
        let no = Numbers::new(see, moment).next(PaperKind::Posting)?;
        Ok(vec![Fact::PostingMade(PostingMade { no, what: Posting::MistakenCut { consumer: self.consumer }, reason }).into()])
    }
}

/// Records that the supply is on again, with its reading; the charge comes onto the next bill.
#[derive(Debug, Clone)]
pub struct RestoreSupply {
    pub consumer: ConsumerNo,
    pub day: Day,
    pub reading: Shows,
}

impl Act for RestoreSupply {
    fn work(&self) -> &'static str {
        "Recording a reconnection"
    }

    fn roles(&self) -> &'static [Role] {
        ENGINEERS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        Ok(vec![self.fact(see, moment)?.into()])
    }
}

impl RestoreSupply {
    /// The reconnection as it is recorded.
    pub(super) fn fact(&self, see: &dyn Sight, moment: &Moment) -> Result<Fact, No> {
        let consumer = known(see, self.consumer)?;
        allowed(&consumer, Event::Reconnected, moment)?;
        worked_on(self.day, &consumer, moment)?;
        let value = self.reading.on(&consumer, self.day, moment)?;
        let reading = ReadingFact { value, day: self.day, source: Source::Initial };
        let free = consumer.cut.is_some_and(|cut| cut.undue);
        let charge = if free { Money::ZERO } else { reconnection_charge(&consumer, moment) };
        Ok(Fact::SupplyRestored(SupplyRestored { consumer: self.consumer, day: self.day, reading, charge }))
    }
}

/// The tariff's charge for the consumer's phase; nothing where the tariff has none.
pub fn reconnection_charge(consumer: &Consumer, moment: &Moment) -> Money {
    let tariff = moment.rules.tariffs.on(moment.day);
    let rate = tariff.and_then(|tariff| tariff.reconnection).map(|by_phase| by_phase.of(consumer.supply.phase));
    rate.map_or(Money::ZERO, |rate| rounding::to_paise(rate.decimal()))
}

/// Records the final reading of a connection that ended unpaid, and bills it.
#[derive(Debug, Clone)]
pub struct ReadFinal {
    pub consumer: ConsumerNo,
    pub day: Day,
    pub reading: Shows,
}

impl Act for ReadFinal {
    fn work(&self) -> &'static str {
        "Recording a final reading"
    }

    fn roles(&self) -> &'static [Role] {
        ENGINEERS
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let consumer = known(see, self.consumer)?;
        allowed(&consumer, Event::FinalRead, moment)?;
        worked_on(self.day, &consumer, moment)?;
        let value = self.reading.on(&consumer, self.day, moment)?;
        let reading = ReadingFact { value, day: self.day, source: Source::Final };
        let bill = closing_bill(&consumer, reading, false, moment)?;
        let bill = BillIssued { no: Numbers::new(see, moment).next(PaperKind::Bill)?, bill };
        Ok(vec![Fact::FinalRead(Box::new(FinalRead { consumer: self.consumer, reading, bill })).into()])
    }
}
