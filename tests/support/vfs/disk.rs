//! The disk and the cache before it, event by event, and what is left of them when the power goes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::tape::{Event, FileId};
use crate::support::chance::Chance;

const SECTOR: usize = 512;

/// What became of the writes that were not synced when the power went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// None reached the disk.
    Dropped,
    /// All reached it.
    Kept,
    /// Each reached it or not.
    Subset,
    /// Each sector of each reached it or not.
    Torn,
}

impl Way {
    pub const ALL: [Self; 4] = [Self::Dropped, Self::Kept, Self::Subset, Self::Torn];
}

#[derive(Debug, Clone)]
enum Change {
    Write { offset: usize, data: Vec<u8> },
    Truncate { size: usize },
}

#[derive(Debug, Default)]
struct File {
    durable: Vec<u8>,
    /// What a reader sees while the power is on.
    cached: Vec<u8>,
    unsynced: Vec<Change>,
}

#[derive(Debug)]
enum Naming {
    Appears { name: String, file: FileId },
    Vanishes { name: String },
}

type Names = BTreeMap<String, FileId>;

#[derive(Debug, Default)]
pub struct Disk {
    files: BTreeMap<FileId, File>,
    durable_names: Names,
    /// In the order of their happening: a file system's own journal keeps it.
    unsynced_names: Vec<Naming>,
}

impl Disk {
    pub fn holding(before: &BTreeMap<String, (FileId, Vec<u8>)>) -> Self {
        let mut disk = Self::default();
        for (name, (file, bytes)) in before {
            disk.files.insert(*file, File { durable: bytes.clone(), cached: bytes.clone(), unsynced: Vec::new() });
            disk.durable_names.insert(name.clone(), *file);
        }
        disk
    }

    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Created { file, name } => {
                self.files.entry(*file).or_default();
                self.unsynced_names.push(Naming::Appears { name: name.clone(), file: *file });
            }
            Event::Wrote { file, offset, data } => self.change(*file, Change::Write { offset: *offset, data: data.clone() }),
            Event::Truncated { file, size } => self.change(*file, Change::Truncate { size: *size }),
            Event::Synced { file, with_folder } => {
                let file = self.files.entry(*file).or_default();
                for change in file.unsynced.drain(..) {
                    change.apply(&mut file.durable);
                }
                if *with_folder {
                    self.sync_folder();
                }
            }
            Event::SyncFailed { file } => self.files.entry(*file).or_default().unsynced.clear(),
            Event::Deleted { name, with_folder } => {
                self.unsynced_names.push(Naming::Vanishes { name: name.clone() });
                if *with_folder {
                    self.sync_folder();
                }
            }
            Event::Acknowledged { .. } => {}
        }
    }

    fn change(&mut self, file: FileId, change: Change) {
        let file = self.files.entry(file).or_default();
        change.clone().apply(&mut file.cached);
        file.unsynced.push(change);
    }

    fn sync_folder(&mut self) {
        for naming in self.unsynced_names.drain(..) {
            naming.apply(&mut self.durable_names);
        }
    }

    /// True where the power could go without a choice of what is left.
    pub fn is_settled(&self) -> bool {
        self.unsynced_names.is_empty() && self.files.values().all(|file| file.unsynced.is_empty() && file.durable == file.cached)
    }

    /// The files as they stand when the power is back, by name.
    pub fn after_power_loss(&self, way: Way, chance: &mut Chance) -> Vec<(String, Cow<'_, [u8]>)> {
        let surviving_names = match way {
            Way::Dropped => 0,
            Way::Kept => self.unsynced_names.len(),
            Way::Subset | Way::Torn => chance.below(self.unsynced_names.len() as u64 + 1) as usize,
        };
        let mut names = self.durable_names.clone();
        for naming in self.unsynced_names.iter().take(surviving_names) {
            naming.apply(&mut names);
        }
        names.into_iter().map(|(name, file)| (name, self.files[&file].after_power_loss(way, chance))).collect()
    }
}

impl File {
    fn after_power_loss(&self, way: Way, chance: &mut Chance) -> Cow<'_, [u8]> {
        match way {
            Way::Dropped => Cow::Borrowed(&self.durable),
            Way::Kept => Cow::Borrowed(&self.cached),
            Way::Subset | Way::Torn if self.unsynced.is_empty() => Cow::Borrowed(&self.durable),
            Way::Subset => {
                let mut bytes = self.durable.clone();
                for change in self.unsynced.iter().filter(|_| chance.coin()) {
                    change.apply(&mut bytes);
                }
                Cow::Owned(bytes)
            }
            Way::Torn => {
                let mut bytes = self.durable.clone();
                for change in &self.unsynced {
                    change.apply_torn(&mut bytes, chance);
                }
                Cow::Owned(bytes)
            }
        }
    }
}

impl Naming {
    fn apply(&self, names: &mut Names) {
        match self {
            Self::Appears { name, file } => names.insert(name.clone(), *file),
            Self::Vanishes { name } => names.remove(name),
        };
    }
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Write { offset, data } => write_at(bytes, *offset, data),
            Self::Truncate { size } => bytes.resize(*size, 0),
        }
    }

    fn apply_torn(&self, bytes: &mut Vec<u8>, chance: &mut Chance) {
        match self {
            Self::Write { offset, data } => {
                let end = offset + data.len();
                let mut start = *offset;
                while start < end {
                    let stop = end.min((start / SECTOR + 1) * SECTOR);
                    if chance.coin() {
                        write_at(bytes, start, &data[start - offset..stop - offset]);
                    }
                    start = stop;
                }
            }
            Self::Truncate { .. } if chance.coin() => self.apply(bytes),
            Self::Truncate { .. } => {}
        }
    }
}

fn write_at(bytes: &mut Vec<u8>, offset: usize, data: &[u8]) {
    let end = offset + data.len();
    if bytes.len() < end {
        bytes.resize(end, 0);
    }
    bytes[offset..end].copy_from_slice(data);
}
