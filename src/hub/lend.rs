//! The month close is lent to one desk of an office (`J-10`).

use std::sync::Arc;

use super::core::{Envelope, Hub, TRIES, later, open};
use super::keep::{Deed, Keep, Member};
use crate::base::{DeskId, Fault, Period};
use crate::journal::Fact;
use crate::journal::fact::CloseLent;
use crate::journal::parcel::Parcel;
use crate::journal::sign::Signature;
use crate::journal::talk::{ANSWER, Answer, Borrow, Denied, Given};

impl<K: Keep> Hub<K> {
    /// Lends the close of a period to the desk that asks first, for as long as it is not revoked. The hub's chain in the office comes with
    /// the answer, from where the desk last said that it holds it: the lease is in it.
    pub async fn borrow(&self, desk: &DeskId, letter: &[u8], signature: &Signature) -> Answer {
        match self.lend(desk, letter, signature).await {
            Ok(given) => Answer::Given(given),
            Err(denied) => self.deny(desk, denied),
        }
    }

    async fn lend(&self, desk: &DeskId, letter: &[u8], signature: &Signature) -> Result<Given, Denied> {
        let asked: Borrow = open(letter)?;
        let envelope = Envelope { version: asked.version, utility: &asked.utility, desk: &asked.desk };
        let (member, _) = self.known(desk, &envelope, letter, signature).await?;
        for _ in 0..TRIES {
            let hand = self.hand_to_write(desk.office(), None).await.map_err(later)?;
            match self.holder(&hand, asked.period).await.map_err(later)? {
                Some(holder) if holder == *desk => return self.with_the_lease(&member).await.map_err(later),
                Some(holder) if !self.is_revoked(&holder).await.map_err(later)? => return Err(Denied::Lent { to: holder }),
                _ => {}
            }
            let lent = CloseLent { office: desk.office().to_owned(), period: asked.period, desk: desk.clone() };
            let run = self.write(&hand, member.at, vec![Fact::CloseLent(lent)]).map_err(later)?;
            // Then it is found where it stands; or another process has written in between.
            self.keep.put(&Arc::new(Deed { runs: vec![run], ..Deed::default() })).await.map_err(later)?;
        }
        Err(Denied::Later { why: "others write at the same time".to_owned() })
    }

    /// Who has the close of a period, by the office's hub chain.
    async fn holder(&self, hand: &Member, period: Period) -> Result<Option<DeskId>, Fault> {
        let mut holder = None;
        let Some(chain) = self.chain(&hand.founded.desk, 0).await? else { return Ok(None) };
        for entry in chain.entries.iter().filter(|entry| entry.kind == "close-lent") {
            if let Ok(Fact::CloseLent(lent)) = serde_json::from_str(&entry.body)
                && lent.period == period
            {
                holder = Some(lent.desk);
            }
        }
        Ok(holder)
    }

    async fn is_revoked(&self, desk: &DeskId) -> Result<bool, Fault> {
        Ok(self.keep.member(desk).await?.is_none_or(|member| member.revoked.is_some()))
    }

    async fn with_the_lease(&self, member: &Member) -> Result<Given, Fault> {
        let desk = &member.founded.desk;
        let hand = self.hand(desk.office()).await?;
        let witnesses = self.keep.witnesses(desk.office()).await?;
        let own = witnesses.iter().find(|witness| witness.desk == *desk);
        let held = own.and_then(|own| own.heads.iter().find(|head| head.desk == hand.founded.desk));
        let parcel = self.chain(&hand.founded.desk, held.map_or(0, |head| head.seq)).await?;
        let (taken, parcels) = (member.head.clone(), parcel.into_iter().collect());
        Ok(Given { taken, parcels, more: false, heads: vec![hand.head], witnesses: Vec::new() })
    }

    /// A chain from there to its end.
    pub(super) async fn chain(&self, desk: &DeskId, after: i64) -> Result<Option<Parcel>, Fault> {
        let mut whole: Option<Parcel> = None;
        let mut last = after;
        while let Some(parcel) = self.keep.parcel(desk, last, ANSWER).await? {
            last = parcel.last();
            match &mut whole {
                None => whole = Some(parcel),
                Some(whole) => {
                    whole.entries.extend(parcel.entries);
                    whole.signature = parcel.signature;
                }
            }
        }
        Ok(whole)
    }
}
