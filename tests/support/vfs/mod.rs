//! A disk that can lose its power (J-5, J-18).
//!
//! A recording VFS writes down all that SQLite does to its files: writes, truncations, syncs, deletions. From this log the disk
//! is built again as it could stand after a power cut at any moment, and the program is asked what it finds there. What
//! it had reported as done (`Recorder::acknowledge`) must be there; nothing may be half there.
//!
//! The model: a write is in the operating system's cache until its file is synced; until then any 512-byte sector of it may
//! reach the disk or not, in any order. Names appear and vanish in order, and surely once the folder is synced. After a sync
//! that failed, the cache holds the pages as clean: a later sync does not bring them to the disk. Bytes beside a write are
//! never harmed (SQLite's "powersafe overwrite"). Not in it: faults of other processes, and of the shared memory
//! (`-shm`), which SQLite rebuilds after a crash.

mod disk;
mod shim;
mod survey;
mod tape;

pub use shim::without_sync;
pub use survey::{Log, Survey, rehearse};
pub use tape::{Fault, Lasting};

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tape::Tape;

/// One recording VFS over one folder, known to SQLite under a name of its own until it is dropped.
pub struct Recorder {
    tape: Arc<Tape>,
    registration: shim::Registration,
}

impl Recorder {
    /// Starts to record: the files that are in `folder` now are the disk before the first event, and count as synced.
    pub fn over(folder: &Path) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let tape = Arc::new(Tape::over(folder));
        let name = format!("recorder-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let registration = shim::register(&name, Some(Arc::clone(&tape)));
        Self { tape, registration }
    }

    /// The name to open the data file with: `Connection::open_with_flags_and_vfs`.
    pub fn vfs(&self) -> &str {
        self.registration.name()
    }

    /// From here on the program has said that `label` is done: the power may go.
    pub fn acknowledge(&self, label: impl Into<String>) {
        self.tape.acknowledge(label.into());
    }

    /// The `k`-th operation of the fault's kind from now (1 is the next) fails.
    pub fn fail_at(&self, k: u32, fault: Fault, lasting: Lasting) {
        self.tape.arm(k, fault, lasting);
    }

    /// The disk is sound again; true where the fault had struck.
    pub fn heal(&self) -> bool {
        self.tape.disarm()
    }

    /// What was recorded so far.
    pub fn log(&self) -> Log {
        self.tape.log()
    }
}

impl Drop for Recorder {
    /// What stands behind a VFS is never freed (`shim`): a long log must not stay with it.
    fn drop(&mut self) {
        self.tape.clear();
    }
}

/// Plays on a fresh folder with the 1st operation failing, then with the 2nd, until a play ends without meeting the fault. Each
/// folder is filled by `prepare` while the disk is sound. Returns how many plays met the fault.
pub fn at_every_failure(fault: Fault, lasting: Lasting, prepare: impl Fn(&Path), mut play: impl FnMut(&Path, &Recorder)) -> u32 {
    let mut k = 1;
    loop {
        let folder = tempfile::tempdir().expect("a folder to play in");
        prepare(folder.path());
        let recorder = Recorder::over(folder.path());
        recorder.fail_at(k, fault, lasting);
        play(folder.path(), &recorder);
        if !recorder.heal() {
            return k - 1;
        }
        k += 1;
    }
}
