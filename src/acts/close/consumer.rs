//! What the close of a period does to one consumer (`L-4` to `L-11`). It looks at nothing but the consumer as it stands.

use crate::acts::bill::{Making, make, supply};
use crate::acts::{Numbers, Rules};
use crate::base::{Day, Money, No, PaperKind, Period, Refusal};
use crate::folds::Consumer;
use crate::journal::fact::{BillIssued, ConsumerClosed, Notice, Outcome, ReadingFact, Source};
use crate::rules::bill::{Bill, Head, Line, Mark};
use crate::rules::bpsc::bpsc;
use crate::rules::cofee::cofee;
use crate::rules::lifecycle::Event;
use crate::rules::notice;
use crate::rules::status::Status;
use crate::rules::tariff::Category;

/// What is to be recorded of a consumer, before it has numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Closing {
    pub outcome: Outcome,
    pub to: Status,
    pub bill: Option<Bill>,
    pub bpsc: Money,
    pub cofee: Money,
    /// The notice's days, where one is served.
    pub notice: Option<notice::Days>,
    /// What is outstanding after it.
    pub payable: Money,
}

impl Closing {
    fn plain(outcome: Outcome, to: Status) -> Self {
        Self { outcome, to, bill: None, bpsc: Money::ZERO, cofee: Money::ZERO, notice: None, payable: Money::ZERO }
    }

    /// Gives out its numbers.
    ///
    /// # Errors
    /// A fault of the data file.
    pub fn numbered(self, consumer: &Consumer, window: (Period, Day), numbers: &mut Numbers) -> Result<ConsumerClosed, No> {
        let (period, window_to) = window;
        let bill = match self.bill {
            Some(bill) => Some(BillIssued { no: numbers.next(PaperKind::Bill)?, bill }),
            None => None,
        };
        let notice = match self.notice {
            Some(days) => Some(Notice {
                no: numbers.next(PaperKind::Notice)?,
                payable: self.payable,
                due: days.due,
                served: days.served,
                cut_from: days.cut_from,
            }),
            None => None,
        };
        Ok(ConsumerClosed {
            consumer: consumer.no,
            period,
            window_to,
            receipts: consumer.receipts,
            from: consumer.status,
            to: self.to,
            outcome: self.outcome,
            bill,
            bpsc: self.bpsc,
            cofee: self.cofee,
            notice,
        })
    }
}

/// What the close of `period`, run on `run_on`, does to a consumer; `None`: nothing.
///
/// # Errors
/// The consumer can't be billed: no tariff, category or assessed units.
pub fn closing(consumer: &Consumer, period: Period, run_on: Day, rules: &Rules) -> Result<Option<Closing>, Refusal> {
    if consumer.closed_in.is_some_and(|last| last >= period) {
        return Ok(None);
    }
    match consumer.status {
        Status::Live => live(consumer, period, run_on, rules),
        Status::Bltd => belated(consumer, period, run_on, rules).map(Some),
        Status::Dis(_) => disconnected(consumer, period, rules).map(Some),
        Status::Pnr(_) => Ok(paid_but_cut(consumer, period, rules)),
        // L-10, and what is not billed monthly.
        _ => Ok(None),
    }
}

/// `L-5`, `L-6`.
fn live(consumer: &Consumer, period: Period, run_on: Day, rules: &Rules) -> Result<Option<Closing>, Refusal> {
    let billed = is_billed(consumer, period);
    if consumer.came_on_in(period) && !billed {
        return Ok(None);
    }
    let bill = if billed { None } else { Some(own_bill(consumer, period, rules)?) };
    let owed = consumer.pressing(period.last_day()) + bill.as_ref().map_or(Money::ZERO, |b| b.bill_amount);
    if is_regular(consumer, period, owed, rules) {
        return Ok(bill.map(|bill| Closing { bill: Some(bill), payable: owed, ..Closing::plain(Outcome::Billed, Status::Live) }));
    }
    let surcharge = match &bill {
        Some(bill) => surcharge(rules, period, (bill.cc - bill.taken_back.cc).at_least_zero(), owed)?,
        None => of_last_bill(consumer, period, owed, rules)?,
    };
    let bill = bill.map(|bill| if surcharge.is_zero() { bill } else { bill.with_bpsc(bpsc_line(period, surcharge)) });
    Ok(Some(Closing {
        bill,
        bpsc: surcharge,
        notice: Some(notice::days(&rules.profile, period, run_on)),
        payable: owed + surcharge,
        ..Closing::plain(Outcome::Belated, after(consumer, Event::ClosedUnpaid, rules))
    }))
}

/// `L-7`. One who has no notice yet, as after a dishonoured cheque or an import, gets it now: nobody is cut without.
fn belated(consumer: &Consumer, period: Period, run_on: Day, rules: &Rules) -> Result<Closing, Refusal> {
    let owed = consumer.pressing(period.last_day());
    let surcharge = of_last_bill(consumer, period, owed, rules)?;
    let charged = |closing: Closing| Closing { bpsc: surcharge, payable: owed + surcharge, ..closing };
    let short = Closing::plain(Outcome::NoticeShort, Status::Bltd);
    Ok(charged(match &consumer.notice {
        None => Closing { notice: Some(notice::days(&rules.profile, period, run_on)), ..short },
        Some(notice) if notice.cut_from > period.last_day() => short,
        Some(_) => Closing::plain(Outcome::AutoDisconnected, after(consumer, Event::ClosedUnpaid, rules)),
    }))
}

/// `L-8`.
fn disconnected(consumer: &Consumer, period: Period, rules: &Rules) -> Result<Closing, Refusal> {
    let owed = consumer.pressing(period.last_day());
    if consumer.cut.is_some_and(|cut| cut.on.period() >= period) {
        let surcharge = of_last_bill(consumer, period, owed, rules)?;
        return Ok(Closing { bpsc: surcharge, payable: owed + surcharge, ..Closing::plain(Outcome::StaysDisconnected, consumer.status) });
    }
    let to = after(consumer, Event::ClosedUnpaid, rules);
    if to != Status::Pdnp {
        let surcharge = of_last_bill(consumer, period, owed, rules)?;
        return Ok(Closing { bpsc: surcharge, payable: owed + surcharge, ..Closing::plain(Outcome::NextStep, to) });
    }
    let bill = never_billed(consumer, period, rules)?;
    let fee = cofee(&rules.tariffs, &supply(consumer), consumer.connected_on, period.last_day(), rules.profile.lifecycle.contract_months)?;
    let payable = owed + bill.as_ref().map_or(Money::ZERO, |b| b.bill_amount) + fee;
    Ok(Closing { bill, cofee: fee, payable, ..Closing::plain(Outcome::Permanent, to) })
}

/// `L-9`.
fn paid_but_cut(consumer: &Consumer, period: Period, rules: &Rules) -> Option<Closing> {
    if consumer.cut.is_some_and(|cut| cut.on.period() >= period) {
        return None;
    }
    let to = after(consumer, Event::ClosedPaid, rules);
    let outcome = if to == Status::Deaa { Outcome::Deactivated } else { Outcome::NotReconnected };
    Some(Closing::plain(outcome, to))
}

fn after(consumer: &Consumer, event: Event, rules: &Rules) -> Status {
    consumer.status.after(event, true, rules.profile.lifecycle.steps).unwrap_or(consumer.status)
}

/// Whether a bill of the period stands; of the period of its import the former system made it.
fn is_billed(consumer: &Consumer, period: Period) -> bool {
    consumer.has_bill_of(period) || consumer.last_bill.is_none() && consumer.last_actual >= period
}

/// The close's bill (`L-5`): on the latest reading of the period that was posted, else by average.
fn own_bill(consumer: &Consumer, period: Period, rules: &Rules) -> Result<Bill, Refusal> {
    let counts = |source| matches!(source, Source::Own | Source::Reader | Source::Surprise);
    let stuck = consumer.meter.stuck_since.is_some();
    let posted = consumer.unbilled.iter().rev().find(|r| !stuck && period.contains(r.day) && counts(r.source));
    let mut marks = Vec::new();
    match posted {
        Some(reading) if reading.value.turns > consumer.meter.base.turns => marks.push(Mark::Rollover),
        Some(_) if consumer.meter.carried > crate::base::Units::ZERO => marks.push(Mark::MeterChange),
        Some(_) => {}
        None if stuck => marks.push(Mark::StuckMeter),
        None if consumer.is_government() => marks.push(Mark::DoorLock),
        None => {}
    }
    let making = Making {
        period,
        date: period.last_day(),
        due: Some(period.next().day(rules.profile.calendar.due_day_next)),
        reading: posted.map(|r| r.value),
        ends: false,
        marks: &marks,
        months: &consumer.months_to_bill(period),
        each: None,
    };
    make(consumer, &making, rules)
}

/// Supply that was never billed, when a connection ends unpaid (`L-8`): on the reading taken at the cut, else by average for each period
/// with supply and without a bill. What was before the import, the former system billed.
fn never_billed(consumer: &Consumer, period: Period, rules: &Rules) -> Result<Option<Bill>, Refusal> {
    let supplied = supplied(consumer, period);
    // A reading from before the cut leaves out what was used up to it.
    let at_cut = |r: &&ReadingFact| consumer.meter.stuck_since.is_none() && consumer.cut.is_some_and(|cut| r.day >= cut.on);
    let reading = consumer.unbilled.iter().rev().find(at_cut).map(|r| r.value);
    let unbilled = supplied.iter().any(|p| !consumer.has_bill_of(*p));
    if reading.is_none() && (!unbilled || consumer.last_bill.is_none()) {
        return Ok(None);
    }
    let months = months_to_end(consumer, period);
    let (_, tariff) = rules.tariffs.of_period(period)?;
    let unmetered = tariff.category(&consumer.supply.category).is_some_and(Category::is_unmetered);
    let making = Making {
        period,
        date: period.last_day(),
        due: Some(period.next().day(rules.profile.calendar.due_day_next)),
        reading,
        ends: true,
        marks: if unmetered { &[Mark::Unmetered] } else { &[] },
        months: &months,
        each: None,
    };
    make(consumer, &making, rules).map(Some)
}

fn supplied(consumer: &Consumer, period: Period) -> Vec<Period> {
    let dark = consumer.dark_until(period);
    (1..=period.since(consumer.last_actual)).map(|i| consumer.last_actual.plus(i)).filter(|p| !dark.contains(p)).collect()
}

/// The months of the bill with which a connection ends unpaid.
pub(in crate::acts) fn months_to_end(consumer: &Consumer, period: Period) -> Vec<Period> {
    let supplied = supplied(consumer, period);
    if supplied.is_empty() { vec![consumer.last_actual] } else { supplied }
}

/// `L-4`. `owed` is what is outstanding after the period's bill, disputed money not in it.
fn is_regular(consumer: &Consumer, period: Period, owed: Money, rules: &Rules) -> bool {
    let (from, to) = rules.profile.calendar.window(period);
    let paid = consumer.month_receipts.iter().rev().find(|paid| (from..=to).contains(&paid.day));
    if paid.is_some_and(|r| r.settled) || !owed.is_outstanding() {
        return true;
    }
    // An order is kept where nothing is owed beyond what falls due after the window; the period's own bill, made by the close, is
    // that of one who paid without a reading.
    let begun = consumer.order.as_ref().is_some_and(|order| order.begun);
    let left = if paid.is_some() { consumer.pressing(to) } else { owed };
    begun && !(left - consumer.deferred(to)).is_outstanding()
}

fn of_last_bill(consumer: &Consumer, period: Period, owed: Money, rules: &Rules) -> Result<Money, Refusal> {
    surcharge(rules, period, consumer.last_bill.as_ref().map_or(Money::ZERO, |bill| bill.cc), owed)
}

/// `B-17`; `cc` is that of the last bill, less the averages it took back.
pub(super) fn surcharge(rules: &Rules, period: Period, cc: Money, owed: Money) -> Result<Money, Refusal> {
    let (_, tariff) = rules.tariffs.of_period(period)?;
    Ok(bpsc(tariff.surcharge, cc, Money::ZERO, owed))
}

/// The surcharge of a close, as the next bill shows it.
pub(in crate::acts) fn bpsc_line(period: Period, amount: Money) -> Line {
    Line::new(Head::Bpsc, format!("BPSC {period}"), amount)
}
