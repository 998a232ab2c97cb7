//! What the program does by itself while nobody types: the log into the file, the nightly backup (`J-16`).

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use super::House;
use crate::base::{Day, Fault, No};
use crate::store::Reader;
use crate::tui::backend::{TICKS, Wake};
use crate::tui::looks::Tone;

/// Backups kept in the folder.
const KEPT: usize = 7;
/// The folder in the data folder.
const FOLDER: &str = "backups";

/// Counts the quiet time.
pub struct Keeper {
    dir: PathBuf,
    quiet: u32,
    /// Something was recorded since the last rest.
    wrote: bool,
    /// The day whose backup was begun here.
    backed: Option<Day>,
}

/// What is due now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Due {
    pub look: bool,
    pub rest: bool,
    pub backup: bool,
}

impl Keeper {
    pub fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), quiet: 0, wrote: true, backed: None }
    }

    pub const fn typed(&mut self) {
        self.quiet = 0;
    }

    pub const fn wrote(&mut self) {
        self.wrote = true;
    }

    /// A quarter of a second has gone by.
    pub fn tick(&mut self, today: Day) -> Due {
        self.quiet = self.quiet.saturating_add(1);
        let rest = self.wrote && self.quiet == 2 * TICKS;
        if rest {
            self.wrote = false;
        }
        let backup = self.quiet == 60 * TICKS && self.backed != Some(today);
        Due { look: self.quiet.is_multiple_of(2 * TICKS), rest, backup }
    }

    /// The day's backup, on a thread and a connection of its own: no key waits for it.
    pub fn backup(&mut self, today: Day, wakes: &Sender<Wake<House>>) {
        self.backed = Some(today);
        let (dir, wakes) = (self.dir.clone(), wakes.clone());
        std::thread::spawn(move || {
            let outcome = crate::tui::bug::catch(|| backup(&dir, today));
            let news = match outcome {
                Ok(Ok(None | Some(0))) => return,
                Ok(Ok(Some(lacking))) => format!("today's backup lacks {lacking} of the documents: `ebcm verify` names them"),
                Ok(Err(no)) => format!("today's backup was not made: {no}"),
                Err(_) => "today's backup was not made: the program failed in it; make one with `ebcm backup`".to_owned(),
            };
            let _ = wakes.send(Wake::News(Tone::Bad, news));
        });
    }
}

/// Makes the backup of a day in the data folder's `backups`, unless it is there, and lets the oldest go. `None` where it was there; else
/// how many documents it should have and could not.
///
/// # Errors
/// A folder that can't be written, a disk that is full, a copy that is not whole.
pub fn backup(dir: &Path, day: Day) -> Result<Option<usize>, No> {
    let folder = dir.join(FOLDER);
    let failed = |e: std::io::Error| {
        No::Broken(Fault::new(format!("{} can't be written ({e})", folder.display()), "look at the folder and its space"))
    };
    std::fs::create_dir_all(&folder).map_err(failed)?;
    let path = folder.join(format!("ebcm-{day}.db"));
    if path.exists() {
        return Ok(None);
    }
    let made = Reader::open(dir)?.backup(&path)?;
    let mut kept: Vec<PathBuf> =
        std::fs::read_dir(&folder).map_err(failed)?.filter_map(|f| f.ok().map(|f| f.path())).filter(|p| is_ours(p)).collect();
    kept.sort();
    for old in kept.iter().rev().skip(KEPT) {
        std::fs::remove_file(old).map_err(failed)?;
    }
    Ok(Some(made.documents.lacking.len()))
}

/// A backup of this program's own making; other files of the folder are left alone.
fn is_ours(path: &Path) -> bool {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("");
    name.strip_prefix("ebcm-").and_then(|n| n.strip_suffix(".db")).is_some_and(|day| day.parse::<Day>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i8) -> Day {
        Day::new(2026, 11, n).expect("a day")
    }

    #[test]
    fn j16_rest_after_two_quiet_seconds_and_backup_after_a_minute_once_a_day() {
        let mut keeper = Keeper::new(Path::new("."));
        keeper.wrote();
        let due: Vec<Due> = (0..8).map(|_| keeper.tick(day(1))).collect();
        assert_eq!(due.iter().filter(|d| d.rest).count(), 1);
        assert!(!keeper.tick(day(1)).rest);
        keeper.typed();
        let backups = (0..600).filter(|_| keeper.tick(day(1)).backup).count();
        assert_eq!(backups, 1);
        keeper.backed = Some(day(1));
        keeper.typed();
        assert_eq!((0..600).filter(|_| keeper.tick(day(1)).backup).count(), 0);
        keeper.typed();
        assert_eq!((0..600).filter(|_| keeper.tick(day(2)).backup).count(), 1);
    }

    #[test]
    fn only_its_own_files_are_let_go() {
        for (name, ours) in
            [("ebcm-2026-11-05.db", true), ("ebcm-old.db", false), ("before-version-2.db", false), ("ebcm-2026-11-05.partial", false)]
        {
            assert_eq!(is_ours(Path::new(name)), ours, "{name}");
        }
    }
}
