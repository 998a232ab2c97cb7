//! What a desk puts its name to: the head of its chain when it hands entries over (`J-4`). What it has signed it can prove (`J-15`).

use std::fmt;

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::chain::Hash;
use crate::base::DeskId;

/// Signatures of one purpose never pass for those of another.
const HEAD: &[u8] = b"ebcm head 1\0";
const LETTER: &[u8] = b"ebcm letter 1\0";

/// The secret half of a desk's or the hub's key. It is wiped when it is dropped.
pub struct SecretKey(SigningKey);

/// The half that all may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// An Ed25519 signature.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature(Vec<u8>);

/// Where a chain stands, by the word of who writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub desk: DeskId,
    pub seq: i64,
    pub hash: Hash,
}

impl SecretKey {
    /// From 32 bytes in hex, as the data file keeps them.
    pub fn from_hex(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(hex::decode(text).ok()?);
        let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(bytes.as_slice().try_into().ok()?);
        Some(Self(SigningKey::from_bytes(&bytes)))
    }

    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// What this key and another's public half have in common, and nobody else can reckon (X25519).
    pub fn shared_with(&self, their: PublicKey) -> Zeroizing<[u8; 32]> {
        Zeroizing::new((their.0.to_montgomery() * self.0.to_scalar()).to_bytes())
    }

    /// Signs the head of a chain; one utility's word is nothing at another.
    pub fn sign_head(&self, utility: &str, head: &Head) -> Signature {
        Signature(self.0.sign(&head.words(utility)).to_bytes().to_vec())
    }

    /// Signs a request or an answer as it goes over the wire.
    pub fn sign_letter(&self, letter: &[u8]) -> Signature {
        Signature(self.0.sign(&[LETTER, letter].concat()).to_bytes().to_vec())
    }
}

impl PublicKey {
    pub fn from_hex(text: &str) -> Option<Self> {
        let bytes: [u8; 32] = hex::decode(text).ok()?.as_slice().try_into().ok()?;
        VerifyingKey::from_bytes(&bytes).ok().map(Self)
    }

    pub fn to_hex(self) -> String {
        hex::encode(self.0.to_bytes())
    }

    pub fn signed_head(self, utility: &str, head: &Head, signature: &Signature) -> bool {
        self.signed(&head.words(utility), signature)
    }

    pub fn signed_letter(self, letter: &[u8], signature: &Signature) -> bool {
        self.signed(&[LETTER, letter].concat(), signature)
    }

    fn signed(self, words: &[u8], signature: &Signature) -> bool {
        ed25519_dalek::Signature::from_slice(&signature.0).is_ok_and(|s| self.0.verify_strict(words, &s).is_ok())
    }
}

impl Head {
    fn words(&self, utility: &str) -> Vec<u8> {
        let desk = self.desk.to_string();
        let mut words = HEAD.to_vec();
        for text in [utility, &desk] {
            words.extend((text.len() as u64).to_le_bytes());
            words.extend(text.as_bytes());
        }
        words.extend(self.seq.to_le_bytes());
        words.extend(self.hash.bytes());
        words
    }
}

impl Signature {
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    pub fn to_hex(&self) -> String {
        hex::encode(&self.0)
    }

    /// Whatever is not hex signs nothing.
    pub fn from_hex(text: &str) -> Self {
        Self(hex::decode(text).unwrap_or_default())
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0.get(..4).unwrap_or_default()))
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j4_a_signature_is_for_one_head_of_one_utility() {
        let key = SecretKey::from_hex(&"07".repeat(32)).expect("a key");
        let head = Head { desk: DeskId::new("KVT", 1).expect("a desk"), seq: 7, hash: Hash::of(b"seven") };
        let signature = key.sign_head("led", &head);
        assert!(key.public().signed_head("led", &head, &signature));
        assert!(!key.public().signed_head("uppcl", &head, &signature));
        assert!(!key.public().signed_head("led", &Head { seq: 8, ..head.clone() }, &signature));
        assert!(!key.public().signed_head("led", &head, &Signature::from_hex("no hex")));
        assert!(!key.public().signed_letter(&head.words("led"), &signature));
        assert_eq!(PublicKey::from_hex(&key.public().to_hex()), Some(key.public()));
    }
}
