//! A hub that was put back from an older backup: what it had recorded with its own hand since is at the desks. They hand it back, and until
//! all who may hold it have spoken, the hub writes nothing there: a second entry under a number that is given away would be a fork (`J-15`).
//! What it had of desks that were revoked comes back the same way.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::admit::standing_still;
use super::core::{Hub, TRIES, later, open};
use super::hand::hand_of;
use super::keep::{Deed, Keep, Member, Run, Standing};
use crate::base::{DeskId, Fault, No};
use crate::journal::Fact;
use crate::journal::chain::Hash;
use crate::journal::fact::DeskFounded;
use crate::journal::parcel::Parcel;
use crate::journal::sign::{Head, PublicKey};
use crate::journal::talk::{Denied, HandBack, HandedBack};

impl<K: Keep> Hub<K> {
    /// Takes back what a desk holds of the hub's own chains. Nothing but the hub's own signature is believed, so anybody may bring it: a
    /// desk that was taken in after the backup is a stranger until then.
    pub async fn hand_back(&self, letter: &[u8]) -> HandedBack {
        match self.take_all_back(letter).await {
            Ok(entries) => HandedBack::Taken { entries },
            Err(denied) => {
                tracing::warn!(?denied, "not taken back");
                HandedBack::Denied(denied)
            }
        }
    }

    async fn take_all_back(&self, letter: &[u8]) -> Result<u64, Denied> {
        let handed: HandBack = open(letter)?;
        self.speaks(handed.version, &handed.utility)?;
        let mut entries = 0;
        for parcel in handed.parcels {
            entries += if parcel.desk.is_hub() { self.take_back(parcel).await? } else { self.take_back_of_the_gone(parcel).await? };
        }
        Ok(entries)
    }

    /// Puts down what a revoked desk had handed over before its end, by its own signature: it can't come itself any more.
    async fn take_back_of_the_gone(&self, parcel: Parcel) -> Result<u64, Denied> {
        let desk = parcel.desk.clone();
        for _ in 0..TRIES {
            let member = self.keep.member(&desk).await.map_err(later)?.ok_or(Denied::Unknown)?;
            let key = PublicKey::from_hex(&member.founded.public_key).ok_or(Denied::Signature)?;
            let Some(last) = self.last_of_the_gone(&desk).await.map_err(later)? else { return Ok(0) };
            if member.revoked.is_none() || parcel.after > member.head.seq {
                return Ok(0);
            }
            let mut parcel = parcel.clone();
            let head = self.check(&member, key, &mut parcel).await?;
            if head.seq > last {
                return Err(Denied::Refused { why: format!("{desk} was revoked after its entry {last}") });
            }
            let lacking = head.seq - member.head.seq;
            if lacking <= 0 {
                return Ok(0);
            }
            let known = usize::try_from(member.head.seq - parcel.after).unwrap_or(usize::MAX);
            let entries = parcel.entries.split_off(known.min(parcel.entries.len()));
            let (mut deed, refused) = self.judge(&member, entries, &head, &parcel).await.map_err(later)?;
            deed.runs.iter_mut().for_each(|run| run.of_the_past = true);
            if !refused.is_empty() {
                deed.runs.push(self.name_refused(&desk, refused, &deed).await.map_err(later)?);
            }
            if self.keep.put(&Arc::new(deed)).await.map_err(later)? {
                tracing::warn!(%desk, entries = lacking, "what this hub had of a revoked desk and lost was handed back");
                return Ok(lacking.unsigned_abs());
            }
        }
        Err(Denied::Later { why: "others write at the same time".to_owned() })
    }

    /// The last entry of a revoked desk that the hub had taken, as it recorded then.
    async fn last_of_the_gone(&self, desk: &DeskId) -> Result<Option<i64>, Fault> {
        let Some(chain) = self.chain(&hand_of(desk.office())?, 0).await? else { return Ok(None) };
        let gone = chain.entries.iter().filter(|entry| entry.kind == "desk-revoked");
        Ok(gone
            .filter_map(|entry| match serde_json::from_str(&entry.body) {
                Ok(Fact::DeskRevoked(gone)) if gone.desk == *desk => Some(gone.last),
                _ => None,
            })
            .next())
    }

    /// Puts down a run of the hub's own chain in an office, and what follows from it. So many entries were not here.
    pub(super) async fn take_back(&self, parcel: Parcel) -> Result<u64, Denied> {
        let hand = parcel.desk.clone();
        if !hand.is_hub() || self.identity.profile.office(hand.office()).is_none() {
            return Err(Denied::Tampered { why: format!("{hand} is no chain of this hub's own") });
        }
        for _ in 0..TRIES {
            let known = self.keep.member(&hand).await.map_err(later)?;
            let is_new = known.is_none();
            let member = known.map_or_else(|| unborn(&parcel), Ok)?;
            if parcel.after > member.head.seq {
                return Ok(0);
            }
            let mut parcel = parcel.clone();
            let head = self.check(&member, self.identity.key.public(), &mut parcel).await?;
            let lacking = head.seq - member.head.seq;
            if lacking <= 0 {
                return Ok(0);
            }
            let deed = self.what_follows(member, is_new, parcel, head).await.map_err(later)?;
            if self.keep.put(&Arc::new(deed)).await.map_err(later)? {
                tracing::warn!(%hand, entries = lacking, "what this hub had recorded and lost was handed back");
                return Ok(lacking.unsigned_abs());
            }
        }
        Err(Denied::Later { why: "others write at the same time".to_owned() })
    }

    /// The entries of a checked parcel that are not here, with desks taken in, desks revoked, and what was refused of entries to come.
    async fn what_follows(&self, hand: Member, is_new: bool, mut parcel: Parcel, head: Head) -> Result<Deed, Fault> {
        let known = usize::try_from(hand.head.seq - parcel.after).unwrap_or(usize::MAX);
        let entries = parcel.entries.split_off(known.min(parcel.entries.len()));
        let mut deed = Deed { admit: is_new.then(|| hand.founded.clone()).into_iter().collect(), ..Deed::default() };
        let members = self.keep.members(&[hand.founded.desk.office().to_owned()]).await?;
        let mut members: BTreeMap<DeskId, Member> = members.into_iter().map(|member| (member.founded.desk.clone(), member)).collect();
        let mut standing_otherwise: BTreeMap<DeskId, Member> = BTreeMap::new();
        for entry in &entries {
            match serde_json::from_str(&entry.body) {
                Ok(Fact::DeskAdmitted(admitted)) if !members.contains_key(&admitted.founded.desk) => {
                    members.insert(admitted.founded.desk.clone(), newborn(admitted.founded.clone()));
                    deed.admit.push(admitted.founded);
                }
                Ok(Fact::DeskRevoked(gone)) if members.get(&gone.desk).is_some_and(|member| member.revoked.is_none()) => {
                    deed.revoke.push((gone.desk, gone.reason));
                }
                Ok(Fact::EntryRefused(refused)) => {
                    if let Some(member) = members.get(&refused.desk).filter(|member| member.head.seq < refused.seq) {
                        let changed = standing_otherwise.entry(refused.desk).or_insert_with(|| member.clone());
                        changed.standing.refused.insert(refused.seq);
                    }
                }
                _ => {}
            }
        }
        deed.runs.extend(standing_otherwise.values().map(|member| Run { of_the_past: true, ..standing_still(member) }));
        deed.runs.push(Run {
            desk: parcel.desk,
            after: hand.head.seq,
            at: entries.last().map_or(hand.at, |entry| entry.at),
            entries,
            head,
            signature: parcel.signature,
            standing: hand.standing,
            granted: Vec::new(),
            erased: Vec::new(),
            of_the_past: false,
        });
        Ok(deed)
    }

    /// The hub's hand in an office, when it may write there; `going` is a desk whose end is about to be written: it is waited for no more.
    pub(super) async fn hand_to_write(&self, office: &str, going: Option<&DeskId>) -> Result<Member, Fault> {
        self.may_write(office, going).await?;
        self.hand(office).await
    }

    /// Whether nobody who may hold more of the hub's chain in an office is known to, or still to be heard after a backup was put back: the
    /// desks of the office and of those above it. (Those under it hold it too; they are too many to be waited for, and hand it back.)
    pub(super) async fn may_write(&self, office: &str, going: Option<&DeskId>) -> Result<(), Fault> {
        let hand = hand_of(office)?;
        let mut offices = vec![office.to_owned()];
        offices.extend(self.identity.profile.above(office).map(str::to_owned));
        // In this order: what another process has written since, no desk held when it was asked.
        let mut claims = Vec::new();
        for office in &offices {
            claims.extend(self.keep.witnesses(office).await?);
        }
        let members = self.keep.members(&offices).await?;
        let stands = members.iter().find(|member| member.founded.desk == hand).map_or(0, |member| member.head.seq);
        let waited_for = |desk: &DeskId| !desk.is_hub() && Some(desk) != going;
        let desks: Vec<&Member> = members.iter().filter(|m| m.revoked.is_none() && waited_for(&m.founded.desk)).collect();
        for claim in claims.iter().filter(|claim| desks.iter().any(|member| member.founded.desk == claim.desk)) {
            if let Some(head) = claim.heads.iter().find(|head| head.desk == hand && head.seq > stands) {
                return Err(holds_more(&claim.desk, head, stands));
            }
        }
        if !self.keep.is_put_back(office).await? {
            return Ok(());
        }
        let unheard: Vec<String> = desks.iter().filter(|member| member.heard == 0).map(|member| member.founded.desk.to_string()).collect();
        if desks.is_empty() || !unheard.is_empty() {
            return Err(not_heard(office, &unheard));
        }
        self.keep.set_caught_up(&[office.to_owned()]).await
    }

    /// The storage was put back from a backup, by the word of who did it.
    ///
    /// # Errors
    /// A storage that fails.
    pub async fn was_put_back(&self) -> Result<(), No> {
        Ok(self.keep.set_put_back().await?)
    }

    /// Nobody holds more of what the hub had recorded itself than the hub, by the word of who looks after it: in one office, or in all.
    ///
    /// # Errors
    /// An office that is not here; a storage that fails.
    pub async fn nobody_holds_more(&self, office: Option<&str>) -> Result<(), No> {
        let offices: Vec<String> = match office {
            Some(office) => {
                self.know_office(office)?;
                vec![office.to_owned()]
            }
            None => self.identity.profile.offices.iter().map(|office| office.code.clone()).collect(),
        };
        Ok(self.keep.set_caught_up(&offices).await?)
    }

    /// Offices with desks where the hub writes nothing yet, and why.
    ///
    /// # Errors
    /// A storage that fails.
    pub async fn held_back(&self) -> Result<Vec<(String, Fault)>, Fault> {
        let members = self.members(None).await?;
        let mut offices: Vec<&str> = members.iter().map(|member| member.founded.desk.office()).collect();
        offices.dedup();
        let mut held = Vec::new();
        for office in offices {
            if self.keep.is_put_back(office).await?
                && let Err(fault) = self.may_write(office, None).await
            {
                held.push((office.to_owned(), fault));
            }
        }
        Ok(held)
    }
}

fn holds_more(desk: &DeskId, head: &Head, stands: i64) -> Fault {
    let what = format!(
        "desk {desk} holds {} entries that the hub itself recorded at {}, and the hub {stands}: it was put back from a backup",
        head.seq,
        head.desk.office()
    );
    Fault::new(what, "wait until that desk has spoken again: it hands them back; one that is lost is to be revoked (`ebcm hub revoke`)")
}

fn not_heard(office: &str, unheard: &[String]) -> Fault {
    let who = match unheard {
        [] => "no desk of it is known that could".to_owned(),
        some => format!("not heard since: {}", some.join(", ")),
    };
    let what = format!("the hub was put back from a backup, and what it had recorded at {office} since is to be handed back first ({who})");
    let remedy =
        "wait until they have spoken; revoke one that is lost; if nobody holds more, say so: `ebcm hub restored --nobody-holds-more`";
    Fault::new(what, remedy)
}

/// The hub's hand in an office of which nothing is here, as the chain's first entry says.
fn unborn(parcel: &Parcel) -> Result<Member, Denied> {
    let founded = parcel.entries.first().filter(|_| parcel.after == 0).and_then(|first| serde_json::from_str(&first.body).ok());
    match founded {
        Some(Fact::DeskFounded(founded)) if founded.desk == parcel.desk => Ok(newborn(founded)),
        _ => Err(Denied::Tampered { why: format!("the chain of {} does not begin with its founding", parcel.desk) }),
    }
}

fn newborn(founded: DeskFounded) -> Member {
    let head = Head { desk: founded.desk.clone(), seq: 0, hash: Hash::ZERO };
    Member { head, founded, at: 0, standing: Standing::default(), revoked: None, heard: 0 }
}
