//! Backups while in use, checked by opening them (`J-16`): the data file in one file, and beside it the documents, each under its hash.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::copied::{Copied, Lacking, copy, lacking};
use super::fault::broken;
use super::lock::Lock;
use super::named::Named;
use super::open::{APPLICATION, FILE, Reader, own};
use super::{documents, named};
use crate::base::{DeskId, Fault, No, Refusal};

/// The documents of all backups of a folder: what is there is not copied again.
const DOCUMENTS: &str = "ebcm-documents";

/// What a backup holds, or what came back from one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    pub entries: u64,
    pub documents: Copied,
}

/// Where the documents of a backup lie.
pub fn documents_of(backup: &Path) -> PathBuf {
    backup.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).join(DOCUMENTS)
}

/// Copies the data file to `path`, which must not exist, and opens the copy to see that it is whole. Returns its entries.
pub fn to_file(conn: &Connection, path: &Path) -> Result<u64, No> {
    if path.exists() {
        return Err(Fault::new(format!("{} exists already", path.display()), "give a backup a name of its own").into());
    }
    let partial = path.with_extension("partial");
    // A leftover of a backup that was cut off.
    let _ = fs::remove_file(&partial);
    let copied = copy_file(conn, &partial);
    let entries = match copied {
        Ok(entries) => entries,
        Err(no) => {
            let _ = fs::remove_file(&partial);
            return Err(no);
        }
    };
    fs::rename(&partial, path)
        .map_err(|e| Fault::new(format!("{} can't be written ({e})", path.display()), "look at the folder and its space"))?;
    Ok(entries)
}

fn copy_file(conn: &Connection, path: &Path) -> Result<u64, No> {
    let mut target = Connection::open(path).map_err(broken)?;
    {
        let backup = rusqlite::backup::Backup::new(conn, &mut target).map_err(broken)?;
        backup.run_to_completion(2_000, Duration::ZERO, None).map_err(broken)?;
    }
    target.pragma_update(None, "journal_mode", "DELETE").map_err(broken)?;
    let whole: String = target.query_row("PRAGMA quick_check(1)", [], |r| r.get(0)).map_err(broken)?;
    if whole != "ok" {
        return Err(Fault::new(format!("the backup is not whole ({whole})"), "run `ebcm verify` and look at the disk").into());
    }
    let entries: i64 = target.query_row(super::sql("count entries"), [], |r| r.get(0)).map_err(broken)?;
    Ok(entries.unsigned_abs())
}

impl Reader {
    /// Copies the data file to `path` (see [`to_file`]), and the documents beside it. One that is missing or altered is named; all others
    /// are copied.
    ///
    /// # Errors
    /// Faults of the disks; a copy that is not whole.
    pub fn backup(&self, path: &Path) -> Result<Backup, No> {
        let entries = to_file(&self.conn, path)?;
        let (count, altered) = copy(&documents::folder(&self.dir), &documents_of(path))?;
        Ok(Backup { entries, documents: Copied { count, lacking: self.lacking_of_all(&altered)? } })
    }

    /// The documents of the backup just made or brought back that lack; of a file of another shape it is not known.
    fn lacking_of_all(&self, altered: &[String]) -> Result<Vec<Lacking>, No> {
        let named = if self.is_current()? { named::all(&self.conn)? } else { Vec::new() };
        self.lacking(named, altered)
    }

    /// Those of the named documents that are to lie here and don't, or are altered.
    pub(super) fn lacking(&self, named: Vec<Named>, altered: &[String]) -> Result<Vec<Lacking>, No> {
        let desk = own(&self.conn, "desk")?.and_then(|text| text.parse::<DeskId>().ok());
        Ok(desk.map_or_else(Vec::new, |desk| lacking(&self.dir, &desk, named, altered)))
    }
}

/// Puts a backup in the place of a data file that is not there, and its documents with it; all is checked on the way.
///
/// # Errors
/// A data file that stands there; a backup that is none, or is not whole; faults of the disks.
pub fn restore(backup: &Path, dir: &Path) -> Result<Backup, No> {
    let place = dir.join(FILE);
    if place.exists() {
        let message = format!("There is a data file in {}: move it away first, or name another folder with --data.", dir.display());
        return Err(Refusal::new("J-16", message).into());
    }
    let not_read = |e: rusqlite::Error| Fault::new(format!("{} can't be read ({e})", backup.display()), "name the backup's file");
    let from = Connection::open_with_flags(backup, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(not_read)?;
    let application: i64 = from.pragma_query_value(None, "application_id", |r| r.get(0)).map_err(not_read)?;
    if application != APPLICATION {
        return Err(Fault::new(format!("{} is no backup of a data file", backup.display()), "name the backup's file").into());
    }
    fs::create_dir_all(dir)
        .map_err(|e| Fault::new(format!("the folder {} can't be made ({e})", dir.display()), "name another with --data"))?;
    let _lock = Lock::take(dir)?;
    // The log of a file that is gone would be taken for this one's.
    for beside in ["-wal", "-shm"] {
        let log = dir.join(format!("{FILE}{beside}"));
        if log.exists() {
            fs::remove_file(&log).map_err(|e| Fault::new(format!("{} can't be removed ({e})", log.display()), "remove it by hand"))?;
        }
    }
    let entries = to_file(&from, &place)?;
    let (count, altered) = copy(&documents_of(backup), &documents::folder(dir))?;
    Ok(Backup { entries, documents: Copied { count, lacking: Reader::open(dir)?.lacking_of_all(&altered)? } })
}
