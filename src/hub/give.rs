//! Giving a desk what it lacks: the hub's own word first, then the other desks' entries in about the order of their time, so that few come late.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::core::Hub;
use super::keep::{Keep, Member};
use crate::base::{DeskId, Fault};
use crate::journal::chain::Hash;
use crate::journal::parcel::Parcel;
use crate::journal::sign::Head;
use crate::journal::talk::{ANSWER, Witness};

/// Entries that are taken from one desk's chain before it is another's turn, about.
const TURN: usize = 250;

/// What a desk is given.
pub(super) struct Gift {
    pub(super) parcels: Vec<Parcel>,
    pub(super) more: bool,
    /// How far the chains go here that stand otherwise at the desk.
    pub(super) heads: Vec<Head>,
}

impl<K: Keep> Hub<K> {
    /// What `desk`, which holds what it says and may hold the journals of these offices, lacks.
    pub(super) async fn give(&self, desk: &DeskId, offices: &[&str], held: &Witness) -> Result<Gift, Fault> {
        let offices: Vec<String> = offices.iter().map(|office| (*office).to_owned()).collect();
        let held: HashMap<&DeskId, &Head> = held.heads.iter().map(|head| (&head.desk, head)).collect();
        let members = self.keep.members(&offices).await?;
        let heads = members.iter().map(|member| &member.head);
        let mut heads: Vec<Head> = heads.filter(|head| head.seq > 0 && held.get(&head.desk) != Some(head)).cloned().collect();
        // Of what others hold and it has nothing of, it says that, too: they may hand it back.
        let ours = |held: &DeskId| held != desk && offices.iter().any(|office| office == held.office());
        let nothing = |desk: &DeskId| !members.iter().any(|member| member.head.desk == *desk && member.head.seq > 0);
        let lost = held.keys().filter(|held| ours(held) && nothing(held));
        heads.extend(lost.map(|desk| Head { desk: (*desk).clone(), seq: 0, hash: Hash::ZERO }));
        let has = |desk: &DeskId| held.get(desk).map_or(0, |head| head.seq);
        let lacks = |member: &&Member| has(&member.founded.desk) < member.head.seq;
        let (mut hands, mut desks): (Vec<_>, Vec<_>) = members.iter().filter(lacks).partition(|member| member.founded.desk.is_hub());
        // Its own entries come back to a desk that was put back from a backup, before what others made of them.
        desks.retain(|member| member.founded.desk != *desk);
        hands.extend(members.iter().filter(lacks).filter(|member| member.founded.desk == *desk));
        let mut basket = Basket::default();
        for member in hands {
            let mut after = has(&member.founded.desk);
            while after < member.head.seq && basket.room() > 0 {
                let about = basket.room();
                let Some(last) = self.fetch(&mut basket, &member.founded.desk, after, about).await? else { break };
                after = last;
            }
            basket.left |= after < member.head.seq;
        }
        self.share(&mut basket, desks, has).await?;
        let more = basket.left;
        Ok(Gift { parcels: basket.parcels, more, heads })
    }

    /// Fills the basket from several chains, always from the one whose next entry is the earliest.
    async fn share(&self, basket: &mut Basket, desks: Vec<&Member>, has: impl Fn(&DeskId) -> i64) -> Result<(), Fault> {
        let behind: Vec<(DeskId, i64)> = desks.iter().map(|member| (member.founded.desk.clone(), has(&member.founded.desk))).collect();
        if behind.is_empty() || basket.room() == 0 {
            basket.left |= !behind.is_empty();
            return Ok(());
        }
        let first: HashMap<DeskId, i64> = self.keep.next_at(&behind).await?.into_iter().collect();
        let turn = |(desk, after): (DeskId, i64)| first.get(&desk).map(|at| Reverse((*at, desk.clone(), after)));
        let mut turns: BinaryHeap<_> = behind.into_iter().filter_map(turn).collect();
        let ends: HashMap<&DeskId, i64> = desks.iter().map(|member| (&member.founded.desk, member.head.seq)).collect();
        while basket.room() > 0 {
            let Some(Reverse((_, desk, after))) = turns.pop() else { break };
            let about = if turns.is_empty() { basket.room() } else { TURN.min(basket.room()) };
            let Some(last) = self.fetch(basket, &desk, after, about).await? else { continue };
            if last < ends.get(&desk).copied().unwrap_or(0) {
                turns.push(Reverse((basket.latest(&desk), desk, last)));
            }
        }
        basket.left |= !turns.is_empty();
        Ok(())
    }

    /// Puts about so many entries of a chain in the basket; the number of the last.
    async fn fetch(&self, basket: &mut Basket, desk: &DeskId, after: i64, about: usize) -> Result<Option<i64>, Fault> {
        let Some(parcel) = self.keep.parcel(desk, after, about).await?.filter(|parcel| !parcel.entries.is_empty()) else {
            return Ok(None);
        };
        let last = parcel.last();
        basket.put(parcel);
        Ok(Some(last))
    }
}

/// An answer as it fills.
#[derive(Default)]
struct Basket {
    /// A run a desk.
    parcels: Vec<Parcel>,
    entries: usize,
    /// Something did not fit.
    left: bool,
}

impl Basket {
    const fn room(&self) -> usize {
        ANSWER.saturating_sub(self.entries)
    }

    /// A second run of a chain goes behind the first: the later signature covers both.
    fn put(&mut self, parcel: Parcel) {
        self.entries += parcel.entries.len();
        match self.parcels.iter_mut().find(|run| run.desk == parcel.desk) {
            Some(run) => {
                run.entries.extend(parcel.entries);
                run.signature = parcel.signature;
            }
            None => self.parcels.push(parcel),
        }
    }

    /// When the last entry of a chain in it was recorded.
    fn latest(&self, desk: &DeskId) -> i64 {
        self.parcels.iter().find(|run| run.desk == *desk).and_then(|run| run.entries.last()).map_or(0, |entry| entry.at)
    }
}
