//! What this desk offers the hub, and what it believes of what it is given: every run is held to its chain and to its desk's signature
//! before anything of it is written, so that a hub that alters, drops, moves or forks is caught here (`J-4`, `J-15`).

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::codec::{each_entry, recorded, rows};
use super::fault::{broken, unreadable};
use super::open::{own, put_own};
use super::project::read_state;
use super::sql;
use crate::base::{DeskId, Fault, No};
use crate::folds::Setup;
use crate::journal::chain::Hash;
use crate::journal::fact::Fact;
use crate::journal::parcel::Parcel;
use crate::journal::seal::Handed;
use crate::journal::sign::{Head, PublicKey, SecretKey, Signature};
use crate::journal::talk::{Exchange, Given, PARCEL, VERSION, Witness};
use crate::journal::{Recorded, Subject};

/// Who this data file is to others.
#[derive(Debug)]
pub struct Place {
    pub desk: DeskId,
    pub utility: String,
    pub key: SecretKey,
    /// The hub's, pinned when the desk was taken in; `None` for a desk alone.
    pub hub: Option<PublicKey>,
}

/// Something between this desk and others that a person should know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub kind: &'static str,
    /// Whose entries it is about.
    pub desk: DeskId,
    pub what: String,
    pub remedy: &'static str,
}

/// What was given and believed, ready to be written in small steps.
#[derive(Debug, Default)]
pub struct Intake {
    /// In the journal's order, so that few come late.
    pub entries: Vec<Recorded>,
    pub signed: Vec<(Head, Signature)>,
    /// How much of this desk's own chain the hub has; `None` where it was another desk that gave.
    pub taken: Option<i64>,
    pub more: bool,
    pub troubles: Vec<Trouble>,
    /// Entries that the hub has for this desk beyond these.
    pub to_fetch: i64,
    /// Desks with which nothing was wrong this time.
    pub in_order: Vec<DeskId>,
}

/// What other desks said last that they hold, and this one does not: told twice and still not given, it is withheld.
pub type Claims = HashMap<DeskId, i64>;

const MENDS_ITSELF: &str = "it is tried again by itself; if it stays, tell the administrator: what this desk has is whole";
const TELL: &str = "tell the administrator of the hub at once; this desk goes on by what it has";

impl Place {
    /// # Errors
    /// A data file without its key: it was not founded, or not by this program.
    pub fn of(conn: &Connection) -> Result<Self, No> {
        let lost =
            || No::from(Fault::new("this data file has no desk's key", "restore its backup, or take the desk in anew (`ebcm join`)"));
        let desk: DeskId = own(conn, "desk")?.and_then(|text| text.parse().ok()).ok_or_else(lost)?;
        let key = own(conn, "key")?.and_then(|text| SecretKey::from_hex(&text)).ok_or_else(lost)?;
        let setup = setup(conn)?;
        let utility = setup.desks.iter().find(|known| known.desk == desk).map(|known| known.utility.clone()).ok_or_else(lost)?;
        let hub = own(conn, "hub key")?.and_then(|text| PublicKey::from_hex(&text));
        Ok(Self { desk, utility, key, hub })
    }

    /// What it says to hold, by its own word.
    ///
    /// # Errors
    /// Faults of the disk.
    pub fn witness(&self, conn: &Connection) -> Result<Witness, No> {
        let heads: Vec<Head> = heads(conn)?.into_iter().map(|(head, _)| head).collect();
        let signature = self.key.sign_letter(&Witness::words(&self.desk, &heads));
        Ok(Witness { desk: self.desk.clone(), heads, signature })
    }

    /// This desk's own entries behind `after`, signed at their end; `None` where there are none.
    ///
    /// # Errors
    /// Faults of the disk.
    pub fn parcel(&self, conn: &Connection, after: i64) -> Result<Option<Parcel>, No> {
        let limit = i64::try_from(PARCEL).unwrap_or(i64::MAX);
        let mut entries = Vec::new();
        each_entry(conn, "entries behind", params![self.desk.to_string(), after, limit], |raw| {
            entries.push(raw);
            Ok(())
        })?;
        let Some(last) = entries.last() else { return Ok(None) };
        let hash = Hash::from_slice(&last.hash).ok_or_else(|| unreadable(&last.name(), &"its hash is not 32 bytes"))?;
        let head = Head { desk: self.desk.clone(), seq: last.seq, hash };
        let signature = self.key.sign_head(&self.utility, &head);
        Ok(Some(Parcel { desk: self.desk.clone(), after, entries, signature }))
    }

    /// One request: what this desk holds, and its entries behind those that the hub said it has.
    ///
    /// # Errors
    /// Faults of the disk.
    pub fn offer(&self, conn: &Connection, wait: u16, only_send: bool) -> Result<Exchange, No> {
        Ok(Exchange {
            version: VERSION,
            utility: self.utility.clone(),
            desk: self.desk.clone(),
            held: self.witness(conn)?,
            parcel: self.parcel(conn, taken(conn)?)?,
            wait,
            only_send,
        })
    }
}

/// How far each chain goes in this file, and the time of its last entry.
///
/// # Errors
/// Faults of the disk.
pub fn heads(conn: &Connection) -> Result<Vec<(Head, i64)>, No> {
    let mut statement = conn.prepare_cached(sql("heads held")).map_err(broken)?;
    let rows = statement.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get(1)?, r.get::<_, Vec<u8>>(2)?, r.get(3)?))).map_err(broken)?;
    let mut heads = Vec::new();
    for row in rows {
        let (name, seq, hash, at) = row.map_err(broken)?;
        let what = || format!("entry {name}/{seq}");
        let desk = name.parse().map_err(|e| unreadable(&what(), &e))?;
        let hash = Hash::from_slice(&hash).ok_or_else(|| unreadable(&what(), &"its hash is not 32 bytes"))?;
        heads.push((Head { desk, seq, hash }, at));
    }
    Ok(heads)
}

/// How much of this desk's own chain the hub said it has.
///
/// # Errors
/// Faults of the disk.
pub fn taken(conn: &Connection) -> Result<i64, No> {
    Ok(own(conn, "hub taken")?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// How many of this desk's own entries the hub has not said that it has.
///
/// # Errors
/// Faults of the disk.
pub fn to_send(conn: &Connection, desk: &DeskId) -> Result<i64, No> {
    let mut statement = conn.prepare_cached(sql("head of desk")).map_err(broken)?;
    let own: Option<i64> = statement.query_row([desk.to_string()], |r| r.get(0)).optional().map_err(broken)?;
    Ok((own.unwrap_or(0) - taken(conn)?).max(0))
}

/// Holds what was given to chains, signatures and to what others say; writes nothing.
///
/// # Errors
/// Faults of the disk. What is wrong with what was given stands among the troubles.
pub fn check(conn: &Connection, place: &Place, given: Given, claims: &mut Claims) -> Result<Intake, No> {
    let belief = Belief::new(conn, place)?;
    let mut intake = Intake { taken: Some(given.taken.seq), more: given.more, ..Intake::default() };
    belief.own(&given.taken, &mut intake)?;
    believe(belief, given, claims, intake)
}

/// The same for what another desk handed over: it says nothing of the hub.
///
/// # Errors
/// Faults of the disk.
pub fn check_handed(conn: &Connection, place: &Place, handed: Handed) -> Result<Intake, No> {
    let taken = Head { desk: place.desk.clone(), seq: 0, hash: Hash::ZERO };
    let given = Given { taken, parcels: handed.parcels, more: false, heads: Vec::new(), witnesses: vec![handed.held] };
    believe(Belief::new(conn, place)?, given, &mut Claims::new(), Intake::default())
}

fn believe(mut belief: Belief, given: Given, claims: &mut Claims, mut intake: Intake) -> Result<Intake, No> {
    let (hubs, desks): (Vec<Parcel>, Vec<Parcel>) = given.parcels.into_iter().partition(|parcel| parcel.desk.is_hub());
    for parcel in hubs.into_iter().chain(desks) {
        belief.parcel(parcel, &mut intake)?;
    }
    for head in &given.heads {
        belief.compare(head, "the hub", &mut intake)?;
        let known = belief.known.get(&head.desk).map_or(0, |(known, _)| known.seq);
        intake.to_fetch += (head.seq - known).max(0);
    }
    belief.witnesses(&given.witnesses, claims, &mut intake)?;
    intake.entries.sort_unstable_by(|a, b| (a.at, &a.desk, a.seq).cmp(&(b.at, &b.desk, b.seq)));
    let faulty: Vec<&DeskId> = intake.troubles.iter().map(|trouble| &trouble.desk).collect();
    intake.in_order = belief.known.keys().filter(|desk| !faulty.contains(desk)).cloned().collect();
    Ok(intake)
}

/// What this desk knows while it looks at an answer.
struct Belief<'a> {
    conn: &'a Connection,
    place: &'a Place,
    /// How far each chain goes, here and in what was believed so far.
    known: HashMap<DeskId, (Head, i64)>,
    keys: HashMap<DeskId, PublicKey>,
}

impl<'a> Belief<'a> {
    fn new(conn: &'a Connection, place: &'a Place) -> Result<Self, No> {
        let known = heads(conn)?.into_iter().map(|(head, at)| (head.desk.clone(), (head, at))).collect();
        let setup = setup(conn)?;
        let keys = setup.desks.iter().filter_map(|d| Some((d.desk.clone(), PublicKey::from_hex(&d.public_key)?))).collect();
        Ok(Self { conn, place, known, keys })
    }

    /// This desk's own chain, as the hub says it has it.
    fn own(&self, taken: &Head, intake: &mut Intake) -> Result<(), No> {
        let before = self::taken(self.conn)?;
        if taken.seq < before {
            let what = format!("the hub had {before} entries of this desk and says it has {}: they are sent again", taken.seq);
            intake.troubles.push(self.trouble("behind", &self.place.desk, what, MENDS_ITSELF));
        }
        self.compare(taken, "the hub", intake)
    }

    /// A run of a desk's entries: believed whole or not at all.
    fn parcel(&mut self, mut parcel: Parcel, intake: &mut Intake) -> Result<(), No> {
        let desk = parcel.desk.clone();
        let (head, at) = self.known.get(&desk).cloned().unwrap_or((Head { desk: desk.clone(), seq: 0, hash: Hash::ZERO }, 0));
        if parcel.last() <= head.seq {
            return Ok(());
        }
        if parcel.after > head.seq {
            let what = format!("the hub gave entries of {desk} from {} on, and none of those from {} on", parcel.after + 1, head.seq + 1);
            intake.troubles.push(self.trouble("gap", &desk, what, MENDS_ITSELF));
            return Ok(());
        }
        let overlap = usize::try_from(head.seq - parcel.after).unwrap_or(0);
        parcel.entries.drain(..overlap);
        parcel.after = head.seq;
        let Some(key) = self.key_of(&desk, &parcel) else {
            let what = format!("the hub gave entries of {desk}, a desk that it never said it had taken in");
            intake.troubles.push(self.trouble("unknown", &desk, what, TELL));
            return Ok(());
        };
        match parcel.check(&self.place.utility, head.hash, at, key) {
            Err(tampered) => {
                let what = format!("what the hub gave of {desk} is not what {desk} signed: {tampered}; nothing of it was taken");
                intake.troubles.push(self.trouble("tampered", &desk, what, TELL));
            }
            Ok(head) => {
                self.learn(&parcel);
                let at = parcel.entries.last().map_or(at, |entry| entry.at);
                self.known.insert(desk, (head.clone(), at));
                intake.signed.push((head, parcel.signature));
                intake.entries.extend(parcel.entries);
            }
        }
        Ok(())
    }

    /// The key that a chain is signed with: the hub's own is pinned; a desk's stands in the entry by which the hub took it in. A desk without
    /// a hub (entries come by stick) believes the key that a chain begins with.
    fn key_of(&self, desk: &DeskId, parcel: &Parcel) -> Option<PublicKey> {
        if desk.is_hub() {
            return self.place.hub;
        }
        if *desk == self.place.desk {
            return Some(self.place.key.public());
        }
        self.keys.get(desk).copied().or_else(|| match parcel.entries.first()?.decode().ok()?.fact {
            Fact::DeskFounded(founded) if self.place.hub.is_none() && founded.desk == *desk => PublicKey::from_hex(&founded.public_key),
            _ => None,
        })
    }

    /// Desks that the hub has taken in.
    fn learn(&mut self, parcel: &Parcel) {
        if !parcel.desk.is_hub() {
            return;
        }
        for entry in parcel.entries.iter().filter(|entry| entry.kind == "desk-admitted") {
            if let Ok(crate::journal::Entry { fact: Fact::DeskAdmitted(admitted), .. }) = entry.decode()
                && let Some(key) = PublicKey::from_hex(&admitted.founded.public_key)
            {
                self.keys.entry(admitted.founded.desk).or_insert(key);
            }
        }
    }

    /// Two holders never have different entries under one name: that would be two chains, one of them forged.
    fn compare(&self, head: &Head, who: &str, intake: &mut Intake) -> Result<(), No> {
        let Some((known, _)) = self.known.get(&head.desk).filter(|(known, _)| head.seq > 0 && head.seq <= known.seq) else { return Ok(()) };
        let here = if known.seq == head.seq { Some(known.hash) } else { hash_of(self.conn, &head.desk, head.seq)? };
        if here.is_some_and(|here| here != head.hash) {
            let what = format!("{who} has another entry {}/{} than this desk: the chain was forked", head.desk, head.seq);
            intake.troubles.push(self.trouble("forked", &head.desk, what, TELL));
        }
        Ok(())
    }

    /// What other desks say they hold: it must be what this one holds, or is given soon.
    fn witnesses(&self, witnesses: &[Witness], claims: &mut Claims, intake: &mut Intake) -> Result<(), No> {
        let mut now = Claims::new();
        for witness in witnesses {
            let words = Witness::words(&witness.desk, &witness.heads);
            if !self.keys.get(&witness.desk).is_some_and(|key| key.signed_letter(&words, &witness.signature)) {
                continue;
            }
            for head in &witness.heads {
                self.compare(head, &format!("desk {}", witness.desk), intake)?;
                // What it wrote itself it may not have handed over yet.
                if head.desk == witness.desk {
                    continue;
                }
                let known = self.known.get(&head.desk).map_or(0, |(known, _)| known.seq);
                if head.seq > known && !intake.more {
                    let claim = now.entry(head.desk.clone()).or_insert(head.seq);
                    *claim = head.seq.max(*claim);
                }
            }
        }
        for (desk, claimed) in &now {
            if claims.get(desk).is_some_and(|before| before <= claimed) {
                let what = format!("another desk holds {desk} up to entry {claimed}, which the hub does not give");
                intake.troubles.push(self.trouble("withheld", desk, what, TELL));
            }
        }
        *claims = now;
        Ok(())
    }

    fn trouble(&self, kind: &'static str, desk: &DeskId, what: String, remedy: &'static str) -> Trouble {
        Trouble { kind, desk: desk.clone(), what, remedy }
    }
}

pub(super) fn setup(conn: &Connection) -> Result<Setup, No> {
    Ok(read_state(conn, &Subject::Setup.to_string())?.unwrap_or_default())
}

fn hash_of(conn: &Connection, desk: &DeskId, seq: i64) -> Result<Option<Hash>, No> {
    let found: Option<Vec<u8>> = conn
        .prepare_cached(sql("hash of entry"))
        .map_err(broken)?
        .query_row(params![desk.to_string(), seq], |r| r.get(0))
        .optional()
        .map_err(broken)?;
    Ok(found.as_deref().and_then(Hash::from_slice))
}

/// Keeps by whose word a chain stands here.
///
/// # Errors
/// Faults of the disk.
pub fn put_signed(conn: &Connection, head: &Head, signature: &Signature) -> Result<(), No> {
    conn.prepare_cached(sql("put signed"))
        .map_err(broken)?
        .execute(params![head.desk.to_string(), head.seq, head.hash.bytes().as_slice(), signature.bytes()])
        .map_err(broken)?;
    Ok(())
}

/// Keeps the word for each of these chains that stands here up to its end, and leaves the others for later.
///
/// # Errors
/// Faults of the disk.
pub fn put_those_that_stand(conn: &Connection, signatures: &mut Vec<(Head, Signature)>) -> Result<(), No> {
    for (head, signature) in std::mem::take(signatures) {
        match hash_of(conn, &head.desk, head.seq)? {
            Some(_) => put_signed(conn, &head, &signature)?,
            None => signatures.push((head, signature)),
        }
    }
    Ok(())
}

/// The last head of a desk that came signed.
///
/// # Errors
/// Faults of the disk.
pub fn signed(conn: &Connection, desk: &DeskId) -> Result<Option<(Head, Signature)>, No> {
    let row: Option<(i64, Vec<u8>, Vec<u8>)> = conn
        .prepare_cached(sql("signed"))
        .map_err(broken)?
        .query_row([desk.to_string()], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .optional()
        .map_err(broken)?;
    Ok(row.and_then(|(seq, hash, signature)| {
        let hash = Hash::from_slice(&hash)?;
        Some((Head { desk: desk.clone(), seq, hash }, Signature::from_bytes(&signature)))
    }))
}

/// What an exchange taught of the hub: how much it has of this desk, what is wrong, what is no more.
///
/// # Errors
/// Faults of the disk.
pub fn remember(conn: &Connection, intake: &Intake, millis: i64) -> Result<(), No> {
    if let Some(taken) = intake.taken {
        put_own(conn, "hub taken", &taken.to_string())?;
        put_own(conn, "hub contact", &millis.to_string())?;
    }
    for desk in &intake.in_order {
        for kind in ["behind", "gap", "tampered", "withheld", "unknown"] {
            conn.prepare_cached(sql("take trouble")).map_err(broken)?.execute([kind, &desk.to_string()]).map_err(broken)?;
        }
    }
    intake.troubles.iter().try_for_each(|trouble| put_trouble(conn, trouble, millis))
}

/// Keeps a trouble until it is mended.
///
/// # Errors
/// Faults of the disk.
pub fn put_trouble(conn: &Connection, trouble: &Trouble, millis: i64) -> Result<(), No> {
    conn.prepare_cached(sql("put trouble"))
        .map_err(broken)?
        .execute(params![trouble.kind, trouble.desk.to_string(), millis, trouble.what, trouble.remedy])
        .map_err(broken)?;
    Ok(())
}

/// A trouble as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Standing {
    pub kind: String,
    pub desk: String,
    /// Milliseconds since 1970.
    pub at: i64,
    pub what: String,
    pub remedy: String,
}

/// What is wrong between this desk and others.
///
/// # Errors
/// Faults of the disk.
pub fn troubles(conn: &Connection) -> Result<Vec<Standing>, No> {
    let standing = |r: &rusqlite::Row| Ok(Standing { kind: r.get(0)?, desk: r.get(1)?, at: r.get(2)?, what: r.get(3)?, remedy: r.get(4)? });
    rows(conn, "troubles", [], standing)
}

/// An entry by name, as it is recorded.
///
/// # Errors
/// Faults of the disk.
pub fn entry(conn: &Connection, desk: &DeskId, seq: i64) -> Result<Option<Recorded>, No> {
    conn.prepare_cached(sql("entry")).map_err(broken)?.query_row(params![desk.to_string(), seq], recorded).optional().map_err(broken)
}
