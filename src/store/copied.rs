//! Copying documents from folder to folder, each held to its hash, and naming those that lack.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::documents::{self, Lies, write};
use super::named::Named;
use crate::base::{DeskId, Fault};
use crate::journal::fact::Attached;

/// What became of the documents of a backup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copied {
    /// Those that lie there now.
    pub count: u64,
    pub lacking: Vec<Lacking>,
}

/// A document that is not as it was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    pub named: Named,
    pub lies: Lies,
    /// Whether this desk took it in; another desk's need not lie here.
    pub own: bool,
}

impl Lacking {
    /// What is wrong, and what to do.
    pub fn what(&self) -> String {
        let state = if self.lies == Lies::Altered { "is altered" } else { "is missing" };
        let remedy = if self.own {
            format!("put it back from a backup, or from the hub (`ebcm revision document-save {}`)", self.named.request)
        } else {
            "it is fetched again when it is opened".to_owned()
        };
        format!("its document {} {state}: {remedy}", self.named.file.name)
    }
}

/// Copies every whole document; how many lie there then, and the hashes of those that are altered where they come from.
///
/// # Errors
/// Faults of the disks.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(u64, Vec<String>), Fault> {
    let not_read = |e: std::io::Error| Fault::new(format!("{} can't be read ({e})", from.display()), "look at the folder and its disk");
    let listed = match fs::read_dir(from) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok((0, Vec::new())),
        listed => listed.map_err(not_read)?,
    };
    let (mut count, mut altered) = (0, Vec::new());
    for entry in listed {
        let path = entry.map_err(not_read)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("").to_owned();
        // Something else that lies there: a leftover, a person's own file.
        if !Attached::is_hash(&name) {
            continue;
        }
        let place = to.join(&name);
        let bytes = fs::read(&path).map_err(not_read)?;
        if Attached::hash_of(&bytes) != name {
            altered.push(name);
            continue;
        }
        count += 1;
        if fs::read(&place).is_ok_and(|there| there == bytes) {
            continue;
        }
        write(&place, &bytes)
            .map_err(|e| Fault::new(format!("{} can't be written ({e})", place.display()), "look at the folder and the disk's space"))?;
    }
    Ok((count, altered))
}

/// Those of the named documents that are to lie in a data folder and don't; and the altered ones, whoever took them in.
pub(super) fn lacking(data: &Path, desk: &DeskId, named: Vec<Named>, altered: &[String]) -> Vec<Lacking> {
    let altered: HashSet<&str> = altered.iter().map(String::as_str).collect();
    let lies = |named: Named| {
        let own = named.desk == *desk;
        let is_altered = altered.contains(named.file.sha256.as_str());
        let is_there = documents::path(data, &named.file).exists();
        let lies = if is_altered { Lies::Altered } else { Lies::Missing };
        (is_altered || own && !is_there).then_some(Lacking { named, lies, own })
    };
    named.into_iter().filter_map(lies).collect()
}

/// The hashes of documents in a data folder that are not what lies under them.
///
/// # Errors
/// Faults of the disk.
pub(super) fn altered(data: &Path, named: &[Named]) -> Result<Vec<String>, Fault> {
    let mut seen = HashSet::new();
    let mut altered = Vec::new();
    for file in named.iter().map(|named| &named.file).filter(|file| seen.insert(file.sha256.clone())) {
        if documents::read(data, file)? == Err(Lies::Altered) {
            altered.push(file.sha256.clone());
        }
    }
    Ok(altered)
}
