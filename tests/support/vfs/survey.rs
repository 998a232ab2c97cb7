//! Every state that a power cut could leave, each put to the question.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use super::disk::{Disk, Way};
use super::tape::{Event, FileId};
use super::{Recorder, without_sync};
use crate::support::chance::Chance;

/// Enough to see what is wrong; a broken commit path would fill the screen.
const LOSSES_SHOWN: usize = 5;

/// The disk before the first event, and the events.
pub struct Log {
    pub(super) before: BTreeMap<String, (FileId, Vec<u8>)>,
    pub(super) events: Vec<Event>,
}

/// What was found in all the states.
pub struct Survey {
    pub states: usize,
    pub took: Duration,
    /// One line for each state that failed the check: where the power went, and what was wrong.
    pub lost: Vec<String>,
}

impl Survey {
    #[track_caller]
    pub fn assert_none_lost(&self) {
        let shown = self.lost.iter().take(LOSSES_SHOWN).map(String::as_str).collect::<Vec<_>>().join("\n  ");
        assert!(self.lost.is_empty(), "{} of {} states after a power cut are wrong:\n  {shown}", self.lost.len(), self.states);
        assert!(self.states > 0, "nothing was recorded: did the program open its file with the recorder's VFS?");
    }

    /// The control: a test that can't see a loss proves nothing.
    #[track_caller]
    pub fn assert_some_lost(&self) {
        assert!(!self.lost.is_empty(), "all {} states after a power cut are right, where some must be wrong", self.states);
    }
}

impl Log {
    /// The number of events of the disk, acknowledgements not counted.
    pub fn deeds(&self) -> usize {
        self.events.iter().filter(|event| !matches!(event, Event::Acknowledged { .. })).count()
    }

    /// Builds the disk after each prefix of the log in each `Way` and asks `check(folder, acknowledged)`. The folder is empty before
    /// each state. A state with nothing unsynced is built once.
    pub fn survey(&self, seed: u64, mut check: impl FnMut(&Path, &[String]) -> Result<(), String>) -> Survey {
        let began = Instant::now();
        let folder = memory_folder();
        let mut survey = Survey { states: 0, took: Duration::ZERO, lost: Vec::new() };
        let mut disk = Disk::holding(&self.before);
        let mut acknowledged = Vec::new();
        for (number, event) in self.events.iter().enumerate() {
            disk.apply(event);
            if let Event::Acknowledged { label } = event {
                acknowledged.push(label.clone());
            }
            let ways = if disk.is_settled() { &Way::ALL[..1] } else { &Way::ALL[..] };
            for way in ways {
                let mut chance = Chance::seeded(seed ^ ((number as u64) << 8) ^ *way as u64);
                lay_out(folder.path(), &disk, *way, &mut chance);
                survey.states += 1;
                if let Err(what) = check(folder.path(), &acknowledged) {
                    let after = event.describe();
                    survey.lost.push(format!("power cut after event {number} ({after}), unsynced writes {way:?}: {what}"));
                }
            }
        }
        survey.took = began.elapsed();
        survey
    }

    /// Lays out in `folder` what a power cut now leaves: of what was not synced, nothing, all, or some.
    pub fn lay_out_at_the_end(&self, folder: &Path, chance: &mut Chance) {
        let mut disk = Disk::holding(&self.before);
        for event in &self.events {
            disk.apply(event);
        }
        let way = Way::ALL[usize::try_from(chance.below(Way::ALL.len() as u64)).expect("small")];
        lay_out(folder, &disk, way, chance);
    }

    /// The files as a reader with the power on sees them at the end.
    pub fn files_at_the_end(&self) -> BTreeMap<String, Vec<u8>> {
        let mut disk = Disk::holding(&self.before);
        for event in &self.events {
            disk.apply(event);
        }
        let files = disk.after_power_loss(Way::Kept, &mut Chance::seeded(0));
        files.into_iter().map(|(name, bytes)| (name, bytes.into_owned())).collect()
    }
}

/// Records what `play` does with a program opened by `open(folder, vfs)`, then opens every state that a power cut could leave the
/// same way and asks `check(program, acknowledged)`. An open that fails is a loss.
pub fn rehearse<P>(
    folder: &Path,
    seed: u64,
    open: impl Fn(&Path, &str) -> Result<P, String>,
    play: impl FnOnce(P, &Recorder),
    mut check: impl FnMut(P, &[String]) -> Result<(), String>,
) -> Survey {
    let recorder = Recorder::over(folder);
    let program = open(folder, recorder.vfs()).expect("the program opens on a sound disk");
    play(program, &recorder);
    recorder.log().survey(seed, |state, acknowledged| check(open(state, without_sync())?, acknowledged))
}

/// In memory where the system has such a folder: states come and go by the thousand.
fn memory_folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder for the states")
}

fn lay_out(folder: &Path, disk: &Disk, way: Way, chance: &mut Chance) {
    for entry in fs::read_dir(folder).expect("the folder of the states can be read") {
        fs::remove_file(entry.expect("the folder of the states can be read").path()).expect("an old state can be removed");
    }
    for (name, bytes) in disk.after_power_loss(way, chance) {
        fs::write(folder.join(name), bytes).expect("a state can be written");
    }
}

impl Event {
    fn describe(&self) -> String {
        match self {
            Self::Created { name, .. } => format!("{name} created"),
            Self::Wrote { file, offset, data } => format!("file {file}: {} bytes written at {offset}", data.len()),
            Self::Truncated { file, size } => format!("file {file} cut to {size}"),
            Self::Synced { file, .. } => format!("file {file} synced"),
            Self::SyncFailed { file } => format!("file {file} failed to sync"),
            Self::Deleted { name, .. } => format!("{name} deleted"),
            Self::Acknowledged { label } => format!("{label} acknowledged"),
        }
    }
}
