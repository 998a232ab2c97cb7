//! What the steps of a request about a bill do (`R-1`, `R-2`, `R-7`, `R-12`): carried out by what `acts::revision` finds.

use super::carry::{Carried, Carrying};
use super::refuse;
use crate::acts::Moment;
use crate::acts::close::bpsc_since;
use crate::acts::revision::{Past, disputed, started};
use crate::base::{Money, No, Refusal};
use crate::folds::application::Case;
use crate::journal::fact::{Attached, Effected, Fact, Revised, Revision};
use crate::rules::revision::parse;
use crate::rules::role::Role;

/// Requests may begin at the counter, where the profile says so; else it has the words to tell the consumer.
pub(super) fn at_counter(moment: &Moment) -> Result<(), No> {
    let requests = &moment.rules.profile.requests;
    if requests.at_counter { Ok(()) } else { Err(Refusal::new("R-1", requests.refusal.clone()).at("bill").into()) }
}

impl Carrying<'_, '_> {
    /// The request as it stands.
    fn case(&self) -> Result<&Case, No> {
        let case = self.application.and_then(|application| application.case.as_deref());
        case.ok_or_else(|| refuse("R-7", "application", format!("{} disputes no bill.", self.no)))
    }

    pub(super) fn dispute(&self) -> Result<Effected, No> {
        let entries = self.see.past(self.own()?.no)?;
        let past = Past::of(self.own()?.no, &entries)?;
        let terms = &self.moment.rules.profile.revision;
        Ok(Effected::Disputed { bill: disputed(&past, self.said.text("bill"), terms, self.moment.day)?.bill })
    }

    pub(super) fn start_revision(&self) -> Result<Effected, No> {
        let entries = self.see.past(self.own()?.no)?;
        let past = Past::of(self.own()?.no, &entries)?;
        Ok(Effected::Disputed { bill: started(&past, self.said.text("bill"))? })
    }

    pub(super) fn attach(&self, carried: &mut Carried) -> Result<(), No> {
        let said = self.said.text("documents");
        if said.is_empty() {
            return Ok(());
        }
        let terms = self.moment.rules.profile.revision.documents;
        let files = Attached::read(said).map_err(|message| refuse("R-1", "documents", message))?;
        let before = self.application.and_then(|application| application.case.as_ref()).map_or(0, |case| case.documents.len());
        if before + files.len() > usize::from(terms.most) {
            let message = format!("{} documents are kept with a request at most, {before} are there.", terms.most);
            return Err(refuse("R-1", "documents", message));
        }
        if let Some(large) = files.iter().find(|file| file.bytes > u64::from(terms.kilobytes) * 1_024) {
            let message = format!("{} is larger than {} kB: make it smaller, or take a part of it.", large.name, terms.kilobytes);
            return Err(refuse("R-1", "documents", message));
        }
        carried.done.push(Effected::Attached(files));
        Ok(())
    }

    /// Worked out anew; who decides goes by the amount.
    pub(super) fn propose(&self, carried: &mut Carried) -> Result<Effected, No> {
        let changes = parse(self.said.text("changes"))?;
        let revision = self.worked_out(&changes)?;
        if revision.is_nothing() {
            return Err(refuse(
                "R-7",
                "changes",
                "Every bill comes out as it was: change what is wrong, or let the officer reject the case.",
            ));
        }
        carried.waits = self.moment.rules.profile.revision.approver(revision.difference());
        Ok(Effected::RevisionProposed(Box::new(revision)))
    }

    fn worked_out(&self, changes: &[crate::rules::revision::Change]) -> Result<Revision, No> {
        let consumer = self.own()?;
        let entries = self.see.past(consumer.no)?;
        self.nothing_given_back(&entries)?;
        Ok(Past::of(consumer.no, &entries)?.revise(changes, self.moment.rules)?)
    }

    /// What a decision on the protest gave back, a revision would give back again.
    fn nothing_given_back(&self, entries: &[crate::journal::Entry]) -> Result<(), No> {
        let Some(receipt) = &self.case()?.protest else { return Ok(()) };
        let since = entries.iter().skip_while(|entry| !entry.fact.papers().contains(&receipt));
        let given = since.map(|entry| match &entry.fact {
            Fact::ProtestDecided(decided) => decided.upheld,
            _ => Money::ZERO,
        });
        let given: Money = given.sum();
        if given.is_zero() {
            return Ok(());
        }
        let message =
            format!("{} was given back already by the decision on the protest: reject this case, or post the rest.", given.indian());
        Err(refuse("R-7", "changes", message))
    }

    /// What was proposed, by another hand, within the officer's limit, and still so.
    pub(super) fn revise(&self) -> Result<Effected, No> {
        let no = self.no;
        let (proposed, maker) = self
            .case()?
            .proposal
            .as_ref()
            .ok_or_else(|| refuse("R-7", "application", format!("Nothing is proposed for {no}: the clerk works it out first.")))?;
        if maker == self.moment.user {
            return Err(refuse("R-7", "application", "Who made a proposal can't approve it: another officer does."));
        }
        let difference = proposed.difference();
        let terms = &self.moment.rules.profile.revision;
        if !terms.may_approve(self.moment.roles, difference) {
            let who = terms.approver(difference).map_or("an officer above", Role::name);
            let message = format!("{} is above your limit: the {who} approves it.", difference.abs().indian());
            return Err(refuse("R-7", "application", message));
        }
        let now = self.worked_out(&proposed.changes)?;
        if now != *proposed {
            let message = format!(
                "The account has moved on since this was proposed: it made {} then and makes {} now. Send it back, the clerk works it out again.",
                difference.indian(),
                now.difference().indian()
            );
            return Err(refuse("R-7", "application", message));
        }
        Ok(Effected::Revised(Box::new(Revised { revision: now, maker: maker.clone(), head: terms.head.clone() })))
    }

    /// What is disputed since the payment under protest: of it nothing more stands disputed, and what is owed has its surcharges.
    pub(super) fn end_protest(&self, carried: &mut Carried) -> Result<(), No> {
        let consumer = self.own()?;
        let Some(receipt) = self.case()?.protest.as_ref().filter(|_| !consumer.disputed.is_zero()) else { return Ok(()) };
        let difference = carried.done.iter().find_map(|done| match done {
            Effected::Revised(revised) => Some(revised.revision.difference()),
            _ => None,
        });
        let stood = consumer.disputed + difference.unwrap_or(Money::ZERO);
        let bpsc = if stood.is_outstanding() { bpsc_since(self.see, consumer.no, receipt, stood, self.moment)? } else { Vec::new() };
        carried.done.push(Effected::ProtestEnded { bpsc });
        Ok(())
    }
}
