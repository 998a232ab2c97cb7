//! A consumer's past gone through once more with changes: every bill from the first that is changed on is made anew, as it stood to be made.

use super::alter::{correct_readings, drop_revision, put_bill, put_bpsc};
use super::{Past, Surcharge, refuse};
use crate::acts::Rules;
use crate::acts::bill::{Making, make_by};
use crate::acts::close::{bpsc_line, months_to_end};
use crate::acts::supply::closing_months;
use crate::base::{Money, PaperNo, Period, Refusal, Register, Units};
use crate::folds::consumer::{self, Consumer, closed_by};
use crate::folds::rows::Rows;
use crate::journal::Entry;
use crate::journal::fact::{BillIssued, ConsumerClosed, Effected, Fact, ReadingFact, RevisedItem};
use crate::rules::bill::{Bill, Head, Line, Mark, Method};
use crate::rules::revision::{Change, Named};
use crate::rules::tariff::{SurchargeBase, TariffBook};

/// What a replay gives.
pub(super) struct Replayed {
    /// The standing bills, each as it would have been.
    pub bills: Vec<BillIssued>,
    pub bpsc: Vec<Surcharge>,
    pub items: Vec<RevisedItem>,
    pub end: Consumer,
}

/// Goes through the past with these changes, the later of two before the earlier.
///
/// # Errors
/// A change that changes nothing here, a reading that can't be, a bill that can't be made.
pub(super) fn replay(past: &Past, changes: &[Change], rules: &Rules) -> Result<Replayed, Refusal> {
    let mut replay = Replay {
        past,
        rules,
        changes: changes.iter().map(|change| Doing { change, done: false }).collect(),
        changed: false,
        bills: Vec::new(),
        bpsc: Vec::new(),
        items: Vec::new(),
    };
    let (mut actual, mut new) = (None, None);
    for (at, entry) in past.entries.iter().enumerate() {
        let after = consumer::fold(actual.clone(), past.no, entry, &mut Rows::default());
        new = match (new, &actual) {
            (Some(new), Some(before)) => Some(replay.next(at, entry, before, new)?),
            _ => after.clone(),
        };
        actual = after;
    }
    if let Some(idle) = replay.changes.iter().find(|doing| !doing.done) {
        return Err(refuse(format!("'{}' changes no bill of {}: look at the month again.", idle.change, past.no)));
    }
    let end = new.ok_or_else(|| refuse(format!("There is no consumer {}.", past.no)))?;
    Ok(Replayed { bills: replay.bills, bpsc: replay.bpsc, items: replay.items, end })
}

struct Doing<'a> {
    change: &'a Change,
    done: bool,
}

struct Replay<'a> {
    past: &'a Past<'a>,
    rules: &'a Rules,
    changes: Vec<Doing<'a>>,
    /// From the first change that took hold on.
    changed: bool,
    bills: Vec<BillIssued>,
    bpsc: Vec<Surcharge>,
    items: Vec<RevisedItem>,
}

impl Replay<'_> {
    /// The next entry onto the consumer as it would have been; `before` is the consumer as it was.
    fn next(&mut self, at: usize, entry: &Entry, before: &Consumer, mut new: Consumer) -> Result<Consumer, Refusal> {
        // When it was cut and what it was ordered happened, whatever the bills should have been.
        new.status = before.status;
        new.cut = before.cut;
        new.disconnected_on = before.disconnected_on;
        new.order.clone_from(&before.order);
        let mut altered = entry.clone();
        drop_revision(&mut altered.fact);
        if !self.readings(at, &mut altered.fact, &new)? {
            return Ok(new);
        }
        let issued = self.past.issued.iter().find(|issued| issued.at == at).map(|issued| issued.bill);
        if let Some(issued) = issued {
            let bill = self.bill(entry, issued, before, &mut new)?;
            put_bill(&mut altered.fact, Some(bill.clone()));
            self.bills.push(BillIssued { no: issued.no.clone(), bill });
        } else {
            put_bill(&mut altered.fact, None);
        }
        if let Some(closed) = closed_by(entry) {
            self.close(closed, before, &new, &mut altered.fact)?;
        }
        let folded = consumer::fold(Some(new), self.past.no, &altered, &mut Rows::default());
        folded.ok_or_else(|| refuse(format!("There is no consumer {}.", self.past.no)))
    }

    /// Readings of this entry as the changes have them; `false`: the reading is none, and the entry nothing else.
    fn readings(&mut self, at: usize, fact: &mut Fact, new: &Consumer) -> Result<bool, Refusal> {
        if let Fact::MeterChanged(changed) = fact {
            for doing in &mut self.changes {
                if let Change::Meter { day, last, initial } = doing.change
                    && *day == changed.day
                {
                    let last = Register { value: *last, turns: new.meter.floor.turns };
                    if *initial >= changed.meter.digits.span() || last.value >= new.meter.digits.span() {
                        return Err(refuse(format!("'{}': the meter has not so many digits.", doing.change)));
                    }
                    if last.absolute(new.meter.digits) < new.meter.base.absolute(new.meter.digits) {
                        return Err(refuse(format!("{} is below {}, on which the bill before ends.", last.value, new.meter.base.value)));
                    }
                    (changed.last, changed.initial) = (last, *initial);
                    (doing.done, self.changed) = (true, true);
                }
            }
            return Ok(true);
        }
        let wrong = self.wrong_reading(at);
        Ok(correct_readings(fact, |held| match &wrong {
            Some((register, right)) if held.value == *register => {
                right.map(|(value, rollover)| ReadingFact { value: typed(new, value, rollover), ..held })
            }
            _ => Some(ReadingFact { value: fitting(new, held.value), ..held }),
        }))
    }

    /// The reading that a later, changed bill of this stretch was made on, and what it should have been; nothing: by average.
    fn wrong_reading(&self, at: usize) -> Option<(Register, Option<(u64, bool)>)> {
        self.changes.iter().find_map(|doing| {
            let right = match doing.change {
                Change::Reading { value, rollover, .. } => Some((*value, *rollover)),
                Change::Average { .. } => None,
                _ => return None,
            };
            let bill = self.past.bill(doing.change.bill()?).ok()?;
            let earlier = |other: &&super::Issued| other.at < bill.at && other.bill.bill.reading.is_some();
            let from = self.past.issued.iter().rev().find(earlier).map_or(0, |other| other.at + 1);
            (from..=bill.at).contains(&at).then_some((bill.bill.bill.reading?, right))
        })
    }

    /// The bill as it would have been made.
    fn bill(&mut self, entry: &Entry, issued: &BillIssued, before: &Consumer, new: &mut Consumer) -> Result<Bill, Refusal> {
        let old = &issued.bill;
        self.begin(old.period, new);
        let fee = entry.fact.effects().iter().find_map(Effected::ended).map(|end| end.cofee).filter(|fee| !fee.is_zero());
        self.correct_items(&issued.no, old, new)?;
        let (reading, each) = self.basis(&issued.no, old, new)?;
        if !self.changed {
            return Ok(old.clone());
        }
        if let Some(reading) = reading.filter(|r| r.absolute(new.meter.digits) < new.meter.base.absolute(new.meter.digits)) {
            return Err(refuse(format!(
                "{} of {} ({}) is below {}, on which the bill before ends: change that bill too, or say that the meter passed its last digit (rollover).",
                reading.value,
                issued.no,
                old.period.short(),
                new.meter.base.value
            )));
        }
        let mut made = new.clone();
        if let Some(fee) = fee {
            made.balance += fee;
            made.since_bill.push(Line::new(Head::CoFee, "Contractual obligatory fee", fee));
        }
        let marks = marks(old, reading, new);
        let months = self.months(entry, old, new);
        let making = Making {
            period: old.period,
            date: old.date,
            due: old.due_date,
            reading,
            ends: old.method == Method::Final,
            marks: &marks,
            months: &months,
            each,
        };
        let book = self.book(entry, old, before)?;
        make_by(&made, &making, &book, &self.rules.profile.calendar)
    }

    /// What begins with a period, in the first bill of it or after it.
    fn begin(&mut self, period: Period, new: &mut Consumer) {
        for doing in self.changes.iter_mut().filter(|doing| !doing.done) {
            let begins = match doing.change {
                Change::Category { code, from } if *from <= period => {
                    new.supply.category.clone_from(code);
                    true
                }
                Change::Load { kw, from } if *from <= period => {
                    (new.supply.load_kw, new.supply.load_kva) = (*kw, None);
                    true
                }
                Change::Factor { factor, from } if *from <= period => {
                    new.meter.factor = *factor;
                    true
                }
                Change::Dark { period: dark } if *dark <= period && *dark > new.last_actual && !new.dark.contains(dark) => {
                    new.dark.push(*dark);
                    new.dark.sort_unstable();
                    true
                }
                Change::Supplied { period: supplied } if new.dark.contains(supplied) => {
                    new.dark.retain(|dark| dark != supplied);
                    true
                }
                _ => false,
            };
            doing.done |= begins;
            self.changed |= begins;
        }
    }

    /// What was put on the account and stands on this bill.
    fn correct_items(&mut self, no: &PaperNo, old: &Bill, new: &mut Consumer) -> Result<(), Refusal> {
        for doing in &mut self.changes {
            let Change::Item { bill: Named::Bill(bill), text, amount } = doing.change else { continue };
            if bill != no || doing.done {
                continue;
            }
            let Some(line) = new.since_bill.iter_mut().find(|line| line.text.eq_ignore_ascii_case(text)) else {
                // The surcharge of the close that made this bill itself is reckoned with the close.
                if old.posted_lines().any(|line| line.head == Head::Bpsc && line.text.eq_ignore_ascii_case(text)) {
                    continue;
                }
                let there: Vec<&str> = old.posted_lines().map(|line| line.text.as_str()).collect();
                let there = if there.is_empty() { "nothing".to_owned() } else { there.join(", ") };
                return Err(refuse(format!("{no} shows no '{text}' that was put on the account: it shows {there}.")));
            };
            let item = RevisedItem { bill: no.clone(), head: line.head, text: line.text.clone(), old: line.amount, new: *amount };
            new.balance += *amount - line.amount;
            line.amount = *amount;
            self.items.push(item);
            (doing.done, self.changed) = (true, true);
        }
        Ok(())
    }

    /// The reading of this bill, or the units of each month where those were said.
    fn basis(&mut self, no: &PaperNo, old: &Bill, new: &Consumer) -> Result<(Option<Register>, Option<Units>), Refusal> {
        for doing in &mut self.changes {
            match doing.change {
                Change::Reading { bill: Named::Bill(bill), value, rollover } if bill == no => {
                    if let Some(since) = new.meter.stuck_since {
                        let message = format!("The meter is recorded stuck since {}: {no} stays by average.", since.dmy());
                        return Err(refuse(message));
                    }
                    if *value >= new.meter.digits.span() {
                        let digits = new.meter.digits.count();
                        return Err(refuse(format!("{value} has more digits than the meter, which has {digits}.")));
                    }
                    (doing.done, self.changed) = (true, true);
                    return Ok((Some(typed(new, *value, *rollover)), None));
                }
                Change::Average { bill: Named::Bill(bill), each } if bill == no => {
                    (doing.done, self.changed) = (true, true);
                    return Ok((None, *each));
                }
                _ => {}
            }
        }
        Ok((old.reading.map(|reading| fitting(new, reading)), None))
    }

    fn months(&self, entry: &Entry, old: &Bill, new: &Consumer) -> Vec<Period> {
        match (&entry.fact, old.method) {
            (Fact::ConsumerClosed(_) | Fact::Reclosed(_), Method::Final) => months_to_end(new, old.period),
            (fact, Method::Final) => closing_months(new, read_on(fact).unwrap_or(old.date)),
            _ => new.months_to_bill(old.period),
        }
    }

    /// The tariffs as they were when the bill was made: those that it names, and no fuel surcharge that came for its months since.
    fn book<'b>(&'b self, entry: &Entry, old: &Bill, before: &Consumer) -> Result<std::borrow::Cow<'b, TariffBook>, Refusal> {
        let months: Vec<Period> = old.month_units.iter().map(|month| month.period).collect();
        let ids: Vec<&str> = old.tariffs.iter().map(|tariff| tariff.id.as_str()).collect();
        let used = self.rules.tariffs.as_used(&months, &ids);
        let making = Making {
            period: old.period,
            date: old.date,
            due: old.due_date,
            reading: old.reading,
            ends: old.method == Method::Final,
            marks: &old.marks,
            months: &self.months(entry, old, before),
            each: old.is_by_average().then(|| old.month_units.first().map(|month| month.units)).flatten(),
        };
        let mut book = used.clone();
        loop {
            let same = make_by(before, &making, &book, &self.rules.profile.calendar).is_ok_and(|made| made.own_lines().eq(old.own_lines()));
            match book.before_last_fuel() {
                _ if same => return Ok(book),
                Some(earlier) => book = std::borrow::Cow::Owned(earlier),
                None => return Ok(used),
            }
        }
    }

    /// The surcharge of a close: less by the tariff's percentage of what its base was too high (`R-7`).
    fn close(&mut self, closed: &ConsumerClosed, before: &Consumer, new: &Consumer, fact: &mut Fact) -> Result<(), Refusal> {
        let made = fact.issued().map(|issued| issued.bill.clone());
        let mut amount = closed.bpsc;
        if self.changed && !amount.is_zero() {
            let (_, tariff) = self.rules.tariffs.of_period(closed.period)?;
            let base = tariff.surcharge.base;
            let was = surcharge_base(base, before, closed.bill.as_ref().map(|issued| &issued.bill));
            let is = surcharge_base(base, new, made.as_ref());
            amount -= tariff.surcharge.percent.of_money((was - is).at_least_zero()).min(amount);
        }
        let text = bpsc_line(closed.period, Money::ZERO).text;
        for doing in self.changes.iter_mut().filter(|doing| !doing.done) {
            if let (Change::Item { bill: Named::Bill(bill), text: wanted, amount: right }, Some(issued)) = (doing.change, &closed.bill)
                && *bill == issued.no
                && wanted.eq_ignore_ascii_case(&text)
            {
                amount = *right;
                (doing.done, self.changed) = (true, true);
            }
        }
        if !closed.bpsc.is_zero() {
            self.bpsc.push((closed.period, amount));
        }
        if amount != closed.bpsc || self.changed {
            let shown = closed.bill.as_ref().is_some_and(|issued| issued.bill.lines.contains(&bpsc_line(closed.period, closed.bpsc)));
            put_bpsc(fact, amount, shown.then(|| bpsc_line(closed.period, amount)));
        }
        Ok(())
    }
}

/// What a surcharge is a percentage of (`B-17`).
fn surcharge_base(base: SurchargeBase, consumer: &Consumer, bill: Option<&Bill>) -> Money {
    let base = match (base, bill) {
        (SurchargeBase::Cc, Some(bill)) => bill.cc - bill.taken_back.cc,
        (SurchargeBase::Cc, None) => consumer.last_bill.as_ref().map_or(Money::ZERO, |bill| bill.cc),
        (SurchargeBase::Outstanding, bill) => consumer.outstanding() + bill.map_or(Money::ZERO, |bill| bill.bill_amount),
    };
    base.at_least_zero()
}

/// A reading as a person types it, after the last billed one.
fn typed(consumer: &Consumer, value: u64, rollover: bool) -> Register {
    Register { value, turns: consumer.meter.base.turns + u32::from(rollover) }
}

/// A reading that was recorded, without a turn that the reading before it no longer gives.
fn fitting(consumer: &Consumer, mut reading: Register) -> Register {
    let (digits, base) = (consumer.meter.digits, consumer.meter.base.absolute(consumer.meter.digits));
    while reading.turns > 0 && reading.absolute(digits).saturating_sub(base) >= digits.span() {
        reading.turns -= 1;
    }
    reading
}

fn marks(old: &Bill, reading: Option<Register>, new: &Consumer) -> Vec<Mark> {
    let mut marks: Vec<Mark> = old.marks.iter().copied().filter(|mark| *mark != Mark::Rollover).collect();
    match reading {
        Some(reading) => {
            marks.retain(|mark| !matches!(mark, Mark::StuckMeter | Mark::DoorLock));
            if reading.turns > new.meter.base.turns {
                marks.push(Mark::Rollover);
            }
        }
        None if old.reading.is_some() => marks.retain(|mark| *mark == Mark::CutOff),
        None => {}
    }
    marks
}

/// The day of the reading with which a supply ended.
fn read_on(fact: &Fact) -> Option<crate::base::Day> {
    match fact {
        Fact::SupplyCut(cut) => Some(cut.reading.map_or(cut.day, |reading| reading.day)),
        Fact::FinalRead(read) => Some(read.reading.day),
        fact => fact.effects().iter().find_map(Effected::ended).map(|end| end.reading.day),
    }
}
