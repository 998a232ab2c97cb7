//! The exchange by a file on a stick, where no line is to be had (`J-11`): the same taking and giving, whole in one file each way.

use std::collections::HashMap;

use super::core::{Hub, later};
use super::keep::Keep;
use crate::base::{DeskId, Fault, No, Refusal};
use crate::journal::parcel::Parcel;
use crate::journal::seal::{self, Closed, Handed, Letter};
use crate::journal::sign::{Head, PublicKey};
use crate::journal::talk::{Denied, Given, Witness};

impl<K: Keep> Hub<K> {
    /// Takes what a desk handed over on a stick, and closes the answer for it: all that it lacks.
    ///
    /// # Errors
    /// A file that is no stick for this hub, or of a desk that it does not know; what an exchange denies; faults of the store.
    pub async fn stick(&self, file: &[u8], salt: [u8; 32]) -> Result<(DeskId, Vec<u8>), No> {
        let known: HashMap<DeskId, PublicKey> = self
            .members(None)
            .await?
            .into_iter()
            .filter(|member| !member.founded.desk.is_hub())
            .filter_map(|member| Some((member.founded.desk.clone(), PublicKey::from_hex(&member.founded.public_key)?)))
            .collect();
        let opened =
            seal::open(file, DeskId::is_hub, &self.identity.key, |desk| known.get(desk).copied()).map_err(|closed| refuse(&closed))?;
        let papers = opened.papers;
        let Letter::Handed(handed) = opened.letter else {
            return Err(Refusal::new("J-11", "This stick holds an answer: take it to the desk that asked.").into());
        };
        let from = opened.from;
        let key = known.get(&from).copied().ok_or_else(|| refuse(&Closed::Unknown(from.clone())))?;
        let given = self.answer(&from, key, handed).await.map_err(|denied| no(&from, denied))?;
        let hand = DeskId::hub(from.office()).ok_or_else(|| refuse(&Closed::NoStick))?;
        let papers = self.exchange_papers(&from, papers).await?;
        let closed = seal::close(&Letter::Given(given), &papers, (&hand, &self.identity.key), (&from, key), salt);
        let closed = closed.map_err(|_| Fault::new("the answer could not be packed", "try again"))?;
        Ok((from, closed))
    }

    async fn answer(&self, desk: &DeskId, key: PublicKey, handed: Handed) -> Result<Given, Denied> {
        let mut held = handed.held;
        if held.desk != *desk || !key.signed_letter(&Witness::words(desk, &held.heads), &held.signature) {
            return Err(Denied::Signature);
        }
        let mut taken = None;
        let (own, parcels): (Vec<Parcel>, Vec<Parcel>) = handed.parcels.into_iter().partition(|parcel| parcel.desk.is_hub());
        for parcel in own {
            // Where it can't be taken, what the desk itself hands over is none the worse.
            if let Err(denied) = self.take_back(parcel).await {
                tracing::warn!(%desk, ?denied, "not taken back");
            }
        }
        for parcel in parcels {
            let member = self.keep.member(desk).await.map_err(later)?.ok_or(Denied::Unknown)?;
            if let Some(reason) = member.revoked {
                return Err(Denied::Revoked { reason });
            }
            self.same_chain(&member, &held).await?;
            taken = Some(self.take(member, key, parcel, &held).await?);
        }
        let taken = match taken {
            Some(taken) => taken,
            None => self.keep.member(desk).await.map_err(later)?.map(|member| member.head).ok_or(Denied::Unknown)?,
        };
        self.hear(&held).await.map_err(later)?;
        let (parcels, heads) = self.all_that_lacks(desk, &mut held).await.map_err(later)?;
        Ok(Given { taken, parcels, more: false, heads, witnesses: Vec::new() })
    }

    /// Everything at once: nobody can ask again.
    async fn all_that_lacks(&self, desk: &DeskId, held: &mut Witness) -> Result<(Vec<Parcel>, Vec<Head>), Fault> {
        let offices = self.identity.profile.held_by(desk.office());
        let (mut parcels, mut heads): (Vec<Parcel>, Vec<Head>) = (Vec::new(), Vec::new());
        loop {
            let gift = self.give(desk, &offices, held).await?;
            if heads.is_empty() {
                heads = gift.heads;
            }
            for parcel in gift.parcels {
                let last = parcel.entries.last().and_then(|entry| crate::journal::chain::Hash::from_slice(&entry.hash));
                let Some(hash) = last else { continue };
                let head = Head { desk: parcel.desk.clone(), seq: parcel.last(), hash };
                held.heads.retain(|known| known.desk != head.desk);
                held.heads.push(head);
                match parcels.iter_mut().find(|run| run.desk == parcel.desk) {
                    Some(run) => {
                        run.entries.extend(parcel.entries);
                        run.signature = parcel.signature;
                    }
                    None => parcels.push(parcel),
                }
            }
            if !gift.more {
                return Ok((parcels, heads));
            }
        }
    }
}

fn refuse(closed: &Closed) -> No {
    let message = match closed {
        Closed::NoStick => "This file is no stick of a desk, or it was cut off: write it again there (`ebcm sync --out`).".to_owned(),
        Closed::ForAnother(desk) => format!("This stick is for {desk}, not for the hub: take it there."),
        Closed::Unknown(desk) => format!("Desk {desk} was never taken in here: give it a code (`ebcm hub code`)."),
        Closed::Altered(desk) => format!("This stick was altered, or is not from {desk}: write it again there (`ebcm sync --out`)."),
    };
    Refusal::new("J-11", message).into()
}

fn no(desk: &DeskId, denied: Denied) -> No {
    let message = match denied {
        Denied::Revoked { reason } => format!("Desk {desk} writes no more: {reason}."),
        Denied::Later { why } => return Fault::new(why, "try again").into(),
        Denied::Forked { seq } => {
            format!("Another entry {desk}/{seq} stands here already: two files write under one name. Take the later one in as a new desk.")
        }
        Denied::Tampered { why } | Denied::Refused { why } => format!("What {desk} handed over can't be taken: {why}."),
        _ => format!("What {desk} handed over is not signed by it: write the stick again there (`ebcm sync --out`)."),
    };
    Refusal::new("J-11", message).into()
}
