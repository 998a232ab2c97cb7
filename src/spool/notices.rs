//! Rounds of notices: many papers in few jobs, so that the queue stays a queue that a person can look through (`C-20`, `L-15`).

use super::order::put;
use super::state;
use crate::base::{ConsumerNo, No, Period, Refusal};
use crate::desk::{Desk, Session};
use crate::papers::{ROUND, Round};
use crate::print::Target;
use crate::store::month::{self, Noticed};
use crate::store::spool::{self, NewJob};

/// Notices in one job: what a person looks through, puts into envelopes, and prints again when the paper jams.
const ROUND_OF: usize = 25;

/// What became of an order of notices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ordered {
    pub jobs: Vec<i64>,
    pub notices: usize,
    /// They have paid since, and get none.
    pub skipped: Vec<ConsumerNo>,
}

/// Puts the notices of a period's close into the spool, those of one area where it is named, in rounds by area and number. Into one file goes
/// one job.
///
/// # Errors
/// No notice of that period or area that stands; rounds of it that wait already; a target that is none.
pub fn order_notices(desk: &Desk, session: &Session, (period, area): (Period, &str), (target, look): (&str, &str)) -> Result<Ordered, No> {
    let parsed: Target = target.parse().map_err(|e: crate::print::NoTarget| Refusal::new("C-20", format!("{e}.")).at("to"))?;
    let conn = desk.store().connection();
    let found = month::notices(conn, period, area, None)?;
    let skipped = found.iter().filter(|noticed| !noticed.stands).map(|noticed| noticed.consumer).collect();
    let standing: Vec<&Noticed> = found.iter().filter(|noticed| noticed.stands).collect();
    if standing.is_empty() {
        let place = if area.is_empty() { String::new() } else { format!(" in {area}") };
        return Err(Refusal::new("L-15", format!("No notice of {}{place} stands.", period.short())).at("area").into());
    }
    if let Some(waits) = spool::unfinished(conn)?.iter().find(|job| job.job.kind == ROUND && job.state != state::FAILED) {
        let message = format!("Notices wait to be printed already, job {}: let them print, or cancel them first.", waits.id);
        return Err(Refusal::new("C-20", message).at("period").into());
    }
    let rounds = if matches!(parsed, Target::File { .. }) { vec![whole(period, area, &standing)] } else { rounds(period, &standing) };
    let mut ordered = Ordered { jobs: Vec::new(), notices: standing.len(), skipped };
    for round in rounds.into_iter().flatten() {
        let job = NewJob {
            kind: ROUND.to_owned(),
            paper: round.to_string(),
            copy: 0,
            look: look.to_owned(),
            target: target.to_owned(),
            user: session.user().to_owned(),
            content: None,
        };
        ordered.jobs.push(put(desk, &job)?);
    }
    Ok(ordered)
}

fn whole(period: Period, area: &str, standing: &[&Noticed]) -> Option<Round> {
    let from = standing.iter().map(|noticed| noticed.consumer).min()?;
    let to = standing.iter().map(|noticed| noticed.consumer).max()?;
    Some(Round { period, area: area.to_owned(), from, to })
}

/// Each of one area.
fn rounds(period: Period, standing: &[&Noticed]) -> Vec<Option<Round>> {
    let areas = standing.chunk_by(|a, b| a.area == b.area);
    areas.flat_map(|area| area.chunks(ROUND_OF)).map(|part| whole(period, part.first().map_or("", |n| &n.area), part)).collect()
}
