//! The effects of a step, carried out one after the other.

use super::revision::at_counter;
use super::supply::{changed, supply_of};
use super::{over, refuse};
use crate::acts::bill::of_fact;
use crate::acts::consumer::next_number;
use crate::acts::money::Handed;
use crate::acts::pay::own_counter;
use crate::acts::{Moment, Numbers, Sight};
use crate::base::{ConsumerNo, Day, Digits, Factor, No, PaperKind, PaperNo, Refusal, rounding};
use crate::folds::{Application, Consumer};
use crate::journal::Personal;
use crate::journal::fact::{Collected, Connection, Demand, Effected, MeterFact, NumberMade, SupplyFact};
use crate::rules::connection::{DemandLine, advance, demanded, deposit_lacking, estimate, further_advance, temporary_supply};
use crate::rules::role::Role;
use crate::rules::tariff::Tariff;
use crate::rules::workflow::{Effect, Given, Step, Workflow};

/// A step on its way.
pub(super) struct Carrying<'a, 'n> {
    pub see: &'a dyn Sight,
    pub moment: &'a Moment<'a>,
    pub workflow: &'a Workflow,
    pub step: &'a Step,
    pub no: &'a PaperNo,
    /// `None`: it begins.
    pub application: Option<&'a Application>,
    /// The consumer that it made, or whom it is about.
    pub consumer: Option<Consumer>,
    /// What was given with this step.
    pub said: &'a Given,
    /// What was given so far, this step's with it.
    pub given: Given,
    pub applicant: Option<Personal>,
    pub handed: Option<&'a Handed>,
    /// A reading far above the usual was looked at again (`B-9`).
    pub confirmed: bool,
    pub numbers: &'a mut Numbers<'n>,
}

/// What came of a step.
#[derive(Default)]
pub(super) struct Carried {
    pub done: Vec<Effected>,
    /// Whether something is left to pay.
    pub owing: bool,
    /// The consumer's name and address, where the step makes or changes them.
    pub personal: Option<Personal>,
    pub made: Option<ConsumerNo>,
    /// Who acts next, where the amount says so, and not the state alone.
    pub waits: Option<Role>,
}

impl Carrying<'_, '_> {
    pub fn all(&mut self) -> Result<Carried, No> {
        let mut carried = Carried::default();
        for effect in &self.step.effects {
            self.allowed(*effect)?;
            self.carry(*effect, &mut carried)?;
        }
        Ok(carried)
    }

    /// The table's word on what the effect is in a consumer's life (`L-12`); supply is put on for nobody who owes.
    fn allowed(&self, effect: Effect) -> Result<(), No> {
        let (Some(consumer), Some(event)) = (&self.consumer, effect.event()) else { return Ok(()) };
        let steps = self.moment.rules.profile.lifecycle.steps;
        consumer.status.must(event, consumer.is_outstanding(), steps, consumer.no)?;
        if matches!(effect, Effect::Order | Effect::Connect) && consumer.is_outstanding() {
            let message = format!("{} owes {}: a cheque came back; it is paid first.", consumer.no, consumer.outstanding().indian());
            return Err(refuse("N-2", "consumer", message));
        }
        Ok(())
    }

    fn carry(&mut self, effect: Effect, carried: &mut Carried) -> Result<(), No> {
        let done = match effect {
            Effect::InspectionLetter => {
                let visit = self.day("visit")?;
                Effected::Inspection { no: self.numbers.next(PaperKind::InspectionLetter)?, visit }
            }
            Effect::Estimate => {
                let metres = self.given.whole("line_metres");
                Effected::Estimated(estimate(self.tariff()?, &of_fact(&self.supply()?), metres)?)
            }
            Effect::DemandNote => self.demand_note()?,
            Effect::DemandDeposit => return self.demand_lacking(&self.own()?.supply.clone(), carried),
            Effect::DemandDifference => return self.demand_lacking(&self.changed()?, carried),
            Effect::Advance => {
                let from = self.said.day("on").map_or_else(|| self.day("from"), Ok)?;
                let until = self.day("until")?;
                self.advance((from, until))?
            }
            Effect::DemandAgain => {
                let Demand { lines, on_bill, .. } = self.demanded()?;
                Effected::Demanded(self.demand(lines, self.note_day(), on_bill)?)
            }
            Effect::Collect => self.collect()?,
            Effect::MakeNumber => return self.make_number(carried),
            Effect::Order => Effected::Ordered { no: self.numbers.next(PaperKind::ServiceOrder)? },
            Effect::Connect => Effected::Connected(Box::new(self.connection()?)),
            Effect::Energise => self.energise()?,
            Effect::GoLive => Effected::WentLive,
            Effect::Extend => return self.extend(carried),
            Effect::SettleTemporary => self.settle_temporary(carried)?,
            Effect::EndConnection => self.end_connection(carried)?,
            Effect::StopBill => self.stop_bill(carried)?,
            Effect::Reactivate => Effected::Reactivated,
            Effect::WithdrawReactivation => self.withdraw_reactivation()?,
            Effect::Claim => Effected::Claimed,
            Effect::Release => Effected::Released,
            Effect::ChangeName => {
                let old = self.person()?;
                // Another person's telephone does not stay.
                carried.personal = Some(over(Personal { address: old.address, ..Personal::default() }, &self.named()?));
                Effected::PersonChanged
            }
            Effect::ChangeContact => {
                let said = self.applicant.clone().unwrap_or_default();
                if said == Personal::default() {
                    return Err(refuse("N-8", "address", "Give the new address, telephone or e-mail."));
                }
                carried.personal = Some(over(self.person()?, &said));
                Effected::PersonChanged
            }
            Effect::ChangeCategory | Effect::ChangeLoad | Effect::ChangePhase => Effected::SupplyChanged(Box::new(self.changed()?)),
            Effect::AtCounter => return at_counter(self.moment),
            Effect::Dispute => self.dispute()?,
            Effect::StartRevision => self.start_revision()?,
            Effect::Attach => return self.attach(carried),
            Effect::ProposeRevision => self.propose(carried)?,
            Effect::Revise => self.revise()?,
            Effect::EndProtest => return self.end_protest(carried),
            Effect::Shift => {
                let address = self.applicant.clone().unwrap_or_default().address;
                carried.personal = Some(over(self.person()?, &Personal { address, ..Personal::default() }));
                carried.done.push(Effected::PersonChanged);
                Effected::SupplyChanged(Box::new(self.changed()?))
            }
        };
        carried.done.push(done);
        Ok(())
    }

    pub fn tariff(&self) -> Result<&Tariff, No> {
        Ok(self.moment.rules.tariffs.of_period(self.moment.day.period())?.1)
    }

    pub fn day(&self, field: &'static str) -> Result<Day, No> {
        self.given.day(field).ok_or_else(|| refuse("N-1", field, "The day is missing: type it."))
    }

    /// The consumer that the step works on.
    pub fn own(&self) -> Result<&Consumer, No> {
        let missing = || refuse("N-1", "consumer", format!("{} has no consumer yet: its number is made first.", self.no));
        self.consumer.as_ref().ok_or_else(missing)
    }

    fn person(&self) -> Result<Personal, No> {
        Ok(self.see.person(self.own()?.no)?.unwrap_or_default())
    }

    /// Who applied, with a name: what an order erased can't be a consumer's.
    fn named(&self) -> Result<Personal, No> {
        self.applicant.clone().filter(|person| !person.name.is_empty()).ok_or_else(|| {
            refuse("J-19", "name", format!("The applicant's name of {} was erased by order: nothing can be made in it.", self.no))
        })
    }

    /// What is applied for.
    fn supply(&self) -> Result<SupplyFact, No> {
        supply_of(&self.given, self.consumer.as_ref().map(|consumer| &consumer.supply))
    }

    /// What the consumer's supply becomes.
    fn changed(&self) -> Result<SupplyFact, No> {
        Ok(changed(&self.own()?.supply, &self.given))
    }

    /// The same of a temporary connection, which the tariff prices in a category of its own.
    fn temporary(&self) -> Result<SupplyFact, No> {
        let supply = self.supply()?;
        if supply.would_be.is_some() {
            return Ok(supply);
        }
        let priced = temporary_supply(self.tariff()?, of_fact(&supply))?;
        Ok(SupplyFact { category: priced.category, would_be: priced.would_be, ..supply })
    }

    /// Whether the workflow is one of temporary connections.
    fn is_temporary(&self) -> bool {
        self.workflow.steps.iter().any(|step| step.effects.contains(&Effect::SettleTemporary))
    }

    fn demand(&mut self, lines: Vec<DemandLine>, last_day: Day, on_bill: bool) -> Result<Demand, No> {
        let collect = rounding::to_collect(lines.iter().map(|line| line.amount).sum());
        Ok(Demand { no: self.numbers.next(PaperKind::DemandNote)?, last_day, lines, collect, on_bill })
    }

    fn note_day(&self) -> Day {
        self.moment.day.plus_days(i32::from(self.moment.rules.profile.connections.note_days))
    }

    fn demand_note(&mut self) -> Result<Effected, No> {
        let known = self.application.and_then(|application| application.estimate.clone());
        let estimate = match known {
            Some(estimate) => estimate,
            None => estimate(self.tariff()?, &of_fact(&self.supply()?), None)?,
        };
        let last_day = self.note_day();
        Ok(Effected::Demanded(self.demand(demanded(&estimate), last_day, false)?))
    }

    fn demand_lacking(&mut self, supply: &SupplyFact, carried: &mut Carried) -> Result<(), No> {
        let lines = deposit_lacking(self.tariff()?, &of_fact(supply), self.own()?.sd)?;
        if !lines.is_empty() {
            carried.owing = true;
            let last_day = self.note_day();
            carried.done.push(Effected::Demanded(self.demand(lines, last_day, false)?));
        }
        Ok(())
    }

    /// Until when the slip of an advance can be paid: not longer than the supply lasts.
    fn slip_day(&self, until: Day) -> Day {
        self.note_day().min(until).max(self.moment.day)
    }

    fn advance(&mut self, days: (Day, Day)) -> Result<Effected, No> {
        let lines = advance(&self.moment.rules.tariffs, &of_fact(&self.temporary()?), days)?;
        let last_day = self.slip_day(days.1);
        Ok(Effected::Demanded(self.demand(lines, last_day, true)?))
    }

    fn extend(&mut self, carried: &mut Carried) -> Result<(), No> {
        let until = self.day("until")?;
        let before = self.application.and_then(Application::until).unwrap_or(self.moment.day);
        if until <= before {
            let message = format!("The last date is {} already: an extension is to a later one.", before.dmy());
            return Err(refuse("N-6", "until", message));
        }
        let lines = further_advance(&self.moment.rules.tariffs, &of_fact(&self.temporary()?), self.day("from")?, (before, until))?;
        carried.done.push(Effected::Extended { until });
        if !lines.is_empty() {
            carried.owing = true;
            let last_day = self.slip_day(until);
            carried.done.push(Effected::Demanded(self.demand(lines, last_day, true)?));
        }
        Ok(())
    }

    /// What waits to be paid.
    fn demanded(&self) -> Result<Demand, No> {
        let nothing = || refuse("N-2", "application", format!("Nothing is demanded of {}: the demand note comes first.", self.no));
        self.application.and_then(|application| application.demand.clone()).ok_or_else(nothing)
    }

    /// Exactly what was demanded, and in time (`N-2`).
    fn collect(&mut self) -> Result<Effected, No> {
        own_counter(self.see, self.moment)?;
        let demand = self.demanded()?;
        if self.moment.day > demand.last_day {
            let message = format!(
                "{} could be paid until {}: the JE serves the demand again, or rejects the application.",
                demand.no,
                demand.last_day.dmy()
            );
            return Err(refuse("N-2", "application", message));
        }
        let exactly = |amount: &str| {
            refuse("N-2", "amount", format!("{} demands {}, no more and no less{amount}.", demand.no, demand.collect.indian()))
        };
        let Some(handed) = self.handed else { return Err(exactly(": type what was handed over")) };
        handed.check(&self.moment.rules.profile, self.consumer.as_ref(), self.moment.day)?;
        if handed.keep.is_some_and(|keep| keep != demand.collect) || handed.total() < demand.collect {
            return Err(exactly(""));
        }
        let receipt = handed.receipt(self.numbers.next(PaperKind::Receipt)?, demand.collect, &self.moment.time)?;
        if receipt.amount != demand.collect {
            return Err(exactly(""));
        }
        Ok(Effected::Collected(Collected { demand, receipt }))
    }

    fn make_number(&mut self, carried: &mut Carried) -> Result<(), No> {
        let to = self.workflow.state(&self.step.to);
        let status = to.and_then(|state| state.status).ok_or_else(|| {
            Refusal::new("N-1", format!("Workflow '{}' does not say what a consumer is in {}.", self.workflow.name, self.step.to))
        })?;
        let supply = if self.is_temporary() { self.temporary()? } else { self.supply()? };
        let connection = self.application.and_then(|application| application.connection.clone());
        let number = NumberMade {
            consumer: next_number(self.see, self.moment)?,
            office: self.moment.desk.office().to_owned(),
            status,
            supply: connection.as_ref().and_then(|c| c.supply.clone()).unwrap_or(supply),
            connection,
            before: self.application.and_then(|application| application.about),
        };
        carried.made = Some(number.consumer);
        carried.personal = Some(self.named()?);
        carried.done.push(Effected::NumberMade(Box::new(number)));
        Ok(())
    }

    /// The meter as it was put up.
    fn connection(&self) -> Result<Connection, No> {
        let day = self.day("on")?;
        if let Some(since) = self.application.map(|application| application.since).filter(|since| day < *since) {
            let message = format!("{} is before the service connection order, served on {}.", day.dmy(), since.dmy());
            return Err(refuse("N-3", "on", message));
        }
        let no = self.said.text("meter").to_owned();
        if let Some(other) = self.see.meter_in_service(&no)? {
            return Err(refuse("N-3", "meter", format!("Meter {no} is up at {other}: look at the number again.")));
        }
        let digits = self.said.whole("digits").and_then(|digits| Digits::new(u8::try_from(digits).ok()?));
        let digits = digits.ok_or_else(|| refuse("N-3", "digits", "A meter has 1 to 9 digits."))?;
        let initial: Option<u64> = self.said.text("initial").parse().ok().filter(|value| *value < digits.span());
        let initial = initial
            .ok_or_else(|| refuse("N-3", "initial", format!("The initial reading is a number of at most {} digits.", digits.count())))?;
        let factor = self.said.number("factor").and_then(Factor::new).unwrap_or(Factor::ONE);
        let before = match &self.consumer {
            Some(consumer) => consumer.supply.clone(),
            None if self.is_temporary() => self.temporary()?,
            None => self.supply()?,
        };
        let found = changed(&before, self.said);
        let supply = (self.consumer.is_none() || found != before).then_some(found);
        Ok(Connection { day, meter: MeterFact { no, digits, factor }, make: self.said.text("make").to_owned(), initial, supply })
    }
}
