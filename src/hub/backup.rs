//! A copy of a hub that can serve in its place: its folder with keys and certificates, and of SQLite every entry (`J-16`). Made while
//! it serves, checked by opening.

use std::fs::{self, File, OpenOptions};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::folder::{Folder, Storage, make_folder};
use super::sql::sqlite;
use super::sqlite::put_back;
use crate::base::Fault;
use crate::journal::fact::Attached;

/// A server that is writing is waited for so long.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a copy holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    pub entries: u64,
    pub documents: u64,
    /// Documents that are not what their hash says, in the hub's own file too: `KVT-1 5bb2...`.
    pub altered: Vec<String>,
}

impl Folder {
    /// Copies the hub to `to`, a folder that is not there yet, and says what is in it. Of a hub on PostgreSQL the folder alone is
    /// copied, and there is no count: the server backs up what it keeps.
    ///
    /// # Errors
    /// A folder that is there already or can't be written; a database that fails, or whose copy is not whole.
    pub fn backup(&self, to: &Path) -> Result<Option<Copied>, Fault> {
        if to.exists() {
            return Err(Fault::new(format!("{} exists already", to.display()), "give a backup a name of its own"));
        }
        let mut name = to.file_name().unwrap_or_default().to_owned();
        name.push(".partial");
        let partial = to.with_file_name(name);
        // A leftover of a backup that was cut off.
        let _ = fs::remove_dir_all(&partial);
        let copied = self.copy_to(&partial).and_then(|copied| {
            fs::rename(&partial, to).map_err(|e| not_written(to, &e))?;
            Ok(copied)
        });
        if copied.is_err() {
            let _ = fs::remove_dir_all(&partial);
        }
        copied
    }

    fn copy_to(&self, to: &Path) -> Result<Option<Copied>, Fault> {
        make_folder(to)?;
        let copied = match self.storage() {
            Storage::Sqlite(path) => Some(copy_entries(&path, &Self::database_in(to))?),
            Storage::Postgres(_) => None,
        };
        self.copy_files(to)?;
        Folder::open(to)?.identity()?;
        File::open(to).and_then(|folder| folder.sync_all()).map_err(|e| not_written(to, &e))?;
        Ok(copied)
    }
}

/// Copies a hub's SQLite while it is in use, as of one moment, to a file that is not there yet; says what is in it. Nothing that was
/// erased goes along in free pages.
///
/// # Errors
/// A file that can't be read or written; a copy that is not whole.
pub fn copy_entries(from: &Path, to: &Path) -> Result<Copied, Fault> {
    let failed = |e: rusqlite::Error| {
        Fault::new(format!("the hub's file can't be copied ({e})"), "look at both disks: are they full, are they there?")
    };
    // Not made where it is not there.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let source = Connection::open_with_flags(from, flags).map_err(failed)?;
    source.busy_timeout(PATIENCE).map_err(failed)?;
    // SQLite fills an empty file, and leaves it its owner's alone.
    private(to).map_err(|e| not_written(to, &e))?;
    source.execute(sqlite("back up"), [to.to_string_lossy()]).map_err(failed)?;
    let copy = Connection::open_with_flags(to, flags).map_err(failed)?;
    // Whoever serves from it serves an earlier state.
    put_back(&copy).map_err(failed)?;
    let whole: String = copy.query_row(sqlite("is whole"), [], |r| r.get(0)).map_err(failed)?;
    let (entries, heads): (i64, i64) = copy.query_row(sqlite("counts"), [], |r| Ok((r.get(0)?, r.get(1)?))).map_err(failed)?;
    if whole != "ok" || entries != heads {
        let what = format!("the copy of the hub's file is not whole ({whole}; {entries} entries of {heads})");
        return Err(Fault::new(what, "the hub's own file may be damaged: look at its disk, keep the backups before this one"));
    }
    let (documents, altered) = check_documents(&copy).map_err(failed)?;
    File::open(to).and_then(|file| file.sync_all()).map_err(|e| not_written(to, &e))?;
    Ok(Copied { entries: entries.unsigned_abs(), documents, altered })
}

/// How many documents are what their hash says, and which are not.
fn check_documents(copy: &Connection) -> rusqlite::Result<(u64, Vec<String>)> {
    let mut statement = copy.prepare(sqlite("all whole documents"))?;
    let named =
        statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect::<rusqlite::Result<Vec<(String, i64, String)>>>()?;
    let (mut count, mut altered) = (0, Vec::new());
    for (office, desk, sha256) in named {
        let mut statement = copy.prepare_cached(sqlite("pieces"))?;
        let pieces = statement.query_map((&office, desk, &sha256), |r| r.get(0))?.collect::<rusqlite::Result<Vec<Vec<u8>>>>()?;
        if Attached::hash_of(&pieces.concat()) == sha256 {
            count += 1;
        } else {
            altered.push(format!("{office}-{desk} {sha256}"));
        }
    }
    Ok((count, altered))
}

/// A new empty file that nobody else reads.
fn private(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ())
}

fn not_written(path: &Path, error: &std::io::Error) -> Fault {
    Fault::new(format!("{} can't be written ({error})", path.display()), "look at the folder, its rights and its space")
}
