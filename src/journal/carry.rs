//! Documents on the line: in pieces, each a letter and an answer of its own, so that one that is cut off goes on where it was, and entries
//! go between two of them.

use serde::{Deserialize, Serialize};

use super::talk::Denied;
use crate::base::DeskId;

/// Where such letters go; a hub from before there were any does not know it.
pub const DOCUMENT: &str = "/v1/document";
/// Bytes in a piece: about a second of a satellite line, so that a receipt waits no longer for one.
pub const PIECE: usize = 32 << 10;
/// Bytes of documents on one stick: the next one brings the rest.
pub const BUNDLE: u64 = 128 << 20;
/// Documents asked about in one letter.
pub const ASKED: usize = 200;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentLetter {
    pub version: u16,
    pub utility: String,
    pub desk: DeskId,
    pub ask: Ask,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ask {
    /// Which of these, that its own entries name, are not there yet?
    Lacks { hashes: Vec<String> },
    /// A piece of one that its entry `seq` names.
    Send { seq: i64, sha256: String, at: u64, bytes: Vec<u8> },
    /// One that a desk's entry names, from there on.
    Fetch { of: DeskId, sha256: String, at: u64 },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// `whole` documents of the asking desk are there in all: fewer than it sent, and the hub was put back.
    Lacks {
        hashes: Vec<String>,
        whole: u64,
    },
    /// It goes on there; whole, nothing is to be sent any more.
    Sent {
        upto: u64,
        whole: bool,
    },
    Piece {
        bytes: Vec<u8>,
    },
    /// It is not there, or not whole yet.
    Nothing,
    Denied(Denied),
}
