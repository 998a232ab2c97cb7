//! An office that connects: applications begun and taken step by step, through the acts.

use ebcm::acts::application::{Apply, TakeStep, Typed};
use ebcm::acts::money::Handed;
use ebcm::base::{ConsumerNo, Money, No, PaperKind, PaperNo};
use ebcm::desk::Done;
use ebcm::folds::Application;
use ebcm::rules::tender::Tender;
use ebcm::store::application_rows;

use super::office::Office;

/// Fields as typed.
pub fn typed<const N: usize>(pairs: [(&str, &str); N]) -> Typed {
    pairs.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

/// A domestic application.
pub fn domestic() -> Typed {
    typed([
        ("name", "Koya Pandaram"),
        ("address", "Beach House 7"),
        ("phone", "9400000123"),
        ("category", "DOM"),
        ("phase", "single"),
        ("load_kw", "2"),
        ("area", "North"),
    ])
}

/// A festival's supply for some days.
pub fn festival() -> Typed {
    typed([
        ("name", "Jetty Festival"),
        ("address", "Jetty"),
        ("category", "COM"),
        ("phase", "single"),
        ("load_kw", "2"),
        ("from", "2026-11-12"),
        ("until", "2026-11-21"),
    ])
}

impl Office {
    pub fn apply(&mut self, user: &str, workflow: &str, consumer: Option<ConsumerNo>, typed: Typed) -> Result<PaperNo, No> {
        let apply = Apply { workflow: workflow.to_owned(), consumer, typed, ..Apply::default() };
        Ok(number(&self.act(user, &apply)?))
    }

    pub fn step<const N: usize>(&mut self, user: &str, no: &PaperNo, step: &str, fields: [(&str, &str); N]) -> Result<Done, No> {
        self.act(user, &TakeStep { application: no.clone(), step: step.to_owned(), typed: typed(fields), handed: None, confirmed: false })
    }

    /// Collects exactly what is demanded, in cash.
    pub fn collect(&mut self, no: &PaperNo, step: &str) -> Result<Done, No> {
        let demanded = self.application(no).demand.map_or(Money::ZERO, |demand| demand.collect);
        self.collect_of(no, step, demanded)
    }

    pub fn collect_of(&mut self, no: &PaperNo, step: &str, amount: Money) -> Result<Done, No> {
        let handed = Some(Handed { tenders: vec![Tender::cash(amount)], keep: None });
        self.act("clerk", &TakeStep { application: no.clone(), step: step.to_owned(), typed: Typed::new(), handed, confirmed: false })
    }

    pub fn application(&self, no: &PaperNo) -> Application {
        application_rows::read(self.desk.store().connection(), no).expect("readable").expect("an application")
    }

    /// Where an application stands.
    pub fn state(&self, no: &PaperNo) -> String {
        self.application(no).stand.state
    }

    /// A domestic connection up to the state before the collection: DNP.
    pub fn demanded(&mut self) -> PaperNo {
        let no = self.apply("je", "regular", None, domestic()).expect("an application");
        self.step("je", &no, "sil", [("visit", "2026-12-01")]).expect("a letter");
        self.step("je", &no, "estimate", [("line_metres", "30"), ("recommend", "accept")]).expect("an estimate");
        self.step("ae", &no, "sanction", []).expect("a sanction");
        self.step("je", &no, "demand-note", []).expect("a demand note");
        no
    }

    /// A domestic connection, LIVE: its number.
    pub fn connected(&mut self, meter: &str) -> (PaperNo, ConsumerNo) {
        let no = self.demanded();
        self.collect(&no, "collect").expect("a receipt");
        self.step("ae", &no, "order", []).expect("an order");
        self.step("je", &no, "execute", [("on", "2026-11-12"), ("meter", meter), ("digits", "5"), ("initial", "3")]).expect("an execution");
        let consumer = self.application(&no).made.expect("a number");
        (no, consumer)
    }
}

/// The application, or the request about a bill, that an act began.
pub fn number(done: &Done) -> PaperNo {
    done.papers().into_iter().find(|no| matches!(no.kind, PaperKind::Application | PaperKind::Request)).expect("an application")
}

/// The refusal's rule and words.
#[track_caller]
pub fn refused<T: std::fmt::Debug>(result: Result<T, No>, rule: &str, part: &str) {
    match result {
        Err(No::Refused(refusal)) => {
            assert_eq!(refusal.rule, rule, "{refusal}");
            assert!(refusal.message.contains(part), "{refusal}");
        }
        other => panic!("not refused by {rule}: {other:?}"),
    }
}
