//! A letter that travels on a stick: read by nobody but whom it is for, and by the word of whom it is from (`J-11`).

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::chain::Hash;
use super::parcel::Parcel;
use super::sign::{PublicKey, SecretKey, Signature};
use super::talk::{Given, Unreadable, Witness, pack, unpack};
use crate::base::DeskId;

/// How a stick's file begins.
const MAGIC: &[u8] = b"EBCM stick 1\n";
/// What stands for it in the words of the documents' part, which is closed by itself: a program from before there was one reads the rest.
const PAPERS: &[u8] = b"EBCM stick documents 1\n";

/// What a desk hands over, to the hub or to another desk of its office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// What it holds: the answer is made by this.
    pub held: Witness,
    pub parcels: Vec<Parcel>,
}

/// What lies on a stick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Letter {
    Handed(Handed),
    /// The hub's answer.
    Given(Given),
}

/// What goes with a letter beside entries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Papers {
    pub documents: Vec<Paper>,
    /// Those that the writer lacks, by the desk that took them in and their hash.
    pub wants: Vec<(DeskId, String)>,
    /// Of the reader's own, those that the hub has: their hashes.
    pub whole: Vec<String>,
}

/// A document, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// The entry that names it.
    pub desk: DeskId,
    pub seq: i64,
    pub sha256: String,
    pub bytes: Vec<u8>,
}

/// A letter as the file holds it.
#[derive(Serialize, Deserialize)]
struct Sealed {
    from: DeskId,
    to: DeskId,
    salt: [u8; 32],
    closed: Vec<u8>,
    signature: Signature,
}

/// Who wrote to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub from: DeskId,
    pub letter: Letter,
    pub papers: Papers,
}

/// Why a stick is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    #[error("this file is no stick of ebcm, or it was cut off")]
    NoStick,
    #[error("this stick is for {0}")]
    ForAnother(DeskId),
    #[error("this stick is from {0}, which is not known here")]
    Unknown(DeskId),
    #[error("this stick was altered, or is not from {0}")]
    Altered(DeskId),
}

/// Closes a letter, and what goes with it. `salt` is new and of chance for each.
///
/// # Errors
/// None that data can bring about; the libraries' own.
pub fn close(
    letter: &Letter,
    papers: &Papers,
    from: (&DeskId, &SecretKey),
    to: (&DeskId, PublicKey),
    salt: [u8; 32],
) -> Result<Vec<u8>, Unreadable> {
    let mut file = MAGIC.to_vec();
    file.extend(seal(MAGIC, letter, from, to, salt)?);
    if *papers != Papers::default() {
        let salt = *Hash::of(&[PAPERS, &salt].concat()).bytes();
        file.extend(seal(PAPERS, papers, from, to, salt)?);
    }
    Ok(file)
}

fn seal(
    magic: &[u8],
    letter: &impl Serialize,
    (from, key): (&DeskId, &SecretKey),
    (to, their): (&DeskId, PublicKey),
    salt: [u8; 32],
) -> Result<Vec<u8>, Unreadable> {
    let open = pack(letter)?;
    let closed = cipher(magic, key, their, (from, to), &salt).encrypt(&Nonce::default(), open.as_slice()).map_err(|_| Unreadable)?;
    let signature = key.sign_letter(&words(magic, from, to, &salt, &closed));
    let sealed = Sealed { from: from.clone(), to: to.clone(), salt, closed, signature };
    postcard::to_stdvec(&sealed).map_err(|_| Unreadable)
}

/// Opens a letter that is for `own`; `key_of` knows who may have sent it.
///
/// # Errors
/// Whatever is not a whole letter from one that is known to this one.
pub fn open(
    file: &[u8],
    own: impl Fn(&DeskId) -> bool,
    key: &SecretKey,
    key_of: impl Fn(&DeskId) -> Option<PublicKey>,
) -> Result<Opened, Closed> {
    let rest = file.strip_prefix(MAGIC).ok_or(Closed::NoStick)?;
    let (sealed, rest): (Sealed, _) = postcard::take_from_bytes(rest).map_err(|_| Closed::NoStick)?;
    if !own(&sealed.to) {
        return Err(Closed::ForAnother(sealed.to));
    }
    let (from, to) = (sealed.from.clone(), sealed.to.clone());
    let their = key_of(&from).ok_or_else(|| Closed::Unknown(from.clone()))?;
    let letter = unseal(MAGIC, sealed, key, their)?;
    let papers = if rest.is_empty() {
        Papers::default()
    } else {
        let sealed: Sealed = postcard::from_bytes(rest).map_err(|_| Closed::NoStick)?;
        if (&sealed.from, &sealed.to) != (&from, &to) {
            return Err(Closed::Altered(from));
        }
        unseal(PAPERS, sealed, key, their)?
    };
    Ok(Opened { from, letter, papers })
}

fn unseal<T: DeserializeOwned>(magic: &[u8], sealed: Sealed, key: &SecretKey, their: PublicKey) -> Result<T, Closed> {
    let Sealed { from, to, salt, closed, signature } = sealed;
    let altered = || Closed::Altered(from.clone());
    if !their.signed_letter(&words(magic, &from, &to, &salt, &closed), &signature) {
        return Err(altered());
    }
    let open = cipher(magic, key, their, (&from, &to), &salt).decrypt(&Nonce::default(), closed.as_slice()).map_err(|_| altered())?;
    unpack(&open).map_err(|_| altered())
}

fn words(magic: &[u8], from: &DeskId, to: &DeskId, salt: &[u8; 32], closed: &[u8]) -> Vec<u8> {
    [magic, from.to_string().as_bytes(), b"\0", to.to_string().as_bytes(), b"\0", salt, closed].concat()
}

/// The key that only these two can reckon. The salt makes it new for each letter, so that the nonce need not be.
fn cipher(magic: &[u8], key: &SecretKey, their: PublicKey, (from, to): (&DeskId, &DeskId), salt: &[u8; 32]) -> ChaCha20Poly1305 {
    let shared = key.shared_with(their);
    let words =
        Zeroizing::new([magic, from.to_string().as_bytes(), b"\0", to.to_string().as_bytes(), b"\0", salt, shared.as_slice()].concat());
    ChaCha20Poly1305::new(Hash::of(&words).bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: &str) -> SecretKey {
        SecretKey::from_hex(&byte.repeat(32)).expect("a key")
    }

    fn desk(name: &str) -> DeskId {
        name.parse().expect("a desk")
    }

    #[test]
    fn j11_a_stick_is_read_by_whom_it_is_for_alone() {
        let (one, two, other) = (key("01"), key("02"), key("03"));
        let (from, to) = (desk("KVT-1"), desk("KVT-0"));
        let held = Witness { desk: from.clone(), heads: vec![], signature: one.sign_letter(b"") };
        let letter = Letter::Handed(Handed { held, parcels: vec![] });
        let paper = Paper { desk: from.clone(), seq: 4, sha256: "ab".repeat(32), bytes: b"a letter".to_vec() };
        let papers = Papers { documents: vec![paper], ..Papers::default() };
        let file = close(&letter, &papers, (&from, &one), (&to, two.public()), [7; 32]).expect("a stick");
        let plain = close(&letter, &Papers::default(), (&from, &one), (&to, two.public()), [7; 32]).expect("a stick");
        assert!(file.starts_with(&plain), "a program that knows no documents reads the rest");
        let known = |desk: &DeskId| (*desk == from).then(|| one.public());
        let opened = open(&file, |desk| *desk == to, &two, known);
        assert_eq!(opened, Ok(Opened { from: from.clone(), letter, papers }));
        assert_eq!(open(&file, |_| true, &other, known), Err(Closed::Altered(from.clone())), "another's key");
        assert_eq!(open(&file, |_| false, &two, known), Err(Closed::ForAnother(to.clone())));
        assert_eq!(open(&file, |_| true, &two, |_| None), Err(Closed::Unknown(from.clone())));
        assert_eq!(open(&file[..file.len() - 1], |_| true, &two, known), Err(Closed::NoStick));
        assert_eq!(open(b"a letter", |_| true, &two, known), Err(Closed::NoStick));
        for place in (MAGIC.len()..file.len()).step_by(7) {
            let mut altered = file.clone();
            altered[place] ^= 1;
            assert!(open(&altered, |_| true, &two, known).is_err(), "byte {place}");
        }
    }
}
