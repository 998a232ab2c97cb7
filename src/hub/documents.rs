//! Documents on their way: taken from the desk whose entry names them, given to its office and those above it.

use super::core::{Envelope, Hub, later, open};
use super::keep::Keep;
use super::shelf::Shelved;
use crate::base::{DeskId, Fault};
use crate::journal::Fact;
use crate::journal::carry::{Ask, BUNDLE, DocumentLetter, PIECE, Told};
use crate::journal::fact::{Attached, Effected};
use crate::journal::seal::{Paper, Papers};
use crate::journal::sign::Signature;
use crate::journal::talk::Denied;

impl<K: Keep> Hub<K> {
    /// Answers what a desk asks about documents, by the desk's own word, as in an exchange.
    pub async fn document(&self, desk: &DeskId, letter: &[u8], signature: &Signature) -> Told {
        match self.carry(desk, letter, signature).await {
            Ok(told) => told,
            Err(denied) => {
                tracing::warn!(%desk, ?denied, "document denied");
                Told::Denied(denied)
            }
        }
    }

    async fn carry(&self, desk: &DeskId, letter: &[u8], signature: &Signature) -> Result<Told, Denied> {
        let asked: DocumentLetter = open(letter)?;
        let envelope = Envelope { version: asked.version, utility: &asked.utility, desk: &asked.desk };
        self.known(desk, &envelope, letter, signature).await?;
        match asked.ask {
            Ask::Lacks { hashes } => self.lacks(desk, hashes).await.map_err(later),
            Ask::Send { seq, sha256, at, bytes } => self.take_piece(desk, seq, &sha256, at, &bytes).await,
            Ask::Fetch { of, sha256, at } => self.give_piece(desk, &of, &sha256, at).await,
        }
    }

    async fn lacks(&self, desk: &DeskId, mut hashes: Vec<String>) -> Result<Told, Fault> {
        let whole = self.keep.whole(desk).await?;
        hashes.retain(|hash| !whole.contains(hash));
        Ok(Told::Lacks { hashes, whole: whole.len() as u64 })
    }

    /// Takes what an admitted entry of that desk names, and nothing else.
    async fn take_piece(&self, desk: &DeskId, seq: i64, sha256: &str, at: u64, bytes: &[u8]) -> Result<Told, Denied> {
        let shelved = match self.keep.shelved(desk, sha256).await.map_err(later)? {
            Some(shelved) => shelved,
            None => self.make_place(desk, seq, sha256).await?,
        };
        let Shelved { size, got, whole } = shelved;
        if whole || at != got {
            return Ok(Told::Sent { upto: got, whole });
        }
        let end = at.saturating_add(bytes.len() as u64);
        if end > size {
            return Err(refused(format!("more came of a document than the {size} bytes that entry {desk}/{seq} says")));
        }
        if !bytes.is_empty() && !self.keep.put_piece(desk, sha256, at, bytes).await.map_err(later)? {
            let now = self.keep.shelved(desk, sha256).await.map_err(later)?;
            return Ok(now.map_or(Told::Nothing, |now| Told::Sent { upto: now.got, whole: now.whole }));
        }
        if end < size {
            return Ok(Told::Sent { upto: end, whole: false });
        }
        let is_it = Attached::hash_of(&self.keep.pieces(desk, sha256).await.map_err(later)?) == sha256;
        self.keep.end(desk, sha256, is_it).await.map_err(later)?;
        if !is_it {
            return Err(Denied::Tampered { why: format!("a document of entry {desk}/{seq} came altered: its hash is another") });
        }
        tracing::info!(%desk, seq, bytes = size, "document taken");
        Ok(Told::Sent { upto: size, whole: true })
    }

    /// Takes the documents of a stick, and gives those that its desk lacks; one that can't be taken stops no other.
    pub(super) async fn exchange_papers(&self, desk: &DeskId, papers: Papers) -> Result<Papers, Fault> {
        for paper in papers.documents {
            for (piece, at) in paper.bytes.chunks(PIECE).zip((0..).step_by(PIECE)) {
                match self.take_piece(desk, paper.seq, &paper.sha256, at, piece).await {
                    Ok(Told::Sent { whole: false, .. }) => {}
                    Ok(_) => break,
                    Err(denied) => {
                        tracing::warn!(%desk, ?denied, "document of a stick not taken");
                        break;
                    }
                }
            }
        }
        let (mut documents, mut room) = (Vec::new(), BUNDLE);
        for (of, sha256) in papers.wants {
            let shelved = if self.may_have(desk, &of) { self.keep.shelved(&of, &sha256).await? } else { None };
            let Some(Shelved { size, whole: true, .. }) = shelved else { continue };
            if size <= room {
                room -= size;
                let bytes = self.keep.pieces(&of, &sha256).await?;
                documents.push(Paper { desk: of, seq: 0, sha256, bytes });
            }
        }
        Ok(Papers { documents, wants: Vec::new(), whole: self.keep.whole(desk).await? })
    }

    async fn make_place(&self, desk: &DeskId, seq: i64, sha256: &str) -> Result<Shelved, Denied> {
        let body = self.keep.admitted(desk, seq).await.map_err(later)?;
        let file = body.and_then(|body| named_in(&body, sha256));
        let file = file.ok_or_else(|| refused(format!("no entry {desk}/{seq} that the hub has taken names this document")))?;
        let most = self.identity.profile.revision.documents.kilobytes;
        if file.bytes > u64::from(most) * 1_024 {
            return Err(refused(format!("the hub takes no document larger than {most} kB, and {} is: its profile says so", file.name)));
        }
        self.keep.begin(desk, sha256, file.bytes).await.map_err(later)?;
        Ok(Shelved { size: file.bytes, got: 0, whole: false })
    }

    /// Those of its office, and of the offices above.
    fn may_have(&self, desk: &DeskId, of: &DeskId) -> bool {
        desk.office() == of.office() || self.identity.profile.above(of.office()).any(|above| above == desk.office())
    }

    async fn give_piece(&self, desk: &DeskId, of: &DeskId, sha256: &str, at: u64) -> Result<Told, Denied> {
        if !self.may_have(desk, of) {
            return Err(refused(format!("documents of {} go to its own desks and those of the offices above it", of.office())));
        }
        match self.keep.shelved(of, sha256).await.map_err(later)? {
            Some(Shelved { whole: true, .. }) => Ok(Told::Piece { bytes: self.keep.piece(of, sha256, at).await.map_err(later)? }),
            _ => Ok(Told::Nothing),
        }
    }
}

/// The document of that hash, where an entry's body names it.
fn named_in(body: &str, sha256: &str) -> Option<Attached> {
    let fact: Fact = serde_json::from_str(body).ok()?;
    let attached = fact.effects().iter().filter_map(|effect| if let Effected::Attached(files) = effect { Some(files) } else { None });
    attached.flatten().find(|file| file.sha256 == sha256 && file.has_hash()).cloned()
}

fn refused(why: String) -> Denied {
    Denied::Refused { why }
}
