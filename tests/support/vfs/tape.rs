//! What is written down while the program runs, and the faults that wait for it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::ffi;

use super::survey::Log;

/// A file for as long as it lives: the same name after a deletion is another file.
pub type FileId = u64;

#[derive(Debug, Clone)]
pub enum Event {
    Created { file: FileId, name: String },
    Wrote { file: FileId, offset: usize, data: Vec<u8> },
    Truncated { file: FileId, size: usize },
    Synced { file: FileId, with_folder: bool },
    SyncFailed { file: FileId },
    Deleted { name: String, with_folder: bool },
    Acknowledged { label: String },
}

/// What the disk answers instead of doing its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A write or truncation fails (`SQLITE_IOERR_WRITE`); half of the write has reached the file.
    WriteFails,
    /// No room for a write (`SQLITE_FULL`); half of it has reached the file.
    DiskFull,
    /// A sync fails (`SQLITE_IOERR_FSYNC`), and what it should have saved is never saved.
    SyncFails,
}

/// Whether the disk recovers by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasting {
    Once,
    UntilHealed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Write,
    Truncate,
    Sync,
}

impl Fault {
    fn meets(self, deed: Deed) -> bool {
        match deed {
            Deed::Write => self != Self::SyncFails,
            Deed::Truncate => self == Self::WriteFails,
            Deed::Sync => self == Self::SyncFails,
        }
    }

    fn code(self) -> i32 {
        match self {
            Self::WriteFails => ffi::SQLITE_IOERR_WRITE,
            Self::DiskFull => ffi::SQLITE_FULL,
            Self::SyncFails => ffi::SQLITE_IOERR_FSYNC,
        }
    }
}

struct Armed {
    left: u32,
    fault: Fault,
    lasting: Lasting,
    struck: bool,
}

#[derive(Default)]
struct Written {
    /// The files that stood there before the first event, by name.
    before: BTreeMap<String, (FileId, Vec<u8>)>,
    names: BTreeMap<String, FileId>,
    files: FileId,
    events: Vec<Event>,
    armed: Option<Armed>,
}

pub struct Tape {
    folder: PathBuf,
    written: Mutex<Written>,
}

impl Tape {
    pub fn over(folder: &Path) -> Self {
        let folder = fs::canonicalize(folder).expect("the folder to record stands");
        let mut written = Written::default();
        for entry in fs::read_dir(&folder).expect("the folder to record can be read") {
            let path = entry.expect("the folder to record can be read").path();
            let Some(name) = recorded_name(&folder, &path).filter(|_| path.is_file()) else { continue };
            written.files += 1;
            let file = written.files;
            written.names.insert(name.clone(), file);
            written.before.insert(name, (file, fs::read(&path).expect("a file of the folder can be read")));
        }
        Self { folder, written: Mutex::new(written) }
    }

    /// A panic in a test must not hide itself behind a poisoned lock.
    fn written(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The file is opened; `None` where it is none of ours.
    pub fn opened(&self, path: &Path) -> Option<FileId> {
        let name = recorded_name(&self.folder, path)?;
        let mut written = self.written();
        if let Some(file) = written.names.get(&name) {
            return Some(*file);
        }
        written.files += 1;
        let file = written.files;
        written.names.insert(name.clone(), file);
        written.events.push(Event::Created { file, name });
        Some(file)
    }

    pub fn deleted(&self, path: &Path, with_folder: bool) {
        let Some(name) = recorded_name(&self.folder, path) else { return };
        let mut written = self.written();
        if written.names.remove(&name).is_some() {
            written.events.push(Event::Deleted { name, with_folder });
        }
    }

    pub fn note(&self, event: Event) {
        self.written().events.push(event);
    }

    pub fn acknowledge(&self, label: String) {
        self.note(Event::Acknowledged { label });
    }

    pub fn arm(&self, k: u32, fault: Fault, lasting: Lasting) {
        assert!(k > 0, "the first operation to fail is number 1");
        self.written().armed = Some(Armed { left: k, fault, lasting, struck: false });
    }

    pub fn disarm(&self) -> bool {
        self.written().armed.take().is_some_and(|armed| armed.struck)
    }

    /// The code to answer with, where the armed fault meets this deed now.
    pub fn strikes(&self, deed: Deed) -> Option<i32> {
        let mut written = self.written();
        let armed = written.armed.as_mut().filter(|armed| armed.fault.meets(deed))?;
        let strikes = match armed.left {
            0 => armed.lasting == Lasting::UntilHealed,
            1 => true,
            _ => false,
        };
        armed.left = armed.left.saturating_sub(1);
        armed.struck |= strikes;
        strikes.then(|| armed.fault.code())
    }

    pub fn clear(&self) {
        *self.written() = Written::default();
    }

    pub fn log(&self) -> Log {
        let written = self.written();
        Log { before: written.before.clone(), events: written.events.clone() }
    }
}

/// The name within the folder; `None` for files elsewhere and for the shared memory, which a crash ends.
fn recorded_name(folder: &Path, path: &Path) -> Option<String> {
    let name = path.strip_prefix(folder).ok()?.to_str()?;
    (!name.ends_with("-shm")).then(|| name.to_owned())
}
