//! The hash chain of a desk's entries: an altered, removed, added or moved entry is found (`J-4`, `J-19`).

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// What the first entry of a desk follows.
    pub const ZERO: Self = Self([0; 32]);

    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its first eight hex digits, for people to compare.
    pub fn short(&self) -> String {
        hex::encode(&self.0[..4])
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())
    }
}

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        hex::decode(text.as_bytes()).ok().and_then(|b| Self::from_slice(&b)).ok_or_else(|| serde::de::Error::custom("not a SHA-256"))
    }
}

/// What the chain covers of an entry: everything but the bodies themselves, which stand as their hashes so that a
/// personal body can be erased by order and the chain still verifies.
#[derive(Debug, Clone, Copy)]
pub struct Covered<'a> {
    pub previous: Hash,
    pub desk: &'a str,
    pub seq: i64,
    pub at: i64,
    pub day: &'a str,
    pub user: &'a str,
    pub kind: &'a str,
    pub body: Hash,
    pub personal: Option<Hash>,
}

impl Covered<'_> {
    /// The entry's own hash.
    pub fn hash(&self) -> Hash {
        let mut sha = Sha256::new();
        sha.update(self.previous.0);
        for text in [self.desk, self.day, self.user, self.kind] {
            sha.update((text.len() as u64).to_le_bytes());
            sha.update(text.as_bytes());
        }
        sha.update(self.seq.to_le_bytes());
        sha.update(self.at.to_le_bytes());
        sha.update(self.body.0);
        match self.personal {
            None => sha.update([0]),
            Some(hash) => {
                sha.update([1]);
                sha.update(hash.0);
            }
        }
        Hash(sha.finalize().into())
    }
}
