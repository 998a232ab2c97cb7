//! Where a hub keeps documents: beside the entries that name them, keyed by the office of the desk that took them in.

use std::future::Future;

use crate::base::{DeskId, Fault};

/// A document as far as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shelved {
    pub size: u64,
    pub got: u64,
    /// All of it is there, and is what its hash says.
    pub whole: bool,
}

/// Documents in either storage.
pub trait Shelf: Send + Sync + 'static {
    /// The body of an entry that was taken and not refused.
    fn admitted(&self, desk: &DeskId, seq: i64) -> impl Future<Output = Result<Option<String>, Fault>> + Send;

    fn shelved(&self, desk: &DeskId, sha256: &str) -> impl Future<Output = Result<Option<Shelved>, Fault>> + Send;

    /// The hashes of those of a desk's documents that are whole.
    fn whole(&self, desk: &DeskId) -> impl Future<Output = Result<Vec<String>, Fault>> + Send;

    /// Makes a place for one of that size; one that is there stays.
    fn begin(&self, desk: &DeskId, sha256: &str, size: u64) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Puts a piece behind the others, durably. `false`: they end elsewhere by now.
    fn put_piece(&self, desk: &DeskId, sha256: &str, at: u64, bytes: &[u8]) -> impl Future<Output = Result<bool, Fault>> + Send;

    /// All pieces of one, one behind the other.
    fn pieces(&self, desk: &DeskId, sha256: &str) -> impl Future<Output = Result<Vec<u8>, Fault>> + Send;

    /// What stands from there on in the piece that holds it.
    fn piece(&self, desk: &DeskId, sha256: &str, at: u64) -> impl Future<Output = Result<Vec<u8>, Fault>> + Send;

    /// All of it came: it is whole from now on, or was altered on the way and goes.
    fn end(&self, desk: &DeskId, sha256: &str, whole: bool) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// A length as a column holds it.
pub(super) fn column(length: u64) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// The rest of a piece, from a byte of the whole on; `begins` is where the piece does.
pub(super) fn rest(mut bytes: Vec<u8>, begins: i64, at: u64) -> Vec<u8> {
    let passed = usize::try_from(at.saturating_sub(begins.unsigned_abs())).unwrap_or(usize::MAX);
    bytes.drain(..passed.min(bytes.len()));
    bytes
}
