//! Disconnection slips in the spool: a job holds whom it is for, and each is looked at again when it prints (`L-14`).

use serde::{Deserialize, Serialize};

use crate::acts::supply::may_be_cut;
use crate::base::{ConsumerNo, No, Refusal};
use crate::desk::{Desk, Session};
use crate::edge::SystemClock;
use crate::edge::clock::Clock;
use crate::papers;
use crate::print::{Document, Target};
use crate::store::list::{self, Filter, Sort, Which};
use crate::store::project::read_consumer;
use crate::store::spool::{self, NewJob};

/// The jobs' kind.
pub const SLIP: &str = "slip";

/// Slips in one job: what one looks through, and prints again where the paper jams.
const IN_A_JOB: usize = 30;

/// Whose slips are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    One(ConsumerNo),
    Area(String),
    All,
}

/// What was put into the spool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderedSlips {
    pub jobs: Vec<i64>,
    pub slips: usize,
}

/// What a job of slips holds.
#[derive(Serialize, Deserialize)]
struct Named {
    slips: Vec<ConsumerNo>,
}

/// Puts slips into the spool, in the order of the route; into one file goes one job.
///
/// # Errors
/// Nobody is due there (`L-12`, `L-15`); a target that is none.
pub fn order_slips(desk: &Desk, session: &Session, whom: &Whom, target: &str) -> Result<OrderedSlips, No> {
    let parsed: Target = target.parse().map_err(|e: crate::print::NoTarget| Refusal::new("C-20", format!("{e}.")).at("to"))?;
    let (name, numbers) = due(desk, session, whom)?;
    let whole = matches!(parsed, Target::File { .. }) || numbers.len() <= IN_A_JOB;
    let size = if whole { numbers.len().max(1) } else { IN_A_JOB };
    let mut ordered = OrderedSlips { jobs: Vec::new(), slips: numbers.len() };
    for (place, part) in numbers.chunks(size).enumerate() {
        let first = place * size + 1;
        let paper = if whole { name.clone() } else { format!("{name} {first}-{}", first + part.len() - 1) };
        let job = NewJob {
            kind: SLIP.to_owned(),
            paper,
            copy: 0,
            look: "plain".to_owned(),
            target: target.to_owned(),
            user: session.user().to_owned(),
            content: Some(content(part)),
        };
        ordered.jobs.push(spool::put(desk.store().connection(), SystemClock.millis(), &job)?);
    }
    Ok(ordered)
}

/// Who may be cut now, and what that is called.
fn due(desk: &Desk, session: &Session, whom: &Whom) -> Result<(String, Vec<ConsumerNo>), No> {
    let conn = desk.store().connection();
    let today = desk.today();
    let area = match whom {
        Whom::One(no) => {
            let unknown = || Refusal::new("C-1", format!("There is no consumer {no}.")).at("consumer");
            let consumer = read_consumer(conn, *no)?.ok_or_else(unknown)?;
            may_be_cut(&consumer, today, &desk.moment(session))?;
            return Ok((no.to_string(), vec![*no]));
        }
        Whom::Area(area) => area.clone(),
        Whom::All => String::new(),
    };
    let filter = Filter { area: area.clone(), key: today.to_string(), ..Filter::default() };
    let listed = list::page(conn, Which::DueForCut, &filter, (Sort::Route, false), 0, u32::MAX)?;
    if listed.is_empty() {
        let place = if area.is_empty() { String::new() } else { format!(" in {area}") };
        return Err(Refusal::new("L-15", format!("Nobody{place} is due for disconnection on {}.", today.dmy())).at("area").into());
    }
    let name = if area.is_empty() { "all".to_owned() } else { area };
    Ok((name, listed.into_iter().map(|listed| listed.consumer.no).collect()))
}

fn content(numbers: &[ConsumerNo]) -> Vec<u8> {
    // Of plain values: it can't fail.
    serde_json::to_vec(&Named { slips: numbers.to_vec() }).unwrap_or_default()
}

/// Whom a job of slips is for; `None` for a job of another kind.
pub(super) fn named(content: &[u8]) -> Option<Vec<ConsumerNo>> {
    serde_json::from_slice::<Named>(content).ok().map(|named| named.slips)
}

/// The slips as they stand now; without one where all have paid. With what is said of those who get none.
pub(super) fn compose(source: &papers::Source, numbers: &[ConsumerNo]) -> Result<(Option<Document>, String), No> {
    let slips = papers::slips(source, numbers)?;
    let note = slips.note();
    Ok((slips.document, note))
}

/// The same slips into the spool once more; they too are looked at again as they print.
pub fn again(desk: &Desk, session: &Session, job: &NewJob) -> Result<i64, No> {
    let job = NewJob { user: session.user().to_owned(), ..job.clone() };
    spool::put(desk.store().connection(), SystemClock.millis(), &job)
}
