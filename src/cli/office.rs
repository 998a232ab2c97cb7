//! `init`, `demo`, and the terminal screen.

use std::path::PathBuf;

use serde_json::json;

use super::answer::Answer;
use super::args::Init;
use super::{At, prompt};
use crate::base::{Fault, No};
use crate::desk::{Founding, SHIPPED_PROFILES, found};
use crate::edge::{SystemClock, secret};
use crate::journal::fact::TextFile;
use crate::store::open::How;

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

/// A shipped profile by its code, else a file.
fn profile(utility: &str) -> Result<TextFile, No> {
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
