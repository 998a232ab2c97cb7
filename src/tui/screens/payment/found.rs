//! What the payment window asks the data file.

use super::super::parts::who::Who;
use super::last::LastLine;
use crate::acts::bill::{Basis, Proposal, propose};
use crate::acts::pay::own_counter;
use crate::base::{ConsumerNo, No, Refusal};
use crate::folds::Consumer;
use crate::journal::fact::Source;
use crate::rules::profile::Numbers;
use crate::store::read;
use crate::store::sight::Seen;
use crate::tui::program::View;

/// The consumer of a number as it was typed, or why there is none.
pub struct Found(pub Result<Box<Who>, Refusal>);

/// A bill as it would be issued, and what stands in its way.
pub struct Computed {
    pub proposal: Option<Box<Proposal>>,
    pub refusal: Option<Refusal>,
}

/// The receipts of this counter's session, the latest first; and why no money can be taken, where none can.
pub struct Desk {
    pub lines: Vec<LastLine>,
    pub closed: Option<String>,
}

/// What the window hears of the data file.
pub enum Heard {
    Found(Found),
    Computed(Computed),
    Desk(Desk),
    /// What is wrong with a whole number, as soon as its last digit is typed (`C-1`).
    Wrong(Option<Refusal>),
}

/// How many of the last receipts are shown.
pub const LAST: usize = 12;

fn refused<T>(result: Result<T, No>) -> Result<Result<T, Refusal>, No> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(No::Refused(refusal)) => Ok(Err(refusal)),
        Err(broken) => Err(broken),
    }
}

/// By number: whole, or the serial alone; else the number that it had in the former system.
pub fn find(view: &View<'_>, typed: &str) -> Result<Heard, No> {
    let own = view.desk().office();
    let parsed = view.rules().profile.parse_number(typed, own);
    if let Ok(no) = parsed {
        return card(view, no);
    }
    match crate::acts::Sight::by_old_number(&Seen { conn: view.conn(), desk: view.desk() }, typed)? {
        Some(no) => card(view, no),
        None => Ok(not_found(parsed.map_or_else(|refusal| refusal, none))),
    }
}

/// A consumer by its number; those of other offices are refused here already.
pub fn card(view: &View<'_>, no: ConsumerNo) -> Result<Heard, No> {
    let Some(card) = read::card(view.conn(), no)? else { return Ok(not_found(none(no))) };
    let office = card.consumer.office.clone();
    if office != view.desk().office() {
        let name = view.rules().profile.office(&office).map_or(office.as_str(), |o| o.name.as_str());
        return Ok(not_found(Refusal::new("C-1", format!("{no} is a consumer of {name}: it pays there."))));
    }
    Ok(Heard::Found(Found(Ok(Box::new(Who::read(view, card)?)))))
}

fn not_found(refusal: Refusal) -> Heard {
    Heard::Found(Found(Err(refusal)))
}

fn none(no: ConsumerNo) -> Refusal {
    Refusal::new("C-1", format!("There is no consumer {no}. Type a name to search, or press F3."))
}

pub fn wrong_number(view: &View<'_>, typed: &str) -> Heard {
    let wrong = view.rules().profile.parse_number(typed, view.desk().office()).err();
    // Of kept numbers the longer ones pass through the lengths of none.
    let is_whole = matches!(view.rules().profile.numbers, Numbers::OfficeSerialCheck { .. });
    Heard::Wrong(wrong.filter(|_| is_whole))
}

/// What the clerk has said about the reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Said {
    pub by_reader: bool,
    pub rollover: bool,
    pub confirmed: bool,
}

impl Said {
    pub fn basis(self, typed: &str) -> Basis {
        let source = if self.by_reader { Source::Reader } else { Source::Own };
        Basis::Reading { typed: typed.to_owned(), source, rollover: self.rollover, confirmed: self.confirmed }
    }
}

/// The bill on this basis. A reading that must be confirmed shows its bill beside the question.
pub fn compute(view: &View<'_>, consumer: &Consumer, basis: &Basis) -> Result<Heard, No> {
    let moment = view.moment();
    match refused(propose(consumer, basis, &moment))? {
        Ok(proposal) => Ok(computed(Some(Box::new(proposal)), None)),
        Err(refusal) if refusal.field == Some("confirm") => {
            let sure = match basis.clone() {
                Basis::Reading { typed, source, rollover, .. } => Basis::Reading { typed, source, rollover, confirmed: true },
                Basis::Acm => Basis::Acm,
            };
            let proposal = refused(propose(consumer, &sure, &moment))?.ok().map(Box::new);
            Ok(computed(proposal, Some(refusal)))
        }
        Err(refusal) => Ok(computed(None, Some(refusal))),
    }
}

const fn computed(proposal: Option<Box<Proposal>>, refusal: Option<Refusal>) -> Heard {
    Heard::Computed(Computed { proposal, refusal })
}

/// What stands at this desk now.
pub fn desk(view: &View<'_>) -> Result<Heard, No> {
    let seen = Seen { conn: view.conn(), desk: view.desk() };
    let open = refused(own_counter(&seen, &view.moment()))?;
    let mut receipts = match &open {
        Ok(open) => read::receipts_between(view.conn(), view.desk(), open.session, i64::MAX)?,
        Err(_) => Vec::new(),
    };
    receipts.reverse();
    receipts.truncate(LAST);
    let lines = receipts.into_iter().map(|line| LastLine::read(view, line)).collect::<Result<_, _>>()?;
    Ok(Heard::Desk(Desk { lines, closed: open.err().map(|refusal| refusal.message) }))
}
