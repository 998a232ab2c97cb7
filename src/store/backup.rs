//! Backups while in use, checked by opening them (`J-16`).

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use super::fault::broken;
use super::open::Reader;
use crate::base::{Fault, No};

/// Copies the data file to `path`, which must not exist, and opens the copy to see that it is whole. Returns its entries.
pub fn to_file(conn: &Connection, path: &Path) -> Result<u64, No> {
    if path.exists() {
        return Err(Fault::new(format!("{} exists already", path.display()), "give a backup a name of its own").into());
    }
    let partial = path.with_extension("partial");
    // A leftover of a backup that was cut off.
    let _ = std::fs::remove_file(&partial);
    let copied = copy(conn, &partial);
    let entries = match copied {
        Ok(entries) => entries,
        Err(no) => {
            let _ = std::fs::remove_file(&partial);
            return Err(no);
        }
    };
    std::fs::rename(&partial, path)
        .map_err(|e| Fault::new(format!("{} can't be written ({e})", path.display()), "look at the folder and its space"))?;
    Ok(entries)
}

fn copy(conn: &Connection, path: &Path) -> Result<u64, No> {
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
    /// See [`to_file`].
    pub fn backup(&self, path: &Path) -> Result<u64, No> {
        to_file(&self.conn, path)
    }
}
