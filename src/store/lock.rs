//! One program at a time writes a data file; a second says so and ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::base::Fault;

/// Held as long as the program has the data file open for writing; the system frees it even after a kill.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the folder's lock.
    ///
    /// # Errors
    /// Another program holds it, or the folder can't be written.
    pub fn take(dir: &Path) -> Result<Self, Fault> {
        let path = dir.join("ebcm.lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(|e| {
            Fault::new(
                format!("the data folder {} can't be written ({e})", dir.display()),
                "give this user write access to it, or name another with --data",
            )
        })?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Fault::new(
                format!("another ebcm has the data file in {} open", dir.display()),
                "work there, or end it first; reading commands work beside it",
            )),
            Err(TryLockError::Error(e)) => {
                Err(Fault::new(format!("{} can't be locked ({e})", path.display()), "look whether the folder is on a local disk"))
            }
        }
    }
}
