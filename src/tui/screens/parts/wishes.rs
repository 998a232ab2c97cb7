//! Papers that print with what is done here, and where (`C-20`).

use crate::acts::bill::Proposal;
use crate::base::{ConsumerNo, PaperNo};
use crate::desk::Session;
use crate::edge::Settings;
use crate::journal::Entry;
use crate::journal::fact::Fact;
use crate::spool::{self, Order};
use crate::store::spool::NewJob;
use crate::tui::program::{Answer, House, Outcome, Work};
use crate::tui::screen::Effect;

/// A paper has gone into the print queue.
pub struct Queued;

/// The paper again: a duplicate with its count, unless nothing of it was ever printed.
pub fn again(kind: &'static str, paper: &PaperNo) -> Effect<House> {
    let id = paper.to_string();
    Effect::Act(Work::new(move |bench| {
        let (target, look) = (spool::target_of(bench.settings, kind), bench.settings.printers.paper.as_str());
        spool::order(bench.desk, bench.session, &Order { kind, id: &id, target, look })?;
        Ok(Outcome::Gave(Answer::of(Queued)))
    }))
}

/// A bill that nobody has issued, for the consumer to take along (`B-20`).
pub fn proposal(consumer: ConsumerNo, computed: Proposal) -> Effect<House> {
    Effect::Act(Work::new(move |bench| {
        let (target, look) = (spool::target_of(bench.settings, "proposal"), bench.settings.printers.paper.as_str());
        spool::order_proposal(bench.desk, bench.session, bench.settings, (consumer, &computed), (target, look))?;
        Ok(Outcome::Gave(Answer::of(Queued)))
    }))
}

/// A counter's close prints with the act that makes it (`C-9`).
pub fn close(settings: &Settings, session: &Session, entries: &[Entry]) -> Vec<NewJob> {
    let closes = entries.iter().filter_map(|entry| if let Fact::CounterClosed(close) = &entry.fact { Some(close) } else { None });
    closes
        .map(|close| NewJob {
            kind: CLOSE.to_owned(),
            paper: close.no.to_string(),
            copy: 0,
            look: settings.printers.paper.clone(),
            target: spool::target_of(settings, CLOSE).to_owned(),
            user: session.user().to_owned(),
            content: None,
        })
        .collect()
}

/// The kind's word of a close on paper.
pub const CLOSE: &str = "close-report";
