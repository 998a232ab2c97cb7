//! The island's months: who comes when, what the engineers do, and what goes wrong.

use super::chance::Chance;
use super::island::{Habit, Household, Kind, Names, ROLES};
use super::visit::{CountAndClose, DecideLast, NewMeter, PassBy, Purse, RemitAll, Visit, Walk};
use crate::acts::Act;
use crate::acts::cheque::Dishonour;
use crate::acts::counter::OpenCounter;
use crate::acts::meter::Stuck;
use crate::acts::misc::Misc;
use crate::acts::money::Handed;
use crate::acts::posting::MakePosting;
use crate::acts::reading::Round;
use crate::base::{ConsumerNo, Day, Money, Period};
use crate::desk::Session;
use crate::journal::fact::Posting;
use crate::rules::profile::Calendar;
use crate::rules::tender::{Mode, Tender};

/// Those who work on the island.
pub struct Staff {
    pub asha: Session,
    pub basheer: Session,
    pub june: Session,
    pub anwar: Session,
}

pub type Step = (Session, Day, Box<dyn Act>);

/// The island while its months pass.
pub struct Island<'a> {
    pub names: &'a Names,
    pub staff: &'a Staff,
    pub people: &'a [Household],
    pub numbers: &'a [ConsumerNo],
    pub calendar: Calendar,
    /// The month that is not over yet.
    pub last: Period,
    pub chance: Chance,
    /// The period in which each was last billed.
    billed: Vec<Period>,
    steps: Vec<Step>,
    challan: u64,
}

/// Who are the README's five, by their place.
const STUCK: usize = 2;
const DOOR_LOCK: usize = 3;
const CASH_ONLY: usize = 4;
/// The cheque that comes back, in the month before the present one.
const BAD_CHEQUE: &str = "448201";

impl<'a> Island<'a> {
    pub fn new(
        (names, staff): (&'a Names, &'a Staff),
        (people, numbers): (&'a [Household], &'a [ConsumerNo]),
        calendar: Calendar,
        (before, last): (Period, Period),
        chance: Chance,
    ) -> Self {
        let billed = vec![before; people.len()];
        Self { names, staff, people, numbers, calendar, last, chance, billed, steps: Vec::new(), challan: 5_100 }
    }

    /// The steps of a month, up to the day before `until`.
    pub fn month(&mut self, period: Period, until: Day) -> Vec<Step> {
        let (from, to) = self.calendar.window(period);
        let days: Vec<Day> = (0..=to.days_since(from)).map(|n| from.plus_days(n)).filter(|d| !is_sunday(*d)).collect();
        let mut visits = self.visits(period, &days);
        for (n, day) in days.iter().copied().enumerate().take_while(|(_, day)| *day < until) {
            let clerk = if self.chance.percent(70) { &self.staff.asha } else { &self.staff.basheer }.clone();
            self.engineers(period, n, day);
            self.rounds(period, n, day);
            self.step(&clerk, day, OpenCounter { float: Money::from_rupees(500) });
            let mut queue = std::mem::take(&mut visits[n]);
            self.chance.shuffle(&mut queue);
            for i in queue {
                self.visit(&clerk, i, period, day);
            }
            self.mishaps(&clerk, period, (n, days.len()), day);
            let short = self.chance.percent(4);
            self.step(&clerk, day, CountAndClose { short });
            if n % 3 == 2 || n + 1 == days.len() {
                self.challan += 1;
                let challan = self.challan;
                self.step(&clerk, day, RemitAll { challan });
            }
        }
        std::mem::take(&mut self.steps)
    }

    fn step(&mut self, who: &Session, day: Day, act: impl Act + 'static) {
        self.steps.push((who.clone(), day, Box::new(act)));
    }

    /// On which of the days each of those who come this month does.
    fn visits(&mut self, period: Period, days: &[Day]) -> Vec<Vec<usize>> {
        let mut visits: Vec<Vec<usize>> = vec![Vec::new(); days.len()];
        let end = u64::try_from(days.len()).unwrap_or(1);
        for (i, household) in self.people.iter().enumerate() {
            let comes = match household.habit {
                Habit::Punctual => 97,
                Habit::Lax => 62,
                Habit::Rare => 30,
                Habit::Never => 0,
            };
            // The five of the README have not come yet this month; before, the punctual ones always did.
            let awaited = i < ROLES.len();
            if awaited && period == self.last || !self.chance.percent(if awaited && comes > 90 { 100 } else { comes }) {
                continue;
            }
            let day = match household.kind {
                // The cheque that comes back at the month's end was taken in its first half.
                _ if i == CASH_ONLY => self.chance.below(end / 2),
                // Government pays when its readings are posted.
                Kind::Office | Kind::Lights => end * 3 / 4 + self.chance.below((end / 4).max(1)),
                _ => self.chance.below(end),
            };
            let day = usize::try_from(day.min(end - 1)).unwrap_or(0);
            visits[day].push(i);
        }
        visits
    }

    fn visit(&mut self, clerk: &Session, i: usize, period: Period, day: Day) {
        let units = self.units_since(i, period);
        let purse = if i == CASH_ONLY && period == self.last.prev() {
            Purse::Cheque { bank: "SBI".to_owned(), number: BAD_CHEQUE.to_owned() }
        } else {
            self.purse(i, period)
        };
        self.billed[i] = period;
        self.step(clerk, day, Visit { consumer: self.numbers[i], units, purse });
    }

    /// What the meter counted since the month last billed: by season, and never quite the same.
    fn units_since(&mut self, i: usize, period: Period) -> u64 {
        let months = u64::try_from(period.since(self.billed[i]).clamp(1, 24)).unwrap_or(1);
        let season = usize::try_from(period.month() - 1).ok().and_then(|m| self.names.seasons.get(m)).copied().unwrap_or(100);
        self.people[i].monthly * months * season * self.chance.between(84, 116) / 10_000
    }

    fn purse(&mut self, i: usize, period: Period) -> Purse {
        let chance = &mut self.chance;
        let reference = format!("4{:011}", chance.below(100_000_000_000));
        let ago = u64::try_from(self.last.since(period).clamp(0, 12)).unwrap_or(0);
        if matches!(self.people[i].kind, Kind::Office | Kind::Lights) {
            return Purse::Reference(Mode::Transfer, format!("PFMS{:08}", chance.below(100_000_000)));
        }
        if matches!(self.people[i].kind, Kind::Works | Kind::HighTension) || chance.percent(2) {
            let bank = chance.pick(&self.names.banks).cloned().unwrap_or_default();
            return Purse::Cheque { bank, number: format!("{:06}", 500_000 + chance.below(499_999)) };
        }
        // UPI grew over the year, at the cost of cash.
        match chance.below(100) {
            roll if roll < 40 - ago * 2 => Purse::Reference(Mode::Upi, reference),
            40..43 => Purse::Reference(Mode::Card, reference),
            43 => Purse::Mixed(200, reference),
            44 => Purse::Advance,
            roll => Purse::Cash([1, 10, 50, 100, 500][usize::try_from(roll % 5).unwrap_or(0)]),
        }
    }

    /// Meters that stick, and are changed some months later; a few are changed for age.
    fn engineers(&mut self, period: Period, n: usize, day: Day) {
        if n % 6 == 5 {
            self.walk_by(day);
        }
        if n != 4 {
            return;
        }
        let (june, ago) = (self.staff.june.clone(), self.last.since(period));
        if ago == 2 {
            self.step(&june, day, Stuck { consumer: self.numbers[STUCK], day });
        }
        let people = self.people;
        let private = |i: &usize| people[*i].habit == Habit::Punctual && people[*i].row.import.supply.govt_department.is_none();
        for i in (ROLES.len()..people.len()).filter(private) {
            let consumer = self.numbers[i];
            let meter = || format!("LN{:06}", 700_000 + i);
            match (i % 397, ago) {
                (13, 7) | (29, 4) | (41, 1) => self.step(&june, day, Stuck { consumer, day }),
                (13, 5) => self.step(&june, day, NewMeter { consumer, units: 0, meter: meter() }),
                (57, 3) | (83, 6) => {
                    let units = self.people[i].monthly / 4;
                    self.step(&june, day, NewMeter { consumer, units, meter: meter() });
                }
                _ => {}
            }
        }
    }

    /// The engineer goes to those who do not always pay: most who have paid are put on again, some who are due are cut.
    fn walk_by(&mut self, day: Day) {
        let june = self.staff.june.clone();
        for i in (ROLES.len()..self.people.len()).filter(|i| self.people[*i].habit != Habit::Punctual) {
            if self.chance.percent(60) {
                let cuts = self.chance.percent(40);
                self.step(&june, day, PassBy { consumer: self.numbers[i], cuts });
            }
        }
    }

    fn is_government(&self, i: usize) -> bool {
        self.people[i].row.import.supply.govt_department.is_some()
    }

    /// Government readings by the middle of the month, and some surprise checks.
    fn rounds(&mut self, period: Period, n: usize, day: Day) {
        let basheer = self.staff.basheer.clone();
        let offices: Vec<usize> = (0..self.people.len()).filter(|i| self.is_government(*i)).collect();
        match n {
            2 if period == self.last => {
                // One office gave its reading, and the check that follows finds more.
                if let Some(i) = offices.iter().copied().find(|i| *i > DOOR_LOCK && self.people[*i].habit != Habit::Never) {
                    let units = self.people[i].monthly.max(100);
                    let round = |round, units| Walk { round, units: vec![(self.numbers[i], units)] };
                    let (own, check) = (round(Round::Government, units / 2), round(Round::Surprise, units));
                    self.step(&basheer, day, own);
                    self.step(&basheer, day, check);
                }
            }
            12 => {
                let mut units = Vec::new();
                for i in offices {
                    // A few doors are locked each month; the README's is locked in the present one alone.
                    let open = self.chance.percent(94);
                    if if i == DOOR_LOCK { period < self.last } else { open } {
                        units.push((self.numbers[i], self.units_since(i, period)));
                    }
                }
                self.step(&basheer, day, Walk { round: Round::Government, units });
            }
            _ => {}
        }
    }

    /// Misc. receipts, postings with their approval, the cheque that came back.
    fn mishaps(&mut self, clerk: &Session, period: Period, (n, days): (usize, usize), day: Day) {
        if n % 4 == 1 {
            let (head, remark, rupees) = *self.chance.pick(&MISC).unwrap_or(&MISC[0]);
            let amount = Money::from_rupees(rupees);
            let handed = Handed { tenders: vec![Tender::cash(amount)], keep: None };
            self.step(clerk, day, Misc { consumer: None, head: head.to_owned(), remark: remark.to_owned(), amount, handed });
        }
        let after_roles = self.people.len().saturating_sub(ROLES.len());
        if n % 5 == 3 && after_roles > 0 {
            let at = self.chance.below(u64::try_from(after_roles).unwrap_or(1));
            let consumer = self.numbers[ROLES.len() + usize::try_from(at).unwrap_or(0)];
            let amount = Money::from_rupees(i64::try_from(self.chance.between(2, 30) * 10).unwrap_or(20));
            let credit = self.chance.percent(70);
            let head = "ADJUST".to_owned();
            let (what, reason) = if credit {
                (Posting::Credit { consumer, amount, head, bill: None }, "Reading was mistyped, excess billed")
            } else {
                (Posting::Debit { consumer, amount, head, bill: None }, "Cost of a broken seal")
            };
            self.step(clerk, day, MakePosting { what, reason: reason.to_owned() });
            // The last of the present month wait for the AE.
            if period < self.last || n < 8 {
                let (anwar, approve) = (self.staff.anwar.clone(), self.chance.percent(85));
                self.step(&anwar, day, DecideLast { approve });
            }
        }
        if period == self.last.prev() && n + 1 == days {
            self.step(clerk, day, Dishonour { bank: "SBI".to_owned(), number: BAD_CHEQUE.to_owned(), charge: None });
        }
    }
}

/// Head, remark and rupees of misc. receipts.
const MISC: [(&str, &str, i64); 4] = [
    ("APPFORM", "Application form, new connection", 20),
    ("TESTING", "Testing of a domestic meter", 150),
    ("SCRAP", "Empty cable drums, two", 900),
    ("OTHER", "Copy of a ledger page", 50),
];

fn is_sunday(day: Day) -> bool {
    day.date().weekday() == jiff::civil::Weekday::Sunday
}
