//! Who belongs to an office: one-time codes, new desks, revoked ones (`J-12`).

use std::sync::Arc;

use super::core::{Hub, TRIES, later, open};
use super::keep::{Code, Deed, Keep, Member, Run};
use crate::base::{DeskId, Fault, No, Refusal};
use crate::edge::secret;
use crate::journal::Fact;
use crate::journal::chain::Hash;
use crate::journal::fact::{DeskAdmitted, DeskFounded, DeskRevoked};
use crate::journal::sign::PublicKey;
use crate::journal::talk::{Denied, Enrol, Enrolled};

/// How long a code may be used, in milliseconds.
const CODE_LASTS: i64 = 7 * 24 * 3_600_000;

impl<K: Keep> Hub<K> {
    /// A one-time code's secret for a new desk of an office, in hex. The hub keeps its hash alone.
    ///
    /// # Errors
    /// An office or desk that is not here; a storage that fails.
    pub async fn make_code(&self, office: &str, replaces: Option<DeskId>) -> Result<String, No> {
        self.know_office(office)?;
        if let Some(lost) = &replaces {
            self.know_desk(lost).await?;
            if lost.office() != office {
                let message = format!("{lost} is not a desk of {office}: name the office of the desk that is replaced.");
                return Err(Refusal::new("J-12", message).at("replaces").into());
            }
        }
        self.hand_to_write(office, replaces.as_ref()).await?;
        let bytes = secret::random::<10>()?;
        let until = self.now() + CODE_LASTS;
        self.keep.put_code(&Code { id: code_id(&bytes), office: office.to_owned(), replaces, until, used_by: None }).await?;
        Ok(hex::encode(bytes))
    }

    /// Takes in a new desk by its code; the same desk asking again gets the same answer.
    pub async fn enrol(&self, letter: &[u8]) -> Enrolled {
        match self.admit(letter).await {
            Ok(founded) => {
                tracing::info!(desk = %founded.desk, "admitted");
                Enrolled::In { founded, hub_key: self.identity.key.public().to_hex(), utility: self.identity.utility.clone() }
            }
            Err(denied) => {
                tracing::warn!(?denied, "not admitted");
                Enrolled::Denied(denied)
            }
        }
    }

    async fn admit(&self, letter: &[u8]) -> Result<DeskFounded, Denied> {
        let asked: Enrol = open(letter)?;
        self.speaks(asked.version, asked.utility.as_deref().unwrap_or(&self.identity.utility))?;
        PublicKey::from_hex(&asked.public_key).ok_or(Denied::Signature)?;
        let id = code_id(&hex::decode(&asked.code).map_err(|_| Denied::Code)?);
        for _ in 0..TRIES {
            let code = self.keep.code(&id).await.map_err(later)?.ok_or(Denied::Code)?;
            let members = self.keep.members(std::slice::from_ref(&code.office)).await.map_err(later)?;
            let same = members.iter().find(|member| member.founded.public_key == asked.public_key && !member.founded.desk.is_hub());
            match (&code.used_by, same) {
                (Some(key), Some(member)) if *key == asked.public_key => return Ok(member.founded.clone()),
                (Some(_), _) => return Err(Denied::Code),
                (None, _) if code.until < self.now() => return Err(Denied::Code),
                (None, Some(member)) => return Err(already_in(&member.founded.desk)),
                (None, None) => {}
            }
            let founded = self.founding(&asked, &code, &members)?;
            let deed = self.admission(&id, &code, &founded, &members).await.map_err(later)?;
            if self.keep.put(&Arc::new(deed)).await.map_err(later)? {
                return Ok(founded);
            }
        }
        Err(Denied::Later { why: "others are being taken in at the same time".to_owned() })
    }

    /// What the new desk is: as it was founded, or the next number of the office.
    fn founding(&self, asked: &Enrol, code: &Code, members: &[Member]) -> Result<DeskFounded, Denied> {
        let (utility, training) = (&self.identity.utility, self.identity.training);
        let taken = members.iter().map(|member| member.founded.desk.number());
        let Some(founded) = &asked.founded else {
            let number = taken.max().unwrap_or(0).checked_add(1);
            let desk = number.and_then(|number| DeskId::new(&code.office, number));
            let desk = desk.ok_or_else(|| refused(format!("{} has no desk number left", code.office)))?;
            let (public_key, origin) = (asked.public_key.clone(), asked.origin.clone());
            return Ok(DeskFounded { utility: utility.clone(), desk, public_key, origin, training });
        };
        let desk = &founded.desk;
        if founded.utility != *utility {
            return Err(Denied::Utility { hub: utility.clone() });
        }
        if desk.office() != code.office || desk.is_hub() {
            return Err(refused(format!("the code is for a desk of {}, and this is {desk}: ask for a code of its office", code.office)));
        }
        if founded.training != training {
            let (hub, file) = if training { ("training", "real work") } else { ("real work", "training") };
            return Err(refused(format!("this hub is for {hub}, and the data file for {file}: join the other hub")));
        }
        if taken.clone().any(|number| number == desk.number()) {
            return Err(already_in(desk));
        }
        if founded.public_key != asked.public_key {
            return Err(Denied::Signature);
        }
        Ok(founded.clone())
    }

    /// The new desk, the code used up, and the lost desk's end, in one deed.
    async fn admission(&self, id: &str, code: &Code, founded: &DeskFounded, members: &[Member]) -> Result<Deed, Fault> {
        let hand = self.hand_to_write(&code.office, code.replaces.as_ref()).await?;
        let mut facts = vec![Fact::DeskAdmitted(DeskAdmitted { founded: founded.clone(), replaces: code.replaces.clone() })];
        let mut deed = Deed { admit: vec![founded.clone()], code: Some((id.to_owned(), founded.public_key.clone())), ..Deed::default() };
        let lost = members.iter().find(|member| code.replaces.as_ref() == Some(&member.founded.desk) && member.revoked.is_none());
        if let Some(lost) = lost {
            let reason = format!("replaced by {}", founded.desk);
            facts.push(revoked(lost, &reason));
            deed.revoke.push((lost.founded.desk.clone(), reason));
            deed.runs.push(standing_still(lost));
        }
        deed.runs.push(self.write(&hand, lost.map_or(0, |lost| lost.at), facts)?);
        Ok(deed)
    }

    /// Ends a desk's right to speak here. What it handed over until now stands. One that is revoked stays so.
    ///
    /// # Errors
    /// A desk that was never taken in; a storage that fails.
    pub async fn revoke(&self, desk: &DeskId, reason: &str) -> Result<(), No> {
        for _ in 0..TRIES {
            let member = self.know_desk(desk).await?;
            if member.revoked.is_some() {
                return Ok(());
            }
            let hand = self.hand_to_write(desk.office(), Some(desk)).await?;
            let run = self.write(&hand, member.at, vec![revoked(&member, reason)])?;
            let deed =
                Deed { runs: vec![standing_still(&member), run], revoke: vec![(desk.clone(), reason.to_owned())], ..Deed::default() };
            if self.keep.put(&Arc::new(deed)).await? {
                tracing::info!(%desk, "revoked");
                return Ok(());
            }
        }
        Err(Fault::new(format!("{desk} hands over while it is being revoked"), "try again").into())
    }

    /// All members: of one office, or of the whole utility; the hub's own hands with them.
    ///
    /// # Errors
    /// A storage that fails.
    pub async fn members(&self, office: Option<&str>) -> Result<Vec<Member>, Fault> {
        let all = self.identity.profile.offices.iter().map(|office| office.code.clone());
        let offices: Vec<String> = all.filter(|code| office.is_none_or(|office| office == code)).collect();
        self.keep.members(&offices).await
    }

    /// Founds the hub's hand in each office that has desks and no hand yet.
    ///
    /// # Errors
    /// A storage that fails.
    pub async fn found_offices(&self) -> Result<(), Fault> {
        let members = self.members(None).await?;
        let mut offices: Vec<&str> = members.iter().map(|member| member.founded.desk.office()).collect();
        offices.dedup();
        for office in offices {
            self.hand(office).await?;
        }
        Ok(())
    }

    pub(super) fn know_office(&self, office: &str) -> Result<(), Refusal> {
        let profile = &self.identity.profile;
        if profile.office(office).is_some() {
            return Ok(());
        }
        let all = profile.offices.iter().map(|office| office.code.as_str()).collect::<Vec<_>>().join(", ");
        Err(Refusal::new("J-12", format!("'{office}' is not an office of {}: {all}.", profile.name)).at("office"))
    }

    async fn know_desk(&self, desk: &DeskId) -> Result<Member, No> {
        let member = self.keep.member(desk).await?.filter(|member| !member.founded.desk.is_hub());
        member
            .ok_or_else(|| Refusal::new("J-12", format!("{desk} is no desk of this hub: `ebcm hub members` lists them.")).at("desk").into())
    }
}

/// What the hub knows a code by.
fn code_id(secret: &[u8]) -> String {
    Hash::of(secret).to_string()
}

fn refused(why: String) -> Denied {
    Denied::Refused { why }
}

fn already_in(desk: &DeskId) -> Denied {
    refused(format!("there is a desk {desk} here already: take the hub's word for its number, or have the old one replaced"))
}

fn revoked(member: &Member, reason: &str) -> Fact {
    let (desk, last) = (member.founded.desk.clone(), member.head.seq);
    Fact::DeskRevoked(DeskRevoked { desk, last, reason: reason.to_owned() })
}

/// The desk's chain must still stand where it stood when its end was written down.
pub(super) fn standing_still(member: &Member) -> Run {
    Run {
        desk: member.founded.desk.clone(),
        after: member.head.seq,
        entries: Vec::new(),
        head: member.head.clone(),
        at: member.at,
        signature: crate::journal::sign::Signature::from_bytes(&[]),
        standing: member.standing.clone(),
        granted: Vec::new(),
        erased: Vec::new(),
        of_the_past: false,
    }
}
