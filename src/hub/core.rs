//! What the hub does when a desk speaks to it. It keeps nothing in memory that the store can't give: several work on one store (`J-13`).

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::time::Instant;

use super::keep::{EVERYWHERE, Keep, Member};
use super::metrics::Histogram;
use crate::base::{DeskId, Fault};
use crate::journal::sign::{PublicKey, SecretKey, Signature};
use crate::journal::talk::{self, Answer, Denied, Exchange, Given, VERSION, Witness};
use crate::rules::profile::Profile;

/// How often a deed is tried that another process was quicker at.
pub(super) const TRIES: usize = 8;
/// A long poll ends after so many seconds, whatever the desk asked for: lines and balancers cut silent ones.
const LONGEST_WAIT: u16 = 300;
/// A desk that says nothing new is written down as heard so often, in milliseconds.
const HEARD_EVERY: i64 = 60_000;

/// Who a hub is: the same for all its processes.
#[derive(Debug)]
pub struct Identity {
    /// The utility's code.
    pub utility: String,
    /// Whether its desks are for training.
    pub training: bool,
    pub profile: Profile,
    pub key: SecretKey,
}

/// What a process did since it began.
#[derive(Debug, Default)]
pub struct Counts {
    pub exchanges: AtomicU64,
    /// Letters not answered but with a reason.
    pub denied: AtomicU64,
    /// Entries taken, those refused among them.
    pub taken: AtomicU64,
    pub refused: AtomicU64,
    pub given: AtomicU64,
    /// Desks that wait for news now.
    pub waiting: AtomicU64,
    /// Times of exchanges, without their waits.
    pub seconds: Histogram,
}

/// A hub over its store.
pub struct Hub<K: Keep> {
    pub(super) keep: K,
    pub(super) identity: Identity,
    clock: Arc<dyn Fn() -> i64 + Send + Sync>,
    counts: Counts,
    /// Whether the process is about to end: nobody waits for news any more.
    ending: watch::Sender<bool>,
}

/// What two letters of a desk have in common.
pub(super) struct Envelope<'a> {
    pub(super) version: u16,
    pub(super) utility: &'a str,
    pub(super) desk: &'a DeskId,
}

impl<K: Keep> Hub<K> {
    /// `clock` gives milliseconds since 1970.
    pub fn new(keep: K, identity: Identity, clock: Arc<dyn Fn() -> i64 + Send + Sync>) -> Self {
        Self { keep, identity, clock, counts: Counts::default(), ending: watch::Sender::new(false) }
    }

    pub const fn keep(&self) -> &K {
        &self.keep
    }

    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    pub const fn counts(&self) -> &Counts {
        &self.counts
    }

    pub(super) fn now(&self) -> i64 {
        (self.clock)()
    }

    /// Takes what a desk hands over, and gives it what it lacks (`J-8`). The desk is the one that the letter came from, by its own word;
    /// its signature over the letter's bytes must prove it.
    pub async fn exchange(&self, desk: &DeskId, letter: &[u8], signature: &Signature) -> Answer {
        add(&self.counts.exchanges, 1);
        let (began, mut waited) = (Instant::now(), Duration::ZERO);
        let came = self.converse(desk, letter, signature, &mut waited).await;
        self.counts.seconds.observe(began.elapsed().saturating_sub(waited));
        match came {
            Ok(given) => Answer::Given(given),
            Err(denied) => self.deny(desk, denied),
        }
    }

    async fn converse(&self, desk: &DeskId, letter: &[u8], signature: &Signature, waited: &mut Duration) -> Result<Given, Denied> {
        let asked: Exchange = open(letter)?;
        let envelope = Envelope { version: asked.version, utility: &asked.utility, desk: &asked.desk };
        let (member, key) = self.known(desk, &envelope, letter, signature).await?;
        if asked.held.desk != *desk || !key.signed_letter(&Witness::words(desk, &asked.held.heads), &asked.held.signature) {
            return Err(Denied::Signature);
        }
        let offices = self.identity.profile.held_by(desk.office());
        // From here on no news is missed.
        let mut news = self.keep.news();
        let hands_over = asked.parcel.is_some();
        let mut taken = self.same_chain(&member, &asked.held).await?;
        if let Some(parcel) = asked.parcel {
            taken = self.take(member, key, parcel, &asked.held).await?;
        }
        if asked.only_send {
            self.hear(&asked.held).await.map_err(later)?;
            return Ok(Given { taken, parcels: Vec::new(), more: false, heads: Vec::new(), witnesses: Vec::new() });
        }
        let deadline = Instant::now() + Duration::from_secs(asked.wait.min(LONGEST_WAIT).into());
        loop {
            let gift = self.give(desk, &offices, &asked.held).await.map_err(later)?;
            let silent = gift.parcels.is_empty() && !hands_over;
            if silent && self.wait(&mut news, &offices, deadline, waited).await {
                self.still_a_member(desk).await?;
                continue;
            }
            let witnesses = self.hear(&asked.held).await.map_err(later)?;
            add(&self.counts.given, gift.parcels.iter().map(|parcel| parcel.entries.len()).sum());
            // They are compared when all is there that they speak of.
            let witnesses = if gift.more { Vec::new() } else { witnesses };
            return Ok(Given { taken, parcels: gift.parcels, more: gift.more, heads: gift.heads, witnesses });
        }
    }

    /// The member that a letter is from, and its key.
    pub(super) async fn known(
        &self,
        desk: &DeskId,
        envelope: &Envelope<'_>,
        letter: &[u8],
        signature: &Signature,
    ) -> Result<(Member, PublicKey), Denied> {
        self.speaks(envelope.version, envelope.utility)?;
        let member = self.keep.member(desk).await.map_err(later)?.filter(|member| !member.founded.desk.is_hub()).ok_or(Denied::Unknown)?;
        let key = PublicKey::from_hex(&member.founded.public_key).filter(|key| key.signed_letter(letter, signature));
        let key = key.filter(|_| envelope.desk == desk).ok_or(Denied::Signature)?;
        match &member.revoked {
            Some(reason) => Err(Denied::Revoked { reason: reason.clone() }),
            None => Ok((member, key)),
        }
    }

    pub(super) fn speaks(&self, version: u16, utility: &str) -> Result<(), Denied> {
        if version != VERSION {
            return Err(Denied::Version { hub: VERSION });
        }
        if utility != self.identity.utility {
            return Err(Denied::Utility { hub: self.identity.utility.clone() });
        }
        Ok(())
    }

    /// Nobody waits for news any more: the process is about to end.
    pub fn stop(&self) {
        self.ending.send_replace(true);
    }

    /// Whether something was put in one of these offices before the deadline.
    async fn wait(&self, news: &mut Receiver<String>, offices: &[&str], deadline: Instant, waited: &mut Duration) -> bool {
        let (began, mut ending) = (Instant::now(), self.ending.subscribe());
        let _waiting = Waiting::one_more(&self.counts.waiting);
        let came = tokio::select! {
            came = wait_for(news, offices, deadline) => came,
            _ = ending.wait_for(|ending| *ending) => false,
        };
        *waited += began.elapsed();
        came
    }

    async fn still_a_member(&self, desk: &DeskId) -> Result<(), Denied> {
        match self.keep.member(desk).await.map_err(later)?.and_then(|member| member.revoked) {
            Some(reason) => Err(Denied::Revoked { reason }),
            None => Ok(()),
        }
    }

    /// Keeps what a desk says that it holds, and gives what the other desks of its office said.
    pub(super) async fn hear(&self, held: &Witness) -> Result<Vec<Witness>, Fault> {
        let mut witnesses = self.keep.witnesses(held.desk.office()).await?;
        let said = witnesses.iter().find(|witness| witness.desk == held.desk);
        let known = said.is_some_and(|said| said.heads == held.heads);
        let now = self.now();
        if !known || self.keep.member(&held.desk).await?.is_some_and(|member| now - member.heard >= HEARD_EVERY) {
            self.keep.put_witness(held, now).await?;
        }
        witnesses.retain(|witness| witness.desk != held.desk);
        Ok(witnesses)
    }

    pub(super) fn deny(&self, desk: &DeskId, denied: Denied) -> Answer {
        add(&self.counts.denied, 1);
        tracing::warn!(%desk, ?denied, "denied");
        Answer::Denied(denied)
    }

    pub(super) fn count_taken(&self, taken: usize, refused: usize) {
        add(&self.counts.taken, taken);
        add(&self.counts.refused, refused);
    }
}

/// One that waits, as long as it does: a desk that goes away takes its exchange with it.
struct Waiting<'a>(&'a AtomicU64);

impl<'a> Waiting<'a> {
    fn one_more(count: &'a AtomicU64) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn wait_for(news: &mut Receiver<String>, offices: &[&str], deadline: Instant) -> bool {
    loop {
        match tokio::time::timeout_at(deadline, news.recv()).await {
            Ok(Ok(office)) if office != EVERYWHERE && !offices.contains(&office.as_str()) => {}
            Ok(Ok(_) | Err(RecvError::Lagged(_))) => return true,
            Ok(Err(RecvError::Closed)) | Err(_) => return false,
        }
    }
}

/// Opens a letter.
pub(super) fn open<T: serde::de::DeserializeOwned>(letter: &[u8]) -> Result<T, Denied> {
    talk::unpack(letter).map_err(|unreadable| Denied::Tampered { why: unreadable.to_string() })
}

/// What broke here is tried again by the desk; what it was, stands in the hub's own log.
pub(super) fn later(fault: Fault) -> Denied {
    tracing::error!(%fault, "the hub could not");
    Denied::Later { why: fault.what }
}

fn add(count: &AtomicU64, more: usize) {
    count.fetch_add(more as u64, Ordering::Relaxed);
}
