//! A complaint cell to call: the office's consumers on two transformers, a clerk for complaints.

use std::path::Path;

use ebcm::acts::complaint::{LogComplaint, Proving, Rectify, TakeStep};
use ebcm::acts::user::AddUser;
use ebcm::base::{ConsumerNo, No, PaperNo};
use ebcm::desk::Done;
use ebcm::folds::complaint::{Complaint, Standing};
use ebcm::journal::Fact;
use ebcm::journal::fact::Then;
use ebcm::rules::role::Role;
use ebcm::store::complaints;

use super::office::{Office, row};

pub struct Cell {
    pub office: Office,
    pub consumers: Vec<ConsumerNo>,
}

impl Cell {
    /// Eight consumers: the first four on transformer T1 of North, the others on T2 of South.
    pub fn found(dir: &Path) -> Self {
        let mut office = Office::found(dir);
        let add = AddUser { name: "cell".to_owned(), roles: vec![Role::Ccc], password: "not a hash".to_owned() };
        office.act("admin", &add).expect("a clerk of complaints");
        let rows = (1..=8).map(|i| {
            let mut row = row(i, "DOM", None);
            let (area, transformer) = if i <= 4 { ("North", "T1") } else { ("South", "T2") };
            row.import.supply.area = area.to_owned();
            row.import.supply.transformer = transformer.to_owned();
            row
        });
        let consumers = office.import_rows(rows.collect());
        Self { office, consumers }
    }

    pub fn call(&mut self, place: usize, category: &str) -> Result<Done, No> {
        let log = LogComplaint { consumer: Some(self.consumers[place]), category: category.to_owned(), ..LogComplaint::default() };
        self.office.act("cell", &log)
    }

    /// Logs a call and gives its number.
    pub fn logged(&mut self, place: usize, category: &str) -> PaperNo {
        number(&self.call(place, category).expect("a call"))
    }

    pub fn step(&mut self, no: &PaperNo, done: &str) -> Result<Done, No> {
        self.office.act("cell", &step(no, done))
    }

    pub fn rectify(&mut self, no: &PaperNo) -> Result<Done, No> {
        self.office.act("cell", &rectify(no, Proving::CalledBack))
    }

    pub fn whole(&self, no: &PaperNo) -> (Complaint, Standing) {
        complaints::whole(self.office.desk.store().connection(), no).expect("readable").expect("a complaint")
    }

    pub fn stands(&self, no: &PaperNo) -> String {
        self.whole(no).1.words()
    }

    pub fn line(&self, no: &PaperNo) -> complaints::Line {
        complaints::one(self.office.desk.store().connection(), no).expect("readable").expect("a row")
    }
}

/// The complaint that an entry logged or was added to.
pub fn number(done: &Done) -> PaperNo {
    match &done.entries[0].fact {
        Fact::ComplaintLogged(logged) => logged.no.clone(),
        Fact::ComplaintCalled(call) => call.no.clone(),
        other => panic!("{other:?}"),
    }
}

pub fn step(no: &PaperNo, done: &str) -> TakeStep {
    TakeStep {
        no: no.clone(),
        at: None,
        staff: "line crew 2".to_owned(),
        done: done.to_owned(),
        material: String::new(),
        then: Then::GoesOn,
    }
}

pub fn rectify(no: &PaperNo, proof: Proving) -> Rectify {
    Rectify {
        no: no.clone(),
        at: None,
        by: "line crew 2".to_owned(),
        cause: "fuse blown".to_owned(),
        proof,
        done: String::new(),
        material: String::new(),
    }
}
