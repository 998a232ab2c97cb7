//! Before a month is closed, the hub lends the close to this desk (`J-10`).

use rusqlite::Connection;

use super::line::{Line, Off};
use super::round::{gives_back, line_of};
use super::words;
use crate::base::{Fault, No, Period, Refusal};
use crate::desk::Desk;
use crate::journal::talk::{Borrow, Denied, VERSION};
use crate::store::exchange::{Claims, Intake, Place, check};

/// Asks the hub for the close of a period; the lease comes as an entry, to be taken in by whoever owns the desk.
///
/// # Errors
/// Outside: faults of the data file. Inside: the line is away, or the hub says no.
pub async fn ask(conn: &Connection, line: &Line, period: Period) -> Result<Result<Intake, Off>, No> {
    let place = Place::of(conn)?;
    let asked = Borrow { version: VERSION, utility: place.utility.clone(), desk: place.desk.clone(), period };
    let mut answer = line.borrow(&place, &asked).await;
    if answer.is_err() && gives_back(conn, line, &place, answer.as_ref()).await? {
        answer = line.borrow(&place, &asked).await;
    }
    match answer {
        Ok(given) => {
            let mut intake = check(conn, &place, given, &mut Claims::new())?;
            intake.in_order.clear();
            Ok(Ok(intake))
        }
        Err(off) => Ok(Err(off)),
    }
}

/// Borrows the close of a period for a desk that is open here, where a hub serves it. A hub that is away lends nothing: the close itself
/// says then what is missing, and what the AE may do.
///
/// # Errors
/// The close is another desk's; faults of the data file.
pub fn borrow(desk: &mut Desk, period: Period) -> Result<(), No> {
    let Some(line) = line_of(desk.store().connection())? else { return Ok(()) };
    let runtime = runtime()?;
    match runtime.block_on(ask(desk.store().connection(), &line, period))? {
        Ok(mut intake) => {
            while desk.take_in(&mut intake)? {}
            Ok(())
        }
        Err(off) => unlent(&off, period),
    }
}

/// What a lease that was not given means for the close: another desk's is refused here, for its entry may not have come yet.
///
/// # Errors
/// The close is another desk's.
pub fn unlent(off: &Off, period: Period) -> Result<(), No> {
    match off {
        Off::Denied(Denied::Lent { to }) => {
            let message = format!("The hub has lent the close of {} to desk {to}: it runs there.", period.short());
            Err(Refusal::new("J-10", message).into())
        }
        Off::Denied(denied @ Denied::Revoked { .. }) => Err(words::denied(denied).into()),
        Off::Denied(_) | Off::Away(_) => Ok(()),
    }
}

/// What the network needs to be waited for on this thread.
///
/// # Errors
/// A system out of threads.
pub fn runtime() -> Result<tokio::runtime::Runtime, Fault> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| Fault::new(format!("the system gives no threads ({e})"), "close other programs and try again"))
}
