//! What a person may do, one file an act: *what is seen + what is asked → facts, or a refusal*. Pure.
//!
//! Guards stand in one order: who may not, what is wrong, what is missing, what conflicts; each names its remedy.

pub mod application;
pub mod bill;
pub mod case;
pub mod cheque;
pub mod close;
pub mod complaint;
pub mod consumer;
pub mod count;
pub mod counter;
pub mod found;
pub mod instalment;
pub mod item;
pub mod meter;
pub mod misc;
pub mod money;
pub mod notice;
pub mod online;
pub mod pay;
pub mod posting;
pub mod protest;
pub mod reading;
pub mod returned;
pub mod revision;
pub mod shows;
pub mod stationery;
pub mod supply;
pub mod transfer;
pub mod user;

use crate::base::{ConsumerNo, Day, DeskId, FinYear, Money, No, PaperKind, PaperNo, Period, Refusal};
use crate::folds::consumer::Consumer;
use crate::folds::{Counter, Month, Online, Pending, Stationery, User};
use crate::journal::fact::CloseTotals;
use crate::journal::{Entry, Fact, Personal};
use crate::rules::profile::Profile;
use crate::rules::role::Role;
use crate::rules::tariff::TariffBook;
use crate::rules::tender::Tender;
use crate::rules::workflow::Workflows;

/// What an act may look at: the state as it stands inside the act's own transaction.
pub trait Sight: complaint::Watching + application::Applying + item::Handling {
    fn consumer(&self, no: ConsumerNo) -> Result<Option<Consumer>, No>;
    /// The consumer that had this number in the former system.
    fn by_old_number(&self, old: &str) -> Result<Option<ConsumerNo>, No>;
    /// The consumer whose meter has this number.
    fn by_meter(&self, meter: &str) -> Result<Option<ConsumerNo>, No>;
    /// The counters of this desk.
    fn counter(&self) -> Result<Counter, No>;
    fn user(&self, name: &str) -> Result<Option<User>, No>;
    fn pending(&self, no: &PaperNo) -> Result<Option<Pending>, No>;
    fn receipt(&self, no: &PaperNo) -> Result<Option<SeenReceipt>, No>;
    /// Every receipt that this cheque or draft paid, not yet dishonoured; one that was moved names the consumer that it was moved to.
    fn receipts_of_instrument(&self, bank: &str, number: &str) -> Result<Vec<SeenReceipt>, No>;
    /// Whose bill this is; void ones have an owner too.
    fn billed(&self, bill: &PaperNo) -> Result<Option<ConsumerNo>, No>;
    /// The bill amounts of the last `months` periods that have a standing bill, before `period`.
    fn bill_amounts(&self, no: ConsumerNo, before: Period, months: u32) -> Result<Vec<Money>, No>;
    /// How many papers of a kind this desk has made in a financial year.
    fn made(&self, kind: PaperKind, year: FinYear) -> Result<u32, No>;
    /// The highest consumer number between two.
    fn last_number(&self, from: ConsumerNo, to: ConsumerNo) -> Result<Option<ConsumerNo>, No>;
    /// How many duplicates of a paper were ordered.
    fn duplicates(&self, paper: &PaperNo) -> Result<u32, No>;
    fn stationery(&self) -> Result<Stationery, No>;
    /// Pre-printed forms used and spoiled at this desk since a counter's session began, by form.
    fn forms_used(&self, since_session: i64) -> Result<Vec<crate::journal::fact::FormCount>, No>;
    /// Entries of this desk that the hub has not yet.
    fn unsent(&self) -> Result<i64, No>;
    fn has_users(&self) -> Result<bool, No>;
    fn tariff_files(&self) -> Result<Vec<String>, No>;
    /// The entries, `desk/number`, that hold personal details of a consumer.
    fn personal_entries(&self, no: ConsumerNo) -> Result<Vec<String>, No>;
    /// The month closes of this office.
    fn month(&self) -> Result<Month, No>;
    /// The first period with a bill.
    fn first_bill(&self) -> Result<Option<Period>, No>;
    /// Whether a hub serves this office: it lends the close to one desk (`J-10`).
    fn is_served(&self) -> Result<bool, No>;
    /// The counters of every desk of this office that writes.
    fn counters(&self) -> Result<Vec<(DeskId, Counter)>, No>;
    /// The entries of a consumer in the order in which they are folded.
    fn past(&self, no: ConsumerNo) -> Result<Vec<Entry>, No>;
    /// What the close of a period did at this office, in figures.
    fn close_totals(&self, period: Period) -> Result<CloseTotals, No>;
    fn online(&self, reference: &str) -> Result<Option<Online>, No>;
}

/// A receipt as an act sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenReceipt {
    pub no: PaperNo,
    pub consumer: Option<ConsumerNo>,
    pub day: Day,
    pub head: String,
    pub amount: Money,
    pub tenders: Vec<Tender>,
    /// Moved to another consumer, or dishonoured: nothing of it is left here.
    pub undone: bool,
}

/// The rules in force: profile, tariffs and workflows of this data file.
#[derive(Debug, Clone)]
pub struct Rules {
    pub profile: Profile,
    pub tariffs: TariffBook,
    pub workflows: Workflows,
}

/// Who acts, when, where.
#[derive(Debug, Clone)]
pub struct Moment<'a> {
    pub rules: &'a Rules,
    pub desk: &'a DeskId,
    /// The business date.
    pub day: Day,
    /// Local time of day, `14:05`.
    pub time: String,
    pub user: &'a str,
    pub roles: &'a [Role],
}

/// A fact to be recorded, with its personal details apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub fact: Fact,
    pub personal: Option<Personal>,
    /// Its business date, where that is not the day on which it is recorded (`L-3`).
    pub day: Option<Day>,
}

impl From<Fact> for Draft {
    fn from(fact: Fact) -> Self {
        Self { fact, personal: None, day: None }
    }
}

impl Draft {
    /// A fact as of another day than that of its recording.
    pub const fn as_of(day: Day, fact: Fact) -> Self {
        Self { fact, personal: None, day: Some(day) }
    }
}

/// Facts as they are decided; a thread of its own may go through them.
pub type Drafts<'a> = Box<dyn Iterator<Item = Result<Draft, No>> + Send + 'a>;

/// Something a person does.
pub trait Act: Send {
    /// In the words of the refusal: "*Taking a payment* is for BCC".
    fn work(&self) -> &'static str;

    /// Who may; empty: every user.
    fn roles(&self) -> &'static [Role];

    /// What is recorded, or why not.
    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No>;

    /// The same one after the other, for an act of more facts than memory should hold.
    fn drafts<'a>(&'a self, see: &dyn Sight, moment: &'a Moment) -> Result<Drafts<'a>, No> {
        Ok(Box::new(self.decide(see, moment)?.into_iter().map(Ok)))
    }

    /// Whether it may be done before any user stands (the founding of a data file).
    fn founds(&self) -> bool {
        false
    }
}

/// The numbers that an act gives out, each the next of its series.
pub struct Numbers<'a> {
    see: &'a dyn Sight,
    desk: DeskId,
    year: FinYear,
    given: Vec<(PaperKind, u32)>,
}

impl<'a> Numbers<'a> {
    pub fn new(see: &'a dyn Sight, moment: &Moment) -> Self {
        Self { see, desk: moment.desk.clone(), year: FinYear::of(moment.day), given: Vec::new() }
    }

    /// Numbers of the financial year of another day (`L-3`).
    pub fn of_day(see: &'a dyn Sight, moment: &Moment, day: Day) -> Self {
        Self { see, desk: moment.desk.clone(), year: FinYear::of(day), given: Vec::new() }
    }

    /// The next number of a kind.
    pub fn next(&mut self, kind: PaperKind) -> Result<PaperNo, No> {
        let given = match self.given.iter_mut().find(|(k, _)| *k == kind) {
            Some((_, last)) => last,
            None => {
                self.given.push((kind, self.see.made(kind, self.year)?));
                let end = self.given.len() - 1;
                &mut self.given[end].1
            }
        };
        *given += 1;
        Ok(PaperNo { kind, desk: self.desk.clone(), year: self.year, number: *given })
    }
}

/// The consumer, or the refusal that there is none.
pub fn known(see: &dyn Sight, no: ConsumerNo) -> Result<Consumer, No> {
    see.consumer(no)?.ok_or_else(|| {
        Refusal::new("C-1", format!("There is no consumer {no}. Search by name, house, phone or meter (F3).")).at("consumer").into()
    })
}

/// A text that a person must give: trimmed, not empty, not longer than a line of a paper takes.
pub fn needed_text(text: &str, what: &str, rule: &'static str, field: &'static str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(rule, format!("{what} is missing: type it.")).at(field));
    }
    if text.chars().count() > 200 {
        return Err(Refusal::new(rule, format!("{what} is longer than 200 letters: shorten it.")).at(field));
    }
    if text.chars().any(char::is_control) {
        return Err(Refusal::new(rule, format!("{what} has a character that can't be printed: type it again.")).at(field));
    }
    Ok(text.to_owned())
}
