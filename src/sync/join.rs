//! Taking a PC into a utility by its hub: a new desk, one in the place of a lost one, or one that worked alone (`J-12`).

use std::path::Path;

use super::borrow::runtime;
use super::fetch::carry;
use super::line::{Line, Off};
use super::pin::Pin;
use super::round::{line_of, once};
use super::state::{AUTHORITY, HUB_KEY, State, URL, put_denial};
use crate::base::{Day, Fault, No, Refusal};
use crate::desk::Desk;
use crate::desk::joined::{Brings, Found, Joining, Lacks};
use crate::edge::SystemClock;
use crate::edge::clock::Clock;
use crate::journal::code::Code;
use crate::journal::fact::DeskFounded;
use crate::journal::talk::{Enrol, Enrolled, VERSION};
use crate::store::exchange::{Claims, Place};
use crate::store::open::{own, put_own};

/// So often in one call a hub may have less of this desk than before.
const FALLS: u32 = 3;

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Entries fetched, of about so many.
    Fetched { done: u64, of: u64 },
    /// Entries folded, of so many.
    Folded { done: u64, of: u64 },
}

/// What joining needs of whoever stands at the PC.
pub struct Person<'a> {
    pub hears: &'a mut dyn FnMut(Step),
    /// What the first desk of an office or a utility brings; asked when it is known to be lacking. The utility's code comes with it.
    pub brings: &'a mut dyn FnMut(Lacks, &str) -> Result<Brings, No>,
}

/// Where the hub is, and the code that its administrator gave out.
pub struct Invitation<'a> {
    pub url: &'a str,
    pub code: Option<Code>,
}

/// Joins with what stands in `dir`: nothing, a file that was cut off while it joined, or a desk that worked alone. The desk is in step when
/// this returns.
///
/// # Errors
/// The hub is away or says no; a file that belongs to another hub; faults.
pub fn join(dir: &Path, on: Option<Day>, invited: &Invitation<'_>, person: &mut Person<'_>) -> Result<(Desk, State), No> {
    let runtime = runtime()?;
    let mut desk = match Found::in_folder(dir, Box::new(SystemClock), on)? {
        Found::Desk(desk) => {
            let mut desk = *desk;
            runtime.block_on(take_in_desk(&mut desk, invited))?;
            desk
        }
        Found::New(applicant) => {
            let line = first_line(invited)?;
            let (founded, hub) = runtime.block_on(enrol(&line, invited, None, &applicant.public_key, &applicant.origin))?;
            runtime.block_on(become_desk(applicant.taken_in(founded, &hub)?, person))?
        }
        Found::Joining(joining) => runtime.block_on(become_desk(*joining, person))?,
    };
    let state = runtime.block_on(until_in_step(&mut desk, person.hears, false))?;
    Ok((desk, state))
}

fn first_line(invited: &Invitation<'_>) -> Result<Line, No> {
    let code = invited.code.ok_or_else(|| Refusal::new("J-12", "A code is needed: ask the hub's administrator for one (--code)."))?;
    Ok(Line::to(invited.url, Pin::Begins(code.authority))?)
}

/// What a data file keeps of its hub.
type Hub = Vec<(&'static str, String)>;

async fn enrol(
    line: &Line,
    invited: &Invitation<'_>,
    founded: Option<DeskFounded>,
    public_key: &str,
    origin: &str,
) -> Result<(DeskFounded, Hub), No> {
    let secret = invited.code.map(|code| hex::encode(code.secret)).unwrap_or_default();
    let utility = founded.as_ref().map(|founded| founded.utility.clone());
    let asked = Enrol { version: VERSION, utility, code: secret, founded, public_key: public_key.to_owned(), origin: origin.to_owned() };
    let Enrolled::In { founded, hub_key, utility } = line.enrol(&asked).await.map_err(no)? else {
        return Err(Fault::new("the hub gave no answer to the code", "try again").into());
    };
    if founded.utility != utility {
        return Err(Fault::new("the hub's answer does not fit together", "tell the hub's administrator").into());
    }
    let authority = line.authority().ok_or_else(|| Fault::new("the hub did not show by what it is known", "try again"))?;
    Ok((founded, vec![(URL, line.address()), (AUTHORITY, hex::encode(authority)), (HUB_KEY, hub_key)]))
}

/// A desk that worked alone keeps its number and its journal, where the hub has that number free.
async fn take_in_desk(desk: &mut Desk, invited: &Invitation<'_>) -> Result<(), No> {
    let conn = desk.store().connection();
    if invited.code.is_none() && own(conn, URL)?.is_some() {
        return Ok(());
    }
    let line = first_line(invited)?;
    let place = Place::of(conn)?;
    let known = desk.setup().desks.iter().find(|known| known.desk == place.desk).cloned();
    let known = known.ok_or_else(|| Fault::new("this data file does not say when it was founded", "run `ebcm verify`"))?;
    let (key, origin) = (place.key.public().to_hex(), known.origin.clone());
    let (founded, hub) = enrol(&line, invited, Some(known.clone()), &key, &origin).await?;
    if founded != known {
        return Err(Fault::new("the hub's answer is for another desk", "try again, and tell the hub's administrator").into());
    }
    let other = |(name, value): &&(&str, String)| *name == HUB_KEY && own(conn, name).ok().flatten().is_some_and(|had| had != *value);
    if hub.iter().find(other).is_some() {
        let message = "This desk belongs to another hub: its entries stand there. Take a new desk in with this code (--data FOLDER).";
        return Err(Refusal::new("J-12", message).into());
    }
    let tx = desk.store().begin()?;
    hub.iter().try_for_each(|(name, value)| put_own(&tx, name, value))?;
    tx.commit().map_err(crate::store::fault::broken)
}

/// Fetches all that the hub has for a new desk, folds it, and begins the desk's own chain.
async fn become_desk(mut joining: Joining, person: &mut Person<'_>) -> Result<Desk, No> {
    let line = line_of(joining.store().connection())?;
    let line = line.ok_or_else(|| Fault::new("this data file does not know its hub", "name another folder with --data"))?;
    let mut done = 0;
    loop {
        let asked = joining.asks()?;
        let given = line.exchange(joining.place(), &asked).await.map_err(no)?;
        let heads: i64 = given.heads.iter().map(|head| head.seq).sum();
        let held: i64 = asked.held.heads.iter().filter(|held| given.heads.iter().any(|head| head.desk == held.desk)).map(|h| h.seq).sum();
        let intake = joining.check(given)?;
        if let Some(trouble) = intake.troubles.first() {
            return Err(Fault::new(trouble.what.clone(), trouble.remedy).into());
        }
        joining.put_down(&intake, SystemClock.millis())?;
        let before = done;
        done += intake.entries.len() as u64;
        (person.hears)(Step::Fetched { done, of: before + u64::try_from(heads - held).unwrap_or(0) });
        if !intake.more || intake.entries.is_empty() {
            break;
        }
    }
    let hears = &mut *person.hears;
    joining.fold(&mut |count| hears(Step::Folded { done: count, of: done }))?;
    let lacks = joining.lacks()?;
    let utility = joining.place().utility.clone();
    let brings = if lacks.profile || lacks.users { (person.brings)(lacks, &utility)? } else { Brings::default() };
    joining.found(brings, Box::new(SystemClock))
}

/// Exchanges until both have the same; with `one_only` a single time. Says what went over the line.
///
/// # Errors
/// The hub is away or says no; faults.
pub async fn until_in_step(desk: &mut Desk, hears: &mut dyn FnMut(Step), one_only: bool) -> Result<State, No> {
    let line = line_of(desk.store().connection())?.ok_or_else(|| {
        No::from(Refusal::new("J-12", "This desk has no hub: it works alone. `ebcm join` takes it into a utility by a hub's code."))
    })?;
    let mut state = State::default();
    let mut claims = Claims::new();
    // A hub that was put back from a backup has lost something once; one that loses it again and again is not waited for.
    let mut fell_back = 0;
    loop {
        let round = match once(desk.store().connection(), &line, 0, false, &mut claims).await? {
            Ok(round) => round,
            Err(off) => {
                if !off.mends_itself() {
                    put_denial(desk.store().connection(), Some(&off.fault()))?;
                }
                return Err(no(off));
            }
        };
        put_denial(desk.store().connection(), None)?;
        fell_back += u32::from(round.is_behind);
        let (moved, more) = (round.moved() || round.is_behind && fell_back <= FALLS, round.intake.more);
        state.sent += u64::try_from(round.sent).unwrap_or(0);
        state.fetched += round.intake.entries.len() as u64;
        state.lacks = round.lacks;
        let mut intake = round.intake;
        while desk.take_in(&mut intake)? {}
        (state.bytes_out, state.bytes_in) = line.bytes();
        hears(Step::Fetched { done: state.fetched, of: state.fetched + u64::try_from(state.to_fetch()).unwrap_or(0) });
        let goes_on = more || crate::store::exchange::to_send(desk.store().connection(), desk.id())? > 0;
        if one_only {
            return Ok(state);
        }
        if !goes_on || !moved {
            state.documents = carry(desk, &line).await?;
            (state.bytes_out, state.bytes_in) = line.bytes();
            return Ok(state);
        }
    }
}

fn no(off: Off) -> No {
    match off {
        Off::Away(fault) => fault.into(),
        Off::Denied(_) => {
            let fault = off.fault();
            Refusal::new("J-12", sentence(&fault)).into()
        }
    }
}

/// A fault's line as a sentence, for what is no fault of the machine but a no.
fn sentence(fault: &Fault) -> String {
    let line = fault.to_string();
    let mut letters = line.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let end = if line.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}
