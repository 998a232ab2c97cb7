//! The rules of the month once more, apart from the engine: plain numbers, no haste, one consumer at a time. Where the program and this
//! differ, one of them reads the rules wrongly.

use ebcm::base::{Day, Period};

/// Where the model's connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    Live,
    Belated,
    Off(u8),
    PaidOff(u8),
    EndedUnpaid,
    Ended,
}

impl Stands {
    pub fn code(self) -> String {
        match self {
            Self::Live => "LIVE".to_owned(),
            Self::Belated => "BLTD".to_owned(),
            Self::Off(n) => format!("DIS{n}"),
            Self::PaidOff(n) => format!("PNR{n}"),
            Self::EndedUnpaid => "PDNP".to_owned(),
            Self::Ended => "DEAA".to_owned(),
        }
    }
}

/// A small tariff: slabs as (upper limit, paise a unit), and what a month costs beside.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    pub slabs: &'static [(i64, i64)],
    pub fixed: i64,
    pub rent: i64,
}

const ALL: i64 = i64::MAX;
pub const HOME: Rates = Rates { slabs: &[(100, 150), (200, 300), (300, 500), (ALL, 700)], fixed: 2_500, rent: 1_000 };
pub const SHOP: Rates = Rates { slabs: &[(100, 600), (200, 720), (ALL, 860)], fixed: 5_000, rent: 1_000 };
pub const OFFICE: Rates = Rates { slabs: &[(ALL, 850)], fixed: 5_000, rent: 1_000 };
const SURCHARGE_PERCENT: i64 = 2;
const RECONNECTION: i64 = 10_000;
const CHEQUE_CHARGE: i64 = 25_000;
const CONTRACT_MONTHS: i32 = 36;

impl Rates {
    fn energy(&self, units: i64) -> i64 {
        (1..=units).map(|unit| self.slabs.iter().find(|(upto, _)| unit <= *upto).expect("a slab").1).sum()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Reading,
    Average,
    /// A last bill, on a reading or by average.
    Last,
}

#[derive(Debug, Clone)]
pub struct Bill {
    pub period: Period,
    pub by: By,
    /// Whether its units are an average, to be taken back by the next reading.
    pub guessed: bool,
    pub months: Vec<(Period, i64)>,
    pub cc: i64,
    pub back: i64,
    pub amount: i64,
}

impl Bill {
    pub fn units(&self) -> i64 {
        self.months.iter().map(|m| m.1).sum()
    }

    fn surcharge(&self) -> i64 {
        ((self.cc - self.back).max(0) * SURCHARGE_PERCENT + 50) / 100
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    pub period: Period,
    pub served: Day,
    pub cut_from: Day,
}

#[derive(Debug, Clone)]
struct Receipt {
    day: Day,
    nothing_overdue: bool,
    cheque: Option<(String, i64)>,
    closes_before: usize,
}

/// A reading without a bill; one that is a floor alone is never billed by a close.
#[derive(Debug, Clone, Copy)]
struct Posted {
    day: Day,
    value: i64,
    floor_alone: bool,
}

/// An instalment order: days and amounts, what was paid since.
#[derive(Debug, Clone)]
struct Parts {
    parts: Vec<(Day, i64)>,
    paid: i64,
}

impl Parts {
    fn begun(&self) -> bool {
        self.paid >= self.parts[0].1
    }

    fn later_than(&self, day: Day) -> i64 {
        self.parts[1..].iter().filter(|part| part.0 > day).map(|part| part.1).sum()
    }
}

/// What one close did.
#[derive(Debug, Clone)]
pub struct Closed {
    pub bill: Option<Bill>,
    pub surcharge: i64,
    pub fee: i64,
    pub notice: Option<Notice>,
    pub door_lock: bool,
    pub to: Stands,
}

#[derive(Debug, Clone)]
struct Passed {
    before: Stands,
    owed: i64,
    cc_charge: i64,
    surcharge: i64,
}

#[derive(Debug, Clone)]
pub struct Life {
    pub rates: Rates,
    pub government: bool,
    pub connected: Option<Day>,
    pub stands: Stands,
    pub balance: i64,
    /// What the meter really shows.
    pub meter: i64,
    pub stuck: bool,
    pub notice: Option<Notice>,
    last_billed: i64,
    last_actual: Period,
    before_us: Vec<i64>,
    bills: Vec<Bill>,
    /// Taken back already, or never to be.
    settled_guesses: usize,
    posted: Vec<Posted>,
    off_since: Option<Day>,
    off_by_engineer: bool,
    off: Vec<(Day, Day)>,
    on_since: Option<Day>,
    receipts: Vec<Receipt>,
    parts: Option<Parts>,
    passed: Vec<Passed>,
    pub cash_only_until: Option<Day>,
}

fn to_collect(paise: i64) -> i64 {
    if paise <= 0 { 0 } else { (paise + 50) / 100 }
}

fn window(period: Period) -> (Day, Day) {
    (period.day(1), period.day(25))
}

impl Life {
    pub fn imported(rates: Rates, government: bool, connected: Option<Day>, last_actual: Period) -> Self {
        Self {
            rates,
            government,
            connected,
            stands: Stands::Live,
            balance: 0,
            meter: 1_200,
            stuck: false,
            notice: None,
            last_billed: 1_200,
            last_actual,
            before_us: vec![90, 110, 130],
            bills: Vec::new(),
            settled_guesses: 0,
            posted: Vec::new(),
            off_since: None,
            off_by_engineer: false,
            off: Vec::new(),
            on_since: None,
            receipts: Vec::new(),
            parts: None,
            passed: Vec::new(),
            cash_only_until: None,
        }
    }

    fn owes(&self) -> bool {
        self.balance >= 100
    }

    fn overdue(&self, day: Day) -> bool {
        let put_off = self.parts.as_ref().filter(|p| p.begun()).map_or(0, |p| p.later_than(day));
        self.balance - put_off >= 100
    }

    /// B-12, L-8: without supply from beginning to end.
    fn dark(&self, period: Period) -> bool {
        let now = self.off_since.is_some_and(|from| from.period() < period);
        now || self.off.iter().any(|(from, to)| from.period() < period && period < to.period())
    }

    fn supplied(&self, upto: Period) -> Vec<Period> {
        let mut all = Vec::new();
        let mut period = self.last_actual.next();
        while period <= upto {
            if !self.dark(period) {
                all.push(period);
            }
            period = period.next();
        }
        all
    }

    fn months(&self, upto: Period) -> Vec<Period> {
        let supplied = self.supplied(upto);
        if supplied.is_empty() { vec![upto] } else { supplied }
    }

    pub fn has_bill(&self, period: Period) -> bool {
        self.bills.iter().any(|b| !b.guessed && b.period == period || b.months.iter().any(|m| m.0 == period))
    }

    /// B-15.
    fn mean(&self) -> i64 {
        let mut metered = self.before_us.clone();
        for bill in self.bills.iter().filter(|b| !b.guessed) {
            metered.extend(bill.months.iter().map(|m| m.1));
        }
        let last = &metered[metered.len().saturating_sub(3)..];
        let (sum, count) = (last.iter().sum::<i64>(), i64::try_from(last.len()).expect("three"));
        (2 * sum + count) / (2 * count)
    }

    fn charges(&self, months: &[Period]) -> i64 {
        let charged = months.iter().filter(|m| !self.has_bill(**m)).count();
        i64::try_from(charged).expect("few") * (self.rates.fixed + self.rates.rent)
    }

    /// B-13, B-14.
    pub fn bill_on(&self, reading: i64, period: Period, months: &[Period], by: By) -> Bill {
        let (units, count) = (reading - self.last_billed, i64::try_from(months.len()).expect("few"));
        let spread: Vec<(Period, i64)> =
            (0..count).zip(months).map(|(i, month)| (*month, units / count + i64::from(i >= count - units % count))).collect();
        let cc = spread.iter().map(|m| self.rates.energy(m.1)).sum();
        let back = self.bills[self.settled_guesses..].iter().filter(|b| b.guessed).map(|b| b.cc).sum();
        let amount = cc + self.charges(months) - back;
        Bill { period, by, guessed: false, months: spread, cc, back, amount }
    }

    pub fn bill_by_average(&self, period: Period, months: &[Period], by: By) -> Bill {
        let mean = self.mean();
        let months: Vec<(Period, i64)> = months.iter().filter(|m| !self.has_bill(**m)).map(|m| (*m, mean)).collect();
        let cc = months.iter().map(|m| self.rates.energy(m.1)).sum();
        let periods: Vec<Period> = months.iter().map(|m| m.0).collect();
        let amount = cc + self.charges(&periods);
        Bill { period, by, guessed: true, months, cc, back: 0, amount }
    }

    /// What the window would bill now.
    pub fn window_bill(&self, reading: Option<i64>, period: Period) -> Bill {
        let months = self.months(period);
        match reading {
            Some(reading) => self.bill_on(reading, period, &months, By::Reading),
            None => self.bill_by_average(period, &months, By::Average),
        }
    }

    fn take(&mut self, bill: &Bill, reading: Option<i64>) {
        self.balance += bill.amount;
        self.bills.push(bill.clone());
        if !bill.guessed {
            self.settled_guesses = self.bills.len();
            self.last_billed = reading.expect("a reading");
            self.last_actual = bill.period;
            self.posted.clear();
        }
    }

    /// Rupees that the window asks for.
    pub fn asked(&self, bill: Option<&Bill>, period: Period) -> i64 {
        let put_off = self.parts.as_ref().map_or(0, |p| p.later_than(window(period).1));
        to_collect(self.balance + bill.map_or(0, |b| b.amount) - put_off)
    }

    pub fn pay(&mut self, bill: Option<(&Bill, Option<i64>)>, rupees: i64, day: Day, cheque: Option<String>) {
        if let Some((bill, reading)) = bill {
            self.take(bill, reading);
        }
        self.balance -= rupees * 100;
        if let Some(parts) = &mut self.parts {
            parts.paid += rupees * 100;
        }
        let cheque = cheque.map(|number| (number, rupees * 100));
        self.receipts.push(Receipt { day, nothing_overdue: !self.overdue(day), cheque, closes_before: self.passed.len() });
        self.settle(day);
    }

    fn settle(&mut self, day: Day) {
        if !self.overdue(day) {
            self.notice = None;
            self.stands = match self.stands {
                Stands::Belated => Stands::Live,
                Stands::Off(n) => Stands::PaidOff(n),
                Stands::EndedUnpaid => Stands::Ended,
                other => other,
            };
        }
        if !self.owes() {
            self.parts = None;
        }
    }

    pub fn post_reading(&mut self, reading: i64, day: Day) {
        self.posted.push(Posted { day, value: reading, floor_alone: false });
    }

    pub fn lowest(&self) -> i64 {
        self.posted.iter().map(|p| p.value).max().unwrap_or(0).max(self.last_billed)
    }

    pub fn order(&mut self, parts: Vec<(Day, i64)>) {
        self.parts = Some(Parts { parts, paid: 0 });
    }

    pub fn has_order(&self) -> bool {
        self.parts.is_some()
    }

    /// B-10: the new meter's reading is the last billed one; what was billed by average meanwhile is final.
    pub fn change_stuck_meter(&mut self, initial: i64, day: Day) {
        self.stuck = false;
        self.last_billed = initial;
        self.meter = initial;
        self.posted.clear();
        self.last_actual = day.period();
        self.settled_guesses = self.bills.len();
    }

    /// The old meter's units are carried into the next bill.
    pub fn change_meter(&mut self, initial: i64) {
        self.last_billed = initial - (self.meter - self.last_billed);
        self.meter = initial;
        self.posted.clear();
    }

    /// L-15: served later than it counts as served.
    pub fn serve(&mut self, day: Day) {
        let notice = self.notice.as_mut().expect("a notice");
        notice.served = day;
        notice.cut_from = notice.period.next().day(21).max(day.plus_days(16));
    }

    /// L-12, L-15.
    pub fn may_be_cut(&self, day: Day) -> bool {
        self.stands == Stands::Belated && self.notice.is_some_and(|n| day >= n.cut_from)
    }

    /// The cut, with the bill of its reading if one was taken.
    pub fn cut(&mut self, day: Day, reading: Option<i64>) -> Option<Bill> {
        let bill = reading.map(|reading| self.bill_on(reading, day.period(), &self.months(day.period()), By::Last));
        if let Some(bill) = &bill {
            self.take(bill, reading);
        }
        self.stands = Stands::Off(1);
        self.off_since = Some(day);
        self.off_by_engineer = true;
        self.settle(day);
        bill
    }

    pub fn cut_was_mistaken(&mut self, day: Day) {
        self.stands = Stands::Belated;
        self.off_since = None;
        self.settle(day);
    }

    pub fn can_be_mistaken(&self) -> bool {
        self.stands == Stands::Off(1) && self.off_by_engineer
    }

    pub fn reconnect(&mut self, reading: i64, day: Day) {
        self.posted.push(Posted { day, value: reading, floor_alone: true });
        self.balance += RECONNECTION;
        self.off.extend(self.off_since.take().map(|from| (from, day)));
        self.on_since = Some(day);
        self.stands = Stands::Live;
    }

    pub fn last_reading(&mut self, reading: i64, day: Day) -> Bill {
        let until = self.off_since.expect("ended").min(day).period().max(self.last_actual);
        let bill = self.bill_on(reading, day.period(), &self.months(until), By::Last);
        self.take(&bill, Some(reading));
        self.settle(day);
        bill
    }

    pub fn cheques_since(&self, closes: usize) -> Vec<String> {
        let recent = self.receipts.iter().filter(|r| r.closes_before + closes >= self.passed.len());
        recent.filter_map(|r| r.cheque.as_ref().map(|c| c.0.clone())).collect()
    }

    /// L-12: the surcharges of the closes since, one each.
    pub fn bounce(&mut self, number: &str, day: Day) -> i64 {
        let place = self.receipts.iter().position(|r| r.cheque.as_ref().is_some_and(|c| c.0 == number)).expect("the cheque");
        let (_, amount) = self.receipts[place].cheque.take().expect("the cheque");
        let since = &self.passed[self.receipts[place].closes_before..];
        let missed = |passed: &&Passed| {
            let charges = !matches!(passed.before, Stands::Off(5) | Stands::PaidOff(5) | Stands::EndedUnpaid | Stands::Ended);
            charges && passed.surcharge == 0 && passed.owed + amount >= 100
        };
        let surcharges: i64 = since.iter().filter(missed).take(6).map(|p| p.cc_charge).sum();
        self.balance += amount + CHEQUE_CHARGE + surcharges;
        self.cash_only_until = Some(day.plus_months(6));
        if self.owes() {
            self.stands = match self.stands {
                Stands::Live => Stands::Belated,
                Stands::PaidOff(n) => Stands::Off(n),
                Stands::Ended => Stands::EndedUnpaid,
                other => other,
            };
        }
        surcharges
    }

    fn regular(&self, period: Period, owed: i64) -> bool {
        let (from, to) = window(period);
        let paid = self.receipts.last().filter(|r| from <= r.day && r.day <= to);
        if paid.is_some_and(|r| r.nothing_overdue) || owed < 100 {
            return true;
        }
        let held = if paid.is_some() { self.balance } else { owed };
        self.parts.as_ref().is_some_and(|p| p.begun() && held - p.later_than(to) < 100)
    }

    /// L-5 to L-10. `None`: nothing.
    pub fn close(&mut self, period: Period, run_on: Day) -> Option<Closed> {
        let before = self.stands;
        let owed_before = self.balance;
        let did = match self.stands {
            Stands::Live => self.close_live(period, run_on),
            Stands::Belated => Some(self.close_belated(period, run_on)),
            Stands::Off(n) => Some(self.close_off(n, period)),
            Stands::PaidOff(n) => self.close_paid_off(n, period),
            Stands::EndedUnpaid | Stands::Ended => None,
        };
        let bill = did.as_ref().and_then(|d| d.bill.as_ref()).map_or(0, |b| b.amount);
        let cc_charge = self.bills.last().map_or(0, Bill::surcharge);
        let surcharge = did.as_ref().map_or(0, |d| d.surcharge);
        self.passed.push(Passed { before, owed: owed_before + bill, cc_charge, surcharge });
        did
    }

    fn new_notice(period: Period, run_on: Day) -> Notice {
        let served = period.next().day(1).max(run_on);
        Notice { period, served, cut_from: period.next().day(21).max(served.plus_days(16)) }
    }

    fn close_live(&mut self, period: Period, run_on: Day) -> Option<Closed> {
        let billed = self.has_bill(period);
        let came_on = [self.connected, self.on_since].into_iter().flatten().any(|day| day.period() == period);
        if came_on && !billed {
            return None;
        }
        let mut did = Closed { bill: None, surcharge: 0, fee: 0, notice: None, door_lock: false, to: Stands::Live };
        let mut reading = None;
        if !billed {
            let months = self.months(period);
            let counts = |p: &&Posted| !self.stuck && !p.floor_alone && p.day.period() == period;
            reading = self.posted.iter().rfind(counts).map(|p| p.value);
            did.bill = Some(match reading {
                Some(reading) => self.bill_on(reading, period, &months, By::Reading),
                None => self.bill_by_average(period, &months, By::Average),
            });
            did.door_lock = reading.is_none() && !self.stuck && self.government;
        }
        let owed = self.balance + did.bill.as_ref().map_or(0, |b| b.amount);
        let regular = self.regular(period, owed);
        if let Some(bill) = &did.bill {
            self.take(bill, reading);
        } else if regular {
            return None;
        }
        if !regular {
            did.surcharge = self.bills.last().map_or(0, Bill::surcharge);
            did.notice = Some(Self::new_notice(period, run_on));
            did.to = Stands::Belated;
            self.balance += did.surcharge;
            self.notice = did.notice;
            self.stands = Stands::Belated;
            self.parts = None;
        }
        Some(did)
    }

    fn close_belated(&mut self, period: Period, run_on: Day) -> Closed {
        let surcharge = self.bills.last().map_or(0, Bill::surcharge);
        self.balance += surcharge;
        let mut did = Closed { bill: None, surcharge, fee: 0, notice: None, door_lock: false, to: Stands::Belated };
        match self.notice {
            None => {
                did.notice = Some(Self::new_notice(period, run_on));
                self.notice = did.notice;
            }
            Some(notice) if notice.cut_from > period.last_day() => {}
            Some(_) => {
                did.to = Stands::Off(1);
                self.stands = Stands::Off(1);
                self.off_since = Some(period.last_day());
                self.off_by_engineer = false;
            }
        }
        did
    }

    fn close_off(&mut self, step: u8, period: Period) -> Closed {
        let mut did = Closed { bill: None, surcharge: 0, fee: 0, notice: None, door_lock: false, to: Stands::Off(step) };
        let in_this_month = self.off_since.is_some_and(|day| day.period() >= period);
        if in_this_month || step < 5 {
            did.surcharge = self.bills.last().map_or(0, Bill::surcharge);
            self.balance += did.surcharge;
            did.to = Stands::Off(if in_this_month { step } else { step + 1 });
            self.stands = did.to;
            return did;
        }
        let unbilled: Vec<Period> = self.supplied(period).into_iter().filter(|p| !self.has_bill(*p)).collect();
        if !unbilled.is_empty() {
            let bill = self.bill_by_average(period, &unbilled, By::Last);
            self.take(&bill, None);
            did.bill = Some(bill);
        }
        did.fee = self.rates.fixed * self.months_left(period.last_day());
        self.balance += did.fee;
        did.to = Stands::EndedUnpaid;
        self.stands = did.to;
        did
    }

    fn close_paid_off(&mut self, step: u8, period: Period) -> Option<Closed> {
        if self.off_since.is_some_and(|day| day.period() >= period) {
            return None;
        }
        self.stands = if step < 5 { Stands::PaidOff(step + 1) } else { Stands::Ended };
        Some(Closed { bill: None, surcharge: 0, fee: 0, notice: None, door_lock: false, to: self.stands })
    }

    /// L-16: whole months from the end to the day on which the contract would be over.
    fn months_left(&self, end: Day) -> i64 {
        let Some(connected) = self.connected else { return 0 };
        let over = connected.plus_months(CONTRACT_MONTHS);
        let mut months = 0;
        while end.plus_months(months + 1) <= over {
            months += 1;
        }
        i64::from(months)
    }
}
