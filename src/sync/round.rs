//! One exchange, from what the data file holds to what may be written in it. It reads; it writes nothing.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::line::{Line, Off};
use super::pin::Pin;
use super::state::{AUTHORITY, URL};
use crate::base::{DeskId, Fault, No};
use crate::journal::talk::{Exchange, Given};
use crate::store::exchange::{self, Claims, Intake, Place, check};
use crate::store::hand_back::{hand_back, hub_lacks};
use crate::store::open::own;

/// The line that a data file was given when it joined; `None` for a desk alone.
///
/// # Errors
/// Faults of the data file.
pub fn line_of(conn: &Connection) -> Result<Option<Line>, No> {
    let Some(url) = own(conn, URL)? else { return Ok(None) };
    let authority = own(conn, AUTHORITY)?.and_then(|text| hex::decode(text).ok()?.try_into().ok());
    let authority: [u8; 32] = authority.ok_or_else(|| {
        No::from(Fault::new("this data file does not say by what its hub is known", "take the desk in anew with a code (`ebcm join`)"))
    })?;
    Ok(Some(Line::to(&url, Pin::Whole(authority))?))
}

/// What came of an exchange.
#[derive(Debug)]
pub struct Round {
    /// To be taken in by whoever owns the desk; it also says how far the hub has this desk's chain.
    pub intake: Intake,
    /// Own entries that went with it and were taken.
    pub sent: i64,
    /// The hub lost some of what it had of this desk: that is sent again.
    pub is_behind: bool,
    /// How much is still lacking after the intake, by desk.
    pub lacks: BTreeMap<DeskId, i64>,
}

impl Round {
    /// Whether anything came of it.
    pub fn moved(&self) -> bool {
        self.sent > 0 || !self.intake.entries.is_empty()
    }
}

/// What is asked, as the data file stands.
///
/// # Errors
/// Faults of the data file.
pub fn ask(conn: &Connection, wait: u16, only_send: bool) -> Result<(Place, Exchange), No> {
    let place = Place::of(conn)?;
    let mut asked = place.offer(conn, wait, only_send)?;
    if asked.parcel.is_some() {
        asked.wait = 0;
    }
    Ok((place, asked))
}

/// What was asked, and what came of it.
pub type Asked = (Place, Exchange, Result<Given, Off>);

/// Asks; where the hub has lost something that it had recorded itself, that is handed back, and it is asked again.
///
/// # Errors
/// Faults of the data file.
pub async fn converse(conn: &Connection, line: &Line, wait: u16, only_send: bool) -> Result<Asked, No> {
    let (place, asked) = ask(conn, wait, only_send)?;
    let answer = line.exchange(&place, &asked).await;
    if !gives_back(conn, line, &place, answer.as_ref()).await? {
        return Ok((place, asked, answer));
    }
    let (place, asked) = ask(conn, 0, only_send)?;
    let answer = line.exchange(&place, &asked).await;
    Ok((place, asked, answer))
}

/// Whether something was handed back that the hub lacked of its own by this answer.
///
/// # Errors
/// Faults of the data file.
pub async fn gives_back(conn: &Connection, line: &Line, place: &Place, answer: Result<&Given, &Off>) -> Result<bool, No> {
    let lacks = match answer {
        Ok(given) => hub_lacks(conn, Ok(given))?,
        Err(Off::Denied(denied)) => hub_lacks(conn, Err(denied))?,
        Err(Off::Away(_)) => return Ok(false),
    };
    match hand_back(conn, place, &lacks)? {
        // What is not taken now is offered again with the next exchange.
        Some(letter) => Ok(line.hand_back(&letter).await.is_ok_and(|entries| entries > 0)),
        None => Ok(false),
    }
}

/// Holds an answer to what is known, and reckons what it brings.
///
/// # Errors
/// Faults of the data file. What is wrong with the answer stands among the intake's troubles.
pub fn weigh(conn: &Connection, place: &Place, asked: &Exchange, given: Given, claims: &mut Claims) -> Result<Round, No> {
    let before = exchange::taken(conn)?;
    let mut lacks: BTreeMap<DeskId, i64> = given.heads.iter().map(|head| (head.desk.clone(), head.seq)).collect();
    let intake = if asked.only_send {
        // It was asked for nothing else: what it does not say proves nothing.
        let mut intake = check(conn, place, given, &mut Claims::new())?;
        intake.in_order.clear();
        intake
    } else {
        check(conn, place, given, claims)?
    };
    let mut held: BTreeMap<&DeskId, i64> = asked.held.heads.iter().map(|head| (&head.desk, head.seq)).collect();
    held.extend(intake.signed.iter().map(|(head, _)| (&head.desk, head.seq)));
    for (desk, seq) in &mut lacks {
        *seq -= held.get(desk).copied().unwrap_or(0);
    }
    lacks.retain(|_, lack| *lack > 0);
    let taken = intake.taken.unwrap_or(before);
    Ok(Round { intake, sent: (taken - before).max(0), is_behind: taken < before, lacks })
}

/// Asks, and weighs the answer.
///
/// # Errors
/// Outside: faults of the data file. Inside: the line is away, or the hub says no.
pub async fn once(conn: &Connection, line: &Line, wait: u16, only_send: bool, claims: &mut Claims) -> Result<Result<Round, Off>, No> {
    match converse(conn, line, wait, only_send).await? {
        (place, asked, Ok(given)) => Ok(Ok(weigh(conn, &place, &asked, given, claims)?)),
        (_, _, Err(off)) => Ok(Err(off)),
    }
}
