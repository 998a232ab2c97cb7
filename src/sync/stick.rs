//! The desk's half of the exchange by a stick (`J-11`): what it hands over in a file, and what it takes from one.

use super::papers;
use crate::base::{DeskId, Fault, No, Refusal};
use crate::desk::Desk;
use crate::edge::secret;
use crate::folds::Setup;
use crate::journal::seal::{self, Closed, Handed, Letter};
use crate::journal::sign::PublicKey;
use crate::store::exchange::{self, Claims, Intake, Place};
use crate::store::hand_back::hand_back;
use crate::store::open::{own, put_own};

/// What a stick brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    pub from: DeskId,
    pub entries: usize,
    pub documents: usize,
    pub troubles: Vec<String>,
}

/// What goes on a stick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    pub entries: usize,
    pub documents: usize,
    /// Why not all documents go along.
    pub left: Option<Fault>,
}

/// Closes all that the other lacks of this desk's own entries: the hub, or another desk of the office. Nothing is lost with the stick:
/// the next one holds them again until the other has said that it has them.
///
/// # Errors
/// A desk that is not known here, a desk without a hub; faults of the data file.
pub fn out(desk: &Desk, to: Option<&DeskId>) -> Result<(DeskId, Vec<u8>, Gone), No> {
    let conn = desk.store().connection();
    let place = Place::of(conn)?;
    let (to, key, after) = match to {
        None => {
            let key =
                place.hub.ok_or_else(|| Refusal::new("J-11", "This desk has no hub: say for which desk the stick is (--for KVT-2)."))?;
            let hand = DeskId::hub(place.desk.office()).ok_or_else(lost)?;
            (hand, key, exchange::taken(conn)?)
        }
        Some(to) => {
            let key = key_of(desk.setup(), to).filter(|_| *to != place.desk);
            let key =
                key.ok_or_else(|| Refusal::new("J-11", format!("Desk {to} is not known here: name another desk of this utility.")))?;
            let after = own(conn, &held_by(to))?.and_then(|text| text.parse().ok()).unwrap_or(0);
            (to.clone(), key, after)
        }
    };
    let mut parcels = Vec::new();
    let mut behind = after;
    while let Some(parcel) = place.parcel(conn, behind)? {
        behind = parcel.last();
        parcels.push(parcel);
    }
    let entries = parcels.iter().map(|parcel| parcel.entries.len()).sum();
    if to.is_hub() {
        // Nobody can ask what it has lost of its own: all of it goes along, and is little.
        let own: Vec<(DeskId, i64)> = place.witness(conn)?.heads.into_iter().filter(|h| h.desk.is_hub()).map(|h| (h.desk, 0)).collect();
        parcels.splice(0..0, hand_back(conn, &place, &own)?.map(|letter| letter.parcels).unwrap_or_default());
    }
    let letter = Letter::Handed(Handed { held: place.witness(conn)?, parcels });
    let (data, profile) = (desk.store().dir(), &desk.rules().profile);
    let (papers, left) = papers::gather(conn, data, &place.desk, &to, profile, after)?;
    let gone = Gone { entries, documents: papers.documents.len(), left: papers::left_behind(left) };
    let closed = seal::close(&letter, &papers, (&place.desk, &place.key), (&to, key), secret::random::<32>()?);
    Ok((to, closed.map_err(|_| lost())?, gone))
}

/// Takes what a stick holds for this desk. The same stick may come again.
///
/// # Errors
/// A file that is no stick for this desk, or was altered; faults of the data file.
pub fn take(desk: &mut Desk, file: &[u8]) -> Result<Brought, No> {
    let conn = desk.store().connection();
    let place = Place::of(conn)?;
    let key = |from: &DeskId| if from.is_hub() { place.hub } else { key_of(desk.setup(), from) };
    let opened = seal::open(file, |to| *to == place.desk, &place.key, key).map_err(|closed| refuse(&closed))?;
    let from = opened.from;
    let mut intake = match opened.letter {
        Letter::Given(given) if from.is_hub() => exchange::check(conn, &place, given, &mut Claims::new())?,
        Letter::Given(_) => return Err(refuse(&Closed::Altered(from))),
        Letter::Handed(handed) => {
            let has = handed.held.heads.iter().find(|head| head.desk == place.desk).map_or(0, |head| head.seq);
            put_own(conn, &held_by(&from), &has.to_string())?;
            exchange::check_handed(conn, &place, handed)?
        }
    };
    let mut brought = Brought { from, entries: intake.entries.len(), documents: 0, troubles: said(&intake) };
    while desk.take_in(&mut intake)? {}
    // What they are named by stands here now.
    let store = desk.store();
    brought.documents = papers::keep(store.connection(), store.dir(), desk.id(), &brought.from, opened.papers)?;
    Ok(brought)
}

fn said(intake: &Intake) -> Vec<String> {
    intake.troubles.iter().map(|trouble| format!("{}; {}", trouble.what, trouble.remedy)).collect()
}

/// Where this desk remembers how much of its chain another said by stick that it holds.
fn held_by(desk: &DeskId) -> String {
    format!("held by {desk}")
}

fn key_of(setup: &Setup, desk: &DeskId) -> Option<PublicKey> {
    let known = setup.desks.iter().find(|known| known.desk == *desk && !setup.revoked.contains(desk))?;
    PublicKey::from_hex(&known.public_key)
}

fn lost() -> No {
    Fault::new("the stick could not be packed", "try again").into()
}

fn refuse(closed: &Closed) -> No {
    let message = match closed {
        Closed::NoStick => "This file is no stick, or it was cut off: write it again.".to_owned(),
        Closed::ForAnother(desk) if desk.is_hub() => "This stick is for the hub: take it there (`ebcm hub stick`).".to_owned(),
        Closed::ForAnother(desk) => format!("This stick is for desk {desk}: take it there."),
        Closed::Unknown(desk) => format!("This stick is from {desk}, which is not known here, or writes no more."),
        Closed::Altered(desk) => format!("This stick was altered, or is not from {desk}: nothing of it was taken. Write it again."),
    };
    Refusal::new("J-11", message).into()
}
