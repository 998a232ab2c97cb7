//! The hub's own hand in an office: a chain like a desk's, in which it records who may write there and what it did not take.

use std::sync::Arc;

use super::core::{Hub, TRIES};
use super::keep::{Deed, Keep, Member, Run, Standing};
use crate::base::{DeskId, Fault};
use crate::edge::clock::local_day;
use crate::edge::secret;
use crate::journal::chain::Hash;
use crate::journal::fact::DeskFounded;
use crate::journal::sign::Head;
use crate::journal::{Fact, Hlc, Recorded};

/// Who stands in the hub's entries as their user.
const USER: &str = "hub";

/// Who the hub is in an office.
pub(super) fn hand_of(office: &str) -> Result<DeskId, Fault> {
    DeskId::hub(office).ok_or_else(|| Fault::new(format!("'{office}' is no office's code"), "mend the hub's profile"))
}

impl<K: Keep> Hub<K> {
    /// The hub's hand in an office as it stands; founded where the office is used for the first time.
    pub(super) async fn hand(&self, office: &str) -> Result<Member, Fault> {
        let desk = hand_of(office)?;
        for round in 0..TRIES {
            if let Some(member) = self.keep.member(&desk).await? {
                return Ok(member);
            }
            if round == 0 {
                self.may_write(office, None).await?;
            }
            let founded = DeskFounded {
                utility: self.identity.utility.clone(),
                desk: desk.clone(),
                public_key: self.identity.key.public().to_hex(),
                origin: hex::encode(secret::random::<16>()?),
                training: self.identity.training,
            };
            let head = Head { desk: desk.clone(), seq: 0, hash: Hash::ZERO };
            let standing = Standing::default();
            let unborn = Member { founded: founded.clone(), head, at: 0, standing, revoked: None, heard: 0 };
            let run = self.write(&unborn, 0, vec![Fact::DeskFounded(founded.clone())])?;
            // Where another process was quicker, its founding is the one.
            self.keep.put(&Arc::new(Deed { admit: vec![founded], runs: vec![run], ..Deed::default() })).await?;
        }
        Err(Fault::new(format!("the hub's own chain at {office} could not be begun"), "look at its storage"))
    }

    /// Facts as the next entries of a hand, signed. They come after what was heard at `heard` (`Hlc`), whatever the hub's clock shows.
    pub(super) fn write(&self, hand: &Member, heard: i64, facts: Vec<Fact>) -> Result<Run, Fault> {
        let millis = self.now();
        let day = local_day(millis, self.identity.profile.offset_seconds()).to_string();
        let mut at = Hlc::from_raw(hand.at.max(heard));
        let mut head = hand.head.clone();
        let mut entries = Vec::with_capacity(facts.len());
        for fact in facts {
            let body = serde_json::to_string(&fact).map_err(|e| Fault::new(format!("a fact of the hub can't be written ({e})"), ""))?;
            at = at.tick(millis);
            head.seq += 1;
            let mut entry = Recorded {
                desk: head.desk.to_string(),
                seq: head.seq,
                at: at.raw(),
                day: day.clone(),
                user: USER.to_owned(),
                kind: fact.kind().to_owned(),
                body,
                personal: None,
                personal_hash: None,
                hash: Vec::new(),
            };
            head.hash = entry.expected_hash(head.hash);
            entry.hash = head.hash.bytes().to_vec();
            entries.push(entry);
        }
        Ok(Run {
            desk: head.desk.clone(),
            after: hand.head.seq,
            entries,
            at: at.raw(),
            signature: self.identity.key.sign_head(&self.identity.utility, &head),
            head,
            standing: hand.standing.clone(),
            granted: Vec::new(),
            erased: Vec::new(),
            of_the_past: false,
        })
    }
}
