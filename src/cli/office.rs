//! `init`, `demo`, and the terminal screen.

use std::path::PathBuf;

use serde_json::json;

use super::answer::Answer;
use super::args::{Demo, Init};
use super::{At, prompt};
use crate::base::{Day, Fault, No, Refusal};
use crate::demo::{self, Plan};
use crate::desk::{Founding, SHIPPED_PROFILES, found};
use crate::edge::clock::local_day;
use crate::edge::{Clock, SystemClock, secret};
use crate::journal::fact::TextFile;
use crate::store::open::{self, How};
use crate::store::{Reader, Store};

/// The platform's own folder for the program's data.
pub fn default_folder() -> Result<PathBuf, No> {
    let base = if cfg!(windows) {
        std::env::var_os("LOCALAPPDATA").map(PathBuf::from)
    } else {
        std::env::var_os("XDG_DATA_HOME")
            .map(PathBuf::from)
            .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share")))
    };
    base.map(|dir| dir.join("ebcm"))
        .ok_or_else(|| Fault::new("the platform names no data folder", "name one with --data or EBCM_DATA").into())
}

/// Where the made-up data of `demo` lies.
pub fn demo_folder() -> Result<PathBuf, No> {
    let mut dir = default_folder()?;
    dir.set_file_name("ebcm-demo");
    Ok(dir)
}

/// A shipped profile by its code, else a file.
pub fn profile(utility: &str) -> Result<TextFile, No> {
    if let Some((code, text)) = SHIPPED_PROFILES.into_iter().find(|(code, _)| *code == utility) {
        return Ok(TextFile { file: format!("{code}.toml"), text: text.to_owned() });
    }
    let text = std::fs::read_to_string(utility).map_err(|e| {
        Fault::new(format!("'{utility}' is neither led nor uppcl, nor a profile's file that can be read ({e})"), "look at the name")
    })?;
    Ok(TextFile { file: utility.to_owned(), text })
}

pub fn init(at: &At, what: &Init) -> Result<Answer, No> {
    let password = prompt::secret("EBCM_PASSWORD", &format!("Password for {}", what.admin))?;
    let founding = Founding {
        profile: profile(&what.utility)?,
        office: what.office.clone(),
        desk: what.desk,
        training: what.training,
        admin: what.admin.clone(),
        password: secret::hash_password(&password)?,
    };
    let desk = found(&at.data, &founding, How::default(), Box::new(SystemClock), at.on)?;
    desk.store().checkpoint()?;
    Ok(Answer::json(
        json!({ "data": at.data.display().to_string(), "utility": desk.rules().profile.code, "desk": desk.id(), "training": desk.is_training(), "admin": what.admin }),
    ))
}

/// The terminal screen on the data folder.
pub fn screen(at: &At) -> Result<Answer, No> {
    say_if_slow(at);
    crate::tui::program::run(&at.data, at.on, None)?;
    Ok(Answer::quiet())
}

/// Under this name a training data file keeps its business date.
const ON: &str = "on";

/// The business date of a new demo: today, within the window that bills are paid in.
fn demo_day() -> Day {
    const INDIA: i32 = 5 * 3600 + 1800;
    let today = local_day(SystemClock.millis(), INDIA);
    if (5..=25).contains(&today.day_of_month()) { today } else { today.period().day(12) }
}

/// The terminal screen on made-up data; it is made where it is not there yet.
pub fn demo(at: &At, what: &Demo) -> Result<Answer, No> {
    let file = at.data.join(open::FILE);
    if what.fresh && file.exists() {
        throw_away(at)?;
    }
    let mut answer = Answer::quiet();
    if !file.exists() {
        eprint("Making a year of a made-up island: a few seconds ...\n");
        let today = at.on.unwrap_or_else(demo_day);
        let summary = demo::make(&at.data, &Plan { seed: what.seed, ..Plan::island(today) })?;
        let store = Store::open(&at.data, false, How::default())?;
        open::put_own(store.connection(), ON, &today.to_string())?;
        let tries: Vec<_> = summary
            .tries
            .iter()
            .map(|t| json!({ "consumer": t.consumer, "what": t.what, "reading": t.reading, "collect": t.collect.to_string() }))
            .collect();
        answer = Answer::json(
            json!({ "data": at.data.display().to_string(), "date": today, "consumers": summary.consumers, "entries": summary.entries, "tries": tries }),
        );
    }
    if what.make_only {
        return Ok(answer);
    }
    say_if_slow(at);
    let kept = open::own(Reader::open(&at.data)?.connection(), ON)?.and_then(|text| text.parse().ok());
    crate::tui::program::run(&at.data, at.on.or(kept), Some(demo::CLERK))?;
    Ok(Answer::quiet())
}

/// Only a training data file is thrown away, and only by name.
fn throw_away(at: &At) -> Result<(), No> {
    if !at.eye()?.is_training() {
        return Err(Refusal::new("J-1", format!("{} is no training data: it is not thrown away.", at.data.display())).into());
    }
    // Held while it is removed, so that no other program has it open.
    let _lock = crate::store::lock::Lock::take(&at.data)?;
    for name in [open::FILE.to_owned(), format!("{}-wal", open::FILE), format!("{}-shm", open::FILE)] {
        match std::fs::remove_file(at.data.join(&name)) {
            Ok(()) => {}
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(Fault::new(format!("{name} can't be removed ({e})"), "remove it by hand").into()),
        }
    }
    Ok(())
}

/// Before a start that takes a while, so that nobody looks at a black screen.
fn say_if_slow(at: &At) {
    if open::will_rebuild(&at.data) {
        eprint("Bringing the data file up to date for this program: a moment ...\n");
    }
}

fn eprint(text: &str) {
    use std::io::Write;
    let _ = std::io::stderr().write_all(text.as_bytes());
}
