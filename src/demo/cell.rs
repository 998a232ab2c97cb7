//! The complaint cell's last weeks: calls, what the crews did, and what is open now.

use super::chance::Chance;
use super::year::{Staff, Step};
use crate::acts::Act;
use crate::acts::complaint::{LogComplaint, Proving, Rectify, TakeStep};
use crate::base::{ConsumerNo, Day, DeskId, FinYear, PaperKind, PaperNo, Stamp};
use crate::desk::Session;
use crate::journal::fact::Then;

/// Days before the present one on which calls came.
const DAYS: i32 = 24;

/// What callers say, by category and kind.
const SAID: [(&str, &str); 9] = [
    ("1", "whole house dark"),
    ("1", "no current since the rain"),
    ("22", "fuse at the meter gone"),
    ("31", "fan turns slowly"),
    ("51", "meter does not turn"),
    ("61", "reading on the bill is not mine"),
    ("7", "lamp at the corner is out"),
    ("14", "kitchen has no current"),
    ("42", "sparks at the pole"),
];

/// What the crews did, with which material.
const DONE: [(&str, &str, &str); 4] = [
    ("fuse wire replaced", "fuse blown", "fuse wire 2 m"),
    ("service wire joined again", "wire broken by a branch", "PG clamp, 2"),
    ("loose contact tightened", "loose contact", ""),
    ("jumper renewed", "salt on the insulator", "jumper 1 m"),
];

/// Makes calls with the numbers that the desk will give them.
pub struct Calls<'a> {
    desk: DeskId,
    staff: &'a Staff,
    numbers: &'a [ConsumerNo],
    chance: Chance,
    made: Vec<(FinYear, u32)>,
    steps: Vec<Step>,
}

impl<'a> Calls<'a> {
    pub const fn new(desk: DeskId, staff: &'a Staff, numbers: &'a [ConsumerNo], chance: Chance) -> Self {
        Self { desk, staff, numbers, chance, made: Vec::new(), steps: Vec::new() }
    }

    /// The steps of the weeks before `today`, and of its morning. `neighbours` hang on one transformer.
    pub fn until(mut self, today: Day, neighbours: &[ConsumerNo]) -> Vec<Step> {
        // Each consumer calls once: a second call would be added to the first, and get no number.
        let mut callers: Vec<ConsumerNo> = self.numbers.iter().skip(10).filter(|no| !neighbours.contains(no)).copied().collect();
        self.chance.shuffle(&mut callers);
        let mut callers = callers.into_iter();
        for day in (1..=DAYS).rev().map(|ago| today.plus_days(-ago)) {
            for _ in 0..self.chance.between(1, 4) {
                let Some(caller) = callers.next() else { break };
                self.one(caller, day, today);
            }
        }
        let clerk = self.staff.basheer.clone();
        let early = [(callers.next(), "12", 125), (callers.next(), "53", 95)];
        for (caller, category, before) in early {
            if let Some(caller) = caller {
                self.log(&clerk, today, (caller, category, "burnt smell"), before);
            }
        }
        for (consumer, before) in neighbours.iter().zip([42, 28, 9]) {
            self.log(&clerk, today, (*consumer, "1", "no current"), before);
        }
        let danger = LogComplaint {
            at: Some(noon(today).plus(-17)),
            place: "Jetty, pole 3".to_owned(),
            category: "41".to_owned(),
            words: "wire on the road, children near".to_owned(),
            ..LogComplaint::default()
        };
        self.step(&clerk, today, danger);
        self.steps.sort_by_key(|(_, day, _)| *day);
        self.steps
    }

    fn step(&mut self, who: &Session, day: Day, act: impl Act + 'static) {
        self.steps.push((who.clone(), day, Box::new(act)));
    }

    fn log(&mut self, who: &Session, day: Day, (consumer, category, words): (ConsumerNo, &str, &str), before: i64) -> (PaperNo, Stamp) {
        let at = noon(day).plus(-before);
        let (category, words) = (category.to_owned(), words.to_owned());
        self.step(who, day, LogComplaint { at: Some(at), consumer: Some(consumer), category, words, ..LogComplaint::default() });
        (self.number(day), at)
    }

    fn number(&mut self, day: Day) -> PaperNo {
        let year = FinYear::of(day);
        let number = match self.made.iter_mut().find(|(y, _)| *y == year) {
            Some((_, last)) => {
                *last += 1;
                *last
            }
            None => {
                self.made.push((year, 1));
                1
            }
        };
        PaperNo { kind: PaperKind::Complaint, desk: self.desk.clone(), year, number }
    }

    /// A call, and mostly its end.
    fn one(&mut self, consumer: ConsumerNo, day: Day, today: Day) {
        let clerk = if self.chance.percent(70) { &self.staff.basheer } else { &self.staff.asha }.clone();
        let (category, words) = *self.chance.pick(&SAID).unwrap_or(&SAID[0]);
        let before = i64::try_from(self.chance.between(150, 700)).unwrap_or(150);
        let (no, at) = self.log(&clerk, day, (consumer, category, words), before);
        let quick = matches!(category, "1" | "14" | "22" | "42");
        let minutes = i64::try_from(if quick { self.chance.between(25, 145) } else { self.chance.between(600, 7_000) }).unwrap_or(60);
        let end = at.plus(minutes);
        // What was done in an afternoon is recorded at the next noon.
        let end_day = if end > noon(end.day()) { end.day().plus_days(1) } else { end.day() }.max(day);
        // What was begun in the last days may be open still.
        if end_day >= today || self.chance.percent(5) {
            if day.plus_days(2) >= today && self.chance.percent(60) {
                let then = Then::Passed { to: "JE".to_owned() };
                let step = TakeStep { no, at: None, staff: String::new(), done: String::new(), material: String::new(), then };
                self.step(&clerk, day, step);
            }
            return;
        }
        let (done, cause, material) = *self.chance.pick(&DONE).unwrap_or(&DONE[0]);
        let proof = if self.chance.percent(75) { Proving::CalledBack } else { Proving::None };
        let by = format!("line crew {}", self.chance.between(1, 3));
        let step = TakeStep {
            no: no.clone(),
            at: Some(at.plus(minutes / 2)),
            staff: by.clone(),
            done: "crew sent out".to_owned(),
            material: String::new(),
            then: Then::GoesOn,
        };
        self.step(&clerk, end_day, step);
        let close = Rectify { no, at: Some(end), by, cause: cause.to_owned(), proof, done: done.to_owned(), material: material.to_owned() };
        self.step(&clerk, end_day, close);
    }
}

fn noon(day: Day) -> Stamp {
    Stamp::midnight(day).plus(720)
}
