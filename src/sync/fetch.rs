//! Documents by command: all that are to go and to come, or those alone that somebody opens.

use std::path::Path;

use rusqlite::Connection;

use super::borrow::runtime;
use super::carrier::Carrier;
use super::line::{Line, Off};
use super::round::line_of;
use super::state::Documents;
use crate::base::{Fault, No};
use crate::desk::Desk;
use crate::store::exchange::Place;
use crate::store::named::Named;
use crate::store::open::put_own;

/// Sends and fetches what is to be; the line's faults stand in what comes back, for entries have gone already.
///
/// # Errors
/// Faults of the data file.
pub async fn carry(desk: &Desk, line: &Line) -> Result<Documents, No> {
    let conn = desk.store().connection();
    let place = Place::of(conn)?;
    let mut carrier = Carrier::new(desk.store().dir());
    loop {
        let before = carrier.done;
        carrier.plan(conn, &place)?;
        let goes_on = drain(&mut carrier, conn, (line, &place), |_| true, |(name, text)| put_own(conn, name, &text)).await?;
        if !goes_on || carrier.done == before && !carrier.goes_on() {
            carrier.plan(conn, &place)?;
            return Ok(carrier.state());
        }
    }
}

/// Fetches documents that somebody opens; why not all of them came.
///
/// # Errors
/// Faults of the data file.
pub fn fetch(conn: &Connection, data: &Path, opened: Vec<Named>) -> Result<Option<Fault>, No> {
    let Some(line) = line_of(conn)? else {
        return Ok(Some(Fault::new("this desk has no hub to fetch documents from", "bring them from the desk that took them in")));
    };
    let place = Place::of(conn)?;
    let mut carrier = Carrier::new(data);
    carrier.want(opened);
    runtime()?.block_on(drain(&mut carrier, conn, (&line, &place), Carrier::is_waited_for, |_| Ok(())))?;
    Ok(carrier.state().note)
}

/// Letter by letter, as long as `more` says so; whether the line was there to the end.
async fn drain(
    carrier: &mut Carrier,
    conn: &Connection,
    (line, place): (&Line, &Place),
    more: impl Fn(&Carrier) -> bool,
    keep: impl Fn((&'static str, String)) -> Result<(), No>,
) -> Result<bool, No> {
    while more(carrier) {
        let Some(letter) = carrier.next(place)? else { break };
        match line.document(place, &letter).await {
            Ok(told) => carrier.took(conn, place, &letter.ask, told)?.map_or(Ok(()), &keep)?,
            Err(Off::Denied(denied)) if carrier.refused(&letter.ask, &denied) => {}
            Err(off) => {
                carrier.away(&off);
                return Ok(false);
            }
        }
    }
    Ok(true)
}
