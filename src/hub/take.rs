//! Taking in what a desk hands over: each entry once, held to its chain, its desk's signature and its user's rights.

use std::sync::Arc;

use super::core::{Hub, TRIES, later};
use super::keep::{Deed, Keep, Member, Run};
use super::rights::{Judge, Wrong};
use crate::base::{DeskId, Fault};
use crate::journal::chain::Hash;
use crate::journal::fact::EntryRefused;
use crate::journal::parcel::Parcel;
use crate::journal::sign::{Head, PublicKey};
use crate::journal::talk::{Denied, Witness};
use crate::journal::{Fact, Recorded};

/// An entry that its desk had no right to write, and why.
pub(super) type Refused = (EntryRefused, Wrong);

impl<K: Keep> Hub<K> {
    /// Where the desk's chain stands here; denied where the desk says that it stands otherwise at the same number (`J-15`).
    pub(super) async fn same_chain(&self, member: &Member, held: &Witness) -> Result<Head, Denied> {
        let desk = &member.founded.desk;
        if let Some(own) = held.heads.iter().find(|head| head.desk == *desk && head.seq <= member.head.seq)
            && self.hash_at(&member.head, own.seq).await.map_err(later)?.is_some_and(|hash| hash != own.hash)
        {
            return Err(Denied::Forked { seq: own.seq });
        }
        Ok(member.head.clone())
    }

    /// Takes a parcel, and says where the chain stands then: behind the parcel, or, where the parcel does not follow what is here, where
    /// it must go on.
    pub(super) async fn take(&self, mut member: Member, key: PublicKey, mut parcel: Parcel, held: &Witness) -> Result<Head, Denied> {
        let desk = member.founded.desk.clone();
        if parcel.desk != desk {
            return Err(Denied::Tampered { why: format!("a parcel of {} came from {desk}", parcel.desk) });
        }
        for _ in 0..TRIES {
            if parcel.after > member.head.seq {
                return Ok(member.head);
            }
            let head = self.check(&member, key, &mut parcel).await?;
            if head.seq <= member.head.seq {
                return Ok(member.head);
            }
            let known = usize::try_from(member.head.seq - parcel.after).unwrap_or(usize::MAX);
            let entries = parcel.entries.split_off(known.min(parcel.entries.len()));
            let (mut deed, refused) = self.judge(&member, entries, &head, &parcel).await.map_err(later)?;
            if self.waits_for_more(&desk, held, &refused).await.map_err(later)? {
                let why = "the hub was put back to an earlier state and waits for the other desks of the office".to_owned();
                return Err(Denied::Later { why });
            }
            let (count, refused_count) = (deed.runs.iter().map(|run| run.entries.len()).sum(), refused.len());
            if !refused.is_empty() {
                deed.runs.push(self.name_refused(&desk, refused, &deed).await.map_err(later)?);
            }
            deed.heard = Some((held.clone(), self.now()));
            let deed = Arc::new(deed);
            if self.keep.put(&deed).await.map_err(later)? {
                self.count_taken(count, refused_count);
                tracing::info!(%desk, entries = count, refused = refused_count, "taken");
                return Ok(head);
            }
            parcel.entries.extend(Arc::unwrap_or_clone(deed).runs.into_iter().filter(|run| run.desk == desk).flat_map(|run| run.entries));
            member = self.keep.member(&desk).await.map_err(later)?.ok_or(Denied::Unknown)?;
            if let Some(reason) = member.revoked {
                return Err(Denied::Revoked { reason });
            }
        }
        Err(Denied::Later { why: "others write at the same time".to_owned() })
    }

    /// Holds a parcel to what is here of its chain, and to its desk's signature.
    pub(super) async fn check(&self, member: &Member, key: PublicKey, parcel: &mut Parcel) -> Result<Head, Denied> {
        let stands = &member.head;
        let gone = || Denied::Later { why: format!("the hub does not find entry {}/{}", parcel.desk, parcel.after) };
        let previous = self.hash_at(stands, parcel.after).await.map_err(later)?.ok_or_else(gone)?;
        // What overlaps is compared by its hash, which covers the time.
        let earlier = if parcel.after == stands.seq { member.at } else { i64::MIN };
        let head = parcel
            .check(&self.identity.utility, previous, earlier, key)
            .map_err(|tampered| Denied::Tampered { why: tampered.to_string() })?;
        if let Some(odd) = parcel.entries.iter().find(|entry| holds_nul(entry)) {
            return Err(Denied::Tampered { why: format!("entry {} has a character that no program writes", odd.name()) });
        }
        let shared = head.seq.min(stands.seq);
        if shared > parcel.after && self.hash_at(stands, shared).await.map_err(later)? != hash_in(parcel, shared) {
            let seq = self.parting(stands, parcel, shared).await.map_err(later)?;
            return Err(Denied::Forked { seq });
        }
        Ok(head)
    }

    /// The first number at which a parcel is not what is here; a chain that parted never meets again.
    async fn parting(&self, stands: &Head, parcel: &Parcel, shared: i64) -> Result<i64, Fault> {
        let (mut same, mut other) = (parcel.after, shared);
        while other - same > 1 {
            let middle = same + (other - same) / 2;
            if self.hash_at(stands, middle).await? == hash_in(parcel, middle) { same = middle } else { other = middle }
        }
        Ok(other)
    }

    async fn hash_at(&self, head: &Head, seq: i64) -> Result<Option<Hash>, Fault> {
        match seq {
            0 => Ok(Some(Hash::ZERO)),
            seq if seq == head.seq => Ok(Some(head.hash)),
            seq => self.keep.hash(&head.desk, seq).await,
        }
    }

    /// Judges the entries behind the member's head: the deed that takes them all, and those of them that nobody is to fold.
    pub(super) async fn judge(
        &self,
        member: &Member,
        entries: Vec<Recorded>,
        head: &Head,
        parcel: &Parcel,
    ) -> Result<(Deed, Vec<Refused>), Fault> {
        let desk = &member.founded.desk;
        let granted = self.keep.granted(desk.office()).await?;
        let mut judge = Judge::new(&self.identity.profile, &member.founded, granted, member.standing.clone());
        let mut refused = Vec::new();
        for entry in &entries {
            if judge.standing.refused.remove(&entry.seq) {
                judge.pass(entry);
            } else if let Err(wrong) = judge.take(entry) {
                let (kind, user, why) = (entry.kind.clone(), entry.user.clone(), wrong.why().to_owned());
                refused.push((EntryRefused { desk: desk.clone(), seq: entry.seq, kind, user, why }, wrong));
            }
        }
        let run = Run {
            desk: desk.clone(),
            after: member.head.seq,
            at: entries.last().map_or(member.at, |entry| entry.at),
            entries,
            head: head.clone(),
            signature: parcel.signature.clone(),
            standing: judge.standing,
            granted: judge.granted,
            erased: judge.erased,
            of_the_past: false,
        };
        Ok((Deed { runs: vec![run], ..Deed::default() }, refused))
    }

    /// What is refused is recorded in the office's name, so that whoever holds the entry knows not to fold it.
    pub(super) async fn name_refused(&self, desk: &DeskId, refused: Vec<Refused>, deed: &Deed) -> Result<Run, Fault> {
        let hand = self.hand_to_write(desk.office(), None).await?;
        let heard = deed.runs.iter().map(|run| run.at).max().unwrap_or(0);
        self.write(&hand, heard, refused.into_iter().map(|(refused, _)| Fact::EntryRefused(refused)).collect())
    }

    /// Whether nothing may be refused yet: the desk holds more of its office's chains than the hub, which was put back from a backup. In its
    /// own chain the refusal may stand already; what a role rests on comes again from its own desk. A desk that is gone is waited for until
    /// it is revoked.
    async fn waits_for_more(&self, desk: &DeskId, held: &Witness, refused: &[Refused]) -> Result<bool, Fault> {
        if refused.is_empty() {
            return Ok(false);
        }
        let by_role = refused.iter().any(|(_, wrong)| matches!(wrong, Wrong::Role(_)));
        let members = self.keep.members(&[desk.office().to_owned()]).await?;
        let matters =
            |member: &&Member| member.revoked.is_none() && (by_role || member.founded.desk.is_hub()) && member.founded.desk != *desk;
        let more = |member: &Member| held.heads.iter().any(|head| head.desk == member.head.desk && head.seq > member.head.seq);
        Ok(members.iter().filter(matters).any(more))
    }
}

/// Bodies are JSON, which writes it otherwise; a database that can't keep it would refuse the parcel for ever.
fn holds_nul(entry: &Recorded) -> bool {
    let texts = [&entry.day, &entry.user, &entry.kind, &entry.body];
    texts.into_iter().chain(entry.personal.as_ref()).any(|text| text.as_bytes().contains(&0))
}

/// The hash that the parcel's entry of that number has.
fn hash_in(parcel: &Parcel, seq: i64) -> Option<Hash> {
    let place = usize::try_from(seq - parcel.after - 1).ok()?;
    parcel.entries.get(place).and_then(|entry| Hash::from_slice(&entry.hash))
}
