//! A hub and desks that speak to it in letters, without a line between them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

use ebcm::base::{Day, DeskId};
use ebcm::desk::SHIPPED_PROFILES;
use ebcm::hub::backup::copy_entries;
use ebcm::hub::keep::Keep;
use ebcm::hub::postgres::PostgresKeep;
use ebcm::hub::sqlite::SqliteKeep;
use ebcm::hub::{Hub, Identity};
use ebcm::journal::carry::{Ask, DocumentLetter, Told};
use ebcm::journal::chain::Hash;
use ebcm::journal::fact::DeskFounded;
use ebcm::journal::parcel::Parcel;
use ebcm::journal::sign::{Head, PublicKey, SecretKey, Signature};
use ebcm::journal::talk::{self, Answer, Borrow, Denied, Enrol, Enrolled, Exchange, Given, HandBack, HandedBack, VERSION, Witness};
use ebcm::journal::{Fact, Recorded};
use ebcm::rules::profile::Profile;
use rusqlite::Connection;

use super::office::Office;
use super::postgres;

/// A clock that the test moves.
#[derive(Clone)]
pub struct HandClock(Arc<AtomicI64>);

impl HandClock {
    pub fn at(day: Day) -> Self {
        Self(Arc::new(AtomicI64::new(ebcm::edge::clock::noon(day, 19_800))))
    }

    pub fn forward(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::Relaxed);
    }

    pub fn read(&self) -> Arc<dyn Fn() -> i64 + Send + Sync> {
        let clock = self.0.clone();
        Arc::new(move || clock.load(Ordering::Relaxed))
    }
}

/// The hub of a shipped utility, for training.
pub fn hub<K: Keep>(keep: K, utility: &str, clock: &HandClock) -> Hub<K> {
    let (_, text) = SHIPPED_PROFILES.into_iter().find(|(code, _)| *code == utility).expect("a shipped profile");
    let profile = Profile::load(text, utility).expect("a profile");
    let key = SecretKey::from_hex(&"0b".repeat(32)).expect("a key");
    Hub::new(keep, Identity { utility: utility.to_owned(), training: true, profile, key }, clock.read())
}

/// A storage that several hubs may be opened over, one after the other or together.
pub trait Storage {
    type Kept: Keep;
    async fn fresh() -> Self;
    async fn open(&self) -> Self::Kept;
    /// As a backup has it that was made now.
    async fn copy(&self) -> Self;
}

/// A file in a folder of its own.
pub struct InFile(tempfile::TempDir);

/// A database of its own on the run's server.
pub struct InPostgres(String);

impl Storage for InFile {
    type Kept = SqliteKeep;

    async fn fresh() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    async fn open(&self) -> SqliteKeep {
        SqliteKeep::open(&self.0.path().join("hub.db")).expect("a hub's file")
    }

    async fn copy(&self) -> Self {
        let copy = Self::fresh().await;
        copy_entries(&self.0.path().join("hub.db"), &copy.0.path().join("hub.db")).expect("a copy");
        copy
    }
}

impl Storage for InPostgres {
    type Kept = PostgresKeep;

    async fn fresh() -> Self {
        Self(postgres::shared().database().await)
    }

    async fn open(&self) -> PostgresKeep {
        PostgresKeep::connect(&self.0).await.expect("a hub's database")
    }

    async fn copy(&self) -> Self {
        let copy = Self::fresh().await;
        postgres::dump_and_restore(&self.0, &copy.0);
        copy
    }
}

/// Runs each of these tests, generic over where a hub keeps what it has, over both storages.
macro_rules! over_both {
    ($($name:ident),* $(,)?) => {
        mod in_a_file {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(<$crate::support::hub::InFile as $crate::support::hub::Storage>::fresh().await).await;
            })*
        }
        mod in_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(<$crate::support::hub::InPostgres as $crate::support::hub::Storage>::fresh().await).await;
            })*
        }
    };
}
pub(crate) use over_both;

/// What a desk has to hand over, and what it holds of others: the wire's other end.
#[derive(Clone)]
pub struct Teller {
    pub desk: DeskId,
    pub founded: DeskFounded,
    pub utility: String,
    secret: String,
    /// Its own entries, from the first.
    pub own: Vec<Recorded>,
    /// Others' entries as they were fetched, each chain checked.
    pub held: BTreeMap<DeskId, Vec<Recorded>>,
    /// By whose word they end where they do.
    signed: BTreeMap<DeskId, Signature>,
}

impl Teller {
    /// What an office's desk holds in its data file.
    pub fn of(office: &Office, utility: &str) -> Self {
        let conn = office.desk.store().connection();
        let founded = office.desk.setup().desks.iter().find(|founded| founded.desk == *office.desk.id()).expect("founded").clone();
        let secret: String = conn.query_row("SELECT value FROM own WHERE name = 'key'", [], |r| r.get(0)).expect("its key");
        let own = entries(conn, &founded.desk);
        Self {
            desk: founded.desk.clone(),
            founded,
            utility: utility.to_owned(),
            secret,
            own,
            held: BTreeMap::new(),
            signed: BTreeMap::new(),
        }
    }

    fn key(&self) -> SecretKey {
        SecretKey::from_hex(&self.secret).expect("a key")
    }

    /// Reads again what the data file has.
    pub fn look(&mut self, office: &Office) {
        self.own = entries(office.desk.store().connection(), &self.desk);
    }

    /// Writes the chain's hashes anew from there on, as one would who alters an entry and hides it.
    pub fn chain_anew(&mut self, from: usize) {
        let mut hash = from.checked_sub(1).map_or(Hash::ZERO, |before| Hash::from_slice(&self.own[before].hash).expect("a hash"));
        for entry in &mut self.own[from..] {
            hash = entry.expected_hash(hash);
            entry.hash = hash.bytes().to_vec();
        }
    }

    /// Takes other entries for its own: an altered body, another user.
    pub fn alter(&mut self, at: usize, change: impl FnOnce(&mut Recorded)) {
        change(&mut self.own[at]);
        self.chain_anew(at);
    }

    /// Records an act's entry again: the last of a kind, as if it had been done once more by `user`.
    pub fn forge_raw(&mut self, user: &str, kind: &str, body: &str) -> i64 {
        let mut entry = self.own.last().expect("a founding").clone();
        (entry.seq, entry.at, entry.user) = (entry.seq + 1, entry.at + 1, user.to_owned());
        (entry.kind, entry.body) = (kind.to_owned(), body.to_owned());
        (entry.personal, entry.personal_hash) = (None, None);
        self.own.push(entry);
        self.chain_anew(self.own.len() - 1);
        self.own.len() as i64
    }

    /// The last fact of a kind in its chain.
    pub fn last_of(&self, kind: &str) -> Fact {
        let read = |entry: &Recorded| serde_json::from_str(&entry.body).ok().filter(|fact: &Fact| fact.kind() == kind);
        self.own.iter().rev().find_map(read).unwrap_or_else(|| panic!("no {kind}"))
    }

    /// Another receipt of the clerk, with the next numbers.
    pub fn pay_once_more(&mut self) -> i64 {
        let last = self.own.iter().rev().find_map(|entry| match serde_json::from_str(&entry.body) {
            Ok(Fact::Paid(paid)) if paid.receipt.no.desk == self.desk => Some(paid),
            _ => None,
        });
        let mut paid = last.expect("a receipt");
        paid.receipt.no.number += 1;
        if let Some(bill) = &mut paid.bill {
            bill.no.number += 1;
        }
        self.forge("clerk", &Fact::Paid(paid))
    }

    /// Records a fact that its program would not have recorded.
    pub fn forge(&mut self, user: &str, fact: &Fact) -> i64 {
        self.forge_raw(user, fact.kind(), &serde_json::to_string(fact).expect("a body"))
    }

    pub fn head(&self, seq: i64) -> Head {
        let hash = match seq {
            0 => Hash::ZERO,
            seq => Hash::from_slice(&self.own[seq as usize - 1].hash).expect("a hash"),
        };
        Head { desk: self.desk.clone(), seq, hash }
    }

    /// Its entries behind `after` up to `last`, signed.
    pub fn parcel(&self, after: i64, last: i64) -> Parcel {
        let entries = self.own[after as usize..last as usize].to_vec();
        Parcel { desk: self.desk.clone(), after, entries, signature: self.key().sign_head(&self.utility, &self.head(last)) }
    }

    pub fn held(&self) -> Witness {
        let last = |(desk, entries): (&DeskId, &Vec<Recorded>)| {
            let last = entries.last()?;
            Some(Head { desk: desk.clone(), seq: last.seq, hash: Hash::from_slice(&last.hash)? })
        };
        let own = self.head(self.own.len() as i64);
        self.witness(std::iter::once(own).chain(self.held.iter().filter_map(last)).collect())
    }

    pub fn witness(&self, heads: Vec<Head>) -> Witness {
        let signature = self.key().sign_letter(&Witness::words(&self.desk, &heads));
        Witness { desk: self.desk.clone(), heads, signature }
    }

    pub fn letter(&self, parcel: Option<Parcel>) -> Exchange {
        Exchange {
            version: VERSION,
            utility: self.utility.clone(),
            desk: self.desk.clone(),
            held: self.held(),
            parcel,
            wait: 0,
            only_send: false,
        }
    }

    pub fn sign(&self, letter: &[u8]) -> Signature {
        self.key().sign_letter(letter)
    }

    pub async fn say<K: Keep>(&self, hub: &Hub<K>, letter: &Exchange) -> Answer {
        let bytes = talk::pack(letter).expect("a letter");
        hub.exchange(&self.desk, &bytes, &self.sign(&bytes)).await
    }

    /// Hands over what is behind `after`, and fetches what the hub gives.
    pub async fn send<K: Keep>(&mut self, hub: &Hub<K>, after: i64) -> Result<Given, Denied> {
        let last = (self.own.len() as i64).min(after + talk::PARCEL as i64);
        let parcel = (last > after).then(|| self.parcel(after, last));
        let given = given(self.say(hub, &self.letter(parcel)).await)?;
        self.take(&given, hub);
        Ok(given)
    }

    /// Until both have what the other has; how many letters that took.
    pub async fn until_in_step<K: Keep>(&mut self, hub: &Hub<K>) -> Result<usize, Denied> {
        let (mut after, mut letters) = (0, 0);
        loop {
            let given = self.send(hub, after).await?;
            (after, letters) = (given.taken.seq, letters + 1);
            if after == self.own.len() as i64 && !given.more && given.parcels.is_empty() {
                return Ok(letters);
            }
        }
    }

    /// Takes in what came, as a desk does: by its chain and its signature alone.
    pub fn take<K: Keep>(&mut self, given: &Given, hub: &Hub<K>) {
        for parcel in &given.parcels {
            let mut parcel = parcel.clone();
            let key = if parcel.desk.is_hub() { Some(hub.identity().key.public()) } else { self.key_of(&parcel.desk) };
            let key = key.unwrap_or_else(|| panic!("the key of {} came first", parcel.desk));
            let chain = self.held.entry(parcel.desk.clone()).or_default();
            let (before, at) = chain.last().map_or((Hash::ZERO, 0), |e| (Hash::from_slice(&e.hash).expect("a hash"), e.at));
            assert_eq!(parcel.after, chain.len() as i64, "{} goes on where it ended", parcel.desk);
            parcel.check(&self.utility, before, at, key).unwrap_or_else(|tampered| panic!("{}: {tampered}", parcel.desk));
            chain.extend(parcel.entries);
            self.signed.insert(parcel.desk, parcel.signature);
        }
    }

    /// What it holds of a chain that is not its own, as it came.
    pub fn holds(&self, desk: &DeskId) -> Parcel {
        Parcel { desk: desk.clone(), after: 0, entries: self.held[desk].clone(), signature: self.signed[desk].clone() }
    }

    /// Hands back what the hub had recorded in its office; how much of it was lacking there.
    pub async fn hand_back<K: Keep>(&self, hub: &Hub<K>) -> Result<u64, Denied> {
        self.hand_back_this(hub, self.holds(&DeskId::hub(self.desk.office()).expect("a hand"))).await
    }

    pub async fn hand_back_this<K: Keep>(&self, hub: &Hub<K>, parcel: Parcel) -> Result<u64, Denied> {
        let letter = HandBack { version: VERSION, utility: self.utility.clone(), parcels: vec![parcel] };
        match hub.hand_back(&talk::pack(&letter).expect("a letter")).await {
            HandedBack::Taken { entries } => Ok(entries),
            HandedBack::Denied(denied) => Err(denied),
        }
    }

    /// A desk's key as the hub recorded it in the desk's office.
    fn key_of(&self, desk: &DeskId) -> Option<PublicKey> {
        let hand = self.held.get(&DeskId::hub(desk.office())?)?;
        hand.iter().find_map(|entry| match serde_json::from_str(&entry.body) {
            Ok(Fact::DeskAdmitted(admitted)) if admitted.founded.desk == *desk => PublicKey::from_hex(&admitted.founded.public_key),
            _ => None,
        })
    }

    pub async fn enrol<K: Keep>(&self, hub: &Hub<K>, code: &str) -> Result<DeskFounded, Denied> {
        self.enrol_as(hub, code, Some(self.founded.clone())).await
    }

    pub async fn enrol_as<K: Keep>(&self, hub: &Hub<K>, code: &str, founded: Option<DeskFounded>) -> Result<DeskFounded, Denied> {
        let enrol = Enrol {
            version: VERSION,
            utility: Some(self.utility.clone()),
            code: code.to_owned(),
            founded,
            public_key: self.founded.public_key.clone(),
            origin: self.founded.origin.clone(),
        };
        match hub.enrol(&talk::pack(&enrol).expect("a letter")).await {
            Enrolled::In { founded, hub_key, utility } => {
                assert_eq!((hub_key, utility), (hub.identity().key.public().to_hex(), self.utility.clone()));
                Ok(founded)
            }
            Enrolled::Denied(denied) => Err(denied),
        }
    }

    /// Taken in by a fresh code.
    pub async fn join<K: Keep>(&self, hub: &Hub<K>) {
        let code = hub.make_code(self.desk.office(), None).await.expect("a code");
        assert_eq!(self.enrol(hub, &code).await.as_ref(), Ok(&self.founded));
    }

    pub async fn borrow<K: Keep>(&self, hub: &Hub<K>, period: &str) -> Result<Given, Denied> {
        let period = period.parse().expect("a period");
        let bytes =
            talk::pack(&Borrow { version: VERSION, utility: self.utility.clone(), desk: self.desk.clone(), period }).expect("a letter");
        given(hub.borrow(&self.desk, &bytes, &self.sign(&bytes)).await)
    }

    /// Asks about a document.
    pub async fn document<K: Keep>(&self, hub: &Hub<K>, ask: Ask) -> Told {
        let letter = DocumentLetter { version: VERSION, utility: self.utility.clone(), desk: self.desk.clone(), ask };
        let bytes = talk::pack(&letter).expect("a letter");
        hub.document(&self.desk, &bytes, &self.sign(&bytes)).await
    }

    /// The entries of the hub's hand that it holds, as facts.
    pub fn hub_said(&self) -> Vec<Fact> {
        let hand = DeskId::hub(self.desk.office()).expect("a hand");
        self.held.get(&hand).into_iter().flatten().filter_map(|entry| serde_json::from_str(&entry.body).ok()).collect()
    }
}

pub fn given(answer: Answer) -> Result<Given, Denied> {
    match answer {
        Answer::Given(given) => Ok(given),
        Answer::Denied(denied) => Err(denied),
    }
}

/// A desk's entries in a data file.
pub fn entries(conn: &Connection, desk: &DeskId) -> Vec<Recorded> {
    let mut rows = conn
        .prepare("SELECT desk, seq, at, day, user, kind, body, personal, personal_hash, hash FROM entry WHERE desk = ?1 ORDER BY seq")
        .expect("a statement");
    let entry = |r: &rusqlite::Row| {
        Ok(Recorded {
            desk: r.get(0)?,
            seq: r.get(1)?,
            at: r.get(2)?,
            day: r.get(3)?,
            user: r.get(4)?,
            kind: r.get(5)?,
            body: r.get(6)?,
            personal: r.get(7)?,
            personal_hash: r.get(8)?,
            hash: r.get(9)?,
        })
    };
    rows.query_map([desk.to_string()], entry).expect("entries").collect::<Result<_, _>>().expect("entries")
}

/// A desk of Kavaratti as it stands after a morning: made once a run.
pub fn teller(number: u8) -> Teller {
    static MADE: [OnceLock<Teller>; 3] = [const { OnceLock::new() }; 3];
    let make = || {
        let dir = tempfile::tempdir().expect("a folder");
        Teller::of(&busy_office(dir.path(), number, 24, 6), "led")
    };
    MADE[usize::from(number) - 1].get_or_init(make).clone()
}

/// A desk of Kavaratti in a folder, with consumers and some receipts.
pub fn busy_office(dir: &Path, number: u8, consumers: usize, receipts: usize) -> Office {
    let mut office = Office::found_desk(dir, "led", "KVT", number, ebcm::store::open::How::default());
    let numbers = office.import(consumers);
    office.open_counter();
    for no in numbers.into_iter().take(receipts) {
        office.pay(no, 1_300).expect("a receipt");
    }
    office
}
