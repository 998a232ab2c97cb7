//! What this desk holds of the hub's own chains, and of desks that can't speak any more, and the hub has lost: it goes back, signed as it
//! came (`J-15`).

use rusqlite::{Connection, params};

use super::codec::each_entry;
use super::exchange::{Place, heads, setup, signed};
use crate::base::{DeskId, No};
use crate::journal::parcel::Parcel;
use crate::journal::sign::Head;
use crate::journal::talk::{Denied, Given, HandBack, VERSION};

/// What the hub lacks of its own chains and of revoked desks' by this answer, and from where on. One that does not know this desk, or can't
/// do something now, may lack all of its own.
///
/// # Errors
/// Faults of the disk.
pub fn hub_lacks(conn: &Connection, answer: Result<&Given, &Denied>) -> Result<Vec<(DeskId, i64)>, No> {
    match answer {
        Ok(given) => {
            let gone = setup(conn)?.revoked;
            let silent = |head: &Head| head.desk.is_hub() || gone.contains(&head.desk);
            let lost = |desk: &DeskId, seq: i64| given.heads.iter().find(|head| head.desk == *desk && head.seq < seq).map(|head| head.seq);
            let silent = heads(conn)?.into_iter().map(|(head, _)| head).filter(silent);
            let mut lacks: Vec<(DeskId, i64)> = silent.filter_map(|held| Some((held.desk.clone(), lost(&held.desk, held.seq)?))).collect();
            // First who was taken in, then what they recorded.
            lacks.sort_by_key(|(desk, _)| !desk.is_hub());
            Ok(lacks)
        }
        Err(Denied::Unknown | Denied::Later { .. }) => {
            let hubs = heads(conn)?.into_iter().map(|(head, _)| head.desk).filter(DeskId::is_hub);
            Ok(hubs.map(|hub| (hub, 0)).collect())
        }
        Err(_) => Ok(Vec::new()),
    }
}

/// The letter with which it is handed back, as far as the hub's signature stands here; `None` where nothing is lacking.
///
/// # Errors
/// Faults of the disk.
pub fn hand_back(conn: &Connection, place: &Place, lacks: &[(DeskId, i64)]) -> Result<Option<HandBack>, No> {
    let mut parcels = Vec::new();
    for (desk, after) in lacks {
        let Some((head, signature)) = signed(conn, desk)?.filter(|(head, _)| head.seq > *after) else { continue };
        let mut entries = Vec::new();
        each_entry(conn, "entries behind", params![desk.to_string(), after, head.seq - after], |raw| {
            entries.push(raw);
            Ok(())
        })?;
        parcels.push(Parcel { desk: desk.clone(), after: *after, entries, signature });
    }
    let letter = HandBack { version: VERSION, utility: place.utility.clone(), parcels };
    Ok(Some(letter).filter(|letter| !letter.parcels.is_empty()))
}
