//! What happens on the island, as acts that look at the account first, as a person would: each hands on to the program's own act, so that
//! every rule holds for made-up data too.

use crate::acts::bill::{Basis, propose};
use crate::acts::counter::{CloseCounter, Remit};
use crate::acts::meter::ChangeMeter;
use crate::acts::money::Handed;
use crate::acts::pay::Pay;
use crate::acts::posting::DecidePosting;
use crate::acts::reading::{PostRound, Round, RoundRow};
use crate::acts::shows::Shows;
use crate::acts::supply::{CutSupply, RestoreSupply, may_be_cut};
use crate::acts::{Act, Draft, Moment, Sight, known};
use crate::base::{ConsumerNo, FinYear, Money, No, PaperKind, PaperNo, rounding};
use crate::folds::Consumer;
use crate::journal::fact::Source;
use crate::rules::role::Role;
use crate::rules::status::Status;
use crate::rules::tender::{Mode, Tender};

/// How somebody pays at the window.
#[derive(Debug, Clone)]
pub enum Purse {
    /// Notes of this size; the rest is change.
    Cash(u32),
    /// Rounded up to a hundred rupees: the rest stays as advance.
    Advance,
    Reference(Mode, String),
    Cheque {
        bank: String,
        number: String,
    },
    /// Cash up to this many rupees, the rest by UPI.
    Mixed(u32, String),
}

/// A consumer comes with a reading, or lives with the average, and pays what is due.
#[derive(Debug, Clone)]
pub struct Visit {
    pub consumer: ConsumerNo,
    /// Units since the last billed reading.
    pub units: u64,
    pub purse: Purse,
}

/// What the meter shows `units` after its last billed reading, as it is typed, and whether it passed its last digit.
fn shows(consumer: &Consumer, units: u64) -> (u64, bool) {
    let meter = &consumer.meter;
    let after = (meter.base.value + units).max(if meter.base.turns == meter.floor.turns { meter.floor.value } else { 0 });
    if after >= meter.digits.span() { (after - meter.digits.span(), true) } else { (after, false) }
}

fn basis_of(consumer: &Consumer, units: u64, moment: &Moment) -> Option<Basis> {
    let period = moment.day.period();
    let posted = consumer.unbilled.iter().any(|r| r.day.period() == period);
    if !consumer.status.is_billed() || consumer.has_bill_of(period) {
        return None;
    }
    if consumer.meter.stuck_since.is_some() || consumer.is_government() && !posted {
        return Some(Basis::Acm);
    }
    let (value, rollover) = if posted { (consumer.meter.floor.value, false) } else { shows(consumer, units) };
    Some(Basis::Reading { typed: value.to_string(), source: Source::Own, rollover, confirmed: true })
}

impl Act for Visit {
    fn work(&self) -> &'static str {
        "Taking a payment"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Bcc]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let consumer = known(see, self.consumer)?;
        let basis = basis_of(&consumer, self.units, moment);
        let payable = match &basis {
            Some(basis) => propose(&consumer, basis, moment)?.bill.payable,
            None => consumer.balance,
        };
        let collect = rounding::to_collect(payable - consumer.disputed);
        if basis.is_none() && collect.is_zero() {
            return Ok(Vec::new());
        }
        let cash_only = consumer.cash_only_until.is_some_and(|until| moment.day <= until);
        let purse = if cash_only { &Purse::Cash(100) } else { &self.purse };
        Pay { consumer: self.consumer, basis, handed: hand(purse, collect, moment), protest: None }.decide(see, moment)
    }
}

fn up_to(amount: Money, rupees: u32) -> Money {
    let step = i64::from(rupees.max(1)) * 100;
    Money::from_paise((amount.paise() + step - 1) / step * step)
}

fn hand(purse: &Purse, collect: Money, moment: &Moment) -> Handed {
    if collect.is_zero() {
        return Handed::default();
    }
    let mut keep = None;
    let tenders = match purse {
        Purse::Cash(note) => vec![Tender::cash(up_to(collect, *note))],
        Purse::Advance => {
            keep = Some(up_to(collect, 100));
            vec![Tender::cash(up_to(collect, 100))]
        }
        Purse::Reference(mode, reference) => vec![Tender::by_reference(*mode, collect, reference.clone())],
        Purse::Cheque { bank, number } => vec![Tender::instrument(Mode::Cheque, collect, bank.clone(), number.clone(), moment.day)],
        Purse::Mixed(rupees, reference) => match Money::from_rupees(i64::from(*rupees)) {
            cash if cash < collect => vec![Tender::cash(cash), Tender::by_reference(Mode::Upi, collect - cash, reference.clone())],
            _ => vec![Tender::cash(up_to(collect, 50))],
        },
    };
    Handed { tenders, keep }
}

/// A round of readings, each so many units above the last billed one.
#[derive(Debug, Clone)]
pub struct Walk {
    pub round: Round,
    pub units: Vec<(ConsumerNo, u64)>,
}

impl Act for Walk {
    fn work(&self) -> &'static str {
        "Posting readings"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Bcc]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let mut rows = Vec::with_capacity(self.units.len());
        for (line, (no, units)) in (2..).zip(&self.units) {
            let consumer = known(see, *no)?;
            let (value, rollover) = shows(&consumer, *units);
            // A round takes no rollover, no stuck meter and no second reading of a month that is billed: those are for the window.
            let fits = consumer.status.is_billed() && consumer.meter.stuck_since.is_none() && !rollover;
            if fits && !consumer.has_bill_of(moment.day.period()) {
                rows.push((line, RoundRow { consumer: *no, reading: Shows::plain(value.to_string()).confirmed(), day: moment.day }));
            }
        }
        PostRound { round: self.round, rows }.decide(see, moment)
    }
}

/// The junior engineer puts up a new meter.
#[derive(Debug, Clone)]
pub struct NewMeter {
    pub consumer: ConsumerNo,
    /// Units that the old meter counted since the last billed reading.
    pub units: u64,
    pub meter: String,
}

impl Act for NewMeter {
    fn work(&self) -> &'static str {
        "Recording a meter change"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Je]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let consumer = known(see, self.consumer)?;
        let (last, rollover) = shows(&consumer, self.units);
        let digits = consumer.meter.digits.count();
        let last = Shows { typed: last.to_string(), rollover, confirmed: true };
        let (meter, factor) = (self.meter.clone(), consumer.meter.factor.decimal());
        ChangeMeter { consumer: self.consumer, last, meter, digits, factor, initial: "0".to_owned() }.decide(see, moment)
    }
}

/// The junior engineer passes by: who has paid is put on again, who is due for it may be cut.
#[derive(Debug, Clone, Copy)]
pub struct PassBy {
    pub consumer: ConsumerNo,
    pub cuts: bool,
}

impl Act for PassBy {
    fn work(&self) -> &'static str {
        "Recording a disconnection or reconnection"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Je]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let consumer = known(see, self.consumer)?;
        let (no, day) = (self.consumer, moment.day);
        // Nothing ran through the meter meanwhile.
        let reading = Shows::plain(consumer.meter.floor.value.to_string());
        match consumer.status {
            Status::Pnr(_) => RestoreSupply { consumer: no, day, reading }.decide(see, moment),
            Status::Bltd if self.cuts && may_be_cut(&consumer, day, moment).is_ok() => {
                CutSupply { consumer: no, day, reading: None, remark: String::new() }.decide(see, moment)
            }
            _ => Ok(Vec::new()),
        }
    }
}

/// The AE decides on the posting that was made last.
#[derive(Debug, Clone)]
pub struct DecideLast {
    pub approve: bool,
}

impl Act for DecideLast {
    fn work(&self) -> &'static str {
        "Deciding on a posting"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Ae]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let year = FinYear::of(moment.day);
        let no = PaperNo { kind: PaperKind::Posting, desk: moment.desk.clone(), year, number: see.made(PaperKind::Posting, year)? };
        let remark = (!self.approve).then(|| "Not borne out by the meter card".to_owned());
        DecidePosting { no, approve: self.approve, remark }.decide(see, moment)
    }
}

/// The clerk counts the drawer and closes; now and then ten rupees are missing.
#[derive(Debug, Clone)]
pub struct CountAndClose {
    pub short: bool,
}

impl Act for CountAndClose {
    fn work(&self) -> &'static str {
        "Closing a counter"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Bcc]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let Some(open) = see.counter()?.open else { return Ok(Vec::new()) };
        let mut rupees = u32::try_from(open.expected(Mode::Cash).paise() / 100).unwrap_or(0);
        let mut reason = None;
        if self.short && rupees > 1_000 {
            rupees -= 10;
            reason = Some("Ten rupees short; counted twice, change given wrongly".to_owned());
        }
        let mut pieces = Vec::new();
        for note in &moment.rules.profile.counter.denominations {
            pieces.push((*note, rupees / note));
            rupees %= note;
        }
        let other = Mode::ALL.into_iter().filter(|mode| *mode != Mode::Cash).map(|mode| (mode, open.expected(mode))).collect();
        CloseCounter { pieces, other, reason }.decide(see, moment)
    }
}

/// Everything in hand goes to the bank, a challan for each mode.
#[derive(Debug, Clone)]
pub struct RemitAll {
    pub challan: u64,
}

impl Act for RemitAll {
    fn work(&self) -> &'static str {
        "Recording a remittance"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Bcc]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let counter = see.counter()?;
        let mut drafts = Vec::new();
        for (mode, amount) in counter.in_hand.into_iter().filter(|(_, amount)| *amount > Money::ZERO) {
            let challan = format!("{}-{}", self.challan, mode.code().to_uppercase());
            drafts.append(&mut Remit { challan, amount, mode, date: moment.day }.decide(see, moment)?);
        }
        Ok(drafts)
    }
}

/// What the window would say to a reading so many units up: for the README's five consumers.
pub fn due(consumer: &Consumer, units: u64, moment: &Moment) -> Result<(Option<u64>, Money), No> {
    let basis = basis_of(consumer, units, moment);
    let reading = match &basis {
        Some(Basis::Reading { typed, .. }) => typed.parse().ok(),
        _ => None,
    };
    let payable = basis.as_ref().map_or(Ok(consumer.balance), |basis| propose(consumer, basis, moment).map(|p| p.bill.payable))?;
    Ok((reading, rounding::to_collect(payable - consumer.disputed)))
}
