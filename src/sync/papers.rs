//! Documents on a stick (`J-11`): those that the other lacks go along, as many as there is room for, and what came is believed by its hash.

use std::collections::HashSet;
use std::path::Path;

use rusqlite::Connection;

use super::state::{SENT, sent};
use crate::base::{DeskId, Fault, No};
use crate::journal::carry::BUNDLE;
use crate::journal::seal::{Paper, Papers};
use crate::rules::profile::Profile;
use crate::store::documents;
use crate::store::named::{Named, all, of_desk};
use crate::store::open::put_own;
use crate::store::wanted::wanted;

/// What goes on a stick, and how many documents found no room on it or are not here.
///
/// # Errors
/// Faults of the data file and of the folder.
pub fn gather(conn: &Connection, data: &Path, own: &DeskId, to: &DeskId, profile: &Profile, after: i64) -> Result<(Papers, usize), No> {
    let behind = if to.is_hub() { sent(conn)? } else { after };
    let may_have = to.office() == own.office() || profile.above(own.office()).any(|above| above == to.office());
    let lacks: Vec<Named> = if may_have { of_desk(conn, own, behind)? } else { Vec::new() };
    let (mut papers, mut left, mut room) = (Papers::default(), 0, BUNDLE);
    let mut seen = HashSet::new();
    for Named { desk, seq, file, .. } in lacks.into_iter().filter(|named| seen.insert(named.file.sha256.clone())) {
        match documents::read(data, &file)? {
            Ok(bytes) if file.bytes <= room => {
                room -= file.bytes;
                papers.documents.push(Paper { desk, seq, sha256: file.sha256, bytes });
            }
            _ => left += 1,
        }
    }
    if to.is_hub() {
        papers.wants = wanted(conn, data, own)?.into_iter().map(|named| (named.desk, named.file.sha256)).collect();
    }
    Ok((papers, left))
}

/// Keeps what a stick brought of documents that entries here name, and what the hub said it has; how many came.
///
/// # Errors
/// Faults of the data file and of the folder.
pub fn keep(conn: &Connection, data: &Path, own: &DeskId, from: &DeskId, papers: Papers) -> Result<usize, No> {
    let mut came = 0;
    if !papers.documents.is_empty() {
        let named = all(conn)?;
        for paper in papers.documents {
            let file = named.iter().map(|named| &named.file).find(|file| file.is(&paper.bytes));
            if let Some(file) = file {
                documents::put(data, file, &paper.bytes)?;
                came += 1;
            }
        }
    }
    if from.is_hub() {
        let whole: HashSet<String> = papers.whole.into_iter().collect();
        let own = of_desk(conn, own, 0)?;
        let lacks = own.iter().find(|named| !whole.contains(&named.file.sha256));
        let has = lacks.map_or_else(|| own.last().map_or(0, |named| named.seq), |named| named.seq - 1);
        if has != sent(conn)? {
            put_own(conn, SENT, &has.to_string())?;
        }
    }
    Ok(came)
}

/// Documents that were left behind, in words.
pub fn left_behind(count: usize) -> Option<Fault> {
    (count > 0).then(|| {
        let what = format!("{count} document{} found no room on the stick, or lies at another desk", if count == 1 { "" } else { "s" });
        Fault::new(what, "take this one there and back, and write the next")
    })
}
