//! What the cell asks the data file.

use serde::{Deserialize, Serialize};

use crate::acts::complaint::{Near, now};
use crate::base::{ConsumerNo, No, Stamp};
use crate::reports::complaint::officer;
use crate::rules::complaint::Complaints;
use crate::rules::role::Role as Duty;
use crate::store::complaints::{self, Count, Line};
use crate::store::search::{self, Hit};
use crate::store::{open, read};
use crate::tui::program::View;

/// Callers offered at most.
pub const OFFERED: usize = 6;
/// Pending complaints read at once: more than any window shows.
pub const PAGE: usize = 100;
/// Of a consumer's closed complaints, as many as may be reopened.
const CLOSED: u32 = 5;

/// Which of the pending ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    #[default]
    All,
    /// Past the limit, and this officer's by the matrix (`M-9`).
    Mine,
}

/// What the screen hears.
pub enum Heard {
    Begin(Box<Begin>),
    Pending(Pending),
    /// For the text as it was when it was asked.
    Callers(String, Vec<Hit>),
    Who(Option<Box<Context>>),
    Place(Around),
}

/// What never changes while the screen is open, and what was being typed when it was left.
pub struct Begin {
    pub complaints: Complaints,
    pub office: String,
    pub logs: bool,
    pub draft: Option<Draft>,
}

/// Pending complaints in view.
pub struct Pending {
    pub which: Which,
    pub from: usize,
    pub lines: Vec<Line>,
    pub rows: usize,
    pub count: Count,
    pub now: Stamp,
    /// The file as this was read.
    pub version: i64,
}

/// Who calls, and what is known of that supply.
#[derive(Debug, Clone)]
pub struct Context {
    pub hit: Hit,
    pub transformer: String,
    pub open: Vec<Line>,
    /// May be reopened still.
    pub closed: Vec<Line>,
    pub near: Vec<Near>,
}

/// What is known of a place that is no consumer's, and around it.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// The area that it names.
    pub area: String,
    pub open: Vec<Line>,
    /// May be reopened still.
    pub closed: Vec<Line>,
    pub near: Vec<Near>,
}

/// What is being typed, as it is kept against a power cut.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    #[serde(default)]
    pub consumer: String,
    /// The fields by name.
    #[serde(default)]
    pub texts: Vec<(String, String)>,
}

/// Under which name a user's draft is kept on this machine.
pub fn draft_name(user: &str) -> String {
    format!("draft complaints {user}")
}

pub fn begin(view: &View<'_>) -> Result<Heard, No> {
    let kept = open::own(view.conn(), &draft_name(view.session.user()))?;
    Ok(Heard::Begin(Box::new(Begin {
        complaints: view.rules().profile.complaints.clone(),
        office: view.desk().office().to_owned(),
        logs: view.session.has(Duty::Ccc) || view.session.has(Duty::Bcc),
        // A draft of another version of the program is let go.
        draft: kept.and_then(|text| serde_json::from_str(&text).ok()),
    })))
}

/// A page of the pending ones. `seen`: the file and minute as they were; the answer is `None` where nothing has changed since.
pub fn pending(view: &View<'_>, which: Which, from: usize, seen: Option<(i64, Stamp)>) -> Result<Option<Heard>, No> {
    let (version, at) = (complaints::version(view.conn())?, now(&view.moment()));
    if seen == Some((version, at)) {
        return Ok(None);
    }
    let count = complaints::count(view.conn(), at)?;
    let (lines, from, rows) = match which {
        Which::All => (complaints::open(view.conn(), PAGE, from)?, from, usize::try_from(count.open).unwrap_or(0)),
        Which::Mine => {
            let rules = &view.rules().profile.complaints;
            let mine = |line: &Line| view.session.roles().iter().any(|role| role.code() == officer(rules, line, at));
            let mut lines = complaints::late(view.conn(), at)?;
            lines.retain(mine);
            let rows = lines.len();
            (lines, 0, rows)
        }
    };
    Ok(Some(Heard::Pending(Pending { which, from, lines, rows, count, now: at, version })))
}

/// Who may be calling: the end of a telephone number, a consumer's number or serial, words of name and house.
pub fn callers(view: &View<'_>, typed: &str) -> Result<Heard, No> {
    let mut hits = complaints::known(view.conn(), typed, OFFERED)?;
    if let Ok(no) = view.rules().profile.parse_number(typed, view.desk().office())
        && !hits.iter().any(|hit| hit.consumer == no)
        && let Some(hit) = search::one(view.conn(), no)?
    {
        // A serial of few digits means a consumer; more are sooner a telephone's.
        let place = if typed.trim().len() < 4 { 0 } else { hits.len() };
        hits.insert(place, hit);
        hits.truncate(OFFERED);
    }
    Ok(Heard::Callers(typed.to_owned(), hits))
}

pub fn context(view: &View<'_>, no: ConsumerNo) -> Result<Heard, No> {
    let (Some(hit), Some(card)) = (search::one(view.conn(), no)?, read::card(view.conn(), no)?) else { return Ok(Heard::Who(None)) };
    let closed = reopenable(view, complaints::of_consumer(view.conn(), no, CLOSED)?);
    let supply = &card.consumer.supply;
    Ok(Heard::Who(Some(Box::new(Context {
        open: complaints::open_of(view.conn(), no)?,
        near: complaints::near(view.conn(), &supply.transformer, &supply.area)?,
        transformer: supply.transformer.clone(),
        closed,
        hit,
    }))))
}

/// Those that were put right within the days in which they may be reopened.
fn reopenable(view: &View<'_>, mut lines: Vec<Line>) -> Vec<Line> {
    let days = i32::from(view.rules().profile.complaints.reopen_days);
    let today = view.today();
    lines.retain(|line| line.closed.is_some_and(|at| today.days_since(at.day()) <= days));
    lines
}

/// What is open at a place that is no consumer's, and around it; what was put right there.
pub fn place(view: &View<'_>, typed: &str) -> Result<Heard, No> {
    let area = complaints::area_in(view.conn(), typed)?;
    Ok(Heard::Place(Around {
        open: complaints::open_at(view.conn(), typed)?,
        closed: reopenable(view, complaints::of_place(view.conn(), typed, CLOSED)?),
        near: complaints::near(view.conn(), "", &area)?,
        area,
    }))
}
